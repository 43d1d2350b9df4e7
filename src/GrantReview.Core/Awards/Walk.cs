using System.Numerics;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>One walk down the ranking: who is funded, who is not, and why at that moment.</summary>
internal sealed class Walk
{
    private readonly AllocationProblem problem;
    private readonly Completion completion;
    private readonly BigInteger? leastScore;
    private readonly Dictionary<string, List<string>> reasons = new(StringComparer.Ordinal);
    private readonly HashSet<string> rejected = new(StringComparer.Ordinal);
    private readonly List<(Quota Scope, string At)> stops = [];
    private readonly HashSet<string> closed = new(StringComparer.Ordinal);
    private readonly List<AllocationApplication> order;
    private IReadOnlySet<string>? known;

    private Walk(AllocationProblem problem)
    {
        this.problem = problem;
        Loads = new Loads(problem);
        (order, DecidedById) = AllocationSolver.Order(problem);
        var pool = order.Where(a => a.Eligible && (problem.MinScore is not { } min || a.Score >= min)).ToList();
        completion = new Completion(problem, pool);
        if (problem.Policy.Order == AllocationOrder.Welfare)
        {
            leastScore = completion.BestScore();
            IsFeasible = leastScore is not null;
        }
        else
        {
            IsFeasible = true;
        }
        if (IsFeasible && MustComplete)
        {
            known = completion.Find(Loads.Funded, rejected, leastScore);
            IsFeasible = known is not null;
        }
        if (!IsFeasible)
        {
            return;
        }
        foreach (var application in order.Except(pool))
        {
            List<string> out_ = [];
            if (!application.Eligible)
            {
                out_.Add("ineligible");
            }
            if (application.Score < problem.MinScore)
            {
                out_.Add("minScore");
            }
            reasons.Add(application.Id, out_);
        }
        var takesGroups = problem.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && leastScore is null;
        foreach (var tied in pool.GroupBy(a => a.Score))
        {
            if (takesGroups && tied.Count() > 1)
            {
                DecideTogether([.. tied]);
                continue;
            }
            var anyFunded = false;
            foreach (var application in tied)
            {
                Decide(application, lostToEqual: anyFunded);
                anyFunded |= Loads.Funded.ContainsKey(application.Id);
            }
        }
        IsFeasible = !Loads.OpenFloors().Any();
    }

    public static Walk Of(AllocationProblem problem) => new(problem);

    public bool IsFeasible { get; }
    public Loads Loads { get; }
    public IReadOnlyList<string> DecidedById { get; }
    public IReadOnlyList<FundedApplication> Funded =>
        [.. order.Where(a => Loads.Funded.ContainsKey(a.Id)).Select(a => new FundedApplication(a.Id, Loads.Funded[a.Id]))];
    public IReadOnlyList<NotFundedApplication> NotFunded =>
        [.. order.Where(a => reasons.ContainsKey(a.Id)).Select(a => new NotFundedApplication(a.Id, reasons[a.Id]))];

    private bool MustComplete => completion.IsNeeded || leastScore is not null;

    private void Decide(AllocationApplication application, bool lostToEqual)
    {
        var why = Barriers(application, out var amount);
        if (why.Count == 0)
        {
            Fund(application, amount);
            return;
        }
        if (lostToEqual && why.Exists(r => problem.Quotas.Any(q => q.Id == r)))
        {
            why.Insert(0, problem.Policy.Ties == TieRule.Lottery ? "lost-lottery" : "lost-tie-break");
        }
        Reject(application, why);
    }

