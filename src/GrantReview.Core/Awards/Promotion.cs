using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>
/// Who comes in when a winner withdraws: all other winners keep what they have, and the next on the replacement list who fits beside them
/// is funded.
/// </summary>
/// <param name="Promoted">Null = nobody fits: the place lapses.</param>
/// <param name="PassedOver">Those above on the list with what bars them now, in order.</param>
public sealed record Promotion(ApplicationId Withdrawn, FundedApplication? Promoted, IReadOnlyList<NotFundedApplication> PassedOver)
{
    /// <summary>The first in ranking order who fits beside the winners, with every floor kept that the withdrawn one served.</summary>
    /// <param name="awards">The awards as they stand, with earlier promotions; the withdrawn one is among them.</param>
    /// <param name="excluded">
    /// Those who are out of the question: taken out by a meeting, earlier withdrawals, and who declined to come in.
    /// </param>
    /// <param name="category">Only applications whose attribute "category" is this may come in; null = the quotas alone decide.</param>
    /// <remarks>A replacement gets its whole amount, never a part. A floor that others leave open too is not held against it.</remarks>
    public static Promotion Of(
        AwardBasis basis, IReadOnlyList<FundedApplication> awards, ApplicationId withdrawn, IReadOnlySet<ApplicationId> excluded,
        string? category = null)
    {
        if (!awards.Any(a => a.Id == withdrawn) || basis.Find(withdrawn) is not { } leaving)
        {
            throw new ArgumentException($"{withdrawn} is not among the awards.", nameof(withdrawn));
        }
        var funded = awards.Select(a => a.Id).ToHashSet();
        var room = new Room(basis, [.. awards.Where(a => a.Id != withdrawn)]);
        var passedOver = new List<NotFundedApplication>();
        foreach (var candidate in basis.Candidates.Where(c => c.Bar == Bar.None && !funded.Contains(c.Id) && !excluded.Contains(c.Id)
            && (category is null || c.Attributes.GetValueOrDefault("category") == category)))
        {
            List<Reason> why =
            [
                .. room.FullFor(candidate).Select(id => new Reason.QuotaFull(id)),
                .. room.ExcludedBy(candidate).Select(id => new Reason.Exclusive(id)),
            ];
            if (why.Count == 0)
            {
                why.AddRange(room.LeavesOpen(leaving, candidate).Select(id => new Reason.FloorReserved(id)));
            }
            if (why.Count == 0)
            {
                return new Promotion(withdrawn, new FundedApplication(candidate.Id, candidate.Due), passedOver);
            }
            passedOver.Add(new NotFundedApplication(candidate.Id, why));
        }
        return new Promotion(withdrawn, null, passedOver);
    }

    /// <summary>A tie left it out, or closed its quota: no withdrawal opens that again.</summary>
    public static bool IsClosedByTie(IReadOnlyList<Reason> reasons) => reasons.Any(r => r is Reason.TieAtCut or Reason.ClosedByTie);

    /// <summary>Those whom the withdrawal of one winner could bring in, in ranking order; a place closed by a tie stays closed.</summary>
    internal static List<ApplicationId> Reserve(GreedySelection selection)
    {
        var (usage, prepared) = (selection.Usage, selection.Usage.Problem);
        int[] winners = [.. Enumerable.Range(0, prepared.Applications.Count).Where(i => usage.Amount(i) is not null)];
        var known = new Dictionary<int, bool>();
        var reserve = new List<ApplicationId>();
        for (var i = 0; i < prepared.Applications.Count; i++)
        {
            if (usage.Amount(i) is not null || !MayComeIn(selection.Reasons(i)))
            {
                continue;
            }
            if (!known.TryGetValue(prepared.KindOf[i], out var comesIn))
            {
                int[] full = [.. prepared.QuotasOf[i].Where(q => usage.IsExceededBy(q, prepared.Applications[i].Amount))];
                comesIn = known[prepared.KindOf[i]] =
                    Array.Exists(
                        full.Length == 0 ? winners : prepared.Members[full[0]], w =>
                            usage.Amount(w) is not null && FitsWithout(usage, i, w, full));
            }
            if (comesIn)
            {
                reserve.Add(prepared.Applications[i].Id);
            }
        }
        return reserve;
    }

    private static bool FitsWithout(Usage usage, int candidate, int winner, int[] full)
    {
        var (prepared, freed) = (usage.Problem, usage.Amount(winner).GetValueOrDefault());
        var amount = prepared.Applications[candidate].Amount;
        return Array.TrueForAll(
            full, q => Array.BinarySearch(prepared.QuotasOf[winner], q) >= 0
                && usage.Used(q) - prepared.Size(q, freed) + prepared.Size(q, amount) <= usage.Limits.Max[q])
            && usage.ExcludedBy(candidate).All(id => id == prepared.Applications[winner].Id)
            && Array.TrueForAll(prepared.QuotasOf[winner], q => usage.Limits.Min[q] is not { } min
                || usage.Used(q) - prepared.Size(q, freed)
                    + (Array.BinarySearch(prepared.QuotasOf[candidate], q) >= 0 ? prepared.Size(q, amount) : 0) >= min);
    }

    private static bool MayComeIn(IReadOnlyList<Reason> reasons) =>
        !IsClosedByTie(reasons) && !reasons.Any(r => r is Reason.Ineligible or Reason.BelowMinimum);
}
