using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Scoring;

/// <summary>
/// A version of a call's indicator tree: drafted and edited, then published; from then on it never changes and is cloned into a new one.
/// </summary>
/// <param name="PublishedAt">Null while it is a draft.</param>
public sealed record TreeState(DateTime? PublishedAt)
{
    public static TreeState Draft { get; } = new((DateTime?)null);
}

public static class TreeLife
{
    /// <param name="Sha256">Of the tree as it is written, in lower hexadecimal.</param>
    public sealed record Edit(string Sha256) : Act;

    /// <param name="BelowFull">A leaf that can never reach its full marks; null = every leaf can.</param>
    /// <param name="HasScores">Experts have scored by the version before.</param>
    public sealed record Publish(string Sha256, IndicatorCode? BelowFull = null, bool HasScores = false) : Act;

    public sealed record Edited(int Number, string Sha256) : Fact;

    public sealed record Published(int Number, string Sha256, DateTime At) : Fact;

    public sealed record IsPublished(int Number) : Refusal;

    /// <summary>No level of this leaf has its full points, so that nobody could give 100.</summary>
    public sealed record CannotReachFull(IndicatorCode Leaf) : Refusal;

    /// <summary>The settings give leaves to kinds of experts that no tree of the call would have.</summary>
    public sealed record LacksLeaves(IReadOnlyList<IndicatorCode> Codes) : Refusal;

    public static Answer Decide(TreeState tree, int number, CallState call, Act act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (tree.PublishedAt is not null)
        {
            return new IsPublished(number);
        }
        return act switch
        {
            Edit edit => new Edited(number, edit.Sha256),
            Publish when call.Stage >= CallStage.Scoring => new CallLife.WrongStage(call.Stage),
            Publish when call.WasOpened => new CallLife.ScoresWereOpened(),
            Publish { HasScores: true } => new CallLife.SheetsAreScored(),
            Publish { BelowFull: { } leaf } => new CannotReachFull(leaf),
            Publish publish => new Published(number, publish.Sha256, by.At),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static TreeState Apply(TreeState tree, Fact fact) => fact is Published published ? new TreeState(published.At) : tree;
}
