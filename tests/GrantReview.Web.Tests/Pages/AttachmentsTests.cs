using System.Net;
using System.Net.Http.Headers;
using GrantReview.Core.Applications;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Files;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Files of applications: an officer's upload with its preview, and who reads them.</summary>
public class AttachmentsTests
{
    private const string Page = $"/calls/{DemoRound.Code}/attachments";

    [Fact]
    public async Task Upload_OfAnArchive_ShowsWhatMatches_AndChangesNothingBeforeItIsConfirmed()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var pdf = AttachmentReaderTests.PdfOf(3);
        var zip = AttachmentReaderTests.ZipOf(
            ("files/P01.pdf", pdf), ("P02/budget.pdf", pdf), ("P03.pdf", "no pdf"u8.ToArray()), ("nobody.pdf", pdf));

        var preview = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/preview", "files.zip", zip));

        Assert.Equal(
            [
                ("P03.pdf", "not taken By its content it is no PDF, PNG, JPEG, Word, Excel or PowerPoint file."),
                ("nobody.pdf", "not taken No application's number stands in its name or folder."),
                ("P02/budget.pdf", "new"), ("files/P01.pdf", "new"),
            ],
            preview.Rows().Select(r => (r[0], r[3])));
        Assert.StartsWith("PDF · 3 pages · ", preview.Rows()[3][2], StringComparison.Ordinal);
        Assert.Equal(0, await site.InDbAsync(db => db.Attachments.CountAsync()));

        var done = await officer.PostAndOpenAsync(Page, Page, ("kept", preview.Field("kept") ?? ""));

        Assert.Equal("2 files were attached.", done.Done());
        var facts = await site.FactsAsync(typeof(AttachmentLife.Attached));
        Assert.Equal(["budget.pdf", "P01.pdf"],
            facts.Cast<AttachmentLife.Attached>().Select(f => $"{f.Name}").Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Upload_OfAnotherContent_ReplacesTheFile_AndTheEarlierOneStaysForTheRecord()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await AttachAsync(officer, "P01.pdf", AttachmentReaderTests.PdfOf(1));
        await officer.PostAsync($"/calls/{DemoRound.Code}/assignments/1", $"/calls/{DemoRound.Code}/assignments/1/deploy");

        var refused = await AttachAsync(officer, "P01.pdf", AttachmentReaderTests.PdfOf(2));
        var done = await AttachAsync(officer, "P01.pdf", AttachmentReaderTests.PdfOf(2), "the applicant sent page 2 later");

        Assert.NotEqual("", refused);
        Assert.Equal("1 files were attached.", done);
        var rows = await site.InDbAsync(db => db.Attachments.AsNoTracking().OrderBy(a => a.State.AttachedAt).ToListAsync());
        Assert.Equal([(1, false), (2, true)], rows.Select(r => (r.State.Content.Pages ?? 0, r.State.IsThere)));
        var store = site.Services.GetRequiredService<FileStore>();
        Assert.All(rows, r => Assert.True(store.Has(r.State.Content.Sha256)));
    }

    [Fact]
    public async Task DemoRound_WithDocuments_HasOneBesideEveryApplication()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Demo:Documents", "true"));

