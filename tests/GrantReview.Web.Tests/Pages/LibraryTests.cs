using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using System.Net;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Core;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>From one call's final awards into the project library, and from there into another call.</summary>
public class LibraryTests
{
    [Fact]
    public async Task Library_KeepsTheQualified_AndALaterCallCarriesThemOn()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (first, next) = (new AwardRound(site, DemoRound.ScoredCode), new AwardRound(site, DemoRound.Code));
        await first.RunAsync();
        await first.ApproveAsync();
        await first.DeliberateAsync();
        await first.ShouldRefuseAsync("officer", "library", "library", "when the final awards are frozen", ("ids", "P01"));
        await first.OpenNoticeAsync();
        var before = await InputsVersionsAsync(site);
        await first.FreezeAsync();
        var after = await InputsVersionsAsync(site);
        Assert.True(after[DemoRound.Code] > before[DemoRound.Code], "The other call of the template reads what this one awards.");
        Assert.Equal(before[DemoRound.ScoredCode], after[DemoRound.ScoredCode]);
        var ranked = await first.RankingAsync();
        var kept = ranked.First(e => e.Place is not null && e.Decision != Decision.Funded
            && !e.Reasons.Any(r => r is Reason.BelowMinimum)).Application.Id;
        var awarded = ranked.First(e => e.Decision == Decision.Funded).Application.Id;
        await ShouldCountAsync(site, ranked);

        await first.ShouldRefuseAsync("officer", "library", "library", "Choose at least one", ("ids", awarded.Value));
        await first.ShouldReachAsync("officer", "library", "library", ("ids", kept.Value), ("note", "名额不足"));
        await first.ShouldRefuseAsync("officer", "library", "library", "Choose at least one", ("ids", kept.Value));
        var entry = await site.InDbAsync(db => db.Library.SingleAsync());
        await next.ShouldRefuseAsync("officer", "library", $"library/{entry.Id}/carry", "no such application", ("application", "P99"));
        var carried = await (await site.VisitAsync("officer")).PostAndOpenAsync(
            $"{next.Call}/library", $"{next.Call}/library/{entry.Id}/carry", ("application", kept.Value));
        Assert.Equal($"{next.Call}/library/{entry.Id}/undo", carried.QuerySelector(".note.good form")?.GetAttribute("action"));
        await next.ShouldRefuseAsync("officer", "library", $"library/{entry.Id}/carry", "carried over already", ("application", "P01"));
        await SetReadingAsync(site, $"{next.Call}/settings/places");

