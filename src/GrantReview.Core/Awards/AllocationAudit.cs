using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Re-verifies a plan from the problem alone, sharing nothing with the solver: every broken rule in words; nothing means that the plan
/// keeps them all.
/// </summary>
/// <remarks>
/// Caps, floors, exclusions, amounts, sums, order, ties, every reason and every load are recomputed. Whether the set is the best one is
/// checked as far as one exchange shows: nobody is left out who fits beside those above, or beside all others once one who ranks lower
/// goes; by welfare no exchange raises the sum.
/// </remarks>
public static class AllocationAudit
{
    public static IReadOnlyList<string> Check(AllocationProblem problem, AllocationPlan plan) => new Audit(problem, plan).Run();

    private sealed class Audit
    {
        private readonly AllocationProblem problem;
        private readonly AllocationPlan plan;
        private readonly List<string> faults = [];
        private readonly Dictionary<ApplicationId, AllocationApplication> byId;
        private readonly Dictionary<ApplicationId, List<Quota>> quotasOf;
        private readonly Dictionary<ApplicationId, List<IReadOnlyList<ApplicationId>>> groupsOf;
        private readonly Dictionary<ApplicationId, Money> awards;
        private readonly Dictionary<QuotaId, long> used;
        private readonly List<AllocationApplication> winners;
        private readonly Dictionary<QuotaId, List<AllocationApplication>> winnersOf;

        public Audit(AllocationProblem problem, AllocationPlan plan)
        {
            (this.problem, this.plan) = (problem, plan);
            byId = problem.Applications.ToDictionary(a => a.Id);
            quotasOf = problem.Applications.ToDictionary(
                a => a.Id, a => problem.Quotas.Where(q => q.Matches(a.Attributes)).ToList());
            groupsOf = problem.Applications.ToDictionary(
                a => a.Id, a => problem.Exclusive.Where(g => g.Contains(a.Id)).ToList());
            awards = plan.Funded.Where(f => byId.ContainsKey(f.Id)).DistinctBy(f => f.Id)
                .ToDictionary(f => f.Id, f => f.Amount);
            winners = [.. awards.Keys.Select(id => byId[id])];
            winnersOf = problem.Quotas.ToDictionary(q => q.Id, q => winners.Where(w => quotasOf[w.Id].Contains(q)).ToList());
            used = problem.Quotas.ToDictionary(q => q.Id, q => winnersOf[q.Id].Sum(w => SizeOf(q, awards[w.Id])));
        }

        private bool IncludesTies => problem.Policy.Ties == TieRule.IncludeAll && problem.Policy.Order == AllocationOrder.Priority;

        public List<string> Run()
        {
            if (plan.Status == AllocationStatus.Infeasible)
            {
                if (plan.Funded.Count > 0 || plan.Conflicts.Count == 0)
                {
                    faults.Add("An infeasible plan funds nobody and names what cannot hold together.");
                }
                return faults;
            }
            CheckEachOnce();
            CheckOrder();
            winners.ForEach(CheckAward);
            foreach (var quota in problem.Quotas)
            {
                CheckQuota(quota);
            }
            foreach (var group in problem.Exclusive.Where(g => g.Distinct().Count(awards.ContainsKey) > 1))
            {
                faults.Add($"More than one of {string.Join(", ", group)} is funded.");
            }
            if (plan.Spent != Money.Sum(plan.Funded.Select(f => f.Amount)))
            {
                faults.Add($"Spent is {plan.Spent}, the awards sum to {Money.Sum(plan.Funded.Select(f => f.Amount))}.");
            }
            var reserve = plan.Reserve.ToHashSet();
            foreach (var left in plan.NotFunded.Where(n => byId.ContainsKey(n.Id)))
            {
                CheckReasons(byId[left.Id], left.Reasons);
                CheckLeftOut(byId[left.Id], left.Reasons);
                CheckReserve(byId[left.Id], left.Reasons, reserve.Contains(left.Id));
            }
            faults.AddRange(
                plan.Reserve.Where(id => plan.NotFunded.All(n => n.Id != id))
                    .Select(id => $"{id} is on the replacement list and not among those who are not funded."));
            CheckSteps();
            return faults;
        }

