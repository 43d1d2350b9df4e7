using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class ReviewFeeTests
{
    private static readonly LabourTax Tax = LabourTaxTests.Table()!;
    private static readonly DateOnly May = new(2025, 5, 5);
    private static readonly Guid First = new(1, 0, 0, new byte[8]), Second = new(2, 0, 0, new byte[8]);

    /// <summary>After tax, 200 an application; 1,500 a day, 60 % of it for half a day, from the third day on half.</summary>
    private static readonly FeeTerms Terms = new(
        [new FeeRate("", Money.Parse("200"), Money.Parse("1500")), new FeeRate("industry", Money.Parse("100"), Money.Zero)],
        IsNet: true, ReducedFrom: 3, ReducedPercent: 50, "c")
    {
        HalfPercent = 60,
    };

    [Fact]
    public void Due_CountsWhatWasDone_AndReducesLaterDaysOfEachMeeting()
    {
        var days = Enumerable.Range(0, 4).Select(d => new AttendedDay(FeeMeeting.Panel, May.AddDays(d)))
            .Append(new AttendedDay(FeeMeeting.Defence, May.AddDays(9))).ToList();

        var line = Assert.Single(Due([Work(First, items: 3, days: days)]).Lines);

        // 600 + 1,500 + 1,500 + 750 + 750 + 1,500
        Assert.Equal(Money.Parse("6600"), line.Agreed);
        Assert.Equal((line.Agreed, 3, 5), (line.Net, line.Items, line.Attended.Count));
        Assert.Equal(Tax.GrossOf(line.Agreed), line.Gross);
    }

    [Fact]
    public void Due_AfterAList_IsTheRest_AndDaysCountOn()
    {
        var (one, two, three) = (Day(0), Day(1), Day(2));
        var before = Due([Work(First, items: 2, days: [one, two])]).Lines;
        var list = new FeeList(FeeListStatus.Released) { Lines = before };

        Assert.Empty(Due([Work(First, items: 2, days: [one, two])], [list]).Lines);
        var rest = Assert.Single(Due([Work(First, items: 3, days: [one, two, three])], [list]).Lines);
        Assert.Equal((1, Money.Parse("950")), (rest.Items, rest.Agreed));
        Assert.Equal([three], rest.Attended);
        Assert.Equal(before, Due([Work(First, items: 2, days: [one, two])], [list with { Status = FeeListStatus.Withdrawn }]).Lines);
    }

    /// <summary>A day that was recorded late counts on from those that are paid; one day is paid once, whatever met on it.</summary>
    [Fact]
    public void Due_OfADayRecordedLate_CountsOn_AndOfOneDayOnce()
    {
        var before = Due([Work(First, items: 0, days: [Day(1), Day(2)])]).Lines;
        var list = new FeeList(FeeListStatus.Released) { Lines = before };
        var defence = new AttendedDay(FeeMeeting.Defence, Day(1).Day);

        var rest = Assert.Single(Due([Work(First, items: 0, days: [Day(0), Day(1), Day(2), defence])], [list]).Lines);

        Assert.Equal(Money.Parse("750"), rest.Agreed);
        Assert.Equal([Day(0)], rest.Attended);
    }

    /// <summary>At 60 % half a day is 900, and two halves are the 1,500 of a day, on one list or on two.</summary>
    [Fact]
    public void Due_OfHalfDays_IsTheirShare_AndTwoHalvesAreADay()
    {
        var (morning, afternoon) = (Day(0) with { Part = DayPart.Half }, new AttendedDay(FeeMeeting.Defence, May, DayPart.Half));
        var half = Assert.Single(Due([Work(First, items: 0, days: [morning])]).Lines);
        var list = new FeeList(FeeListStatus.Released) { Lines = [half] };

        Assert.Equal(Money.Parse("900"), half.Agreed);
        var whole = Assert.Single(Due([Work(First, items: 0, days: [morning, afternoon])]).Lines);
        Assert.Equal((Money.Parse("1500"), 1), (whole.Agreed, whole.Attended.Count));
        var rest = Assert.Single(Due([Work(First, items: 0, days: [morning, afternoon])], [list]).Lines);
        Assert.Equal((Money.Parse("600"), DayPart.Half), (rest.Agreed, rest.Attended.Single().Part));
        Assert.Empty(Due([Work(First, items: 0, days: [morning, Day(0), afternoon])], [list with { Lines = [half, rest] }]).Lines);
    }

    /// <summary>The third day of a meeting is reduced, half of it to 60 % of that.</summary>
    [Fact]
    public void Due_OfHalfOfALaterDay_IsReducedToo()
    {
        var line = Assert.Single(Due([Work(First, items: 0, days: [Day(0) with { Part = DayPart.Half }, Day(1),
            Day(2) with { Part = DayPart.Half }])]).Lines);

        // 900 + 1,500 + 450
        Assert.Equal(Money.Parse("2850"), line.Agreed);
    }

    [Fact]
    public void Attendance_KeepsWhatAnotherTicked_AndAsksForSomebody()
    {
        var officer = new By(First, Capacity.Officer, DateTime.UnixEpoch, Guid.NewGuid());
        var seen = new AttendanceEvidence(May, [First, Second], []);

        var answer = AttendanceLife.Decide(
            new Attendance([First]), new AttendanceLife.Record(FeeMeeting.Panel, May, DayPart.Whole, [Second], []), officer, seen);

        Assert.Equal([First, Second], AttendanceLife.Apply(new Attendance([First]), answer.Facts[0]).Experts);
        Assert.Equal(new AttendanceLife.NobodyCame(),
            AttendanceLife.Decide(
                Attendance.None, new AttendanceLife.Record(FeeMeeting.Panel, May, DayPart.Whole, [], []), officer, seen).Refusal);
    }

    [Fact]
    public void Due_InAMonthWithOtherPayments_IsTaxedWithThem_PersonByPerson()
    {
        var to = Work(First, items: 1).To;
        var other = Work(Second, items: 1) with { Code = "E2" };

        var lines = Due(
            [Work(First, items: 1), other with { To = to with { Name = "B" } }],
            month: new() { [to.TaxpayerKey] = Money.Parse("3000") }).Lines;

        Assert.Equal([Money.Parse("3000"), Money.Parse("3250")], lines.Select(l => l.PaidBefore));
        Assert.Equal(Tax.TaxOf(Money.Parse("3500")) - Tax.TaxOf(Money.Parse("3000")), Money.Sum(lines.Select(l => l.Tax)));
        Assert.All(lines, l => Assert.Equal(Money.Parse("200"), l.Net));
        Assert.Equal(Money.Parse("200"), Assert.Single(Due([Work(First, items: 1)]).Lines).Gross);
    }

    [Fact]
    public void Due_OfWhomNothingMayBePaid_IsAsked()
    {
        var work = Work(First, items: 1);
        var due = Due(
        [
            work with { To = work.To with { IdNumber = "" } }, work with { To = work.To with { IdNumber = "G12345678" } },
            work with { To = work.To with { IdNumber = "11010519491231002Y" } },
            work with { To = work.To with { Bank = "", Account = "12" } },
        ]);

        Assert.Empty(due.Lines);
        Assert.Equal(
            [[FeeQuestion.IdIsBlank], [FeeQuestion.IdIsNoResidents], [FeeQuestion.IdIsNoResidents],
                [FeeQuestion.BankIsBlank, FeeQuestion.AccountIsMalformed]],
            due.Asked.Select(a => a.Questions));
        Assert.Equal([FeeQuestion.NoRate], DueFees.Of(
            Terms with { Rates = [.. Terms.Rates.Skip(1)] }, Tax, [work], new Dictionary<int, FeeList>(),
            new Dictionary<string, Money>()).Asked.Single().Questions);
        Assert.Empty(Due([work with { Items = 0 }]).Asked);
    }

    [Fact]
    public void Due_ByKind_IsTheKindsRate()
    {
        var line = Assert.Single(Due([Work(First, items: 2) with { Kind = "industry" }]).Lines);

        Assert.Equal(Money.Parse("200"), line.Agreed);
    }

    [Fact]
    public void Attendance_OfADayThatIsPaid_StaysInTheList()
    {
        var officer = new By(Guid.NewGuid(), Capacity.Officer, DateTime.UnixEpoch, Guid.NewGuid());
        var seen = new AttendanceEvidence(May, [First, Second], [First]);
        var day = new Attendance([First, Second]);

        Assert.Equal(new AttendanceLife.IsInAList(), Record(day, [Second], May).Refusal);
        Assert.Equal(new AttendanceLife.DayIsToCome(May), Record(day, [First], May.AddDays(1)).Refusal);
        Assert.Equal(new Refusal.NotThere(), Record(day, [First, Guid.NewGuid()], May).Refusal);
        Assert.Equal([First], AttendanceLife.Apply(day, Record(day, [First], May).Facts[0]).Experts);
        Assert.Empty(Record(day, [Second, First], May).Facts);

        Answer Record(Attendance now, IReadOnlyList<Guid> came, DateOnly on) =>
            AttendanceLife.Decide(now, new AttendanceLife.Record(FeeMeeting.Panel, on, DayPart.Whole, came, now.Experts), officer, seen);
    }

    /// <summary>What the bank could not pay is due as it was listed, once, beside new work, and is not taxed again.</summary>
    [Fact]
    public void Due_OfAPaymentThatFailed_IsItAgain_UntilAListRepeatsIt()
    {
        var first = Assert.Single(Due([Work(First, items: 2)]).Lines);
        var list = new FeeList(FeeListStatus.Released)
        {
            Lines = [first], Outcomes = [new PaymentOutcome(1, PaymentStatus.Failed, May, default)],
        };
        var works = new[] { Work(First, items: 3) };

        var due = Due(works, [list], new() { [works[0].To.TaxpayerKey] = first.Gross }).Lines;

        Assert.Equal(first with { AgainOf = new ListedFee(1, 1) }, due[0]);
        Assert.Equal((1, first.Gross), (due[1].Items, due[1].PaidBefore));
        Assert.Empty(Due(works, [list, new FeeList(FeeListStatus.Prepared) { Lines = due }]).Lines);
        Assert.Single(Due([Work(First, items: 2) with { To = works[0].To with { Account = "" } }], [list]).Asked);
    }

    private static DueFees Due(
        IEnumerable<FeeWork> works, IReadOnlyList<FeeList>? lists = null, Dictionary<string, Money>? month = null) =>
        DueFees.Of(
            Terms, Tax, works, (lists ?? []).Index().ToDictionary(l => l.Index + 1, l => l.Item), month ?? []);

    private static AttendedDay Day(int after) => new(FeeMeeting.Panel, May.AddDays(after));

    /// <summary>The number is the example of GB 11643-1999.</summary>
    private static FeeWork Work(Guid expert, int items, IReadOnlyList<AttendedDay>? days = null) => new(
        expert, "E1", "", items, days ?? [], FeePayee.Of("A", "11010519491231002X", "bank", "6222021234567890"));

    [Fact]
    public void Questions_OfATypedNumberThatEndsInThreeZeros_AskNothing()
    {
        var payee = FeePayee.Of("张三", "510104196701011000", "虚构银行", "6222021234567894");

        Assert.Equal("510104196701011000", payee.TaxpayerKey);
        Assert.DoesNotContain(payee.Questions, q => q is FeeQuestion.IdIsBlank or FeeQuestion.IdIsNoResidents);
        Assert.True(new Person("张三", "510104196701011000").HasBrokenIdNumber);
    }
}
