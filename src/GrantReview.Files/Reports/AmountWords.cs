using System.Globalization;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>How amounts come about, in words built from the rule itself.</summary>
public static class AmountWords
{
    /// <summary>One sentence in the order of operations.</summary>
    public static LocalText Of(AmountRule rule, Call call)
    {
        List<LocalText> parts = [BasisOf(rule, call)];
        if (rule.Cap is { } cap)
        {
            parts.Add(Said.Of("AmountWords.Cap", Yuan(cap)));
        }
        if (rule.Floor is { } floor)
        {
            parts.Add(rule.FloorExempt.Count == 0
                ? Said.Of("AmountWords.Floor", Yuan(floor))
                : Said.Of("AmountWords.FloorExempt", Yuan(floor), Any(rule.FloorExempt, call)));
        }
        return Said.Clauses(parts);
    }

    private static LocalText BasisOf(AmountRule rule, Call call)
    {
        if (rule.Cases.Count > 0 && rule.Cases.Any(c => c.Fixed is not null))
        {
            return Said.Parts(rule.Cases.Select(c => CaseOf(c, call)));
        }
        var basis = rule switch
        {
            { Fixed: { } sum } => Said.Of("AmountWords.FixedSum", Yuan(sum)),
            { Bands: { } bands } => BandsOf(bands, call),
            { Rate: { } rate } => RateOf(rule, rate, call),
            { Requested: { } column } => Said.Of("AmountWords.SumOfColumn", FieldWords.Name(call, column)),
            _ => Said.Of("AmountWords.RequestedSum"),
        };
        return rule.Cases.Count == 0 ? basis : Said.Clauses([basis, .. rule.Cases.Select(c => CaseOf(c, call))]);
    }

    private static LocalText RateOf(AmountRule rule, Rational rate, Call call)
    {
        var (percent, whole) = ((rate * 100).ToString(), FieldWords.Name(call, rule.Base ?? ""));
        return rule.TaxRate is null
            ? Said.Of("AmountWords.Rate", percent, whole)
            : Said.Of("AmountWords.RateWithoutTax", percent, whole, FieldWords.Name(call, rule.TaxRate));
    }

    private static LocalText BandsOf(AmountBands bands, Call call)
    {
        var steps = Said.Parts(bands.Bands.OrderBy(b => b.From).Select(b => Said.Of("AmountWords.Band", Yuan(b.From), Yuan(b.Sum))));
        return bands.Before is null
            ? Said.Of("AmountWords.Bands", FieldWords.Name(call, bands.Value), steps)
            : Said.Of("AmountWords.BandsFirst", FieldWords.Name(call, bands.Value), FieldWords.Name(call, bands.Before), steps);
    }

    private static LocalText CaseOf(AmountCase line, Call call)
    {
        var where = All(line.Where, call);
        return line.Fixed is { } sum
            ? Said.Of("AmountWords.FixedWhere", where, Yuan(sum))
            : Said.Of("AmountWords.CapWhere", where, line.Cap is { } cap ? Yuan(cap) : "—");
    }

    /// <summary>One sentence for each thing that concerns several applications of a unit.</summary>
    public static IReadOnlyList<LocalText> Of(AmountGroups groups, Call call)
    {
        List<LocalText> lines = [];
        if (groups.OncePer.Count > 0)
        {
            lines.Add(Said.Of("AmountWords.OncePer", Said.List(groups.OncePer.Select(c => FieldWords.Name(call, c)))));
        }
        return [.. lines, .. groups.AnnualCaps.Select(c => CapOf(c, call))];
    }

    private static LocalText CapOf(AnnualCap cap, Call call)
    {
        var said = Said.Of("AmountWords.AnnualCap", FieldWords.Name(call, cap.By), Yuan(cap.Max));
        if (cap.Where.Count > 0)
        {
            said = Said.Of("AmountWords.Where", said, Said.Parts(Lines(cap.Where, call)));
        }
        if (cap.AlreadyPaid is { } paid)
        {
            said = Said.Of("AmountWords.AlreadyPaid", said, FieldWords.Name(call, paid));
        }
        return cap.FloorAfter ? Said.Of("AmountWords.FloorAfterCap", said) : Said.Of("AmountWords.FloorBeforeCap", said);
    }

    public static LocalText Of(Selection selection, Call call)
    {
        var time = FieldWords.Name(call, selection.TimeAttribute ?? "");
        return selection.Basis switch
        {
            SelectionBasis.Score => Said.Of("SelectionBasis.Score"),
            SelectionBasis.Conditions => Said.Of("SelectionBasis.Conditions"),
            _ when selection.PlacesTaken > 0 =>
                Said.Of("SelectionBasis.TimeAfterOthers", selection.Places, time, selection.PlacesTaken),
            _ => Said.Of("SelectionBasis.Time", selection.Places, time),
        };
    }

    private static LocalText Any(IReadOnlyDictionary<string, IReadOnlyList<string>> where, Call call) =>
        Lines(where, call).Aggregate((a, b) => Said.Of("AmountWords.Or", a, b));

    private static LocalText All(IReadOnlyDictionary<string, IReadOnlyList<string>> where, Call call) =>
        where.Count == 0 ? new LocalText("") : Lines(where, call).Aggregate((a, b) => Said.Of("AmountWords.And", a, b));

    /// <summary>Where yes is asked, the name of the column says it.</summary>
    private static IEnumerable<LocalText> Lines(IReadOnlyDictionary<string, IReadOnlyList<string>> where, Call call) =>
        where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => FieldWords.AsksYes(call, w.Key, w.Value)
            ? FieldWords.Name(call, w.Key)
            : Said.Joined([FieldWords.Name(call, w.Key),
                Said.Joined(w.Value.Select(v => FieldWords.Value(call, w.Key, v)).Distinct(), " | ")], " = "));

    private static string Yuan(Money money) => money.Yuan.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
