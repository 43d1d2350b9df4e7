using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class CorrectionLifeTests
{
    private static readonly FreeText Why = new("the bank's row is another unit's");
    private static readonly DateOnly Ordered = new(2026, 12, 20), Paid = new(2026, 12, 28);
    private static readonly DateOnly Found = new(2027, 1, 9), Today = new(2027, 1, 10);
    private static readonly By First = Finance(1), Second = Finance(2);
    private static readonly PaymentOrderEvidence Seen = new(true, Today)
    {
        Awarded = new Dictionary<ApplicationId, Money> { [new("A")] = new Money(300) },
    };

    [Fact]
    public void Confirm_ByAnother_TakesThePaymentBack_InTheOpenYear()
    {
        var asked = Done(Order(PaidLine), new CorrectionLife.Ask(1, false, Paid, Why), First);
        var request = asked.Lines[0].Asked!.Request.Id;

        Assert.Equal(new Refusal.NeedsAnotherPerson(), Refused(asked, new CorrectionLife.Confirm(1, request), First));
        Assert.Equal(new Refusal.RequestWasReplaced(), Refused(asked, new CorrectionLife.Confirm(1, Guid.NewGuid()), Second));
        Assert.Equal(new CorrectionLife.AnotherWaits(), Refused(asked, new CorrectionLife.Ask(1, false, Found, Why), Second));
        var order = Done(asked, new CorrectionLife.Confirm(1, request), Second);

        var line = order.Lines[0];
        Assert.Equal((PaymentStatus.Failed, Paid, Today, false), (line.Status, line.PaidOn, line.FailedOn, line.IsPaidOut));
        Assert.Equal([new Correction(false, Today, Why)], line.Corrections);
        Assert.Equal((new Money(100), new Money(0)), (Year(2026, order).Paid, Year(2026, order).Failed));
        Assert.Equal((new Money(-100), new Money(100)), (Year(2027, order).Paid, Year(2027, order).Failed));
        Assert.Equal(new Money(300), Year(2027, order).Left);
    }

    [Fact]
    public void Confirm_OfAPaymentThatDidLeave_PaysItInTheOpenYear_AndErasesNothing()
    {
        var failed = PaidLine with { Status = PaymentStatus.Failed, FailedOn = Paid.AddDays(1) };
        var asked = Done(Order(failed), new CorrectionLife.Ask(1, true, Paid, Why), First);

        var order = Done(asked, new CorrectionLife.Confirm(1, asked.Lines[0].Asked!.Request.Id), Second);

        var line = order.Lines[0];
        Assert.Equal((PaymentStatus.Paid, Today, true), (line.Status, line.PaidOn, line.IsPaidOut));
        Assert.Equal([new PaymentSpan(Paid, Paid.AddDays(1))], line.Earlier);
        Assert.Equal((new Money(0), new Money(100)), (Year(2026, order).Paid, Year(2026, order).Failed));
        Assert.Equal((new Money(100), new Money(0)), (Year(2027, order).Paid, Year(2027, order).Failed));
        Assert.Equal(Year(2026, Order(failed)), Year(2026, order));
    }

    [Fact]
    public void Leave_ByEither_ChangesNothing()
    {
        var asked = Done(Order(PaidLine), new CorrectionLife.Ask(1, false, Found, Why), First);

        var left = Done(asked, new CorrectionLife.Leave(1, asked.Lines[0].Asked!.Request.Id), First);

        Assert.Null(left.Lines[0].Asked);
        Assert.True(left.Lines[0].IsPaidOut);
        Assert.Empty(left.Lines[0].Corrections);
    }

    [Fact]
    public void Ask_ForWhatCannotBe_IsRefused()
    {
        Assert.Equal(new CorrectionLife.IsSoAlready(), Refused(Order(PaidLine), new CorrectionLife.Ask(1, true, Found, Why), First));
        Assert.Equal(new CorrectionLife.IsNotSettled(),
            Refused(Order(PaidLine with { Status = PaymentStatus.Question }), new CorrectionLife.Ask(1, false, Found, Why), First));
        Assert.Equal(new Refusal.NeedsReason(), Refused(Order(PaidLine), new CorrectionLife.Ask(1, false, Found, null), First));
        Assert.Equal(new Refusal.NotThere(), Refused(Order(PaidLine), new CorrectionLife.Ask(2, false, Found, Why), First));
        Assert.Equal(new PaymentOrderLife.DayIsOutside(Paid, Today),
            Refused(Order(PaidLine), new CorrectionLife.Ask(1, false, Paid.AddDays(-1), Why), First));
        Assert.Equal(new PaymentOrderLife.DayIsOutside(Paid, Today),
            Refused(Order(PaidLine), new CorrectionLife.Ask(1, false, Today.AddDays(1), Why), First));
    }

    /// <summary>Never below zero, never beyond the award.</summary>
    [Fact]
    public void Ask_BelowZeroOrBeyondTheAward_IsRefused()
    {
        var refunded = Seen with { Refunded = new Dictionary<ApplicationId, Money> { [new("A")] = new Money(1) } };
        var failed = PaidLine with { Status = PaymentStatus.Failed, FailedOn = Paid };
        var again = Seen with { Others = new Dictionary<int, PaymentOrder> { [2] = Order(PaidLine) } };
        var beyond = Seen with
        {
            Others = new Dictionary<int, PaymentOrder> { [2] = Order(PaidLine with { Instalment = 2, Amount = new Money(201) }) },
        };

        Assert.Equal(new CorrectionLife.RefundsStand(new Money(1)),
            CorrectionLife.Decide(Order(PaidLine), new CorrectionLife.Ask(1, false, Found, Why), First, refunded).Refusal);
        Assert.Equal(new PaymentOrderLife.IsInOrder(2),
            CorrectionLife.Decide(Order(failed), new CorrectionLife.Ask(1, true, Found, Why), First, again).Refusal);
        Assert.Equal(new PaymentOrderLife.IsBeyondAward(new Money(300)),
            CorrectionLife.Decide(Order(failed), new CorrectionLife.Ask(1, true, Found, Why), First, beyond).Refusal);
    }

    /// <summary>What two persons corrected, and what one asks for, no file and no one person changes.</summary>
    [Fact]
    public void Reconcile_OfACorrectedPayment_LeavesItAsItIs_AndIsADoubt()
    {
        var asked = Done(Order(PaidLine), new CorrectionLife.Ask(1, false, Found, Why), First);
        var corrected = Done(asked, new CorrectionLife.Confirm(1, asked.Lines[0].Asked!.Request.Id), Second);
        var says = new PaymentOutcome(1, PaymentStatus.Paid, Today, new FreeText("成功"));

        foreach (var (order, outcome) in new[] { (corrected, says), (asked, says with { Status = PaymentStatus.Question }) })
        {
            var read = PaymentOrderLife.Decide(order, new PaymentOrderLife.Reconcile("f", [outcome], []), First, Seen).OrThrow()
                .Facts.Aggregate(order, PaymentOrderLife.Apply);
            Assert.Equal(order.Lines[0] with { Doubt = PaymentDoubt.Corrected }, read.Lines[0]);
            Assert.Equal(new PaymentOrderLife.IsNoQuestion(),
                PaymentOrderLife.Decide(read, new PaymentOrderLife.Settle(1, true, Today, Why), First, Seen).Refusal);
        }
    }

    [Fact]
    public void Settle_OfWhatWasSettledOnce_IsOfTheOpenYear()
    {
        var doubted = Order(PaidLine with { Status = PaymentStatus.Question });

        var refusal = PaymentOrderLife.Decide(
            doubted, new PaymentOrderLife.Settle(1, false, new DateOnly(2026, 12, 31), Why), First, Seen).Refusal;

        Assert.Equal(new PaymentOrderLife.DayIsOutside(new DateOnly(2027, 1, 1), Today), refusal);
    }

    private static PaymentLine PaidLine => new(new("A"), 1, new Money(100))
    {
        Status = PaymentStatus.Paid, OrderedOn = Ordered, PaidOn = Paid,
    };

    private static PaymentOrder Order(PaymentLine line) => new(PaymentOrderStatus.Released) { Lines = [line] };

    private static YearOfPayments Year(int year, PaymentOrder order) =>
        YearOfPayments.Of(year, [new DatedSum(Ordered, new Money(300))], [order], []);

    private static By Finance(int person) =>
        new(new Guid(person, 0, 0, new byte[8]), Capacity.Finance, new DateTime(2027, 1, 10, 4, 0, 0, DateTimeKind.Utc), Guid.NewGuid());

    private static PaymentOrder Done(PaymentOrder order, Act act, By by) =>
        CorrectionLife.Decide(order, act, by, Seen).OrThrow().Facts.Aggregate(order, CorrectionLife.Apply);

    private static Refusal? Refused(PaymentOrder order, Act act, By by) => CorrectionLife.Decide(order, act, by, Seen).Refusal;
}
