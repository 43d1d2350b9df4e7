using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>An application that came from one review group into another; blank = none.</summary>
public sealed record Regrouped(Guid Application, string From, string To);

/// <summary>What the review groups of a call rely on.</summary>
/// <param name="IsDeployed">A plan runs, so the same experts score what belongs together.</param>
/// <param name="Last">The act of the last change that nobody took back, since a plan was deployed last; null = none.</param>
public sealed record GroupingEvidence(CallState Call, bool IsDeployed, Guid? Last)
{
    public bool AreOpen => Call.Stage <= CallStage.Assigning && !IsDeployed;
}

/// <summary>Review groups (评审分组) are put as a whole, and put back, until a plan is deployed.</summary>
public static class GroupingLife
{
    // Acts.

    /// <param name="Run">The run that proposed them; null = the officer's own.</param>
    public sealed record Put(PanelSource From, PanelSource To, IReadOnlyList<Regrouped> Changes, Guid? Run, FreeText Reason) : Act;
    public sealed record TakeBack(Guid Act, PanelSource From, PanelSource To, IReadOnlyList<Regrouped> Changes) : Act;

    // Facts.
    public sealed record Grouped(PanelSource From, PanelSource To, IReadOnlyList<Regrouped> Changes, Guid? Run, FreeText Reason) : Fact;
    public sealed record TakenBack(Guid Act, PanelSource From, PanelSource To, IReadOnlyList<Regrouped> Changes) : Fact;

    // Refusals.
    public sealed record AreClosed : Refusal;
    public sealed record NothingToTakeBack : Refusal;

    public static Answer Decide(Act act, By by, GroupingEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (!seen.AreOpen)
        {
            return new AreClosed();
        }
        return act switch
        {
            Put put => put.Changes.Count == 0 && put.From == put.To
                ? Answer.Nothing : new Grouped(put.From, put.To, put.Changes, put.Run, put.Reason),
            TakeBack back => seen.Last == back.Act ? new TakenBack(back.Act, back.From, back.To, back.Changes) : new NothingToTakeBack(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>The act of the last change that nobody took back; null = none.</summary>
    /// <param name="newestFirst">Facts of groups and deployments with their acts.</param>
    public static Guid? Last(IEnumerable<(Fact Fact, Guid Act)> newestFirst)
    {
        HashSet<Guid> takenBack = [];
        foreach (var (fact, act) in newestFirst)
        {
            switch (fact)
            {
                case PlanLife.Deployed:
                    return null;
                case TakenBack back:
                    takenBack.Add(back.Act);
                    break;
                case Grouped when !takenBack.Contains(act):
                    return act;
            }
        }
        return null;
    }
}
