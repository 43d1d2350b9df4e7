using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Experts;

/// <summary>An expert of a call: imported, perhaps again.</summary>
public static class ExpertLife
{
    /// <param name="Fields">Names of the columns that are new or changed; empty where nothing is.</param>
    /// <param name="Values">What was read in them, as JSON; of contacts that they changed, not what they are.</param>
    public sealed record Import(IReadOnlyList<string> Fields, FreeText Values) : Act;

    public sealed record Imported(IReadOnlyList<string> Fields, FreeText Values) : Fact
    {
        public bool Equals(Imported? other) => other is not null && Fields.SequenceEqual(other.Fields) && Values == other.Values;

        public override int GetHashCode() => HashCode.Combine(Fields.Count, Values);
    }

    /// <summary>The import that brought the expert is taken back.</summary>
    public sealed record Remove(ExpertId Expert) : Act;

    public sealed record Removed(ExpertId Expert) : Fact;

    public static Answer Decide(CallStage stage, Act act, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : stage > CallStage.Assigning ? new CallLife.WrongStage(stage)
        : act switch
        {
            Import { Fields.Count: 0 } => Answer.Nothing,
            Import import => new Imported(import.Fields, import.Values),
            Remove remove => new Removed(remove.Expert),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
}
