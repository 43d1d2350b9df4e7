using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Accounts;
using GrantReview.Core.Assignments;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>What was just done is taken back by the button beside the sentence that says so.</summary>
public class UndoTests
{
    private const string Call = "/calls/" + DemoRound.Code;

    [Fact]
    public async Task Undo_OfSettings_BringsBackThoseBefore_UnlessSomebodyChangedThemSince()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var before = await SettingsAsync(site);

        var saved = await SaveAsync(officer, before, "another name");
        Assert.NotEqual(before, await SettingsAsync(site));
        var undone = await UndoAsync(officer, saved);
        Assert.Equal(before, await SettingsAsync(site));
        Assert.Contains("stand again", undone.Done(), StringComparison.Ordinal);

        var stale = await SaveAsync(officer, before, "a third");
        await SaveAsync(officer, before, "a fourth");
        var last = await SettingsAsync(site);
        Assert.NotEqual("", (await UndoAsync(officer, stale)).Refused());
        Assert.Equal(last, await SettingsAsync(site));
    }

    [Fact]
    public async Task Undo_OfAPairThatWasTakenOut_PutsItBack()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var (expert, seats) = await site.InDbAsync(async db =>
        {
            var of = from p in db.Assignments
                join a in db.Applications on p.ApplicationId equals a.Id
                join e in db.Experts on p.ExpertId equals e.Id
                join c in db.Calls on a.CallId equals c.Id
                where c.Code == DemoRound.Code && a.Code == "P01"
                select e.Code;
            return (await of.Order().FirstAsync(), await of.CountAsync());
        });

        var removed = await officer.PostAndOpenAsync(
            $"{Call}/assignments/1", $"{Call}/assignments/1/pairs", ("application", "P01"), ("remove", expert));
        await UndoAsync(officer, removed);

        var facts = (await site.FactsAsync(typeof(PlanLife.Changed))).Cast<PlanLife.Changed>().TakeLast(2).ToList();
        Assert.Equal(facts[0].Removed.Select(p => (p.Application, p.Expert)), facts[1].Added.Select(p => (p.Application, p.Expert)));
        Assert.Equal(seats, await site.InDbAsync(db => db.Assignments.CountAsync(p => db.Applications.Any(
            a => a.Id == p.ApplicationId && a.Code == "P01" && db.Calls.Any(c => c.Id == a.CallId && c.Code == DemoRound.Code)))));
    }

    /// <summary>A capacity waits for a second person; whoever asked for it takes the request back.</summary>
    [Fact]
    public async Task Undo_OfARequest_TakesItBack_AndWhatHasNoInverseOffersNone()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await site.InDbAsync(async db =>
        {
            db.Users.Add(new User(new AccountEntry("second.auditor", "审计二", "", "")));
            return await db.SaveChangesAsync();
        });
        var asked = await officer.PostAndOpenAsync(
            $"{Call}/members", $"{Call}/members", ("userName", "second.auditor"), ("capacity", "Auditor"));
        var waits = await site.InDbAsync(db => db.Grants.CountAsync(g => g.State.Status == GrantStatus.Requested));
        var withdrawn = await UndoAsync(officer, asked);

        Assert.Equal(1, waits);
        Assert.Equal(0, await site.InDbAsync(db => db.Grants.CountAsync(g => g.State.Status == GrantStatus.Requested)));
        Assert.Null(withdrawn.QuerySelector(".note.good form"));
    }

    private static async Task<IHtmlDocument> SaveAsync(Visitor officer, string before, string name)
    {
        var settings = JsonNode.Parse(before) ?? throw new InvalidOperationException("The call has no settings.");
        settings["name"] = name;
        var saved = await officer.PostAndOpenAsync(
            $"{Call}/settings/all", $"{Call}/settings/all", ("content", settings.ToJsonString()));
        Assert.Equal("", saved.Refused());
        return saved;
    }

    /// <summary>Presses the button beside what was done.</summary>
    internal static async Task<IHtmlDocument> UndoAsync(Visitor officer, IHtmlDocument done)
    {
        var undo = Assert.Single(done.QuerySelectorAll<IHtmlFormElement>(".note.good form")).GetAttribute("action") ?? "";
        var answer = await officer.SubmitAsync(done, undo, ("act", ""));
        return answer.StatusCode == HttpStatusCode.Redirect ? await officer.OpenAsync($"{answer.Headers.Location}")
            : await Html.OpenAsync(answer);
    }

    private static Task<string> SettingsAsync(WebSite site) =>
        site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.Settings).SingleAsync());
}
