namespace GrantReview.Core.Assignments;

/// <summary>Re-verifies a plan from the problem alone: every violated rule in words; nothing means that the plan keeps them all.</summary>
public static class AssignmentAudit
{
    public static IReadOnlyList<string> Check(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan)
    {
        var faults = new List<string>();
        var needs = problem.Applications.ToDictionary(a => a.Id, a => a.Needed, StringComparer.Ordinal);
        var experts = problem.Experts.ToDictionary(e => e.Id, StringComparer.Ordinal);
        foreach (var pair in plan.GroupBy(p => (p.Application, p.Expert)))
        {
            if (pair.Count() > 1)
            {
                faults.Add($"{pair.Key.Application} has {pair.Key.Expert} twice.");
            }
            if (problem.Barred.Contains(pair.Key))
            {
                faults.Add($"{pair.Key.Expert} has a conflict with {pair.Key.Application}.");
            }
            if (!needs.ContainsKey(pair.Key.Application))
            {
                faults.Add($"{pair.Key.Application} is not an application that needs experts.");
            }
            if (!experts.ContainsKey(pair.Key.Expert))
            {
                faults.Add($"{pair.Key.Expert} is not an expert of the round.");
            }
        }
        foreach (var application in problem.Applications)
        {
            var seats = plan.Where(p => p.Application == application.Id).ToList();
            if (seats.Count != application.Needed)
            {
                faults.Add($"{application.Id} has {seats.Count} experts and needs {application.Needed}.");
            }
            var units = seats.Select(s => experts.GetValueOrDefault(s.Expert)?.Unit ?? "").Where(u => u.Length > 0).CountBy(u => u);
            faults.AddRange(units.Where(u => u.Value > problem.PerUnit).Select(u => $"{application.Id} has {u.Value} experts of {u.Key}; {problem.PerUnit} is the cap."));
        }
        foreach (var expert in problem.Experts)
        {
            var load = plan.Count(p => p.Expert == expert.Id);
            if (load < expert.Min || load > expert.Max)
            {
                faults.Add($"{expert.Id} has {load} applications; {expert.Min} to {expert.Max?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any number"} are allowed.");
            }
        }
        return faults;
    }
}
