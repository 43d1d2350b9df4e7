using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// The call's rules and verdicts as they are frozen, which every award is held against: when a meeting changes it, when it is frozen, when
/// it is paid.
/// </summary>
public sealed record AwardRules(Call Call, IReadOnlyList<Application> Applications,
    IReadOnlyList<GrantReview.Core.Applications.Eligibility.Verdict> Verdicts)
{
    private Dictionary<ApplicationId, Application>? byId;

    /// <summary>Rules of stage award that an award of this amount breaks, or that it leaves to a verdict which nobody gave.</summary>
    public IEnumerable<Finding> UnkeptBy(FundedApplication award) =>
        (byId ??= Applications.ToDictionary(a => a.Id)).TryGetValue(award.Id, out var application)
            ? Evaluator.OfAward(Call, application, award.Amount, Verdicts).Where(f => f.Fails || f.IsOpen) : [];

    /// <summary>Every finding of a list that is open, or that fails without an exemption: nobody is funded on it.</summary>
    /// <remarks>Figures that scores are worked out from were asked for before: who lacked one had no place.</remarks>
    /// <param name="exempt">Applications for which rules were set aside.</param>
    public IReadOnlyList<Finding> UnkeptBy(IReadOnlyList<FundedApplication> awards, IReadOnlySet<ApplicationId> exempt)
    {
        var funded = awards.Select(a => a.Id).ToHashSet();
        return
        [
            .. CallFindings.Of(Call, _ => [], Applications, Verdicts)
                .Where(f => f.Rule.Stage != RuleStage.Award && funded.Contains(f.Application))
                .Concat(awards.SelectMany(UnkeptBy)).Where(f => f.IsOpen || (f.Fails && !exempt.Contains(f.Application))),
        ];
    }
}
