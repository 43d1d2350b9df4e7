using CsCheck;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using static GrantReview.Testing.ASmallAssignment;

namespace GrantReview.Core.Tests.Assignments;

public class TiedPlansTests
{
    /// <summary>720,000 tied pairs and not one seat to spare.</summary>
    [Fact]
    public void Solve_WhenEverythingIsTiedAndSeatsAreExact_GivesOnePlanForAnyOrderAndAnotherForAnotherSeed()
    {
        var problem = Equal(1_200, 600, load: 2);
        var (applications, experts) = (problem.Applications.ToArray(), problem.Experts.ToArray());
        new Random(1).Shuffle(applications);
        new Random(2).Shuffle(experts);

        var plan = AssignmentSolver.Solve(problem);
        var shuffled = AssignmentSolver.Solve(problem with { Applications = applications, Experts = experts });
        var other = AssignmentSolver.Solve(problem with { Seed = "another" });

        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.Equal(plan.Assignments, shuffled.Assignments);
        // Of plans drawn by lot two share about one pair in six hundred.
        Assert.InRange(plan.Assignments.Intersect(other.Assignments).Count(), 0, 20);
    }

    /// <summary>More tied pairs than are hashed one by one; of all pairs of experts the least sum, counted over every expert.</summary>
    [Fact]
    public void Solve_WhenVeryManyPairsAreTied_TakesTheLeastSumOfMixedHashes()
    {
        const int experts = 260_000;
        var problem = Equal(2, experts, load: 1);
        var rows = problem.Applications.Select(a =>
            problem.Experts.Select(e => (e.Id, Cost: Mixed(problem.Seed, a.Id.Value, e.Id.Value))).OrderBy(e => e.Cost).Take(2).ToArray())
            .ToArray();
        var least =
            (from one in rows[0] from two in rows[1] where one.Id != two.Id orderby one.Cost + two.Cost select (one.Id, two.Id)).First();

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal([new(new("A0000"), least.Item1), new(new("A0001"), least.Item2)], Pairs(plan));

        static ulong Mixed(string seed, string application, string expert)
        {
            var z = Word(seed, expert) + System.Numerics.BitOperations.RotateLeft(Word(seed, application), 32);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return (z ^ (z >> 31)) >> 24;
        }

        static ulong Word(string seed, string id) =>
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(
                System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{seed}|{id}")));
    }

    [Fact]
    public void Solve_OfTheFairestPlan_WhenEverythingIsTied_SpreadsTheApplicationsAsTheSeedDoes()
    {
        var problem = Equal(60, 20, load: 60) with { Objective = AssignmentObjective.Fair };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Equal(AssignmentSolver.Solve(problem with { Objective = AssignmentObjective.Total }).Assignments, plan.Assignments);
        Assert.InRange(plan.Load.Keys.Max(), 1, 12);
    }

    [Fact]
    public void Solve_WhenOneSeatIsMissingOfEqualOnes_SaysSoAndFillsAllOthers()
    {
        var problem = Equal(1_200, 600, load: 2);
        problem = problem with { Experts = [.. problem.Experts.Select((e, i) => i == 7 ? e with { Max = 1 } : e)] };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
        Assert.Equal((ShortageKind.Seats, 1), (Assert.Single(plan.Shortages).Kind, plan.Shortages[0].Missing));
        Assert.Equal(1_199, plan.Assignments.Count);
    }

    /// <summary>
    /// Every expert's load is exactly what a hidden plan of panels of 3 to 12 applications gives, so there is a plan, and finding one is a
    /// partition problem.
    /// </summary>
    [Fact]
    public void Solve_WithinALimit_NeverCallsAProblemInfeasibleThatHasAPlan() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var random = new Random(seed);
        var sizes = Enumerable.Range(0, 24).Select(_ => random.Next(3, 13)).ToArray();
        var hidden = sizes.Select(_ => random.Next(4)).ToArray();
        var loads = Enumerable.Range(0, 4).Select(e => sizes.Where((_, p) => hidden[p] == e).Sum()).ToArray();
        List<ApplicationNeed> applications = [
            .. sizes.SelectMany((size, p) =>
            Enumerable.Range(0, size).Select(a => new ApplicationNeed(new($"A{p:00}-{a:00}"), 1) { Panel = $"P{p}" }))];
        var problem = new AssignmentProblem(
            applications, [.. loads.Select((load, e) => new ExpertLoad(new($"E{e}"), "", load, load))],
            new HashSet<(ApplicationId, ExpertId)>(),
            [.. applications.SelectMany(a => loads.Select((_, e) => new Affinity(a.Id, new($"E{e}"), random.Next(1_000) / 1_000.0)))], null,
            AssignmentObjective.Total, "s") { Limit = 1 };

        var plan = AssignmentSolver.Solve(problem);

        Assert.NotEqual(AssignmentStatus.Infeasible, plan.Status);
        if (plan.Status == AssignmentStatus.NotFound)
        {
            Assert.Equal(ShortageKind.NotFound, Assert.Single(plan.Shortages).Kind);
            return;
        }
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.InRange(plan.TotalAffinity, 0, plan.Bound.GetValueOrDefault() + 1e-6);
    }, iter: 4, threads: 1);

    /// <summary>Each expert holds two applications of one seat: three trees, which no exchange can join.</summary>
    [Fact]
    public void Join_WhenNoPieceHasACycle_LeavesThePlanAsItIs()
    {
        var plan = AssignmentSolver.Solve(Equal(6, 3, load: 2));

        Assert.Equal((3, 6), (plan.ConnectedComponents, plan.Assignments.Count));
    }

    /// <summary>Where pieces are left, every exchange of two pairs is tried: none makes fewer.</summary>
    [Fact]
    public void Join_LeavesNoSingleExchangeThatWouldMakeFewerPieces() => Gen.Int[0, 1_000_000].Sample(seed =>
    {
        var random = new Random(seed);
        var problem = Equal(random.Next(3, 9), random.Next(3, 9), load: 3) with { Seed = $"{seed}" };
        problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Needed = random.Next(1, 3) })] };
        var plan = AssignmentSolver.Solve(problem);
        var pairs = Pairs(plan);

        var fewest = (from one in pairs
                      from two in pairs
                      let exchanged = pairs.Except([one, two]).Append(new(one.Application, two.Expert))
                          .Append(new(two.Application, one.Expert)).ToList()
                      where one != two && AssignmentAudit.Check(problem, exchanged).Count == 0
                      select ConnectedComponents.Count(exchanged.Select(p => (p.Application, p.Expert)))).DefaultIfEmpty(int.MaxValue)
                          .Min();

        Assert.True(plan.Status == AssignmentStatus.Infeasible || fewest >= plan.ConnectedComponents,
            $"{fewest} < {plan.ConnectedComponents}");
    }, iter: 300);

    private static AssignmentProblem Equal(int applications, int experts, int load) => new(
        [.. Enumerable.Range(0, applications).Select(a => new ApplicationNeed(new($"A{a:0000}"), 1))],
        [.. Enumerable.Range(0, experts).Select(e => new ExpertLoad(new($"E{e:0000}"), "", 0, load))],
        new HashSet<(ApplicationId, ExpertId)>(), [], null, AssignmentObjective.Total, "s");
}
