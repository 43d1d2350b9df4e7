using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// The demo calls with one of everything that an address can name: the scored one is awarded, the other waits for its plan.
/// </summary>
public sealed partial class FurnishedSite : IAsyncLifetime
{
    public WebSite Site { get; } = new(DatabaseProvider.Sqlite, ("Limits:Requests", "100000"));

    /// <summary>An address up to its parameter → a thing that is there, and its call.</summary>
    public Dictionary<string, (string Call, string Thing)> Things { get; } = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        var round = new AwardRound(Site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/scenarios", ("name", "stricter"), ("minScore", "85"),
            ("seen", "true"));
        await round.ApproveAsync();
        await round.DeliberateAsync();
        await round.OpenNoticeAsync();
        var award = await Site.InDbAsync(db => db.Awards.Join(db.Applications, w => w.ApplicationId, a => a.Id, (w, a) => a.Code)
            .FirstAsync());
        await round.ShouldReachAsync("officer", "notice", "notice/withdraw", ("application", award), ("reason", "x"));
        await round.ShouldReachAsync("supervisor", "objections", "objections", ("name", "某人"), ("content", "x"),
            ("receivedOn", "2024-06-05"));
        await round.ShouldReachAsync("supervisor", "objections", "objections/1/decide", ("upheld", "false"), ("outcome", "x"));
        await round.FreezeAsync();
        var officer = await Site.VisitAsync("officer");
        var groups = $"/calls/{DemoRound.Code}/assignments/groups";
        await officer.RunAsync(groups, groups + "/runs", ("min", "3"), ("max", "6"));
        var assignments = $"/calls/{DemoRound.Code}/assignments";
        await officer.RunAsync(assignments, assignments, ("objective", "total"), ("seed", "second"));
        await new AwardRound(Site, DemoRound.Code)
            .ShouldReachAsync("officer", "assignments/draws", "assignments/draws", ("substitutes", "0"));
        await round.ShouldReachAsync("officer", "indicators", "indicators/clone");
        await Site.InDbAsync(async db =>
        {
            await FurnishAsync(db, await Site.Services.GetRequiredService<FileStore>().KeepAsync(new MemoryStream([1]), 1, default) ?? "");
            return await db.SaveChangesAsync();
        });
        await Site.InDbAsync(async db =>
        {
            await ListAsync(db);
            return 0;
        });
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    private void Name(string route, string call, object thing) => Things[route] = (call, $"{thing}");

    public string FieldsOf(Door door) => Things.Where(t => t.Key[0] == '$')
        .Aggregate(door.Fields, (fields, thing) => fields.Replace(thing.Key, thing.Value.Thing, StringComparison.Ordinal));

    public string CallOf(Door door) => Things.Where(t => Follows(door.Route, t.Key)).OrderByDescending(t => t.Key.Length)
        .Select(t => t.Value.Call).FirstOrDefault(DemoRound.ScoredCode);

    /// <summary>The address of what is there.</summary>
    public string UrlOf(Door door)
    {
        var url = door.Route;
        foreach (var (route, (_, thing)) in Things.Where(t => t.Value.Thing.Length > 0 && Follows(door.Route, t.Key))
            .OrderByDescending(t => t.Key.Length))
        {
            var named = Parameter().Matches(route)[^1];
            url = url.Replace(route, route[..named.Index] + thing + route[(named.Index + named.Length)..], StringComparison.Ordinal);
        }
        return Fill(url, CallOf(door), "nothing") + (door.Method == "GET" && door.Fields.Length > 0 ? $"?{door.Fields}" : "");
    }

    public static string Fill(string route, string call, string other) => Parameter().Replace(route, found => found.Value switch
    {
        "{code}" => call,
        "{number:int}" => "99",
        _ when found.Value.StartsWith("{language", StringComparison.Ordinal) => "zh-CN",
        _ => other,
    });

    private static bool Follows(string route, string prefix) =>
        route.StartsWith(prefix, StringComparison.Ordinal) && (route.Length == prefix.Length || route[prefix.Length] is '/' or '.');

