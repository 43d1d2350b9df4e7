using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Settings;

public class AttributeFilterTests
{
    /// <summary>What a bracket at the end alone tells apart may be one unit or two, so a person is asked.</summary>
    [Theory]
    [InlineData("甲大学", "甲大学", true)]
    [InlineData("甲 大学", "甲大学", true)]
    [InlineData("甲大学（科技处）", "甲大学", null)]
    [InlineData("甲大学", "甲大学(科技处)", null)]
    [InlineData("甲大学（科技处）", "甲大学(科技处)", true)]
    [InlineData("甲大学（财务处）", "甲大学（科技处）", false)]
    [InlineData("乙大学（科技处）", "甲大学", false)]
    [InlineData("甲大学附属医院", "甲大学", false)]
    [InlineData("", "甲大学", null)]
    public void Says_ComparesAUnit(string cell, string accepted, bool? says) => Assert.Equal(says, AttributeFilter.Says(
        new Dictionary<string, string> { ["unit"] = cell }, "unit", [accepted]));

    [Fact]
    public void Says_GoesByTheUnitThatTheCellWasBroughtTo()
    {
        var attributes = new Dictionary<string, string> { ["unit"] = "", ["unit_resolved"] = "甲大学", ["unit_named"] = "甲大;甲院" };

        Assert.Equal([true, true, false], new[] { "甲大学", "甲院", "乙大学" }.Select(a => AttributeFilter.Says(attributes, "unit", [a])));
    }
}
