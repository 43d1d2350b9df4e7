using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A leaf across the expert's own sheets.</summary>
/// <param name="Given">As given, by sheet; null where nothing is, or where the expert is not asked.</param>
public sealed record OwnLeaf(IndicatorNode Node, IReadOnlyList<Rational?> Given);

/// <summary>All that an expert gave in a call, side by side.</summary>
/// <param name="Sheets">In the reading order.</param>
/// <param name="Ties">Applications whose totals are equal, group by group.</param>
/// <param name="DeviceKey">Opens what the person's browser keeps; base 64.</param>
public sealed record OwnScoresPage(
    CallRow Call, IReadOnlyList<OpenedSheet> Sheets, IReadOnlyList<Rational?> Totals, IReadOnlyList<OwnLeaf> Leaves,
    IReadOnlyList<IReadOnlyList<string>> Ties, string DeviceKey, DateTime Now)
{
    /// <summary>Answers that are still blank, of all sheets.</summary>
    public int Blank { get; } = Sheets.Sum(s => s.Missing().Count);
}

/// <param name="Fact">As the record numbers it.</param>
/// <param name="Place">The indicator or question that it is of; null = the whole sheet.</param>
/// <param name="What">The field or the act.</param>
/// <param name="Restores">The edition of the field that another value would replace; null where there is nothing to restore.</param>
public sealed record OwnEvent(long Fact, string Kind, string? Place, DateTime At, string What, string Value, long? Restores)
{
    /// <summary>How often the same field was written just before.</summary>
    public int Before { get; init; }
}

/// <param name="Field">The indicator or question that the page is of; null = all.</param>
/// <param name="Events">Newest first.</param>
public sealed record HistoryPage(Guid Sheet, string Application, string? Field, IReadOnlyList<OwnEvent> Events)
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Of all, a field that was written again within two minutes stands once, as it was left; what was submitted in between never folds.
    /// </summary>
    public IReadOnlyList<OwnEvent> Shown => Field is not null ? Events : Folded();

    private List<OwnEvent> Folded()
    {
        List<OwnEvent> shown = [];
        Dictionary<(string, string), (int Row, DateTime At)> later = [];
        foreach (var one in Events)
        {
            if (one.Place is not { } place)
            {
                later.Clear();
                shown.Add(one);
                continue;
            }
            var row = later.TryGetValue((one.Kind, place), out var last) && last.At - one.At < Together ? last.Row : shown.Count;
            later[(one.Kind, place)] = (row, one.At);
            if (row == shown.Count)
            {
                shown.Add(one);
            }
            else
            {
                shown[row] = shown[row] with { Before = shown[row].Before + 1 };
            }
        }
        return shown;
    }
}

/// <param name="Sequence">Its place in the chained record; null where the sealer has not come to it yet.</param>
public sealed record ReceiptPage(
    Guid Sheet, string Call, string Application, string Title, string Expert, int Edition, DateTime At, Guid Act, string Hash,
        long? Sequence);

