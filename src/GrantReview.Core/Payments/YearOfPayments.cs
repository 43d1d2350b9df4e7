using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>A list of final awards by the day on which it was frozen.</summary>
public sealed record DatedSum(DateOnly On, Money Sum);

/// <summary>
/// The money of one call in one calendar year (结转): carried in + awarded = paid + left, to the fen, and left is what the next year carries
/// in.
/// </summary>
/// <param name="CarriedIn">Awarded and not paid before the year.</param>
/// <param name="Awarded">In the year; below zero where a later list awards less.</param>
/// <param name="Paid">In the year, less what the bank returned in it.</param>
/// <param name="Refunded">Paid back by units in the year and confirmed; it is not paid out again.</param>
/// <param name="Failed">Of what is left: payments that failed and that nothing has paid by the end of the year.</param>
public sealed record YearOfPayments(Money CarriedIn, Money Awarded, Money Paid, Money Refunded, Money Failed)
{
    public Money Left => CarriedIn + Awarded - Paid;

    /// <param name="lists">Every frozen list of the call; the last one by a day is what is awarded on it.</param>
    public static YearOfPayments Of(
        int year, IReadOnlyList<DatedSum> lists, IReadOnlyList<PaymentOrder> orders, IReadOnlyList<Refund> refunds)
    {
        var (last, before) = (new DateOnly(year, 12, 31), new DateOnly(year - 1, 12, 31));
        var spans = orders.Where(o => o.Counts).SelectMany(o => o.Lines)
            .SelectMany(l => l.Spans.Select(s => (l.Application, l.Instalment, l.Amount, s.PaidOn, s.FailedOn))).ToList();
        var paid = spans.Where(l => l.PaidOn <= last && !(l.FailedOn <= last)).Select(l => (l.Application, l.Instalment)).ToHashSet();
        return new YearOfPayments(
            AwardedBy(before) - PaidBy(before), AwardedBy(last) - AwardedBy(before), PaidBy(last) - PaidBy(before),
            Money.Sum(refunds.Where(r => r.Status == RefundStatus.Confirmed && r.ReceivedOn.Year == year).Select(r => r.Amount)),
            Money.Sum(spans.Where(l => l.FailedOn <= last && !paid.Contains((l.Application, l.Instalment)))
                .DistinctBy(l => (l.Application, l.Instalment)).Select(l => l.Amount)));

        Money AwardedBy(DateOnly day) => lists.Where(l => l.On <= day).OrderBy(l => l.On).LastOrDefault()?.Sum ?? Money.Zero;

        Money PaidBy(DateOnly day) => Money.Sum(spans.Where(l => l.PaidOn <= day).Select(l => l.Amount))
            - Money.Sum(spans.Where(l => l.PaidOn is not null && l.FailedOn <= day).Select(l => l.Amount));
    }
}
