using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests;

/// <summary>What findings and the ways of choosing change in the pipeline, and what they do not.</summary>
public class EligibilityInEvaluationTests
{
    [Theory]
    [InlineData(Outcome.Fail, "1", Decision.Ineligible)]
    [InlineData(Outcome.Fail, "", Decision.Funded)]
    [InlineData(Outcome.Warn, "1", Decision.Funded)]
    [InlineData(Outcome.Person, "1", Decision.Funded)]
    [InlineData(Outcome.Fail, "100", Decision.Funded)]
    public void Run_OnlyAnEvaluatedFailureTakesAnApplicationOut(Outcome outcome, string money, Decision expected)
    {
        var rule = new EligibilityRule("R1", "二（三）2", RuleKind.Matching, RuleStage.Application, null, new Condition.Compare(new Measure.Number("money"), Comparison.AtLeast, 100), outcome, null, null, new LocalText("r", "规"));
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("1")) }) with { Eligibility = new EligibilitySettings(null, [], [rule]) };

        var entry = Assert.Single(Run(call, An.Application("A", attributes: ("money", money))).Ranking);

        Assert.Equal(expected, entry.Decision);
        Assert.Equal(expected == Decision.Ineligible ? [new Reason.IneligibleByRule(new("R1"))] : Array.Empty<Reason>(), entry.Reasons);
    }

    [Fact]
    public void Run_OfACategoryByTime_RanksByTimeAndSharesTheLastPlace()
    {
        var call = A.Call(allocation: AllocationSettings.Default with { MinScore = 60 }, categories: new Category("t", new LocalText("t"), AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Time, "on", 2, 0) });

        var result = Run(call, An.Application("A", "t", attributes: ("on", "2024-01-03")), An.Application("B", "t", attributes: ("on", "2024-01-01")),
            An.Application("C", "t", attributes: ("on", "2024-01-02")), An.Application("D", "t", attributes: ("on", "2024-01-02")), An.Application("E", "t", attributes: ("on", "?")));

        Assert.Equal(["B", "C", "D", "A", "E"], result.Ranking.Select(e => e.Application.Id));
        Assert.Equal([Decision.Funded, Decision.Funded, Decision.Funded, Decision.NotFunded, Decision.Unranked], result.Ranking.Select(e => e.Decision));
        Assert.Equal([1, 2, 2, null, null], result.Ranking.Select(e => e.Rank));
        Assert.Equal([new Reason.TooLate(3, 2)], result.Ranking[3].Reasons);
        Assert.Equal([new Reason.TimeUnknown("on")], result.Ranking[4].Reasons);
    }

    [Fact]
    public void Run_OfACategoryByConditions_NeedsNoScores()
    {
        var call = A.Call(categories: new Category("c", new LocalText("c"), AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) });

        var result = Run(call, An.Application("A", "c"), An.Application("B", "c", eligible: false));

        Assert.Equal([Decision.Funded, Decision.Ineligible], result.Ranking.Select(e => e.Decision));
    }

    private static EvaluationResult Run(Call call, params Core.Applications.Application[] applications) =>
        Evaluation.Run(A.Round(call, A.Tree(null, ("a", "100")), applications, [An.Expert("E")],
            [.. applications.Where(a => a.Category == "all").Select(a => A.Score(a.Id, "E", "a", "80"))], assignments: []), "seed");
}