        // "Every application is answered once."
        private void CheckEachOnce()
        {
            foreach (var id in plan.Funded.Select(f => f.Id).Concat(plan.NotFunded.Select(n => n.Id)).CountBy(id => id)
                .Where(c => c.Value > 1 || !byId.ContainsKey(c.Key)))
            {
                faults.Add($"{id.Key} is answered {id.Value} times, or is no application.");
            }
            faults.AddRange(
                byId.Keys.Except(plan.Funded.Select(f => f.Id)).Except(plan.NotFunded.Select(n => n.Id)).Order()
                    .Select(id => $"{id} is not answered."));
        }

        // "Lists go down the ranking."
        private void CheckOrder()
        {
            foreach (var (
                name, ids) in new[] { ("awards", plan.Funded.Select(f => f.Id)), ("not funded", plan.NotFunded.Select(n => n.Id)),
                    ("replacement list", plan.Reserve), ("steps", plan.Steps.Select(s => s.Id)) })
            {
                var list = ids.Where(byId.ContainsKey).Select(id => byId[id]).ToList();
                for (var i = 1; i < list.Count; i++)
                {
                    if (Compare(list[i - 1], list[i]) > 0)
                    {
                        faults.Add($"In the list of {name} {list[i].Id} comes after {list[i - 1].Id} and ranks above it.");
                    }
                }
            }
        }

        // "Whoever is funded may be, and gets the whole amount, or with partial awards at least the least, and then a quota of money is
        // used up."
        private void CheckAward(AllocationApplication application)
        {
            var amount = awards[application.Id];
            if (!application.Eligible || application.IsBelow(problem.MinScore))
            {
                faults.Add($"{application.Id} is funded and not eligible, or below the minimum score.");
            }
            var partial = problem.Policy.Remainder == RemainderRule.Partial && application.MinAmount is { } least && amount >= least
                && amount < application.Amount
                && quotasOf[application.Id].Exists(q => q.Measure == QuotaMeasure.Amount && used[q.Id] == q.Max);
            if (amount != application.Amount && !partial)
            {
                faults.Add($"{application.Id} is funded with {amount} and asks for {application.Amount}.");
            }
        }

        // "No cap is exceeded and every floor is reached." Where ties are included, a count gives way to the last tied group and to nobody
        // after it.
        private void CheckQuota(Quota quota)
        {
            if (used[quota.Id] > quota.Max)
            {
                var last = winnersOf[quota.Id].OrderBy(w => w.Tier).ThenBy(w => w.Score).First();
                var above = winnersOf[quota.Id].Count(w => CompareMerit(w, last) < 0);
                if (!IncludesTies || quota.Measure != QuotaMeasure.Count || above >= quota.Max
                    || plan.GaveWay.All(g => g.Quota != quota.Id))
                {
                    faults.Add($"Quota {quota.Id} is {used[quota.Id]} and at most {quota.Max}.");
                }
            }
            if (used[quota.Id] < quota.Min)
            {
                faults.Add($"Quota {quota.Id} is {used[quota.Id]} and at least {quota.Min}.");
            }
            if (quota.Max is { } max && plan.Unused.GetValueOrDefault(quota.Id, long.MinValue) != max - used[quota.Id])
            {
                faults.Add($"Quota {quota.Id} has {max - used[quota.Id]} unused, the plan says {plan.Unused.GetValueOrDefault(quota.Id)}.");
            }
        }

        // "Every reason is true."
        private void CheckReasons(AllocationApplication application, IReadOnlyList<Reason> reasons)
        {
            if (reasons.Count == 0)
            {
                faults.Add($"{application.Id} is not funded and no reason is given.");
            }
            foreach (var reason in reasons.Where(r => !IsTrue(application, r, reasons)))
            {
                faults.Add($"{application.Id} is not funded for {reason}, which is not so.");
            }
            if (!application.Eligible && !reasons.Contains(new Reason.Ineligible()))
            {
                faults.Add($"{application.Id} is not eligible, and the reasons do not say so.");
            }
        }

