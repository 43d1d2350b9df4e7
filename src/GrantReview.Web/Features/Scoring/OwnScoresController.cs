using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A leaf across the expert's own sheets.</summary>
/// <param name="Given">As given, by sheet; null where nothing is, or where the expert is not asked.</param>
public sealed record OwnLeaf(IndicatorNode Node, IReadOnlyList<Rational?> Given);

/// <summary>All that an expert gave in a call, side by side.</summary>
/// <param name="Sheets">In the reading order.</param>
/// <param name="Ties">Applications whose totals are equal, group by group.</param>
public sealed record OwnScoresPage(
    CallRow Call, IReadOnlyList<OpenedSheet> Sheets, IReadOnlyList<Rational?> Totals, IReadOnlyList<OwnLeaf> Leaves,
    IReadOnlyList<IReadOnlyList<string>> Ties)
{
    /// <summary>Answers that are still blank, of all sheets.</summary>
    public int Blank { get; } = Sheets.Sum(s => s.Missing().Count);
}

/// <param name="What">The field or the act.</param>
public sealed record OwnEvent(DateTime At, string What, string Value);

public sealed record HistoryPage(Guid Sheet, string Application, IReadOnlyList<OwnEvent> Events);

/// <param name="Sequence">Its place in the chained record; null where the sealer has not come to it yet.</param>
public sealed record ReceiptPage(
    Guid Sheet, string Call, string Application, string Title, string Expert, int Edition, DateTime At, Guid Act, string Hash,
        long? Sequence);

/// <summary>
/// What experts see of their own work beside the sheet: all scores side by side, the history of a sheet, the receipt of a submission.
/// </summary>
[Authorize(Policy = Access.Score)]
public sealed class OwnScoresController(AppDb db) : Controller
{
    [HttpGet("/my-work/{code}/all")]
    public async Task<IActionResult> All(string code, CancellationToken cancellationToken)
    {
        if (await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, cancellationToken) is not { } call)
        {
            return NotFound();
        }
        var sheets = await OpenedSheet.OpenAsync(
            db, OpenedSheet.Of(db, User.Id()).AsNoTracking().Where(s => s.CallId == call.Id
                && db.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null)), cancellationToken);
        var totals = sheets.Select(s => s.Missing().Leaves.Count == 0 ? s.Count().Total : null).ToList();
        var leaves = sheets.GroupBy(s => s.Tree).SelectMany(g => g.SelectMany(s => s.Leaves).Distinct().OrderBy(l => l.Order))
            .Select(l => new OwnLeaf(l, [.. sheets.Select(s => GivenOf(s, l))])).ToList();
        var ties = sheets.Zip(totals).Where(s => s.Second is not null).GroupBy(s => s.Second, s => s.First.Application.Code)
            .Where(g => g.Count() > 1).Select(g => (IReadOnlyList<string>)[.. g]).ToList();
        return View("OwnScores", new OwnScoresPage(call, sheets, totals, leaves, ties));
    }

    [HttpGet("/sheets/{id:guid}/history")]
    public async Task<IActionResult> History(Guid id, CancellationToken cancellationToken)
    {
        var me = User.Id();
        if (await OpenedSheet.FindAsync(db, id, me, cancellationToken) is not { IsDeclared: true } opened)
        {
            return NotFound();
        }
        var returned = FactJson.KindOf(typeof(SheetLife.Returned));
        var facts = await db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.Subject == "ScoreSheet" && f.SubjectId == id && (f.PersonId == me || f.Kind == returned))
            .OrderByDescending(f => f.Id).ToListAsync(cancellationToken);
        return View("History", new HistoryPage(id, opened.Application.Code, [.. facts.Select(f => EventOf(opened, f))]));
    }

    /// <summary>Of the last submission; a sheet that was given back keeps it.</summary>
    [HttpGet("/sheets/{id:guid}/receipt")]
    public async Task<IActionResult> Receipt(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { } opened)
        {
            return NotFound();
        }
        var fact = await opened.SubmissionAsync(db, cancellationToken);
        return fact?.Read() is not SheetLife.Submitted { At: var at, Edition: var edition } ? NotFound() : View("Receipt", new ReceiptPage(
            id, opened.Row.Code, opened.Application.Code, opened.Application.Title, opened.Expert.Name, edition, at, fact.ActId,
                fact.OwnHash(), fact.Sequence));
    }

    private static Rational? GivenOf(OpenedSheet sheet, IndicatorNode leaf) =>
        !sheet.Leaves.Contains(leaf) ? null
        : leaf.Indicator.Kind == IndicatorKind.Measured ? sheet.Measured.GetValueOrDefault(leaf.Code) : sheet.Sheet.Leaf(leaf.Code).Score;

    private static OwnEvent EventOf(OpenedSheet opened, FactRow row)
    {
        var (what, value) = row.Read() switch
        {
            LeafLife.Scored scored => (NameOf(scored.Indicator),
                scored.NotApplicable ? Text.Of("Sheet.NotApplicable") : scored.Score is { } score ? score.ToExactText() : "—"),
            LeafLife.Explained explained => ($"{NameOf(explained.Indicator)} · {Text.Of("Sheet.Reason")}", $"{explained.Reason}"),
            AnswersLife.Commented comment => (Text.Of("Sheet.OverallComment"), $"{comment.OverallComment}"),
            AnswersLife.FamiliarityStated stated => (Text.Of("Sheet.Familiarity"), AnswerText.Of(stated.Familiarity)),
            AnswersLife.Recommended word => (Text.Of("Sheet.Recommendation"), AnswerText.Of(word.Recommendation)),
            AnswersLife.AmountSuggested amount => (Text.Of("Sheet.SuggestedAmount"), Formats.Yuan(amount.Suggested?.Fen)),
            SheetLife.Returned returned => (FactText.Of(row), $"{returned.Reason}"),
            _ => (FactText.Of(row), ""),
        };
        return new OwnEvent(row.At, what, value);

        string NameOf(IndicatorCode indicator) => opened.Tree.Find(indicator) is { } node ? Text.Of(node.Name) : indicator.Value;
    }
}
