using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>A rule that every award keeps.</summary>
public enum AwardRule
{
    /// <summary>Who was refused, or has no place in the ranking, gets nothing.</summary>
    Eligibility,
    MinimumScore,

    /// <summary>Those who are tied at the cut are out together.</summary>
    Ties,

    /// <summary>The amount is what the rule of the category gives.</summary>
    Amount,

    /// <summary>A cap on places or money, the budget among them.</summary>
    Cap,
    Floor,

    /// <summary>At most one of a group.</summary>
    Exclusive,

    /// <summary>Who comes in is the first of the ranking who fits.</summary>
    Order,

    /// <summary>Who waits for a verdict gets nothing; no exemption sets this aside.</summary>
    Verdict,

    /// <summary>The award keeps the call's own rules about awards.</summary>
    OfCall,
}

/// <summary>One rule that a list of awards breaks, with its figures.</summary>
/// <param name="Application">Null where it is a quota.</param>
/// <param name="Quota">For <see cref="AwardRule.Cap"/> and <see cref="AwardRule.Floor"/>.</param>
public sealed record AwardBreach(AwardRule Rule, ApplicationId? Application = null, QuotaId? Quota = null)
{
    /// <summary>Of the quota.</summary>
    public QuotaMeasure? Measure { get; init; }

    /// <summary>Fen awarded, or places or fen used.</summary>
    public long? Is { get; init; }

    /// <summary>Fen due, or the places or fen of the cap or floor.</summary>
    public long? Limit { get; init; }

    /// <summary>The application that is funded already, or that was passed over.</summary>
    public ApplicationId? Beside { get; init; }

    /// <summary>The call's rule that an award does not keep or that waits for a verdict.</summary>
    public RuleId? OfCall { get; init; }

    /// <summary>Its figures are fen.</summary>
    public bool IsOfMoney => Rule == AwardRule.Amount || Measure == QuotaMeasure.Amount;

    /// <summary>No clause allows it.</summary>
    public bool IsAbsolute => Rule == AwardRule.Verdict;

    /// <summary>Who allowed this one allowed the other: the same rule, broken no further.</summary>
    public bool Covers(AwardBreach other) =>
        (Rule, Application, Quota, Limit, Beside, OfCall)
            == (other.Rule, other.Application, other.Quota, other.Limit, other.Beside, other.OfCall)
        && Rule switch
        {
            AwardRule.Cap => Is >= other.Is,
            AwardRule.Floor => Is <= other.Is,
            _ => Is == other.Is,
        };
}

/// <summary>Whether a changed list of awards keeps the rules of the call, each award like one of the allocation.</summary>
public static class AwardCheck
{
    /// <summary>
    /// Every rule that the list after breaks and the list before did not break as far; none = each change is an award like any other.
    /// </summary>
    /// <param name="takenOut">Those whom a meeting took out, or who withdrew: nobody passes them over.</param>
    /// <remarks>
    /// First what concerns each award, then the quotas, then places; the order of the lists does not matter.
    /// </remarks>
    public static IReadOnlyList<AwardBreach> Breaches(
        AwardBasis basis, IReadOnlyList<FundedApplication> before, IReadOnlyList<FundedApplication> after,
        IReadOnlySet<ApplicationId> takenOut)
    {
        var was = before.ToDictionary(a => a.Id, a => a.Amount);
        var changed = after.Where(a => !was.TryGetValue(a.Id, out var amount) || amount != a.Amount).ToList();
        return
        [
            .. changed.SelectMany(a => OfAward(basis, a, isNew: !was.ContainsKey(a.Id))),
            .. OfQuotas(basis, before, after),
            .. changed.Where(a => !was.ContainsKey(a.Id)).SelectMany(a => OfPlace(basis, a, after, takenOut)),
        ];
    }

