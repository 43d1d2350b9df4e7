namespace GrantReview.Web.Hosting;

/// <summary>
/// Sends what waits in the table of mails, each at least once: a stop between sending and noting it sends one twice under the same message
/// id, and loses none.
/// </summary>
public sealed class MailJob(AppDb db, TimeProvider time, MailTransport transport, ILogger<MailJob> logger)
{
    public const int MostAttempts = 10;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var waiting = await db.Mails.AsNoTracking()
            .Where(m => m.SentAt == null && m.WrittenAt == null && m.Attempts < MostAttempts
                && (m.ClaimedUntil == null || m.ClaimedUntil < now))
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync(cancellationToken);
        foreach (var mail in waiting)
        {
            if (await ClaimAsync(mail, cancellationToken))
            {
                await SendAsync(mail, cancellationToken);
            }
        }
    }

    /// <summary>Another worker may have taken it meanwhile.</summary>
    private async Task<bool> ClaimAsync(MailRow mail, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var until = now.AddMinutes(5);
        return await db.Mails.Where(m => m.Id == mail.Id && m.SentAt == null && m.WrittenAt == null
            && (m.ClaimedUntil == null || m.ClaimedUntil < now))
            .ExecuteUpdateAsync(set => set
            .SetProperty(m => m.ClaimedUntil, until).SetProperty(m => m.Attempts, m => m.Attempts + 1)
                .SetProperty(m => m.Version, m => m.Version + 1), cancellationToken) == 1;
    }

    private async Task SendAsync(MailRow mail, CancellationToken cancellationToken)
    {
        var isTaken = false;
        try
        {
            isTaken = await transport.SendAsync(mail, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One that cannot be sent now does not hold up the others; the officer's page shows why it waits.
            logger.LogWarning(failure, "Mail {Mail} was not sent.", mail.Id);
            var (again, fault) =
                (time.GetUtcNow().UtcDateTime.AddMinutes(1 << Math.Min(mail.Attempts, 8)),
                failure.Message.Length > Row.NoteLength ? failure.Message[..Row.NoteLength] : failure.Message);
            await db.Mails.Where(m => m.Id == mail.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.ClaimedUntil, again).SetProperty(m => m.Fault, fault), cancellationToken);
            return;
        }
        DateTime? now = time.GetUtcNow().UtcDateTime;
        var (sent, written) = isTaken ? (now, (DateTime?)null) : (null, now);
        await db.Mails.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.SentAt, sent).SetProperty(m => m.WrittenAt, written).SetProperty(m => m.Sealed, (string?)null)
            .SetProperty(m => m.ClaimedUntil, (DateTime?)null).SetProperty(m => m.Fault, (string?)null), CancellationToken.None);
    }
}
