using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Awards;

public enum ProposalStatus { Proposed, Approved, Returned }

/// <summary>The awards that an officer proposes from one evaluation, until somebody else approves or returns them.</summary>
public sealed record ProposalState(ProposalStatus Status)
{
    public Guid ProposedBy { get; init; }
    public DateTime ProposedAt { get; init; }
    public FreeText Note { get; init; }
    public Guid? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }

    /// <summary>Why it was returned; null = it was not.</summary>
    public FreeText? ReturnReason { get; init; }
}

/// <param name="InputsMovedOn">They are no longer those of the evaluation.</param>
/// <param name="AnotherWaits">Another proposal of the call is before an approver.</param>
public sealed record ProposalEvidence(CallStage Stage, bool InputsMovedOn, bool AnotherWaits)
{
    /// <summary>Applications of the evaluation that wait for a verdict: its list is not the last one.</summary>
    public int Waiting { get; init; }

    /// <summary>Sheets that a conflict keeps out and that wait for the supervisor's ruling.</summary>
    public int Held { get; init; }
}

/// <summary>Proposal and approval (拟立项方案审核): one proposes, another decides, and never on other inputs than were evaluated.</summary>
public static class ProposalLife
{
    // Acts.
    /// <param name="Evaluation">SHA-256 of the evaluation's package.</param>
    public sealed record Propose(Guid Run, string Evaluation, IReadOnlyList<FundedApplication> Awards, FreeText Note) : Act;
    public sealed record Approve : Act;
    public sealed record Return(FreeText? Reason) : Act;

    // Facts.
    public sealed record Proposed(Guid Run, string Evaluation, IReadOnlyList<FundedApplication> Awards, FreeText Note, Guid By,
        DateTime At) : Fact;
    public sealed record Approved(Guid By, DateTime At) : Fact;
    public sealed record Returned(FreeText Reason, Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record InputsMovedOn : Refusal;
    public sealed record AnotherWaits : Refusal;
    public sealed record FindingsAreOpen(int Applications) : Refusal;
    public sealed record SheetsAreHeld(int Sheets) : Refusal;
    public sealed record IsDecided(ProposalStatus Status) : Refusal;

    /// <param name="proposal">Null = it is not made yet.</param>
    public static Answer Decide(ProposalState? proposal, Act act, By by, ProposalEvidence seen) => act switch
    {
        Propose propose => DecideProposal(proposal, propose, by, seen),
        Approve => DecideApproval(proposal, by, seen),
        Return back => DecideReturn(proposal, back, by),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static ProposalState Apply(ProposalState? proposal, Fact fact) => fact switch
    {
        Proposed made => new ProposalState(ProposalStatus.Proposed) { ProposedBy = made.By, ProposedAt = made.At, Note = made.Note },
        Approved approved => Standing(proposal) with { Status = ProposalStatus.Approved, DecidedBy = approved.By, DecidedAt = approved.At },
        Returned back => Standing(proposal) with
        {
            Status = ProposalStatus.Returned, DecidedBy = back.By, DecidedAt = back.At, ReturnReason = back.Reason,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static ProposalState Standing(ProposalState? proposal) => proposal ?? throw new ArgumentNullException(nameof(proposal));

    private static Answer DecideProposal(ProposalState? proposal, Propose act, By by, ProposalEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : seen.Stage is not (CallStage.Ranking or CallStage.Allocating) ? new CallLife.WrongStage(seen.Stage)
        : proposal is not null || seen.AnotherWaits ? new AnotherWaits()
        : RefuseUnsettled(seen) is { } refusal ? refusal
        : new Proposed(act.Run, act.Evaluation, act.Awards, act.Note, by.Who, by.At);

    private static Answer DecideApproval(ProposalState? proposal, By by, ProposalEvidence seen) =>
        RefuseDeciding(proposal, by) is { } refusal ? refusal
        : seen.Stage != CallStage.Allocating ? new CallLife.WrongStage(seen.Stage)
        : RefuseUnsettled(seen) is { } unsettled ? unsettled
        : new Approved(by.Who, by.At);

    /// <summary>What a list of awards rests on is settled; null = it is.</summary>
    private static Refusal? RefuseUnsettled(ProposalEvidence seen) =>
        seen.Held > 0 ? new SheetsAreHeld(seen.Held)
        : seen.InputsMovedOn ? new InputsMovedOn()
        : seen.Waiting > 0 ? new FindingsAreOpen(seen.Waiting) : null;

    /// <summary>A proposal is returned whatever became of the call or its inputs.</summary>
    private static Answer DecideReturn(ProposalState? proposal, Return act, By by) =>
        RefuseDeciding(proposal, by) is { } refusal ? refusal
        : act.Reason is { } reason ? new Returned(reason, by.Who, by.At) : new Refusal.NeedsReason();

    private static Refusal? RefuseDeciding(ProposalState? proposal, By by) =>
        by.Capacity != Capacity.Approver ? new Refusal.NeedsCapacity(Capacity.Approver)
        : proposal is null ? new Refusal.NotThere()
        : proposal.Status != ProposalStatus.Proposed ? new IsDecided(proposal.Status)
        : proposal.ProposedBy == by.Who ? new Refusal.NeedsAnotherPerson() : null;
}
