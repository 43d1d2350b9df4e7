using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

public enum SheetStatus
{
    Open, Submitted, Returned,

    /// <summary>Taken from the expert before it was submitted; all that is in it stays.</summary>
    Suspended,

    /// <summary>A conflict appeared after it was submitted: it counts nowhere until a supervisor rules.</summary>
    Held,

    /// <summary>The supervisor ruled that it does not count.</summary>
    Discounted,
}

/// <summary>Why an expert lost an application before submitting.</summary>
public enum Leaving { Declined, NoShow, Conflict, PlanWithdrawn, PlanChanged }

/// <summary>
/// What is wrong with a sheet that is given back before scores are opened (退回原因): never that its points are too high or too low.
/// </summary>
public enum Defect
{
    /// <summary>A reason is missing, or nobody can understand it.</summary>
    MissingReason,

    /// <summary>It is written about another application.</summary>
    OtherApplication,

    /// <summary>Points and reasons contradict each other.</summary>
    Contradiction,

    /// <summary>A slip of form or writing.</summary>
    Form,
}

/// <summary>How an expert lost an application, until the expert sits again.</summary>
public sealed record Departure(Leaving Why, DateTime At, FreeText Reason);

/// <summary>A request, after scores were opened, to let an expert score again.</summary>
public sealed record Reopening(FreeText Reason)
{
    public required Request Request { get; init; }
}

/// <summary>A supervisor's word on a held sheet.</summary>
public sealed record SheetRuling(bool Counts, Guid By, DateTime At, FreeText Reason);

/// <summary>
/// A score sheet (评分表): filled by its expert, submitted, returned for defects; after scores are opened only by two persons.
/// </summary>
/// <param name="Edition">From 1; one more each time a submitted sheet is given back. What was submitted before stays beside it.</param>
public sealed record SheetState(SheetStatus Status, int Edition)
{
    public static SheetState Opened { get; } = new(SheetStatus.Open, Edition: 1);

    public DateTime? SubmittedAt { get; init; }

    /// <summary>Why it was returned; null while it never was.</summary>
    public FreeText? ReturnReason { get; init; }

    /// <summary>For which defect; null where two persons gave it back after scores were opened.</summary>
    public Defect? ReturnDefect { get; init; }
    public Reopening? Reopening { get; init; }

    /// <summary>Its place in the expert's reading order, from 1; null before the expert declared.</summary>
    public int? Position { get; init; }

    /// <summary>Of a suspended sheet.</summary>
    public Departure? Departure { get; init; }
    public DateTime? HeldAt { get; init; }

    /// <summary>Null = no ruling, or it was held again since.</summary>
    public SheetRuling? Ruling { get; init; }

    /// <summary>A conflict appeared after it was submitted: its expert opens it no more, whatever the ruling is.</summary>
    public bool IsConflicted => Status is SheetStatus.Held or SheetStatus.Discounted || Ruling is { Counts: true };

    /// <summary>The expert writes in it.</summary>
    public bool IsOpen => IsOpenIn(Status);

    /// <summary>Due or done; a sheet that was taken back, held or discounted is neither.</summary>
    public bool IsLive => IsLiveIn(Status);

    public static bool IsLiveIn(SheetStatus status) => IsOpenIn(status) || status == SheetStatus.Submitted;

    public static bool IsOpenIn(SheetStatus status) => status is SheetStatus.Open or SheetStatus.Returned;
}

/// <summary>What a sheet still lacks; it is filled in (已填完) where that is nothing.</summary>
/// <param name="Leaves">Without a score.</param>
/// <param name="Reasons">Veto leaves that are failed without saying why.</param>
/// <param name="Questions">That the call requires an answer to.</param>
public sealed record Unanswered(
    IReadOnlyList<IndicatorNode> Leaves, IReadOnlyList<IndicatorNode> Reasons, IReadOnlyList<SheetQuestionKind> Questions)
{
    public static Unanswered Nothing { get; } = new([], [], []);

    public int Count => Leaves.Count + Reasons.Count + Questions.Count;
    public bool IsNothing => Count == 0;

    /// <summary>What may be said while scores are sealed: that a reason is owed would tell of a veto.</summary>
    public Unanswered Sealed => this with { Reasons = [] };

    /// <summary>A sheet needs a score for each leaf, a reason for each veto, and each required answer.</summary>
    /// <param name="written">The leaves that the expert is to score.</param>
    public static Unanswered Of(
        IReadOnlyCollection<IndicatorNode> written, Func<IndicatorCode, LeafFilling> leaf, IEnumerable<SheetQuestion> asked,
        SheetAnswers answers) => new(
        [.. written.Where(l => !leaf(l.Code).IsGiven)],
        [.. written.Where(l => leaf(l.Code) is { IsExplained: false } given && l.IsVetoed(given.Score))],
        [.. asked.Where(q => q.Required && !answers.Says(q.Kind)).Select(q => q.Kind)]);
}

