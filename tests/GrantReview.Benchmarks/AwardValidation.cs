using System.Globalization;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Benchmarks;

/// <summary>Allocation, assignment and draws against trying every set, as the tables of VALIDATION.md; seeds from 0.</summary>
public static class AwardValidation
{
    public static void RunAllocation(int count)
    {
        Say($$"""
            The truth is every set that keeps the caps, looked at in order (`ExhaustiveAllocation`); problems have crossing caps in places
            and money, floors of both kinds, exclusive groups, a minimum score, applications that are not eligible, and tiers in one of
            five. {{count}} problems of each kind. "Not proven exactly" counts answers that say `"proof": "solver"`.

            """);
        Say("| allocation against every set | cases | without a list | wrong | not proven exactly |");
        Say("|---|---|---|---|---|");
        const string digits = "8–30 digits, amounts to 10¹⁵ fen";
        Compare($"priority, {digits}", count, s => ADrawnProblem.OfManyDigits(s, AllocationOrder.Priority, 10), Best);
        Compare($"welfare, {digits}", count, s => ADrawnProblem.OfManyDigits(s, AllocationOrder.Welfare, 9), Best);
        Compare("priority, equal scores", count, s => ADrawnProblem.Of(s, AllocationOrder.Priority, 10), Best);
        Compare("welfare, equal scores and sums", count, s => ADrawnProblem.Of(s, AllocationOrder.Welfare, 9), Best);
        Compare("partial awards with floors", count, Partial, p => ExhaustiveAllocation.PlainWalk(p)?.ConvertAll(f => f.Id));
    }

    public static void RunAssignments(int count)
    {
        Say($$"""
            The truth is every set of pairs that the audit, which shares no code with the solver, finds nothing against
            (`ASmallAssignment`): up to 3 × 5 pairs with conflicts, loads, caps of units, floors of kinds and regions, panels, fixed and
            forbidden pairs. Fair is the best lowest application, then the best total; "changed" keeps as many pairs of the best plan as it
            can after one of them became a conflict. {{count}} problems of each kind.

            """);
        Say("| assignment against every plan | cases | without a plan | wrong | not proven |");
        Say("|---|---|---|---|---|");
        Assign("best total", s => ASmallAssignment.Of(s), (_, _) => 0);
        Assign("fair", s => ASmallAssignment.Of(s, AssignmentObjective.Fair), ASmallAssignment.Lowest);
        Assign("changed", Changed, (problem, plan) => plan.Intersect(problem.Keep).Count());

        void Assign(string what, Func<int, AssignmentProblem> drawn, Func<AssignmentProblem, List<Assignment>, double> first)
        {
            var (none, wrong, notProven) = (0, 0, 0);
            for (var seed = 0; seed < count; seed++)
            {
                var problem = drawn(seed);
                var all = ASmallAssignment.AllPlans(problem).ToList();
                var plan = AssignmentSolver.Solve(problem);
                none += all.Count == 0 ? 1 : 0;
                notProven += plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Infeasible ? 0 : 1;
                var pairs = ASmallAssignment.Pairs(plan);
                var agrees = all.Count == 0 ? plan.Status == AssignmentStatus.Infeasible
                    : AssignmentAudit.Check(problem, pairs).Count == 0
                        && all.Select(ValueOf).Max() is var best && best.CompareTo(ValueOf(pairs)) == 0;
                if (!agrees)
                {
                    wrong++;
                    Console.Error.WriteLine($"{what}, seed {seed}: {plan.Status}");
                }

                // Affinities are quarters, so sums are exact.
                (double First, double Total) ValueOf(List<Assignment> of) => (first(problem, of), ASmallAssignment.Total(problem, of));
            }
            Say($"| {what} | {count} | {none} | {wrong} | {notProven} |");
        }
    }

