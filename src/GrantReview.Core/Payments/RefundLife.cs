using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

public enum RefundStatus { None, Asked, Confirmed, Withdrawn }

/// <summary>Money that a unit paid back (退款), whole or in part.</summary>
public sealed record Refund(RefundStatus Status)
{
    public static Refund None { get; } = new(RefundStatus.None);

    public Money Amount { get; init; }
    public DateOnly ReceivedOn { get; init; }
    public FreeText Reason { get; init; }
    public Request? Request { get; init; }

    /// <summary>It counts against what was paid, confirmed or not.</summary>
    public bool Counts => Status is RefundStatus.Asked or RefundStatus.Confirmed;
}

/// <param name="Paid">To the award, less what came back by the bank.</param>
/// <param name="FirstPaid">The day of the first payment to the award; null = nothing was paid.</param>
/// <param name="Refunded">Of the award by other refunds, those that wait among them.</param>
public sealed record RefundEvidence(Money Paid, DateOnly? FirstPaid, Money Refunded, DateOnly Today);

/// <summary>A refund is recorded by one person of finance and confirmed by another; nobody pays back more than was paid.</summary>
public static class RefundLife
{
    // Acts.
    public sealed record Record(Money Amount, DateOnly ReceivedOn, FreeText? Reason) : Act;
    public sealed record Confirm(Guid Request) : Act;
    public sealed record Withdraw(Guid Request) : Act;

    // Facts.
    public sealed record Recorded(Money Amount, DateOnly ReceivedOn, FreeText Reason, Request Request) : Fact;
    public sealed record Confirmed(Guid Request, Money Amount) : Fact;
    public sealed record Withdrawn(Guid Request) : Fact;

    // Refusals.
    public sealed record IsMoreThanPaid(Money Left) : Refusal;
    public sealed record IsNoAmount : Refusal;

    public static Answer Decide(Refund refund, Act act, By by, RefundEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        if (act is Record record)
        {
            return refund.Status != RefundStatus.None ? new Refusal.NotThere()
                : record.Amount <= Money.Zero ? new IsNoAmount()
                : record.ReceivedOn > seen.Today || record.ReceivedOn < seen.FirstPaid
                    ? new PaymentOrderLife.DayIsOutside(seen.FirstPaid, seen.Today)
                : seen.Refunded + record.Amount > seen.Paid ? new IsMoreThanPaid(seen.Paid - seen.Refunded)
                : record.Reason is { } reason ? new Recorded(record.Amount, record.ReceivedOn, reason, Request.From(by))
                : new Refusal.NeedsReason();
        }
        if (refund.Status != RefundStatus.Asked)
        {
            return new Refusal.RequestWasReplaced();
        }
        return act switch
        {
            Confirm confirm when Request.RefuseConfirmation(refund.Request, confirm.Request, by) is { } refusal => refusal,
            Confirm when seen.Refunded + refund.Amount > seen.Paid => new IsMoreThanPaid(seen.Paid - seen.Refunded),
            Confirm confirm => new Confirmed(confirm.Request, refund.Amount),
            Withdraw withdraw when withdraw.Request != refund.Request?.Id => new Refusal.RequestWasReplaced(),
            Withdraw withdraw => new Withdrawn(withdraw.Request),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static Refund Apply(Refund refund, Fact fact) => fact switch
    {
        Recorded recorded => new Refund(RefundStatus.Asked)
        {
            Amount = recorded.Amount, ReceivedOn = recorded.ReceivedOn, Reason = recorded.Reason, Request = recorded.Request,
        },
        Confirmed => refund with { Status = RefundStatus.Confirmed },
        Withdrawn => refund with { Status = RefundStatus.Withdrawn },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