        private bool IsTrue(AllocationApplication application, Reason reason, IReadOnlyList<Reason> reasons) => reason switch
        {
            Reason.QuotaFull(var quota) => QuotaOf(application, quota) is { } full && IsFull(full, application, reasons),
            Reason.Ineligible => !application.Eligible,
            Reason.BelowMinimum(var score, var line) =>
                application.IsBelow(problem.MinScore) && score == application.Score && line == problem.MinScore,
            Reason.Exclusive(var other) => IsExcluded(application, other, reasons),
            Reason.LostTieBreak => problem.Policy.Ties != TieRule.Lottery && LostToAnEqual(application),
            Reason.LostLottery => problem.Policy.Ties == TieRule.Lottery && LostToAnEqual(application),
            Reason.TieAtCut => problem.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && Equals(application).Skip(1).Any(),
            Reason.ClosedByTie(var quota) =>
                QuotaOf(application, quota) is not null && plan.NotFunded.Any(n => IsCutAbove(n, quota, application)),
            Reason.AfterStop(var at) => problem.Policy.Remainder == RemainderRule.Stop && StopsBefore(at, application),
            Reason.FloorReserved(var quota) => problem.Quotas.Any(q => q.Id == quota && q.Min > 0),
            Reason.LowerTotal => problem.Policy.Order == AllocationOrder.Welfare,
            _ => false,
        };

        private Quota? QuotaOf(AllocationApplication application, QuotaId quota) => quotasOf[application.Id].Find(q => q.Id == quota);

        /// <summary>With tied applications that are cut together it is the group that does not fit.</summary>
        private bool IsFull(Quota quota, AllocationApplication application, IReadOnlyList<Reason> reasons)
        {
            var size = reasons.Contains(new Reason.TieAtCut())
                ? Equals(application).Where(e => quotasOf[e.Id].Contains(quota)).Sum(e => SizeOf(quota, e.Amount))
                : SizeOf(quota, application.Amount);
            return used[quota.Id] + size > quota.Max;
        }

        private bool IsExcluded(AllocationApplication application, ApplicationId other, IReadOnlyList<Reason> reasons) =>
            groupsOf[application.Id].Exists(g => g.Contains(other))
            && (awards.ContainsKey(other) || (reasons.Contains(new Reason.TieAtCut()) && CompareMerit(byId[other], application) == 0));

        private bool LostToAnEqual(AllocationApplication application) =>
            winners.Exists(w => CompareMerit(w, application) == 0 && CompareEqual(w, application) < 0);

        private bool IsCutAbove(NotFundedApplication left, QuotaId quota, AllocationApplication application) =>
            byId.TryGetValue(left.Id, out var other) && CompareMerit(other, application) <= 0
            && left.Reasons.Contains(new Reason.TieAtCut()) && left.Reasons.Contains(new Reason.QuotaFull(quota));

        private bool StopsBefore(ApplicationId at, AllocationApplication application) =>
            byId.TryGetValue(at, out var stop) && CompareMerit(stop, application) <= 0 && !awards.ContainsKey(at)
            && quotasOf[at].Exists(q => q.Measure == QuotaMeasure.Amount && quotasOf[application.Id].Contains(q));

        private IEnumerable<AllocationApplication> Equals(AllocationApplication application) =>
            problem.Applications.Where(a => CompareMerit(a, application) == 0 && a.Eligible && !a.IsBelow(problem.MinScore));

