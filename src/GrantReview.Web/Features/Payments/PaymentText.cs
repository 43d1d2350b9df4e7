using GrantReview.Core.Applications;

namespace GrantReview.Web.Features.Payments;

/// <summary>States of money in words.</summary>
public static class PaymentText
{
    public static string Of(AwardMoneyState state) => state switch
    {
        AwardMoneyState.Question => Text.Of("Payments.IsQuestion"),
        AwardMoneyState.Failed => Text.Of("Payments.IsFailed"),
        AwardMoneyState.Asked => Text.Of("Payments.IsAsked"),
        AwardMoneyState.Ordered => Text.Of("Payments.IsOrdered"),
        AwardMoneyState.Open => Text.Of("Payments.IsOpen"),
        AwardMoneyState.PaidInPart => Text.Of("Payments.IsPaidInPart"),
        _ => Text.Of("Payments.IsPaid"),
    };

    public static string Of(PaymentOrderStatus status) => status switch
    {
        PaymentOrderStatus.Released => Text.Of("Payments.IsReleased"),
        PaymentOrderStatus.Withdrawn => Text.Of("Payments.IsWithdrawn"),
        _ => Text.Of("Payments.IsPrepared"),
    };

    public static string Of(RefundStatus status) => status switch
    {
        RefundStatus.Confirmed => Text.Of("Payments.RefundIsConfirmed"),
        RefundStatus.Withdrawn => Text.Of("Payments.IsWithdrawn"),
        _ => Text.Of("Payments.IsAskedOfAnother"),
    };

    public static string Of(Payee payee) =>
        string.Join(" ", new[] { payee.Holder, payee.Bank, payee.Account }.Where(t => t.Length > 0));
}
