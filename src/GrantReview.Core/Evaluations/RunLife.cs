using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Evaluations;

public enum RunStatus { Requested, Running, Done, Failed, Cancelled }

/// <summary>What a run computes.</summary>
public enum RunKind
{
    /// <summary>A ranking and a list of awards.</summary>
    Evaluation,

    /// <summary>A draft plan.</summary>
    Assignment,

    /// <summary>Review groups.</summary>
    Grouping,

    /// <summary>Seats of late applications beside a deployed plan.</summary>
    TopUp,

    /// <summary>A draft plan by lot.</summary>
    Draw,
}

/// <summary>Why a run failed.</summary>
public enum RunFailure
{
    /// <summary>The program's own fault; what it says stands beside.</summary>
    Fault,

    /// <summary>It was taken <see cref="RunLife.MostAttempts"/> times and never ended.</summary>
    StoppedTooOften,

    /// <summary>No sheet is submitted.</summary>
    NoSheets,

    /// <summary>Nothing compares panels, and the rule does not say how they are equal.</summary>
    PanelsUndecided,

    /// <summary>The call takes no plan any more.</summary>
    NotAssigning,

    /// <summary>The draw moved on.</summary>
    NotSealing,
}

/// <summary>A run (测算): asked for by a person, computed by a worker of the program, and over once.</summary>
/// <param name="Attempts">How often a worker has taken it.</param>
public sealed record RunState(RunStatus Status, int Attempts)
{
    public DateTime? StartedAt { get; init; }
    public DateTime? FinishedAt { get; init; }

    /// <summary>SHA-256 of the inputs as a package holds them.</summary>
    public string? InputsHash { get; init; }

    /// <summary>How often inputs of its call had changed when it read them.</summary>
    public long InputsVersion { get; init; }
    public string? ProgramVersion { get; init; }

    public RunFailure? Failure { get; init; }

    /// <summary>What a fault says.</summary>
    public string? Fault { get; init; }

    public bool IsOver => Status > RunStatus.Running;
}

/// <param name="LotsHaveNoSeed">The call draws lots, and nobody has published their seed.</param>
/// <param name="HolderIsGone">The lease of the worker that took it ran out.</param>
public sealed record RunEvidence(CallStage Stage, bool ScoresAreOpened, bool LotsHaveNoSeed, bool HolderIsGone)
{
    /// <summary>Of an evaluation: the published seed of lots where the call draws them, else the call's code.</summary>
    public string Seed { get; init; } = "";

    /// <summary>For acts that rely on nothing outside the run.</summary>
    public static RunEvidence None { get; } = new(CallStage.Draft, false, false, false);
}

/// <summary>
/// The way of a run: requested → running → done, failed or cancelled; a worker that stops in the middle is followed by another.
/// </summary>
public static class RunLife
{
    /// <summary>A run that stops its worker so often is not tried again.</summary>
    public const int MostAttempts = 3;

    // Acts.
    /// <summary>Nobody chooses the seed: it is the call's.</summary>
    public sealed record AskForEvaluation : Act;

    /// <summary>For a run that prepares an assignment; what else it needs is its plan's, draw's or groups' own life to say.</summary>
    public sealed record Ask(RunKind Kind, string Seed) : Act;
    public sealed record Claim : Act;
    public sealed record Finish(string InputsHash, long InputsVersion, string ProgramVersion) : Act;
    public sealed record Fail(RunFailure Why, FreeText Fault) : Act;
    public sealed record Cancel : Act;

    // Facts.
    public sealed record Requested(RunKind RunKind, string Seed) : Fact;
    public sealed record Claimed(int Attempt) : Fact;
    public sealed record Finished(string InputsHash, long InputsVersion, string ProgramVersion) : Fact;
    public sealed record Failed(RunFailure Why, FreeText Fault) : Fact;
    public sealed record Cancelled : Fact;

    // Refusals.
    public sealed record ScoresAreSealed : Refusal;
    public sealed record LotsNeedTheirSeed : Refusal;
    public sealed record NotInThisState(RunStatus Status) : Refusal;

    public static Answer Decide(RunState run, Act act, By by, RunEvidence seen) => act switch
    {
        AskForEvaluation => DecideEvaluation(by, seen),
        Ask ask => DecideAsking(ask, by, seen),
        Claim => DecideClaim(run, by, seen),
        Finish finish =>
            OfTheWorker(run, by) ?? new Answer(null, new Finished(finish.InputsHash, finish.InputsVersion, finish.ProgramVersion)),
        Fail fail => OfTheWorker(run, by) ?? new Answer(null, new Failed(fail.Why, fail.Fault)),
        Cancel => DecideCancel(run, by),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    /// <param name="at">When the fact was decided.</param>
    public static RunState Apply(RunState run, Fact fact, DateTime at) => fact switch
    {
        Requested => new RunState(RunStatus.Requested, 0),
        Claimed claimed => run with { Status = RunStatus.Running, Attempts = claimed.Attempt, StartedAt = at },
        Finished finished => run with
        {
            Status = RunStatus.Done, FinishedAt = at, InputsHash = finished.InputsHash, InputsVersion = finished.InputsVersion,
            ProgramVersion = finished.ProgramVersion,
        },
        Failed failed => run with
        {
            Status = RunStatus.Failed, FinishedAt = at, Failure = failed.Why,
            Fault = failed.Why == RunFailure.Fault ? failed.Fault.Text : null,
        },
        Cancelled => run with { Status = RunStatus.Cancelled, FinishedAt = at },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideEvaluation(By by, RunEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : !seen.ScoresAreOpened || seen.Stage < CallStage.Ranking ? new ScoresAreSealed()
        : seen.LotsHaveNoSeed ? new LotsNeedTheirSeed()
        : new Requested(RunKind.Evaluation, seen.Seed);

    private static Answer DecideAsking(Ask ask, By by, RunEvidence seen)
    {
        CallStage? needed = ask.Kind switch
        {
            RunKind.Assignment or RunKind.Draw => CallStage.Assigning,
            RunKind.TopUp => CallStage.Scoring,
            RunKind.Grouping => null,
            _ => throw new ArgumentOutOfRangeException(nameof(ask), ask.Kind, "An evaluation is asked for by an act of its own."),
        };
        return by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
            : needed is { } stage && seen.Stage != stage ? new CallLife.WrongStage(seen.Stage)
            : new Requested(ask.Kind, ask.Seed);
    }

    private static Answer DecideClaim(RunState run, By by, RunEvidence seen) =>
        by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
        : run.Status != RunStatus.Requested && !(run.Status == RunStatus.Running && seen.HolderIsGone) ? new NotInThisState(run.Status)
        : run.Attempts >= MostAttempts ? new Failed(RunFailure.StoppedTooOften, new FreeText(""))
        : new Claimed(run.Attempts + 1);

    private static Answer DecideCancel(RunState run, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : run.IsOver ? new NotInThisState(run.Status)
        : new Cancelled();

    /// <summary>Only a worker ends a run, and only one that runs; null = it may.</summary>
    private static Answer? OfTheWorker(RunState run, By by) =>
        by.Capacity != Capacity.Program ? new Answer(new Refusal.NeedsCapacity(Capacity.Program))
        : run.Status != RunStatus.Running ? new Answer(new NotInThisState(run.Status))
        : (Answer?)null;
}