    private static AssignmentProblem Changed(int seed)
    {
        var problem = ASmallAssignment.Of(seed);
        var before = ASmallAssignment.Pairs(AssignmentSolver.Solve(problem));
        var lost = before.Except(problem.Fixed).Take(1).ToList();
        return problem with
        {
            Keep = [.. before.Except(lost)], Barred = problem.Barred.Union(lost.Select(p => (p.Application, p.Expert))).ToHashSet(),
        };
    }

    /// <summary>What plans say of themselves, acted on: see <see cref="Explanations"/>.</summary>
    public static void RunExplanations(int count)
    {
        var (lists, repairs, rows, refused, unproven) = (0, 0, 0, 0, 0);
        var (wrongRows, wrongReasons, withoutRepair) = (0, 0, 0);
        for (var seed = 0; seed < count; seed++)
        {
            var problem = Explanations.Problem(seed);
            var plan = AllocationSolver.Solve(problem);
            lists += plan.Status == AllocationStatus.Optimal ? 1 : 0;
            withoutRepair += plan.Status == AllocationStatus.Infeasible && plan.Repairs.Count == 0 ? 1 : 0;
            repairs += plan.Repairs.Count;
            rows += plan.Sensitivity.Count;
            unproven += plan.Repairs.Count(r => r.Proof != ProofKind.Exact) + plan.Sensitivity.Count(r => r.Proof != ProofKind.Exact);
            refused += problem.Policy.Order == AllocationOrder.Priority ? plan.NotFunded.Count : 0;
            wrongRows += Noted(seed, Explanations.WrongRows(problem, plan));
            wrongReasons += Noted(seed, Explanations.WrongReasons(problem, plan));
        }
        Say("""
            Under every order, rule for ties and rule for remainders (`Explanations`). Each repair and each changed figure is solved anew
            and must give the list it shows; each application refused by priority comes in when exactly its reasons are lifted, and stays
            out when all but one are, looked at over every set of those not decided on yet.

            """);
        Say("| explanations acted on | number | that do not hold |");
        Say("|---|---|---|");
        Say($"| problems | {count} | |");
        Say($"| without a list | {count - lists} | {withoutRepair} without a repair |");
        Say($"| repairs and changed figures, solved anew | {repairs + rows} | {wrongRows} ({unproven} not proven exactly) |");
        Say($"| applications refused by priority, their reasons lifted | {refused} | {wrongReasons} |");

        static int Noted(int seed, IEnumerable<string> faults)
        {
            var found = faults.ToList();
            found.ForEach(f => Console.Error.WriteLine($"seed {seed}: {f}"));
            return found.Count;
        }
    }

    public static void RunDraws(int pools, int seeds)
    {
        Say("""
            The truth is every full draw (`ATightPool`). A draw is even among experts who are alike, and not uniform over all full draws
            where loads bind.

            """);
        Say("| draws of experts in tight pools | pools | with a full draw | false shortages, version 1 | version 2 |");
        Say("|---|---|---|---|---|");
        var (full, before, now) = (0, 0, 0);
        for (var seed = 0; seed < pools; seed++)
        {
            var pool = ATightPool.Of(seed);
            if (ATightPool.HasFullDraw(pool))
            {
                full++;
                before += ExpertDraw.Run(pool with { Version = 1 }, $"{seed}").Shortages.Count > 0 ? 1 : 0;
                now += ExpertDraw.Run(pool, $"{seed}").Shortages.Count > 0 ? 1 : 0;
            }
        }
        Say($"| random loads, conflicts, kinds, regions, units | {pools} | {full} | {before} | {now} |");
        Say("");
        SayEvenness(seeds);
        SayInclusion(seeds);
    }

