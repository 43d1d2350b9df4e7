using System.Security.Cryptography;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Web.Reading;

/// <summary>Keeps what an import replaces, takes it back, and remembers what officers said of headers.</summary>
public static class StoredImports
{
    private const string Applicant = "Application";
    private const string Scorer = "Expert";
    private static readonly string ApplicationImported = FactJson.KindOf(typeof(ApplicationLife.Imported));
    private static readonly string ExpertImported = FactJson.KindOf(typeof(ExpertLife.Imported));

    /// <summary>Headers whose meaning officers said, and which the table knows.</summary>
    public static async Task<IReadOnlyList<HeaderRow>> RememberedAsync(
        AppDb db, ImportedList list, TableSchema schema, CancellationToken cancellationToken) =>
        [.. (await db.Headers.AsNoTracking().Where(h => h.List == list && h.Column != "").ToListAsync(cancellationToken))
            .Where(h => h.Column == TableLayout.LeftOut || schema.IsKnown(h.Column))];

    /// <summary>Remembers what a person said of the headers that the file has.</summary>
    public static async Task<Answer> RememberAsync(
        AppDb db, ImportedList list, ImportForm form, TableSight sight, By by, CancellationToken cancellationToken)
    {
        var there = sight.Columns.Where(c => c.IsKnown || c.Column == TableLayout.LeftOut).Select(c => (c.Written, c.Column)).ToHashSet();
        var said = form.Remember ? form.Said.Where(h => there.Contains((h.Header ?? "", h.Column ?? "")))
            .DistinctBy(h => TableLayout.KeyOf(h.Header ?? "")).ToList() : [];
        var keys = said.ConvertAll(h => TableLayout.KeyOf(h.Header ?? ""));
        var known = await db.Headers.Where(h => h.List == list && keys.Contains(h.Key)).ToDictionaryAsync(h => h.Key, cancellationToken);
        return Answer.FirstRefusal(said.Select(h =>
        {
            var key = TableLayout.KeyOf(h.Header ?? "");
            var row = known.GetValueOrDefault(key) ?? db.Headers.Add(new HeaderRow(list, key)).Entity;
            return row.Do(new HeaderLife.Remember(h.Header ?? "", h.Column ?? "", h.SaysFactor ? h.Factor : null), by);
        }));
    }

    /// <summary>Records an import after its rows were saved.</summary>
    /// <param name="before">The rows that it brought or changed, as they stood.</param>
    public static Answer Bring<T>(
        AppDb db, CallRow call, ImportedList list, Upload file, IReadOnlyList<ImportedRowBefore<T>> before, By by)
        where T : class
    {
        var row = new ImportRow(call.Id, list);
        var name = Written.Seen(file.Name);
        name = name.Length <= Row.NameLength ? name : name[^Row.NameLength..];
        var added = before.Count(b => b.Before is null);
        var answer = row.Bring(
            new ImportLife.Bring(new FreeText(name), Convert.ToHexStringLower(SHA256.HashData(file.Content)), added, before.Count - added),
            before, by,
            new ImportEvidence(list, call.State.Stage, IsFollowed: false, 0, []) { OpensLater = OpensLater(call, by.At) });
        if (answer is { Refusal: null, Facts.Count: > 0 })
        {
            db.Imports.Add(row);
        }
        return answer;
    }

    /// <summary>The day on which the call opens, where it is still to come.</summary>
    public static DateOnly? OpensLater(CallRow call, DateTime at) =>
        call.State.OpensOn is { } opens && Formats.ChinaDay(at) < opens ? opens : null;

