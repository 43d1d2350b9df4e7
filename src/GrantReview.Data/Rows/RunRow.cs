using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>
/// A run that people rely on; where it stands changes by the facts of <see cref="RunLife"/> alone. Progress and lease are its worker's.
/// </summary>
public sealed class RunRow : Row
{
    public Guid CallId { get; init; }
    public ReviewRound Round { get; init; } = ReviewRound.Online;
    public RunKind Kind { get; init; }
    public string Seed { get; private set; } = "";
    public Guid? RequestedById { get; private set; }
    public DateTime RequestedAt { get; private set; }

    public RunStatus Status { get; private set; }
    public int Attempts { get; private set; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? FinishedAt { get; private set; }
    public string? InputsHash { get; private set; }

    /// <summary>How often inputs of its call had changed when it read them.</summary>
    public long InputsVersion { get; private set; }
    public string? ProgramVersion { get; private set; }
    public RunFailure? Failure { get; private set; }

    /// <summary>What a fault of the program says.</summary>
    public string? Fault { get; private set; }

    /// <summary>0..100.</summary>
    public int Progress { get; private set; }
    public string Step { get; private set; } = "";

    /// <summary>The worker that has it, and until when it need not be asked.</summary>
    public string? Owner { get; private set; }
    public DateTime? LeaseUntil { get; private set; }

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, RunEvidence seen) => Take(RunLife.Decide(State, act, by, seen), by, fact =>
    {
        State = RunLife.Apply(State, fact, by.At);
        if (fact is RunLife.Requested requested)
        {
            Seed = requested.Seed;
            RequestedById = by.Person;
            RequestedAt = by.At;
        }
        if (State.IsOver)
        {
            LeaseUntil = null;
            Step = "";
            Progress = 100;
        }
    });

    /// <summary>A worker takes it.</summary>
    public Answer Claim(string owner, DateTime until, By by)
    {
        var answer = Do(new RunLife.Claim(), by, RunEvidence.None with { HolderIsGone = LeaseUntil < by.At });
        if (answer.Refusal is null && !State.IsOver)
        {
            Owner = owner;
            LeaseUntil = until;
            Progress = 0;
        }
        return answer;
    }

    private RunState State
    {
        get => new(Status, Attempts)
        {
            StartedAt = StartedAt, FinishedAt = FinishedAt, InputsHash = InputsHash, InputsVersion = InputsVersion,
            ProgramVersion = ProgramVersion,
            Failure = Failure, Fault = Fault,
        };
        set
        {
            Status = value.Status;
            Attempts = value.Attempts;
            StartedAt = value.StartedAt;
            FinishedAt = value.FinishedAt;
            InputsHash = value.InputsHash;
            InputsVersion = value.InputsVersion;
            ProgramVersion = value.ProgramVersion;
            Failure = value.Failure;
            Fault = value.Fault;
        }
    }
}

public sealed class RunFileRow : Row
{
    public Guid RunId { get; init; }
    public string Name { get; init; } = "";
    public string ContentType { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public byte[] Content { get; init; } = [];
}

/// <summary>
/// One application in the result of a run, for lists and look-ups in the database; everything else is in the run's record.
/// </summary>
public sealed class RankingRow : Row
{
    public Guid RunId { get; init; }
    public Guid ApplicationId { get; init; }
    public string Category { get; init; } = "";
    public int? Place { get; init; }
    public int? Rank { get; init; }
    public Decision Decision { get; init; }
    public long? AmountFen { get; init; }
}
