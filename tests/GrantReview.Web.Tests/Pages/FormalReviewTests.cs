using System.IO.Compression;
using System.Net;
using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// The formal review from the first import to the gate: verdicts in bulk, by rule and one by one, and what stays shut until they are given.
/// </summary>
public class FormalReviewTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Header =
        "id,title,category,unit,unit_code,unit_city,is_legal_person,unit_type,own_funds,pi_doctorate,direction,unit_submitted_at,submitted_at\n";
    private const string Good = "成都,yes,科技型企业,200000,yes,1,2025-08-12T16:00:00+08:00,2025-08-12T16:00:00+08:00\n";

    [Fact]
    public async Task Verdicts_CloseWhatFailsAndWaits_AndOpenTheGate()
    {
        const string url = "/calls/FORM-1/formal-review";
        var officer = await NewCallAsync("FORM-1",
            $"A1,甲,需求引导类,甲公司,K1,{Good}A2,乙,需求引导类,乙公司,K2,{Good.Replace("200000", "1", StringComparison.Ordinal)}");

        Assert.Contains("wait for a verdict", await officer.ReadAsync("/calls/FORM-1"), StringComparison.Ordinal);
        await officer.PostAsync("/calls/FORM-1", "/calls/FORM-1/stage", ("to", "Assigning"));
        Assert.Equal(CallStage.FormalReview, await StageAsync("FORM-1"));
        await officer.PostAsync("/calls/FORM-1/applications/A2", "/calls/FORM-1/applications/A2/review", ("admit", "true"));
        Assert.Contains("CD25-05", await officer.ReadAsync("/calls/FORM-1/applications/A2"), StringComparison.Ordinal);
        Assert.Equal(["A1", "A2"],
            (await StandingsAsync("FORM-1")).Values.Where(s => !s.IsAdmitted).Select(s => s.Application).Order().Select(i => i.Value));

        var refused = await ReadAsync(
            await officer.PostAsync(url, url, ("findings", "A2/CD25-05"), ("show", "Failed"), ("kind", "Waived"),
            ("reason", "typed once")));
        Assert.Contains("typed once", refused, StringComparison.Ordinal);
        Assert.Empty(await VerdictsAsync("FORM-1"));
        await officer.PostAsync(url, url, ("findings", "A2/CD25-05"), ("kind", "Waived"), ("clause", "二（三）但书"));
        foreach (var rule in (await StandingsAsync("FORM-1")).Values.SelectMany(s => s.Open).Distinct().ToList())
        {
            Assert.Equal(HttpStatusCode.Redirect,
                (await officer.PostAsync($"{url}?rule={rule}", url, ("everyone", $"{rule}"), ("kind", "Met"))).StatusCode);
        }

        Assert.All((await StandingsAsync("FORM-1")).Values, s => Assert.True(s.IsAdmitted));
        await officer.PostAsync("/calls/FORM-1", "/calls/FORM-1/stage", ("to", "Assigning"));
        Assert.Equal(CallStage.Assigning, await StageAsync("FORM-1"));
        Assert.Contains("二（三）但书", await officer.ReadAsync("/calls/FORM-1/applications/A2"), StringComparison.Ordinal);
        var given = (await demo.Site.FactsAsync(typeof(VerdictLife.Given))).Cast<VerdictLife.Given>()
            .Where(g => g.Application.Value == "A2").ToList();
        Assert.Equal((VerdictKind.Waived, "CD25-05"), (Assert.Single(given).Kind, given[0].Rule.Value));
    }

    [Fact]
    public async Task Verdict_OutlivesAnImport_AndIsTakenBackWithAReason()
    {
        const string url = "/calls/FORM-2/formal-review";
        var officer = await NewCallAsync("FORM-2", $"A1,甲,需求引导类,甲公司,K1,{Good.Replace("200000", "1", StringComparison.Ordinal)}");
        await officer.PostAsync(url, url, ("findings", "A1/CD25-05"), ("kind", "Met"));
        Assert.Empty(await VerdictsAsync("FORM-2"));
        var given = await officer.PostAndOpenAsync(
            url, url, ("findings", "A1/CD25-05"), ("kind", "Met"), ("reason", "another's letter"));
        await UndoTests.UndoAsync(officer, given);
        Assert.Empty(await VerdictsAsync("FORM-2"));
        await officer.PostAsync(url, url, ("findings", "A1/CD25-05"), ("kind", "Met"), ("reason", "the bank's letter"));

        await ImportAsync(officer, "FORM-2", $"A1,甲,需求引导类,甲公司,K1,{Good.Replace("200000", "2", StringComparison.Ordinal)}");

        Assert.DoesNotContain((await StandingsAsync("FORM-2"))[new("A1")].Failing, r => r.Value == "CD25-05");
        await officer.PostAsync(url, url, ("findings", "A1/CD25-05"), ("kind", ""), ("application", "A1"));
        Assert.Single(await VerdictsAsync("FORM-2"));
        await officer.PostAsync(url, url, ("findings", "A1/CD25-05"), ("kind", ""), ("reason", "the letter was another's"));
        Assert.Empty(await VerdictsAsync("FORM-2"));
        Assert.Contains((await StandingsAsync("FORM-2"))[new("A1")].Failing, r => r.Value == "CD25-05");
    }

    [Fact]
    public async Task Queue_IsReadInBothLanguages_AnsweredByOfficersAlone_AndPrintedAsWord()
    {
        const string url = "/calls/FORM-3/formal-review";
        var officer = await NewCallAsync("FORM-3", $"A1,甲,需求引导类,甲公司,K1,{Good}");
        await demo.Site.JoinAsync("FORM-3", "auditor", Capacity.Auditor);
        var auditor = await demo.Site.VisitAsync("auditor", "zh-CN");

        var page = await auditor.ReadAsync(url);
        Assert.Contains("须人工认定", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"kind\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"kind\"", await officer.ReadAsync(url + "?show=Person&rule=CD25-49"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsync(url, url, ("everyone", "CD25-49"), ("kind", "Met"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await demo.Site.VisitAsync("finance")).GetAsync(url)).StatusCode);

        await using var word =
            await (await auditor.GetAsync(url + "/report.zh-CN.docx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var zip = new ZipArchive(word, ZipArchiveMode.Read);
        using var text = new StreamReader((zip.GetEntry("word/document.xml") ?? throw new InvalidDataException()).Open());
        var document = await text.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("形式审查情况", document, StringComparison.Ordinal);
        Assert.DoesNotMatch("CD25-[0-9]", document);
        Assert.Contains("“围绕本市未来产业的关键科学问题”（附件一）", document, StringComparison.Ordinal);
        Assert.DoesNotContain("〔", document, StringComparison.Ordinal);
    }

    /// <summary>Leaves of the template's tree are worked out from figures: who has none waits, by the call's own rule.</summary>
    [Fact]
    public async Task Figures_ThatPointsNeed_AreAskedForBeforeExpertsAreAssigned()
    {
        const string url = "/calls/FORM-9/formal-review", list = "/calls/FORM-9/applications";
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "FORM-9"), ("from", "template:chengdu-2024-ai-policy"));
        await officer.UploadAsync(list, list, "applications.csv", Encoding.UTF8.GetBytes("id,title,category,unit\nA1,甲,4.2,甲公司\n"));
        await demo.Site.StandAsync("FORM-9", s => s with { Stage = CallStage.FormalReview });

        var asked = (await StandingsAsync("FORM-9"))[new("A1")].Open;
        await officer.PostAsync(url, url, ("everyone", "CP24-26"), ("kind", "Met"), ("reason", "no figures this year"));

        Assert.Contains(asked, r => r.Value == "CP24-26");
        Assert.DoesNotContain((await StandingsAsync("FORM-9"))[new("A1")].Open, r => r.Value == "CP24-26");
    }

    private async Task<Visitor> NewCallAsync(string code, string rows)
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", code), ("from", "template:chengdu-2025-genai"));
        await ImportAsync(officer, code, rows);
        await demo.Site.StandAsync(code, s => s with { Stage = CallStage.FormalReview });
        return officer;
    }

    private static Task<HttpResponseMessage> ImportAsync(Visitor officer, string code, string rows) =>
        officer.UploadAsync($"/calls/{code}/applications", $"/calls/{code}/applications", "applications.csv",
            Encoding.UTF8.GetBytes(Header + rows));

    private Task<IReadOnlyDictionary<ApplicationId, ApplicationStanding>> StandingsAsync(string code) => demo.Site.InDbAsync(async db =>
        (await StoredStandings.LoadAsync(db, await CallAsync(db, code), default)).Of);

    private Task<IReadOnlyList<Verdict>> VerdictsAsync(string code) =>
        demo.Site.InDbAsync(async db => await StoredRound.VerdictsAsync(db, (await CallAsync(db, code)).Id, default));

    private Task<CallStage> StageAsync(string code) => demo.Site.InDbAsync(async db => (await CallAsync(db, code)).State.Stage);

    private static Task<CallRow> CallAsync(AppDb db, string code) => db.Calls.AsNoTracking().SingleAsync(c => c.Code == code);

    private static Task<string> ReadAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
