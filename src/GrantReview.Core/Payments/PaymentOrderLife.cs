using System.Text.Json.Serialization;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

public enum PaymentOrderStatus { None, Prepared, Released, Withdrawn }

/// <summary>
/// What became of a payment: ordered and not answered yet, paid, failed (to be ordered again), or a question to a person.
/// </summary>
public enum PaymentStatus { Ordered, Paid, Failed, Question }

/// <summary>Why a payment is a question although the bank's file says what became of it.</summary>
public enum PaymentDoubt
{
    /// <summary>It failed before: it may have been ordered again.</summary>
    FailedBefore,

    /// <summary>The day lies before the release of the order, or after today.</summary>
    Day,

    /// <summary>Another order holds the same instalment, paid or not answered.</summary>
    AnotherOrder,

    /// <summary>The award would be paid beyond its sum.</summary>
    BeyondAward,

    /// <summary>Two persons corrected it, or one asks for it: a file changes nothing, two persons may.</summary>
    Corrected,
}

/// <summary>One payment of an order: an instalment of an award.</summary>
/// <param name="Instalment">From 1 in the terms by which the list was taken over.</param>
public sealed record PaymentLine(ApplicationId Application, int Instalment, Money Amount)
{
    public PaymentStatus Status { get; init; }

    /// <summary>When its order was released; null = not yet.</summary>
    public DateOnly? OrderedOn { get; init; }

    /// <summary>When the bank paid it; stays where it came back later.</summary>
    public DateOnly? PaidOn { get; init; }

    /// <summary>When the bank said that it failed, or that it came back after it was paid (退票).</summary>
    public DateOnly? FailedOn { get; init; }

    /// <summary>What the bank or a person says of it.</summary>
    public FreeText Why { get; init; }
    public PaymentDoubt? Doubt { get; init; }

    /// <summary>When it was paid and came back before it was paid again: the years keep what they said.</summary>
    public IReadOnlyList<PaymentSpan> Earlier { get; init; } = [];

    /// <summary>What somebody says that it is instead, until another answers; null = nothing.</summary>
    public AskedCorrection? Asked { get; init; }

    /// <summary>By two persons, in their order.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    /// <summary>It changes by two persons alone.</summary>
    [JsonIgnore]
    public bool IsCorrected => Asked is not null || Corrections.Count > 0;

    /// <summary>Something became of it once.</summary>
    [JsonIgnore]
    public bool WasSettled => PaidOn is not null || FailedOn is not null;

    [JsonIgnore]
    public IEnumerable<PaymentSpan> Spans => [.. Earlier, new PaymentSpan(PaidOn, FailedOn)];

    /// <summary>The money left and did not come back.</summary>
    [JsonIgnore]
    public bool IsPaidOut => PaidOn is not null && FailedOn is null;

    public PaymentLine Become(PaymentOutcome outcome) =>
        outcome.Status == PaymentStatus.Paid && FailedOn is not null ? Again().Become(outcome) : this with
    {
        Status = outcome.Status,
        PaidOn = outcome.Status == PaymentStatus.Paid ? PaidOn ?? outcome.Day : PaidOn,
        // Money does not come back before it was paid.
        FailedOn = outcome.Status == PaymentStatus.Failed ? FailedOn ?? (PaidOn > outcome.Day ? PaidOn : outcome.Day) : FailedOn,
        Why = outcome.Why,
        Doubt = outcome.Doubt,
    };

    private PaymentLine Again() => this with { Earlier = [.. Spans], PaidOn = null, FailedOn = null };
}

/// <param name="PaidOn">Null = the money did not leave.</param>
/// <param name="FailedOn">When it failed or came back; null = it did not.</param>
public sealed record PaymentSpan(DateOnly? PaidOn, DateOnly? FailedOn);

/// <summary>What a payment of an order becomes.</summary>
/// <param name="Line">From 1 in the order.</param>
public sealed record PaymentOutcome(int Line, PaymentStatus Status, DateOnly Day, FreeText Why)
{
    public PaymentDoubt? Doubt { get; init; }

    /// <summary>As a person answers for it.</summary>
    public static PaymentOutcome Settled(int line, bool isPaid, DateOnly on, FreeText why) =>
        new(line, isPaid ? PaymentStatus.Paid : PaymentStatus.Failed, on, why);

