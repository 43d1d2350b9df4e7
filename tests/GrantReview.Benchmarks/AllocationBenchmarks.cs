using BenchmarkDotNet.Attributes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// 10,000 applications under 200 crossing quotas: a budget, places, caps on topics and units in places and money, floors on regions and
/// kinds of unit that cross them.
/// </summary>
[MemoryDiagnoser]
public class AllocationBenchmarks
{
    private const int Applications = 10_000;
    private AllocationProblem problem = Drawn();

    [Params(false, true)]
    public bool WithSensitivity { get; set; }

    [GlobalSetup]
    public void Prepare() => problem = Drawn();

    [Benchmark]
    public int Solve() => AllocationSolver.Solve(problem, WithSensitivity).Funded.Count;

    public static AllocationProblem Drawn()
    {
        var random = new Random(20261125);
        List<AllocationApplication> applications =
        [
            .. Enumerable.Range(0, Applications).Select(i => new AllocationApplication(
                new($"A{i:D5}"), random.Next(40_000, 99_999) / 1000m, Money.FromYuan(50_000 * random.Next(4, 21)), null,
                new Dictionary<string, string>
                {
                    ["topic"] = $"T{random.Next(60)}", ["unit"] = $"U{(int)(900 * Math.Pow(random.NextDouble(), 2))}",
                    ["region"] = $"R{(int)(21 * Math.Pow(random.NextDouble(), 1.5))}", ["kind"] = $"K{random.Next(8)}",
                },
                new Dictionary<string, string>())),
        ];
        List<Quota> quotas =
        [
            Quota("places", QuotaMeasure.Count, 1_500, null), Quota("budget", QuotaMeasure.Amount, Money.FromYuan(900_000_000).Fen, null),
            .. Enumerable.Range(0, 60)
                .Select(t => Quota($"topic:T{t}", QuotaMeasure.Count, 20 + (t % 25), t % 3 == 0 ? 12 : null, ("topic", $"T{t}"))),
            .. Enumerable.Range(0, 20)
                .Select(t =>
                Quota($"money:T{t}", QuotaMeasure.Amount, Money.FromYuan(12_000_000 + (t * 500_000)).Fen, null, ("topic", $"T{t}"))),
            .. Enumerable.Range(0, 80).Select(u => Quota($"unit:U{u}", QuotaMeasure.Count, 2 + (u % 4), null, ("unit", $"U{u}"))),
            .. Enumerable.Range(0, 21).Select(r => Quota($"region:R{r}", QuotaMeasure.Count, null, 10 + r, ("region", $"R{r}"))),
            .. Enumerable.Range(0, 8).Select(k => Quota($"kind:K{k}", QuotaMeasure.Count, null, 100, ("kind", $"K{k}"))),
            .. Enumerable.Range(0, 9)
                .Select(k =>
                Quota($"region:R{k + 12}×kind:K{k % 8}", QuotaMeasure.Count, null, 3, ("region", $"R{k + 12}"), ("kind", $"K{k % 8}"))),
        ];
        return new AllocationProblem(applications, quotas, 55, AllocationPolicy.Default, []);
    }

    /// <summary>300 applications with scores of twelve decimals by the highest sum, under a budget, places and caps that cross.</summary>
    public static AllocationProblem DrawnForWelfare()
    {
        var random = new Random(20261129);
        List<AllocationApplication> applications =
        [
            .. Enumerable.Range(0, 300).Select(i => new AllocationApplication(
                new($"A{i:D3}"), random.NextInt64(60_000_000_000_000, 99_000_000_000_000) / 1_000_000_000_000m,
                Money.FromYuan(50_000 * random.Next(4, 21)), null,
                new Dictionary<string, string> { ["topic"] = $"T{random.Next(8)}", ["unit"] = $"U{random.Next(40)}" },
                new Dictionary<string, string>())),
        ];
        List<Quota> quotas =
        [
            Quota("places", QuotaMeasure.Count, 60, null), Quota("budget", QuotaMeasure.Amount, Money.FromYuan(30_000_000).Fen, null),
            .. Enumerable.Range(0, 8).Select(t => Quota($"topic:T{t}", QuotaMeasure.Count, 5 + t, 3, ("topic", $"T{t}"))),
            .. Enumerable.Range(0, 40).Select(u => Quota($"unit:U{u}", QuotaMeasure.Count, 2, null, ("unit", $"U{u}"))),
        ];
        return new AllocationProblem(applications, quotas, null, AllocationPolicy.Default with { Order = AllocationOrder.Welfare }, []);
    }

    private static Quota Quota(string id, QuotaMeasure measure, long? max, long? min, params (string Attribute, string Value)[] where) =>
        new(new(id), measure, where.ToDictionary(w => w.Attribute, w => (IReadOnlyList<string>)[w.Value]), max, min);
}
