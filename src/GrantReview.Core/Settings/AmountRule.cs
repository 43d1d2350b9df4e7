using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>
/// How the amount of one award is found: a fixed sum, a sum from a table, the sum of the highest band newly reached, rate × base with the
/// tax taken out, or the requested sum; then min with the cap; then the floor below which nothing is paid, with its exemptions.
/// </summary>
/// <remarks>
/// The order of operations is base without tax → × rate → cap → floor; what concerns several applications of a unit (<see
/// cref="AmountGroups"/>) comes between the cap and the floor, and after the floor. Figures stay exact until the cap, after which parts of
/// a fen are dropped.
/// </remarks>
public sealed record AmountRule
{
    /// <summary>The same sum for each award.</summary>
    public Money? Fixed { get; init; }

    /// <summary>Share of the base, as an exact fraction (0.10 = 10 %).</summary>
    public Rational? Rate { get; init; }

    /// <summary>The application's attribute that holds the base, in yuan.</summary>
    public string? Base { get; init; }

    /// <summary>
    /// The attribute that holds the tax rate included in the base (0.13 = 13 %), 0 where there is none; a blank cell is asked about, and
    /// where no application has the column the base is without tax.
    /// </summary>
    public string? TaxRate { get; init; }

    /// <summary>The attribute that holds the requested sum in yuan; null = the application's requested amount.</summary>
    public string? Requested { get; init; }

    public Money? Cap { get; init; }

    /// <summary>
    /// The first case that matches gives its sum, or its cap for what the rest of the rule finds; no match leaves the amount unknown.
    /// </summary>
    public IReadOnlyList<AmountCase> Cases { get; init; } = [];

    /// <summary>Sums by thresholds; null = none.</summary>
    public AmountBands? Bands { get; init; }

    /// <summary>Amounts below it are left out before ranking.</summary>
    public Money? Floor { get; init; }

    /// <summary>Attribute → values that are exempt from the floor; any one suffices.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FloorExempt { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public static AmountRule Each(Money amount) => new() { Fixed = amount };

    /// <summary>
    /// The amount of one application with every intermediate figure, or the attribute without whose value nobody can tell it.
    /// </summary>
    /// <param name="blanksAreNo">By the rules of packages of schema 1: a blank cell matches no case and exempts nobody.</param>
    public AmountChain Apply(Money? requested, IReadOnlyDictionary<string, string> attributes, bool blanksAreNo = false)
    {
        var steps = new List<AmountStep>();
        AmountCase? found = null;
        if (Cases.Count > 0)
        {
            found = Cases.FirstOrDefault(c => AttributeFilter.Holds(c.Where, attributes) ?? !blanksAreNo);
            if (found is not null && AttributeFilter.Unknown(found.Where, attributes).FirstOrDefault() is { } blank)
            {
                return AmountChain.Missing(blank);
            }
            if (found is null)
            {
                return AmountChain.Missing(Cases.SelectMany(c => c.Where.Keys)
                    .FirstOrDefault(k => attributes.GetValueOrDefault(k, "").Length == 0) ?? Cases[0].Where.Keys.First());
            }
        }
        Rational yuan;
        if (found?.Fixed is { } tabled)
        {
            yuan = Step(AmountStepKind.Table, tabled.ExactYuan);
        }
        else if (Fixed is { } fixedAmount)
        {
            yuan = Step(AmountStepKind.Fixed, fixedAmount.ExactYuan);
        }
        else if (Bands is { } bands)
        {
            if (Number(bands.Value) is not { } value)
            {
                return AmountChain.Missing(bands.Value);
            }
            Step(AmountStepKind.Value, value);
            Rational? before = null;
            if (bands.Before is { } earlier)
            {
                if (Larger(Number(earlier), Number(SummedOf(earlier))) is not { } highest)
                {
                    return AmountChain.Missing(earlier);
                }
                before = Step(AmountStepKind.Before, highest);
            }
            yuan = Step(AmountStepKind.Band, bands.SumFor(value, before).ExactYuan);
        }
        else if (Rate is { } rate)
        {
            if (Number(Base) is not { } given)
            {
                return AmountChain.Missing(Base ?? "base");
            }
            yuan = Step(AmountStepKind.Base, given);
            if (TaxRate is not null && attributes.TryGetValue(TaxRate, out var written) && !(blanksAreNo && written.Length == 0))
            {
                if (Written.Share(written) is not { } tax)
                {
                    return AmountChain.Missing(TaxRate);
                }
                yuan = tax.Sign == 0 && !blanksAreNo ? yuan : Step(AmountStepKind.WithoutTax, yuan / (Rational.One + tax));
            }
            yuan = Step(AmountStepKind.Rate, yuan * rate);
        }
        else if (Requested is not null)
        {
            if (Number(Requested) is not { } asked)
            {
                return AmountChain.Missing(Requested);
            }
            yuan = Step(AmountStepKind.Requested, asked);
        }
        else if (requested is { } sum)
        {
            yuan = Step(AmountStepKind.Requested, sum.ExactYuan);
        }
        else
        {
            return AmountChain.Missing("requested_amount");
        }
        if ((found?.Cap ?? Cap) is { } cap)
        {
            yuan = Step(AmountStepKind.Cap, Rational.Min(yuan, cap.ExactYuan));
        }
        var amount = Money.FloorOfYuan(yuan);
        if (!blanksAreNo && amount > Money.Zero && ExemptionUnknown(amount, attributes) is { } exemption)
        {
            return AmountChain.Missing(exemption);
        }
        return new AmountChain(amount, steps, IsBelowFloor(amount, attributes), null)
        {
            NothingDue = amount == Money.Zero && steps[0].Kind is AmountStepKind.Base or AmountStepKind.Table or AmountStepKind.Value,
        };

        Rational Step(AmountStepKind kind, Rational value)
        {
            steps.Add(new AmountStep(kind, value));
            return value;
        }

        static Rational? Larger(Rational? one, Rational? other) => one is null || other > one ? other : one;

        Rational? Number(string? attribute) =>
            attribute is not null && Written.Number(attributes.GetValueOrDefault(attribute)) is { Sign: >= 0 } value ? value : null;
    }

    /// <summary>Beside the column of a typed figure: what the earlier awards sum up to.</summary>
    public static string SummedOf(string column) => column + "_summed";

    /// <summary>Under the floor and not exempt; exactly the floor is paid.</summary>
    public bool IsBelowFloor(Money amount, IReadOnlyDictionary<string, string> attributes) =>
        Floor is { } floor && amount < floor
        && !FloorExempt.Any(e => AttributeFilter.Says(attributes, e.Key, e.Value) == true);

    /// <summary>The attribute that would say whether an amount under the floor is exempt from it; null where that is known.</summary>
    public string? ExemptionUnknown(Money amount, IReadOnlyDictionary<string, string> attributes) =>
        IsBelowFloor(amount, attributes)
            ? FloorExempt.Where(e => AttributeFilter.Says(attributes, e.Key, e.Value) is null)
                .Select(e => e.Key).FirstOrDefault()
            : null;
}
