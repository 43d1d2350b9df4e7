using GrantReview.Core.Scoring;

namespace GrantReview.Core.Tests.Scoring;

public class ReadingOrderTests
{
    private static readonly string[] Twelve = [.. Enumerable.Range(1, 12).Select(n => $"P{n:00}")];
    private static readonly Dictionary<string, Places> Nowhere = [];

    [Fact]
    public void For_TheSameSeed_IsTheSameWhateverTheOrderOfTheInput()
    {
        var order = ReadingOrder.For("call|E01", Twelve, Nowhere);

        Assert.Equal(order, ReadingOrder.For("call|E01", [.. Twelve.Reverse()], Nowhere));
        Assert.Equal(Twelve, order.Order());
        Assert.NotEqual(order, ReadingOrder.For("call|E02", Twelve, Nowhere));
        Assert.Empty(ReadingOrder.For("call|E01", [], Nowhere));
    }

    /// <summary>Of thirty experts who read the same twelve: every application stands about in the middle on the mean.</summary>
    [Fact]
    public void For_ManyExperts_BalancesThePlaces()
    {
        var (balanced, drawn) = (Nowhere.ToDictionary(), Nowhere.ToDictionary());
        for (var expert = 0; expert < 30; expert++)
        {
            Add(balanced, ReadingOrder.For($"call|{expert}", Twelve, balanced));
            Add(drawn, ReadingOrder.For($"call|{expert}", Twelve, Nowhere));
        }

        Assert.True(Worst(balanced) < 0.06, $"An application stands {Worst(balanced)} away from the middle.");
        Assert.True(Worst(balanced) < Worst(drawn) / 2);
    }

    private static void Add(Dictionary<string, Places> places, IReadOnlyList<string> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            places[order[i]] = places.GetValueOrDefault(order[i]).With(ReadingOrder.PlaceOf(i, order.Count));
        }
    }

    private static double Worst(Dictionary<string, Places> places) => places.Values.Max(p => Math.Abs((p.Sum / p.Count) - 0.5));
}
