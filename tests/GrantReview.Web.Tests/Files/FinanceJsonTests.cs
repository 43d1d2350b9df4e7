using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Files.Finance;

namespace GrantReview.Web.Tests.Files;

public class FinanceJsonTests
{
    private static readonly FinanceTerms Terms = new(
        FinanceTerms.Parts([(new Rational(2, 3), new DateOnly(2025, 6, 30)), (new Rational(1, 3), null)])!, true, "2025", "2060404",
        "成科〔2025〕1号", PaymentChannel.LowerTreasury, "某区");

    [Fact]
    public void Terms_ComeBackAsTheyWereWritten()
    {
        Assert.Equal(Terms, FinanceJson.ReadTerms(FinanceJson.Write(Terms)));
        Assert.Equal(FinanceTerms.Once, FinanceJson.ReadTerms(FinanceJson.Write(FinanceTerms.Once)));
        Assert.Equal(FinanceTerms.Once, FinanceJson.ReadTerms(""));
        Assert.Throws<FormatException>(() => FinanceJson.ReadTerms("""{ "instalments": [ { "percent": "60" } ] }"""));
    }

    [Fact]
    public void List_ComesBackAsItWasWritten_AlsoFromTheOlderForm()
    {
        var list = new PaidList(
            [
                new PaidAward(new("P1"), Money.Parse("1.05"), new Payee("甲", "行", "0012")),
                new PaidAward(new("P2"), Money.Parse("2"), new Payee("乙", "", "")),
            ],
            Terms);
        var known = list.Awards.ToDictionary(a => a.Application);

        var again = FinanceJson.ReadList(FinanceJson.Write(list), new Dictionary<ApplicationId, PaidAward>());
        var older = FinanceJson.ReadList("""{"P1":105,"P9":7}""", known);

        Assert.Equal(list.Awards, again.Awards);
        Assert.Equal(list.Terms, again.Terms);
        Assert.Equal([known[new("P1")], new PaidAward(new("P9"), new Money(7), Payee.Unknown)], older.Awards);
        Assert.Null(older.Terms);
    }
}
