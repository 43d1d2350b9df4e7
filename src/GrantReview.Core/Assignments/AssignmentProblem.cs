using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>An application and how many experts it needs.</summary>
public sealed record ApplicationNeed(string Id, int Needed);

/// <summary>An expert and how many applications the expert takes; null = no cap.</summary>
/// <param name="Unit">As compared for the cap per unit; blank = unknown, which no cap counts.</param>
public sealed record ExpertLoad(string Id, string Unit, int Min, int? Max);

/// <summary>Who may score what, how many are needed, and what is best.</summary>
/// <param name="Barred">Pairs in conflict (application, expert).</param>
/// <param name="Affinities">Finite; a pair not listed is 0.</param>
/// <param name="PerUnit">At most so many experts of one unit on an application; null = no limit.</param>
/// <param name="Seed">Orders what is equal.</param>
public sealed record AssignmentProblem(
    IReadOnlyList<ApplicationNeed> Applications,
    IReadOnlyList<ExpertLoad> Experts,
    IReadOnlySet<(string Application, string Expert)> Barred,
    IReadOnlyDictionary<(string Application, string Expert), double> Affinities,
    int? PerUnit,
    AssignmentObjective Objective,
    string Seed)
{
    /// <summary>Seconds the integer programme of the fair objective may take; null = until it is proven.</summary>
    public int? Limit { get; init; }

    /// <summary>The round's needs: eligible applications, all experts, every conflict that is found or declared.</summary>
    public static AssignmentProblem Of(Round round, string seed)
    {
        var settings = round.Call.Assignment;
        return new AssignmentProblem(
            [.. round.Applications.Where(a => a.Eligible).Select(a => new ApplicationNeed(a.Id, a.ExpertsNeeded ?? settings.ExpertsPerApplication))],
            [.. round.Experts.Select(e => new ExpertLoad(e.Id, ConflictRules.Normal(e.Unit.Length > 0 ? e.Unit : e.UnitCode), e.MinLoad ?? settings.MinLoad, e.MaxLoad ?? settings.MaxLoad))],
            round.FindConflicts().Select(c => (c.Application, c.Expert)).ToHashSet(),
            round.Affinities.ToDictionary(a => (a.Application, a.Expert), a => a.Value),
            settings.PerUnit, settings.Objective, seed);
    }

    public double AffinityOf(string application, string expert) => Affinities.GetValueOrDefault((application, expert));
}
