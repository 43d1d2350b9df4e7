using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>Reads the cells of a table as what they should be; what is not is a mistake with its row and column.</summary>
internal sealed class CellReader(string file, List<Mistake> mistakes)
{
    public const int LongestId = 64;

    public string File => file;

    public string Required(TableRow row, string column, int longest = TableReader.LongestCell)
    {
        var text = row[column];
        if (string.IsNullOrWhiteSpace(text))
        {
            mistakes.Add(new Mistake(file, row.Number, column, "Required"));
        }
        return Limited(row, column, longest);
    }

    /// <summary>Not the sign that stands for every application.</summary>
    public ApplicationId Application(TableRow row, string column)
    {
        var id = ApplicationId.Of(Required(row, column, LongestId)).GetValueOrDefault();
        if (id == Verdict.Everyone)
        {
            mistakes.Add(new Mistake(file, row.Number, column, "ReservedId", id.Value));
        }
        return id;
    }

    public ExpertId Expert(TableRow row, string column) => ExpertId.Of(Required(row, column, LongestId)).GetValueOrDefault();

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
        var fault = Written.ReadNumber(row[column], out var value);
        if (fault == NumberFault.None)
        {
            return value;
        }
        mistakes.Add(new Mistake(file, row.Number, column, CodeOf(fault), Shown(row[column])));
        return null;
    }

    /// <summary>An exact figure: decimal, or a fraction as weights have them.</summary>
    public Rational? Exact(TableRow row, string column) => Rational.TryParse(row[column], out var value) ? value
        : OptionalNumber(row, column);

    public static string CodeOf(NumberFault fault) => fault switch
    {
        NumberFault.IsFraction => "NumberIsFraction",
        NumberFault.HasDecimalComma => "NumberHasDecimalComma",
        NumberFault.HasWords => "NumberHasWords",
        NumberFault.IsPercent => "NumberIsPercent",
        _ => "NotANumber",
    };

    public Money? Amount(TableRow row, string column)
    {
        if (row[column].Length == 0)
        {
            return null;
        }
        if (Written.Amount(row[column]) is { } amount)
        {
            return amount;
        }
        var fault = Written.ReadNumber(row[column], out _);
        mistakes.Add(new Mistake(file, row.Number, column, fault is NumberFault.None or NumberFault.NotANumber ? "NotAnAmount"
            : CodeOf(fault), Shown(row[column])));
        return null;
    }

    public int? Whole(TableRow row, string column, int min, int max)
    {
        if (row[column].Length == 0)
        {
            return null;
        }
        if (Written.Number(row[column]) is { IsInteger: true } value && value >= min && value <= max)
        {
            return (int)value.Numerator;
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
        if (Times.Read(row[column]) is { } time)
        {
            return time.UtcDateTime;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotAnInstant", Shown(row[column])));
        return null;
    }

    public bool Truth(TableRow row, string column, bool blank)
    {
        if (row[column].Length == 0)
        {
            return blank;
        }
        if (Written.Truth(row[column]) is { } answer)
        {
            return answer;
        }
        mistakes.Add(new Mistake(file, row.Number, column, "NotYesOrNo", Shown(row[column])));
        return blank;
    }

    /// <summary>The outcome of the formal review, in its own words or as yes and no.</summary>
    public bool Admitted(TableRow row, string column) => Written.Key(row[column]) switch
    {
        "受理" or "通过" => true,
        "不予受理" or "不受理" or "不通过" => false,
        _ => Truth(row, column, blank: true),
    };

    public static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
}
