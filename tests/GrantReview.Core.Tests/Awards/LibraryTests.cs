using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class LibraryTests
{
    /// <summary>
    /// The three readings of "considered first" (成都 2024, 十（八）) give three lists; places and scores stay, the year is said of everybody who
    /// has one.
    /// </summary>
    [Theory]
    [InlineData(LibraryReading.None, "N4 N1")]
    [InlineData(LibraryReading.TieBreak, "N4 N2")]
    [InlineData(LibraryReading.First, "N2 N3")]
    public void Run_UnderEachReading_FundsAsItSays(LibraryReading reading, string funded)
    {
        var result = Evaluation.Run(RoundOf(AllocationSettings.Default with
        {
            Quotas = [A.Places(2)], Amount = AmountRule.Each(Money.Parse("60")),
            Library = new LibraryRule(reading, "as the meeting read it"),
            Policy = AllocationPolicy.Default with { TieBreak = [new TieBreakKey(LibraryRule.Column, true)] },
        }), "s");

        Assert.Equal(funded.Split(' ').Order(),
            result.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id).Order().Select(i => i.Value));
        Assert.Equal(funded.Split(' '), result.Allocation?.Funded.Select(f => f.Id.Value));
        Assert.Equal("N4", result.Ranking.Single(e => e.Place == 1).Application.Id.Value);
        var years = result.Ranking.SelectMany(e => e.Reasons.OfType<Reason.FromLibrary>().Select(r => (e.Application.Id.Value, r.Year)));
        Assert.Equal([("N2", "2024"), ("N3", "2023")], years.Order());
        Assert.Empty(AllocationAudit.Check(result.Problem!, result.Allocation!));
    }

    [Fact]
    public void Run_WithTheLibraryFirst_StillAsksForTheMinimumScore()
    {
        var result = Evaluation.Run(
            RoundOf(
            AllocationSettings.Default with { Quotas = [A.Places(2)], MinScore = 85, Amount = AmountRule.Each(Money.Parse("60")),
            Library = new LibraryRule(LibraryReading.First, "r") }), "s");

        Assert.Equal(["N2", "N4"], result.Allocation?.Funded.Select(f => f.Id.Value));
    }

    private static Round RoundOf(AllocationSettings allocation)
    {
        (string Id, string Score, string Year)[] given =
            [("N1", "85.00", ""), ("N2", "85.00", "2024"), ("N3", "84.90", "2023"), ("N4", "88.00", " ")];
        return A.Round(A.Call(allocation: allocation), A.Tree(leaves: ("a", "100")),
            [.. given.Select(g => An.Application(g.Id, attributes: (LibraryRule.Column, g.Year)))],
            [An.Expert("E1")], [.. given.Select(g => A.Score(g.Id, "E1", "a", g.Score))]);
    }
}
