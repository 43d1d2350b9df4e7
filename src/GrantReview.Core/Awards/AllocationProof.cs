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
/// said of floors, sums and infeasibility is proven anew in whole numbers (<see cref="ExactSearch"/>).
/// </summary>
public static class AllocationProof
{
    /// <summary>Counted work for one answer; beyond it claims rest on the solver. Some seconds at most.</summary>
    private const long MostWork = 3_000_000_000;

    /// <summary>Counted work for one changed figure, and decisions over all of them; beyond these their lists rest on the solver.</summary>
    private const long MostWorkOfARow = 100_000_000;
    private const long MostDecisionsOfRows = 50_000;

    /// <returns>
    /// What is wrong with the answer (nothing = it stands); the answer, saying of itself and each of its rows how far it is proven.
    /// </returns>
    public static (IReadOnlyList<string> Faults, AllocationPlan Plan) Check(AllocationProblem problem, AllocationPlan plan)
    {
        var check = new PlanCheck(problem, plan);
        return (check.Faults, check.Run());
    }

    private sealed class PlanCheck(AllocationProblem problem, AllocationPlan plan)
    {
        private readonly RankedProblem ranked = new(problem);
        private readonly Figures figures = Figures.Of(problem);

        private bool isProven = true;

        public List<string> Faults { get; } = [];

        public AllocationPlan Run()
        {
            if (plan.Status == AllocationStatus.Infeasible)
            {
                CheckInfeasible();
            }
            else
            {
                CheckAwards();
            }
            var funded = plan.Funded.Select(f => f.Id).ToHashSet();
            return plan with
            {
                Proof = isProven ? ProofKind.Exact : ProofKind.Solver,
                Sensitivity = [.. plan.Sensitivity.Select(s => s with { Proof = ProofOf(s, funded) })],
                Repairs = [.. plan.Repairs.Select(r => r with { Proof = ProofOf(r.Changes, r.Funded) })],
            };
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
            isProven = selection.IsProven;
        }

        private void CheckFigures(RepeatedSelection selection)
        {
            var answered = plan.Funded.Select(f => f.Id).Concat(plan.NotFunded.Select(n => n.Id));
            if (!answered.Order().SequenceEqual(ranked.PlaceOf.Keys.Order()))
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
            if (Exists(figures, MostWork) is true)
            {
                Faults.Add("There is a list.");
            }
            foreach (var conflict in plan.Conflicts.Where(_ => AreRowsChecked))
            {
                if (Exists(Kept(conflict), MostWorkOfARow) is true)
                {
                    Faults.Add($"{string.Join(", ", conflict)} hold together.");
                }
                Faults.AddRange(conflict.Where(rule => Exists(Kept([.. conflict.Where(r => r != rule)]), MostWorkOfARow) is false)
                    .Select(rule => $"{string.Join(", ", conflict)} conflict without {rule}, too."));
            }
        }

        // Only the rule for ties can lose a list on the way that existed at first.
        private bool? Exists(Figures with, long work)
        {
            var selection = new RepeatedSelection(ranked, with, null, areWhole: false, work);
            var areTaken = with.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && problem.Policy.Order == AllocationOrder.Priority;
            var exists = areTaken ? selection.Run() : selection.IsPossible;
            isProven &= selection.IsProven;
            return selection.IsProven ? exists : null;
        }

        // A conflict among quotas and the minimum score holds for sets, whatever the rule for ties.
        private Figures Kept(IReadOnlyList<AllocationRule> rules)
        {
            bool Has(Quota quota) => rules.Contains(new AllocationRule.OfQuota(quota.Id));
            return new Figures(
                [.. problem.Quotas.Select(q => Has(q) ? q.Max : null)], [.. problem.Quotas.Select(q => Has(q) ? q.Min : null)],
                rules.Contains(new AllocationRule.MinimumScore()) ? problem.MinScore : null,
                rules.Contains(new AllocationRule.Ties()) ? problem.Policy.Ties : TieRule.TieBreak);
        }

        private bool AreRowsChecked =>
            (plan.Sensitivity.Count + plan.Repairs.Count + plan.Conflicts.Sum(c => c.Count)) * (
                long)problem.Applications.Count <= MostDecisionsOfRows;

        private ProofKind ProofOf(SensitivityChange change, HashSet<ApplicationId> funded) => ProofOf(
            [change.Change],
            change.IsInfeasible ? null : [.. funded.Except(change.Lose).Concat(change.Gain)]);

        // "With these figures changed the list is this one; null = there is none."
        private ProofKind ProofOf(IReadOnlyList<AllocationChange> changes, IReadOnlyList<ApplicationId>? funded)
        {
            if (!AreRowsChecked)
            {
                return ProofKind.Solver;
            }
            var claimed = new bool[ranked.Applications.Length];
            foreach (var id in funded ?? [])
            {
                claimed[ranked.PlaceOf[id]] = true;
            }
            var areWhole =
                problem.Policy
                    is { Order: AllocationOrder.Welfare } or { Remainder: not RemainderRule.Partial, Ties: not TieRule.IncludeAll };
            var selection = new RepeatedSelection(
                ranked, changes.Aggregate(figures, Changed), funded is null ? null : claimed, areWhole, MostWorkOfARow);
            var exists = selection.Run();
            var isSo = funded is null ? !exists : exists && selection.Awards.Index().All(a => claimed[a.Index] == a.Item is not null);
            if (!isSo && selection.IsProven)
            {
                Faults.Add($"{string.Join(", ", changes)} does not give the list that it shows.");
            }
            return selection.IsProven ? ProofKind.Exact : ProofKind.Solver;
        }

        private Figures Changed(Figures given, AllocationChange change)
        {
            switch (change)
            {
                case AllocationChange.OfMinimumScore(var by):
                    return given with { MinScore = given.MinScore + by };
                case AllocationChange.OfTies(var to):
                    return given with { Ties = to };
                case AllocationChange.OfQuota(var id, var bound, var by):
                    var at = Enumerable.Range(0, problem.Quotas.Count).First(q => problem.Quotas[q].Id == id);
                    long?[] With(long?[] bounds) => [.. bounds.Select((b, q) => q == at ? b + by : b)];
                    return bound == QuotaBound.Cap ? given with { Max = With(given.Max) } : given with { Min = With(given.Min) };
                default:
                    throw new ArgumentOutOfRangeException(nameof(change));
            }
        }

        private static string Text(Money? amount) => amount?.ToString() ?? "nothing";
    }
}
