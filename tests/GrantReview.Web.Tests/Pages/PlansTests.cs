using System.Net;
using System.Text.Json.Nodes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Plans are made by a job, measured, explained and compared.</summary>
public class PlansTests
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Plans = Call + "/assignments";

    [Fact]
    public async Task Plan_IsSolvedByAJobOnce_AndComparesWithAnother()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        var run = await MakeAsync(officer, ("objective", "total"), ("seed", "second"));

        var made = await site.InDbAsync(db => db.AssignmentPlans.SingleAsync(p => p.Number == 2));
        var summary = JsonNode.Parse(made.Summary);
        Assert.Equal(("Total", "second", PlanStatus.Draft, "optimal"),
            (made.Objective, made.Seed, made.State.Status, summary?["status"]?.ToString()));
        Assert.Equal(summary?["assignments"]?.GetValue<int>(),
            await site.InDbAsync(db => db.Assignments.CountAsync(a => a.PlanId == made.Id)));
        Assert.EndsWith($"{made.Id}", run, StringComparison.Ordinal);
        Assert.NotNull((await officer.OpenAsync(run)).QuerySelector($"a[href='{Plans}/2']"));
        Assert.Single((await site.FactsAsync(typeof(PlanLife.Made))).Cast<PlanLife.Made>(), f => f.Number == 2);

        var page = await officer.ReadAsync($"{Plans}/compare?a=1&b=2");
        Assert.Contains("Plans 1 and 2 compared", page, StringComparison.Ordinal);
        var (one, two) = (await PairsAsync(site, 1), await PairsAsync(site, 2));
        Assert.Contains(
            $"{one.Intersect(two).Count()} pairs are in both plans, {one.Except(two).Count()} only in the first, {two.Except(one).Count()} only in the second.", page, StringComparison.Ordinal);
        Assert.Contains("方案 1 与方案 2 比较", await (await site.VisitAsync("auditor", "zh-CN")).ReadAsync($"{Plans}/compare?a=1&b=2"),
            StringComparison.Ordinal);
        Assert.Contains("1", (await officer.OpenAsync(Plans)).QuerySelectorAll("[name=a]").Select(f => f.GetAttribute("value")));
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync($"{Plans}/compare?a=1&b=9")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await officer.GetAsync($"{Plans}/compare?a=1&b=1")).StatusCode);
    }

    [Fact]
    public async Task Plan_BoughtForEvenLoads_SaysWhatItCost()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await MakeAsync(officer, ("objective", "total"));

        await MakeAsync(officer, ("objective", "total"), ("balance", "20"), ("overlap", "0"));
        var refused = await officer.PostAndOpenAsync(Plans, Plans, ("balance", "a lot"));

        Assert.NotEqual("", refused.Refused());
        var plans = await site.InDbAsync(db =>
            db.AssignmentPlans.Where(p => p.Number > 1).OrderBy(p => p.Number).Select(p => p.Summary).ToListAsync());
        var (best, even) = (JsonNode.Parse(plans[0]), JsonNode.Parse(plans[1]));
        Assert.Equal(2, plans.Count);
        Assert.True(Spread(even) < Spread(best), plans[1]);
        Assert.Equal(Affinity(best) - Affinity(even), even?["price"]?["affinity"]?.GetValue<double>() ?? double.NaN, 1e-9);
        Assert.Contains("Affinity given up for it", await officer.ReadAsync($"{Plans}/3"), StringComparison.Ordinal);
        Assert.DoesNotContain("Affinity given up for it", await officer.ReadAsync($"{Plans}/2"), StringComparison.Ordinal);

        static double Affinity(JsonNode? summary) => summary?["totalAffinity"]?.GetValue<double>() ?? double.NaN;

        static int Spread(JsonNode? summary)
        {
            var loads = summary?["load"]?.AsObject().Select(l => int.Parse(l.Key, System.Globalization.CultureInfo.InvariantCulture))
                .ToList() ?? [];
            return loads.Max() - loads.Min();
        }
    }

    [Fact]
    public async Task Plan_ShowsItsFiguresAndWhyPairsMatch()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        var plan = await officer.OpenAsync($"{Plans}/1");
        var page = plan.Words();

        Assert.NotNull(plan.QuerySelector("table.marks"));
        Assert.Contains("Groups joined by common experts", page, StringComparison.Ordinal);
        Assert.Contains("Shared terms and their part", page, StringComparison.Ordinal);
        Assert.Contains("algorithmtesting", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What is missing, and why", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WhenASeatIsTakenOut_SaysWhatIsMissing()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var (pair, expert) = await site.InDbAsync(async db =>
        {
            var seat = await (
                from p in db.Assignments
                join a in db.Applications on p.ApplicationId equals a.Id
                join e in db.Experts on p.ExpertId equals e.Id
                join c in db.Calls on p.CallId equals c.Id
                where c.Code == DemoRound.Code && a.Code == "P01"
                select new { p, e.Code }).FirstAsync();
            return (seat.p, seat.Code);
        });

        await officer.PostAsync($"{Plans}/1", $"{Plans}/1/pairs", ("application", "P01"), ("remove", expert));
        var page = await officer.OpenAsync($"{Plans}/1");
        var unknown = await officer.PostAndReadAsync($"{Plans}/1", $"{Plans}/1/pairs", ("application", "P01"), ("expert", "E99"));
        await officer.PostAsync($"{Plans}/1", $"{Plans}/1/pairs", ("application", "P01"), ("expert", expert));

        Assert.Contains(page.Rows(), row => row is ["P01", "1", "Changed by hand."]);
        Assert.Contains("E99", unknown, StringComparison.Ordinal);
        var again = await site.InDbAsync(db =>
            db.Assignments.SingleAsync(a => a.PlanId == pair.PlanId && a.ApplicationId == pair.ApplicationId
            && a.ExpertId == pair.ExpertId));
        Assert.Equal(pair.Affinity, again.Affinity, 1e-9);
    }

    /// <summary>
    /// Five applications ask for one expert more than there are without conflict, so the plan names them and counts the seats.
    /// </summary>
    [Fact]
    public async Task Plan_WhenTheNeedsAreAboveThePool_SaysTheShortageInBothLanguages()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.InDbAsync(db =>
            db.Applications.Where(a => a.Code == "P01").ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpertsNeeded, 40)));
        var officer = await site.VisitAsync("officer");
        await MakeAsync(officer);

        var summary = JsonNode.Parse((await site.InDbAsync(db => db.AssignmentPlans.SingleAsync(p => p.Number == 2))).Summary);
        var shortage = Assert.IsType<JsonObject>((summary?["shortages"] as JsonArray)?[0]);
        Assert.Equal("infeasible", summary?["status"]?.ToString());
        Assert.Contains($"{shortage["en"]}", await officer.ReadAsync($"{Plans}/2"), StringComparison.Ordinal);
        Assert.Contains($"{shortage["zh-CN"]}", await (await site.VisitAsync("officer", "zh-CN")).ReadAsync($"{Plans}/2"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_WhenTheCallIsNotAssigning_IsRefusedAndRunsNothing()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Plans}/1", $"{Plans}/1/deploy");

        var answer = await officer.PostAsync(Plans, Plans);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("in the stage \"Assigning\"", (await Html.OpenAsync(answer)).Refused(), StringComparison.Ordinal);
        Assert.False(await site.InDbAsync(db => db.Runs.AnyAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("auditor")).PostAsync(Call, Plans)).StatusCode);
    }

    /// <summary>An assignment run is no evaluation: the ranking and the runs page do not know it.</summary>
    [Fact]
    public async Task Run_OfAPlan_IsNoEvaluation()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var run = await MakeAsync(officer);
        var id = run[(run.LastIndexOf('/') + 1)..];

        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync($"{Call}/runs/{id}")).StatusCode);
        Assert.DoesNotContain(id, await officer.ReadAsync($"{Call}/runs"), StringComparison.Ordinal);
        Assert.Equal(CallStage.Assigning, (await site.InDbAsync(db => db.Calls.SingleAsync(c => c.Code == DemoRound.Code))).State.Stage);
    }

    private static Task<string> MakeAsync(Visitor officer, params (string, string)[] fields) => officer.RunAsync(Plans, Plans, fields);

    private static async Task<List<(Guid, Guid)>> PairsAsync(WebSite site, int number) =>
        [.. (await site.InDbAsync(db => (
            from a in db.Assignments
            join p in db.AssignmentPlans on a.PlanId equals p.Id
            join c in db.Calls on p.CallId equals c.Id
            where c.Code == DemoRound.Code && p.Number == number
            select a).ToListAsync())).Select(a => (a.ApplicationId, a.ExpertId))];
}
