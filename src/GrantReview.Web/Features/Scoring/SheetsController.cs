using GrantReview.Core.Acts;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

/// <summary>The score sheet: shown, saved leaf by leaf or as a whole form, submitted.</summary>
[Authorize(Policy = Access.Score)]
public sealed class SheetsController(AppDb db, Desk desk, TimeProvider time) : Controller
{
    /// <summary>Columns of the file that the sheet says elsewhere, or that are no expert's business.</summary>
    private static readonly string[] Hidden = ["id", "title", "unit", "eligible", "eligibility_note"];

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    [HttpGet("/sheets/{id:guid}")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { } opened)
        {
            return NotFound();
        }
        return opened.Expert.DeclaredAt is null
            ? Redirect($"/my-work/{opened.Row.Code}/declare") : View("Sheet", PageOf(opened, new SheetForm(opened.Sheet.Answers), []));
    }

    /// <summary>The script saves one leaf at a time; it sends the edition it saw, and an operation id so that a repeated save changes nothing.</summary>
    [HttpPost("/sheets/{id:guid}/leaf")]
    public async Task<IActionResult> Leaf(Guid id, [FromBody] LeafForm form, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest(new { message = Text.Of("Form.Invalid") });
        }
        long edition = 0;
        var refusal = await DoAsync(id, (opened, by) =>
        {
            var answer = opened.Leaves.FirstOrDefault(l => l.Code == form.Indicator) is { } leaf
                ? opened.Sheet.Do(form.ToAct(leaf), by, opened.Evidence) : new Refusal.NotThere();
            edition = opened.Sheet.Leaves.FirstOrDefault(l => l.Indicator == form.Indicator)?.State.Edition ?? 0;
            return answer;
        }, cancellationToken);
        return refusal switch
        {
            null => Json(new { version = edition }),
            LeafLife.NewerIsThere newer => Conflict(Shown(newer.Current)),
            _ => Answered(refusal),
        };

        static object Shown(LeafState leaf) =>
            new { score = leaf.Score?.ToExactText() ?? "", reason = $"{leaf.Reason}", notApplicable = leaf.NotApplicable, version = leaf.Edition };
    }

    [HttpPost("/sheets/{id:guid}/questions")]
    public async Task<IActionResult> Questions(Guid id, [FromBody] SheetForm form, CancellationToken cancellationToken)
    {
        if (form.ToAct() is not { } act)
        {
            return BadRequest(new { message = Text.Of(form.AmountIsReadable ? "Form.Invalid" : "Fault.Amount") });
        }
        long edition = 0;
        var refusal = await DoAsync(id, (opened, by) =>
        {
            var answer = opened.Sheet.Do(act, by, opened.Evidence);
            edition = opened.Sheet.Answers.Edition;
            return answer;
        }, cancellationToken);
        return refusal switch
        {
            null => Json(new { version = edition }),
            AnswersLife.NewerIsThere newer => Conflict(new { version = newer.Current.Edition }),
            _ => Answered(refusal),
        };
    }

    /// <summary>The whole form at once, as a browser without script posts it. Each leaf that can be saved is; one that cannot comes back as typed, and submitting waits until none is left.</summary>
    [HttpPost("/sheets/{id:guid}")]
    public async Task<IActionResult> Post(Guid id, SheetForm questions, string? act, CancellationToken cancellationToken)
    {
        Dictionary<string, string> faults = [];
        string code = "", application = "";
        var refusal = await DoAsync(id, (opened, by) =>
        {
            faults.Clear();
            (code, application) = (opened.Row.Code, opened.Application.Code);
            if (SheetLife.RefuseWriting(opened.Sheet.State, by, opened.Evidence) is { } closed)
            {
                return closed;
            }
            foreach (var leaf in opened.Leaves.Where(l => l.Indicator.Kind != IndicatorKind.Measured))
            {
                if (opened.Sheet.Do(LeafForm.From(Request.Form, leaf).ToAct(leaf), by, opened.Evidence).Refusal is { } fault)
                {
                    faults[leaf.Code] = RefusalText.Of(fault);
                }
            }
            if (questions.ToAct() is not { } answers)
            {
                faults["?"] = Text.Of(questions.AmountIsReadable ? "Form.Invalid" : "Fault.Amount");
            }
            else if (opened.Sheet.Do(answers, by, opened.Evidence).Refusal is { } fault)
            {
                faults["?"] = RefusalText.Of(fault);
            }
            return Answer.Nothing;
        }, cancellationToken);
        if (refusal is null && faults.Count == 0 && act == "submit")
        {
            refusal = await DoAsync(id, (opened, by) => opened.Sheet.Do(new SheetLife.Submit(), by, opened.Evidence), cancellationToken);
            if (refusal is null)
            {
                TempData["Done"] = Text.Of("Sheet.SubmittedNow", application);
                return Redirect("/my-work");
            }
        }
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        if (faults.Count > 0 || (refusal is not (null or SheetLife.IsIncomplete)))
        {
            // What was typed and not saved stays in the form, with the reason beside it.
            var opened = await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken);
            ViewData["Refused"] = refusal is null ? null : RefusalText.Of(refusal);
            return opened is null ? NotFound() : View("Sheet", PageOf(opened, questions, faults));
        }
        TempData[refusal is null ? "Done" : "Refused"] = refusal is null ? Text.Of("Sheet.SavedNow") : RefusalText.Of(refusal);
        return Redirect($"/sheets/{id}");
    }

    /// <summary>The expert reports a conflict that nobody knew of; a sheet that was submitted waits for the supervisor's ruling.</summary>
    [HttpPost("/sheets/{id:guid}/conflict")]
    public async Task<IActionResult> Report(Guid id, ReportForm report, CancellationToken cancellationToken)
    {
        var call = await db.ScoreSheets.Where(s => s.Id == id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        var application = "";
        var refusal = await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
        {
            if (await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is not { Expert.DeclaredAt: not null } opened)
            {
                return new Refusal.NotThere();
            }
            application = opened.Application.Code;
            var row = await inside.Calls.SingleAsync(c => c.Id == opened.Row.Id, cancellationToken);
            var kind = DeclareForm.KindOf(report.Kind);
            var conflict = await inside.Conflicts.SingleOrDefaultAsync(
                c => c.ApplicationId == opened.Application.Id && c.ExpertId == opened.Expert.Id && c.Ground == kind, cancellationToken);
            if (conflict is null)
            {
                inside.Conflicts.Add(conflict = new ConflictRow(row.Id, opened.Application.Id, opened.Expert.Id, kind));
            }
            return conflict.Do(new ConflictLife.Declare(FreeText.Given(report.Note)), by, row.State) is { Refusal: { } no } ? no
                : await StoredConflicts.HoldAsync(inside, row, by, cancellationToken);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                TempData["Done"] = Text.Of("Sheet.Reported", application);
                return Redirect("/my-work");
            case Refusal.NotThere or Refusal.NeedsCapacity:
                return NotFound();
            default:
                ViewData["Refused"] = refusal is Refusal.NeedsReason ? Text.Of("Declare.NeedsNote", application) : RefusalText.Of(refusal);
                return await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is { } shown
                    ? View("Sheet", PageOf(shown, new SheetForm(shown.Sheet.Answers), [], report)) : NotFound();
        }
    }

    /// <summary>An act on the person's own sheet, once they declared.</summary>
    private async Task<Refusal?> DoAsync(Guid id, Func<OpenedSheet, By, Answer> act, CancellationToken cancellationToken)
    {
        var call = await db.ScoreSheets.Where(s => s.Id == id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        return await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
            await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is { Expert.DeclaredAt: not null } opened
                ? act(opened, by) : new Refusal.NotThere(), cancellationToken);
    }

    /// <summary>Why a save was refused, for the script.</summary>
    private IActionResult Answered(Refusal refusal) => refusal switch
    {
        Refusal.NotThere or Refusal.NeedsCapacity => NotFound(),
        LeafLife.IsNoScore => BadRequest(new { message = RefusalText.Of(refusal) }),
        Refusal.TooManyAtOnce => StatusCode(StatusCodes.Status503ServiceUnavailable, new { message = RefusalText.Of(refusal) }),
        _ => StatusCode(StatusCodes.Status423Locked, new { message = RefusalText.Of(refusal) }),
    };

    private SheetPage PageOf(OpenedSheet opened, SheetForm form, Dictionary<string, string> faults, ReportForm? report = null)
    {
        var sheet = opened.Sheet;
        var rows = sheet.Leaves.ToDictionary(l => l.Indicator, StringComparer.Ordinal);
        var attributes = opened.Application.Columns;
        return new SheetPage(
            sheet.Id, opened.Row.Code, new LocalText(opened.Row.NameEn, opened.Row.NameZh), opened.Application.Code, opened.Application.Title,
            opened.Application.Unit,
            [.. attributes.Where(a => a.Value.Length > 0 && !Hidden.Contains(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal)
                .Select(a => (Text.OfColumn(a.Key), a.Value))],
            sheet.State.Status, opened.CanEdit(Now), sheet.State.ReturnReason?.Text, sheet.State.SubmittedAt, opened.Evidence.ClosesAt, opened.Tree,
            [.. opened.Leaves.Select(LeafOf)], opened.Count(), opened.Call.Scoring.Questions, form, sheet.Answers.Edition, faults, report ?? new ReportForm());

        SheetLeaf LeafOf(IndicatorNode leaf)
        {
            var state = rows.GetValueOrDefault(leaf.Code)?.State ?? LeafState.Blank;
            (Rational?, string)? measured = leaf.Indicator.Scale is { } scale
                ? (opened.Measured.GetValueOrDefault(leaf.Code), attributes.GetValueOrDefault(scale.Attribute, "")) : null;
            if (report is not null || !Request.HasFormContentType)
            {
                return new SheetLeaf(leaf, state.Score?.ToExactText(), state.NotApplicable, $"{state.Reason}", state.Edition, measured);
            }
            var typed = LeafForm.From(Request.Form, leaf);
            return new SheetLeaf(leaf, typed.Score, typed.NotApplicable, typed.Reason ?? "", state.Edition, measured);
        }
    }
}
