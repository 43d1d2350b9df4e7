using System.Globalization;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// Columns of applications and what their cells say, in words: by the call's fields, then by what every call has; an unknown column keeps
/// its own name.
/// </summary>
public static class FieldWords
{
    private const string Category = "category";

    /// <summary>Columns that every call knows, and the sum that rules of awards read.</summary>
    private static readonly Dictionary<string, FieldDefinition> Usual = new[]
    {
        Field("id", "FieldWords.Number"), Field("title", "Report.Title"), Field(Category, "Report.Category"),
        Field("unit", "Report.ApplicantUnit"),
        Field("unit_code", "FieldWords.UnitCode"), Field("unit_type", "FieldWords.UnitType"),
        Field("unit_former_names", "FieldWords.UnitFormerNames", FieldType.List), Field("region", "FieldWords.Region"),
        Field("pi", "Report.PrincipalInvestigator"), Field("partners", "FieldWords.Partners", FieldType.List),
        Field("keywords", "FieldWords.Keywords", FieldType.List),
        Money("requested_amount", "FieldWords.RequestedAmount"), Field("experts_needed", "FieldWords.ExpertsNeeded", FieldType.Number),
        Field("submitted_at", "FieldWords.SubmittedAt", FieldType.Date), Field("eligible", "FieldWords.Eligible", FieldType.YesNo),
        Field(Application.Withdrawn, "FieldWords.Withdrawn", FieldType.YesNo), Money("min_amount", "FieldWords.MinAmount"),
        Field("panel", "FieldWords.Panel"), Money(Evaluator.AwardAmount, "FieldWords.AwardAmount"),
        Field(Condition.AsOf, "FieldWords.AsOf", FieldType.Date),
    }.ToDictionary(f => f.Code, StringComparer.Ordinal);

    /// <summary>What a call or every call says of a column; null = nothing.</summary>
    public static FieldDefinition? Find(Call call, string column) => call.Fields.FirstOrDefault(f => f.Code == column)
        ?? (column == Category ? Usual[column] with { Codes = [.. call.Categories.Select(c => new FieldCode(c.Code.Value, c.Name, []))] }
            : Usual.GetValueOrDefault(column) ?? OfOtherMoney(call, column));

    /// <summary>Every column that a rule of the call may read: those that it defines, then those that every call has.</summary>
    public static IReadOnlyList<FieldDefinition> Columns(Call call) =>
        [.. call.Fields, .. Usual.Values.Where(u => !call.Fields.Any(f => f.Code == u.Code))];

    public static LocalText Name(Call call, string column) => Find(call, column)?.Label ?? new LocalText(column.Replace('_', ' '));

    /// <summary>What a field is counted or paid in; null = nothing is said.</summary>
    public static LocalText? UnitOf(FieldDefinition field) => field.Type switch
    {
        FieldType.Money => Said.Of(field.MoneyUnit),
        FieldType.Percent => field.Unit ?? new LocalText("%"),
        _ => field.Unit,
    };

    /// <summary>What a header says: 自有资金（元）, Own money (yuan); the label alone in a language that has no word for the unit.</summary>
    public static LocalText HeadingOf(FieldDefinition field)
    {
        if (UnitOf(field) is not { } unit)
        {
            return field.Label;
        }
        var heading = Said.Of("Report.InBrackets", field.Label, unit);
        return new(unit.En.Length == 0 ? field.Label.En : heading.En, unit.Zh.Length == 0 ? field.Label.Zh : heading.Zh);
    }

    /// <summary>What decides among equals, link by link: an indicator of the trees by its name, else a column.</summary>
    /// <param name="trees">Null = none is at hand.</param>
    public static LocalText Chain(Call call, IndicatorTrees? trees)
    {
        return Said.Joined(call.Allocation.Chain.Select(k => k.Descending
            ? Said.Of("FieldWords.LargestFirst", NameOf(k.By)) : NameOf(k.By)), " → ");

        LocalText NameOf(string by) =>
            trees?.All.Select(t => t.Find(new IndicatorCode(by))).FirstOrDefault(n => n is not null)?.Name ?? Name(call, by);
    }

