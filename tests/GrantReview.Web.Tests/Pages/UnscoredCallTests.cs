using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>A call that time and conditions decide: no tree, no experts, nothing to open.</summary>
public class UnscoredCallTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Code = "FREE-1";
    private const string Call = "/calls/" + Code;

    private const string Settings =
        """
        {
          "code": "FREE-1", "name": { "en": "Rewards", "zh-CN": "奖励" }, "indicatorTree": null,
          "categories": [
            { "code": "first", "name": { "en": "The first two", "zh-CN": "前两名" },
              "selection": { "by": "time", "time": "filed_on", "places": 2 } },
            { "code": "all", "name": { "en": "All who qualify", "zh-CN": "符合即享" }, "selection": { "by": "conditions" } }
          ],
          "allocation": { "amountEach": "100000" }
        }
        """;

    private const string Applications =
        "id,title,category,unit,filed_on\nA1,甲,first,甲公司,2025-03-01\nA2,乙,first,乙公司,2025-03-02\nA3,丙,first,丙公司,2025-03-03\n"
        + "B1,丁,all,丁公司,\n";

    [Fact]
    public async Task Call_ThatNobodyScores_GoesFromFormalReviewToTheFinalAwards()
    {
        var round = new AwardRound(demo.Site, Code);
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", Code), ("nameZh", "奖励"), ("nameEn", "Rewards"));
        await demo.Site.JoinAsync(Code, "approver", Capacity.Approver);
        await round.ShouldReachAsync("officer", "settings/all", "settings/all", ("content", Settings));
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Open"));
        await round.ShouldReachAsync("officer", "", "stage", ("to", "FormalReview"));
        await officer.UploadAsync($"{Call}/applications", $"{Call}/applications", "a.csv", Encoding.UTF8.GetBytes(Applications));

        var before = await officer.OpenAsync(Call);
        await round.ShouldRefuseAsync("officer", "", "stage", "", ("to", "Assigning"));
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Ranking"));

        Assert.DoesNotContain(before.QuerySelectorAll("nav.pages a"), a => a.GetAttribute("href") == $"{Call}/assignments");
        Assert.Equal(4, before.QuerySelectorAll("ol.spine li").Length);
        await round.RunAsync();
        await round.ApproveAsync();
        await round.ShouldReachAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会"), ("HeldOn", "2024-06-03"),
            ("MinutesNumber", "12"), ("Attendees", "张三"));
        await round.FreezeDecisionAsync();
        await round.OpenNoticeAsync();
        await round.FreezeAsync();
        Assert.Equal(CallStage.Awarded,
            await demo.Site.InDbAsync(db => db.Calls.Where(c => c.Code == Code).Select(c => c.State.Stage).SingleAsync()));
        Assert.Equal(["A1 100000", "A2 100000", "B1 100000"],
            (await round.RankingAsync()).Where(e => e.Amount is not null).Select(e => $"{e.Application.Id} {e.Amount}").Order());
    }

    [Fact]
    public async Task Call_ThatScoresACategory_GoesThereOnlyWhereSomebodyOfItStands()
    {
        const string code = "MIXED-1", call = "/calls/" + code, list = call + "/applications";
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", code), ("from", "template:chengdu-2024-ai-policy"));
        await officer.UploadAsync(list, list, "a.csv", Encoding.UTF8.GetBytes("id,title,category,unit\nA1,甲,5.2,甲公司\n"));
        await demo.Site.StandAsync(code, s => s with { Stage = CallStage.FormalReview });
        Assert.Contains("Before “Ranking”", await officer.ReadAsync(call), StringComparison.Ordinal);

        await officer.UploadAsync(list, list, "a.csv", Encoding.UTF8.GetBytes("id,title,category,unit\nA2,乙,8.1,乙公司\n"));

        Assert.Contains("Before “Assigning”", await officer.ReadAsync(call), StringComparison.Ordinal);
    }
}
