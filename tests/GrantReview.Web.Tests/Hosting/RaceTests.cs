using System.Net;
using System.Net.Http.Json;
using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Scoring;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Acts that share evidence, at once and many times: what was decided is what stands, and every loser gets an answer.</summary>
public class RaceTests
{
    private const int Repeats = 50;
    private const string Call = "/calls/" + DemoRound.Code;

    [Theory, DatabaseData]
    public async Task SubmitAgainstSaves_LocksExactlyWhatWasSubmitted(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var sheet = await FilledSheetAsync(site);
        var expert = await site.VisitAsync("e12");
        var post = await expert.PosterAsync($"/sheets/{sheet.Id}");
        var (locked, edition) = (0, (await LeafAsync(site, sheet.Id)).State.Scored.Edition);

        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var saves = Enumerable.Range(0, 6).Select(i => post($"/sheets/{sheet.Id}/fields", new
            {
                field = "score.capacity.hardware.performance", value = $"{(i + repeat) % 5}.{i}", seen = edition,
                operation = Guid.NewGuid(),
            })).ToList();
            var submitted = SubmitAsync(site, sheet.Id, sheet.Person, sheet.CallId);

            Assert.All(await Task.WhenAll(saves),
                status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Locked }));
            Assert.Null(await submitted);
            var leaf = await LeafAsync(site, sheet.Id);
            var row = await site.InDbAsync(db => db.ScoreSheets.AsNoTracking().Include(s => s.Editions).SingleAsync(s => s.Id == sheet.Id));
            Assert.Equal(SheetStatus.Submitted, row.State.Status);
            Assert.Contains($"\"capacity.hardware.performance\":\"{leaf.State.Score?.ToExactText()}\"",
                row.Editions.OrderBy(e => e.Edition).Last().Scores, StringComparison.Ordinal);
            locked++;
            edition = leaf.State.Scored.Edition;
            await ReturnAsync(site, sheet.Id, sheet.CallId);
        }

        Assert.Equal(Repeats, locked);
    }

    [Fact]
    public async Task Save_WhileTheQueueIsFull_IsAskedToComeBackAndSavedByTheSameOperation()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Limits:ActWaitMilliseconds", "10"));
        var sheet = await FilledSheetAsync(site);
        var expert = await site.VisitAsync("e12");
        var token = await expert.TokenAsync($"/sheets/{sheet.Id}");
        var edition = (await LeafAsync(site, sheet.Id)).State.Scored.Edition;
        var save = new { field = "score.capacity.hardware.performance", value = "1.5", seen = edition, operation = Guid.NewGuid() };
        using (await site.Services.GetRequiredService<ActQueue>().EnterAsync(TestContext.Current.CancellationToken))
        {
            using var away = await expert.SendAsync(token, $"/sheets/{sheet.Id}/fields", JsonContent.Create(save));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
            Assert.NotNull(away.Headers.RetryAfter?.Delta);
        }

        using var back = await expert.SendAsync(token, $"/sheets/{sheet.Id}/fields", JsonContent.Create(save));

        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal("1.5", (await LeafAsync(site, sheet.Id)).State.Score?.ToExactText());
    }

    [Theory, DatabaseData]
    public async Task OpenTwice_IsDoneOnceAndTheOtherLearnsIt(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var officer = await PersonAsync(site, "demo-officer");
        var supervisor = await PersonAsync(site, "demo-supervisor");
        var approver = await PersonAsync(site, "demo-approver");
        var call = await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode));
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await site.StandAsync(call.Code, state => state with { Opening = null, OpeningRequest = null });
            Assert.Null(await ActAsync(site, officer, Capacity.Officer, call.Id, new Core.Calls.CallLife.AskToOpen()));
            var asked = (await site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Id == call.Id))).State.OpeningRequest;
            var open = new Core.Calls.CallLife.Open(asked?.Id ?? Guid.Empty);

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => i % 2 == 0
                    ? ActAsync(site, supervisor, Capacity.Supervisor, call.Id, open)
                        : ActAsync(site, approver, Capacity.Approver, call.Id, open)));

            Assert.Single(answers, a => a is null);
            Assert.All(answers.OfType<Refusal>(), a => Assert.IsType<Core.Calls.CallLife.AreOpenedAlready>(a));
        }
        Assert.Equal(Repeats, await site.InDbAsync(db => db.Facts.CountAsync(f => f.Kind == "Call.Opened" && f.CallId == call.Id)) - 1);
    }

    private static Task<Refusal?> ActAsync(WebSite site, Guid person, Capacity capacity, Guid callId, Act act) =>
        site.Services.GetRequiredService<Desk>().DoAsync(person, callId, capacity, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == callId);
            return call.Do(act, by, await CallGate.SeenAsync(db, call, CancellationToken.None));
        }, TestContext.Current.CancellationToken);

    private static Task<Refusal?> SubmitAsync(WebSite site, Guid sheet, Guid person, Guid callId) =>
        site.Services.GetRequiredService<Desk>().DoAsync(person, callId, Capacity.Expert, async (db, by) =>
            await OpenedSheet.FindAsync(db, sheet, person, CancellationToken.None) is { } opened
                ? opened.Sheet.Do(new SheetLife.Submit(), by, opened.Evidence) : new Refusal.NotThere(),
                TestContext.Current.CancellationToken);

    private static async Task ReturnAsync(WebSite site, Guid sheet, Guid callId)
    {
        var officer = await PersonAsync(site, "demo-officer");
        Assert.Null(await site.Services.GetRequiredService<Desk>().DoAsync(officer, callId, Capacity.Officer, async (db, by) =>
            (await db.ScoreSheets.SingleAsync(s => s.Id == sheet))
                .Do(new SheetLife.Return(new FreeText("again"), Defect.Form), by, SheetEvidence.Scoring),
            TestContext.Current.CancellationToken));
    }

    /// <summary>A sheet of E12 with every leaf and answer given.</summary>
    private static async Task<(Guid Id, Guid Person, Guid CallId)> FilledSheetAsync(WebSite site)
    {
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var sheet = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            join a in db.Applications on s.ApplicationId equals a.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            orderby a.Code
            select new { s.Id, Person = e.UserId, s.CallId }).FirstAsync());
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/fill");
        await ReturnAsync(site, sheet.Id, sheet.CallId);
        return (sheet.Id, sheet.Person.GetValueOrDefault(), sheet.CallId);
    }

    private static Task<LeafScoreRow> LeafAsync(WebSite site, Guid sheet) =>
        site.InDbAsync(db =>
            db.LeafScores.AsNoTracking().SingleAsync(l => l.SheetId == sheet && l.Indicator == "capacity.hardware.performance"));

    private static Task<Guid> PersonAsync(WebSite site, string userName) =>
        site.InDbAsync(db => db.Users.Where(u => u.UserName == userName).Select(u => u.Id).SingleAsync());
}