    [GeneratedRegex("""\{\w+[^{}]*(?:\{[^{}]*\}[^{}]*)*\}""")]
    public static partial Regex Parameter();

    /// <summary>What no page of the demo calls makes.</summary>
    /// <param name="file">Digest of a file that is in the store.</param>
    private static async Task FurnishAsync(AppDb db, string file)
    {
        var (first, scored) = (await CallAsync(db, DemoRound.Code), await CallAsync(db, DemoRound.ScoredCode));
        var (application, other) = (await ApplicationAsync(first), await ApplicationAsync(scored));
        var officer = await db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync();
        By by = new(officer, Capacity.Officer, DateTime.UtcNow, Guid.CreateVersion7());
        var (waits, carried) = (new LibraryRow(scored.Id, other), new LibraryRow(first.Id, application));
        db.Library.AddRange(waits, carried);
        waits.Do(new LibraryLife.Enter(2024, FreeText.Of("x")), by, new LibraryEvidence(true, false));
        carried.Do(new LibraryLife.Enter(2024, FreeText.Of("x")), by, new LibraryEvidence(true, false));
        carried.Do(new LibraryLife.Carry(other), by, new LibraryEvidence(true, false));
        var late = new RunRow { CallId = first.Id, Kind = RunKind.TopUp };
        late.Do(new RunLife.Ask(RunKind.TopUp, "x"), by, RunEvidence.None with { Stage = CallStage.Scoring });
        db.Runs.Add(late);
        db.RunFiles.Add(StoredRun.File(late.Id, "options.json", new { plan = 1 }));
        StoredRun.Request(db, first, RunKind.Draw, "x", new { draw = 1 }, by);
        var draw = await db.Draws.SingleAsync();
        db.Draws.Add(new DrawRow(scored.Id, DrawKind.Lots, 1, draw.Pool, draw.PoolHash));
        var (import, header) = (new ImportRow(scored.Id, ImportedList.Applications), new HeaderRow(ImportedList.Applications, "x"));
        db.AddRange(import, header);
        Assert.Null(import.Bring<ApplicationValues>(new ImportLife.Bring(new FreeText("x.csv"), "x", 1, 0), [], by,
            new ImportEvidence(ImportedList.Applications, CallStage.Draft, false, 0, [])).Refusal);
        Assert.Null(header.Do(new HeaderLife.Remember("x", "title", null), by).Refusal);
        var objection = new ObjectionRow(scored.Id, "某人", "", "x");
        db.Objections.Add(objection);
        var supervisor = by with { Capacity = Capacity.Supervisor };
        Assert.Null(objection.Do(new ObjectionLife.Record(2, null, new DateOnly(2024, 6, 5)), supervisor, CallStage.PublicNotice).Refusal);
        foreach (var any in await db.Applications.Where(a => a.CallId == scored.Id).Select(a => a.Id).ToListAsync())
        {
            var attachment = new AttachmentRow(scored.Id, any, "x.pdf");
            db.Attachments.Add(attachment);
            attachment.Do(new AttachmentLife.Attach(new FreeText("x.pdf"), new AttachmentContent(file, AttachmentType.Pdf, 1, 1)), by,
                CallStage.Scoring);
        }
        var sheets = await db.ScoreSheets.Where(s => s.CallId == scored.Id).OrderBy(s => s.Id).Take(3).ToListAsync();
        var approach = new ApproachRow(scored.Id, sheets[0].Id);
        db.Approaches.Add(approach);
        Assert.Null(approach.Do(new ApproachLife.Report(FreeText.Given("x")), by with { Capacity = Capacity.Expert }).Refusal);
        foreach (var (sheet, status) in sheets.Zip([SheetStatus.Held, SheetStatus.Open, SheetStatus.Suspended]))
        {
            var state = db.Entry(sheet).ComplexProperty(s => s.State);
            state.CurrentValue = state.CurrentValue with { Status = status };
        }

        Task<Guid> ApplicationAsync(CallRow call) => db.Applications.Where(a => a.CallId == call.Id).OrderBy(a => a.Code).Select(a => a.Id)
            .FirstAsync();
    }

