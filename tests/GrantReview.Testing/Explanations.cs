using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>
/// Whether what a plan says of itself holds when somebody acts on it: repairs and changed figures are solved anew, and reasons are lifted
/// one by one over every set of those who are not decided on yet.
/// </summary>
public static class Explanations
{
    /// <summary>
    /// Random problems under every order, rule for ties and rule for remainders, with parts for two applications in three.
    /// </summary>
    public static AllocationProblem Problem(int seed)
    {
        var order = seed % 7 == 6 ? AllocationOrder.Welfare : AllocationOrder.Priority;
        var drawn = ADrawnProblem.Of(seed, order, most: 8);
        return drawn with
        {
            Policy = drawn.Policy with { Remainder = (RemainderRule)(seed / 4 % 3), Ties = (TieRule)(seed % 4), Seed = "S" },
            Applications = [.. drawn.Applications.Select((a, i) => a with { MinAmount = i % 3 == 0 ? null : new Money(a.Amount.Fen / 2) })],
        };
    }

    /// <summary>Each repair and each changed figure against solving the changed problem: what disagrees.</summary>
    public static IEnumerable<string> WrongRows(AllocationProblem problem, AllocationPlan plan)
    {
        foreach (var repair in plan.Repairs)
        {
            var repaired = AllocationSolver.Solve(repair.Changes.Aggregate(problem, (p, c) => p.Changed(c)), withSensitivity: false);
            if (repaired.Status != AllocationStatus.Optimal || !repaired.Funded.Select(f => f.Id).SequenceEqual(repair.Funded))
            {
                yield return $"repair {string.Join(", ", repair.Changes)}";
            }
        }
        var before = plan.Funded.Select(f => f.Id).ToList();
        foreach (var row in plan.Sensitivity)
        {
            var changed = AllocationSolver.Solve(problem.Changed(row.Change), withSensitivity: false);
            var after = changed.Funded.Select(f => f.Id).ToList();
            if (row.IsInfeasible != (changed.Status == AllocationStatus.Infeasible)
                || !after.Except(before).ToHashSet().SetEquals(row.Gain) || !before.Except(after).ToHashSet().SetEquals(row.Lose))
            {
                yield return $"sensitivity {row.Change}";
            }
        }
    }

    /// <summary>
    /// Who is refused and for what, where lifting exactly that does not bring them in, or lifting less does. Those who are out beforehand
    /// do not compete.
    /// </summary>
    public static IEnumerable<string> WrongReasons(AllocationProblem problem, AllocationPlan plan)
    {
        if (problem.Policy.Order == AllocationOrder.Welfare || plan.Status == AllocationStatus.Infeasible)
        {
            yield break;
        }
        foreach (var left in plan.NotFunded.Where(n => !n.Reasons.Any(r => r is Reason.Ineligible or Reason.BelowMinimum)))
        {
            var turn = new Turn(problem, plan, left.Id);
            var reasons = left.Reasons.Where(r => r is not (Reason.LostTieBreak or Reason.LostLottery or Reason.TieAtCut)).ToList();
            if (!turn.ComesIn(reasons))
            {
                yield return $"{left.Id} stays out without {string.Join(", ", left.Reasons)}";
            }
            // Those who are tied at a cut are refused by the rule for ties at the quotas named: one rule.
            if (left.Reasons.Any(r => r is Reason.TieAtCut))
            {
                continue;
            }
            foreach (var reason in reasons.Where(reason => turn.ComesIn([.. reasons.Where(r => r != reason)])))
            {
                yield return $"{left.Id} comes in although {reason} bars";
            }
        }
    }

    /// <summary>An application's turn: who is funded by then, what is shut, and who is not decided on yet.</summary>
    private sealed class Turn
    {
        private readonly AllocationProblem problem;
        private readonly AllocationApplication application;
        private readonly List<(AllocationApplication Application, Money Amount)> funded;
        private readonly List<AllocationApplication> undecided;
        private readonly HashSet<QuotaId> closed = [];
        private readonly Dictionary<QuotaId, ApplicationId> stopped = [];
        private readonly Dictionary<QuotaId, long> used;
        private readonly Dictionary<QuotaId, long> usedBefore;
        private readonly Dictionary<QuotaId, long> usedAtFirst;

