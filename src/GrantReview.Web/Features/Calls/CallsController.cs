using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using System.Text;
using GrantReview.Core.Accounts;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Calls;

public sealed record CallsPage(ListPart<CallRow> Calls);

public sealed record NewCallPage(
    IReadOnlyList<(string Name, LocalText Title)> Templates, IReadOnlyList<(string Code, LocalText Title)> Earlier, NewCallForm Form,
        IReadOnlyList<Mistake> Mistakes);

public sealed record TemplatePage(Call Call, IReadOnlyList<CallSection> Sections, string? Source, IReadOnlyList<Mistake> Mistakes);

public sealed class NewCallForm
{
    public const string TemplatePrefix = "template:";
    public const string CallPrefix = "call:";
    public const string PageName = "new";

    [Required, StringLength(Row.CodeLength), RegularExpression("[A-Za-z0-9-]+")]
    public string Code { get; set; } = "";

    /// <summary>A template or an earlier call behind its prefix; blank = nothing.</summary>
    public string? From { get; set; }
    public string? NameZh { get; set; }
    public string? NameEn { get; set; }

    public string? Template => Behind(TemplatePrefix);

    public string? Earlier => Behind(CallPrefix);

    private string? Behind(string prefix) => From?.StartsWith(prefix, StringComparison.Ordinal) == true ? From[prefix.Length..] : null;
}

/// <summary>The list of calls, and a new one from a template.</summary>
[Authorize(Policy = Access.Belong)]
public sealed class CallsController(AppDb db, Desk desk) : Controller
{
    private static readonly ListColumns<CallRow> English = ColumnsOf(c => c.NameEn);
    private static readonly ListColumns<CallRow> Chinese = ColumnsOf(c => c.NameZh);

