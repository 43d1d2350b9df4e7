using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;

namespace GrantReview.Web.Tests.Pages;

/// <summary>A call set up in the browser, without its file and without a script.</summary>
public class SetupTests
{
    private static readonly (string, string) Save = ("act", "save");

    [Fact]
    public async Task Call_FromNothing_IsSetUpStepByStep_UntilApplicationsComeIn()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer", "zh-CN");
        const string url = "/calls/NEW-10";
        var made = await officer.SubmitAsync(
            await officer.OpenAsync("/calls/new"), "/calls", Save, ("code", "NEW-10"), ("nameZh", "云杉市算法平台补贴"),
                ("nameEn", "Platform subsidy"));
        Assert.Equal($"{url}/settings", $"{made.Headers.Location}");

        // 类别与金额
        var category = await PressAsync($"{url}/settings/categories/0", "amount:categories[0].amount",
            ("amount:categories[0].amount", "rate"));
        await KeepAsync(category, $"{url}/settings/categories/0", ("categories[0].code!", "4.2"), ("categories[0].name.zh-CN!", "公共算法平台"),
            ("categories[0].name.en!", "Platforms"),
            ("categories[0].amount.base!", "requested_amount"), ("categories[0].amount.rate!@percent", "10%"),
                ("categories[0].amount.cap@wan", "100 万元"),
            ("categories[0].amount.floor.below@wan", "１０"));
        Assert.Contains("50万元", (await officer.OpenAsync($"{url}/settings/categories/0")).QuerySelector(".example")?.Words(),
            StringComparison.Ordinal);

        // 名额与资金
        var places = await PressAsync($"{url}/settings/places", "quota:count");
        places = await PressOnAsync(places, $"{url}/settings/places", "quota:amount", ("allocation.quotas[0].id!", "places"),
            ("allocation.quotas[0].max@figure", "10"));
        places = await PressOnAsync(places, $"{url}/settings/places", "each:unit", ("allocation.quotas[1].id!", "budget"),
            ("allocation.quotas[1].name.zh-CN", "年度预算"), ("allocation.quotas[1].max@wan", "3,000"));
        await KeepAsync(places, $"{url}/settings/places", ("allocation.quotas[2].id!", "unit"),
            ("allocation.quotas[2].name.zh-CN", "每家单位"), ("allocation.quotas[2].max@figure", "2"),
            ("allocation.minScore@figure", "60"));

        // 指标
        var tree = await PressAsync($"{url}/indicators", "root");
        tree = await PressOnAsync(tree, $"{url}/indicators", "root", ("tree.indicators[0].name.zh-CN!", "平台能力"),
            ("tree.indicators[0].points!@figure", "60"));
        var uneven = await officer.SubmitAsync(tree, $"{url}/indicators", Save, ("tree.indicators[1].name.zh-CN!", "社会效益"),
            ("tree.indicators[1].points!@figure", "39"));
        tree = await Html.OpenAsync(uneven);
        Assert.Contains("下级分值合计99，应为100", tree.Refused(), StringComparison.Ordinal);
        Assert.Equal("39", tree.Field("tree.indicators[1].points!@figure"));
        await KeepAsync(tree, $"{url}/indicators", ("tree.indicators[1].points!@figure", "40"));
        await officer.PostAsync($"{url}/indicators", $"{url}/indicators/publish");

        // 规则: a field, and a rule that reads it
        var field = await officer.OpenAsync($"{url}/settings/fields/0");
        await KeepAsync(field, $"{url}/settings/fields/0", ("fields[0].code!", "own_funds"), ("fields[0].label.zh-CN!", "自有资金"),
            ("fields[0].label.en!", "Own funds"), ("fields[0].type!", "money"));
        const string rule = "eligibility.rules[0]";
        var asked = await PressAsync($"{url}/settings/rules/0", $"condition:{rule}.condition", ($"condition:{rule}.condition", "number"));
        await KeepAsync(asked, $"{url}/settings/rules/0", ($"{rule}.id!", "R1"), ($"{rule}.clause!", "二（一）"),
            ($"{rule}.text.zh-CN!", "自有资金不少于20万元。"), ($"{rule}.text.en!", "Own funds of 200,000 yuan."),
            ($"{rule}.condition.number!", "own_funds"), ($"{rule}.condition.is", "atLeast"),
                ($"{rule}.condition.bound!@figure", "200,000"));
        await KeepAsync(await officer.OpenAsync($"{url}/settings/scoring"), $"{url}/settings/scoring",
            ("assignment.expertsPerApplication@figure", "5"), ("assignment.perUnit@figure", "1"));

        // 时间
        await KeepAsync(await officer.OpenAsync($"{url}/settings/dates"), $"{url}/settings/dates", ("dates.closesOn", "2026-12-31"),
            ("dates.scoringClosesAt", "2027-02-01T17:00"));

