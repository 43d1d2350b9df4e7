using System.Net;
using System.Text.RegularExpressions;
using GrantReview.Cli;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Experts by lot: what the site draws, the command line draws again.</summary>
public sealed partial class DrawsTests : IDisposable
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Draws = Call + "/assignments/draws";
    private static readonly string OfficersSecret = new string('o', 20) + "-" + new string('p', 20);

    private readonly string folder = Directory.CreateTempSubdirectory("site-draw").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Draw_RepeatedByTheCommandLine_GivesTheSameExperts()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await SealedAsync(site);
        var run = await officer.RunAsync($"{Draws}/1", $"{Draws}/1/hold", ("witness", "公证员 陈某"));
        Assert.Equal($"{Draws}/1", (await officer.GetAsync(run)).Headers.Location?.ToString());

        var drawn = await BytesAsync(officer, $"{Draws}/1/draw.csv");
        await File.WriteAllBytesAsync(Path.Combine(folder, "pool.json"), await BytesAsync(officer, $"{Draws}/1/pool.json"),
            TestContext.Current.CancellationToken);
        await site.InDbAsync(db =>
            db.Calls.Where(c => c.Code == DemoRound.Code)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State.Stage, CallStage.PublicNotice)));
        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/reveal");
        var page = await (await site.VisitAsync("auditor")).OpenAsync($"{Draws}/1");
        var shares = Share()
            .Matches(page.QuerySelectorAll("code").Select(c => c.TextContent)
            .Single(c => c.StartsWith("grantreview draw ", StringComparison.Ordinal))).Select(m => m.Groups[1].Value).ToList();
        var code = CommandLine.Run(
            ["draw", Path.Combine(folder, "pool.json"), "--out", Path.Combine(folder, "out"),
            .. shares.SelectMany(s => new[] { "--share", s })], TextWriter.Null, TextWriter.Null);

        Assert.Equal(3, shares.Count);
        Assert.Contains($"officer={OfficersSecret}", shares);
        Assert.Equal(0, code);
        Assert.Equal(drawn, await File.ReadAllBytesAsync(Path.Combine(folder, "out", "draw.csv"), TestContext.Current.CancellationToken));
        var row = await site.InDbAsync(db => db.Draws.SingleAsync());
        Assert.Equal((row.PoolHash, "公证员 陈某"),
            (System.Text.Json.Nodes.JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, "out", "draw.json"), TestContext.Current.CancellationToken))?[
            "poolHash"]?.ToString(), row.State.Witness?.Text));
        var pairs = await site.InDbAsync(db => (
            from p in db.Assignments
            join a in db.Applications on p.ApplicationId equals a.Id
            join e in db.Experts on p.ExpertId equals e.Id
            where p.PlanId == row.State.Plan
            select a.Code + "," + e.Code).ToListAsync());
        Assert.Equal(System.Text.Encoding.UTF8.GetString(drawn).TrimStart('\uFEFF')
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => l.EndsWith(",drawn", StringComparison.Ordinal)).Select(l => l.Split(',')).Select(l => $"{l[0]},{l[2]}").Order(),
            pairs.Order());
        Assert.DoesNotContain("The plan does not keep the rules", await officer.ReadAsync($"{Call}/assignments/2"),
            StringComparison.Ordinal);
        Assert.Equal(
            [typeof(DrawLife.PoolFrozen), typeof(DrawLife.ShareSealed), typeof(DrawLife.ShareSealed), typeof(DrawLife.ShareSealed),
                typeof(DrawLife.Held), typeof(DrawLife.Revealed)],
            (await site.FactsAsync(Kinds)).Select(f => f.GetType()));
    }

    [Fact]
    public async Task Share_IsReadByItsOwnerAlone_BeforeTheSeedIsRevealed()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await SealedAsync(site);
        var supervisor = await site.VisitAsync("supervisor");

        Assert.Contains(OfficersSecret, await officer.ReadAsync($"{Draws}/1"), StringComparison.Ordinal);
        Assert.DoesNotContain(OfficersSecret, await supervisor.ReadAsync($"{Draws}/1"), StringComparison.Ordinal);
        Assert.DoesNotContain(OfficersSecret, await supervisor.ReadAsync($"{Draws}/1/pool.json"), StringComparison.Ordinal);
        var rows = await site.InDbAsync(db => db.DrawShares.ToListAsync());
        Assert.All(rows, r => Assert.DoesNotContain(OfficersSecret, r.Secret, StringComparison.Ordinal));
        await officer.RunAsync($"{Draws}/1", $"{Draws}/1/hold", ("witness", "陈某"));
        Assert.DoesNotContain(OfficersSecret, await supervisor.ReadAsync($"{Draws}/1"), StringComparison.Ordinal);
        Assert.Contains("the seed is revealed when the call makes its experts known",
            await officer.PostAndReadAsync($"{Draws}/1", $"{Draws}/1/reveal"), StringComparison.OrdinalIgnoreCase);
        Assert.Null((await site.InDbAsync(db => db.Draws.SingleAsync())).State.RevealedAt);
        Assert.All(await site.InDbAsync(db => db.Facts.Select(f => f.Content).ToListAsync()),
            f => Assert.DoesNotContain(OfficersSecret, System.Text.Encoding.UTF8.GetString(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Share_OnceSealed_IsNeverChanged()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await SealedAsync(site);
        var before = await site.InDbAsync(db => db.DrawShares.AsNoTracking().SingleAsync(s => s.Part == SeedPart.Officer));

        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "officer"), ("secret", new string('x', 40)));
        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "third"), ("secret", new string('x', 40)));

        Assert.Equal(before.Commitment,
            (await site.InDbAsync(db => db.DrawShares.AsNoTracking().SingleAsync(s => s.Part == SeedPart.Officer))).Commitment);
        Assert.Equal(3, await site.InDbAsync(db => db.DrawShares.CountAsync()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InDbAsync(async db =>
        {
            db.Entry(await db.DrawShares.SingleAsync(s => s.Part == SeedPart.Officer)).Property(s => s.UserId).CurrentValue =
                Guid.NewGuid();
            return await db.SaveChangesAsync();
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => site.InDbAsync(async db =>
        {
            db.Entry(await db.Draws.SingleAsync()).Property(d => d.Pool).CurrentValue = "{}";
            return await db.SaveChangesAsync();
        }));
    }

    [Fact]
    public async Task Hold_WithoutAllSharesOrAWitness_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Draws, Draws, ("substitutes", "2"));
        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "officer"), ("secret", "short"));
        Assert.Equal(0, await site.InDbAsync(db => db.DrawShares.CountAsync()));

        var refused = await officer.PostAndReadAsync($"{Draws}/1", $"{Draws}/1/hold", ("witness", "陈某"));
        Assert.Contains("when all three shares are sealed", refused, StringComparison.Ordinal);
        await SealAsync(site, officer);
        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/hold", ("witness", " "));

        Assert.Equal(DrawStatus.Sealing, (await site.InDbAsync(db => db.Draws.SingleAsync())).State.Status);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await (await site.VisitAsync("auditor")).PostAsync(Call, $"{Draws}/1/hold", ("witness", "陈某"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("e01")).GetAsync($"{Draws}/1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync($"{Draws}/9")).StatusCode);
    }

    [Fact]
    public async Task SecondDraw_NeedsAReasonAndTheSupervisor()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await SealedAsync(site);
        await officer.RunAsync($"{Draws}/1", $"{Draws}/1/hold", ("witness", "陈某"));

        Assert.Contains("Give a reason.", await officer.PostAndReadAsync(Draws, Draws, ("substitutes", "2")), StringComparison.Ordinal);
        Assert.Equal(1, await site.InDbAsync(db => db.Draws.CountAsync()));
        await officer.PostAsync(Draws, Draws, ("substitutes", "3"), ("reason", "two experts fell ill"));
        await officer.PostAsync($"{Draws}/2", $"{Draws}/2/shares", ("role", "officer"));
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.PostAsync(Call, $"{Draws}/2/allow", ("allow", "true"))).StatusCode);
        Assert.Equal(DrawStatus.Requested, (await site.InDbAsync(db => db.Draws.SingleAsync(d => d.Number == 2))).State.Status);
        var supervisor = await site.VisitAsync("supervisor", "zh-CN");
        Assert.Contains("申请再次抽取，理由：two experts fell ill", await supervisor.ReadAsync($"{Draws}/2"), StringComparison.Ordinal);
        await supervisor.PostAsync($"{Draws}/2", $"{Draws}/2/allow", ("allow", "true"));

        await officer.PostAsync($"{Draws}/2", $"{Draws}/2/shares", ("role", "officer"));
        Assert.Single(
            await site.InDbAsync(db => db.DrawShares.Where(s => db.Draws.Any(d => d.Id == s.DrawId && d.Number == 2)).ToListAsync()));
        Assert.Single(await site.FactsAsync(typeof(DrawLife.Allowed)));
        Assert.Equal("two experts fell ill", (await site.InDbAsync(db => db.Draws.SingleAsync(d => d.Number == 2))).State.Reason.Text);
    }

    private static Type[] Kinds =>
        [typeof(DrawLife.PoolFrozen), typeof(DrawLife.ShareSealed), typeof(DrawLife.Held), typeof(DrawLife.Revealed)];

    private static async Task<Visitor> SealedAsync(WebSite site)
    {
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Draws, Draws, ("substitutes", "2"));
        await SealAsync(site, officer);
        return officer;
    }

    private static async Task SealAsync(WebSite site, Visitor officer)
    {
        await officer.PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "officer"), ("secret", OfficersSecret));
        await (await site.VisitAsync("supervisor")).PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "supervisor"), ("secret", ""));
        await (await site.VisitAsync("auditor")).PostAsync($"{Draws}/1", $"{Draws}/1/shares", ("role", "third"), ("secret", ""));
    }

    private static async Task<byte[]> BytesAsync(Visitor visitor, string url) =>
        await (await visitor.GetAsync(url)).EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    [GeneratedRegex(@"--share (\S+)")]
    private static partial Regex Share();
}
