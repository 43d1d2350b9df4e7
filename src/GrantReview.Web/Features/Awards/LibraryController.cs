using GrantReview.Core;

namespace GrantReview.Web.Features.Awards;

/// <summary>An entry of the library.</summary>
public sealed record LibraryEntry
{
    public required LibraryRow Row { get; init; }

    /// <summary>The call that it missed an award in.</summary>
    public required string Call { get; init; }
    public required string Code { get; init; }
    public required string Title { get; init; }
    public required string Unit { get; init; }

    /// <summary>Application and call that carry it on; null = it waits.</summary>
    public required string? Carrier { get; init; }
    public required string? CarrierCall { get; init; }

    /// <summary>The application of this call that looks like it; blank = none.</summary>
    public string Like { get; init; } = "";
}

/// <param name="Qualified">
/// Those of this call that qualified, have no award and are not in the library yet; null = the awards are not final.
/// </param>
/// <param name="AllQualified">How many those are.</param>
/// <param name="Kept">Those that this call put into the library.</param>
/// <param name="Earlier">Those of other calls: what this call carries on, and after it what waits.</param>
public sealed record LibraryPage(
    CallRow Call, Call Settings, ListPart<RankingEntry>? Qualified, int AllQualified, ListPart<LibraryEntry> Kept,
    ListPart<LibraryEntry> Earlier, bool MayCarry);

