using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Applications;
using GrantReview.Files.Documents;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Applications;

/// <summary>
/// The queue of the formal review (形式审查): what fails, what waits for a person, what is passed; verdicts by finding, in bulk and by rule.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class FormalReviewController(AppDb db, TimeProvider time, OfficeOptions office) : CallController(db, time)
{
    private const string Path = "formal-review";

    [HttpGet("/calls/{code}/formal-review")]
    public async Task<IActionResult> Index(ReviewView show, string? rule, CancellationToken cancellationToken) =>
        View("FormalReview", await PageAsync(new ReviewForm { Show = show, Rule = rule }, cancellationToken));

    [HttpGet("/calls/{code}/formal-review/report.{language:regex(^(zh-CN|en)$)}.docx")]
    public async Task<IActionResult> Report(string language, CancellationToken cancellationToken)
    {
        var standings = await StoredStandings.LoadAsync(Db, Call, cancellationToken);
        var refusals = await Db.Applications.Where(a => a.CallId == Call.Id && !a.Eligible)
            .ToDictionaryAsync(a => a.Number, a => a.IneligibleReason ?? "", cancellationToken);
        var paper =
            FormalReviewPaper.Of(StoredRound.CallOf(Call), standings.Applications, standings.Findings, refusals, Formats.ChinaDay(Now));
        return File(
            PaperDocument.Fill(TemplateFolder.Shipped.Document("formal-review", language), paper, language, office.Office),
            PaperDocument.ContentType,
            $"{Call.Code}-formal-review.{language}.docx");
    }

    /// <summary>One verdict on every finding that is ticked, or on a rule for all whom it asks; any refusal refuses all.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/formal-review")]
    public async Task<IActionResult> Give(ReviewForm form, CancellationToken cancellationToken)
    {
        var targets = RuleId.Of(form.Everyone) is { } everyone ? [(Verdict.Everyone, everyone)]
            : (form.Findings ?? []).Select(FindingKey.Parse).OfType<(ApplicationId Application, RuleId Rule)>().ToList();
        if (new[] { (nameof(form.Reason), form.Reason), (nameof(form.Clause), form.Clause) }
            .FirstOrDefault(f => f.Item2?.Trim().Length > FreeText.Longest) is { Item1: { } tooLong })
        {
            return RefusedForm.At(PageOf(form), tooLong, Text.Of("Form.TooLong", FreeText.Longest));
        }
        if (targets.Count == 0)
        {
            return new RefusedForm(PageOf(form), Text.Of("Review.TickSome"), StatusCodes.Status400BadRequest);
        }
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var standings = await StoredStandings.LoadAsync(db, call, cancellationToken);
            var findings = await standings.WithTiesAsync(db, call, cancellationToken);
            List<Answer> answers = [];
            foreach (var (application, rule) in targets)
            {
                answers.Add(await GiveAsync(db, call, findings, application, rule, form, by, cancellationToken));
            }
            return Answer.FirstRefusal(answers);
        }, cancellationToken);
        return refusal is null
            ? DoneSaying(PageOf(form),
                form.Kind is { } kind ? Text.Of("Review.Given", targets.Count, Text.Of(FindingWords.Of(kind)))
                : Text.Of("Review.TakenBack", targets.Count))
            : RefusedForm.Of(PageOf(form), refusal);
    }

    private static async Task<Answer> GiveAsync(
        AppDb db, CallRow call, IReadOnlyList<Finding> findings, ApplicationId application, RuleId rule, ReviewForm form, By by,
        CancellationToken cancellationToken)
    {
        var isForAll = application == Verdict.Everyone;
        var of = findings.Where(f => f.Rule.Id == rule && f.Binds && (isForAll || f.Application == application)).ToList();
        var seen = new VerdictEvidence(
            call.State.Stage, of.Any(f => f.Asks || !isForAll), of.Any(f => f.Outcome == Outcome.Fail),
            new FreeText(await db.Users.Where(u => u.Id == by.Who).Select(u => u.DisplayName).SingleAsync(cancellationToken)),
            of.Exists(f => f.Asks) && of.Where(f => f.Asks).All(f => f.NeedsValue));
        var row = await db.Verdicts.SingleOrDefaultAsync(
            v => v.CallId == call.Id && v.Application == application.Value && v.Rule == rule.Value, cancellationToken);
        if (row is null)
        {
            row = new VerdictRow(call.Id, application.Value, rule.Value);
            db.Verdicts.Add(row);
        }
        var (clause, reason) = (FreeText.Given(form.Clause), FreeText.Given(form.Reason));
        return row.Do(
            form.Kind is { } kind ? new VerdictLife.Give(application, rule, kind, kind == VerdictKind.Waived ? clause : null, reason)
                : new VerdictLife.TakeBack(application, rule, reason),
            by, seen);
    }

    private string PageOf(ReviewForm form) => string.IsNullOrEmpty(form.Application)
        ? At($"{Path}?show={form.Show}&rule={Uri.EscapeDataString(form.Rule ?? "")}") : At($"applications/{Segment.Of(form.Application)}");

    private Task<FormalReviewPage> PageAsync(ReviewForm form, CancellationToken cancellationToken) =>
        FormalReviewPage.LoadAsync(Db, Call, User.RunsCalls(), form, cancellationToken);
}
