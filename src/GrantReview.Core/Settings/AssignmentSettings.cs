namespace GrantReview.Core.Settings;

public enum AssignmentObjective { Total, Fair }

/// <summary>What an assignment plan of the call must keep to. Without a cap there is no cap.</summary>
/// <param name="ExpertsPerApplication">How many experts score an application that does not say so itself.</param>
/// <param name="MaxLoad">Cap on applications per expert where the expert has none of its own; null = unlimited.</param>
/// <param name="MinLoad">Floor on applications per expert where the expert has none of its own.</param>
/// <param name="PerUnit">At most so many experts of one unit on an application; null = no limit.</param>
public sealed record AssignmentSettings(int ExpertsPerApplication, int? MaxLoad, int MinLoad, int? PerUnit, AssignmentObjective Objective)
{
    public static AssignmentSettings Default { get; } = new(3, null, 0, null, AssignmentObjective.Total);
}
