using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>What the acts of finance rely on.</summary>
/// <param name="IsFrozen">The list is frozen final awards of the call.</param>
/// <param name="Differs">
/// The rows of the database say another list than the frozen package, or the package is not the one that was frozen.
/// </param>
/// <param name="IsTakenOver">The list as it is now was taken over.</param>
public sealed record PaymentEvidence(bool IsFrozen, bool Differs, bool IsTakenOver)
{
    /// <summary>Later final awards of the call are on their way or frozen.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Awards whose finding is open, or fails without an exemption.</summary>
    public IReadOnlyList<UnkeptRule> Unkept { get; init; } = [];
}

/// <summary>A rule of the call that an award does not keep, or that waits for a verdict.</summary>
/// <param name="Clause">By which people know the rule; the rule's own id where it stands for a setting.</param>
public sealed record UnkeptRule(ApplicationId Application, RuleId Rule, string Clause);

/// <summary>
/// What finance does with frozen final awards: the terms of payment, and taking the list over (拨付). Money comes from the frozen package
/// alone.
/// </summary>
public static class PaymentLife
{
    // Acts.
    public sealed record SetTerms(FreeText Terms) : Act;

    /// <param name="Package">SHA-256 of the frozen package.</param>
    public sealed record TakeOver(Guid Decision, string Package, int Awards, Money Sum) : Act;

    // Facts.
    public sealed record TermsSet(FreeText Terms) : Fact;
    public sealed record TakenOver(Guid Decision, string Package, int Awards, Money Sum) : Fact;

    /// <summary>Somebody wanted to pay by a list that is not the frozen one; the approvers and supervisors of the call are told.</summary>
    public sealed record DifferenceFound(Guid Decision, string Package) : Fact;

    // Refusals.
    public sealed record IsTakenOverAlready : Refusal;
    public sealed record IsSuperseded : Refusal;

    /// <summary>Nobody is paid on an unanswered question, or against a rule.</summary>
    public sealed record AwardsBreakRules(IReadOnlyList<UnkeptRule> Unkept) : Refusal;

    public static Answer Decide(Act act, By by, PaymentEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        if (!seen.IsFrozen)
        {
            return new Refusal.NotThere();
        }
        return act switch
        {
            SetTerms terms => new TermsSet(terms.Terms),
            TakeOver take when seen.Differs => new DifferenceFound(take.Decision, take.Package),
            TakeOver when seen.IsSuperseded => new IsSuperseded(),
            TakeOver when seen.Unkept.Count > 0 => new AwardsBreakRules(seen.Unkept),
            TakeOver when seen.IsTakenOver => new IsTakenOverAlready(),
            TakeOver take => new TakenOver(take.Decision, take.Package, take.Awards, take.Sum),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}
