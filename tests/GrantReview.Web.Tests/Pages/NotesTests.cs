using System.Net;
using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>What an expert notes beside a sheet is read by nobody else, and goes when they say so.</summary>
public class NotesTests
{
    private const string Words = "第12页的算力数字与第3页不符";

    [Fact]
    public async Task Note_OfAnExpert_IsOnTheSheetAlone_AndInNoFact()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        var facts = await site.InDbAsync(db => db.Facts.CountAsync());

        Assert.Equal("Your note is saved.", (await expert.PostAndOpenAsync(url, url + "/note", ("text", Words), ("seen", "0"))).Done());

        Assert.Equal(Words, (await expert.OpenAsync(url)).Field("text"));
        Assert.Equal(facts, await site.InDbAsync(db => db.Facts.CountAsync()));
        foreach (var page in new[] { url + "/print", url + "/history", $"/my-work/{DemoRound.Code}/all" })
        {
            Assert.DoesNotContain(Words, await expert.ReadAsync(page), StringComparison.Ordinal);
        }
        foreach (var other in new[] { "officer", "supervisor", "auditor", "e01" })
        {
            var visitor = await site.VisitAsync(other);
            Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync(url)).StatusCode);
            Assert.Contains((await visitor.PostAsync("/", url + "/note", ("text", "x"), ("seen", "1"))).StatusCode,
                new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }
        Assert.Equal((Words, 1L),
            await site.InDbAsync(db => db.Notes.Select(n => new ValueTuple<string, long>(n.Text, n.Saved.Edition)).SingleAsync()));
    }

    [Fact]
    public async Task Note_OfAnotherWindow_IsNotWrittenOver()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await expert.PostAsync(url, url + "/note", ("text", "the newer one"), ("seen", "0"));

        var refused = await expert.PostAndOpenAsync(url, url + "/note", ("text", "an older one"), ("seen", "0"));
        Assert.Equal("Changed elsewhere meanwhile. Saved there: the newer one", refused.QuerySelector("[data-fault=note]")?.TextContent);
        Assert.Equal(("an older one", "1"), (refused.Field("text"), refused.Field("seen")));
        var tooLong = new string('x', FreeText.Longest + 1);
        refused = await expert.PostAndOpenAsync(url, url + "/note", ("text", tooLong), ("seen", "1"));
        Assert.NotEqual("", refused.QuerySelector("[data-fault=note]")?.TextContent);
        Assert.Equal(tooLong, refused.Field("text"));
        Assert.Equal("the newer one", (await expert.OpenAsync(url)).Field("text"));

        await expert.PostAsync(url, url + "/note", ("text", ""), ("seen", "1"));
        Assert.Equal("", await site.InDbAsync(db => db.Notes.Select(n => n.Text).SingleAsync()));
    }

    /// <summary>A browser without script has it nowhere else.</summary>
    [Fact]
    public async Task Note_OfASheetThatWasLostMeanwhile_IsGivenBackToBeCopied()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}";
        await site.InDbAsync(async db =>
        {
            var row = await db.ScoreSheets.SingleAsync(s => s.Id == sheets[0].Id);
            var officer = await db.Users.Where(u => u.UserName == DemoRound.UserPrefix + "officer").Select(u => u.Id).SingleAsync();
            var by = new By(officer, Capacity.Officer, DateTime.UtcNow, Guid.CreateVersion7());
            Assert.Null(row.Do(new SheetLife.Leave(Leaving.NoShow, new FreeText("was away")), by, SheetEvidence.Scoring).Refusal);
            return await db.SaveChangesAsync();
        });

        var refused = await expert.PostAndOpenAsync(url, url + "/note", ("text", Words), ("seen", "0"), (RefusedForm.PageField, url));

        Assert.Equal(Words, refused.QuerySelector(".note.bad .text-as-typed")?.TextContent);
        Assert.Equal(0, await site.InDbAsync(db => db.Notes.CountAsync()));
    }
}