        // "Nobody is left out who would have fitted."
        private void CheckLeftOut(AllocationApplication application, IReadOnlyList<Reason> reasons)
        {
            if (!application.Eligible || application.IsBelow(problem.MinScore))
            {
                return;
            }
            if (problem.Policy.Order == AllocationOrder.Welfare)
            {
                if ((application.Score.Sign > 0 && FitsWithout(application, null))
                    || winners.Exists(w => w.Score < application.Score && FitsWithout(application, w)))
                {
                    faults.Add($"{application.Id} is not funded and would raise the sum of scores.");
                }
                return;
            }
            var closed = reasons.Any(r => r is Reason.TieAtCut or Reason.ClosedByTie or Reason.AfterStop);
            if (closed || IncludesTies)
            {
                return;
            }
            bool IsAbove(AllocationApplication w) => Compare(w, application) < 0;
            var forAFloor = reasons.Any(r => r is Reason.FloorReserved);
            if (!forAFloor
                && quotasOf[application.Id].TrueForAll(
                    q => q.Max is null
                        || winnersOf[q.Id].Where(IsAbove).Sum(w => SizeOf(q, awards[w.Id])) + SizeOf(q, application.Amount) <= q.Max)
                && groupsOf[application.Id].TrueForAll(g => !g.Any(id => awards.ContainsKey(id) && IsAbove(byId[id]))))
            {
                faults.Add($"{application.Id} is not funded and fits beside all who rank above.");
            }
            else if (winners.TrueForAll(w => awards[w.Id] == w.Amount)
                && (FitsWithout(application, null) || InTheWay(application).Any(w => !IsAbove(w) && FitsWithout(application, w))))
            {
                faults.Add($"{application.Id} is not funded and fits where somebody who ranks lower is funded.");
            }
        }

        // "On the replacement list stands whom the withdrawal of one winner could bring in, and nobody else."
        private void CheckReserve(AllocationApplication application, IReadOnlyList<Reason> reasons, bool stands)
        {
            var isOut = reasons.Any(r => r is Reason.Ineligible or Reason.BelowMinimum or Reason.TieAtCut or Reason.ClosedByTie);
            var may = !isOut && InTheWay(application).Any(w => FitsWithout(application, w));
            if (may != stands)
            {
                faults.Add(stands ? $"{application.Id} is on the replacement list, and no withdrawal could bring it in."
                    : $"{application.Id} is not on the replacement list, and a withdrawal could bring it in.");
            }
        }

        /// <summary>Winners whose going could make room: those of the full quota with fewest, or everybody where none is full.</summary>
        private List<AllocationApplication> InTheWay(AllocationApplication application) =>
            quotasOf[application.Id].Where(q => used[q.Id] + SizeOf(q, application.Amount) > q.Max)
                .Select(q => winnersOf[q.Id]).MinBy(w => w.Count) ?? winners;

        private bool FitsWithout(AllocationApplication application, AllocationApplication? winner)
        {
            List<Quota> freed = winner is null ? [] : quotasOf[winner.Id];
            long Freed(Quota q) => winner is null || !freed.Contains(q) ? 0 : SizeOf(q, awards[winner.Id]);
            long After(Quota q) => used[q.Id] + SizeOf(q, application.Amount) - Freed(q);
            return quotasOf[application.Id].TrueForAll(q => !(After(q) > q.Max) && !(After(q) < q.Min))
                && freed.TrueForAll(
                    q => quotasOf[application.Id].Contains(q) || !(used[q.Id] - Freed(q) < q.Min))
                && groupsOf[application.Id].TrueForAll(
                    g => !g.Any(id => id != winner?.Id && id != application.Id && awards.ContainsKey(id)));
        }