    private async Task ListAsync(AppDb db)
    {
        var (first, scored) = (await CallAsync(db, DemoRound.Code), await CallAsync(db, DemoRound.ScoredCode));
        var final = await db.Decisions.SingleAsync(d => d.Stage == AwardStage.Final);
        var expert = await db.Experts.FirstAsync(e => e.CallId == scored.Id && e.Code == "E01");
        var sheet = await db.ScoreSheets.OrderByDescending(s => s.Id)
            .FirstAsync(s => s.ExpertId == expert.Id && s.State.Status == SheetStatus.Submitted);
        var auditor = await db.Grants.FirstAsync(g => g.CallId == scored.Id && g.Capacity == Capacity.Auditor);
        Add("/templates/{name}", scored, scored.Template ?? "");
        Add("/calls/{code}/settings/{step:regex(^(categories|places|rules|fields|scoring|dates)$)}", scored, "rules");
        Add("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}", scored, "rules");
        Add("/calls/{code}/settings/{list:regex(^(categories|rules|fields)$)}/{item:int}", scored, 0);
        Add("/calls/{code}/indicators/indicators.{format:regex(^(csv|xlsx)$)}", scored, "csv");
        Add("/calls/{code}/applications/{id}", scored, "P01");
        Add("/calls/{code}/imports/{id:guid}", scored, (await db.Imports.SingleAsync(i => i.CallId == scored.Id)).Id);
        Add("/calls/{code}/imports/headers/{id:guid}", scored, (await db.Headers.FirstAsync()).Id);
        Add("/calls/{code}/experts/{id}", scored, "E01");
        Add("/calls/{code}/members/{id:guid}", scored, auditor.Id);
        Add("/calls/{code}/members/{person:guid}", scored, auditor.UserId);
        Add("/calls/{code}/conflicts/{id:guid}", first, (await db.Conflicts.FirstAsync(c => c.CallId == first.Id)).Id);
        Add("/calls/{code}/conflicts/questions/{id:guid}", first, (await db.IdentityQuestions.FirstAsync(q => q.CallId == first.Id)).Id);
        Add("/calls/{code}/conflicts/sheets/{id:guid}", scored, (await SheetAsync(SheetStatus.Held)).Id);
        Add("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}", first, "units");
        Add("/calls/{code}/assignments", first, "");
        Add("/calls/{code}/assignments/{number:int}", first, 1);
        Add("/calls/{code}/assignments/{number:int}/withdraw", scored, 1);
        Add("/calls/{code}/assignments/{number:int}/late", scored, 1);
        Add("/calls/{code}/assignments/runs/{id:guid}", first, (await RunAsync(RunKind.Assignment)).Id);
        Add("/calls/{code}/assignments/groups/runs/{id:guid}", first, (await RunAsync(RunKind.Grouping)).Id);
        Add("/calls/{code}/assignments/late/runs/{id:guid}", first, (await RunAsync(RunKind.TopUp)).Id);
        Add("/calls/{code}/assignments/draws/{number:int}", first, 1);
        Add("/calls/{code}/assignments/draws/{number:int}/runs/{id:guid}", first, (await RunAsync(RunKind.Draw)).Id);
        Add("/sheets/{id:guid}", scored, sheet.Id);
        Add("/sheets/{id:guid}/history/{fact:long}", scored,
            (await db.Facts.SingleAsync(f => f.SubjectId == sheet.Id && f.Kind == "Answers.Commented")).Id);
        var attachment = await db.Attachments.SingleAsync(a => a.ApplicationId == sheet.ApplicationId);
        Add("/sheets/{id:guid}/attachments/{attachment:guid}", scored, attachment.Id);
        Add("/calls/{code}/attachments/{id:guid}", scored, attachment.Id);
        Add("/calls/{code}/approaches/{id:guid}", scored, (await db.Approaches.SingleAsync()).Id);
        Add("/calls/{code}/progress/{id:guid}", scored, sheet.Id);
        Add("/calls/{code}/progress/{id:guid}/decline", scored, (await SheetAsync(SheetStatus.Open)).Id);
        Add("/calls/{code}/progress/{id:guid}/substitute", scored, (await SheetAsync(SheetStatus.Suspended)).Id);
        Add("/calls/{code}/progress/ask", first, "");
        Add("/calls/{code}/progress/open", first, "");
        Add("/calls/{code}/progress/applications/{id}", scored, "P01");
        Add("/calls/{code}/progress/experts/{id:guid}", scored, expert.Id);
        Add("/calls/{code}/runs/{id:guid}", scored, (await RunAsync(RunKind.Evaluation)).Id);
        Add("/calls/{code}/runs/{id:guid}/files/{name}", scored, "package.zip");
        Add("/calls/{code}/ranking/{id}", scored, "P01");
        Add("/calls/{code}/lottery/{number:int}", scored, 1);
        Add("/calls/{code}/allocation/scenarios/{id:guid}", scored, (await db.Scenarios.SingleAsync()).Id);
        Add("/approvals/{id:guid}", scored, final.ProposalId);
        Add("/calls/{code}/deliberation/changes/{application}", scored, "P01");
        Add("/calls/{code}/notice/withdrawals/{id:guid}", scored, final.Notice.Withdrawals[0].Id);
        Add("/calls/{code}/objections/{number:int}", scored, 2);
        Add("/calls/{code}/packages/{id:guid}", scored, (await db.Packages.FirstAsync(p => p.Layer == PackageLayer.Internal)).Id);
        Add("/calls/{code}/papers/{name}", scored, "meeting-list");
        Add("/calls/{code}/library/{id:guid}/carry", first, (await db.Library.SingleAsync(l => l.CallId == scored.Id)).Id);
        Add("/calls/{code}/library/{id:guid}/undo", scored, (await db.Library.SingleAsync(l => l.CallId == first.Id)).Id);
        Add("/calls/{code}/certificates/{expert:guid}", scored, expert.Id);
        Add("/my-work/certificates/{id:guid}", scored, Guid.NewGuid());
        Add("/my-work/availability/{id:guid}", scored, Guid.NewGuid());
        Add("/finance/{id:guid}", scored, final.Id);
        Add("/finance/{id:guid}/payments/{number:int}/lines/{line:int}", scored, 1);
        Add("/finance/fees/{code}/{number:int}/lines/{line:int}", scored, 1);
        Add("/finance/fees/{code}/{number:int}/strays/{stray:int}", scored, 1);
        Add("/finance/fees/{code}/{number:int}/corrections/{line:int}", scored, 1);
        Add("/finance/{id:guid}/payments/{number:int}/corrections/{line:int}", scored, 1);
        Add("/finance/{id:guid}/payments/{number:int}/strays/{stray:int}", scored, 1);
        Add("/finance/{id:guid}/payees/{change:guid}", scored, Guid.NewGuid());
        Add("/finance/{id:guid}/refunds/{refund:guid}", scored, Guid.NewGuid());
        Add("/admin/users/{id:guid}", scored, auditor.UserId);
        Add("/account/passkeys/{id}", scored, "bm9uZQ");
        Add("/account/sessions/{id:guid}", scored, (await db.Sessions.FirstAsync()).Id);
        Add("/admin/users/grants/{id:guid}", scored, (await db.Grants.FirstAsync(g => g.CallId == null)).Id);

        void Add(string route, CallRow call, object thing) => Things[route] = (call.Code, $"{thing}");
        Add("$settings", scored, Uri.EscapeDataString(scored.Settings));
        Add("$scorer", scored, expert.Id);

        Task<ScoreSheetRow> SheetAsync(SheetStatus status) =>
            db.ScoreSheets.FirstAsync(s => s.CallId == scored.Id && s.State.Status == status);
        Task<RunRow> RunAsync(RunKind kind) => db.Runs.OrderBy(r => r.RequestedAt).FirstAsync(r => r.Kind == kind);
    }

