using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Ways round by which one person would move what others rely on: each ends in a sentence.</summary>
public class NobodyAloneTests
{
    private const string Call = "/calls/" + DemoRound.Code;

    /// <summary>A sheet is scored on the tree it was opened with: neither a tree of nobody's publishing nor another one comes under it.</summary>
    [Fact]
    public async Task Officer_PutsNoOtherTreeUnderExperts_NorCutsTheirDeadline()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.Code);
        var officer = await site.VisitAsync("officer");

        await round.ShouldReachAsync("officer", "indicators", "indicators/categories", ("category", "4.2"), ("use", "+"), ("name", "ghost"));
        await round.ShouldRefuseAsync("officer", "assignments/1", "assignments/1/deploy", "indicator tree");
        Assert.Equal(CallStage.Assigning, (await StateAsync(site)).Stage);
        await round.ShouldReachAsync("officer", "indicators", "indicators/categories", ("category", "4.2"), ("use", ""));
        await round.ShouldReachAsync("officer", "indicators", "indicators/publish");
        await round.ShouldReachAsync("officer", "assignments/1", "assignments/1/deploy");
        await round.ShouldReachAsync("officer", "progress", "progress/fill");
        var before = await StateAsync(site);
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Assigning"), ("reason", "a look"));

        await round.ShouldReachAsync("officer", "indicators", "indicators/take", ("from", "template:data-set-builders"));
        await round.ShouldRefuseAsync("officer", "indicators", "indicators/publish", "have scored");
        await round.ShouldRefuseAsync(
            "officer", "indicators", "indicators/categories", "have scored", ("category", "4.2"), ("use", "data-set-builders"));
        await officer.SubmitAsync(await officer.OpenAsync($"{Call}/settings/dates"), $"{Call}/settings/dates",
            ("act", "save"), ("dates.scoringClosesAt", "2026-01-02T17:00"));
        Assert.Equal(before.ScoringClosesAt, (await StateAsync(site)).ScoringClosesAt);
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Scoring"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SecurityAdministrator_HandsNoCallOverToSomebodyWhoCannotAct(bool isDisabled)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var security = await site.VisitAsync("security");
        await security.PostAsync("/admin/users", "/admin/users", ("userName", "second.officer"), ("displayName", "Somebody"));
        var (absent, second) = await site.InDbAsync(async db => (
            await db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync(),
            await db.Users.Where(u => u.UserName == "second.officer").Select(u => u.Id).SingleAsync()));
        await MembersTests.MakeOfficerAsync(
            site, "second.officer", absent, await site.InDbAsync(db => db.Calls.Select(c => c.Id).ToListAsync()));
        var away = isDisabled
            ? await security.PostAsync($"/admin/users/{second}", $"/admin/users/{second}/disable", ("reason", "left the house"))
            : await (await site.VisitAsync("supervisor")).PostAsync(
                $"{Call}/members", $"{Call}/members/{second}/recuse", ("reason", "kin of an applicant"));
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);

        await security.PostAsync("/admin/users", $"/admin/users/{absent}/hand-over", ("userName", "second.officer"));

        Assert.Equal(HttpStatusCode.OK, (await (await site.VisitAsync("officer")).GetAsync(Call)).StatusCode);
    }

    /// <summary>The import waits for the act that moves the call on, and gets a sentence.</summary>
    [Fact]
    public async Task Answers_ThatComeTooLate_AreRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var token = await officer.TokenAsync($"{Call}/conflicts");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["file"] = "t.csv", ["reason"] = "said so",
            ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("application,expert,name,same,about\nP01,E01,张三,no,self\n")),
        });
        await site.StandAsync(DemoRound.Code, s => s with { Stage = CallStage.Deliberation });

        var answer = await officer.SendAsync(token, $"{Call}/conflicts/tables/identities/import", form);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(0, await site.InDbAsync(db => db.IdentityQuestions.CountAsync(q => q.State.IsSame == false)));
    }

    /// <summary>Grounds that found conflicts change with a reason, on the page that asks for it, and not with all the settings.</summary>
    [Fact]
    public async Task Officer_ChangesNoGroundsOfAvoidanceWithTheWholeOfTheSettings()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.Code);
        var before = await BarringAsync();
        var settings = await site.InDbAsync(
            db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.Settings).SingleAsync());
        var json = JsonNode.Parse(settings)!.AsObject();
        json["conflicts"] = new JsonObject { ["sameUnit"] = false, ["formerUnit"] = false, ["partnerUnit"] = false };

        await round.ShouldRefuseAsync(
            "officer", "settings/all", "settings/all", "with a reason", ("content", json.ToJsonString()));

        Assert.True(before > 0);
        Assert.Equal(before, await BarringAsync());
        Assert.Empty(await site.FactsAsync(typeof(CallLife.ConflictRulesChanged)));

        Task<int> BarringAsync() => site.InDbAsync(db => db.Conflicts.WhereBars()
            .CountAsync(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.Code)));
    }

    private static async Task<CallState> StateAsync(WebSite site) =>
        (await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.Code))).State;
}
