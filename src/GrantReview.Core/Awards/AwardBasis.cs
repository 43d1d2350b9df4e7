using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>What keeps an application from every award, whatever room there is.</summary>
public enum Bar
{
    None,

    /// <summary>
    /// Refused: formal review, a rule of the call, a veto, or an amount that is nothing, below its floor, unknown or paid as another.
    /// </summary>
    NotEligible,

    /// <summary>A rule of the call waits for a verdict; until then no clause lets it in.</summary>
    Open,

    /// <summary>It has no place in the ranking: too few scores, too late, or no score that counts.</summary>
    NotRanked,

    BelowMinimum,

    /// <summary>The rule for ties left it out together with its equals, or a tie closed its quota.</summary>
    ClosedByTie,
}

/// <summary>An application as a meeting may award it.</summary>
/// <param name="Due">What the rule of its category gives: the award, no more and no less.</param>
/// <param name="Least">The least it can be funded with where the call allows parts; null = only the whole.</param>
/// <param name="Attributes">What quotas select by.</param>
public sealed record AwardCandidate(ApplicationId Id, Money Due, Money? Least, IReadOnlyDictionary<string, string> Attributes, Bar Bar)
{
    public bool Admits(Money amount) => amount == Due || (Least is { } least && amount >= least && amount < Due);
}

/// <summary>
/// What every award after the evaluation is checked against, as the frozen evaluation has it and not as rows stand today.
/// </summary>
/// <param name="Candidates">Every application of the call; those who competed in ranking order, the others after them.</param>
/// <param name="Exclusive">Groups of ids of which at most one is funded.</param>
public sealed record AwardBasis(
    IReadOnlyList<AwardCandidate> Candidates, IReadOnlyList<Quota> Quotas, IReadOnlyList<IReadOnlyList<ApplicationId>> Exclusive)
{
    private Dictionary<ApplicationId, AwardCandidate>? byId;

    /// <summary>Null where the evaluation is of a time before verdicts, or of no call.</summary>
    public AwardRules? Rules { get; init; }

    /// <summary>A copy with other candidates looks them up anew.</summary>
    private AwardBasis(AwardBasis other)
    {
        Candidates = other.Candidates;
        Quotas = other.Quotas;
        Exclusive = other.Exclusive;
        Rules = other.Rules;
    }

    public AwardCandidate? Find(ApplicationId id) =>
        (byId ??= Candidates.ToDictionary(c => c.Id)).GetValueOrDefault(id);

    /// <summary>Places or fen that a list uses of a quota; an award to somebody who was refused counts, too.</summary>
    public long Used(Quota quota, IEnumerable<FundedApplication> awards) =>
        awards.Where(a => Find(a.Id) is { } candidate && quota.Matches(candidate.Attributes)).Sum(a => Size(quota, a.Amount));

    public static long Size(Quota quota, Money amount) => quota.Measure == QuotaMeasure.Count ? 1 : amount.Fen;

    /// <summary>Of a problem and its answer, where nobody was refused before.</summary>
    public static AwardBasis FromPlan(AllocationProblem problem, AllocationPlan plan)
    {
        var applications = problem.Applications.ToDictionary(a => a.Id);
        return new AwardBasis([.. plan.Steps.Select(s => CandidateOf(applications[s.Id], s.Reasons))], problem.Quotas, problem.Exclusive);

        AwardCandidate CandidateOf(AllocationApplication application, IReadOnlyList<Reason> reasons) => new(
            application.Id, application.Amount, problem.Policy.Remainder == RemainderRule.Partial ? application.MinAmount : null,
                application.Attributes,
            !application.Eligible ? Bar.NotEligible
                : application.IsBelow(problem.MinScore) ? Bar.BelowMinimum
                : Promotion.IsClosedByTie(reasons) ? Bar.ClosedByTie : Bar.None);
    }
}
