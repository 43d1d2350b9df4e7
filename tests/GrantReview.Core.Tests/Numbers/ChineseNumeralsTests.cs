using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Numbers;

public class ChineseNumeralsTests
{
    /// <summary>The first four are the examples of 正确填写票据和结算凭证的基本规定, items 2 and 4.</summary>
    [Theory]
    [InlineData("1409.50", "壹仟肆佰零玖元伍角")]
    [InlineData("6007.14", "陆仟零柒元壹角肆分")]
    [InlineData("16409.02", "壹万陆仟肆佰零玖元零贰分")]
    [InlineData("325.04", "叁佰贰拾伍元零肆分")]
    [InlineData("0", "零元整")]
    [InlineData("0.30", "叁角")]
    [InlineData("0.05", "伍分")]
    [InlineData("10", "壹拾元整")]
    [InlineData("200000", "贰拾万元整")]
    [InlineData("1000001", "壹佰万零壹元整")]
    [InlineData("107000.53", "壹拾万零柒仟元伍角叁分")]
    [InlineData("100000000", "壹亿元整")]
    [InlineData("100010000", "壹亿零壹万元整")]
    [InlineData("1000000000000", "壹万亿元整")]
    [InlineData("123456789012.34", "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分")]
    public void Capital_WritesASumAsDocumentsDo(string yuan, string text) => Assert.Equal(text, ChineseNumerals.Capital(Money.Parse(yuan)));

    [Fact]
    public void Capital_OfANegativeSum_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChineseNumerals.Capital(new Money(-1)));

    [Theory]
    [InlineData(1, "一")]
    [InlineData(10, "十")]
    [InlineData(11, "十一")]
    [InlineData(20, "二十")]
    [InlineData(99, "九十九")]
    [InlineData(100, "100")]
    public void Ordinal_CountsHeadings(int number, string text) => Assert.Equal(text, ChineseNumerals.Ordinal(number));
}
