using System.Net;
using GrantReview.Core.Accounts;
using GrantReview.Core.Experts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class AccountLinkTests
{
    private const string Experts = "/calls/" + DemoRound.Code + "/experts";
    private const string Scored = "/calls/" + DemoRound.ScoredCode + "/experts";

    [Theory]
    [InlineData("demo-officer")]
    [InlineData("demo-approver")]
    [InlineData("demo-system")]
    [InlineData("demo-e02")]
    [InlineData("nobody-of-this-name")]
    public async Task Link_ToWhoMayNotScoreHere_IsRefused_AndTheNameStays(string userName)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        var answer = await officer.PostAsync(Experts, $"{Experts}/E01/account", ("userName", userName));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(userName, (await Html.OpenAsync(answer)).Fields("userName"));
        Assert.Equal("demo-e01", await AccountAsync(site, DemoRound.Code));
    }

    [Fact]
    public async Task Link_BeforeDeployment_IsTheOfficersAct()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await AddAsync(site);
        var officer = await site.VisitAsync("officer");

        await officer.PostAsync(Experts, $"{Experts}/E01/account", ("userName", "demo-new"));

        Assert.Equal("demo-new", await AccountAsync(site, DemoRound.Code));
    }

    /// <summary>The officer alone forges no score: the other account opens no sheet until another person confirmed it.</summary>
    [Theory, DatabaseData]
    public async Task Link_AfterDeployment_WaitsForAnotherPerson_AndIsAFact(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        await AddAsync(site);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Scored, $"{Scored}/E01/account", ("userName", "demo-new"));
        var row = await ExpertAsync(site, DemoRound.ScoredCode);
        var request = row.AccountRequest?.Request.Id;

        Assert.NotNull(request);
        Assert.Equal("demo-e01", await AccountAsync(site, DemoRound.ScoredCode));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await officer.PostAsync(Scored, $"{Scored}/E01/account/confirm", ("request", $"{request}"))).StatusCode);

        var supervisor = await site.VisitAsync("supervisor");
        await supervisor.PostAsync(Scored, $"{Scored}/E01/account/confirm", ("request", $"{request}"));

        Assert.Equal("demo-new", await AccountAsync(site, DemoRound.ScoredCode));
        var fact = await site.InDbAsync(db =>
            db.Facts.Include(f => f.Texts).Where(f => f.SubjectId == row.Id && f.Kind == "AccountLink.Linked").OrderBy(f => f.Id)
            .LastAsync());
        Assert.NotNull(Assert.IsType<AccountLinkLife.Linked>(fact.Read()).RequestedBy);
    }

    private static Task<int> AddAsync(WebSite site) => site.InDbAsync(async db =>
    {
        db.Users.Add(new User(new AccountEntry("demo-new", "New", "", "")));
        return await db.SaveChangesAsync();
    });

    private static Task<ExpertRow> ExpertAsync(WebSite site, string code) => site.InDbAsync(db =>
        db.Experts.AsNoTracking().SingleAsync(e => e.Code == "E01" && db.Calls.Any(c => c.Id == e.CallId && c.Code == code)));

    private static async Task<string?> AccountAsync(WebSite site, string code)
    {
        var account = (await ExpertAsync(site, code)).UserId;
        return await site.InDbAsync(db => db.Users.Where(u => u.Id == account).Select(u => u.UserName).SingleAsync());
    }
}
