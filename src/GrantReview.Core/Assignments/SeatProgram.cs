using Google.OrTools.LinearSolver;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>
/// What a flow cannot hold, as an integer programme over few pairs that is optimal for all: the lowest application, groups that cross,
/// panels of unequal size. Multipliers of a linear programme move those rules into the costs of a flow; the flow's optimum is a bound for
/// every plan, and a pair whose reduced cost exceeds the gap to a known plan is in no better one (Lagrangian bound with reduced-cost
/// fixing).
/// </summary>
internal static class SeatProgram
{
    /// <summary>Up to so many pairs all are variables and the bound is the programme's own.</summary>
    private const int FewPairs = 6_000;
    private const int FirstGuess = 6_500;
    private const int MostVariables = 150_000;

    /// <param name="Chosen">Null = no plan: proven that there is none, or none found.</param>
    internal sealed record Answer(int[][]? Chosen, bool IsProven, double Bound);

    private static readonly Answer NotFound = new(null, false, 0);

    /// <param name="flow">Solved for the highest total.</param>
    public static Answer Solve(AssignmentModel model, CandidateFlow flow)
    {
        var rules = Rules(model);
        var units = new AffinityUnits(model);
        var start = Enumerable.Range(0, model.Rows.Length).Select(r => flow.Chosen(r).ToArray()).ToArray();
        if (model.Problem.Objective != AssignmentObjective.Fair)
        {
            return MostTotal(model, flow, units, rules, start);
        }
        if (model.Problem.Keep.Count == 0)
        {
            return Fairest(model, flow, units, rules, start);
        }
        // "As few changes as possible", and of those plans the fairest.
        var found = MostTotal(model, flow, units, rules, start);
        if (found.Chosen is not { } fewest)
        {
            return found;
        }
        var kept = model.PairsOf(model.Problem.Keep);
        var stays = new SeatRule(
            null, null, (r, e) => kept[r].Contains(e)
                ? model.Rows[r].Size : 0, fewest.Select((c, r) => c.Count(kept[r].Contains) * (long)model.Rows[r].Size).Sum(), false);
        return Fairest(model, flow, units, [.. rules, stays], start) is { Chosen: not null } fairest
            ? fairest with { IsProven = fairest.IsProven && found.IsProven } : found with { IsProven = false };
    }

    private static Answer Fairest(AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> rules, int[][] start)
    {
        var most = units.Total(start) / model.Step;
        var ceiling = Ceiling(model, units);
        if (rules.Count == 0 && units.Lowest(start) >= ceiling)
        {
            return new Answer(start, true, most);
        }
        if (MostTotal(model, flow, units, [.. rules, .. NoneBelow(model, units, ceiling)], start) is { Chosen: not null } atCeiling)
        {
            return atCeiling;
        }
        if (BestLowest(model, flow, units, rules, start) is not { Chosen: { } lowest } highest)
        {
            var any = rules.Count > 0 ? MostTotal(model, flow, units, rules, start) : new Answer(start, false, most);
            return any.Chosen is null ? any : any with { IsProven = false };
        }
        var best = MostTotal(model, flow, units, [.. rules, .. NoneBelow(model, units, units.Lowest(lowest))], start);
        return best.Chosen is null ? new Answer(lowest, false, most) : best with { IsProven = best.IsProven && highest.IsProven };
    }

    /// <summary>No plan's lowest application is better served, because one application could not be by any.</summary>
    public static bool IsFairest(AssignmentModel model, int[][] chosen)
    {
        var units = new AffinityUnits(model);
        return units.Lowest(chosen) >= Ceiling(model, units);
    }

    private static long Ceiling(AssignmentModel model, AffinityUnits units) =>
        Enumerable.Range(0, model.Rows.Length)
            .SelectMany(r => model.Rows[r].Members.Select(m => units.Highest(r, m))).DefaultIfEmpty(0).Min();

    // Rules that a flow cannot hold

