using GrantReview.Core.Accounts;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Web.Reading;

/// <summary>
/// Keeps the stored conflicts of a call in step with what the rules find, and takes sheets out of the way of those that appear: in the
/// acts that can make conflicts, and in no other.
/// </summary>
public static class StoredConflicts
{
    /// <summary>What people told beside applications and experts.</summary>
    /// <param name="Answers">Those of other calls that count here, too.</param>
    public sealed record Known(IReadOnlyList<Organisation> Organisations, IReadOnlyList<Relation> Relations,
        IReadOnlyList<IdentityAnswer> Answers)
    {
        /// <summary>Those that were given here.</summary>
        public IReadOnlyList<IdentityAnswer> Own { get; init; } = [];

        /// <summary>Questions whose answer was taken back here, so that they are asked whatever other calls say.</summary>
        public IReadOnlySet<IdentityQuestion> AskedAgain { get; init; } = new HashSet<IdentityQuestion>();
    }

    public static async Task<Known> KnownAsync(
        AppDb db, Guid callId, IReadOnlyDictionary<Guid, ExpertId> experts, IReadOnlyDictionary<Guid, ApplicationId> applications,
            CancellationToken cancellationToken)
    {
        var organisations = await OrganisationsAsync(db, callId, cancellationToken);
        var relations = await db.Relations.AsNoTracking().Where(r => r.CallId == callId).ToListAsync(cancellationToken);
        var answers = (await db.IdentityQuestions.AsNoTracking().Where(q => q.CallId == callId && q.State.AnsweredBy != null)
            .ToListAsync(cancellationToken)).Where(q => experts.ContainsKey(q.ExpertId) && applications.ContainsKey(q.ApplicationId))
            .Select(q => (q.State, Question: new IdentityQuestion(experts[q.ExpertId], applications[q.ApplicationId], q.Name, q.About)))
            .ToList();
        return new Known(
            organisations,
            [.. relations.Where(r => experts.ContainsKey(r.ExpertId))
                .Select(r => new Relation(experts[r.ExpertId], r.Other, r.Ground, r.Year))],
            [.. answers.Where(q => q.State.IsSame is not null).Select(Answer)])
        {
            Own = [.. answers.Where(q => q.State is { IsOwn: true, IsSame: not null }).Select(Answer)],
            AskedAgain = answers.Where(q => q.State.IsSame is null).Select(q => q.Question).ToHashSet(),
        };

        static IdentityAnswer Answer((IdentityState State, IdentityQuestion Question) said) =>
            new(said.Question, said.State.IsSame == true);
    }

    /// <summary>What the rules find, with the answers of other calls that count where nobody answered here.</summary>
    private static async Task<(ConflictFindings Findings, IReadOnlyList<(IdentityQuestion Question, EarlierAnswer Answer)> Carried)>
        FindAsync(AppDb db, Guid callId, ConflictProblem problem, Known known, CancellationToken cancellationToken)
    {
        problem = problem with { Organisations = known.Organisations, Relations = known.Relations, Answers = known.Own };
        var findings = ConflictRules.Find(problem);
        var open = findings.Questions.Where(q => !known.AskedAgain.Contains(q)).ToList();
        var carried = open.Count == 0 ? [] : EarlierAnswers.To(open, problem, await EarlierAsync(db, callId, cancellationToken));
        return carried.Count == 0 ? (findings, carried)
            : (ConflictRules.Find(problem with
            {
                Answers = [.. known.Own, .. carried.Select(c => new IdentityAnswer(c.Question, c.Answer.State.IsSame == true))],
            }), carried);
    }

