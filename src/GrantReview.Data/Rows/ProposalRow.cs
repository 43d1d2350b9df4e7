using GrantReview.Core.Acts;
using GrantReview.Core.Awards;

namespace GrantReview.Data;

/// <summary>What an officer proposes from a run; it changes by the facts of <see cref="ProposalLife"/> alone.</summary>
public sealed class ProposalRow(Guid callId, Guid runId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid RunId { get; private set; } = runId;
    public ProposalState State { get; private set; } = new(ProposalStatus.Proposed);

    public override Guid? CallOf => CallId;

    /// <summary>The act that makes it.</summary>
    public Answer Do(ProposalLife.Propose act, By by, ProposalEvidence seen) =>
        Take(ProposalLife.Decide(null, act, by, seen), by, fact => State = ProposalLife.Apply(null, fact));

    public Answer Do(Act act, By by, ProposalEvidence seen) =>
        Take(ProposalLife.Decide(State, act, by, seen), by, fact => State = ProposalLife.Apply(State, fact));
}

/// <summary>One proposed award.</summary>
public sealed class AwardRow : Row
{
    public Guid ProposalId { get; init; }
    public Guid ApplicationId { get; init; }
    public int Place { get; init; }
    public long AmountFen { get; init; }
}
