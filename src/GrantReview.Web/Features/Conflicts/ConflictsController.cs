using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>Which conflicts the table shows.</summary>
public enum ConflictView { All, Found, Proposed, Unexplained, Dismissed }

/// <param name="Raiser">Who declared or pinned it, or proposes to dismiss it; null = nobody.</param>
/// <param name="Decider">Who confirmed it, or agreed to dismiss it.</param>
public sealed record ConflictEntry(ConflictRow Row, string Application, string Title, string Expert, string Name, string? Raiser, string? Decider)
{
    public bool IsProposed => Row.Source == ConflictSource.Found && Row.Status is ConflictStatus.Found or ConflictStatus.Confirmed && Row.RaisedById is not null;
    public bool CanBeProposed => ConflictDecisions.RefuseProposal(State, "?") is null;
    public bool CanBeConfirmed => ConflictDecisions.RefuseConfirm(State) is null;
    public bool IsNeverDismissed => State.IsOpen && ConflictDecisions.NeverDismissed.Contains(State.Ground);
    private ConflictState State => ConflictsController.StateOf(Row);
}

public sealed record QuestionEntry(IdentityQuestionRow Row, string Application, string Title, string Unit, string Expert, string Name, string ExpertUnit, string? Answerer);

/// <summary>A submitted sheet whose conflict appeared afterwards.</summary>
public sealed record HeldSheet(Guid Id, string Application, string Title, string Expert, string Name, SheetStatus Status, DateTime? HeldAt, bool? Counts, string? Ruler, DateTime? RuledAt, string? Reason);

/// <param name="More">How many further conflicts the view has than are shown.</param>
/// <param name="Why">The answer to the question about one pair; null = nothing was asked.</param>
public sealed record ConflictsPage(
    CallRow Call, ConflictSettings Rules, ConflictView View, IReadOnlyDictionary<ConflictView, int> Counts, IReadOnlyList<ConflictEntry> Conflicts, int More, IReadOnlyList<QuestionEntry> Questions,
    IReadOnlyList<HeldSheet> Held, (int Units, int Relations) Tables, bool IsOpen, string? Application, string? Expert, string? Why, IReadOnlyList<Mistake> Mistakes);

