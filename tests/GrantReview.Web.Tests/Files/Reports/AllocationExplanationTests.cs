using GrantReview.Core.Awards;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files.Reports;

public class AllocationExplanationTests
{
    [Fact]
    public void Of_SaysForEachWhatBarredItAtThatMoment_AndWhatWouldHaveToChange()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A1", 95, 20, unit: "U"), ADrawnProblem.Candidate("A2", 93, 20, unit: "U"),
                ADrawnProblem.Candidate("A3", 90, 20, unit: "V"), ADrawnProblem.Candidate("A4", 50, 20, unit: "W")],
            [A.Places(3), ADrawnProblem.Cap("unit:U", QuotaMeasure.Count, 1, "unit", "U")], 60, AllocationPolicy.Default, []);

        var explained = AllocationExplanation.Of(problem, AllocationSolver.Solve(problem)).ToDictionary(e => e.Id);

        Assert.Equal((2, (int?)1, "递补"), (explained[new("A2")].Number, explained[new("A2")].Reserve, explained[new("A2")].Outcome.Zh));
        var full = explained[new("A2")].Reasons.Single(r => r.Reason == new Reason.QuotaFull(new("unit:U")));
        Assert.Contains("已用 1 个名额，上限 1", full.Words.Zh, StringComparison.Ordinal);
        Assert.Equal([("places", false), ("unit:U", true)], explained[new("A2")].Loads.Select(l => (l.Load.Quota.Value, l.Barred)));
        Assert.Equal("with one place more in unit:U", Assert.Single(explained[new("A2")].Changes).Words.En);
        Assert.Equal("50 is below the minimum score 60", Assert.Single(explained[new("A4")].Reasons).Words.En);
        Assert.Equal("if the minimum score were 50", Assert.Single(explained[new("A4")].Changes).Words.En);
        Assert.Empty(explained[new("A1")].Reasons);
    }

    [Fact]
    public void Of_HasWordsInBothLanguages_ForEveryReasonTheSolverGives()
    {
        var kinds = new HashSet<Type>();
        for (var seed = 0; seed < 300; seed++)
        {
            var drawn = ADrawnProblem.Of(seed, seed % 10 == 0 ? AllocationOrder.Welfare : AllocationOrder.Priority, most: 7);
            var problem = drawn with
            {
                Policy = drawn.Policy with { Remainder = (RemainderRule)(seed % 3), Ties = (TieRule)(seed % 4), Seed = "S" },
                Applications = [.. drawn.Applications.Select(a => a with { Score = seed % 4 == 0 ? a.Score : (a.Score / 4).Round(0) * 4 })],
            };
            foreach (var reason in AllocationExplanation.Of(problem, AllocationSolver.Solve(problem, withSensitivity: false))
                .SelectMany(e => e.Reasons))
            {
                kinds.Add(reason.Reason.GetType());
                Assert.Equal(reason.Reason is Reason.QuotaFull, reason.Words.En.StartsWith("quota full", StringComparison.Ordinal));
                Assert.NotEqual(reason.Words.En, reason.Words.Zh);
            }
        }
        Type[] given =
        [
            typeof(Reason.Ineligible), typeof(Reason.BelowMinimum), typeof(Reason.Exclusive), typeof(Reason.QuotaFull),
            typeof(Reason.LostTieBreak), typeof(Reason.LostLottery), typeof(Reason.TieAtCut), typeof(Reason.ClosedByTie),
            typeof(Reason.AfterStop), typeof(Reason.FloorReserved), typeof(Reason.LowerTotal),
        ];
        Assert.Empty(given.Except(kinds));
    }

    /// <summary>What a quota is called by its id decides nothing.</summary>
    [Fact]
    public void Of_WhenQuotasAreRenamed_ExplainsTheSame()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var plain = ARenamedProblem.Of(seed);
            var renamed = plain.Renamed(ARenamedProblem.NamesFor(plain, new Random(seed)));

            Assert.Equal(Explained(plain), Explained(renamed));
        }
    }

    /// <summary>A full quota that is named like a reason is still called a full quota.</summary>
    [Theory]
    [InlineData("ineligible")]
    [InlineData("minScore")]
    [InlineData("tie-at-cut")]
    [InlineData("closed-by-tie:X")]
    public void Of_WithAQuotaNamedLikeAReason_NamesTheQuota(string id)
    {
        AllocationApplication[] applications = [ADrawnProblem.Candidate("A", 90, 1), ADrawnProblem.Candidate("B", 80, 1)];
        var problem = new AllocationProblem(applications, [A.Places(1, id)], 60, AllocationPolicy.Default, []);

        var words = AllocationExplanation.Of(problem, AllocationSolver.Solve(problem))[1].Reasons.Single().Words.En;

        Assert.StartsWith($"quota full: {id} ({id}: 1 of at most 1", words, StringComparison.Ordinal);
    }

    /// <summary>"unit:U" is not "U": each reason stands beside its own load.</summary>
    [Fact]
    public void Of_WithUBesideUnitU_NamesTheLoadOfTheQuotaThatBarred()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A", 90, 1, unit: "U"), ADrawnProblem.Candidate("B", 80, 1, unit: "U")],
            [A.Places(3, "U"), ADrawnProblem.Cap("unit:U", QuotaMeasure.Count, 1, "unit", "U")], null, AllocationPolicy.Default, []);

        var second = AllocationExplanation.Of(problem, AllocationSolver.Solve(problem))[1];

        Assert.Equal("quota full: unit:U (unit:U: 1 of at most 1 places taken)", Assert.Single(second.Reasons).Words.En);
        Assert.Equal([("U", false), ("unit:U", true)], second.Loads.Select(l => (l.Load.Quota.Value, l.Barred)));
    }

    /// <summary>The explanation, with every quota called by its place among the ids.</summary>
    private static string Explained(AllocationProblem problem)
    {
        var places = problem.Quotas.OrderBy(q => q.Id).Select((q, i) => (q.Id, i)).ToDictionary(q => q.Id, q => q.i);
        var named = problem with { Quotas = [.. problem.Quotas.Select(q => q with { Name = new LocalText($"No. {places[q.Id]}") })] };
        return string.Join('\n', AllocationExplanation.Of(named, AllocationSolver.Solve(problem)).SelectMany(e => (IEnumerable<string>)
        [
            $"{e.Id} {e.Outcome.En} {e.Reserve}", .. e.Reasons.Select(r => r.Words.En), .. e.Loads.Select(l => $"{l.Words.En} {l.Barred}"),
            .. e.Changes.Select(c => $"{c.Words.En} {string.Join(' ', c.Losers)}"),
        ]));
    }
}
