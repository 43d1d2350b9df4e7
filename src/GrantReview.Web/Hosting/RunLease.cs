using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Hosting;

/// <summary>Claims a run, keeps its lease while the work goes on, and says how it ended: whoever holds the lease computes, and a lost lease stops the work.</summary>
public sealed class RunLease(AppDb db, TimeProvider time, IConfiguration configuration, IServiceScopeFactory scopes, ILogger<RunLease> logger)
{
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    private TimeSpan Length => TimeSpan.FromSeconds(configuration.GetValue("Jobs:LeaseSeconds", 30));

    public async Task HoldAsync(Guid runId, Func<CancellationToken, Task> compute, CancellationToken cancellationToken)
    {
        if (!await ClaimAsync(runId, cancellationToken))
        {
            return;
        }
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beat = KeepAsync(runId, lease);
        try
        {
            await compute(lease.Token);
        }
        catch (OperationCanceledException) when (lease.IsCancellationRequested)
        {
            // The program is stopping, or another worker holds the lease: the sweeper hands the run on.
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Run {Run} failed.", runId);
            await FailAsync(runId, failure.Message, CancellationToken.None);
        }
        finally
        {
            await lease.CancelAsync();
            await beat;
        }
    }

    public async Task StepAsync(Guid runId, string step, int progress, CancellationToken cancellationToken)
    {
        await db.Runs.Where(r => r.Id == runId && r.Owner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Step, step).SetProperty(r => r.Progress, progress), cancellationToken);
        // Zero but where somebody rehearses a stop in the middle of a run.
        await Task.Delay(TimeSpan.FromSeconds(configuration.GetValue("Jobs:StepDelaySeconds", 0)), cancellationToken);
    }

    public async Task FailAsync(Guid runId, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var text = reason.Length > Row.NoteLength ? reason[..Row.NoteLength] : reason;
        await db.Runs.Where(r => r.Id == runId && r.Owner == owner).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, RunStatus.Failed).SetProperty(r => r.FailureReason, text).SetProperty(r => r.FinishedAt, now)
            .SetProperty(r => r.Version, r => r.Version + 1), cancellationToken);
    }

    /// <summary>Commits a result together with "done"; nothing where the lease is lost.</summary>
    /// <param name="add">Adds the result and finishes the run, or says why the run failed.</param>
    public async Task SaveAsync(Guid runId, Func<RunRow, Task<string?>> add, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellationToken);
        if (!Holds(run))
        {
            return;
        }
        if (await add(run) is { } reason)
        {
            await FailAsync(runId, reason, cancellationToken);
        }
        else
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether the run is still ours to finish.</summary>
    private bool Holds(RunRow run) => run.Owner == owner && run.Status == RunStatus.Running;

    /// <summary>Marks the run as done; saved together with its result.</summary>
    public void Finish(RunRow run, string inputsHash, string programVersion)
    {
        (run.Status, run.Progress, run.Step, run.FinishedAt) = (RunStatus.Done, 100, "", time.GetUtcNow().UtcDateTime);
        (run.InputsHash, run.ProgramVersion, run.LeaseUntil) = (inputsHash, programVersion, null);
    }

    /// <summary>Takes the run when nobody has it or its holder's lease has run out.</summary>
    private async Task<bool> ClaimAsync(Guid runId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Runs.Where(r => r.Id == runId && (r.Status == RunStatus.Requested || (r.Status == RunStatus.Running && r.LeaseUntil < now)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Status, RunStatus.Running).SetProperty(r => r.Owner, owner).SetProperty(r => r.LeaseUntil, now + Length)
                .SetProperty(r => r.StartedAt, now).SetProperty(r => r.Attempts, r => r.Attempts + 1).SetProperty(r => r.Progress, 0)
                .SetProperty(r => r.Version, r => r.Version + 1), cancellationToken) == 1;
    }

    private async Task KeepAsync(Guid runId, CancellationTokenSource lease)
    {
        using var timer = new PeriodicTimer(Length / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(lease.Token))
            {
                await using var scope = scopes.CreateAsyncScope();
                var until = time.GetUtcNow().UtcDateTime + Length;
                var held = await scope.ServiceProvider.GetRequiredService<AppDb>().Runs.Where(r => r.Id == runId && r.Owner == owner && r.Status == RunStatus.Running)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, until), lease.Token);
                if (held == 0)
                {
                    await lease.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (lease.IsCancellationRequested)
        {
            // The run ended.
        }
    }
}
