using System.Net;
using AngleSharp.Html.Dom;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Data;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The steps of a scored call from its run to the final awards, by the people who take them.</summary>
public sealed class AwardRound(WebSite site, string code)
{
    public string Call { get; } = $"/calls/{code}";

    public async Task RunAsync() => Assert.Equal("Done", (await TryRunAsync()).Status);

    /// <summary>The address of a run that is over, and how it ended.</summary>
    public async Task<(string Url, string Status)> TryRunAsync() => await (await site.VisitAsync("officer"))
        .TryRunAsync($"{Call}/runs", $"{Call}/runs");

    /// <summary>As the latest run kept it.</summary>
    public async Task<IReadOnlyList<RankingEntry>> RankingAsync() => await site.InDbAsync(async db =>
        (await KeptResult.LatestAsync(db, await db.Calls.SingleAsync(c => c.Code == code),
            TestContext.Current.CancellationToken))!.Record.Ranking);

    public async Task ApproveAsync()
    {
        await ShouldReachAsync("officer", "allocation", "allocation/propose", ("note", "as computed"));
        var approver = await site.VisitAsync("approver");
        var proposal = await site.InDbAsync(db => db.Proposals.SingleAsync(p => p.State.Status == ProposalStatus.Proposed));
        Assert.Equal("/approvals",
            $"{(await approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"))).Headers.Location}");
        await site.ApproveEarlierAsync();
    }

    /// <summary>A meeting of 2024, so that its notice is over whatever the clock says.</summary>
    public async Task DeliberateAsync()
    {
        await RecordAsync("〔2024〕12 号");
        await FreezeDecisionAsync();
    }

    public Task RecordAsync(string minutes) => ShouldReachAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会 2024-12"),
        ("HeldOn", "2024-06-03"), ("MinutesNumber", minutes), ("Attendees", "张三\n李四"), ("Recused", "王五; 曾任顾问; P01, P02"));

    public Task ChangeAsync(string application, string amount, string reason, string clause = "") =>
        ShouldReachAsync("officer", "deliberation",
        "deliberation/changes", ("application", application), ("amount", amount), ("reason", reason), ("clause", clause));

    public Task FreezeDecisionAsync() => ShouldReachAsync("approver", "deliberation", "deliberation/freeze");

    /// <summary>An officer asks, an approver confirms.</summary>
    public async Task GoBackAsync(string to)
    {
        await ShouldReachAsync("officer", "", "stage", ("to", to), ("reason", "重新审议"));
        var call = await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == code));
        if (call.State.GoingBack is { } back)
        {
            await ShouldReachAsync("approver", "", "stage/confirm", ("request", $"{back.Request.Id}"));
        }
    }

    /// <summary>An officer asks for another rule, an approver confirms it.</summary>
    public async Task ChangeRuleAsync(params (string Name, string Value)[] rule)
    {
        await ShouldReachAsync("officer", "settings/rule", "settings/rule", rule);
        var call = await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == code));
        await ShouldReachAsync("approver", "settings/rule", "settings/rule/confirm", ("request", $"{call.State.RuleRequest?.Request.Id}"));
    }

    public Task OpenNoticeAsync() =>
        ShouldReachAsync("officer", "notice", "notice/open", ("publishedOn", "2024-06-04"), ("days", "5"), ("masksNames", "true"));

    public Task FreezeAsync() => ShouldReachAsync("approver", "notice", "notice/freeze");

    public Task<DecisionRow> FinalAsync() =>
        site.InDbAsync(db => db.Decisions.AsNoTracking().Where(d => d.Stage == AwardStage.Final).OrderByDescending(d => d.Number)
            .FirstAsync());

    /// <summary>Posts and follows to the page, where it expects "done" and no refusal.</summary>
    public async Task ShouldReachAsync(string person, string page, string url, params (string Name, string Value)[] fields)
    {
        var answer = await PostAsync(person, page, url, fields);
        Assert.True(answer.Done().Length > 0, $"{url} of {person}: {answer.Refused()}");
    }

    public async Task ShouldRefuseAsync(string person, string page, string url, string why, params (string Name, string Value)[] fields)
    {
        Assert.Contains(why, (await PostAsync(person, page, url, fields)).Refused(), StringComparison.Ordinal);
    }

    private async Task<IHtmlDocument> PostAsync(string person, string page, string url, (string Name, string Value)[] fields)
    {
        var visitor = await site.VisitAsync(person);
        // Freezing says which edition it saw.
        var shown = url.EndsWith("/freeze", StringComparison.Ordinal) ? (await visitor.OpenAsync($"{Call}/{page}")).Field("edition") : null;
        return await visitor.PostAndOpenAsync($"{Call}/{page}", $"{Call}/{url}", shown is null ? fields : [.. fields, ("edition", shown)]);
    }
}
