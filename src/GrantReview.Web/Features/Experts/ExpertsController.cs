using GrantReview.Core.Accounts;
using GrantReview.Core.Experts;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Experts;

/// <summary>
/// An expert with the user name of the account; null = none is linked, and with another one that waits for a second person.
/// </summary>
public sealed record ExpertEntry
{
    public required ExpertRow Expert { get; init; }
    public required string? Account { get; init; }
    public required string? AskedAccount { get; init; }
}

/// <param name="Away">Who is not available in the scoring time, for officers alone.</param>
public sealed record ExpertsPage(
    CallRow Call, AssignmentSettings Loads, ListPart<ExpertEntry> Experts, IReadOnlyList<StatedAbsence> Away);

/// <summary>The experts of a call: import, and the accounts they sign in with.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ExpertsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/experts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Experts", await PageAsync(cancellationToken));

    [HttpGet("/calls/{code}/experts.csv")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken) => File(
        await ColumnsOf(StoredRound.CallOf(Call).Assignment).DownloadAsync(Rows, Asked("experts"), cancellationToken),
        ListPart.DownloadType,
        $"{Call.Code}-experts.csv");

    [HttpGet("/calls/{code}/experts/template.xlsx")]
    public IActionResult Template() => File(
        FormWorkbook.Draw(TableSchema.ExpertsWithAccounts, Text.Culture), FormWorkbook.ContentType, "experts.xlsx");

    /// <summary>How the file is read and what it would change, before it does.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts/preview")]
    public async Task<IActionResult> Preview(ImportForm form, CancellationToken cancellationToken) =>
        await TakeAsync(form, cancellationToken) is not { } taken ? RefusedToTake() : await ShowAsync(form, taken, cancellationToken);

    /// <summary>A file that was sent, as the form says that it is to be read.</summary>
    private sealed record Taken(
        Upload File, TableLayout Layout, ReadRows<Expert> Read, IReadOnlyDictionary<ExpertId, (Guid Id, string UserName)> Accounts,
        IReadOnlyList<HeaderRow> Remembered, IReadOnlyDictionary<ExpertId, ExpertRow> Known);

    /// <summary>Null where no file was sent, or none is taken any more.</summary>
    private async Task<Taken?> TakeAsync(ImportForm form, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > ImportLife.LastStage(ImportedList.Experts) || await form.UploadAsync(cancellationToken) is not { } file)
        {
            return null;
        }
        var remembered = await StoredImports.RememberedAsync(Db, ImportedList.Experts, TableSchema.ExpertsWithAccounts, cancellationToken);
        var known = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Number, cancellationToken);
        var layout = form.Layout(remembered, known.Values.GroupBy(e => TableLayout.KeyOf([e.Name, e.Unit])).Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Code, StringComparer.Ordinal));
        var (read, accounts) = await ReadAsync(Db, file, layout, [.. known.Values], cancellationToken);
        return new Taken(file, layout, read, accounts, remembered, known);
    }

    private IActionResult RefusedToTake() => Refused(
        At("experts"), Call.State.Stage > ImportLife.LastStage(ImportedList.Experts) ? "Experts.ImportClosed" : "Apps.NoFile");

    private static string NameOf(string column) => Text.Culture == "en" ? column : TableSchema.ExpertsWithAccounts.ChineseHeader(column);

    private async Task<IActionResult> ShowAsync(ImportForm form, Taken taken, CancellationToken cancellationToken)
    {
        var schema = TableSchema.ExpertsWithAccounts;
        return View("Import", new ImportPage(Call, ImportedList.Experts, taken.File, form, taken.Layout, taken.Read.Sight)
        {
            Columns = [.. schema.Required.Concat(schema.Optional).Where(c => c != TableSchema.Alias)
                .Select(c => (c, NameOf(c)))],
            Categories = [], Remembered = taken.Remembered.Select(h => h.Key).ToHashSet(StringComparer.Ordinal),
            Mistakes = taken.Read.Mistakes, Warnings = taken.Read.Warnings,
            Changes = taken.Read.Mistakes.Count > 0 ? null : await ChangesAsync(taken, cancellationToken),
        });
    }

    private async Task<ImportChanges> ChangesAsync(Taken taken, CancellationToken cancellationToken)
    {
        var (read, known) = (taken.Read, taken.Known);
        var after = read.Rows.Select(e => StoredRound.Over(e, read.Columns, known.GetValueOrDefault(e.Id))).ToList();
        var rows = after.Select(e => new ImportedRow(e.Id.Value, !known.ContainsKey(e.Id),
            [.. StoredRound.Changes(e, known.GetValueOrDefault(e.Id)), .. LinkOf(e.Id)])).Where(r => r.Changes.Count > 0).ToList();
        var absent = known.Values.Where(k => after.TrueForAll(e => e.Id != k.Number)).ToList();
        var (found, unsupported) =
            await StoredConflicts.ForeseeAsync(Db, Call, null, [.. absent.Select(StoredRound.Expert), .. after], cancellationToken);
        var lacking = known.Count == 0 ? [] : TableSchema.Experts.Optional.Where(c => c != TableSchema.Alias).Except(read.Columns).ToList();
        return new ImportChanges(
            rows, after.Count - rows.Count, lacking, [.. absent.Select(e => e.Code).Order(StringComparer.Ordinal)], found, unsupported);

        IEnumerable<FieldChange> LinkOf(ExpertId expert) =>
            taken.Accounts.TryGetValue(expert, out var account) && account.Id != known.GetValueOrDefault(expert)?.UserId
                ? [new FieldChange(TableSchema.UserName, "", account.UserName)] : [];
    }

    /// <summary>
    /// The experts of a file, and the accounts that it names; one that is not there, or may not score here, is a
    /// mistake.
    /// </summary>
    private async Task<(ReadRows<Expert> Read, IReadOnlyDictionary<ExpertId, (Guid Id, string UserName)> Accounts)> ReadAsync(
        AppDb inside, Upload upload, TableLayout layout, IReadOnlyList<ExpertRow> known, CancellationToken cancellationToken)
    {
        var read = RoundReader.ReadExperts(upload.Content, upload.Name, [.. known.Select(StoredRound.Expert)], layout);
        var named = read.Mistakes.Count > 0 ? [] : RoundReader.ReadAccountsOfExperts(upload.Content, upload.Name, layout);
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

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/experts")]
    public async Task<IActionResult> Import(ImportForm form, CancellationToken cancellationToken)
    {
        if (await TakeAsync(form, cancellationToken) is not { } taken)
        {
            return RefusedToTake();
        }
        var (read, accounts) = (taken.Read, taken.Accounts);
        if (read.Mistakes.Count > 0)
        {
            return await ShowAsync(form, taken, cancellationToken);
        }
        var added = 0;
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var known = await db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Number, cancellationToken);
            if (!taken.Known.Keys.ToHashSet().SetEquals(known.Keys))
            {
                return new Refusal.ChangedMeanwhile();
            }
            var seen = await SeenAsync(db, [.. accounts.Values.Select(a => a.Id)], cancellationToken);
            var rows = new List<(ExpertRow Row, ExpertValues? Before)>();
            foreach (var expert in read.Rows)
            {
                var before = known.GetValueOrDefault(expert.Id);
                var row = before ?? db.Experts.Add(new ExpertRow { CallId = Call.Id }).Entity;
                var values = before?.Values;
                if (row.Import(StoredRound.Over(expert, read.Columns, before), by, call.State.Stage) is { Refusal: not null } refused)
                {
                    return refused;
                }
                if (accounts.TryGetValue(expert.Id, out var account) && row.Do(
                    new AccountLinkLife.Link(account.Id), by, seen(row.Id, account.Id)) is { Refusal: not null } no)
                {
                    return no;
                }
                if (row.Values != values)
                {
                    rows.Add((row, values));
                }
            }
            added = read.Rows.Count(e => !known.ContainsKey(e.Id));
            return Answer.FirstRefusal([
                await StoredConflicts.FindAsync(db, call, by, cancellationToken),
                StoredImports.Bring(db, call, ImportedList.Experts, taken.File,
                    [.. rows.Select(r =>
                        new ImportedRowBefore<ExpertValues>(r.Row.Id, r.Row.Code, ImportRow.DigestOf(r.Row.Values), r.Before))], by),
                await StoredImports.RememberAsync(db, ImportedList.Experts, form, read.Sight, by, cancellationToken),
            ]);
        }, "experts", () => ImportPage.Done(added, read.Rows.Count - added, read.Warnings, NameOf), cancellationToken);
    }

    /// <summary>
    /// Before a plan is deployed an officer links an expert's account; afterwards that is a request which another person confirms.
    /// </summary>
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
        }, () => row?.AccountRequest is null ? Text.Of("Experts.Linked", row?.Name, userName) : Text.Of("Experts.LinkAsked", row.Name),
            cancellationToken);
    }

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/experts/{id}/account/confirm")]
    public Task<IActionResult> ConfirmLink(string id, Guid request, CancellationToken cancellationToken) =>
        AnswerLinkAsync(id, User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor, new AccountLinkLife.Confirm(request),
            "Experts.LinkConfirmed", cancellationToken);

    [HttpPost("/calls/{code}/experts/{id}/account/decline")]
    public Task<IActionResult> DeclineLink(string id, Guid request, CancellationToken cancellationToken) => AnswerLinkAsync(
        id, User.RunsCalls() ? Capacity.Officer : User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor,
        new AccountLinkLife.Decline(request), "Experts.LinkDeclined", cancellationToken);

    private Task<IActionResult> AnswerLinkAsync(string id, Capacity capacity, Act act, string done, CancellationToken cancellationToken) =>
        AnswerAsync(capacity, id, null, async (inside, by) =>
        {
            var row = await inside.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == id, cancellationToken);
            return row?.Do(act, by, await SeenAsync(inside, row, row.AccountRequest?.Account ?? Guid.Empty, cancellationToken))
                ?? new Refusal.NotThere();
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
        Capacity capacity, string id, string? typed, Func<AppDb, By, Task<Answer>> act, Func<string> done,
        CancellationToken cancellationToken)
    {
        if (await DoAsync(capacity, act, cancellationToken) is not { } refusal)
        {
            return DoneSaying(At("experts"), done());
        }
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        return RefusedForm.Of(At("experts"), refusal);
    }

    private async Task<ExpertsPage> PageAsync(CancellationToken cancellationToken) => new(
        Call, StoredRound.CallOf(Call).Assignment,
        await ColumnsOf(StoredRound.CallOf(Call).Assignment)
            .PartAsync(Rows, Asked("experts"), cancellationToken) with { Download = At("experts.csv") },
        User.RunsCalls() ? await StoredAbsences.LoadAsync(Db, Call, Now, cancellationToken) : []);

    private IQueryable<ExpertEntry> Rows => Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).Select(e => new ExpertEntry
    {
        Expert = e, Account = Db.Users.Where(u => u.Id == e.UserId).Select(u => u.UserName).FirstOrDefault(),
        AskedAccount = Db.Users.Where(u => u.Id == e.AccountRequest!.Account).Select(u => u.UserName).FirstOrDefault(),
    });

    private static ListColumns<ExpertEntry> ColumnsOf(AssignmentSettings loads) => new ListColumns<ExpertEntry>("Experts.Title")
        .Column("id", "Experts.Id", e => e.Expert.Code).Column("name", "Experts.Name", e => e.Expert.Name)
            .Column("unit", "Experts.Unit", e => e.Expert.Unit)
        .Column("kind", "Experts.Kind", e => e.Expert.Kind, KindText.Of).Column("keywords", "Experts.Keywords", e => e.Expert.Keywords)
        .Column("load", "Experts.Load", e => e.Expert.MaxLoad ?? loads.MaxLoad, most => most is { } load ? $"{load}" : "∞")
        .Column("account", "Experts.Account", e => e.Account)
            .Column("declared", "Experts.Declared", e => e.Expert.DeclaredAt, Formats.Instant)
        .OrderedBy("id");
}
