using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class SensitivityTests
{
    /// <summary>
    /// Every change named is what solving the changed problem gives, also where the solver did not solve again, or only from where the
    /// figure could matter.
    /// </summary>
    [Fact]
    public void Sensitivity_IsWhatTheChangedProblemGives()
    {
        var moved = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            var drawn = ADrawnProblem.Of(seed, AllocationOrder.Priority, most: 14);
            var problem = drawn with
            {
                Policy = drawn.Policy with { Remainder = (RemainderRule)(seed % 3), Ties = (TieRule)(seed % 4), Seed = "S" },
                Applications =
                    [.. drawn.Applications.Select((a, i) => a with { MinAmount = i % 3 == 0 ? null : new Money(a.Amount.Fen / 2) })],
            };
            var plan = AllocationSolver.Solve(problem);
            var before = plan.Funded.Select(f => f.Id).ToHashSet();
            foreach (var change in plan.Sensitivity)
            {
                var changed = AllocationSolver.Solve(problem.Changed(change.Change), withSensitivity: false);
                var after = changed.Funded.Select(f => f.Id).ToHashSet();

                var (gained, lost) = (after.Except(before).ToHashSet(), before.Except(after).ToHashSet());
                Assert.True(gained.SetEquals(change.Gain) && lost.SetEquals(change.Lose), $"seed {seed}: {change.Change}");
                Assert.Equal(changed.Status == AllocationStatus.Infeasible, change.IsInfeasible);
                moved += change.Gain.Count + change.Lose.Count;
            }
        }
        Assert.True(moved > 2000);
    }

    /// <summary>One hundred more brings the third in and throws two others out: shown before a budget is edited.</summary>
    [Fact]
    public void Sensitivity_OfABudget_ShowsWhoWouldLose()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("B1", 95, 400), ADrawnProblem.Candidate("B2", 92, 300), ADrawnProblem.Candidate("B3", 90, 400),
                ADrawnProblem.Candidate("B4", 85, 200), ADrawnProblem.Candidate("B5", 80, 100)],
            [A.Budget("1000")], null, AllocationPolicy.Default, []);

        var more = AllocationSolver.Solve(problem).Sensitivity[0];

        Assert.Equal(new AllocationChange.OfQuota(new("budget"), QuotaBound.Cap, 100_00), more.Change);
        Assert.Equal(["B3"], more.Gain.Select(i => i.Value));
        Assert.Equal(["B4", "B5"], more.Lose.Select(i => i.Value));
    }
}
