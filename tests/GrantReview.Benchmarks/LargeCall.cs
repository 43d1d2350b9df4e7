using System.Globalization;
using System.Text;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Experts;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Benchmarks;

/// <summary>An invented call of 1,000 applications × 5 sheets × 16 leaves by 250 experts, scored and opened through the lives that people's acts go through.</summary>
public static class LargeCall
{
    public const string Code = "LARGE";
    private const int Applications = 1000;
    private const int Experts = 250;
    private const int Each = 5;

    public static async Task SeedAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var demo = await db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.ScoredCode);
        var treeRow = await StoredRound.TreeRowAsync(db, demo.Id, default) ?? throw new InvalidOperationException("The demo has a tree.");
        var tree = StoredRound.TreeOf(treeRow, StoredRound.CallOf(demo));
        var now = DateTime.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        By officer = new(await PersonAsync("officer"), Capacity.Officer, now, Guid.CreateVersion7());
        var call = new CallRow
        {
            Code = Code, NameEn = "A large call", NameZh = "大型申报通知", CreatedAt = now,
            Settings = Encoding.UTF8.GetString(CallJson.Write(StoredRound.CallOf(demo) with { Code = Code })),
        };
        db.Calls.Add(call);
        Do(call.Do(new CallLife.Create(Code, null), officer, CallEvidence.Free));
        var published = new IndicatorTreeRow { CallId = call.Id, Number = 1 };
        Do(published.Edit(treeRow.Content, officer, CallStage.Draft));
        Do(published.Publish(officer, CallStage.Draft));
        db.IndicatorTrees.Add(published);
        await db.SaveChangesAsync();
        while (call.State.Stage < CallStage.FormalReview)
        {
            Do(call.Do(new CallLife.Advance(call.State.Stage + 1), officer, CallEvidence.Free));
        }
        var (applications, experts) = await ImportAsync(db, demo.Id, call, officer);
        Do(call.Do(new CallLife.Advance(CallStage.Assigning), officer, CallEvidence.Free));
        Do(call.Follow(CallStage.Scoring, officer));
        await ScoreAsync(services, call, tree, applications, experts, now);
        Do(call.Do(new CallLife.CloseScoring(null), officer, CallEvidence.Free));
        Do(call.Do(new CallLife.AskToOpen(), officer with { ActId = Guid.CreateVersion7() }, CallEvidence.Free));
        By supervisor = new(await PersonAsync("supervisor"), Capacity.Supervisor, now, Guid.CreateVersion7());
        Do(call.Do(new CallLife.Open(call.State.OpeningRequest!.Id), supervisor, CallEvidence.Free));
        await Aliases.DrawAsync(db, call.Id, default);
        var grant = new GrantRow(officer.Who, call.Id, Capacity.Officer);
        db.Grants.Add(grant);
        Do(grant.Do(new GrantLife.Found(), officer, await Capacities.SeenAsync(db, grant, default)));
        await db.SaveChangesAsync();

        Task<Guid> PersonAsync(string name) => db.Users.Where(u => u.UserName == DemoRound.UserPrefix + name).Select(u => u.Id).SingleAsync();
    }

    /// <summary>The demo's applications and experts, again and again under other numbers.</summary>
    private static async Task<(List<Guid> Applications, List<Guid> Experts)> ImportAsync(AppDb db, Guid demo, CallRow call, By by)
    {
        var applications = await StoredRound.ApplicationsAsync(db, demo, default);
        var experts = (await db.Experts.AsNoTracking().Where(e => e.CallId == demo).ToListAsync()).ConvertAll(StoredRound.Expert);
        List<ApplicationRow> rows = [.. Enumerable.Range(0, Applications).Select(i =>
        {
            var (like, row) = (applications[i % applications.Count], new ApplicationRow { CallId = call.Id });
            var id = string.Create(CultureInfo.InvariantCulture, $"A{i + 1:0000}");
            var attributes = new Dictionary<string, string>(like.Attributes, StringComparer.Ordinal) { ["id"] = id, ["unit"] = $"虚构单位{i % 300}" };
            Do(StoredRound.Import(like with { Id = id, Unit = $"虚构单位{i % 300}", UnitCode = "", Attributes = attributes }, row, by, call.State.Stage));
            return row;
        })];
        List<ExpertRow> people = [.. Enumerable.Range(0, Experts).Select(i =>
        {
            var row = new ExpertRow { CallId = call.Id };
            Do(StoredRound.Import(
                experts[i % experts.Count] with { Id = $"X{i + 1:000}", Name = $"虚构专家{i + 1}", Unit = $"虚构大学{i}", UnitCode = "", Alias = null },
                row, by, call.State.Stage));
            return row;
        })];
        db.AddRange(rows);
        db.AddRange(people);
        await db.SaveChangesAsync();
        return (rows.ConvertAll(a => a.Id), people.ConvertAll(e => e.Id));
    }

    private static async Task ScoreAsync(
        IServiceProvider services, CallRow call, IndicatorTree tree, List<Guid> applications, List<Guid> experts, DateTime now)
    {
        var random = new Random(1);
        foreach (var batch in Enumerable.Range(0, applications.Count).Chunk(50))
        {
            await using var scope = services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            foreach (var (i, k) in batch.SelectMany(i => Enumerable.Range(0, Each).Select(k => (i, k))))
            {
                var expert = (i + (k * 37)) % experts.Count;
                var sheet = new ScoreSheetRow(call.Id, applications[i], experts[expert]);
                By by = new(Guid.CreateVersion7(), Capacity.Expert, now, Guid.CreateVersion7());
                foreach (var leaf in tree.Leaves)
                {
                    var points = leaf.Min + ((leaf.Max - leaf.Min) * new Rational(random.Next(8, 20) - (expert % 4), 20));
                    Do(sheet.Do(new LeafLife.Give(leaf, points.ToExactText(), false, new FreeText(""), 0, Guid.CreateVersion7()), by, SheetEvidence.Scoring));
                }
                Do(sheet.Do(new SheetLife.Submit(), by, SheetEvidence.Scoring));
                db.ScoreSheets.Add(sheet);
            }
            await db.SaveChangesAsync();
        }
    }

    private static void Do(Answer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"The large call cannot be told: {refusal}.");
        }
    }
}
