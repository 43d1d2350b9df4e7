namespace GrantReview.Web.Hosting;

/// <summary>What a run is at.</summary>
public enum RunStep { Loading, LoadingRound, Drawing, Grouping, Computing, Solving, Auditing, Writing, Saving }

/// <summary>
/// Claims a run, keeps its lease while the work goes on, and says how it ended: whoever holds the lease computes, and a lost lease stops
/// the work.
/// </summary>
public sealed class RunLease(AppDb db, TimeProvider time, JobsOptions options, IServiceScopeFactory scopes, ILogger<RunLease> logger)
{
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    private TimeSpan Length => TimeSpan.FromSeconds(options.LeaseSeconds);

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
            await FailAsync(runId, RunFailure.Fault, CancellationToken.None, failure.Message);
        }
        finally
        {
            await lease.CancelAsync();
            await beat;
        }
    }

    public async Task StepAsync(Guid runId, RunStep step, int progress, CancellationToken cancellationToken)
    {
        await db.Runs.Where(r => r.Id == runId && r.Owner == owner)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Step, step.ToString()).SetProperty(r => r.Progress, progress), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(options.StepDelaySeconds), cancellationToken);
    }

    public async Task FailAsync(Guid runId, RunFailure why, CancellationToken cancellationToken, string fault = "")
    {
        var text = fault.Length > FreeText.Longest ? fault[..FreeText.Longest] : fault;
        await using var scope = scopes.CreateAsyncScope();
        var failed = scope.ServiceProvider.GetRequiredService<AppDb>();
        var run = await failed.Runs.SingleAsync(r => r.Id == runId, cancellationToken);
        if (Holds(run) && run.Do(new RunLife.Fail(why, new FreeText(text)), ByProgram, RunEvidence.None).Refusal is null)
        {
            await SavedAsync(failed, cancellationToken);
        }
    }

    /// <summary>Commits a result together with "done"; nothing where the lease is lost.</summary>
    /// <param name="add">Adds the result and finishes the run, or says why the run failed.</param>
    public async Task SaveAsync(Guid runId, Func<RunRow, Task<RunFailure?>> add, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellationToken);
        if (!Holds(run))
        {
            return;
        }
        if (await add(run) is { } why)
        {
            await transaction.RollbackAsync(cancellationToken);
            await FailAsync(runId, why, cancellationToken);
            return;
        }
        if (await SavedAsync(db, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Whether the run is still ours to finish.</summary>
    private bool Holds(RunRow run) => run.Owner == owner && run.Status == RunStatus.Running;

    /// <summary>Marks the run as done; saved together with its result.</summary>
    /// <param name="inputsVersion">As read before the inputs; 0 where nothing asks whether they moved on.</param>
    public void Finish(RunRow run, string inputsHash, string programVersion, long inputsVersion = 0) =>
        run.Do(new RunLife.Finish(inputsHash, inputsVersion, programVersion), ByProgram, RunEvidence.None).OrThrow();

    private By ByProgram
    {
        get
        {
            var now = time.GetUtcNow().UtcDateTime;
            return new By(null, Capacity.Program, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), Guid.CreateVersion7());
        }
    }

    /// <summary>
    /// Takes the run when nobody has it or its holder's lease has run out; one that stopped its worker too often fails instead.
    /// </summary>
    private async Task<bool> ClaimAsync(Guid runId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var claims = scope.ServiceProvider.GetRequiredService<AppDb>();
        var by = ByProgram;
        return await claims.Runs.SingleOrDefaultAsync(r => r.Id == runId, cancellationToken) is { } run
            && run.Claim(owner, by.At + Length, by).Refusal is null && await SavedAsync(claims, cancellationToken) && Holds(run);
    }

    /// <summary>False = another worker, or somebody who cancelled the run, was faster.</summary>
    private static async Task<bool> SavedAsync(AppDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (Exception failure) when (LostRace.Is(failure))
        {
            return false;
        }
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
                var held = await scope.ServiceProvider.GetRequiredService<AppDb>().Runs.Where(r => r.Id == runId && r.Owner == owner
                    && r.Status == RunStatus.Running)
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
