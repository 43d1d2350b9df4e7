using GrantReview.Core.Payments;
using GrantReview.Files.Finance;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Reading;

/// <summary>What finance took over of a call last, this list or an earlier one, held against the list as it is now.</summary>
public sealed record TakenOver(ExportRow Row, PaidList List, IReadOnlyList<PaymentChange> Changes)
{
    /// <summary>Null = nothing was taken over, or the list is not as it was frozen.</summary>
    public static async Task<TakenOver?> LastAsync(
        AppDb db, Guid callId, FrozenAwards frozen, FinanceTerms terms, CancellationToken cancellationToken)
    {
        if (!frozen.IsIntact)
        {
            return null;
        }
        var last = await db.Exports.AsNoTracking().Where(e => e.CallId == callId).OrderByDescending(e => e.At)
            .FirstOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            return null;
        }
        var now = frozen.PaidBy(terms);
        var list = FinanceJson.ReadList(last.Awards, now.Awards.ToDictionary(a => a.Application));
        return new TakenOver(last, list, PaymentChanges.Of(list, now));
    }
}