        await officer.PostAsync(url, $"{url}/stage", ("to", $"{CallStage.Open}"));
        var csv = "id,title,category,unit,requested_amount,own_funds\nP1,平台,4.2,某虚构单位,6000000,300000\n";
        var imported = await officer.UploadAsync($"{url}/applications", $"{url}/applications", "applications.csv",
            Encoding.UTF8.GetBytes(csv));
        Assert.Equal(HttpStatusCode.Redirect, imported.StatusCode);
        var row = await site.InDbAsync(db => db.Calls.SingleAsync(c => c.Code == "NEW-10"));
        var call = StoredRound.CallOf(row);
        Assert.Equal((CallStage.Open, new DateOnly(2026, 12, 31), new DateTime(2027, 2, 1, 9, 0, 0)),
            (row.State.Stage, row.State.ClosesOn, row.State.ScoringClosesAt));
        Assert.Equal([("places", null, 10), ("budget", null, 3_000_000_000), ("unit", "unit", 2)],
            call.Allocation.Quotas.Select(q => (q.Id.Value, q.Each, q.Max ?? 0)));
        Assert.Equal(10_000_000, call.Categories[0].Amount?.Floor?.Fen);
        Assert.Equal(1, await site.InDbAsync(db => db.Applications.CountAsync(a => a.CallId == row.Id)));

