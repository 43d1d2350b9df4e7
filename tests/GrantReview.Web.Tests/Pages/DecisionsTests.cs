using System.Net;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files.Packages;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>What a meeting decides stays decided, keeps the rules or has two persons for it, and is one person's act at a time.</summary>
public class DecisionsTests
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;

    /// <summary>
    /// The faults of old: minutes saved again dropped the meeting's changes, and the rejected application came back as the substitute.
    /// </summary>
    [Fact]
    public async Task GoingBack_KeepsTheFirstDecisionAndStartsTheNextFromIt()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (round, frozen) = await ApprovedAsync(site);
        var (rejected, leaving) = (frozen.Awards[0].Id, frozen.Awards[1].Id);
        await round.RecordAsync("12");
        await round.ChangeAsync(rejected.Value, "", "重复立项");
        await round.FreezeDecisionAsync();

        await round.ShouldReachAsync("officer", "", "stage", ("to", "Deliberation"), ("reason", "重新审议"));
        var asked = await CallAsync(site);
        Assert.Equal(CallStage.PublicNotice, asked.State.Stage);
        await round.ShouldReachAsync("approver", "", "stage/confirm", ("request", $"{asked.State.GoingBack?.Request.Id}"));
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation", "Minutes 12 are those of another record",
            ("Meeting", "局党组会"), ("HeldOn", "2024-06-04"), ("MinutesNumber", "12"), ("Attendees", "张三"));
        await round.ShouldRefuseAsync("approver", "deliberation", "deliberation/freeze", "Record the meeting first");
        await round.RecordAsync("13");

        var page = await (await site.VisitAsync("approver")).ReadAsync($"{Call}/deliberation");
        Assert.Contains("Decisions frozen before", page, StringComparison.Ordinal);
        Assert.Contains("from the earlier record", page, StringComparison.Ordinal);
        await round.FreezeDecisionAsync();
        var decisions = await site.InDbAsync(
            db => db.Packages.AsNoTracking().Where(p => p.Stage == PackageStage.Decision).OrderBy(p => p.FrozenAt).ToListAsync());
        Assert.Equal(2, decisions.Count);
        Assert.All(decisions, d => Assert.DoesNotContain(DecisionPackage.AwardsOf(d.Content), a => a.Id == rejected));

        await round.OpenNoticeAsync();
        var comes = (await (await site.VisitAsync("officer")).OpenAsync($"{Call}/notice?withdraw={leaving}"))
            .QuerySelector(".note:not(.good):not(.warn):not(.bad)");
        Assert.DoesNotContain(rejected.Value, comes?.Words() ?? throw new InvalidOperationException("The page offers nobody."),
            StringComparison.Ordinal);
        await round.ShouldRefuseAsync("officer", "notice", "notice/withdraw", "Somebody changed this meanwhile",
            ("application", leaving.Value),
            ("reason", "放弃"), ("promote", rejected.Value));
    }

    [Fact]
    public async Task Change_ThatBreaksRules_NeedsAClauseAndAnotherPerson_AndStandsInEveryOutput()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (round, frozen) = await ApprovedAsync(site);
        await round.RecordAsync("12");
        var agenda = (await (await site.VisitAsync("auditor")).OpenAsync($"{Call}/deliberation")).QuerySelector("#agenda");
        Assert.Equal(["Everybody stays", "王五 out of the room"],
            agenda?.QuerySelectorAll("h3").Select(h => h.FirstChild?.TextContent.Trim()));
        Assert.Equal(["P01", "P02"], agenda?.QuerySelectorAll("ol:last-of-type .code").Select(c => c.TextContent).Order());
        var low = frozen.Basis.Candidates.First(c => c.Bar != Bar.None).Id.Value;
        var (award, next) = (frozen.Awards[0],
            frozen.Basis.Candidates.First(c => c.Bar == Bar.None && !frozen.Awards.Any(a => a.Id == c.Id)));

        foreach (var (application, amount, why) in new[]
        {
            (low, "100", low), (award.Id.Value, "50000000", "where its rule gives"), (award.Id.Value, "300", "where its rule gives"),
                (next.Id.Value, $"{next.Due}", "of at most 10"),
        })
        {
            await round.ShouldRefuseAsync("officer", "deliberation", "deliberation/changes", why, ("application", application),
                ("amount", amount), ("reason", "领导同意"));
        }
        var typed = await (await site.VisitAsync("officer"))
            .PostAndOpenAsync($"{Call}/deliberation", $"{Call}/deliberation/changes", ("application", award.Id.Value), ("amount", "300"),
                ("reason", "领导同意"));
        Assert.Equal(("领导同意", "300"), (typed.Field("reason"), typed.Field("amount")));

        await round.ChangeAsync(award.Id.Value, "300", "领导同意", "办法第九条");
        await round.ShouldRefuseAsync("approver", "deliberation", "deliberation/freeze", "wait for another person");
        var change = Assert.Single((await DecisionAsync(site)).State.Changes);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await site.VisitAsync("officer")).PostAsync(
            $"{Call}/deliberation", $"{Call}/deliberation/changes/{award.Id}/confirm",
                ("request", $"{change.Exemption?.Request.Id}"))).StatusCode);
        await round.ShouldRefuseAsync("supervisor", "deliberation", $"deliberation/changes/{award.Id}/confirm", "was replaced",
            ("request", $"{Guid.NewGuid()}"));
        await round.ShouldReachAsync("supervisor", "deliberation", $"deliberation/changes/{award.Id}/confirm",
            ("request", $"{change.Exemption?.Request.Id}"));
        await round.FreezeDecisionAsync();

        var packages = await site.InDbAsync(
            db => db.Packages.AsNoTracking().Where(p => p.Layer == PackageLayer.Internal).OrderBy(p => p.FrozenAt).ToListAsync());
        var verified = PackageVerification.Run(packages[1].Content, packages[0].Content);
        Assert.True(verified.IsEqual, string.Join("; ", verified.Differences));
        var record = DecisionPackage.RecordOf(packages[1].Content);
        var silent = DecisionPackage.Write(record with { Exemptions = [] }, packages[0].Content, packages[0].Content);
        // The sum is not what is due, and an application's own rule about its award fails by it.
        Assert.Equal(
            [(award.Id.Value, "ExemptionMissing"), (award.Id.Value, "FundedIneligible")],
            PackageVerification.Run(silent, packages[0].Content).Differences.Select(d => (d.Column, d.Code)).Distinct().Order());
        var exemption = Assert.Single(DecisionPackage.RecordOf(packages[1].Content).Exemptions);
        Assert.Equal((award.Id, "办法第九条", 30_000L), (exemption.Application, exemption.Clause, exemption.Breaches[0].Is));
        await round.OpenNoticeAsync();
        await round.FreezeAsync();
        Assert.Contains("办法第九条", await (await site.VisitAsync("auditor")).ReadAsync($"{Call}/notice"), StringComparison.Ordinal);
        var final = await site.InDbAsync(db =>
            db.Packages.AsNoTracking().SingleAsync(p => p.Stage == PackageStage.Final && p.Layer == PackageLayer.Internal));
        Assert.Equal("办法第九条", Assert.Single(DecisionPackage.RecordOf(final.Content).Exemptions).Clause);
        Assert.Contains("办法第九条", await (await site.VisitAsync("finance")).ReadAsync($"/finance/{(await round.FinalAsync()).Id}"),
            StringComparison.Ordinal);
        foreach (var name in new[] { "award", "notice" })
        {
            var paper = await (await (await site.VisitAsync("officer"))
                .GetAsync($"{Call}/papers/{name}.zh-CN.docx")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            using var word = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(paper), false);
            Assert.Contains("办法第九条", word.MainDocumentPart?.Document.InnerText, StringComparison.Ordinal);
        }
    }

    /// <summary>Objections are to the notice of the decision in force; one that a later decision superseded takes none.</summary>
    [Fact]
    public async Task Objection_ToANoticeThatIsSuperseded_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (round, _) = await ApprovedAsync(site);
        await round.DeliberateAsync();
        await round.OpenNoticeAsync();
        (string, string)[] objection = [("name", "某人"), ("content", "x"), ("receivedOn", "2024-06-05")];
        await round.ShouldReachAsync("supervisor", "objections", "objections", objection);

        await round.GoBackAsync("Deliberation");
        await round.RecordAsync("〔2024〕13 号");
        await round.FreezeDecisionAsync();

        await round.ShouldRefuseAsync("supervisor", "objections", "objections", "needs an open public notice", objection);
        await round.OpenNoticeAsync();
        await round.ShouldReachAsync("supervisor", "objections", "objections", objection);
    }

    /// <summary>What was frozen is shown, whatever rows say today.</summary>
    [Fact]
    public async Task Pages_ShowTheFrozenEvaluation_AfterTheRowsChanged()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (round, frozen) = await ApprovedAsync(site);
        await round.RecordAsync("12");
        var award = frozen.Awards[0];
        await site.InDbAsync(db => db.Applications.Where(a => a.Code == award.Id.Value)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Title, "改过的名称")));
        await site.InDbAsync(db => db.Awards.ExecuteUpdateAsync(set => set.SetProperty(a => a.AmountFen, 1)));
        await site.InDbAsync(db => db.ScoreSheets.ExecuteUpdateAsync(
            set => set.SetProperty(s => s.Answers.OverallComment, new Core.Acts.FreeText("改过的评语"))));

        var page = await (await site.VisitAsync("officer")).ReadAsync($"{Call}/deliberation");

        Assert.DoesNotContain("改过的名称", page, StringComparison.Ordinal);
        Assert.Contains(frozen.Sha256, page, StringComparison.Ordinal);
        Assert.Contains(award.Amount.Yuan.ToString("N2", System.Globalization.CultureInfo.InvariantCulture), page,
            StringComparison.Ordinal);
        await round.FreezeDecisionAsync();
        var paper = await (await (await site.VisitAsync("officer"))
            .GetAsync($"{Call}/papers/panel-opinion.zh-CN.docx")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var word = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(paper), false);
        Assert.DoesNotContain("改过的评语", word.MainDocumentPart?.Document.InnerText, StringComparison.Ordinal);
    }

    /// <summary>Fifty times each: approving against returning, freezing against changing, freezing against freezing.</summary>
    [Theory, DatabaseData]
    public async Task Races_EndWithOneWinnerAndAnAnswerForTheOther(DatabaseProvider provider)
    {
        const int repeats = 50;
        await using var site = new WebSite(provider);
        var (round, frozen) = await ApprovedAsync(site);
        var award = frozen.Awards[0];
        var (officer, one, two) = (await site.VisitAsync("officer"), await site.VisitAsync("approver"), await site.VisitAsync("approver"));
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            await round.RecordAsync($"a{repeat}");
            var row = await DecisionAsync(site);
            var isOut = row.State.TakenOut.Contains(award.Id);
            var edition = ("edition", $"{row.State.Edition}");
            await AtOnceAsync(
                one.PostAsync($"{Call}/deliberation", $"{Call}/deliberation/freeze", edition),
                officer.PostAsync($"{Call}/deliberation", $"{Call}/deliberation/changes", ("application", award.Id.Value),
                    ("amount", isOut ? $"{award.Amount}" : ""), ("reason", "因故")));
            var left = await DecisionAsync(site);
            Assert.Equal(left.State.FrozenAt is null, left.State.TakenOut.Contains(award.Id) != isOut);
            if (left.State.FrozenAt is null)
            {
                edition = ("edition", $"{left.State.Edition}");
                await AtOnceAsync(
                    one.PostAsync($"{Call}/deliberation", $"{Call}/deliberation/freeze", edition),
                        two.PostAsync($"{Call}/deliberation", $"{Call}/deliberation/freeze", edition));
            }
            Assert.Equal(repeat + 1, await site.InDbAsync(
                db => db.Packages.CountAsync(p => p.Stage == PackageStage.Decision && p.Layer == PackageLayer.Internal)));
            await round.GoBackAsync(repeat % 2 == 0 ? "Allocating" : "Deliberation");
            if (repeat % 2 == 0)
            {
                await round.ShouldReachAsync("officer", "allocation", "allocation/propose");
                var proposal = await site.InDbAsync(
                    db => db.Proposals.AsNoTracking().SingleAsync(p => p.State.Status == ProposalStatus.Proposed));
                var url = $"/approvals/{proposal.Id}";
                var answers = await AtOnceAsync(
                    one.PostAsync(url, url, ("approve", "true")), two.PostAsync(url, url, ("approve", "false"), ("reason", "因故")));
                Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Redirect);
                await site.ApproveEarlierAsync();
                if ((await CallAsync(site)).State.Stage == CallStage.Allocating)
                {
                    await round.ApproveAsync();
                }
            }
        }
    }

    /// <summary>Each gets a page or a sentence; neither is an error.</summary>
    private static async Task<HttpResponseMessage[]> AtOnceAsync(params Task<HttpResponseMessage>[] posts)
    {
        var answers = await Task.WhenAll(posts);
        Assert.All(answers, a => Assert.Contains(a.StatusCode, new[] { HttpStatusCode.Conflict, HttpStatusCode.Redirect }));
        return answers;
    }

    private static async Task<(AwardRound Round, FrozenEvaluation Frozen)> ApprovedAsync(WebSite site)
    {
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ApproveAsync();
        return (round, FrozenEvaluation.Read(
            (await site.InDbAsync(db => db.Packages.AsNoTracking().SingleAsync(p => p.Layer == PackageLayer.Internal))).Content));
    }

    private static Task<CallRow> CallAsync(WebSite site) =>
        site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode));

    private static Task<DecisionRow> DecisionAsync(WebSite site) =>
        site.InDbAsync(db => db.Decisions.AsNoTracking().Where(d => d.Stage == AwardStage.Decision).OrderByDescending(d => d.Number)
            .FirstAsync());
}
