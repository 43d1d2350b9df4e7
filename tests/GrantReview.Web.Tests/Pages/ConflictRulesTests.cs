using System.Net;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Features.Conflicts;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The rules of avoidance are set in a form, on record, and found by again at once.</summary>
public class ConflictRulesTests
{
    private const string Url = "/calls/" + DemoRound.Code + "/settings/conflicts";

    [Fact]
    public async Task Rules_OnceSaved_AreTheCallsAndConflictsFollow()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        Assert.NotEqual(0, await FoundAsync(ConflictGround.SameUnit));
        var form = await Html.OpenAsync(await officer.GetAsync(Url));
        Assert.All(form.QuerySelectorAll("tbody tr"), row => Assert.Single(row.QuerySelectorAll("input[type=checkbox]")));
        Assert.Equal(14, form.QuerySelectorAll("tbody tr").Length);
        Assert.NotNull(form.QuerySelector(".panel select[name='conflicts.unitApplies']"));

        await officer.PostAsync(Url, Url,
            ("conflicts.sameUnit", "false"), ("conflicts.formerUnitYears@figure", "5"), ("conflicts.asOf@figure", "2024"),
            ("conflicts.applicants", "call"), ("reason", "units checked by hand"));

        var rules = await RulesAsync(site);
        Assert.Equal((false, true, 5, 100, 2024, ConflictReach.Call, ConflictReach.Off),
            (rules.SameUnit, rules.FormerUnit, rules.FormerUnitYears, rules.AdvisorStudentYears, rules.AsOf, rules.Applicants,
            rules.UnitApplies));
        Assert.Equal(0, await FoundAsync(ConflictGround.SameUnit));
        var fact =
            Assert.IsType<CallLife.ConflictRulesChanged>(Assert.Single(await site.FactsAsync(typeof(CallLife.ConflictRulesChanged))));
        Assert.Equal(("units checked by hand", 3, 5), (fact.Reason.Text, fact.Before.FormerUnitYears, fact.After.FormerUnitYears));

        await officer.PostAsync(Url, Url,
            ("conflicts.sameUnit", "true"), ("conflicts.formerUnitYears@figure", ""), ("conflicts.asOf@figure", ""),
            ("conflicts.applicants", "group"), ("reason", "back again"));
        Assert.Equal(ConflictSettings.Default, await RulesAsync(site));
        Assert.NotEqual(0, await FoundAsync(ConflictGround.SameUnit));

        Task<int> FoundAsync(ConflictGround ground) =>
            site.InDbAsync(db =>
            db.Conflicts.CountAsync(c => c.Ground == $"{ground}" && db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.Code)));
    }

    [Fact]
    public async Task Rules_WithMistakes_ComeBackAsTypedAndChangeNothing()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer", "zh-CN");
        var before = await RulesAsync(site);

        var page = await officer.PostAndOpenAsync(Url, Url,
            ("conflicts.formerUnitYears@figure", "3.5"), ("conflicts.asOf@figure", "1066"), ("conflicts.applicants", "off"));

        Assert.Contains("有 4 处填写有误", page.QuerySelector("main")?.Words(), StringComparison.Ordinal);
        Assert.Equal(("3.5", "1066"), (page.Field("conflicts.formerUnitYears@figure"), page.Field("conflicts.asOf@figure")));
        Assert.Equal(before, await RulesAsync(site));
        await site.InDbAsync(db =>
            db.Calls.Where(c => c.Code == DemoRound.Code)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State.Stage, CallStage.Scoring)));
        await officer.PostAsync(Url, Url,
            ("conflicts.family", "false"), ("reason", "late"));
        Assert.Equal(before, await RulesAsync(site));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await (await site.VisitAsync("auditor")).PostAsync(Url, Url, ("conflicts.family", "false"))).StatusCode);
    }

    private static Task<ConflictSettings> RulesAsync(WebSite site) =>
        site.InDbAsync(async db => StoredRound.CallOf(await db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.Code)).Conflicts);
}
