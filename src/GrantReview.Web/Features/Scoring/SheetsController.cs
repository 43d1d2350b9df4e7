using System.Text.Json;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

/// <summary>The score sheet. A sheet that is not the person's own, or whose pair is in conflict, does not exist for them.</summary>
[Authorize(Policy = Access.Score)]
public sealed class SheetsController(AppDb db, TimeProvider time) : Controller
{
    /// <summary>A sheet with all that is needed to show, check and count it.</summary>
    private sealed record Opened(
        ScoreSheetRow Sheet, CallRow Row, Call Call, IndicatorTree Tree, ApplicationRow Application, ExpertRow Expert, IReadOnlyDictionary<string, Rational?> Measured)
    {
        public bool CanEdit => Row.Stage == CallStage.Scoring && Sheet.Status is SheetStatus.Open or SheetStatus.Returned;

        public IReadOnlyList<IndicatorNode> Leaves { get; } = [.. Tree.Leaves.Where(l => IndicatorTree.IsFor(l, Expert.Kind, Call.Scoring))];

        /// <summary>The total so far: what is still missing earns nothing yet.</summary>
        public SheetTotal Count()
        {
            var given = Sheet.Leaves.Where(l => l.Score is not null || l.NotApplicable).ToDictionary(l => l.Indicator, l => l.NotApplicable ? (Rational?)null : Rational.Parse(l.Score ?? ""), StringComparer.Ordinal);
            return Sheets.Count(
                Tree, Application.Code, Expert.Code,
                Leaves.Where(l => l.Indicator.Kind != IndicatorKind.Measured).Select(l => new LeafScore(
                    Application.Code, Expert.Code, l.Code, given.TryGetValue(l.Code, out var score) ? score : Tree.Direction == ScoreDirection.LowerIsBetter ? l.Max : l.Min, "")),
                Measured.Where(m => Leaves.Any(l => l.Code == m.Key)).ToDictionary(m => m.Key, m => m.Value)).Total;
        }
    }

    [HttpGet("/sheets/{id:guid}")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken)
    {
        await FindConflictsAsync(id, cancellationToken);
        if (await OpenAsync(id, cancellationToken) is not { } opened)
        {
            return NotFound();
        }
        return opened.Expert.DeclaredAt is null ? Redirect($"/my-work/{opened.Row.Code}/declare") : View("Sheet", PageOf(opened, []));
    }

