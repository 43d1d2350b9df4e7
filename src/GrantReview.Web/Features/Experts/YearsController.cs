using GrantReview.Core.Experts;

namespace GrantReview.Web.Features.Experts;

/// <summary>What a person did as an expert of one call; never points.</summary>
/// <param name="Late">Submitted after the person's own deadline, in the minutes of grace.</param>
/// <param name="Declined">Why each application was declined; blank = nothing was said.</param>
/// <param name="Recused">Applications that the person lost for a conflict.</param>
/// <param name="Replaced">Seats that an alternate took.</param>
public sealed record CallService(
    string Call, int Year, int InTime, int Late, IReadOnlyList<string> Declined, int Recused, int NoShows, int Replaced)
{
    public int Reviewed => InTime + Late;
}

/// <summary>A person over the calls: one account, else one identity card number, else the expert of one call.</summary>
/// <param name="InARow">Years in a row in which the person reviewed, up to the last year of the page.</param>
public sealed record PersonOverYears(string Name, string Unit, IReadOnlyList<CallService> Calls, int InARow)
{
    public int Reviewed => Calls.Sum(c => c.Reviewed);
    public int Late => Calls.Sum(c => c.Late);
    public int Declined => Calls.Sum(c => c.Declined.Count);
    public int Recused => Calls.Sum(c => c.Recused);
    public int NoShows => Calls.Sum(c => c.NoShows);
    public int Replaced => Calls.Sum(c => c.Replaced);

    public string Served => string.Join(Text.Of("List.And"), Calls.Select(c => Text.Of("Years.Call", c.Year, c.Call, c.Reviewed)));
}

/// <param name="Flag">Whoever reviewed in so many years in a row is marked; null = nobody is.</param>
public sealed record YearsPage(int? Flag, ListPart<PersonOverYears> People);

/// <summary>
/// Experts over the years, by the record of the calls that the reader runs: what other calls know of a person stays there.
/// </summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class YearsController(AppDb db) : Controller
{
    private const int MostYears = 50;
    private static readonly string Replaced = FactJson.KindOf(typeof(PlanLife.Replaced));

    private static readonly ListColumns<PersonOverYears> Columns = new ListColumns<PersonOverYears>("Years.Title")
        .Column("name", "Experts.Name", p => p.Name).Column("unit", "Experts.Unit", p => p.Unit).Yields("p3")
        .Text("Years.Served", p => p.Served)
        .Column("reviewed", "Years.Reviewed", p => p.Reviewed).Column("late", "Years.Late", p => p.Late)
        .Column("declined", "Years.Declined", p => p.Declined).Column("recused", "Years.Recused", p => p.Recused)
        .Column("no-shows", "Years.NoShows", p => p.NoShows).Column("replaced", "Years.Replaced", p => p.Replaced)
        .Column("in-a-row", "Years.InARow", p => p.InARow)
        .OrderedBy("name", "unit");

    /// <param name="flag">Blank = nobody is marked.</param>
    [HttpGet("/experts/years")]
    public async Task<IActionResult> Index(int? flag, CancellationToken cancellationToken)
    {
        var mark = flag is > 0 and <= MostYears ? flag : null;
        return View("Years", new YearsPage(
            mark, Columns.Part(await PeopleAsync(cancellationToken), ListRequest.From(Request, "/experts/years"))));
    }

    private async Task<IReadOnlyList<PersonOverYears>> PeopleAsync(CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Officer);
        var calls = await db.Calls.AsNoTracking().Where(c => mine.Contains(c.Id)).ToDictionaryAsync(c => c.Id, cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => mine.Contains(e.CallId)).ToListAsync(cancellationToken);
        var sheets = (await db.ScoreSheets.AsNoTracking().Where(s => mine.Contains(s.CallId))
            .Select(s => new SeatOver(s.ExpertId, s.State.Status, s.State.SubmittedAt, s.State.Departure)).ToListAsync(cancellationToken))
            .ToLookup(s => s.Expert);
        var replaced = (await db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.CallId != null && mine.Contains(f.CallId.Value) && f.Kind == Replaced).ToListAsync(cancellationToken))
            .Select(f => f.Read()).OfType<PlanLife.Replaced>().CountBy(f => f.Left).ToDictionary();
        List<(ExpertRow Expert, CallService Service)> served =
        [
            .. experts.Where(e => sheets.Contains(e.Id)).Select(e => (e, ServiceOf(
                calls[e.CallId], e, [.. sheets[e.Id]], replaced.GetValueOrDefault(e.Id)))),
        ];
        var last = served.Where(s => s.Service.Reviewed > 0).Select(s => s.Service.Year).DefaultIfEmpty().Max();
        var personOf = StoredYears.PersonOf(experts);
        return
        [
            .. served.OrderBy(s => s.Service.Year).ThenBy(s => s.Service.Call, StringComparer.Ordinal).GroupBy(s => personOf(s.Expert))
                .Select(g => new PersonOverYears(g.Last().Expert.Name, g.Last().Expert.Unit, [.. g.Select(s => s.Service)],
                    Rotation.YearsUntil(last, g.Where(s => s.Service.Reviewed > 0).Select(s => s.Service.Year).ToHashSet()))),
        ];
    }

    private sealed record SeatOver(Guid Expert, SheetStatus Status, DateTime? SubmittedAt, Departure? Left);

    private static CallService ServiceOf(CallRow call, ExpertRow expert, IReadOnlyList<SeatOver> seats, int replaced)
    {
        var done = seats.Where(s => s.Status == SheetStatus.Submitted).ToList();
        var late = expert.ClosesAt(call.State) is { } closes ? done.Count(s => s.SubmittedAt > closes) : 0;
        var left = seats.Where(s => s.Status == SheetStatus.Suspended).Select(s => s.Left).OfType<Departure>().ToLookup(l => l.Why);
        return new CallService(
            call.Code, StoredYears.YearOf(call.State.ScoringClosesAt, call.CreatedAt), done.Count - late, late,
            [.. left[Leaving.Declined].Select(l => $"{l.Reason}")],
            left[Leaving.Conflict].Count() + seats.Count(s => s.Status is SheetStatus.Held or SheetStatus.Discounted),
            left[Leaving.NoShow].Count(), replaced);
    }
}
