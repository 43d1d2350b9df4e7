using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Payments;

/// <summary>States of fees in words.</summary>
public static class FeeText
{
    public static string Of(FeeListStatus status) => status switch
    {
        FeeListStatus.Released => Text.Of("Payments.IsReleased"),
        FeeListStatus.Withdrawn => Text.Of("Payments.IsWithdrawn"),
        _ => Text.Of("Payments.IsPrepared"),
    };

    /// <param name="outcome">Null = nothing is said of the payment.</param>
    public static string Of(PaymentOutcome? outcome) => PaymentText.Of(outcome?.Status ?? PaymentStatus.Ordered, outcome?.Day);

    public static string Of(FeeTerms terms) => Text.Of(
        terms.IsNet ? "Fees.AreNet" : "Fees.AreGross", terms.Clause)
        + (terms.Rates.Any(r => r.PerDay > Money.Zero) ? Text.Of("Fees.AreHalf", terms.HalfPercent) : "")
        + (terms.ReducedFrom > 0 ? Text.Of("Fees.AreReduced", terms.ReducedFrom, terms.ReducedPercent) : "");

    /// <summary>Days of each meeting: 会评1.5天.</summary>
    public static string Of(IEnumerable<AttendedDay> days) => string.Join(
        Text.Of("List.And"),
        days.GroupBy(d => d.Meeting).OrderBy(g => g.Key).Select(g => Text.Of(
            "Fees.DaysOf", Text.Of(g.Key), g.Sum(d => d.Days).ToString("0.#", CultureInfo.InvariantCulture))));
}
