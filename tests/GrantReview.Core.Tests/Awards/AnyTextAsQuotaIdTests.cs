using GrantReview.Core.Awards;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>What a quota is called decides nothing but the order in which quotas are listed.</summary>
public class AnyTextAsQuotaIdTests
{
    /// <summary>
    /// Renaming the quotas, in the same order, renames them in the answer and changes nothing else: plan, audit, replacement list,
    /// promotions, sensitivity, repairs.
    /// </summary>
    [Fact]
    public void Solve_WhenQuotasAreRenamed_AnswersTheSame()
    {
        var (barred, promoted, infeasible) = (0, 0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var plain = ARenamedProblem.Of(seed);
            var names = ARenamedProblem.NamesFor(plain, new Random(seed));
            var renamed = plain.Renamed(names);
            var (expected, plan) = (AllocationSolver.Solve(plain), AllocationSolver.Solve(renamed));

            Assert.Equal(Told(Renamed(expected, names)), Told(plan));
            Assert.Empty(AllocationAudit.Check(renamed, plan));
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
    }

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
}
