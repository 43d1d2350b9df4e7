namespace GrantReview.Data;

public enum PlanStatus { Draft, Deployed, Withdrawn }

public sealed class AssignmentPlanRow : Row
{
    public Guid CallId { get; set; }
    public int Number { get; set; }
    public PlanStatus Status { get; set; }
    public string Objective { get; set; } = "";
    public string Seed { get; set; } = "";

    /// <summary>What the solver said of the plan, as JSON.</summary>
    public string Summary { get; set; } = "{}";

    public Guid? CreatedById { get; set; }
    public DateTime CreatedAt { get; set; }
    public Guid? DeployedById { get; set; }
    public DateTime? DeployedAt { get; set; }
}

public sealed class AssignmentRow : Row
{
    public Guid PlanId { get; set; }
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }
    public Guid ExpertId { get; set; }
    public double Affinity { get; set; }
}

public sealed class AffinityRow : Row
{
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }
    public Guid ExpertId { get; set; }
    public double Value { get; set; }
}