/// <summary>What the decision relies on, read in the act's transaction.</summary>
/// <param name="IsScoring">The call is in its scoring stage.</param>
/// <param name="ClosesAt">The deadline for this expert, extensions included; null = none.</param>
/// <param name="ScoresWereOpened">Two persons once opened the scores, sealed again or not.</param>
/// <param name="ConflictsAreOpen">The meeting has not decided yet, so conflicts are still looked into.</param>
public sealed record SheetEvidence(
    bool IsScoring, DateTime? ClosesAt, bool ScoresWereOpened, bool ConflictsAreOpen, Unanswered Missing)
{
    /// <summary>Nothing is missing, no deadline, scoring goes on.</summary>
    public static SheetEvidence Scoring { get; } = new(true, null, false, true, Unanswered.Nothing);

    public bool IsOver(By by) => ClosesAt is { } closes && by.At >= closes;
}

public static class SheetLife
{
    // Acts.
    public sealed record Submit : Act;
    /// <param name="Defect">Needed until scores are first opened; afterwards a second person judges the reason.</param>
    public sealed record Return(FreeText? Reason, Defect? Defect) : Act;
    public sealed record ConfirmReopening(Guid Request) : Act;
    public sealed record Leave(Leaving Why, FreeText? Reason) : Act;
    public sealed record Seat : Act;
    public sealed record Hold : Act;
    public sealed record Rule(bool Counts, FreeText? Reason) : Act;

    /// <summary>Gives the sheet its place in the expert's reading order.</summary>
    public sealed record Place(int Position) : Act;

    // Facts.
    public sealed record Submitted(DateTime At, int Edition) : Fact;
    public sealed record ReopeningRequested(Reopening Reopening) : Fact;
    public sealed record Returned(FreeText Reason, Guid? RequestedBy, Defect? Defect = null) : Fact;
    public sealed record Left(Departure Departure) : Fact;
    public sealed record Seated : Fact;
    public sealed record Held(DateTime At) : Fact;
    public sealed record Ruled(SheetRuling Ruling) : Fact;
    public sealed record Placed(int Position) : Fact;

    // Refusals.
    public sealed record NotInThisState(SheetStatus Status) : Refusal;
    public sealed record NotScoring : Refusal;
    public sealed record ScoringIsOver(DateTime ClosedAt) : Refusal;
    public sealed record IsIncomplete(Unanswered Missing) : Refusal;
    public sealed record TooLateForConflicts : Refusal;

    /// <summary>Before scores are opened a sheet goes back for a defect alone.</summary>
    public sealed record NeedsDefect : Refusal;

    /// <summary>Another window saved the field after this one looked.</summary>
    /// <param name="Edition">Of what is there.</param>
    public sealed record NewerIsThere(long Edition) : Refusal;

