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
        AwardMoneyState.Prepared => Text.Of("Payments.IsPrepared"),
        AwardMoneyState.Ordered => Text.Of("Payments.IsOrdered"),
        AwardMoneyState.Open => Text.Of("Payments.IsOpen"),
        AwardMoneyState.PaidInPart => Text.Of("Payments.IsPaidInPart"),
        _ => Text.Of("Payments.IsPaid"),
    };

    public static string Of(PaymentLine line) => line switch
    {
        { Status: PaymentStatus.Failed, PaidOn: not null } => Text.Of("Payments.CameBackOn", Formats.Day(line.FailedOn)),
        { Status: PaymentStatus.Ordered, OrderedOn: null } => Text.Of("Payments.IsPrepared"),
        _ => Of(line.Status, line.Status == PaymentStatus.Paid ? line.PaidOn : line.FailedOn),
    };

    /// <param name="day">On which it was paid, or failed.</param>
    public static string Of(PaymentStatus status, DateOnly? day) => status switch
    {
        PaymentStatus.Paid => Text.Of("Payments.PaidOn", Formats.Day(day)),
        PaymentStatus.Failed => Text.Of("Payments.FailedOn", Formats.Day(day)),
        PaymentStatus.Question => Text.Of("Payments.IsQuestion"),
        _ => Text.Of("Payments.IsOrdered"),
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

    /// <summary>A column of the bank's file as the file calls it, else as the page does.</summary>
    public static string HeadingOf(string column, TableSight sight) =>
        sight.Columns.FirstOrDefault(c => c.Column == column)?.Written ?? column switch
        {
            "account" => Text.Of("Payments.Account"),
            "amount" => Text.Of("Payments.Amount"),
            "status" => Text.Of("Approvals.Status"),
            _ => column,
        };

    public static string Of(Payee payee) =>
        string.Join(" ", new[] { payee.Holder, payee.Bank, payee.Account }.Where(t => t.Length > 0));
}
