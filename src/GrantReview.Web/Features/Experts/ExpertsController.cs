using GrantReview.Core.Accounts;
using GrantReview.Core.Experts;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Experts;

/// <summary>An expert with the user name of the account; null = none is linked, and with another one that waits for a second person.</summary>
public sealed record ExpertEntry
{
    public required ExpertRow Expert { get; init; }
    public required string? Account { get; init; }
    public required string? AskedAccount { get; init; }
}

public sealed record ExpertsPage(CallRow Call, AssignmentSettings Loads, ListPart<ExpertEntry> Experts, IReadOnlyList<Mistake> Mistakes, IReadOnlyList<Mistake> Warnings)
{
    /// <summary>What was typed for an expert's account and refused.</summary>
    public (string Expert, string? UserName) Typed { get; init; }
}

/// <summary>The experts of a call: import, and the accounts they sign in with.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ExpertsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/experts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Experts", await PageAsync(null, cancellationToken));

    [HttpGet("/calls/{code}/experts.csv")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken) => File(
        await ColumnsOf(StoredRound.CallOf(Call).Assignment).DownloadAsync(Rows, Asked("experts"), cancellationToken), ListPart.DownloadType,
        $"{Call.Code}-experts.csv");

    [HttpGet("/calls/{code}/experts/template.xlsx")]
    public IActionResult Template() => File(
        FormWorkbook.Draw(TableSchema.ExpertsWithAccounts, Text.Culture), FormWorkbook.ContentType, "experts.xlsx");

    /// <summary>What the file would change, before it does.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts/preview")]
    public async Task<IActionResult> Preview(IFormFile? file, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > CallStage.Assigning)
        {
            return Refused(At("experts"), "Apps.ImportClosed");
        }
        if (await Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return Refused(At("experts"), "Apps.NoFile");
        }
        var known = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Number, cancellationToken);
        var (read, accounts) = await ReadAsync(Db, upload, [.. known.Values], cancellationToken);
        if (read.Mistakes.Count > 0)
        {
            return View("Experts", await PageAsync(read, cancellationToken));
        }
        var after = read.Rows.Select(e => StoredRound.Over(e, read.Columns, known.GetValueOrDefault(e.Id))).ToList();
        var rows = after.Select(e => new ImportedRow(e.Id.Value, !known.ContainsKey(e.Id),
            [.. StoredRound.Changes(e, known.GetValueOrDefault(e.Id)), .. LinkOf(e.Id)])).Where(r => r.Changes.Count > 0).ToList();
        var others = known.Values.Where(k => after.TrueForAll(e => e.Id != k.Number)).Select(StoredRound.Expert);
        var (found, unsupported) = await StoredConflicts.ForeseeAsync(Db, Call, null, [.. others, .. after], cancellationToken);
        var lacking = known.Count == 0 ? [] : TableSchema.Experts.Optional.Where(c => c != TableSchema.Alias).Except(read.Columns).ToList();
        return View("Import", new ImportPage(Call, "experts", upload, rows, after.Count - rows.Count, lacking, read.Warnings, found,
            unsupported));

        IEnumerable<FieldChange> LinkOf(ExpertId expert) =>
            accounts.TryGetValue(expert, out var account) && account.Id != known.GetValueOrDefault(expert)?.UserId
                ? [new FieldChange(TableSchema.UserName, "", account.UserName)] : [];
    }

    /// <summary>
    /// The experts of a file, and the accounts that it names; one that is not there, or may not score here, is a
    /// mistake.
    /// </summary>
    private async Task<(ReadRows<Expert> Read, IReadOnlyDictionary<ExpertId, (Guid Id, string UserName)> Accounts)> ReadAsync(
        AppDb inside, Upload upload, IReadOnlyList<ExpertRow> known, CancellationToken cancellationToken)
    {
        var read = RoundReader.ReadExperts(upload.Content, upload.Name, [.. known.Select(StoredRound.Expert)]);
        var named = read.Mistakes.Count > 0 ? [] : RoundReader.ReadAccountsOfExperts(upload.Content, upload.Name);
        var names = named.Select(n => n.UserName.ToUpperInvariant()).ToList();
        var users = await inside.Users.AsNoTracking().Where(u => u.NormalizedUserName != null && names.Contains(u.NormalizedUserName))
            .ToDictionaryAsync(u => u.UserName ?? "", u => u.Id, StringComparer.OrdinalIgnoreCase, cancellationToken);
        var unknown = named.Where(n => !users.ContainsKey(n.UserName))
            .Select(n => new Mistake(upload.Name, n.Row, TableSchema.UserName, "AccountUnknown", n.UserName));
        var accounts = named.Where(n => users.ContainsKey(n.UserName))
            .ToDictionary(n => n.Expert, n => (users[n.UserName], n.UserName));
        var seen = await SeenAsync(inside, [.. users.Values], cancellationToken);
        var byNumber = known.ToDictionary(e => e.Number);
        List<Mistake> refused = [];
        foreach (var (expert, userName, row) in named.Where(n => users.ContainsKey(n.UserName)))
        {
            var of = byNumber.GetValueOrDefault(expert);
            if (of?.UserId != users[userName] && AccountLinkLife.Refuse(Call.Id, seen(of?.Id, users[userName])) is { } refusal)
            {
                refused.Add(new Mistake(upload.Name, row, TableSchema.UserName, "AccountRefused", userName, RefusalText.Of(refusal)));
            }
        }
        return (read with { Mistakes = [.. read.Mistakes, .. unknown, .. refused] }, accounts);
    }

    /// <param name="name">With <paramref name="content"/>: the file as it waited in the preview.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts")]
    public async Task<IActionResult> Import(IFormFile? file, string? name, string? content, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > CallStage.Assigning)
        {
            return Refused(At("experts"), "Apps.ImportClosed");
        }
        if (await Upload.FromAsync(file, name, content, cancellationToken) is not { } upload)
        {
            return Refused(At("experts"), "Apps.NoFile");
        }
        var stored = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToListAsync(cancellationToken);
        var (read, accounts) = await ReadAsync(Db, upload, stored, cancellationToken);
        if (read.Mistakes.Count > 0)
        {
            return View("Experts", await PageAsync(read, cancellationToken));
        }
        var added = 0;
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var rows = await db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Number, cancellationToken);
            var seen = await SeenAsync(db, [.. accounts.Values.Select(a => a.Id)], cancellationToken);
            foreach (var expert in read.Rows)
            {
                var before = rows.GetValueOrDefault(expert.Id);
                var row = before ?? db.Experts.Add(new ExpertRow { CallId = Call.Id }).Entity;
                if (row.Import(StoredRound.Over(expert, read.Columns, before), by, call.State.Stage) is { Refusal: not null } refused)
                {
                    return refused;
                }
                if (accounts.TryGetValue(expert.Id, out var account) && row.Do(
                    new AccountLinkLife.Link(account.Id), by, seen(row.Id, account.Id)) is { Refusal: not null } no)
                {
                    return no;
                }
            }
            added = read.Rows.Count(e => !rows.ContainsKey(e.Id));
            return await StoredConflicts.FindAsync(db, call, by, cancellationToken);
        }, "experts", () => ImportPage.Done(added, read.Rows.Count - added, read.Warnings), cancellationToken);
    }

    /// <summary>Before a plan is deployed an officer links an expert's account; afterwards that is a request which another person confirms.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts/{id}/account")]
    public Task<IActionResult> Link(string id, string? userName, CancellationToken cancellationToken)
    {
        ExpertRow? row = null;
        return AnswerAsync(Capacity.Officer, id, userName, async (inside, by) =>
        {
            row = await inside.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == id, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotThere();
            }
            return await Capacities.FindUserAsync(inside, userName, cancellationToken) is { } account
                ? row.Do(new AccountLinkLife.Link(account), by, await SeenAsync(inside, row, account, cancellationToken))
                : new AccountLife.IsUnknown(userName ?? "");
        }, () => row?.AccountRequest is null ? Text.Of("Experts.Linked", row?.Name, userName) : Text.Of("Experts.LinkAsked", row.Name), cancellationToken);
    }

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/experts/{id}/account/confirm")]
    public Task<IActionResult> ConfirmLink(string id, Guid request, CancellationToken cancellationToken) =>
        AnswerLinkAsync(id, User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor, new AccountLinkLife.Confirm(request), "Experts.LinkConfirmed", cancellationToken);

    [HttpPost("/calls/{code}/experts/{id}/account/decline")]
    public Task<IActionResult> DeclineLink(string id, Guid request, CancellationToken cancellationToken) => AnswerLinkAsync(
        id, User.RunsCalls() ? Capacity.Officer : User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor,
        new AccountLinkLife.Decline(request), "Experts.LinkDeclined", cancellationToken);

    private Task<IActionResult> AnswerLinkAsync(string id, Capacity capacity, Act act, string done, CancellationToken cancellationToken) =>
        AnswerAsync(capacity, id, null, async (inside, by) =>
        {
            var row = await inside.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == id, cancellationToken);
            return row?.Do(act, by, await SeenAsync(inside, row, row.AccountRequest?.Account ?? Guid.Empty, cancellationToken)) ?? new Refusal.NotThere();
        }, () => Text.Of(done), cancellationToken);

    private async Task<AccountLinkEvidence> SeenAsync(AppDb inside, ExpertRow row, Guid account, CancellationToken cancellationToken) =>
        (await SeenAsync(inside, [account], cancellationToken))(row.Id, account);

    /// <summary>The evidence about many accounts, by the expert (null = one who is not there yet) and the account.</summary>
    private async Task<Func<Guid?, Guid, AccountLinkEvidence>> SeenAsync(
        AppDb inside, IReadOnlyCollection<Guid> accounts, CancellationToken cancellationToken)
    {
        var isDeployed = await inside.ScoreSheets.AnyAsync(s => s.CallId == Call.Id, cancellationToken);
        var held = await Capacities.HeldByAsync(inside, accounts, cancellationToken);
        var recused = await inside.Recusals.Where(r => r.CallId == Call.Id && accounts.Contains(r.UserId) && r.State.IsRecused)
            .Select(r => r.UserId).ToListAsync(cancellationToken);
        return (expert, account) => new AccountLinkEvidence(isDeployed,
            [.. held[account].Where(h => h.Expert is null || h.Expert != expert).Select(h => h.Standing)], recused.Contains(account));
    }

    /// <summary>Done and shown anew, or why not, with the name that was typed.</summary>
    private async Task<IActionResult> AnswerAsync(
        Capacity capacity, string id, string? typed, Func<AppDb, By, Task<Answer>> act, Func<string> done, CancellationToken cancellationToken)
    {
        if (await DoAsync(capacity, act, cancellationToken) is not { } refusal)
        {
            return DoneSaying(At("experts"), done());
        }
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        ModelState.AddModelError("", RefusalText.Of(refusal));
        return View("Experts", await PageAsync(null, cancellationToken) with { Typed = (id, typed) });
    }

    /// <param name="read">A file that was refused; null = none was sent.</param>
    private async Task<ExpertsPage> PageAsync(ReadRows<Expert>? read, CancellationToken cancellationToken) => new(
        Call, StoredRound.CallOf(Call).Assignment,
        await ColumnsOf(StoredRound.CallOf(Call).Assignment).PartAsync(Rows, Asked("experts"), cancellationToken) with { Download = At("experts.csv") },
        read?.Mistakes ?? [], read?.Warnings ?? []);

    private IQueryable<ExpertEntry> Rows => Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).Select(e => new ExpertEntry
    {
        Expert = e, Account = Db.Users.Where(u => u.Id == e.UserId).Select(u => u.UserName).FirstOrDefault(),
        AskedAccount = Db.Users.Where(u => u.Id == e.AccountRequest!.Account).Select(u => u.UserName).FirstOrDefault(),
    });

    private static ListColumns<ExpertEntry> ColumnsOf(AssignmentSettings loads) => new ListColumns<ExpertEntry>("Experts.Title")
        .Column("id", "Experts.Id", e => e.Expert.Code).Column("name", "Experts.Name", e => e.Expert.Name).Column("unit", "Experts.Unit", e => e.Expert.Unit)
        .Column("kind", "Experts.Kind", e => e.Expert.Kind).Column("keywords", "Experts.Keywords", e => e.Expert.Keywords)
        .Column("load", "Experts.Load", e => e.Expert.MaxLoad ?? loads.MaxLoad, most => most is { } load ? $"{load}" : "∞")
        .Column("account", "Experts.Account", e => e.Account).Column("declared", "Experts.Declared", e => e.Expert.DeclaredAt, Formats.Instant)
        .OrderedBy("id");
}
