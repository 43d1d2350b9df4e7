using System.Text.Json.Nodes;
using System.Text;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Calls;

/// <param name="Call">As it is kept.</param>
/// <param name="Tried">As it would be; null while something is wrong.</param>
/// <param name="Seen">The digest of the settings that the form shows, so that nobody saves over what another saved meanwhile.</param>
/// <param name="Item">The place in the step's list that the page is about; null = the step.</param>
public sealed record SettingsPage(CallRow Row, Call Call, Call? Tried, Draft Draft, SetupSteps Steps, bool CanEdit, string Seen, int? Item)
{
    /// <summary>Column → figure of the worked examples, as typed.</summary>
    public IReadOnlyDictionary<string, string> Example { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<(string Value, string Words)> Nodes { get; init; } = [];

    /// <summary>Trees that a category may have for itself.</summary>
    public IReadOnlyList<(string Value, string Words)> Trees { get; init; } = [];

    /// <summary>The columns that a rule or amount may read, by the names that people know.</summary>
    public IReadOnlyList<(string Value, string Words)> Columns { get; } =
        [.. FieldWords.Columns(Call).Select(f => (f.Code, Text.Of(f.Label)))];

    public IReadOnlyList<(string Value, string Words)> Categories { get; } =
        [.. Call.Categories.Select(c => (c.Code.Value, Text.Of(c.Name)))];

    /// <summary>What may decide among equals: a column, or the mean score of an indicator.</summary>
    public IEnumerable<(string Value, string Words)> TieColumns => Columns.Concat(Nodes);

    public SettingsPart Part(string path) => new(this, path);
}

/// <summary>A part of the page's form: what stands at a path of the settings.</summary>
public sealed record SettingsPart(SettingsPage Page, string Path);

/// <summary>The call all at once, for those who know the file.</summary>
public sealed record CallFilePage(CallRow Row, string Content, bool CanEdit, IReadOnlyList<Mistake> Mistakes);

/// <summary>
/// A call set up step by step. A form lays what was typed over the settings; the reader of call.json says what is wrong with them; what
/// stands is kept by the act that changes a call's settings.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class SettingsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string CallFile = "call.json";
    private const string DatesKey = "dates";

    [HttpGet("/calls/{code}/settings")]
    [HttpGet("/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}")]
    public async Task<IActionResult> Index(string? step, CancellationToken cancellationToken) =>
        View("Settings", await PageAsync(DraftOf(Call), step ?? "categories", null, cancellationToken));

    [HttpGet("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}")]
    public async Task<IActionResult> Item(string list, int item, CancellationToken cancellationToken)
    {
        var draft = DraftOf(Call);
        if (item < 0 || item > draft.Count(PathOf(list)))
        {
            return NotFound();
        }
        if (item == draft.Count(PathOf(list)))
        {
            draft.Add(PathOf(list), new JsonObject());
        }
        return View("Settings", await PageAsync(draft, list, item, cancellationToken));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}")]
    public Task<IActionResult> Save(string step, string? act, string? now, string? seen, CancellationToken cancellationToken) =>
        SaveAsync(step, null, act, now, seen, cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}")]
    public Task<IActionResult> SaveItem(string list, int item, string? act, string? now, string? seen,
        CancellationToken cancellationToken) =>
        SaveAsync(list, item, act, now, seen, cancellationToken);

    [HttpGet("/calls/{code}/settings/all")]
    public IActionResult All() => View("CallFile", new CallFilePage(Call, Call.Settings, CanEdit, []));

    [HttpGet("/calls/{code}/settings/call.json")]
    public IActionResult Download() => File(Encoding.UTF8.GetBytes(Call.Settings), "application/json", $"{Call.Code}.json");

