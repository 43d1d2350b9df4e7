namespace GrantReview.Core.Assignments;

/// <summary>
/// Experts for applications that came in after a plan was deployed: every pair of the plan stands, nobody is moved, and the late ones share
/// what room is left in the experts' loads. A late application of a panel that sits already gets its experts as far as they have room and
/// no conflict.
/// </summary>
public static class TopUp
{
    /// <summary>Applications that need experts and that the plan gives none.</summary>
    public static IReadOnlyList<ApplicationNeed> Late(AssignmentProblem problem, IEnumerable<Assignment> standing)
    {
        var seated = standing.Select(p => p.Application).ToHashSet();
        return [.. problem.Applications.Where(a => a.Needed > 0 && !seated.Contains(a.Id))];
    }

    /// <summary>
    /// The late applications alone as a problem: loads are what the plan leaves of them, and what the plan's panels bind is fixed or
    /// barred.
    /// </summary>
    public static AssignmentProblem Of(AssignmentProblem problem, IReadOnlyCollection<Assignment> standing)
    {
        var late = Late(problem, standing);
        var ids = late.Select(a => a.Id).ToHashSet();
        int[] places = [.. problem.Applications.Index().Where(a => ids.Contains(a.Item.Id)).Select(a => a.Index)];
        var load = standing.CountBy(p => p.Expert).ToDictionary();
        var experts =
            problem.Experts.Select(
                e => e with { Min = 0, Max = e.Max is { } max ? Math.Max(0, max - load.GetValueOrDefault(e.Id)) : null }).ToList();
        var room = experts.ToDictionary(e => e.Id, e => e.Max ?? int.MaxValue);
        var panelOf = problem.Applications.Where(a => a.Panel.Length > 0).ToDictionary(a => a.Id, a => a.Panel);
        var seated = standing.Where(p => panelOf.ContainsKey(p.Application))
            .ToLookup(p => panelOf[p.Application], p => p.Expert, StringComparer.Ordinal);
        var apart = problem.Barred.Concat(problem.Forbidden.Select(f => (f.Application, f.Expert))).ToHashSet();
        var apartOf = apart.Where(b => panelOf.ContainsKey(b.Application))
            .ToLookup(b => panelOf[b.Application], b => b.Expert, StringComparer.Ordinal);
        var fixedPairs = problem.Fixed.Where(p => ids.Contains(p.Application)).ToHashSet();
        foreach (var panel in late.Where(a => a.Panel.Length > 0).GroupBy(a => a.Panel, StringComparer.Ordinal))
        {
            var bound = seated[panel.Key].Distinct().Except(apartOf[panel.Key])
                .Where(e => room.GetValueOrDefault(e) >= panel.Count())
                    .Order().Take(panel.Min(a => a.Needed)).ToList();
            fixedPairs.UnionWith(panel.SelectMany(a => bound.Select(e => new Assignment(a.Id, e))));
            foreach (var expert in bound)
            {
                room[expert] -= panel.Count();
            }
        }
        return problem with
        {
            Applications = late, Experts = experts,
            Barred = problem.Barred.Where(b => ids.Contains(b.Application))
                .Concat(late.Where(a => a.Panel.Length > 0).SelectMany(a => apartOf[a.Panel].Select(e => (a.Id, e)))).ToHashSet(),
            Affinities = [.. problem.Affinities.Where(a => ids.Contains(a.Application))],
            Computed = problem.Computed is { } row ? (application, affinities) => row(places[application], affinities) : null,
            Fixed = fixedPairs, Forbidden = [.. problem.Forbidden.Where(p => ids.Contains(p.Application))], Keep = [],
        };
    }
}
