using GrantReview.Core.Payments;

namespace GrantReview.Web.Reading;

/// <summary>What experts did in a call, by the record: what they are paid for, and what a certificate names.</summary>
/// <param name="Submitted">When each sheet that counts was submitted.</param>
public sealed record StoredService(ILookup<Guid, DateTime> Submitted, ILookup<Guid, AttendedDay> Days)
{
    public static async Task<StoredService> ReadAsync(AppDb db, Guid call, CancellationToken cancellationToken)
    {
        var sheets = await db.ScoreSheets.Where(s => s.CallId == call && s.State.Status == SheetStatus.Submitted)
            .Select(s => new { s.ExpertId, s.State.SubmittedAt }).ToListAsync(cancellationToken);
        var days = await db.Attendance.AsNoTracking().Where(a => a.CallId == call).ToListAsync(cancellationToken);
        return new StoredService(
            sheets.ToLookup(s => s.ExpertId, s => s.SubmittedAt.GetValueOrDefault()),
            days.SelectMany(a => a.State.Experts.Select(e => (Expert: e, Day: new AttendedDay(a.Meeting, a.Day, a.Part))))
                .ToLookup(d => d.Expert, d => d.Day));
    }
}
