using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Awards;

public enum ObjectionStatus { None, Open, Upheld, Dismissed }

public sealed record ObjectionState(ObjectionStatus Status)
{
    public static ObjectionState None { get; } = new(ObjectionStatus.None);

    /// <summary>What officers read of it: worded by the supervisor, without who objected.</summary>
    public FreeText Outcome { get; init; }
    public Guid? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }
}

/// <summary>
/// An objection in the public notice (异议): recorded by a supervisor, and decided with an outcome that says nothing of who objected.
/// </summary>
public static class ObjectionLife
{
    // Acts.
    public sealed record Record(int Number, Guid? Application, DateOnly ReceivedOn) : Act;
    public sealed record Rule(bool Upheld, FreeText? Outcome) : Act;

    // Facts: neither who objected nor in which words.
    public sealed record Recorded(int Number, Guid? Application, DateOnly ReceivedOn, Guid By) : Fact;
    public sealed record Decided(bool Upheld, FreeText Outcome, Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record NeedsOutcome : Refusal;

    /// <param name="name">Who objected, whom no outcome may name.</param>
    public static Answer Decide(ObjectionState objection, CallStage stage, string name, Act act, By by)
    {
        if (by.Capacity != Capacity.Supervisor)
        {
            return new Refusal.NeedsCapacity(Capacity.Supervisor);
        }
        return act switch
        {
            Record when stage != CallStage.PublicNotice => new CallLife.WrongStage(stage),
            Record when objection.Status != ObjectionStatus.None => new Refusal.NotThere(),
            Record record => new Recorded(record.Number, record.Application, record.ReceivedOn, by.Who),
            Rule when objection.Status != ObjectionStatus.Open => new Refusal.NotThere(),
            Rule { Outcome: { Text: { } text } outcome } rule when !text.Contains(name, StringComparison.OrdinalIgnoreCase) =>
                new Decided(rule.Upheld, outcome, by.Who, by.At),
            Rule => new NeedsOutcome(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static ObjectionState Apply(ObjectionState objection, Fact fact) => fact switch
    {
        Recorded => new ObjectionState(ObjectionStatus.Open),
        Decided decided => new ObjectionState(decided.Upheld ? ObjectionStatus.Upheld : ObjectionStatus.Dismissed)
        {
            Outcome = decided.Outcome, DecidedBy = decided.By, DecidedAt = decided.At,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
