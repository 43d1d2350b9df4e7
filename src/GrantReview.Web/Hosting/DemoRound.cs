using System.Text;
using GrantReview.Core;
using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calls;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Hosting;

/// <summary>
/// The invented round of templates/demo, loaded where a development database has no call: DEMO-2024 waits for its assignment plan to be deployed, and
/// DEMO-2024-R is scored and opened. Its people have no password: only a development sign-in lets one be them.
/// </summary>
public static class DemoRound
{
    public const string Code = "DEMO-2024";
    public const string ScoredCode = "DEMO-2024-R";
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
        await StoreAsync(db, round, first, people, now);
        await PlanAsync(db, first, plan.Assignments, PlanStatus.Draft, EvaluationFiles.AssignmentSummary(plan).ToJsonString(), people["officer"], now);
        var second = Call(round, ScoredCode, officer);
        await StoreAsync(db, round, second, people, now);
        await PlanAsync(db, second, (round.Assignments ?? []).Select(a => new PlannedAssignment(a.Application, a.Expert, 0)), PlanStatus.Deployed, "{}", people["officer"], now);
        second.Follow(CallStage.Scoring, officer);
        await FillSheetsAsync(db, second, now, default);
        second.Do(new CallLife.CloseScoring(null), officer, CallEvidence.Free);
        second.Do(new CallLife.AskToOpen(), officer with { ActId = Guid.CreateVersion7() }, CallEvidence.Free);
        var asked = second.State.OpeningRequest ?? throw new InvalidOperationException("The scores were to be opened.");
        second.Do(new CallLife.Open(asked.Id), new By(people["supervisor"], Capacity.Supervisor, now, Guid.CreateVersion7()), CallEvidence.Free);
        db.Record(now, (null, "GrantReview"), "seed", "call", ScoredCode, second.Id);
        await db.SaveChangesAsync();
    }

    /// <summary>Fills and submits the open sheets of a demo call with the scores of the demo round; assigned pairs it has none for get those of an expert of the application who has no sheet.</summary>
    public static async Task FillSheetsAsync(AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken)
    {
        var (round, _) = Shipped.Value;
        var scores = round.Scores.ToLookup(s => (s.Application, s.Expert));
        var scorers = round.Scores.Select(s => (s.Application, s.Expert)).Distinct().ToLookup(s => s.Application, s => s.Expert);
        var applications = await db.Applications.Where(a => a.CallId == call.Id).ToDictionaryAsync(a => a.Id, a => a.Code, cancellationToken);
        var experts = await db.Experts.Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        foreach (var expert in experts)
        {
            expert.DeclaredAt ??= now;
        }
        var codes = experts.ToDictionary(e => e.Id, e => e.Code);
        var users = experts.ToDictionary(e => e.Id, e => e.UserId);
        var tree = round.Tree ?? throw new InvalidOperationException("The demo round has no indicator tree.");
        var sheets = await db.ScoreSheets.Include(s => s.Leaves).Where(s => s.CallId == call.Id && s.State.Status != SheetStatus.Submitted && s.State.Status != SheetStatus.Suspended)
            .OrderBy(s => s.Id).ToListAsync(cancellationToken);
        foreach (var group in sheets.GroupBy(s => applications[s.ApplicationId]))
        {
            var present = group.Select(s => codes[s.ExpertId]).ToHashSet(StringComparer.Ordinal);
            var left = new Queue<string>(scorers[group.Key].Where(e => !present.Contains(e)));
            foreach (var sheet in group.OrderBy(s => codes[s.ExpertId], StringComparer.Ordinal))
            {
                var scorer = scores.Contains((group.Key, codes[sheet.ExpertId])) ? codes[sheet.ExpertId] : left.TryDequeue(out var other) ? other : scorers[group.Key].FirstOrDefault() ?? "";
                By expert = new(users[sheet.ExpertId], Capacity.Expert, now, Guid.CreateVersion7());
                foreach (var score in scores[(group.Key, scorer)])
                {
                    var node = tree.Find(score.Indicator) ?? throw new InvalidOperationException($"The demo round scores {score.Indicator}, which is not in its tree.");
                    var seen = sheet.Leaves.FirstOrDefault(l => l.Indicator == score.Indicator)?.State.Edition ?? 0;
                    Check(sheet.Do(new LeafLife.Give(
                        node, score.Score?.ToExactText() ?? "", score.Score is null, new FreeText(score.Reason), seen, Guid.CreateVersion7()), expert, SheetEvidence.Scoring));
                }
                Check(sheet.Do(new AnswersLife.Write(
                    new FreeText("演示数据 / demo data"), Familiarity.Familiar, Recommendation.Fund, null, sheet.Answers.Edition), expert, SheetEvidence.Scoring));
                Check(sheet.Do(new SheetLife.Submit(), expert, SheetEvidence.Scoring));
            }
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Check(Answer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The demo round cannot be told: {refusal}.");
        }
    }

    /// <summary>The round and the plan that waits for deployment, the same at every start.</summary>
    private static readonly Lazy<(Round Round, AssignmentPlan Plan)> Shipped = new(() =>
    {
        var reading = RoundReader.Read(TemplateFolder.Shipped.Demo);
        var round = reading.Round ?? throw new InvalidOperationException("The demo round is broken: " + string.Join("; ", reading.Mistakes.Select(m => m.Say("en"))));
        return (round, AssignmentSolver.Solve(AssignmentProblem.Of(round, Code)));
    });

    /// <summary>A call that waits for its plan.</summary>
    private static CallRow Call(Round round, string code, By officer)
    {
        var call = new CallRow
        {
            Code = code, NameEn = round.Call.Name.En, NameZh = round.Call.Name.Zh, Template = round.Call.Template, CreatedAt = officer.At,
            Settings = Encoding.UTF8.GetString(CallJson.Write(round.Call with { Code = code })),
        };
        var description = CallDescriptionJson.Read(
            File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Demo, "call.json")), "call.json", TemplateFolder.Shipped, []);
        Check(call.Do(new CallLife.Create(code, round.Call.Template), officer, CallEvidence.Free));
        Check(call.Do(StoredRound.DatesOf(description) with { ScoringClosesAt = officer.At.AddDays(14) }, officer, CallEvidence.Free));
        while (call.State.Stage < CallStage.Assigning)
        {
            Check(call.Do(new CallLife.Advance(call.State.Stage + 1), officer, CallEvidence.Free));
        }
        return call;
    }

    private static async Task<Dictionary<string, Guid>> PeopleAsync(UserManager<User> users, Round round)
    {
        var people = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var role in Roles.All.Where(r => r != Roles.Expert))
        {
            people[role] = await AddAsync(UserPrefix + role, role, $"演示{NameOf(role)}");
        }
        foreach (var expert in round.Experts)
        {
            people[expert.Id] = await AddAsync($"{UserPrefix}{expert.Id.ToLowerInvariant()}", Roles.Expert, expert.Name);
        }
        return people;

        async Task<Guid> AddAsync(string userName, string role, string displayName)
        {
            var user = new User { UserName = userName, DisplayName = displayName };
            FirstStart.Check(await users.CreateAsync(user));
            FirstStart.Check(await users.AddToRoleAsync(user, role));
            return user.Id;
        }
    }

    private static string NameOf(string role) => role switch
    {
        Roles.Officer => "项目主管", Roles.Approver => "审核人", Roles.Supervisor => "监督人员", Roles.Auditor => "审计人员", Roles.Finance => "财务人员", _ => "系统管理员",
    };

    private static async Task StoreAsync(AppDb db, Round round, CallRow call, Dictionary<string, Guid> people, DateTime now)
    {
        db.Calls.Add(call);
        db.IndicatorTrees.Add(new IndicatorTreeRow
        {
            CallId = call.Id, Number = 1, PublishedAt = now,
            Content = Encoding.UTF8.GetString(TreeJson.Write(round.Tree ?? throw new InvalidOperationException("The demo round has no indicator tree."))),
        });
        foreach (var application in round.Applications)
        {
            var row = new ApplicationRow { CallId = call.Id };
            StoredRound.Copy(application, row);
            row.IneligibleReason = application.Eligible ? null : application.Attributes.GetValueOrDefault("eligibility_note", "");
            db.Applications.Add(row);
        }
        foreach (var expert in round.Experts)
        {
            var row = new ExpertRow { CallId = call.Id, UserId = people[expert.Id] };
            StoredRound.Copy(expert, row);
            db.Experts.Add(row);
        }
        await StoredConflicts.FindAsync(db, call, now, default);
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, default);
        db.Conflicts.AddRange(round.Conflicts.Select(c => new ConflictRow
        {
            CallId = call.Id, ApplicationId = applications[c.Application], ExpertId = experts[c.Expert], Ground = c.Kind, Evidence = c.Note,
            Source = ConflictSource.Declared, Status = ConflictStatus.Declared, RaisedById = people[c.Expert], RaisedAt = now,
        }));
        await db.SaveChangesAsync();
    }

    private static async Task PlanAsync(AppDb db, CallRow call, IEnumerable<PlannedAssignment> pairs, PlanStatus status, string summary, Guid officer, DateTime now)
    {
        var plan = new AssignmentPlanRow { CallId = call.Id, Status = status, Objective = "fair", Seed = call.Code, Summary = summary, CreatedAt = now, CreatedById = officer };
        await StoredPlan.AddAsync(db, plan, pairs, default);
        if (status == PlanStatus.Deployed)
        {
            (plan.DeployedAt, plan.DeployedById) = (now, officer);
            db.ScoreSheets.AddRange([.. db.Assignments.Local.Where(a => a.PlanId == plan.Id).Select(a => new ScoreSheetRow(call.Id, a.ApplicationId, a.ExpertId))]);
        }
        await db.SaveChangesAsync();
    }
}