    /// <summary>Six experts alike, twelve places for twelve seats: twenty sets on an application, each as likely as another.</summary>
    private static void SayEvenness(int seeds)
    {
        var pool = new DrawPool(
            [.. Enumerable.Range(0, 6).Select(e => new PoolExpert(new($"E{e}"), "", "", "", 2, []))],
            [.. Enumerable.Range(0, 4).Select(a => new ApplicationNeed(new($"A{a}"), 3))],
            new Dictionary<string, int>(), new Dictionary<string, int>(), null, 0) { Version = DrawPool.Newest };
        var runs = Enumerable.Range(0, seeds).Select(s => ExpertDraw.Run(pool, $"seed {s}").Experts);
        var draws = runs.Select(r => r.ToLookup(e => e.Application, e => e.Expert)).ToList();
        foreach (var application in pool.Applications)
        {
            var sets = draws.CountBy(d => string.Join(' ', d[application.Id].Order())).ToList();
            var expected = seeds / 20.0;
            var square = sets.Sum(s => Math.Pow(s.Value - expected, 2) / expected) + ((20 - sets.Count) * expected);
            Say($"χ² of the sets on {application.Id} over {seeds} seeds: {Text(square)} with 19 degrees of freedom (p = .01 at 36.19).");
        }
        Say("");
    }

    /// <summary>How far a pair's chance is from its share of all full draws, where loads bind.</summary>
    private static void SayInclusion(int seeds)
    {
        var (pairs, sum, furthest) = (0, 0.0, 0.0);
        foreach (var pool in Enumerable.Range(0, 60).Select(ATightPool.Of))
        {
            var full = ATightPool.FullDraws(pool).Take(20_001).ToList();
            if (full.Count is < 2 or > 20_000)
            {
                continue;
            }
            var drawn = Enumerable.Range(0, seeds / 10).SelectMany(s => ExpertDraw.Run(pool, $"seed {s}").Experts)
                .Where(d => !d.IsSubstitute).CountBy(d => (d.Application, d.Expert)).ToDictionary();
            foreach (var (at, application) in pool.Applications.Index())
            {
                foreach (var expert in pool.Experts)
                {
                    var share = full.Count(f => f[at].Contains(expert)) / (double)full.Count;
                    var distance = Math.Abs(share - (drawn.GetValueOrDefault((application.Id, expert.Id)) / (seeds / 10.0)));
                    (pairs, sum) = (pairs + 1, sum + distance);
                    furthest = Math.Max(furthest, distance);
                }
            }
        }
        Say($"A pair's chance beside its share of all full draws, {pairs} pairs of tight pools: "
            + $"{Text(sum / pairs)} apart on average, {Text(furthest)} at most.");
    }

    private static void Compare(string what, int count, Func<int, AllocationProblem> drawn,
        Func<AllocationProblem, List<ApplicationId>?> truth)
    {
        var (none, wrong, notProven) = (0, 0, 0);
        for (var seed = 0; seed < count; seed++)
        {
            var problem = drawn(seed);
            var expected = truth(problem);
            none += expected is null ? 1 : 0;
            try
            {
                var plan = AllocationSolver.Solve(problem, withSensitivity: false);
                var agrees = expected is null == (plan.Status == AllocationStatus.Infeasible)
                    && (expected ?? []).SequenceEqual(plan.Funded.Select(f => f.Id));
                wrong += agrees ? 0 : 1;
                notProven += plan.Proof == ProofKind.Exact ? 0 : 1;
            }
            catch (InvalidOperationException e)
            {
                wrong++;
                Console.Error.WriteLine($"{what}, seed {seed}: {e.Message}");
            }
        }
        Say($"| {what} | {count} | {none} | {wrong} | {notProven} |");
    }

    private static List<ApplicationId>? Best(AllocationProblem problem) => ExhaustiveAllocation.Best(problem);

    private static AllocationProblem Partial(int seed)
    {
        var drawn = ADrawnProblem.Of(seed, AllocationOrder.Priority, 7);
        return drawn with
        {
            Policy = drawn.Policy with { Remainder = RemainderRule.Partial },
            Applications = [.. drawn.Applications.Select(a => a with { MinAmount = new Money(a.Amount.Fen / 2) })],
        };
    }

    private static string Text(double figure) => figure.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Say(string line) => Console.WriteLine(line);
}