    /// <summary>What taking an import back would do: the rows that go, those that become as they were, and those that stay.</summary>
    public static async Task<UndoPlan> PlanAsync(AppDb db, CallRow call, ImportRow import, CancellationToken cancellationToken)
    {
        var followed = await db.Imports.AnyAsync(i => i.CallId == call.Id && i.List == import.List && i.State.UndoneAt == null
            && i.State.At > import.State.At, cancellationToken);
        var before = import.List == ImportedList.Experts
            ? import.RowsBefore<ExpertValues>().Select(r => (r.Id, r.Number, r.After, IsNew: r.Before is null)).ToList()
            : import.RowsBefore<ApplicationValues>().Select(r => (r.Id, r.Number, r.After, IsNew: r.Before is null)).ToList();
        var reliedOn = await ReliedOnAsync(db, call.Id, import, cancellationToken);
        var digests = import.List == ImportedList.Experts
            ? (await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken))
                .ToDictionary(e => e.Id, e => ImportRow.DigestOf(e.Values))
            : (await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken))
                .ToDictionary(a => a.Id, a => ImportRow.DigestOf(a.Values));
        var there = before.Where(b => digests.ContainsKey(b.Id)).ToList();
        var kept =
            there.Where(b => digests[b.Id] != b.After || reliedOn.Decided.Contains(b.Id) || (b.IsNew && reliedOn.Used.Contains(b.Id)))
            .Select(b => b.Id).ToHashSet();
        var free = there.Where(b => !kept.Contains(b.Id)).ToList();
        return new UndoPlan(
            [.. free.Where(b => b.IsNew).Select(b => b.Id)], [.. free.Where(b => !b.IsNew).Select(b => b.Id)],
            new ImportEvidence(import.List, call.State.Stage, followed, free.Count,
                [.. there.Where(b => kept.Contains(b.Id)).Select(b => b.Number).Order(StringComparer.Ordinal)]));
    }

    /// <summary>Takes an import back, and finds conflicts again; those that it alone had brought lapse with it.</summary>
    /// <param name="plan">As <see cref="PlanAsync"/> made it in the same act.</param>
    public static async Task<Answer> UndoAsync(
        AppDb db, CallRow call, ImportRow import, UndoPlan plan, By by, CancellationToken cancellationToken)
    {
        var importedAt = import.State.At;
        var (applications, experts) = (import.RowsBefore<ApplicationValues>(), import.RowsBefore<ExpertValues>());
        if (import.Undo(by, plan.Evidence) is { Refusal: not null } refused)
        {
            return refused;
        }
        await LetGoAsync(db, call, plan, importedAt, by, cancellationToken);
        var answer = import.List == ImportedList.Experts ? await TakeBackExpertsAsync() : await TakeBackApplicationsAsync();
        return answer.Refusal is null ? await StoredConflicts.FindAsync(db, call, by, cancellationToken) : answer;

        async Task<Answer> TakeBackApplicationsAsync()
        {
            var rows = await db.Applications.Where(a => a.CallId == call.Id).ToDictionaryAsync(a => a.Id, cancellationToken);
            db.Applications.RemoveRange(plan.Removed.Select(id => rows[id]));
            return Answer.FirstRefusal(
                plan.Removed.Select(id => rows[id].Do(new ApplicationLife.Remove(rows[id].Number), by, call.State.Stage))
                    .Concat(applications.Where(a => plan.Restored.Contains(a.Id))
                        .Select(a => a.Before is { } values ? rows[a.Id].Import(values, by, call.State.Stage) : Answer.Nothing)).ToList());
        }

        async Task<Answer> TakeBackExpertsAsync()
        {
            var rows = await db.Experts.Where(e => e.CallId == call.Id).ToDictionaryAsync(e => e.Id, cancellationToken);
            db.Experts.RemoveRange(plan.Removed.Select(id => rows[id]));
            return Answer.FirstRefusal(
                plan.Removed.Select(id => rows[id].Do(new ExpertLife.Remove(rows[id].Number), by, call.State.Stage))
                    .Concat(experts.Where(e => plan.Restored.Contains(e.Id))
                        .Select(e => e.Before is { } values ? rows[e.Id].Import(values, by, call.State.Stage) : Answer.Nothing)).ToList());
        }
    }

    /// <summary>
    /// Conflicts and questions that nobody decided: all of a row that goes, and those that the import had brought of one that stays.
    /// </summary>
    private static async Task LetGoAsync(
        AppDb db, CallRow call, UndoPlan plan, DateTime? importedAt, By by, CancellationToken cancellationToken)
    {
        var rules = by.ByTheRules();
        var (removed, restored) = (plan.Removed.ToHashSet(), plan.Restored.ToHashSet());
        var conflicts =
            await db.Conflicts.Where(c => c.CallId == call.Id && c.State.Status == ConflictStatus.Found && c.State.Dismissal == null)
            .ToListAsync(cancellationToken);
        foreach (var conflict in conflicts.Where(c => removed.Contains(c.ApplicationId) || removed.Contains(c.ExpertId)
            || (c.State.RaisedAt == importedAt && (restored.Contains(c.ApplicationId) || restored.Contains(c.ExpertId)))))
        {
            conflict.Do(new ConflictLife.Lapse(), rules, call.State).OrThrow();
            db.Conflicts.Remove(conflict);
        }
        var questions = await db.IdentityQuestions.Where(q => q.CallId == call.Id && q.State.IsSame == null).ToListAsync(cancellationToken);
        foreach (var question in questions.Where(q => removed.Contains(q.ApplicationId) || removed.Contains(q.ExpertId)))
        {
            question.Do(new IdentityLife.Drop(), rules, call.State).OrThrow();
            db.IdentityQuestions.Remove(question);
        }
        var affinities = await db.Affinities.Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        db.Affinities.RemoveRange(affinities.Where(a => removed.Contains(a.ApplicationId) || removed.Contains(a.ExpertId)));
    }

    /// <summary>Rows of which somebody decided something since the import, and rows that something of the call refers to.</summary>
    private static async Task<(HashSet<Guid> Decided, HashSet<Guid> Used)> ReliedOnAsync(
        AppDb db, Guid callId, ImportRow import, CancellationToken cancellationToken)
    {
        var since = import.State.At;
        var decided = (await db.Conflicts.AsNoTracking().Where(c => c.CallId == callId).ToListAsync(cancellationToken))
            .Where(c => c.State.DecidedAt > since || c.State.Dismissal?.Request.At > since
                || (c.State.RaisedBy is not null && c.State.RaisedAt > since))
            .SelectMany(c => new[] { c.ApplicationId, c.ExpertId }).ToHashSet();
        decided.UnionWith((await db.IdentityQuestions.AsNoTracking().Where(q => q.CallId == callId).ToListAsync(cancellationToken))
            .Where(q => q.State.AnsweredAt > since).SelectMany(q => new[] { q.ApplicationId, q.ExpertId }));
        var verdicts = (await db.Verdicts.AsNoTracking().Where(v => v.CallId == callId).ToListAsync(cancellationToken))
            .Where(v => v.State.At > since).Select(v => v.Application).ToHashSet(StringComparer.Ordinal);
        decided.UnionWith(
            (await db.Applications.Where(a => a.CallId == callId).Select(a => new { a.Id, a.Code }).ToListAsync(cancellationToken))
            .Where(a => verdicts.Contains(a.Code)).Select(a => a.Id));
        decided.UnionWith(await db.Facts.Where(f => f.CallId == callId && f.At > since && (f.Subject == Applicant || f.Subject == Scorer)
            && f.Kind != ApplicationImported && f.Kind != ExpertImported).Select(f => f.SubjectId).ToListAsync(cancellationToken));
        var used = new HashSet<Guid>();
        await UseAsync(db.Conflicts.Where(c => c.CallId == callId && c.State.Status != ConflictStatus.Found)
            .Select(c => new[] { c.ApplicationId, c.ExpertId }));
        await UseAsync(db.IdentityQuestions.Where(q => q.CallId == callId && q.State.IsSame != null)
            .Select(q => new[] { q.ApplicationId, q.ExpertId }));
        await UseAsync(db.ScoreSheets.Where(s => s.CallId == callId).Select(s => new[] { s.ApplicationId, s.ExpertId }));
        await UseAsync(db.Assignments.Where(a => a.CallId == callId).Select(a => new[] { a.ApplicationId, a.ExpertId }));
        await UseAsync(db.Competences.Where(c => c.CallId == callId).Select(c => new[] { c.ApplicationId, c.ExpertId }));
        await UseAsync(db.Attachments.Where(a => a.CallId == callId).Select(a => new[] { a.ApplicationId }));
        await UseAsync(db.Relations.Where(r => r.CallId == callId).Select(r => new[] { r.ExpertId }));
        await UseAsync(db.Aliases.Where(a => a.CallId == callId).Select(a => new[] { a.ExpertId }));
        await UseAsync(db.Mails.Where(m => m.CallId == callId && m.ExpertId != null).Select(m => new[] { m.ExpertId ?? Guid.Empty }));
        await UseAsync(db.Rankings.Where(r => db.Runs.Any(run => run.Id == r.RunId && run.CallId == callId))
            .Select(r => new[] { r.ApplicationId }));
        await UseAsync(db.Library.Select(l => new[] { l.ApplicationId, l.CarriedToId ?? Guid.Empty }));
        return (decided, used);

        async Task UseAsync(IQueryable<Guid[]> ids) => used.UnionWith((await ids.ToListAsync(cancellationToken)).SelectMany(i => i));
    }
}

/// <summary>What taking an import back would do.</summary>
/// <param name="Removed">Rows that it had brought.</param>
/// <param name="Restored">Rows that become as they were.</param>
public sealed record UndoPlan(IReadOnlyList<Guid> Removed, IReadOnlyList<Guid> Restored, ImportEvidence Evidence);
