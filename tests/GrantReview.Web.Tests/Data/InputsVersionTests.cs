using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Web.Reading;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Data;

/// <summary>
/// The version of a call's inputs rises by one with each commit that changes what its evaluation reads, and with no other.
/// </summary>
public class InputsVersionTests
{
    [Fact]
    public async Task ByInputs_OfACopyOfTheDatabase_KeepsEachItsOwn()
    {
        await using var first = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var copy = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var (kept, call) = (new ByInputs<string>(), Guid.NewGuid());

        Assert.Equal("first", await ReadAsync(first, "first"));
        Assert.Equal("copy", await ReadAsync(copy, "copy"));
        Assert.Equal("first", await ReadAsync(first, "not asked again"));

        async Task<string> ReadAsync(TestDatabase database, string value)
        {
            await using var db = database.Open();
            return await kept.OfAsync(db, call, "", () => Task.FromResult(value), TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [DatabaseData]
    public async Task Save_OfAnInput_RaisesTheVersionOfItsCallAlone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var world = await World.CreateAsync(database);
        foreach (var (what, change) in Inputs)
        {
            var (before, other) = (await world.VersionAsync(world.Call), await world.VersionAsync(world.Other));
            await using (var db = database.Open())
            {
                await change(db, world);
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
            Assert.True(await world.VersionAsync(world.Call) == before + 1, what);
            Assert.True(await world.VersionAsync(world.Other) == other, what);
        }
    }

    [Theory]
    [DatabaseData]
    public async Task Save_OfAnythingElse_LeavesTheVersion(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var world = await World.CreateAsync(database);
        foreach (var (what, change) in Others)
        {
            var before = await world.VersionAsync(world.Call);
            await using (var db = database.Open())
            {
                await change(db, world);
                await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            }
            Assert.True(await world.VersionAsync(world.Call) == before, what);
        }
    }

    private static readonly (string What, Func<AppDb, World, Task> Change)[] Inputs =
    [
        ("settings", async (db, w) => (await db.Calls.SingleAsync(c => c.Id == w.Call)).Write("{ }", "")),
        ("tree", (db, w) => Add(db, new IndicatorTreeRow { CallId = w.Call, Number = 2 })),
        ("application", async (db, w) => Ask(await db.Applications.SingleAsync(a => a.Id == w.Application), 5)),
        ("new application", (db, w) => Add(db, new ApplicationRow { CallId = w.Call, Code = "P2" })),
        ("expert", async (db, w) => Move(await db.Experts.SingleAsync(e => e.Id == w.Expert), "U")),
        ("conflict", (db, w) => Add(db, new ConflictRow(w.Call, w.Application, w.Expert, "Declared"))),
        ("ruled conflict", async (db, w) => Stand(db, await db.Conflicts.SingleAsync(c => c.CallId == w.Call))),
        ("question", (db, w) => Add(db, new IdentityQuestionRow(w.Call, w.Application, w.Expert, "N", "pi"))),
        ("unit", (db, w) => Add(db, new OrganisationRow { CallId = w.Call, Name = "U" })),
        ("relation", (db, w) => Add(db, new RelationRow { CallId = w.Call, ExpertId = w.Expert, Other = "O" })),
        ("affinity",
            (db, w) => Add(db, new AffinityRow { CallId = w.Call, ApplicationId = w.Application, ExpertId = w.Expert, Value = 1 })),
        ("submitted sheet", async (db, w) => (await w.SheetAsync(db)).Do(new SheetLife.Submit(), w.ByExpert, SheetEvidence.Scoring)),
        ("new sheet", (db, w) => Add(db, new ScoreSheetRow(w.Call, w.Application, w.Second))),
        ("two at once", async (db, w) =>
        {
            Ask(await db.Applications.SingleAsync(a => a.Id == w.Application), 7);
            Move(await db.Experts.SingleAsync(e => e.Id == w.Expert), "V");
        }),
    ];

    private static readonly (string What, Func<AppDb, World, Task> Change)[] Others =
    [
        ("name of the call", async (db, w) => (await db.Calls.SingleAsync(c => c.Id == w.Call)).Write("{}", "N")),
        ("payment", async (db, w) => (await db.Calls.SingleAsync(c => c.Id == w.Call)).Do(
            new PaymentLife.SetTerms(new FreeText("{ }")), w.ByExpert with { Capacity = Capacity.Finance, ActId = Guid.NewGuid() },
            new PaymentEvidence(true, false, false))),
        ("declaration", async (db, w) =>
            db.Entry(await db.Experts.SingleAsync(e => e.Id == w.Expert)).Property(e => e.DeclaredAt).CurrentValue = w.ByExpert.At),
        ("comment", async (db, w) => (await w.SheetAsync(db)).Do(
            new AnswersLife.Comment(new FreeText("fine"), new Edit(0, Guid.NewGuid())), w.ByExpert, SheetEvidence.Scoring)),
        ("mail", (db, w) => Add(db, new RunRow { CallId = w.Call, Kind = RunKind.Evaluation })),
    ];

    private static readonly By Officer =
        new(Guid.NewGuid(), Capacity.Officer, new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc), Guid.NewGuid());

    private static void Ask(ApplicationRow row, long fen) => row.Import(
        An.Application("P1") with { RequestedAmount = new Money(fen),
            Attributes = new Dictionary<string, string> { ["requested_amount"] = $"{fen}" } },
        Officer with { ActId = Guid.NewGuid() }, CallStage.FormalReview);

    private static void Move(ExpertRow row, string unit) =>
        row.Import(An.Expert(row.Code) with { Unit = unit }, Officer with { ActId = Guid.NewGuid() }, CallStage.Assigning);

    /// <summary>A conflict that two persons set aside, past its life.</summary>
    private static void Stand(AppDb db, ConflictRow row)
    {
        var state = db.Entry(row).ComplexProperty(c => c.State);
        state.CurrentValue = state.CurrentValue with { Status = ConflictStatus.Dismissed };
    }

    private static Task Add(AppDb db, object row)
    {
        db.Add(row);
        return Task.CompletedTask;
    }

    /// <summary>A call with one application, two experts and one open sheet; another call beside it.</summary>
    private sealed record World(TestDatabase Database, Guid Call, Guid Other, Guid Application, Guid Expert, Guid Second)
    {
        public By ByExpert { get; } =
            new(Guid.NewGuid(), Capacity.Expert, new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc), Guid.NewGuid());

        public static async Task<World> CreateAsync(TestDatabase database)
        {
            await using var db = database.Open();
            var (call, other) = (new CallRow { Code = "C" }, new CallRow { Code = "D" });
            var application = new ApplicationRow { CallId = call.Id, Code = "P1" };
            var (first, second) = (new ExpertRow { CallId = call.Id }, new ExpertRow { CallId = call.Id });
            first.Import(An.Expert("E1"), Officer, CallStage.Assigning);
            second.Import(An.Expert("E2"), Officer with { ActId = Guid.NewGuid() }, CallStage.Assigning);
            db.AddRange(call, other, application, first, second, new ScoreSheetRow(call.Id, application.Id, first.Id));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            return new World(database, call.Id, other.Id, application.Id, first.Id, second.Id);
        }

        public Task<ScoreSheetRow> SheetAsync(AppDb db) => db.ScoreSheets.Include(s => s.Leaves).FirstAsync(s => s.ExpertId == Expert);

        public async Task<long> VersionAsync(Guid call)
        {
            await using var db = Database.Open();
            return await db.InputsVersionAsync(call, TestContext.Current.CancellationToken);
        }
    }
}