    /// <summary>The answers that were given in other calls, to whether somebody is the expert.</summary>
    private static async Task<IReadOnlyList<EarlierAnswer>> EarlierAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var rows = await (
            from q in db.IdentityQuestions.AsNoTracking()
            join a in db.Applications.AsNoTracking() on q.ApplicationId equals a.Id
            join e in db.Experts.AsNoTracking() on q.ExpertId equals e.Id
            join c in db.Calls on q.CallId equals c.Id
            where q.CallId != callId && q.State.IsSame != null && q.State.From == null && q.About == IdentityQuestion.Self
            select new { Question = q, Application = a, Expert = e, c.Code }).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new EarlierAnswer(
            r.Code, StoredRound.Expert(r.Expert), StoredRound.Application(r.Application), r.Question.Name, r.Question.State))];
    }

    /// <summary>
    /// Recuses members of the office whose unit applies: whoever decides in the call, by the unit of the account. Refused where nobody
    /// would be left to run it.
    /// </summary>
    public static async Task<Answer> RecuseAsync(AppDb db, Guid callId, By by, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var conflicts = await OfOfficeAsync(db, callId, null, cancellationToken);
        if (await NobodyIsLeftAsync(db, callId, conflicts, cancellationToken) is { } refusal)
        {
            return refusal;
        }
        foreach (var (_, conflict) in conflicts)
        {
            var row = await db.Recusals.SingleOrDefaultAsync(r => r.CallId == callId && r.UserId == conflict.Person, cancellationToken)
                ?? db.Recusals.Add(new RecusalRow(callId, conflict.Person)).Entity;
            row.Do(new RecusalLife.Find(conflict.Unit, conflict.Application.Value), by.ByTheRules()).OrThrow();
        }
        return Answer.Nothing;
    }

    /// <summary>
    /// The last officer who acts in the call would be recused by the rules, with people who may be named first: those who open calls or
    /// run another one, and are nothing here. Null = somebody is left.
    /// </summary>
    public static async Task<Refusal?> NobodyIsLeftAsync(
        AppDb db, Guid callId, IReadOnlyList<(string Name, OfficeConflict Conflict)> conflicts, CancellationToken cancellationToken)
    {
        if (conflicts.Count == 0)
        {
            return null;
        }
        var acting = await db.Grants.Where(g => g.CallId == callId && g.Capacity == Capacity.Officer && g.State.Status == GrantStatus.Held
            && db.Users.Any(u => u.Id == g.UserId && !u.State.IsDisabled)
            && !db.Recusals.Any(r => r.CallId == callId && r.UserId == g.UserId && r.State.IsRecused))
            .Select(g => g.UserId).ToListAsync(cancellationToken);
        var last = conflicts.Select(c => c.Conflict).FirstOrDefault(c => acting.Contains(c.Person));
        if (last is null || acting.Exists(person => conflicts.All(c => c.Conflict.Person != person)))
        {
            return null;
        }
        const int most = 5;
        var recused = conflicts.Select(c => c.Conflict.Person).ToList();
        var others = await db.Users.Where(u => !u.State.IsDisabled && !recused.Contains(u.Id)
            && db.Grants.Any(g => g.UserId == u.Id && g.Capacity == Capacity.Officer && g.State.Status == GrantStatus.Held)
            && !db.Grants.Any(g => g.UserId == u.Id && g.CallId == callId) && !db.Recusals.Any(r => r.UserId == u.Id && r.CallId == callId)
            && !db.Experts.Any(e => e.UserId == u.Id && e.CallId == callId))
            .OrderBy(u => u.UserName).Take(most).Select(u => u.DisplayName + " (" + u.UserName + ")").ToListAsync(cancellationToken);
        return new RecusalLife.LeavesNobody(last.Unit, last.Application.Value, others);
    }

    /// <summary>Members of the office whose unit applies and who act here now, with their names.</summary>
    /// <param name="applications">As they would be; null = as they are.</param>
    public static async Task<IReadOnlyList<(string Name, OfficeConflict Conflict)>> OfOfficeAsync(
        AppDb db, Guid callId, IReadOnlyList<Application>? applications, CancellationToken cancellationToken)
    {
        var members = await (
            from g in db.Grants
            join u in db.Users on g.UserId equals u.Id
            where g.CallId == callId && g.State.Status == GrantStatus.Held && u.Unit != ""
                && (g.Capacity == Capacity.Officer || g.Capacity == Capacity.Approver || g.Capacity == Capacity.Supervisor)
                && !db.Recusals.Any(r => r.CallId == callId && r.UserId == u.Id && (r.State.IsRecused || r.State.IsCleared))
            select new { u.Id, u.Unit, u.DisplayName }).Distinct().ToListAsync(cancellationToken);
        if (members.Count == 0)
        {
            return [];
        }
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == callId, cancellationToken);
        var problem = new ConflictProblem(
            applications ?? await StoredRound.ApplicationsAsync(db, callId, cancellationToken), [], StoredRound.CallOf(call).Conflicts)
        {
            Organisations = await OrganisationsAsync(db, callId, cancellationToken),
        };
        return
        [
            .. OfficeConflict.Find(problem, members.Select(m => (m.Id, m.Unit)))
                .Select(c => (members.First(m => m.Id == c.Person).DisplayName, c)),
        ];
    }

    /// <summary>
    /// The call's table of units, and rows of other calls' tables where no row of its own shares a code or a name with them.
    /// </summary>
    public static async Task<IReadOnlyList<Organisation>> OrganisationsAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var rows = await db.Organisations.AsNoTracking().ToListAsync(cancellationToken);
        var all = rows.Select(o => (o.CallId, Organisation: new Organisation(
            o.Name, o.Code, StoredRound.List(o.Aliases), StoredRound.List(o.FormerNames), o.Parent))).ToList();
        var own = all.Where(o => o.CallId == callId).Select(o => o.Organisation).ToList();
        var known = own.SelectMany(WordsOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. own,
            .. all.Where(o => o.CallId != callId && !WordsOf(o.Organisation).Any(known.Contains)).Select(o => o.Organisation)
                .OrderBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Code, StringComparer.Ordinal)
                .ThenBy(o => string.Join(';', o.Aliases), StringComparer.Ordinal),
        ];

        static IEnumerable<string> WordsOf(Organisation o) => o.Aliases.Concat(o.FormerNames).Append(o.Name).Append(o.Code)
            .Select(Written.Key).Where(w => w.Length > 0);
    }

    /// <summary>
    /// Writes what the act changed, then finds again for the whole call. Decided conflicts stay as they are unless their evidence changed,
    /// and one whose evidence is
    /// gone stays until two persons dismiss it: an import or a plan takes nothing away that somebody relies on.
    /// </summary>
    public static Task<Answer> FindAsync(AppDb db, CallRow call, By by, CancellationToken cancellationToken) =>
        FindAsync(db, call, by, lapses: false, cancellationToken);

    /// <summary>
    /// As <see cref="FindAsync(AppDb, CallRow, By, CancellationToken)"/>, after an act about the rules or their tables: what they find no
    /// more lapses.
    /// </summary>
    public static Task<Answer> FindAnewAsync(AppDb db, CallRow call, By by, CancellationToken cancellationToken) =>
        FindAsync(db, call, by, lapses: true, cancellationToken);

    private static async Task<Answer> FindAsync(AppDb db, CallRow call, By by, bool lapses, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        return await new Search(db, call, by.ByTheRules(), lapses, cancellationToken).RunAsync(applications, experts, null);
    }

    /// <summary>
    /// Finds again for one expert and these applications. Beside them only applications that may be the expert's own are read, or all
    /// where the unit's other applications matter.
    /// </summary>
    public static async Task<Answer> FindAsync(
        AppDb db, CallRow call, ExpertRow expert, IReadOnlyList<Guid> applicationIds, By by, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var all = StoredRound.CallOf(call).Conflicts.UnitApplies != ConflictReach.Off;
        var idNumber = StoredRound.Expert(expert).Contacts.IdNumber;
        // Who leads and who takes part is encrypted in the database, so it is looked through here.
        var own = (await db.Applications.Where(a => a.CallId == call.Id).Select(a => new { a.Id, a.Pi, a.PiContacts, a.Team })
            .ToListAsync(cancellationToken))
            .Where(a => a.Pi == expert.Name || Names(a.Team, expert.Name) || Names(a.PiContacts, idNumber) || Names(a.Team, idNumber))
                .Select(a => a.Id);
        List<Guid> read = [.. applicationIds, .. own];
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id && (all || read.Contains(a.Id)))
            .ToListAsync(cancellationToken);
        return await new Search(db, call, by.ByTheRules(), lapses: false, cancellationToken)
            .RunAsync(applications, [expert], applicationIds.ToHashSet());

        static bool Names(string people, string who) => who.Length > 0 && people.Contains(who, StringComparison.Ordinal);
    }

    /// <summary>What an import would find, and which of the conflicts found before it leaves without evidence.</summary>
    /// <param name="applications">As they would be; null = as they are.</param>
    /// <param name="experts">As they would be; null = as they are.</param>
    public static async Task<(IReadOnlyList<Conflict> Found, IReadOnlyList<Conflict> Unsupported)> ForeseeAsync(
        AppDb db, CallRow call, IReadOnlyList<Application>? applications, IReadOnlyList<Expert>? experts,
        CancellationToken cancellationToken)
    {
        var applicationRows = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var expertRows = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        var applicationCodes = applicationRows.ToDictionary(a => a.Id, a => a.Number);
        var expertCodes = expertRows.ToDictionary(e => e.Id, e => e.Number);
        applications ??= [.. applicationRows.Select(StoredRound.Application)];
        experts ??= [.. expertRows.Select(StoredRound.Expert)];
        var known = await KnownAsync(db, call.Id, expertCodes, applicationCodes, cancellationToken);
        var settings = StoredRound.CallOf(call).Conflicts;
        var (findings, _) = await FindAsync(
            db, call.Id,
            new ConflictProblem(
                applications, experts, settings with { AsOf = settings.AsOf ?? applications.Max(a => a.SubmittedAt)?.Year }),
            known, cancellationToken);
        var stored = (await db.Conflicts.AsNoTracking()
            .Where(c => c.CallId == call.Id && c.State.Source == ConflictSource.Found).ToListAsync(cancellationToken))
            .Select(c => (c.State.Bars, Conflict: new Conflict(applicationCodes[c.ApplicationId], expertCodes[c.ExpertId], c.State.Ground,
                $"{c.State.Evidence}"))).ToList();
        var before = stored.Select(s => (s.Conflict.Application, s.Conflict.Expert, s.Conflict.Ground)).ToHashSet();
        var after = findings.Conflicts.Select(c => (c.Application, c.Expert, c.Ground)).ToHashSet();
        return (
            [.. findings.Conflicts.Where(c => !before.Contains((c.Application, c.Expert, c.Ground)))],
            [.. stored.Where(s => s.Bars && !after.Contains((s.Conflict.Application, s.Conflict.Expert, s.Conflict.Ground)))
                .Select(s => s.Conflict)]);
    }

    /// <summary>Conflicts that the rules found and that bar.</summary>
    public static Task<int> FoundAsync(AppDb db, Guid callId, CancellationToken cancellationToken) => db.Conflicts.WhereBars()
        .CountAsync(c => c.CallId == callId && c.State.Source == ConflictSource.Found, cancellationToken);

    /// <summary>
    /// A submitted sheet whose pair is in conflict is held until a supervisor rules; one that is not submitted is taken from the expert.
    /// </summary>
    public static async Task<Answer> HoldAsync(AppDb db, CallRow call, By by, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var barring = db.Conflicts.WhereBars();
        var sheets = await db.ScoreSheets.WhereLive().Where(s => s.CallId == call.Id
            && barring.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId
                && (s.State.Ruling == null || !s.State.Ruling.Counts || c.State.RaisedAt > s.State.Ruling.At)))
                    .ToListAsync(cancellationToken);
        return Answer.FirstRefusal(sheets.Select(s => s.Do(new SheetLife.Hold(), by.ByTheRules(), CallGate.Seen(call.State))));
    }

    /// <summary>One search of the rules, in the transaction of the act that made it needful.</summary>
    private sealed class Search(AppDb db, CallRow call, By rules, bool lapses, CancellationToken cancellationToken)
    {
        private Dictionary<ApplicationId, Guid> applicationIds = [];
        private Dictionary<ExpertId, Guid> expertIds = [];

        /// <param name="only">The applications whose conflicts are looked at; null = all, and questions of identity, too.</param>
        public async Task<Answer> RunAsync(List<ApplicationRow> applications, List<ExpertRow> experts, HashSet<Guid>? only)
        {
            if (!ConflictLife.AreOpen(call.State))
            {
                return new ConflictLife.IsTooLate();
            }
            applicationIds = applications.ToDictionary(a => a.Number, a => a.Id);
            expertIds = experts.ToDictionary(e => e.Number, e => e.Id);
            var (findings, carried) = await FindAsync(applications, experts);
            await KeepAsync(findings, only);
            if (only is null)
            {
                await AskAsync(findings, carried);
                if (await RecuseAsync(db, call.Id, rules, cancellationToken) is { Refusal: not null } refused)
                {
                    return refused;
                }
            }
            return await HoldAsync(db, call, rules, cancellationToken);
        }

        private async Task<(ConflictFindings Findings, IReadOnlyList<(IdentityQuestion Question, EarlierAnswer Answer)> Carried)> FindAsync(
            List<ApplicationRow> applications, List<ExpertRow> experts)
        {
            var known = await KnownAsync(
                db, call.Id, experts.ToDictionary(e => e.Id, e => e.Number), applications.ToDictionary(a => a.Id, a => a.Number),
                    cancellationToken);
            var settings = StoredRound.CallOf(call).Conflicts;
            var latest = await db.Applications.Where(a => a.CallId == call.Id).MaxAsync(a => a.SubmittedAt, cancellationToken);
            return await StoredConflicts.FindAsync(
                db, call.Id,
                new ConflictProblem(
                    [.. applications.Select(StoredRound.Application)], [.. experts.Select(StoredRound.Expert)],
                    settings with { AsOf = settings.AsOf ?? latest?.Year }), known, cancellationToken);
        }

        private async Task KeepAsync(ConflictFindings findings, HashSet<Guid>? only)
        {
            var experts = expertIds.Values.ToList();
            var stored = await db.Conflicts.Where(c => c.CallId == call.Id && c.State.Source == ConflictSource.Found
                && (only == null || (only.Contains(c.ApplicationId) && experts.Contains(c.ExpertId)))).ToListAsync(cancellationToken);
            var found = findings.Conflicts.Where(c => only is null || only.Contains(applicationIds[c.Application]))
                .ToDictionary(c => (applicationIds[c.Application], expertIds[c.Expert], $"{c.Ground}"));
            foreach (var row in stored)
            {
                if (found.Remove((row.ApplicationId, row.ExpertId, row.Ground), out var conflict))
                {
                    row.Do(new ConflictLife.Find(conflict.Ground, new FreeText(conflict.Evidence)), rules, call.State).OrThrow();
                }
                else if (lapses && row.Do(new ConflictLife.Lapse(), rules, call.State) is { Facts.Count: > 0 })
                {
                    db.Conflicts.Remove(row);
                }
            }
            foreach (var ((application, expert, ground), conflict) in found)
            {
                var row = new ConflictRow(call.Id, application, expert, ground);
                row.Do(new ConflictLife.Find(conflict.Ground, new FreeText(conflict.Evidence)), rules, call.State).OrThrow();
                db.Conflicts.Add(row);
            }
        }

        private async Task AskAsync(
            ConflictFindings findings, IReadOnlyList<(IdentityQuestion Question, EarlierAnswer Answer)> carried)
        {
            var asked = findings.Questions.Select(KeyOf).ToHashSet();
            var answers = carried.ToDictionary(c => KeyOf(c.Question), c => new IdentityLife.Carry(c.Answer.Call, c.Answer.State));
            foreach (var row in await db.IdentityQuestions
                .Where(q => q.CallId == call.Id && (q.State.IsSame == null || q.State.From != null)).ToListAsync(cancellationToken))
            {
                var key = (row.ApplicationId, row.ExpertId, row.Name, row.About);
                if (answers.Remove(key, out var answer))
                {
                    row.Do(answer, rules, call.State).OrThrow();
                }
                else if (asked.Remove(key))
                {
                    if (row.State.From is not null)
                    {
                        row.Do(new IdentityLife.Ask(), rules, call.State).OrThrow();
                    }
                }
                else if (row.State.IsSame is null)
                {
                    row.Do(new IdentityLife.Drop(), rules, call.State).OrThrow();
                    db.IdentityQuestions.Remove(row);
                }
            }
            foreach (var ((application, expert, name, about), answer) in answers)
            {
                var row = new IdentityQuestionRow(call.Id, application, expert, name, about);
                row.Do(answer, rules, call.State).OrThrow();
                db.IdentityQuestions.Add(row);
            }
            foreach (var (application, expert, name, about) in asked)
            {
                var row = new IdentityQuestionRow(call.Id, application, expert, name, about);
                row.Do(new IdentityLife.Ask(), rules, call.State).OrThrow();
                db.IdentityQuestions.Add(row);
            }

            (Guid Application, Guid Expert, string Name, string About) KeyOf(IdentityQuestion q) =>
                (applicationIds[q.Application], expertIds[q.Expert], q.Name, q.About);
        }
    }
}
