namespace GrantReview.Core.Calls;

/// <summary>The stages of a call, in the order work flows.</summary>
public enum CallStage { Draft, Open, FormalReview, Assigning, Scoring, Ranking, Allocating, Deliberation, PublicNotice, Awarded, Closed }

/// <summary>Which stage follows which: one step forward, or back to any earlier one as a recorded act with a reason.</summary>
public static class CallStages
{
    private static readonly CallStage[] Order = Enum.GetValues<CallStage>();

    public static CallStage? Next(CallStage stage) => stage == Order[^1] ? null : Order[Array.IndexOf(Order, stage) + 1];

    public static CallStageRefusal? Refuse(CallStage from, CallStage to, string? reason) =>
        to == from ? new CallStageRefusal.SameStage(from)
        : to > from && Next(from) != to ? new CallStageRefusal.Skips(from, to)
        : to < from && string.IsNullOrWhiteSpace(reason) ? new CallStageRefusal.NeedsReason(from, to)
        : null;
}

/// <summary>Why a call may not change its stage.</summary>
public abstract record CallStageRefusal
{
    public sealed record SameStage(CallStage Stage) : CallStageRefusal;
    public sealed record Skips(CallStage From, CallStage To) : CallStageRefusal;
    public sealed record NeedsReason(CallStage From, CallStage To) : CallStageRefusal;
}
