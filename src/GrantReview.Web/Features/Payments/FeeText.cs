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

    public static string Of(FeeTerms terms) => Text.Of(
        terms.IsNet ? "Fees.AreNet" : "Fees.AreGross", terms.Clause)
        + (terms.ReducedFrom > 0 ? Text.Of("Fees.AreReduced", terms.ReducedFrom, terms.ReducedPercent) : "");

    /// <summary>Days of each meeting: 会评2天.</summary>
    public static string Of(IEnumerable<AttendedDay> days) => string.Join(
        Text.Of("List.And"),
        days.GroupBy(d => d.Meeting).OrderBy(g => g.Key).Select(g => Text.Of("Fees.DaysOf", Text.Of(g.Key), g.Count())));
}
