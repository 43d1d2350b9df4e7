using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>
/// What a figure on the way to an amount is: a fixed sum, the sum of a table, the figure that bands read and the highest before it, what
/// they give; a base, without its tax, its share; what was asked for; caps.
/// </summary>
public enum AmountStepKind { Fixed, Table, Value, Before, Band, Base, WithoutTax, Rate, Requested, Cap, AnnualCap }

/// <summary>One intermediate figure, in yuan.</summary>
public sealed record AmountStep(AmountStepKind Kind, Rational Yuan)
{
    /// <summary>
    /// As people see it: parts of a fen are dropped, as they are from the amount, so that no step stands above the figure that was used.
    /// </summary>
    public Rational Shown => new((Yuan * 100).Floor(), 100);
}

/// <summary>An amount and the figures that led to it.</summary>
/// <param name="BelowFloor">The amount is under the rule's floor and not exempt: left out before ranking.</param>
/// <param name="MissingAttribute">The attribute without which no amount exists; then <paramref name="Amount"/> is zero.</param>
public sealed record AmountChain(Money Amount, IReadOnlyList<AmountStep> Steps, bool BelowFloor, string? MissingAttribute)
{
    /// <summary>A table, a band or a rate gives zero: there is nothing to award.</summary>
    public bool NothingDue { get; init; }

    /// <summary>The application of the same project that is paid instead, because its amount is higher.</summary>
    public ApplicationId? PaidAs { get; init; }

    /// <summary>The unit's annual cap leaves nothing for it.</summary>
    public bool CappedOut { get; init; }

    /// <summary>
    /// There is something to award: not nothing, not below the floor, not paid as another's, not capped out, not unknown.
    /// </summary>
    public bool IsDue => this is { NothingDue: false, BelowFloor: false, PaidAs: null, CappedOut: false, MissingAttribute: null };

    public static AmountChain Missing(string attribute) => new(Money.Zero, [], false, attribute);
}
