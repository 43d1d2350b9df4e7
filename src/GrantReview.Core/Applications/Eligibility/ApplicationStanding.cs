using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// Whether an application competes: ineligible where the formal review refused it, a finding fails or its amount is none, else open where
/// a finding waits for a person, else admitted. Only who is admitted gets an expert, a place or money.
/// </summary>
/// <param name="IsRefused">The formal review, or the file's column, did not admit it; or it was withdrawn.</param>
/// <param name="Failing">Rules, in the order of the call.</param>
/// <param name="Open">Rules that wait for a verdict, also where the application is out anyway.</param>
public sealed record ApplicationStanding(ApplicationId Application, bool IsRefused, IReadOnlyList<RuleId> Failing,
    IReadOnlyList<RuleId> Open)
{
    /// <summary>By its own figures there is nothing to award, or less than the floor: known before any score.</summary>
    public bool IsUndue { get; init; }

    public bool IsIneligible => IsRefused || IsUndue || Failing.Count > 0;
    public bool IsOpen => !IsIneligible && Open.Count > 0;
    public bool IsAdmitted => !IsIneligible && Open.Count == 0;

    /// <summary>By findings alone; <see cref="CallFindings.Standings"/> adds what the amounts say and is what assignment goes by.</summary>
    /// <param name="beforeVerdicts">By the rules of packages of schema 1: nothing waits for a person.</param>
    public static IReadOnlyDictionary<ApplicationId, ApplicationStanding> Of(
        IReadOnlyList<Application> applications, IReadOnlyList<Finding> findings, bool beforeVerdicts = false)
    {
        var byApplication = findings.ToLookup(f => f.Application);
        return applications.ToDictionary(a => a.Id, Of);

        ApplicationStanding Of(Application application) => new(
            application.Id, !application.Eligible || application.IsWithdrawn,
            [.. byApplication[application.Id].Where(f => f.Fails).Select(f => f.Rule.Id)],
            beforeVerdicts ? [] : [.. byApplication[application.Id].Where(f => f.IsOpen).Select(f => f.Rule.Id)]);
    }
}