        public Turn(AllocationProblem problem, AllocationPlan plan, ApplicationId id)
        {
            this.problem = problem;
            var byId = problem.Applications.ToDictionary(a => a.Id);
            application = byId[id];
            var order = plan.Steps.Select(s => byId[s.Id]).ToList();
            bool AreEqual(AllocationApplication a) => (a.Tier, a.Score) == (application.Tier, application.Score);
            var areTogether = problem.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll;
            var at = order.IndexOf(application);
            var first = areTogether ? order.FindIndex(AreEqual) : at;
            var after = areTogether ? order.FindLastIndex(AreEqual) + 1 : at + 1;
            var amounts = plan.Funded.ToDictionary(f => f.Id, f => f.Amount);
            funded = [.. order.Take(after).Where(a => amounts.ContainsKey(a.Id)).Select(a => (a, amounts[a.Id]))];
            undecided = [.. order.Skip(after).Where(a => a.Eligible && !a.IsBelow(problem.MinScore))];
            used = problem.Quotas.ToDictionary(q => q.Id, q => Used(q, funded));
            usedAtFirst =
                problem.Quotas.ToDictionary(q => q.Id, q => Used(q, [.. funded.Where(f => order.IndexOf(f.Application) < first)]));
            // Where equals are included counts give way to them, one more or less.
            usedBefore = problem.Quotas.ToDictionary(
                q => q.Id,
                q => problem.Policy.Ties == TieRule.IncludeAll && q.Measure == QuotaMeasure.Count ? usedAtFirst[q.Id] : used[q.Id]);
            // Where the selection stopped the plan says; who met an end of money while a floor barred them stopped nothing.
            var stops = plan.NotFunded.SelectMany(n => n.Reasons).OfType<Reason.AfterStop>().Select(r => r.Application).ToHashSet();
            foreach (var step in plan.Steps.Take(first))
            {
                var full = step.Reasons.OfType<Reason.QuotaFull>().Select(r => r.Quota).ToList();
                if (step.Reasons.Any(r => r is Reason.TieAtCut))
                {
                    closed.UnionWith(full);
                }
                else if (stops.Contains(step.Id))
                {
                    full.ForEach(q => stopped.TryAdd(q, step.Id));
                }
            }
        }

        /// <summary>
        /// With these lifted for this application, nothing bars it: some set of those after it completes what is then funded.
        /// </summary>
        public bool ComesIn(IReadOnlyList<Reason> lifted)
        {
            var isNeeded = problem.Quotas.Any(q => q.Matches(application.Attributes) && usedAtFirst[q.Id] < q.Min);
            if (!isNeeded && (closed.Any(q => Falls(q) && !lifted.Contains(new Reason.ClosedByTie(q)))
                || stopped.Any(s => Falls(s.Key) && !lifted.Contains(new Reason.AfterStop(s.Value)))))
            {
                return false;
            }
            if (funded.Exists(f => Excludes(f.Application) && !lifted.Contains(new Reason.Exclusive(f.Application.Id))))
            {
                return false;
            }
            var caps = problem.Quotas.Where(q => q.Matches(application.Attributes)
                && usedBefore[q.Id] + Size(q, application.Amount) > q.Max).ToList();
            var barring = caps.Where(q => !lifted.Contains(new Reason.QuotaFull(q.Id))).ToList();
            var amount = application.Amount;
            if (barring.Count > 0)
            {
                var left = barring.Min(q => q.Max.GetValueOrDefault() - used[q.Id]);
                var isPart = problem.Policy.Remainder == RemainderRule.Partial && barring.Count == caps.Count && left > 0
                    && barring.TrueForAll(q => q.Measure == QuotaMeasure.Amount) && left >= application.MinAmount?.Fen
                    && lifted.All(r => r is Reason.FloorReserved);
                if (!isPart)
                {
                    return false;
                }
                amount = new Money(left);
            }
            return CanBeCompleted(amount, lifted);
        }

        private bool CanBeCompleted(Money amount, IReadOnlyList<Reason> lifted)
        {
            var begun = funded.Append((application, amount)).ToList();
            // A cap that is lifted, or that gave way, holds what it holds and has for others what it had.
            var with = problem with
            {
                Quotas = [.. problem.Quotas.Select(q => q with
                {
                    Max = q.Max is { } max && (lifted.Contains(new Reason.QuotaFull(q.Id)) || Used(q, begun) > max)
                        ? Math.Max(max, used[q.Id]) + (q.Matches(application.Attributes) ? Size(q, amount) : 0) : q.Max,
                    Min = lifted.Contains(new Reason.FloorReserved(q.Id)) ? null : q.Min,
                })],
            };
            return Enumerable.Range(0, 1 << undecided.Count).Any(set => Completes([.. undecided.Where((_, i) => (set >> i & 1) == 1)]));

            bool Completes(List<AllocationApplication> more) =>
                with.Quotas.All(q => Used(q, begun) + more.Where(a => q.Matches(a.Attributes)).Sum(a => Size(q, a.Amount)) is var sum
                    && !(sum > q.Max) && !(sum < q.Min))
                && problem.Exclusive.All(g => more.Count(a => g.Contains(a.Id)) is var taken
                    && (taken == 0 || taken + begun.Count(b => g.Contains(b.Item1.Id)) <= 1));
        }

        private bool Falls(QuotaId quota) => problem.Quotas.Single(q => q.Id == quota).Matches(application.Attributes);

        private bool Excludes(AllocationApplication other) =>
            other.Id != application.Id && problem.Exclusive.Any(g => g.Contains(other.Id) && g.Contains(application.Id));

        private static long Used(Quota quota, List<(AllocationApplication Application, Money Amount)> of) =>
            of.Where(f => quota.Matches(f.Application.Attributes)).Sum(f => Size(quota, f.Amount));

        private static long Size(Quota quota, Money amount) => quota.Measure == QuotaMeasure.Count ? 1 : amount.Fen;
    }
}
