using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

public enum ColumnKind
{
    /// <summary>Kept as text whatever it looks like: codes, names, reasons.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Shown with two digits.</summary>
    Score,

    /// <summary>Yuan with two digits and thousands separators.</summary>
    Money,

    /// <summary>Ten thousands of yuan (万元), to the fen: up to six digits.</summary>
    TenThousands,
}

/// <summary>A column of a report.</summary>
/// <param name="Group">A heading above several columns; null = none.</param>
/// <param name="Width">In characters of the default font.</param>
public sealed record ReportColumn(LocalText Heading, ColumnKind Kind, double Width, LocalText? Group = null)
{
    /// <param name="heading">Key of its words.</param>
    public ReportColumn(string heading, ColumnKind kind, double width) : this(Said.Of(heading), kind, width) { }
}

/// <summary>A cell: text, a number, or nothing.</summary>
public readonly record struct ReportCell(LocalText? Text, decimal? Number)
{
    public static implicit operator ReportCell(string? text) => new(text is null ? null : new LocalText(text), null);
    public static implicit operator ReportCell(LocalText? text) => new(text, null);
    public static implicit operator ReportCell(int? number) => new(null, number);
    public static implicit operator ReportCell(Money? money) => new(null, money?.Yuan);

    /// <summary>Rounded to ten decimals: a cell shows two and a spreadsheet confirms the rest.</summary>
    public static implicit operator ReportCell(Rational? score) =>
        new(null, score is { } s ? decimal.Parse(s.ToText(10), System.Globalization.CultureInfo.InvariantCulture) : null);
}

/// <summary>What one worksheet says, as plain rows; Files draws it.</summary>
/// <param name="Name">31 characters at most and none of : \ / ? * [ ] in either language.</param>
/// <param name="Lines">Lines above the table: who, what, when.</param>
/// <param name="Totals">A last row of sums, or null; it has a cell for each column.</param>
public sealed record ReportSheet(
    LocalText Name,
    LocalText Title,
    IReadOnlyList<LocalText> Lines,
    IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<IReadOnlyList<ReportCell>> Rows,
    IReadOnlyList<ReportCell>? Totals = null)
{
    /// <summary>Drawn beside the table; null = none.</summary>
    public ReportChart? Chart { get; init; }

    /// <summary>The day that it is of; null = it is written beside the seal by hand.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>What its money is counted in (单位：元); null = it has no money.</summary>
    public LocalText? Unit =>
        Columns.Any(c => c.Kind == ColumnKind.TenThousands) ? Said.Of(MoneyUnit.TenThousandYuan)
        : Columns.Any(c => c.Kind == ColumnKind.Money) ? Said.Of(MoneyUnit.Yuan) : null;
}

/// <summary>Columns of bars with lines across, over the rows of a sheet.</summary>
/// <param name="Labels">The column under the bars.</param>
/// <param name="Bars">Columns of figures; a row has a figure in one of them, so that the bar's colour says which.</param>
/// <param name="Lines">Columns of figures drawn as lines.</param>
public sealed record ReportChart(LocalText Title, int Labels, IReadOnlyList<int> Bars, IReadOnlyList<int> Lines);
