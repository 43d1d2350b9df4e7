using GrantReview.Core.Applications;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications;

public class TimeOrderTests
{
    private static readonly Selection FirstTen = new(SelectionBasis.Time, "filed_on", 10, 0);

    /// <summary>
    /// CP24-13: after nine, all of the next day are joint tenth. Groups of one day each; a day that begins before the tenth place and runs
    /// past it is paid and flagged.
    /// </summary>
    [Theory]
    [InlineData(12, false, 4, 5, 3, 1)]
    [InlineData(11, true, 8, 3, 2)]
    [InlineData(10, false, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(12, true, 7, 5, 1)]
    [InlineData(10, false, 9, 1, 2)]
    [InlineData(6, false, 6)]
    [InlineData(10, false, 8, 2, 1)]
    [InlineData(12, true, 12, 1)]
    public void CP24_13_TakesTheFirstTenWithAJointTenth(int expected, bool flagged, params int[] days)
    {
        var all = days.SelectMany((n, day) => Enumerable.Range(0, n).Select(i => Filed($"m{day:00}{i:00}", $"202401{day + 1:00}")))
            .Reverse().ToList();

        var places = TimeOrder.Of(FirstTen, all);

        Assert.Equal(expected, places.Values.Count(p => p?.IsIn == true));
        Assert.Equal(flagged, places.Values.Any(p => p?.Straddles == true));
        Assert.All(all.Where(a => places[a.Id]?.IsIn == true), a => Assert.True(places[a.Id]?.Earlier <= 9));
    }

    [Fact]
    public void CP24_07_PlacesGivenBefore_CountAsEarlier()
    {
        var places = TimeOrder.Of(FirstTen with { PlacesTaken = 9 }, [Filed("a", "2024-05-01"), Filed("b", "2024-05-02")]);

        Assert.Equal((true, false), (places[new("a")]?.IsIn, places[new("b")]?.IsIn));
    }

    [Fact]
    public void Of_WithoutATime_HasNoPlace() => Assert.Null(TimeOrder.Of(FirstTen, [Filed("a", "")])[new("a")]);

    private static Application Filed(string id, string on) => An.Application(id, category: "2.2", attributes: ("filed_on", on));
}