    private static IEnumerable<AwardBreach> OfAward(AwardBasis basis, FundedApplication award, bool isNew)
    {
        var candidate = basis.Find(award.Id)
            ?? throw new ArgumentException($"{award.Id} is no application of the evaluation.", nameof(award));
        AwardRule? barred = !isNew ? null : candidate.Bar switch
        {
            Bar.None => null,
            Bar.Open => AwardRule.Verdict,
            Bar.BelowMinimum => AwardRule.MinimumScore,
            Bar.ClosedByTie => AwardRule.Ties,
            _ => AwardRule.Eligibility,
        };
        if (barred is { } rule)
        {
            yield return new AwardBreach(rule, award.Id);
        }
        if (!candidate.Admits(award.Amount))
        {
            yield return new AwardBreach(AwardRule.Amount, award.Id) { Is = award.Amount.Fen, Limit = candidate.Due.Fen };
        }
        foreach (var finding in basis.Rules?.UnkeptBy(award) ?? [])
        {
            yield return new AwardBreach(finding.IsOpen ? AwardRule.Verdict : AwardRule.OfCall, award.Id) { OfCall = finding.Rule.Id };
        }
    }

    private static IEnumerable<AwardBreach> OfQuotas(
        AwardBasis basis, IReadOnlyList<FundedApplication> before, IReadOnlyList<FundedApplication> after)
    {
        foreach (var quota in basis.Quotas.OrderBy(q => q.Id))
        {
            var (had, has) = (basis.Used(quota, before), basis.Used(quota, after));
            if (has > quota.Max && has > had)
            {
                yield return new AwardBreach(AwardRule.Cap, Quota: quota.Id) { Measure = quota.Measure, Is = has, Limit = quota.Max };
            }
            if (has < quota.Min && has < had)
            {
                yield return new AwardBreach(AwardRule.Floor, Quota: quota.Id) { Measure = quota.Measure, Is = has, Limit = quota.Min };
            }
        }
    }

    /// <summary>Beside whom a newcomer may not stand, and whom it was put before.</summary>
    private static IEnumerable<AwardBreach> OfPlace(
        AwardBasis basis, FundedApplication award, IReadOnlyList<FundedApplication> after, IReadOnlySet<ApplicationId> takenOut)
    {
        var others = after.Where(a => a.Id != award.Id).ToList();
        foreach (var other in ExcludedBy(basis, others, award.Id))
        {
            yield return new AwardBreach(AwardRule.Exclusive, award.Id) { Beside = other };
        }
        if (basis.Find(award.Id) is not { Bar: Bar.None })
        {
            yield break;
        }
        var funded = after.Select(a => a.Id).ToHashSet();
        var room = new Room(basis, others);
        if (basis.Candidates.TakeWhile(c => c.Id != award.Id)
            .FirstOrDefault(c => c.Bar == Bar.None && !funded.Contains(c.Id) && !takenOut.Contains(c.Id)
                && room.Holds(c)) is { } passedOver)
        {
            yield return new AwardBreach(AwardRule.Order, award.Id) { Beside = passedOver.Id };
        }
    }

    internal static IEnumerable<ApplicationId> ExcludedBy(AwardBasis basis, IReadOnlyList<FundedApplication> awards, ApplicationId id) =>
        awards.Select(a => a.Id).Where(a => a != id && basis.Exclusive.Any(g => g.Contains(id) && g.Contains(a)))
            .Order();
}

/// <summary>What is left beside a list of awards.</summary>
internal sealed class Room(AwardBasis basis, IReadOnlyList<FundedApplication> awards)
{
    private readonly Dictionary<QuotaId, long> used = basis.Quotas.ToDictionary(q => q.Id, q => basis.Used(q, awards));

    /// <summary>Caps that have no room for its whole amount.</summary>
    public IEnumerable<QuotaId> FullFor(AwardCandidate candidate) => basis.Quotas
        .Where(q => q.Matches(candidate.Attributes) && used[q.Id] + AwardBasis.Size(q, candidate.Due) > q.Max)
        .Select(q => q.Id).Order();

    public IEnumerable<ApplicationId> ExcludedBy(AwardCandidate candidate) => AwardCheck.ExcludedBy(basis, awards, candidate.Id);

    /// <summary>Floors of one that leaves which this one does not fill.</summary>
    public IEnumerable<QuotaId> LeavesOpen(AwardCandidate leaving, AwardCandidate coming) => basis.Quotas
        .Where(q => q.Matches(leaving.Attributes)
            && used[q.Id] + (q.Matches(coming.Attributes) ? AwardBasis.Size(q, coming.Due) : 0) < q.Min)
        .Select(q => q.Id).Order();

    public bool Holds(AwardCandidate candidate) => !FullFor(candidate).Any() && !ExcludedBy(candidate).Any();
}
