using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;
using GrantReview.Web.Features.Scoring;

namespace GrantReview.Web.Localisation;

/// <summary>Refusals in words, with what to do.</summary>
public static class RefusalText
{
    public static string Of(Refusal refusal) => refusal switch
    {
        Refusal.NeedsCapacity needs => Text.Of("Refusal.NeedsCapacity", CapacityText.Of(needs.Capacity)),
        Refusal.NotThere => Text.Of("Refusal.NotThere"),
        Refusal.NeedsReason => Text.Of("Form.Needs"),
        Refusal.NeedsAnotherPerson => Text.Of("Refusal.NeedsAnotherPerson"),
        Refusal.RequestWasReplaced => Text.Of("Refusal.RequestWasReplaced"),
        Refusal.ChangedMeanwhile => Text.Of("Refusal.ChangedMeanwhile"),
        Refusal.TooManyAtOnce => Text.Of("Refusal.TooManyAtOnce"),
        SheetLife.NotInThisState or SheetLife.NotScoring => Text.Of("Sheet.Closed"),
        SheetLife.ScoringIsOver over => Text.Of("Sheet.IsOver", Formats.Instant(over.ClosedAt)),
        SheetLife.IsIncomplete incomplete => Text.Of("Sheet.Missing", string.Join(", ", incomplete.Missing)),
        SheetLife.TooLateForConflicts => Text.Of("Conflicts.Closed"),
        LeafLife.IsNoScore fault => Text.Of($"Fault.{fault.Fault}", SheetLeaf.Plain(fault.Min), SheetLeaf.Plain(fault.Max)),
        LeafLife.NewerIsThere or AnswersLife.NewerIsThere => Text.Of("Sheet.Conflict"),
        TreeLife.IsPublished published => Text.Of("Refusal.TreeIsPublished", published.Number),
        CallLife.WrongStage stage => Text.Of("Refusal.WrongStage", Text.Of($"Stage.{stage.Stage}")),
        CallLife.Skips skips => Text.Of("Overview.Skips", Text.Of($"Stage.{skips.To}"), Text.Of($"Stage.{skips.From}")),
        CallLife.GateIsShut gate => GateText.Of(gate.Gate),
        CallLife.SheetsAreOpen open => Text.Of("Progress.CloseOpen", open.Count),
        CallLife.AreOpenedAlready => Text.Of("Refusal.AreOpenedAlready"),
        CallLife.MustBeLater later => Text.Of("Refusal.MustBeLater", Formats.Instant(later.Than)),
        GrantLife.NotForOneself => Text.Of("Refusal.NotForOneself"),
        GrantLife.IsExcluded excluded => Text.Of(
            "Refusal.IsExcluded", CapacityText.Of(excluded.Exclusion.One), CapacityText.Of(excluded.Exclusion.Other), CapacityText.Why(excluded.Exclusion.Why)),
        GrantLife.IsHeldAlready => Text.Of("Refusal.IsHeldAlready"),
        GrantLife.IsNotHeld => Text.Of("Refusal.IsNotHeld"),
        GrantLife.IsTheLast last => Text.Of("Refusal.IsTheLast", CapacityText.Of(last.Capacity)),
        GrantLife.IsRecused => Text.Of("Refusal.IsRecused"),
        GrantLife.CannotBeGranted no => Text.Of("Refusal.CannotBeGranted", CapacityText.Of(no.Capacity)),
        RecusalLife.IsAlready already => Text.Of(already.Recused ? "Refusal.IsRecusedAlready" : "Refusal.IsNotRecused"),
        AccountLife.IsTaken taken => Text.Of("Admin.Taken", taken.UserName),
        AccountLife.IsUnknown unknown => Text.Of("Refusal.AccountIsUnknown", unknown.UserName),
        AccountLinkLife.IsExpertAlready => Text.Of("Refusal.IsExpertAlready"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "This refusal has no words."),
    };
}

/// <summary>What must be done before the next stage.</summary>
public static class GateText
{
    public static string Of(Gate gate) => gate switch
    {
        Gate.TreeIsPublished => Text.Of("Overview.GateTree"),
        Gate.ApplicationsAreThere => Text.Of("Overview.GateApplications"),
        Gate.PlanIsDeployed => Text.Of("Overview.GatePlan"),
        Gate.ScoringIsClosed => Text.Of("Overview.GateClose"),
        Gate.RunIsDone => Text.Of("Overview.GateRun"),
        Gate.ProposalIsApproved => Text.Of("Overview.GateApproval"),
        Gate.DecisionIsFrozen => Text.Of("Overview.GateDecision"),
        Gate.AwardsAreFrozen => Text.Of("Overview.GateFinal"),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "An open gate needs no words."),
    };
}

/// <summary>What a person is in a call (身份), in words.</summary>
public static class CapacityText
{
    public static string Of(Capacity capacity) => capacity switch
    {
        Capacity.Program => Text.Of("Capacity.Program"),
        Capacity.Officer => Text.Of("Capacity.Officer"),
        Capacity.Approver => Text.Of("Capacity.Approver"),
        Capacity.Supervisor => Text.Of("Capacity.Supervisor"),
        Capacity.Auditor => Text.Of("Capacity.Auditor"),
        Capacity.Finance => Text.Of("Capacity.Finance"),
        Capacity.Expert => Text.Of("Capacity.Expert"),
        Capacity.SystemAdministrator => Text.Of("Capacity.SystemAdministrator"),
        Capacity.SecurityAdministrator => Text.Of("Capacity.SecurityAdministrator"),
        Capacity.AuditAdministrator => Text.Of("Capacity.AuditAdministrator"),
        _ => throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "No capacity."),
    };

    public static string Why(ExclusionReason why) => why switch
    {
        ExclusionReason.ConfirmsOwn => Text.Of("Exclusion.ConfirmsOwn"),
        ExclusionReason.ScoresOwn => Text.Of("Exclusion.ScoresOwn"),
        ExclusionReason.WatchesOwn => Text.Of("Exclusion.WatchesOwn"),
        ExclusionReason.PaysOwn => Text.Of("Exclusion.PaysOwn"),
        ExclusionReason.Administers => Text.Of("Exclusion.Administers"),
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "No reason."),
    };
}
