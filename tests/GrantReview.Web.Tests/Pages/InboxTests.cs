using GrantReview.Core.Conflicts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class InboxTests
{
    private const string Scored = DemoRound.ScoredCode;

    [Fact]
    public async Task Inbox_OfEachPerson_ShowsWhatWaitsForThemAndNothingElse()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var inbox = await officer.ReadAsync("/");

        Assert.Contains("2 questions whether two names are one person", inbox, StringComparison.Ordinal);
        Assert.Contains($"href=\"/calls/{DemoRound.Code}/conflicts\"", inbox, StringComparison.Ordinal);
        Assert.Contains("An assignment plan waits for deployment", inbox, StringComparison.Ordinal);
        Assert.Contains($"href=\"/calls/{Scored}/runs\"", inbox, StringComparison.Ordinal);
        Assert.DoesNotContain("Others have to act", inbox, StringComparison.Ordinal);
        Assert.Contains("Nothing waits", await (await site.VisitAsync("approver")).ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Nothing waits", await (await site.VisitAsync("system")).ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposal_FromAskedToTakenOver_MovesFromInboxToInbox()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, Scored);
        await round.RunAsync();
        Assert.Contains("The ranking is there", await InboxAsync(site, "officer"), StringComparison.Ordinal);

        await round.ShouldReachAsync("officer", "allocation", "allocation/propose", ("note", "as computed"));
        Assert.Contains("Others have to act", await InboxAsync(site, "officer"), StringComparison.Ordinal);
        Assert.Contains("A proposal waits for a second person", await InboxAsync(site, "approver"), StringComparison.Ordinal);
        Assert.DoesNotContain("A proposal waits", await InboxAsync(site, "supervisor"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Minutes_UntilTheyAreFrozen_WaitForTheApprover()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, Scored);
        await round.RunAsync();
        await round.ApproveAsync();
        await round.RecordAsync("12");
        Assert.Contains("Minutes wait to be frozen", await InboxAsync(site, "approver"), StringComparison.Ordinal);

        await round.FreezeDecisionAsync();
        Assert.DoesNotContain("Minutes wait", await InboxAsync(site, "approver"), StringComparison.Ordinal);

        await round.OpenNoticeAsync();
        Assert.Contains("The notice is over", await InboxAsync(site, "approver"), StringComparison.Ordinal);
        Assert.DoesNotContain("The notice is over", await InboxAsync(site, "supervisor"), StringComparison.Ordinal);
        await round.FreezeAsync();
        Assert.DoesNotContain("The notice is over", await InboxAsync(site, "approver"), StringComparison.Ordinal);
        Assert.Contains("has not been taken over", await InboxAsync(site, "finance"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOneProposes_WaitsForAnother_AndWhatASourceLeavesOpenForTheOfficer()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string conflicts = "/calls/" + DemoRound.Code + "/conflicts";
        var open = await site.InDbAsync(db => db.Conflicts.AsNoTracking()
            .Where(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.Code) && c.State.Status == ConflictStatus.Found)
                .ToListAsync());
        var found = open.First(c => c.State.Ground == ConflictGround.FormerUnit).Id;
        await officer.PostAsync(conflicts, $"{conflicts}/{found}/propose", ("reason", "another person of this name"));
        await officer.PostAsync("/calls/new", "/calls", ("code", "NEW-12"), ("from", "template:fujian-2025-ai"));

        Assert.Contains("1 conflicts are proposed to be set aside", await InboxAsync(site, "approver"), StringComparison.Ordinal);
        Assert.DoesNotContain("are proposed to be set aside", await InboxAsync(site, "supervisor"), StringComparison.Ordinal);
        var inbox = await InboxAsync(site, "officer");
        Assert.Contains("14 points are not confirmed", inbox, StringComparison.Ordinal);
        Assert.Contains("href=\"/calls/NEW-12/indicators\"", inbox, StringComparison.Ordinal);
    }

    private static async Task<string> InboxAsync(WebSite site, string person) => await (await site.VisitAsync(person)).ReadAsync("/");
}
