using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Who gains and who loses when one figure changes by one step: the selection again for each figure that could matter, from the first
/// decision that it could turn.
/// </summary>
internal static class Sensitivity
{
    public static List<SensitivityChange> Of(PreparedProblem prepared, GreedySelection selection)
    {
        var limits = prepared.Limits;
        var trace = selection.Trace ?? throw new ArgumentException(
            "Sensitivity compares with a selection that explains.", nameof(selection));
        // Equals that are taken together are also tested one by one, which leaves no trace of what was counted upon.
        var takesTogether = prepared.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll;
        var changes = new List<SensitivityChange>();
        for (var q = 0; q < prepared.Quotas.Count; q++)
        {
            var one = prepared.Quotas[q].Measure == QuotaMeasure.Count ? 1 : OneAward(prepared, selection, q);
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
        for (var q = 0; q < prepared.Quotas.Count; q++)
        {
            if (prepared.Quotas[q].Measure == QuotaMeasure.Amount && limits.Max[q] is { } max && max > 0
                && Math.Min(max, LastAward(prepared, selection, q)) is var less and > 0)
            {
                var parts = takesTogether ? 0 : trace.PartsByLess(q, max - less);
                changes.Add(Changed(q, QuotaBound.Cap, -less, limits.WithMax(q, max - less), parts));
            }
        }
        if (limits.MinScore is { } line)
        {
            foreach (var next in NextLines(prepared, line))
            {
                var above = prepared.Applications.TakeWhile(a => a.Score >= line).Count();
                (GreedySelection, int)? like = next < line ? (selection, Math.Min(trace.PartsByFloors, above)) : null;
                var after = GreedySelection.Run(
                    prepared, limits with { MinScore = next }, explains: false, hint: selection.FirstCertificate, like: like);
                changes.Add(Compared(new AllocationChange.OfMinimumScore(next - line), after));
            }
        }
        return changes;

        // A figure that could turn no decision changes nothing, unless a sum of scores ties everything together.
        SensitivityChange Changed(int quota, QuotaBound bound, long by, Limits changed, int parts)
        {
            var change = new AllocationChange.OfQuota(prepared.Quotas[quota].Id, bound, by);
            return parts < int.MaxValue || prepared.Policy.Order == AllocationOrder.Welfare
                ? Compared(change,
                    GreedySelection.Run(prepared, changed, explains: false, hint: selection.FirstCertificate, like: (selection, parts)))
                : new SensitivityChange(change, [], []);
        }

        SensitivityChange Compared(AllocationChange change, GreedySelection after)
        {
            var (gain, lose) = (new List<ApplicationId>(), new List<ApplicationId>());
            for (var i = 0; i < prepared.Applications.Count; i++)
            {
                var (was, isNow) = (selection.Usage.Amount(i) is not null, after.IsFeasible && after.Usage.Amount(i) is not null);
                if (was != isNow)
                {
                    (was ? lose : gain).Add(prepared.Applications[i].Id);
                }
            }
            return new SensitivityChange(change, gain, lose) { IsInfeasible = !after.IsFeasible };
        }
    }

    /// <summary>
    /// The money with which the first that a quota barred would have fitted; where it barred nobody, the largest award of its scope; 0
    /// where nobody asks for money.
    /// </summary>
    private static long OneAward(PreparedProblem prepared, GreedySelection selection, int quota)
    {
        var full = new Reason.QuotaFull(prepared.Quotas[quota].Id);
        foreach (var member in prepared.Members[quota])
        {
            if (selection.Usage.Amount(member) is null && selection.Reasons(member).Contains(full)
                && selection.UsageThen(member).FirstOrDefault(l => l.Quota == full.Quota) is { Max: { } max } then)
            {
                var lacking = prepared.Size(quota, member) - Math.Max(0, max - then.Used);
                return lacking > 0 ? lacking : prepared.Size(quota, member);
            }
        }
        return prepared.Members[quota].Select(m => prepared.Size(quota, m)).DefaultIfEmpty(0).Max();
    }

    /// <summary>The last award that a quota pays; where it pays none, nothing.</summary>
    private static long LastAward(PreparedProblem prepared, GreedySelection selection, int quota) =>
        prepared.Members[quota].Where(m => selection.Usage.Amount(m) is not null)
            .Select(m => selection.Usage.Amount(m).GetValueOrDefault().Fen).LastOrDefault();

    /// <summary>One step down: the best score below the line. One step up: where the lowest score that passes it would no longer.</summary>
    private static IEnumerable<Rational> NextLines(PreparedProblem prepared, Rational line)
    {
        var scores = prepared.Applications.Where(a => a is { Eligible: true, IsScored: true }).Select(a => a.Score).Distinct().ToList();
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
