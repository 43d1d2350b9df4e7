using GrantReview.Core.Numbers;

namespace GrantReview.Web.Localisation;

/// <summary>How pages show figures and instants; the same in both languages so that columns align.</summary>
public static class Formats
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    /// <summary>Two digits; a dash where there is none.</summary>
    public static string Score(string? exact) => Rational.TryParse(exact, out var score) ? score.ToText(2) : "—";
    public static string Score(Rational? score) => score?.ToText(2) ?? "—";

    /// <summary>How far an application's experts are apart; a dash where none scored.</summary>
    public static string Spread(ApplicationTotal total) => Score(SpreadOf(total));

    public static Rational? SpreadOf(ApplicationTotal total) =>
        total.Experts.Count == 0 ? null : total.Experts.Max(e => e.Total) - total.Experts.Min(e => e.Total);

    /// <summary>Yuan with two digits.</summary>
    public static string Yuan(long? fen) => fen is { } f ? new Money(f).Yuan.ToString("N2", CultureInfo.InvariantCulture) : "—";

    /// <summary>China time, to the minute.</summary>
    public static string Instant(DateTime? utc) => utc is { } at ? Second(at)[..^3] : "—";

    /// <summary>China time, to the second.</summary>
    public static string Second(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), China)
        .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The hour and minute in China.</summary>
    public static string Clock(DateTime utc) => Instant(utc)[^5..];

    /// <summary>What a person typed in China time, as UTC.</summary>
    public static DateTime FromChina(DateTime typed) =>
        TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(typed, DateTimeKind.Unspecified), China);

    /// <summary>The day in China.</summary>
    public static DateOnly ChinaDay(DateTime utc) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), China));

    /// <summary>As a field of a form holds it.</summary>
    public static string Typed(DateOnly? day) => day is null ? "" : Day(day);

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "—";

    /// <summary>Without needless zeros: 6.25, 70/3 as 23.33.</summary>
    public static string Plain(Rational value)
    {
        var text = value.ToText(2);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }
}
