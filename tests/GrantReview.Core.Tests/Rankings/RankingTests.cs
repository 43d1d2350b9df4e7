using CsCheck;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Rankings;

public class RankingTests
{
    [Fact]
    public void Of_WithTies_SharesTheRankAndSplitsThePlace()
    {
        var ranked = Ranking.Of([Candidate("A1", "80"), Candidate("A2", "90", ("t", "2025-08-09T10:00:00+08:00")),
            Candidate("A3", "90", ("t", "2025-08-09T01:59:59Z")), Candidate("A4", "70")], [new TieBreakKey("t", false)]);

        Assert.Equal([("A3", 1, 1), ("A2", 2, 1), ("A1", 3, 3), ("A4", 4, 4)],
            ranked.Select(r => (r.Candidate.Application.Value, r.Place, r.Rank)));
        Assert.All(ranked, r => Assert.False(r.DecidedById));
    }

    [Fact]
    public void Of_WhereTheChainDecidesNothing_TakesTheSmallerIdAndSaysSo()
    {
        var ranked = Ranking.Of([Candidate("A9", "80", ("k", "1")), Candidate("A10", "80", ("k", "1.0")), Candidate("B", "75")],
            [new TieBreakKey("k", true)]);

        Assert.Equal(["A10", "A9", "B"], ranked.Select(r => r.Candidate.Application.Value));
        Assert.Equal([true, true, false], ranked.Select(r => r.DecidedById));
    }

    [Theory]
    [InlineData(false, "9,10,")]
    [InlineData(true, "10,9,")]
    public void Of_ComparesNumbersAsNumbers_AndBlanksLast(bool descending, string expected)
    {
        var ranked = Ranking.Of([Candidate("x", "1", ("k", "")), Candidate("y", "1", ("k", "10")), Candidate("z", "1", ("k", "9"))],
            [new TieBreakKey("k", descending)]);

        Assert.Equal(expected.Split(','), ranked.Select(r => r.Candidate.TieBreakers["k"]));
    }

    [Fact]
    public void Of_WhereSeveralAreEqualInAll_NamesTheFirstOfThem()
    {
        var ranked = Ranking.Of(
            [
                Candidate("D", "80"), Candidate("C", "90", ("k", "1")), Candidate("B", "90", ("k", "1")), Candidate("A", "90", ("k", "1")),
                Candidate("E", "90", ("k", "2")),
            ],
            [new TieBreakKey("k", false)]);

        Assert.Equal(
            [("A", 1, true), ("B", 1, true), ("C", 1, true), ("E", 4, false), ("D", 5, false)],
            ranked.Select(r => (r.Candidate.Application.Value, r.FirstEqual, r.DecidedById)));
    }

    [Fact]
    public void Of_WhereOneLinkDecidesNothing_TakesTheNext()
    {
        var ranked = Ranking.Of(
            [
                Candidate("A", "1", ("k", "5"), ("l", "1")), Candidate("B", "1", ("k", "5"), ("l", "2")),
                Candidate("C", "1", ("k", "4"), ("l", "9")),
            ],
            [new TieBreakKey("k", false), new TieBreakKey("l", true)]);

        Assert.Equal(["C", "B", "A"], ranked.Select(r => r.Candidate.Application.Value));
    }

    /// <summary>What not all values are is compared as text, code point by code point.</summary>
    [Theory]
    [InlineData(false, "b", "a", "a b")]
    [InlineData(true, "b", "a", "b a")]
    [InlineData(false, "9", "10x", "10x 9")]
    [InlineData(false, "a", "Z", "Z a")]
    [InlineData(false, "7", "20/3", "20/3 7")]
    [InlineData(true, "7", "20/3", "7 20/3")]
    [InlineData(false, "2025-08-09T10:00:00+08:00", "2025-08-09T01:59:59Z", "2025-08-09T01:59:59Z 2025-08-09T10:00:00+08:00")]
    [InlineData(true, "2025-08-09T10:00:00+08:00", "2025-08-09T01:59:59Z", "2025-08-09T10:00:00+08:00 2025-08-09T01:59:59Z")]
    [InlineData(false, "2025-08-09T03:00:00Z", "2025-08-09T10:00:00+08:00", "2025-08-09T10:00:00+08:00 2025-08-09T03:00:00Z")]
    [InlineData(false, "2025-08-09T10:00:00+08:00", "2025", "2025 2025-08-09T10:00:00+08:00")]
    public void Of_ComparesValuesAsWhatAllOfThemAre(bool descending, string first, string second, string expected)
    {
        var ranked = Ranking.Of(
            [Candidate("x", "1", ("k", first)), Candidate("y", "1", ("k", second))], [new TieBreakKey("k", descending)]);

        Assert.Equal(expected.Split(' '), ranked.Select(r => r.Candidate.TieBreakers["k"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_BlankAndMissingValues_AreEqual(bool descending)
    {
        var ranked = Ranking.Of(
            [Candidate("C", "1"), Candidate("B", "1", ("k", " ")), Candidate("A", "1", ("k", "")), Candidate("D", "1", ("k", "0"))],
            [new TieBreakKey("k", descending)]);

        Assert.Equal([("D", 1), ("A", 2), ("B", 2), ("C", 2)], ranked.Select(r => (r.Candidate.Application.Value, r.FirstEqual)));
    }

    [Fact]
    public void Of_RanksEachCategoryByItself()
    {
        var ranked = Ranking.Of(
            [Candidate("A1", "80") with { Category = new("x") }, Candidate("A2", "90") with { Category = new("y") },
            Candidate("A3", "80") with { Category = new("x") }], []);

        Assert.Equal([("A2", 1, 1, 1), ("A1", 1, 1, 2), ("A3", 2, 1, 3)],
            ranked.Select(r => (r.Candidate.Application.Value, r.Place, r.Rank, r.Order)));
    }

    [Fact]
    public void Of_WithRowsInAnyOrder_IsTheSame() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 12], Gen.Int[0, 1000]).Sample((scores, seed) =>
        {
            var candidates = scores.Select((s, i) => Candidate($"A{i}", $"{s}", ("k", $"{i % 2}"))).ToList();
            var shuffled = candidates.OrderBy(c => (c.Application.Value.GetHashCode(StringComparison.Ordinal) ^ seed) % 97).ToList();

            Assert.Equal(Ranking.Of(candidates, [new TieBreakKey("k", true)]), Ranking.Of(shuffled, [new TieBreakKey("k", true)]));
        });

    private static RankingCandidate Candidate(string id, string score, params (string Key, string Value)[] breakers) =>
        new(new(id), new("all"), Rational.Parse(score), breakers.ToDictionary(b => b.Key, b => b.Value));
}
