namespace GrantReview.Core.Assignments;

public enum AssignmentStatus
{
    /// <summary>Every need is met and no plan is better.</summary>
    Optimal,

    /// <summary>Every need is met; a better plan may exist.</summary>
    Feasible,

    /// <summary>No plan meets every need; the plan fills as many seats as can be filled.</summary>
    Infeasible,
}

public sealed record PlannedAssignment(string Application, string Expert, double Affinity);

/// <summary>A need that is not met and why: few-without-conflict:n (only n experts without conflict), unit-cap, loads-full; for an expert min-load.</summary>
public sealed record UnmetNeed(string Application, int Missing, string Why);

/// <summary>What the solver decided; assignments by application and expert (ordinal).</summary>
/// <param name="MinApplicationAffinity">The lowest sum of affinities of any application with a need.</param>
/// <param name="Load">Number of applications → how many experts have so many.</param>
/// <param name="ConnectedComponents">Pieces of the graph of applications and assigned experts.</param>
public sealed record AssignmentPlan(
    AssignmentStatus Status,
    Settings.AssignmentObjective Objective,
    IReadOnlyList<PlannedAssignment> Assignments,
    double TotalAffinity,
    double MinApplicationAffinity,
    IReadOnlyDictionary<int, int> Load,
    IReadOnlyList<UnmetNeed> Unmet,
    int ConnectedComponents);