        var round = await RoundAsync(site);
        Assert.Equal($"{entry.Year}", round.Applications.Single(a => a.Id == kept).Attributes[LibraryRule.Column]);
        Assert.Equal(new LibraryRule(LibraryReading.First, "处室会议定"), round.Call.Allocation.Library);
        Assert.Contains($"{DemoRound.Code} {kept}", await (await site.VisitAsync("auditor")).ReadAsync($"{first.Call}/library"),
            StringComparison.Ordinal);
        Assert.Contains("达到最低分数线的，先于其他项目安排</strong> · 处室会议定",
            await (await site.VisitAsync("supervisor", "zh-CN")).ReadAsync($"{next.Call}/library"), StringComparison.Ordinal);
        await next.ShouldReachAsync("officer", "library", $"library/{entry.Id}/undo");
        Assert.NotEqual($"{entry.Year}",
            (await RoundAsync(site)).Applications.Single(a => a.Id == kept).Attributes.GetValueOrDefault(LibraryRule.Column));
        Assert.Equal(
            ["Entered", "Carried", "Undone"],
            (await site.FactsAsync(typeof(LibraryLife.Entered), typeof(LibraryLife.Carried), typeof(LibraryLife.Undone)))
                .Select(f => f.GetType().Name));
        await site.InDbAsync(db =>
            db.Calls.Where(c => c.Code == DemoRound.Code)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State.Stage, CallStage.Scoring)));
        await next.ShouldRefuseAsync("officer", "library", $"library/{entry.Id}/carry", "once experts score", ("application", kept.Value));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await (await site.VisitAsync("approver"))
            .PostAsync(next.Call, $"{next.Call}/library/{entry.Id}/carry", ("application", kept.Value))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("e01")).GetAsync($"{next.Call}/library")).StatusCode);
    }

    /// <summary>What the first call awarded counts in the other of the same template, unit by unit, and nothing before.</summary>
    private static async Task ShouldCountAsync(WebSite site, IReadOnlyList<RankingEntry> ranked)
    {
        var cap = new AnnualCap(
            "unit_code", new Dictionary<string, IReadOnlyList<string>> { ["category"] = ["4.2"] }, Money.Parse("3000000"), null, false);
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var settings = StoredRound.CallOf(call);
            By by = new(null, Capacity.Program, DateTime.UnixEpoch, Guid.CreateVersion7());
            StoredRound.Keep(call, settings with { AmountGroups = settings.AmountGroups with { AnnualCaps = [cap] } }, by);
            return await db.SaveChangesAsync();
        });
        var frozenIn = await site.InDbAsync(async db => Formats.ChinaDay(
            (await db.Decisions.SingleAsync(d => d.Stage == AwardStage.Final)).Notice.FrozenAt.GetValueOrDefault()).Year);
        var paid = ranked.Where(e => e.Decision == Decision.Funded).GroupBy(e => e.Application.UnitCode)
            .ToDictionary(g => g.Key, g => Money.Sum(g.Select(e => e.Amount.GetValueOrDefault())));

        var earlier = await site.InDbAsync(async db => await StoredHistory.LoadAsync(
            db, await db.Calls.SingleAsync(c => c.Code == DemoRound.Code), TestContext.Current.CancellationToken));
        var own = await site.InDbAsync(async db => await StoredHistory.LoadAsync(
            db, await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode), TestContext.Current.CancellationToken));
        var counted = EarlierAwards.Over(
            (await RoundAsync(site)).Call with { Eligibility = EligibilitySettings.Default with { AsOf = new DateOnly(frozenIn, 1, 1) } },
            (await RoundAsync(site)).Applications, earlier);

        Assert.Empty(own);
        Assert.Equal(paid, earlier.GroupBy(e => e.UnitCode).ToDictionary(g => g.Key, g => Money.Sum(g.Select(e => e.Amount))));
        Assert.All((await RoundAsync(site)).Applications, a => Assert.DoesNotContain(EarlierAwards.SummedOf(cap), a.Attributes.Keys));
        Assert.All(counted, a => Assert.Equal(
            paid.TryGetValue(a.UnitCode, out var sum) ? $"{sum}" : null, a.Attributes.GetValueOrDefault(EarlierAwards.SummedOf(cap))));
    }

    /// <summary>A reading needs its reason, which is asked for beside the field.</summary>
    private static async Task SetReadingAsync(WebSite site, string url)
    {
        var officer = await site.VisitAsync("officer");
        (string, string) save = ("act", "save"), first = ("allocation.library.reading", "first");
        var page = await Html.OpenAsync(await officer.SubmitAsync(await officer.OpenAsync(url), url, ("act", "library:")));
        var refused = await Html.OpenAsync(await officer.SubmitAsync(page, url, save, first, ("allocation.library.reason!", "")));

        Assert.Equal("Fill this in.", refused.GetElementById("allocation.library.reason-wrong")?.Words());
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await officer.SubmitAsync(refused, url, save, first, ("allocation.library.reason!", "处室会议定"))).StatusCode);
    }

    private static async Task<Dictionary<string, long>> InputsVersionsAsync(WebSite site) =>
        await site.InDbAsync(async db => await db.Calls.ToDictionaryAsync(
            c => c.Code, c => db.InputsChanges.LongCount(i => i.CallId == c.Id)));

    private static async Task<Core.Round> RoundAsync(WebSite site) =>
        await site.InDbAsync(async db =>
            await StoredRound.LoadAsync(db, await db.Calls.SingleAsync(c => c.Code == DemoRound.Code),
            TestContext.Current.CancellationToken));
}
