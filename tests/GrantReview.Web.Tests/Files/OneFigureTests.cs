using GrantReview.Core;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// Two topics with one replacement list, amounts that end in parts of a fen, lines that nobody scores: the rounds of the corpus. The five
/// calls are checked with their rounds.
/// </summary>
public class OneFigureTests
{
    [Theory]
    [InlineData("scored")]
    [InlineData("lines")]
    public void Files_OfARound_SayTheSameOfEachApplication(string round) => OneFigure.Check(FrozenPackages.Evaluate(round));

    [Fact]
    public void Files_OfTheDemoRound_SayTheSameOfEachApplication()
    {
        var round = RoundReader.Read(TemplateFolder.Shipped.Demo).Round ?? throw new InvalidDataException("The demo round is broken.");

        OneFigure.Check(Evaluation.Run(round, "0"));
    }

    [Fact]
    public void ReplacementList_OfTwoTopics_IsCountedOnce()
    {
        var result = FrozenPackages.Evaluate("scored");

        Assert.Equal([("S2", 1), ("S4", 4), ("S7", 2), ("S8", 3)],
            result.Ranking.Where(e => e.Reserve is not null).Select(e => (e.Application.Id.Value, e.Reserve ?? 0)));
    }

    [Fact]
    public void Amount_WithPartsOfAFen_ShowsNoFigureAboveTheOneThatWasUsed()
    {
        var entry = FrozenPackages.Evaluate("lines").Ranking.Single(e => e.Application.Id.Value == "C1");

        Assert.Equal("81132.07", entry.Amount?.ToString());
        Assert.Equal("base 811,320.79 → by rate 81,132.07 → capped 81,132.07", ReportWords.Of(entry.AmountChain).En);
    }
}
