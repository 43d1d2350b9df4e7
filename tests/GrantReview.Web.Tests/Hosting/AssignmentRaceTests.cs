using System.Net;
using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Scoring;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>
/// Acts on plans, conflicts and draws at once and many times: one is done, and whoever was slower gets an answer and never a fault.
/// </summary>
public class AssignmentRaceTests
{
    private const int Repeats = 50;
    private const string Leaf = "capacity.hardware.performance";
    private const string Call = "/calls/" + DemoRound.Code, Plan = Call + "/assignments/1", Conflicts = Call + "/conflicts",
    Draw = Call + "/assignments/draws/1";

    [Theory, DatabaseData]
    public async Task DeployTwice_IsDoneOnce(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var post = await (await site.VisitAsync("officer")).PosterAsync(Plan);
        var plan = (await PlanAsync(site)).Id;
        var pairs = await site.InDbAsync(db => db.Assignments.CountAsync(a => a.PlanId == plan));
        var before = (await site.FactsAsync(typeof(PlanLife.Deployed))).Count;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await DraftAsync(site);

            await AtOnceAsync(post(Plan + "/deploy", new { }), post(Plan + "/deploy", new { }));

            Assert.Equal(before + repeat + 1, (await site.FactsAsync(typeof(PlanLife.Deployed))).Count);
            Assert.Equal(pairs, await SheetsAsync(site, SheetStatus.Open));
            Assert.Equal(CallStage.Scoring, await StageAsync(site));
        }
    }

    [Theory, DatabaseData]
    public async Task DeployAgainstWithdraw_LeavesTheStageAndTheSheetsOfWhatIsDeployed(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var post = await (await site.VisitAsync("officer")).PosterAsync(Plan);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await DraftAsync(site);

            await AtOnceAsync(post(Plan + "/deploy", new { }), post(Plan + "/withdraw", new { }), post(Plan + "/deploy", new { }));

            var plan = await PlanAsync(site);
            Assert.Equal(plan.State.Status == PlanStatus.Deployed ? CallStage.Scoring : CallStage.Assigning, await StageAsync(site));
            Assert.NotEqual(PlanStatus.Draft, plan.State.Status);
            Assert.Equal(plan.State.Status == PlanStatus.Deployed, await SheetsAsync(site, SheetStatus.Open) > 0);
        }
    }

    [Theory, DatabaseData]
    public async Task HoldAgainstSubmit_LeavesNoSheetInTheCountThatAConflictBars(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (officer, _, sheet) = await FilledAsync(site);
        var pin = $"{Conflicts}?application={sheet.Application}&expert={sheet.Expert}&reason=kin";
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await StandAsync(site, sheet.Id, state => SheetState.Opened);
            await site.InDbAsync(db => db.Conflicts.Where(c => c.State.Source == ConflictSource.Pinned).ExecuteDeleteAsync());

            var submitted = SubmitAsync(site, sheet);
            await AtOnceAsync(officer(pin, new { }));
            await submitted;

            var status = (await SheetAsync(site, sheet.Id)).State.Status;
            Assert.Contains(status, new[] { SheetStatus.Held, SheetStatus.Suspended });
        }
    }

    [Theory, DatabaseData]
    public async Task ReportAgainstSave_TakesTheSheetAndNothingIsWrittenInItAfterwards(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var (_, expert, sheet) = await FilledAsync(site);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await StandAsync(site, sheet.Id, state => SheetState.Opened);
            await site.InDbAsync(db =>
                db.Conflicts.Where(c => c.State.Source == ConflictSource.Declared && c.ApplicationId == sheet.ApplicationId)
                .ExecuteDeleteAsync());
            var leaf =
                await site.InDbAsync(db => db.LeafScores.AsNoTracking().SingleAsync(l => l.SheetId == sheet.Id && l.Indicator == Leaf));

            await AtOnceAsync(
                expert($"/sheets/{sheet.Id}/conflict?kind=family&note=kin", new { }),
                expert($"/sheets/{sheet.Id}/fields", new
                {
                    field = $"score.{Leaf}", value = $"{repeat % 5}.{repeat % 7}", seen = leaf.State.Scored.Edition,
                    operation = Guid.NewGuid(),
                }));

            Assert.Equal(SheetStatus.Suspended, (await SheetAsync(site, sheet.Id)).State.Status);
            var facts = await site.InDbAsync(db =>
                db.Facts.Where(f => f.SubjectId == sheet.Id).OrderBy(f => f.Id).Select(f => f.Kind).ToListAsync());
            Assert.Equal("Sheet.Left", facts[^1]);
        }
    }

    [Theory, DatabaseData]
    public async Task DecideTwiceOnAConflict_IsDoneOnce(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var approver = await (await site.VisitAsync("approver")).PosterAsync(Conflicts);
        var officer = await (await site.VisitAsync("officer")).PosterAsync(Conflicts);
        var conflicts = await site.InDbAsync(db =>
            db.Conflicts.AsNoTracking().Where(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == DemoRound.Code))
            .ToListAsync());
        var id = conflicts.First(c => ConflictLife.RefuseProposal(c.State) is null).Id;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await site.InDbAsync(async db =>
            {
                var state = db.Entry(await db.Conflicts.SingleAsync(c => c.Id == id)).ComplexProperty(c => c.State);
                state.CurrentValue =
                    state.CurrentValue with { Status = ConflictStatus.Found, Dismissal = null, DecidedBy = null, DecidedAt = null };
                return await db.SaveChangesAsync();
            });
            await AtOnceAsync(officer($"{Conflicts}/{id}/propose?reason=ended", new { }),
                officer($"{Conflicts}/{id}/propose?reason=over", new { }));
            var request =
                (await site.InDbAsync(db => db.Conflicts.AsNoTracking().SingleAsync(c => c.Id == id))).State.Dismissal?.Request.Id;

            await AtOnceAsync(
                approver($"{Conflicts}/{id}/decide?dismiss=true&request={request}", new { }),
                approver($"{Conflicts}/{id}/decide?dismiss=false&request={request}", new { }));

            var done = (await site.FactsAsync(typeof(ConflictLife.Dismissed), typeof(ConflictLife.Kept))).Count;
            Assert.Equal((repeat + 1, repeat + 1), ((await site.FactsAsync(typeof(ConflictLife.DismissalProposed))).Count, done));
        }
    }

    [Theory, DatabaseData]
    public async Task SealTheSameShareTwice_SealsOne(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var visitor = await site.VisitAsync("officer");
        await visitor.PostAsync(Call + "/assignments/draws", Call + "/assignments/draws", ("substitutes", "2"));
        var post = await visitor.PosterAsync(Draw);
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            await site.InDbAsync(db => db.DrawShares.ExecuteDeleteAsync());

            var secrets = Enumerable.Range(0, 3).Select(i => new string((char)('a' + i), 40));
            await AtOnceAsync([.. secrets.Select(secret => post($"{Draw}/shares?role=officer&secret={secret}", new { }))]);

            var share = await site.InDbAsync(db => db.DrawShares.AsNoTracking().SingleAsync());
            var facts = (await site.FactsAsync(typeof(DrawLife.ShareSealed))).Cast<DrawLife.ShareSealed>().ToList();
            Assert.Equal((repeat + 1, share.Commitment), (facts.Count, facts[^1].Commitment));
        }
    }

    private static async Task AtOnceAsync(params Task<HttpStatusCode>[] posts) =>
        Assert.All(await Task.WhenAll(posts),
            status => Assert.True((int)status < 500 || status == HttpStatusCode.ServiceUnavailable, $"{status}"));

    /// <summary>Plan 1 is a draft again, and nobody has a sheet.</summary>
    private static Task<int> DraftAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
        await db.ScoreSheets.Where(s => s.CallId == call.Id).ExecuteDeleteAsync();
        var stage = db.Entry(call).ComplexProperty(c => c.State);
        stage.CurrentValue = stage.CurrentValue with { Stage = CallStage.Assigning };
        var plan = await db.AssignmentPlans.SingleAsync(p => p.CallId == call.Id && p.Number == 1);
        db.Entry(plan).ComplexProperty(p => p.State).CurrentValue = PlanState.Drafted;
        return await db.SaveChangesAsync();
    });

    private static Task<AssignmentPlanRow> PlanAsync(WebSite site) => site.InDbAsync(db =>
        db.AssignmentPlans.AsNoTracking()
            .SingleAsync(p => p.Number == 1 && db.Calls.Any(c => c.Id == p.CallId && c.Code == DemoRound.Code)));

    private static Task<CallStage> StageAsync(WebSite site) =>
        site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.Code).Select(c => c.State.Stage).SingleAsync());

    private static Task<int> SheetsAsync(WebSite site, SheetStatus status) => site.InDbAsync(db =>
        db.ScoreSheets.CountAsync(s => s.State.Status == status && db.Calls.Any(c => c.Id == s.CallId && c.Code == DemoRound.Code)));

    private static Task<ScoreSheetRow> SheetAsync(WebSite site, Guid id) =>
        site.InDbAsync(db => db.ScoreSheets.AsNoTracking().SingleAsync(s => s.Id == id));

    private static Task<int> StandAsync(WebSite site, Guid sheet, Func<SheetState, SheetState> stand) => site.InDbAsync(async db =>
    {
        await db.SheetEditions.Where(e => e.SheetId == sheet).ExecuteDeleteAsync();
        var state = db.Entry(await db.ScoreSheets.SingleAsync(s => s.Id == sheet)).ComplexProperty(s => s.State);
        state.CurrentValue = stand(state.CurrentValue);
        return await db.SaveChangesAsync();
    });

    private static Task<Refusal?> SubmitAsync(WebSite site, Filled sheet) => site.Services.GetRequiredService<Desk>().DoAsync(
        sheet.Person, sheet.CallId, Capacity.Expert,
        async (db, by) => await OpenedSheet.FindAsync(db, sheet.Id, by.Who, CancellationToken.None) is { } opened
            ? opened.Sheet.Do(new SheetLife.Submit(), by, opened.Evidence) : new Refusal.NotThere(), TestContext.Current.CancellationToken);

    private sealed record Filled(Guid Id, Guid CallId, Guid ApplicationId, string Application, string Expert, Guid Person);

    /// <summary>A sheet of E12 with every leaf and answer given.</summary>
    private static async Task<(Func<string, object, Task<HttpStatusCode>> Officer, Func<string, object, Task<HttpStatusCode>> Expert, Filled Sheet)> FilledAsync(
        WebSite site)
    {
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Plan, Plan + "/deploy");
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/fill");
        var sheet = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            orderby a.Code
            select new Filled(s.Id, s.CallId, a.Id, a.Code, e.Code, e.UserId.GetValueOrDefault())).FirstAsync());
        var expert = await site.VisitAsync("e12");
        return (await officer.PosterAsync(Conflicts), await expert.PosterAsync("/my-work"), sheet);
    }
}
