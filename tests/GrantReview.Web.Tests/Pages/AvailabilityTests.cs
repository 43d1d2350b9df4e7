using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Acts;
using GrantReview.Core.Experts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>An expert says when they are not available; officers read it, and new plans leave them out.</summary>
public class AvailabilityTests
{
    private const string Own = "/my-work/availability";
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Plans = Call + "/assignments";

    [Fact]
    public async Task Days_AreSaidOnceForAllCalls_AndTakenBack()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, other) = (await site.VisitAsync("e01"), await site.VisitAsync("e02"));
        Assert.NotNull((await expert.OpenAsync("/my-work")).QuerySelector($"a[href='{Own}']"));

        var saved = await expert.PostAndOpenAsync(Own, Own, ("FirstDay", Day(1)), ("LastDay", Day(3)), ("Reason", " 出国访问 "));
        Assert.Equal("Days saved.", saved.Done());
        Assert.Contains($"{Day(1)} – {Day(3)} 出国访问", saved.Words(), StringComparison.Ordinal);

        // What is refused comes back with the mistake beside its field.
        var overlaps = await expert.PostAndOpenAsync(Own, Own, ("FirstDay", Day(3)), ("LastDay", Day(9)), ("Reason", "again"));
        Assert.Contains($"{Day(1)} to {Day(3)} is said already", Mistake(overlaps, "FirstDay"), StringComparison.Ordinal);
        Assert.Equal((Day(3), Day(9), "again"), (overlaps.Field("FirstDay"), overlaps.Field("LastDay"), overlaps.Field("Reason")));
        var turned = await expert.PostAndOpenAsync(Own, Own, ("FirstDay", Day(9)), ("LastDay", Day(8)));
        Assert.Equal("The last day is before the first.", Mistake(turned, "LastDay"));
        var past = await expert.PostAndOpenAsync(Own, Own, ("FirstDay", Day(-9)), ("LastDay", Day(-8)));
        Assert.Contains("These days are over", Mistake(past, "LastDay"), StringComparison.Ordinal);
        Assert.NotEqual("", Mistake(await expert.PostAndOpenAsync(Own, Own, ("FirstDay", ""), ("LastDay", Day(8))), "FirstDay"));
        var row = await site.InDbAsync(db => db.Absences.AsNoTracking().SingleAsync());

        // Nobody else takes it back, and members have no such page.
        Assert.DoesNotContain(Day(3), (await other.OpenAsync(Own)).Words(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync(Own, $"{Own}/{row.Id}/take-back")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("officer")).GetAsync(Own)).StatusCode);

        var taken = await expert.PostAndOpenAsync(Own, $"{Own}/{row.Id}/take-back");
        Assert.StartsWith("Taken back", taken.Done(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await expert.PostAsync(Own, $"{Own}/{row.Id}/take-back")).StatusCode);
        Assert.Equal("", (await site.InDbAsync(db => db.Absences.AsNoTracking().SingleAsync())).Reason);
        Assert.Equal([typeof(AbsenceLife.Stated), typeof(AbsenceLife.TakenBack)],
            (await site.FactsAsync(typeof(AbsenceLife.Stated), typeof(AbsenceLife.TakenBack))).Select(f => f.GetType()));
        var told = await site.InDbAsync(db => db.Facts.AsNoTracking().Select(f => f.Content).ToListAsync());
        Assert.DoesNotContain(told, c => Encoding.UTF8.GetString(c).Contains("出国访问", StringComparison.Ordinal));
        Assert.False(await site.InDbAsync(db => db.FactTexts.AnyAsync(t => t.Text == "出国访问")));
    }

    [Fact]
    public async Task Plan_LeavesOutWhoIsAwayBeforeTheDeadline_AndWarnsOfWhatStands()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = DateTime.UtcNow.AddDays(10) });
        await site.InDbAsync(async db => await StateAsync(db, await UserAsync(db, "e01"), 2, 3, "因病") +
            await StateAsync(db, await UserAsync(db, "e02"), 12, 30));
        var (officer, auditor) = (await site.VisitAsync("officer"), await site.VisitAsync("auditor"));

        await officer.RunAsync(Plans, Plans);
        var made = await officer.OpenAsync($"{Plans}/2");
        var before = await officer.OpenAsync($"{Plans}/1");

        Assert.Equal(0, await SeatsAsync(site, 2, "E01"));
        Assert.NotEqual(0, await SeatsAsync(site, 2, "E02"));
        Assert.Contains("Left out, since not available: E01.", made.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Not available before the deadline", made.Words(), StringComparison.Ordinal);
        var warned = before.QuerySelectorAll(".note.warn").Select(a => a.TextContent)
            .Single(a => a.Contains("E01", StringComparison.Ordinal));
        Assert.Contains($"{await SeatsAsync(site, 1, "E01")} applications", warned, StringComparison.Ordinal);
        Assert.DoesNotContain("E02", warned, StringComparison.Ordinal);
        Assert.DoesNotContain(Day(2), (await auditor.OpenAsync($"{Plans}/1")).Words(), StringComparison.Ordinal);

        // It may be deployed all the same; officers read days and reason, others neither.
        await officer.PostAsync($"{Plans}/1", $"{Plans}/1/deploy");
        Assert.Contains("What is deployed stays", await officer.ReadAsync($"{Plans}/1"), StringComparison.Ordinal);
        var experts = (await officer.OpenAsync($"{Call}/experts")).Words();
        Assert.Contains("1 not available in the scoring time", experts, StringComparison.Ordinal);
        Assert.Contains($"{Day(2)} – {Day(3)} 因病", experts, StringComparison.Ordinal);
        Assert.DoesNotContain("因病", await auditor.ReadAsync($"{Call}/experts"), StringComparison.Ordinal);
        Assert.DoesNotContain("因病", await (await site.VisitAsync("e02")).ReadAsync(Own), StringComparison.Ordinal);
    }

    /// <summary>As the person's page does it.</summary>
    public static async Task<int> StateAsync(AppDb db, Guid user, int first, int last, string reason = "")
    {
        var today = Formats.ChinaDay(DateTime.UtcNow);
        var row = db.Absences.Add(new AbsenceRow(user, reason)).Entity;
        row.Do(new AbsenceLife.State(new Absence(today.AddDays(first), today.AddDays(last))),
            new By(user, Capacity.AccountHolder, DateTime.UtcNow, Guid.NewGuid()), new AbsenceEvidence(today, [])).OrThrow();
        return await db.SaveChangesAsync();
    }

    private static string Day(int fromToday) => Formats.Day(Formats.ChinaDay(DateTime.UtcNow).AddDays(fromToday));

    private static string Mistake(IHtmlDocument page, string field) =>
        page.QuerySelector($"[name={field}]")?.PreviousElementSibling is { ClassName: "mistake" } beside ? beside.TextContent : "";

    private static async Task<Guid> UserAsync(AppDb db, string person) =>
        (await db.Users.SingleAsync(u => u.UserName == $"demo-{person}")).Id;

    private static Task<int> SeatsAsync(WebSite site, int plan, string expert) => site.InDbAsync(db => (
        from p in db.AssignmentPlans
        join s in db.Assignments on p.Id equals s.PlanId
        join e in db.Experts on s.ExpertId equals e.Id
        where p.Number == plan && e.Code == expert && db.Calls.Any(c => c.Id == p.CallId && c.Code == DemoRound.Code)
        select s).CountAsync());
}
