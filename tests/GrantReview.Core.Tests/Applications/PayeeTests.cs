using GrantReview.Core.Applications;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications;

public class PayeeTests
{
    [Theory]
    [InlineData("虚构银行", "6222 0212 3456 7890 123", "")]
    [InlineData("虚构银行", "４４０５０１６７-0300-00000366", "")]
    [InlineData("虚构银行", "12345678", "")]
    [InlineData("虚构银行", "1234567", "AccountIsMalformed")]
    [InlineData("虚构银行", "123456789012345678901234567890123", "AccountIsMalformed")]
    [InlineData("虚构银行", "6.22021E+18", "AccountIsMalformed")]
    [InlineData("虚构银行", "6222021234567890000", "AccountIsMalformed")]
    [InlineData("虚构银行", "622202123456789000", "AccountIsMalformed")]
    [InlineData("虚构银行", "6222021234567890", "")]
    [InlineData("虚构银行", "待定", "AccountIsMalformed")]
    [InlineData(" ", "6222021234567890123", "BankIsBlank")]
    [InlineData("", " ", "BankIsBlank AccountIsBlank")]
    public void Questions_AreWhatHasToBeAskedBeforeAnythingIsPaid(string bank, string account, string questions) =>
        Assert.Equal(questions, string.Join(' ', Payee.Of("虚构大学", bank, account).Questions));

    [Fact]
    public void Parse_OfWhatWasWritten_IsThePayee_AndOfAnythingElseUnknown()
    {
        var payee = Payee.Of(" 虚构\n大学 ", "虚构银行一支行", "6222 0212-3456 7890 123");

        Assert.Equal(new Payee("虚构 大学", "虚构银行一支行", "6222021234567890123"), payee);
        Assert.Equal(payee, Payee.Parse($"{payee}"));
        Assert.Equal(("", Payee.Unknown, Payee.Unknown), ($"{Payee.Unknown}", Payee.Parse(""), Payee.Parse("x")));
    }

    [Fact]
    public void Over_OfAFileWithoutAccounts_LeavesThemAsTheyAre()
    {
        var known = An.Application("A1") with { Payee = Payee.Of("虚构大学", "虚构银行", "12345678") };
        var read = An.Application("A1") with { Payee = Payee.Of("", "另一银行", "") };

        Assert.Equal(known.Payee, read.Over(known, ["title"]).Payee);
        Assert.Equal(known.Payee with { Bank = "另一银行" }, read.Over(known, ["title", "bank"]).Payee);
    }
}
