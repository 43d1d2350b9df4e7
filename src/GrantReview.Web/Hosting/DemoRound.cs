using System.Text;
using GrantReview.Core;
using GrantReview.Core.Accounts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Experts;
using GrantReview.Files.Attachments;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Rankings;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <summary>
/// The invented round of templates/demo, loaded where a development database has no call: DEMO-2024 waits for its assignment plan to be
/// deployed, and DEMO-2024-R is scored and opened, and evaluated where Demo:Evaluates is set. Where Demo:Awards is set, a part of the round
/// is DEMO-2024-A, awarded with its packages. Where Demo:Documents is set, a proposal stands beside every application of the first. Its
/// people have no password: only a development sign-in lets one be them.
/// </summary>
public static class DemoRound
{
    public const string Code = "DEMO-2024";
    public const string ScoredCode = "DEMO-2024-R";
    public const string AwardedCode = "DEMO-2024-A";
    private const int AwardedApplications = 24;
    private const string OfficerName = "演示项目主管";
    public const string UserPrefix = "demo-";

    public static async Task SeedAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await db.Calls.AnyAsync())
        {
            return;
        }
        var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var (round, plan) = Shipped.Value;
        var people = await PeopleAsync(scope.ServiceProvider.GetRequiredService<UserManager<User>>(), round);
        By officer = new(people["officer"], Capacity.Officer, now, Guid.CreateVersion7());
        var first = Call(round, Code, officer);
        await StoreAsync(db, round, first, people, officer);
        await PlanAsync(db, first, plan.Assignments, EvaluationFiles.AssignmentSummary(plan).ToJsonString(), officer);
        var settings = scope.ServiceProvider.GetRequiredService<IConfiguration>();
        if (settings.GetValue<bool>("Demo:Documents"))
        {
            await AttachAsync(db, scope.ServiceProvider.GetRequiredService<FileStore>(), first, officer);
        }
        var second = Call(round, ScoredCode, officer);
        await StoreAsync(db, round, second, people, officer);
        var assigned = (round.Assignments ?? []).Select(a => new PlannedAssignment(a.Application, a.Expert, 0));
        await DeployAsync(db, second, await PlanAsync(db, second, assigned, "{}", officer), officer);
        await OpenAsync(db, second, people, officer);
        if (settings.GetValue<bool>("Demo:Evaluates"))
        {
            AskForRun(db, second, officer);
        }
        await db.SaveChangesAsync();
        await Aliases.DrawAsync(db, second.Id, default);
        List<CallRow> calls = [first, second];
        if (settings.GetValue<bool>("Demo:Awards"))
        {
            var part = PartOf(round);
            var third = Call(part, AwardedCode, officer);
            await StoreAsync(db, part, third, people, officer);
            var pairs = (part.Assignments ?? []).Select(a => new PlannedAssignment(a.Application, a.Expert, 0));
            await DeployAsync(db, third, await PlanAsync(db, third, pairs, "{}", officer), officer);
            await OpenAsync(db, third, people, officer);
            var run = AskForRun(db, third, officer);
            await db.SaveChangesAsync();
            await Aliases.DrawAsync(db, third.Id, default);
            await AwardAsync(services, third.Id, run.Id, people, officer);
            calls.Add(third);
        }
        await GrantAsync(db, people, calls, now);
    }

    /// <summary>Every sheet submitted, scoring closed, and the scores opened by two persons.</summary>
    private static async Task OpenAsync(AppDb db, CallRow call, Dictionary<string, Guid> people, By officer)
    {
        await FillSheetsAsync(db, call, officer.At, default);
        call.Do(new CallLife.CloseScoring(null), officer, CallEvidence.Free).OrThrow();
        call.Do(new CallLife.AskToOpen(), officer with { ActId = Guid.CreateVersion7() }, CallEvidence.Free).OrThrow();
        var asked = call.State.OpeningRequest ?? throw new InvalidOperationException("The scores were to be opened.");
        call.Do(
            new CallLife.Open(asked.Id), new By(people["supervisor"], Capacity.Supervisor, officer.At, Guid.CreateVersion7()),
            CallEvidence.Free).OrThrow();
    }

    private static RunRow AskForRun(AppDb db, CallRow call, By officer)
    {
        var run = new RunRow { CallId = call.Id, Kind = RunKind.Evaluation };
        run.Do(
            new RunLife.AskForEvaluation(), officer with { ActId = Guid.CreateVersion7() },
            RunEvidence.None with { Stage = call.State.Stage, ScoresAreOpened = call.State.ScoresAreOpened, Seed = call.Code }).OrThrow();
        return db.Runs.Add(run).Entity;
    }

    /// <summary>The first applications with those who score them.</summary>
    private static Round PartOf(Round round)
    {
        var kept = round.Applications.Select(a => a.Id).Order().Take(AwardedApplications).ToHashSet();
        var experts = (round.Assignments ?? []).Where(a => kept.Contains(a.Application)).Select(a => a.Expert).ToHashSet();
        return round with
        {
            Applications = [.. round.Applications.Where(a => kept.Contains(a.Id))],
            Experts = [.. round.Experts.Where(e => experts.Contains(e.Id))],
            Assignments = [.. (round.Assignments ?? []).Where(a => kept.Contains(a.Application))],
            Conflicts = [.. round.Conflicts.Where(c => kept.Contains(c.Application) && experts.Contains(c.Expert))],
            Verdicts = [.. round.Verdicts.Where(v => v.Application == Verdict.Everyone || kept.Contains(v.Application))],
        };
    }

    /// <summary>
    /// From the run to the final awards, by officer and approver, as pages do it: approval and meeting of a day of 2024, and a notice that
    /// is over.
    /// </summary>
    private static async Task AwardAsync(IServiceProvider services, Guid callId, Guid runId, Dictionary<string, Guid> people, By by)
    {
        await using (var work = services.CreateAsyncScope())
        {
            await ActivatorUtilities.CreateInstance<EvaluationJob>(work.ServiceProvider).RunAsync(runId, default);
        }
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var call = await db.Calls.SingleAsync(c => c.Id == callId);
        var kept = await KeptResult.LatestAsync(db, call, default) ?? throw new InvalidOperationException("The demo has no result.");
        var (proposal, proposed) = await AwardSteps.ProposeAsync(db, call, kept, "演示数据 / demo data", Officer(), default);
        await SaveAsync(proposed);
        var approver = Approver() with { At = new DateTime(2024, 12, 2, 1, 0, 0, DateTimeKind.Utc) };
        await SaveAsync(await AwardSteps.DecideAsync(db, call, proposal, new ProposalLife.Approve(), approver, default));
        var decision = db.Decisions.Add(new DecisionRow(proposal, await StoredDecision.NextNumberAsync(db, callId, default))).Entity;
        await SaveAsync(decision.Do(
            new DecisionLife.Record("局务会（虚构）", new DateOnly(2024, 12, 2), "虚构〔2024〕12号", "虚构甲\n虚构乙", ""), Officer(),
            await StoredDecision.SeenAsync(db, call.State, proposal, null, by.At, default)));
        await SaveAsync(await AwardSteps.FreezeDecisionAsync(
            db, call, proposal, decision, decision.State.Edition, Approver(), default));
        await SaveAsync(await AwardSteps.OpenNoticeAsync(
            db, call, decision, null, new NoticeLife.Open(new DateOnly(2024, 12, 3), 5, MasksNames: true), Officer(), default));
        var final = (await StoredDecision.NoticeAsync(db, callId, default)).Final
            ?? throw new InvalidOperationException("The demo has no notice.");
        await SaveAsync(await AwardSteps.FreezeFinalAsync(db, call, decision, final, final.Notice.Edition, Approver(), default));

        By Officer() => by with { ActId = Guid.CreateVersion7() };
        By Approver() => new(people["approver"], Capacity.Approver, by.At, Guid.CreateVersion7());
        Task<int> SaveAsync(Answer answer)
        {
            answer.OrThrow();
            return db.SaveChangesAsync();
        }
    }

    /// <summary>One invented proposal, the same for every application.</summary>
    private static async Task AttachAsync(AppDb db, FileStore store, CallRow call, By officer)
    {
        await using var shipped = File.OpenRead(Path.Combine(TemplateFolder.Shipped.Demo, "proposal.pdf"));
        var sha256 = await store.KeepAsync(shipped, AttachmentContent.LargestBytes, default)
            ?? throw new InvalidOperationException("The demo proposal is too large.");
        await using var kept = File.OpenRead(store.PathOf(sha256));
        var content = AttachmentReader.Read(kept, sha256, out var fault)
            ?? throw new InvalidOperationException($"The demo proposal is no document: {fault}.");
        foreach (var application in db.Applications.Local.Where(a => a.CallId == call.Id))
        {
            var row = new AttachmentRow(call.Id, application.Id, "申报书（虚构示例）.pdf");
            row.Do(new AttachmentLife.Attach(new FreeText(row.Name), content), officer with { ActId = Guid.CreateVersion7() },
                call.State.Stage).OrThrow();
            db.Attachments.Add(row);
        }
    }

    /// <summary>
    /// Fills and submits the open sheets of a demo call with the scores of the demo round; assigned pairs it has none for get those of an
    /// expert of the application who has no sheet.
    /// </summary>
    public static async Task FillSheetsAsync(AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken)
    {
        var (round, _) = Shipped.Value;
        var scores = round.Scores.ToLookup(s => (s.Application, s.Expert));
        var scorers = round.Scores.Select(s => (s.Application, s.Expert)).Distinct().ToLookup(s => s.Application, s => s.Expert);
        var applications =
            await db.Applications.Where(a => a.CallId == call.Id).ToDictionaryAsync(a => a.Id, a => a.Number, cancellationToken);
        var experts = await db.Experts.Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        foreach (var expert in experts.Where(e => e.DeclaredAt is null))
        {
            expert.Declare(new DeclarationLife.Declare([], [], DeclarationLife.UndertakingEdition),
                new By(expert.UserId, Capacity.Expert, now, Guid.CreateVersion7()), call.State, []).OrThrow();
        }
        var codes = experts.ToDictionary(e => e.Id, e => e.Number);
        var users = experts.ToDictionary(e => e.Id, e => e.UserId);
        var trees = round.Trees;
        var treeOf = round.Applications.ToDictionary(a => a.Id, a => trees.Of(a.Category));
        var sheets = await db.ScoreSheets.WhereOpen().Include(s => s.Leaves).Where(s => s.CallId == call.Id)
            .OrderBy(s => s.Id).ToListAsync(cancellationToken);
        foreach (var group in sheets.GroupBy(s => applications[s.ApplicationId]))
        {
            var present = group.Select(s => codes[s.ExpertId]).ToHashSet();
            var left = new Queue<ExpertId>(scorers[group.Key].Where(e => !present.Contains(e)));
            foreach (var sheet in group.OrderBy(s => codes[s.ExpertId]))
            {
                var scorer = scores.Contains((group.Key, codes[sheet.ExpertId])) ? codes[sheet.ExpertId]
                    : left.TryDequeue(out var other) ? other : scorers[group.Key].FirstOrDefault();
                By expert = new(users[sheet.ExpertId], Capacity.Expert, now, Guid.CreateVersion7());
                foreach (var score in scores[(group.Key, scorer)])
                {
                    var node = treeOf[score.Application]?.Find(score.Indicator)
                        ?? throw new InvalidOperationException($"The demo round scores {score.Indicator}, which is not in its tree.");
                    var leaf = sheet.Leaf(score.Indicator);
                    var points = score.Score?.ToExactText() ?? ScoreText.NotApplicableText;
                    sheet.Do(new LeafLife.Score(node, points, New(leaf.Scored)), expert, SheetEvidence.Scoring).OrThrow();
                    sheet.Do(new LeafLife.Explain(node, new FreeText(score.Reason), New(leaf.Explained)), expert,
                        SheetEvidence.Scoring).OrThrow();
                }
                sheet.Do(new AnswersLife.Comment(new FreeText("演示数据 / demo data"), New(sheet.Answers.Commented)), expert,
                    SheetEvidence.Scoring).OrThrow();
                sheet.Do(
                    new AnswersLife.StateFamiliarity(Familiarity.Familiar, New(sheet.Answers.FamiliarityStated)), expert,
                    SheetEvidence.Scoring).OrThrow();
                sheet.Do(new AnswersLife.Recommend(Recommendation.Fund, New(sheet.Answers.Recommended)), expert,
                    SheetEvidence.Scoring).OrThrow();
                sheet.Do(new SheetLife.Submit(), expert, SheetEvidence.Scoring).OrThrow();
            }
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private static Edit New(FieldSave last) => new(last.Edition, Guid.CreateVersion7());

    /// <summary>The round and the plan that waits for deployment, the same at every start.</summary>
    private static readonly Lazy<(Round Round, AssignmentPlan Plan)> Shipped = new(() =>
    {
        var reading = RoundReader.Read(TemplateFolder.Shipped.Demo);
        var round = reading.Round
            ?? throw new InvalidOperationException(
            "The demo round is broken: " + string.Join("; ", reading.Mistakes.Select(m => m.Say("en"))));
        return (round, AssignmentSolver.Solve(AssignmentProblem.Of(round, Code)));
    });

    /// <summary>A call that waits for its plan.</summary>
    private static CallRow Call(Round round, string code, By officer)
    {
        var call = new CallRow { Code = code, Template = round.Call.Template, CreatedAt = officer.At };
        var description = CallDescriptionJson.Read(
            File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Demo, "call.json")), "call.json", TemplateFolder.Shipped, []);
        call.Do(new CallLife.Create(code, round.Call.Template), officer, CallEvidence.Free).OrThrow();
        StoredRound.Keep(call, round.Call with { Code = code }, officer);
        call.Do(StoredRound.DatesOf(description) with { ScoringClosesAt = officer.At.AddDays(14) }, officer, CallEvidence.Free).OrThrow();
        while (call.State.Stage < CallStage.Assigning)
        {
            call.Do(new CallLife.Advance(call.State.Stage + 1), officer, CallEvidence.Free).OrThrow();
        }
        return call;
    }

    private static async Task<Dictionary<string, Guid>> PeopleAsync(UserManager<User> users, Round round)
    {
        var people = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (name, displayName, _, _) in Cast)
        {
            people[name] = await AddAsync(name, displayName);
        }
        foreach (var expert in round.Experts)
        {
            people[expert.Id.Value] = await AddAsync(expert.Id.Value.ToLowerInvariant(), expert.Name);
        }
        return people;

        async Task<Guid> AddAsync(string name, string displayName)
        {
            var user = new User(new AccountEntry(UserPrefix + name, displayName, "", ""));
            FirstStart.Check(await users.CreateAsync(user));
            return user.Id;
        }
    }

    /// <summary>The first of the cast grants, the second confirms; the demo's officer opened both calls.</summary>
    private static async Task GrantAsync(AppDb db, Dictionary<string, Guid> people, IReadOnlyList<CallRow> calls, DateTime now)
    {
        foreach (var (name, _, capacity, inHouse) in Cast)
        {
            foreach (var call in inHouse ? [null] : calls.Select(c => (Guid?)c.Id))
            {
                await GrantAsync(people[name], call, capacity);
            }
        }
        await GrantAsync(people["officer"], null, Capacity.Officer);

        async Task GrantAsync(Guid person, Guid? call, Capacity capacity)
        {
            var grant = new GrantRow(person, call, capacity);
            var seen = await Capacities.SeenAsync(db, grant, default);
            By first = new(people[Cast[0].Name], Capacity.SecurityAdministrator, now, Guid.CreateVersion7());
            db.Grants.Add(grant);
            if (person == first.Person)
            {
                grant.Do(new GrantLife.Appoint(), new By(null, Capacity.Program, now, Guid.CreateVersion7()), seen).OrThrow();
            }
            else
            {
                grant.Do(new GrantLife.Ask(), first, seen).OrThrow();
            }
            if (grant.State.Request is { } asked)
            {
                By second = new(people[Cast[1].Name], Capacity.SecurityAdministrator, now, Guid.CreateVersion7());
                grant.Do(new GrantLife.Confirm(asked.Id), second, seen).OrThrow();
            }
            await db.SaveChangesAsync();
        }
    }

    /// <summary>The invented people beside the experts.</summary>
    private static readonly (string Name, string DisplayName, Capacity Capacity, bool InHouse)[] Cast =
    [
        ("security", "演示安全管理员", Capacity.SecurityAdministrator, true),
        ("security-2", "演示安全管理员乙", Capacity.SecurityAdministrator, true),
        ("system", "演示系统管理员", Capacity.SystemAdministrator, true),
        ("audit", "演示审计管理员", Capacity.AuditAdministrator, true),
        ("officer", OfficerName, Capacity.Officer, false),
        ("approver", "演示审核人", Capacity.Approver, false),
        ("supervisor", "演示监督人员", Capacity.Supervisor, false),
        ("auditor", "演示审计人员", Capacity.Auditor, false),
        ("finance", "演示财务人员", Capacity.Finance, false),
        ("finance-2", "演示财务复核人员", Capacity.Finance, false),
    ];

    private static async Task StoreAsync(AppDb db, Round round, CallRow call, Dictionary<string, Guid> people, By officer)
    {
        db.Calls.Add(call);
        var tree = new IndicatorTreeRow { CallId = call.Id, Number = 1 };
        tree.Edit(Encoding.UTF8.GetString(TreesJson.Write(round.Trees)), officer, CallState.Drafted).OrThrow();
        tree.Publish(officer, CallState.Drafted).OrThrow();
        db.IndicatorTrees.Add(tree);
        foreach (var application in round.Applications)
        {
            var row = new ApplicationRow { CallId = call.Id, Code = application.Id.Value };
            row.Import(application, officer, CallStage.FormalReview).OrThrow();
            if (!application.Eligible)
            {
                var note = FreeText.Of(application.Attributes.GetValueOrDefault("eligibility_note", ""));
                row.Do(new ApplicationLife.Review(false, note), officer, CallStage.FormalReview).OrThrow();
            }
            db.Applications.Add(row);
        }
        foreach (var verdict in round.Verdicts)
        {
            var row = new VerdictRow(call.Id, verdict.Application.Value, verdict.Rule.Value);
            var give = new VerdictLife.Give(verdict.Application, verdict.Rule, verdict.Kind, FreeText.Given(verdict.Clause),
                FreeText.Given(verdict.Reason));
            row.Do(give, officer with { ActId = Guid.CreateVersion7() },
                new VerdictEvidence(CallStage.FormalReview, IsAsked: true, Fails: false, new FreeText(OfficerName))).OrThrow();
            db.Verdicts.Add(row);
        }
        foreach (var expert in round.Experts)
        {
            var row = new ExpertRow { CallId = call.Id };
            row.Import(expert, officer, CallStage.Assigning).OrThrow();
            row.Do(new AccountLinkLife.Link(people[expert.Id.Value]), officer with { ActId = Guid.CreateVersion7() },
                new AccountLinkEvidence(false, [], false)).OrThrow();
            db.Experts.Add(row);
        }
        await StoredConflicts.FindAsync(db, call, officer, default);
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, default);
        foreach (var conflict in round.Conflicts)
        {
            By expert = new(people[conflict.Expert.Value], Capacity.Expert, officer.At, Guid.CreateVersion7());
            var row = new ConflictRow(call.Id, applications[conflict.Application], experts[conflict.Expert], conflict.Relation);
            row.Do(new ConflictLife.Declare(FreeText.Of(conflict.Note)), expert, call.State).OrThrow();
            db.Conflicts.Add(row);
        }
        await db.SaveChangesAsync();
    }

    private static async Task<AssignmentPlanRow> PlanAsync(
        AppDb db, CallRow call, IEnumerable<PlannedAssignment> pairs, string summary, By officer)
    {
        var draft = new DraftPlan(Guid.CreateVersion7(), "fair", call.Code, summary, officer.Person);
        var (plan, answer) = await StoredPlan.MakeAsync(db, call, draft, pairs, officer, default);
        answer.OrThrow();
        await db.SaveChangesAsync();
        return plan;
    }

    private static async Task DeployAsync(AppDb db, CallRow call, AssignmentPlanRow plan, By officer)
    {
        plan.Do(new PlanLife.Deploy(), officer, new PlanEvidence(call.State)).OrThrow();
        call.Follow(CallStage.Scoring, officer).OrThrow();
        List<AssignedPair> assigned = [.. db.Assignments.Local.Where(a => a.PlanId == plan.Id)
            .Select(a => new AssignedPair(a.ApplicationId, a.ExpertId, a.Affinity))];
        (await StoredSeats.OpenAsync(db, call, plan, assigned, officer, default)).OrThrow();
        await db.SaveChangesAsync();
    }
}
