using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class RefundLifeTests
{
    private static readonly By First = Finance(), Second = Finance();
    private static readonly DateOnly Today = new(2025, 9, 1);
    private static readonly FreeText Why = new("why");

    [Theory]
    [InlineData(0, 0, "IsNoAmount")]
    [InlineData(1, 1, "DayIsOutside")]
    [InlineData(1, -10, "")]
    [InlineData(1, -11, "DayIsOutside")]
    [InlineData(71, 0, "IsMoreThanPaid")]
    [InlineData(70, 0, "")]
    public void Record_IsAtMostWhatWasPaidAndNotRefunded_BetweenTheFirstPaymentAndToday(long fen, int days, string refused) =>
        Assert.Equal(refused, RefundLife.Decide(Refund.None, new RefundLife.Record(new Money(fen), Today.AddDays(days), Why), First,
            Seen(paid: 100, refunded: 30)).Refusal?.GetType().Name ?? "");

    [Fact]
    public void Confirm_IsAnothers_AndCountsAnew()
    {
        var asked = RefundLife.Apply(Refund.None,
            RefundLife.Decide(Refund.None, new RefundLife.Record(new Money(70), Today, Why), First, Seen(100, 30)).Facts[0]);

        Assert.Equal(new Refusal.NeedsAnotherPerson(), Confirm(asked, First, Seen(100, 30)).Refusal);
        Assert.Equal(new RefundLife.IsMoreThanPaid(new Money(60)), Confirm(asked, Second, Seen(90, 30)).Refusal);
        var confirmed = RefundLife.Apply(asked, Confirm(asked, Second, Seen(100, 30)).Facts[0]);
        Assert.Equal((RefundStatus.Confirmed, true), (confirmed.Status, confirmed.Counts));
        Assert.Equal(new Refusal.RequestWasReplaced(), Confirm(confirmed, Second, Seen(100, 30)).Refusal);
        Assert.False(RefundLife.Apply(asked,
            RefundLife.Decide(asked, new RefundLife.Withdraw(asked.Request!.Id), First, Seen(100, 30)).Facts[0]).Counts);
    }

    private static Answer Confirm(Refund refund, By by, RefundEvidence seen) =>
        RefundLife.Decide(refund, new RefundLife.Confirm(refund.Request!.Id), by, seen);

    private static RefundEvidence Seen(long paid, long refunded) => new(new Money(paid), Today.AddDays(-10), new Money(refunded), Today);

    internal static By Finance() => new(Guid.NewGuid(), Capacity.Finance, DateTime.UnixEpoch, Guid.NewGuid());
}

public class PayeeLifeTests
{
    private static readonly By First = RefundLifeTests.Finance(), Second = RefundLifeTests.Finance();
    private static readonly FreeText Why = new("why");
    private static readonly Payee Now = Payee.Of("", "虚构银行", "6222021111111110371"), To = Payee.Of("", "虚构银行", "6222021111119036");
    private static readonly PayeeEvidence Seen = new(true, false);

    [Fact]
    public void Ask_KeepsTheEndsAlone_AndAnotherConfirms()
    {
        var fact = (PayeeLife.Asked)PayeeLife.Decide(PayeeChange.None, new PayeeLife.Ask(Now, To, Why), First, Seen).OrThrow().Facts[0];
        var asked = PayeeLife.Apply(PayeeChange.None, fact);

        Assert.Equal(("…0371", "…9036"), (fact.Ending, fact.NewEnding));
        Assert.Equal(new Refusal.NeedsAnotherPerson(),
            PayeeLife.Decide(asked, new PayeeLife.Confirm(fact.Request.Id), First, Seen).Refusal);
        Assert.Equal(PayeeChangeStatus.Confirmed,
            PayeeLife.Apply(asked, PayeeLife.Decide(asked, new PayeeLife.Confirm(fact.Request.Id), Second, Seen).Facts[0]).Status);
    }

    [Fact]
    public void Ask_OfWhatIsUnclearTheSameOrWaitsAlready_IsRefused()
    {
        Assert.IsType<PayeeLife.IsUnclear>(Refused(Payee.Of("", "虚构银行", "6.2E+18")));
        Assert.IsType<PayeeLife.IsUnclear>(Refused(Payee.Of("", "", To.Account)));
        Assert.IsType<PayeeLife.IsTheSame>(Refused(Now));
        Assert.IsType<PayeeLife.AnotherWaits>(Refused(To, Seen with { AnotherWaits = true }));
        Assert.IsType<Refusal.NotThere>(Refused(To, Seen with { IsAwarded = false }));
    }

    private static Refusal? Refused(Payee to, PayeeEvidence? seen = null) =>
        PayeeLife.Decide(PayeeChange.None, new PayeeLife.Ask(Now, to, Why), First, seen ?? Seen).Refusal;
}
