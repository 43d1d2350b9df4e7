using System.Globalization;
using System.Text;

namespace GrantReview.Files.Rounds;

/// <summary>
/// How a workbook shows a number, as far as it changes what the cell says: a date, a share in percent, leading zeros, a word before or
/// behind.
/// </summary>
/// <remarks>Source: ECMA-376 part 1, 18.8.30 (numFmt) and 18.8.31.</remarks>
internal sealed record NumberFormat(bool IsDate, bool HasHour, bool IsPercent, int LeadingZeros, string Before, string Behind)
{
    public static NumberFormat General { get; } = new(false, false, false, 0, "", "");

    /// <summary>54/60: which of the two counts is not said.</summary>
    public bool IsFraction { get; init; }

    /// <summary>Hours, minutes and seconds alone.</summary>
    public bool HasNoDay { get; init; }

    /// <summary>A spreadsheet keeps fifteen digits.</summary>
    private const double FirstInexact = 1e15;
    private const double MostShown = 1e25;
    private const double FirstDay = 1;
    private const double FirstDay1904 = 1_462;
    private const double LastDay = 2_958_466;

    /// <summary>The formats that files name by number alone: dates of every locale, percent, time.</summary>
    public static NumberFormat BuiltIn(int id) => id switch
    {
        9 or 10 => General with { IsPercent = true },
        12 or 13 => General with { IsFraction = true },
        14 or 15 or 16 or 17 or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => General with { IsDate = true },
        22 => General with { IsDate = true, HasHour = true },
        (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56 =>
            General with { IsDate = true, HasHour = true, HasNoDay = true },
        _ => General,
    };

    /// <summary>Reads the section for positive numbers of a format code.</summary>
    public static NumberFormat Parse(string code)
    {
        StringBuilder before = new(), behind = new();
        int zeros = 0, others = 0;
        bool isDate = false, hasHour = false, hasDay = false, isPercent = false, isFraction = false;
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            switch (code[i])
            {
                case '"':
                    var end = code.IndexOf('"', i + 1);
                    end = end < 0 ? code.Length : end;
                    Word(code[(i + 1)..end]);
                    i = end;
                    break;
                case '\\' or '!' when i + 1 < code.Length:
                    Word(code[++i].ToString());
                    break;
                case '_' or '*':
                    i++;
                    break;
                case '[':
                    var close = code.IndexOf(']', i);
                    close = close < 0 ? code.Length - 1 : close;
                    var inside = code[(i + 1)..close];
                    if (inside.StartsWith('$'))
                    {
                        Word(inside[1..].Split('-')[0]);
                    }
                    else if (inside.Length > 0 && inside.All(c => c is 'h' or 'H' or 'm' or 's'))
                    {
                        (isDate, hasHour) = (true, true);
                    }
                    i = close;
                    break;
                case '%':
                    isPercent = true;
                    break;
                case '0':
                    zeros += others == 0 ? 1 : 0;
                    break;
                case '#' or '?' or '.' or ',' or '/' or 'E' or '@':
                    others++;
                    isFraction |= code[i] == '/';
                    break;
                case 'y' or 'Y' or 'd' or 'D' or 'm' or 'M':
                    isDate = true;
                    hasDay |= code[i] is 'y' or 'Y' or 'd' or 'D';
                    break;
                case 'h' or 'H' or 's' or 'S':
                    (isDate, hasHour) = (true, true);
                    break;
                case 'G' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase):
                    i += "General".Length - 1;
                    others++;
                    break;
                case >= '1' and <= '9' when isFraction:
                    break;
                default:
                    Word(code[i].ToString());
                    break;
            }
        }
        return isDate ? General with { IsDate = true, HasHour = hasHour, HasNoDay = hasHour && !hasDay }
            : new NumberFormat(false, false, isPercent, others == 0 ? zeros : 0, before.ToString(), behind.ToString())
            {
                IsFraction = isFraction,
            };

        // Spaces, brackets and signs do not change a figure; letters, digits and currencies may.
        void Word(string text)
        {
            if (text.Any(c => char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.CurrencySymbol))
            {
                (zeros + others == 0 ? before : behind).Append(text);
            }
        }
    }

    /// <summary>The number as the sheet says it, or what is wrong with it.</summary>
    public (string Text, string? Fault) Read(string stored, bool is1904)
    {
        if (!double.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return (stored, "NotANumber");
        }
        if (IsDate)
        {
            return Moment(value, is1904) is { } moment ? (moment, null) : (stored, "NotAnInstant");
        }
        if (Math.Abs(value) >= FirstInexact)
        {
            return (value.ToString(Math.Abs(value) < MostShown ? "F0" : "R", CultureInfo.InvariantCulture), "NumberTooLong");
        }
        if (IsFraction && !double.IsInteger(value))
        {
            return (stored, "NumberIsFraction");
        }
        var figure = IsPercent ? (decimal)value * 100 : (decimal)value;
        var text = figure.ToString("0.############", CultureInfo.InvariantCulture);
        if (LeadingZeros > 1 && figure >= 0 && decimal.IsInteger(figure))
        {
            text = text.PadLeft(LeadingZeros, '0');
        }
        return ($"{Before}{text}{(IsPercent ? "%" : "")}{Behind}", null);
    }

    /// <summary>A day without an hour is a bare date; an hour without a day stays one.</summary>
    private string? Moment(double stored, bool is1904)
    {
        var serial = is1904 && stored >= FirstDay ? stored + FirstDay1904 : stored;
        if (serial is < 0 or >= LastDay || (HasNoDay && serial >= FirstDay))
        {
            return null;
        }
        // To the second: a serial holds no more. Serials up to 60 are of a calendar that has a 29th of February 1900.
        var ticks = (long)Math.Round((serial - Math.Floor(serial)) * 86_400) * TimeSpan.TicksPerSecond;
        if (serial < FirstDay)
        {
            return new TimeOnly(Math.Min(ticks, TimeSpan.TicksPerDay - 1)).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        }
        var time = new DateTime(1899, 12, 30).AddDays(Math.Floor(serial) + (serial < 61 ? 1 : 0)).AddTicks(ticks);
        return ticks == 0 && !HasHour
            ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+08:00";
    }
}
