using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Calls;

public class ReminderPlanTests
{
    private static readonly DateTime Closes = new(2025, 3, 31, 9, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("7, 3, 1", "7 3 1")]
    [InlineData("１、3，7", "7 3 1")]
    [InlineData("3 3", "3")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Parse_OfWhatPeopleWrite_ReadsIt(string? typed, string expected) => Assert.Equal(expected, $"{ReminderPlan.Parse(typed)}");

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11")]
    public void Parse_OfAnythingElse_IsNone(string typed) => Assert.Null(ReminderPlan.Parse(typed));

    [Theory]
    [InlineData(8, null)]
    [InlineData(7, 7)]
    [InlineData(4, 7)]
    [InlineData(3, 3)]
    [InlineData(0.5, 1)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    public void DueAt_SoManyDaysBefore_IsTheNearestThatHasCome(double daysBefore, int? expected) =>
        Assert.Equal(expected, ReminderPlan.Parse("7 3 1")?.DueAt(Closes.AddDays(-daysBefore), Closes));

    [Fact]
    public void DueAt_WithoutAPlan_IsNever() => Assert.Null(ReminderPlan.None.DueAt(Closes.AddDays(-1), Closes));
}
