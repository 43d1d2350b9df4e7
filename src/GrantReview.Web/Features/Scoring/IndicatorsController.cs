using System.Text;
using GrantReview.Core.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Scoring;

/// <param name="Tree">Null when the call has no tree.</param>
/// <param name="Draft">What is being typed; null = this version is only read.</param>
/// <param name="Mistakes">Of a file.</param>
/// <param name="Templates">Trees that ship with the program, by their names.</param>
/// <param name="Others">Calls of the reader that have a tree.</param>
public sealed record IndicatorsPage(
    CallRow Call, Call Settings, IndicatorTreeRow? Row, IndicatorTree? Tree, Draft? Draft, IReadOnlyList<int> Versions, bool CanEdit,
        IReadOnlyList<Mistake> Mistakes,
    SetupSteps Steps, IReadOnlyList<string> Templates, IReadOnlyList<(string Code, LocalText Name)> Others)
{
    public const string TemplatePrefix = "template:";
    public const string CallPrefix = "call:";

    public IReadOnlyList<(string Value, string Words)> Columns { get; } =
        [.. FieldWords.Columns(Settings).Select(f => (f.Code, Text.Of(f.Label)))];
}

/// <summary>The call's indicator tree in its versions: a draft is edited and published, a published one is cloned.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class IndicatorsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/indicators")]
    public async Task<IActionResult> Index(int? version, CancellationToken cancellationToken)
    {
        var row = version is null ? await LatestAsync(cancellationToken)
            : await Db.IndicatorTrees.AsNoTracking()
                .SingleOrDefaultAsync(t => t.CallId == Call.Id && t.Number == version, cancellationToken);
        return version is not null && row is null ? NotFound() : View("Indicators", await PageAsync(row, null, [], cancellationToken));
    }

    /// <summary>The whole draft as it was typed; a button other than the one that saves changes it and shows it again.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators")]
    public async Task<IActionResult> Save(string? act, CancellationToken cancellationToken)
    {
        var row = await LatestAsync(cancellationToken);
        if (row is { PublishedAt: not null })
        {
            return NotFound();
        }
        var call = StoredRound.CallOf(Call);
        var draft = TreeDraft.Of(row is null ? null : StoredRound.TreeOf(row, call));
        draft.Take(Request.Form);
        if (act is { Length: > 0 } and not "save")
        {
            TreeDraft.Change(draft, act);
            draft.IsUnsaved = true;
            return View("Indicators", await PageAsync(row, draft, [], cancellationToken));
        }
        List<Mistake> mistakes = [];
        if (TreeDraft.Read(draft, call.Scoring, mistakes) is { } tree)
        {
            return await StoreAsync(TreeJson.Write(tree), cancellationToken);
        }
        (draft.Mistakes, draft.IsUnsaved) = (mistakes, true);
        return View("Indicators", await PageAsync(row, draft, [], cancellationToken));
    }

    /// <summary>A tree from JSON, CSV or a workbook takes the place of the draft.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/upload")]
    public async Task<IActionResult> Upload(IFormFile? file, CancellationToken cancellationToken)
    {
        if (await Reading.Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return Refused(At("indicators"), "Apps.NoFile");
        }
        var read = RoundReader.ReadTree(upload.Content, upload.Name, StoredRound.CallOf(Call).Scoring);
        return read.Rows is [var tree] ? await StoreAsync(TreeJson.Write(tree), cancellationToken)
            : View("Indicators", await PageAsync(await LatestAsync(cancellationToken), null, read.Mistakes, cancellationToken));
    }

    /// <summary>A tree that ships with the program, or that of another call of this officer, takes the place of the draft.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/take")]
    public async Task<IActionResult> Take(string? from, CancellationToken cancellationToken)
    {
        var scoring = StoredRound.CallOf(Call).Scoring;
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
        return content is null ? NotFound()
            : TreeJson.Read(content, "indicators.json", scoring, mistakes) is { } tree
                ? await StoreAsync(TreeJson.Write(tree), cancellationToken)
            : View("Indicators", await PageAsync(await LatestAsync(cancellationToken), null, mistakes, cancellationToken));
    }

    /// <summary>The tree to be edited elsewhere and uploaded again; an empty form where there is none.</summary>
    [HttpGet("/calls/{code}/indicators/indicators.{format:regex(^(csv|xlsx)$)}")]
    public async Task<IActionResult> Download(string format, CancellationToken cancellationToken)
    {
        var rows = await LatestAsync(cancellationToken) is { } row ? TreeJson.Rows(StoredRound.TreeOf(row, StoredRound.CallOf(Call))) : [];
        return format == "csv"
            ? File(Csv.Write([.. TableSchema.Indicators.Required, .. TableSchema.Indicators.Optional],
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
            return row.Publish(by, call.State,
                StoredRound.TreeOf(row, StoredRound.CallOf(call)).BelowFull is [var leaf, ..] ? leaf.Code : null);
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

    private Task<IActionResult> StoreAsync(byte[] content, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var latest = await LatestAsync(db, cancellationToken);
            var draft = latest is { PublishedAt: null }
                ? await db.IndicatorTrees.SingleAsync(t => t.Id == latest.Id, cancellationToken) : AddDraft(db, (latest?.Number ?? 0) + 1);
            return draft.Edit(Encoding.UTF8.GetString(content), by, await StateAsync(db, cancellationToken));
        }, "indicators", () => Text.Of("Tree.Saved"), cancellationToken);

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
    private async Task<IndicatorsPage> PageAsync(IndicatorTreeRow? row, Draft? draft, IReadOnlyList<Mistake> mistakes,
        CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        var tree = row is null ? null : StoredRound.TreeOf(row, call);
        var mine = User.CallsAs(Capacity.Officer);
        var others = !User.RunsCalls() ? [] : await Db.Calls.AsNoTracking()
            .Where(c => c.Id != Call.Id && mine.Contains(c.Id) && Db.IndicatorTrees.Any(t => t.CallId == c.Id)).OrderBy(c => c.Code)
            .Select(c => new { c.Code, c.NameEn, c.NameZh }).ToListAsync(cancellationToken);
        return new IndicatorsPage(
            Call, call, row, tree, draft ?? (User.RunsCalls() && row is not { PublishedAt: not null } ? TreeDraft.Of(tree) : null),
            await Db.IndicatorTrees.Where(t => t.CallId == Call.Id).Select(t => t.Number).Order().ToListAsync(cancellationToken),
                User.RunsCalls(), mistakes,
            await SetupSteps.ReadAsync(Db, Call, SetupSteps.Indicators, cancellationToken), TemplateFolder.Shipped.TreeNames,
            [.. others.Select(o => (o.Code, new LocalText(o.NameEn, o.NameZh)))]);
    }
}
