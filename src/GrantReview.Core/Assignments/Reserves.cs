using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>The next expert for an application, in order from 1.</summary>
public sealed record Reserve(string Application, int Place, string Expert, double Affinity);

/// <summary>
/// Ordered substitutes (候补专家) for each application: as many as asked for where experts have room, best total affinity, ordered by affinity and then
/// expert id. They obey conflicts, the cap per unit beside the whole plan, and the room that the plan leaves in each expert's load: all reserves could be called at once.
/// </summary>
public static class Reserves
{
    public static IReadOnlyList<Reserve> Of(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan, int perApplication)
    {
        var load = plan.CountBy(p => p.Expert, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var units = problem.Experts.ToDictionary(e => e.Id, e => e.Unit, StringComparer.Ordinal);
        var members = problem.Experts.Where(e => e.Unit.Length > 0).ToLookup(e => e.Unit, e => e.Id, StringComparer.Ordinal);
        var barred = problem.Barred.Concat(plan.Select(p => (p.Application, p.Expert))).ToHashSet();
        if (problem.PerUnit is { } cap)
        {
            // A unit that is at its cap on an application sends nobody else there.
            foreach (var full in plan.Where(p => units.GetValueOrDefault(p.Expert, "").Length > 0).CountBy(p => (p.Application, Unit: units[p.Expert])).Where(u => u.Value >= cap))
            {
                barred.UnionWith(members[full.Key.Unit].Select(e => (full.Key.Application, e)));
            }
        }
        var more = problem with
        {
            Applications = [.. problem.Applications.Select(a => a with { Needed = a.Needed > 0 ? perApplication : 0 })],
            Experts = [.. problem.Experts.Select(e => e with { Min = 0, Max = e.Max is { } max ? Math.Max(0, max - load.GetValueOrDefault(e.Id)) : null })],
            Barred = barred, Objective = AssignmentObjective.Total, PerUnit = problem.PerUnit is null ? null : 1,
            PerKind = new Dictionary<string, int>(), PerRegion = new Dictionary<string, int>(), Fixed = [], Keep = [],
        };
        return
        [
            .. AssignmentSolver.Solve(more).Assignments.GroupBy(a => a.Application, StringComparer.Ordinal).SelectMany(application => application
                .OrderByDescending(a => a.Affinity).ThenBy(a => a.Expert, StringComparer.Ordinal).Select((a, i) => new Reserve(a.Application, i + 1, a.Expert, a.Affinity))),
        ];
    }
}
