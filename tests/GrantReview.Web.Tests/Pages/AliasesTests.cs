using System.Text.RegularExpressions;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>One alias an expert, drawn at random, the same on every page; nowhere a name beside a score.</summary>
public partial class AliasesTests(RankedSite ranked) : IClassFixture<RankedSite>
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;
    private readonly WebSite site = ranked.Site;

    [Fact]
    public async Task Aliases_AreOneToN_AndCannotBeRecomputedFromWhatIsImported()
    {
        var experts = await ExpertsAsync();
        var drawn = experts.Where(e => e.Alias is not null).ToDictionary(e => e.Code, e => e.Alias?.Number ?? 0);
        var recomputed = Pseudonyms.Of([.. experts.Select(e => StoredRound.Expert(e) with { Alias = null })]);

        Assert.Equal(Enumerable.Range(1, drawn.Count), drawn.Values.Order());
        Assert.True(drawn.Count > 10);
        Assert.True(drawn.Count(d => recomputed[new(d.Key)] == d.Value) < drawn.Count / 2);
    }

    [Fact]
    public async Task PagesOfAnApplication_AndTheTrail_NameItsExpertsByTheirAliases()
    {
        var experts = await ExpertsAsync();
        var scorers = await site.InDbAsync(db => db.ScoreSheets
            .Where(s => s.State.Status == SheetStatus.Submitted && db.Applications.Any(a => a.Id == s.ApplicationId && a.Code == "P02")
                && db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.ScoredCode)).Select(s => s.ExpertId).ToListAsync());
        List<int> aliases = [.. experts.Where(e => scorers.Contains(e.Id)).Select(e => e.Alias?.Number ?? 0).Order()];
        var auditor = await site.VisitAsync("auditor");

        var ranked = await auditor.ReadAsync($"{Call}/ranking/P02");
        List<string> trail = [];
        for (var number = 0; number < 60 && trail.Count < 100; number++)
        {
            var page = await auditor.OpenAsync($"{Call}/trail?page={number}");
            trail.AddRange(page.Rows().Where(r => r.Contains("scored")).Select(r => string.Join(' ', r)));
        }

        Assert.Equal(aliases,
            Alias().Matches(ranked).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct()
            .Order());
        Assert.All(experts.Where(e => e.Alias is not null), e => Assert.DoesNotContain(e.Name, ranked, StringComparison.Ordinal));
        Assert.NotEmpty(trail);
        Assert.All(trail, row => Assert.Matches(Alias(), row));
        Assert.All(trail, row => Assert.All(experts, e => Assert.DoesNotContain(e.Name, row, StringComparison.Ordinal)));
    }

    [Theory, DatabaseData]
    public async Task Draw_ASecondTime_KeepsWhatWasDrawn(DatabaseProvider provider)
    {
        await using var own = new WebSite(provider);
        var before = await own.InDbAsync(db => db.Aliases.OrderBy(a => a.Number).Select(a => a.ExpertId).ToListAsync());

        await own.InDbAsync(async db =>
        {
            await Aliases.DrawAsync(db, await db.Calls.Where(c => c.Code == DemoRound.ScoredCode).Select(c => c.Id).SingleAsync(),
                TestContext.Current.CancellationToken);
            return await db.SaveChangesAsync();
        });

        Assert.Equal(before, await own.InDbAsync(db => db.Aliases.OrderBy(a => a.Number).Select(a => a.ExpertId).ToListAsync()));
    }

    private Task<List<ExpertRow>> ExpertsAsync() => site.InDbAsync(db => db.Experts.AsNoTracking()
        .Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.ScoredCode)).OrderBy(e => e.Code).ToListAsync());

    [GeneratedRegex(@"Expert (\d+)")]
    private static partial Regex Alias();
}
