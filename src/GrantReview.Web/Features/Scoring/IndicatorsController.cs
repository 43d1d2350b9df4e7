using System.Text;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <param name="Tree">Null when the call has no tree.</param>
public sealed record IndicatorsPage(CallRow Call, IndicatorTreeRow? Row, IndicatorTree? Tree, IReadOnlyList<int> Versions, bool CanEdit, IReadOnlyList<Mistake> Mistakes);

/// <summary>The call's indicator tree in its versions: a draft is edited and published, a published one is cloned.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class IndicatorsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/indicators")]
    public async Task<IActionResult> Index(int? version, CancellationToken cancellationToken)
    {
        var row = version is null ? await LatestAsync(cancellationToken)
            : await Db.IndicatorTrees.AsNoTracking().SingleOrDefaultAsync(t => t.CallId == Call.Id && t.Number == version, cancellationToken);
        return version is not null && row is null ? NotFound() : View("Indicators", await PageAsync(row, [], cancellationToken));
    }

    /// <summary>Names and weights of a draft, one of each for every node, in the order of the tree.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators")]
    public async Task<IActionResult> Save(string[] codes, string[] zh, string[] en, string[] weights, CancellationToken cancellationToken)
    {
        if (await LatestAsync(cancellationToken) is not { PublishedAt: null } row || codes.Length != weights.Length || codes.Length != zh.Length || codes.Length != en.Length)
        {
            return NotFound();
        }
        var call = StoredRound.CallOf(Call);
        var tree = StoredRound.TreeOf(row, call);
        List<Mistake> mistakes = [];
        var given = codes.Select((code, i) => (code, i)).ToDictionary(c => c.code, c => c.i, StringComparer.Ordinal);
        var indicators = tree.Indicators.Select((indicator, i) =>
        {
            if (!given.TryGetValue(indicator.Code.Value, out var at))
            {
                return indicator;
            }
            if (!Rational.TryParse(weights[at], out var weight))
            {
                mistakes.Add(new Mistake("indicators", i + 1, indicator.Code.Value, "NotANumber", weights[at] ?? ""));
            }
            return indicator with { Weight = weight, Name = new LocalText(en[at] is { Length: > 0 } e ? e : indicator.Name.En, zh[at] is { Length: > 0 } z ? z : indicator.Name.Zh) };
        }).ToList();
        if (mistakes.Count == 0)
        {
            mistakes.AddRange(IndicatorTreeRules.Check(indicators, call.Scoring).Select(f => new Mistake(
                "indicators", f.Index + 1, f.Index < 0 ? f.Field : indicators[f.Index].Code.Value, $"Tree{f.Kind}", f.Detail)));
        }
        return mistakes.Count > 0 ? View("Indicators", await PageAsync(row, mistakes, cancellationToken))
            : await StoreAsync(TreeJson.Write(new IndicatorTree(indicators, call.Scoring, tree.NotApplicable, tree.Name, tree.Note)), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/upload")]
    public async Task<IActionResult> Upload(IFormFile? file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        if (file is not null)
        {
            await file.CopyToAsync(content, cancellationToken);
        }
        List<Mistake> mistakes = [];
        var tree = TreeJson.Read(content.ToArray(), file?.FileName ?? "indicators.json", StoredRound.CallOf(Call).Scoring, mistakes);
        return tree is null ? View("Indicators", await PageAsync(await LatestAsync(cancellationToken), mistakes, cancellationToken))
            : await StoreAsync(TreeJson.Write(tree), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/indicators/publish")]
    public Task<IActionResult> Publish(CancellationToken cancellationToken)
    {
        var number = 0;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var row = await db.IndicatorTrees.Where(t => t.CallId == Call.Id && t.PublishedAt == null).OrderByDescending(t => t.Number).FirstOrDefaultAsync(cancellationToken);
            number = row?.Number ?? 0;
            return row?.Publish(by, call.State.Stage) ?? new Refusal.NotThere();
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
            return AddDraft(db, number).Edit(row.Content, by, await StageAsync(db, cancellationToken));
        }, "indicators", () => Text.Of("Tree.Cloned", number), cancellationToken);
    }

    private Task<IActionResult> StoreAsync(byte[] content, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var latest = await LatestAsync(db, cancellationToken);
            var draft = latest is { PublishedAt: null }
                ? await db.IndicatorTrees.SingleAsync(t => t.Id == latest.Id, cancellationToken) : AddDraft(db, (latest?.Number ?? 0) + 1);
            return draft.Edit(Encoding.UTF8.GetString(content), by, await StageAsync(db, cancellationToken));
        }, "indicators", () => Text.Of("Tree.Saved"), cancellationToken);

    private IndicatorTreeRow AddDraft(AppDb db, int number)
    {
        var draft = new IndicatorTreeRow { CallId = Call.Id, Number = number };
        db.IndicatorTrees.Add(draft);
        return draft;
    }

    private Task<CallStage> StageAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Calls.Where(c => c.Id == Call.Id).Select(c => c.State.Stage).SingleAsync(cancellationToken);

    private Task<IndicatorTreeRow?> LatestAsync(CancellationToken cancellationToken) => LatestAsync(Db, cancellationToken);

    private Task<IndicatorTreeRow?> LatestAsync(AppDb db, CancellationToken cancellationToken) =>
        db.IndicatorTrees.AsNoTracking().Where(t => t.CallId == Call.Id).OrderByDescending(t => t.Number).FirstOrDefaultAsync(cancellationToken);

    private async Task<IndicatorsPage> PageAsync(IndicatorTreeRow? row, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken) => new(
        Call, row, row is null ? null : StoredRound.TreeOf(row, StoredRound.CallOf(Call)),
        await Db.IndicatorTrees.Where(t => t.CallId == Call.Id).Select(t => t.Number).Order().ToListAsync(cancellationToken), User.RunsCalls(), mistakes);
}
