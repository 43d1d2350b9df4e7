namespace GrantReview.Core.Assignments;

/// <summary>
/// Re-verifies a plan from the problem alone: every violated rule; nothing means that the plan keeps them all. Shares no code with
/// the solver.
/// </summary>
public static class AssignmentAudit
{
    public static IReadOnlyList<AssignmentFault> Check(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan)
    {
        var facts = new Facts(problem, plan);
        return [.. Pairs(facts), .. Seats(facts), .. Floors(facts), .. Panels(facts), .. Loads(facts), .. FixedPairs(facts)];
    }

    private sealed class Facts(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan)
    {
        public AssignmentProblem Problem => problem;
        public IReadOnlyCollection<Assignment> Plan => plan;
        public Dictionary<ApplicationId, ApplicationNeed> Needs { get; } = problem.Applications.DistinctBy(a => a.Id)
            .ToDictionary(a => a.Id);
        public Dictionary<ExpertId, ExpertLoad> Experts { get; } = problem.Experts.DistinctBy(e => e.Id)
            .ToDictionary(e => e.Id);
        public ILookup<ApplicationId, ExpertId> ByApplication { get; } = plan.ToLookup(p => p.Application, p => p.Expert);
        public Dictionary<ExpertId, int> Load { get; } = plan.CountBy(p => p.Expert)
            .ToDictionary();

        public IEnumerable<ApplicationNeed> InOrder => problem.Applications.OrderBy(a => a.Id);
        public IEnumerable<string> Of(ApplicationId application, Func<ExpertLoad, string> what) =>
            ByApplication[application].Where(Experts.ContainsKey).Select(e => what(Experts[e]));
    }

    // "An expert scores an application once, and never in conflict."
    private static IEnumerable<AssignmentFault> Pairs(Facts facts)
    {
        var forbidden = facts.Problem.Forbidden.ToHashSet();
        foreach (var pair in facts.Plan.CountBy(p => p).OrderBy(p => p.Key.Application)
            .ThenBy(p => p.Key.Expert))
        {
            var (application, expert) = (pair.Key.Application, pair.Key.Expert);
            if (pair.Value > 1)
            {
                yield return new AssignmentFault.Twice(application, expert);
            }
            if (facts.Problem.Barred.Contains((application, expert)))
            {
                yield return new AssignmentFault.Conflict(application, expert);
            }
            if (forbidden.Contains(pair.Key))
            {
                yield return new AssignmentFault.Forbidden(application, expert);
            }
            if (!facts.Needs.ContainsKey(application))
            {
                yield return new AssignmentFault.NoSuchNeed(application);
            }
            if (!facts.Experts.ContainsKey(expert))
            {
                yield return new AssignmentFault.NoSuchExpert(expert);
            }
        }
    }

    // "Each application has the experts it needs, at most so many of one unit."
    private static IEnumerable<AssignmentFault> Seats(Facts facts)
    {
        foreach (var application in facts.InOrder)
        {
            var have = facts.ByApplication[application.Id].Count();
            if (have != application.Needed)
            {
                yield return new AssignmentFault.Seats(application.Id, have, application.Needed);
            }
            if (facts.Problem.PerUnit is { } cap)
            {
                foreach (var unit in facts.Of(application.Id, e => e.Unit).Where(u => u.Length > 0).CountBy(u => u)
                    .Where(u => u.Value > cap))
                {
                    yield return new AssignmentFault.UnitCap(application.Id, unit.Key, unit.Value, cap);
                }
            }
        }
    }

    // "At least so many of each kind and region on every application."
    private static IEnumerable<AssignmentFault> Floors(Facts facts)
    {
        foreach (var application in facts.InOrder.Where(a => a.Needed > 0))
        {
            foreach (var (floors, what) in new (IReadOnlyDictionary<string, int>, Func<ExpertLoad,
                string>)[] { (facts.Problem.PerKind, e => e.Kind), (facts.Problem.PerRegion, e => e.Region) })
            {
                var have = facts.Of(application.Id, what).CountBy(k => k).ToDictionary(StringComparer.Ordinal);
                foreach (var floor in floors.Where(f => have.GetValueOrDefault(f.Key) < f.Value)
                    .OrderBy(f => f.Key, StringComparer.Ordinal))
                {
                    yield return new AssignmentFault.Floor(application.Id, floor.Key, have.GetValueOrDefault(floor.Key), floor.Value);
                }
            }
        }
    }

    // "All applications of a panel are scored by the same experts; one conflict bars an expert from the panel."
    private static IEnumerable<AssignmentFault> Panels(Facts facts)
    {
        foreach (var panel in facts.InOrder.Where(a => a.Panel.Length > 0 && a.Needed > 0).GroupBy(a => a.Panel, StringComparer.Ordinal))
        {
            var experts = panel.SelectMany(a => facts.ByApplication[a.Id]).Distinct()
                .Order().ToList();
            foreach (var application in panel)
            {
                foreach (var missing in experts.Except(facts.ByApplication[application.Id]))
                {
                    yield return new AssignmentFault.SplitPanel(panel.Key, application.Id, missing);
                }
                foreach (var barred in experts.Where(e => facts.Problem.Barred.Contains((application.Id, e))))
                {
                    yield return new AssignmentFault.ConflictOnPanel(panel.Key, application.Id, barred);
                }
            }
        }
    }

    // "Every expert takes at least the minimum and at most the maximum."
    private static IEnumerable<AssignmentFault> Loads(Facts facts)
    {
        foreach (var expert in facts.Problem.Experts.OrderBy(e => e.Id))
        {
            var load = facts.Load.GetValueOrDefault(expert.Id);
            if (load < expert.Min || load > expert.Max)
            {
                yield return new AssignmentFault.Load(expert.Id, load, expert.Min, expert.Max);
            }
        }
    }

    // "What is fixed stands."
    private static IEnumerable<AssignmentFault> FixedPairs(Facts facts) =>
        facts.Problem.Fixed.Distinct().Where(p => !facts.ByApplication[p.Application].Contains(p.Expert))
            .OrderBy(p => p.Application).ThenBy(p => p.Expert)
            .Select(p => new AssignmentFault.FixedMissing(p.Application, p.Expert));
}