/// <summary>Who is kept from what, and why. A found conflict is set aside only by two persons; one that a person stated never is.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ConflictsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const int MostShown = 500;

    [HttpGet("/calls/{code}/conflicts")]
    public async Task<IActionResult> Index(ConflictView view, string? application, string? expert, CancellationToken cancellationToken) =>
        View("Conflicts", await PageAsync(view, application, expert, [], cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, CancellationToken cancellationToken) => DecideAsync(id, ConflictDecisions.RefuseConfirm, row =>
    {
        (row.Status, row.DecidedById, row.DecidedAt) = (ConflictStatus.Confirmed, User.Id(), Now);
        return $"{row.Status}";
    }, "", cancellationToken);

    /// <summary>An officer proposes to dismiss it, with a reason; the pair stays apart until another person decides.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/propose")]
    public Task<IActionResult> Propose(Guid id, string? reason, CancellationToken cancellationToken) => DecideAsync(id, c => ConflictDecisions.RefuseProposal(c, reason), row =>
    {
        (row.RaisedById, row.Reason) = (User.Id(), reason);
        return "proposed-to-dismiss";
    }, reason ?? "", cancellationToken);

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/decide")]
    public Task<IActionResult> Decide(Guid id, bool dismiss, string? reason, CancellationToken cancellationToken) => DecideAsync(id, c => ConflictDecisions.RefuseAgreement(c, User.Id()), row =>
    {
        (row.Status, row.DecidedById, row.DecidedAt) = (dismiss ? ConflictStatus.Dismissed : ConflictStatus.Confirmed, User.Id(), Now);
        if (!dismiss)
        {
            (row.RaisedById, row.Reason) = (null, null);
        }
        return $"{row.Status}";
    }, reason ?? "", cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts")]
    public async Task<IActionResult> Pin(string? application, string? expert, string? reason, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        if (await PairAsync(application, expert, cancellationToken) is not (var applicationRow, var expertRow))
        {
            return Refused(At("conflicts"), "Conflicts.PinUnknown", application, expert);
        }
        if (await Db.Conflicts.AnyAsync(c => c.ApplicationId == applicationRow.Id && c.ExpertId == expertRow.Id && c.Ground == nameof(ConflictSource.Pinned), cancellationToken))
        {
            return Refused(At("conflicts"), "Conflicts.PinExists");
        }
        Db.Conflicts.Add(new ConflictRow
        {
            CallId = Call.Id, ApplicationId = applicationRow.Id, ExpertId = expertRow.Id, Ground = nameof(ConflictSource.Pinned), Evidence = reason,
            Source = ConflictSource.Pinned, Status = ConflictStatus.Pinned, RaisedById = User.Id(), RaisedAt = Now, Reason = reason,
        });
        Record("pin-conflict", "conflict", $"{applicationRow.Code}/{expertRow.Code}", "", nameof(ConflictStatus.Pinned), reason);
        await StoredConflicts.HoldAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }

    /// <summary>Is it one person? Until somebody answers the pair stays apart; without an answer the question is asked again.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/questions/{id:guid}")]
    public async Task<IActionResult> Answer(Guid id, bool? same, string? reason, CancellationToken cancellationToken)
    {
        var row = await Db.IdentityQuestions.SingleOrDefaultAsync(q => q.Id == id && q.CallId == Call.Id, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        Record("answer-identity", "conflict", await NameOfAsync(row.ApplicationId, row.ExpertId, cancellationToken), Shown(row.IsSame), Shown(same), reason);
        (row.IsSame, row.AnsweredById, row.AnsweredAt, row.Reason) = (same, User.Id(), Now, reason);
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");

        string Shown(bool? same) => $"{row.Name} ({row.About}): {(same is null ? "?" : same == true ? "same" : "different")}";
    }

    /// <summary>The supervisor rules on a held sheet: it counts, or it does not.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("/calls/{code}/conflicts/sheets/{id:guid}")]
    public async Task<IActionResult> Rule(Guid id, bool counts, string? reason, CancellationToken cancellationToken)
    {
        var sheet = await Db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id && s.Status == SheetStatus.Held, cancellationToken);
        if (sheet is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        (sheet.Status, sheet.Counts, sheet.RuledById, sheet.RuledAt, sheet.RulingReason) = (counts ? SheetStatus.Submitted : SheetStatus.Discounted, counts, User.Id(), Now, reason);
        Record("rule-sheet", "sheet", await NameOfAsync(sheet.ApplicationId, sheet.ExpertId, cancellationToken), $"{SheetStatus.Held}", $"{sheet.Status}", reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), counts ? "Conflicts.RuledCounts" : "Conflicts.RuledDiscounted");
    }

    /// <summary>The table of units or of ties, as a whole; the one before is replaced.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{table:regex(^(units|relations)$)}")]
    public async Task<IActionResult> Import(string table, IFormFile? file, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (file is null)
        {
            return Refused(At("conflicts"), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var (count, before, mistakes) = table == "units"
            ? await ImportUnitsAsync(content.ToArray(), file.FileName, cancellationToken) : await ImportRelationsAsync(content.ToArray(), file.FileName, cancellationToken);
        if (mistakes.Count > 0)
        {
            return View("Conflicts", await PageAsync(ConflictView.All, null, null, mistakes, cancellationToken));
        }
        Record("import", "conflict", table, $"{before}", $"{count}");
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Conflicts.Imported", count);
    }

    internal static ConflictState StateOf(ConflictRow row) => new(
        row.Source == ConflictSource.Found ? Enum.Parse<ConflictGround>(row.Ground) : row.Source == ConflictSource.Pinned ? ConflictGround.Pinned : ConflictGround.Declared, row.Source, row.Status,
        row.Source == ConflictSource.Found ? row.RaisedById : null);

    /// <summary>A ground in the reader's words; what a person declared in words of its own stays as it was written.</summary>
    internal static string GroundOf(ConflictRow row) =>
        row.Source != ConflictSource.Declared ? Text.Of($"Ground.{row.Ground}") : Scoring.DeclareForm.Kinds.Contains(row.Ground) ? Text.Of($"Declared.{row.Ground}") : row.Ground;

    private bool IsOpen => Call.Stage < CallStage.Deliberation;

    private async Task<(int, int, IReadOnlyList<Mistake>)> ImportUnitsAsync(byte[] content, string name, CancellationToken cancellationToken)
    {
        var (units, mistakes) = RoundReader.ReadUnits(content, name, StoredRound.CallOf(Call).Conflicts.StrictUnitCodes);
        var before = await Db.Organisations.Where(o => o.CallId == Call.Id).ToListAsync(cancellationToken);
        if (mistakes.Count == 0)
        {
            Db.Organisations.RemoveRange(before);
            // The old names must be gone before the same names come again.
            await Db.SaveChangesAsync(cancellationToken);
            Db.Organisations.AddRange(units.Select(u => new OrganisationRow
            {
                CallId = Call.Id, Name = u.Name, Code = u.Code, Aliases = string.Join(';', u.Aliases), FormerNames = string.Join(';', u.FormerNames), Parent = u.Parent,
            }));
        }
        return (units.Count, before.Count, mistakes);
    }

    private async Task<(int, int, IReadOnlyList<Mistake>)> ImportRelationsAsync(byte[] content, string name, CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, e => e.Id, cancellationToken);
        var (relations, mistakes) = RoundReader.ReadRelations(content, name, experts.Keys);
        var before = await Db.Relations.Where(r => r.CallId == Call.Id).ToListAsync(cancellationToken);
        if (mistakes.Count == 0 && experts.Count > 0)
        {
            Db.Relations.RemoveRange(before);
            Db.Relations.AddRange(relations.Select(r => new RelationRow { CallId = Call.Id, ExpertId = experts[r.Expert], Other = r.Other, Ground = r.Ground, Year = r.Year }));
        }
        return (relations.Count, before.Count, mistakes);
    }

    private async Task<IActionResult> DecideAsync(Guid id, Func<ConflictState, ConflictRefusal?> refuse, Func<ConflictRow, string> decide, string reason, CancellationToken cancellationToken)
    {
        var row = await Db.Conflicts.SingleOrDefaultAsync(c => c.Id == id && c.CallId == Call.Id, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Invalid");
        }
        switch (refuse(StateOf(row)))
        {
            case ConflictRefusal.NeedsReason:
                return Refused(At("conflicts"), "Form.Needs");
            case ConflictRefusal.NeverDismissed never:
                return Refused(At("conflicts"), "Conflicts.Never", Text.Of($"Ground.{never.Ground}"));
            case ConflictRefusal.NeedsAnswer:
                return Refused(At("conflicts"), "Conflicts.NeedsAnswer");
            case ConflictRefusal.SamePerson:
                return Refused(At("conflicts"), "Conflicts.OwnRequest");
            case ConflictRefusal.NotProposed:
                return Refused(At("conflicts"), "Conflicts.NotProposed");
            case ConflictRefusal.AlreadyProposed:
                return Refused(At("conflicts"), "Conflicts.AlreadyProposed");
            case ConflictRefusal.NotOpen notOpen:
                return Refused(At("conflicts"), "Conflicts.NotOpen", Text.Of($"ConflictStatus.{notOpen.Status}"));
        }
        var before = row.RaisedById is not null ? "proposed-to-dismiss" : $"{row.Status}";
        var after = decide(row);
        Record("decide-conflict", "conflict", $"{await NameOfAsync(row.ApplicationId, row.ExpertId, cancellationToken)}/{row.Ground}", before, after, reason.Length > 0 ? reason : row.Reason ?? "");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }

    private async Task<ConflictsPage> PageAsync(ConflictView view, string? application, string? expert, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var rows = Db.Conflicts.AsNoTracking().Where(c => c.CallId == Call.Id);
        var counts = new Dictionary<ConflictView, int>();
        foreach (var each in Enum.GetValues<ConflictView>())
        {
            counts[each] = await Of(each).CountAsync(cancellationToken);
        }
        var entries = await EntriesAsync(Of(view), MostShown, cancellationToken);
        var questions = await (
            from q in Db.IdentityQuestions.AsNoTracking()
            join a in Db.Applications on q.ApplicationId equals a.Id
            join e in Db.Experts on q.ExpertId equals e.Id
            where q.CallId == Call.Id
            orderby q.IsSame != null, a.Code, e.Code, q.Name, q.About
            select new QuestionEntry(q, a.Code, a.Title, a.Unit, e.Code, e.Name, e.Unit, Db.Users.Where(u => u.Id == q.AnsweredById).Select(u => u.DisplayName).FirstOrDefault()))
            .Take(MostShown).ToListAsync(cancellationToken);
        var held = await (
            from s in Db.ScoreSheets.AsNoTracking()
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id && (s.Status == SheetStatus.Held || s.RuledAt != null)
            orderby a.Code, e.Code
            select new HeldSheet(s.Id, a.Code, a.Title, e.Code, e.Name, s.Status, s.HeldAt, s.Counts, Db.Users.Where(u => u.Id == s.RuledById).Select(u => u.DisplayName).FirstOrDefault(), s.RuledAt, s.RulingReason))
            .ToListAsync(cancellationToken);
        return new ConflictsPage(
            Call, StoredRound.CallOf(Call).Conflicts, view, counts, entries, counts[view] - entries.Count, questions, held,
            (await Db.Organisations.CountAsync(o => o.CallId == Call.Id, cancellationToken), await Db.Relations.CountAsync(r => r.CallId == Call.Id, cancellationToken)),
            IsOpen, application, expert, string.IsNullOrWhiteSpace(application) && string.IsNullOrWhiteSpace(expert) ? null : await WhyAsync(application, expert, cancellationToken), mistakes);

        IQueryable<ConflictRow> Of(ConflictView each) => each switch
        {
            ConflictView.Found => rows.Where(c => c.Source == ConflictSource.Found && c.Status == ConflictStatus.Found && c.RaisedById == null),
            ConflictView.Proposed => rows.Where(c => c.Source == ConflictSource.Found && c.Status != ConflictStatus.Dismissed && c.RaisedById != null),
            ConflictView.Unexplained => rows.Where(c => c.Source == ConflictSource.Declared
                && !Db.Conflicts.Any(f => f.ApplicationId == c.ApplicationId && f.ExpertId == c.ExpertId && f.Source == ConflictSource.Found)),
            ConflictView.Dismissed => rows.Where(c => c.Status == ConflictStatus.Dismissed),
            _ => rows,
        };
    }

    private async Task<List<ConflictEntry>> EntriesAsync(IQueryable<ConflictRow> rows, int most, CancellationToken cancellationToken) => await (
        from c in rows
        join a in Db.Applications on c.ApplicationId equals a.Id
        join e in Db.Experts on c.ExpertId equals e.Id
        orderby a.Code, e.Code, c.Ground
        select new ConflictEntry(
            c, a.Code, a.Title, e.Code, e.Name, Db.Users.Where(u => u.Id == c.RaisedById).Select(u => u.DisplayName).FirstOrDefault(),
            Db.Users.Where(u => u.Id == c.DecidedById).Select(u => u.DisplayName).FirstOrDefault())).Take(most).ToListAsync(cancellationToken);

    /// <summary>"Why can this expert not see this?" in one line.</summary>
    private async Task<string> WhyAsync(string? application, string? expert, CancellationToken cancellationToken)
    {
        if (await PairAsync(application?.Trim(), expert?.Trim(), cancellationToken) is not (var applicationRow, var expertRow))
        {
            return Text.Of("Conflicts.PinUnknown", application, expert);
        }
        var (who, what) = ($"{expertRow.Code} {expertRow.Name}", $"{applicationRow.Code} {applicationRow.Title}");
        var entries = await EntriesAsync(Db.Conflicts.AsNoTracking().Where(c => c.ApplicationId == applicationRow.Id && c.ExpertId == expertRow.Id), MostShown, cancellationToken);
        var sheet = await Db.ScoreSheets.AsNoTracking().SingleOrDefaultAsync(s => s.ApplicationId == applicationRow.Id && s.ExpertId == expertRow.Id, cancellationToken);
        var fate = sheet is null ? Text.Of("Why.NotAssigned") : Text.Of("Why.Sheet", Text.Of($"SheetStatus.{sheet.Status}"));
        var bars = entries.Where(e => e.Row.Bars).Select(Said).ToList();
        var dismissed = entries.Where(e => !e.Row.Bars).Select(e => Text.Of("Why.Dismissed", GroundOf(e.Row), e.Raiser, e.Decider, Formats.Instant(e.Row.DecidedAt), e.Row.Reason)).ToList();
        return bars.Count > 0 ? Text.Of("Why.Barred", who, what, string.Join(Text.Of("Why.And"), bars), fate)
            : dismissed.Count > 0 ? Text.Of("Why.Free", who, what, string.Join(Text.Of("Why.And"), dismissed), fate)
            : Text.Of("Why.Nothing", who, what, fate);

        static string Said(ConflictEntry entry) => Text.Of(
            "Why.Ground", GroundOf(entry.Row), entry.Row.Evidence, Text.Of($"ConflictStatus.{entry.Row.Status}"),
            entry.Row.Source == ConflictSource.Found ? entry.Decider ?? Text.Of("Source.Found") : entry.Raiser ?? Text.Of($"Source.{entry.Row.Source}"), Formats.Instant(entry.Row.DecidedAt ?? entry.Row.RaisedAt));
    }

    private async Task<(ApplicationRow, ExpertRow)?> PairAsync(string? application, string? expert, CancellationToken cancellationToken) =>
        await Db.Applications.SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == application, cancellationToken) is { } applicationRow
        && await Db.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == expert, cancellationToken) is { } expertRow ? (applicationRow, expertRow) : null;

    private async Task<string> NameOfAsync(Guid application, Guid expert, CancellationToken cancellationToken) =>
        await Db.Applications.Where(a => a.Id == application).Select(a => a.Code).SingleAsync(cancellationToken)
        + "/" + await Db.Experts.Where(e => e.Id == expert).Select(e => e.Code).SingleAsync(cancellationToken);
}
