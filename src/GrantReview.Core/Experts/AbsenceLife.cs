using GrantReview.Core.Acts;

namespace GrantReview.Core.Experts;

/// <summary>Days in China on which a person takes no new work, the first and the last included.</summary>
public sealed record Absence(DateOnly FirstDay, DateOnly LastDay)
{
    public bool Meets(DateOnly from, DateOnly until) => FirstDay <= until && from <= LastDay;
}

/// <summary>What a person said of some days (不能参评的日期); null = nothing was said.</summary>
public sealed record AbsenceState(DateOnly? FirstDay, DateOnly? LastDay)
{
    public static AbsenceState None { get; } = new(null, null);

    public bool IsTakenBack { get; init; }

    /// <summary>Null where nothing was said, or it was taken back.</summary>
    public Absence? Standing => FirstDay is { } first && LastDay is { } last && !IsTakenBack ? new Absence(first, last) : null;
}

/// <param name="Today">In China.</param>
/// <param name="Others">What else of this person stands.</param>
public sealed record AbsenceEvidence(DateOnly Today, IReadOnlyList<Absence> Others);

/// <summary>
/// An expert says when they are not available, for all calls. New plans leave them out; what they have stays theirs. The record keeps the
/// days, never the reason.
/// </summary>
public static class AbsenceLife
{
    // Acts.
    public sealed record State(Absence Days) : Act;
    public sealed record TakeBack : Act;

    // Facts.
    public sealed record Stated(DateOnly FirstDay, DateOnly LastDay) : Fact;
    public sealed record TakenBack(DateOnly FirstDay, DateOnly LastDay) : Fact;

    // Refusals.
    public sealed record EndsBeforeItBegins : Refusal;

    /// <summary>Of days that are over nothing can be said any more.</summary>
    public sealed record IsOver(DateOnly Today) : Refusal;

    /// <summary>Some of the days are said already.</summary>
    public sealed record Overlaps(Absence Other) : Refusal;

    public static Answer Decide(AbsenceState absence, Act act, By by, AbsenceEvidence seen) =>
        by.Capacity != Capacity.AccountHolder ? new Refusal.NeedsCapacity(Capacity.AccountHolder) : act switch
        {
            State state => DecideState(absence, state.Days, seen),
            TakeBack => absence.Standing is not { } days ? new Refusal.NotThere()
                : days.LastDay < seen.Today ? new IsOver(seen.Today) : new TakenBack(days.FirstDay, days.LastDay),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    public static AbsenceState Apply(AbsenceState absence, Fact fact) => fact switch
    {
        Stated stated => new AbsenceState(stated.FirstDay, stated.LastDay),
        TakenBack => absence with { IsTakenBack = true },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideState(AbsenceState absence, Absence days, AbsenceEvidence seen) =>
        absence != AbsenceState.None ? new Refusal.ChangedMeanwhile()
        : days.LastDay < days.FirstDay ? new EndsBeforeItBegins()
        : days.LastDay < seen.Today ? new IsOver(seen.Today)
        : seen.Others.FirstOrDefault(o => o.Meets(days.FirstDay, days.LastDay)) is { } other ? new Overlaps(other)
        : new Stated(days.FirstDay, days.LastDay);
}
