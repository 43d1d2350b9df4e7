using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Localisation;
using GrantReview.Web.Reading;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>Which conflicts the table shows.</summary>
public enum ConflictView { All, Found, Proposed, Unexplained, Dismissed }

/// <summary>What was typed in the forms of the page.</summary>
public sealed class ConflictForm
{
    /// <summary>The conflict, question or sheet that it was about; null = a new conflict.</summary>
    public Guid? About { get; init; }
    public string? Application { get; init; }
    public string? Expert { get; init; }
    public string? Reason { get; init; }

    public string? ReasonFor(Guid? about) => About == about ? Reason : null;
}

/// <param name="Raiser">Who declared or pinned it, or proposes to dismiss it; null = nobody.</param>
/// <param name="Decider">Who confirmed it, or agreed to dismiss it.</param>
public sealed record ConflictEntry(ConflictRow Row, string Application, string Title, string Expert, string Name, string? Raiser, string? Decider)
{
    public ConflictState State => Row.State;
    public bool CanBeProposed => ConflictLife.RefuseProposal(State) is null;
    public bool CanBeConfirmed => ConflictLife.RefuseConfirm(State) is null;
    public bool IsNeverDismissed => State.IsOpen && ConflictLife.NeverDismissed.Contains(State.Ground);

    /// <summary>A ground in the reader's words; what a person declared in words of its own stays as it was written.</summary>
    public static string GroundOf(ConflictRow row) =>
        row.State.Source != ConflictSource.Declared ? Text.Of($"Ground.{row.Ground}")
        : Scoring.DeclareForm.Kinds.Contains(row.Ground) ? Text.Of($"Declared.{row.Ground}") : row.Ground;
}

public sealed record QuestionEntry(IdentityQuestionRow Row, string Application, string Title, string Unit, string Expert, string Name, string ExpertUnit, string? Answerer);

/// <summary>A submitted sheet whose conflict appeared afterwards.</summary>
public sealed record HeldSheet(Guid Id, string Application, string Title, string Expert, string Name, SheetStatus Status, DateTime? HeldAt, bool? Counts, string? Ruler, DateTime? RuledAt, string? Reason);