/// <summary>
/// What experts see of their own work beside the sheet: all scores side by side, the history of a sheet, the receipt of a submission.
/// </summary>
[Authorize(Policy = Access.Score)]
public sealed class OwnScoresController(AppDb db, Desk desk, TimeProvider time) : Controller
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
        return View("OwnScores", new OwnScoresPage(
            call, sheets, totals, leaves, ties, await User.DeviceKeyAsync(db, cancellationToken), time.GetUtcNow().UtcDateTime));
    }

    /// <param name="field">An indicator or question; blank = all.</param>
    [HttpGet("/sheets/{id:guid}/history")]
    public async Task<IActionResult> History(Guid id, string? field, CancellationToken cancellationToken)
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
        var fields =
            opened.CanEdit(time.GetUtcNow().UtcDateTime) ? SheetField.Of(opened).ToDictionary(f => f.Name, StringComparer.Ordinal) : [];
        return View("History", new HistoryPage(id, opened.Application.Code, field,
            [.. facts.Select(f => EventOf(opened, f, fields)).Where(e => field is null || e.Place == field)]));
    }

    /// <summary>Writes what the expert had written before, as an edit of what the page showed.</summary>
    /// <param name="seen">The edition that the page showed.</param>
    /// <param name="field">Of which the page was.</param>
    [HttpPost("/sheets/{id:guid}/history/{fact:long}")]
    public async Task<IActionResult> Restore(Guid id, long fact, long seen, string? field, CancellationToken cancellationToken)
    {
        var call = await db.ScoreSheets.Where(s => s.Id == id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        var (what, at) = ("", DateTime.MinValue);
        var refusal = await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
        {
            var row = await inside.Facts.AsNoTracking().Include(f => f.Texts).SingleOrDefaultAsync(
                f => f.Id == fact && f.Subject == "ScoreSheet" && f.SubjectId == id && f.PersonId == by.Person, cancellationToken);
            if (row is null || await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is not { IsDeclared: true } opened
                || SheetField.WrittenBy(opened, row.Read()) is not var (name, value)
                || SheetField.Of(opened).FirstOrDefault(f => f.Name == name)?.ToAct(value, new Edit(seen, by.ActId)) is not { } act)
            {
                return new Refusal.NotThere();
            }
            (what, at) = (EventOf(opened, row, new Dictionary<string, SheetField>()).What, row.At);
            return opened.Sheet.Do(act, by, opened.Evidence);
        }, cancellationToken);
        if (refusal is Refusal.NotThere or Refusal.NeedsCapacity)
        {
            return NotFound();
        }
        var page = $"/sheets/{id}/history{(field is null ? "" : $"?field={Uri.EscapeDataString(field)}")}";
        if (refusal is not null)
        {
            return refusal is SheetLife.NewerIsThere ? new RefusedForm(page, Text.Of("History.NewerIs", what))
                : RefusedForm.Of(page, refusal);
        }
        TempData["Done"] = Text.Of("History.Restored", what, Formats.Second(at));
        return Redirect(page);
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

    private static string? PlaceOf(Fact fact) => fact switch
    {
        LeafLife.Scored scored => scored.Indicator.Value,
        LeafLife.Explained explained => explained.Indicator.Value,
        AnswersLife.Commented => SheetField.NameOf(SheetQuestionKind.OverallComment),
        AnswersLife.FamiliarityStated => SheetField.NameOf(SheetQuestionKind.Familiarity),
        AnswersLife.Recommended => SheetField.NameOf(SheetQuestionKind.Recommendation),
        AnswersLife.AmountSuggested => SheetField.NameOf(SheetQuestionKind.SuggestedAmount),
        _ => null,
    };

    /// <param name="fields">Of the sheet while it can be written.</param>
    private static OwnEvent EventOf(OpenedSheet opened, FactRow row, IReadOnlyDictionary<string, SheetField> fields)
    {
        var fact = row.Read();
        var (what, value) = fact switch
        {
            LeafLife.Scored scored => (NameOf(scored.Indicator),
                scored.NotApplicable ? Text.Of("Sheet.NotApplicable") : scored.Score is { } score ? score.ToExactText() : "—"),
            LeafLife.Explained explained => ($"{NameOf(explained.Indicator)} · {Text.Of("Sheet.Reason")}", $"{explained.Reason}"),
            AnswersLife.Commented comment => (Text.Of(SheetQuestionKind.OverallComment), $"{comment.OverallComment}"),
            AnswersLife.FamiliarityStated stated => (Text.Of(SheetQuestionKind.Familiarity), AnswerText.Of(stated.Familiarity)),
            AnswersLife.Recommended word => (Text.Of(SheetQuestionKind.Recommendation), AnswerText.Of(word.Recommendation)),
            AnswersLife.AmountSuggested amount => (Text.Of(SheetQuestionKind.SuggestedAmount), Formats.Yuan(amount.Suggested?.Fen)),
            SheetLife.Returned returned => (
                FactText.Of(row),
                string.Join(" · ", new[] { returned.Defect is { } defect ? Text.Of(defect) : "", $"{returned.Reason}" }
                    .Where(t => t.Length > 0))),
            _ => (FactText.Of(row), ""),
        };
        var other = SheetField.WrittenBy(opened, fact) is var (name, written) && fields.GetValueOrDefault(name) is { } field
            && field.Value != written ? field : null;
        return new OwnEvent(row.Id, row.Kind, PlaceOf(fact), row.At, what, value, other?.Save.Edition);

        string NameOf(IndicatorCode indicator) => opened.Tree.Find(indicator) is { } node ? Text.Of(node.Name) : indicator.Value;
    }
}
