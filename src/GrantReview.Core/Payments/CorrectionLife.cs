using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>That a settled payment is otherwise than it was settled, as one person of finance says.</summary>
/// <param name="IsPaid">The money did leave; else it did not, or came back.</param>
/// <param name="On">When.</param>
public sealed record AskedCorrection(bool IsPaid, DateOnly On, FreeText Reason, Request Request);

/// <param name="On">The day on which it counts: one of a year that is over counts on the day of the confirmation.</param>
public sealed record Correction(bool IsPaid, DateOnly On, FreeText Reason);

/// <summary>A correction of a payment of fees: asked for, and counting once another person confirmed it.</summary>
/// <param name="Line">From 1 in the list.</param>
/// <param name="ConfirmedOn">The day on which it counts; null = it waits.</param>
public sealed record FeeCorrection(int Line, AskedCorrection Asked, DateOnly? ConfirmedOn)
{
    public bool Waits => ConfirmedOn is null;
}

/// <summary>
/// Correcting (更正) what became of a payment, of an award or of fees: a wrong row of the bank's file was matched, or money came back later.
/// One person of finance asks with a reason, another confirms what was asked. Nothing is erased, and no year that is over changes.
/// </summary>
public static class CorrectionLife
{
    // Acts.

    /// <param name="Line">From 1 in the order or list.</param>
    public sealed record Ask(int Line, bool IsPaid, DateOnly On, FreeText? Reason) : Act;
    public sealed record Confirm(int Line, Guid Request) : Act;

    /// <summary>By whoever asked, or by another.</summary>
    public sealed record Leave(int Line, Guid Request) : Act;

    // Facts.
    public sealed record Asked(int Line, bool IsPaid, DateOnly On, FreeText Reason, Request Request) : Fact;
    public sealed record Confirmed(int Line, bool IsPaid, DateOnly On, Money Amount, Guid Request) : Fact;
    public sealed record Left(int Line, Guid Request) : Fact;

    // Refusals.

    /// <summary>What is open is answered, not corrected.</summary>
    public sealed record IsNotSettled : Refusal;
    public sealed record IsSoAlready : Refusal;
    public sealed record AnotherWaits : Refusal;

    /// <summary>More was refunded than would have been paid.</summary>
    public sealed record RefundsStand(Money Refunded) : Refusal;

    public static Answer Decide(PaymentOrder order, Act act, By by, PaymentOrderEvidence seen) =>
        by.Capacity != Capacity.Finance ? new Refusal.NeedsCapacity(Capacity.Finance)
        : order.Status != PaymentOrderStatus.Released ? new PaymentOrderLife.NotInThisState(order.Status)
        : order.Lines.ElementAtOrDefault(LineOf(act) - 1) is not { } line ? new Refusal.NotThere()
        : Decide(line.Asked, act, by, line.Amount, seen.Today, (isPaid, on) => Refuse(order, line, isPaid, on, seen));

    public static Answer Decide(FeeList list, Act act, By by, FeeListEvidence seen) =>
        by.Capacity != Capacity.Finance ? new Refusal.NeedsCapacity(Capacity.Finance)
        : list.Status != FeeListStatus.Released ? new FeeListLife.NotInThisState(list.Status)
        : list.Lines.ElementAtOrDefault(LineOf(act) - 1) is not { } line ? new Refusal.NotThere()
        : Decide(
            list.AskedOf(LineOf(act)), act, by, line.Net, seen.Today, (isPaid, on) => Refuse(list, LineOf(act), isPaid, on, seen));

