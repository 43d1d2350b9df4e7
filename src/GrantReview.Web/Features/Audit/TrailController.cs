namespace GrantReview.Web.Features.Audit;

/// <summary>One fact as the page shows it.</summary>
/// <param name="Who">The person's name and capacity; of an expert the alias once the scores are opened, never the name.</param>
public sealed record TrailEntry(FactRow Fact, string Who, string What, string About, IReadOnlyList<FactText.Line> Lines);

public sealed record TrailPage(ListPart<TrailEntry> Entries, bool CanCheck)
{
    /// <summary>Ids of which a fact's figures are shown; what is longer is cut on the page.</summary>
    private const int MostNamed = 500;

    /// <summary>Newest first; whoever looks for something names an application.</summary>
    public static async Task<TrailPage> LoadAsync(
        AppDb db, IQueryable<FactRow> facts, ListRequest asked, bool canCheck, CancellationToken cancellationToken)
    {
        var part =
            await new ListColumns<FactRow>("Trail.Title").Column("at", "Trail.At", f => f.Id).OrderedBy("-at").FoundBy("Trail.Find", About)
            .PartAsync(facts.AsNoTracking().Include(f => f.Texts), asked, cancellationToken);
        var entries = await EntriesAsync(db, part.Rows, cancellationToken);
        return new TrailPage(part.With(entries), canCheck);

        IQueryable<FactRow> About(IQueryable<FactRow> rows, string code)
        {
            var applications = db.Applications.Where(a => a.Code == code).Select(a => a.Id);
            var about = applications.Concat(db.ScoreSheets.Where(s => applications.Contains(s.ApplicationId)).Select(s => s.Id))
                .Concat(db.Conflicts.Where(c => applications.Contains(c.ApplicationId)).Select(c => c.Id));
            return rows.Where(f => about.Contains(f.SubjectId));
        }
    }

    private static async Task<IReadOnlyList<TrailEntry>> EntriesAsync(AppDb db, IReadOnlyList<FactRow> facts,
        CancellationToken cancellationToken)
    {
        var read = facts.Select(f => (Row: f, Fact: f.Read())).ToList();
        List<Guid> named = [.. facts.Select(f => f.PersonId).OfType<Guid>()];
        foreach (var (_, fact) in read)
        {
            FactText.Lines(fact, Name);
        }
        var people = await db.Users.AsNoTracking().Where(u => named.Contains(u.Id)).Select(u => new { u.Id, u.DisplayName })
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        // What an expert did names nobody: neither the expert nor anybody else whom a figure of it might name.
        var calls = facts.Where(f => f.Capacity == Capacity.Expert).Select(f => f.CallId).Distinct().ToList();
        var aliases = await (
            from e in db.Experts.AsNoTracking()
            join a in db.Aliases on e.Id equals a.ExpertId
            join c in db.Calls on e.CallId equals c.Id
            where calls.Contains(e.CallId) && e.UserId != null && c.State.Opening != null
            select new { e.CallId, e.UserId, a.Number })
                .ToDictionaryAsync(e => ((Guid?)e.CallId, e.UserId), e => e.Number, cancellationToken);
        List<Guid> subjects = [.. facts.Select(f => f.SubjectId).Distinct()];
        var sheets = await (
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            where subjects.Contains(s.Id)
            select new { s.Id, a.Code }).ToDictionaryAsync(s => s.Id, s => s.Code, cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => subjects.Contains(a.Id))
            .Select(a => new { a.Id, a.Code }).ToDictionaryAsync(a => a.Id, a => a.Code, cancellationToken);
        return
        [
            .. read.Select(f => new TrailEntry(
                f.Row, WhoOf(f.Row), FactText.Of(f.Row),
                sheets.GetValueOrDefault(f.Row.SubjectId) ?? applications.GetValueOrDefault(f.Row.SubjectId, ""),
                FactText.Lines(f.Fact, id => f.Row.Capacity == Capacity.Expert ? null : people.GetValueOrDefault(id)))),
        ];

        string? Name(Guid id)
        {
            if (named.Count < MostNamed && !named.Contains(id))
            {
                named.Add(id);
            }
            return null;
        }

        string WhoOf(FactRow fact) =>
            fact.Capacity == Capacity.Expert
                ? fact.HoldsPoints && aliases.TryGetValue((fact.CallId, fact.PersonId), out var number) ? Text.Of("Ranking.Expert", number)
                    : Text.Of(fact.Capacity)
            : fact.PersonId is { } person && people.TryGetValue(person, out var name)
                ? $"{name} · {Text.Of(fact.Capacity)}" : Text.Of(fact.Capacity);
    }
}

/// <summary>The record of one call.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class TrailController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/trail")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Trail", await TrailPage.LoadAsync(
            Db, Db.Facts.Where(f => f.CallId == Call.Id && (Call.State.ScoresAreOpened || !f.HoldsPoints) && !f.IsForSupervisors),
            Asked("trail"), false, cancellationToken));
}

/// <summary>
/// The record without points that are sealed: of the whole house for its audit administrators, who check its chain, of their calls for
/// supervisors and auditors.
/// </summary>
[Authorize(Policy = Access.Audit)]
public sealed class AuditController(AppDb db) : Controller
{
    [HttpGet("/audit")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var calls = User.CallsAs(Capacity.Supervisor, Capacity.Auditor);
        var seesAll = User.Is(Capacity.AuditAdministrator);
        return View("Trail", await TrailPage.LoadAsync(
            db,
            db.Facts.Where(f => !f.IsForSupervisors && ((seesAll && !f.HoldsPoints) || (f.CallId != null && calls.Contains(f.CallId.Value)
                && (!f.HoldsPoints || db.Calls.Any(c => c.Id == f.CallId && c.State.Opening != null))))),
            ListRequest.From(Request, "/audit"), seesAll, cancellationToken));
    }

    [Authorize(Policy = Access.CheckRecord)]
    [HttpPost("/audit/check")]
    public async Task<IActionResult> Check(CancellationToken cancellationToken)
    {
        while (await RecordSeal.SealAsync(db, cancellationToken) > 0)
        {
        }
        var broken = await RecordSeal.FirstBrokenAsync(db, cancellationToken);
        TempData[broken is null ? "Done" : "Refused"] = broken is null
            ? Text.Of("Trail.Whole", await db.Facts.CountAsync(f => f.Sequence != null, cancellationToken))
                : Text.Of("Trail.Broken", broken.Sequence);
        return Redirect("/audit");
    }
}
