using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Reading;

/// <summary>What the rules and the people of the formal review say of a call's applications now.</summary>
/// <param name="Of">Application → standing.</param>
public sealed record StoredStandings(
    IReadOnlyList<Application> Applications, IReadOnlyList<Finding> Findings, IReadOnlyDictionary<ApplicationId, ApplicationStanding> Of)
{
    private static readonly ByInputs<StoredStandings> Kept = new();

    /// <summary>Limits per unit or person look at all applications, so all are read, once for each state of the inputs.</summary>
    public static async Task<StoredStandings> LoadAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        await Kept.OfAsync(
            db, call.Id, about: "",
            async () => await OfAsync(
                db, call, await StoredRound.ApplicationsAsync(db, call.Id, cancellationToken), cancellationToken), cancellationToken);

    /// <summary>As they would be with these applications.</summary>
    public static async Task<StoredStandings> OfAsync(
        AppDb db, CallRow call, IReadOnlyList<Application> given, CancellationToken cancellationToken)
    {
        var verdicts = await StoredRound.VerdictsAsync(db, call.Id, cancellationToken);
        var (settings, applications) = StoredRound.Counted(
            StoredRound.CallOf(call), given, await StoredConflicts.OrganisationsAsync(db, call.Id, cancellationToken),
            await StoredHistory.LoadAsync(db, call, cancellationToken));
        var trees = await StoredRound.TreesAsync(db, call.Id, settings, cancellationToken);
        var findings = CallFindings.Of(settings, trees.ColumnsOf, applications, verdicts);
        return new StoredStandings(applications, findings, CallFindings.Standings(settings, applications, findings));
    }

    /// <summary>The findings, with the ties of the latest run that a blank cell leaves open.</summary>
    public async Task<IReadOnlyList<Finding>> WithTiesAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(db, call, cancellationToken);
        return kept is null ? Findings
            : [.. Findings, .. kept.Record.OpenTies(await StoredRound.VerdictsAsync(db, call.Id, cancellationToken))];
    }

    /// <summary>Those who get experts.</summary>
    public HashSet<ApplicationId> Admitted { get; } = Of.Values.Where(s => s.IsAdmitted).Select(s => s.Application).ToHashSet();

    /// <summary>There are applications, and none that stands or waits is in a category that experts score.</summary>
    public bool NobodyIsScored(Call call) => Applications.Count > 0 && Applications.All(
        a => call.SelectionOf(a.Category).Basis != SelectionBasis.Score || Of[a.Id] is { IsAdmitted: false, IsOpen: false });

    /// <summary>Those who wait for a verdict.</summary>
    public IReadOnlyList<ApplicationStanding> Open => [.. Of.Values.Where(s => s.IsOpen).OrderBy(s => s.Application)];
}