    private static Task<CallRow> CallAsync(AppDb db, string code) => db.Calls.SingleAsync(c => c.Code == code);
}

/// <summary>
/// Every page and every act of the site, as <see cref="Doors"/> lists them: who comes in, what is not there, and in which stage an act is
/// refused.
/// </summary>
public sealed partial class EndpointTests(FurnishedSite furnished) : IClassFixture<FurnishedSite>
{
    /// <summary>What no table can try, each with its reason.</summary>
    private static readonly string[] Elsewhere =
    [
        "GET /sign-in", "POST /sign-in", "POST /sign-in/demo", "POST /sign-out", "POST /language", "POST /size",
            // for everybody; AccessTests signs in by each
        "GET /sign-in/code", "POST /sign-in/code", "GET /sign-in/forgotten", "POST /sign-in/forgotten",
        "GET /entry/{id:guid}/{secret}", "POST /entry/{id:guid}/{secret}", // for whoever has a link or lost a password: AccountsTests
        "POST /sign-in/passkey/challenge", "POST /sign-in/passkey", // for whoever has one: PasskeyTests
        "GET /parts", // in development alone: PicturesTests, ProductionTests
        "POST /sign-in/external", "GET /sign-in/external-done", // there where a provider is configured: ProviderTests
    ];

    /// <summary>English data of the demo: a keyword.</summary>
    private static readonly string[] OfTheDemo = ["evaluation of generated content"];

