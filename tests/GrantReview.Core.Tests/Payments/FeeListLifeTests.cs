using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

/// <summary>What the bank says of a released list of fees.</summary>
public class FeeListLifeTests
{
    private static readonly DateOnly Released = new(2025, 5, 6), Today = new(2025, 5, 9);
    private static readonly FeeListEvidence Seen = new(true, true, true, Today);
    private static readonly FreeText Why = new("成功");

    private static readonly FeeList List = new(FeeListStatus.Released)
    {
        ReleasedOn = Released, Lines = [Line(1), Line(2)],
    };

    [Theory]
    [InlineData(PaymentStatus.Paid, 6, PaymentStatus.Paid, null)]
    [InlineData(PaymentStatus.Failed, 9, PaymentStatus.Failed, null)]
    [InlineData(PaymentStatus.Paid, 5, PaymentStatus.Question, PaymentDoubt.Day)]
    [InlineData(PaymentStatus.Failed, 10, PaymentStatus.Question, PaymentDoubt.Day)]
    [InlineData(PaymentStatus.Question, 10, PaymentStatus.Question, null)]
    public void Reconcile_OfADayThatCannotBe_IsAQuestion(PaymentStatus said, int day, PaymentStatus status, PaymentDoubt? doubt)
    {
        var list = Read(List, new PaymentOutcome(1, said, new DateOnly(2025, 5, day), Why), "a");

        Assert.Equal((status, doubt), (list.OutcomeOf(1)?.Status, list.OutcomeOf(1)?.Doubt));
        Assert.Null(list.OutcomeOf(2));
    }

    /// <summary>Paid and then returned failed; failed and then paid may have been listed again.</summary>
    [Fact]
    public void Reconcile_OfALaterFile_IsAReturn_OrAQuestion()
    {
        var paid = new PaymentOutcome(1, PaymentStatus.Paid, Released, Why);
        var failed = paid with { Status = PaymentStatus.Failed };

        Assert.Equal(PaymentStatus.Failed, Read(Read(List, paid, "a"), failed, "b").OutcomeOf(1)?.Status);
        Assert.Equal(PaymentDoubt.FailedBefore, Read(Read(List, failed, "a"), paid, "b").OutcomeOf(1)?.Doubt);
    }

