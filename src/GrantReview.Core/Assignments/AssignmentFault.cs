namespace GrantReview.Core.Assignments;

/// <summary>A rule that a plan breaks. The list is closed.</summary>
public abstract record AssignmentFault
{
    private AssignmentFault()
    {
    }

    public sealed record Twice(ApplicationId Application, ExpertId Expert) : AssignmentFault;

    public sealed record Conflict(ApplicationId Application, ExpertId Expert) : AssignmentFault;

    public sealed record Forbidden(ApplicationId Application, ExpertId Expert) : AssignmentFault;

    /// <summary>No application of the round that needs experts.</summary>
    public sealed record NoSuchNeed(ApplicationId Application) : AssignmentFault;

    public sealed record NoSuchExpert(ExpertId Expert) : AssignmentFault;

    /// <summary>More or fewer experts than the application needs.</summary>
    public sealed record Seats(ApplicationId Application, int Have, int Needed) : AssignmentFault;

    public sealed record UnitCap(ApplicationId Application, string Unit, int Have, int Cap) : AssignmentFault;

    /// <summary>Fewer experts of a kind or region than every application must have.</summary>
    public sealed record Floor(ApplicationId Application, string Group, int Have, int Least) : AssignmentFault;

    /// <summary>An expert of the panel does not score one of its applications.</summary>
    public sealed record SplitPanel(string Panel, ApplicationId Application, ExpertId Expert) : AssignmentFault;

    public sealed record ConflictOnPanel(string Panel, ApplicationId Application, ExpertId Expert) : AssignmentFault;

    /// <param name="Max">Null = any number.</param>
    public sealed record Load(ExpertId Expert, int Have, int Min, int? Max) : AssignmentFault;

    public sealed record FixedMissing(ApplicationId Application, ExpertId Expert) : AssignmentFault;
}