    private static List<SeatRule> Rules(AssignmentModel model)
    {
        var sides = new List<SeatRule>();
        // "At least so many of each kind, at most so many of one unit", where those groups cross.
        foreach (var group in model.Crossing)
        {
            var members = group.Experts.ToHashSet();
            for (var row = 0; row < model.Rows.Length; row++)
            {
                sides.Add(group.Min > 0
                    ? new SeatRule(row, null, (_, e) => members.Contains(e) ? 1 : 0, group.Min, false)
                    : new SeatRule(row, null, (_, e) => members.Contains(e) ? -1 : 0, -group.Max, false));
            }
        }
        // "An expert's load counts the applications of each panel."
        if (model.HasUnequalPanels)
        {
            for (var e = 0; e < model.Experts.Length; e++)
            {
                if (model.Experts[e].Max is { } max)
                {
                    sides.Add(new SeatRule(null, e, (row, _) => -model.Rows[row].Size, -max, false));
                }
                if (model.Experts[e].Min > 0)
                {
                    sides.Add(new SeatRule(null, e, (row, _) => model.Rows[row].Size, model.Experts[e].Min, false));
                }
            }
        }
        return sides;
    }

    // "No application is served worse than the best possible lowest."
    private static IEnumerable<SeatRule> NoneBelow(AssignmentModel model, AffinityUnits units, long lowest) =>
        from row in Enumerable.Range(0, model.Rows.Length)
        from member in model.Rows[row].Members
        select new SeatRule(row, null, (r, e) => units.Of(r, member, e), lowest, true);

    // The highest total within the rules

    /// <param name="start">No plan has a higher total.</param>
    private static Answer MostTotal(AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> sides, int[][] start)
    {
        var (all, most) = (AllPairs(model), units.Total(start) / model.Step);
        if (all <= FewPairs)
        {
            return Whole();
        }
        flow = Narrow(model, flow, units, sides);
        if (SeatRelaxation.Solve(model, flow, units, sides, null, start) is not { } relaxed)
        {
            return sides.Exists(s => s.IsAffinity) ? NotFound : Whole();
        }
        sides = relaxed.Sides;
        var scale = Scale(model, relaxed.Multipliers.DefaultIfEmpty().Max());
        var (end, costs, weights) = Weighted(model, flow, units, sides, relaxed.Multipliers, scale, total: true);
        if (end != FlowEnd.Optimal)
        {
            return Whole();
        }
        var bound = -Cost(model, flow, costs) - Due(weights, sides);
        var guess = Guess(flow, costs);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var pairs = flow.Within(costs, guess);
            if (pairs.Count > MostVariables)
            {
                break;
            }
            if (SeatModel.Solve(model, units, pairs, sides, guess) is { Chosen: { } chosen } found)
            {
                var gap = bound - ((Int128)units.Objective(chosen) * scale);
                if (found.IsProven && gap > guess && Better(guess, (long)gap, chosen) is var (better, isProven))
                {
                    (chosen, found) = (better, found with { IsProven = isProven });
                }
                return new Answer(chosen, found.IsProven, found.IsProven ? units.Total(chosen) / model.Step
                    : model.Problem.Keep.Count > 0 ? most : Math.Min(most, (double)bound / scale / model.Step));
            }
            else
            {
                guess = Math.Max(1, guess) * 4;
            }
        }
        return Whole();

        // A better plan than the best within the guess has a pair that costs more than the guess, or lacks one whose lack does: little of
        // the gap is left for all else.
        (int[][] Chosen, bool IsProven) Better(long guess, long gap, int[][] best)
        {
            var left = gap < 2 * guess ? gap - guess : gap;
            List<(int Row, int Expert, long Reduced)> pairs =
                [.. flow.Within(costs, gap).Where(p => p.Reduced > guess || p.Reduced <= left)];
            if (pairs.Count > MostVariables)
            {
                return (best, false);
            }
            var beyond = pairs.Where(p => Math.Abs(p.Reduced) > guess).ToDictionary(p => (p.Row, p.Expert), p => Math.Sign(p.Reduced));
            var departs = new SeatRule(null, null, (r, e) => beyond.GetValueOrDefault((r, e)), 1 - beyond.Values.Count(s => s < 0), false);
            var found = SeatModel.Solve(model, units, pairs, [.. sides, departs], gap);
            return (found.Chosen is { } other && units.Objective(other) > units.Objective(best) ? other : best, found.IsProven);
        }

