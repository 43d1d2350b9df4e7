using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>
/// Re-verifies a plan from the problem alone: every violated rule in words; nothing means that the plan keeps them all. Shares no code with
/// the solver.
/// </summary>
public static class AssignmentAudit
{
    public static IReadOnlyList<LocalText> Check(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan)
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
    private static IEnumerable<LocalText> Pairs(Facts facts)
    {
        var forbidden = facts.Problem.Forbidden.ToHashSet();
        foreach (var pair in facts.Plan.CountBy(p => p).OrderBy(p => p.Key.Application)
            .ThenBy(p => p.Key.Expert))
        {
            var (application, expert) = (pair.Key.Application, pair.Key.Expert);
            if (pair.Value > 1)
            {
                yield return new($"{application} has {expert} twice.", $"{application} 重复指派了 {expert}。");
            }
            if (facts.Problem.Barred.Contains((application, expert)))
            {
                yield return new($"{expert} has a conflict with {application}.", $"{expert} 与 {application} 存在利益冲突。");
            }
            if (forbidden.Contains(pair.Key))
            {
                yield return new($"{expert} is forbidden on {application}.", $"不得指派 {expert} 评审 {application}。");
            }
            if (!facts.Needs.ContainsKey(application))
            {
                yield return new($"{application} is not an application that needs experts.", $"{application} 不是需要专家的申报项目。");
            }
            if (!facts.Experts.ContainsKey(expert))
            {
                yield return new($"{expert} is not an expert of the round.", $"{expert} 不是本轮的评审专家。");
            }
        }
    }

    // "Each application has the experts it needs, at most so many of one unit."
    private static IEnumerable<LocalText> Seats(Facts facts)
    {
        foreach (var application in facts.InOrder)
        {
            var have = facts.ByApplication[application.Id].Count();
            if (have != application.Needed)
            {
                yield return new(
                    $"{application.Id} has {have} experts and needs {application.Needed}.",
                        $"{application.Id} 有 {have} 名专家，需要 {application.Needed} 名。");
            }
            foreach (var unit in facts.Of(application.Id, e => e.Unit).Where(u => u.Length > 0).CountBy(u => u)
                .Where(u => u.Value > facts.Problem.PerUnit))
            {
                yield return new(
                    $"{application.Id} has {unit.Value} experts of {unit.Key}; {facts.Problem.PerUnit} is the cap.",
                        $"{application.Id} 有 {unit.Value} 名专家来自 {unit.Key}，至多 {facts.Problem.PerUnit} 名。");
            }
        }
    }

    // "At least so many of each kind and region on every application."
    private static IEnumerable<LocalText> Floors(Facts facts)
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
                    yield return new(
                        $"{application.Id} has {have.GetValueOrDefault(floor.Key)} experts of {floor.Key}; " +
                        $"at least {floor.Value} are asked for.",
                        $"{application.Id} 有 {have.GetValueOrDefault(floor.Key)} 名“{floor.Key}”专家，至少应有 {floor.Value} 名。");
                }
            }
        }
    }

    // "All applications of a panel are scored by the same experts; one conflict bars an expert from the panel."
    private static IEnumerable<LocalText> Panels(Facts facts)
    {
        foreach (var panel in facts.InOrder.Where(a => a.Panel.Length > 0 && a.Needed > 0).GroupBy(a => a.Panel, StringComparer.Ordinal))
        {
            var experts = panel.SelectMany(a => facts.ByApplication[a.Id]).Distinct()
                .Order().ToList();
            foreach (var application in panel)
            {
                foreach (var missing in experts.Except(facts.ByApplication[application.Id]))
                {
                    yield return new(
                        $"{missing} is on panel {panel.Key} and not on its {application.Id}.",
                            $"{missing} 属于评审组 {panel.Key}，却未评审组内的 {application.Id}。");
                }
                foreach (var barred in experts.Where(e => facts.Problem.Barred.Contains((application.Id, e))))
                {
                    yield return new(
                        $"{barred} is on panel {panel.Key} in spite of a conflict with its {application.Id}.",
                            $"{barred} 与评审组 {panel.Key} 内的 {application.Id} 存在利益冲突，却在该组。");
                }
            }
        }
    }

    // "Every expert takes at least the minimum and at most the maximum."
    private static IEnumerable<LocalText> Loads(Facts facts)
    {
        foreach (var expert in facts.Problem.Experts.OrderBy(e => e.Id))
        {
            var load = facts.Load.GetValueOrDefault(expert.Id);
            if (load < expert.Min || load > expert.Max)
            {
                var most = expert.Max?.ToString(System.Globalization.CultureInfo.InvariantCulture);
                yield return new(
                    $"{expert.Id} has {load} applications; {expert.Min} to {most ?? "any number"} are allowed.",
                        $"{expert.Id} 评审 {load} 项，应为 {expert.Min} 至 {most ?? "不限"} 项。");
            }
        }
    }

    // "What is fixed stands."
    private static IEnumerable<LocalText> FixedPairs(Facts facts) =>
        facts.Problem.Fixed.Distinct().Where(p => !facts.ByApplication[p.Application].Contains(p.Expert))
            .OrderBy(p => p.Application).ThenBy(p => p.Expert)
            .Select(p =>
                new LocalText($"{p.Expert} is fixed on {p.Application} and missing there.", $"{p.Expert} 已固定评审 {p.Application}，方案中却没有。"));
}