    /// <summary>The script saves one leaf at a time; it sends the version it saw, and an operation id so that a repeated save changes nothing.</summary>
    [HttpPost("/sheets/{id:guid}/leaf")]
    public async Task<IActionResult> Leaf(Guid id, [FromBody] LeafForm form, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not { } opened || opened.Expert.DeclaredAt is null)
        {
            return NotFound();
        }
        var row = opened.Sheet.Leaves.FirstOrDefault(l => l.Indicator == form.Indicator);
        if (row is not null && row.OperationId == form.OperationId)
        {
            return Json(new { version = row.Version });
        }
        if (!opened.CanEdit)
        {
            return StatusCode(StatusCodes.Status423Locked, new { message = Text.Of("Sheet.Closed") });
        }
        if (Save(opened, form, out row) is { } fault)
        {
            return fault.Length > 0 ? BadRequest(new { message = fault }) : Conflict(Current(row));
        }
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another window was faster by a moment: show what it saved.
            db.ChangeTracker.Clear();
            opened = await OpenAsync(id, cancellationToken);
            return Conflict(Current(opened?.Sheet.Leaves.FirstOrDefault(l => l.Indicator == form.Indicator)));
        }
        return Json(new { version = row?.Version ?? 0 });

        static object Current(LeafScoreRow? row) => new { score = row?.Score is { } s ? SheetLeaf.Typed(s) : "", reason = row?.Reason ?? "", notApplicable = row?.NotApplicable ?? false, version = row?.Version ?? 0 };
    }

    [HttpPost("/sheets/{id:guid}/questions")]
    public async Task<IActionResult> Questions(Guid id, [FromBody] SheetForm form, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not { } opened || opened.Expert.DeclaredAt is null)
        {
            return NotFound();
        }
        if (!opened.CanEdit)
        {
            return StatusCode(StatusCodes.Status423Locked, new { message = Text.Of("Sheet.Closed") });
        }
        if (form.Version != opened.Sheet.Version)
        {
            return Conflict(new { version = opened.Sheet.Version });
        }
        if (SaveQuestions(opened, form) is { } fault)
        {
            return BadRequest(new { message = fault });
        }
        await db.SaveChangesAsync(cancellationToken);
        return Json(new { version = opened.Sheet.Version });
    }

    /// <summary>The whole form at once, as a browser without script posts it; submits when it is complete.</summary>
    [HttpPost("/sheets/{id:guid}")]
    public async Task<IActionResult> Post(Guid id, SheetForm questions, string? act, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not { } opened || opened.Expert.DeclaredAt is null)
        {
            return NotFound();
        }
        if (!opened.CanEdit)
        {
            TempData["Refused"] = Text.Of("Sheet.Closed");
            return Redirect($"/sheets/{id}");
        }
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var leaf in opened.Leaves.Where(l => l.Indicator.Kind != IndicatorKind.Measured))
        {
            var form = new LeafForm
            {
                Indicator = leaf.Code, Score = Request.Form[$"score.{leaf.Code}"], Reason = Request.Form[$"reason.{leaf.Code}"],
                NotApplicable = Request.Form[$"na.{leaf.Code}"] == "true", OperationId = Guid.NewGuid(), Version = long.TryParse(Request.Form[$"version.{leaf.Code}"], out var version) ? version : 0,
            };
            if (Save(opened, form, out _) is { } fault)
            {
                faults[leaf.Code] = fault.Length > 0 ? fault : Text.Of("Sheet.Conflict");
            }
        }
        if (SaveQuestions(opened, questions) is { } wrong)
        {
            faults["?"] = wrong;
        }
        var page = PageOf(opened, faults);
        var missing = act == "submit" ? MissingOf(opened, page) : [];
        if (faults.Count == 0 && act == "submit" && missing.Count == 0)
        {
            (opened.Sheet.Status, opened.Sheet.SubmittedAt) = (SheetStatus.Submitted, time.GetUtcNow().UtcDateTime);
            Record(opened, "submit", "sheet", $"{opened.Application.Code}/{opened.Expert.Code}", "", $"{SheetStatus.Submitted}");
        }
        await db.SaveChangesAsync(cancellationToken);
        if (faults.Count > 0)
        {
            return View("Sheet", page);
        }
        TempData[missing.Count > 0 ? "Refused" : "Done"] = opened.Sheet.Status == SheetStatus.Submitted ? Text.Of("Sheet.SubmittedNow", opened.Application.Code)
            : missing.Count > 0 ? Text.Of("Sheet.Missing", string.Join(", ", missing)) : Text.Of("Sheet.SavedNow");
        return Redirect(opened.Sheet.Status == SheetStatus.Submitted ? "/my-work" : $"/sheets/{id}");
    }

    /// <summary>The expert reports a conflict that nobody knew of; a sheet that was submitted waits for the supervisor's ruling.</summary>
    [HttpPost("/sheets/{id:guid}/conflict")]
    public async Task<IActionResult> Report(Guid id, string? kind, string? note, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is not { } opened || opened.Expert.DeclaredAt is null)
        {
            return NotFound();
        }
        if (opened.Row.Stage >= CallStage.Deliberation)
        {
            TempData["Refused"] = Text.Of("Conflicts.Closed");
            return Redirect($"/sheets/{id}");
        }
        if (string.IsNullOrWhiteSpace(note) || note.Length > Row.NoteLength)
        {
            TempData["Refused"] = Text.Of("Declare.NeedsNote", opened.Application.Code);
            return Redirect($"/sheets/{id}");
        }
        var now = time.GetUtcNow().UtcDateTime;
        db.Conflicts.Add(new ConflictRow
        {
            CallId = opened.Row.Id, ApplicationId = opened.Application.Id, ExpertId = opened.Expert.Id, Ground = DeclareForm.KindOf(kind), Evidence = note.Trim(),
            Source = ConflictSource.Declared, Status = ConflictStatus.Declared, RaisedById = User.Id(), RaisedAt = now,
        });
        db.Record(now, User.Who(), "declare-conflict", "conflict", $"{opened.Application.Code}/{opened.Expert.Code}", opened.Row.Id, "", $"{ConflictStatus.Declared}", note.Trim());
        await StoredConflicts.HoldAsync(db, opened.Row, now, cancellationToken);
        TempData["Done"] = Text.Of("Sheet.Reported", opened.Application.Code);
        return Redirect("/my-work");
    }

    private async Task FindConflictsAsync(Guid id, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var pair = await (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where s.Id == id && e.UserId == me
            select new { s.ApplicationId, Expert = e, Call = c }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (pair is not null)
        {
            await StoredConflicts.FindAsync(db, pair.Call, pair.Expert, [pair.ApplicationId], time.GetUtcNow().UtcDateTime, cancellationToken);
        }
    }

    private async Task<Opened?> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var sheet = await db.ScoreSheets.Include(s => s.Leaves).SingleOrDefaultAsync(s => s.Id == id
            && (s.Status == SheetStatus.Open || s.Status == SheetStatus.Returned || s.Status == SheetStatus.Submitted)
            && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me)
            && !db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId && c.Status != ConflictStatus.Dismissed), cancellationToken);
        if (sheet is null)
        {
            return null;
        }
        var row = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == sheet.CallId, cancellationToken);
        var call = StoredRound.CallOf(row);
        if (row.Stage < CallStage.Scoring || await StoredRound.TreeRowAsync(db, row.Id, cancellationToken) is not { } treeRow)
        {
            return null;
        }
        var tree = StoredRound.TreeOf(treeRow, call);
        var application = await db.Applications.AsNoTracking().SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
        IReadOnlyDictionary<string, Rational?> measured = new Dictionary<string, Rational?>();
        if (tree.Leaves.Any(l => l.Indicator.Scale is not null))
        {
            // A share of the best depends on the whole category.
            var all = tree.Leaves.Any(l => l.Indicator.Scale is ShareOfBestScale)
                ? await db.Applications.AsNoTracking().Where(a => a.CallId == row.Id).ToListAsync(cancellationToken) : [application];
            measured = Sheets.Measure(tree, [.. all.Select(StoredRound.Application)])[application.Code];
        }
        return new Opened(sheet, row, call, tree, application, await db.Experts.AsNoTracking().SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken), measured);
    }

    /// <returns>Null = saved or nothing to save; blank = somebody else's save is newer; else the sentence of what is wrong.</returns>
    private string? Save(Opened opened, LeafForm form, out LeafScoreRow? row)
    {
        row = opened.Sheet.Leaves.FirstOrDefault(l => l.Indicator == form.Indicator);
        if (opened.Leaves.FirstOrDefault(l => l.Code == form.Indicator) is not { } leaf || !ModelState.IsValid)
        {
            return Text.Of("Form.Invalid");
        }
        Rational? score = null;
        var given = form.NotApplicable ? "N/A" : form.Score?.Trim() ?? "";
        if (given.Length > 0 && ScoreText.Read(leaf, given, out score) is var fault and not ScoreFault.None)
        {
            return Text.Of($"Fault.{fault}", SheetLeaf.Plain(leaf.Min), SheetLeaf.Plain(leaf.Max));
        }
        var (text, reason) = (score is { } s ? $"{s.Numerator}/{s.Denominator}" : null, form.Reason?.Trim() ?? "");
        if (text == row?.Score && form.NotApplicable == (row?.NotApplicable ?? false) && reason == (row?.Reason ?? ""))
        {
            return null;
        }
        if (form.Version != (row?.Version ?? 0))
        {
            return "";
        }
        var before = row is null ? "" : Shown(row);
        if (row is null)
        {
            row = new LeafScoreRow { SheetId = opened.Sheet.Id, Indicator = leaf.Code, Version = 1 };
            db.LeafScores.Add(row);
            if (!opened.Sheet.Leaves.Contains(row))
            {
                opened.Sheet.Leaves.Add(row);
            }
        }
        (row.Score, row.NotApplicable, row.Reason, row.OperationId, row.SavedAt) = (text, form.NotApplicable, reason, form.OperationId, time.GetUtcNow().UtcDateTime);
        Record(opened, "score", "leaf-score", $"{opened.Application.Code}/{opened.Expert.Code}/{leaf.Code}", before, Shown(row));
        return null;

        static string Shown(LeafScoreRow row) => (row.NotApplicable ? "N/A" : SheetLeaf.Typed(row.Score ?? "")) + (row.Reason.Length > 0 ? $" ({row.Reason})" : "");
    }

    private string? SaveQuestions(Opened opened, SheetForm form)
    {
        var sheet = opened.Sheet;
        Money amount = default;
        if (!string.IsNullOrWhiteSpace(form.SuggestedAmount) && !Money.TryParse(form.SuggestedAmount.Trim(), out amount))
        {
            return Text.Of("Fault.Amount");
        }
        var (familiarity, recommendation) = (Known(form.Familiarity, SheetForm.Familiarities), Known(form.Recommendation, SheetForm.Recommendations));
        if (familiarity is null || recommendation is null || (form.OverallComment?.Length ?? 0) > Row.NoteLength)
        {
            return Text.Of("Form.Invalid");
        }
        long? suggested = string.IsNullOrWhiteSpace(form.SuggestedAmount) ? null : amount.Fen;
        var before = Shown();
        (sheet.OverallComment, sheet.Familiarity, sheet.Recommendation, sheet.SuggestedFen) = (form.OverallComment?.Trim() ?? "", familiarity, recommendation, suggested);
        if (before != Shown())
        {
            Record(opened, "answer", "leaf-score", $"{opened.Application.Code}/{opened.Expert.Code}/?", before, Shown());
        }
        return null;

        static string? Known(string? value, IReadOnlyList<string> values) => string.IsNullOrEmpty(value) ? "" : values.Contains(value) ? value : null;
        string Shown() => JsonSerializer.Serialize(new { sheet.OverallComment, sheet.Familiarity, sheet.Recommendation, sheet.SuggestedFen });
    }

    private static List<string> MissingOf(Opened opened, SheetPage page)
    {
        var sheet = opened.Sheet;
        return
        [
            .. page.Missing.Select(l => Text.Of(l.Node.Name)),
            .. opened.Call.Scoring.Questions.Where(q => q.Required && q.Kind switch
            {
                SheetQuestionKind.Familiarity => sheet.Familiarity.Length == 0,
                SheetQuestionKind.OverallComment => sheet.OverallComment.Length == 0,
                SheetQuestionKind.Recommendation => sheet.Recommendation.Length == 0,
                _ => sheet.SuggestedFen is null,
            }).Select(q => Text.Of($"Sheet.{q.Kind}")),
        ];
    }

    private SheetPage PageOf(Opened opened, Dictionary<string, string> faults)
    {
        var (sheet, rows) = (opened.Sheet, opened.Sheet.Leaves.ToDictionary(l => l.Indicator, StringComparer.Ordinal));
        string[] hidden = ["id", "title", "unit", "eligible", "eligibility_note"];
        return new SheetPage(
            sheet.Id, opened.Row.Code, new LocalText(opened.Row.NameEn, opened.Row.NameZh), opened.Application.Code, opened.Application.Title, opened.Application.Unit,
            [.. StoredRound.AttributesOf(opened.Application).Where(a => a.Value.Length > 0 && !hidden.Contains(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (Text.OfColumn(a.Key), a.Value))],
            sheet.Status, opened.CanEdit, sheet.ReturnReason, sheet.SubmittedAt, opened.Tree,
            [.. opened.Leaves.Select(l => LeafOf(l, rows.GetValueOrDefault(l.Code)))], opened.Count(), opened.Call.Scoring.Questions,
            new SheetForm
            {
                OverallComment = sheet.OverallComment, Familiarity = sheet.Familiarity, Recommendation = sheet.Recommendation,
                SuggestedAmount = sheet.SuggestedFen is { } fen ? new Money(fen).ToString() : "",
            }, sheet.Version, faults);

        SheetLeaf LeafOf(IndicatorNode leaf, LeafScoreRow? row)
        {
            (Rational?, string)? measured = leaf.Indicator.Scale is { } scale
                ? (opened.Measured.GetValueOrDefault(leaf.Code), StoredRound.AttributesOf(opened.Application).GetValueOrDefault(scale.Attribute, "")) : null;
            var typed = faults.ContainsKey(leaf.Code) ? (string?)Request.Form[$"score.{leaf.Code}"] : null;
            return new SheetLeaf(leaf, typed ?? (row?.Score is { } score ? SheetLeaf.Typed(score) : null), row?.NotApplicable ?? false, row?.Reason ?? "", row?.Version ?? 0, measured);
        }
    }

    private void Record(Opened opened, string action, string subject, string id, string before, string after) =>
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), action, subject, id, opened.Row.Id, before, after);
}
