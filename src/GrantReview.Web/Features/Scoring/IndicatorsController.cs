using System.Text;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Scoring;

/// <param name="Name">Of the tree that is shown; null = the call's own.</param>
/// <param name="Tree">Null when there is none of the name.</param>
/// <param name="Draft">What is being typed; null = this version is only read.</param>
/// <param name="Mistakes">Of a file.</param>
/// <param name="Templates">Trees that ship with the program, by their names.</param>
/// <param name="Others">Calls of the reader that have a tree.</param>
public sealed record IndicatorsPage(
    CallRow Call, Call Settings, IndicatorTreeRow? Row, string? Name, IndicatorTree? Tree, Draft? Draft, IReadOnlyList<int> Versions,
    bool CanEdit, IReadOnlyList<Mistake> Mistakes,
    SetupSteps Steps, IReadOnlyList<string> Templates, IReadOnlyList<(string Code, LocalText Name)> Others)
{
    public const string TemplatePrefix = "template:";
    public const string CallPrefix = "call:";

    public const string NewTree = "+";

    /// <summary>Trees that categories have for themselves, by name.</summary>
    public IReadOnlyDictionary<string, IndicatorTree> Named { get; init; } = new Dictionary<string, IndicatorTree>();

    /// <summary>The tree that is shown, as an address says it.</summary>
    public string Query => Name is null ? "" : $"?tree={Uri.EscapeDataString(Name)}";

    /// <summary>What a tree is called: the name that it bears, else the one in the files.</summary>
    public string WordsOf(string name) => Named.GetValueOrDefault(name)?.Name is { } words ? Text.Of(words) : name;

    public IReadOnlyList<(string Value, string Words)> Columns { get; } =
        [.. FieldWords.Columns(Settings).Select(f => (f.Code, Text.Of(f.Label)))];
}

