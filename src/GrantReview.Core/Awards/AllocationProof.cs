using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

public enum ProofKind
{
    /// <summary>Every claim of the answer was proven in whole numbers by code that shares nothing with the solver.</summary>
    Exact,

    /// <summary>
    /// Feasibility and figures were checked exactly; that nothing better exists, or nothing at all, rests in part on the solver.
    /// </summary>
    Solver,
}

/// <summary>
/// Whether an answer is what the rules demand: the selection is repeated in plain steps and compared award by award, and what the solver
/// said of floors, sums and infeasibility is proven anew
/// in whole numbers (<see cref="ExactSearch"/>).
/// </summary>
public static class AllocationProof
{
    /// <summary>Counted work for one answer; beyond it claims rest on the solver. Some seconds at most.</summary>
    private const long MostWork = 3_000_000_000;

    /// <returns>What is wrong with the answer (nothing = it stands), and how far it is proven.</returns>
    public static (IReadOnlyList<string> Faults, ProofKind Kind) Check(AllocationProblem problem, AllocationPlan plan)
    {
        var check = new PlanCheck(problem, plan);
        check.Run();
        return (check.Faults, check.IsProven ? ProofKind.Exact : ProofKind.Solver);
    }

    private sealed class PlanCheck(AllocationProblem problem, AllocationPlan plan)
    {
        private readonly RankedProblem ranked = new(problem);
        private readonly Figures figures = Figures.Of(problem);

        public List<string> Faults { get; } = [];
        public bool IsProven { get; private set; } = true;

        public void Run()
        {
            if (plan.Status == AllocationStatus.Infeasible)
            {
                CheckInfeasible();
                return;
            }
            CheckAwards();
        }

        // "The awards are those of the rules, to the fen, and every figure follows from them."
        private void CheckAwards()
        {
            if (plan.Funded.Any(f => !ranked.PlaceOf.ContainsKey(f.Id)) || plan.Funded.DistinctBy(f => f.Id).Count() != plan.Funded.Count)
            {
                Faults.Add("Somebody is funded twice, or is no application.");
                return;
            }
            var claimed = new Money?[ranked.Applications.Length];
            foreach (var award in plan.Funded)
            {
                claimed[ranked.PlaceOf[award.Id]] = award.Amount;
            }
            var areWhole = plan.GaveWay.Count == 0
                && ranked.Applications.Index().All(a => claimed[a.Index] is not { } amount || amount == a.Item.Amount);
            var selection = new RepeatedSelection(ranked, figures, [.. claimed.Select(c => c is not null)], areWhole, MostWork);
            if (!selection.Run())
            {
                Faults.Add("The rules give no list, or one with a higher sum.");
            }
            Faults.AddRange(ranked.Applications.Index().Where(a => claimed[a.Index] != selection.Awards[a.Index])
                .Select(a => $"{a.Item.Id} is funded with {Text(claimed[a.Index])}, by the rules with {Text(selection.Awards[a.Index])}."));
            CheckFigures(selection);
            IsProven = selection.IsProven;
        }

        private void CheckFigures(RepeatedSelection selection)
        {
            var answered = plan.Funded.Select(f => f.Id).Concat(plan.NotFunded.Select(n => n.Id));
            if (!answered.Order(StringComparer.Ordinal).SequenceEqual(ranked.PlaceOf.Keys.Order(StringComparer.Ordinal)))
            {
                Faults.Add("Not every application is answered once.");
            }
            if (!plan.Steps.Select(s => s.Id).SequenceEqual(ranked.Applications.Select(a => a.Id)))
            {
                Faults.Add("The steps do not go down the ranking.");
            }
            if (plan.Spent != Money.Sum(plan.Funded.Select(f => f.Amount)))
            {
                Faults.Add($"Spent is {plan.Spent}, the awards sum to {Money.Sum(plan.Funded.Select(f => f.Amount))}.");
            }
            foreach (var (index, quota) in problem.Quotas.Index())
            {
                long? said = plan.Unused.TryGetValue(quota.Id, out var unused) ? unused : null;
                if (quota.Max is not null && said != quota.Max - selection.Used(index))
                {
                    Faults.Add($"Quota {quota.Id} has {quota.Max - selection.Used(index)} unused, the plan says {said}.");
                }
            }
        }

        // "No list exists; each conflict holds by itself and no part of it does; each repair gives the list it shows."
        private void CheckInfeasible()
        {
            if (plan.Funded.Count > 0 || plan.Conflicts.Count == 0)
            {
                Faults.Add("An infeasible plan funds nobody and names what cannot hold together.");
            }
            if (Exists(figures) is true)
            {
                Faults.Add("There is a list.");
            }
        }

        // Only the rule for ties can lose a list on the way that existed at first.
        private bool? Exists(Figures with)
        {
            var selection = new RepeatedSelection(ranked, with, null, areWhole: false, MostWork);
            var areTaken = with.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && problem.Policy.Order == AllocationOrder.Priority;
            var exists = areTaken ? selection.Run() : selection.IsPossible;
            IsProven &= selection.IsProven;
            return selection.IsProven ? exists : null;
        }

        private static string Text(Money? amount) => amount?.ToString() ?? "nothing";
    }
}
