using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>Random allocation problems, small enough for every subset to be tried.</summary>
public static class ADrawnProblem
{
    public static AllocationApplication Candidate(
        string id, Rational score, int yuan, int? least = null, string unit = "", string region = "", string category = "", int key = 0) =>
        new(
            new ApplicationId(id), score, Money.Parse($"{yuan}"), least is null ? null : Money.Parse($"{least}"),
            new Dictionary<string, string> { ["unit"] = unit, ["region"] = region, ["category"] = category },
            new Dictionary<string, string> { ["key"] = $"{key}" });

    public static Quota Cap(string id, QuotaMeasure measure, long max, string attribute, params string[] values) =>
        new(new(id), measure, Where(attribute, values), measure == QuotaMeasure.Count ? max : max * 100, null);

    public static Quota Floor(string id, QuotaMeasure measure, long min, string attribute, params string[] values) =>
        new(new(id), measure, Where(attribute, values), null, measure == QuotaMeasure.Count ? min : min * 100);

    public static AllocationProblem Changed(this AllocationProblem problem, AllocationChange change) => change switch
    {
        AllocationChange.OfMinimumScore(var by) => problem with { MinScore = problem.MinScore + by },
        AllocationChange.OfQuota(var id, QuotaBound.Floor, var by) =>
            problem with { Quotas = [.. problem.Quotas.Select(q => q.Id == id ? q with { Min = q.Min + by } : q)] },
        AllocationChange.OfQuota(var id, _, var by) =>
            problem with { Quotas = [.. problem.Quotas.Select(q => q.Id == id ? q with { Max = q.Max + by } : q)] },
        AllocationChange.OfTies(var to) => problem with { Policy = problem.Policy with { Ties = to } },
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private static Dictionary<string, IReadOnlyList<string>> Where(string attribute, string[] values) => new() { [attribute] = values };

    /// <summary>The same with scores of 8 to 30 digits and amounts to 10¹⁵ fen, in which many digits matter.</summary>
    public static AllocationProblem OfManyDigits(int seed, AllocationOrder order, int most = 9)
    {
        var drawn = Of(seed, order, most);
        var random = new Random(seed);
        var (decimals, hasLargeAmounts) = (random.Next(6, 29), random.Next(2) == 0);
        var fen = drawn.Applications.ToDictionary(
            a => a.Id, a => hasLargeAmounts ? random.NextInt64(1_000_000_000_000, 1_000_000_000_000_000) : a.Amount.Fen);
        var scale = hasLargeAmounts ? fen.Values.Sum() / drawn.Applications.Sum(a => a.Amount.Fen) : 1;
        return drawn with
        {
            Applications = [.. drawn.Applications.Select(a => a with
            {
                Score = Rational.Parse($"{random.Next(50, 53)}.{string.Concat(random.GetItems("0123456789".ToCharArray(), decimals))}"),
                Amount = new Money(fen[a.Id]),
            })],
            Quotas =
            [
                .. drawn.Quotas.Select(q => q.Measure == QuotaMeasure.Count ? q : q with { Max = q.Max * scale, Min = q.Min * scale }),
            ],
        };
    }

    /// <summary>
    /// Crossing caps on unit, region and category in places and money, floors of both kinds, a line, exclusions, ineligible applications,
    /// equal scores.
    /// </summary>
    public static AllocationProblem Of(int seed, AllocationOrder order, int most = 9, bool floors = true)
    {
        var random = new Random(seed);
        string[] units = ["U", "V", "W"], regions = ["成都", "民族地区"], categories = ["重点", "面上"];
        var applications = Enumerable.Range(0, random.Next(1, most + 1)).Select(i => Candidate(
            $"A{i}", random.Next(500, random.Next(2) == 0 ? 1000 : 506) / 10m, random.Next(1, 9), null, units[random.Next(3)],
            regions[random.Next(2)], categories[random.Next(2)], random.Next(3))
            with { Eligible = random.Next(12) > 0, Tier = seed % 5 == 0 ? random.Next(2) : 0 }).ToList();
        List<Quota> quotas = [];
        Add(0.7, () => A.Places(random.Next(0, applications.Count + 1)));
        Add(0.6, () => A.Budget($"{random.Next(0, 35)}"));
        foreach (var unit in units)
        {
            Add(0.35, () => Cap($"unit:{unit}", QuotaMeasure.Count, random.Next(0, 3), "unit", unit));
        }
        foreach (var category in categories)
        {
            Add(0.3, () => Cap($"category:{category}", QuotaMeasure.Count, random.Next(0, 4), "category", category));
            Add(0.25, () => Cap($"money:{category}", QuotaMeasure.Amount, random.Next(2, 20), "category", category));
        }
        if (floors)
        {
            Add(0.45, () => Floor("floor:region", QuotaMeasure.Count, random.Next(1, 3), "region", regions[random.Next(2)]));
            Add(0.3, () => Floor("floor:unit", QuotaMeasure.Count, random.Next(1, 3), "unit", units[..random.Next(1, 3)]));
            Add(0.2, () => Floor("floor:money", QuotaMeasure.Amount, random.Next(1, 12), "category", categories[random.Next(2)]));
        }
        List<IReadOnlyList<ApplicationId>> exclusive = [];
        for (var g = random.Next(5) - 2; g > 0 && applications.Count > 2; g--)
        {
            exclusive.Add(
                [.. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => new ApplicationId($"A{random.Next(applications.Count)}"))
                .Distinct()]);
        }
        return new AllocationProblem([.. applications.OrderBy(_ => random.Next())], quotas, random.Next(3) == 0 ? 52 : null,
            AllocationPolicy.Default with { Order = order, TieBreak = [new TieBreakKey("key", false)] }, exclusive);

        void Add(double chance, Func<Quota> quota)
        {
            if (random.NextDouble() < chance)
            {
                quotas.Add(quota());
            }
        }
    }
}