    /// <param name="doubt">Null = nothing contradicts it.</param>
    public PaymentOutcome Doubted(PaymentDoubt? doubt) =>
        doubt is null ? this : this with { Status = PaymentStatus.Question, Doubt = doubt };

    /// <summary>What was corrected stays; a file that says otherwise is a doubt beside it.</summary>
    public PaymentOutcome Beside(PaymentStatus corrected, FreeText why) =>
        this with { Status = corrected, Why = why, Doubt = Status == corrected ? null : PaymentDoubt.Corrected };

    /// <summary>It failed before and is not said to have failed: it may have been sent again.</summary>
    /// <param name="before">What was said of the payment until now.</param>
    public bool FailedBefore(PaymentStatus? before) => before == PaymentStatus.Failed && Status != PaymentStatus.Failed;

    /// <summary>Money that was sent on a day moves from that day until today.</summary>
    /// <param name="from">Null = any day until then.</param>
    public static bool IsDay(DateOnly day, DateOnly? from, DateOnly today) => day <= today && !(day < from);
}

/// <summary>A row of a bank's file that is no payment of the order; a question until somebody explains it.</summary>
/// <param name="Row">In the file.</param>
public sealed record StrayPayment(int Row, Money Amount, FreeText Says)
{
    public FreeText Explained { get; init; }

    /// <summary>Whose the money is; null = nobody is known.</summary>
    public FreeText? Holder { get; init; }

    /// <summary>Those that no file said before: the same return in another form says the same of what is none of ours.</summary>
    public static IReadOnlyList<StrayPayment> New(IReadOnlyList<StrayPayment> before, IReadOnlyList<StrayPayment> read) =>
        [.. read.Where(s => !before.Any(o => o.Amount == s.Amount && o.Says == s.Says))];

    /// <param name="stray">From 1.</param>
    internal static IReadOnlyList<StrayPayment> Explain(IReadOnlyList<StrayPayment> all, int stray, FreeText reason, FreeText? holder) =>
        [.. all.Select((s, i) => i + 1 == stray ? s with { Explained = reason, Holder = holder } : s)];
}

/// <summary>A payment order (拨付指令) of one call.</summary>
public sealed record PaymentOrder(PaymentOrderStatus Status)
{
    public static PaymentOrder None { get; } = new(PaymentOrderStatus.None);

    public IReadOnlyList<PaymentLine> Lines { get; init; } = [];
    public IReadOnlyList<StrayPayment> Strays { get; init; } = [];

    /// <summary>SHA-256 of each file of the bank that was read.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
    public Guid? PreparedBy { get; init; }
    public Guid? ReleasedBy { get; init; }

    /// <summary>Its payments as the bank reads them and its return is held against them.</summary>
    public IReadOnlyList<ListedPayment> Listed(IReadOnlyDictionary<ApplicationId, Payee> payees) =>
        [.. Lines.Select(l => new ListedPayment(
            l.Application.Value, $"{l.Instalment}", payees.GetValueOrDefault(l.Application), l.Amount))];

    /// <summary>Its payments count: it was not withdrawn.</summary>
    public bool Counts => Status is PaymentOrderStatus.Prepared or PaymentOrderStatus.Released;
}

/// <param name="IsTakenOver">The list as it is now, payees included, was taken over, and no later one supersedes it.</param>
/// <param name="Today">In China.</param>
public sealed record PaymentOrderEvidence(bool IsTakenOver, DateOnly Today)
{
    /// <summary>The order has the sums, the parts and the payees of that list: nothing changed since it was prepared.</summary>
    public bool IsAsListed { get; init; } = true;

    /// <summary>By the sum of each award of that list.</summary>
    public IReadOnlyDictionary<ApplicationId, Money> Awarded { get; init; } = new Dictionary<ApplicationId, Money>();

    /// <summary>What units paid back of each award, confirmed or not.</summary>
    public IReadOnlyDictionary<ApplicationId, Money> Refunded { get; init; } = new Dictionary<ApplicationId, Money>();

    /// <summary>The other orders of the call, by number.</summary>
    public IReadOnlyDictionary<int, PaymentOrder> Others { get; init; } = new Dictionary<int, PaymentOrder>();