/// <summary>
/// The project library (项目库): qualified applications without an award wait in it, and a later call carries them on, read as its settings
/// say.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class LibraryController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Path = "library";

    /// <summary>Whom the library favours is settled before anybody scores.</summary>
    private bool MayCarry => Call.State.Stage < CallStage.Scoring;

    private static readonly ListColumns<RankingEntry> QualifiedColumns = new ListColumns<RankingEntry>("Library.Qualified")
        .Column("category", "Apps.Category", e => e.Category).Column("place", "Ranking.Place", e => e.Place)
            .Column("id", "Apps.Id", e => e.Application.Id.Value)
        .Column("title", "Apps.Name", e => e.Application.Title).Column("unit", "Apps.Unit", e => e.Application.Unit)
        .Column("score", "Ranking.Score", e => e.Score, Formats.Score);

    private static readonly ListColumns<LibraryEntry> KeptColumns = new ListColumns<LibraryEntry>("Library.Kept")
        .Column("since", "Library.Since", e => e.Row.Year).Column("id", "Apps.Id", e => e.Code).Column("title", "Apps.Name", e => e.Title)
        .Column("unit", "Apps.Unit", e => e.Unit).Column("carrier", "Library.CarriedBy", e => e.CarrierCall + " " + e.Carrier)
        .Column("note", "Library.Note", e => e.Row.Note).OrderedBy("since", "id");

    private static readonly ListColumns<LibraryEntry> EarlierColumns = new ListColumns<LibraryEntry>("Library.Earlier")
        .Column("since", "Library.Since", e => e.Row.Year).Column("from", "Library.From", e => e.Call + " " + e.Code)
            .Column("title", "Apps.Name", e => e.Title)
        .Column("unit", "Apps.Unit", e => e.Unit).Column("as", "Library.As", e => e.Row.CarriedToId == null)
            .OrderedBy("as", "since", "from");

    [HttpGet("/calls/{code}/library")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var qualified = await QualifiedAsync(cancellationToken);
        var earlier = await EarlierColumns.PartAsync(
            Entries.Where(e => e.CarrierCall == Call.Code || (e.Row.CallId != Call.Id && e.Row.CarriedToId == null)),
            Asked(Path, "earlier"), cancellationToken);
        return View("Library", new LibraryPage(
            Call, StoredRound.CallOf(Call), qualified is var (_, entries) ? QualifiedColumns.Part(entries, Asked(Path)) : null,
            qualified?.Entries.Count ?? 0,
            await KeptColumns.PartAsync(Entries.Where(e => e.Row.CallId == Call.Id), Asked(Path, "kept"), cancellationToken),
            MayCarry ? earlier.With(await WithLikeAsync(earlier.Rows, cancellationToken)) : earlier, MayCarry));
    }

    /// <param name="ids">Applications that go into the library.</param>
    /// <param name="all">As many qualified on the page, and all of them go in.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/library")]
    public async Task<IActionResult> Enter(string[] ids, int? all, string? note, CancellationToken cancellationToken)
    {
        if (await QualifiedAsync(cancellationToken) is not { } qualified)
        {
            return Refused(At(Path), "Library.NotFinal");
        }
        if (all is { } shown && shown != qualified.Entries.Count)
        {
            return RefusedForm.Of(At(Path), new Refusal.ChangedMeanwhile());
        }
        var chosen = qualified.Entries.Select(e => e.Application.Id.Value).Where(id => all is not null || ids.Contains(id)).ToList();
        if (chosen.Count == 0 || (note ?? "").Length > Row.NoteLength)
        {
            return Refused(At(Path), "Library.NoneChosen", Row.NoteLength);
        }
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            foreach (var application in await db.Applications.Where(a => a.CallId == Call.Id && chosen.Contains(a.Code)).Select(a => a.Id)
                .ToListAsync(cancellationToken))
            {
                var row = new LibraryRow(Call.Id, application);
                db.Library.Add(row);
                if (row.Do(new LibraryLife.Enter(qualified.Year, FreeText.Of(note)), by,
                    new LibraryEvidence(MayCarry, false)) is { Refusal: not null } refused)
                {
                    return refused;
                }
            }
            return Answer.Nothing;
        }, Path, () => Text.Of("Library.Entered", chosen.Count), cancellationToken);
    }

    /// <param name="application">The application of this call that carries the entry on.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/library/{id:guid}/carry")]
    public async Task<IActionResult> Carry(Guid id, string? application, CancellationToken cancellationToken)
    {
        if (!await Open(Db).AnyAsync(l => l.Id == id && l.CallId != Call.Id, cancellationToken))
        {
            return NotFound();
        }
        var code = application?.Trim();
        if (await Db.Applications.AsNoTracking()
            .SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == code, cancellationToken) is not { } to)
        {
            return Refused(At(Path), "Library.NoApplication");
        }
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await Open(db).SingleOrDefaultAsync(l => l.Id == id && l.CallId != Call.Id, cancellationToken);
            var isTaken = await db.Library.AnyAsync(l => l.CarriedToId == to.Id, cancellationToken);
            return row?.Do(new LibraryLife.Carry(to.Id), by, await SeenAsync(db, isTaken, cancellationToken)) ?? new Refusal.NotThere();
        }, Path, () => Text.Of("Library.Carried", to.Code), cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/library/{id:guid}/undo")]
    public Task<IActionResult> Undo(Guid id, CancellationToken cancellationToken)
    {
        var carrier = "";
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await Open(db).SingleOrDefaultAsync(
                l => l.Id == id && db.Applications.Any(a => a.Id == l.CarriedToId && a.CallId == Call.Id), cancellationToken);
            carrier = await db.Applications.Where(a => row != null && a.Id == row.CarriedToId).Select(a => a.Code)
                .SingleOrDefaultAsync(cancellationToken) ?? "";
            return row?.Do(new LibraryLife.Undo(), by, await SeenAsync(db, false, cancellationToken)) ?? new Refusal.NotThere();
        }, Path, () => Text.Of("Library.Undone", carrier), cancellationToken);
    }

    private async Task<LibraryEvidence> SeenAsync(AppDb db, bool carrierIsTaken, CancellationToken cancellationToken) =>
        new(await db.Calls.Where(c => c.Id == Call.Id).Select(c => c.State.Stage).SingleAsync(cancellationToken) < CallStage.Scoring,
            carrierIsTaken);

    /// <summary>Ranked applications that reach the minimum score and are no final awards; null = the final awards are not frozen.</summary>
    private async Task<QualifiedList?> QualifiedAsync(CancellationToken cancellationToken)
    {
        if (await StoredDecision.AllAsync(Db, Call.Id, cancellationToken) is not ({ } proposal, _, { Notice.FrozenAt: { } frozen } final))
        {
            return null;
        }
        var awarded = (await StoredDecision.LoadAsync(Db, final, cancellationToken)).After().Select(a => a.Id);
        var kept = await Db.Library.Where(l => l.CallId == Call.Id).Join(Db.Applications, l => l.ApplicationId, a => a.Id, (l, a) => a.Code)
            .ToListAsync(cancellationToken);
        var taken = awarded.Concat(kept.Select(code => new ApplicationId(code))).ToHashSet();
        var record = (await KeptResult.OfRunAsync(Db, proposal.RunId, cancellationToken)).Record;
        return new QualifiedList(Formats.ChinaDay(frozen).Year,
        [
            .. record.Ranking.Where(e => e.Place is not null && !e.Reasons.Any(r => r is Reason.BelowMinimum)
                && !taken.Contains(e.Application.Id)),
        ]);
    }

    private sealed record QualifiedList(int Year, IReadOnlyList<RankingEntry> Entries);

    /// <summary>Entries of calls that the reader is not recused from.</summary>
    private IQueryable<LibraryRow> Open(AppDb within)
    {
        var me = User.Id();
        return within.Library.Where(l => !within.Recusals.Any(r => r.CallId == l.CallId && r.UserId == me && r.State.IsRecused));
    }

    private IQueryable<LibraryEntry> Entries =>
        from l in Open(Db).AsNoTracking()
        join c in Db.Calls on l.CallId equals c.Id
        join a in Db.Applications on l.ApplicationId equals a.Id
        select new LibraryEntry
        {
            Row = l, Call = c.Code, Code = a.Code, Title = a.Title, Unit = a.Unit,
            Carrier = Db.Applications.Where(t => t.Id == l.CarriedToId).Select(t => t.Code).FirstOrDefault(),
            CarrierCall = Db.Calls.Where(x => Db.Applications.Any(t => t.Id == l.CarriedToId && t.CallId == x.Id)).Select(x => x.Code)
                .FirstOrDefault(),
        };

    /// <summary>With the application of this call that has the same title and unit.</summary>
    private async Task<IReadOnlyList<LibraryEntry>> WithLikeAsync(IReadOnlyList<LibraryEntry> entries, CancellationToken cancellationToken)
    {
        List<string> titles = [.. entries.Select(e => e.Title)];
        var like = (await Db.Applications.Where(a => a.CallId == Call.Id && titles.Contains(a.Title)).OrderBy(a => a.Code)
            .Select(a => new { a.Code, a.Title, a.Unit }).ToListAsync(cancellationToken)).ToLookup(a => (a.Title, a.Unit), a => a.Code);
        return [.. entries.Select(e => e with { Like = like[(e.Title, e.Unit)].FirstOrDefault() ?? "" })];
    }
}