    public static Answer Decide(SheetState sheet, Act act, By by, SheetEvidence seen) => act switch
    {
        Submit => DecideSubmit(sheet, by, seen),
        Return returning => DecideReturn(sheet, returning, by, seen),
        ConfirmReopening confirm => DecideReopening(sheet, confirm, by, seen),
        Leave leaving => DecideLeave(sheet, leaving, by, seen),
        Seat => DecideSeat(sheet, by),
        Hold => DecideHold(sheet, by, seen),
        Rule rule => DecideRule(sheet, rule, by, seen),
        Place place => DecidePlace(sheet, place, by),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static SheetState Apply(SheetState sheet, Fact fact) => fact switch
    {
        Submitted submitted => sheet with { Status = SheetStatus.Submitted, SubmittedAt = submitted.At, Reopening = null },
        ReopeningRequested requested => sheet with { Reopening = requested.Reopening },
        Returned returned => SheetState.Opened with
        {
            Status = SheetStatus.Returned, Edition = sheet.Edition + 1, ReturnReason = returned.Reason,
            ReturnDefect = returned.Defect, Position = sheet.Position,
        },
        Left left => sheet with { Status = SheetStatus.Suspended, Departure = left.Departure },
        Seated => sheet with { Status = SheetStatus.Open, Departure = null },
        Held held => sheet with { Status = SheetStatus.Held, HeldAt = held.At, Ruling = null },
        Ruled ruled => sheet with { Status = ruled.Ruling.Counts ? SheetStatus.Submitted : SheetStatus.Discounted, Ruling = ruled.Ruling },
        Placed placed => sheet with { Position = placed.Position },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>Whether the expert may write in it now; null = yes.</summary>
    public static Refusal? RefuseWriting(SheetState sheet, By by, SheetEvidence seen)
    {
        if (by.Capacity != Capacity.Expert)
        {
            return new Refusal.NeedsCapacity(Capacity.Expert);
        }
        if (!sheet.IsOpen)
        {
            return new NotInThisState(sheet.Status);
        }
        if (!seen.IsScoring)
        {
            return new NotScoring();
        }
        return seen.IsOver(by) ? new ScoringIsOver(seen.ClosesAt.GetValueOrDefault()) : null;
    }

    private static Answer DecideSubmit(SheetState sheet, By by, SheetEvidence seen)
    {
        if (RefuseWriting(sheet, by, seen) is { } refusal)
        {
            return refusal;
        }
        return !seen.Missing.IsNothing ? new IsIncomplete(seen.Missing) : new Submitted(by.At, sheet.Edition);
    }

    /// <summary>Until scores are first opened the officer returns a sheet for a defect; afterwards another person confirms it.</summary>
    private static Answer DecideReturn(SheetState sheet, Return act, By by, SheetEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (sheet.Status != SheetStatus.Submitted)
        {
            return new NotInThisState(sheet.Status);
        }
        if (!seen.IsScoring && !(seen.ScoresWereOpened && seen.ConflictsAreOpen))
        {
            return new NotScoring();
        }
        if (act.Reason is not { } reason)
        {
            return new Refusal.NeedsReason();
        }
        return seen.ScoresWereOpened
            ? new ReopeningRequested(new Reopening(reason) { Request = Request.From(by) })
            : act.Defect is { } defect ? new Returned(reason, RequestedBy: null, defect) : new NeedsDefect();
    }

    private static Answer DecideReopening(SheetState sheet, ConfirmReopening act, By by, SheetEvidence seen)
    {
        if (by.Capacity is not (Capacity.Approver or Capacity.Supervisor))
        {
            return new Refusal.NeedsCapacity(Capacity.Approver);
        }
        if (sheet.Status != SheetStatus.Submitted)
        {
            return new NotInThisState(sheet.Status);
        }
        return !seen.IsScoring && !seen.ConflictsAreOpen ? new NotScoring()
            : Request.RefuseConfirmation(sheet.Reopening?.Request, act.Request, by) is { } refusal ? refusal
            : sheet.Reopening is { } reopening ? new Returned(reopening.Reason, reopening.Request.By) : new Refusal.RequestWasReplaced();
    }

    /// <summary>
    /// The expert gives it back, in person or through the officer, or does not turn up; or the plan seats somebody else, which takes a
    /// submitted sheet, too. Once scores were opened no plan takes a sheet, and one that was submitted before stays with its expert.
    /// </summary>
    private static Answer DecideLeave(SheetState sheet, Leave act, By by, SheetEvidence seen)
    {
        if (by.Capacity != Capacity.Officer && (by.Capacity, act.Why) != (Capacity.Expert, Leaving.Declined))
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        var byPlan = act.Why is Leaving.PlanWithdrawn or Leaving.PlanChanged;
        if (byPlan ? !sheet.IsLive : !sheet.IsOpen)
        {
            return new NotInThisState(sheet.Status);
        }
        if (seen.ScoresWereOpened && (byPlan || sheet.Edition > 1))
        {
            return new CallLife.ScoresWereOpened();
        }
        if (!byPlan && !seen.IsScoring)
        {
            return new NotScoring();
        }
        return act.Reason is { } reason ? new Left(new Departure(act.Why, by.At, reason)) : new Refusal.NeedsReason();
    }

    private static Answer DecideSeat(SheetState sheet, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : sheet.Status == SheetStatus.Suspended ? new Seated() : new NotInThisState(sheet.Status);

    /// <summary>A conflict takes an open sheet from the expert, and keeps a submitted one out until a supervisor rules.</summary>
    private static Answer DecideHold(SheetState sheet, By by, SheetEvidence seen) =>
        by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
        : !seen.ConflictsAreOpen ? new TooLateForConflicts()
        : sheet.IsOpen ? new Left(new Departure(Leaving.Conflict, by.At, new FreeText("")))
        : sheet.Status == SheetStatus.Submitted ? new Held(by.At) : new NotInThisState(sheet.Status);

    private static Answer DecideRule(SheetState sheet, Rule act, By by, SheetEvidence seen)
    {
        if (by.Capacity != Capacity.Supervisor)
        {
            return new Refusal.NeedsCapacity(Capacity.Supervisor);
        }
        if (sheet.Status != SheetStatus.Held)
        {
            return new NotInThisState(sheet.Status);
        }
        if (!seen.ConflictsAreOpen)
        {
            return new TooLateForConflicts();
        }
        return act.Reason is { } reason ? new Ruled(new SheetRuling(act.Counts, by.Who, by.At, reason)) : new Refusal.NeedsReason();
    }

    /// <summary>A place once given stays, so that the record says in which order the expert was to read.</summary>
    private static Answer DecidePlace(SheetState sheet, Place act, By by) =>
        by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
        : !sheet.IsLive || sheet.Position is not null ? new NotInThisState(sheet.Status) : new Placed(act.Position);
}
