using GrantReview.Core.Applications;

namespace GrantReview.Core.Tests.Applications;

public class UnitCodeTests
{
    /// <summary>91350100M000100Y43 is the worked example in the annex of GB 32100-2015.</summary>
    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91350100m000100y43")]
    [InlineData(" ９１３５０１００Ｍ０００１００Ｙ４３ ")]
    [InlineData("91350100-M000100Y4-3")]
    public void TryParse_OfTheStandardsExample_HoweverItIsWritten_IsTheSameCode(string text)
    {
        Assert.True(UnitCode.TryParse(text, out var code));
        Assert.Equal("91350100M000100Y43", code.Value);
    }

    [Theory]
    [InlineData("91350100M000100Y44")]
    [InlineData("91350100M000100Y4")]
    [InlineData("9135O100M000100Y43")]
    [InlineData("1251")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_OfAnythingElse_IsRefused(string? text) => Assert.False(UnitCode.TryParse(text, out _));

    /// <summary>3 and 31 share no factor and 31 is prime, so any single wrong character changes the check digit.</summary>
    [Fact]
    public void TryParse_WithAnySingleCharacterWrong_IsRefused()
    {
        const string right = "91350100M000100Y43", alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

        Assert.All(
            from i in Enumerable.Range(0, right.Length) from c in alphabet where c != right[i] select right[..i] + c + right[(i + 1)..],
            wrong => Assert.False(UnitCode.TryParse(wrong, out _), wrong));
    }

    [Theory]
    [InlineData("91350100M000100Y43", false)]
    [InlineData("91350100M000100Y44", true)]
    [InlineData("9135O100M000100Y43", true)]
    [InlineData("91350100M000100Y43。", true)]
    [InlineData("统一社会信用代码：91350100M000100Y43", true)]
    [InlineData("91350100M000100Y", true)]
    [InlineData("12345678-9", false)]
    [InlineData("甲公司", false)]
    [InlineData("U", false)]
    [InlineData("", false)]
    public void IsBroken_OfALongNumberThatIsNoCode(string text, bool isBroken) => Assert.Equal(isBroken, UnitCode.IsBroken(text));
}
