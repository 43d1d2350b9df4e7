using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Accounts;
using GrantReview.Core.Reports;

namespace GrantReview.Web.Features.Calls;

public sealed record CallsPage(ListPart<CallRow> Calls, IReadOnlyList<(string Name, LocalText Title)> Templates, NewCallForm Form, IReadOnlyList<Mistake> Mistakes);

public sealed record TemplatePage(Call Call, IReadOnlyList<CallSection> Sections, string? Source, IReadOnlyList<Mistake> Mistakes);

public sealed class NewCallForm
{
    [Required, StringLength(Row.CodeLength), RegularExpression("[A-Za-z0-9-]+")]
    public string Code { get; set; } = "";

    [Required]
    public string Template { get; set; } = "";
}

/// <summary>The list of calls, and a new one from a template.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class CallsController(AppDb db, Desk desk) : Controller
{
    private static readonly ListColumns<CallRow> English = ColumnsOf(c => c.NameEn);
    private static readonly ListColumns<CallRow> Chinese = ColumnsOf(c => c.NameZh);

    [HttpGet("/calls")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Calls", await PageAsync(new NewCallForm(), [], cancellationToken));

    [Authorize(Policy = Access.OpenCalls)]
    [HttpPost("/calls")]
    public async Task<IActionResult> Create(NewCallForm form, CancellationToken cancellationToken)
    {
        List<Mistake> mistakes = [];
        if (!ModelState.IsValid)
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(form.Code), Text.Of("Calls.CodeHint"));
        }
        if (ModelState.IsValid && await db.Calls.AnyAsync(c => c.Code == form.Code, cancellationToken))
        {
            ModelState.AddModelError(nameof(form.Code), Text.Of("Calls.CodeTaken", form.Code));
        }
        var given = new JsonObject { ["code"] = form.Code, ["template"] = form.Template };
        var call = ModelState.IsValid ? CallJson.Read(Encoding.UTF8.GetBytes(given.ToJsonString()), "call.json", TemplateFolder.Shipped, mistakes, []) : null;
        if (call is null)
        {
            return View("Calls", await PageAsync(form, mistakes, cancellationToken));
        }
        var dates = StoredRound.DatesOf(CallDescriptionJson.Read(Encoding.UTF8.GetBytes(given.ToJsonString()), "call.json", TemplateFolder.Shipped, []));
        var refusal = await desk.DoAsync(User.Id(), null, Capacity.Officer, async (inside, by) =>
        {
            if (await inside.Calls.AnyAsync(c => c.Code == form.Code, cancellationToken))
            {
                return new Refusal.ChangedMeanwhile();
            }
            var row = new CallRow { Code = call.Code, Template = form.Template, CreatedAt = by.At };
            StoredRound.Keep(row, call);
            inside.Calls.Add(row);
            if (call.IndicatorTree is { } name && TemplateFolder.Shipped.TreeBytes(name) is { } tree)
            {
                var first = new IndicatorTreeRow { CallId = row.Id, Number = 1 };
                first.Edit(Encoding.UTF8.GetString(tree), by, CallStage.Draft);
                inside.IndicatorTrees.Add(first);
            }
            var officer = new GrantRow(by.Who, row.Id, Capacity.Officer);
            inside.Grants.Add(officer);
            return row.Do(new CallLife.Create(row.Code, row.Template), by, CallEvidence.Free) is { Refusal: { } no } ? no
                : officer.Do(new GrantLife.Found(), by, await Capacities.SeenAsync(inside, officer, cancellationToken)) is { Refusal: { } excluded } ? excluded
                : row.Do(dates, by, CallEvidence.Free);
        }, cancellationToken);
        if (refusal is not null)
        {
            ModelState.AddModelError(nameof(form.Code), refusal is Refusal.ChangedMeanwhile ? Text.Of("Calls.CodeTaken", form.Code) : RefusalText.Of(refusal));
            return View("Calls", await PageAsync(form, mistakes, cancellationToken));
        }
        TempData["Done"] = Text.Of("Calls.Created1", call.Code);
        return Redirect($"/calls/{call.Code}");
    }

    /// <summary>What a call made from the template will do, in plain words.</summary>
    [HttpGet("/templates/{name}")]
    public IActionResult Template(string name)
    {
        List<Mistake> mistakes = [];
        return TemplateFolder.Shipped.CallNames.Contains(name, StringComparer.Ordinal) && TemplateFolder.Shipped.Describe(name, mistakes) is { } described
            ? View("Template", new TemplatePage(described.Call, CallWords.Of(described.Call, described.Description), described.Description.Source, mistakes)) : NotFound();
    }

    private async Task<CallsPage> PageAsync(NewCallForm form, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor);
        return new CallsPage(
            await (Text.Culture == "en" ? English : Chinese).PartAsync(
                db.Calls.AsNoTracking().Where(c => mine.Contains(c.Id)), ListRequest.From(Request, "/calls"), cancellationToken),
            [.. TemplateFolder.Shipped.CallNames.Select(n => (n, NameOf(n)))], form, mistakes);
    }

    private static ListColumns<CallRow> ColumnsOf(Expression<Func<CallRow, string>> name) => new ListColumns<CallRow>("Calls.Title")
        .Column("code", "Calls.Code", c => c.Code).Column("name", "Calls.Name", name)
        .Column("stage", "Calls.Stage", c => c.State.Stage, stage => Text.Of($"Stage.{stage}"))
        .Column("created", "Calls.Created", c => c.CreatedAt, at => Formats.Instant(at))
        .OrderedBy("-created", "code");

    private static LocalText NameOf(string template) =>
        TemplateFolder.Shipped.Call(template)?["name"] is JsonObject name ? new LocalText($"{name["en"]}", $"{name["zh-CN"]}") : new LocalText(template);
}
