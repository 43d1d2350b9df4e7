using AngleSharp.Html.Dom;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Cli;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The seed of lots from sealed shares: from the settings that cite a clause to the lots in the ranking.</summary>
public sealed partial class LotteryTests : IDisposable
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;
    private const string Lottery = Call + "/lottery";

    private readonly string folder = Directory.CreateTempSubdirectory("site-lots").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Lots_FromTheClauseToTheRanking_AreThoseOfTheSealedShares()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await StandAsync(site, CallStage.Assigning, isOpen: false);
        await round.ShouldRefuseAsync("officer", "lottery", "lottery", "The call draws no lots");
        // With nine places the line falls between 76.43 and 76.42.
        var settings = JsonNode.Parse(
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.ScoredCode).Select(c => c.Settings).SingleAsync()));
        settings!["allocation"]!["quotas"]!.AsArray().Single(q => $"{q!["id"]}" == "platforms-per-year")!["max"] = "9";
        await round.ShouldReachAsync("officer", "settings", "settings/all", ("content", settings.ToJsonString()));
        await SetAsync(
            site, "scoring", ("calibration.method", "mixed-model"), ("calibration.panels", "equal-quality"),
            ("calibration.undecidedLottery", "第十二条"));
        await round.ShouldReachAsync("officer", "lottery", "lottery");
        await SealAsync(round);
        await round.ShouldRefuseAsync("officer", "lottery/1", "lottery/1/hold", "when scoring is closed", ("witness", "公证员 陈某"));
        Assert.DoesNotContain("--share", await (await site.VisitAsync("auditor")).ReadAsync($"{Lottery}/1"), StringComparison.Ordinal);

        await StandAsync(site, CallStage.Ranking, isOpen: true);
        await round.ShouldRefuseAsync("officer", "runs", "runs", "has no seed yet");
        await round.ShouldRefuseAsync("officer", "lottery/1", "lottery/1/hold", "Name the witness", ("witness", " "));
        await round.ShouldReachAsync("officer", "lottery/1", "lottery/1/hold", ("witness", "公证员 陈某"));
        await round.RunAsync();

        var call = await site.InDbAsync(db => db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode));
        var seed = StoredRound.CallOf(call).Allocation.Policy.Seed ?? "";
        var lots = (await round.RankingAsync()).SelectMany(
            e => e.Reasons.OfType<Reason.DrawnByLot>(), (e, lot) => (Code: e.Application.Id, e.Category, Lot: lot)).ToList();
        Assert.True(lots.Count > 1, $"{lots.Count} lots");
        foreach (var category in lots.GroupBy(l => l.Category))
        {
            var drawn = category.OrderBy(l => AllocationSolver.Lot(seed, l.Code), StringComparer.Ordinal).ToList();
            var expected = Enumerable.Range(1, drawn.Count).Select(place => new Reason.DrawnByLot(place, drawn.Count));
            Assert.Equal(expected, drawn.Select(l => l.Lot));
        }
        await ShouldRepeatAsync(site, seed);
        Assert.Contains("无法区分，抽签顺序第", await (await site.VisitAsync("officer", "zh-CN")).ReadAsync($"{Call}/allocation?row={lots[0].Code}"),
            StringComparison.Ordinal);
        Assert.Equal(
            [typeof(DrawLife.PoolFrozen), typeof(DrawLife.ShareSealed), typeof(DrawLife.ShareSealed), typeof(DrawLife.ShareSealed),
                typeof(DrawLife.Held)],
            (await site.FactsAsync(typeof(DrawLife.PoolFrozen), typeof(DrawLife.ShareSealed), typeof(DrawLife.Held)))
                .Select(f => f.GetType()));
        Assert.Equal(seed, Assert.IsType<DrawLife.Revealed>(Assert.Single(await site.FactsAsync(typeof(DrawLife.Revealed)))).Seed);
    }

    [Fact]
    public async Task Share_OfSomebodyWhoMayKnowTheScores_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await StandAsync(site, CallStage.Assigning, isOpen: false);
        var refused = await SetAsync(site, "places", ("allocation.policy.ties", "lottery"));
        Assert.NotEqual("", refused?.GetElementById("allocation.policy.lotteryClause-wrong")?.Words() ?? "");
        Assert.Null(await SetAsync(site, "places", ("allocation.policy.ties", "lottery"), ("allocation.policy.lotteryClause", "第十二条")));
        var settings =
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.ScoredCode).Select(c => c.Settings).SingleAsync());
        await round.ShouldRefuseAsync("officer", "settings", "settings/all", "shares that three persons seal",
            ("content", settings.Replace("\"lotteryClause\"", "\"seed\":\"mine\",\"lotteryClause\"", StringComparison.Ordinal)));
        await round.ShouldReachAsync("officer", "lottery", "lottery");
        await StandAsync(site, CallStage.Ranking, isOpen: true);

        await round.ShouldRefuseAsync("officer", "lottery/1", "lottery/1/shares", "before the scores are open", ("role", "officer"));
        await round.ShouldRefuseAsync("officer", "lottery/1", "lottery/1/hold", "all three shares", ("witness", "陈某"));
        await round.ShouldRefuseAsync("officer", "lottery", "lottery", "before the scores are open", ("reason", "again"));

        Assert.Equal(0, await site.InDbAsync(db => db.DrawShares.CountAsync()));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await (await site.VisitAsync("supervisor")).PostAsync(Call, $"{Lottery}/1/hold", ("witness", "陈某"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("finance")).GetAsync(Lottery)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("officer")).GetAsync($"{Lottery}/2")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound,
            (await (await site.VisitAsync("officer")).GetAsync($"{Call}/assignments/draws/1")).StatusCode);
    }

    /// <summary>The list, the opened shares and the command line give the seed and the bytes of the site.</summary>
    private async Task ShouldRepeatAsync(WebSite site, string seed)
    {
        var auditor = await site.VisitAsync("auditor");
        await File.WriteAllBytesAsync(Path.Combine(folder, "pool.json"), await BytesAsync($"{Lottery}/1/pool.json"),
            TestContext.Current.CancellationToken);
        var shares = Share()
            .Matches((await auditor.OpenAsync($"{Lottery}/1")).QuerySelectorAll("code").Select(c => c.TextContent)
            .Single(c => c.StartsWith("grantreview draw ", StringComparison.Ordinal)))
            .SelectMany(m => new[] { "--share", m.Groups[1].Value });

        Assert.Equal(0,
            CommandLine.Run(["draw", Path.Combine(folder, "pool.json"), "--out", Path.Combine(folder, "out"), .. shares], TextWriter.Null,
            TextWriter.Null));

        Assert.Equal(await BytesAsync($"{Lottery}/1/lots.csv"),
            await File.ReadAllBytesAsync(Path.Combine(folder, "out", "lots.csv"), TestContext.Current.CancellationToken));
        Assert.Contains(seed, await File.ReadAllTextAsync(Path.Combine(folder, "out", "draw.json"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        async Task<byte[]> BytesAsync(string url) =>
            await (await auditor.GetAsync(url))
            .EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Saves a step of the set-up; its page where it is refused.</summary>
    private static async Task<IHtmlDocument?> SetAsync(WebSite site, string step, params (string Name, string Value)[] typed)
    {
        var (officer, url) = (await site.VisitAsync("officer"), $"{Call}/settings/{step}");
        var answer = await officer.SubmitAsync(await officer.OpenAsync(url), url, ("act", "save"), typed);
        return answer.StatusCode == HttpStatusCode.Redirect ? null : await Html.OpenAsync(answer);
    }

    private static async Task SealAsync(AwardRound round)
    {
        foreach (var (person, role) in new[] { ("officer", "officer"), ("supervisor", "supervisor"), ("auditor", "third") })
        {
            await round.ShouldReachAsync(person, "lottery/1", "lottery/1/shares", ("role", role), ("secret", ""));
        }
    }

    private static async Task StandAsync(WebSite site, CallStage stage, bool isOpen)
    {
        var at = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        await site.StandAsync(DemoRound.ScoredCode, state => state with
        {
            Stage = stage, ScoringClosedAt = isOpen ? at : null, WasOpened = isOpen,
            Opening = isOpen ? new Opening(Guid.NewGuid(), Guid.NewGuid(), at) : null,
        });
    }

    [GeneratedRegex(@"--share (\w+=\w+)")]
    private static partial Regex Share();
}
