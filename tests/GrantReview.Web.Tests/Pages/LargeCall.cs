using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// An invented call of any size, made of the demo round's applications and experts under other numbers: what an import and experts would do
/// goes through the lives, everything else is posted by the people who do it and computed by the jobs of the site.
/// </summary>
public sealed partial class LargeCall(int applications, int experts, IServiceProvider services, Func<HttpClient> client)
{
    public const string Code = "LARGE";
    public const int ExpertsEach = 5;
    private const string Url = "/calls/" + Code;

    private readonly Dictionary<string, HttpClient> people = new(StringComparer.Ordinal);

    /// <summary>Route of a page about one thing → the address of one that the call has.</summary>
    public Dictionary<string, string> Places { get; } = new(StringComparer.Ordinal)
    {
        ["calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}"] = $"{Url}/settings/rules",
        ["calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}"] = $"{Url}/settings/rules/0",
        ["calls/{code}/applications/{id}"] = $"{Url}/applications/A0001",
        ["calls/{code}/progress/applications/{id}"] = $"{Url}/progress/applications/A0001",
        ["calls/{code}/ranking/{id}"] = $"{Url}/ranking/A0001",
    };

    /// <summary>
    /// As the meeting finds it: two plans, one of them by lot, every sheet scored and opened, evaluated, approved, with a draft of the
    /// decision.
    /// </summary>
    public async Task MakeAsync()
    {
        await ImportAsync();
        await GroupAsync();
        await DrawAsync();
        await DeployAsync();
        await ScoreAsync();
        await PostAsync("officer", "progress", "progress/close");
        await PostAsync("officer", "progress", "progress/ask");
        var asked = await InDbAsync(db => db.Calls.Where(c => c.Code == Code).Select(c => c.State.OpeningRequest!.Id).SingleAsync());
        await PostAsync("supervisor", "progress", "progress/open", ("request", $"{asked}"));
        Places["calls/{code}/runs/{id:guid}"] = await RunAsync("runs", "runs");
        await PostAsync("officer", "allocation", "allocation/propose", ("note", "as computed"));
        var proposal =
            await InDbAsync(db => db.Proposals.Where(p => p.State.Status == ProposalStatus.Proposed).Select(p => p.Id).SingleAsync());
        await PostToAsync("approver", $"/approvals/{proposal}", $"/approvals/{proposal}", ("approve", "true"));
        await InDbAsync(ApproveEarlierAsync);
        await PostAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会 2024-12"), ("HeldOn", "2024-06-03"),
            ("MinutesNumber", "〔2024〕12 号"), ("Attendees", "张三\n李四"), ("Recused", ""));
    }

    /// <summary>Puts approvals before the meetings of 2024, whose notices are over whatever the clock says.</summary>
    public static async Task<int> ApproveEarlierAsync(AppDb db)
    {
        foreach (var proposal in await db.Proposals.Where(p => p.State.DecidedAt != null).ToListAsync())
        {
            var state = db.Entry(proposal).ComplexProperty(p => p.State);
            state.CurrentValue = state.CurrentValue with { DecidedAt = new DateTime(2024, 6, 1, 4, 0, 0, DateTimeKind.Utc) };
        }
        return await db.SaveChangesAsync();
    }

    /// <summary>The decision, a public notice that is over, and the final awards.</summary>
    public async Task AwardAsync()
    {
        await PostAsync("approver", "deliberation", "deliberation/freeze", ("edition", await EditionAsync("deliberation")));
        await PostAsync("officer", "notice", "notice/open", ("publishedOn", "2024-06-04"), ("days", "5"), ("masksNames", "true"));
        await PostAsync("approver", "notice", "notice/freeze", ("edition", await EditionAsync("notice")));
    }

    public async Task<HttpClient> PersonAsync(string name)
    {
        if (!people.TryGetValue(name, out var person))
        {
            people[name] = person = client();
            await PostToAsync(name, "/sign-in", "/sign-in/demo", ("userName", DemoRound.UserPrefix + name));
        }
        return person;
    }

    private async Task ImportAsync()
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var demo = await db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode);
        var treeRow = await StoredRound.TreeRowAsync(db, demo.Id, default) ?? throw new InvalidOperationException("The demo has a tree.");
        var now = DateTime.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        By officer = new(await IdAsync(db, "officer"), Capacity.Officer, now, Guid.CreateVersion7());
        var call = new CallRow { Code = Code, CreatedAt = now };
        db.Calls.Add(call);
        Do(call.Do(new CallLife.Create(Code, null), officer, CallEvidence.Free));
        StoredRound.Keep(
            call, SettingsLike(StoredRound.CallOf(demo)) with { Name = new LocalText("A large call", "大型申报通知") }, officer);
        var tree = new IndicatorTreeRow { CallId = call.Id, Number = 1 };
        Do(tree.Edit(treeRow.Content, officer, CallState.Drafted));
        Do(tree.Publish(officer, CallState.Drafted));
        db.IndicatorTrees.Add(tree);
        foreach (
            var (person, capacity) in new[] { ("officer", Capacity.Officer), ("approver", Capacity.Approver),
            ("supervisor", Capacity.Supervisor) })
        {
            await GrantAsync(db, await IdAsync(db, person), call.Id, capacity, now);
        }
        while (call.State.Stage < CallStage.FormalReview)
        {
            Do(call.Do(new CallLife.Advance(call.State.Stage + 1), officer, CallEvidence.Free));
        }
        db.AddRange(await ApplicationsLikeAsync(db, demo.Id, call, officer));
        db.AddRange(await ExpertsLikeAsync(db, demo.Id, call, officer));
        await db.SaveChangesAsync();
        foreach (var rule in (await StoredStandings.LoadAsync(db, call, default)).Findings.Where(f => f.IsOpen).Select(f => f.Rule.Id)
            .Distinct())
        {
            var verdict = new VerdictRow(call.Id, Verdict.Everyone.Value, rule.Value);
            Do(verdict.Do(
                new VerdictLife.Give(Verdict.Everyone, rule, VerdictKind.Met, null, FreeText.Given("looked at")),
                officer with { ActId = Guid.CreateVersion7() },
                new VerdictEvidence(call.State.Stage, IsAsked: true, Fails: false, new FreeText("某项目主管"))));
            db.Verdicts.Add(verdict);
        }
        Do(call.Do(new CallLife.Advance(CallStage.Assigning), officer, CallEvidence.Free));
        Do(await StoredConflicts.FindAsync(db, call, officer, default));
        await db.SaveChangesAsync();
        await DeclareAsync(db, call, now);
    }

    /// <summary>The demo's rules with places and money for as many times the awards.</summary>
    private Call SettingsLike(Call demo)
    {
        var times = Math.Max(1, applications / 36);
        return demo with
        {
            Code = Code,
            Allocation = demo.Allocation with { Quotas =
                [.. demo.Allocation.Quotas.Select(q => q with { Max = q.Max * times, Min = q.Min * times })] },
        };
    }

    private async Task<List<ApplicationRow>> ApplicationsLikeAsync(AppDb db, Guid demo, CallRow call, By by)
    {
        var like = await StoredRound.ApplicationsAsync(db, demo, default);
        return [.. Enumerable.Range(0, applications).Select(i =>
        {
            var one = like[i % like.Count];
            var (id, unit) = (string.Create(CultureInfo.InvariantCulture, $"A{i + 1:0000}"), $"虚构单位{i % 300}");
            var attributes = new Dictionary<string, string>(one.Attributes, StringComparer.Ordinal) { ["id"] = id, ["unit"] = unit };
            var row = new ApplicationRow { CallId = call.Id, Code = id };
            Do(row.Import(one with { Id = new(id), Unit = unit, UnitCode = "", Attributes = attributes }, by, call.State.Stage));
            return row;
        })];
    }

    private async Task<List<ExpertRow>> ExpertsLikeAsync(AppDb db, Guid demo, CallRow call, By by)
    {
        var like = (await db.Experts.AsNoTracking().Where(e => e.CallId == demo).ToListAsync()).ConvertAll(StoredRound.Expert);
        return [.. Enumerable.Range(0, experts).Select(i =>
        {
            var row = new ExpertRow { CallId = call.Id };
            Do(row.Import(
                like[i % like.Count] with
                {
                    Id = new(string.Create(CultureInfo.InvariantCulture, $"X{i + 1:000}")), Name = $"虚构专家{i + 1}", Unit = $"虚构大学{i}",
                    UnitCode = "", FormerUnits = [],
                    MaxLoad = (applications * (ExpertsEach + 1) / experts) + 3, MinLoad = null, Alias = null,
                    Contacts = new Core.Applications.Person("", Email: $"x{i + 1}@example.com"),
                },
                by, call.State.Stage));
            return row;
        })];
    }

    /// <summary>Every second application has a conflict that an expert declared, every fourth a question of identity.</summary>
    private static async Task DeclareAsync(AppDb db, CallRow call, DateTime now)
    {
        var about = await db.Applications.Where(a => a.CallId == call.Id).OrderBy(a => a.Code).Select(a => a.Id).ToListAsync();
        var by = await db.Experts.Where(e => e.CallId == call.Id).OrderBy(e => e.Code).Select(e => e.Id).ToListAsync();
        foreach (var (i, application) in about.Index().Where(a => a.Index % 2 == 0))
        {
            By expert = new(Guid.CreateVersion7(), Capacity.Expert, now, Guid.CreateVersion7());
            var conflict = new ConflictRow(call.Id, application, by[i % by.Count], "collaboration");
            Do(conflict.Do(new ConflictLife.Declare(FreeText.Of("we publish together")), expert, call.State));
            db.Conflicts.Add(conflict);
            if (i % 4 == 0)
            {
                var question = new IdentityQuestionRow(call.Id, application, by[(i + 1) % by.Count], "王虚构", IdentityQuestion.Self);
                Do(question.Do(new IdentityLife.Ask(), expert.ByTheRules(), call.State));
                db.IdentityQuestions.Add(question);
            }
        }
        await db.SaveChangesAsync();
    }

    private async Task GroupAsync() =>
        Places["calls/{code}/assignments/groups/runs/{id:guid}"] = await RunAsync(
            "assignments/groups", "assignments/groups/runs", ("min", "4"), ("max", "8"));

    private async Task DrawAsync()
    {
        const string Draw = "assignments/draws/1";
        await PostAsync("officer", "assignments/draws", "assignments/draws", ("substitutes", "1"));
        foreach (var (person, role) in new[] { ("officer", "officer"), ("supervisor", "supervisor"), ("approver", "third") })
        {
            await PostAsync(person, Draw, $"{Draw}/shares", ("role", role), ("secret", ""));
        }
        await RunAsync(Draw, $"{Draw}/hold", ("witness", "张见证"));
        Places["calls/{code}/assignments/draws/{number:int}"] = $"{Url}/{Draw}";
        Places["calls/{code}/assignments/{number:int}"] = $"{Url}/assignments/1";
    }

    private async Task DeployAsync()
    {
        Places["calls/{code}/assignments/runs/{id:guid}"] = await RunAsync("assignments", "assignments", ("objective", "total"));
        // The experts were drawn, so only the plan of the draw is deployed.
        await PostAsync("officer", "assignments/1", "assignments/1/deploy");
        Places["calls/{code}/assignments/{number:int}/mails"] = $"{Url}/assignments/2/mails";
        Places["calls/{code}/assignments/compare"] = $"{Url}/assignments/compare?a=1&b=2";
    }

    /// <summary>What experts would do in some weeks.</summary>
    private async Task ScoreAsync()
    {
        var random = new Random(1);
        var (call, tree) = await InDbAsync(async db =>
        {
            var row = await db.Calls.AsNoTracking().SingleAsync(c => c.Code == Code);
            return (row, (await StoredRound.TreesAsync(db, row.Id, StoredRound.CallOf(row), default)).Own!);
        });
        var people = await InDbAsync(db => db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToDictionaryAsync(e => e.Id));
        var sheets =
            await InDbAsync(db => db.ScoreSheets.Where(s => s.CallId == call.Id).OrderBy(s => s.Id).Select(s => s.Id).ToListAsync());
        var scoring = StoredRound.CallOf(call).Scoring;
        foreach (var ids in sheets.Chunk(250))
        {
            await InDbAsync(async db =>
            {
                foreach (var sheet in await db.ScoreSheets.Include(s => s.Leaves).Where(s => ids.Contains(s.Id)).ToListAsync())
                {
                    var expert = people[sheet.ExpertId];
                    By by = new(Guid.CreateVersion7(), Capacity.Expert, DateTime.UtcNow.AddTicks(-(DateTime.UtcNow.Ticks % 10)),
                        Guid.CreateVersion7());
                    foreach (var leaf in tree.LeavesFor(expert.Kind, scoring))
                    {
                        Do(sheet.Do(
                            new LeafLife.Score(leaf, TypedFor(leaf, random, expert.Code[^1] % 4), new Edit(0, Guid.CreateVersion7())), by,
                            SheetEvidence.Scoring));
                    }
                    Do(sheet.Do(new SheetLife.Submit(), by, SheetEvidence.Scoring));
                }
                return await db.SaveChangesAsync();
            });
        }
    }

    private static string TypedFor(IndicatorNode leaf, Random random, int harshness) => leaf.Indicator.Kind switch
    {
        IndicatorKind.Levels => leaf.Indicator.Levels[random.Next(leaf.Indicator.Levels.Count)].Name.Zh,
        IndicatorKind.YesNo or IndicatorKind.Veto => "yes",
        _ => (leaf.Min + ((leaf.Max - leaf.Min) * new Rational(random.Next(8, 20) - harshness, 20))).ToExactText(),
    };

    private static Task<Guid> IdAsync(AppDb db, string person) =>
        db.Users.Where(u => u.UserName == DemoRound.UserPrefix + person).Select(u => u.Id).SingleAsync();

    private static async Task GrantAsync(AppDb db, Guid person, Guid call, Capacity capacity, DateTime now)
    {
        By Administrator() => new(Guid.CreateVersion7(), Capacity.SecurityAdministrator, now, Guid.CreateVersion7());
        var grant = new GrantRow(person, call, capacity);
        var seen = await Capacities.SeenAsync(db, grant, default);
        Do(grant.Do(new GrantLife.Ask(), Administrator(), seen));
        Do(grant.Do(new GrantLife.Confirm(grant.State.Request?.Id ?? Guid.Empty), Administrator(), seen));
        db.Grants.Add(grant);
    }

    private static void Do(Answer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The large call cannot be told: {refusal}.");
        }
    }

    private async Task<T> InDbAsync<T>(Func<AppDb, Task<T>> ask)
    {
        await using var scope = services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Posts as an officer what starts a run, and waits until it is done.</summary>
    private async Task<string> RunAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var run = await PostAsync("officer", page, url, fields);
        for (; ; await Task.Delay(50))
        {
            var status = JsonNode.Parse(await ReadAsync("officer", $"{Url}/runs/{run.Split('/')[^1]}/status"));
            if (status?["isOver"]?.GetValue<bool>() == true)
            {
                return $"{status["status"]}" == "Done" ? run : throw new InvalidOperationException($"{run}: {status}");
            }
        }
    }

    private async Task<string> EditionAsync(string page) => Edition().Match(await ReadAsync("approver", $"{Url}/{page}")).Groups[1].Value;

    private async Task<string> ReadAsync(string person, string url) =>
        await (await PersonAsync(person)).GetStringAsync(new Uri(url, UriKind.Relative));

    private Task<string> PostAsync(string person, string page, string url, params (string Name, string Value)[] fields) =>
        PostToAsync(person, $"{Url}/{page}", $"{Url}/{url}", fields);

    /// <summary>Posts a form with the token of a page, where it must lead on to another without a refusal.</summary>
    private async Task<string> PostToAsync(string person, string page, string url, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await ReadAsync(person, page)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]);
        using var answer = await (await PersonAsync(person)).PostAsync(new Uri(url, UriKind.Relative), form);
        var next = answer.StatusCode == HttpStatusCode.Redirect ? $"{answer.Headers.Location}" : throw new InvalidOperationException(
            $"{url} answers {answer.StatusCode}: {Refusal().Match(await answer.Content.ReadAsStringAsync()).Value}");
        if (!next.Contains("/runs/", StringComparison.Ordinal)
            && Refusal().Match(await ReadAsync(person, next)) is { Success: true } refused)
        {
            throw new InvalidOperationException($"{url}: {WebUtility.HtmlDecode(refused.Value)}");
        }
        return next;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"edition\" value=\"([0-9]+)\"")]
    private static partial Regex Edition();

    [GeneratedRegex("note bad[^<]*<?[^<]*")]
    private static partial Regex Refusal();
}
