using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Rankings;
using Hangfire;

namespace GrantReview.Web.Hosting;

/// <summary>Hands on the runs that a stop left behind: requested and never taken, or running with a lease that ran out.</summary>
public sealed class SweepJob(AppDb db, TimeProvider time, IBackgroundJobClient jobs, Measures measures)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var settled = now.AddSeconds(-10);
        var left = await db.Runs.AsNoTracking()
            .Where(r => (r.Status == RunStatus.Requested && r.RequestedAt < settled)
                || (r.Status == RunStatus.Running && r.LeaseUntil < now))
            .Select(r => new { r.Id, r.Kind }).ToListAsync(cancellationToken);
        measures.Look(await WaitingAsync(now, cancellationToken));
        foreach (var run in left)
        {
            _ = run.Kind switch
            {
                RunKind.Evaluation => jobs.Enqueue<EvaluationJob>(job => job.RunAsync(run.Id, CancellationToken.None)),
                RunKind.Assignment => jobs.Enqueue<AssignmentJob>(job => job.RunAsync(run.Id, CancellationToken.None)),
                RunKind.Grouping => jobs.Enqueue<GroupingJob>(job => job.RunAsync(run.Id, CancellationToken.None)),
                RunKind.TopUp => jobs.Enqueue<TopUpJob>(job => job.RunAsync(run.Id, CancellationToken.None)),
                RunKind.Draw => jobs.Enqueue<DrawJob>(job => job.RunAsync(run.Id, CancellationToken.None)),
                _ => throw new InvalidOperationException($"Nobody computes runs of kind {run.Kind}."),
            };
        }
    }

    private async Task<Waiting> WaitingAsync(DateTime now, CancellationToken cancellationToken)
    {
        var requested = await db.Runs.Where(r => r.Status == RunStatus.Requested).Select(r => r.RequestedAt).ToListAsync(cancellationToken);
        var lease = await db.Runs.Where(r => r.Status == RunStatus.Running && r.LeaseUntil < now)
            .MinAsync(r => r.LeaseUntil, cancellationToken);
        return new Waiting(
            requested.Count, requested.Count == 0 ? 0 : (now - requested.Min()).TotalSeconds,
            lease is { } until ? (now - until).TotalSeconds : 0,
            await db.Facts.CountAsync(f => f.Sequence == null, cancellationToken),
            await db.Mails.CountAsync(m => m.SentAt == null, cancellationToken));
    }
}
