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

    public static Answer Decide(CallStage stage, Import act, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : stage > CallStage.Assigning ? new CallLife.WrongStage(stage)
        : act.Fields.Count == 0 ? Answer.Nothing : new Imported(act.Fields, act.Values);
}
