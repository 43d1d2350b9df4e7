using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Calls;

/// <summary>An amount worked out by Core for figures that somebody may change, so that a rule is read by what it does.</summary>
/// <param name="Given">Column → figure.</param>
public sealed record AmountExample(IReadOnlyList<(string Column, string Figure)> Given, AmountChain Chain)
{
    private const string AskedColumn = "requested_amount";

    /// <param name="path">Of the rule in the settings.</param>
    /// <param name="typed">Figures by column; what is missing is made up.</param>
    public static AmountExample? Of(string path, Call call, IReadOnlyDictionary<string, string> typed)
    {
        if (RuleAt(path, call) is not { } rule)
        {
            return null;
        }
        var columns = new[] { rule.Base, rule.TaxRate, rule.Requested, rule.Bands?.Value, rule.Bands?.Before }.OfType<string>()
            .Concat(rule.Cases.SelectMany(c => c.Where.Keys)).Concat(rule.FloorExempt.Keys).ToList();
        if (rule is { Fixed: null, Rate: null, Bands: null, Requested: null } && !rule.Cases.Any(c => c.Fixed is not null))
        {
            columns.Add(AskedColumn);
        }
        var given = columns.Distinct().Select(c => (Column: c, Figure: typed.GetValueOrDefault(c) ?? Usual(rule, c))).ToList();
        var attributes = given.ToDictionary(g => g.Column, g => g.Figure, StringComparer.Ordinal);
        return new AmountExample(given, rule.Apply(Written.Amount(attributes.GetValueOrDefault(AskedColumn)), attributes));
    }

    /// <summary>What the rule awards, or why nothing.</summary>
    public string Says(Call call) => Chain switch
    {
        { MissingAttribute: { } missing } => Text.Of("Amount.Missing", Text.OfColumn(missing, call)),
        { BelowFloor: true } => Text.Of("Amount.BelowFloor"),
        { NothingDue: true } => Text.Of("Amount.Nothing"),
        _ => Text.Of("Amount.Is", SettingText.Wan(Chain.Amount)),
    };

    private static string Usual(AmountRule rule, string column) => column == rule.TaxRate ? "0.06"
        : column == rule.Bands?.Before ? "0"
        : column == rule.Base || column == rule.Requested || column == AskedColumn ? "5000000"
        : column == rule.Bands?.Value ? rule.Bands.Bands.Select(b => b.From).Order().LastOrDefault(Money.Zero).ToString()
        : rule.Cases.SelectMany(c => c.Where).FirstOrDefault(w => w.Key == column).Value is [var first, ..] ? first : "";

    private static AmountRule? RuleAt(string path, Call call)
    {
        if (path == "allocation.amount")
        {
            return call.Allocation.Amount;
        }
        var places = path.Split('[', ']').Where(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToList();
        return places switch
        {
            [var category] when category < call.Categories.Count => call.Categories[category].Amount,
            [var category, var other] when category < call.Categories.Count =>
                call.Categories[category].OtherSources.ElementAtOrDefault(other)?.Amount,
            _ => null,
        };
    }
}
