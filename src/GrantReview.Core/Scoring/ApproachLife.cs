using GrantReview.Core.Acts;

namespace GrantReview.Core.Scoring;

/// <summary>An expert's sealed word that somebody tried to influence them (请托报告).</summary>
/// <param name="ReadBy">The supervisor who took note; null while none did.</param>
public sealed record ApproachState(DateTime ReportedAt, FreeText Content)
{
    public static ApproachState None { get; } = new(DateTime.UnixEpoch, new FreeText(""));

    public Guid? ReadBy { get; init; }
    public DateTime? ReadAt { get; init; }
}

/// <summary>
/// An approach is reported by the expert of a sheet, in any state of it, and read by a supervisor alone: its facts are for supervisors, for
/// ever, and the sheet says nothing of it.
/// </summary>
public static class ApproachLife
{
    // Acts.
    public sealed record Report(FreeText? Content) : Act;
    public sealed record TakeNote : Act;

    // Facts.
    public sealed record Reported(DateTime At, FreeText Content) : Fact
    {
        public override bool IsForSupervisors => true;
    }

    public sealed record Noted(DateTime At) : Fact
    {
        public override bool IsForSupervisors => true;
    }

    public static Answer Decide(ApproachState approach, Act act, By by)
    {
        var needed = act is Report ? Capacity.Expert : Capacity.Supervisor;
        if (by.Capacity != needed)
        {
            return new Refusal.NeedsCapacity(needed);
        }
        return act switch
        {
            Report report => report.Content is { } content ? new Reported(by.At, content) : new Refusal.NeedsReason(),
            TakeNote => approach.ReadAt is null ? new Noted(by.At) : Answer.Nothing,
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static ApproachState Apply(ApproachState approach, Fact fact, By by) => fact switch
    {
        Reported reported => new ApproachState(reported.At, reported.Content),
        Noted noted => approach with { ReadBy = by.Person, ReadAt = noted.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