    private static Answer Decide(
        AskedCorrection? standing, Act act, By by, Money amount, DateOnly today, Func<bool, DateOnly, Refusal?> refuse) => act switch
    {
        Ask when standing is not null => new AnotherWaits(),
        Ask ask when refuse(ask.IsPaid, ask.On) is { } refusal => refusal,
        Ask { Reason: { } reason } ask => new Asked(ask.Line, ask.IsPaid, ask.On, reason, Request.From(by)),
        Ask => new Refusal.NeedsReason(),
        Confirm confirm when Request.RefuseConfirmation(standing?.Request, confirm.Request, by) is { } refusal => refusal,
        Confirm when standing is { } asked && refuse(asked.IsPaid, asked.On) is { } refusal => refusal,
        Confirm confirm when standing is { } asked => new Confirmed(
            confirm.Line, asked.IsPaid, asked.On.Year < today.Year ? today : asked.On, amount, confirm.Request),
        Leave leave when leave.Request != standing?.Request.Id => new Refusal.RequestWasReplaced(),
        Leave leave => new Left(leave.Line, leave.Request),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static PaymentOrder Apply(PaymentOrder order, Fact fact) => fact switch
    {
        Asked asked => With(order, asked.Line, line => line with
        {
            Asked = new AskedCorrection(asked.IsPaid, asked.On, asked.Reason, asked.Request),
        }),
        Confirmed confirmed => With(order, confirmed.Line, line => Corrected(line, confirmed)),
        Left left => With(order, left.Line, line => line with { Asked = null }),
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    public static FeeList Apply(FeeList list, Fact fact) => fact switch
    {
        Asked asked => list with
        {
            Corrections =
            [
                .. list.Corrections,
                new FeeCorrection(asked.Line, new AskedCorrection(asked.IsPaid, asked.On, asked.Reason, asked.Request), ConfirmedOn: null),
            ],
        },
        Confirmed confirmed => list with
        {
            Outcomes = FeeListLife.With(list.Outcomes, [PaymentOutcome.Settled(
                confirmed.Line, confirmed.IsPaid, confirmed.On, list.AskedOf(confirmed.Line)?.Reason ?? default)]),
            Corrections =
                [.. list.Corrections.Select(c => c.Line == confirmed.Line && c.Waits ? c with { ConfirmedOn = confirmed.On } : c)],
        },
        Left left => list with { Corrections = [.. list.Corrections.Where(c => c.Line != left.Line || !c.Waits)] },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static PaymentLine Corrected(PaymentLine line, Confirmed fact)
    {
        var reason = line.Asked?.Reason ?? default;
        return line.Become(new PaymentOutcome(0, fact.IsPaid ? PaymentStatus.Paid : PaymentStatus.Failed, fact.On, reason)) with
        {
            Asked = null, Corrections = [.. line.Corrections, new Correction(fact.IsPaid, fact.On, reason)],
        };
    }

    /// <summary>Never below zero, never beyond the award.</summary>
    private static Refusal? Refuse(PaymentOrder order, PaymentLine line, bool isPaid, DateOnly on, PaymentOrderEvidence seen)
    {
        if (line.Status is not (PaymentStatus.Paid or PaymentStatus.Failed))
        {
            return new IsNotSettled();
        }
        if (line.Status == PaymentStatus.Paid == isPaid)
        {
            return new IsSoAlready();
        }
        var from = isPaid ? line.OrderedOn : line.PaidOn;
        if (on > seen.Today || on < from)
        {
            return new PaymentOrderLife.DayIsOutside(from, seen.Today);
        }
        var refunded = seen.Refunded.TryGetValue(line.Application, out var sum) ? sum : Money.Zero;
        var others = Money.Sum(seen.Others.Values.Where(o => o.Counts).Append(order).SelectMany(o => o.Lines)
            .Where(l => l.Application == line.Application && l.IsPaidOut && l != line).Select(l => l.Amount));
        return isPaid ? seen.RefusePaid(line) : others < refunded ? new RefundsStand(refunded) : null;
    }

    /// <summary>What a later list repeats was not paid.</summary>
    private static Refusal? Refuse(FeeList list, int line, bool isPaid, DateOnly on, FeeListEvidence seen) =>
        list.OutcomeOf(line) is not { Status: PaymentStatus.Paid or PaymentStatus.Failed } outcome ? new IsNotSettled()
        : outcome.Status == PaymentStatus.Paid == isPaid ? new IsSoAlready()
        : on > seen.Today || on < list.ReleasedOn ? new PaymentOrderLife.DayIsOutside(list.ReleasedOn, seen.Today)
        : isPaid && seen.Again.TryGetValue(line, out var later) ? new FeeListLife.IsRepeated(later) : null;

    private static int LineOf(Act act) => act switch
    {
        Ask ask => ask.Line,
        Confirm confirm => confirm.Line,
        Leave leave => leave.Line,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private static PaymentOrder With(PaymentOrder order, int line, Func<PaymentLine, PaymentLine> become) =>
        order with { Lines = [.. order.Lines.Select((l, i) => i + 1 == line ? become(l) : l)] };
}