    /// <summary>What a person reads who comes too early or too late.</summary>
    private static readonly string[] StageSentences =
    [
        "where this cannot be done", "Stages follow one another", "Settings stay as they are once experts score",
            "The rule can be changed here between",
        "are imported before experts are assigned", "Experts are imported before scoring begins",
            "Conflicts are decided before the deliberation begins",
            "Plans are made and deployed in the stage",
        "A draft is changed while the call assigns", "Review groups change until a plan is deployed", "Somebody has scored already",
        "This is done while experts score", "Scoring is closed", "This sheet is submitted and locked", "Scores are sealed", "the seed of lots", "in the stage \"Deliberation\"",
            "needs an open public notice", "issued once the awards are final",
    ];

    private readonly WebSite site = furnished.Site;

    [Fact]
    public void Endpoints_AllStandInTheTable()
    {
        var endpoints = site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null)
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(m => $"{m} /{e.RoutePattern.RawText?.TrimStart('/')}"))
            .Select(e => e.TrimEnd('/') is var name && name.EndsWith(' ') ? name + "/" : name).ToList();

        Assert.Equal(endpoints.Distinct().Order(StringComparer.Ordinal), endpoints.Order(StringComparer.Ordinal));
        Assert.Equal(endpoints.Order(StringComparer.Ordinal),
            Doors.All.Select(d => $"{d}").Concat(Elsewhere).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// A capacity that does not include it: closed. No capacity in the call: there is no such call. Nobody: sign in first.
    /// </summary>
    [Fact]
    public async Task Endpoint_ForWhoMayNot_IsClosed()
    {
        List<string> faults = [];
        foreach (var person in Doors.People)
        {
            var visitor = await site.VisitAsync(person);
            var token = await visitor.TokenAsync("/");
            foreach (var door in Doors.All.Where(d => !d.May.Contains(person)))
            {
                var expected = door.Route.Contains("{code}", StringComparison.Ordinal) && !Doors.OfTheCalls.Contains(person)
                    ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
                if (await SendAsync(visitor, token, door, furnished.UrlOf(door)) is var answer && answer.StatusCode != expected)
                {
                    faults.Add($"{person}: {door} answers {answer.StatusCode}.");
                }
            }
        }
        var nobody = await site.VisitAsync();
        var signIn = await nobody.TokenAsync("/sign-in");
        foreach (var door in Doors.All)
        {
            if (await SendAsync(nobody, signIn, door, furnished.UrlOf(door)) is var answer && !SignsIn(answer))
            {
                faults.Add($"nobody: {door} answers {answer.StatusCode}.");
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task Page_ForWhoMay_Opens()
    {
        List<string> faults = [];
        foreach (var (person, doors) in ByPerson(d => d.Method == "GET", d => d.May))
        {
            var visitor = await site.VisitAsync(person);
            foreach (var door in doors)
            {
                var answer = await visitor.GetAsync(furnished.UrlOf(door));
                if (door.Later is null ? answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Redirect)
                    : answer.StatusCode != HttpStatusCode.NotFound)
                {
                    faults.Add($"{person}: {door} answers {answer.StatusCode}.");
                }
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>No column by its key on any page.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("zh-CN")]
    public async Task Page_InEitherLanguage_SaysNoKey(string culture)
    {
        var faults = await FindAsync(culture, "title, body", "script, style, code, .code, textarea", said => Key().Matches(said));

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>
    /// No sentence in English beside Chinese, but where the page says that it is English, or shows what was typed or recorded as it was.
    /// </summary>
    [Fact]
    public async Task Page_InChinese_SaysNothingInEnglish()
    {
        var faults = await FindAsync("zh-CN", "main", "script, style, code, .code, textarea, [lang=en], .text-as-typed, .fact-line",
            said => English().Matches(OfTheDemo.Aggregate(said, (left, word) => left.Replace(word, "", StringComparison.Ordinal))));

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Theory]
    [InlineData("方案 Nothing is due. 已通过", "Nothing is due")]
    [InlineData("SHA-256 of role", "")]
    [InlineData("GrantReview Excel", "")]
    public void SentenceInEnglish_IsFound(string said, string found) =>
        Assert.Equal(found, string.Join('|', English().Matches(said).Select(m => m.Value)));

    /// <summary>What is found in the texts of every page, with its address.</summary>
    /// <param name="apart">Elements that are not looked at.</param>
    private async Task<List<string>> FindAsync(string culture, string within, string apart, Func<string, IEnumerable<Match>> find)
    {
        List<string> faults = [];
        var read = 0;
        foreach (var (person, doors) in ByPerson(d => d is { Method: "GET", Later: null }, d => d.May[..1]))
        {
            var visitor = await site.VisitAsync(person, culture);
            foreach (var door in doors)
            {
                var answer = await visitor.GetAsync(furnished.UrlOf(door));
                if (answer.Content.Headers.ContentType?.MediaType != "text/html" || answer.StatusCode != HttpStatusCode.OK)
                {
                    continue;
                }
                read++;
                var page = await Html.OpenAsync(answer);
                foreach (var element in page.QuerySelectorAll(apart).ToList())
                {
                    element.Remove();
                }
                var said = string.Join('\n', page.QuerySelectorAll(within).SelectMany(TextsOf));
                faults.AddRange(find(said).Select(m => m.Value).Distinct().Select(found => $"{door}: {found}"));
            }
        }
        Assert.True(read > 40);
        return faults;

        static IEnumerable<string> TextsOf(IElement element) =>
            element.Descendants().OfType<IText>().Select(t => t.Text).Where(t => !string.IsNullOrWhiteSpace(t));
    }

    [Fact]
    public async Task Endpoint_OfWhatIsNotThere_IsNotFound()
    {
        List<string> faults = [];
        foreach (var (person, doors) in ByPerson(d => d.Route.Contains('{', StringComparison.Ordinal), d => d.May[..1]))
        {
            var visitor = await site.VisitAsync(person);
            var token = await visitor.TokenAsync("/");
            foreach (var door in doors)
            {
                foreach (var url in Nowhere(door))
                {
                    var answer = await SendAsync(visitor, token, door, url);
                    if (answer.StatusCode != HttpStatusCode.NotFound)
                    {
                        faults.Add($"{person}: {door.Method} {url} answers {answer.StatusCode}.");
                    }
                }
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>The call stands where the act has no place: a sentence says so, and nothing is in the record.</summary>
    [Fact]
    public async Task Act_InTheWrongStage_IsRefusedWithASentence_AndChangesNothing()
    {
        List<string> faults = [];
        foreach (var (person, doors) in ByPerson(d => d.Closed is not null, d => d.May[..1]))
        {
            var visitor = await site.VisitAsync(person);
            var token = await visitor.TokenAsync("/");
            var me = await site.InDbAsync(db => db.Users.Where(u => u.UserName == $"demo-{person}").Select(u => u.Id).SingleAsync());
            foreach (var door in doors)
            {
                await site.StandAsync(furnished.CallOf(door), call => call with { Stage = door.Closed ?? call.Stage });
                var before = await CountAsync();
                var answer = await SendAsync(visitor, token, door, furnished.UrlOf(door));
                var said = answer.StatusCode == HttpStatusCode.Redirect ? (await visitor.OpenAsync($"{answer.Headers.Location}")).Refused()
                    : door.Json is null ? (await Html.OpenAsync(answer)).Refused()
                        : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (before != await CountAsync() || !StageSentences.Any(s => said.Contains(s, StringComparison.Ordinal)))
                {
                    faults.Add($"{door} in {door.Closed} answers {answer.StatusCode}: {said}");
                }
            }

            // Of this person alone: what an earlier act set going may end meanwhile.
            Task<(int, int)> CountAsync() => site.InDbAsync(async db =>
                (await db.Facts.CountAsync(f => f.PersonId == me), await db.Runs.CountAsync(r => r.RequestedById == me)));
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Act_ThatNoStageRefuses_SaysWhy() =>
        Assert.All(Doors.All.Where(d => d is { Method: "POST", Closed: null }), d => Assert.NotEqual("", d.Why));

    [GeneratedRegex("[a-z]+_[a-z_]+")]
    private static partial Regex Key();

    [GeneratedRegex("[A-Za-z]{2,}(?: +[A-Za-z'’-]+){2,}")]
    private static partial Regex English();

    private static bool SignsIn(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Redirect && $"{answer.Headers.Location}".Contains("/sign-in", StringComparison.Ordinal);

    private static IEnumerable<(string Person, IEnumerable<Door> Doors)> ByPerson(Func<Door, bool> which, Func<Door, string[]> people) =>
        Doors.All.Where(which).SelectMany(d => people(d).Select(p => (Person: p, Door: d))).GroupBy(p => p.Person, p => p.Door)
            .Select(g => (g.Key, g.AsEnumerable()));

    private async Task<HttpResponseMessage> SendAsync(Visitor visitor, string token, Door door, string url)
    {
        if (door.Method == "GET")
        {
            return await visitor.GetAsync(url);
        }
        using HttpContent content = door switch
        {
            { Json: { } json } => new StringContent(json, Encoding.UTF8, "application/json"),
            { Upload: { } name } => new MultipartFormDataContent { { new ByteArrayContent("x\n"u8.ToArray()), "file", name } },
            _ => new StringContent(furnished.FieldsOf(door), Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        return await visitor.SendAsync(token, url, content);
    }

    /// <summary>The addresses of what is not there: no such call, and no such thing in a call that is.</summary>
    private IEnumerable<string> Nowhere(Door door)
    {
        if (door.Route.Contains("{code}", StringComparison.Ordinal))
        {
            yield return furnished.UrlOf(door).Replace($"/{furnished.CallOf(door)}", "/NONE", StringComparison.Ordinal);
        }
        if (FurnishedSite.Parameter().Matches(door.Route).Any(p => p.Value is not "{code}"
            && !p.Value.StartsWith("{language", StringComparison.Ordinal)))
        {
            yield return FurnishedSite.Fill(door.Route, furnished.CallOf(door), $"{Guid.Empty}");
        }
    }
}
