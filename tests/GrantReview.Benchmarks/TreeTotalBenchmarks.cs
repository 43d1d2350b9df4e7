using BenchmarkDotNet.Attributes;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>Exact totals of 10,000 applications × 5 experts × 16 leaves in three levels, from leaf scores to every node's score.</summary>
[MemoryDiagnoser]
public class TreeTotalBenchmarks
{
    private const int Applications = 10_000;
    private const int Experts = 5;
    private IndicatorTree tree = new([new Indicator(new("all"), null, new LocalText("all"), 100)], ScoringSettings.Default);
    private IReadOnlyList<Application> applications = [];
    private LeafScore[] scores = [];

    [GlobalSetup]
    public void Prepare()
    {
        tree = new IndicatorTree([.. Indicators()], ScoringSettings.Default);
        applications = [.. Enumerable.Range(0, Applications).Select(i => new Application(
            new($"A{i}"), "", new("all"), "", "", [], "", [], [], null, null, null, true, new Dictionary<string, string>()))];
        scores =
        [
            .. from a in Enumerable.Range(0, Applications)
               from e in Enumerable.Range(0, Experts)
               from leaf in tree.Leaves.Select((node, i) => (node, i))
               let tenths = ((a * 31) + (e * 17) + (leaf.i * 7)) % 101
               select new LeafScore(new($"A{a}"), new($"E{(a + (e * 97)) % 500}"), leaf.node.Code,
                   Rational.Min(leaf.node.Max, (leaf.node.Max * tenths / 100).Round(1)), ""),
        ];
    }

    [Benchmark]
    public int Total() => Sheets.Count(tree, applications, scores).Count;

    /// <summary>Four branches of four leaves under two nodes each, with weights that are no round fractions.</summary>
    private static IEnumerable<Indicator> Indicators() =>
        from branch in Enumerable.Range(0, 4)
        from indicator in new[] { new Indicator(new($"b{branch}"), null, new LocalText("b"), new Rational[] { 30, 30, 25, 15 }[branch]) }
            .Concat(from node in Enumerable.Range(0, 2)
                    from below in new[] { new Indicator(new($"b{branch}.{node}"), new($"b{branch}"), new LocalText("n"),
                        new Rational[] { 55, 45 }[node]) }
                        .Concat(from leaf in Enumerable.Range(0, 2)
                                select new Indicator(new($"b{branch}.{node}.{leaf}"), new($"b{branch}.{node}"), new LocalText("l"),
                                    Rational.Parse(leaf == 0 ? "175/3" : "125/3")))
                    select below)
        select indicator;
}
