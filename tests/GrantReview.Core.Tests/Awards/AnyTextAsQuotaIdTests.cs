using GrantReview.Core.Awards;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>What a quota is called decides nothing but the order in which quotas are listed.</summary>
public class AnyTextAsQuotaIdTests
{
    /// <summary>Each reads like a reason, a rule, a part of another id, or would break what is joined or split.</summary>
    private static readonly string[] Texts =
    [
        "ineligible", "ineligible:R1", "ineligible-by-rule", "minScore", "ties", "tie-break", "quota", "quota-full", "tie-at-cut",
        "closed-by-tie", "closed-by-tie:U", "closed-by-tie:minScore", "floor-reserved:U", "exclusive:A0", "exclusive:A1", "after-stop:A0",
        "lost-tie-break",
        "lost-lottery", "lower-total", "decided-by-id", "veto:safety", "fewer-scores:1/3", "U", "unit:U", "unit:unit:U", ":", ":U", "U:",
        ";", "U;V", "U\nV", ",", "1", "0", "a]b", "<b>", "=1+1", "'", "\"", "名额", "名额\u200b", "u", "Ｕ", "U ", " U", "null", "$", "{0}",
        "NaN",
    ];

    /// <summary>
    /// Renaming the quotas, in the same order, renames them in the answer and changes nothing else: plan, audit, replacement list,
    /// promotions, explanation, sensitivity, repairs.
    /// </summary>
    [Fact]
    public void Solve_WhenQuotasAreRenamed_AnswersTheSame()
    {
        var (barred, promoted, infeasible) = (0, 0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var plain = Drawn(seed);
            var names = NamesFor(plain, new Random(seed));
            var renamed = Renamed(plain, names);
            var (expected, plan) = (AllocationSolver.Solve(plain), AllocationSolver.Solve(renamed));

            Assert.Equal(Told(Renamed(expected, names)), Told(plan));
            Assert.Empty(AllocationAudit.Check(renamed, plan));
            Assert.Equal(Explained(plain, expected), Explained(renamed, plan));
            foreach (var winner in plan.Funded)
            {
                var before = Promotion.Of(AwardBasis.FromPlan(plain, expected), expected.Funded, winner.Id, new HashSet<ApplicationId>());
                var after = Promotion.Of(AwardBasis.FromPlan(renamed, plan), plan.Funded, winner.Id, new HashSet<ApplicationId>());
                Assert.Equal(before.Promoted, after.Promoted);
                Assert.Equal(Told(before.PassedOver.Select(p => Renamed(p, names))), Told(after.PassedOver));
                promoted += after.Promoted is null ? 0 : 1;
            }
            barred += plan.NotFunded.Count(n => n.Reasons.Any(r => r is Reason.OfQuota));
            infeasible += plan.Status == AllocationStatus.Infeasible ? 1 : 0;
        }
        Assert.True(barred > 300 && promoted > 100 && infeasible > 200, $"{barred} {promoted} {infeasible}");
    }

    /// <summary>A full quota named like a reason that keeps off the replacement list keeps nobody off it.</summary>
    [Theory]
    [InlineData("ineligible")]
    [InlineData("minScore")]
    [InlineData("tie-at-cut")]
    [InlineData("closed-by-tie:X")]
    public void Solve_WithAQuotaNamedLikeAReason_StillHasAReplacementList(string id)
    {
        AllocationApplication[] applications = [ADrawnProblem.Candidate("A", 90, 1), ADrawnProblem.Candidate("B", 80, 1)];
        var problem = new AllocationProblem(applications, [A.Places(1, id)], 60, AllocationPolicy.Default, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal(["B"], plan.Reserve.Select(i => i.Value));
        Assert.Equal("B",
            Promotion.Of(AwardBasis.FromPlan(problem, plan), plan.Funded, new("A"), new HashSet<ApplicationId>()).Promoted?.Id.Value);
        Assert.Empty(AllocationAudit.Check(problem, plan));
        var words = AllocationExplanation.Of(problem, plan)[1].Reasons.Single().Words.En;
        Assert.StartsWith($"quota full: {id} ({id}: 1 of at most 1", words, StringComparison.Ordinal);
    }

    /// <summary>"unit:U" is not "U": each reason stands beside its own load.</summary>
    [Fact]
    public void Explain_WithUBesideUnitU_NamesTheLoadOfTheQuotaThatBarred()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A", 90, 1, unit: "U"), ADrawnProblem.Candidate("B", 80, 1, unit: "U")],
            [A.Places(3, "U"), ADrawnProblem.Cap("unit:U", QuotaMeasure.Count, 1, "unit", "U")], null, AllocationPolicy.Default, []);

        var second = AllocationExplanation.Of(problem, AllocationSolver.Solve(problem))[1];

