using System.Net;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The rule by which scores decide, changed after scoring opened.</summary>
public class ScoringRuleTests
{
    private const string Call = "/calls/" + DemoRound.ScoredCode;
    private const string Rule = Call + "/settings/rule";

    /// <summary>
    /// Of the scored round two applications are left that no expert joins: the mixed model needs to be told what is compared, and says so
    /// instead of ranking.
    /// </summary>
    [Fact]
    public async Task Change_NeedsAReason_IsShownBesideItsResult_AndLetsPanelsApartBeRanked()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (officer, round) = (await site.VisitAsync("officer"), new AwardRound(site, DemoRound.ScoredCode));
        await site.InDbAsync(db =>
            db.ScoreSheets.Where(s => !db.Applications.Any(a => a.Id == s.ApplicationId && (a.Code == "P01" || a.Code == "P04")))
            .ExecuteDeleteAsync());

        var refused = await officer.PostAsync(Rule, Rule, ("calibration", "ZScore"), ("undecidedLottery", "§ 12"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var form = await Html.OpenAsync(refused);
        Assert.Contains("Give a reason.", form.Refused(), StringComparison.Ordinal);
        Assert.Equal("true", form.QuerySelector("[name=undecidedLottery]")?.GetAttribute("aria-invalid"));
        Assert.Equal("true", form.QuerySelector("[name=reason]")?.GetAttribute("aria-invalid"));
        Assert.Equal("§ 12", form.Field("undecidedLottery"));
        Assert.Equal(["Lots around the funding line: clause of the call", "Reason"], [.. form.QuerySelectorAll(".note.bad a")
            .Select(a => (Name: a.TextContent, At: form.QuerySelector($"[id='{a.GetAttribute("href")?.TrimStart('#')}']")))
            .Where(a => a.At is not null).Select(a => a.Name)]);
        Assert.Empty(await ChangesAsync(site));

        await round.ShouldReachAsync(
            "officer", "settings/rule", "settings/rule", ("calibration", "MixedModel"), ("reason", "severity differs"));
        Assert.Empty(await ChangesAsync(site));
        Assert.Contains("waits for a second person", await (await site.VisitAsync("approver")).ReadAsync("/"), StringComparison.Ordinal);
        await round.ShouldRefuseAsync("approver", "settings/rule", "settings/rule/confirm", "replaced", ("request", $"{Guid.NewGuid()}"));
        await round.ChangeRuleAsync(("calibration", "MixedModel"), ("reason", "severity differs"));
        var run = await round.TryRunAsync();
        Assert.Equal("Failed", run.Status);
        Assert.Contains("the call does not say what is compared", await officer.ReadAsync(run.Url), StringComparison.Ordinal);

        await round.ChangeRuleAsync(("calibration", "MixedModel"), ("panels", "Within"), ("reason", "the panels met apart"));
        Assert.Equal("Done", (await round.TryRunAsync()).Status);
        Assert.Equal([("Mean", "MixedModel", "severity differs"), ("MixedModel", "MixedModel; Within", "the panels met apart")],
            await ChangesAsync(site));
        foreach (var page in new[] { "/allocation", "/calibration" })
        {
            var text = await officer.ReadAsync(Call + page);
            Assert.Contains("mixed model; rank within panels", text, StringComparison.Ordinal);
            Assert.Contains("the panels met apart", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("auditor", CallStage.Ranking, HttpStatusCode.Forbidden)]
    [InlineData("officer", CallStage.Assigning, HttpStatusCode.Conflict)]
    [InlineData("officer", CallStage.Deliberation, HttpStatusCode.Conflict)]
    public async Task Change_ByWhomOrWhenItMayNotBe_IsRefused(string person, CallStage stage, HttpStatusCode answer)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.InDbAsync(db =>
            db.Calls.Where(c => c.Code == DemoRound.ScoredCode).ExecuteUpdateAsync(set => set.SetProperty(c => c.State.Stage, stage)));

        var refused = await (await site.VisitAsync(person)).PostAsync(Rule, Rule, ("calibration", "ZScore"), ("reason", "why not"));

        Assert.Equal(answer, refused.StatusCode);
        Assert.Empty(await ChangesAsync(site));
        Assert.DoesNotContain("z-score",
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.ScoredCode).Select(c => c.Settings).SingleAsync()),
            StringComparison.Ordinal);
    }

    private static async Task<List<(string Before, string After, string Reason)>> ChangesAsync(WebSite site) =>
        (await site.FactsAsync(typeof(CallLife.ScoringRuleChanged))).Cast<CallLife.ScoringRuleChanged>()
        .Select(f => (Say(f.Before), Say(f.After), $"{f.Reason}")).ToList();

    private static string Say(CalibrationSettings rule) =>
        string.Join("; ", new[] { $"{rule.Method}", $"{rule.Panels}" }.Where(p => p.Length > 0));
}
