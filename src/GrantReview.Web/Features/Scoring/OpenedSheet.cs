using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>What a sheet relies on of its call.</summary>
public sealed record SheetCall(Guid Id, string Code, string NameEn, string NameZh, CallState State);

/// <summary>
/// A sheet with all that is needed to show, check and count it; one that is not the person's own, or whose pair is in conflict, does not
/// exist for them.
/// </summary>
public sealed record OpenedSheet(
    ScoreSheetRow Sheet, SheetCall Row, Call Call, IndicatorTree Tree, ApplicationRow Application, ExpertRow Expert,
    IReadOnlyDictionary<IndicatorCode, Rational?> Measured)
{
    public IReadOnlyList<IndicatorNode> Leaves { get; } = [.. Tree.Leaves.Where(l => IndicatorTree.IsFor(l, Expert.Kind, Call.Scoring))];

    /// <summary>The leaves that the expert writes: none that is measured.</summary>
    public IReadOnlyList<IndicatorNode> Written { get; } = [.. Tree.LeavesFor(Expert.Kind, Call.Scoring)];

    public SheetEvidence Evidence => new(
        Row.State.Stage == CallStage.Scoring, Call.Scoring.TakenUntil(Expert.ClosesAt(Row.State)), Row.State.WasOpened,
        ConflictLife.AreOpen(Row.State), Missing());

    public bool Asks(SheetQuestionKind question) => Call.Scoring.Questions.Any(q => q.Kind == question);

    public Deadline? ClosesAt => Deadline.Of(Expert.ClosesAt(Row.State), Call.Scoring);

    /// <summary>Whether the expert may write at this instant.</summary>
    public bool CanEdit(DateTime now) =>
        SheetLife.RefuseWriting(Sheet.State, new By(Expert.UserId, Capacity.Expert, now, Guid.Empty), Evidence) is null;

    /// <summary>In words, why the expert may not write at this instant; null = they may.</summary>
    public string? WhyClosed(DateTime now) => CanEdit(now) ? null
        : Left is { } left ? $"{AnswerText.Of(left)} {Text.Of("Sheet.LeftNote")}"
        : Sheet.State.Status == SheetStatus.Submitted ? Text.Of("Sheet.Submitted", Formats.Instant(Sheet.State.SubmittedAt))
        : Text.Of("Sheet.Closed");

    /// <summary>
    /// In words, for which defect and why the officer gave it back to the expert, who may write at this instant; null = not.
    /// </summary>
    public string? WhyReturned(DateTime now) =>
        CanEdit(now) && Sheet.State is { Status: SheetStatus.Returned, ReturnReason.Text: { } reason, ReturnDefect: var defect }
            ? Text.Of("Sheet.Returned", defect is { } named ? $"{Text.Of(named)}{Text.Of("List.Colon")}{reason}" : reason) : null;

    /// <summary>What ends an act on it before it is looked at: the expert has not declared on it, or not again; null = go on.</summary>
    public Refusal? RefuseUndeclared() => IsDeclared ? null
        : Sheet.State.Position is null ? new Refusal.NotThere() : new DeclarationLife.NeedsAgain();

    /// <summary>The expert has declared on it.</summary>
    public bool IsDeclared => Left is not null || Expert.DeclaredAt is not null;

    /// <summary>The expert lost it otherwise than by a conflict, and reads what is in it; null = not.</summary>
    public Departure? Left => Sheet.State is { Status: SheetStatus.Suspended, Departure: { } left } ? left : null;

    /// <summary>Sheets that are the person's own, due or done, and in no conflict.</summary>
    public static IQueryable<ScoreSheetRow> Of(AppDb db, Guid person) => Unbarred(db, person).WhereLive();

    /// <summary>
    /// These, and those that the person had declared on and lost since, to read what they wrote. A conflict ends that, too.
    /// </summary>
    public static IQueryable<ScoreSheetRow> ReadableBy(AppDb db, Guid person) => Unbarred(db, person).WhereReadable();

    /// <summary>A sheet that the person may read.</summary>
    public static async Task<OpenedSheet?> FindAsync(AppDb db, Guid id, Guid person, CancellationToken cancellationToken) =>
        await OpenAsync(db, ReadableBy(db, person).Where(s => s.Id == id), cancellationToken) is [var opened] ? opened : null;

    /// <summary>Sheets that a conflict took from the person, who keeps nothing of them.</summary>
    public static IQueryable<ScoreSheetRow> TakenFrom(AppDb db, Guid person)
    {
        var (barring, conflicted) = (db.Conflicts.WhereBars(), db.ScoreSheets.WhereConflicted());
        return Own(db, person).Where(s => conflicted.Any(c => c.Id == s.Id) || s.State.Departure!.Why == Leaving.Conflict
            || barring.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId));
    }

    private static IQueryable<ScoreSheetRow> Own(AppDb db, Guid person) =>
        db.ScoreSheets.Where(s => db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == person));

    private static IQueryable<ScoreSheetRow> Unbarred(AppDb db, Guid person)
    {
        var barring = db.Conflicts.WhereBars();
        return Own(db, person).Where(s => !barring.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId));
    }

    /// <summary>
    /// Sheets of one expert in one call, in the expert's reading order; while the call does not score, those alone that the expert lost.
    /// </summary>
    public static async Task<IReadOnlyList<OpenedSheet>> OpenAsync(AppDb db, IQueryable<ScoreSheetRow> which,
        CancellationToken cancellationToken)
    {
        var sheets = await which.Include(s => s.Leaves).ToListAsync(cancellationToken);
        if (sheets.Count == 0)
        {
            return [];
        }
        var (callId, expertId) = (sheets[0].CallId, sheets[0].ExpertId);
        List<Guid> ids = [.. sheets.Select(s => s.ApplicationId)];
        var found = await (
            from a in db.Applications
            where ids.Contains(a.Id)
            from e in db.Experts
            where e.Id == expertId
            from c in db.Calls
            where c.Id == callId
            select new
            {
                Application = a, Expert = e, c.Version, Row = new SheetCall(c.Id, c.Code, c.NameEn, c.NameZh, c.State),
                Tree = db.IndicatorTrees.Where(t => t.CallId == c.Id).OrderByDescending(t => t.PublishedAt != null)
                    .ThenByDescending(t => t.Number)
                    .Select(t => new { t.Id, t.Version }).FirstOrDefault(),
            }).AsNoTracking().ToListAsync(cancellationToken);
        var (row, treeRow, expert) = (found[0].Row, found[0].Tree, found[0].Expert);
        if (treeRow is null)
        {
            return [];
        }
        var (call, trees) = await StoredRound.RulesAsync(db, (callId, found[0].Version), (treeRow.Id, treeRow.Version), cancellationToken);
        var applications = found.ToDictionary(f => f.Application.Id, f => f.Application);
        var measured = await MeasureAsync(db, trees, [.. applications.Values], cancellationToken);
        return
        [
            .. sheets.Where(s => row.State.Stage >= CallStage.Scoring || s.State.Status == SheetStatus.Suspended)
                .Select(s => trees.Of(applications[s.ApplicationId].CategoryCode) is not { } tree ? null : new OpenedSheet(
                    s, row, call, tree, applications[s.ApplicationId], expert,
                    measured.GetValueOrDefault(applications[s.ApplicationId].Number) ?? new Dictionary<IndicatorCode, Rational?>()))
                .OfType<OpenedSheet>().OrderBy(s => s.Sheet.State.Position ?? int.MaxValue)
                    .ThenBy(s => s.Application.Code, StringComparer.Ordinal),
        ];
    }

    public string Digest => SheetField.DigestOf(SheetField.Of(this));

    /// <summary>Submits what a page showed, or nothing.</summary>
    /// <param name="screen">Digest of what it showed; blank = it cannot say.</param>
    public Answer Submit(string? screen, By by) => IsOther(screen) ? new ScreenIsOld() : Sheet.Do(new SheetLife.Submit(), by, Evidence);

    /// <summary>Why it cannot be submitted as it is; null = it can.</summary>
    public Refusal? RefuseSubmitting(DateTime now) => SheetLife.Decide(
        Sheet.State, new SheetLife.Submit(), new By(Expert.UserId, Capacity.Expert, now, Guid.Empty), Evidence).Refusal;

    /// <summary>Whether a page showed other values than the sheet has now.</summary>
    public bool IsOther(string? screen) => !string.IsNullOrEmpty(screen) && screen != Digest;

    /// <summary>The fact of the expert's last submission, a sheet that was given back included; null while there was none.</summary>
    public Task<FactRow?> SubmissionAsync(AppDb db, CancellationToken cancellationToken)
    {
        var submitted = FactJson.KindOf(typeof(SheetLife.Submitted));
        return db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.SubjectId == Sheet.Id && f.Kind == submitted && f.PersonId == Expert.UserId)
            .OrderByDescending(f => f.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The total so far: what is still missing earns nothing yet.</summary>
    public SheetTotal Count()
    {
        var given = Sheet.Leaves.Where(l => l.State.IsGiven).ToDictionary(l => l.Indicator, l => l.State.Score, StringComparer.Ordinal);
        return Sheets.Count(
            Tree, Application.Number, Expert.Number,
            Written.Select(l => new LeafScore(
                Application.Number, Expert.Number, l.Code,
                given.TryGetValue(l.Code.Value, out var score) ? score : Tree.Direction == ScoreDirection.LowerIsBetter ? l.Max
                    : l.Min, "")),
            Measured.Where(m => Leaves.Any(l => l.Code == m.Key)).ToDictionary(m => m.Key, m => m.Value)).Total;
    }

    /// <summary>What the sheet still lacks.</summary>
    public Unanswered Missing() =>
        Unanswered.Of(Written, code => Sheet.Leaf(code).Filling, Call.Scoring.Questions, Sheet.Answers);

    /// <summary>By application; empty where no tree measures anything. A share of the best depends on the whole category.</summary>
    private static async Task<IReadOnlyDictionary<ApplicationId, IReadOnlyDictionary<IndicatorCode, Rational?>>> MeasureAsync(
        AppDb db, IndicatorTrees trees, IReadOnlyList<ApplicationRow> applications, CancellationToken cancellationToken)
    {
        var leaves = trees.All.SelectMany(t => t.Leaves).ToList();
        if (leaves.TrueForAll(l => l.Indicator.Scale is null))
        {
            return new Dictionary<ApplicationId, IReadOnlyDictionary<IndicatorCode, Rational?>>();
        }
        var callId = applications[0].CallId;
        var all = leaves.Exists(l => l.Indicator.Scale is ShareOfBestScale)
            ? await db.Applications.AsNoTracking().Where(a => a.CallId == callId).ToListAsync(cancellationToken) : applications;
        return trees.Measure([.. all.Select(StoredRound.Application)]);
    }
}

/// <summary>Another window or device saved after the posting window had.</summary>
public sealed record ScreenIsOld : Refusal;
