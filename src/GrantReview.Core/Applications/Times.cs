using System.Globalization;
using System.Text.RegularExpressions;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>
/// Dates and instants as people write them, year first: ISO 8601, 2025/8/12 10:00, 2025年8月12日下午5时30分. Without an offset they are
/// China's time; a bare date is the end of that day, and so is its 24:00. An hour without a day, a day that does not begin with its year or
/// has another day of the week beside it, and 12 o'clock of a morning or an evening, which may be noon or midnight, are none.
/// </summary>
public static partial class Times
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeOnly EndOfDay = new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(999_999));
    private const int Longest = 60;
    private const int Noon = 12;
    private const int Midnight = 24;

    /// <summary>The part of a day to which an hour belongs, and what its twelve hours begin with.</summary>
    private static readonly Dictionary<string, Part> Parts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AM"] = Part.Am, ["PM"] = Part.Pm, ["中午"] = Part.Midday, ["下午"] = Part.Afternoon,
        ["上午"] = Part.Morning, ["早上"] = Part.Morning, ["早晨"] = Part.Morning, ["凌晨"] = Part.Morning,
        ["傍晚"] = Part.Evening, ["晚上"] = Part.Evening, ["晚"] = Part.Evening,
    };

    private enum Part { Whole, Am, Pm, Morning, Midday, Afternoon, Evening }

    public static bool TryParse(string? text, out DateTimeOffset time, out bool hasHour)
    {
        (time, hasHour) = (default, false);
        if (string.IsNullOrWhiteSpace(text) || text.Length > Longest)
        {
            return false;
        }
        var match = Moment().Match(Written.Seen(Written.Normal(text)).Trim());
        if (!match.Success || DateOf(match) is not { } day)
        {
            return false;
        }
        hasHour = match.Groups["hour"].Success;
        if ((hasHour ? TimeOf(match) : EndOfDay) is not { } hour || OffsetOf(match) is not { } offset)
        {
            return false;
        }
        var local = day.ToDateTime(hour);
        var isNamed = local.Ticks >= offset.Ticks && local.Ticks - offset.Ticks <= DateTime.MaxValue.Ticks;
        time = isNamed ? new DateTimeOffset(local, offset) : default;
        return isNamed;
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

    /// <summary>Null where no calendar has it, or its day of the week is another.</summary>
    private static DateOnly? DateOf(Match match)
    {
        var (year, month, day) = (Figure(match, "year"), Figure(match, "month"), Figure(match, "day"));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }
        var date = new DateOnly(year, month, day);
        return match.Groups["week"] is { Success: true } week && "日一二三四五六天".IndexOf(week.Value, StringComparison.Ordinal) % 7
            != (int)date.DayOfWeek ? null : date;
    }

    /// <summary>Null where a clock has none, or it may be two.</summary>
    private static TimeOnly? TimeOf(Match match)
    {
        var (minute, second) = (match.Groups["half"].Success ? 30 : Figure(match, "minute"), Figure(match, "second"));
        if (minute > 59 || second > 59 || HourOf(Figure(match, "hour"), match.Groups["part"]) is not { } hour)
        {
            return null;
        }
        return hour < Midnight ? new TimeOnly(hour, minute, second).Add(FractionOf(match.Groups["fraction"].Value))
            : minute == 0 && second == 0 && match.Groups["fraction"].Value.All(c => c == '0') ? EndOfDay : null;
    }

    /// <summary>
    /// Of twenty-four: 下午5 is 17, and 下午17 too. Twelve is the first hour of an afternoon, and of AM; of a morning or an evening it is none.
    /// </summary>
    private static int? HourOf(int hour, Group part) => (part.Success ? Parts[part.Value] : Part.Whole, hour) switch
    {
        (Part.Whole, <= Midnight) => hour,
        (Part.Am, Noon) => 0,
        (Part.Am or Part.Morning, < Noon) or (Part.Midday, 11 or Noon) or (Part.Pm or Part.Afternoon, Noon) => hour,
        (Part.Midday, 1 or 2) or (Part.Evening, >= 5 and < Noon) or (Part.Pm or Part.Afternoon, > 0 and < Noon) => hour + Noon,
        (Part.Pm or Part.Afternoon, > Noon and < Midnight) or (Part.Evening, > 16 and < Midnight) => hour,
        _ => null,
    };

    private static TimeSpan FractionOf(string digits) =>
        TimeSpan.FromTicks(digits.Length == 0 ? 0 : long.Parse(digits.PadRight(7, '0'), CultureInfo.InvariantCulture));

    /// <summary>China's where none is written; 9:00-11:00 is a span of hours and no zone, unless a T stands before it.</summary>
    private static TimeSpan? OffsetOf(Match match)
    {
        if (!match.Groups["zone"].Success)
        {
            return match.Groups["utc"].Success ? TimeSpan.Zero : China;
        }
        var (isWest, hours, minutes) = (match.Groups["sign"].Value == "-", Figure(match, "zone"), Figure(match, "zoneMinute"));
        return hours > 14 || minutes > 59 || (hours == 14 && minutes > 0) || (isWest && !match.Groups["iso"].Success) ? null
            : new TimeSpan(hours, minutes, 0) * (isWest ? -1 : 1);
    }

    /// <summary>0 where it is not written.</summary>
    private static int Figure(Match match, string name) =>
        match.Groups[name] is { Success: true } figure ? int.Parse(figure.Value, CultureInfo.InvariantCulture) : 0;

    /// <summary>A day as eight digits or with signs between; perhaps a day of the week, an hour with its part of the day, a zone.</summary>
    [GeneratedRegex(@"^(?:北京时间\s*)?(?:(?<year>[0-9]{4})(?<month>[0-9]{2})(?<day>[0-9]{2})"
        + @"|(?<year>[0-9]{4})\s*[-/.年]\s*(?<month>[0-9]{1,2})\s*[-/.月]\s*(?<day>[0-9]{1,2})\s*[日号]?)"
        + @"\s*(?:\(?\s*(?:星期|周|礼拜)(?<week>[一二三四五六日天])\s*\)?)?"
        + @"(?:\s*(?<iso>T)?\s*(?<part>上午|早上|早晨|凌晨|中午|下午|傍晚|晚上|晚|AM|PM)?\s*(?<![0-9])(?<hour>[0-9]{1,2})\s*(?:"
        + @":\s*(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\.(?<fraction>[0-9]{1,7}))?)?\s*(?<part>AM|PM)?|(?<part>AM|PM)"
        + @"|[时点]\s*(?:整|(?<half>半)|(?<minute>[0-9]{1,2})\s*分?\s*(?:(?<second>[0-9]{1,2})\s*秒)?)?)"
        + @"\s*(?:(?<utc>Z|UTC|GMT)|(?<iso>UTC|GMT)?(?<sign>[+-])(?<zone>[0-9]{1,2}):?(?<zoneMinute>[0-9]{2})?|\(?北京时间\)?)?)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
