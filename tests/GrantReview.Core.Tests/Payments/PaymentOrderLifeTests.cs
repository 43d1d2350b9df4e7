using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class PaymentOrderLifeTests
{
    private static readonly By First = Someone(), Second = Someone();
    private static readonly DateOnly Day = new(2025, 12, 30);
    private static readonly DateOnly Earlier = new(2024, 1, 1);
    private static readonly FreeText Why = new("why");
    private static readonly PaymentOrderEvidence Taken = new(true, new DateOnly(2028, 12, 31));

    [Fact]
    public void Release_IsAnothers_AndOfTheListAsItWasTakenOver()
    {
        var order = Prepared();

        Assert.Equal(new Refusal.NeedsAnotherPerson(), Refused(order, new PaymentOrderLife.Release(), First));
        Assert.Equal(new PaymentOrderLife.NeedsTakeOver(),
            PaymentOrderLife.Decide(order, new PaymentOrderLife.Release(), Second, Taken with { IsTakenOver = false }).Refusal);
        Assert.Equal(new PaymentOrderLife.ListHasChanged(),
            PaymentOrderLife.Decide(order, new PaymentOrderLife.Release(), Second, Taken with { IsAsListed = false }).Refusal);
        Assert.Equal(PaymentOrderStatus.Released, Done(order, new PaymentOrderLife.Release(), Second).Status);
        Assert.Equal(new PaymentOrderLife.NothingIsDue(),
            Refused(PaymentOrder.None, new PaymentOrderLife.Prepare([]), First));
    }

    /// <summary>Paid, then returned by the bank the next year, then said to be paid after all.</summary>
    [Fact]
    public void Reconcile_OfLaterFiles_TellsAReturn_AndAsksWhatContradicts()
    {
        var order = Done(Released(), Read("one", new PaymentOutcome(1, PaymentStatus.Paid, Day, Why),
            new PaymentOutcome(2, PaymentStatus.Failed, Day, Why)), First);

        Assert.Equal([(PaymentStatus.Paid, true), (PaymentStatus.Failed, false)], order.Lines.Select(l => (l.Status, l.IsPaidOut)));
        Assert.Equal(new PaymentOrderLife.FileWasRead(), Refused(order, Read("one"), First));

        var returned = Done(order, Read("two", new PaymentOutcome(1, PaymentStatus.Failed, Day.AddDays(5), Why)), First);
        Assert.Equal((Day, Day.AddDays(5), false), (returned.Lines[0].PaidOn, returned.Lines[0].FailedOn, returned.Lines[0].IsPaidOut));

        var asked = Done(returned, Read("three", new PaymentOutcome(1, PaymentStatus.Paid, Day, Why)), First);
        Assert.Equal((PaymentStatus.Question, false), (asked.Lines[0].Status, asked.Lines[0].IsPaidOut));

        // In the open year.
        var now = new DateOnly(2028, 3, 1);
        Assert.Equal(new Refusal.NeedsReason(), Refused(asked, new PaymentOrderLife.Settle(1, true, now, null), First));
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Refused(asked, new PaymentOrderLife.Settle(2, true, Day, Why), First));
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Refused(asked, new PaymentOrderLife.Settle(0, true, Day, Why), First));
        Assert.IsType<PaymentOrderLife.DayIsOutside>(Refused(asked, new PaymentOrderLife.Settle(1, true, Day, Why), First));
        Assert.True(Done(asked, new PaymentOrderLife.Settle(1, true, now, Why), First).Lines[0].IsPaidOut);
        Assert.Equal(Day.AddDays(5), Done(asked, new PaymentOrderLife.Settle(1, false, now, Why), First).Lines[0].FailedOn);
    }

    [Fact]
    public void Explain_AnswersAStrayOnce()
    {
        StrayPayment[] strays = [new(7, new Money(1), Why)];
        PaymentOutcome[] outcomes = [new(1, PaymentStatus.Paid, Day, Why)];
        var order = Done(Released(), new PaymentOrderLife.Reconcile("one", outcomes, strays), First);
        Assert.Single(Done(order, new PaymentOrderLife.Reconcile("the same as csv", outcomes, strays), First).Strays);

        var explained = Done(order, new PaymentOrderLife.Explain(1, Why), Second);

        Assert.Equal(Why, explained.Strays[0].Explained);
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Refused(explained, new PaymentOrderLife.Explain(1, Why), Second));
        Assert.Equal(new PaymentOrderLife.IsNoQuestion(), Refused(order, new PaymentOrderLife.Explain(2, Why), Second));
    }

    [Fact]
    public void Reconcile_OfAFileOfAnotherOrderOrOfNone_IsRefused()
    {
        var others = Taken with
        {
            Others = new Dictionary<int, PaymentOrder> { [4] = new(PaymentOrderStatus.Released) { Files = ["one"] } },
        };
        var read = Read("one", new PaymentOutcome(1, PaymentStatus.Paid, Day, Why));

        Assert.Equal(new PaymentOrderLife.FileWasReadFor(4), PaymentOrderLife.Decide(Released(), read, First, others).Refusal);
        Assert.Equal(new PaymentOrderLife.IsNoReturnOfOrder(), Refused(Released(), Read("two"), First));
    }

    /// <summary>Ordered again, or beyond the award: a person is refused, a file becomes a question that says why.</summary>
    [Theory]
    [InlineData(1, PaymentStatus.Paid, 1000, PaymentDoubt.AnotherOrder)]
    [InlineData(1, PaymentStatus.Ordered, 1000, PaymentDoubt.AnotherOrder)]
    [InlineData(1, PaymentStatus.Question, 1000, PaymentDoubt.AnotherOrder)]
    [InlineData(1, PaymentStatus.Failed, 100, null)]
    [InlineData(2, PaymentStatus.Paid, 199, PaymentDoubt.BeyondAward)]
    [InlineData(2, PaymentStatus.Paid, 200, null)]
    public void Paid_OfAnInstalmentElsewhereOrBeyondTheAward_NeverCounts(
        int instalment, PaymentStatus status, long awarded, PaymentDoubt? doubt)
    {
        var other = new PaymentLine(new("A1"), instalment, new Money(100))
        {
            Status = status, PaidOn = status == PaymentStatus.Paid ? Day : null,
        };
        var seen = Taken with
        {
            Awarded = new Dictionary<ApplicationId, Money> { [new("A1")] = new(awarded) },
            Others = new Dictionary<int, PaymentOrder> { [2] = new(PaymentOrderStatus.Released) { Lines = [other] } },
        };
        Refusal? refusal = doubt switch
        {
            PaymentDoubt.AnotherOrder => new PaymentOrderLife.IsInOrder(2),
            PaymentDoubt.BeyondAward => new PaymentOrderLife.IsBeyondAward(new Money(awarded)),
            _ => null,
        };

        var read = PaymentOrderLife.Decide(Released(), Read("one", new PaymentOutcome(1, PaymentStatus.Paid, Day, Why)), First, seen);
        var line = read.OrThrow().Facts.Aggregate(Released(), PaymentOrderLife.Apply).Lines[0];
        Assert.Equal((doubt is null ? PaymentStatus.Paid : PaymentStatus.Question, doubt), (line.Status, line.Doubt));
        Assert.Equal(refusal, PaymentOrderLife.Decide(Released(), new PaymentOrderLife.Settle(1, true, Day, Why), First, seen).Refusal);
        Assert.Null(PaymentOrderLife.Decide(Released(), new PaymentOrderLife.Settle(1, false, Day, Why), First, seen).Refusal);
    }

    /// <summary>A person's day from the release to today; a file's other day is a question.</summary>
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void Outcome_OfADayOutsideReleaseAndToday_IsRefusedOrAsked(int days, bool counts)
    {
        var order = Done(Prepared(), new PaymentOrderLife.Release(), Second, Taken with { Today = Day });
        var (seen, on) = (Taken with { Today = Day.AddDays(7) }, Day.AddDays(days));

        var read = Done(order, Read("one", new PaymentOutcome(1, PaymentStatus.Paid, on, Why)), First, seen).Lines[0];
        Assert.Equal(
            counts ? (PaymentStatus.Paid, (PaymentDoubt?)null) : (PaymentStatus.Question, PaymentDoubt.Day), (read.Status, read.Doubt));
        Assert.Equal(counts ? null : new PaymentOrderLife.DayIsOutside(Day, Day.AddDays(7)),
            PaymentOrderLife.Decide(order, new PaymentOrderLife.Settle(1, true, on, Why), First, seen).Refusal);
    }

    /// <summary>Over all ways through orders, files and failures nobody is ordered more than the award, and the year agrees to the fen.</summary>
    [Fact]
    public void Due_OverOrdersAndReturns_NeverOrdersMoreThanTheAward_AndTheYearsAgree()
    {
        var random = new Random(9);
        for (var trial = 0; trial < 200; trial++)
        {
            var terms = FinanceTerms.Once with { Instalments = FinanceTerms.Parts([(new Rational(1, 3), null), (new Rational(2, 3), null)])! };
            var awards = Enumerable.Range(1, 4).Select(i => new PaidAward(
                new($"A{i}"), new Money(random.Next(1, 1000)), i == 4 ? Payee.Unknown : Payee.Of("虚构大学", "虚构银行", $"1234567{i}"))).ToList();
            List<PaymentOrder> orders = [];
            for (var step = 0; step < 8; step++)
            {
                // A later list may give less: nobody is ordered beyond it.
                var list = new PaidList(awards, terms);
                var due = DuePayments.Of(list, random.Next(1, 3), orders);
                Assert.DoesNotContain(due.Lines, l => l.Application == new ApplicationId("A4"));
                if (due.Lines.Count > 0)
                {
                    var on = new DateOnly(2024 + random.Next(3), 1, 1).AddDays(random.Next(365));
                    var order = Done(Done(Done(PaymentOrder.None, new PaymentOrderLife.Prepare(due.Lines), First),
                        new PaymentOrderLife.Release(), Second, Taken with { Today = Earlier }), Read($"{step}",
                        [.. due.Lines.Select((_, i) => new PaymentOutcome(i + 1, (PaymentStatus)random.Next(1, 4), on, Why))]), First);
                    orders.Add(order.Lines[0].IsPaidOut && random.Next(2) == 0
                        ? Done(order, Read("back", new PaymentOutcome(1, PaymentStatus.Failed, on.AddYears(1), Why)), First) : order);
                }
            }
            foreach (var award in awards)
            {
                var standing = orders.SelectMany(o => o.Lines).Where(l => l.Application == award.Application).ToList();
                Assert.True(Money.Sum(standing.Where(l => l.Status != PaymentStatus.Failed).Select(l => l.Amount)) <= award.Amount);
                Assert.Equal(standing.Where(l => l.IsPaidOut).DistinctBy(l => l.Instalment).Count(), standing.Count(l => l.IsPaidOut));
            }
            var sum = Money.Sum(awards.Select(a => a.Amount));
            DatedSum[] lists = [new(new DateOnly(2024, 6, 1), sum), new(new DateOnly(2025, 6, 1), sum - new Money(1))];
            var years = Enumerable.Range(2023, 6).Select(y => YearOfPayments.Of(y, lists, orders, [])).ToList();
            Assert.All(years.Zip(years.Skip(1)), pair => Assert.Equal(pair.First.Left, pair.Second.CarriedIn));
            Assert.Equal(sum - new Money(1), Money.Sum(years.Select(y => y.Awarded)));
            Assert.Equal(
                Money.Sum(orders.SelectMany(o => o.Lines).Where(l => l.IsPaidOut).Select(l => l.Amount)), Money.Sum(years.Select(y => y.Paid)));
        }
    }

    private static PaymentOrder Prepared() => Done(PaymentOrder.None, new PaymentOrderLife.Prepare(
        [new PaymentLine(new("A1"), 1, new Money(100)), new PaymentLine(new("A2"), 1, new Money(50))]), First);

    private static PaymentOrder Released() => Done(Prepared(), new PaymentOrderLife.Release(), Second, Taken with { Today = Earlier });

    private static PaymentOrderLife.Reconcile Read(string file, params PaymentOutcome[] outcomes) => new(file, outcomes, []);

    private static PaymentOrder Done(PaymentOrder order, Act act, By by, PaymentOrderEvidence? seen = null) =>
        PaymentOrderLife.Decide(order, act, by, seen ?? Taken).OrThrow().Facts.Aggregate(order, PaymentOrderLife.Apply);

    private static Refusal? Refused(PaymentOrder order, Act act, By by) => PaymentOrderLife.Decide(order, act, by, Taken).Refusal;

    private static By Someone() => new(Guid.NewGuid(), Capacity.Finance, DateTime.UnixEpoch, Guid.NewGuid());
}
