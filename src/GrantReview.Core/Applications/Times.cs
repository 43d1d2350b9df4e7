using System.Globalization;
using System.Text;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>
/// Dates and instants as people write them, year first: ISO 8601, 2025/8/12 10:00, 2025年8月12日. Without an offset they are China's time; a
/// bare date is the end of that day. An hour without a day, and a day that does not begin with its year, are none.
/// </summary>
public static class Times
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeOnly EndOfDay = new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(999_999));
    private static readonly string[] Days = ["yyyy-M-d", "yyyyMMdd"];
    private static readonly string[] Hours = ["yyyy-M-d H:mm", "yyyy-M-d H:mm:ss", "yyyy-M-d H:mm:ss.FFFFFFF"];
    private static readonly string[] HoursWithOffset = [.. Hours.Select(h => h + "K")];

    public static bool TryParse(string? text, out DateTimeOffset time, out bool hasHour)
    {
        (time, hasHour) = (default, false);
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }
        var written = Plain(text);
        if (DateOnly.TryParseExact(written, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            time = new DateTimeOffset(day.ToDateTime(EndOfDay), China);
            return true;
        }
        hasHour = true;
        if (DateTime.TryParseExact(written, Hours, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = new DateTimeOffset(local, China);
            return true;
        }
        return DateTimeOffset.TryParseExact(written, HoursWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>The instant a text names; null where it names none.</summary>
    public static DateTimeOffset? Read(string? text) => TryParse(text, out var time, out _) ? time : null;

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), China);

    /// <summary>The day on which an instant falls in China.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(China).DateTime);

    /// <summary>
    /// Completed years; the anniversary completes one, and for the 29th of February that is the 1st of March in other years. Negative when
    /// the end comes first.
    /// </summary>
    public static int FullYears(DateOnly from, DateOnly to) =>
        to.Year - from.Year - ((to.Month, to.Day).CompareTo((from.Month, from.Day)) < 0 ? 1 : 0);

    /// <summary>The smallest n with to ≤ from + n months − 1 day; 0 when the end comes before the start.</summary>
    public static int Months(DateOnly from, DateOnly to)
    {
        if (to < from)
        {
            return 0;
        }
        var n = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return from.AddMonths(n) > to ? n : n + 1;
    }

    /// <summary>With hyphens in the date and one space before the hour.</summary>
    private static string Plain(string text)
    {
        var plain = Written.Seen(text.Normalize(NormalizationForm.FormKC)).Trim();
        var hour = plain.IndexOfAny([' ', 'T', '日']);
        var (date, rest) = hour < 0 ? (plain, "") : (plain[..hour], plain[(hour + 1)..].Trim());
        date = date.Replace('/', '-').Replace('.', '-').Replace('年', '-').Replace('月', '-');
        return rest.Length == 0 ? date : $"{date} {rest}";
    }
}
