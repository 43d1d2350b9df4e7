using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>Re-verifies a plan from the problem alone: every violated rule in words; nothing means that the plan keeps them all.</summary>
public static class AssignmentAudit
{
    public static IReadOnlyList<LocalText> Check(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan)
    {
        var faults = new List<LocalText>();
        var needs = problem.Applications.ToDictionary(a => a.Id, a => a.Needed, StringComparer.Ordinal);
        var experts = problem.Experts.ToDictionary(e => e.Id, StringComparer.Ordinal);
        foreach (var pair in plan.GroupBy(p => (p.Application, p.Expert)))
        {
            if (pair.Count() > 1)
            {
                faults.Add(new($"{pair.Key.Application} has {pair.Key.Expert} twice.", $"{pair.Key.Application} 重复指派了 {pair.Key.Expert}。"));
            }
            if (problem.Barred.Contains(pair.Key))
            {
                faults.Add(new($"{pair.Key.Expert} has a conflict with {pair.Key.Application}.", $"{pair.Key.Expert} 与 {pair.Key.Application} 存在利益冲突。"));
            }
            if (!needs.ContainsKey(pair.Key.Application))
            {
                faults.Add(new($"{pair.Key.Application} is not an application that needs experts.", $"{pair.Key.Application} 不是需要专家的申报项目。"));
            }
            if (!experts.ContainsKey(pair.Key.Expert))
            {
                faults.Add(new($"{pair.Key.Expert} is not an expert of the round.", $"{pair.Key.Expert} 不是本轮的评审专家。"));
            }
        }
        foreach (var application in problem.Applications)
        {
            var seats = plan.Where(p => p.Application == application.Id).ToList();
            if (seats.Count != application.Needed)
            {
                faults.Add(new($"{application.Id} has {seats.Count} experts and needs {application.Needed}.", $"{application.Id} 有 {seats.Count} 名专家，需要 {application.Needed} 名。"));
            }
            var units = seats.Select(s => experts.GetValueOrDefault(s.Expert)?.Unit ?? "").Where(u => u.Length > 0).CountBy(u => u);
            faults.AddRange(units.Where(u => u.Value > problem.PerUnit)
                .Select(u => new LocalText($"{application.Id} has {u.Value} experts of {u.Key}; {problem.PerUnit} is the cap.", $"{application.Id} 有 {u.Value} 名专家来自 {u.Key}，至多 {problem.PerUnit} 名。")));
        }
        foreach (var expert in problem.Experts)
        {
            var load = plan.Count(p => p.Expert == expert.Id);
            if (load < expert.Min || load > expert.Max)
            {
                var most = expert.Max?.ToString(System.Globalization.CultureInfo.InvariantCulture);
                faults.Add(new($"{expert.Id} has {load} applications; {expert.Min} to {most ?? "any number"} are allowed.", $"{expert.Id} 评审 {load} 项，应为 {expert.Min} 至 {most ?? "不限"} 项。"));
            }
        }
        return faults;
    }
}
