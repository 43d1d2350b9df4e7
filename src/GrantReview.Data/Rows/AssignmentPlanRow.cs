using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>An assignment plan; it changes by the facts of <see cref="PlanLife"/> alone, and its pairs with it.</summary>
public sealed class AssignmentPlanRow(Guid id, Guid callId, int number) : Row(id)
{
    public Guid CallId { get; private set; } = callId;
    public ReviewRound Round { get; private set; } = ReviewRound.Online;
    public int Number { get; private set; } = number;
    public PlanState State { get; private set; } = PlanState.Drafted;
    public string Objective { get; init; } = "";
    public string Seed { get; init; } = "";

    /// <summary>What the solver said of the plan, as JSON.</summary>
    public string Summary { get; init; } = "{}";
    public Guid? CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, PlanEvidence seen) =>
        Take(PlanLife.Decide(State, act, by, seen), by, fact => State = PlanLife.Apply(State, fact));
}

/// <summary>A pair of a plan.</summary>
public sealed class AssignmentRow(Guid planId, Guid callId, Guid applicationId, Guid expertId, double affinity) : Row
{
    public Guid PlanId { get; private set; } = planId;
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public double Affinity { get; private set; } = affinity;
}

public sealed class AffinityRow : Row
{
    public Guid CallId { get; init; }
    public Guid ApplicationId { get; init; }
    public Guid ExpertId { get; init; }
    public double Value { get; init; }
}