    /// <summary>The whole file, typed or uploaded.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/all")]
    public async Task<IActionResult> SaveAll(string? content, IFormFile? file, CancellationToken cancellationToken)
    {
        var text = content ?? "";
        if (file is not null)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            text = await reader.ReadToEndAsync(cancellationToken);
        }
        List<Mistake> mistakes = [];
        var call = await CheckAsync(Encoding.UTF8.GetBytes(text), mistakes, cancellationToken);
        var refusal = call is null || mistakes.Count > 0 ? null : await KeepAsync(call, null, null, cancellationToken);
        return call is not null && mistakes.Count == 0 && refusal is null ? Done(At("settings/all"), "Settings.Saved")
            : RefusedForm.Showing(View("CallFile", new CallFilePage(Call, text, CanEdit, mistakes)), WordsOf(refusal));
    }

    /// <summary>The settings before the last change come back, unless somebody changed them since.</summary>
    /// <param name="seen">The digest of the settings that the change left.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/undo")]
    public async Task<IActionResult> TakeBack(string? seen, CancellationToken cancellationToken)
    {
        var kind = FactJson.KindOf(typeof(CallLife.SettingsChanged));
        var last = await Db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.CallId == Call.Id && f.Kind == kind)
            .OrderByDescending(f => f.Id).Take(2).ToListAsync(cancellationToken);
        if (last.ConvertAll(f => (CallLife.SettingsChanged)f.Read()) is not [var now, { Settings.Text: { } before }] || now.Sha256 != seen)
        {
            return new RefusedForm(At("settings"), RefusalText.Of(new Refusal.ChangedMeanwhile()));
        }
        List<Mistake> mistakes = [];
        var call = await CheckAsync(Encoding.UTF8.GetBytes(before), mistakes, cancellationToken);
        var refusal = call is null || mistakes.Count > 0 ? null : await KeepAsync(call, null, seen, cancellationToken);
        return call is not null && mistakes.Count == 0 && refusal is null ? Done(At("settings"), "Settings.TakenBack")
            : refusal is not null ? new RefusedForm(At("settings"), WordsOf(refusal))
                : RefusedForm.Showing(View("CallFile", new CallFilePage(Call, before, CanEdit, mistakes)));
    }

    private bool CanEdit => User.RunsCalls() && Call.State.Stage < CallStage.Scoring;

    private async Task<IActionResult> SaveAsync(
        string step, int? item, string? act, string? now, string? seen, CancellationToken cancellationToken)
    {
        var draft = DraftOf(Call);
        draft.Take(Request.Form);
        if (act is { Length: > 0 } and not "save")
        {
            SettingsDraft.Change(draft, act, Request.Form);
            draft.IsUnsaved = true;
            return View("Settings", await PageAsync(draft, step, item, cancellationToken, seen));
        }
        SettingsDraft.Change(draft, now ?? "", Request.Form);
        List<Mistake> mistakes = [];
        var dates = SettingsDraft.DatesOf(draft, mistakes);
        var call = await CheckAsync(draft.Content, mistakes, cancellationToken);
        draft.Mistakes = mistakes;
        var hasDates = Request.Form.Keys.Any(k => k.StartsWith(DatesKey, StringComparison.Ordinal));
        var refusal = call is null || mistakes.Count > 0 ? null : await KeepAsync(call, hasDates ? dates : null,
            seen, cancellationToken);
        if (call is null || mistakes.Count > 0 || refusal is not null)
        {
            draft.IsUnsaved = true;
            return RefusedForm.Showing(
                View("Settings", await PageAsync(draft, step, item, cancellationToken, refusal is Refusal.ChangedMeanwhile ? null : seen)),
                WordsOf(refusal));
        }
        return Done(At(item is not null || now is not null ? $"settings/{step}" : SetupSteps.After(step)), "Settings.Saved");
    }

    /// <summary>The call as it would be, with every mistake of its settings and of what they would make of its tree.</summary>
    private async Task<Call?> CheckAsync(byte[] content, List<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var call = CallJson.Read(content, CallFile, TemplateFolder.Shipped, mistakes, []);
        if (call is null)
        {
            return null;
        }
        if (call.Code != Call.Code)
        {
            mistakes.Add(new Mistake(CallFile, null, "code", "JsonExpected", Call.Code));
        }
        if (call is { Allocation.Policy: { Ties: TieRule.Lottery, LotteryClause: null } })
        {
            mistakes.Add(new Mistake(CallFile, null, "allocation.policy.lotteryClause", "LotteryNeedsClause"));
        }
        if (call.Allocation.Policy.Seed is { } seed && seed != StoredRound.CallOf(Call).Allocation.Policy.Seed)
        {
            mistakes.Add(new Mistake(CallFile, null, "allocation.policy.seed", "SeedByShares"));
        }
        if (await StoredRound.TreeRowAsync(Db, Call.Id, cancellationToken) is { } tree)
        {
            _ = TreesJson.Read(Encoding.UTF8.GetBytes(tree.Content), "indicators.json", call, mistakes);
        }
        return call;
    }

    /// <param name="dates">Null = as they are.</param>
    /// <param name="seen">Null = whatever is there.</param>
    private Task<Refusal?> KeepAsync(Call call, CallLife.SetDates? dates, string? seen, CancellationToken cancellationToken) =>
        DoAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await CallInAsync(db, cancellationToken);
            if (seen is not null && seen != SeenOf(row))
            {
                return new Refusal.ChangedMeanwhile();
            }
            if (await StoredRound.ChangeAsync(db, row, call, by, cancellationToken) is { Refusal: { } frozen })
            {
                return frozen;
            }
            if (dates is not null && row.Do(dates, by, CallEvidence.Free) is { Refusal: { } no })
            {
                return no;
            }
            return await StoredConflicts.FindAnewAsync(db, row, by, cancellationToken);
        }, cancellationToken);

    private static string WordsOf(Refusal? refusal) =>
        refusal switch { null => "", CallLife.WrongStage => Text.Of("Settings.Frozen"), _ => RefusalText.Of(refusal) };

    private static string SeenOf(CallRow row) => ResultPackage.Sha256(Encoding.UTF8.GetBytes(row.Settings));

    private static string PathOf(string list) => list == "rules" ? "eligibility.rules" : list;

    private static Draft DraftOf(CallRow row)
    {
        var draft = Draft.Parse(row.Settings);
        var closes = Formats.Instant(row.State.ScoringClosesAt).Replace(' ', 'T');
        draft.Json[DatesKey] = new JsonObject
        {
            ["opensOn"] = row.State.OpensOn is { } opens ? Formats.Day(opens) : null,
            ["closesOn"] = row.State.ClosesOn is { } closed ? Formats.Day(closed) : null,
            ["scoringClosesAt"] = row.State.ScoringClosesAt is null ? null : closes,
        };
        return draft;
    }

    /// <param name="seen">Of the settings that a draft was begun on; null = those that are there.</param>
    private async Task<SettingsPage> PageAsync(
        Draft draft, string step, int? item, CancellationToken cancellationToken, string? seen = null)
    {
        var call = StoredRound.CallOf(Call);
        var trees = step is "scoring" or "places" or "categories" ? await StoredRound.TreesAsync(Db, Call.Id, call, cancellationToken)
            : IndicatorTrees.None;
        return new SettingsPage(
            Call, call, CallJson.Read(draft.Content, CallFile, TemplateFolder.Shipped, [], []), draft,
            await SetupSteps.ReadAsync(Db, Call, step, cancellationToken), CanEdit, seen ?? SeenOf(Call), item)
        {
            Example = SettingsDraft.ExampleOf(Request),
            Trees = [.. trees.Named.Select(t => (t.Key, t.Value.Name is { } words ? Text.Of(words) : t.Key))
                .UnionBy(call.Categories.Select(c => c.Indicators).OfType<string>().Select(n => (n, n)), t => t.Item1)],
            Nodes = [.. trees.All.SelectMany(t => t.Nodes).DistinctBy(n => n.Code).Select(n => (n.Code.Value, Text.Of(n.Name)))],
        };
    }
}
