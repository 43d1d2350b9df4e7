using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using static GrantReview.Testing.ASmallAssignment;

namespace GrantReview.Core.Tests.Assignments;

public class AssignmentSolverTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 10_000_000];

    [Fact]
    public void Solve_ForTotal_IsAsGoodAsTheBestOfAllPlans()
    {
        var (feasible, infeasible) = (0, 0);

        Seeds.Sample(seed =>
        {
            var problem = ASmallAssignment.Of(seed);
            var all = AllPlans(problem).ToList();
            var plan = AssignmentSolver.Solve(problem);
            if (all.Count == 0)
            {
                Interlocked.Increment(ref infeasible);
                Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
                Assert.NotEmpty(plan.Shortages);
                return;
            }
            Interlocked.Increment(ref feasible);
            Assert.Equal(AssignmentStatus.Optimal, plan.Status);
            Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
            Assert.Equal(all.Max(p => Total(problem, p)), plan.TotalAffinity, 9);
        }, iter: 2_000);

        Assert.True(feasible > 500, $"{feasible} feasible");
        Assert.True(infeasible > 300, $"{infeasible} infeasible");
    }

    [Fact]
    public void Solve_ForFair_HasTheBestLowestAndThenTheBestTotalOfAllPlans() => Seeds.Sample(seed =>
    {
        var problem = ASmallAssignment.Of(seed, AssignmentObjective.Fair);
        var all = AllPlans(problem).ToList();

        var plan = AssignmentSolver.Solve(problem);

        if (all.Count == 0)
        {
            Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
            return;
        }
        var lowest = all.Max(p => Lowest(problem, p));
        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.Equal(lowest, plan.MinApplicationAffinity, 9);
        Assert.Equal(all.Where(p => Lowest(problem, p) >= lowest - 1e-9).Max(p => Total(problem, p)), plan.TotalAffinity, 9);
    }, iter: 700);

    /// <summary>
    /// The sum of hashes decides, word by word; where pieces could be joined for free, the total and the number of pieces are what counts.
    /// </summary>
    [Fact]
    public void Solve_WhenPlansAreEquallyGood_TakesTheOneOfTheSmallestHashes() => Seeds.Sample(seed =>
    {
        var problem = ASmallAssignment.Of(seed) with { PerKind = new Dictionary<string, int>(), PerRegion = new Dictionary<string, int>() };
        problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Panel = "" })] };
        var all = AllPlans(problem).ToList();
        if (all.Count == 0)
        {
            return;
        }
        var best = all.Max(p => Total(problem, p));
        var first = all.Where(p => Total(problem, p) > best - 1e-9)
            .MinBy(p => p.Aggregate(BigInteger.Zero, (sum, pair) => sum + FirstWord(problem.Seed, pair))) ?? [];

        var plan = Pairs(AssignmentSolver.Solve(problem));

        var pieces = ConnectedComponents.Count(first.Select(p => (p.Application, p.Expert)));
        Assert.True(first.ToHashSet().SetEquals(plan) || ConnectedComponents.Count(plan.Select(p => (p.Application, p.Expert))) < pieces);
    }, iter: 600);

    [Fact]
    public void Solve_OfTwoHundredShuffles_GivesOnePlan()
    {
        var problem = Ties(60, 40);
        var plan = AssignmentSolver.Solve(problem).Assignments;

        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (applications, experts, affinities) =
                (problem.Applications.ToArray(), problem.Experts.ToArray(), problem.Affinities.ToArray());
            random.Shuffle(applications);
            random.Shuffle(experts);
            random.Shuffle(affinities);

            Assert.Equal(plan,
                AssignmentSolver.Solve(
                problem with { Applications = applications, Experts = experts, Affinities = affinities }).Assignments);
        }
        Assert.NotEqual(plan, AssignmentSolver.Solve(problem with { Seed = "another" }).Assignments);
    }

    /// <summary>Pruned to candidates, priced, and the same value as the linear bound of the whole: the dense flow of all pairs.</summary>
    [Theory]
    [InlineData(null, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Solve_WithCandidates_IsAsGoodAsWithAllPairs(int? perUnit, int minLoad)
    {
        var problem = Ties(300, 220) with { PerUnit = perUnit };
        SolvesAsWithAllPairs(problem with { Experts = [.. problem.Experts.Select(e => e with { Min = minLoad })] });
    }

    /// <summary>
    /// Popular experts, floors that cost much affinity, units that crowd: rules and pairs join in many rounds, each of which solves little
    /// again.
    /// </summary>
    [Theory]
    [InlineData(1, null, 0, 0)]
    [InlineData(2, 1, 0, 0)]
    [InlineData(3, 1, 1, 0)]
    [InlineData(4, 1, 1, 6)]
    [InlineData(5, 2, 1, 6)]
    [InlineData(6, null, 1, 3)]
    public void Solve_WithTopicsAndRareKinds_IsAsGoodAsWithAllPairs(int seed, int? perUnit, int finance, int minLoad)
    {
        var problem = Topics(seed, 320, 200) with { PerUnit = perUnit,
            PerKind =
            finance == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { ["academic"] = 1, ["finance"] = finance } };
        SolvesAsWithAllPairs(problem with { Experts = [.. problem.Experts.Select(e => e with { Min = minLoad })] });
    }

    private static void SolvesAsWithAllPairs(AssignmentProblem problem)
    {
        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.Equal(DenseOptimum(problem), plan.TotalAffinity, 6);
    }

    /// <summary>
    /// Too many pairs for all to be variables at once: bounded by covers and a flow, and the same value as the integer programme of all
    /// pairs.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Solve_ForFair_WithCandidates_IsAsGoodAsWithAllPairs(int seed)
    {
        var random = new Random(seed);
        var pairs = (from a in Enumerable.Range(0, 90) from e in Enumerable.Range(0, 80) select (A: $"A{a:00}", E: $"E{e:00}")).ToList();
        var problem = new AssignmentProblem(
            [.. Enumerable.Range(0, 90).Select(a => new ApplicationNeed(new($"A{a:00}"), 3))],
            [.. Enumerable.Range(0, 80).Select(e => new ExpertLoad(new($"E{e:00}"), "", 0, 4))],
            pairs.Where(p => p.A == "A07" && string.CompareOrdinal(p.E, "E02") > 0)
                .Select(p => (new ApplicationId(p.A), new ExpertId(p.E))).ToHashSet(),
            [.. pairs.Select(p => new Affinity(new(p.A), new(p.E), p.A == "A07" ? 0.8 : random.Next(1_000) / 1_000.0))], null,
            AssignmentObjective.Fair, "s");

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal((AssignmentStatus.Optimal, 2.4), (plan.Status, Math.Round(plan.MinApplicationAffinity, 9)));
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.Equal(DenseOptimum(problem, lowest: 2.4), plan.TotalAffinity, 6);
    }

    /// <summary>The panel's sums are whole numbers, its members' affinities are not.</summary>
    [Fact]
    public void Solve_ForFair_WithAPanel_TellsItsMembersApart()
    {
        var problem = Of([("A", 1), ("B", 1), ("C", 1)], [("E", 0, 3), ("F", 0, 3)],
            [("A", "F", 1), ("B", "E", 0.25), ("B", "F", 0.5), ("C", "E", 0.75), ("C", "F", 0.5)]) with { Objective =
            AssignmentObjective.Fair };
        problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Panel = a.Id.Value == "A" ? "" : "P" })] };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal((AssignmentStatus.Optimal, 0.5), (plan.Status, plan.MinApplicationAffinity));
        Assert.Equal([new(new("A"), new("F")), new(new("B"), new("F")), new(new("C"), new("F"))], Pairs(plan));
    }

    [Fact]
    public void Solve_TellsAffinitiesApartThatDifferInTheEighthDecimal()
    {
        var problem = Of([("A", 1)], [("E", 0, 1), ("F", 0, 1)], [("A", "E", 0.94480001), ("A", "F", 0.9448)]);

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal("E", Assert.Single(plan.Assignments).Expert.Value);
        Assert.Equal(0, plan.Precision);
    }

    [Fact]
    public void Solve_WhenAffinitiesHaveMoreDecimalsThanFit_StatesItsPrecision()
    {
        var problem = Of([("A", 1)], [("E", 0, 1), ("F", 0, 1)], [("A", "E", 1 / 3.0), ("A", "F", 0.3)]);

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(1e-9, plan.Precision, 15);
        Assert.Equal("E", Assert.Single(plan.Assignments).Expert.Value);
    }

    [Fact]
    public void Solve_WhenExpertsAreShort_SaysWhereAndWhy_AndFillsWhatItCan()
    {
        var problem = Of([("A", 2), ("B", 1)], [("E", 0, 5), ("F", 0, 5)],
            []) with { Barred = new HashSet<(ApplicationId, ExpertId)> { (new("A"), new("F")) } };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
        Assert.Equal(new UnmetNeed(new("A"), 1, new UnmetReason.FewWithoutConflict(1)), Assert.Single(plan.Unmet));
        var shortage = Assert.Single(plan.Shortages);
        Assert.Equal((ShortageKind.Candidates, "A", 2, 1),
            (shortage.Kind, Assert.Single(shortage.Applications).Value, shortage.Figures.Needed, Assert.Single(shortage.Figures.Each)));
        Assert.Equal(2, plan.Assignments.Count);
    }

    [Fact]
    public void Solve_WhenSeatsOfAKindAreShort_SaysHowManyAndHowManyPeople()
    {
        var problem = Of([.. Enumerable.Range(0, 20).Select(a => ($"A{a:00}", 2))],
            [.. Enumerable.Range(0, 20).Select(e => ($"E{e:00}", 0, 12))],
            []) with { PerKind = new Dictionary<string, int> { ["finance"] = 1 } };
        problem = problem with { Experts = [.. problem.Experts.Select((e, i) => e with { Kind = i == 0 ? "finance" : "academic" })] };

        var plan = AssignmentSolver.Solve(problem);

        var shortage = Assert.Single(plan.Shortages);
        Assert.Equal((ShortageKind.Kind, new ShortageSubject.OfGroup("finance"), 8), (shortage.Kind, shortage.Subject, shortage.Missing));
        var figures = shortage.Figures;
        Assert.Equal((20, 12, 1, 1, 12), (figures.Needed, figures.Have, figures.Least, figures.Experts, figures.UsualCap));
    }

    /// <summary>Each application alone has experts enough; only the cut of a maximum flow shows that two together have not.</summary>
    [Fact]
    public void Solve_WhenOnlyAFlowShowsTheShortage_NamesTheApplicationsOfTheCut()
    {
        var problem = Of([("A", 1), ("B", 1), ("C", 1)], [("E", 0, 1), ("F", 0, 1), ("G", 0, 1)], []) with
        {
            Barred = new HashSet<(ApplicationId, ExpertId)> { (new("A"), new("F")), (new("A"), new("G")), (new("B"), new("F")),
                (new("B"), new("G")) },
        };

        var plan = AssignmentSolver.Solve(problem);

        var shortage = Assert.Single(plan.Shortages);
        Assert.Equal(ShortageKind.Cut, shortage.Kind);
        Assert.Equal(["A", "B"], shortage.Applications.Select(i => i.Value));
        Assert.Equal(2, plan.Assignments.Count);
    }

    [Fact]
    public void Solve_WithAPanel_GivesAllItsApplicationsTheSameExperts_AndOneConflictBarsThePanel()
    {
        var problem = Of([("A", 1), ("B", 1), ("C", 1)], [("E", 0, 2), ("F", 0, 2)],
            [("A", "E", 5), ("B", "E", 5)]) with { Barred = new HashSet<(ApplicationId, ExpertId)> { (new("B"), new("E")) } };
        problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Panel = a.Id.Value == "C" ? "" : "P" })] };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal([new(new("A"), new("F")), new(new("B"), new("F")), new(new("C"), new("E"))], Pairs(plan));
    }

    /// <summary>A panel called "A" has nothing to do with the application "A", which is in no panel.</summary>
    [Fact]
    public void Solve_WithAPanelNamedLikeAnApplication_CountsTheirFixedExpertsApart()
    {
        var problem =
            Of([("A", 1), ("B", 1)], [("E", 0, 2), ("F", 0, 2)], []) with { Fixed = [new(new("A"), new("E")), new(new("B"), new("F"))] };
        problem = problem with { Applications = [.. problem.Applications.Select(a => a.Id.Value == "B" ? a with { Panel = "A" } : a)] };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal([new(new("A"), new("E")), new(new("B"), new("F"))], Pairs(plan));
        Assert.Empty(plan.Shortages);
    }

    public static TheoryData<ShortageKind, AssignmentProblem> Contradictory => new()
    {
        { ShortageKind.MinAboveMax, Of([("A", 1)], [("E", 3, 1)], []) },
        { ShortageKind.AffinityNotFinite, Of([("A", 1)], [("E", 0, 1)], [("A", "E", double.NaN)]) },
        { ShortageKind.FixedConflict, Of([("A", 1)], [("E", 0, 1)], []) with { Barred = Barred, Fixed = [new(new("A"), new("E"))] } },
        { ShortageKind.FixedUnknown, Of([("A", 1)], [("E", 0, 1)], []) with { Fixed = [new(new("A"), new("X"))] } },
        { ShortageKind.FixedAboveNeed,
            Of([("A", 1)], [("E", 0, 1), ("F", 0, 1)], []) with { Fixed = [new(new("A"), new("E")), new(new("A"), new("F"))] } },
        {
            ShortageKind.FixedAboveLoad,
            Of([("A", 1), ("B", 1)], [("E", 0, 1), ("F", 0, 1)], []) with { Fixed = [new(new("A"), new("E")), new(new("B"), new("E"))] }
        },
        { ShortageKind.IdTwice, Of([("A", 1)], [("E", 0, 1), ("E", 0, 1)], []) },
        { ShortageKind.Seats, Of([("A", 3)], [("E", 0, 9)], []) },
        { ShortageKind.Candidates, Of([("A", 1)], [], []) },
        { ShortageKind.MinLoads, Of([("A", 1)], [("E", 1, 1), ("F", 1, 1)], []) },
        { ShortageKind.MinLoad, Of([("A", 1)], [("E", 1, 1), ("F", 0, 1)], []) with { Barred = Barred } },
    };

    private static HashSet<(ApplicationId, ExpertId)> Barred => [(new("A"), new("E"))];

    [Theory]
    [MemberData(nameof(Contradictory))]
    public void Solve_WhenTheInputContradictsItself_AnswersWithTheReason(ShortageKind kind, AssignmentProblem problem)
    {
        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
        Assert.Single(plan.Shortages, s => s.Kind == kind);
    }

    [Fact]
    public void Solve_WhenIdsDifferOnlyByCaseOrWidth_KeepsThemApartAndSaysSo()
    {
        var plan = AssignmentSolver.Solve(Of([("A", 2)], [("E1", 0, 1), ("e1", 0, 1), ("Ｅ1", 0, 0)], []));

        Assert.Equal(2, plan.Assignments.Count);
        Assert.Equal(["E1", "e1", "Ｅ1"], Assert.IsType<AssignmentNote.LookAlikes>(Assert.Single(plan.Notes)).Ids);
    }

    [Fact]
    public void Solve_WhenAUnitHasAThousandExperts_KeepsItsCap()
    {
        var problem = Of([.. Enumerable.Range(0, 10).Select(a => ($"A{a}", 2))],
            [.. Enumerable.Range(0, 1_010).Select(e => ($"E{e:0000}", 0, 2))],
            [.. Enumerable.Range(0, 10).Select(a => ($"A{a}", "E0005", 1.0))]) with { PerUnit = 1 };
        problem = problem with { Experts = [.. problem.Experts.Select((e, i) => e with { Unit = i < 1_000 ? "big" : "" })] };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
    }

    [Fact]
    public void Solve_WhenNothingIsNeeded_IsEmptyAndOptimal()
    {
        Assert.Equal((AssignmentStatus.Optimal, 0),
            (AssignmentSolver.Solve(Of([], [], [])).Status, AssignmentSolver.Solve(Of([], [], [])).Assignments.Count));
        Assert.Equal(AssignmentStatus.Optimal, AssignmentSolver.Solve(Of([("A", 0)], [("E", 0, 1)], [])).Status);
        Assert.Equal(AssignmentStatus.Optimal, AssignmentSolver.Solve(Of([("A", 1)], [("E", 0, null)], [])).Status);
    }

    /// <summary>Two experts who fit equally well are exchanged so that one graph holds all scores; the total stays.</summary>
    [Fact]
    public void Solve_WhenItComesFree_JoinsThePieces()
    {
        var pairs = from a in Enumerable.Range(0, 4) from e in Enumerable.Range(0, 4) select ($"A{a}", $"E{e}", 1.0);

        for (var seed = 0; seed < 20; seed++)
        {
            var plan = AssignmentSolver.Solve(
                Of([.. Enumerable.Range(0, 4).Select(a => ($"A{a}", 2))], [.. Enumerable.Range(0, 4).Select(e => ($"E{e}", 2, 2))],
                [.. pairs]) with { Seed = $"{seed}" });

            Assert.Equal((1, 8.0), (plan.ConnectedComponents, plan.TotalAffinity));
        }
    }

    private static AssignmentProblem Of((string, int)[] applications, (string, int, int?)[] experts,
        (string, string, double)[] affinities) => new(
        [.. applications.Select(a => new ApplicationNeed(new(a.Item1), a.Item2))],
        [.. experts.Select(e => new ExpertLoad(new(e.Item1), "", e.Item2, e.Item3))],
        new HashSet<(ApplicationId, ExpertId)>(), [.. affinities.Select(a => new Affinity(new(a.Item1), new(a.Item2), a.Item3))], null,
        AssignmentObjective.Total, "s");

    /// <summary>Few distinct values, as bids have, and conflicts.</summary>
    private static AssignmentProblem Ties(int applications, int experts)
    {
        var random = new Random(7);
        var pairs = (
            from a in Enumerable.Range(0, applications) from e in Enumerable.Range(0, experts) select (A: $"A{a:000}", E: $"E{e:000}"))
            .ToList();
        return new AssignmentProblem(
            [.. Enumerable.Range(0, applications).Select(a => new ApplicationNeed(new($"A{a:000}"), 3))],
            [.. Enumerable.Range(0, experts).Select(e => new ExpertLoad(new($"E{e:000}"), $"U{e / 7}", 0, 6))],
            pairs.Where(_ => random.Next(20) == 0).Select(p => (new ApplicationId(p.A), new ExpertId(p.E))).ToHashSet(),
            [.. pairs.Select(p => new Affinity(new(p.A), new(p.E), random.Next(10) == 0 ? 1 : random.Next(4) / 4.0))], null,
            AssignmentObjective.Total, "s");
    }

    /// <summary>
    /// Affinity by shared topics, some of them in fashion; a few large units; every third expert of a unit's kind in finance; loads that
    /// are nearly used up.
    /// </summary>
    private static AssignmentProblem Topics(int seed, int applications, int experts)
    {
        var random = new Random(seed);
        var (wanted, known) = (Draw(applications, 2), Draw(experts, 1));
        var units = Enumerable.Range(0, experts).Select(_ => (int)(Math.Pow(random.NextDouble(), 2) * experts / 6)).ToArray();
        var pairs = (from a in Enumerable.Range(0, applications) from e in Enumerable.Range(0, experts) select (A: a, E: e)).ToList();
        return new AssignmentProblem(
            [.. wanted.Select((_, a) => new ApplicationNeed(new($"A{a:000}"), 4))],
            [.. known.Select((_, e) =>
                new ExpertLoad(new($"E{e:000}"), $"U{units[e]}", 0,
                8) { Kind = (units[e] % 3) switch { 0 => "academic", 1 => "industry", _ => "finance" } })],
            pairs.Where(_ => random.Next(25) == 0).Select(p => (new ApplicationId($"A{p.A:000}"), new ExpertId($"E{p.E:000}"))).ToHashSet(),
            [.. pairs.Select(p =>
                new Affinity(new($"A{p.A:000}"), new($"E{p.E:000}"),
                Math.Round(wanted[p.A].Zip(known[p.E]).Sum(x => x.First * x.Second) + (random.NextDouble() / 20), 4)))], null,
                AssignmentObjective.Total, "s");

        double[][] Draw(int count, int power) =>
            [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, 8).Select(t => random.Next(3) == 0 ? Math.Pow(random.NextDouble(), power) : 0).ToArray())];
    }

    /// <summary>
    /// The linear programme of all pairs: for flows its value is the integer optimum. With a lowest application, the integer programme.
    /// </summary>
    private static double DenseOptimum(AssignmentProblem problem, double? lowest = null)
    {
        using var solver = Google.OrTools.LinearSolver.Solver.CreateSolver(lowest is null ? "GLOP" : "HIGHS");
        var values = problem.Affinities.ToDictionary(a => (a.Application, a.Expert), a => a.Value);
        var pairs = problem.Applications.SelectMany(a =>
            problem.Experts.Where(e => !problem.Barred.Contains((a.Id, e.Id)))
            .Select(e => (A: a, E: e, X: solver.MakeVar(0, 1, lowest is not null, "")))).ToList();
        foreach (var a in pairs.GroupBy(p => p.A))
        {
            Add(a, a.Key.Needed, a.Key.Needed);
            if (lowest is { } least)
            {
                var constraint = solver.MakeConstraint(least - 1e-5, double.PositiveInfinity);
                foreach (var pair in a)
                {
                    constraint.SetCoefficient(pair.X, values[(pair.A.Id, pair.E.Id)]);
                }
            }
            foreach (var unit in a.GroupBy(p => p.E.Unit))
            {
                Add(unit, 0, problem.PerUnit ?? int.MaxValue);
            }
            foreach (var (kind, floor) in problem.PerKind)
            {
                Add(a.Where(p => p.E.Kind == kind), floor, int.MaxValue);
            }
        }
        foreach (var e in pairs.GroupBy(p => p.E))
        {
            Add(e, e.Key.Min, e.Key.Max ?? int.MaxValue);
        }
        foreach (var (a, e, x) in pairs)
        {
            solver.Objective().SetCoefficient(x, values[(a.Id, e.Id)]);
        }
        solver.Objective().SetMaximization();
        solver.SetSolverSpecificParametersAsString(lowest is null ? "" : "output_flag=false,mip_rel_gap=0");
        Assert.Equal(Google.OrTools.LinearSolver.Solver.ResultStatus.OPTIMAL, solver.Solve());
        return solver.Objective().Value();

        void Add(IEnumerable<(ApplicationNeed A, ExpertLoad E, Google.OrTools.LinearSolver.Variable X)> of, int min, int max)
        {
            var constraint = solver.MakeConstraint(min, max);
            foreach (var pair in of)
            {
                constraint.SetCoefficient(pair.X, 1);
            }
        }
    }

    private static BigInteger FirstWord(string seed, Assignment pair) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{pair.Expert}|{pair.Application}")).AsSpan(0, 5), isUnsigned: true,
            isBigEndian: true);
}
