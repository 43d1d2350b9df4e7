using System.Text.Json;
using GrantReview.Core.Acts;
using GrantReview.Core.Awards;

namespace GrantReview.Data;

/// <summary>
/// A list of awards on its way: what the deliberation made of a proposal (<see cref="DecisionLife"/>), then what the public notice made of
/// the decision (<see cref="NoticeLife"/>). Frozen it never changes; a later one supersedes it.
/// </summary>
public sealed class DecisionRow : Row
{
    private DecisionRow()
    {
    }

    /// <summary>The record of a meeting on a proposal.</summary>
    public DecisionRow(ProposalRow proposal, int number)
    {
        CallId = proposal.CallId;
        ProposalId = proposal.Id;
        Number = number;
        Stage = AwardStage.Decision;
    }

    /// <summary>The notice of a frozen decision.</summary>
    public DecisionRow(DecisionRow decision, int number)
    {
        CallId = decision.CallId;
        ProposalId = decision.ProposalId;
        Number = number;
        Stage = AwardStage.Final;
        PreviousId = decision.Id;
    }

    public Guid CallId { get; private set; }
    public Guid ProposalId { get; private set; }

    /// <summary>From 1 in its call; the highest is the one that counts.</summary>
    public int Number { get; private set; }
    public AwardStage Stage { get; private set; }

    /// <summary>The decision that final awards follow; null for a decision.</summary>
    public Guid? PreviousId { get; private set; }

    /// <summary>The meeting and its changes; blank for final awards.</summary>
    public DecisionState State { get; private set; } = DecisionState.Blank;

    /// <summary>The notice and its withdrawals; blank for a decision.</summary>
    public NoticeState Notice { get; private set; } = NoticeState.Blank;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, DecisionEvidence seen) =>
        Take(DecisionLife.Decide(State, act, by, seen), by, fact => State = DecisionLife.Apply(State, fact));

    public Answer Do(Act act, By by, NoticeEvidence seen) =>
        Take(NoticeLife.Decide(Notice, act, by, seen), by, fact => Notice = NoticeLife.Apply(Notice, fact));
}

/// <summary>A frozen package in one of its layers.</summary>
public sealed class PackageRow : Row
{
    private PackageRow()
    {
    }

    /// <param name="decision">Null for the evaluation.</param>
    public PackageRow(Guid callId, Guid proposalId, Guid? decision, byte[] content)
    {
        CallId = callId;
        ProposalId = proposalId;
        DecisionId = decision;
        Content = content;
    }

    public Guid CallId { get; private set; }
    public Guid ProposalId { get; private set; }
    public Guid? DecisionId { get; private set; }

    public PackageStage Stage { get; private set; }
    public PackageLayer Layer { get; private set; }
    public string Sha256 { get; private set; } = "";
    public byte[] Content { get; private set; } = [];
    public DateTime FrozenAt { get; private set; }

    public override Guid? CallOf => CallId;

    public Answer Do(PackageLife.Freeze act, By by) => Take(PackageLife.Decide(act, by), by, fact =>
    {
        var frozen = (PackageLife.Frozen)fact;
        Stage = frozen.Stage;
        Layer = frozen.Layer;
        Sha256 = frozen.Sha256;
        FrozenAt = frozen.At;
    });
}

/// <summary>Other figures for the allocation that an officer wants to remember.</summary>
public sealed class ScenarioRow(Guid callId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public string Name { get; private set; } = "";

    /// <summary>The maxima of quotas, and the minimum score, as JSON; only those that differ from the call.</summary>
    public string Figures { get; private set; } = "{}";
    public Guid CreatedById { get; private set; }
    public DateTime CreatedAt { get; private set; }

    public override Guid? CallOf => CallId;

    public Answer Do(ScenarioLife.Keep act, By by, ScenarioEvidence seen) => Take(ScenarioLife.Decide(act, by, seen), by, fact =>
    {
        var kept = (ScenarioLife.Kept)fact;
        Name = kept.Name;
        var quotas = kept.Figures.Quotas.OrderBy(f => f.Key).ToDictionary();
        Figures = JsonSerializer.Serialize(kept.Figures with { Quotas = quotas }, JsonSerializerOptions.Web);
        CreatedById = by.Who;
        CreatedAt = by.At;
    });

    /// <summary>The fact stays; the row goes.</summary>
    public Answer Drop(By by) => Take(ScenarioLife.Decide(Name, by), by, _ => { });
}
