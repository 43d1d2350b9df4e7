using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class BankReturnTests
{
    private static readonly DateOnly Today = new(2025, 9, 1);

    [Theory]
    [InlineData("6222021234567890123", "6222021234567890123", true)]
    [InlineData("6222 0212 3456 7890 123", "6222021234567890123", true)]
    [InlineData("6222****0123", "6222021234567890123", true)]
    [InlineData("***0123", "6222021234567890123", true)]
    [InlineData("6222…0123", "6222021234567890123", true)]
    [InlineData("6222XXXXXXXXXXX0123", "6222021234567890123", true)]
    [InlineData("6222****0124", "6222021234567890123", false)]
    [InlineData("**23", "6222021234567890123", false)]
    [InlineData("12345678****12345678", "1234567812345678", false)]
    [InlineData("6222021234567890", "6222021234567890123", false)]
    [InlineData("", "6222021234567890123", false)]
    public void MayBe_HoldsWhatTheBankShowsAgainstTheAccount(string written, string account, bool may) =>
        Assert.Equal(may, Row(1, written, 1).MayBe(account));

    [Theory]
    [InlineData("成功", PaymentStatus.Paid)]
    [InlineData(" 交易成功 ", PaymentStatus.Paid)]
    [InlineData("失败", PaymentStatus.Failed)]
    [InlineData("退票", PaymentStatus.Failed)]
    [InlineData("不成功", PaymentStatus.Question)]
    [InlineData("处理中", PaymentStatus.Question)]
    [InlineData("", PaymentStatus.Question)]
    public void Outcome_IsWhatAKnownWordSays_AndElseAQuestion(string word, PaymentStatus outcome) =>
        Assert.Equal(outcome, Row(1, "12345678", 1, word).Outcome);

    /// <summary>Every kind of row at once: matched, failed, unknown, another amount, masked, silent.</summary>
    [Fact]
    public void Match_EndsEachRowAsPaidFailedOrQuestion_ToTheFen()
    {
        var (order, payees) = Order(("A1", "6222021111111111111", 10_000), ("A2", "6222022222222222222", 20_001),
            ("A3", "6222023333333333333", 30_000), ("A4", "6222024444444444444", 40_000));
        BankRow[] rows =
        [
            Row(5, "6222****1111", 10_000), Row(6, "6222022222222222222", 20_000), Row(7, "6222****3333", 30_000, "退票") with
            {
                Reason = "账号户名不符", On = new DateOnly(2025, 8, 30),
            },
            Row(8, "6222****9999", 40_000),
        ];

        var answer = BankReturn.Match(3, order.Listed(payees), rows, Today);

        Assert.Equal(
            [(1, PaymentStatus.Paid, Today), (2, PaymentStatus.Question, Today), (3, PaymentStatus.Failed, new DateOnly(2025, 8, 30))],
            answer.Outcomes.Select(o => (o.Line, o.Status, o.Day)));
        Assert.Equal("300.00 退票 账号户名不符", answer.Outcomes[2].Why.Text);
        Assert.Equal((8, new Money(40_000)), (Assert.Single(answer.Strays).Row, answer.Strays[0].Amount));
        Assert.Equal([4], answer.Silent);
    }

    /// <summary>Two awards of one unit with one sum: told apart by the remark, alike where all rows say the same, else a question.</summary>
    [Fact]
    public void Match_OfPaymentsThatLookAlike_NeverGuesses()
    {
        var (order, payees) = Order(("P1", "6222021111111111111", 500), ("P10", "6222021111111111111", 500));

        Assert.Equal([PaymentStatus.Paid, PaymentStatus.Paid], Of(Row(1, "***1111", 500), Row(2, "***1111", 500)));
        Assert.Equal([PaymentStatus.Question, PaymentStatus.Question], Of(Row(1, "***1111", 500), Row(2, "***1111", 500, "失败")));
        Assert.Equal([PaymentStatus.Question, PaymentStatus.Question], Of(Row(1, "***1111", 500)));
        Assert.Equal([PaymentStatus.Failed, PaymentStatus.Paid],
            Of(Row(1, "***1111", 500) with { Remark = "项目P10首期" }, Row(2, "***1111", 500, "失败") with { Remark = "P1" }));
        Assert.Equal([PaymentStatus.Question, PaymentStatus.Paid],
            Of(Row(1, "***1111", 500) with { Remark = "P10" }, Row(2, "***1111", 499) with { Remark = "P1" }));
        // One payment twice in the file, paid and returned.
        Assert.Equal([PaymentStatus.Question],
            Of(Row(1, "***1111", 500) with { Remark = "P1" }, Row(2, "***1111", 500, "退票") with { Remark = "P1" }));

        PaymentStatus[] Of(params BankRow[] rows) =>
            [.. BankReturn.Match(3, order.Listed(payees), rows, Today).Outcomes.Select(o => o.Status)];
    }

    /// <summary>What the order's own file says in 附言 decides alone; the mark of another order or instalment is none of ours.</summary>
    [Theory]
    [InlineData("***9999", "P1-1-3", PaymentStatus.Paid, null)]
    [InlineData("***9999", "附言P10-1-3。", null, PaymentStatus.Paid)]
    [InlineData("***1111", "P1-1-31", null, null)]
    [InlineData("***1111", "P1-1-2", null, null)]
    [InlineData("***1111", "P1-2-3", null, null)]
    [InlineData("***9999", "X-P1-1-3", null, null)]
    [InlineData("***1111", "P1", PaymentStatus.Paid, null)]
    [InlineData("***1111", "P1-首期", PaymentStatus.Paid, null)]
    public void Match_OfAMark_IsOfThatPaymentAlone(string account, string remark, PaymentStatus? first, PaymentStatus? second)
    {
        var (order, payees) = Order(("P1", "6222021111111111111", 500), ("P10", "6222022222222222222", 500));

        var answer = BankReturn.Match(3, order.Listed(payees), [Row(1, account, 500) with { Remark = remark }], Today);

        Assert.Equal((first, second), (Of(1), Of(2)));
        Assert.Equal(first is null && second is null ? 1 : 0, answer.Strays.Count);

        PaymentStatus? Of(int line) => answer.Outcomes.SingleOrDefault(o => o.Line == line)?.Status;
    }

    [Fact]
    public void Match_OfAnotherHolder_IsNoPaymentOfTheOrder()
    {
        var (order, payees) = Order(("A1", "6222021111111111111", 500));

        var answer = BankReturn.Match(3, order.Listed(payees), [Row(1, "***1111", 500) with { Holder = "别的大学" }], Today);

        Assert.Single(answer.Strays);
        Assert.Equal([1], answer.Silent);
        Assert.Single(BankReturn.Match(3, order.Listed(payees), [Row(1, "***1111", 500) with { Holder = "虚构大学（本部）" }], Today).Outcomes);
    }

    /// <summary>Whatever rows come in whatever order: no payment has two outcomes, and every row and payment is accounted for.</summary>
    [Fact]
    public void Match_OfAnyRows_AccountsForEveryPayment_InWhateverOrderTheyCome()
    {
        var random = new Random(16);
        for (var trial = 0; trial < 300; trial++)
        {
            var (order, payees) = Order([.. Enumerable.Range(0, random.Next(1, 8))
                .Select(i => ($"A{i}", $"622202{random.Next(3)}00000001{random.Next(3)}", (long)random.Next(1, 4)))]);
            var rows = Enumerable.Range(0, random.Next(0, 9)).Select(i => Row(
                i + 1, random.Next(3) == 0 ? $"***0001{random.Next(3)}" : $"622202{random.Next(3)}00000001{random.Next(3)}",
                random.Next(1, 4), random.Next(4) == 0 ? "失败" : "成功")).ToList();

            var answer = BankReturn.Match(3, order.Listed(payees), rows, Today);
            rows.Reverse();
            var again = BankReturn.Match(3, order.Listed(payees), rows, Today);

            Assert.Equal(answer.Outcomes.Select(o => (o.Line, o.Status)), again.Outcomes.Select(o => (o.Line, o.Status)));
            Assert.Equal(Enumerable.Range(1, order.Lines.Count), answer.Outcomes.Select(o => o.Line).Concat(answer.Silent).Order());
            Assert.True(answer.Outcomes.Count(o => o.Status != PaymentStatus.Question) <= rows.Count - answer.Strays.Count);
            Assert.All(answer.Outcomes.Where(o => o.Status == PaymentStatus.Paid), o =>
                Assert.Contains(rows, r => r.Amount == order.Lines[o.Line - 1].Amount && r.Outcome == PaymentStatus.Paid));
        }
    }

    private static BankRow Row(int row, string account, long fen, string status = "成功") =>
        new(row, "", account, new Money(fen), status, "", "", null);

    private static (PaymentOrder Order, IReadOnlyDictionary<ApplicationId, Payee> Payees) Order(
        params (string Application, string Account, long Fen)[] lines) => (
        new PaymentOrder(PaymentOrderStatus.Released)
        {
            Lines = [.. lines.Select(l => new PaymentLine(new(l.Application), 1, new Money(l.Fen)))],
        },
        lines.ToDictionary(l => new ApplicationId(l.Application), l => Payee.Of("虚构大学(本部)", "虚构银行", l.Account)));
}