    [Fact]
    public void Settle_AnswersWhatIsOpen_OnADayThatCanBe_AndNeverTwice()
    {
        var failed = Read(List, new PaymentOutcome(1, PaymentStatus.Failed, Released, Why), "a");
        var question = Read(failed, new PaymentOutcome(1, PaymentStatus.Paid, Today, Why), "b");

        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Settle(failed, 1, Today).Refusal);
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Settle(List, 3, Today).Refusal);
        Assert.Equal(new PaymentOrderLife.DayIsOutside(Released, Today), Settle(List, 2, Released.AddDays(-1)).Refusal);
        Assert.Equal(new FeeListLife.IsRepeated(4),
            Settle(question, 1, Today, Seen with { Again = new Dictionary<int, int> { [1] = 4 } }).Refusal);
        Assert.Equal(PaymentStatus.Paid,
            FeeListLife.Apply(question, Settle(question, 1, Today).Facts.Single()).OutcomeOf(1)?.Status);
    }

    /// <summary>What one asked for and another confirmed stands; what a file says against it is a doubt beside it.</summary>
    [Fact]
    public void Correct_AnswersASettledPaymentAnew_AndOutlivesTheNextFile()
    {
        var paid = Read(List, new PaymentOutcome(1, PaymentStatus.Paid, Released, Why), "a");
        var ask = new CorrectionLife.Ask(1, false, Today, new FreeText("退汇"));
        var asked = Corrected(paid, ask, Finance);
        var request = asked.AskedOf(1)?.Request.Id ?? Guid.Empty;

        Assert.Equal(new CorrectionLife.IsNotSettled(), Correct(List, ask).Refusal);
        Assert.Equal(new CorrectionLife.IsSoAlready(), Correct(paid, ask with { IsPaid = true }).Refusal);
        Assert.Equal(new PaymentOrderLife.DayIsOutside(Released, Today), Correct(paid, ask with { On = Today.AddDays(1) }).Refusal);
        Assert.Equal(new CorrectionLife.AnotherWaits(), Correct(asked, ask).Refusal);
        Assert.Equal(PaymentStatus.Paid, asked.OutcomeOf(1)?.Status);
        Assert.Empty(Corrected(asked, new CorrectionLife.Leave(1, request), Finance).Corrections);

        var failed = Corrected(asked, new CorrectionLife.Confirm(1, request), Finance);
        Assert.Equal((PaymentStatus.Failed, Today, "退汇"),
            (failed.OutcomeOf(1)?.Status, failed.OutcomeOf(1)?.Day, failed.OutcomeOf(1)?.Why.Text));
        Assert.Equal([(1, Today)], failed.Corrections.Select(c => (c.Line, c.ConfirmedOn)));
        Assert.Equal(new FeeListLife.IsRepeated(4),
            Correct(failed, ask with { IsPaid = true }, Seen with { Again = new Dictionary<int, int> { [1] = 4 } }).Refusal);
        var read = Read(failed, new PaymentOutcome(1, PaymentStatus.Paid, Released, Why), "b");
        Assert.Equal((PaymentStatus.Failed, Today, PaymentDoubt.Corrected),
            (read.OutcomeOf(1)?.Status, read.OutcomeOf(1)?.Day, read.OutcomeOf(1)?.Doubt));
    }

    [Fact]
    public void Explain_AnswersARowThatIsNoPayment_Once()
    {
        var list = List with { Strays = [new StrayPayment(7, new Money(1), Why)] };
        var explain = new FeeListLife.Explain(1, new FreeText("利息"), new FreeText("虚构银行"));

        var explained = FeeListLife.Apply(list, FeeListLife.Decide(list, explain, Finance, Seen).Facts.Single());

        Assert.Equal(("利息", "虚构银行"), (explained.Strays[0].Explained.Text, explained.Strays[0].Holder?.Text));
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), FeeListLife.Decide(explained, explain, Finance, Seen).Refusal);
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), FeeListLife.Decide(list, explain with { Stray = 2 }, Finance, Seen).Refusal);
        Assert.Equal(new Refusal.NeedsReason(), FeeListLife.Decide(list, explain with { Reason = null }, Finance, Seen).Refusal);
    }

    [Fact]
    public void Listed_ByTheBankInPartAndByTheMark_IsFoundInItsReturn()
    {
        var payees = List.Lines.ToDictionary(
            l => l.Expert, l => FeePayee.Of("张三", "", "虚构银行", $"622202000000000000{l.Expert.ToByteArray()[0]}"));
        var listed = List.Listed(payees);
        BankRow Row(int row, string account, string remark) => new(row, "张三", account, new Money(90), "成功", remark, "", null);

        var answer = BankReturn.Match(3, listed, [Row(1, "***0002", ""), Row(2, "", "张三-F1-3"), Row(3, "***0001", "张三-F1-2")], Today);

        Assert.Equal([(1, PaymentStatus.Paid), (2, PaymentStatus.Paid)], answer.Outcomes.Select(o => (o.Line, o.Status)));
        Assert.Equal([3], answer.Strays.Select(s => s.Row));
    }

    private static FeeList Read(FeeList list, PaymentOutcome outcome, string file) => FeeListLife.Apply(
        list, FeeListLife.Decide(list, new FeeListLife.Reconcile(file, [outcome], []), Finance, Seen).Facts.Single());

    private static Answer Settle(FeeList list, int line, DateOnly on, FeeListEvidence? seen = null) =>
        FeeListLife.Decide(list, new FeeListLife.Settle(line, true, on, Why), Finance, seen ?? Seen);

    private static Answer Correct(FeeList list, CorrectionLife.Ask ask, FeeListEvidence? seen = null) =>
        CorrectionLife.Decide(list, ask, Finance, seen ?? Seen);

    private static FeeList Corrected(FeeList list, Act act, By by) =>
        CorrectionLife.Apply(list, CorrectionLife.Decide(list, act, by, Seen).Facts.Single());

    private static By Finance => new(Guid.NewGuid(), Capacity.Finance, DateTime.UnixEpoch, Guid.NewGuid());

    private static FeeLine Line(byte expert) => new(
        new Guid(expert, 0, 0, new byte[8]), 1, [], new Money(90), Money.Zero, new Money(100), new Money(10));
}
