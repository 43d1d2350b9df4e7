using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>What experts did over the years, by the calls of the officer who reads.</summary>
public class YearsTests
{
    private const string Years = "/experts/years";

    [Fact]
    public async Task Years_CountWhatAPersonDidInTheCallsOfTheReader_AndMarkWhoeverIsAskedFor()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        Assert.NotNull((await officer.OpenAsync("/calls")).QuerySelector($"a[href='{Years}']"));
        await officer.PostAsync($"/calls/{DemoRound.Code}/assignments/1", $"/calls/{DemoRound.Code}/assignments/1/deploy");
        var (name, scored) = await SubmittedAsync(site, DemoRound.ScoredCode);

        // The year before: one sheet in time, one late, one declined, one lost for a conflict.
        var next = DateTime.UtcNow.AddDays(1);
        var closes = next.AddYears(-1);
        var year = Formats.ChinaDay(next).Year;
        await site.StandAsync(DemoRound.ScoredCode, call => call with { ScoringClosesAt = next });
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = closes });
        await site.InDbAsync(async db =>
        {
            var sheets = await db.ScoreSheets.Where(s => db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)
                && db.Experts.Any(e => e.Id == s.ExpertId && e.Code == "E01")).OrderBy(s => s.Id).Take(4).ToListAsync();
            SheetState[] states =
            [
                SheetState.Opened with { Status = SheetStatus.Submitted, SubmittedAt = closes.AddHours(-1) },
                SheetState.Opened with { Status = SheetStatus.Submitted, SubmittedAt = closes.AddMinutes(1) },
                Left(Leaving.Declined, "不熟悉该领域"), Left(Leaving.Conflict, ""),
            ];
            Assert.Equal(states.Length, sheets.Count);
            foreach (var (sheet, state) in sheets.Zip(states))
            {
                db.Entry(sheet).ComplexProperty(s => s.State).CurrentValue = state;
            }
            return await db.SaveChangesAsync();
        });

        var row = await RowAsync(Years);
        Assert.Equal([$"{year - 1} {DemoRound.Code} (2), {year} {DemoRound.ScoredCode} ({scored})", $"{scored + 2}", "1"], row[2..5]);
        Assert.StartsWith("1", row[5], StringComparison.Ordinal);
        Assert.Contains($"{DemoRound.Code} 不熟悉该领域", row[5], StringComparison.Ordinal);
        Assert.Equal(["1", "0", "0", "2"], row[6..]);
        Assert.Equal("2 long in a row", (await RowAsync($"{Years}?flag=2"))[9]);
        Assert.Equal("2", (await RowAsync($"{Years}?flag=3"))[9]);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("auditor")).GetAsync(Years)).StatusCode);

        // A call that allows one year names who reviewed the year before, to its officer, while a plan is made.
        await AllowAsync(site, 1);
        var plans = $"/calls/{DemoRound.ScoredCode}/assignments";
        Assert.Contains($"E01 {name}", (await officer.OpenAsync(plans)).QuerySelector(".note.warn")?.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain(name, await (await site.VisitAsync("auditor")).ReadAsync(plans), StringComparison.Ordinal);
        await AllowAsync(site, 2);
        Assert.Null((await officer.OpenAsync(plans)).QuerySelector(".note.warn"));

        // An officer of one call alone reads nothing of the other.
        await site.InDbAsync(db => db.Grants.Where(g => g.Capacity == Core.Acts.Capacity.Officer
            && db.Calls.Any(c => c.Id == g.CallId && c.Code == DemoRound.ScoredCode)).ExecuteDeleteAsync());
        Assert.Equal($"{year - 1} {DemoRound.Code} (2)", (await RowAsync(Years))[2]);

        async Task<List<string>> RowAsync(string url) => [.. (await officer.OpenAsync(url + (url.Contains('?', StringComparison.Ordinal)
            ? "&" : "?") + $"find={Uri.EscapeDataString(name)}")).QuerySelectorAll("tbody tr")
            .Single(r => r.QuerySelector("td")?.TextContent == name).QuerySelectorAll("td").Select(c => c.Words())];
    }

    private static async Task AllowAsync(WebSite site, int years)
    {
        await site.StandAsync(DemoRound.ScoredCode, call => call with { Stage = CallStage.Assigning });
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode);
            var settings = JsonNode.Parse(call.Settings)!;
            settings["assignment"]!["mostYears"] = years;
            db.Entry(call).Property(c => c.Settings).CurrentValue = settings.ToJsonString();
            return await db.SaveChangesAsync();
        });
    }

    private static SheetState Left(Leaving why, string reason) => SheetState.Opened with
    {
        Status = SheetStatus.Suspended, Departure = new Departure(why, DateTime.UtcNow, new(reason)),
    };

    private static Task<(string Name, int Submitted)> SubmittedAsync(WebSite site, string code) => site.InDbAsync(async db =>
    {
        var expert = await db.Experts.SingleAsync(e => e.Code == "E01" && db.Calls.Any(c => c.Id == e.CallId && c.Code == code));
        return (expert.Name, await db.ScoreSheets.CountAsync(s => s.ExpertId == expert.Id && s.State.Status == SheetStatus.Submitted));
    });
}