/// <param name="More">How many further conflicts the view has than are shown.</param>
/// <param name="Typed">What a refused form held.</param>
/// <param name="Why">The answer to the question about one pair; null = nothing was asked.</param>
public sealed record ConflictsPage(
    CallRow Call, ConflictSettings Rules, ConflictView View, IReadOnlyDictionary<ConflictView, int> Counts, IReadOnlyList<ConflictEntry> Conflicts, int More,
    IReadOnlyList<QuestionEntry> Questions, IReadOnlyList<HeldSheet> Held, (int Units, int Relations) Tables, bool IsOpen, ConflictForm Typed,
    string? Application, string? Expert, string? Why)
{
    private const int MostShown = 500;

    public static async Task<ConflictsPage> LoadAsync(
        AppDb db, CallRow call, ConflictView view, string? application, string? expert, ConflictForm typed, CancellationToken cancellationToken)
    {
        var rows = db.Conflicts.AsNoTracking().Where(c => c.CallId == call.Id);
        var counts = new Dictionary<ConflictView, int>();
        foreach (var each in Enum.GetValues<ConflictView>())
        {
            counts[each] = await Of(each).CountAsync(cancellationToken);
        }
        var entries = await EntriesAsync(db, Of(view), MostShown, cancellationToken);
        var questions = await (
            from q in db.IdentityQuestions.AsNoTracking()
            join a in db.Applications on q.ApplicationId equals a.Id
            join e in db.Experts on q.ExpertId equals e.Id
            where q.CallId == call.Id
            orderby q.State.IsSame != null, a.Code, e.Code, q.Name, q.About
            select new QuestionEntry(
                q, a.Code, a.Title, a.Unit, e.Code, e.Name, e.Unit,
                db.Users.Where(u => u.Id == q.State.AnsweredBy).Select(u => u.DisplayName).FirstOrDefault()))
            .Take(MostShown).ToListAsync(cancellationToken);
        var held = await (
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == call.Id && (s.State.Status == SheetStatus.Held || s.State.Ruling != null)
            orderby a.Code, e.Code
            select new HeldSheet(s.Id, a.Code, a.Title, e.Code, e.Name, s.State.Status, s.State.HeldAt, (bool?)s.State.Ruling!.Counts, db.Users.Where(u => u.Id == s.State.Ruling!.By).Select(u => u.DisplayName).FirstOrDefault(),
                (DateTime?)s.State.Ruling!.At, s.State.Ruling == null ? null : s.State.Ruling.Reason.ToString()))
            .ToListAsync(cancellationToken);
        return new ConflictsPage(
            call, StoredRound.CallOf(call).Conflicts, view, counts, entries, counts[view] - entries.Count, questions, held,
            (await db.Organisations.CountAsync(o => o.CallId == call.Id, cancellationToken), await db.Relations.CountAsync(r => r.CallId == call.Id, cancellationToken)),
            ConflictLife.AreOpen(call.State), typed, application, expert,
            string.IsNullOrWhiteSpace(application) && string.IsNullOrWhiteSpace(expert) ? null : await WhyAsync(db, call, application, expert, cancellationToken));

        IQueryable<ConflictRow> Of(ConflictView each) => each switch
        {
            ConflictView.Found => rows.Where(c => c.State.Source == ConflictSource.Found && c.State.Status == ConflictStatus.Found && c.State.Dismissal == null),
            ConflictView.Proposed => rows.Where(
                c => c.State.Source == ConflictSource.Found && c.State.Status != ConflictStatus.Dismissed && c.State.Dismissal != null),
            ConflictView.Unexplained => rows.Where(c => c.State.Source == ConflictSource.Declared
                && !db.Conflicts.Any(f => f.ApplicationId == c.ApplicationId && f.ExpertId == c.ExpertId && f.State.Source == ConflictSource.Found)),
            ConflictView.Dismissed => rows.Where(c => c.State.Status == ConflictStatus.Dismissed),
            _ => rows,
        };
    }

    private static async Task<List<ConflictEntry>> EntriesAsync(AppDb db, IQueryable<ConflictRow> rows, int most, CancellationToken cancellationToken) => await (
        from c in rows
        join a in db.Applications on c.ApplicationId equals a.Id
        join e in db.Experts on c.ExpertId equals e.Id
        orderby a.Code, e.Code, c.Ground
        select new ConflictEntry(
            c, a.Code, a.Title, e.Code, e.Name,
            db.Users.Where(u => u.Id == (c.State.RaisedBy ?? c.State.Dismissal!.Request.By)).Select(u => u.DisplayName).FirstOrDefault(),
            db.Users.Where(u => u.Id == c.State.DecidedBy).Select(u => u.DisplayName).FirstOrDefault())).Take(most).ToListAsync(cancellationToken);

    /// <summary>"Why can this expert not see this?" in one line.</summary>
    private static async Task<string> WhyAsync(AppDb db, CallRow call, string? application, string? expert, CancellationToken cancellationToken)
    {
        if (await PairAsync(db, call, application?.Trim(), expert?.Trim(), cancellationToken) is not (var applicationRow, var expertRow))
        {
            return Text.Of("Conflicts.PinUnknown", application, expert);
        }
        var (who, what) = ($"{expertRow.Code} {expertRow.Name}", $"{applicationRow.Code} {applicationRow.Title}");
        var entries = await EntriesAsync(db, db.Conflicts.AsNoTracking().Where(c => c.ApplicationId == applicationRow.Id && c.ExpertId == expertRow.Id), MostShown, cancellationToken);
        var sheet = await db.ScoreSheets.AsNoTracking().SingleOrDefaultAsync(s => s.ApplicationId == applicationRow.Id && s.ExpertId == expertRow.Id, cancellationToken);
        var fate = sheet is null ? Text.Of("Why.NotAssigned") : Text.Of("Why.Sheet", Text.Of($"SheetStatus.{sheet.State.Status}"));
        var bars = entries.Where(e => e.State.Bars).Select(Said).ToList();
        var dismissed = entries.Where(e => !e.State.Bars).Select(e => Text.Of(
            "Why.Dismissed", ConflictEntry.GroundOf(e.Row), e.Raiser, e.Decider, Formats.Instant(e.State.DecidedAt), e.State.Dismissal?.Reason)).ToList();
        return bars.Count > 0 ? Text.Of("Why.Barred", who, what, string.Join(Text.Of("Why.And"), bars), fate)
            : dismissed.Count > 0 ? Text.Of("Why.Free", who, what, string.Join(Text.Of("Why.And"), dismissed), fate)
            : Text.Of("Why.Nothing", who, what, fate);

        static string Said(ConflictEntry entry) => Text.Of(
            "Why.Ground", ConflictEntry.GroundOf(entry.Row), entry.State.Evidence, Text.Of($"ConflictStatus.{entry.State.Status}"),
            entry.State.Source == ConflictSource.Found ? entry.Decider ?? Text.Of("Source.Found") : entry.Raiser ?? Text.Of($"Source.{entry.State.Source}"),
            Formats.Instant(entry.State.DecidedAt ?? entry.State.RaisedAt));
    }

    public static async Task<(ApplicationRow, ExpertRow)?> PairAsync(AppDb db, CallRow call, string? application, string? expert, CancellationToken cancellationToken) =>
        await db.Applications.SingleOrDefaultAsync(a => a.CallId == call.Id && a.Code == application, cancellationToken) is { } applicationRow
        && await db.Experts.SingleOrDefaultAsync(e => e.CallId == call.Id && e.Code == expert, cancellationToken) is { } expertRow ? (applicationRow, expertRow) : null;
}
