using GrantReview.Core.Experts;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Experts;

public class PseudonymsTests
{
    [Fact]
    public void Of_NumbersEveryExpertOnce_TheSameInAnyOrder_AndNotInTheOrderOfIds()
    {
        var experts = Enumerable.Range(1, 40).Select(i => An.Expert($"E{i:00}", unit: $"U{i % 7}")).ToList();

        var numbers = Pseudonyms.Of(experts);
        experts.Reverse();

        Assert.Equal(Enumerable.Range(1, 40), numbers.Values.Order());
        Assert.Equal(numbers, Pseudonyms.Of(experts));
        Assert.NotEqual(numbers.OrderBy(n => n.Key).Select(n => n.Value), Enumerable.Range(1, 40));
    }

    [Fact]
    public void Of_WhereAliasesWereDrawn_GivesThem_AndNumbersTheRestAfterThem()
    {
        var experts = Enumerable.Range(1, 5).Select(i => An.Expert($"E{i}") with { Alias = i <= 3 ? 4 - i : null }).ToList();

        var numbers = Pseudonyms.Of(experts);

        Assert.Equal([3, 2, 1], [numbers[new("E1")], numbers[new("E2")], numbers[new("E3")]]);
        Assert.Equal([4, 5], new[] { numbers[new("E4")], numbers[new("E5")] }.Order());
        Assert.Empty(Pseudonyms.Of([]));
    }

    [Fact]
    public void Of_DependsOnWhatOutsidersDoNotKnow()
    {
        var experts = Enumerable.Range(1, 40).Select(i => An.Expert($"E{i:00}")).ToList();

        Assert.NotEqual(Pseudonyms.Of(experts), Pseudonyms.Of([.. experts.Skip(1), experts[0] with { Name = "somebody else" }]));
    }
}
