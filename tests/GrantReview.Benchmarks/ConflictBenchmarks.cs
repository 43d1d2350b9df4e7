using BenchmarkDotNet.Attributes;
using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// 10,000 applications × 5,000 experts by the default rules: Zipf units (the largest has a tenth of all), a table of 2,000 units under 200
/// parents, groups of 50, 20,000 ties, namesakes.
/// </summary>
[MemoryDiagnoser]
public class ConflictBenchmarks
{
    private const int Applications = 10_000, Experts = 5_000, Units = 2_000;
    private ConflictProblem problem = new([], [], ConflictSettings.Default);

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(20261125);
        var applications = Enumerable.Range(0, Applications).Select(a => new Application(
            new($"A{a}"), $"Title {a}", new("all"), $"单位{Unit()}有限公司", "", [], $"人{random.Next(40_000)}", [$"单位{Unit()}", $"单位{Unit()}"], [],
            null, null, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), true,
            new Dictionary<string, string> { ["panel"] = $"{a / 50}" })
        {
            PiContacts = new Person("", Phone: $"138{random.Next(40_000):D8}"),
            Team = [.. Enumerable.Range(0, 6).Select(_ => new Person($"人{random.Next(40_000)}"))],
            ExcludedExperts = [$"E{random.Next(Experts)}"],
        }).ToList();
        var experts = Enumerable.Range(0, Experts).Select(e => new Expert(
            new($"E{e}"), $"人{random.Next(40_000)}", $"单位{Unit()}", "", [$"单位{Unit()}@{random.Next(2010, 2026)}"], "", "", [], null, null))
                .ToList();
        problem = new ConflictProblem(applications, experts, ConflictSettings.Default)
        {
            Organisations =
                [.. Enumerable.Range(0, Units).Select(u => new Organisation($"单位{u}", "", [$"简称{u}"], [$"旧名{u}"], $"厅{u % 200}"))],
            Relations = [.. Enumerable.Range(0, 20_000)
                .Select(r =>
                new Relation(new($"E{random.Next(Experts)}"), $"人{random.Next(40_000)}", ConflictGround.CoAuthor,
                random.Next(2015, 2027)))],
        };

        // Zipf: the first unit has a tenth of all.
        int Unit() => (int)Math.Min(Units - 1, Math.Pow(Units, random.NextDouble()) - 1);
    }

    [Benchmark]
    public int Find() => ConflictRules.Find(problem).Conflicts.Count;
}