        async Task<IHtmlDocument> PressAsync(string page, string act, params (string, string)[] typed) =>
            await PressOnAsync(await officer.OpenAsync(page), page, act, typed);
        async Task<IHtmlDocument> PressOnAsync(IHtmlDocument shown, string page, string act, params (string, string)[] typed) =>
            await Html.OpenAsync(await officer.SubmitAsync(shown, page, ("act", act), typed));
        async Task KeepAsync(IHtmlDocument shown, string page, params (string, string)[] typed)
        {
            var answer = await officer.SubmitAsync(shown, page, Save, typed);
            Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{page}: {(await Html.OpenAsync(answer)).Refused()}");
        }
    }

    /// <summary>A form holds the whole of what it shows: what is saved as it is shown is what was there, in every step and item of the
    /// five calls.</summary>
    [Fact]
    public async Task EveryFormOfATemplate_SaysAsItIsShown_WhatIsKept()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Limits:Requests", "100000"));
        var officer = await site.VisitAsync("officer");
        foreach (var (name, i) in TemplateFolder.Shipped.CallNames.Select((n, i) => (n, i)))
        {
            var url = $"/calls/T-{i}";
            await officer.SubmitAsync(await officer.OpenAsync("/calls/new"), "/calls", Save, ("code", $"T-{i}"),
                ("from", $"template:{name}"));
            var kept = await site.InDbAsync(db => db.Calls.Where(c => c.Code == $"T-{i}").Select(c => c.Settings).SingleAsync());
            var call = JsonNode.Parse(kept) as JsonObject ?? [];
            var pages = new[] { "categories", "places", "rules", "fields", "scoring", "dates" }
                .Concat(Items("categories", call["categories"])).Concat(Items("rules", call["eligibility"]?["rules"]))
                    .Concat(Items("fields", call["fields"]).Take(12));
            foreach (var page in pages.Select(p => $"{url}/settings/{p}"))
            {
                var form = (await officer.OpenAsync(page)).Form(page);
                var draft = Draft.Parse(kept);
                draft.Take(new FormCollection(
                    form.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => new StringValues([.. g.Select(f => f.Value)]))));
                draft.Json.Remove("dates");
                Assert.True(Read(kept).SequenceEqual(Read(Encoding.UTF8.GetString(draft.Content))), page);
            }
        }

        static IEnumerable<string> Items(string list, JsonNode? items) =>
            Enumerable.Range(0, (items as JsonArray)?.Count ?? 0).Select(i => $"{list}/{i}");
        static byte[] Read(string content)
        {
            List<Mistake> mistakes = [];
            var call = CallJson.Read(Encoding.UTF8.GetBytes(content), "call.json", TemplateFolder.Shipped, mistakes, []);
            return call is null ? Encoding.UTF8.GetBytes(string.Join('\n', mistakes.Select(m => m.Say("en")))) : CallJson.Write(call);
        }
    }

    [Fact]
    public async Task Mistake_StandsBesideItsField_WithAllThatWasTyped_AndNothingIsKept()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string url = "/calls/" + DemoRound.Code + "/settings/places";
        var before = await SettingsAsync(site);

        var answer = await officer.SubmitAsync(await officer.OpenAsync(url), url, Save, ("allocation.minScore@figure", "sixty"),
            ("allocation.quotas[0].id!", ""));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var page = await Html.OpenAsync(answer);
        Assert.Equal("sixty", page.Field("allocation.minScore@figure"));
        Assert.Contains("“sixty”", page.GetElementById("allocation.minScore-wrong")?.Words() ?? "", StringComparison.Ordinal);
        Assert.Equal("Fill this in.", page.GetElementById("allocation.quotas[0].id-wrong")?.Words());
        Assert.Equal("true", page.GetElementById("allocation.minScore")?.GetAttribute("aria-invalid"));
        Assert.Equal(before, await SettingsAsync(site));
    }

    [Fact]
    public async Task Save_OverWhatAnotherSavedMeanwhile_IsRefused_AndKeepsWhatWasTyped()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string url = "/calls/" + DemoRound.Code + "/settings/places";
        var stale = await officer.OpenAsync(url);
        await officer.SubmitAsync(stale, url, Save, ("allocation.minScore@figure", "61"));

        var page = await Html.OpenAsync(await officer.SubmitAsync(stale, url, Save, ("allocation.minScore@figure", "62")));

        Assert.Equal("62", page.Field("allocation.minScore@figure"));
        Assert.NotEqual("", page.Refused());
        Assert.Contains("\"minScore\": \"61\"", await SettingsAsync(site), StringComparison.Ordinal);
    }

    /// <summary>What was confirmed is what the call said then.</summary>
    [Fact]
    public async Task Choice_Confirmed_StandsUntilTheCallSaysOtherwise()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string call = "/calls/" + DemoRound.Code;
        await officer.SubmitAsync(await officer.OpenAsync(call + "/settings/places"), call + "/settings/places", Save,
            ("allocation.minScore@figure", "61"));
        var (seen, other) = (await SeenAsync("allocation.minScore"), await SeenAsync("scoring.decimals"));
        Assert.DoesNotContain((await officer.OpenAsync(call)).QuerySelectorAll("#choices input"), i => i.HasAttribute("checked"));
        await officer.PostAsync(call, call + "/choices", ("seen", seen), ("seen", other));
        Assert.Contains("2 of", (await officer.OpenAsync(call)).QuerySelector("#choices .hint")?.Words(), StringComparison.Ordinal);
        Assert.DoesNotMatch("allocation[.]|eligibility[.]", (await officer.OpenAsync(call)).QuerySelector("main")?.Words());

        await officer.SubmitAsync(await officer.OpenAsync(call + "/settings/places"), call + "/settings/places", Save,
            ("allocation.minScore@figure", "62"));
        Assert.Contains("1 of", (await officer.OpenAsync(call)).QuerySelector("#choices .hint")?.Words(), StringComparison.Ordinal);
        var third = await SeenAsync("scoring.method");
        await officer.PostAsync(call, call + "/choices", ("seen", third), ("seen", seen));

        Assert.Equal(["allocation.minScore", "scoring.decimals"],
            (await site.FactsAsync(typeof(CallLife.ChoiceConfirmed))).Cast<CallLife.ChoiceConfirmed>().Select(f => f.Key.Value).Order());
        Assert.Contains("Tick the points", (await officer.PostAndOpenAsync(call, call + "/choices")).Refused(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await officer.PostAsync(call, call + "/choices", ("seen", "nothing"))).StatusCode);

        async Task<string> SeenAsync(string key) => (await officer.OpenAsync(call)).QuerySelectorAll<IHtmlInputElement>("#choices input")
            .Single(i => i.Value.StartsWith(key + OpenChoice.Separator, StringComparison.Ordinal)).Value;
    }

    [Fact]
    public async Task Call_FromAnEarlierOne_HasItsSettingsAndItsTree_AndNothingOfItsApplications()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");

        await officer.SubmitAsync(await officer.OpenAsync("/calls/new"), "/calls", Save, ("code", "NEW-11"),
            ("from", $"call:{DemoRound.ScoredCode}"), ("nameZh", "次年通知"), ("nameEn", "Next year"));

        var calls = await site.InDbAsync(db => db.Calls.AsNoTracking().ToDictionaryAsync(c => c.Code));
        var (earlier, next) = (StoredRound.CallOf(calls[DemoRound.ScoredCode]), StoredRound.CallOf(calls["NEW-11"]));
        Assert.Equal(("NEW-11", "次年通知", CallStage.Draft), (next.Code, calls["NEW-11"].NameZh, calls["NEW-11"].State.Stage));
        Assert.Equal(earlier.Eligibility.Rules.Select(r => r.Id), next.Eligibility.Rules.Select(r => r.Id));
        Assert.Empty(next.Assignment.Fixed);
        Assert.Contains("draft", (await officer.OpenAsync("/calls/NEW-11/indicators")).QuerySelector(".steps")?.Words(),
            StringComparison.Ordinal);
    }

    private static Task<string> SettingsAsync(WebSite site) =>
        site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.Settings).SingleAsync());
}
