using GrantReview.Core.Acts;
using GrantReview.Core.Payments;

namespace GrantReview.Data;

/// <summary>
/// A payment order of a call; it changes by the facts of <see cref="PaymentOrderLife"/> and <see cref="CorrectionLife"/> alone.
/// </summary>
public sealed class PaymentOrderRow(Guid callId, int number, string payees) : Row
{
    public Guid CallId { get; private set; } = callId;

    /// <summary>From 1 in its call.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Where each of its payments goes, as the list was taken over; encrypted at rest.</summary>
    public string Payees { get; private set; } = payees;
    public PaymentOrder State { get; private set; } = PaymentOrder.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, PaymentOrderEvidence seen) =>
        Take(PaymentOrderLife.Decide(State, act, by, seen), by, fact => State = PaymentOrderLife.Apply(State, fact));

    /// <summary>An act of <see cref="CorrectionLife"/> on one of its payments.</summary>
    public Answer Correct(Act act, By by, PaymentOrderEvidence seen) =>
        Take(CorrectionLife.Decide(State, act, by, seen), by, fact => State = CorrectionLife.Apply(State, fact));
}

/// <summary>
/// Another bank or account for an award, from asked to confirmed; it changes by the facts of <see cref="PayeeLife"/> alone.
/// </summary>
public sealed class PayeeChangeRow(Guid callId, Guid applicationId, string payee) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;

    /// <summary>As Payee writes it; encrypted at rest.</summary>
    public string Payee { get; private set; } = payee;
    public PayeeChange State { get; private set; } = PayeeChange.None;

    public override Guid? CallOf => CallId;

    /// <param name="application">Gets the payee once another person confirms it.</param>
    public Answer Do(Act act, By by, ApplicationRow application, PayeeEvidence seen) =>
        Take(PayeeLife.Decide(State, act, by, seen), by, fact =>
        {
            State = PayeeLife.Apply(State, fact);
            if (fact is PayeeLife.Confirmed)
            {
                application.PayTo(Core.Applications.Payee.Parse(Payee));
            }
        });
}

/// <summary>Money that a unit paid back; it changes by the facts of <see cref="RefundLife"/> alone.</summary>
public sealed class RefundRow(Guid callId, Guid applicationId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Refund State { get; private set; } = Refund.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, RefundEvidence seen) =>
        Take(RefundLife.Decide(State, act, by, seen), by, fact => State = RefundLife.Apply(State, fact));
}