        var files = await site.InDbAsync(db => db.Attachments.AsNoTracking().ToListAsync());
        var applications = await site.InDbAsync(db =>
            db.Applications.Where(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == DemoRound.Code)).Select(a => a.Id).ToListAsync());

        Assert.Equal(applications.Order(), files.Select(f => f.ApplicationId).Order());
        var content = Assert.Single(files.Select(f => f.State.Content).Distinct());
        Assert.Equal(AttachmentType.Pdf, content.Type);
        Assert.InRange(content.Pages ?? 0, 2, 20);
    }

    /// <summary>A digest names a file of any call: a list that this page did not seal is not taken.</summary>
    [Fact]
    public async Task Attach_OfAListThatNoPreviewSealed_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var preview = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/preview", "P01.pdf", AttachmentReaderTests.PdfOf(1)));
        var other = $"/calls/{DemoRound.ScoredCode}/attachments";
        await site.StandAsync(DemoRound.ScoredCode, c => c with { Stage = Core.Calls.CallStage.Scoring });

        var page = await officer.PostAndOpenAsync(other, other, ("kept", preview.Field("kept") ?? ""));

        Assert.Equal("The preview is no longer valid; upload the files again.", page.Refused());
        Assert.Equal(0, await site.InDbAsync(db => db.Attachments.CountAsync()));
    }

    [Fact]
    public async Task Attachment_IsReadByTheExpertOfAnOwnSheetAlone_InParts_WithALineInTheAccessLog()
    {
        var log = new Lines();
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        site.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var pdf = AttachmentReaderTests.PdfOf(60);
        var mine = await site.InDbAsync(db =>
            db.Applications.Where(a => a.Id == sheets[0].ApplicationId).Select(a => a.Code).SingleAsync());
        await AttachAsync(officer, $"{mine}.pdf", pdf, "x");
        var file = await site.InDbAsync(db => db.Attachments.Select(a => a.Id).SingleAsync());
        var url = $"/sheets/{sheets[0].Id}/attachments/{file}";

        var page = await expert.OpenAsync($"/sheets/{sheets[0].Id}");
        var whole = await expert.GetAsync(url);
        var part = await expert.GetAsync(url, new RangeHeaderValue(10, 19));

        Assert.Contains(page.QuerySelectorAll("[data-shows=pdf]"), a => a.GetAttribute("href") == url);
        Assert.Equal((HttpStatusCode.OK, "application/pdf", "inline"),
            (whole.StatusCode, whole.Content.Headers.ContentType?.MediaType, whole.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(pdf, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(pdf[10..20], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains(log.All, l => l.Contains($"{file}", StringComparison.Ordinal)
            && l.Contains("bytes=10-19", StringComparison.Ordinal));

        // What is called after an indicator, or lies in a folder that is, stands beside it as evidence.
        var zip = AttachmentReaderTests.ZipOf(
            ($"{mine}/硬件性能/report.pdf", pdf), ($"{mine}/平台能力证明材料.pdf", pdf), ($"{mine}/plan.pdf", pdf));
        var preview = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/preview", "files.zip", zip));
        await officer.PostAsync(Page, Page, ("reason", "x"), ("kept", preview.Field("kept") ?? ""));
        var sheet = await expert.OpenAsync($"/sheets/{sheets[0].Id}");
        Assert.Equal([mine, $"{mine} → Platform capacity", $"{mine} → Hardware performance"], preview.Rows().Select(r => r[1]));
        Assert.Equal("硬件性能-report.pdf",
            Assert.Single(sheet.QuerySelectorAll("[data-leaf='capacity.hardware.performance'] .evidence a")).TextContent);
        Assert.Equal(["平台能力证明材料.pdf", "硬件性能-report.pdf"], sheet.QuerySelectorAll("#sheet .evidence a").Select(a => a.TextContent));
        Assert.Contains("Proof of platform capacity", sheet.QuerySelector("#sheet .evidence")?.TextContent ?? "", StringComparison.Ordinal);
        Assert.Contains("no weights", sheet.QuerySelector("#sheet > p.hint")?.TextContent ?? "", StringComparison.Ordinal);
        Assert.All(sheet.QuerySelectorAll("#facts a"), a => Assert.Equal("pdf", a.GetAttribute("data-shows")));

        // Before declaring, another sheet of the same expert, another expert, and the same sheet in conflict.
        var declared = DateTime.UtcNow;
        await DeclaredAtAsync(null);
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync(url)).StatusCode);
        await DeclaredAtAsync(declared);
        Assert.Equal(HttpStatusCode.OK, (await expert.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync($"/sheets/{sheets[1].Id}/attachments/{file}")).StatusCode);
        var other = await site.VisitAsync("e01");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);
        await expert.PostAsync($"/sheets/{sheets[0].Id}", $"/sheets/{sheets[0].Id}/conflict", ("kind", "family"), ("note", "x"));
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync(url)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync($"{Page}/{file}")).StatusCode);

        Task<int> DeclaredAtAsync(DateTime? at) => site.InDbAsync(db =>
            db.Experts.Where(e => db.ScoreSheets.Any(s => s.Id == sheets[0].Id && s.ExpertId == e.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.DeclaredAt, at)));
    }

    [Fact]
    public async Task Sweep_RemovesWhatWasNeverAttached_AndNothingElse()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await AttachAsync(officer, "P01.pdf", AttachmentReaderTests.PdfOf(1));
        var store = site.Services.GetRequiredService<FileStore>();
        var used = await site.InDbAsync(db => db.Attachments.Select(a => a.State.Content.Sha256).SingleAsync());
        var unused = await store.KeepAsync(new MemoryStream([1, 2, 3]), 3, TestContext.Current.CancellationToken) ?? "";

        store.Sweep(new HashSet<string> { used }, DateTime.UtcNow.AddDays(-1));
        Assert.True(store.Has(unused));
        store.Sweep(new HashSet<string> { used }, DateTime.UtcNow.AddDays(1));

        Assert.Equal((true, false), (store.Has(used), store.Has(unused)));
    }

    [Theory]
    [InlineData("true", "new")]
    [InlineData("false", "not taken The scanner found something harmful in it.")]
    [InlineData("no-such-program", "not taken The scanner could not look at it; try again, or ask the system administrator.")]
    public async Task Upload_WithAScanner_GoesByItsWord(string scanner, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The programs true and false are of Unix.");
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Files:Scanner", scanner));
        var officer = await site.VisitAsync("officer");

        var preview = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/preview", "P01.pdf", AttachmentReaderTests.PdfOf(1)));

        Assert.Equal(expected, preview.Rows()[0][3]);
    }

    /// <returns>What the page says that was done, or why not.</returns>
    private static async Task<string> AttachAsync(Visitor officer, string name, byte[] content, string reason = "")
    {
        var preview = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/preview", name, content));
        var page = await officer.PostAndOpenAsync(Page, Page, ("kept", preview.Field("kept") ?? ""), ("reason", reason));
        return page.Done() + page.Refused();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (lines)
                {
                    return [.. lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => categoryName == StoredAttachments.AccessLog ? this
            : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            lock (lines)
            {
                lines.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