    /// <summary>Who only pays has lists of awards in place of calls, and who only scores has sheets.</summary>
    [HttpGet("/calls")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        !User.IsAnywhere(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor)
            ? Redirect(User.IsAnywhere(Capacity.Finance) ? "/finance" : "/")
        : View("Calls", new CallsPage(
            await (Text.Culture == "en" ? English : Chinese).PartAsync(Mine(), ListRequest.From(Request, "/calls"), cancellationToken)));

    [Authorize(Policy = Access.OpenCalls)]
    [HttpGet("/calls/new")]
    public async Task<IActionResult> New(CancellationToken cancellationToken) =>
        View("NewCall", await PageAsync(new NewCallForm(), [], cancellationToken));

    [Authorize(Policy = Access.OpenCalls)]
    [HttpPost("/calls")]
    public async Task<IActionResult> Create(NewCallForm form, CancellationToken cancellationToken)
    {
        List<Mistake> mistakes = [];
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!ModelState.IsValid)
        {
            faults[nameof(form.Code)] = Text.Of("Calls.CodeHint");
        }
        var isTaken = string.Equals(form.Code, NewCallForm.PageName, StringComparison.OrdinalIgnoreCase)
            || await db.Calls.AnyAsync(c => c.Code == form.Code, cancellationToken);
        if (ModelState.IsValid && isTaken)
        {
            faults[nameof(form.Code)] = Text.Of("Calls.CodeTaken", form.Code);
        }
        var earlier = form.Earlier is { } code ? await Mine().AsNoTracking().FirstOrDefaultAsync(c => c.Code == code, cancellationToken)
            : null;
        var given = new JsonObject { ["code"] = form.Code, ["template"] = form.Template };
        if (form is { Template: null } && earlier is null
            && (string.IsNullOrWhiteSpace(form.NameZh) || string.IsNullOrWhiteSpace(form.NameEn)))
        {
            faults[nameof(form.NameZh)] = Text.Of("NewCall.NameNeeded");
        }
        if (faults.Count > 0)
        {
            return new RefusedForm("/calls/new", string.Join('\n', faults.Values), StatusCodes.Status400BadRequest) { Mistakes = faults };
        }
        var content = Encoding.UTF8.GetBytes(given.ToJsonString());
        var made = earlier is not null ? Anew(StoredRound.CallOf(earlier), form.Code)
            : CallJson.Read(content, "call.json", TemplateFolder.Shipped, mistakes, []);
        if (made is null)
        {
            return RefusedForm.Showing(View("NewCall", await PageAsync(form, mistakes, cancellationToken)));
        }
        var call = made with { Name = new LocalText(Given(form.NameEn, made.Name.En), Given(form.NameZh, made.Name.Zh)) };
        var tree = earlier is not null ? (await StoredRound.TreeRowAsync(db, earlier.Id, cancellationToken))?.Content
            : TreesJson.OfTemplates(call, TemplateFolder.Shipped) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
        var dates = StoredRound.DatesOf(CallDescriptionJson.Read(content, "call.json", TemplateFolder.Shipped, []));
        var refusal = await desk.DoAsync(User.Id(), null, Capacity.Officer, async (inside, by) =>
        {
            var codes = await inside.Calls.Select(c => c.Code).ToListAsync(cancellationToken);
            if (codes.Contains(call.Code, StringComparer.OrdinalIgnoreCase))
            {
                return new Refusal.ChangedMeanwhile();
            }
            var row = new CallRow { Code = call.Code, Template = form.Template ?? earlier?.Template, CreatedAt = by.At };
            inside.Calls.Add(row);
            if (tree is not null)
            {
                var first = new IndicatorTreeRow { CallId = row.Id, Number = 1 };
                first.Edit(tree, by, CallState.Drafted).OrThrow();
                inside.IndicatorTrees.Add(first);
            }
            var officer = new GrantRow(by.Who, row.Id, Capacity.Officer);
            inside.Grants.Add(officer);
            if (row.Do(new CallLife.Create(row.Code, row.Template), by, CallEvidence.Free) is { Refusal: { } no })
            {
                return no;
            }
            StoredRound.Keep(row, call, by);
            return officer.Do(new GrantLife.Found(), by, await Capacities.SeenAsync(inside, officer, cancellationToken))
                    is { Refusal: { } excluded } ? excluded
                : row.Do(dates, by, CallEvidence.Free);
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.At("/calls/new", nameof(form.Code), refusal is Refusal.ChangedMeanwhile
                ? Text.Of("Calls.CodeTaken", form.Code) : RefusalText.Of(refusal));
        }
        TempData["Done"] = Text.Of("Calls.Created1", call.Code);
        return Redirect($"/calls/{call.Code}/settings");
    }

    /// <summary>What a call made from the template will do, in plain words.</summary>
    [Authorize(Policy = Access.ReadCalls)]
    [HttpGet("/templates/{name}")]
    public IActionResult Template(string name)
    {
        List<Mistake> mistakes = [];
        return TemplateFolder.Shipped.CallNames.Contains(name, StringComparer.Ordinal)
            && TemplateFolder.Shipped.Describe(name, mistakes) is { } described
            ? View("Template", new TemplatePage(described.Call,
                CallWords.Of(described.Call, described.Description, k => new LocalText(SettingText.Of(k, described.Call)),
                    TemplateFolder.Shipped.TreesOf(described.Call, mistakes)),
                described.Description.Source, mistakes)) : NotFound();
    }

    private async Task<NewCallPage> PageAsync(NewCallForm form, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken) =>
        new(
        [.. TemplateFolder.Shipped.CallNames.Select(n => (n, NameOf(n)))],
        [.. (await Mine().AsNoTracking().OrderByDescending(c => c.CreatedAt).ToListAsync(cancellationToken))
            .Select(c => (c.Code, c.Name))],
        form, mistakes);

    private IQueryable<CallRow> Mine()
    {
        var mine = User.CallsAs(Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor);
        return db.Calls.Where(c => mine.Contains(c.Id));
    }

    /// <summary>The settings of an earlier call without what was of its applications alone: pairs, groups, the seed of its lots.</summary>
    private static Call Anew(Call earlier, string code) => earlier with
    {
        Code = code,
        Assignment = earlier.Assignment with { Fixed = [], Forbidden = [] },
        Allocation = earlier.Allocation with { Exclusive = [], Policy = earlier.Allocation.Policy with { Seed = null } },
    };

    private static string Given(string? text, string was) => string.IsNullOrWhiteSpace(text) ? was : text.Trim();

    private static ListColumns<CallRow> ColumnsOf(Expression<Func<CallRow, string>> name) => new ListColumns<CallRow>("Calls.Title")
        .Column("code", "Calls.Code", c => c.Code).Column("name", "Calls.Name", name)
        .Column("stage", "Calls.Stage", c => c.State.Stage, stage => Text.Of(stage))
        .Column("created", "Calls.Created", c => c.CreatedAt, at => Formats.Instant(at))
        .OrderedBy("-created", "code");

    private static LocalText NameOf(string template) =>
        TemplateFolder.Shipped.Call(template)?["name"] is JsonObject name ? new LocalText($"{name["en"]}", $"{name["zh-CN"]}")
            : new LocalText(template);
}
