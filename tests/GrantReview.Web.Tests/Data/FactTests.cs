using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Data;

public class FactTests
{
    private static readonly DateTime Now = new DateTime(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc).AddMicroseconds(123456);

    [Theory, DatabaseData]
    public async Task Fact_ReadAgain_IsWhatWasDecided(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var call = new CallRow { Code = "C1", CreatedAt = Now };
        var by = new By(Guid.NewGuid(), Capacity.Officer, Now, Guid.NewGuid());
        await using (var db = database.Open())
        {
            db.Calls.Add(call);
            call.Do(new CallLife.Create("C1", null), by, CallEvidence.Free);
            call.Do(new CallLife.Advance(CallStage.Open), by, CallEvidence.Free);
            call.Do(new CallLife.GoBack(CallStage.Draft, new FreeText("日期有误")), by, CallEvidence.Free);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var later = database.Open();
        var facts = await later.Facts.Include(f => f.Texts).OrderBy(f => f.Ordinal).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new CallLife.Created("C1", null), new CallLife.Moved(CallStage.Draft, CallStage.Open, new FreeText(""), null),
                new CallLife.Moved(CallStage.Open, CallStage.Draft, new FreeText("日期有误"), null),
            ],
            facts.Select(f => f.Read()));
        Assert.Equal(CallState.Drafted, facts.Select(f => f.Read()).Aggregate(new CallState(CallStage.Closed), CallLife.Apply));
        Assert.All(facts, f => Assert.Equal((call.Id, "Call", by.ActId, Now), (f.SubjectId, f.Subject, f.ActId, f.At)));
    }

    [Fact]
    public void WholeFact_IsCanonicalAndHoldsDigestsInsteadOfWords()
    {
        var call = new CallRow { Code = "C1" };
        var by = new By(Guid.NewGuid(), Capacity.Officer, Now, Guid.NewGuid());

        var row = FactRow.From(new CallLife.Moved(CallStage.Open, CallStage.Draft, new FreeText("only here"), null), by, 0, call);

        var text = Assert.Single(row.Texts);
        Assert.Equal(("Reason", "only here"), (text.Path, text.Text));
        var data = $$"""{"From":"Open","Reason":{"digest":"{{FactJson.DigestOf(text.Salt, "only here")}}"},"To":"Draft"}""";
        Assert.Equal($$"""{"data":{{data}},"schema":2}""", Encoding.UTF8.GetString(row.Content));
        Assert.Equal(
            $$"""{"act":"{{by.ActId}}","at":"2025-03-01T04:00:00.123456Z","call":"{{call.Id}}","capacity":"Officer","data":{{data}}"""
                + $$""","kind":"Call.Moved","ordinal":0,"person":"{{by.Person}}","schema":2,"subject":"Call","subjectId":"{{call.Id}}"}""",
            Encoding.UTF8.GetString(FactJson.Whole(row)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. row.Salt, .. FactJson.Whole(row)])), row.OwnHash());
        Assert.Equal(16, row.Salt.Length);
    }

    [Fact]
    public void SaveOfAReason_KeepsLessThan400BytesBesideItsText()
    {
        var leaf = new IndicatorCode(new string('W', 20));
        var save = new FieldSave(1_000_000, Guid.NewGuid(), Now);

        var row = FactRow.From(
            new LeafLife.Explained(leaf, new FreeText(new string('文', FreeText.Longest)), save),
            new By(Guid.NewGuid(), Capacity.Expert, Now, Guid.NewGuid()), 0, new CallRow());

        Assert.InRange(row.Content.Length, 1, 399);
    }

    [Theory, DatabaseData]
    public async Task Chain_BegunWithFactsOfSchema1_StaysWholeAndReadable(DatabaseProvider provider)
    {
        const string Kept =
            """{"act":"0193a1b2-0000-7000-8000-000000000001","at":"2025-03-01T04:00:00.123456Z","call":"0193a1b2-0000-7000-8000-"""
            + """000000000002","capacity":"Officer","data":{"Code":"C1"},"kind":"Call.Created","ordinal":0,"person":"0193a1b2-0000-"""
            + """7000-8000-000000000003","schema":1,"subject":"Call","subjectId":"0193a1b2-0000-7000-8000-000000000002"}""";
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        var token = TestContext.Current.CancellationToken;
        var call = new CallRow { Id = new Guid("0193a1b2-0000-7000-8000-000000000002"), Code = "C1", CreatedAt = Now };
        var by = new By(
            new Guid("0193a1b2-0000-7000-8000-000000000003"), Capacity.Officer, Now, new Guid("0193a1b2-0000-7000-8000-000000000001"));
        var old = db.Facts.Add(FactRow.From(new CallLife.Created("C1", null), by, 0, call));
        old.Property(f => f.Content).CurrentValue = Encoding.UTF8.GetBytes(Kept);
        old.Property(f => f.Salt).CurrentValue = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        await db.SaveChangesAsync(token);
        await RecordSeal.SealAsync(db, token);
        db.Calls.Add(call);
        call.Do(new CallLife.Create("C1", null), by with { ActId = Guid.NewGuid() }, CallEvidence.Free);
        await db.SaveChangesAsync(token);
        await RecordSeal.SealAsync(db, token);

        var facts = await db.Facts.AsNoTracking().OrderBy(f => f.Sequence).ToListAsync(token);

        Assert.Equal("13d612664ed5f4a4ad479cd1e72359ee7ed6b7dc2d5c261deaade77fc01b9e36", facts[0].OwnHash());
        Assert.All(facts, f => Assert.Equal(new CallLife.Created("C1", null), f.Read()));
        Assert.Null(await RecordSeal.FirstBrokenAsync(db, token));
        await db.Facts.Where(f => f.Sequence == 2).ExecuteUpdateAsync(set => set.SetProperty(f => f.At, Now.AddDays(1)), token);
        Assert.Equal(2, (await RecordSeal.FirstBrokenAsync(db, token))?.Sequence);
    }

    [Fact]
    public void Text_ThatWasErased_IsNullAndTheFactStays()
    {
        var row = FactRow.From(
            new SheetLife.Returned(new FreeText("a name"), null), new By(null, Capacity.Program, Now, Guid.NewGuid()), 0, new CallRow());
        row.Texts.Clear();

        Assert.Equal(new SheetLife.Returned(new FreeText(null), null), row.Read());
    }

    [Fact]
    public void Kinds_NameEveryFactOnce()
    {
        Assert.Contains("Sheet.Submitted", FactJson.Kinds.Keys);
        Assert.Contains("Leaf.Scored", FactJson.Kinds.Keys);
        Assert.All(FactJson.Kinds.Keys, kind => Assert.True(kind.Length <= FactRow.KindLength));
    }

    [Theory, DatabaseData]
    public async Task Record_ChangedOrDeleted_IsRefused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        var call = new CallRow { Code = "C1", CreatedAt = Now };
        db.Calls.Add(call);
        call.Do(new CallLife.Create("C1", null), new By(Guid.NewGuid(), Capacity.Officer, Now, Guid.NewGuid()), CallEvidence.Free);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        db.Facts.Remove(await db.Facts.SingleAsync(TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void EveryFact_HasWordsInBothLanguages()
    {
        var missing = FactJson.Kinds.Values.SelectMany(FactText.KeysOf).Distinct().Order(StringComparer.Ordinal)
            .SelectMany(key => WordPair.Languages.Where(l => !WordPair.In(l).ContainsKey(key)).Select(language => $"{key} ({language})"))
            .ToList();

        Assert.Empty(missing);
    }

    [Theory, DatabaseData]
    public async Task Chain_IsWholeUntilAFactOrItsWordsAreChangedOrGone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        var token = TestContext.Current.CancellationToken;
        for (var i = 0; i < 3; i++)
        {
            var call = new CallRow { Code = $"C{i}", CreatedAt = Now };
            db.Calls.Add(call);
            var by = new By(Guid.NewGuid(), Capacity.Officer, Now, Guid.NewGuid());
            call.Do(new CallLife.Create(call.Code, null), by, CallEvidence.Free);
            call.Do(new CallLife.Advance(CallStage.Open), by, CallEvidence.Free);
            call.Do(new CallLife.GoBack(CallStage.Draft, new FreeText("why")), by, CallEvidence.Free);
        }
        await db.SaveChangesAsync(token);

        Assert.Equal(9, await RecordSeal.SealAsync(db, token));
        Assert.Equal(0, await RecordSeal.SealAsync(db, token));
        Assert.Null(await RecordSeal.FirstBrokenAsync(db, token));

        await db.FactTexts.Where(t => t.Text == "why").Take(1)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Text, "another why"), token);
        Assert.Equal(3, (await RecordSeal.FirstBrokenAsync(db, token))?.Sequence);
        await db.FactTexts.Where(t => t.Text == "another why").ExecuteDeleteAsync(token);
        Assert.Null(await RecordSeal.FirstBrokenAsync(db, token));

        await db.FactTexts.Where(t => db.Facts.Any(f => f.Id == t.FactId && f.Sequence == 5)).ExecuteDeleteAsync(token);
        await db.Facts.Where(f => f.Sequence == 5).ExecuteDeleteAsync(token);
        Assert.Equal(6, (await RecordSeal.FirstBrokenAsync(db, token))?.Sequence);
    }
}