    /// <summary>What bars the application now; nothing means that it can be funded with <paramref name="amount"/>.</summary>
    private List<string> Barriers(AllocationApplication application, out Money amount)
    {
        amount = application.Amount;
        List<string> why =
        [
            .. closed.Where(id => problem.Quotas.Any(q => q.Id == id && q.Matches(application.Attributes))).Order(StringComparer.Ordinal).Select(id => $"closed-by-tie:{id}"),
            .. stops.Where(s => s.Scope.Matches(application.Attributes)).Select(s => $"after-stop:{s.At}").Distinct(),
            .. Loads.ExcludedBy(application.Id).Select(id => $"exclusive:{id}"),
        ];
        var exceeded = Loads.Exceeded([application]);
        var byCount = exceeded.Where(q => q.Measure == QuotaMeasure.Count).ToList();
        var byMoney = exceeded.Where(q => q.Measure == QuotaMeasure.Amount).ToList();
        if (why.Count == 0 && byCount.Count == 0 && byMoney.Count > 0 && leastScore is null)
        {
            // Only money bars it: here the rule for the remainder applies.
            if (problem.Policy.Remainder == RemainderRule.Partial && application.MinAmount is { } least && Loads.MoneyLeft(application) is { } left && left >= least && left > Money.Zero)
            {
                amount = left;
                byMoney.Clear();
            }
            else if (problem.Policy.Remainder == RemainderRule.Stop)
            {
                stops.AddRange(byMoney.Select(q => (q, application.Id)));
            }
        }
        why.AddRange(problem.Quotas.Where(q => byCount.Contains(q) || byMoney.Contains(q)).Select(q => q.Id));
        if (why.Count == 0 && !CanComplete(application, amount))
        {
            why.AddRange(Loads.OpenFloors().Select(q => $"floor-reserved:{q.Id}").DefaultIfEmpty("lower-total"));
        }
        return why;
    }

    private bool CanComplete(AllocationApplication application, Money amount)
    {
        if (!MustComplete)
        {
            return true;
        }
        if (amount == application.Amount && known?.Contains(application.Id) == true)
        {
            return true;
        }
        var with = new Dictionary<string, Money>(Loads.Funded, StringComparer.Ordinal) { [application.Id] = amount };
        if (completion.Find(with, rejected, leastScore) is not { } found)
        {
            return false;
        }
        known = found;
        return true;
    }

    /// <summary>Equal scores are taken together or not at all; where counts give way, only money can keep them out.</summary>
    private void DecideTogether(IReadOnlyList<AllocationApplication> tied)
    {
        var open = tied.Where(a => Barriers(a, out _).Count == 0).ToList();
        foreach (var barred in tied.Except(open).ToList())
        {
            Reject(barred, Barriers(barred, out _));
        }
        var exceeded = Loads.Exceeded(open);
        if (problem.Policy.Ties == TieRule.IncludeAll && exceeded.TrueForAll(q => q.Measure == QuotaMeasure.Count))
        {
            exceeded = [];
        }
        var exclusive = problem.Exclusive.Where(g => open.Count(a => g.Contains(a.Id, StringComparer.Ordinal)) > 1).ToList();
        foreach (var application in open.ToList())
        {
            var cut = exceeded.Where(q => q.Matches(application.Attributes)).Select(q => q.Id)
                .Concat(exclusive.Where(g => g.Contains(application.Id, StringComparer.Ordinal)).SelectMany(g => g).Where(id => id != application.Id && open.Exists(o => o.Id == id)).Select(id => $"exclusive:{id}")).ToList();
            if (cut.Count > 0)
            {
                Reject(application, ["tie-at-cut", .. cut]);
                open.Remove(application);
            }
        }
        closed.UnionWith(exceeded.Select(q => q.Id));
        foreach (var application in open)
        {
            if (CanComplete(application, application.Amount))
            {
                Fund(application, application.Amount);
            }
            else
            {
                Reject(application, [.. Loads.OpenFloors().Select(q => $"floor-reserved:{q.Id}")]);
            }
        }
    }

    private void Fund(AllocationApplication application, Money amount) => Loads.Add(application, amount);

    private void Reject(AllocationApplication application, List<string> why)
    {
        reasons.Add(application.Id, why);
        rejected.Add(application.Id);
        if (MustComplete && known?.Contains(application.Id) == true)
        {
            known = completion.Find(Loads.Funded, rejected, leastScore);
        }
    }
}
