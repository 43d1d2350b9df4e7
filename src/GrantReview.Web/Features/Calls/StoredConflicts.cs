using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Calls;

/// <summary>Keeps the stored conflicts of a call in step with what the rules find, and takes sheets out of the way of those that appear.</summary>
public static class StoredConflicts
{
    /// <summary>As the audit trail names the rules.</summary>
    private static readonly (Guid?, string) Rules = (null, "GrantReview");

    /// <summary>Until the meeting decides, conflicts are found, decided and looked into.</summary>
    public static bool AreOpen(CallRow call) => call.State.Stage < CallStage.Deliberation;

    private static By ByTheRules(DateTime now) => new(null, Capacity.Program, now, Guid.CreateVersion7());

    /// <summary>What people told beside applications and experts.</summary>
    public sealed record Known(IReadOnlyList<Organisation> Organisations, IReadOnlyList<Relation> Relations, IReadOnlyList<IdentityAnswer> Answers);

    public static async Task<Known> KnownAsync(
        AppDb db, Guid callId, IReadOnlyDictionary<Guid, string> experts, IReadOnlyDictionary<Guid, string> applications, CancellationToken cancellationToken)
    {
        var organisations = await db.Organisations.AsNoTracking().Where(o => o.CallId == callId).ToListAsync(cancellationToken);
        var relations = await db.Relations.AsNoTracking().Where(r => r.CallId == callId).ToListAsync(cancellationToken);
        var answers = await db.IdentityQuestions.AsNoTracking().Where(q => q.CallId == callId && q.IsSame != null).ToListAsync(cancellationToken);
        return new Known(
            [.. organisations.Select(o => new Organisation(o.Name, o.Code, StoredRound.List(o.Aliases), StoredRound.List(o.FormerNames), o.Parent))],
            [.. relations.Where(r => experts.ContainsKey(r.ExpertId)).Select(r => new Relation(experts[r.ExpertId], r.Other, r.Ground, r.Year))],
            [
                .. answers.Where(q => experts.ContainsKey(q.ExpertId) && applications.ContainsKey(q.ApplicationId))
                    .Select(q => new IdentityAnswer(new IdentityQuestion(experts[q.ExpertId], applications[q.ApplicationId], q.Name, q.About), q.IsSame == true)),
            ]);
    }

    /// <summary>Saves, then finds again for the whole call; decided conflicts stay as they are unless their evidence changed.</summary>
    public static async Task FindAsync(AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        await FindAsync(db, call, applications, experts, null, now, cancellationToken);
    }

    /// <summary>
    /// Finds again for one expert and these applications, before a sheet opens. Beside them only applications that may be the expert's own are read, or
    /// all where the unit's other applications matter.
    /// </summary>
    public static async Task FindAsync(AppDb db, CallRow call, ExpertRow expert, IReadOnlyList<Guid> applicationIds, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var all = StoredRound.CallOf(call).Conflicts.UnitApplies != Core.Settings.ConflictReach.Off;
        var idNumber = StoredRound.Expert(expert).Contacts.IdNumber;
        var applications = await db.Applications.AsNoTracking()
            .Where(a => a.CallId == call.Id && (all || applicationIds.Contains(a.Id) || a.Pi == expert.Name || a.Team.Contains(expert.Name)
                || (idNumber != "" && (a.PiContacts.Contains(idNumber) || a.Team.Contains(idNumber))))).ToListAsync(cancellationToken);
        await FindAsync(db, call, applications, [expert], applicationIds.ToHashSet(), now, cancellationToken);
    }

