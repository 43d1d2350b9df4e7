using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Assignments;

public enum PlanStatus { Draft, Deployed, Withdrawn }

/// <summary>An application and one of its experts, by the ids of their rows.</summary>
public sealed record AssignedPair(Guid Application, Guid Expert, double Affinity);

public sealed record PlanState(PlanStatus Status)
{
    public static PlanState Drafted { get; } = new(PlanStatus.Draft);

    public Guid? DeployedBy { get; init; }
    public DateTime? DeployedAt { get; init; }
}

/// <summary>What the decision relies on, read in the act's transaction after conflicts were found again.</summary>
public sealed record PlanEvidence(CallState Call)
{
    /// <summary>What the audit finds against the plan, or against the change.</summary>
    public int Faults { get; init; }

    /// <summary>Somebody has scored on the plan.</summary>
    public bool HasScores { get; init; }

    /// <summary>The plan is still the one that the change was made for.</summary>
    public bool Fits { get; init; } = true;

    /// <summary>A conflict bars the pair.</summary>
    public bool IsBarred { get; init; }

    /// <summary>The expert scores the application already.</summary>
    public bool Sits { get; init; }

    /// <summary>Every category that experts score has its published tree.</summary>
    public bool TreesArePublished { get; init; } = true;

    /// <summary>A draw before a witness made the plan.</summary>
    public bool IsDrawn { get; init; }

    /// <summary>Another alternate comes first.</summary>
    public bool IsOutOfOrder { get; init; }

    /// <summary>A draw of the call takes shares, or was held and made another plan.</summary>
    public bool AnotherIsDrawn { get; init; }
}

/// <summary>
/// An assignment plan (指派方案) is made by a run, changed by hand while it is a draft, deployed while the call assigns, and taken back while
/// nobody has scored. While it runs, experts change one by one: by a workbook, for late applications, by an alternate for one who left, or
/// one more. A drawn plan changes by its alternates alone, and while a draw goes on or was held no other plan is deployed. Once scores were
/// opened the experts stay.
/// </summary>
public static class PlanLife
{
    // Acts.
    public sealed record Make(int Number, string Seed, IReadOnlyList<AssignedPair> Pairs) : Act;
    public sealed record Assign(AssignedPair Pair) : Act;
    public sealed record Unassign(AssignedPair Pair) : Act;
    public sealed record Change(IReadOnlyList<AssignedPair> Added, IReadOnlyList<AssignedPair> Removed, FreeText? Reason) : Act;
    public sealed record Deploy : Act;
    public sealed record Withdraw : Act;

    /// <summary>Experts for applications that came in later, as a run found them.</summary>
    public sealed record TopUp(Guid Run, IReadOnlyList<AssignedPair> Added) : Act;

    /// <summary>An alternate for an expert who left.</summary>
    /// <param name="DrawPlace">The place among the drawn alternates; null = proposed for the affinity.</param>
    public sealed record Replace(Guid Left, AssignedPair Pair, int? DrawPlace) : Act;

    /// <summary>One more expert, whom the officer names.</summary>
    public sealed record Enlarge(AssignedPair Pair, FreeText? Reason) : Act;

    // Facts.
    public sealed record Made(int Number, string Seed, IReadOnlyList<AssignedPair> Pairs) : Fact;
    public sealed record Changed(IReadOnlyList<AssignedPair> Added, IReadOnlyList<AssignedPair> Removed, FreeText Reason) : Fact;
    public sealed record Deployed(Guid By, DateTime At) : Fact;
    public sealed record Withdrawn : Fact;
    public sealed record ToppedUp(Guid Run, IReadOnlyList<AssignedPair> Added) : Fact;
    public sealed record Replaced(Guid Left, AssignedPair Pair, int? DrawPlace) : Fact;
    public sealed record Enlarged(AssignedPair Pair, FreeText Reason) : Fact;

    // Refusals.
    public sealed record NotInThisState(PlanStatus Status) : Refusal;
    public sealed record HasFaults(int Count) : Refusal;
    public sealed record HasScores : Refusal;

    /// <summary>The plan, or what it is made from, is no longer as it was when the change was worked out.</summary>
    public sealed record FitsNoMore : Refusal;
    public sealed record IsBarred : Refusal;
    public sealed record SitsAlready : Refusal;

    /// <summary>The experts were drawn before a witness: nobody chooses others by hand.</summary>
    public sealed record IsDrawn : Refusal;

    /// <summary>Of a drawn plan the alternates come in their order.</summary>
    public sealed record IsOutOfOrder : Refusal;

    /// <summary>The experts are being drawn, or were: only the plan of the draw is deployed.</summary>
    public sealed record AnotherIsDrawn : Refusal;

