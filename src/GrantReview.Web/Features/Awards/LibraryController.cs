using GrantReview.Core.Acts;
using System.Globalization;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <param name="Call">The call that it missed an award in.</param>
/// <param name="Carried">Call and application that carry it on; null = it waits.</param>
public sealed record LibraryEntry(LibraryRow Row, string Call, ListedApplication Application, (string Call, string Application)? Carried);

/// <summary>An application that qualified, as the run ranked it.</summary>
public sealed record QualifiedApplication(Guid Id, RankingEntry Entry);

/// <param name="Qualified">Those of this call that qualified, have no award and are not in the library yet; null = the awards are not final.</param>
/// <param name="Kept">Those that this call put into the library.</param>
/// <param name="Waiting">Those of other calls that wait, each with the application of this call that looks like it.</param>
/// <param name="Here">Those that this call carries on.</param>
public sealed record LibraryPage(
    CallRow Call, Call Settings, IReadOnlyList<QualifiedApplication>? Qualified, IReadOnlyList<LibraryEntry> Kept, IReadOnlyList<(LibraryEntry Entry, string Like)> Waiting,
    IReadOnlyList<LibraryEntry> Here, IReadOnlyCollection<ListedApplication> Applications, bool MayCarry);

/// <summary>The project library (项目库): qualified applications without an award wait in it, and a later call carries them on, read as its settings say.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class LibraryController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Path = "library";

    /// <summary>Whom the library favours is settled before anybody scores.</summary>
    private bool MayCarry => Call.State.Stage < CallStage.Scoring;

    [HttpGet("/calls/{code}/library")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(cancellationToken);
        var applications = await ListedApplication.ListAsync(Db, Call, cancellationToken);
        var like = applications.Values.ToLookup(a => (a.Title, a.Unit), a => a.Code);
        return View("Library", new LibraryPage(
            Call, StoredRound.CallOf(Call), await QualifiedAsync(cancellationToken) is { } qualified ? qualified.Entries : null,
            [.. entries.Where(e => e.Row.CallId == Call.Id)],
            [.. entries.Where(e => e.Row.CallId != Call.Id && e.Row.CarriedToId is null)
                .Select(e => (e, like[(e.Application.Title, e.Application.Unit)].FirstOrDefault() ?? ""))],
            [.. entries.Where(e => e.Carried?.Call == Call.Code)], [.. applications.Values], MayCarry));
    }

    /// <param name="ids">Applications that go into the library.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/library")]
    public async Task<IActionResult> Enter(string[] ids, string? note, CancellationToken cancellationToken)
    {
        if (await QualifiedAsync(cancellationToken) is not { } qualified)
        {
            return Refused(At(Path), "Library.NotFinal");
        }
        var chosen = qualified.Entries.Where(e => ids.Contains(e.Entry.Application.Id)).ToList();
        if (chosen.Count == 0 || (note ?? "").Length > Row.NoteLength)
        {
            return Refused(At(Path), "Library.NoneChosen");
        }
        return await ActAsync(Capacity.Officer, (db, by) =>
        {
            foreach (var entry in chosen)
            {
                var row = new LibraryRow(Call.Id, entry.Id);
                db.Library.Add(row);
                if (row.Do(new LibraryLife.Enter(qualified.Year, FreeText.Of(note)), by, new LibraryEvidence(MayCarry, false)) is { Refusal: not null } refused)
                {
                    return Task.FromResult(refused);
                }
            }
            return Task.FromResult(Answer.Nothing);
        }, Path, () => Text.Of("Library.Entered", chosen.Count), cancellationToken);
    }

    /// <param name="application">The application of this call that carries the entry on.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/library/{id:guid}/carry")]
    public async Task<IActionResult> Carry(Guid id, string? application, CancellationToken cancellationToken)
    {
        if (!await Db.Library.AnyAsync(l => l.Id == id && l.CallId != Call.Id, cancellationToken))
        {
            return NotFound();
        }
        var code = application?.Trim();
        if (await Db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == code, cancellationToken) is not { } to)
        {
            return Refused(At(Path), "Library.NoApplication");
        }
        return await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await db.Library.SingleOrDefaultAsync(l => l.Id == id && l.CallId != Call.Id, cancellationToken);
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
            var row = await db.Library.SingleOrDefaultAsync(
                l => l.Id == id && db.Applications.Any(a => a.Id == l.CarriedToId && a.CallId == Call.Id), cancellationToken);
            carrier = await db.Applications.Where(a => row != null && a.Id == row.CarriedToId).Select(a => a.Code).SingleOrDefaultAsync(cancellationToken) ?? "";
            return row?.Do(new LibraryLife.Undo(), by, await SeenAsync(db, false, cancellationToken)) ?? new Refusal.NotThere();
        }, Path, () => Text.Of("Library.Undone", carrier), cancellationToken);
    }

    private async Task<LibraryEvidence> SeenAsync(AppDb db, bool carrierIsTaken, CancellationToken cancellationToken) =>
        new(await db.Calls.Where(c => c.Id == Call.Id).Select(c => c.State.Stage).SingleAsync(cancellationToken) < CallStage.Scoring, carrierIsTaken);

    /// <summary>Ranked applications that reach the minimum score and are no final awards; null = the final awards are not frozen.</summary>
    private async Task<(int Year, IReadOnlyList<QualifiedApplication> Entries)?> QualifiedAsync(CancellationToken cancellationToken)
    {
        if (await StoredDecision.ApprovedAsync(Db, Call.Id, cancellationToken) is not { } proposal
            || (await StoredDecision.NoticeAsync(Db, Call.Id, cancellationToken)).Final is not { Notice.FrozenAt: { } frozen } final)
        {
            return null;
        }
        var awarded = (await StoredDecision.LoadAsync(Db, final, cancellationToken)).After().Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var kept = await Db.Library.Where(l => l.CallId == Call.Id).Select(l => l.ApplicationId).ToListAsync(cancellationToken);
        var ids = await Db.Rankings.Where(r => r.RunId == proposal.RunId)
            .Join(Db.Applications, r => r.ApplicationId, a => a.Id, (r, a) => new { a.Code, a.Id })
            .ToDictionaryAsync(a => a.Code, a => a.Id, StringComparer.Ordinal, cancellationToken);
        var record = (await KeptResult.OfRunAsync(Db, proposal.RunId, cancellationToken)).Record;
        return (Formats.ChinaDay(frozen).Year,
        [
            .. record.Ranking.Where(e => e.Place is not null && !e.Reasons.Any(r => r is Reason.BelowMinimum))
                .Where(e => !awarded.Contains(e.Application.Id) && !kept.Contains(ids[e.Application.Id]))
                .Select(e => new QualifiedApplication(ids[e.Application.Id], e)),
        ]);
    }

    private async Task<List<LibraryEntry>> EntriesAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from l in Db.Library.AsNoTracking()
            join c in Db.Calls on l.CallId equals c.Id
            join a in Db.Applications on l.ApplicationId equals a.Id
            join t in Db.Applications on l.CarriedToId equals (Guid?)t.Id into carriers
            from t in carriers.DefaultIfEmpty()
            select new
            {
                l, Call = c.Code, a.Id, a.Code, a.Title, a.Unit, Carrier = t == null ? null : t.Code,
                CarrierCall = t == null ? null : Db.Calls.Where(x => x.Id == t.CallId).Select(x => x.Code).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(r => r.l.Year).ThenBy(r => r.Call, StringComparer.Ordinal).ThenBy(r => r.Code, StringComparer.Ordinal)
                .Select(r => new LibraryEntry(r.l, r.Call, new ListedApplication(r.Id, r.Code, r.Title, r.Unit),
                    r is { Carrier: { } carrier, CarrierCall: { } call } ? (call, carrier) : null)),
        ];
    }
}
