using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>A line of an amount table: for applications whose attributes match, a sum of its own or a cap of its own.</summary>
/// <param name="Where">Attribute → accepted values; all must match; empty matches every application, so it stands last.</param>
public sealed record AmountCase(IReadOnlyDictionary<string, IReadOnlyList<string>> Where, Money? Fixed, Money? Cap)
{
    public bool Matches(IReadOnlyDictionary<string, string> attributes) =>
        AttributeFilter.Holds(Where, attributes) == true;
}

/// <summary>
/// Sums by thresholds of a figure: the sum of the highest threshold reached (reaching it exactly counts) and not reached before; several at
/// once pay only the highest.
/// </summary>
/// <param name="Value">The attribute that is held against the thresholds, in yuan.</param>
/// <param name="Before">The attribute with its highest earlier value; null = every reach counts.</param>
/// <param name="Bands">Threshold and sum.</param>
public sealed record AmountBands(string Value, string? Before, IReadOnlyList<(Money From, Money Sum)> Bands)
{
    /// <summary>Zero where no threshold is newly reached.</summary>
    public Money SumFor(Rational value, Rational? before)
    {
        var reached = Bands.Where(b => b.From.ExactYuan <= value).OrderBy(b => b.From).ToList();
        return reached.Count > 0 && (before is null || before < reached[^1].From.ExactYuan) ? reached[^1].Sum : Money.Zero;
    }
}

/// <summary>What concerns the amounts of several applications of one unit.</summary>
/// <param name="OncePer">
/// Attributes that together name the same project of the same unit: of such applications only the highest amount is paid (就高不就低); empty =
/// no such rule.
/// </param>
/// <param name="AnnualCaps">Caps on what one unit gets in a year.</param>
public sealed record AmountGroups(IReadOnlyList<string> OncePer, IReadOnlyList<AnnualCap> AnnualCaps)
{
    public static AmountGroups Default { get; } = new([], []);
}

/// <summary>At most so much for one unit in a year, over the applications that match, less what it had already.</summary>
/// <param name="By">The attribute that names the unit.</param>
/// <param name="AlreadyPaid">
/// The attribute with what the unit got this year outside this round, in yuan. Where its rows differ, the largest stands; a file without
/// the column
/// speaks of nothing paid, and a unit none of whose rows says a figure is asked about.
/// </param>
/// <param name="FloorAfter">The floor is tested on what the cap leaves; else on the application's own amount before it.</param>
public sealed record AnnualCap(string By, IReadOnlyDictionary<string, IReadOnlyList<string>> Where, Money Max, string? AlreadyPaid,
    bool FloorAfter);
