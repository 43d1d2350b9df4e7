using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A sheet with all that is needed to show, check and count it; one that is not the person's own, or whose pair is in conflict, does not exist for them.</summary>
public sealed record OpenedSheet(
    ScoreSheetRow Sheet, CallRow Row, Call Call, IndicatorTree Tree, ApplicationRow Application, ExpertRow Expert,
    IReadOnlyDictionary<IndicatorCode, Rational?> Measured)
{
    public IReadOnlyList<IndicatorNode> Leaves { get; } = [.. Tree.Leaves.Where(l => IndicatorTree.IsFor(l, Expert.Kind, Call.Scoring))];

    public SheetEvidence Evidence => new(
        Row.State.Stage == CallStage.Scoring, Expert.ClosesAt(Row.State), Row.State.ScoresAreOpened, ConflictLife.AreOpen(Row.State), Missing());

    /// <summary>Whether the expert may write at this instant.</summary>
    public bool CanEdit(DateTime now) =>
        SheetLife.RefuseWriting(Sheet.State, new By(Expert.UserId, Capacity.Expert, now, Guid.Empty), Evidence) is null;

    public static async Task<OpenedSheet?> FindAsync(AppDb db, Guid id, Guid person, CancellationToken cancellationToken)
    {
        var sheet = await db.ScoreSheets.Include(s => s.Leaves).SingleOrDefaultAsync(s => s.Id == id
            && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned || s.State.Status == SheetStatus.Submitted)
            && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == person)
            && !db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId && c.State.Status != ConflictStatus.Dismissed),
            cancellationToken);
        if (sheet is null)
        {
            return null;
        }
        var row = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == sheet.CallId, cancellationToken);
        var call = StoredRound.CallOf(row);
        if (row.State.Stage < CallStage.Scoring || await StoredRound.TreeRowAsync(db, row.Id, cancellationToken) is not { } treeRow)
        {
            return null;
        }
        var tree = StoredRound.TreeOf(treeRow, call);
        var application = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
        var expert = await db.Experts.AsNoTracking().SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
        return new OpenedSheet(sheet, row, call, tree, application, expert, await MeasureAsync(db, tree, application, cancellationToken));
    }

    /// <summary>The total so far: what is still missing earns nothing yet.</summary>
    public SheetTotal Count()
    {
        var given = Sheet.Leaves.Where(l => l.State.IsGiven).ToDictionary(l => l.Indicator, l => l.State.Score, StringComparer.Ordinal);
        return Sheets.Count(
            Tree, Application.Number, Expert.Number,
            Leaves.Where(l => l.Indicator.Kind != IndicatorKind.Measured).Select(l => new LeafScore(
                Application.Number, Expert.Number, l.Code,
                given.TryGetValue(l.Code.Value, out var score) ? score : Tree.Direction == ScoreDirection.LowerIsBetter ? l.Max : l.Min, "")),
            Measured.Where(m => Leaves.Any(l => l.Code == m.Key)).ToDictionary(m => m.Key, m => m.Value)).Total;
    }

    /// <summary>Leaves and required answers that the sheet still lacks, as the expert knows them.</summary>
    public IReadOnlyList<string> Missing()
    {
        var given = Sheet.Leaves.Where(l => l.State.IsGiven).Select(l => l.Indicator).ToHashSet(StringComparer.Ordinal);
        var answers = Sheet.Answers;
        return
        [
            .. Leaves.Where(l => l.Indicator.Kind != IndicatorKind.Measured && !given.Contains(l.Code.Value)).Select(l => Text.Of(l.Name)),
            .. Call.Scoring.Questions.Where(q => q.Required && q.Kind switch
            {
                SheetQuestionKind.Familiarity => answers.Familiarity == Familiarity.Unstated,
                SheetQuestionKind.OverallComment => answers.OverallComment.IsBlank,
                SheetQuestionKind.Recommendation => answers.Recommendation == Recommendation.Unstated,
                _ => answers.Suggested is null,
            }).Select(q => Text.Of($"Sheet.{q.Kind}")),
        ];
    }

    /// <summary>A share of the best depends on the whole category.</summary>
    private static async Task<IReadOnlyDictionary<IndicatorCode, Rational?>> MeasureAsync(
        AppDb db, IndicatorTree tree, ApplicationRow application, CancellationToken cancellationToken)
    {
        if (!tree.Leaves.Any(l => l.Indicator.Scale is not null))
        {
            return new Dictionary<IndicatorCode, Rational?>();
        }
        var all = tree.Leaves.Any(l => l.Indicator.Scale is ShareOfBestScale)
            ? await db.Applications.AsNoTracking().Where(a => a.CallId == application.CallId).ToListAsync(cancellationToken) : [application];
        return Sheets.Measure(tree, [.. all.Select(StoredRound.Application)])[application.Number];
    }
}
