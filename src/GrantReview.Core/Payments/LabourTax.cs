using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>A step of the table: what is taxable up to here is taxed at the rate, less the deduction (速算扣除数).</summary>
/// <param name="UpTo">Null = without end.</param>
public sealed record TaxStep(Money? UpTo, Rational Rate, Money Deduction);

/// <summary>
/// Tax withheld on remuneration for personal services (劳务报酬所得预扣预缴) of residents: from what one month brings, a fixed sum or a share is
/// taken off; what is left is taxable and taxed by steps. The figures are data (templates/tax), their source is named there.
/// </summary>
/// <remarks>
/// The taxable amount and the tax are each rounded to the fen, half away from zero, so that every column of a declaration is in whole fen
/// and follows from the ones before it. One fen more of gross therefore adds no fen or one to the net: each net is reached, and where two
/// neighbouring grosses have the same one, <see cref="GrossOf"/> gives the lesser.
/// </remarks>
public sealed record LabourTax
{
    private LabourTax(string source, Money smallUpTo, Money smallLess, Rational lessShare, IReadOnlyList<TaxStep> steps)
    {
        (Source, SmallUpTo) = (source, smallUpTo);
        (SmallLess, LessShare) = (smallLess, lessShare);
        Steps = steps;
    }

    /// <summary>The document that sets it.</summary>
    public string Source { get; }

    /// <summary>Up to here <see cref="SmallLess"/> is taken off, above it <see cref="LessShare"/>.</summary>
    public Money SmallUpTo { get; }
    public Money SmallLess { get; }
    public Rational LessShare { get; }
    public IReadOnlyList<TaxStep> Steps { get; }

    /// <returns>
    /// Null where the steps are not in order without end, a rate or share is not between 0 and 1, or the tax would jump: then a net could
    /// have no gross, or many.
    /// </returns>
    public static LabourTax? Create(
        string source, Money smallUpTo, Money smallLess, Rational lessShare, IReadOnlyList<TaxStep> steps) =>
        string.IsNullOrWhiteSpace(source) || smallLess < Money.Zero || smallUpTo < smallLess || !IsShare(lessShare)
        || smallLess.ExactYuan != smallUpTo.ExactYuan * lessShare
        || steps.Count == 0 || steps[0].Deduction != Money.Zero || steps.Any(s => !IsShare(s.Rate))
        || steps.Zip(steps.Skip(1)).Any(pair => pair.First.UpTo is not { } end
            || !(pair.Second.UpTo is not { } next || next > end)
            || Exact(pair.First, end.ExactYuan) != Exact(pair.Second, end.ExactYuan))
        || steps[^1].UpTo is not null
            ? null : new LabourTax(source, smallUpTo, smallLess, lessShare, steps);

    /// <summary>应纳税所得额: what is left of a month's gross once the fixed sum or the share is taken off.</summary>
    public Money TaxableOf(Money gross) =>
        gross <= SmallUpTo ? gross > SmallLess ? gross - SmallLess : Money.Zero
        : Money.RoundYuan(gross.ExactYuan * (Rational.One - LessShare));

    /// <summary>The step in which a taxable amount lies.</summary>
    public TaxStep StepOf(Money taxable) => Steps.First(s => s.UpTo is not { } end || taxable <= end);

    public Money TaxOf(Money gross)
    {
        var taxable = TaxableOf(gross);
        return Money.RoundYuan(Exact(StepOf(taxable), taxable.ExactYuan));
    }

    public Money NetOf(Money gross) => gross - TaxOf(gross);

    /// <summary>The least gross of which this net is left.</summary>
    public Money GrossOf(Money net)
    {
        var (low, high) = (net, net);
        while (NetOf(high) < net)
        {
            high = new Money(checked(high.Fen * 2));
        }
        while (low < high)
        {
            var middle = new Money(low.Fen + (high.Fen - low.Fen) / 2);
            (low, high) = NetOf(middle) < net ? (middle + new Money(1), high) : (low, middle);
        }
        return low;
    }

    /// <summary>
    /// What a payment comes to after others of the same month: all of them are taxed as one (按月合并), and what the earlier ones were taxed
    /// is taken off.
    /// </summary>
    /// <param name="before">Gross, paid earlier in the month.</param>
    /// <param name="agreed">Net or gross, as the fee was agreed.</param>
    public (Money Gross, Money Tax) Pay(Money before, Money agreed, bool isNet)
    {
        var gross = agreed == Money.Zero ? agreed : isNet ? GrossOf(NetOf(before) + agreed) - before : agreed;
        return (gross, TaxOf(before + gross) - TaxOf(before));
    }

    private static Rational Exact(TaxStep step, Rational taxable) => taxable * step.Rate - step.Deduction.ExactYuan;

    private static bool IsShare(Rational share) => share >= Rational.Zero && share < Rational.One;
}
