using GrantReview.Core.Assignments.Rules;

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
        var experts = problem.Experts.Select(e => e.Beside(load.GetValueOrDefault(e.Id))).ToList();
        var room = experts.ToDictionary(e => e.Id, e => e.Max ?? int.MaxValue);
        var (rules, seated) = (new PairRules(problem), standing.ToLookup(p => p.Application, p => p.Expert));
        var fixedPairs = problem.Fixed.Where(p => ids.Contains(p.Application)).ToHashSet();
        foreach (var panel in late.Where(a => a.Panel.Length > 0).GroupBy(a => a.Panel, StringComparer.Ordinal))
        {
            var whole = panel.First().Id;
            var bound = rules.SeatedAlike(whole).SelectMany(a => seated[a]).Distinct().Except(rules.Barred(whole))
                .Where(e => room.GetValueOrDefault(e) >= panel.Count()).Order().Take(panel.Min(a => a.Needed)).ToList();
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
                .Concat(late.Where(a => a.Panel.Length > 0).SelectMany(a => rules.Barred(a.Id).Select(e => (a.Id, e)))).ToHashSet(),
            Affinities = [.. problem.Affinities.Where(a => ids.Contains(a.Application))],
            Computed = problem.Computed is { } row ? (application, affinities) => row(places[application], affinities) : null,
            Fixed = fixedPairs, Forbidden = [.. problem.Forbidden.Where(p => ids.Contains(p.Application))], Keep = [],
        };
    }
}
