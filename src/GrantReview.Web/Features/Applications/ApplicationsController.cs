using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Applications;

public sealed record ApplicationsPage(
    CallRow Call, ListPart<ApplicationRow> Applications, IReadOnlyDictionary<ApplicationId, ApplicationStanding> Standings, IReadOnlyList<Mistake> Mistakes,
    IReadOnlyList<Mistake> Warnings);

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
        .Column("id", "Apps.Id", a => a.Code).Column("title", "Apps.Name", a => a.Title).Column("category", "Apps.Category", a => a.Category)
        .Column("unit", "Apps.Unit", a => a.Unit).Column("pi", "Apps.Pi", a => a.Pi).Column("requested", "Apps.Requested", a => a.RequestedFen, Formats.Yuan)
        .Column("review", "Apps.Review", a => a.Eligible, admitted => Text.Of(admitted ? "Apps.Admitted" : "Apps.NotAdmitted"))
        .OrderedBy("id");

    [HttpGet("/calls/{code}/applications")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Applications", await PageAsync(null, cancellationToken));

    [HttpGet("/calls/{code}/applications.csv")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken) =>
        File(await Columns.DownloadAsync(Rows, Asked("applications"), cancellationToken), ListPart.DownloadType, $"{Call.Code}-applications.csv");

    [HttpGet("/calls/{code}/applications/{id}")]
    public async Task<IActionResult> One(string id, CancellationToken cancellationToken)
    {
        if (await Db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == id, cancellationToken) is not { } row)
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

    /// <summary>What the file would change, before it does.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/applications/preview")]
    public async Task<IActionResult> Preview(IFormFile? file, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > CallStage.FormalReview)
        {
            return Refused(At("applications"), "Apps.ImportClosed");
        }
        if (await Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return Refused(At("applications"), "Apps.NoFile");
        }
        var read = await ReadAsync(upload, cancellationToken);
        if (read.Mistakes.Count > 0)
        {
            return View("Applications", await PageAsync(read, cancellationToken));
        }
        var known = await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Number, cancellationToken);
        var after = read.Rows.Select(a => StoredRound.Over(a, read.Columns, known.GetValueOrDefault(a.Id))).ToList();
        var rows = after.Select(a => new ImportedRow(a.Id.Value, !known.ContainsKey(a.Id), StoredRound.Changes(a, known.GetValueOrDefault(a.Id))))
            .Where(r => r.Changes.Count > 0).ToList();
        var stored = known.Values.SelectMany(k => k.Columns.Keys).Distinct(StringComparer.Ordinal);
        var others = known.Values.Where(k => after.TrueForAll(a => a.Id != k.Number)).Select(StoredRound.Application);
        var (found, unsupported) = await StoredConflicts.ForeseeAsync(Db, Call, [.. others, .. after], null, cancellationToken);
        return View("Import", new ImportPage(
            Call, "applications", upload, rows, after.Count - rows.Count, [.. stored.Except(read.Columns).Order(StringComparer.Ordinal)],
                read.Warnings, found, unsupported));
    }

    /// <param name="name">With <paramref name="content"/>: the file as it waited in the preview.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/applications")]
    public async Task<IActionResult> Import(IFormFile? file, string? name, string? content, CancellationToken cancellationToken)
    {
        if (Call.State.Stage > CallStage.FormalReview)
        {
            return Refused(At("applications"), "Apps.ImportClosed");
        }
        if (await Upload.FromAsync(file, name, content, cancellationToken) is not { } upload)
        {
            return Refused(At("applications"), "Apps.NoFile");
        }
        var read = await ReadAsync(upload, cancellationToken);
        if (read.Mistakes.Count > 0)
        {
            return View("Applications", await PageAsync(read, cancellationToken));
        }
        var added = 0;
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var known = await db.Applications.Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Number, cancellationToken);
            foreach (var application in read.Rows)
            {
                var before = known.GetValueOrDefault(application.Id);
                var row = before ?? db.Applications.Add(new ApplicationRow { CallId = Call.Id, Code = application.Id.Value }).Entity;
                if (row.Import(StoredRound.Over(application, read.Columns, before), by, call.State.Stage) is { Refusal: not null } refused)
                {
                    return refused;
                }
            }
            added = read.Rows.Count(a => !known.ContainsKey(a.Id));
            return await StoredConflicts.FindAsync(db, call, by, cancellationToken);
        }, "applications", () => ImportPage.Done(added, read.Rows.Count - added, read.Warnings), cancellationToken);
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
            var standings = StoredStandings.From(
                call, [.. applications.Select(a => a.Id == row.Number ? a with { Eligible = true } : a)],
                await StoredRound.VerdictsAsync(db, call.Id, cancellationToken));
            return row.Do(new ApplicationLife.Review(admit, FreeText.Given(reason)), by, call.State.Stage, standings.Of[row.Number]);
        }, $"applications/{Segment.Of(id)}",
        () => Text.Of("Apps.Reviewed", id, Text.Of(admit ? "Apps.Admitted" : "Apps.NotAdmitted")), cancellationToken);

    private async Task<ReadRows<Application>> ReadAsync(Upload upload, CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        var tree = await StoredRound.TreeRowAsync(Db, Call.Id, cancellationToken) is { } row ? StoredRound.TreeOf(row, call) : null;
        return RoundReader.ReadApplications(upload.Content, upload.Name, call, tree);
    }

    /// <param name="read">A file that was refused; null = none was sent.</param>
    private async Task<ApplicationsPage> PageAsync(ReadRows<Application>? read, CancellationToken cancellationToken) =>
        new(Call, await Columns.PartAsync(Rows, Asked("applications"), cancellationToken) with { Download = At("applications.csv") },
            (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Of, read?.Mistakes ?? [], read?.Warnings ?? []);

    private IQueryable<ApplicationRow> Rows => Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id);
}