        // "The steps tell the same story, and every load is what was used at that moment."
        private void CheckSteps()
        {
            if (plan.Steps.Count == 0)
            {
                return;
            }
            if (!plan.Steps.Select(s => s.Number).SequenceEqual(Enumerable.Range(1, problem.Applications.Count))
                || plan.Steps.Any(s => !byId.ContainsKey(s.Id)))
            {
                faults.Add("The steps do not number every application once.");
                return;
            }
            var reasons = plan.NotFunded.DistinctBy(n => n.Id).ToDictionary(n => n.Id, n => n.Reasons);
            var (now, before) = (new Dictionary<QuotaId, long>(), new Dictionary<QuotaId, long>());
            AllocationApplication? last = null;
            foreach (var step in plan.Steps)
            {
                var application = byId[step.Id];
                if (last is null || CompareMerit(last, application) != 0)
                {
                    (last, before) = (application, new Dictionary<QuotaId, long>(now));
                }
                var together = problem.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll
                    && problem.Policy.Order == AllocationOrder.Priority && Equals(application).Skip(1).Any();
                faults.AddRange(
                    step.Loads.Where(
                        l => l.Used != (together ? before : now).GetValueOrDefault(l.Quota)
                            || !quotasOf[step.Id].Exists(q => q.Id == l.Quota && q.Max == l.Max && q.Min == l.Min))
                    .Select(l => $"At step {step.Number} ({step.Id}) quota {l.Quota} was not {l.Used} of {l.Max}."));
                if (step.Amount != (awards.TryGetValue(step.Id, out var award) ? award : null)
                    || !step.Reasons.SequenceEqual(reasons.GetValueOrDefault(step.Id, [])))
                {
                    faults.Add($"Step {step.Number} ({step.Id}) does not say what the lists say.");
                }
                foreach (var quota in award > Money.Zero || awards.ContainsKey(step.Id) ? quotasOf[step.Id] : [])
                {
                    now[quota.Id] = now.GetValueOrDefault(quota.Id) + SizeOf(quota, award);
                }
            }
        }

        /// <summary>Below zero when the first of two ranks above.</summary>
        private int Compare(AllocationApplication a, AllocationApplication b) =>
            CompareMerit(a, b) is var merit && merit != 0 ? merit : CompareEqual(a, b);

        private static int CompareMerit(AllocationApplication a, AllocationApplication b) =>
            a.Tier != b.Tier ? b.Tier.CompareTo(a.Tier) : b.Score.CompareTo(a.Score);

        /// <summary>
        /// Below zero when the first of two with equal scores goes first: by the draw, or by the chain and then the smaller id.
        /// </summary>
        private int CompareEqual(AllocationApplication a, AllocationApplication b)
        {
            if (problem.Policy.Ties == TieRule.Lottery)
            {
                return string.CompareOrdinal(Hash(a), Hash(b));
            }
            foreach (var link in problem.Policy.TieBreak)
            {
                var (x, y) = (a.TieBreakers.GetValueOrDefault(link.By, ""), b.TieBreakers.GetValueOrDefault(link.By, ""));
                if (string.IsNullOrWhiteSpace(x) || string.IsNullOrWhiteSpace(y))
                {
                    if (string.IsNullOrWhiteSpace(x) != string.IsNullOrWhiteSpace(y))
                    {
                        return string.IsNullOrWhiteSpace(x) ? 1 : -1;
                    }
                    continue;
                }
                if (CompareValues(link.By, x, y) is var order && order != 0)
                {
                    return link.Descending ? -order : order;
                }
            }
            return a.Id.CompareTo(b.Id);
        }

        private readonly Dictionary<string, (bool AreNumbers, bool AreInstants)> kinds = new(StringComparer.Ordinal);

        private int CompareValues(string key, string x, string y)
        {
            if (!kinds.TryGetValue(key, out var kind))
            {
                var values = problem.Applications.Select(a => a.TieBreakers.GetValueOrDefault(key, ""))
                    .Where(v => !string.IsNullOrWhiteSpace(v)).ToList();
                kinds[key] = kind =
                    (values.TrueForAll(v => TieBreaking.NumberOf(v) is not null), values.TrueForAll(v => Times.Read(v) is not null));
            }
            return kind.AreNumbers ? Nullable.Compare(TieBreaking.NumberOf(x), TieBreaking.NumberOf(y))
                : kind.AreInstants ? Nullable.Compare(Times.Read(x), Times.Read(y))
                : string.CompareOrdinal(x, y);
        }

        private string Hash(AllocationApplication application) =>
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(problem.Policy.Seed + "|" + application.Id)));

        private static long SizeOf(Quota quota, Money amount) => quota.Measure == QuotaMeasure.Count ? 1 : amount.Fen;
    }
}