    public static Answer Decide(PlanState plan, Act act, By by, PlanEvidence seen)
    {
        var needed = act is Make ? Capacity.Program : Capacity.Officer;
        if (by.Capacity != needed)
        {
            return new Refusal.NeedsCapacity(needed);
        }
        return act switch
        {
            Make make => InStage(CallStage.Assigning, seen) is { } no ? no : new Made(make.Number, make.Seed, make.Pairs),
            Assign assign => OfDraft(plan, seen) is { } no ? no
                : seen.IsDrawn ? new IsDrawn() : new Changed([assign.Pair], [], FreeText.Of(null)),
            Unassign unassign => OfDraft(plan, seen) is { } no ? no
                : seen.IsDrawn ? new IsDrawn() : new Changed([], [unassign.Pair], FreeText.Of(null)),
            Change change => DecideChange(plan, change, seen),
            Deploy => OfDraft(plan, seen) is { } no ? no : seen.AnotherIsDrawn ? new AnotherIsDrawn()
                : !seen.TreesArePublished ? new CallLife.GateIsShut(Gate.TreeIsPublished)
                : seen.Faults > 0 ? new HasFaults(seen.Faults) : new Deployed(by.Who, by.At),
            Withdraw => Running(plan, seen) is { } no ? no : seen.HasScores ? new HasScores() : new Withdrawn(),
            TopUp topUp => Running(plan, seen) is { } no ? no : seen.Fits ? new ToppedUp(topUp.Run, topUp.Added) : new FitsNoMore(),
            Replace replace => Running(plan, seen) is { } no ? no
                : seen.IsDrawn && seen.IsOutOfOrder ? new IsOutOfOrder()
                : seen.Fits ? new Replaced(replace.Left, replace.Pair, replace.DrawPlace) : new FitsNoMore(),
            Enlarge enlarge => DecideEnlarge(plan, enlarge, seen),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static PlanState Apply(PlanState plan, Fact fact) => fact switch
    {
        Made => PlanState.Drafted,
        Deployed deployed => new PlanState(PlanStatus.Deployed) { DeployedBy = deployed.By, DeployedAt = deployed.At },
        Withdrawn => plan with { Status = PlanStatus.Withdrawn },
        Changed or ToppedUp or Replaced or Enlarged => plan,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>A draft while the call assigns, or the plan that runs while experts score; null = its experts may change.</summary>
    public static Refusal? RefuseChange(PlanState plan, PlanEvidence seen) => (plan.Status, seen.Call.Stage) switch
    {
        (PlanStatus.Draft, CallStage.Assigning) or (PlanStatus.Deployed, CallStage.Scoring) =>
            seen.Call.WasOpened ? new CallLife.ScoresWereOpened() : seen.IsDrawn ? new IsDrawn() : null,
        (PlanStatus.Withdrawn, _) => new NotInThisState(plan.Status),
        _ => new CallLife.WrongStage(seen.Call.Stage),
    };

    private static Answer DecideChange(PlanState plan, Change act, PlanEvidence seen)
    {
        if (RefuseChange(plan, seen) is { } refusal)
        {
            return refusal;
        }
        if (!seen.Fits)
        {
            return new FitsNoMore();
        }
        if (seen.Faults > 0)
        {
            return new HasFaults(seen.Faults);
        }
        return act.Reason is { } reason ? new Changed(act.Added, act.Removed, reason) : new Refusal.NeedsReason();
    }

    private static Answer DecideEnlarge(PlanState plan, Enlarge act, PlanEvidence seen)
    {
        if (Running(plan, seen) is { } refused)
        {
            return refused;
        }
        if (seen.IsDrawn)
        {
            return new IsDrawn();
        }
        if (act.Reason is not { } reason)
        {
            return new Refusal.NeedsReason();
        }
        return seen.IsBarred ? new IsBarred() : seen.Sits ? new SitsAlready() : new Enlarged(act.Pair, reason);
    }

    private static Refusal? OfDraft(PlanState plan, PlanEvidence seen) =>
        plan.Status != PlanStatus.Draft ? new NotInThisState(plan.Status) : InStageSealed(CallStage.Assigning, seen);

    private static Refusal? Running(PlanState plan, PlanEvidence seen) =>
        plan.Status != PlanStatus.Deployed ? new NotInThisState(plan.Status) : InStageSealed(CallStage.Scoring, seen);

    private static CallLife.WrongStage? InStage(CallStage stage, PlanEvidence seen) =>
        seen.Call.Stage == stage ? null : new CallLife.WrongStage(seen.Call.Stage);

    /// <summary>Once scores were opened the experts stay.</summary>
    private static Refusal? InStageSealed(CallStage stage, PlanEvidence seen) =>
        InStage(stage, seen) is { } wrong ? wrong : seen.Call.WasOpened ? new CallLife.ScoresWereOpened() : null;
}
