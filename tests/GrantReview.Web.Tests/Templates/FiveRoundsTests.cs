using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Web.Tests.Files;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// A small invented round of each of the five calls, at the boundaries of its rules: who is in, who is not and why, and the amounts to the
/// fen.
/// </summary>
public class FiveRoundsTests
{
    [Fact]
    public void Chengdu2025_RefusesByRule_AndPaysTheFixedSum()
    {
        var result = Run(FiveRounds.Chengdu2025);

        Assert.Equal("P1 200000, P5 200000, P6 200000", Funded(result));
        Assert.Equal(["ineligible:CD25-05"], Reasons(result, "P2"));
        Assert.Equal(["ineligible:CD25-24"], Reasons(result, "P3"));
        Assert.Equal(["ineligible:CD25-02"], Reasons(result, "P4"));
        Assert.Equal(["ineligible:CD25-03"], Reasons(result, "P7"));
        Assert.Equal(["places"], Reasons(result, "P8"));
        Assert.Equal(["ineligible", "ineligible:CD25-05"], Reasons(result, "P9"));
        AssertVerifies(result);
    }

    /// <summary>
    /// The quota belongs to the recommender over both topics; a topic left without a candidate stays empty and its money lapses.
    /// </summary>
    [Fact]
    public void Fujian2025_KeepsTheRecommendersQuota_AndMovesNothingBetweenTopics()
    {
        var result = Run(FiveRounds.Fujian2025);

        Assert.Equal("F3 3000000, F9 3000000", Funded(result));
        Assert.Equal(["ineligible:FJ25-31"], Reasons(result, "F2"));
        Assert.Equal(["ineligible:FJ25-30"], Reasons(result, "F5"));
        Assert.Equal(["ineligible:FJ25-31"], Reasons(result, "F7"));
        Assert.Equal(["ineligible:FJ25-31", "ineligible:FJ25-33"], Reasons(result, "F8"));
        Assert.Equal(["topic-2025H0108"], Reasons(result, "F1"));
        AssertVerifies(result);
    }

    /// <summary>
    /// Platforms (three places instead of ten): the floor comes before the ranking, exactly 100,000 is paid, a small company is paid below
    /// it, no income is no application.
    /// </summary>
    [Fact]
    public void Chengdu2024_Platforms_LeaveOutBelowTheFloorBeforeRanking()
    {
        var result = Run(FiveRounds.Chengdu2024Platforms);

        Assert.Equal("T1 1000000, T3 60000, T4 100000", Funded(result));
        Assert.Equal(["below-floor"], Reasons(result, "T2"));
        Assert.Equal(["platforms-per-year"], Reasons(result, "T5"));
        Assert.Equal(["ineligible:CP24-23", "nothing-due"], Reasons(result, "T6"));
        Assert.Equal(["ineligible:CP24-24"], Reasons(result, "T7"));
        AssertVerifies(result);
    }

    /// <summary>
    /// Lines that no expert scores: the first ten by filing date with a joint tenth; bands; splits with a company's annual cap; the same
    /// product paid once by its higher line.
    /// </summary>
    [Fact]
    public void Chengdu2024_OtherLines_PayByTimeBandTableAndCap()
    {
        var result = Run(FiveRounds.Chengdu2024Lines);

        var amounts = result.Ranking.Where(e => e.Amount is not null).ToDictionary(e => e.Application.Id, e => $"{e.Amount}");
        Assert.Equal(12, amounts.Count(a => a.Key.Value.StartsWith("M-", StringComparison.Ordinal) && a.Value == "1000000"));
        Assert.Equal(["first-by-time:12/10"], Reasons(result, "M-2024-04-20-1"));
        Assert.Equal(Decision.NotFunded, Entry(result, "M-2024-04-20-1").Decision);
        Assert.Equal(("200000", "1000000", "2400000", "500000"),
            (amounts[new("G1")], amounts[new("T1")], amounts[new("D1")], amounts[new("K2")]));
        Assert.Equal(["ineligible:CP24-31"], Reasons(result, "G2"));
        Assert.Equal(["nothing-due"], Reasons(result, "G3"));
        Assert.Equal(["400000", "400000", "200000"], new[] { "S1", "S2", "S3" }.Select(s => amounts[new(s)]));
        Assert.Equal(["annual-cap"], Reasons(result, "S4"));
        Assert.Equal(["nothing-due"], Reasons(result, "S5"));
        Assert.Equal(["paid-as:D1"], Reasons(result, "D2"));
        Assert.Equal(["below-floor"], Reasons(result, "K1"));
        Assert.Equal((1, 1, 5, 10),
            (Entry(result, "M-2024-01-05-1").Place, Entry(result, "M-2024-01-05-4").Rank, Entry(result, "M-2024-03-01-1").Rank,
            Entry(result, "M-2024-04-12-3").Rank));
        AssertVerifies(result);
    }

