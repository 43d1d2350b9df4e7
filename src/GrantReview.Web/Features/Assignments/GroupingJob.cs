using GrantReview.Core;
using GrantReview.Files.Evaluations;
using Hangfire;

namespace GrantReview.Web.Features.Assignments;

public sealed record BarredPair(ApplicationId Application, ExpertId Expert);

/// <summary>Groups that a run proposes.</summary>
/// <param name="Of">Application → group.</param>
/// <param name="Barred">Pairs in conflict once they stand.</param>
public sealed record GroupProposal(IReadOnlyDictionary<ApplicationId, string> Of, IReadOnlyList<BarredPair> Barred);

/// <summary>Forms review groups as a proposal: a file of the run, which nothing follows until an officer accepts it.</summary>
public sealed class GroupingJob(AppDb db, RunLease lease)
{
    private const string File = "groups.json";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) =>
        lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    /// <summary>What the run proposes; null until it is done.</summary>
    public static Task<GroupProposal?> ProposalAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        StoredRun.AnswerAsync<GroupProposal>(db, runId, File, cancellationToken);

    public static async Task<(int Min, int Max)> SizesAsync(AppDb db, Guid runId, CancellationToken cancellationToken)
    {
        var options = await StoredRun.OptionsAsync(db, runId, cancellationToken);
        return (options["min"]?.GetValue<int>() ?? 1, options["max"]?.GetValue<int>() ?? 1);
    }

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, RunStep.LoadingRound, 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        await lease.StepAsync(runId, RunStep.Grouping, 30, cancellationToken);
        var groups = Form(round, await SizesAsync(db, runId, cancellationToken), run.Seed);
        await lease.StepAsync(runId, RunStep.Saving, 90, cancellationToken);
        await lease.SaveAsync(runId, saved =>
        {
            db.RunFiles.Add(StoredRun.File(runId, File, new GroupProposal(groups, BarredOf(GroupEntry.Grouped(round, groups), groups))));
            lease.Finish(saved, EvaluationFiles.InputsHash(round), EvaluationFiles.ProgramVersion);
            return Task.FromResult<RunFailure?>(null);
        }, cancellationToken);
    }

    /// <summary>Who would be barred from an application once the groups stand: conflicts may reach over a group.</summary>
    private static List<BarredPair> BarredOf(Round round, SortedDictionary<ApplicationId, string> groups) =>
        [
            .. round.FindConflicts().Where(c => groups.ContainsKey(c.Application)).Select(c => new BarredPair(c.Application, c.Expert))
                .Distinct(),
        ];

    /// <summary>As a plan with formed panels would form them, from applications that have no group yet.</summary>
    private static SortedDictionary<ApplicationId, string> Form(Round round, (int Min, int Max) sizes, string seed)
    {
        var call = round.Call with { Assignment =
            round.Call.Assignment with { Panels = PanelSource.Formed, PanelMin = sizes.Min, PanelMax = sizes.Max } };
        var problem = AssignmentProblem.Of(GroupEntry.Grouped(round, new Dictionary<ApplicationId, string>()) with { Call = call }, seed);
        return new SortedDictionary<ApplicationId, string>(problem.Applications.ToDictionary(a => a.Id, a => a.Panel));
    }
}
