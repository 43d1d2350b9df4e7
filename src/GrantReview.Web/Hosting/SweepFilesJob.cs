namespace GrantReview.Web.Hosting;

/// <summary>Removes files that were uploaded for a preview and never attached.</summary>
public sealed class SweepFilesJob(AppDb db, FileStore files, TimeProvider time)
{
    private static readonly TimeSpan Waiting = TimeSpan.FromDays(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The hour first: what is attached meanwhile was kept after it.
        var before = time.GetUtcNow().UtcDateTime - Waiting;
        var used = await db.Attachments.Select(a => a.State.Content.Sha256).Distinct().ToListAsync(cancellationToken);
        files.Sweep(used.ToHashSet(StringComparer.Ordinal), before);
    }
}
