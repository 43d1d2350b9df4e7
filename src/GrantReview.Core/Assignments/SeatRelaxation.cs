using Google.OrTools.LinearSolver;

namespace GrantReview.Core.Assignments;

/// <summary>
/// What the rules are worth (their dual values) in the linear programme over the flow's candidates. Rules on affinity join only where its
/// solution breaks them, and then covers: of a set of experts that is too weak for an application, and of all who are no better than the
/// weakest of the set, at most all but one have seats on it (extended cover inequalities; Balas 1975). Every plan keeps them, a mixture of
/// plans does not, so that the bound comes close to the best plan.
/// </summary>
internal static class SeatRelaxation
{
    private const int MostRounds = 10;

    /// <summary>Covers that are broken by less are not worth a round.</summary>
    private const double LeastBreak = 0.01;

    /// <summary>Sets of more experts with a share of a seat are not searched for covers.</summary>
    private const int MostShared = 14;

    private const int MostCovers = 3;

    /// <param name="Sides">The rules, and the covers that were found.</param>
    /// <param name="Multipliers">By rule: what a unit of it costs.</param>
    internal sealed record Weights(List<SeatRule> Sides, double[] Multipliers);

    /// <param name="start">A plan of highest total: the rules it keeps are left out at first.</param>
    /// <param name="lowest">Sides whose least is to be raised as far as can be; null = the total is.</param>
    /// <returns>Null when the programme has no solution.</returns>
    public static Weights? Solve(
        AssignmentModel model, CandidateFlow flow, AffinityUnits units, List<SeatRule> sides, List<SeatRule>? lowest, int[][] start)
    {
        if (sides.Count == 0 && lowest is null)
        {
            return new([], []);
        }
        List<(int Row, int Expert, long Reduced)> pairs =
            [.. Enumerable.Range(0, model.Rows.Length)
                .SelectMany(r => flow.CandidatesOf(r).Concat(model.Fixed[r]).Distinct().Select(e => (r, e, 0L)))];
        if (lowest is not null)
        {
            List<SeatRule> raised = [.. sides, .. lowest.Skip(sides.Count)];
            using var raising = new Programme(model, units, pairs, raised, isRaised: true);
            return raising.Solve() ? new(raised, raising.Multipliers(raised)) : null;
        }
        List<SeatRule> all = [.. sides],
            active = [.. sides.Where(
                s => !s.IsAffinity || start[s.Row.GetValueOrDefault()].Sum(e => s.Coefficient(s.Row.GetValueOrDefault(), e)) < s.AtLeast)];
        using var programme = new Programme(model, units, pairs, active, isRaised: false);
        Weights? last = null;
        for (var round = 0; ; round++)
        {
            if (!programme.Solve())
            {
                return last;
            }
            last = new([.. all], programme.Multipliers(all));
            var shares = programme.Shares().Where(p => p.Share > 1e-9).ToLookup(p => p.Row, p => (p.Expert, p.Share));
            var broken = sides.Except(active)
                .Where(s => s.Row is { } row && shares[row].Sum(p => p.Share * s.Coefficient(row, p.Expert)) < s.AtLeast - 0.6).ToList();
            List<SeatRule> covers =
                [.. sides.Where(s => s.IsAffinity).SelectMany(s => Covers(model, s, [.. shares[s.Row.GetValueOrDefault()]]))];
            if (round == MostRounds || broken.Count + covers.Count == 0)
            {
                return last;
            }
            active.AddRange([.. broken, .. covers]);
            all.AddRange(covers);
            programme.Add([.. broken, .. covers]);
        }
    }

    /// <summary>A linear programme that is solved again from where it stood when rules join.</summary>
    private sealed class Programme : IDisposable
    {
        private readonly Solver solver = Solver.CreateSolver("GLOP");
        private readonly List<(int Row, int Expert, long Reduced)> pairs;
        private readonly Variable[] chosen;
        private readonly Func<SeatRule, Constraint?> add;
        private readonly Dictionary<SeatRule, Constraint?> constraints;

        public Programme(
            AssignmentModel model, AffinityUnits units, List<(int Row, int Expert, long Reduced)> pairs, List<SeatRule> rules,
                bool isRaised)
        {
            this.pairs = [.. pairs];
            (chosen, var sides, add) = SeatModel.Build(solver, model, units, this.pairs, rules, isRaised, -1, isWhole: false);
            constraints = rules.Zip(sides).ToDictionary(r => r.First, r => r.Second);
            solver.SetSolverSpecificParametersAsString("use_dual_simplex:true use_preprocessing:false");
        }

        public bool Solve() => solver.Solve() == Solver.ResultStatus.OPTIMAL;

        public void Add(IEnumerable<SeatRule> rules)
        {
            foreach (var rule in rules)
            {
                constraints.Add(rule, add(rule));
            }
        }

        public IEnumerable<(int Row, int Expert, double Share)> Shares() =>
            pairs.Zip(chosen).Select(p => (p.First.Row, p.First.Expert, p.Second.SolutionValue()));

        public double[] Multipliers(IEnumerable<SeatRule> rules) =>
            [.. rules.Select(r => Math.Abs(constraints.GetValueOrDefault(r)?.DualValue() ?? 0))];

        public void Dispose() => solver.Dispose();
    }

    // "Not all of these weak ones together."
    private static IEnumerable<SeatRule> Covers(AssignmentModel model, SeatRule side, (int Expert, double Share)[] shares)
    {
        var row = side.Row.GetValueOrDefault();
        var needed = model.Rows[row].Needed;
        if (shares.Length > MostShared || shares.Length <= needed)
        {
            yield break;
        }
        var values = shares.Select(s => side.Coefficient(row, s.Expert)).ToArray();
        var best = Enumerable.Range(0, model.Experts.Length).Where(e => ExpertSet.Has(model.Open[row], e) || model.Fixed[row].Contains(e))
            .Select(e => (Expert: e, Value: side.Coefficient(row, e))).OrderByDescending(e => e.Value).Take(needed + MostShared).ToList();
        var found = new PriorityQueue<int, double>();
        for (var set = 1; set < 1 << shares.Length; set++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)set) <= needed && Broken(set) is var by and > LeastBreak)
            {
                found.Enqueue(set, -by);
            }
        }
        for (var i = 0; i < MostCovers && found.TryDequeue(out var set, out _); i++)
        {
            var weak = Members(set).Select(m => shares[m].Expert).ToHashSet();
            var most = Members(set).Min(m => values[m]);
            yield return new SeatRule(
                row, null, (r, e) => weak.Contains(e) || side.Coefficient(r, e) <= most ? -1 : 0, 1 - weak.Count, false);
        }

        // By how much the shares exceed all but one of the set and of those no better than its weakest; the best others beside the set do
        // not lift it over the least.
        double Broken(int set)
        {
            var (count, sum, weakest, share) = (0, 0L, long.MaxValue, 1.0);
            foreach (var m in Members(set))
            {
                (count, sum, weakest) = (count + 1, sum + values[m], Math.Min(weakest, values[m]));
            }
            for (var m = 0; m < shares.Length; m++)
            {
                share += (set >> m & 1) == 1 || values[m] <= weakest ? shares[m].Share : 0;
            }
            return share - count <= LeastBreak
                || sum + best.Where(b => !Members(set).Any(m => shares[m].Expert == b.Expert)).Take(needed - count)
                    .Sum(b => b.Value) >= side.AtLeast ? 0 : share - count;
        }

        IEnumerable<int> Members(int set) => Enumerable.Range(0, shares.Length).Where(m => (set >> m & 1) == 1);
    }
}
