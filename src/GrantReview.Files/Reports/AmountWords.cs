using System.Globalization;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>How amounts come about, in words built from the rule itself.</summary>
public static class AmountWords
{
    /// <summary>One sentence in the order of operations.</summary>
    public static LocalText Of(AmountRule rule)
    {
        List<LocalText> parts = [BasisOf(rule)];
        if (rule.Cap is { } cap)
        {
            parts.Add(Said.Of("AmountWords.Cap", Yuan(cap)));
        }
        if (rule.Floor is { } floor)
        {
            parts.Add(rule.FloorExempt.Count == 0
                ? Said.Of("AmountWords.Floor", Yuan(floor))
                : Said.Of("AmountWords.FloorExempt", Yuan(floor), Any(rule.FloorExempt)));
        }
        return Said.Clauses(parts);
    }

    private static LocalText BasisOf(AmountRule rule)
    {
        if (rule.Cases.Count > 0 && rule.Cases.Any(c => c.Fixed is not null))
        {
            return Said.Parts(rule.Cases.Select(CaseOf));
        }
        var basis = rule switch
        {
            { Fixed: { } sum } => Said.Of("AmountWords.FixedSum", Yuan(sum)),
            { Bands: { } bands } => BandsOf(bands),
            { Rate: { } rate } => RateOf(rule, rate),
            { Requested: { } column } => Said.Of("AmountWords.SumOfColumn", column),
            _ => Said.Of("AmountWords.RequestedSum"),
        };
        return rule.Cases.Count == 0 ? basis : Said.Clauses([basis, .. rule.Cases.Select(CaseOf)]);
    }

    private static LocalText RateOf(AmountRule rule, Rational rate)
    {
        var percent = (rate * 100).ToString();
        return rule.TaxRate is null
            ? Said.Of("AmountWords.Rate", percent, rule.Base)
            : Said.Of("AmountWords.RateWithoutTax", percent, rule.Base, rule.TaxRate);
    }

    private static LocalText BandsOf(AmountBands bands)
    {
        var steps = Said.Parts(bands.Bands.OrderBy(b => b.From).Select(b => Said.Of("AmountWords.Band", Yuan(b.From), Yuan(b.Sum))));
        return bands.Before is null
            ? Said.Of("AmountWords.Bands", bands.Value, steps)
            : Said.Of("AmountWords.BandsFirst", bands.Value, bands.Before, steps);
    }

    private static LocalText CaseOf(AmountCase line)
    {
        var where = All(line.Where);
        return line.Fixed is { } sum
            ? Said.Of("AmountWords.FixedWhere", where, Yuan(sum))
            : Said.Of("AmountWords.CapWhere", where, line.Cap is { } cap ? Yuan(cap) : "—");
    }

    /// <summary>One sentence for each thing that concerns several applications of a unit.</summary>
    public static IReadOnlyList<LocalText> Of(AmountGroups groups)
    {
        List<LocalText> lines = [];
        if (groups.OncePer.Count > 0)
        {
            lines.Add(Said.Of("AmountWords.OncePer", string.Join(" + ", groups.OncePer)));
        }
        return [.. lines, .. groups.AnnualCaps.Select(CapOf)];
    }

    private static LocalText CapOf(AnnualCap cap)
    {
        var said = Said.Of("AmountWords.AnnualCap", cap.By, Yuan(cap.Max));
        if (cap.Where.Count > 0)
        {
            said = Said.Of("AmountWords.Where", said, Said.Parts(Lines(cap.Where)));
        }
        if (cap.AlreadyPaid is not null)
        {
            said = Said.Of("AmountWords.AlreadyPaid", said, cap.AlreadyPaid);
        }
        return cap.FloorAfter ? Said.Of("AmountWords.FloorAfterCap", said) : Said.Of("AmountWords.FloorBeforeCap", said);
    }

    public static LocalText Of(Selection selection) => selection.Basis switch
    {
        SelectionBasis.Score => Said.Of("SelectionBasis.Score"),
        SelectionBasis.Conditions => Said.Of("SelectionBasis.Conditions"),
        _ when selection.PlacesTaken > 0 =>
            Said.Of("SelectionBasis.TimeAfterOthers", selection.Places, selection.TimeAttribute, selection.PlacesTaken),
        _ => Said.Of("SelectionBasis.Time", selection.Places, selection.TimeAttribute),
    };

    private static LocalText Any(IReadOnlyDictionary<string, IReadOnlyList<string>> where) =>
        Lines(where).Aggregate((a, b) => Said.Of("AmountWords.Or", a, b));

    private static LocalText All(IReadOnlyDictionary<string, IReadOnlyList<string>> where) =>
        where.Count == 0 ? new LocalText("") : Lines(where).Aggregate((a, b) => Said.Of("AmountWords.And", a, b));

    private static IEnumerable<LocalText> Lines(IReadOnlyDictionary<string, IReadOnlyList<string>> where) =>
        where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => new LocalText($"{w.Key} = {string.Join(" | ", w.Value)}"));

    private static string Yuan(Money money) => money.Yuan.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
