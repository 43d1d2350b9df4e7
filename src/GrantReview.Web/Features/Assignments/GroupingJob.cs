using GrantReview.Core;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Forms review groups as a proposal: a file of the run, which nothing follows until an officer accepts it.</summary>
public sealed class GroupingJob(AppDb db, TimeProvider time, RunLease lease)
{
    public const string Kind = "grouping";
    private const string File = "groups.json";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) => lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    /// <summary>Application → group, as the run proposes it; null until the run is done.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> ProposalAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        await StoredRun.AnswerAsync<Dictionary<string, string>>(db, runId, File, cancellationToken);

    public static async Task<(int Min, int Max)> SizesAsync(AppDb db, Guid runId, CancellationToken cancellationToken)
    {
        var options = await StoredRun.OptionsAsync(db, runId, cancellationToken);
        return (options["min"]?.GetValue<int>() ?? 1, options["max"]?.GetValue<int>() ?? 1);
    }

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, "LoadingRound", 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        await lease.StepAsync(runId, "Grouping", 30, cancellationToken);
        var groups = Form(round, await SizesAsync(db, runId, cancellationToken), run.Seed);
        await lease.StepAsync(runId, "Saving", 90, cancellationToken);
        await lease.SaveAsync(runId, saved =>
        {
            db.RunFiles.Add(StoredRun.File(runId, File, groups));
            lease.Finish(saved, EvaluationFiles.InputsHash(round), EvaluationFiles.ProgramVersion);
            db.Record(time.GetUtcNow().UtcDateTime, (null, "GrantReview"), "run-done", "run", $"{runId}", saved.CallId, after: $"{groups.Values.Distinct(StringComparer.Ordinal).Count()}");
            return Task.FromResult<string?>(null);
        }, cancellationToken);
    }

    /// <summary>As a plan with formed panels would form them, from applications that have no group yet.</summary>
    private static SortedDictionary<string, string> Form(Round round, (int Min, int Max) sizes, string seed)
    {
        var call = round.Call with { Assignment = round.Call.Assignment with { Panels = PanelSource.Formed, PanelMin = sizes.Min, PanelMax = sizes.Max } };
        var problem = AssignmentProblem.Of(GroupEntry.Grouped(round, new Dictionary<string, string>()) with { Call = call }, seed);
        return new SortedDictionary<string, string>(problem.Applications.ToDictionary(a => a.Id, a => a.Panel), StringComparer.Ordinal);
    }
}
