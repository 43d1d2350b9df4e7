using GrantReview.Core.Payments;
using GrantReview.Core;
using System.IO.Compression;
using System.Net;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Packages;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The scored demo round with a finished run, which these tests read and do not move on.</summary>
public sealed class RankedSite : IAsyncLifetime
{
    public WebSite Site { get; } = new(DatabaseProvider.Sqlite);
    public async ValueTask InitializeAsync() => await new AwardRound(Site, DemoRound.ScoredCode).RunAsync();
    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

public class AllocationPagesTests(RankedSite ranked) : IClassFixture<RankedSite>
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;
    private readonly WebSite site = ranked.Site;
    private readonly AwardRound round = new(ranked.Site, DemoRound.ScoredCode);

    [Theory]
    [InlineData("/notice/notice.xlsx")]
    [InlineData("/papers/meeting-list.zh-CN.docx")]
    [InlineData("/papers/award.en.docx")]
    public async Task File_ThatNothingIsDecidedFor_IsNotFound(string page) =>
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("officer")).GetAsync(Call + page)).StatusCode);

    [Fact]
    public async Task Reasons_SayOfEveryApplicationWhatBarredItAndWhatWouldHelp()
    {
        var officer = await site.VisitAsync("officer");

        var reasons = await officer.OpenAsync($"{Call}/allocation/reasons");
        var sheet = reasons.Words();
        var chinese = await (await site.VisitAsync("officer", "zh-CN")).ReadAsync($"{Call}/allocation/reasons");

        var ranked = await site.InDbAsync(db => db.Rankings.CountAsync(r => r.Place != null));
        Assert.Equal(ranked, reasons.QuerySelectorAll(".reasons-sheet").Length);
        Assert.Contains("with one place more in Platforms of the year", sheet, StringComparison.Ordinal);
        Assert.Contains("10 of at most 10 places taken", sheet, StringComparison.Ordinal);
        Assert.Contains("若 年度平台名额 增加 1 个名额", chinese, StringComparison.Ordinal);
    }

    /// <summary>
    /// The line stands after the last award; the first that stays out is looked at, with its reasons, its experts and what they recommend.
    /// </summary>
    [Fact]
    public async Task Bench_ShowsRankingLineAndReasonsInOnePlace()
    {
        var officer = await site.VisitAsync("officer");

        var page = await officer.OpenAsync($"{Call}/allocation");
        var other = await officer.OpenAsync($"{Call}/allocation?row=P01");

        var line = Assert.Single(page.QuerySelectorAll("table.rank tr.cut"));
        Assert.Contains("P08", line.PreviousElementSibling?.TextContent, StringComparison.Ordinal);
        Assert.Contains("10 awards · 6,475,098.91 yuan", line.TextContent, StringComparison.Ordinal);
        Assert.Equal(["5", "0", "0"], line.PreviousElementSibling?.QuerySelectorAll(".votes span").Select(v => v.TextContent));
        Assert.Contains("P33", page.QuerySelector("tr[aria-current]")?.TextContent, StringComparison.Ordinal);
        var beside = page.QuerySelector(".beside")?.TextContent;
        Assert.Contains("lost the tie-break", beside, StringComparison.Ordinal);
        Assert.Contains("with one place more in Platforms of the year: no other application would drop out.", beside,
            StringComparison.Ordinal);
        Assert.Equal(5,
            page.QuerySelectorAll(".beside table:last-of-type tr").Count(r => r.TextContent.Contains("fund", StringComparison.Ordinal)));
        Assert.Contains("906,060.00", other.QuerySelector(".beside")?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_UnderOtherFigures_MarksWhoComesInAndWhoDropsOut()
    {
        var officer = await site.VisitAsync("officer");

        var fewer = await officer.OpenAsync($"{Call}/allocation?quota=platforms-per-year&max=9");
        var more = await officer.OpenAsync((await officer.OpenAsync($"{Call}/allocation"))
            .QuerySelector("tr.cut a:last-child")?.GetAttribute("href") ?? "");

        Assert.Contains("P08", Assert.Single(fewer.QuerySelectorAll("tr:has(.trial.goes)")).TextContent, StringComparison.Ordinal);
        Assert.StartsWith("Line that is tried (not saved) 9 awards", fewer.QuerySelector("tr.cut.try")?.TextContent.Trim(),
            StringComparison.Ordinal);
        Assert.Contains("P33", Assert.Single(more.QuerySelectorAll("tr:has(.trial.comes)")).TextContent, StringComparison.Ordinal);
        Assert.Contains("P33", more.QuerySelector("tr.cut.try")?.PreviousElementSibling?.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_ShowsWhatTheRulesOfTheCallSayOfIt()
    {
        var english = await (await site.VisitAsync("officer")).ReadAsync(Call + "/applications/P01");
        var chinese = await (await site.VisitAsync("officer", "zh-CN")).ReadAsync(Call + "/applications/P01");

        Assert.Contains("What the rules of the call say", english, StringComparison.Ordinal);
        Assert.Contains("needs a person (", english, StringComparison.Ordinal);
        Assert.Contains("须人工判断（", chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenario_ThatTakesAnAwardAway_IsKeptOnlyAfterItsLosersWereSeen()
    {
        (string, string)[] figures = [("name", "nine"), ("quota", "platforms-per-year"), ("max", "9")];
        var tried = await (await site.VisitAsync("officer")).ReadAsync($"{Call}/allocation?quota=platforms-per-year&max=9");

        Assert.Contains("With these figures, these would drop out", tried, StringComparison.Ordinal);
        await round.ShouldRefuseAsync("officer", "allocation", "allocation/scenarios", "Look at who drops out", figures);
        Assert.Empty(await site.InDbAsync(db => db.Scenarios.Where(s => s.Name == "nine").ToListAsync()));

        await round.ShouldReachAsync("officer", "allocation", "allocation/scenarios", [.. figures, ("seen", "true")]);
        await round.ShouldReachAsync(
            "officer", "allocation", "allocation/scenarios", ("name", "eleven"), ("quota", "platforms-per-year"), ("max", "11"));
        await round.ShouldRefuseAsync("officer", "allocation", "allocation/scenarios", "already", [.. figures, ("seen", "true")]);
        await round.ShouldRefuseAsync(
            "officer", "allocation", "allocation/scenarios", "at least one figure",
            ("name", "same"), ("quota", "platforms-per-year"), ("max", "10"));

        var page = await (await site.VisitAsync("auditor")).ReadAsync($"{Call}/allocation/scenarios");
        Assert.Contains("nine", page, StringComparison.Ordinal);
        Assert.Contains("P33", page, StringComparison.Ordinal);
        var row = await site.InDbAsync(db => db.Scenarios.SingleAsync(s => s.Name == "nine"));
        Assert.Equal("""{"quotas":{"platforms-per-year":"9"},"minScore":null}""", row.Figures);
        await round.ShouldReachAsync("officer", "allocation/scenarios", $"allocation/scenarios/{row.Id}/drop");
        Assert.Equal(["Scenario.Kept", "Scenario.Dropped"],
            await site.InDbAsync(db => db.Facts.Where(f => f.SubjectId == row.Id).OrderBy(f => f.Id).Select(f => f.Kind).ToListAsync()));
    }
}

public class AwardsFlowTests
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;

    [Fact]
    public async Task Deliberation_ChangesTheProposalWithReasons_AndAnotherPersonFreezesIt()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = await ApprovedAsync(site);
        var frozen = await EvaluationAsync(site);
        var proposed = frozen.Awards.Select(a => a.Id).Order().ToList();
        var comes = Promotion.Of(frozen.Basis, frozen.Awards, proposed[0], new HashSet<ApplicationId>()).Promoted
            ?? throw new InvalidOperationException("Nobody fits.");
        var next = comes.Id;

        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation", "cannot be in the future", ("Meeting", "会"),
            ("HeldOn", "2999-01-01"));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation", "no application \"P99\"", ("Meeting", "会"),
            ("HeldOn", "2024-06-03"), ("Recused", "王五; 亲属; P99"));
        await round.ShouldReachAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会"), ("HeldOn", "2024-06-03"),
            ("Attendees", "张三\n王五"), ("Recused", "王五; 亲属"));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation/changes", "Give a reason",
            ("application", proposed[0].Value), ("amount", ""), ("reason", " "));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation/changes", "yuan above zero",
            ("application", proposed[0].Value), ("amount", "1.234"), ("reason", "x"));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation/changes", "nothing would change",
            ("application", next.Value), ("amount", ""), ("reason", "x"));
        await round.ShouldReachAsync("officer", "deliberation", "deliberation/changes", ("application", proposed[0].Value), ("amount", ""),
            ("reason", "统筹考虑"));
        await round.ShouldReachAsync("officer", "deliberation", "deliberation/changes", ("application", next.Value),
            ("amount", $"{comes.Amount}"), ("reason", "倾斜支持"));
        await round.ShouldRefuseAsync("approver", "deliberation", "deliberation/freeze", "number of the minutes is missing");
        await round.ShouldRefuseAsync("approver", "deliberation", "deliberation/freeze", "as present and as recused");
        await round.ShouldReachAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会"), ("HeldOn", "2024-06-03"),
            ("MinutesNumber", "12"), ("Attendees", "张三"), ("Recused", "王五; 亲属"));
        await round.ShouldReachAsync("approver", "deliberation", "deliberation/freeze");

        Assert.Equal(CallStage.PublicNotice,
            (await site.InDbAsync(db => db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode))).State.Stage);
        var packages = await site.InDbAsync(db => db.Packages.AsNoTracking().ToListAsync());
        var (evaluation, decision) = (packages.Single(p => p is { Stage: PackageStage.Evaluation, Layer: PackageLayer.Internal }),
            packages.Single(p => p.Stage == PackageStage.Decision));
        Assert.Contains($"\"previousPackage\": \"{evaluation.Sha256}\"", Entry(decision.Content, "manifest.json"),
            StringComparison.Ordinal);
        Assert.True(PackageVerification.Run(decision.Content, evaluation.Content).IsEqual);
        Assert.Equal([.. proposed.Skip(1), next],
            DecisionPackage.AwardsOf(decision.Content).Select(a => a.Id).Order().ToList().OrderBy(id => id == next));
        var facts = await site.InDbAsync(db =>
            db.Facts.Include(f => f.Texts).Where(f => f.Kind == "Decision.Changed").OrderBy(f => f.Id).ToListAsync());
        Assert.Equal([(proposed[0], "统筹考虑"), (next, "倾斜支持")],
            facts.Select(f => Assert.IsType<DecisionLife.Changed>(f.Read()).Change).Select(c => (c.Application, $"{c.Reason}")));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation/changes", "Record the meeting first",
            ("application", next.Value), ("amount", "1"), ("reason", "x"));
    }

    [Fact]
    public async Task Approval_WhenTheInputsChangedSince_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/propose");
        await site.InDbAsync(async db =>
        {
            var expert = await db.Experts.FirstAsync(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.ScoredCode));
            db.Entry(expert).Property(e => e.Kind).CurrentValue = "another kind";
            return await db.SaveChangesAsync();
        });
        var proposal = await site.InDbAsync(db => db.Proposals.SingleAsync());
        var approver = await site.VisitAsync("approver");

        await approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"));

        Assert.Equal(ProposalStatus.Proposed, (await site.InDbAsync(db => db.Proposals.SingleAsync())).State.Status);
        Assert.Empty(await site.InDbAsync(db => db.Packages.ToListAsync()));
    }

    /// <summary>Each reads the proposal before either saves: one decides, the other is told, and one set of packages is kept.</summary>
    [Fact]
    public async Task Approval_ByTwoPeopleAtOnce_IsOnesAlone_AndTheOtherIsTold()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/propose");
        var proposal = await site.InDbAsync(db => db.Proposals.AsNoTracking().SingleAsync());
        var (one, two) = (await site.VisitAsync("approver"), await site.VisitAsync("approver"));
        await Task.WhenAll(one.ReadAsync($"/approvals/{proposal.Id}"), two.ReadAsync($"/approvals/{proposal.Id}"));

        var answers = await Task.WhenAll(
            new[] { one, two }.Select(v => v.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"))));

        var other = Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Conflict);
        Assert.Single(answers, a => $"{a.Headers.Location}" == "/approvals");
        Assert.Contains("Somebody else has just decided", await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(ProposalStatus.Approved, (await site.InDbAsync(d => d.Proposals.AsNoTracking().SingleAsync())).State.Status);
        Assert.Equal(3, await site.InDbAsync(d => d.Packages.CountAsync()));
        Assert.Equal(1, await site.InDbAsync(d => d.Facts.CountAsync(f => f.Kind == "Proposal.Approved")));
        Assert.Equal(CallStage.Deliberation,
            (await site.InDbAsync(d => d.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode))).State.Stage);
    }

    /// <summary>
    /// The officer takes the call back while the approver has the page open: nothing is approved or frozen, and the page says why. The
    /// other way round the officer is told.
    /// </summary>
    [Fact]
    public async Task Approval_WhileTheCallIsTakenBack_IsRefused_AndTheOtherWayRoundTheEditIs()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/propose");
        var proposal = await site.InDbAsync(db => db.Proposals.AsNoTracking().SingleAsync());
        var approver = await site.VisitAsync("approver");
        await approver.ReadAsync($"/approvals/{proposal.Id}");
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Ranking"), ("reason", "数据复核"));

        var refused = await approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"));

        Assert.Contains("where this cannot be done", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal((ProposalStatus.Proposed, 0),
            await site.InDbAsync(async db =>
            ((await db.Proposals.AsNoTracking().SingleAsync()).State.Status, await db.Packages.CountAsync())));

        await round.ShouldReachAsync("officer", "", "stage", ("to", "Allocating"));
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var edited = await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode, TestContext.Current.CancellationToken);
        edited.Write(edited.Settings.Replace("\"max\": \"10\"", "\"max\": \"9\"", StringComparison.Ordinal), edited.NameEn);
        await approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"));

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.Equal((ProposalStatus.Approved, 3),
            await site.InDbAsync(async d =>
            ((await d.Proposals.AsNoTracking().SingleAsync()).State.Status, await d.Packages.CountAsync())));
    }

    [Fact]
    public async Task Notice_ObjectionPromotionAndFreeze_LeadToTheFinalAwardsAndToFinance()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = await ApprovedAsync(site);
        await round.DeliberateAsync();
        await round.ShouldRefuseAsync("officer", "notice", "notice/open", "not before the meeting", ("publishedOn", "2024-06-02"),
            ("days", "5"));
        await round.ShouldRefuseAsync("officer", "notice", "notice/open", "not before the meeting", ("publishedOn", "2031-06-04"),
            ("days", "5"));
        var packages = (await (await site.VisitAsync("auditor")).OpenAsync($"{Call}/packages")).Rows();
        Assert.NotEmpty(packages);
        Assert.All(packages, row => Assert.DoesNotContain("public", string.Join(' ', row), StringComparison.Ordinal));
        await round.OpenNoticeAsync();
        Assert.Equal(new DateOnly(2024, 6, 12), (await round.FinalAsync()).Notice.Until);

        await round.ShouldRefuseAsync("supervisor", "objections", "objections", "needs a real name", ("Content", "x"),
            ("ReceivedOn", "2024-06-05"));
        await round.ShouldReachAsync("supervisor", "objections", "objections", ("Name", "赵六"), ("Contact", "13900000000"),
            ("Application", "P08"), ("Content", "数据不实之说"), ("ReceivedOn", "2024-06-05"));
        await round.ShouldRefuseAsync("approver", "notice", "notice/freeze", "objection is still open");
        await round.ShouldRefuseAsync("supervisor", "objections", "objections/1/decide", "without the name", ("upheld", "false"),
            ("outcome", "赵六所述不实"));
        await round.ShouldReachAsync("supervisor", "objections", "objections/1/decide", ("upheld", "false"), ("outcome", "经核查不属实"));
        foreach (var person in new[] { "officer", "approver", "auditor" })
        {
            var visitor = await site.VisitAsync(person);
            foreach (var page in new[] { "/notice", "/trail", "/packages", "/deliberation" })
            {
                var text = await visitor.ReadAsync(Call + page);
                Assert.False(text.Contains("赵六", StringComparison.Ordinal) || text.Contains("数据不实之说", StringComparison.Ordinal)
                    || text.Contains("13900000000", StringComparison.Ordinal), $"{person} {page}");
            }
            Assert.Contains("经核查不属实", await visitor.ReadAsync(Call + "/notice"), StringComparison.Ordinal);
        }

        var before = await AwardsAsync(site, PackageStage.Decision);
        var leaving = before[0].Id.Value;
        Assert.Contains("comes in with", await (await site.VisitAsync("officer")).ReadAsync($"{Call}/notice?withdraw={leaving}"),
            StringComparison.Ordinal);
        var comes = await NextAsync(site, leaving, null);
        var near = await NextAsync(
            site, leaving, (await EvaluationAsync(site)).Applications.Single(a => a.Id.Value == leaving).Category.Value);
        await round.ShouldRefuseAsync("officer", "notice", "notice/withdraw", "Give a reason", ("application", leaving),
            ("promote", comes));
        await round.ShouldReachAsync("officer", "notice", "notice/withdraw", ("application", leaving), ("reason", "单位放弃"),
            ("promote", comes));
        await round.ShouldReachAsync("officer", "notice", $"notice/withdrawals/{(await round.FinalAsync()).Notice.Withdrawals[0].Id}/undo");
        Assert.Empty((await round.FinalAsync()).Notice.Withdrawals);
        await round.ShouldReachAsync(
            "officer", "notice", "notice/withdraw", ("application", leaving), ("reason", "单位放弃"), ("promote", near),
            ("withinCategory", "true"));
        Assert.Equal(HttpStatusCode.OK, (await (await site.VisitAsync("officer")).GetAsync(Call + "/notice/notice.xlsx")).StatusCode);
        await round.FreezeAsync();

        var after = await AwardsAsync(site, PackageStage.Final);
        Assert.Equal(before.Count, after.Count);
        Assert.DoesNotContain(after, a => a.Id.Value == leaving);
        Assert.Equal(before.Where(b => b.Id.Value != leaving), after.Take(before.Count - 1));
        var (final,
            decision) = await site.InDbAsync(async db =>
            (await db.Packages.AsNoTracking().SingleAsync(p => p.Stage == PackageStage.Final && p.Layer == PackageLayer.Internal),
            await db.Packages.AsNoTracking().SingleAsync(p => p.Stage == PackageStage.Decision && p.Layer == PackageLayer.Internal)));
        var evaluation = await site.InDbAsync(db => db.Packages.AsNoTracking()
            .SingleAsync(p => p.Stage == PackageStage.Evaluation && p.Layer == PackageLayer.Internal));
        Assert.True(PackageVerification.Run(final.Content, decision.Content, evaluation.Content).IsWhole);
        Assert.Equal(CallStage.Awarded,
            (await site.InDbAsync(db => db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode))).State.Stage);
        await FinanceAsync(site, round, after.Sum(a => a.Amount.Fen));
        await LayersAsync(site);
        await PapersAsync(site, leaving);
        await RowsDifferAsync(site, await site.VisitAsync("finance"), (await round.FinalAsync()).Id);
        await DiffersAsync(site, await site.VisitAsync("finance"), (await round.FinalAsync()).Id);
    }

    /// <summary>
    /// What the notice showed stays in its paper; the award document has who came in. Whoever reads the call gets them, on the record.
    /// </summary>
    private static async Task PapersAsync(WebSite site, string left)
    {
        var approver = await site.VisitAsync("approver");
        Assert.Equal(4, (await approver.OpenAsync($"{Call}/papers")).QuerySelectorAll("a[href$='.en.docx']").Length);
        foreach (var (paper, shows) in new[] { ("meeting-list", true), ("panel-opinion", true), ("notice", true), ("award", false) })
        {
            var answer = await approver.GetAsync($"{Call}/papers/{paper}.zh-CN.docx");
            var content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

            using var word = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(content), false);
            Assert.Equal(shows,
                word.MainDocumentPart?.Document.Descendants<DocumentFormat.OpenXml.Wordprocessing.TableCell>()
                .Any(c => c.InnerText == left));
        }
    }

    /// <summary>
    /// The workbook keeps accounts as text and reconciles to the package; in 万元 too; a list that was taken over is said to be.
    /// </summary>
    private static async Task FinanceAsync(WebSite site, AwardRound round, long fen)
    {
        var (finance, id) = (await site.VisitAsync("finance"), (await round.FinalAsync()).Id);
        Assert.Contains($"/finance/{id}", await finance.ReadAsync("/finance"), StringComparison.Ordinal);
        Assert.Contains("sum to 100", await SaveTermsAsync("60;50"), StringComparison.Ordinal);
        Assert.Contains("four digits", await SaveTermsAsync("", ("BudgetYear", "24")), StringComparison.Ordinal);
        Assert.Contains("3 to 19 digits", await SaveTermsAsync("", ("SubjectCode", "=1+1")), StringComparison.Ordinal);
        Assert.Contains("Name the lower treasury", await SaveTermsAsync("", ("Channel", "LowerTreasury")), StringComparison.Ordinal);
        Assert.Contains("The terms are saved",
            await SaveTermsAsync("60 2025-06-30; 40", ("BudgetYear", "2025"), ("SubjectCode", "2060404"), ("DocumentNumber", "成科〔2025〕1号"),
            ("Channel", "Direct")), StringComparison.Ordinal);
        var terms = (PaymentLife.TermsSet)Assert.Single(await site.FactsAsync(typeof(PaymentLife.TermsSet)));
        Assert.Contains("2060404", terms.Terms.Text, StringComparison.Ordinal);

        using var book = new XLWorkbook(
            await (await finance.GetAsync($"/finance/{id}/awards.xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var rows = book.Worksheet("Payments").RowsUsed().Where(r => r.Cell(2).GetString().StartsWith('P')).ToList();
        Assert.Equal(fen, rows.Sum(r => (long)Math.Round(r.Cell(9).GetDouble() * 100)));
        Assert.Equal(fen, rows.Sum(r => (long)Math.Round((r.Cell(10).GetDouble() + r.Cell(11).GetDouble()) * 100)));
        Assert.All(rows, r => Assert.Equal((XLDataType.Text, XLDataType.Text), (r.Cell(5).DataType, r.Cell(8).DataType)));
        var page = await finance.ReadAsync($"/finance/{id}");
        Assert.Contains("difference 0.00 and 0.00.", page, StringComparison.Ordinal);
        Assert.Contains("Document 成科〔2025〕1号; Channel paid directly", page, StringComparison.Ordinal);
        Assert.Equal(rows.Count + 1, (await finance.ReadAsync($"/finance/{id}/awards.csv")).Trim().Split('\n').Length);

        await finance.PostAsync($"/finance/{id}", $"/finance/{id}");

        Assert.Contains("Nothing changed", await finance.ReadAsync($"/finance/{id}"), StringComparison.Ordinal);
        Assert.Contains("taken over already", (await finance.PostAndOpenAsync($"/finance/{id}", $"/finance/{id}")).Refused(),
            StringComparison.Ordinal);

        // Other terms: the next export says so, and may be taken over again. What a row says of an application after the freeze is no
        // matter of money.
        Assert.Contains("The terms are saved", await SaveTermsAsync("", ("InTenThousands", "true")), StringComparison.Ordinal);
        var paid = rows[0].Cell(2).GetString();
        await site.InDbAsync(async db =>
        {
            var row = await db.Applications.SingleAsync(a => a.Code == paid
                && db.Calls.Any(c => c.Id == a.CallId && c.Code == DemoRound.ScoredCode));
            db.Entry(row).Property(a => a.Attributes).CurrentValue = row.Attributes.Insert(1, "\"account\":\"0099\",");
            return await db.SaveChangesAsync();
        });
        using var again = new XLWorkbook(
            await (await finance.GetAsync($"/finance/{id}/awards.xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var changes = again.Worksheet("Changes").RowsUsed()
            .Select(r => $"{r.Cell(1).GetString()} {r.Cell(2).GetString()}: {r.Cell(3).GetString()} > {r.Cell(4).GetString()}").ToList();
        Assert.DoesNotContain(changes, c => c.Contains("0099", StringComparison.Ordinal));
        Assert.Contains(changes, c => c == "Terms instalments: Instalment 1 (60%) 2025-06-30; Instalment 2 (40%) > Paid at once");
        Assert.Contains("Amount (10,000 yuan)", await finance.ReadAsync($"/finance/{id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await finance.PostAsync($"/finance/{id}", $"/finance/{id}")).StatusCode);
        Assert.Contains("Nothing changed", await finance.ReadAsync($"/finance/{id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await finance.GetAsync($"/finance/{id}/award.zh-CN.docx")).StatusCode);

        async Task<string> SaveTermsAsync(string instalments, params (string, string)[] fields)
        {
            var answer = await finance.PostAsync($"/finance/{id}", $"/finance/{id}/terms", [("Instalments", instalments), .. fields]);
            return answer.StatusCode == HttpStatusCode.Redirect ? await finance.ReadAsync($"{answer.Headers.Location}")
                : WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>
    /// Somebody with the database changed the record of the meeting: page and papers show none of it, and papers and money are stopped.
    /// </summary>
    private static async Task RowsDifferAsync(WebSite site, Visitor finance, Guid id)
    {
        var number = await site.InDbAsync(
            db => db.Decisions.Where(d => d.Stage == AwardStage.Decision).Select(d => d.State.MinutesNumber).SingleAsync());
        await SayAsync("〔2099〕9号");
        var approver = await site.VisitAsync("approver");

        foreach (var paper in new[] { "notice", "award" })
        {
            var answer = await approver.GetAsync($"{Call}/papers/{paper}.en.docx");
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("not what was frozen", said, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("〔2099〕9号", await approver.ReadAsync($"{Call}/notice"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await finance.GetAsync($"/finance/{id}/awards.csv")).StatusCode);

        await SayAsync(number);
        Assert.Equal(HttpStatusCode.OK, (await approver.GetAsync($"{Call}/papers/award.en.docx")).StatusCode);

        Task<int> SayAsync(string minutes) => site.InDbAsync(db => db.Decisions.Where(d => d.Stage == AwardStage.Decision)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State.MinutesNumber, minutes)));
    }

    /// <summary>
    /// Somebody with the database changed what is paid: nothing is exported, nothing taken over, and the approver is told.
    /// </summary>
    private static async Task DiffersAsync(WebSite site, Visitor finance, Guid id)
    {
        var another = await site.InDbAsync(db =>
            db.Packages.Where(p => p.Stage == PackageStage.Decision && p.Layer == PackageLayer.Internal).Select(p => p.Content)
            .FirstAsync());
        await site.InDbAsync(db => db.Packages.Where(p => p.DecisionId == id && p.Layer == PackageLayer.Internal)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Content, another)));
        var exports = await site.InDbAsync(db => db.Exports.CountAsync());

        foreach (var file in new[] { "awards.xlsx", "awards.csv", "award.zh-CN.docx" })
        {
            Assert.Equal(HttpStatusCode.Redirect, (await finance.GetAsync($"/finance/{id}/{file}")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.Conflict, (await finance.PostAsync($"/finance/{id}", $"/finance/{id}")).StatusCode);

        Assert.Contains("not the frozen awards", await finance.ReadAsync($"/finance/{id}"), StringComparison.Ordinal);
        var approver = await site.VisitAsync("approver");
        var forged = await site.InDbAsync(
            db => db.Packages.Where(p => p.DecisionId == id && p.Layer == PackageLayer.Internal).Select(p => p.Id).SingleAsync());
        foreach (var address in new[] { $"{Call}/papers/award.en.docx", $"{Call}/packages/{forged}" })
        {
            Assert.Equal(HttpStatusCode.Conflict, (await approver.GetAsync(address)).StatusCode);
        }
        Assert.Equal(
            HttpStatusCode.Conflict, (await approver.PostAsync($"{Call}/packages", $"{Call}/packages/{forged}/verify")).StatusCode);
        Assert.Equal(exports, await site.InDbAsync(db => db.Exports.CountAsync()));
        Assert.Single(await site.FactsAsync(typeof(PaymentLife.DifferenceFound)));
        Assert.Contains("differ from the frozen result", await (await site.VisitAsync("approver")).ReadAsync("/"),
            StringComparison.Ordinal);
        Assert.Contains("differ from the frozen result", await (await site.VisitAsync("supervisor")).ReadAsync("/"),
            StringComparison.Ordinal);
    }

    /// <summary>Public and internal layers for who reads the call; sealed ones for supervisors and auditors alone.</summary>
    private static async Task LayersAsync(WebSite site)
    {
        var packages = await site.InDbAsync(db => db.Packages.AsNoTracking().Select(p => new { p.Id, p.Stage, p.Layer }).ToListAsync());
        Assert.Equal(
            ["Decision Internal", "Decision Public", "Evaluation Internal", "Evaluation Public", "Evaluation Sealed", "Final Internal",
            "Final Public"],
            packages.Select(p => $"{p.Stage} {p.Layer}").Order(StringComparer.Ordinal));
        foreach (var person in new[] { "officer", "approver", "supervisor", "auditor" })
        {
            var visitor = await site.VisitAsync(person);
            foreach (var package in packages)
            {
                var isEntitled = package.Layer != PackageLayer.Sealed || person is "supervisor" or "auditor";
                Assert.Equal(isEntitled ? HttpStatusCode.OK : HttpStatusCode.NotFound,
                    (await visitor.GetAsync($"{Call}/packages/{package.Id}")).StatusCode);
            }
        }
        var auditor = await site.VisitAsync("auditor");
        foreach (var package in packages)
        {
            var answer = await auditor.PostAndOpenAsync($"{Call}/packages", $"{Call}/packages/{package.Id}/verify");
            Assert.True(answer.Done().Length > 0, $"{package.Stage} {package.Layer}: {answer.QuerySelector("main")?.Words()}");
        }
    }

    private static async Task<FrozenEvaluation> EvaluationAsync(WebSite site) => FrozenEvaluation.Read(
        (await site.InDbAsync(db =>
            db.Packages.AsNoTracking().SingleAsync(p => p.Stage == PackageStage.Evaluation && p.Layer == PackageLayer.Internal))).Content);

    /// <summary>Who comes in for an award of the evaluation that falls away.</summary>
    private static async Task<string> NextAsync(WebSite site, string leaving, string? category)
    {
        var frozen = await EvaluationAsync(site);
        return Promotion.Of(frozen.Basis, frozen.Awards, new(leaving), new HashSet<ApplicationId>(), category).Promoted?.Id.Value ?? "";
    }

    private static async Task<AwardRound> ApprovedAsync(WebSite site)
    {
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ApproveAsync();
        return round;
    }

    private static async Task<IReadOnlyList<FundedApplication>> AwardsAsync(WebSite site, PackageStage stage) =>
        DecisionPackage.AwardsOf(
            (await site.InDbAsync(db =>
            db.Packages.AsNoTracking().SingleAsync(p => p.Stage == stage && p.Layer == PackageLayer.Internal))).Content);

    private static string Entry(byte[] package, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        using var reader = new StreamReader(zip.GetEntry(name)?.Open() ?? Stream.Null, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
