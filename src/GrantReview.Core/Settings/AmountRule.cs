using System.Globalization;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>
/// How the amount of one award is found: a fixed sum, the requested sum, or rate × base with the tax taken out;
/// then min with the cap; then the floor below which nothing is paid, with its exemptions.
/// </summary>
/// <remarks>
/// The order of operations is base without tax → × rate → cap → floor. Figures stay exact until the last one, which drops parts of a fen.
/// </remarks>
public sealed record AmountRule
{
    /// <summary>The same sum for each award.</summary>
    public Money? Fixed { get; init; }

    /// <summary>Share of the base, as an exact fraction (0.10 = 10 %).</summary>
    public Rational? Rate { get; init; }

    /// <summary>The application's attribute that holds the base, in yuan.</summary>
    public string? Base { get; init; }

    /// <summary>The attribute that holds the tax rate included in the base (0.13 = 13 %); absent or blank = the base is without tax.</summary>
    public string? TaxRate { get; init; }

    public Money? Cap { get; init; }

    /// <summary>Amounts below it are left out before ranking.</summary>
    public Money? Floor { get; init; }

    /// <summary>Attribute → values that are exempt from the floor; any one suffices.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FloorExempt { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public static AmountRule Each(Money amount) => new() { Fixed = amount };

    /// <summary>The amount of one application with every intermediate figure, or the attribute that is missing or not a number.</summary>
    public AmountChain Apply(Money? requested, IReadOnlyDictionary<string, string> attributes)
    {
        var steps = new List<AmountStep>();
        Rational yuan;
        if (Fixed is { } fixedAmount)
        {
            yuan = Step("fixed", fixedAmount.ExactYuan);
        }
        else if (Rate is { } rate)
        {
            if (Number(Base) is not { } given)
            {
                return AmountChain.Missing(Base ?? "base");
            }
            yuan = Step("base", given);
            if (TaxRate is not null && attributes.GetValueOrDefault(TaxRate) is { Length: > 0 })
            {
                if (Number(TaxRate) is not { } tax)
                {
                    return AmountChain.Missing(TaxRate);
                }
                yuan = Step("without-tax", yuan / (Rational.One + tax));
            }
            yuan = Step("rate", yuan * rate);
        }
        else if (requested is { } sum)
        {
            yuan = Step("requested", sum.ExactYuan);
        }
        else
        {
            return AmountChain.Missing("requested_amount");
        }
        if (Cap is { } cap)
        {
            yuan = Step("cap", Rational.Min(yuan, cap.ExactYuan));
        }
        var amount = Money.FloorOfYuan(yuan);
        var exempt = FloorExempt.Any(e => attributes.TryGetValue(e.Key, out var value) && e.Value.Contains(value, StringComparer.Ordinal));
        return new AmountChain(amount, steps, Floor is { } floor && amount < floor && !exempt, null);

        Rational Step(string name, Rational value)
        {
            steps.Add(new AmountStep(name, value));
            return value;
        }

        Rational? Number(string? attribute) =>
            attribute is not null && Rational.TryParse(attributes.GetValueOrDefault(attribute), out var value) && value.Sign >= 0 ? value : null;
    }
}

/// <summary>One intermediate figure, in yuan: fixed, base, without-tax, rate, requested, cap.</summary>
public sealed record AmountStep(string Name, Rational Yuan)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}={Yuan}");
}

/// <summary>An amount and the figures that led to it.</summary>
/// <param name="BelowFloor">The amount is under the rule's floor and not exempt: left out before ranking.</param>
/// <param name="MissingAttribute">The attribute without which no amount exists; then <paramref name="Amount"/> is zero.</param>
public sealed record AmountChain(Money Amount, IReadOnlyList<AmountStep> Steps, bool BelowFloor, string? MissingAttribute)
{
    public static AmountChain Missing(string attribute) => new(Money.Zero, [], false, attribute);
}
