using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using Verdict = GrantReview.Core.Applications.Eligibility.Verdict;
using VerdictKind = GrantReview.Core.Applications.Eligibility.VerdictKind;

namespace GrantReview.Core.Tests.Rankings;

/// <summary>Equal scores that a blank cell parts: asked where it decides who is funded or the replacement list, and nowhere else.</summary>
public class BlankTiesTests
{
    [Theory]
    [InlineData("1", "2", 1, "A", "")]
    [InlineData("", "2", 1, "B", "A")]
    [InlineData("1", "", 1, "A", "B")]
    [InlineData("", "", 1, "A", "B")]
    [InlineData("1", "", 2, "AB", "")]
    public void Run_WhereABlankCellPartsEquals_AsksIfItDecides(string a, string b, int places, string funded, string asked)
    {
        var result = Evaluation.Run(RoundOf(places, ("A", a, "80"), ("B", b, "80")), "s");

        Assert.Equal(funded, Ids(result, Decision.Funded));
        Assert.Equal(asked, Ids(result, Decision.Open));
        Assert.Equal(asked.Length > 0 ? EvaluationStatus.Provisional : EvaluationStatus.Evaluated, result.Status);
    }

    [Fact]
    public void Run_WhereTheScorePartsThem_AsksNothing() =>
        Assert.Equal(EvaluationStatus.Evaluated, Evaluation.Run(RoundOf(1, ("A", "", "81"), ("B", "2", "80")), "s").Status);

    /// <summary>Met: it stands last among its equals.</summary>
    [Theory]
    [InlineData(VerdictKind.Met, Decision.Reserve)]
    [InlineData(VerdictKind.NotMet, Decision.Ineligible)]
    public void Run_OnceAnswered_GoesByTheVerdict(VerdictKind kind, Decision decision)
    {
        var round = RoundOf(1, ("A", "", "80"), ("B", "2", "80")) with
        {
            Verdicts = [new Verdict(new("A"), new("allocation.policy.tieBreak"), kind)],
        };

        var result = Evaluation.Run(round, "s");

        var one = result.Ranking.Single(e => e.Application.Id.Value == "A");
        Assert.Equal((EvaluationStatus.Evaluated, decision), (result.Status, one.Decision));
        Assert.Equal("B", Ids(result, Decision.Funded));
    }

    /// <summary>No application has the column: the id decides, which is said.</summary>
    [Fact]
    public void Run_WithoutTheColumn_GoesByTheId()
    {
        var result = Evaluation.Run(RoundOf(1, ("A", null, "80"), ("B", null, "80")), "s");

        Assert.Equal((EvaluationStatus.Evaluated, "A"), (result.Status, Ids(result, Decision.Funded)));
    }

    private static string Ids(EvaluationResult result, Decision decision) =>
        string.Concat(result.Ranking.Where(e => e.Decision == decision).Select(e => e.Application.Id).Order());

    private static Round RoundOf(int places, params (string Id, string? Key, string Score)[] applications)
    {
        var allocation = AllocationSettings.Default with
        {
            Amount = AmountRule.Each(Money.Parse("10")), Quotas = [A.Places(places)],
            Policy = AllocationPolicy.Default with { TieBreak = [new TieBreakKey("key", false)] },
        };
        return A.Round(
            A.Call(allocation: allocation), A.Tree(leaves: ("a", "100")),
            [.. applications.Select(a => An.Application(a.Id, attributes: a.Key is null ? [] : [("key", a.Key)]))], [An.Expert("E")],
            [.. applications.Select(a => A.Score(a.Id, "E", "a", a.Score))]);
    }
}
