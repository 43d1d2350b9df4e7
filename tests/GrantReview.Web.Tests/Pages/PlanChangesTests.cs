using System.Net;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Assignments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Plans change by an edited workbook, and deployed ones grow by applications that came in late.</summary>
public class PlanChangesTests
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Plan = Call + "/assignments/1";

    [Fact]
    public async Task Draft_ChangesByItsWorkbook_AfterAPreviewAndWithAReason()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await GiveRoomAsync(site);
        using var workbook = new XLWorkbook(
            await (await officer.GetAsync(Plan + "/plan.xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sheet = workbook.Worksheets.First();
        var before = await PairsAsync(site);
        Assert.Equal(before, sheet.RowsUsed().Skip(1).Select(r => $"{r.Cell(1).GetString()}/{r.Cell(2).GetString()}"));
        var (was, now) = Swap(before);
        sheet.Cell(before.IndexOf(was) + 2, 2).SetValue(now.Split('/')[1]);
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);

        var change = await PreviewAsync(officer, stream.ToArray(), "plan.xlsx");
        Assert.Equal(before, await PairsAsync(site));
        Assert.Equal(HttpStatusCode.BadRequest,
            (await officer.PostAsync(Plan, Plan + "/changes/apply", ("change", change), ("reason", " "))).StatusCode);
        Assert.Equal(before, await PairsAsync(site));
        await officer.PostAsync(Plan, Plan + "/changes/apply", ("change", change), ("reason", "knows the field"));

        Assert.Equal(before.Except([was]).Append(now).Order(StringComparer.Ordinal), await PairsAsync(site));
        var fact = Assert.IsType<PlanLife.Changed>(Assert.Single(await site.FactsAsync(typeof(PlanLife.Changed))));
        Assert.Equal((was, now, "knows the field"),
            (Assert.Single(await CodesAsync(site, fact.Removed)), Assert.Single(await CodesAsync(site, fact.Added)), fact.Reason.Text));
        Assert.Contains("The plan has changed since",
            await officer.PostAndReadAsync(Plan, Plan + "/changes/apply", ("change", change), ("reason", "again")),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("auditor")).GetAsync(Plan + "/plan.xlsx")).StatusCode);
    }

    [Fact]
    public async Task Workbook_WithMistakes_ListsEachWithItsRow_AndChangesNothing()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var before = await PairsAsync(site);
        var (barredPair, fullPair) = (Other(before, "P02", "E01"), Other(before, "P03", "E03"));
        await officer.PostAsync(Call + "/conflicts", Call + "/conflicts", ("application", "P02"), ("expert", barredPair.Split('/')[1]),
            ("reason", "old friends"));
        await site.InDbAsync(db =>
            db.Experts.Where(e => e.Code == fullPair.Substring(4) && db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.MaxLoad, 0)));

        var unknown = await BodyAsync(officer, Csv([.. before, "P77/E01", "P02/E77", before[0]]));
        Assert.Contains("3 mistakes", unknown, StringComparison.Ordinal);
        var barred = await BodyAsync(officer,
            Csv([.. before.Where(p => !p.StartsWith("P02/", StringComparison.Ordinal) && !p.StartsWith("P03/", StringComparison.Ordinal)),
            barredPair, fullPair]));

        Assert.Contains($"{barredPair.Split('/')[1]} may not score P02: ", barred, StringComparison.Ordinal);
        Assert.Contains("(old friends)", barred, StringComparison.Ordinal);
        Assert.Contains("; 0 is the most.", barred, StringComparison.Ordinal);
        Assert.Contains("P02 has 1 experts and needs", barred, StringComparison.Ordinal);
        Assert.Null(Html.Parse(barred).Field("change"));
        Assert.Equal(before, await PairsAsync(site));
    }

    [Fact]
    public async Task DeployedPlan_ChangesByItsWorkbook_OpensAndTakesSheets_ButNeverOneWithScores()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Plan, Plan + "/deploy");
        await GiveRoomAsync(site);
        await site.InDbAsync(db =>
            db.Experts.ExecuteUpdateAsync(set => set.SetProperty(e => e.Contacts, e => "x/" + e.Code + "@example.org")));
        var before = await PairsAsync(site);
        var (was, now) = Swap(before);
        var file = Csv([.. before.Except([was]), now]);
        var scored = await SheetAsync(site, was);
        await site.InDbAsync(db =>
        {
            db.LeafScores.Add(new LeafScoreRow(scored.CallId, scored.Id, "x"));
            return db.SaveChangesAsync();
        });
        await SaveAsync(edition: 1);
        Assert.Contains($"{was.Split('/')[1]} has scores for {was.Split('/')[0]}; the seat stays.", await BodyAsync(officer, file),
            StringComparison.Ordinal);
        await SaveAsync(edition: 0);

        await officer.PostAsync(Plan, Plan + "/changes/apply", ("change", await PreviewAsync(officer, file, "plan.csv")),
            ("reason", "abroad"));

        Assert.Equal(SheetStatus.Suspended, (await SheetAsync(site, was)).State.Status);
        Assert.Equal(SheetStatus.Open, (await SheetAsync(site, now)).State.Status);
        var fact = Assert.IsType<PlanLife.Changed>(Assert.Single(await site.FactsAsync(typeof(PlanLife.Changed))));
        Assert.Equal((was, now, "abroad"),
            (Assert.Single(await CodesAsync(site, fact.Removed)), Assert.Single(await CodesAsync(site, fact.Added)), fact.Reason.Text));
        Assert.Equal([("added", now.Split('/')[1]), ("removed", was.Split('/')[1])], (await site.InDbAsync(db => (
            from m in db.Mails
            join e in db.Experts on m.ExpertId equals e.Id
            where m.Kind != "deploy"
            orderby m.Kind
            select new { m.Kind, e.Code }).ToListAsync())).Select(m => (m.Kind, m.Code)));

        // A row that waits for its first save holds no seat.
        Task<int> SaveAsync(int edition) => site.InDbAsync(db => db.LeafScores.Where(l => l.SheetId == scored.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.State.Scored.Edition, edition)));
    }

    [Fact]
    public async Task LateApplications_GetExpertsAndNobodyIsMoved()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Plan, Plan + "/deploy");
        Assert.DoesNotContain("/assignments/1/late", await officer.ReadAsync(Plan), StringComparison.Ordinal);
        await site.InDbAsync(async db =>
        {
            var like = await db.Applications.AsNoTracking()
                .SingleAsync(a => a.Code == "P01" && db.Calls.Any(c => c.Id == a.CallId && c.Code == DemoRound.Code));
            var row = new ApplicationRow { CallId = like.CallId, Code = "P90" };
            var late = An.Application("P90") with
            {
                Title = "Late", Category = new(like.Category), Unit = "后到虚构公司", Keywords = like.Keywords.Split(';'), ExpertsNeeded = 4,
                Attributes = like.Columns,
            };
            By officer = new(Guid.NewGuid(), Capacity.Officer, DateTime.UtcNow, Guid.CreateVersion7());
            Assert.Null(row.Import(late, officer, CallStage.FormalReview).Refusal);
            db.Applications.Add(row);
            await db.SaveChangesAsync();
            // One expert has no room left.
            return await db.Experts.Where(e => e.CallId == like.CallId && e.Code == "E05")
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.MaxLoad, e => db.Assignments.Count(a => a.ExpertId == e.Id)));
        });
        var before = await PairsAsync(site);

        var run = await officer.RunAsync(Plan, Plan + "/late");
        Assert.Equal(before, await PairsAsync(site));
        Assert.Contains("Deploy these seats", await officer.ReadAsync(run), StringComparison.Ordinal);
        Assert.Contains("后到项目", await (await site.VisitAsync("auditor", "zh-CN")).ReadAsync(run), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("auditor")).PostAsync(Call, run + "/deploy")).StatusCode);
        await officer.PostAsync(run, run + "/deploy");

        var added = (await PairsAsync(site)).Except(before).ToList();
        Assert.Equal(4, added.Count);
        Assert.All(added, p => Assert.StartsWith("P90/", p, StringComparison.Ordinal));
        Assert.DoesNotContain("P90/E05", added);
        Assert.Empty(before.Except(await PairsAsync(site)));
        Assert.All(added, p => Assert.Equal(SheetStatus.Open, SheetAsync(site, p).Result.State.Status));
        Assert.Equal(added,
            await CodesAsync(site,
            Assert.IsType<PlanLife.ToppedUp>(Assert.Single(await site.FactsAsync(typeof(PlanLife.ToppedUp)))).Added));
        Assert.Contains("These seats are deployed", await officer.PostAndReadAsync(run, run + "/deploy"), StringComparison.Ordinal);
        Assert.Equal(before.Count + 4, (await PairsAsync(site)).Count);
    }

    private static async Task<List<string>> CodesAsync(WebSite site, IReadOnlyList<AssignedPair> pairs)
    {
        var applications = await site.InDbAsync(db => db.Applications.ToDictionaryAsync(a => a.Id, a => a.Code));
        var experts = await site.InDbAsync(db => db.Experts.ToDictionaryAsync(e => e.Id, e => e.Code));
        return [.. pairs.Select(p => $"{applications[p.Application]}/{experts[p.Expert]}").Order(StringComparer.Ordinal)];
    }

    /// <summary>A pair of the plan, and the last expert who may sit in its place.</summary>
    private static (string Was, string Now) Swap(List<string> pairs) =>
        (pairs.First(p => p.StartsWith("P01/", StringComparison.Ordinal)),
            Enumerable.Range(1, 24).Select(e => $"P01/E{e:00}").Last(p => !pairs.Contains(p)));

    /// <summary>The application with an expert, this one or the next, whom the plan does not seat there.</summary>
    private static string Other(List<string> pairs, string application, string from) =>
        Enumerable.Range(1, 24).Select(e => $"E{e:00}").Where(e => string.CompareOrdinal(e, from) >= 0).Select(e => $"{application}/{e}")
            .First(p => !pairs.Contains(p));

    /// <summary>So that a change is not refused for the load alone.</summary>
    private static Task<int> GiveRoomAsync(WebSite site) =>
        site.InDbAsync(db =>
            db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.MaxLoad, 20)));

    private static byte[] Csv(IEnumerable<string> pairs) =>
        Encoding.UTF8.GetBytes("application,expert\n" + string.Join('\n', pairs.Select(p => p.Replace('/', ','))));

    private static async Task<string> BodyAsync(Visitor officer, byte[] file, string name = "plan.csv") =>
        WebUtility.HtmlDecode(
            await (await officer.UploadAsync(Plan, Plan + "/changes", name, file)).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken));

    private static async Task<string> PreviewAsync(Visitor officer, byte[] file, string name)
    {
        var page = await Html.OpenAsync(await officer.UploadAsync(Plan, Plan + "/changes", name, file));
        return page.Field("change") ?? throw new InvalidOperationException(page.QuerySelector("main")?.Words());
    }

    private static async Task<List<string>> PairsAsync(WebSite site) => [.. (await site.InDbAsync(db => (
        from p in db.Assignments
        join a in db.Applications on p.ApplicationId equals a.Id
        join e in db.Experts on p.ExpertId equals e.Id
        where db.AssignmentPlans.Any(x => x.Id == p.PlanId && x.Number == 1
            && db.Calls.Any(c => c.Id == x.CallId && c.Code == DemoRound.Code))
        select a.Code + "/" + e.Code).ToListAsync())).Order(StringComparer.Ordinal)];

    private static Task<ScoreSheetRow> SheetAsync(WebSite site, string pair) => site.InDbAsync(db => (
        from s in db.ScoreSheets
        join a in db.Applications on s.ApplicationId equals a.Id
        join e in db.Experts on s.ExpertId equals e.Id
        where a.Code + "/" + e.Code == pair && db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)
        select s).AsNoTracking().SingleAsync());
}
