using System.Data;

namespace GrantReview.Web.Features.Scoring;

/// <summary>
/// Writes the reminders that are due by the plans of the calls, each once for a deadline; a later deadline has reminders of its own.
/// </summary>
public sealed class ReminderJob(AppDb db, TimeProvider time)
{
    private static readonly string Kind = SeatMails.CodeOf(SeatMail.Reminder);

    /// <summary>Several processes may run it at once: who loses the race finds the reminders written at the next turn.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var calls = await db.Calls.AsNoTracking().Where(c => c.State.Stage == CallStage.Scoring
            && c.State.ScoringClosesAt != null).ToListAsync(cancellationToken);
        foreach (var call in calls.Where(c => c.State.Reminders != ReminderPlan.None))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
            var written = (await db.Mails.Where(m => m.CallId == call.Id && m.Kind == Kind).Select(m => new { m.ExpertId, m.Occasion })
                .ToListAsync(cancellationToken)).Select(m => (m.ExpertId, m.Occasion)).ToHashSet();
            foreach (var (expert, open) in await SeatMails.WaitingAsync(db, call.Id, cancellationToken))
            {
                if (expert.ClosesAt(call.State) is not { } closes || call.State.Reminders.DueAt(now, closes) is not { } days)
                {
                    continue;
                }
                var occasion = string.Create(CultureInfo.InvariantCulture, $"{days} {closes:yyyy-MM-dd'T'HH:mm:ss}");
                if (!written.Contains((expert.Id, occasion))
                    && await SeatMails.OfExpertAsync(
                        db, call, SeatMail.Reminder, expert, $"{open}", now, cancellationToken, occasion) is { } mail)
                {
                    db.Mails.Add(mail);
                }
            }
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