        Assert.Equal("quota full: unit:U (unit:U: 1 of at most 1 places taken)", Assert.Single(second.Reasons).Words.En);
        Assert.Equal([("U", false), ("unit:U", true)], second.Loads.Select(l => (l.Load.Quota.Value, l.Barred)));
    }

    private static AllocationProblem Drawn(int seed)
    {
        var drawn = ADrawnProblem.Of(seed, seed % 10 == 0 ? AllocationOrder.Welfare : AllocationOrder.Priority, most: 7);
        return drawn with
        {
            Policy = drawn.Policy with { Remainder = (RemainderRule)(seed % 3), Ties = (TieRule)(seed % 4), Seed = "S" },
            Applications = [.. drawn.Applications.Select(a => a with { Score = seed % 2 == 0 ? a.Score : a.Score.Round(0) })],
        };
    }

    /// <summary>As many texts as there are quotas, in the order of the ids that they stand for.</summary>
    private static Dictionary<QuotaId, QuotaId> NamesFor(AllocationProblem problem, Random random)
    {
        var texts = random.GetItems(Texts, 200).Distinct().Take(problem.Quotas.Count).Order(StringComparer.Ordinal);
        return problem.Quotas.Select(q => q.Id).Order().Zip(texts).ToDictionary(p => p.First, p => new QuotaId(p.Second));
    }

    private static AllocationProblem Renamed(AllocationProblem problem, Dictionary<QuotaId, QuotaId> names) =>
        problem with { Quotas = [.. problem.Quotas.Select(q => q with { Id = names[q.Id] })] };

    private static AllocationPlan Renamed(AllocationPlan plan, Dictionary<QuotaId, QuotaId> names) => plan with
    {
        NotFunded = [.. plan.NotFunded.Select(n => Renamed(n, names))],
        Unused = plan.Unused.ToDictionary(u => names[u.Key], u => u.Value),
        Sensitivity = [.. plan.Sensitivity.Select(s => s with { Change = Renamed(s.Change, names) })],
        Conflicts = [.. plan.Conflicts.Select(c => c.Select(r => Renamed(r, names)).ToList())],
        Repairs = [.. plan.Repairs.Select(r => r with { Changes = [.. r.Changes.Select(c => Renamed(c, names))] })],
        GaveWay = [.. plan.GaveWay.Select(g => g with { Quota = names[g.Quota] })],
        Steps =
        [
            .. plan.Steps.Select(s => s with
            {
                Reasons = [.. s.Reasons.Select(r => Renamed(r, names))],
                Loads = [.. s.Loads.Select(l => l with { Quota = names[l.Quota] })],
            }),
        ],
    };

    private static NotFundedApplication Renamed(NotFundedApplication left, Dictionary<QuotaId, QuotaId> names) =>
        left with { Reasons = [.. left.Reasons.Select(r => Renamed(r, names))] };

    private static Reason Renamed(Reason reason, Dictionary<QuotaId, QuotaId> names) => reason switch
    {
        Reason.QuotaFull(var id) => new Reason.QuotaFull(names[id]),
        Reason.FloorReserved(var id) => new Reason.FloorReserved(names[id]),
        Reason.ClosedByTie(var id) => new Reason.ClosedByTie(names[id]),
        _ => reason,
    };

    private static AllocationRule Renamed(AllocationRule rule, Dictionary<QuotaId, QuotaId> names) =>
        rule is AllocationRule.OfQuota(var id) ? new AllocationRule.OfQuota(names[id]) : rule;

    private static AllocationChange Renamed(AllocationChange change, Dictionary<QuotaId, QuotaId> names) =>
        change is AllocationChange.OfQuota of ? of with { Quota = names[of.Quota] } : change;

    private static string Told(AllocationPlan plan) => string.Join("\n¶ ",
    [
        $"{plan.Status} {plan.Spent}", .. plan.Funded.Select(f => $"{f}"), string.Join(' ', plan.Reserve), Told(plan.NotFunded),
        .. plan.Unused.OrderBy(u => u.Key).Select(u => $"{u}"),
        .. plan.Sensitivity.Select(s => $"{s.Change} {s.IsInfeasible} +{string.Join(' ', s.Gain)} -{string.Join(' ', s.Lose)}"),
        .. plan.Conflicts.Select(c => string.Join(" and ", c)),
        .. plan.Repairs.Select(r => $"{string.Join(" and ", r.Changes)}: {string.Join(' ', r.Funded)}"),
        .. plan.GaveWay.Select(g => $"{g}"),
        .. plan.Steps.Select(s => $"{s.Number} {s.Id} {s.Amount} {string.Join(", ", s.Reasons)} {string.Join(", ", s.Loads)}"),
    ]);

    private static string Told(IEnumerable<NotFundedApplication> left) =>
        string.Join('\n', left.Select(n => $"{n.Id} {string.Join(", ", n.Reasons)}"));

    /// <summary>The explanation, with every quota called by its place among the ids.</summary>
    private static string Explained(AllocationProblem problem, AllocationPlan plan)
    {
        var places = problem.Quotas.OrderBy(q => q.Id).Select((q, i) => (q.Id, i)).ToDictionary(q => q.Id, q => q.i);
        var named = problem with { Quotas = [.. problem.Quotas.Select(q => q with { Name = new LocalText($"No. {places[q.Id]}") })] };
        return string.Join('\n', AllocationExplanation.Of(named, plan).SelectMany(e => (IEnumerable<string>)
        [
            $"{e.Id} {e.Outcome.En} {e.Reserve}", .. e.Reasons.Select(r => r.Words.En), .. e.Loads.Select(l => $"{l.Words.En} {l.Barred}"),
            .. e.Changes.Select(c => $"{c.Words.En} {string.Join(' ', c.Losers)}"),
        ]));
    }
}
