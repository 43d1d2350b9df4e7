using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace GrantReview.Benchmarks;

/// <summary>
/// The score sheet of one expert in Chromium, nothing else running: what a save costs and leaves in the record, and how soon a proposal of
/// sixty pages is read beside the sheet. Written to SHEET.md.
/// </summary>
public static class SheetStopwatch
{
    private const int Saves = 200;

    /// <summary>Until the program runs as it does after its first minutes.</summary>
    private const int WarmUp = 3_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private const int Visits = 9;
    private const int Pages = 60;

    /// <summary>A drawn page has its canvas.</summary>
    private const string WatchFirstPage = """
        new MutationObserver(() => {
          if (document.querySelector('.pdf-page[data-number="1"] canvas')) window.shownAt ??= performance.now();
        }).observe(document, { childList: true, subtree: true });
        """;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("grantreview-sheet-").FullName;
        var connection = LoadDriver.ConnectionOf(DatabaseProvider.Sqlite, folder);
        using var node = new LoadNode(DatabaseProvider.Sqlite, connection, folder, ProcessRole.All);
        node.Start();
        await node.AnswersAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(ChaosDriver.Chromium);
        await SheetChaos.DeployAsync(browser, node.Address);
        await using var database = LoadDriver.Open(DatabaseProvider.Sqlite, connection);
        await using var expert = await SheetChaos.OpenAsync(browser, node.Address, "e12", database, restart: null);
        var page = await expert.NewPageAsync();
        await page.AddInitScriptAsync(WatchFirstPage);
        await page.GotoAsync(expert.Sheets[0]);
        await SaveAsync(page, expert.Sheets[0], 0, WarmUp);
        var before = node.Cpu;
        await Task.Delay(Idle);
        var jobs = (node.Cpu - before) / Idle;
        before = node.Cpu;
        var watch = Stopwatch.StartNew();
        var saves = await SaveAsync(page, expert.Sheets[0], WarmUp, Saves);
        var cpu = node.Cpu - before - (jobs * watch.Elapsed);
        var (fact, largest) = await FactsAsync(database);
        await UploadAsync(browser, node.Address, (await page.Locator("h1 .code").TextContentAsync() ?? "").Trim());
        List<double> shown = [];
        for (var visit = 0; visit < Visits; visit++)
        {
            await page.GotoAsync(expert.Sheets[0]);
            await page.WaitForFunctionAsync("() => window.shownAt");
            shown.Add(await page.EvaluateAsync<double>("() => window.shownAt"));
        }
        node.Kill();
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Folder(), "SHEET.md"), string.Create(CultureInfo.InvariantCulture, $"""
            # The score sheet

            `dotnet run -c Release --project tests/GrantReview.Benchmarks -- sheet-stopwatch`: the demo round on SQLite, one expert in
            Chromium.
            What needs no clock stands in tests: `SheetWeightTests` (bytes, requests, keys, focus, axe), `IndicatorTreeTests` (10,000
            trees).

            {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription},
            Chromium {browser.Version}.

            | what | aim | median | slowest |
            |---|---|---|---|
            | a save of a reason, from the browser's request to its answer, ms | | {Median(saves):F1} | {saves.Max():F1} |
            | the same, CPU of the server, ms (mean of {Saves}) | 10 | {cpu.TotalMilliseconds / Saves:F1} | |
            | its fact beside the text, bytes | 400 | {fact:F0} | {largest} |
            | first of {Pages} pages, ms since the sheet was asked for | 1,000 | {Median(shown):F0} | {shown.Max():F0} |

            """));
    }

    /// <summary>Milliseconds of each, one after the other.</summary>
    /// <param name="seen">How many were saved before.</param>
    private static Task<double[]> SaveAsync(IPage page, string sheet, int seen, int saves) => page.EvaluateAsync<double[]>(
        """
        async ({ sheet, from, saves, field }) => {
          const { newId, send } = await import('/js/kept-edits.js');
          const data = JSON.parse(document.getElementById('sheet-data').textContent);
          const took = [];
          for (let seen = from; seen < from + saves; seen++) {
            const edit = { id: newId(), field, value: `${seen} `.repeat(100), seen, follows: '00000000-0000-0000-0000-000000000000' };
            const asked = performance.now();
            const answer = await send(sheet.split('/').at(-1), data.token, edit);
            took.push(performance.now() - asked);
            if (answer.kind !== 'saved') throw new Error(JSON.stringify(answer));
          }
          return took;
        }
        """, new { sheet, from = seen, saves, field = SheetChaos.Reason });

    /// <summary>Content of the facts of these saves without the words, which stand beside.</summary>
    private static async Task<(double Median, int Largest)> FactsAsync(ServiceProvider database)
    {
        await using var scope = database.CreateAsyncScope();
        var kind = FactJson.KindOf(typeof(LeafLife.Explained));
        var sizes = (await scope.ServiceProvider.GetRequiredService<AppDb>().Facts.AsNoTracking()
            .Where(f => f.Kind == kind).OrderByDescending(f => f.Id).Take(Saves).Select(f => f.Content).ToListAsync())
            .ConvertAll(c => c.Length);
        return (Median(sizes.Select(s => (double)s)), sizes.Max());
    }

    private static async Task UploadAsync(IBrowser browser, Uri address, string application)
    {
        using var pdf = new PdfDocumentBuilder();
        var font = pdf.AddStandard14Font(Standard14Font.Helvetica);
        for (var n = 1; n <= Pages; n++)
        {
            var page = pdf.AddPage(PageSize.A4);
            for (var line = 0; line < 40; line++)
            {
                page.AddText($"Invented proposal, page {n}, line {line + 1}, with as many words as a page has", 11,
                    new PdfPoint(60, 780 - (line * 18)), font);
            }
        }
        var officer = await SheetChaos.NewPageAsync(browser, address, "officer");
        await officer.GotoAsync($"/calls/{DemoRound.Code}/attachments");
        await officer.SetInputFilesAsync("input[type=file]",
            new FilePayload { Name = $"{application}.pdf", MimeType = "application/pdf", Buffer = pdf.Build() });
        await officer.ClickAsync("form[action$='/preview'] button");
        await officer.ClickAsync("form:has(input[name=kept]) button");
        await officer.WaitForSelectorAsync(".note.good");
        await officer.Context.CloseAsync();
    }

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? ".";
}
