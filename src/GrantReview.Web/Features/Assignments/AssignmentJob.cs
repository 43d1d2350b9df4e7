using GrantReview.Files.Evaluations;
using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>What makes a plan best.</summary>
/// <param name="Balance">Percent of the affinity that may be given up for even loads.</param>
/// <param name="Overlap">Percent of the affinity that may be given up so that fewer groups of applications stand apart.</param>
public sealed record PlanObjective(AssignmentObjective Objective, decimal Balance, decimal Overlap)
{
    public const int MostPercent = 50;

    public static PlanObjective Of(AssignmentSettings settings) =>
        new(settings.Objective, (decimal)settings.Balance * 100, (decimal)settings.Overlap * 100);

    public static string CodeOf(AssignmentObjective objective) => objective == AssignmentObjective.Fair ? "fair" : "total";

    /// <summary>Blank = as the call says; null = not readable.</summary>
    public static PlanObjective? Read(PlanObjective usual, string? objective, string? balance, string? overlap)
    {
        return (objective is null or "" or "fair" or "total") && Percent(balance, usual.Balance) is { } even
            && Percent(overlap, usual.Overlap) is { } joined
            ? new(objective switch { "fair" => AssignmentObjective.Fair, "total" => AssignmentObjective.Total, _ => usual.Objective }, even,
                joined) : null;

        static decimal? Percent(string? text, decimal blank) => string.IsNullOrWhiteSpace(text) ? blank
            : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                && percent <= MostPercent ? percent : null;
    }

    public static async Task<PlanObjective> OfRunAsync(AppDb db, Guid runId, CancellationToken cancellationToken)
    {
        var options = await StoredRun.OptionsAsync(db, runId, cancellationToken);
        return Read(new(AssignmentObjective.Total, 0, 0), options["objective"]?.ToString(), options["balance"]?.ToString(),
            options["overlap"]?.ToString())
            ?? throw new InvalidOperationException($"Run {runId} has no objective.");
    }

    /// <summary>As a run keeps it.</summary>
    public object Write() => new { objective = CodeOf(Objective), balance = Text(Balance), overlap = Text(Overlap) };

    public string Say() =>
        $"{CodeOf(Objective)}{(Balance > 0 ? $", balance {Text(Balance)} %" : "")}{(Overlap > 0 ? $", overlap {Text(Overlap)} %" : "")}";

    public AssignmentProblem For(AssignmentProblem problem) =>
        problem with { Objective = Objective, Balance = (double)(Balance / 100), Overlap = (double)(Overlap / 100) };

    private static string Text(decimal percent) => percent.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>Solves one draft plan. The plan bears the run's id and commits together with "done", so a run makes one plan.</summary>
public sealed class AssignmentJob(AppDb db, TimeProvider time, RunLease lease)
{
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) =>
        lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        var objective = await PlanObjective.OfRunAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, RunStep.LoadingRound, 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        await lease.StepAsync(runId, RunStep.Solving, 30, cancellationToken);
        var away = await StoredAbsences.ExpertsAsync(db, call, time.GetUtcNow().UtcDateTime, cancellationToken);
        var problem = objective.For(AssignmentProblem.Of(round, run.Seed)).Without(away);
        var plan = AssignmentSolver.Solve(problem);
        await lease.StepAsync(runId, RunStep.Auditing, 80, cancellationToken);
        StoredPlan.ShouldPassAudit(problem, plan);
        await lease.StepAsync(runId, RunStep.Saving, 90, cancellationToken);
        await SaveAsync(runId, plan, away, EvaluationFiles.InputsHash(round), cancellationToken);
    }

    private Task SaveAsync(
        Guid runId, AssignmentPlan solved, IReadOnlySet<ExpertId> away, string inputsHash, CancellationToken cancellationToken) =>
        lease.SaveAsync(runId, async run =>
    {
        var call = await db.Calls.SingleAsync(c => c.Id == run.CallId, cancellationToken);
        var draft = new DraftPlan(
            runId, $"{solved.Objective}", run.Seed, PlanSummary.Write(solved, away).ToJsonString(), run.RequestedById);
        var (_, answer) = await StoredPlan.MakeAsync(db, call, draft, solved.Assignments, Desk.ByTheRules(time), cancellationToken);
        if (answer.Refusal is not null)
        {
            return RunFailure.NotAssigning;
        }
        lease.Finish(run, inputsHash, EvaluationFiles.ProgramVersion);
        return null;
    }, cancellationToken);
}