        Answer Whole()
        {
            if (all > MostVariables)
            {
                return NotFound;
            }
            var found = SeatModel.Solve(model, units, Pairs(model), sides);
            return found.Chosen is null ? new Answer(null, found.IsProven, 0)
                : new Answer(
                    found.Chosen, found.IsProven, found.IsProven ? units.Total(found.Chosen) / model.Step : model.Problem.Keep.Count > 0
                        ? most : Math.Min(most, found.Bound));
        }
    }

    /// <summary>
    /// Closes the pairs that are in no set of experts good enough for their application: with the best others beside them it stays below.
    /// </summary>
    private static CandidateFlow Narrow(AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> sides)
    {
        var narrow = flow.Copy();
        foreach (var side in sides.Where(s => s.IsAffinity))
        {
            var row = side.Row.GetValueOrDefault();
            var values = Enumerable.Range(0, model.Experts.Length).Select(e => side.Coefficient(row, e)).ToArray();
            var best = Enumerable.Range(0, values.Length).Where(e => ExpertSet.Has(model.Open[row], e) || model.Fixed[row].Contains(e))
                .OrderByDescending(e => values[e]).Take(model.Rows[row].Needed).ToList();
            var others = best.Sum(e => values[e]) - values[best[^1]];
            for (var e = 0; e < values.Length; e++)
            {
                if (others + values[e] < side.AtLeast && !model.Fixed[row].Contains(e))
                {
                    narrow.Close(row, e);
                }
            }
        }
        return narrow;
    }

    // The best possible lowest application

    private static Answer BestLowest(AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> rules, int[][] start)
    {
        List<SeatRule> sides = [.. rules, .. NoneBelow(model, units, 0)];
        if (AllPairs(model) <= FewPairs)
        {
            return SeatModel.Solve(model, units, Pairs(model), rules, lowest: sides);
        }
        if (SeatRelaxation.Solve(model, flow, units, rules, sides, start) is not { } relaxed)
        {
            return NotFound;
        }
        const long scale = 1_000_000;
        var (end, costs, weights) = Weighted(model, flow, units, sides, relaxed.Multipliers, scale, total: false);
        if (end != FlowEnd.Optimal)
        {
            return NotFound;
        }
        // Of the weights, which sum to about one, no plan can have a weighted mean above the flow's: so no lowest either.
        var sum = (Int128)weights.Where((_, s) => sides[s].IsAffinity).Sum();
        var bound = -Cost(model, flow, costs) - Due(weights, rules);
        var pairs = Enumerable.Range(0, model.Rows.Length)
            .SelectMany(r => flow.CandidatesOf(r).Concat(model.Fixed[r]).Distinct().Select(e => (r, e, 0L))).ToList();
        if (pairs.Count > MostVariables || sum == 0
            || SeatModel.Solve(model, units, pairs, rules, lowest: sides) is not { Chosen: { } chosen } best)
        {
            return NotFound;
        }
        var lowest = units.Lowest(chosen);
        var isProven = best.IsProven && (bound - (sum * lowest) < sum * Math.Max(1, (long)(SeatModel.Tolerance * model.Step)));
        if (!isProven && flow.Within(costs, (long)Int128.Min(long.MaxValue / 4, bound - (sum * lowest))) is { Count: <= MostVariables } open
            && SeatModel.Solve(model, units, open, rules, lowest: sides) is { Chosen: { } wider } found)
        {
            return new Answer(units.Lowest(wider) >= lowest ? wider : chosen, found.IsProven, 0);
        }
        return new Answer(chosen, isProven, 0);
    }

    // Bounds

    /// <summary>Costs with the rules moved into them, and the flow that is best for those.</summary>
    private static (FlowEnd End, RowCosts Costs, long[] Weights) Weighted(
        AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> sides, double[] multipliers, long scale, bool total)
    {
        var weights =
            sides.Select(
                (s, i) => Math.Max(0, (long)Math.Round(multipliers[i] * scale * (s.IsAffinity || !total ? 1 : model.Step)))).ToArray();
        var ofRow = Enumerable.Range(0, sides.Count).Where(s => weights[s] != 0 && sides[s].Row is not null)
            .ToLookup(s => sides[s].Row.GetValueOrDefault());
        var ofExpert = Enumerable.Range(0, sides.Count).Where(s => weights[s] != 0 && sides[s].Expert is not null)
            .ToLookup(s => sides[s].Expert.GetValueOrDefault());
        var ofAll = Enumerable.Range(0, sides.Count).Where(s => weights[s] != 0 && sides[s] is { Row: null, Expert: null }).ToList();
        RowCosts costs = (row, cost, _) =>
        {
            cost.Clear();
            if (total)
            {
                units.Worths(row, cost);
            }
            for (var e = 0; e < cost.Length; e++)
            {
                cost[e] *= -scale;
            }
            foreach (var s in ofRow[row].Concat(ofAll))
            {
                for (var e = 0; e < cost.Length; e++)
                {
                    cost[e] -= weights[s] * sides[s].Coefficient(row, e);
                }
            }
            foreach (var ofOne in ofExpert)
            {
                foreach (var s in ofOne)
                {
                    cost[ofOne.Key] -= weights[s] * sides[s].Coefficient(row, ofOne.Key);
                }
            }
        };
        flow.ForgetCosts();
        return (flow.Solve(costs), costs, weights);
    }

    /// <summary>What the rules ask for, weighted.</summary>
    private static Int128 Due(long[] weights, List<SeatRule> sides) =>
        sides.Select((side, s) => (Int128)weights[s] * side.AtLeast).Aggregate((Int128)0, (a, b) => a + b);

    private static Int128 Cost(AssignmentModel model, CandidateFlow flow, RowCosts costs)
    {
        var row = new long[model.Experts.Length];
        var all = new ulong[model.Words];
        Array.Fill(all, ulong.MaxValue);
        Int128 sum = 0;
        for (var r = 0; r < model.Rows.Length; r++)
        {
            costs(r, row, all);
            sum += flow.Chosen(r).Aggregate((Int128)0, (s, e) => s + row[e]);
        }
        return sum;
    }

    /// <summary>Fine enough for the multipliers, small enough for 64 bits.</summary>
    private static long Scale(AssignmentModel model, double largest) =>
        (long)Math.Clamp(
            Math.Pow(10, Math.Floor(Math.Log10(1e12 / Math.Max(1, model.LargestAffinity * model.Step * (1 + largest))))), 1, 1e6);

    private static long Guess(CandidateFlow flow, RowCosts costs)
    {
        var reduced = flow.Within(costs, long.MaxValue / 4, candidatesOnly: true).Select(p => Math.Abs(p.Reduced)).Order().ToList();
        return reduced.Count == 0 ? 0 : reduced[Math.Min(reduced.Count - 1, FirstGuess)];
    }

    private static long AllPairs(AssignmentModel model) =>
        model.Open.Sum(bits => bits.Sum(b => (long)System.Numerics.BitOperations.PopCount(b)));

    private static List<(int Row, int Expert, long Reduced)> Pairs(AssignmentModel model) =>
        [.. Enumerable.Range(0, model.Rows.Length)
            .SelectMany(
                r => Enumerable.Range(0, model.Experts.Length).Where(e => ExpertSet.Has(model.Open[r], e)).Select(e => (r, e, 0L)))];
}