/// <summary>
/// The call's indicator trees in their versions: a draft is edited and published, a published one is cloned. A version holds them all.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class IndicatorsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/indicators")]
    public async Task<IActionResult> Index(int? version, string? tree, CancellationToken cancellationToken)
    {
        var row = version is null ? await LatestAsync(cancellationToken)
            : await Db.IndicatorTrees.AsNoTracking()
                .SingleOrDefaultAsync(t => t.CallId == Call.Id && t.Number == version, cancellationToken);
        return (version is not null && row is null) || !IsKnown(tree) ? NotFound()
            : View("Indicators", await PageAsync(row, tree, null, [], cancellationToken));
    }

    /// <summary>The whole draft as it was typed; a button other than the one that saves changes it and shows it again.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators")]
    public async Task<IActionResult> Save(string? act, string? tree, CancellationToken cancellationToken)
    {
        var row = await LatestAsync(cancellationToken);
        if (row is { PublishedAt: not null } || !IsKnown(tree))
        {
            return NotFound();
        }
        var call = StoredRound.CallOf(Call);
        var draft = TreeDraft.Of(row is null ? null : TreeIn(StoredRound.TreesOf(row, call), tree));
        draft.Take(Request.Form);
        if (act is { Length: > 0 } and not "save")
        {
            TreeDraft.Change(draft, act);
            draft.IsUnsaved = true;
            return View("Indicators", await PageAsync(row, tree, draft, [], cancellationToken));
        }
        List<Mistake> mistakes = [];
        if (TreeDraft.Read(draft, call.Scoring.ForEveryKind(), mistakes) is { } read)
        {
            return await StoreAsync(tree, read, cancellationToken);
        }
        (draft.Mistakes, draft.IsUnsaved) = (mistakes, true);
        return View("Indicators", await PageAsync(row, tree, draft, [], cancellationToken));
    }

    /// <summary>A tree from JSON, CSV or a workbook takes the place of the draft.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/upload")]
    public async Task<IActionResult> Upload(IFormFile? file, string? tree, CancellationToken cancellationToken)
    {
        if (!IsKnown(tree))
        {
            return NotFound();
        }
        if (await Reading.Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return Refused(At(PageOf(tree)), "Apps.NoFile");
        }
        var read = RoundReader.ReadTree(upload.Content, upload.Name, StoredRound.CallOf(Call).Scoring.ForEveryKind());
        return read.Rows is [var one] ? await StoreAsync(tree, one, cancellationToken)
            : View("Indicators", await PageAsync(await LatestAsync(cancellationToken), tree, null, read.Mistakes, cancellationToken));
    }

    /// <summary>A tree that ships with the program, or that of another call of this officer, takes the place of the draft.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/take")]
    public async Task<IActionResult> Take(string? from, string? tree, CancellationToken cancellationToken)
    {
        var scoring = StoredRound.CallOf(Call).Scoring.ForEveryKind();
        var content = from switch
        {
            null => null,
            _ when from.StartsWith(IndicatorsPage.TemplatePrefix, StringComparison.Ordinal) =>
                TemplateFolder.Shipped.TreeBytes(from[IndicatorsPage.TemplatePrefix.Length..]),
            _ when from.StartsWith(IndicatorsPage.CallPrefix, StringComparison.Ordinal) =>
                await OfCallAsync(from[IndicatorsPage.CallPrefix.Length..], cancellationToken),
            _ => null,
        };
        List<Mistake> mistakes = [];
        return content is null || !IsKnown(tree) ? NotFound()
            : TreeJson.Read(content, "indicators.json", scoring, mistakes) is { } one ? await StoreAsync(tree, one, cancellationToken)
            : View("Indicators", await PageAsync(await LatestAsync(cancellationToken), tree, null, mistakes, cancellationToken));
    }

    /// <summary>The tree to be edited elsewhere and uploaded again; an empty form where there is none.</summary>
    [HttpGet("/calls/{code}/indicators/indicators.{format:regex(^(csv|xlsx)$)}")]
    public async Task<IActionResult> Download(string format, string? tree, CancellationToken cancellationToken)
    {
        var rows = await LatestAsync(cancellationToken) is { } row
            && TreeIn(StoredRound.TreesOf(row, StoredRound.CallOf(Call)), tree) is { } found ? TreeJson.Rows(found) : [];
        return format == "csv"
            ? File(Csv.ForSpreadsheet([.. TableSchema.Indicators.Required, .. TableSchema.Indicators.Optional],
                rows.Select(r => r.Select(Csv.Safe).ToList())), "text/csv", "indicators.csv")
            : File(FormWorkbook.Draw(TableSchema.Indicators, Text.Culture, rows), FormWorkbook.ContentType, "indicators.xlsx");
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/publish")]
    public Task<IActionResult> Publish(CancellationToken cancellationToken)
    {
        var number = 0;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var row = await db.IndicatorTrees.Where(t => t.CallId == Call.Id && t.PublishedAt == null).OrderByDescending(t => t.Number)
                .FirstOrDefaultAsync(cancellationToken);
            if (row is null)
            {
                return new Refusal.NotThere();
            }
            number = row.Number;
            var trees = StoredRound.TreesOf(row, StoredRound.CallOf(call)).All;
            return row.Publish(
                by, call.State, trees.SelectMany(t => t.BelowFull).FirstOrDefault()?.Code,
                await CallGate.HasScoresAsync(db, call.Id, cancellationToken));
        }, "indicators", () => Text.Of("Tree.PublishedNow", number), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/clone")]
    public Task<IActionResult> Clone(CancellationToken cancellationToken)
    {
        var number = 0;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            if (await LatestAsync(db, cancellationToken) is not { PublishedAt: not null } row)
            {
                return new Refusal.NotThere();
            }
            number = row.Number + 1;
            return AddDraft(db, number).Edit(row.Content, by, await StateAsync(db, cancellationToken));
        }, "indicators", () => Text.Of("Tree.Cloned", number), cancellationToken);
    }

    /// <summary>
    /// Which categories have a tree for themselves. One that is new comes from the template of its name, else it begins as the call's own.
    /// </summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/categories")]
    public async Task<IActionResult> Divide(IReadOnlyList<string?>? category, IReadOnlyList<string?>? use, string? name,
        CancellationToken cancellationToken)
    {
        var asked = (category ?? []).Select(c => c ?? "").Zip(use ?? []).DistinctBy(c => c.First)
            .ToDictionary(c => c.First, c => c.Second == IndicatorsPage.NewTree ? name?.Trim() : c.Second, StringComparer.Ordinal);
        if (asked.Values.Any(n => !string.IsNullOrEmpty(n) && !TreesJson.IsName(n))
            || (use ?? []).Zip(asked.Values).Any(u => u.First == IndicatorsPage.NewTree && string.IsNullOrEmpty(u.Second)))
        {
            return Refused(At("indicators"), "Tree.NameBroken");
        }
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await CallInAsync(db, cancellationToken);
            var call = StoredRound.CallOf(row);
            var divided = call with
            {
                Categories = [.. call.Categories.Select(c => asked.TryGetValue(c.Code.Value, out var tree)
                    ? c with { Indicators = string.IsNullOrEmpty(tree) ? null : tree } : c)],
            };
            if (await StoredRound.ChangeAsync(db, row, divided, by, cancellationToken) is { Refusal: { } frozen })
            {
                return frozen;
            }
            return await KeepTreesAsync(db, by, divided, trees => divided.Categories.Select(c => c.Indicators).OfType<string>().Distinct()
                .Where(n => !trees.Named.ContainsKey(n)).Select(n => (n, Tree: FromTemplate(n, divided) ?? trees.Own))
                .Where(t => t.Tree is not null).Select(t => KeyValuePair.Create(t.n, t.Tree!)), cancellationToken);
        }, "indicators", () => Text.Of("Settings.Saved"), cancellationToken);
    }

    private static IndicatorTree? FromTemplate(string name, Call call) => TemplateFolder.Shipped.TreeBytes(name) is { } bytes
        ? TreeJson.Read(bytes, $"{name}.json", call.Scoring.ForEveryKind(), []) : null;

    private Task<IActionResult> StoreAsync(string? name, IndicatorTree tree, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = StoredRound.CallOf(await CallInAsync(db, cancellationToken));
            return await KeepTreesAsync(db, by, call, _ => [KeyValuePair.Create(name ?? "", tree)], cancellationToken);
        }, PageOf(name), () => Text.Of("Tree.Saved"), cancellationToken);

    /// <summary>The draft with some of its trees replaced or added; nothing is written where none is.</summary>
    /// <param name="changes">By name; the call's own has none.</param>
    private async Task<Answer> KeepTreesAsync(AppDb db, By by, Call call,
        Func<IndicatorTrees, IEnumerable<KeyValuePair<string, IndicatorTree>>> changes, CancellationToken cancellationToken)
    {
        var latest = await LatestAsync(db, cancellationToken);
        var trees = latest is null ? IndicatorTrees.None : StoredRound.TreesOf(latest, call);
        var changed = changes(trees).ToDictionary();
        if (changed.Count == 0)
        {
            return Answer.Nothing;
        }
        var named = new Dictionary<string, IndicatorTree>(trees.Named, StringComparer.Ordinal);
        foreach (var (name, tree) in changed.Where(c => c.Key.Length > 0))
        {
            named[name] = tree;
        }
        var own = changed.GetValueOrDefault("") ?? trees.Own;
        var lost = call.Scoring.LeavesFor.Keys.Where(l => named.Values.Append(own).All(t => t?.Find(l) is null)).Order().ToList();
        if (lost.Count > 0)
        {
            return new TreeLife.LacksLeaves([.. lost]);
        }
        var content = Encoding.UTF8.GetString(TreesJson.Write(own, named));
        var draft = latest is { PublishedAt: null }
            ? await db.IndicatorTrees.SingleAsync(t => t.Id == latest.Id, cancellationToken) : AddDraft(db, (latest?.Number ?? 0) + 1);
        return draft.Edit(content, by, await StateAsync(db, cancellationToken));
    }

    private bool IsKnown(string? tree) => tree is null || StoredRound.CallOf(Call).Categories.Any(c => c.Indicators == tree);

    private static IndicatorTree? TreeIn(IndicatorTrees trees, string? name) =>
        name is null ? trees.Own : trees.Named.GetValueOrDefault(name);

    private static string PageOf(string? tree) => tree is null ? "indicators" : $"indicators?tree={Uri.EscapeDataString(tree)}";

    private IndicatorTreeRow AddDraft(AppDb db, int number)
    {
        var draft = new IndicatorTreeRow { CallId = Call.Id, Number = number };
        db.IndicatorTrees.Add(draft);
        return draft;
    }

    private Task<CallState> StateAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Calls.AsNoTracking().Where(c => c.Id == Call.Id).Select(c => c.State).SingleAsync(cancellationToken);

    private Task<IndicatorTreeRow?> LatestAsync(CancellationToken cancellationToken) => LatestAsync(Db, cancellationToken);

    private Task<IndicatorTreeRow?> LatestAsync(AppDb db, CancellationToken cancellationToken) =>
        db.IndicatorTrees.AsNoTracking().Where(t => t.CallId == Call.Id).OrderByDescending(t => t.Number)
            .FirstOrDefaultAsync(cancellationToken);

    private async Task<byte[]?> OfCallAsync(string code, CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Officer);
        return await Db.Calls.Where(c => c.Code == code && mine.Contains(c.Id)).Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(cancellationToken) is { } id
            && await StoredRound.TreeRowAsync(Db, id, cancellationToken) is { } tree ? Encoding.UTF8.GetBytes(tree.Content) : null;
    }

    /// <param name="draft">What was typed; null = what is kept.</param>
    private async Task<IndicatorsPage> PageAsync(IndicatorTreeRow? row, string? name, Draft? draft, IReadOnlyList<Mistake> mistakes,
        CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        var trees = row is null ? IndicatorTrees.None : StoredRound.TreesOf(row, call);
        var tree = TreeIn(trees, name);
        var mine = User.CallsAs(Capacity.Officer);
        var others = !User.RunsCalls() ? [] : await Db.Calls.AsNoTracking()
            .Where(c => c.Id != Call.Id && mine.Contains(c.Id) && Db.IndicatorTrees.Any(t => t.CallId == c.Id)).OrderBy(c => c.Code)
            .Select(c => new { c.Code, c.NameEn, c.NameZh }).ToListAsync(cancellationToken);
        return new IndicatorsPage(
            Call, call, row, name, tree, draft ?? (User.RunsCalls() && row is not { PublishedAt: not null } ? TreeDraft.Of(tree) : null),
            await Db.IndicatorTrees.Where(t => t.CallId == Call.Id).Select(t => t.Number).Order().ToListAsync(cancellationToken),
                User.RunsCalls(), mistakes,
            await SetupSteps.ReadAsync(Db, Call, SetupSteps.Indicators, cancellationToken), TemplateFolder.Shipped.TreeNames,
            [.. others.Select(o => (o.Code, new LocalText(o.NameEn, o.NameZh)))])
        {
            Named = trees.Named,
        };
    }
}
