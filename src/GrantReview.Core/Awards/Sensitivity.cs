using GrantReview.Core.Ids;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>Who gains and who loses when one figure changes by one step: the walk again for each figure that could matter, from the first decision that it could turn.</summary>
internal static class Sensitivity
{
    public static List<SensitivityChange> Of(Contest contest, Walk walk)
    {
        var limits = contest.Limits;
        var trace = walk.Trace ?? throw new ArgumentException("Sensitivity compares with a walk that explains.", nameof(walk));
        // Equals that are taken together are also tested one by one, which leaves no trace of what was counted upon.
        var takesTogether = contest.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll;
        var changes = new List<SensitivityChange>();
        for (var q = 0; q < contest.Quotas.Count; q++)
        {
            var one = contest.Quotas[q].Measure == QuotaMeasure.Count ? 1 : OneAward(contest, walk, q);
            if (one == 0)
            {
                continue;
            }
            if (limits.Max[q] is { } max)
            {
                changes.Add(Changed(q, QuotaBound.Cap, one, limits.WithMax(q, checked(max + one)), trace.PartsByMore(q)));
            }
            if (limits.Min[q] is { } min && min > 0)
            {
                var less = Math.Min(one, min);
                changes.Add(Changed(q, QuotaBound.Floor, -less, limits.WithMin(q, min - less), trace.PartsByFloors));
            }
        }
        // Beside what a little more would bring: what a little less would cost, and the minimum score one step down and up.
        for (var q = 0; q < contest.Quotas.Count; q++)
        {
            if (contest.Quotas[q].Measure == QuotaMeasure.Amount && limits.Max[q] is { } max && max > 0 && Math.Min(max, LastAward(contest, walk, q)) is var less and > 0)
            {
                var parts = takesTogether ? 0 : trace.PartsByLess(q, max - less);
                changes.Add(Changed(q, QuotaBound.Cap, -less, limits.WithMax(q, max - less), parts));
            }
        }
        if (limits.MinScore is { } line)
        {
            foreach (var next in NextLines(contest, line))
            {
                var above = contest.Applications.TakeWhile(a => a.Score >= line).Count();
                (Walk, int)? like = next < line ? (walk, Math.Min(trace.PartsByFloors, above)) : null;
                var after = new Walk(contest, limits with { MinScore = next }, explains: false, hint: walk.FirstWitness, like: like);
                changes.Add(Compared(new AllocationChange.OfMinimumScore(next - line), after));
            }
        }
        return changes;

        // A figure that could turn no decision changes nothing, unless a sum of scores ties everything together.
        SensitivityChange Changed(int quota, QuotaBound bound, long by, Limits changed, int parts)
        {
            var change = new AllocationChange.OfQuota(contest.Quotas[quota].Id, bound, by);
            return parts < int.MaxValue || contest.Policy.Order == AllocationOrder.Welfare
                ? Compared(change, new Walk(contest, changed, explains: false, hint: walk.FirstWitness, like: (walk, parts)))
                : new SensitivityChange(change, [], []);
        }

        SensitivityChange Compared(AllocationChange change, Walk after)
        {
            var (gain, lose) = (new List<string>(), new List<string>());
            for (var i = 0; i < contest.Applications.Count; i++)
            {
                var (was, isNow) = (walk.Loads.Amount(i) is not null, after.IsFeasible && after.Loads.Amount(i) is not null);
                if (was != isNow)
                {
                    (was ? lose : gain).Add(contest.Applications[i].Id);
                }
            }
            return new SensitivityChange(change, gain, lose) { IsInfeasible = !after.IsFeasible };
        }
    }

    /// <summary>The money with which the first that a quota barred would have fitted; where it barred nobody, the largest award of its scope; 0 where nobody asks for money.</summary>
    private static long OneAward(Contest contest, Walk walk, int quota)
    {
        var full = new Reason.QuotaFull(contest.Quotas[quota].Id);
        foreach (var member in contest.Members[quota])
        {
            if (walk.Loads.Amount(member) is null && walk.Reasons(member).Contains(full)
                && walk.LoadsThen(member).FirstOrDefault(l => l.Quota == full.Quota) is { Max: { } max } then)
            {
                var lacking = contest.Size(quota, member) - Math.Max(0, max - then.Used);
                return lacking > 0 ? lacking : contest.Size(quota, member);
            }
        }
        return contest.Members[quota].Select(m => contest.Size(quota, m)).DefaultIfEmpty(0).Max();
    }

    /// <summary>The last award that a quota pays; where it pays none, nothing.</summary>
    private static long LastAward(Contest contest, Walk walk, int quota) =>
        contest.Members[quota].Where(m => walk.Loads.Amount(m) is not null).Select(m => walk.Loads.Amount(m).GetValueOrDefault().Fen).LastOrDefault();

    /// <summary>One step down: the best score below the line. One step up: where the lowest score that passes it would no longer.</summary>
    private static IEnumerable<Rational> NextLines(Contest contest, Rational line)
    {
        var scores = contest.Applications.Where(a => a is { Eligible: true, IsScored: true }).Select(a => a.Score).Distinct().ToList();
        if (scores.Where(s => s < line).OrderDescending().Select(s => (Rational?)s).FirstOrDefault() is { } lower)
        {
            yield return lower;
        }
        if (scores.Where(s => s >= line).Order().Skip(1).Select(s => (Rational?)s).FirstOrDefault() is { } higher)
        {
            yield return higher;
        }
    }
}
