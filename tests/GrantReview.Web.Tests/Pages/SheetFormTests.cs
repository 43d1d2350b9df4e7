using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The whole form, as a browser without script posts it.</summary>
public partial class SheetFormTests
{
    private const string Performance = "capacity.hardware.performance";

    [Fact]
    public async Task Form_OfAStaleWindow_WritesOnlyWhatWasEditedInIt()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, url, id) = await OpenedAsync(site);
        var stale = SeenOf(await expert.ReadAsync(url));
        await expert.SendJsonAsync(url, url + "/fields",
            new { field = "OverallComment", value = "a newer comment", seen = 0, operation = Guid.NewGuid() });

        await expert.PostAsync(url, url,
            [.. stale, ($"score.{Performance}", "4,5"), ("OverallComment", ""), ("Familiarity", "Fair"), ("act", "save")]);

        var sheet = await SheetAsync(site, id);
        Assert.Equal("4.5", $"{sheet.Leaf(new(Performance)).Score}");
        Assert.Equal(("a newer comment", Familiarity.Fair), ($"{sheet.Answers.OverallComment}", sheet.Answers.Familiarity));
    }

    [Fact]
    public async Task Form_WithAnEditOverANewerOne_ShowsBothTextsAndSavesTheRest()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, url, id) = await OpenedAsync(site);
        var stale = SeenOf(await expert.ReadAsync(url));
        await expert.SendJsonAsync(url, url + "/fields",
            new { field = "OverallComment", value = "a newer comment", seen = 0, operation = Guid.NewGuid() });

        var answer = await expert.PostAndReadAsync(
            url, url,
            [.. stale, ($"score.{Performance}", "6"), ("OverallComment", "an older comment"), ("Familiarity", "Fair"), ("act", "submit")]);

        Assert.Contains("a newer comment", answer, StringComparison.Ordinal);
        Assert.Contains("an older comment", answer, StringComparison.Ordinal);
        Assert.Contains("value=\"6\"", answer, StringComparison.Ordinal);
        Assert.Contains("From 0 to 5.", answer, StringComparison.Ordinal);
        var sheet = await SheetAsync(site, id);
        Assert.Equal(("a newer comment", Familiarity.Fair), ($"{sheet.Answers.OverallComment}", sheet.Answers.Familiarity));
        Assert.Equal(SheetStatus.Open, sheet.State.Status);
    }

    /// <summary>
    /// A column that the call does not define, like an id number in a file of the office, is no expert's business; nor is a personal field.
    /// </summary>
    [Fact]
    public async Task Sheet_OfAnExpert_SaysFieldsInWords_AndNothingThatIsNoField()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.InDbAsync(async db =>
        {
            await foreach (var application in db.Applications.AsAsyncEnumerable())
            {
                db.Entry(application).Property(a => a.Attributes).CurrentValue =
                    application.Attributes.Insert(1, "\"pi_passport\":\"X1234567\",");
            }
            var row = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var settings = JsonNode.Parse(row.Settings)!;
            settings["fields"]!.AsArray().Single(f => (string?)f!["code"] == "jobs")!["personal"] = true;
            db.Entry(row).Property(c => c.Settings).CurrentValue = settings.ToJsonString();
            return await db.SaveChangesAsync();
        });
        var (expert, url, _) = await OpenedAsync(site);

        var page = await expert.ReadAsync(url);

        Assert.Matches("<dt>Service income of the year before</dt><dd>[0-9]{1,3}(,[0-9]{3})+ yuan</dd>", page);
        Assert.Matches("computed from Share of domestic IT = [0-9]+%", page);
        Assert.Matches("<dt>Small or medium-sized company</dt><dd>(yes|no)</dd>", page);
        Assert.Contains("<dt>Tax rate included</dt><dd>6%</dd>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("X1234567", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>Jobs</dt>", page, StringComparison.Ordinal);
    }

    /// <summary>The same blanks count on the sheet, in my work, in all mine and on the officer's grid; each is led to.</summary>
    [Fact]
    public async Task Submission_WithARequiredAnswerBlank_IsRefused_AndLeadsToItsField()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await FillAsync(expert, url, "save", except: "OverallComment");

        var refused = await FillAsync(expert, url, "submit", except: "OverallComment");

        var gaps = refused.QuerySelectorAll(".gaps a");
        Assert.Equal(["#OverallComment", "#OverallComment"], gaps.Select(g => g.GetAttribute("href")));
        Assert.NotNull(refused.QuerySelector("form#sheet .gaps a"));
        Assert.Equal("textarea", refused.GetElementById("OverallComment")?.LocalName);
        Assert.Equal("1 missing", refused.GetElementById("missing")?.TextContent);
        Assert.Equal("1 missing", await InWorkAsync());
        Assert.Equal("1 missing", await InAllAsync());
        Assert.Equal("started · 1 missing", await OnGridAsync());

        await FillAsync(expert, url, "save");

        Assert.Equal(("complete", "complete", "filled in, not submitted"), (await InWorkAsync(), await InAllAsync(), await OnGridAsync()));
        Assert.Equal("complete", (await expert.OpenAsync(url)).GetElementById("missing")?.TextContent);
        var confirm = await expert.PostAndOpenAsync(url, url, ("act", "submit"));
        Assert.Equal([$"{sheets[0].Id}"], confirm.Fields("sheet"));
        Assert.NotEqual("—", Assert.Single(confirm.Rows())[3]);
        Assert.Equal(SheetStatus.Open, (await SheetAsync(site, sheets[0].Id)).State.Status);
        await expert.SubmitAsync(confirm, $"/my-work/{DemoRound.Code}/submit", ("act", "submit"));
        Assert.Equal(SheetStatus.Submitted, (await SheetAsync(site, sheets[0].Id)).State.Status);

        async Task<string?> InWorkAsync() => (await expert.OpenAsync("/my-work")).QuerySelectorAll("tbody tr")
            .Single(r => r.QuerySelector($"a[href='{url}']") is not null).QuerySelector("td[data-th='Filled in']")?.TextContent;
        async Task<string?> InAllAsync() =>
            (await expert.OpenAsync($"/my-work/{DemoRound.Code}/all")).QuerySelector($"tfoot [data-sheet='{sheets[0].Id}']")?.Words();
        async Task<string?> OnGridAsync()
        {
            var code =
                await site.InDbAsync(db => db.Applications.Where(a => a.Id == sheets[0].ApplicationId).Select(a => a.Code).SingleAsync());
            var grid = await (await site.VisitAsync("officer")).OpenAsync($"/calls/{DemoRound.Code}/progress/grid?1.find=E12");
            return grid.QuerySelector($"tbody a[title^='{code} ']")?.Words()[1..];
        }
    }

    [Fact]
    public async Task Resubmission_AfterAReturn_KeepsTheFirstPointsBesideTheNew()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await FillAsync(expert, url, "submit");
        var progress = $"/calls/{DemoRound.Code}/progress";
        await (await site.VisitAsync("officer")).PostAsync(progress, $"{progress}/{sheets[0].Id}/return",
            ("defect", "MissingReason"), ("reason", "x"));

        await expert.SendJsonAsync(url, url + "/fields",
            new { field = $"score.{Performance}", value = "4.5", seen = 1, operation = Guid.NewGuid() });
        var confirm = await expert.PostAndOpenAsync(url, url, ("act", "submit"));
        await expert.SubmitAsync(confirm, $"/my-work/{DemoRound.Code}/submit", ("act", "submit"));

        var editions = await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => s.Id == sheets[0].Id).SelectMany(s => s.Editions).OrderBy(e => e.Edition).ToListAsync());
        Assert.Equal([(1, "1"), (2, "4.5")],
            editions.Select(e => (e.Edition, (string?)JsonNode.Parse(e.Scores)?[Performance] ?? "")));
        Assert.True(editions[0].SubmittedAt < editions[1].SubmittedAt);
    }

    /// <summary>
    /// Answers every field of a sheet as a browser without script would, confirms what is to be submitted, and opens what comes back.
    /// </summary>
    public static async Task<IHtmlDocument> FillAsync(Visitor expert, string url, string act, string? except = null)
    {
        var page = await expert.OpenAsync(url);
        var seen = page.Form(url).Where(f => f.Name.StartsWith("seen.", StringComparison.Ordinal)).ToList();
        var answers = seen.Select(s => s.Name["seen.".Length..]).Where(f => f != except).Select(f => (f, f switch
        {
            "OverallComment" => "a comment",
            nameof(Familiarity) => nameof(Familiarity.Fair),
            nameof(Recommendation) => nameof(Recommendation.Fund),
            _ when f.StartsWith("reason.", StringComparison.Ordinal) => "",
            _ => page.QuerySelector($"input[type=radio][name='{f}']") is null ? "1" : "#0",
        }));
        var next = await expert.PostAndOpenAsync(url, url, [.. seen, .. answers, ("act", act)]);
        return next.QuerySelector("main form[action$='/submit']")?.GetAttribute("action") is { } confirm
            ? await Html.OpenAsync(await expert.SubmitAsync(next, confirm, ("act", act))) : next;
    }

    private static async Task<(Visitor Expert, string Url, Guid Id)> OpenedAsync(WebSite site)
    {
        var (expert, sheets) = await SheetsAsync(site);
        return (expert, $"/sheets/{sheets[0].Id}", sheets[0].Id);
    }

    /// <summary>The plan is deployed and an expert has declared: the expert, and the own sheets by application.</summary>
    public static async Task<(Visitor Expert, IReadOnlyList<(Guid Id, Guid ApplicationId)> Sheets)> SheetsAsync(WebSite site)
    {
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"/calls/{DemoRound.Code}/assignments/1", $"/calls/{DemoRound.Code}/assignments/1/deploy");
        var sheets = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            join a in db.Applications on s.ApplicationId equals a.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            orderby a.Code
            select new { s.Id, s.ApplicationId }).ToListAsync());
        var expert = await site.VisitAsync("e12");
        var declare = $"/my-work/{DemoRound.Code}/declare";
        await expert.PostAsync(declare, declare, [.. sheets.Select(s => ($"Competence[{s.ApplicationId}]", "high")), ("Undertaking", "1")]);
        return (expert, [.. sheets.Select(s => (s.Id, s.ApplicationId))]);
    }

    private static Task<ScoreSheetRow> SheetAsync(WebSite site, Guid id) =>
        site.InDbAsync(db => db.ScoreSheets.AsNoTracking().Include(s => s.Leaves).SingleAsync(s => s.Id == id));

    private static List<(string Name, string Value)> SeenOf(string page) =>
        [.. Seen().Matches(page).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    [GeneratedRegex("name=\"(seen\\.[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex Seen();
}
