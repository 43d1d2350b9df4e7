using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>An expert declines one application; a substitute takes the seat and nobody else moves.</summary>
public class SeatsTests
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Grid = Call + "/progress/grid";
    private const string Seats = Call + "/progress/applications/P01";

    /// <summary>Two of three seats are taken: whoever takes the third sits beside both, and not in the place of one of them.</summary>
    [Fact]
    public void Substitutes_OfAFreeSeat_KeepTheCapPerUnitAndWhatIsOwedToAKind()
    {
        var call = A.Call(
            assignment: AssignmentSettings.Default with { ExpertsPerApplication = 3, PerUnit = 1,
            PerKind = new Dictionary<string, int> { ["finance"] = 1 } });
        Expert[] experts =
        [
            An.Expert("E1", "one"), An.Expert("E2", "two"), An.Expert("E3", "one", kind: "finance"),
            An.Expert("E4", "three", kind: "finance"), An.Expert("E5", "four", kind: "academic"),
        ];
        var matching = new Matching(A.Round(call, A.Tree(leaves: ("a", "100")), [An.Application("P")], experts, []), "s");

        var found = matching.Substitutes(new("P"), [new Assignment(new("P"), new("E1")), new Assignment(new("P"), new("E2"))], [], 5);

        Assert.Equal(["E4"], found.Select(r => r.Expert).Select(i => i.Value));
    }

    [Fact]
    public async Task Decline_ThenSubstitute_MovesNobodyElseAndIsOnRecord()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var before = await SheetsAsync(site);
        var left = before.Where(s => s.Application == "P01").MinBy(s => s.Expert, StringComparer.Ordinal)
            ?? throw new InvalidOperationException("P01 has no sheet.");

        await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/decline", ("noShow", "false"), ("reason", " "));
        Assert.Equal(before, await SheetsAsync(site));
        Assert.Equal(Seats,
            (await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/decline", ("noShow", "true"),
            ("reason", "ill for a month"))).Headers.Location?.ToString());
        var proposed = await ProposedAsync(site, await officer.OpenAsync(Seats));
        Assert.NotEmpty(proposed);
        var barred = await BarredAsync(site);
        var experts = await site.InDbAsync(db =>
            db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code)).ToDictionaryAsync(e => e.Id));
        Assert.All(proposed, e => Assert.DoesNotContain(experts[e].Code, barred));
        Assert.All(proposed, e => Assert.DoesNotContain(before, s => s.Application == "P01" && s.Expert == experts[e].Code));
        Assert.All(proposed, e => Assert.True(experts[e].MaxLoad is not { } most || before.Count(s => s.Expert == experts[e].Code) < most));

        var url = $"{Call}/progress/{left.Id}/substitute";
        Assert.Equal(Seats, (await officer.PostAsync(Seats, url, ("expert", $"{proposed[0]}"))).Headers.Location?.ToString());

        var after = await SheetsAsync(site);
        var added = Assert.Single(after.Except(before), s => s.Status == SheetStatus.Open);
        Assert.Equal(("P01", experts[proposed[0]].Code), (added.Application, added.Expert));
        Assert.Equal(SheetStatus.Suspended, after.Single(s => s.Id == left.Id).Status);
        Assert.Equal(before.Where(s => s.Id != left.Id), after.Where(s => s.Id != left.Id && s.Id != added.Id));
        var departure = Assert.IsType<SheetLife.Left>(Assert.Single(await site.FactsAsync(typeof(SheetLife.Left)))).Departure;
        Assert.Equal((Leaving.NoShow, "ill for a month"), (departure.Why, departure.Reason.Text));
        var replaced = Assert.IsType<PlanLife.Replaced>(Assert.Single(await site.FactsAsync(typeof(PlanLife.Replaced))));
        Assert.Equal((left.ExpertId, proposed[0], null), (replaced.Left, replaced.Pair.Expert, replaced.DrawPlace));
        var history = await officer.ReadAsync(Seats);
        Assert.Contains("ill for a month", history, StringComparison.Ordinal);
        Assert.Contains("an alternate took an application", history, StringComparison.Ordinal);
        Assert.DoesNotContain("/substitute", history, StringComparison.Ordinal);

        await officer.PostAsync(Seats, url, ("expert", $"{proposed[^1]}"));
        Assert.Equal(after, await SheetsAsync(site));
        Assert.DoesNotContain("The plan does not keep the rules", await officer.ReadAsync($"{Call}/assignments/1"),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound,
            (await (await site.VisitAsync(left.Expert.ToLowerInvariant())).GetAsync($"/sheets/{left.Id}")).StatusCode);
    }

    [Fact]
    public async Task Substitutes_WhenTheFirstIsAway_NameAnotherAndSayWhy()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var left = (await SheetsAsync(site)).Last(s => s.Application == "P01");
        await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/decline", ("noShow", "true"), ("reason", "ill for a month"));
        var first = (await ProposedAsync(site, await officer.OpenAsync(Seats)))[0];

        await site.InDbAsync(async db =>
        {
            var expert = await db.Experts.SingleAsync(e => e.Id == first);
            return await AvailabilityTests.StateAsync(db, expert.UserId.GetValueOrDefault(), 0, 0);
        });
        var page = await officer.OpenAsync(Seats);

        Assert.DoesNotContain(first, await ProposedAsync(site, page));
        Assert.Contains("not available before the deadline", page.Words(), StringComparison.Ordinal);
    }

    /// <summary>The officer goes back to assigning and deploys another plan: who keeps an application keeps the sheet as it is.</summary>
    [Fact]
    public async Task Redeployment_ReopensNoSubmittedSheet_AndTakesNothingThatStays()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        await SheetFormTests.FillAsync(expert, $"/sheets/{sheets[0].Id}", "submit");
        await SheetFormTests.FillAsync(expert, $"/sheets/{sheets[1].Id}", "save");
        var before = await StatesAsync();
        Assert.Equal(SheetStatus.Submitted, before[sheets[0].Id].Status);
        var officer = await site.VisitAsync("officer");

        await officer.PostAsync(Call, $"{Call}/stage", ("to", "Assigning"), ("reason", "another plan"));
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            Assert.Equal(CallStage.Assigning, call.State.Stage);
            var pairs = (await db.ScoreSheets.Where(s => s.CallId == call.Id).ToListAsync())
                .ConvertAll(s => new AssignedPair(s.ApplicationId, s.ExpertId, 0));
            var plan = new AssignmentPlanRow(Guid.CreateVersion7(), call.Id, 2);
            plan.Do(new PlanLife.Make(2, "seed", [.. pairs]), new By(null, Capacity.Program, DateTime.UtcNow, Guid.CreateVersion7()),
                await StoredPlan.SeenAsync(db, call, plan, default)).OrThrow();
            db.AssignmentPlans.Add(plan);
            db.Assignments.AddRange(pairs.Select(p => StoredPlan.RowOf(plan, p)));
            return await db.SaveChangesAsync();
        });
        await officer.PostAsync($"{Call}/assignments/2", $"{Call}/assignments/2/deploy");

        Assert.Equal(CallStage.Scoring,
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.State.Stage).SingleAsync()));
        Assert.Equal(before.OrderBy(s => s.Key), (await StatesAsync()).OrderBy(s => s.Key));
        Assert.Empty(await site.FactsAsync(typeof(SheetLife.Left), typeof(SheetLife.Seated)));
        Assert.Equal("complete", (await expert.OpenAsync($"/sheets/{sheets[1].Id}")).GetElementById("missing")?.TextContent);

        Task<Dictionary<Guid, SheetState>> StatesAsync() => site.InDbAsync(db => db.ScoreSheets.AsNoTracking()
            .Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)).ToDictionaryAsync(s => s.Id, s => s.State));
    }

    /// <summary>
    /// Whoever lost a sheet reads what they wrote, with how and when; nothing of the application, and nothing at all after a conflict.
    /// </summary>
    [Fact]
    public async Task LostSheet_IsReadByItsExpertAlone_AndNotAfterAConflict()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        await site.InDbAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.UserName == "demo-e12")).Email = "e12@example.org";
            return await db.SaveChangesAsync();
        });
        var (lost, conflicted) = ($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[1].Id}");
        await WriteAsync(lost, "written before");
        var open = await expert.OpenAsync(lost);
        var officer = await site.VisitAsync("officer");

        await officer.PostAsync(Seats, $"{Call}/progress/{sheets[0].Id}/decline", ("noShow", "true"),
            ("reason", "a reason for the record"));
        await expert.PostAsync(conflicted, conflicted + "/conflict", ("kind", "family"), ("note", "a cousin"));

        var page = await expert.OpenAsync(lost);
        Assert.Equal("written before", page.Field("OverallComment"));
        Assert.Contains("it was not scored in time", page.QuerySelector("#closed")?.TextContent, StringComparison.Ordinal);
        Assert.Contains(DateTime.UtcNow.AddHours(8).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            page.QuerySelector("#closed")?.TextContent, StringComparison.Ordinal);
        Assert.True(page.QuerySelector<IHtmlFieldSetElement>("#sheet > fieldset")?.IsDisabled);
        Assert.NotNull(open.QuerySelector("#facts dd"));
        Assert.Empty(page.QuerySelectorAll("#materials, button[name=act], form[action$='/conflict']"));
        Assert.DoesNotContain("a reason for the record", page.Words(), StringComparison.Ordinal);
        var work =
            (await expert.OpenAsync("/my-work")).QuerySelectorAll("main li").Single(l => l.QuerySelector($"a[href='{lost}']") is not null);
        Assert.Contains("it was not scored in time", work.TextContent, StringComparison.Ordinal);
        Assert.Contains("written before", await expert.ReadAsync(lost + "/history"), StringComparison.Ordinal);
        Assert.Contains("written before", await expert.ReadAsync(lost + "/print"), StringComparison.Ordinal);
        Assert.Contains("仍可登录评审通在“我的评审”中查看",
            await site.InDbAsync(db => db.Mails.Where(m => m.Kind == "decline").Select(m => m.Body).SingleAsync()),
            StringComparison.Ordinal);

        var late =
            await expert.PostAndOpenAsync(lost, lost, [.. open.Form(lost).Where(f => f.Name.StartsWith("seen.", StringComparison.Ordinal)),
            ("OverallComment", "typed in an old window"), ("act", "save")]);
        Assert.Equal("typed in an old window", late.Field("OverallComment"));
        Assert.Contains("You no longer review this application", late.Refused(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Locked, await WriteAsync(lost, "typed later", 1));
        Assert.Equal("written before", (await expert.OpenAsync(lost)).Field("OverallComment"));

        Assert.All(["", "/history", "/print", "/receipt"], part =>
            Assert.Equal(HttpStatusCode.NotFound, expert.GetAsync(conflicted + part).Result.StatusCode));
        // Its devices are told to forget it; to anybody else it does not exist.
        Assert.Equal(HttpStatusCode.Gone, (await expert.SendJsonAsync(lost, conflicted + "/fields",
            new { field = "OverallComment", value = "typed later", seen = 0, operation = Guid.NewGuid() })).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await expert.GetAsync(conflicted + "/now")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(conflicted + "/now")).StatusCode);
        Assert.DoesNotContain(conflicted, await expert.ReadAsync("/my-work"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(lost)).StatusCode);

        async Task<HttpStatusCode> WriteAsync(string url, string text, int seen = 0) => (await expert.SendJsonAsync(
            url, url + "/fields", new { field = "OverallComment", value = text, seen, operation = Guid.NewGuid() })).StatusCode;
    }

    /// <summary>From the sign of a late sheet one confirm: the expert leaves, the best substitute sits, and the officer is back.</summary>
    [Fact]
    public async Task LateSheet_OnTheGrid_IsReplacedByOneConfirm()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var before = await SheetsAsync(site);
        var late = before.First(s => s.Application == "P01");
        var sign = (await officer.OpenAsync(Grid)).QuerySelector($"a[href*='replace={late.Id}']")?.GetAttribute("href") ?? "";

        var page = await officer.OpenAsync(sign.Split('#')[0]);
        var form = page.QuerySelector("#replace form") ?? throw new InvalidOperationException("Nobody is proposed.");
        var best = form.QuerySelector("button[name=expert]")?.GetAttribute("value") ?? "";
        Assert.Equal((await ProposedAsync(site, page))[0], Guid.Parse(best));
        Assert.NotEqual(late.ExpertId, Guid.Parse(best));
        var answer = await officer.PostAsync(
            sign.Split('#')[0], form.GetAttribute("action") ?? "", ("expert", best), ("noShow", form.Field("noShow") ?? ""),
            ("reason", form.Field("reason") ?? ""), ("fromGrid", form.Field("fromGrid") ?? ""));

        Assert.Equal(Grid, answer.Headers.Location?.ToString());
        var after = await SheetsAsync(site);
        Assert.Equal(SheetStatus.Suspended, after.Single(s => s.Id == late.Id).Status);
        Assert.Equal(Guid.Parse(best), Assert.Single(after.ExceptBy(before.Select(b => b.Id), s => s.Id)).ExpertId);
        Assert.StartsWith("Not scored by ",
            Assert.IsType<SheetLife.Left>(Assert.Single(await site.FactsAsync(typeof(SheetLife.Left)))).Departure.Reason.Text,
            StringComparison.Ordinal);
        Assert.Null((await officer.OpenAsync(Grid)).QuerySelector("ul a[href*='replace=']"));
    }

    /// <summary>Both happen or neither: where the substitute cannot sit, or no reason is given, the expert keeps the sheet.</summary>
    [Fact]
    public async Task LateSheet_WhoseSubstituteIsRefused_StaysWithItsExpert()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var before = await SheetsAsync(site);
        List<Sheet> seated = [.. before.Where(s => s.Application == "P01")];
        var url = $"{Call}/progress/{seated[0].Id}/substitute";
        var best = (await ProposedAsync(site, await officer.OpenAsync($"{Seats}?replace={seated[0].Id}")))[0];

        Assert.Contains("is no substitute for P01",
            await officer.PostAndReadAsync(Seats, url, ("expert", $"{seated[1].ExpertId}"), ("noShow", "true"), ("reason", "late")),
            StringComparison.Ordinal);
        Assert.NotNull((await officer.PostAndOpenAsync(Seats, url, ("expert", $"{best}"), ("noShow", "true"), ("reason", " "))).Refused());

        Assert.Equal(before, await SheetsAsync(site));
        Assert.Empty(await site.FactsAsync(typeof(SheetLife.Left), typeof(PlanLife.Replaced)));
    }

    /// <summary>Who declined stands above the grid until somebody has taken the seat.</summary>
    [Fact]
    public async Task FreeSeat_StandsAboveTheGrid_WithItsReason()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var left = (await SheetsAsync(site)).First(s => s.Application == "P01");
        await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/decline", ("reason", "ill"));

        var link = (await officer.OpenAsync(Grid)).QuerySelector("ul a[href*='replace=']")?.GetAttribute("href");

        Assert.Equal($"{Seats}?replace={left.Id}#replace", link);
        var page = await officer.OpenAsync(Seats + $"?replace={left.Id}");
        Assert.Null(page.QuerySelector("#replace input[name=reason]"));
        var best = page.QuerySelector("#replace button[name=expert]")?.GetAttribute("value") ?? "";
        Assert.Equal(Grid, (await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/substitute", ("expert", best),
            ("fromGrid", "true"))).Headers.Location?.ToString());
        Assert.Null((await officer.OpenAsync(Grid)).QuerySelector("ul a[href*='replace=']"));
    }

    /// <summary>
    /// An expert who cannot judge an application says so before any sheet opens, with a reason, and the seat is free at once.
    /// </summary>
    [Fact]
    public async Task Declaration_ThatOneCannotBeJudged_FreesItsSeat()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var mine = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            orderby s.Id
            select new { s.Id, s.ApplicationId }).ToListAsync());
        var expert = await site.VisitAsync("e12");
        const string declare = $"/my-work/{DemoRound.Code}/declare";
        List<(string, string)> form =
        [
            ("Undertaking", "1"), ($"Declines[{mine[0].ApplicationId}]", "true"),
            .. mine.Skip(1).Select(s => ($"Competence[{s.ApplicationId}]", "high")),
        ];

        Assert.Contains("Say why you cannot judge it", await expert.PostAndReadAsync(declare, declare, [.. form]),
            StringComparison.Ordinal);
        await expert.PostAsync(declare, declare, [.. form, ($"Note[{mine[0].ApplicationId}]", "not my field")]);

        var work = await expert.OpenAsync("/my-work");
        Assert.Equal([.. mine.Skip(1).Select(s => s.Id)],
            mine.Where(s => work.QuerySelector($"a[href='/sheets/{s.Id}']") is not null).Select(s => s.Id));
        var left = Assert.IsType<SheetLife.Left>(Assert.Single(await site.FactsAsync(typeof(SheetLife.Left))));
        Assert.Equal((Leaving.Declined, "not my field"), (left.Departure.Why, left.Departure.Reason.Text));
        var link = (await officer.OpenAsync(Grid)).QuerySelector("ul a[href*='replace=']")?.GetAttribute("href") ?? "";
        Assert.EndsWith($"?replace={mine[0].Id}#replace", link, StringComparison.Ordinal);
    }

    /// <summary>
    /// What turns out on the sheet to be beyond the expert goes back as it does by the declaration, until it is submitted.
    /// </summary>
    [Fact]
    public async Task Decline_OfAnOpenSheetByItsExpert_FreesItsSeat_AndASubmittedOneStays()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var (sheet, submitted) = ($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[1].Id}");
        var open = await expert.OpenAsync(submitted);
        await site.InDbAsync(db => db.ScoreSheets.Where(s => s.Id == sheets[1].Id)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State.Status, SheetStatus.Submitted)));

        var unsaid = await expert.PostAndOpenAsync(sheet, sheet + "/decline", ("reason", " "));
        await expert.PostAsync(sheet, sheet + "/decline", ("reason", "not my field"));
        var late = await expert.PostAndOpenAsync(submitted, submitted + "/decline", ("reason", "too late"));

        Assert.Contains("Say why you cannot judge it", unsaid.Refused(), StringComparison.Ordinal);
        var left = Assert.IsType<SheetLife.Left>(Assert.Single(await site.FactsAsync(typeof(SheetLife.Left))));
        Assert.Equal((Leaving.Declined, "not my field"), (left.Departure.Why, left.Departure.Reason.Text));
        Assert.Contains("it was given back", (await expert.OpenAsync(sheet)).QuerySelector("#closed")?.TextContent,
            StringComparison.Ordinal);
        var officer = await site.VisitAsync("officer");
        Assert.EndsWith($"?replace={sheets[0].Id}#replace",
            (await officer.OpenAsync(Grid)).QuerySelector("ul a[href*='replace=']")?.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(open.QuerySelector("form[action$='/decline']"));
        Assert.Contains("submitted", late.Refused(), StringComparison.Ordinal);
        Assert.Null((await expert.OpenAsync(submitted)).QuerySelector("form[action$='/decline']"));
        Assert.Equal(HttpStatusCode.NotFound,
            (await expert.PostAsync("/my-work", sheet + "/decline", ("reason", "twice"))).StatusCode);
    }

    /// <summary>
    /// A conflict can be with anybody who takes part: the declaration names the team, and nothing that tells them from namesakes; without
    /// the undertaking it opens nothing.
    /// </summary>
    [Fact]
    public async Task Declaration_NamesTheTeam_AndOpensNothingBeforeTheUndertakingIsSigned()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await DeployedAsync(site);
        var mine = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            select new { s.Id, s.ApplicationId }).ToListAsync());
        await site.InDbAsync(async db =>
        {
            var row = await db.Applications.SingleAsync(a => a.Id == mine[0].ApplicationId);
            db.Entry(row).Property(a => a.Team).CurrentValue = "王小明/13800000001;李团员/li@example.org/110101199003070011";
            return await db.SaveChangesAsync();
        });
        var expert = await site.VisitAsync("e12");
        const string declare = $"/my-work/{DemoRound.Code}/declare";

        var page = await expert.OpenAsync(declare);
        var unsigned = await expert.PostAndOpenAsync(declare, declare, [.. mine.Select(s => ($"Competence[{s.ApplicationId}]", "high"))]);

        Assert.Contains(page.Rows(), r => r[1].Contains("Team 王小明, 李团员", StringComparison.Ordinal));
        Assert.DoesNotContain("1380000", page.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("110101", page.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", page.Words(), StringComparison.Ordinal);
        Assert.StartsWith("Read the undertaking and sign it below.", unsigned.Refused(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await expert.GetAsync($"/sheets/{mine[0].Id}")).StatusCode);

        // How well one knows the field is asked here alone: the sheet opens with the answer, which may be changed there.
        await expert.PostAsync(declare, declare, [.. mine.Select(s => ($"Competence[{s.ApplicationId}]", "medium")), ("Undertaking", "1")]);
        Assert.Equal("Fair", (await expert.OpenAsync($"/sheets/{mine[0].Id}")).Field("Familiarity"));
    }

    [Fact]
    public async Task Substitute_WhoIsNotProposed_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        var sheets = (await SheetsAsync(site)).Where(s => s.Application == "P01").ToList();
        await officer.PostAsync(Seats, $"{Call}/progress/{sheets[0].Id}/decline", ("reason", "no time"));
        var before = await SheetsAsync(site);

        foreach (var expert in new[] { sheets[0].ExpertId, sheets[1].ExpertId })
        {
            var answer = await officer.PostAndOpenAsync(Seats, $"{Call}/progress/{sheets[0].Id}/substitute", ("expert", $"{expert}"));
            Assert.Contains("is no substitute for P01", answer.Refused(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await SheetsAsync(site));
    }

    /// <summary>
    /// Of a drawn plan the substitutes come in the order of the draw, one who has come into conflict is passed over by name, and others
    /// follow by affinity.
    /// </summary>
    [Fact]
    public async Task Substitutes_OfADrawnPlan_ComeInTheOrderDrawn()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string draw = $"{Call}/assignments/draws/1";
        await officer.PostAsync($"{Call}/assignments/draws", $"{Call}/assignments/draws", ("substitutes", "8"));
        await officer.PostAsync(draw, draw + "/shares", ("role", "officer"));
        await (await site.VisitAsync("supervisor")).PostAsync(draw, draw + "/shares", ("role", "supervisor"));
        await (await site.VisitAsync("auditor")).PostAsync(draw, draw + "/shares", ("role", "third"));
        await officer.RunAsync(draw, draw + "/hold", ("witness", "陈某"));
        var byHand = await DrawnAsync(site, "P01");
        foreach (var (number, act, field) in new[] { (1, "deploy", "none"), (2, "pairs", "remove"), (2, "pairs", "expert") })
        {
            var plan = $"{Call}/assignments/{number}";
            var refused = await officer.PostAndReadAsync(
                plan, $"{plan}/{act}", ("application", "P01"), (field, byHand[field == "expert" ? 1 : 0]));
            Assert.Contains("before a witness", refused, StringComparison.Ordinal);
        }
        Assert.Equal(byHand[0], (await DrawnAsync(site, "P01"))[0]);
        await officer.PostAsync($"{Call}/assignments/2", $"{Call}/assignments/2/deploy");
        var row = await site.InDbAsync(db => db.Draws.SingleAsync());
        var drawn = StoredDraw.ExpertsOf(row);
        var conflicted = drawn.First(d => d.Application.Value == "P01" && d.IsSubstitute);
        await officer.PostAsync($"{Call}/conflicts", $"{Call}/conflicts", ("application", "P01"), ("expert", conflicted.Expert.Value),
            ("reason", "rented a flat from the unit"));
        var left = (await SheetsAsync(site)).First(s => s.Application == "P01");
        List<string> expected = [];
        for (var away = new HashSet<ExpertId> { conflicted.Expert }; ExpertDraw.NextFor(StoredDraw.PoolOf(row),
            new DrawResult(row.PoolHash, "", drawn, []), new("P01"), new(left.Expert), away) is { } next; away.Add(next))
        {
            expected.Add(next.Value);
        }
        Assert.NotEmpty(expected);

        await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/decline", ("reason", "ill"));
        var later = (await ProposedAsync(site, await officer.OpenAsync(Seats)))[1];
        Assert.Contains(
            "the first on the list takes the application",
            await officer.PostAndReadAsync(Seats, $"{Call}/progress/{left.Id}/substitute", ("expert", $"{later}")),
            StringComparison.Ordinal);
        var page = await officer.ReadAsync(Seats);

        var ids = await ProposedAsync(site, Html.Parse(page));
        var codes = (await site.InDbAsync(db => db.Experts.ToListAsync())).ToDictionary(e => e.Id, e => e.Code);
        Assert.Equal(expected.Take(5), ids.Select(i => codes[i]).Take(expected.Count));
        Assert.Contains($"place {drawn.First(d => d.Application.Value == "P01" && d.Expert.Value == expected[0]).Place} in the draw", page,
            StringComparison.Ordinal);
        Assert.Contains($"place {conflicted.Place} in the draw; in conflict with the application by now", page, StringComparison.Ordinal);
        await officer.PostAsync(Seats, $"{Call}/progress/{left.Id}/substitute", ("expert", $"{ids[0]}"));
        Assert.Equal(
            drawn.First(d => d.Application.Value == "P01" && d.Expert.Value == expected[0]).Place,
            Assert.IsType<PlanLife.Replaced>(Assert.Single(await site.FactsAsync(typeof(PlanLife.Replaced)))).DrawPlace);
    }

    /// <summary>An expert whom the draw gave the application, and one whom it did not.</summary>
    private static Task<string[]> DrawnAsync(WebSite site, string application) => site.InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
        var plan = await db.AssignmentPlans.SingleAsync(p => p.CallId == call.Id && p.Number == 2);
        var rows = db.Assignments.Where(
            a => a.PlanId == plan.Id && db.Applications.Any(p => p.Id == a.ApplicationId && p.Code == application));
        var experts = db.Experts.Where(e => e.CallId == call.Id).OrderBy(e => e.Code);
        return new[]
        {
            await experts.Where(e => rows.Any(r => r.ExpertId == e.Id)).Select(e => e.Code).FirstAsync(),
            await experts.Where(e => !rows.Any(r => r.ExpertId == e.Id)).Select(e => e.Code).FirstAsync(),
        };
    });

    [Fact]
    public async Task Seats_ForThoseWhoOnlyRead_CannotBeChanged()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await DeployedAsync(site);
        var sheet = (await SheetsAsync(site))[0];
        var auditor = await site.VisitAsync("auditor");

        Assert.DoesNotContain("/decline", await auditor.ReadAsync(Seats), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await auditor.PostAsync(Call, $"{Call}/progress/{sheet.Id}/decline", ("reason", "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await auditor.PostAsync(Call, $"{Call}/progress/{sheet.Id}/substitute", ("expert", $"{sheet.ExpertId}"))).StatusCode);
    }

    [Fact]
    public async Task Decline_WhenScoringIsClosedOrTheSheetIsSubmitted_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await DeployedAsync(site);
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/close", ("reason", "the day has come"));
        var sheet = (await SheetsAsync(site))[0];

        var refused = await officer.PostAndReadAsync(Seats, $"{Call}/progress/{sheet.Id}/decline", ("reason", "late"), ("noShow", "true"));
        Assert.Contains("This is done while experts score.", refused, StringComparison.Ordinal);
        await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => s.Id == sheet.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State.Status, SheetStatus.Submitted)));

        Assert.Contains("is submitted by now",
            await officer.PostAndReadAsync(Seats, $"{Call}/progress/{sheet.Id}/decline", ("reason", "late")), StringComparison.Ordinal);
        Assert.Equal(SheetStatus.Submitted, (await SheetsAsync(site)).Single(s => s.Id == sheet.Id).Status);
    }

    private sealed record Sheet(Guid Id, string Application, Guid ExpertId, string Expert, SheetStatus Status);

    private static async Task<Visitor> DeployedAsync(WebSite site)
    {
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        return officer;
    }

    private static Task<List<Sheet>> SheetsAsync(WebSite site) => site.InDbAsync(async db => (await (
        from s in db.ScoreSheets
        join a in db.Applications on s.ApplicationId equals a.Id
        join e in db.Experts on s.ExpertId equals e.Id
        join c in db.Calls on s.CallId equals c.Id
        where c.Code == DemoRound.Code
        orderby a.Code, e.Code
        select new { s.Id, Application = a.Code, ExpertId = e.Id, Expert = e.Code, s.State.Status }).ToListAsync())
            .ConvertAll(s => new Sheet(s.Id, s.Application, s.ExpertId, s.Expert, s.Status)));

    private static Task<List<string>> BarredAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
        return (await StoredRound.LoadAsync(db, call, default)).FindConflicts().Where(c => c.Application.Value == "P01")
            .Select(c => c.Expert.Value).ToList();
    });

    /// <summary>The experts whom the page proposes, in its order.</summary>
    private static async Task<List<Guid>> ProposedAsync(WebSite site, IHtmlDocument page)
    {
        var experts = await site.InDbAsync(db =>
            db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code))
                .ToDictionaryAsync(e => e.Code, e => e.Id));
        return [.. page.QuerySelectorAll("form[action$='/substitute'] tbody tr td:nth-child(2)")
            .Select(c => experts[c.TextContent.Trim().Split(' ')[0]])];
    }
}
