using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// What an expert sees of the own work: the reading order, all scores side by side, the history, the paper and the receipt.
/// </summary>
public class OwnScoresTests
{
    private const string Performance = "capacity.hardware.performance";
    private const string Veto = "capacity.software.reliability";

    [Fact]
    public async Task OwnWork_StandsInTheReadingOrder_ThatTheRecordKeeps()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var places = await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => s.State.Position != null).ToDictionaryAsync(s => s.Id, s => s.State.Position ?? 0));
        List<Guid> order = [.. sheets.Select(s => s.Id).OrderBy(s => places[s])];

        var work = await expert.OpenAsync("/my-work");
        var first = await expert.OpenAsync($"/sheets/{order[0]}");
        var last = await expert.OpenAsync($"/sheets/{order[^1]}");

        Assert.Equal(Enumerable.Range(1, sheets.Count), places.Values.Order());
        Assert.Equal(order.Select(s => $"/sheets/{s}"),
            work.QuerySelectorAll("tbody a").Take(order.Count).Select(a => a.GetAttribute("href")));
        Assert.Equal($"/sheets/{order[0]}", work.QuerySelector("main a.primary")?.GetAttribute("href"));
        Assert.Equal((null, $"/sheets/{order[1]}"), (Link(first, "prev"), Link(first, "next")));
        Assert.Equal(($"/sheets/{order[^2]}", null), (Link(last, "prev"), Link(last, "next")));
        Assert.Equal(places.Values.Order(),
            (await site.FactsAsync(typeof(SheetLife.Placed))).Cast<SheetLife.Placed>().Select(p => p.Position).Order());

        static string? Link(AngleSharp.Html.Dom.IHtmlDocument page, string rel) =>
            page.QuerySelector($"a[rel={rel}]")?.GetAttribute("href");
    }

    [Fact]
    public async Task Scores_OfTheOwnSheets_StandSideBySide_WithTheirHistoryAndAsAPaper()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await SaveAsync($"score.{Performance}", "4", 0);
        await SaveAsync($"score.{Performance}", "3.5", 1);
        await SaveAsync($"reason.{Performance}", "a reason\nof two lines", 0);

        var all = await expert.OpenAsync($"/my-work/{DemoRound.Code}/all");
        var history = await expert.OpenAsync(url + "/history");
        var link = (await expert.OpenAsync(url)).QuerySelector($"[data-leaf='{Performance}'] a[href*='/history']")?.GetAttribute("href");
        var leaf = await expert.OpenAsync(link ?? "");
        var paper = await expert.OpenAsync(url + "/print");

        var row = all.Rows().Single(r => r.Contains("3.5"));
        Assert.Equal((1, sheets.Count - 1), (row.Count(c => c == "3.5"), row.Count(c => c == "blank")));
        // Written again within two minutes, a field stands once; its own page has all that was written of it.
        Assert.Equal(["a reason of two lines", "3.5"], history.Rows().Take(2).Select(r => r[2]));
        Assert.Contains("and 1 more just before", history.Rows()[1][1], StringComparison.Ordinal);
        Assert.Equal(["a reason of two lines", "3.5", "4"], leaf.Rows().Select(r => r[2]));
        Assert.Matches("^[0-9-]{10} [0-9:]{8}$", leaf.Rows()[0][0]);
        Assert.Empty(paper.QuerySelectorAll("code.break, .printed p code"));
        Assert.Contains(paper.Rows(), r => r[1] == "3.5 / 5" && r[2] == "a reason of two lines");
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(url + "/history")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(url + "/print")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync(url + "/receipt")).StatusCode);

        async Task SaveAsync(string field, string value, int seen) =>
            Assert.Equal(HttpStatusCode.OK,
                (await expert.SendJsonAsync(url, url + "/fields", new { field, value, seen, operation = Guid.NewGuid() })).StatusCode);
    }

    /// <summary>
    /// An edit as any other: held against what the page showed, kept beside the rest, and no longer once the sheet is closed.
    /// </summary>
    [Fact]
    public async Task Restore_OfAnEarlierValue_IsAnEdit_AndOverwritesNothingUnseen()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await SaveAsync("OverallComment", "the first words", 0);
        await SaveAsync("OverallComment", "other words", 1);
        await SaveAsync($"score.{Performance}", "4", 0);
        await SaveAsync($"score.{Performance}", "2", 1);
        string scores = $"{url}/history?field={Performance}", comments = url + "/history?field=OverallComment";
        Assert.Empty((await expert.OpenAsync(url + "/history")).QuerySelectorAll("main form[action*='/history/']"));
        var score = OfRow(await expert.OpenAsync(scores), "4");
        var comment = OfRow(await expert.OpenAsync(comments), "the first words");

        Assert.Contains("is again what it was", (await RestoreAsync(score)).Done(), StringComparison.Ordinal);
        await SaveAsync("OverallComment", "words of another device", 2);
        Assert.Contains("changed elsewhere", (await RestoreAsync(comment)).Refused(), StringComparison.Ordinal);

        var sheet = await expert.OpenAsync(url);
        Assert.Equal(("4", "words of another device"), (sheet.Field($"score.{Performance}"), sheet.Field("OverallComment")));
        var after = await expert.OpenAsync(comments);
        Assert.Equal(["words of another device", "other words", "the first words"], after.Rows().Select(r => r[2]));
        Assert.Equal(["4", "2", "4"], (await expert.OpenAsync(scores)).Rows().Select(r => r[2]));
        Assert.Equal("the first words",
            (await expert.OpenAsync(url)) is not null && (await RestoreAsync(OfRow(after, "the first words"))).Done().Length > 0
                ? (await expert.OpenAsync(url)).Field("OverallComment") : "");
        Assert.Equal(HttpStatusCode.NotFound,
            (await (await site.VisitAsync("e01")).PostAsync("/my-work", score.Url, ("seen", "3"))).StatusCode);
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = DateTime.UtcNow.AddMinutes(-1) });
        Assert.Empty((await expert.OpenAsync(scores)).QuerySelectorAll("main form[action*='/history/']"));
        Assert.Contains("Scoring closed at", (await RestoreAsync(score)).Refused(), StringComparison.Ordinal);

        Task<IHtmlDocument> RestoreAsync((string Url, string Seen) row) =>
            expert.PostAndOpenAsync(url + "/history", row.Url, ("seen", row.Seen), ("field", Performance));
        async Task SaveAsync(string field, string value, int seen) =>
            Assert.Equal(HttpStatusCode.OK,
                (await expert.SendJsonAsync(url, url + "/fields", new { field, value, seen, operation = Guid.NewGuid() })).StatusCode);
        static (string Url, string Seen) OfRow(IHtmlDocument history, string value)
        {
            var form =
                history.QuerySelectorAll("tbody tr").Last(r => r.QuerySelector("td.wide")?.TextContent == value).QuerySelector("form")
                ?? throw new InvalidOperationException($"{value} cannot be restored.");
            return (form.GetAttribute("action") ?? "", form.QuerySelector("input[name=seen]")?.GetAttribute("value") ?? "");
        }
    }

    /// <summary>A comment that is edited writes one fact an edit, its words once beside it; what changes nothing writes nothing.</summary>
    [Fact]
    public async Task LongComment_EditedTenTimes_WritesTenShortFacts_AndItsWordsOnceEach()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        var token = await expert.TokenAsync(url);
        var start = await site.InDbAsync(db => db.Facts.MaxAsync(f => f.Id));
        var words = Enumerable.Range(0, 10).Select(i => new string('评', 456) + $"第{i}次修改。").ToList();
        foreach (var (text, i) in words.Select((w, i) => (w, i)))
        {
            var edit = new { field = "OverallComment", value = text, seen = i, operation = Guid.NewGuid() };
            Assert.Equal(HttpStatusCode.OK, await SendAsync(edit));
            Assert.Equal(HttpStatusCode.OK, await SendAsync(edit));
            Assert.Equal(HttpStatusCode.OK, await SendAsync(edit with { seen = i + 1, operation = Guid.NewGuid() }));
        }

        var facts = await site.InDbAsync(db =>
            db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.Id > start).OrderBy(f => f.Id).ToListAsync());
        Assert.Equal(10, facts.Count);
        Assert.Equal(words, facts.Select(f => Assert.Single(f.Texts).Text));
        Assert.All(facts, f => Assert.InRange(f.Content.Length + f.Salt.Length, 1, 400));
        Assert.Equal(10, (await expert.OpenAsync(url + "/history?field=OverallComment")).Rows()
            .Count(r => r[2].StartsWith("评评", StringComparison.Ordinal)));

        async Task<HttpStatusCode> SendAsync(object edit) =>
            (await expert.SendAsync(token, url + "/fields", JsonContent.Create(edit))).StatusCode;
    }

    /// <summary>After the deadline nothing is offered that would be refused, and a refusal says what is the case.</summary>
    [Fact]
    public async Task Work_OffersWhatCanBeDone_AndARefusalSaysWhyNot()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var (done, open) = ($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[1].Id}");
        await SheetFormTests.FillAsync(expert, done, "submit");
        Assert.Equal(("Look", "Score"), await OffersAsync());

        Assert.Contains("submitted and locked", await RefusedAsync(done), StringComparison.Ordinal);
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = DateTime.UtcNow.AddMinutes(-1) });

        Assert.Equal(("Look", "Look"), await OffersAsync());
        Assert.Empty((await expert.OpenAsync("/my-work")).QuerySelectorAll("main a.primary"));
        Assert.Empty((await expert.OpenAsync($"/my-work/{DemoRound.Code}/all")).QuerySelectorAll("input[name=sheet]"));
        Assert.Contains("Scoring closed at", await RefusedAsync(open), StringComparison.Ordinal);

        async Task<(string?, string?)> OffersAsync()
        {
            var work = await expert.OpenAsync("/my-work");
            return (Offer(done), Offer(open));

            string? Offer(string url) => work.QuerySelector($"td a[href='{url}']")?.FirstChild?.TextContent;
        }
        async Task<string> RefusedAsync(string url)
        {
            var edit = new { field = "OverallComment", value = "later", seen = 1, operation = Guid.NewGuid() };
            var answer = await expert.SendJsonAsync(url, url + "/fields", edit);
            Assert.Equal(HttpStatusCode.Locked, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What arrives within the call's minutes of grace is taken, and the sheet says until when.</summary>
    [Fact]
    public async Task Edit_WithinTheGraceAfterTheDeadline_IsTaken_AndAfterItRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.InDbAsync(async db =>
        {
            var row = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var settings = JsonNode.Parse(row.Settings)!;
            settings["scoring"]!["graceMinutes"] = 30;
            db.Entry(row).Property(c => c.Settings).CurrentValue = settings.ToJsonString();
            return await db.SaveChangesAsync();
        });
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";

        var closed = DateTime.UtcNow.AddMinutes(-5);
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = closed });
        var said = (await expert.OpenAsync(url)).QuerySelector("#closes")?.TextContent ?? "";
        var offered = (await expert.OpenAsync("/my-work")).QuerySelectorAll("td a.primary").Length;
        var taken = await SaveAsync(0);
        await site.StandAsync(DemoRound.Code, call => call with { ScoringClosesAt = DateTime.UtcNow.AddMinutes(-31) });

        Assert.Contains($"{Formats.Instant(closed)} (grace until {Formats.Clock(closed.AddMinutes(30))})", said, StringComparison.Ordinal);
        Assert.Equal((sheets.Count, HttpStatusCode.OK, HttpStatusCode.Locked), (offered, taken, await SaveAsync(1)));

        async Task<HttpStatusCode> SaveAsync(int seen) => (await expert.SendJsonAsync(url, url + "/fields",
            new { field = "OverallComment", value = $"words {seen}", seen, operation = Guid.NewGuid() })).StatusCode;
    }

    /// <summary>One list is confirmed; each sheet is an act with a receipt of its own, and what one refuses holds no other up.</summary>
    [Fact]
    public async Task Submission_OfChosenSheets_IsConfirmedOnce_AndEachDecidesForItself()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await AlikeWithAVetoAsync(site);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        foreach (var sheet in sheets.Take(3))
        {
            await SheetFormTests.FillAsync(expert, $"/sheets/{sheet.Id}", "save");
        }
        var failed = $"/sheets/{sheets[2].Id}";
        foreach (var (field, value) in new[] { ($"score.{Veto}", "#1"), ($"reason.{Veto}", "it fell over") })
        {
            await expert.SendJsonAsync(failed, failed + "/fields", new
            {
                field, value, seen = field.StartsWith("score", StringComparison.Ordinal) ? 1 : 0, operation = Guid.NewGuid(),
            });
        }
        var (all, submit) = ($"/my-work/{DemoRound.Code}/all", $"/my-work/{DemoRound.Code}/submit");
        // Of three sheets that are filled in alike, one failed the veto.
        var codes = await site.InDbAsync(db => db.Applications.Where(a => sheets.Select(s => s.ApplicationId).Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => a.Code));
        var tied = (await expert.OpenAsync(all)).QuerySelectorAll("main p .state").Select(s => s.TextContent)
            .Single(s => s.StartsWith("Equal totals: ", StringComparison.Ordinal));
        Assert.Equal(
            sheets.Take(2).Select(s => codes[s.ApplicationId]).Order(), tied["Equal totals: ".Length..].Split(", ").Order());
        var choices = (await expert.OpenAsync(all)).QuerySelectorAll<IHtmlInputElement>("input[name=sheet]").ToList();
        Assert.Equal(sheets.Select(s => $"{s.Id}").Order(), choices.Select(c => c.Value).Order());
        Assert.Equal(sheets.Take(3).Select(s => $"{s.Id}").Order(),
            choices.Where(c => c.IsChecked && !c.IsDisabled).Select(c => c.Value).Order());

        var list = await expert.OpenAsync($"{submit}?{string.Join('&', sheets.Take(4).Select(s => $"sheet={s.Id}"))}");
        Assert.Equal(3, list.Fields("sheet").Count);
        Assert.Single(list.Rows(), r => r[^1].Contains("Still missing", StringComparison.Ordinal));
        Assert.Contains(list.Rows(), r => r[3] != "—");
        Assert.Equal([codes[sheets[2].ApplicationId]],
            list.Rows().Where(r => r[5] == "Reliability").Select(r => r[0].Split(' ')[0]));
        await expert.SendJsonAsync(all, $"/sheets/{sheets[1].Id}/fields",
            new { field = "OverallComment", value = "changed after the list was shown", seen = 1, operation = Guid.NewGuid() });
        var done = await Html.OpenAsync(await expert.SubmitAsync(list, submit, ("act", "submit")));

        Assert.Equal(2, done.QuerySelectorAll("a[href$='/receipt']").Length);
        Assert.Contains("changed this sheet meanwhile",
            Assert.Single(done.Rows(), r => r[^1].StartsWith("not submitted", StringComparison.Ordinal))[^1],
            StringComparison.Ordinal);
        var submitted = await site.InDbAsync(db => db.ScoreSheets.Where(s => s.State.Status == SheetStatus.Submitted
            && sheets.Select(x => x.Id).Contains(s.Id)).Select(s => s.Id).ToListAsync());
        Assert.Equal(new[] { sheets[0].Id, sheets[2].Id }.Order(), submitted.Order());
        Assert.Equal(2, await site.InDbAsync(db => db.Facts.Where(f => submitted.Contains(f.SubjectId) && f.Kind == "Sheet.Submitted")
            .Select(f => f.ActId).Distinct().CountAsync()));
        Assert.All(submitted, s => Assert.Equal(HttpStatusCode.OK, expert.GetAsync($"/sheets/{s}/receipt").Result.StatusCode));
        Assert.Empty((await expert.OpenAsync(submit)).QuerySelectorAll("main form"));
    }

    /// <summary>No figure tells the applications apart, and one indicator is a veto.</summary>
    private static Task<int> AlikeWithAVetoAsync(WebSite site) => site.InDbAsync(async db =>
    {
        foreach (var tree in await db.IndicatorTrees.AsNoTracking().ToListAsync())
        {
            var content = JsonNode.Parse(tree.Content)!;
            foreach (var leaf in content["indicators"]!.AsArray().OfType<JsonObject>())
            {
                leaf["kind"] = (string?)leaf["code"] == Veto ? "veto" : leaf["kind"]?.DeepClone();
            }
            var changed = content.ToJsonString();
            await db.IndicatorTrees.Where(t => t.Id == tree.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Content, changed));
        }
        foreach (var application in await db.Applications.ToListAsync())
        {
            var columns = JsonNode.Parse(application.Attributes)!;
            foreach (var figure in new[] { "domestic_it_percent", "service_income_net", "jobs" })
            {
                columns[figure] = "50";
            }
            db.Entry(application).Property(a => a.Attributes).CurrentValue = columns.ToJsonString();
        }
        return await db.SaveChangesAsync();
    });

    /// <summary>The hash on the receipt is the one that the chain of the record is built from.</summary>
    [Fact]
    public async Task ReceiptAndPaper_OfASubmission_NameItsFact()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var sheet = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.ScoredCode && e.Code == "E01" && s.State.Status == SheetStatus.Submitted
            select s.Id).FirstAsync());
        await site.InDbAsync(db => RecordSeal.SealAsync(db, TestContext.Current.CancellationToken));

        var page = await (await site.VisitAsync("e01")).OpenAsync($"/sheets/{sheet}/receipt");

        var kind = FactJson.KindOf(typeof(SheetLife.Submitted));
        var fact = await site.InDbAsync(db => db.Facts.SingleAsync(f => f.SubjectId == sheet && f.Kind == kind));
        // As the specification of the record has it, from what the database keeps.
        var hash = Convert.ToHexStringLower(SHA256.HashData([.. fact.Salt, .. FactJson.Whole(fact)]));
        var codes = page.QuerySelectorAll("code").Select(c => c.TextContent).ToList();
        Assert.Equal([$"{fact.ActId}", hash], codes);
        var paper = await (await site.VisitAsync("e01")).OpenAsync($"/sheets/{sheet}/print");
        Assert.Equal(16, paper.QuerySelector(".printed p code")?.TextContent.Split(' ').Length);
        Assert.Equal(hash, paper.QuerySelector(".printed p code")?.TextContent.Replace(" ", "", StringComparison.Ordinal));
        Assert.Contains($"{fact.Sequence}", page.Words(), StringComparison.Ordinal);
        Assert.Null(await site.InDbAsync(db => RecordSeal.FirstBrokenAsync(db, TestContext.Current.CancellationToken)));
    }
}
