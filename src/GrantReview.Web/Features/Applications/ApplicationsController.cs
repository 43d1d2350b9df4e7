using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Applications;

/// <param name="Settings">By which categories are named.</param>
public sealed record ApplicationsPage(
    CallRow Call, Call Settings, ListPart<ApplicationRow> Applications,
    IReadOnlyDictionary<ApplicationId, ApplicationStanding> Standings)
{
    /// <summary>Why no list comes in now; null = one does.</summary>
    public string? ImportClosed { get; init; }
}

/// <param name="Settings">By whose fields values and findings are worded.</param>
/// <param name="Findings">What the call's rules say of it, those that bind.</param>
public sealed record ApplicationPage(
    CallRow Call, Call Settings, ApplicationRow Application, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<Finding> Findings, ApplicationStanding Standing);

/// <summary>The applications of a call: import, formal review, and what each says.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ApplicationsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private static readonly ListColumns<ApplicationRow> Columns = new ListColumns<ApplicationRow>("Apps.Title")
        .Column("id", "Apps.Id", a => a.Code).Column("title", "Apps.Name", a => a.Title)
            .Column("category", "Apps.Category", a => a.Category)
        .Column("unit", "Apps.Unit", a => a.Unit).Column("pi", "Apps.Pi", a => a.Pi)
            .Column("requested", "Apps.Requested", a => a.RequestedFen, Formats.Yuan)
        .Column("review", "Apps.Review", a => a.Eligible, admitted => Text.Of(admitted ? "Apps.Admitted" : "Apps.NotAdmitted"))
        .OrderedBy("id");

    [HttpGet("/calls/{code}/applications")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Applications", await PageAsync(cancellationToken));

    [HttpGet("/calls/{code}/applications.csv")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken) =>
        File(await Columns.DownloadAsync(Rows, Asked("applications"), cancellationToken), ListPart.DownloadType,
            $"{Call.Code}-applications.csv");

    [HttpGet("/calls/{code}/applications/{id}")]
    public async Task<IActionResult> One(string id, CancellationToken cancellationToken)
    {
        if (await Db.Applications.AsNoTracking()
            .SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == id, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        var standings = await StoredStandings.LoadAsync(Db, Call, cancellationToken);
        return View("Application", new ApplicationPage(
            Call, StoredRound.CallOf(Call), row, row.Columns,
            [.. standings.Findings.Where(f => f.Application == row.Number && f.Binds)], standings.Of[row.Number]));
    }

    [HttpGet("/calls/{code}/applications/template.xlsx")]
    public IActionResult Template() =>
        File(FormWorkbook.Draw(RoundReader.SchemaOf(StoredRound.CallOf(Call), null), Text.Culture), FormWorkbook.ContentType,
            "applications.xlsx");

    /// <summary>How the file is read and what it would change, before it does.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/applications/preview")]
    public async Task<IActionResult> Preview(ImportForm form, CancellationToken cancellationToken) =>
        await TakeAsync(form, cancellationToken) is not { } taken ? RefusedToTake() : await ShowAsync(form, taken, cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/applications")]
    public async Task<IActionResult> Import(ImportForm form, CancellationToken cancellationToken)
    {
        if (await TakeAsync(form, cancellationToken) is not { } taken)
        {
            return RefusedToTake();
        }
        var read = taken.Read;
        if (read.Mistakes.Count > 0)
        {
            return await ShowAsync(form, taken, cancellationToken);
        }
        var added = 0;
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var known = await db.Applications.Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Number, cancellationToken);
            if (!taken.Known.Keys.ToHashSet().SetEquals(known.Keys))
            {
                return new Refusal.ChangedMeanwhile();
            }
            var rows = new List<(ApplicationRow Row, ApplicationValues? Before)>();
            foreach (var application in read.Rows)
            {
                var before = known.GetValueOrDefault(application.Id);
                var row = before ?? db.Applications.Add(new ApplicationRow { CallId = Call.Id, Code = application.Id.Value }).Entity;
                var values = before?.Values;
                if (row.Import(StoredRound.Over(application, read.Columns, before), by, call.State.Stage) is { Refusal: not null } refused)
                {
                    return refused;
                }
                if (row.Values != values)
                {
                    rows.Add((row, values));
                }
            }
            added = read.Rows.Count(a => !known.ContainsKey(a.Id));
            return Answer.FirstRefusal([
                await StoredConflicts.FindAsync(db, call, by, cancellationToken),
                StoredImports.Bring(db, call, ImportedList.Applications, taken.File,
                    [.. rows.Select(r =>
                        new ImportedRowBefore<ApplicationValues>(r.Row.Id, r.Row.Code, ImportRow.DigestOf(r.Row.Values), r.Before))], by),
                await StoredImports.RememberAsync(db, ImportedList.Applications, form, read.Sight, by, cancellationToken),
            ]);
        }, "applications", () => ImportPage.Done(added, read.Rows.Count - added, read.Warnings,
            column => column.Length == 0 ? "" : Text.OfColumn(column, StoredRound.CallOf(Call))), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/applications/{id}/review")]
    public Task<IActionResult> Review(string id, bool admit, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (await db.Applications.SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == id, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var applications = await StoredRound.ApplicationsAsync(db, call.Id, cancellationToken);
            var standings = await StoredStandings.OfAsync(
                db, call, [.. applications.Select(a => a.Id == row.Number ? a with { Eligible = true } : a)], cancellationToken);
            return row.Do(new ApplicationLife.Review(admit, FreeText.Given(reason)), by, call.State.Stage, standings.Of[row.Number]);
        }, $"applications/{Segment.Of(id)}",
        () => Text.Of("Apps.Reviewed", id, Text.Of(admit ? "Apps.Admitted" : "Apps.NotAdmitted")), cancellationToken);

    /// <summary>A file that was sent, as the form says that it is to be read.</summary>
    private sealed record Taken(
        Upload File, TableLayout Layout, ReadRows<Application> Read, TableSchema Schema, IReadOnlyList<HeaderRow> Remembered,
        IReadOnlyDictionary<ApplicationId, ApplicationRow> Known);

    /// <summary>Null where no file was sent, or none is taken now.</summary>
    private async Task<Taken?> TakeAsync(ImportForm form, CancellationToken cancellationToken)
    {
        if (ImportClosed is not null || await form.UploadAsync(cancellationToken) is not { } file)
        {
            return null;
        }
        var call = StoredRound.CallOf(Call);
        var trees = await StoredRound.TreesAsync(Db, Call.Id, call, cancellationToken);
        var schema = RoundReader.SchemaOf(call, trees);
        var remembered = await StoredImports.RememberedAsync(Db, ImportedList.Applications, schema, cancellationToken);
        var known =
            await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Number, cancellationToken);
        var layout = form.Layout(remembered, known.Values.GroupBy(a => TableLayout.KeyOf([a.Title, a.Unit])).Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.First().Code, StringComparer.Ordinal));
        return new Taken(file, layout, RoundReader.ReadApplications(file.Content, file.Name, call, trees, layout), schema, remembered,
            known);
    }

    private RefusedForm RefusedToTake() => new RefusedForm(At("applications"), ImportClosed ?? Text.Of("Apps.NoFile"));

    /// <summary>Why no list comes in now; null = one does.</summary>
    private string? ImportClosed => Call.State.Stage > ImportLife.LastStage(ImportedList.Applications) ? Text.Of("Apps.ImportClosed")
        : StoredImports.OpensLater(Call, Now) is { } opens ? RefusalText.Of(new ImportLife.IsNotOpenYet(opens)) : null;

    private async Task<IActionResult> ShowAsync(ImportForm form, Taken taken, CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        var schema = taken.Schema;
        return View("Import", new ImportPage(Call, ImportedList.Applications, taken.File, form, taken.Layout, taken.Read.Sight)
        {
            Columns = [.. schema.Required.Concat(schema.Optional).Concat(schema.Attributes).Select(c => (c, Text.OfColumn(c, call)))],
            Categories = [.. call.Categories.Select(c => (c.Code.Value, Text.Of(c.Name)))],
            Remembered = taken.Remembered.Select(h => h.Key).ToHashSet(StringComparer.Ordinal),
            Mistakes = taken.Read.Mistakes, Warnings = taken.Read.Warnings,
            Changes = taken.Read.Mistakes.Count > 0 ? null : await ChangesAsync(taken, cancellationToken),
        });
    }

    private async Task<ImportChanges> ChangesAsync(Taken taken, CancellationToken cancellationToken)
    {
        var (read, known) = (taken.Read, taken.Known);
        var after = read.Rows.Select(a => StoredRound.Over(a, read.Columns, known.GetValueOrDefault(a.Id))).ToList();
        var rows =
            after.Select(a => new ImportedRow(a.Id.Value, !known.ContainsKey(a.Id), StoredRound.Changes(a, known.GetValueOrDefault(a.Id))))
            .Where(r => r.Changes.Count > 0).ToList();
        var stored = known.Values.SelectMany(k => k.Columns.Keys).Distinct(StringComparer.Ordinal);
        var absent = known.Values.Where(k => after.TrueForAll(a => a.Id != k.Number)).ToList();
        List<Application> all = [.. absent.Select(StoredRound.Application),
            .. after.Select(a => known.GetValueOrDefault(a.Id) is { ReviewedById: not null } reviewed
            ? a with { Eligible = reviewed.Eligible } : a)];
        var (found, unsupported) = await StoredConflicts.ForeseeAsync(Db, Call, all, null, cancellationToken);
        var before = (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Findings.Where(f => f.Asks).ToList();
        var then = (await StoredStandings.OfAsync(Db, Call, all, cancellationToken)).Findings.Where(f => f.Asks).ToList();
        var recused = await StoredConflicts.OfOfficeAsync(Db, Call.Id, all, cancellationToken);
        return new ImportChanges(
            rows, after.Count - rows.Count, [.. stored.Except(read.Columns).Order(StringComparer.Ordinal)],
            [.. absent.Select(a => a.Code).Order(StringComparer.Ordinal)], found, unsupported)
        {
            Opened = [.. then.Where(f => !before.Exists(b => IsSame(b, f)))],
            Closed = [.. before.Where(b => !then.Exists(f => IsSame(b, f)))],
            Recused = recused, Refused = await StoredConflicts.NobodyIsLeftAsync(Db, Call.Id, recused, cancellationToken),
        };

        static bool IsSame(Finding one, Finding other) =>
            one.Application == other.Application && one.Rule.Id == other.Rule.Id && one.Outcome == other.Outcome;
    }

    private async Task<ApplicationsPage> PageAsync(CancellationToken cancellationToken) =>
        new(Call, StoredRound.CallOf(Call),
            await Columns.PartAsync(Rows, Asked("applications"), cancellationToken) with { Download = At("applications.csv") },
            (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Of) { ImportClosed = ImportClosed };

    private IQueryable<ApplicationRow> Rows => Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id);
}
