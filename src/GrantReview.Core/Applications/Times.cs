using System.Globalization;

namespace GrantReview.Core.Applications;

/// <summary>Dates and instants as attributes hold them: ISO 8601; without an offset they are China's time; without an hour they are a day.</summary>
public static class Times
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static bool TryParse(string? text, out DateTimeOffset time, out bool hasHour)
    {
        hasHour = false;
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            time = StartOf(day);
            return true;
        }
        hasHour = true;
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = new DateTimeOffset(local, China);
            return true;
        }
        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), China);

    /// <summary>The day on which an instant falls in China.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(China).DateTime);

    /// <summary>Completed years; the anniversary completes one, and for the 29th of February that is the 1st of March in other years. Negative when the end comes first.</summary>
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
}