    /// <summary>Why this payment must not count as paid beside the other orders; null = it may.</summary>
    public Refusal? RefusePaid(PaymentLine line)
    {
        var others = Others.Where(o => o.Value.Counts)
            .SelectMany(o => o.Value.Lines.Where(l => l.Application == line.Application).Select(l => (Order: o.Key, Line: l))).ToList();
        return others.Where(o => o.Line.Instalment == line.Instalment && o.Line.Status != PaymentStatus.Failed).Select(o => o.Order)
                .Order().Take(1).ToList() is [var order] ? new PaymentOrderLife.IsInOrder(order)
            : Awarded.TryGetValue(line.Application, out var sum)
                && Money.Sum(others.Where(o => o.Line.IsPaidOut).Select(o => o.Line.Amount)) + line.Amount > sum
                ? new PaymentOrderLife.IsBeyondAward(sum) : null;
    }
}

/// <summary>
/// Paying (拨付): one person of finance prepares an order from the list that was taken over, another releases it, and what the bank returns
/// says of each payment what became of it. What the bank's file leaves open is a question, which a person answers with a reason.
/// </summary>
public static class PaymentOrderLife
{
    // Acts.
    public sealed record Prepare(IReadOnlyList<PaymentLine> Lines) : Act;
    public sealed record Release : Act;
    public sealed record Withdraw(FreeText? Reason) : Act;

    /// <param name="File">SHA-256 of the bank's file.</param>
    /// <param name="Outcomes">Of the payments that the file speaks of.</param>
    public sealed record Reconcile(string File, IReadOnlyList<PaymentOutcome> Outcomes, IReadOnlyList<StrayPayment> Strays) : Act;

    /// <summary>Answers a question, or what the bank's file is silent about: paid or failed.</summary>
    public sealed record Settle(int Line, bool IsPaid, DateOnly On, FreeText? Reason) : Act;

    /// <param name="Stray">From 1 in the order.</param>
    /// <param name="Holder">Whose the money is; null = nobody is known.</param>
    public sealed record Explain(int Stray, FreeText? Reason, FreeText? Holder = null) : Act;

    // Facts.
    public sealed record Prepared(IReadOnlyList<PaymentLine> Lines, Money Sum, Guid By) : Fact;
    public sealed record Released(Guid By, Money Sum, DateOnly Day) : Fact;
    public sealed record Withdrawn(FreeText Reason) : Fact;
    public sealed record Reconciled(string File, IReadOnlyList<PaymentOutcome> Outcomes, IReadOnlyList<StrayPayment> Strays) : Fact;
    public sealed record Settled(PaymentOutcome Outcome) : Fact;
    public sealed record Explained(int Stray, FreeText Reason, FreeText? Holder = null) : Fact;

    // Refusals.
    public sealed record NeedsTakeOver : Refusal;
    public sealed record NothingIsDue : Refusal;
    public sealed record ListHasChanged : Refusal;
    public sealed record NotInThisState(PaymentOrderStatus Status) : Refusal;
    public sealed record FileWasRead : Refusal;
    public sealed record FileWasReadFor(int Order) : Refusal;

    /// <summary>No row of the file is a payment of the order.</summary>
    public sealed record IsNoReturnOfOrder : Refusal;
    public sealed record IsNoQuestion : Refusal;

    /// <summary>The instalment is paid, ordered or asked about in another order.</summary>
    public sealed record IsInOrder(int Order) : Refusal;
    public sealed record IsBeyondAward(Money Awarded) : Refusal;

    /// <param name="From">Null = any day until then.</param>
    public sealed record DayIsOutside(DateOnly? From, DateOnly Until) : Refusal;

