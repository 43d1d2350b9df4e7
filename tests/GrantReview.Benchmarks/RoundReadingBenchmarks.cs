using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using GrantReview.Files.Rounds;

namespace GrantReview.Benchmarks;

/// <summary>A round folder of 2,000 applications × 5 experts × 16 leaves (160,000 scores), read and checked against itself.</summary>
[MemoryDiagnoser]
public class RoundReadingBenchmarks
{
    private const int Applications = 2_000, Experts = 400, PerApplication = 5, Leaves = 16;
    private string folder = "";

    [GlobalSetup]
    public void Prepare()
    {
        folder = Directory.CreateTempSubdirectory("grantreview-benchmark-").FullName;
        Write("call.json",
            ["{ \"code\": \"B\", \"name\": \"B\", \"categories\": [ { \"code\": \"all\" } ], \"assignment\": { \"expertsPerApplication\": 5 } }"]);
        Write("indicators.csv", ["code,parent,name,weight", .. Enumerable.Range(0, Leaves).Select(l => $"L{l},,指标{l},6.25")]);
        Write("applications.csv", ["id,title,category,unit", .. Enumerable.Range(0, Applications).Select(a => $"A{a},题目 {a},all,单位{a}")]);
        Write("experts.csv", ["id,name,unit", .. Enumerable.Range(0, Experts).Select(e => $"E{e},专家{e},大学{e}")]);
        Write("scores.csv",
        [
            "application,expert,indicator,score,reason",
            .. from a in Enumerable.Range(0, Applications) from e in Enumerable.Range(0, PerApplication) from l in Enumerable.Range(0,
                Leaves)
               select $"A{a},E{(a + (e * 79)) % Experts},L{l},{((a + e + l) % 25 * 0.25m).ToString(CultureInfo.InvariantCulture)},理由",
        ]);
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Benchmark]
    public int Read() => RoundReader.Read(folder).Round?.Scores.Count ?? throw new InvalidOperationException("The round is broken.");

    private void Write(string name, IEnumerable<string> lines) =>
        File.WriteAllLines(Path.Combine(folder, name), lines, new UTF8Encoding(false));
}
