using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Awards;

public enum ObjectionStatus { Open, Upheld, Dismissed }

/// <summary>
/// An objection in the public notice (异议): recorded by a supervisor, and decided with an outcome that says nothing of who objected.
/// </summary>
public static class ObjectionLife
{
    // Acts.
    public sealed record Record(int Number, Guid? Application, DateOnly ReceivedOn) : Act;
    public sealed record Decide(bool Upheld, FreeText? Outcome) : Act;

    // Facts: neither who objected nor in which words.
    public sealed record Recorded(int Number, Guid? Application, DateOnly ReceivedOn, Guid By) : Fact;
    public sealed record Decided(bool Upheld, FreeText Outcome, Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record NeedsOutcome : Refusal;

    /// <param name="status">Null before it is recorded.</param>
    /// <param name="name">Who objected, whom no outcome may name.</param>
    public static Answer Answer(ObjectionStatus? status, CallStage stage, string name, Act act, By by)
    {
        if (by.Capacity != Capacity.Supervisor)
        {
            return new Refusal.NeedsCapacity(Capacity.Supervisor);
        }
        return act switch
        {
            Record when stage != CallStage.PublicNotice => new CallLife.WrongStage(stage),
            Record record => new Recorded(record.Number, record.Application, record.ReceivedOn, by.Who),
            Decide when status != ObjectionStatus.Open => new Refusal.NotThere(),
            Decide { Outcome: { Text: { } text } outcome } decide when !text.Contains(name, StringComparison.OrdinalIgnoreCase) =>
                new Decided(decide.Upheld, outcome, by.Who, by.At),
            Decide => new NeedsOutcome(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}
