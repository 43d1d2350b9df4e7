using GrantReview.Core.Assignments.Rules;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>The next expert for an application, in order from 1.</summary>
public sealed record Reserve(ApplicationId Application, int Place, ExpertId Expert, double Affinity)
{
    /// <summary>Experts of the application whose seat the reserve may take (ordinal); empty where a seat is free already.</summary>
    public IReadOnlyList<ExpertId> Replaces { get; init; } = [];
}

/// <summary>
/// Ordered substitutes (候补专家) for each application: as many as asked for where experts have room, best total affinity, ordered by affinity
/// and then expert id. A reserve obeys conflicts and, in a seat it may take, the cap per unit and the minimums of kinds and regions; the
/// room that the plan leaves in each expert's load holds for all reserves together, so all could be called at once.
/// </summary>
public static class Reserves
{
    public static IReadOnlyList<Reserve> Of(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan, int perApplication)
    {
        var rules = GroupRules.Of(problem);
        var load = plan.CountBy(p => p.Expert).ToDictionary();
        var experts = problem.Experts.ToDictionary(e => e.Id);
        var seated = plan.Where(p => experts.ContainsKey(p.Expert))
            .ToLookup(p => p.Application, p => experts[p.Expert]);
        var barred = problem.Barred.Concat(plan.Select(p => (p.Application, p.Expert))).ToHashSet();
        if (rules.Any)
        {
            var alike = problem.Experts.GroupBy(e => (e.Unit, e.Kind, e.Region)).ToList();
            foreach (var application in problem.Applications.Where(a => a.Needed > 0))
            {
                barred.UnionWith(
                    alike.Where(g => !Seats(application, g.First()).Any()).SelectMany(g => g, (_, e) => (application.Id, e.Id)));
            }
        }
        var more = problem with
        {
            Applications = [.. problem.Applications.Select(a => a with { Needed = a.Needed > 0 ? perApplication : 0 })],
            Experts = [.. problem.Experts.Select(e => e.Beside(load.GetValueOrDefault(e.Id)))],
            Barred = barred, Objective = AssignmentObjective.Total, PerKind = new Dictionary<string, int>(),
                PerRegion = new Dictionary<string, int>(), Fixed = [], Keep = [],
        };
        var needs = problem.Applications.ToDictionary(a => a.Id);
        return
        [
            .. AssignmentSolver.Solve(more).Assignments.GroupBy(a => a.Application)
                .SelectMany(application => application
                .OrderByDescending(a => a.Affinity).ThenBy(a => a.Expert)
                    .Select((a, i) => new Reserve(a.Application, i + 1, a.Expert, a.Affinity)
                {
                    Replaces = [.. Seats(needs[a.Application], experts[a.Expert]).OfType<ExpertLoad>().Select(e => e.Id)
                        .Order()],
                })),
        ];

        // The seats of an application that the expert may take, by who leaves them; null = a free seat.
        IEnumerable<ExpertLoad?> Seats(ApplicationNeed application, ExpertLoad reserve)
        {
            ExpertLoad[] now = [.. seated[application.Id]];
            return (now.Length < application.Needed ? [null] : (ExpertLoad?[])now)
                .Where(leaves => rules.Fit(application, [.. now.Where(e => e != leaves), reserve]));
        }
    }
}
