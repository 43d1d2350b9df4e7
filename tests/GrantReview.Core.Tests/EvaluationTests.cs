using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests;

public class EvaluationTests
{
    private static readonly AllocationSettings OnePlace =
        AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [A.Places(1)] };

    [Fact]
    public void Run_RanksByTheRoundedScore_AndBreaksTheTieByTheChain()
    {
        var call =
            A.Call(allocation: OnePlace with { Policy = AllocationPolicy.Default with { TieBreak = [new TieBreakKey("b", false)] } });
        var tree = A.Tree(leaves: [("a", "50"), ("b", "50")]);

        // 80.004 and 80.0 are both 80.00; B has the better b.
        var result = Evaluation.Run(A.Round(call, tree, [An.Application("A"), An.Application("B")], [An.Expert("E")],
            [A.Score("A", "E", "a", "45.004"), A.Score("A", "E", "b", "35"), A.Score("B", "E", "a", "40"),
                A.Score("B", "E", "b", "40")]), "s");

        Assert.Equal([("B", 1, 1, Decision.Funded), ("A", 2, 1, Decision.Reserve)],
            result.Ranking.Select(e => (e.Application.Id.Value, e.Place.GetValueOrDefault(), e.Rank.GetValueOrDefault(), e.Decision)));
        Assert.Equal([new Reason.LostTieBreak(), new Reason.QuotaFull(new("places"))], result.Ranking[1].Reasons);
        Assert.Empty(AllocationAudit.Check(result.Problem!, result.Allocation!));
    }

    [Fact]
    public void Run_ListsWhoIsOut_WithTheReason()
    {
        var call = A.Call(scoring: ScoringSettings.Default with { MinimumScores = 2 },
            allocation: OnePlace with { Amount = new AmountRule { Floor = Money.Parse("50") } });
        var tree = A.Tree(leaves: ("a", "100"));

        var result = Evaluation.Run(A.Round(call, tree,
            [An.Application("A", requested: "100"), An.Application("B", requested: "100", eligible: false),
                An.Application("C", requested: "49.99"), An.Application("D"), An.Application("E", requested: "60")],
            [An.Expert("E1"), An.Expert("E2")],
            [.. from a in new[] { "A", "B", "C", "D" } from e in new[] { "E1", "E2" } select A.Score(a, e, "a", "70"),
                A.Score("E", "E1", "a", "99")]), "s");
        var byId = result.Ranking.ToDictionary(e => e.Application.Id);

        Assert.Equal(Decision.Funded, byId[new("A")].Decision);
        Assert.Equal((Decision.Ineligible, new Reason.Ineligible()), (byId[new("B")].Decision, byId[new("B")].Reasons[0]));
        Assert.Equal((Decision.Ineligible, new Reason.AmountBelowFloor()), (byId[new("C")].Decision, byId[new("C")].Reasons[0]));
        Assert.Equal(Decision.Open, byId[new("D")].Decision);
        Assert.Equal([new Reason.OpenRule(new("allocation.amount")), new Reason.AmountUnknown("requested_amount")], byId[new("D")].Reasons);
        Assert.Equal(EvaluationStatus.Provisional, result.Status);
        Assert.Equal((Decision.Unranked, new Reason.FewerScores(1, 2)), (byId[new("E")].Decision, byId[new("E")].Reasons[0]));
    }

    /// <summary>
    /// The order in time stands for no score: it is not shown as one, and no minimum score refuses it but in packages of the first
    /// versions.
    /// </summary>
    [Fact]
    public void Run_WhereTimeSelects_HasNoScore_AndNoMinimumScoreBinds()
    {
        var category = new Category(new("t"), new LocalText("t"), null)
        {
            Selection = new Selection(SelectionBasis.Time, "filed", null, PlacesTaken: 41),
        };
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), MinScore = 60 },
            categories: category);
        var round = A.Round(call, A.Tree(leaves: ("a", "100")), [An.Application("A", "t", attributes: ("filed", "2025-01-02"))], [], [],
            []);

        var (now, before) = (Evaluation.Run(round, "s").Ranking[0],
            Evaluation.Run(round, "s", versions: AlgorithmVersions.First).Ranking[0]);

        Assert.Equal((Decision.Funded, null, "2025-01-02"), (now.Decision, now.Score, now.Time));
        Assert.Equal(Decision.NotFunded, before.Decision);
        Assert.IsType<Reason.BelowMinimum>(before.Reasons[0]);
    }

    [Fact]
    public void Run_WithoutScoresAndAssignments_Assigns()
    {
        var call = A.Call(assignment: AssignmentSettings.Default with { ExpertsPerApplication = 2 });

        var result = Evaluation.Run(
            A.Round(call, A.Tree(leaves: ("a", "100")), [An.Application("A", unit: "U")],
            [An.Expert("E", unit: "U"), An.Expert("F"), An.Expert("G")], []), "s");

        Assert.Equal(EvaluationStatus.Assigned, result.Status);
        Assert.Equal([new Assignment(new("A"), new("F")), new Assignment(new("A"), new("G"))], result.Assignments);
    }

    [Fact]
    public void Run_DoesNotDependOnTheOrderOfRows()
    {
        var random = new Random(7);
        var tree = A.Tree(leaves: [("a", "30"), ("b", "70")]);
        var applications = Enumerable.Range(1, 20).Select(i => An.Application($"A{i:00}")).ToList();
        var experts = Enumerable.Range(1, 6).Select(i => An.Expert($"E{i}")).ToList();
        var scores = (
            from a in applications from e in experts.Where(_ => random.Next(2) == 0) from l in tree.Leaves select A.Score(a.Id.Value,
            e.Id.Value, l.Code.Value, $"{random.Next(0, (int)l.Max.ToDouble())}")).ToList();
        var call = A.Call(allocation: OnePlace with { Quotas = [A.Places(6)] },
            calibration: CalibrationSettings.Default with { Method = CalibrationMethod.ZScore });

        var result = Evaluation.Run(A.Round(call, tree, applications, experts, scores), "s");
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scores));
        applications.Reverse();
        experts.Reverse();
        var again = Evaluation.Run(A.Round(call, tree, applications, experts, scores), "s");

        Assert.Equal(result.Ranking.Select(e => (e.Application.Id, e.Place, e.Rank, e.Score, e.Decision, e.Amount)),
            again.Ranking.Select(e => (e.Application.Id, e.Place, e.Rank, e.Score, e.Decision, e.Amount)));
        Assert.Equal(6, result.Ranking.Count(e => e.Decision == Decision.Funded));
    }

    [Fact]
    public void Run_WhenLowerIsBetter_PutsTheLowestFirst()
    {
        var scoring = ScoringSettings.Default with { Direction = ScoreDirection.LowerIsBetter, LeafScores = (1, 9) };
        var tree = A.Tree(scoring, ("a", "100"));

        var result = Evaluation.Run(
            A.Round(A.Call(scoring, OnePlace), tree, [An.Application("A"), An.Application("B")], [An.Expert("E")],
            [A.Score("A", "E", "a", "7"), A.Score("B", "E", "a", "3")]), "s");

        Assert.Equal(["B", "A"], result.Ranking.Select(e => e.Application.Id.Value));
        Assert.Equal(Rational.Parse("75"), result.Ranking[0].Score);
    }

    /// <summary>
    /// Two equal applications: the id decides where one place is between them, and nothing where both are funded or neither is.
    /// </summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    public void Run_WhereTwoAreEqual_SaysThatTheIdDecidedOnlyWhereItDid(int places, bool decided)
    {
        var call = A.Call(allocation: OnePlace with { Quotas = [A.Places(places)] });

        var result = Evaluation.Run(A.Round(
            call, A.Tree(leaves: ("a", "100")), [An.Application("A"), An.Application("B")], [An.Expert("E")],
            [A.Score("A", "E", "a", "70"), A.Score("B", "E", "a", "70")]), "s");

        Assert.Equal(decided, result.Ranking.Any(e => e.Reasons.Contains(new Reason.DecidedById())));
    }

    /// <summary>Equals of two categories part by id only where they want the same place.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WhereEqualsStandInTwoCategories_SaysThatTheIdDecidedOnlyForASharedPlace(bool shared)
    {
        Quota Of(string category) => A.Places(1, category) with
        {
            Where = new Dictionary<string, IReadOnlyList<string>> { ["category"] = [category] },
        };
        var call = A.Call(allocation: OnePlace with { Quotas = shared ? [A.Places(2)] : [Of("X"), Of("Y")] });

        var result = Evaluation.Run(A.Round(
            call, A.Tree(leaves: ("a", "100")), [An.Application("A", "X"), An.Application("B", "X"), An.Application("C", "Y")],
            [An.Expert("E")], [A.Score("A", "E", "a", "70"), A.Score("B", "E", "a", "80"), A.Score("C", "E", "a", "70")]), "s");

        Assert.Equal(shared ? ["A", "B"] : ["B", "C"],
            result.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id.Value).Order());
        Assert.Equal(shared ? ["A", "C"] : [],
            result.Ranking.Where(e => e.Reasons.Contains(new Reason.DecidedById())).Select(e => e.Application.Id.Value).Order());
    }

    /// <summary>One expert alone lifts B over A; without that expert the award moves, without another it stays.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void WithoutEach_SaysWhichAwardsHangOnOneExpert_AlsoWhereOneMissingIsTooFew(int minimum)
    {
        (string Expert, string A, string B)[] given = [("E", "70", "60"), ("F", "71", "65"), ("G", "20", "99")];
        var scores = given.SelectMany(g => new[] { A.Score("A", g.Expert, "a", g.A), A.Score("B", g.Expert, "a", g.B) }).ToList();
        var call = A.Call(allocation: OnePlace);
        var round = A.Round(
            call with { Scoring = call.Scoring with { MinimumScores = minimum } }, A.Tree(leaves: ("a", "100")),
            [An.Application("A"), An.Application("B")], [.. given.Select(g => An.Expert(g.Expert))], scores);

        var without = Evaluation.Run(round, "s").WithoutEach ?? [];

        Assert.Equal(["E", "F", "G"], without.Select(w => w.Expert.Value));
        Assert.Equal(["A"], without[2].Gain.Select(i => i.Value));
        Assert.Equal(["B"], without[2].Lose.Select(i => i.Value));
        Assert.All(without.Take(2), w => Assert.Empty(w.Gain.Concat(w.Lose)));
    }
}
