using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Once the scores were opened, what turns the result needs a second person, and whoever signs it is shown.</summary>
public class SinceOpeningTests
{
    [Fact]
    public async Task Acts_OnceScoresWereOpened_NeedAnotherPerson_AndStandOnTheApprovalPage()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        var (held, returned) = await TwoSheetsAsync(site);

        await round.ShouldReachAsync(
            "officer", "conflicts", "conflicts", ("application", held.Application), ("expert", held.Expert), ("reason", "late knowledge"));
        await round.RunAsync();
        await round.ShouldRefuseAsync("officer", "allocation", "allocation/propose", "wait for the supervisor's ruling", ("note", ""));
        var inbox = await (await site.VisitAsync("supervisor")).ReadAsync("/");
        Assert.Contains("1 sheets held for a conflict", inbox, StringComparison.Ordinal);
        await round.ShouldReachAsync(
            "supervisor", "conflicts", $"conflicts/sheets/{held.Id}", ("counts", "true"), ("reason", "it counts all the same"));

        await round.GoBackAsync("Scoring");
        await round.ShouldReachAsync("officer", "progress", $"progress/{returned.Id}/return", ("reason", "please raise the score"));
        var asked = await SheetAsync(site, returned.Id);
        Assert.Equal((SheetStatus.Submitted, 1), (asked.State.Status, asked.State.Edition));
        var approver = await site.VisitAsync("approver");
        Assert.Contains("please raise the score", await approver.ReadAsync($"{round.Call}/progress"), StringComparison.Ordinal);
        await round.ShouldReachAsync(
            "approver", "progress", $"progress/{returned.Id}/reopen", ("request", $"{asked.State.Reopening?.Request.Id}"));
        await round.ShouldRefuseAsync(
            "officer", $"progress/applications/{returned.Application}", $"progress/{returned.Id}/decline", "The scores were opened once",
            ("reason", "gone"));
        await ChangeAsync(site, returned.Id);

        await round.ShouldReachAsync("officer", "progress", "progress/close", ("reason", "all in"));
        await round.ShouldReachAsync("officer", "progress", "progress/ask");
        var opening = await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode));
        await round.ShouldReachAsync("supervisor", "progress", "progress/open", ("request", $"{opening.State.OpeningRequest?.Id}"));
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/propose", ("note", ""));
        var proposal = await site.InDbAsync(db => db.Proposals.SingleAsync(p => p.State.Status == ProposalStatus.Proposed));

        var page = await approver.OpenAsync($"/approvals/{proposal.Id}");
        var words = page.Words();
        Assert.Contains("Since the scores were first opened", words, StringComparison.Ordinal);
        Assert.Contains("it counts all the same", words, StringComparison.Ordinal);
        Assert.Contains("please raise the score", words, StringComparison.Ordinal);
        var totals = page.QuerySelectorAll("tr").Single(r => r.QuerySelector("[data-th='Total now']") is not null);
        Assert.Contains(returned.Application, totals.TextContent, StringComparison.Ordinal);
        var (first, now) = (Figure("Total when first opened"), Figure("Total now"));
        Assert.True(now < first, $"{first} → {now}");
        var beside = await (await site.VisitAsync("officer")).ReadAsync($"{round.Call}/ranking/{returned.Application}");
        Assert.Contains("when first opened:", beside, StringComparison.Ordinal);

        decimal Figure(string column) => decimal.Parse(
            totals.QuerySelector($"[data-th='{column}']")?.TextContent.Trim() ?? "", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<(Pair Held, Pair Returned)> TwoSheetsAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var sheets = await (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.ScoredCode) && s.State.Status == SheetStatus.Submitted
                && !db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId)
            orderby a.Code, e.Code
            select new Pair(s.Id, a.Code, e.Code)).ToListAsync();
        return (sheets[0], sheets.First(s => s.Application != sheets[0].Application && s.Expert != sheets[0].Expert));
    });

    private static Task<ScoreSheetRow> SheetAsync(WebSite site, Guid id) =>
        site.InDbAsync(db => db.ScoreSheets.AsNoTracking().SingleAsync(s => s.Id == id));

    /// <summary>The expert changes a score, so that the total is another, and submits again.</summary>
    private static Task<int> ChangeAsync(WebSite site, Guid id) => site.InDbAsync(async db =>
    {
        var sheet = await db.ScoreSheets.Include(s => s.Leaves).SingleAsync(s => s.Id == id);
        var expert = await db.Experts.SingleAsync(e => e.Id == sheet.ExpertId);
        foreach (var leaf in sheet.Leaves.Where(l => l.State.Score is not null))
        {
            var state = db.Entry(leaf).ComplexProperty(l => l.State);
            state.CurrentValue = state.CurrentValue with { Score = Rational.Zero };
        }
        var by = new By(expert.UserId, Capacity.Expert, DateTime.UtcNow, Guid.CreateVersion7());
        Assert.Null(sheet.Do(new SheetLife.Submit(), by, SheetEvidence.Scoring with { ScoresWereOpened = true }).Refusal);
        return await db.SaveChangesAsync();
    });

    private sealed record Pair(Guid Id, string Application, string Expert);
}
