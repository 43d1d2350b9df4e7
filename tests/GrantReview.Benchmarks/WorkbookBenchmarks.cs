using BenchmarkDotNet.Attributes;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Benchmarks;

/// <summary>
/// A report of 5,000 rows × 30 columns (10 of text, 20 of numbers), drawn as an Excel workbook with headings, formats and print set-up.
/// </summary>
[MemoryDiagnoser]
public class WorkbookBenchmarks
{
    private ReportSheet sheet = new(new("s"), new("t"), [], [], []);

    [GlobalSetup]
    public void Prepare() => sheet = new ReportSheet(
        new("Ranking", "排序"), new("Ranking", "评审排序表"), [],
        [.. Enumerable.Range(0, 30)
            .Select(c => new ReportColumn(new LocalText($"Column {c}", $"第{c}列"), c < 10 ? ColumnKind.Text : ColumnKind.Score, 12))],
        [.. Enumerable.Range(0, 5_000).Select(r => (IReadOnlyList<ReportCell>)
            [.. Enumerable.Range(0, 30)
                .Select(c => c < 10 ? (ReportCell)$"项目 {r}-{c}" : new ReportCell(null, (r * 31 + c) % 10_000 / 100m))])]);

    [Benchmark]
    public int Draw() => ReportWorkbook.Draw([sheet]).Length;

    public int DrawOnce()
    {
        Prepare();
        return Draw();
    }
}
