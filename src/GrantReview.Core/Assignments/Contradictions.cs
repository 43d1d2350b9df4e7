using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>What in a problem cannot hold together whatever the plan: said at once, all of it, before anything is solved.</summary>
internal static class Contradictions
{
    public static IReadOnlyList<Shortage> Find(AssignmentProblem problem) =>
        [.. Twice(problem).Concat(Loads(problem)).Concat(Affinities(problem)).Concat(Panels(problem)).Concat(FixedPairs(problem))];

    public static Shortage NotFinite(ApplicationId application) =>
        new(ShortageKind.AffinityNotFinite, new ShortageSubject.OfApplication(application), 0, [application],
        new($"An affinity of {application} is not a finite number; give a number or leave the pair out.",
            $"{application} 的匹配度不是有限数值；请改为数值，或删去该行。"));

    /// <summary>Ids that a person would take for one another; they are different here, because ids compare exactly.</summary>
    public static IReadOnlyList<LocalText> LookAlikes(AssignmentProblem problem) =>
        [.. problem.Experts.Select(e => e.Id.Value).GroupBy(Written.Key)
            .Concat(problem.Applications.Select(a => a.Id.Value).GroupBy(Written.Key))
            .Where(g => g.Distinct().Skip(1).Any())
                .Select(g => string.Join(", ", g.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)))
            .Select(ids =>
                new LocalText(
                    $"These ids differ only by case, width or spaces and are taken as different: {ids}.",
                        $"以下编号仅大小写、全半角或空格不同，按不同编号处理：{ids}。"))];

    private static IEnumerable<Shortage> Twice(AssignmentProblem problem) =>
        problem.Experts.CountBy(e => e.Id).Where(c => c.Value > 1)
            .Select(c => Twice(new ShortageSubject.OfExpert(c.Key), c.Key.Value, c.Value))
            .Concat(problem.Applications.CountBy(a => a.Id).Where(c => c.Value > 1)
                .Select(c => Twice(new ShortageSubject.OfApplication(c.Key), c.Key.Value, c.Value)));

    private static Shortage Twice(ShortageSubject subject, string id, int times) => new(ShortageKind.IdTwice, subject, 0, [], new(
        $"The id {id} stands {times} times; ids must be unique.", $"编号 {id} 出现 {times} 次；编号不得重复。"));

    private static IEnumerable<Shortage> Loads(AssignmentProblem problem) =>
        problem.Experts.Where(e => e.Min > e.Max).OrderBy(e => e.Id).Select(e => new Shortage(
            ShortageKind.MinAboveMax, new ShortageSubject.OfExpert(e.Id), 0, [],
            new($"Expert {e.Id} has to take at least {e.Min} and at most {e.Max} applications; lower the one or raise the other.",
                $"专家 {e.Id} 至少评审 {e.Min} 项、至多 {e.Max} 项，两者矛盾；请调低下限或调高上限。")));

    private static IEnumerable<Shortage> Affinities(AssignmentProblem problem) =>
        problem.Computed is not null ? [] : problem.Affinities.Where(a => !double.IsFinite(a.Value)).Select(a => a.Application)
            .Distinct().Order().Select(NotFinite);

    private static IEnumerable<Shortage> Panels(AssignmentProblem problem) =>
        problem.Applications.Where(a => a.Panel.Length > 0 && a.Needed > 0).GroupBy(a => a.Panel, StringComparer.Ordinal)
            .Where(p => p.Select(a => a.Needed).Distinct().Skip(1).Any())
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new Shortage(
                ShortageKind.PanelNeedsDiffer, new ShortageSubject.OfGroup(p.Key), 0, [.. p.Select(a => a.Id).Order()],
                new(
                    $"The applications of panel {p.Key} need different numbers of experts, yet the same experts score them all; " +
                    "give them one number.",
                    $"评审组 {p.Key} 内各项目所需专家数不同，而同组项目须由同一批专家评审；请统一专家数。")));

    private static IEnumerable<Shortage> FixedPairs(AssignmentProblem problem)
    {
        var needs = problem.Applications.DistinctBy(a => a.Id).ToDictionary(a => a.Id);
        var experts = problem.Experts.DistinctBy(e => e.Id).ToDictionary(e => e.Id);
        var panels = problem.Applications.Where(a => a.Panel.Length > 0).ToLookup(a => a.Panel, a => a.Id, StringComparer.Ordinal);
        var forbidden = problem.Forbidden.Count == 0 ? [] : problem.Forbidden.ToHashSet();
        var pairs = problem.Fixed.Distinct().OrderBy(p => p.Application)
            .ThenBy(p => p.Expert).ToList();
        foreach (var pair in pairs)
        {
            if (!needs.TryGetValue(pair.Application, out var need) || !experts.ContainsKey(pair.Expert))
            {
                yield return new(ShortageKind.FixedUnknown, new ShortageSubject.OfApplication(pair.Application), 0, [pair.Application],
                    new($"The fixed pair {pair.Application}/{pair.Expert} names an application or expert that the round does not have.",
                        $"固定指派 {pair.Application}/{pair.Expert} 中的项目或专家不在本轮中。"));
                continue;
            }
            foreach (var application in need.Panel.Length > 0 ? panels[need.Panel] : [pair.Application])
            {
                if (problem.Barred.Contains((application, pair.Expert)) || forbidden.Contains(new Assignment(application, pair.Expert)))
                {
                    yield return new(ShortageKind.FixedConflict, new ShortageSubject.OfExpert(pair.Expert), 0, [application],
                        new($"The fixed pair {pair.Application}/{pair.Expert} is barred by a conflict with {application}; unfix it.",
                            $"固定指派 {pair.Application}/{pair.Expert} 因与 {application} 存在回避情形而无效；请取消固定。"));
                }
            }
        }
        // A panel may be called like an application that is in none.
        var rows = pairs.Where(p => needs.ContainsKey(p.Application))
            .GroupBy(p =>
                (needs[p.Application].Panel, Application: needs[p.Application].Panel.Length > 0 ? (ApplicationId?)null : p.Application));
        foreach (var application in rows)
        {
            ShortageSubject of = application.Key.Application is { } alone
                ? new ShortageSubject.OfApplication(alone) : new ShortageSubject.OfGroup(application.Key.Panel);
            var name = $"{application.Key.Panel}{application.Key.Application}";
            var (fixedCount, needed) =
                (application.Select(p => p.Expert).Distinct().Count(), needs[application.First().Application].Needed);
            if (fixedCount > needed)
            {
                yield return new(ShortageKind.FixedAboveNeed, of, 0, [application.First().Application],
                    new($"{name} has {fixedCount} fixed experts and needs {needed}.", $"{name} 固定了 {fixedCount} 名专家，只需 {needed} 名。"));
            }
            var crowded = problem.PerUnit is { } cap
                ? application.Select(p => p.Expert).Distinct().Where(experts.ContainsKey).Select(e => experts[e].Unit)
                    .Where(u => u.Length > 0).CountBy(u => u).Where(u => u.Value > cap) : [];
            foreach (var unit in crowded)
            {
                yield return new(ShortageKind.FixedAboveUnitCap, new ShortageSubject.OfGroup(unit.Key), 0,
                    [application.First().Application],
                    new($"{name} has {unit.Value} fixed experts of {unit.Key}; {problem.PerUnit} is the cap.",
                        $"{name} 固定了 {unit.Key} 的 {unit.Value} 名专家，至多 {problem.PerUnit} 名。"));
            }
        }
        var size = problem.Applications.Where(a => a.Panel.Length > 0 && a.Needed > 0).CountBy(a => a.Panel)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var expert in pairs.Where(p => needs.ContainsKey(p.Application)).GroupBy(p => p.Expert))
        {
            var load = expert.Select(p => needs[p.Application]).DistinctBy(n => n.Panel.Length > 0 ? "p" + n.Panel : "a" + n.Id)
                .Sum(n => size.GetValueOrDefault(n.Panel, 1));
            if (experts.TryGetValue(expert.Key, out var e) && load > e.Max)
            {
                yield return new(ShortageKind.FixedAboveLoad, new ShortageSubject.OfExpert(expert.Key), 0,
                    [.. expert.Select(p => p.Application)],
                    new($"Expert {expert.Key} is fixed on {load} applications and takes at most {e.Max}.",
                        $"专家 {expert.Key} 被固定到 {load} 项，至多评审 {e.Max} 项。"));
            }
        }
    }
}