    /// <summary>
    /// A cell as people read it: yes and no in words, money with thousands and its unit, shares per cent, listed values by labels.
    /// </summary>
    public static LocalText Value(Call call, string column, string cell) =>
        Find(call, column) is { } field ? Value(field, cell) : new LocalText(cell);

    private static LocalText Value(FieldDefinition field, string cell) => field.Type switch
    {
        _ when cell.Length == 0 => new LocalText(cell),
        FieldType.YesNo => Written.Truth(cell) is { } answer ? Answer(answer) : new LocalText(cell),
        FieldType.Money when Written.Number(cell) is { } yuan =>
            WithUnit((yuan / field.Factor).ToExactText(), Said.Of(field.MoneyUnit), thousands: true),
        FieldType.Percent when Written.Number(cell) is { } percent => new LocalText($"{percent}%"),
        FieldType.Share when Written.Share(cell) is { } share => new LocalText($"{share * 100}%"),
        FieldType.Number when field.Unit is { } unit && Written.Number(cell) is { } number => WithUnit($"{number}", unit, thousands: false),
        FieldType.Date when Times.TryParse(cell, out var time, out var hasHour) => new LocalText(Moment(time, hasHour)),
        FieldType.Code or FieldType.Text => LabelOf(field, cell),
        FieldType.List => Said.List(Written.List(cell).Select(i => LabelOf(field, i))),
        _ => new LocalText(cell),
    };

    /// <summary>Accepted values by their labels, the first ones of many.</summary>
    internal static LocalText Values(Call call, string column, IReadOnlyList<string> accepted)
    {
        const int Most = 6;
        var field = Find(call, column);
        var all = accepted.Select(a => field is null ? new LocalText(a) : LabelOf(field, a)).Distinct().ToList();
        var labels = all.Take(all.Count > Most ? Most - 1 : Most).ToList();
        var shown = Said.List(labels);
        return all.Count > Most ? Said.Of("FieldWords.OfMany", shown, all.Count) : shown;
    }

    /// <summary>Whether the values ask a field of yes or no for yes, so that its name says all.</summary>
    public static bool AsksYes(Call call, string column, IReadOnlyList<string> values) =>
        Find(call, column)?.Type == FieldType.YesNo && values.All(v => Written.Truth(v) == true);

    internal static LocalText Answer(bool answer) => answer ? Said.Of("FieldWords.Yes") : Said.Of("FieldWords.No");

    /// <summary>A share of another purse, which the call names.</summary>
    private static FieldDefinition? OfOtherMoney(Call call, string column) =>
        call.Categories.SelectMany(c => c.OtherSources).FirstOrDefault(s => column == $"{s.Code}_{Evaluator.AwardAmount}") is { } source
            ? Money(column, Said.Of("FieldWords.AwardAmountOf", source.Name)) : null;

    private static LocalText LabelOf(FieldDefinition field, string value) =>
        field.Codes.FirstOrDefault(c => c.IsNamed(value))?.Label ?? new LocalText(value);

    private static LocalText WithUnit(string figure, LocalText unit, bool thousands)
    {
        var shown = thousands && decimal.TryParse(figure, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("#,0.######", CultureInfo.InvariantCulture) : figure;
        return new LocalText($"{shown} {unit.En}".TrimEnd(), $"{shown} {unit.Zh}".TrimEnd());
    }

    private static string Moment(DateTimeOffset time, bool hasHour) =>
        hasHour ? time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : Times.DayOf(time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static FieldDefinition Field(string code, string words, FieldType type = FieldType.Text) => new(code, Said.Of(words), type);

    private static FieldDefinition Money(string code, string words) => Money(code, Said.Of(words));

    private static FieldDefinition Money(string code, LocalText label) => new(code, label, FieldType.Money);
}