    /// <summary>A submitted sheet whose pair is in conflict is held until a supervisor rules; one that is not submitted is taken from the expert.</summary>
    public static async Task HoldAsync(AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var sheets = await (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == call.Id && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned || s.State.Status == SheetStatus.Submitted)
                && db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId && c.Status != ConflictStatus.Dismissed
                    && (s.State.Ruling == null || !s.State.Ruling.Counts || c.RaisedAt > s.State.Ruling.At))
            select new { Sheet = s, Pair = a.Code + "/" + e.Code }).ToListAsync(cancellationToken);
        foreach (var held in sheets)
        {
            var before = held.Sheet.State.Status;
            held.Sheet.Do(new SheetLife.Hold(), ByTheRules(now), SheetEvidence.Scoring);
            db.Record(now, Rules, "hold", "sheet", held.Pair, call.Id, $"{before}", $"{held.Sheet.State.Status}", "conflict");
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task FindAsync(
        AppDb db, CallRow call, List<ApplicationRow> applications, List<ExpertRow> experts, HashSet<Guid>? only, DateTime now, CancellationToken cancellationToken)
    {
        var (applicationCodes, expertCodes) = (applications.ToDictionary(a => a.Id, a => a.Code), experts.ToDictionary(e => e.Id, e => e.Code));
        var (applicationIds, expertIds) = (applications.ToDictionary(a => a.Code, a => a.Id), experts.ToDictionary(e => e.Code, e => e.Id));
        var known = await KnownAsync(db, call.Id, expertCodes, applicationCodes, cancellationToken);
        var settings = StoredRound.CallOf(call).Conflicts;
        var latest = await db.Applications.Where(a => a.CallId == call.Id).MaxAsync(a => a.SubmittedAt, cancellationToken);
        var findings = ConflictRules.Find(
            new ConflictProblem([.. applications.Select(StoredRound.Application)], [.. experts.Select(StoredRound.Expert)], settings with { AsOf = settings.AsOf ?? latest?.Year })
            {
                Organisations = known.Organisations, Relations = known.Relations, Answers = known.Answers,
            });
        var expertIdSet = expertCodes.Keys.ToList();
        var stored = await db.Conflicts.Where(c => c.CallId == call.Id && c.Source == ConflictSource.Found
            && (only == null || (only.Contains(c.ApplicationId) && expertIdSet.Contains(c.ExpertId)))).ToListAsync(cancellationToken);
        var found = findings.Conflicts.Where(c => only is null || only.Contains(applicationIds[c.Application]))
            .ToDictionary(c => (applicationIds[c.Application], expertIds[c.Expert], c.Ground.ToString()), c => c.Evidence);
        foreach (var row in stored)
        {
            if (!found.Remove((row.ApplicationId, row.ExpertId, row.Ground), out var evidence))
            {
                if (row.Status == ConflictStatus.Found)
                {
                    Record(row, $"{row.Status}", "");
                    db.Conflicts.Remove(row);
                }
            }
            else if (row.Evidence != evidence)
            {
                // A dismissal was about the evidence of its day.
                if (row.Status == ConflictStatus.Dismissed)
                {
                    Record(row, $"{row.Status}: {row.Evidence}", $"{ConflictStatus.Found}: {evidence}");
                    (row.Status, row.RaisedById, row.RaisedAt, row.DecidedById, row.DecidedAt, row.Reason) = (ConflictStatus.Found, null, now, null, null, null);
                }
                row.Evidence = evidence;
            }
        }
        foreach (var ((application, expert, ground), evidence) in found)
        {
            var row = new ConflictRow
            {
                CallId = call.Id, ApplicationId = application, ExpertId = expert, Ground = ground, Evidence = evidence, Source = ConflictSource.Found, Status = ConflictStatus.Found, RaisedAt = now,
            };
            db.Conflicts.Add(row);
            Record(row, "", $"{ConflictStatus.Found}: {evidence}");
        }
        if (only is null)
        {
            await AskAsync(db, call, findings, applicationIds, expertIds, cancellationToken);
        }
        await HoldAsync(db, call, now, cancellationToken);

        void Record(ConflictRow row, string before, string after) =>
            db.Record(now, Rules, "find-conflict", "conflict", $"{applicationCodes[row.ApplicationId]}/{expertCodes[row.ExpertId]}/{row.Ground}", call.Id, before, after);
    }

    private static async Task AskAsync(
        AppDb db, CallRow call, ConflictFindings findings, Dictionary<string, Guid> applicationIds, Dictionary<string, Guid> expertIds, CancellationToken cancellationToken)
    {
        var asked = findings.Questions.Select(q => (applicationIds[q.Application], expertIds[q.Expert], q.Name, q.About)).ToHashSet();
        foreach (var row in await db.IdentityQuestions.Where(q => q.CallId == call.Id && q.IsSame == null).ToListAsync(cancellationToken))
        {
            if (!asked.Remove((row.ApplicationId, row.ExpertId, row.Name, row.About)))
            {
                db.IdentityQuestions.Remove(row);
            }
        }
        db.IdentityQuestions.AddRange(asked.Select(q => new IdentityQuestionRow { CallId = call.Id, ApplicationId = q.Item1, ExpertId = q.Item2, Name = q.Name, About = q.About }));
    }
}