    public static Answer Decide(PaymentOrder order, Act act, By by, PaymentOrderEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        var needed = act switch
        {
            Prepare => PaymentOrderStatus.None,
            Release or Withdraw => PaymentOrderStatus.Prepared,
            _ => PaymentOrderStatus.Released,
        };
        if (order.Status != needed)
        {
            return new NotInThisState(order.Status);
        }
        return act switch
        {
            Prepare or Release when !seen.IsTakenOver => new NeedsTakeOver(),
            Prepare { Lines.Count: 0 } => new NothingIsDue(),
            Prepare prepare => new Prepared(prepare.Lines, SumOf(prepare.Lines), by.Who),
            Release when !seen.IsAsListed => new ListHasChanged(),
            Release when order.PreparedBy == by.Who => new Refusal.NeedsAnotherPerson(),
            Release => new Released(by.Who, SumOf(order.Lines), seen.Today),
            Withdraw { Reason: { } reason } => new Withdrawn(reason),
            Reconcile read when order.Files.Contains(read.File) => new FileWasRead(),
            Reconcile read when seen.Others.Where(o => o.Value.Files.Contains(read.File)).Select(o => o.Key).Order().Take(1).ToList()
                is [var other] => new FileWasReadFor(other),
            Reconcile { Outcomes.Count: 0 } => new IsNoReturnOfOrder(),
            Reconcile read => new Reconciled(
                read.File, [.. read.Outcomes.Select(o => Held(order.Lines[o.Line - 1], o, seen))],
                StrayPayment.New(order.Strays, read.Strays)),
            Settle settle when order.Lines.ElementAtOrDefault(settle.Line - 1)?.Status
                is not (PaymentStatus.Question or PaymentStatus.Ordered) => new IsNoQuestion(),
            Settle settle when EarliestOf(order.Lines[settle.Line - 1], seen) is var from
                && !PaymentOutcome.IsDay(settle.On, from, seen.Today) => new DayIsOutside(from, seen.Today),
            Settle { IsPaid: true } settle when seen.RefusePaid(order.Lines[settle.Line - 1]) is { } refusal => refusal,
            Settle { Reason: { } reason } settle => new Settled(
                PaymentOutcome.Settled(settle.Line, settle.IsPaid, settle.On, reason)),
            Explain explain when order.Strays.ElementAtOrDefault(explain.Stray - 1) is not { Explained.IsBlank: true } =>
                new IsNoQuestion(),
            Explain { Reason: { } reason } explain => new Explained(explain.Stray, reason, explain.Holder),
            Withdraw or Settle or Explain => new Refusal.NeedsReason(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static PaymentOrder Apply(PaymentOrder order, Fact fact) => fact switch
    {
        Prepared prepared => new PaymentOrder(PaymentOrderStatus.Prepared) { Lines = prepared.Lines, PreparedBy = prepared.By },
        Released released => order with
        {
            Status = PaymentOrderStatus.Released, ReleasedBy = released.By,
            Lines = [.. order.Lines.Select(l => l with { OrderedOn = released.Day })],
        },
        Withdrawn => order with { Status = PaymentOrderStatus.Withdrawn },
        Reconciled read => order with
        {
            Lines = read.Outcomes.Aggregate(order.Lines, With), Strays = [.. order.Strays, .. read.Strays],
            Files = [.. order.Files, read.File],
        },
        Settled settled => order with { Lines = With(order.Lines, settled.Outcome) },
        Explained explained => order with
        {
            Strays = StrayPayment.Explain(order.Strays, explained.Stray, explained.Reason, explained.Holder),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>What a file says is a question where something contradicts it. Failed after paid is a return.</summary>
    private static PaymentOutcome Held(PaymentLine line, PaymentOutcome outcome, PaymentOrderEvidence seen)
    {
        if (line.IsCorrected)
        {
            return outcome.Beside(line.Status, line.Why);
        }
        return outcome.Doubted(outcome.FailedBefore(line.Status) ? PaymentDoubt.FailedBefore
            : outcome.Status == PaymentStatus.Question ? null
            : !PaymentOutcome.IsDay(outcome.Day, line.OrderedOn, seen.Today) ? PaymentDoubt.Day
            : outcome.Status == PaymentStatus.Failed ? null
            : seen.RefusePaid(line) switch
            {
                null => null,
                IsInOrder => PaymentDoubt.AnotherOrder,
                _ => PaymentDoubt.BeyondAward,
            });
    }

    /// <summary>What was settled once is settled anew in the open year alone.</summary>
    private static DateOnly? EarliestOf(PaymentLine line, PaymentOrderEvidence seen) =>
        line.WasSettled && line.OrderedOn?.Year < seen.Today.Year ? new DateOnly(seen.Today.Year, 1, 1) : line.OrderedOn;

    private static IReadOnlyList<PaymentLine> With(IReadOnlyList<PaymentLine> lines, PaymentOutcome outcome) =>
        [.. lines.Select((l, i) => i + 1 == outcome.Line ? l.Become(outcome) : l)];

    private static Money SumOf(IEnumerable<PaymentLine> lines) => Money.Sum(lines.Select(l => l.Amount));
}
