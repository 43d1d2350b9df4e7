using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>In what the figures of a column stand: yuan and their multiples, percent or shares of one.</summary>
internal sealed partial class TableLines
{
    /// <summary>The unit of a column is a question.</summary>
    private const int AskedFactor = 0;

    private readonly Dictionary<string, (bool IsMoney, bool IsRate)> kinds = new(StringComparer.Ordinal);

    /// <summary>
    /// What notes in the header's names say: a unit is heeded, anything else is said to be passed over; and which names are nearly a
    /// column's.
    /// </summary>
    /// <param name="beside">The unit of money that a line above or below the table gives; null = none does.</param>
    private Dictionary<int, int> Notes(Header header, List<Line> below, string? beside, string file, List<Mistake> mistakes,
        List<Mistake> warnings)
    {
        var factors = new Dictionary<int, int>();
        foreach (var (place, column) in header.Columns.OrderBy(c => c.Key))
        {
            var cell = header.Cells[place];
            var note = column == cell.Written ? "" : cell.Note;
            if ((schema.IsMoney(column) || schema.IsRate(column))
                && layout.Factors.TryGetValue(TableLayout.KeyOf(cell.Written), out var said))
            {
                factors.Add(place, said);
                continue;
            }
            if (note.Length == 0 && !cell.IsUsual && cell.Near.FirstOrDefault(n => !header.Columns.Values.Contains(n)) is { } near)
            {
                warnings.Add(new Mistake(file, header.Row, cell.Written, "ColumnUnused", near));
            }
            if (cell.IsUsual && column != cell.Column)
            {
                warnings.Add(new Mistake(file, header.Row, cell.Written, "ColumnUnused", cell.Column));
            }
            if (schema.IsMoney(column))
            {
                factors.Add(place, OfMoney(column, cell, note, beside, header.Row, file, mistakes, warnings));
                continue;
            }
            if (schema.IsRate(column) && TableSchema.PercentIn(note) is { } percent)
            {
                factors.Add(place, percent);
                continue;
            }
            if (cell.IsUsual ? column != cell.Written : note.Length > 0 && !cell.IsSaid)
            {
                warnings.Add(new Mistake(file, header.Row, column, "ColumnRead", cell.Written));
            }
            if (schema.IsRate(column) && column != cell.Written && !SaysPercent(cell) && Doubtful(column, place, below) is { } doubtful)
            {
                factors.Add(place, AskedFactor);
                mistakes.Add(new Mistake(file, header.Row, column, "RateAsked", cell.Written, doubtful));
            }
        }
        return factors;
    }

    /// <summary>A column whose own name has it.</summary>
    private static bool SaysPercent(HeaderCell cell) => cell.Written.TrimEnd(')', '）', ' ') is [.., '%' or '％'];

    /// <summary>How many yuan one of the column's figures is.</summary>
    private int OfMoney(string column, HeaderCell cell, string note, string? beside, int row, string file, List<Mistake> mistakes,
        List<Mistake> warnings)
    {
        var usual = schema.FactorOf(column);
        if (note.Length == 0)
        {
            if (beside is null || TableSchema.YuanIn(beside) == usual || TableSchema.UnitAbove(cell.Written) is not null)
            {
                return usual;
            }
            mistakes.Add(new Mistake(file, row, column, "UnitAsked", cell.Written, beside));
            return AskedFactor;
        }
        if (TableSchema.YuanIn(note) is not { } factor)
        {
            mistakes.Add(new Mistake(file, row, column, "UnitUnknown", cell.Written));
            return AskedFactor;
        }
        if (factor > 1)
        {
            warnings.Add(new Mistake(file, row, column, "UnitRead", cell.Written, $"{factor}"));
        }
        return factor;
    }

    /// <summary>
    /// A figure that shows that a column may not stand in its own unit: none above 1 in a column of percent, one above 1 among shares; null
    /// where none does, or each has its %.
    /// </summary>
    private string? Doubtful(string column, int place, List<Line> below)
    {
        var figures = below.SelectMany(l => l.Cells.Where(c => c.Column == place && c.Fault is null))
            .Select(c => (c.Text, Figure: Written.Number(c.Text))).Where(c => c.Figure is { } figure && figure != Rational.Zero).ToList();
        return schema.IsShare(column) ? figures.Find(c => c.Figure > Rational.One).Text
            : figures.TrueForAll(c => !(c.Figure > Rational.One)) ? figures.Select(c => c.Text).FirstOrDefault() : null;
    }

    private (bool IsMoney, bool IsRate) KindOf(string column) =>
        kinds.TryGetValue(column, out var kind) ? kind : kinds[column] = (schema.IsMoney(column), schema.IsRate(column));

    /// <summary>What one figure of a column is; null where it has no unit that is known.</summary>
    private int? FactorOf(string column, int place, Dictionary<int, int> factors) =>
        schema.IsMoney(column) || schema.IsRate(column) ? factors.GetValueOrDefault(place, schema.FactorOf(column)) : null;

    /// <summary>A rate in its column's own unit, where a % or the header says in what it stands.</summary>
    /// <param name="factor">Percent points a figure; 0 = nobody says.</param>
    private string Rate(string column, string text, int factor)
    {
        var usual = schema.FactorOf(column);
        var points = Written.ReadNumber(text, out var figure) switch
        {
            NumberFault.IsPercent => Written.Percent(text),
            NumberFault.None when factor > 0 && factor != usual => figure * factor,
            _ => null,
        };
        return points is { } said ? (said / usual).ToString() : text;
    }

    /// <summary>What a line of few cells above the header, or a note below the table, says of all figures: 单位：万元.</summary>
    private string? UnitBeside(IReadOnlyList<Line> lines, Header header) => schema.IsExact ? null : lines
        .Where(l => l.Number < header.Row || l.Cells.Count(c => !IsBlank(c)) <= MostInNote)
        .SelectMany(l => l.Cells.Where(c => !IsBlank(c) && c.Text.Length <= TableSchema.LongestHeader))
        .Select(c => TableSchema.UnitAbove(c.Text)).FirstOrDefault(u => u is not null);
}
