using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;

namespace GrantReview.Files.Rounds;

/// <summary>Reads the cells of a table as what they should be; what is not is a mistake with its row and column.</summary>
internal sealed class CellReader(string file, List<Mistake> mistakes)
{
    public const int LongestId = 64;

    public string Required(TableRow row, string column, int longest = TableReader.LongestCell)
    {
        var text = row[column];
        if (text.Length == 0)
        {
            mistakes.Add(new Mistake(file, row.Number, column, "Required"));
        }
        return Limited(row, column, longest);
    }

    public string Limited(TableRow row, string column, int longest)
    {
        // What is longer than any cell may be was reported when the table was read.
        if (row[column].Length > longest && row[column].Length <= TableReader.LongestCell)
        {
            mistakes.Add(new Mistake(file, row.Number, column, "TooLong", $"{row[column].Length}", $"{longest}"));
        }
        return row[column];
    }

    public Rational? Number(TableRow row, string column)
    {
        if (row[column].Length == 0)
        {
            mistakes.Add(new Mistake(file, row.Number, column, "Required"));
            return null;
        }
        return OptionalNumber(row, column);
    }

    public Rational? OptionalNumber(TableRow row, string column)
    {
        if (row[column].Length == 0)
        {
            return null;
        }
        if (Rational.TryParse(row[column], out var value))
        {
            return value;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotANumber", Shown(row[column])));
        return null;
    }

    public Money? Amount(TableRow row, string column)
    {
        var text = row[column].Replace(",", "", StringComparison.Ordinal);
        if (text.Length == 0)
        {
            return null;
        }
        if (Money.TryParse(text, out var value) && value.Fen >= 0)
        {
            return value;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotAnAmount", Shown(row[column])));
        return null;
    }

    public int? Whole(TableRow row, string column, int min, int max)
    {
        if (row[column].Length == 0)
        {
            return null;
        }
        if (int.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotAWholeNumber", Shown(row[column]), $"{min}", $"{max}"));
        return null;
    }

    public DateTime? Instant(TableRow row, string column)
    {
        if (row[column].Length == 0)
        {
            return null;
        }
        if (DateTimeOffset.TryParse(row[column], CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && TieBreaking.TryParseInstant(row[column], out var utc))
        {
            return utc;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotAnInstant", Shown(row[column])));
        return null;
    }

    public bool Truth(TableRow row, string column, bool blank)
    {
        switch (row[column].ToLowerInvariant())
        {
            case "":
                return blank;
            case "yes" or "true" or "1" or "是" or "y" or "受理":
                return true;
            case "no" or "false" or "0" or "否" or "n" or "不予受理":
                return false;
            default:
                mistakes.Add(new Mistake(file, row.Number, column, "NotYesOrNo", Shown(row[column])));
                return blank;
        }
    }

    public static IReadOnlyList<string> List(string text) => text.Split([';', '；', '、', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
