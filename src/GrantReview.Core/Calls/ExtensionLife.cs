using GrantReview.Core.Acts;

namespace GrantReview.Core.Calls;

/// <summary>A later deadline for one expert; that of all is <see cref="CallLife.ExtendScoring"/>.</summary>
public static class ExtensionLife
{
    public sealed record Extend(DateTime Until, FreeText? Reason) : Act;

    public sealed record Extended(DateTime? From, DateTime Until, FreeText Reason) : Fact;

    /// <param name="closes">The expert's deadline so far; null = none, which nothing extends.</param>
    public static Answer Decide(CallState call, DateTime? closes, Extend act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (call.Stage != CallStage.Scoring || closes is null)
        {
            return new CallLife.WrongStage(call.Stage);
        }
        var earliest = closes > by.At ? closes.GetValueOrDefault() : by.At;
        if (act.Until <= earliest)
        {
            return new CallLife.MustBeLater(earliest);
        }
        return act.Reason is { } reason ? new Extended(closes, act.Until, reason) : new Refusal.NeedsReason();
    }
}