    /// <summary>
    /// Ten key places and fifty general ones that do not mix; amounts are ceilings; matching one to one; thirty percent to the partner.
    /// </summary>
    [Fact]
    public void Sichuan2024_KeepsCategoriesApart()
    {
        var result = Run(FiveRounds.Sichuan2024);

        Assert.Equal(
            "Z01 480000, " + string.Join(", ", Enumerable.Range(2, 9).Select(i => $"Z{i:00} 500000")) + ", M1 200000, M3 150000, R1 600000",
            Funded(result));
        Assert.Equal(["places-key"], Reasons(result, "Z11"));
        Assert.Equal(["ineligible:SC24-13"], Reasons(result, "M2"));
        Assert.Equal(["ineligible:SC24-14"], Reasons(result, "M4"));
        Assert.Equal(["ineligible:SC24-27"], Reasons(result, "R2"));
        Assert.Equal(["ineligible:SC24-30"], Reasons(result, "R3"));
        AssertVerifies(result);
    }

    /// <summary>
    /// One a topic, the own-money floor does not scale, requests are cut to the ceiling, district money stands beside the city's.
    /// </summary>
    [Fact]
    public void Chongqing2023_FundsOneATopic_WithItsOwnMoneyFloor()
    {
        var result = Run(FiveRounds.Chongqing2023);

        Assert.Equal("G5 10000000, G1 7500000", Funded(result));
        Assert.Equal(["ineligible:CQ23-04"], Reasons(result, "G2"));
        Assert.Equal(["topic-三"], Reasons(result, "G3"));
        Assert.Equal(["ineligible:CQ23-09"], Reasons(result, "G4"));
        var district = Assert.Single(result.Round.Call.Categories.Single(c => c.Code.Value == "一").OtherSources);
        Assert.Equal(Money.Parse("9000000"), district.Amount.Apply(null, Entry(result, "G5").Application.Attributes).Amount);
        AssertVerifies(result);
    }

    private static EvaluationResult Run(SmallRound round)
    {
        var first = Evaluation.Run(round.Read(), "seed");
        Assert.Equal(EvaluationStatus.Provisional, first.Status);
        Assert.DoesNotContain(first.Ranking,
            e => e.Decision == Decision.Funded && first.Findings.Any(f => f.Application == e.Application.Id && f.IsOpen));

        return Evaluation.Run(round.AnsweredAfter(first).Read(), "seed");
    }

    private static string Funded(EvaluationResult result) =>
        string.Join(", ",
            result.Ranking.Where(e => e.Decision == Decision.Funded)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Application.Id} {e.Amount}")));

    private static RankingEntry Entry(EvaluationResult result, string id) => result.Ranking.Single(e => e.Application.Id.Value == id);

    private static IEnumerable<string> Reasons(EvaluationResult result, string id) => Entry(result, id).Reasons.Select(ReasonCodes.TextOf);

    /// <summary>
    /// The package of the round gives the same findings and awards again, although it hides units of experts and rewrites the round.
    /// </summary>
    private static void AssertVerifies(EvaluationResult result)
    {
        var verification = PackageVerification.Run(ResultPackage.Write(result));
        Assert.Empty(verification.Differences.Select(d => d.Say("en")));
        Assert.NotEmpty(result.Findings);
        OneFigure.Check(result);
    }
}
