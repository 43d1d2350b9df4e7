using System.Text.RegularExpressions;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// Makes a table of the lines of a file: finds the header below titles, names its columns, leaves out sums, notes and repeated headers, and
/// says what it left out or guessed.
/// </summary>
internal sealed partial class TableLines(TableSchema schema, TableLayout layout)
{
    /// <summary>Titles and notes above a header are fewer.</summary>
    public const int LastHeaderRow = 20;
    private const int MostWarnings = 20;
    private const int MostBlocks = 4;
    private const int MostInNote = 2;

    /// <summary>Rows in which samples of a column are looked for.</summary>
    private const int MostLooked = 1_000;

    /// <summary>A header row: the column that each place names, and the last row that belongs to it.</summary>
    private sealed record Header(int Row, IReadOnlyDictionary<int, string> Columns, IReadOnlyDictionary<int, HeaderCell> Cells)
    {
        public int Last { get; } = Cells.Keys.DefaultIfEmpty().Max();

        public int Known(TableSchema schema) => Columns.Values.Count(schema.IsKnown);
    }

    /// <summary>How well the best row serves as the header of a table: 0 where it has not all required columns.</summary>
    public int Fit(IReadOnlyList<Line> lines) =>
        HeaderOf(lines) is { } header && Missing(header).Count == 0 ? header.Known(schema) : 0;

    /// <summary>How many known columns the best row names.</summary>
    public int Named(IReadOnlyList<Line> lines) => HeaderOf(lines)?.Known(schema) ?? 0;

    /// <param name="sight">What is seen is told here, whether or not a table comes of it.</param>
    /// <param name="outside">The code of a value beyond the header.</param>
    public Table? Read(IReadOnlyList<Line> lines, string file, TableSight sight, List<Mistake> mistakes, List<Mistake> warnings,
        string outside)
    {
        sight.Lines = [.. lines.Where(l => l.Number > 0 && !l.Cells.All(IsBlank)).Take(TableSight.MostLines)
            .Select(l => (l.Number, TextsOf(l)))];
        if (HeaderOf(lines) is not { } header)
        {
            mistakes.Add(new Mistake(file, null, "", "FileEmpty"));
            return null;
        }
        (header, lines) = Unfolded(header, lines);
        var below = lines.Where(l => l.Number > header.Row && !l.Cells.All(IsBlank)).ToList();
        var before = mistakes.Count;
        var factors = Notes(header, below, UnitBeside(lines, header), file, mistakes, warnings);
        Look(header, below, factors, sight);
        var isTitle = header.Columns.Count == 1 && schema.Required.Count > 1;
        mistakes.AddRange(
            sight.Missing.Select(c => new Mistake(file, header.Row, c, isTitle ? "ColumnMissingBelowTitle" : "ColumnMissing")));
        mistakes.AddRange(header.Columns.Values.CountBy(h => h).Where(h => h.Value > 1)
            .Select(h => new Mistake(file, header.Row, h.Key, "ColumnTwice")));
        if (mistakes.Skip(before).Any(m => !TableSight.IsUnitAsked(m)))
        {
            return null;
        }
        var rows = RowsOf(below, header, factors, file, mistakes, warnings, outside);
        var columns = header.Columns.OrderBy(c => c.Key).ToList();
        return new Table(file, [.. columns.Select(c => c.Value).Concat(Given(header))], Numbered(rows))
        {
            Places = columns.ToDictionary(c => c.Value, c => c.Key, StringComparer.Ordinal),
        };
    }

    /// <summary>The columns that the layout fills, as the file lacks them.</summary>
    private IEnumerable<string> Given(Header header) =>
        layout.Values.Keys.Append(layout.Headings).OfType<string>().Distinct().Where(c => !header.Columns.Values.Contains(c));

    private List<string> Missing(Header header) =>
        [.. schema.Required.Except(header.Columns.Values).Except(layout.Values.Keys).Where(c => c != layout.Headings)];

    /// <summary>The first row that names all required columns; else the one of the first rows that names most.</summary>
    private Header? HeaderOf(IReadOnlyList<Line> lines)
    {
        Header? best = null;
        var candidates = lines.Index().Where(l => !l.Item.Cells.All(IsBlank));
        candidates =
            layout.HeaderRow is { } row ? candidates.Where(l => l.Item.Number == row) : candidates.Take(schema.IsExact ? 1 : LastHeaderRow);
        foreach (var (index, _) in candidates)
        {
            var header = HeaderAt(lines, index);
            if (Missing(header).Count == 0)
            {
                return header;
            }
            if (best is null || header.Known(schema) > best.Known(schema))
            {
                best = header;
            }
        }
        return best;
    }

    /// <summary>
    /// A name with a note gives way to the name itself, and both to what a person says; a second column without meaning is numbered.
    /// </summary>
    private Header HeaderAt(IReadOnlyList<Line> lines, int index)
    {
        var (row, names) = NamesAt(lines, index);
        var cells = names.ToDictionary(n => n.Key, n => Meaning(n.Value));
        var said = cells.Values.Where(c => c.IsSaid).Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
        var named =
            cells.Values.Where(c => !c.IsSaid && !c.IsUsual && c.Note.Length == 0).Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
        var columns = new Dictionary<int, string>();
        foreach (var (place, cell) in cells.Where(c => !(c.Value.IsSaid && c.Value.Column == TableLayout.LeftOut)).OrderBy(c => c.Key))
        {
            var gives =
                !cell.IsSaid && (said.Contains(cell.Column) || ((cell.IsUsual || cell.Note.Length > 0) && named.Contains(cell.Column)));
            var column = gives ? cell.Written : cell.Column;
            columns.Add(place,
                schema.IsExact || schema.IsKnown(column) || !columns.ContainsValue(column) ? column : Unused(column, columns));
        }
        return new Header(row, columns, cells);
    }

    private static string Unused(string name, Dictionary<int, string> columns) =>
        Enumerable.Range(2, columns.Count + 1).Select(n => $"{name} ({n})").First(n => !columns.ContainsValue(n));

    private HeaderCell Meaning(string written) =>
        !schema.IsExact && layout.Columns.TryGetValue(TableLayout.KeyOf(written), out var column) ? TableSchema.Say(written, column)
            : schema.Read(written);

    /// <summary>
    /// The names of a header, from several rows where cells of the first are merged down, or where a text without merged cells leaves a
    /// group's names to the row below: what stands over several columns is the name of a group, and the names below it count.
    /// </summary>
    private (int Row, Dictionary<int, string> Names) NamesAt(IReadOnlyList<Line> lines, int index)
    {
        var first = lines[index];
        var names = first.Cells.Where(c => !IsBlank(c)).ToDictionary(c => c.Column, c => c.Text);
        var row = first.Number;
        for (var next = index + 1; !schema.IsExact && next < lines.Count
            && (lines[next].Cells.Any(c => c.SpreadFrom == first.Number) || (next == index + 1 && IsUnderGroups(lines[next], names))); next++)
        {
            var group = "";
            var lower = lines[next].Cells.Where(c => !IsBlank(c) && c.SpreadFrom is null).ToDictionary(c => c.Column, c => c.Text);
            var groups = names.ToDictionary();
            foreach (var place in groups.Keys.Concat(lower.Keys).Distinct().Order())
            {
                group = groups.GetValueOrDefault(place, group);
                if (lower.TryGetValue(place, out var name))
                {
                    // A unit below its name is a note; the same name below several groups is told apart by theirs.
                    names[place] = name.TrimStart() is ['(' or '（', ..] || lower.Values.Count(n => n == name) > 1 ? group + name : name;
                }
            }
            row = lines[next].Number;
        }
        return (row, names);
    }

    /// <summary>The row below a header has names where that one has a group's name and blanks behind it, and nothing anywhere else.</summary>
    private static bool IsUnderGroups(Line line, Dictionary<int, string> names)
    {
        var given = line.Cells.Where(c => !IsBlank(c)).ToList();
        return given.Count < names.Count && given.Exists(c => names.ContainsKey(c.Column)) && given.Exists(c => !names.ContainsKey(c.Column))
            && given.TrueForAll(c => c is { Fault: null, SpreadFrom: null } && Written.Number(c.Text) is null
                && !(names.ContainsKey(c.Column) && names.ContainsKey(c.Column + 1)));
    }

    /// <summary>A table that stands in several blocks side by side, below the same names again, is one table.</summary>
    private (Header Header, IReadOnlyList<Line> Lines) Unfolded(Header header, IReadOnlyList<Line> lines)
    {
        var places = header.Cells.Keys.Order().ToList();
        var names = places.ConvertAll(p => TableLayout.KeyOf(header.Cells[p].Written));
        var blocks = schema.IsExact ? 1 : Enumerable.Range(2, MostBlocks - 1).FirstOrDefault(
            n => names.Count % n == 0 && names.Count / n > 1
                && names.Index().All(name => name.Item == names[name.Index % (names.Count / n)]), 1);
        if (blocks == 1)
        {
            return (header, lines);
        }
        var width = names.Count / blocks;
        var home = places.Index().ToDictionary(p => p.Item, p => (Block: p.Index / width, Place: places[p.Index % width]));
        return (
            new Header(header.Row, header.Columns.Where(c => home[c.Key].Block == 0).ToDictionary(),
                header.Cells.Where(c => home[c.Key].Block == 0).ToDictionary()),
            [
                .. lines.SelectMany(line => Enumerable.Range(0, blocks).Select(block => line with
                {
                    Cells = [.. line.Cells.Where(c => home.TryGetValue(c.Column, out var at) ? at.Block == block : block == 0)
                        .Select(c => home.TryGetValue(c.Column, out var at) ? c with { Column = at.Place } : c)],
                })).Where(l => l.Cells.Count > 0),
            ]);
    }

    private void Look(Header header, List<Line> below, Dictionary<int, int> factors, TableSight sight)
    {
        var records = below.Where(l => Aside(l, header) is null && !IsHeading(l, header)).Take(MostLooked).ToList();
        sight.HeaderRow = header.Row;
        sight.Missing = Missing(header);
        sight.Headings = layout.Headings is null && schema.Required.Count > 1
            ? [.. below.Where(l => IsHeading(l, header) && Aside(l, header) is null).Select(l => TextsOf(l).First(t => t.Length > 0))
                .Distinct()] : [];
        sight.Columns =
        [
            .. header.Cells.OrderBy(c => c.Key)
                .Select(c => (c.Key, c.Value.Written, Column: header.Columns.GetValueOrDefault(c.Key, TableLayout.LeftOut)))
                .Select(c => new SeenColumn(
                c.Key, c.Written, c.Column, schema.IsKnown(c.Column), FactorOf(c.Column, c.Key, factors),
                [
                    .. records.SelectMany(l =>
                        l.Cells.Where(cell => cell.Column == c.Key && !IsBlank(cell)).Select(cell => CellReader.Shown(cell.Text.Trim())))
                        .Distinct().Take(TableSight.MostSamples),
                ]) { IsRate = schema.IsRate(c.Column) }),
        ];
    }

    private List<TableRow> RowsOf(
        List<Line> below, Header header, Dictionary<int, int> factors, string file, List<Mistake> mistakes, List<Mistake> warnings,
        string outside)
    {
        var rows = new List<TableRow>(below.Count);
        List<int> hidden = [], struck = [], repeated = [];
        var unnamed = new SortedSet<int>();
        var heading = "";
        foreach (var line in below)
        {
            if (Aside(line, header) is { } said)
            {
                warnings.Add(new Mistake(file, line.Number, "", "RowSkipped", CellReader.Shown(said)));
                continue;
            }
            if (IsHeading(line, header) && (layout.Headings is not null || line.Cells.Any(c => c.Fault == "CellsMerged")))
            {
                heading = HeadingOf(TextsOf(line).First(t => t.Length > 0));
                if (layout.Headings is null)
                {
                    mistakes.Add(new Mistake(file, line.Number, "", "RowOfOneText", CellReader.Shown(heading)));
                }
                continue;
            }
            if (!schema.IsExact && Repeats(line, header))
            {
                repeated.Add(line.Number);
                continue;
            }
            if (line.IsHidden)
            {
                hidden.Add(line.Number);
            }
            if (line.Cells[0].IsStruck)
            {
                struck.Add(line.Number);
            }
            if (line.Cells.All(c => IsBlank(c) || !header.Columns.ContainsKey(c.Column))
                && line.Cells.Any(c => !IsBlank(c) && c.Column > header.Last))
            {
                // Nothing but a stray value: no record lacks its cells.
                mistakes.Add(new Mistake(file, line.Number, "", outside, $"{line.Cells.Last(c => !IsBlank(c)).Column}", $"{header.Last}"));
                continue;
            }
            unnamed.UnionWith(line.Cells.Where(c => !header.Cells.ContainsKey(c.Column) && c.Column < header.Last && !IsBlank(c))
                .Select(c => c.Column));
            rows.Add(RowOf(line, header, factors, heading, file, mistakes, outside));
        }
        Say("RowsHidden", hidden);
        Say("RowsStruck", struck);
        Say("HeadersRepeated", repeated);
        Say("ColumnsUnnamed", [.. unnamed]);
        return rows;

        void Say(string code, List<int> numbers)
        {
            if (numbers.Count > 0)
            {
                warnings.Add(new Mistake(file, null, "", code,
                    string.Join(", ", numbers.Take(MostWarnings)) + (numbers.Count > MostWarnings ? " …" : "")));
            }
        }
    }

    /// <summary>
    /// The word by which a row is a sum or a note and no record: beside the word it fills less than half of the required columns.
    /// </summary>
    private string? Aside(Line line, Header header)
    {
        if (schema.IsExact || schema.Required.Count < 2)
        {
            return null;
        }
        var given = line.Cells.Where(c => !IsBlank(c)).ToList();
        var word = given[0].Text.Trim();
        var filled = given.Skip(1).Count(c => header.Columns.TryGetValue(c.Column, out var column) && schema.Required.Contains(column)
            && c.Text.Trim() != word);
        return filled * 2 < schema.Required.Count && SumOrNote().IsMatch(word) ? word : null;
    }

    /// <summary>One text alone, in the first columns of a table that has more.</summary>
    private bool IsHeading(Line line, Header header) =>
        !schema.IsExact && header.Columns.Count > 2 && line.Cells.Where(c => !IsBlank(c)).Select(c => c.Column).ToList() is [var place]
        && place <= header.Columns.Keys.Order().ElementAt(1);

    /// <summary>"一、重点项目（共20项）" names 重点项目.</summary>
    private static string HeadingOf(string text) => Heading().Match(text) is { Success: true } match ? match.Groups[1].Value : text;

    private static bool Repeats(Line line, Header header) =>
        line.Cells.Where(c => !IsBlank(c)).ToList() is { Count: > 1 } given && given.TrueForAll(
            c => header.Cells.TryGetValue(c.Column, out var cell) && TableLayout.KeyOf(c.Text) == TableLayout.KeyOf(cell.Written));

    public static bool IsBlank(LineCell cell) => cell.Fault is null && Written.Seen(cell.Text).AsSpan().IsWhiteSpace();

    private static string[] TextsOf(Line line)
    {
        var texts = new string[Math.Min(TableSight.MostColumns, line.Cells.Count == 0 ? 0 : line.Cells[^1].Column)];
        Array.Fill(texts, "");
        foreach (var cell in line.Cells.Where(c => c.Column <= texts.Length))
        {
            texts[cell.Column - 1] = cell.Text.Trim();
        }
        return texts;
    }

    private TableRow RowOf(
        Line line, Header header, Dictionary<int, int> factors, string heading, string file, List<Mistake> mistakes, string outside)
    {
        var row = header.Columns.Values.ToDictionary(c => c, _ => "", StringComparer.Ordinal);
        foreach (var given in Given(header))
        {
            row[given] = layout.Values.GetValueOrDefault(given, "");
        }
        var beyond = 0;
        foreach (var cell in line.Cells)
        {
            var written = cell.Text.Trim();
            var text = schema.IsExact ? written : WrittenCell.Plain(written);
            if (!header.Columns.TryGetValue(cell.Column, out var column))
            {
                beyond = cell.Column > header.Last && !IsBlank(cell) ? cell.Column : beyond;
                continue;
            }
            if (cell.Fault is not null)
            {
                mistakes.Add(new Mistake(file, line.Number, column, cell.Fault, CellReader.Shown(text)));
            }
            else if (text.Length > TableReader.LongestCell)
            {
                mistakes.Add(new Mistake(file, line.Number, column, "TooLong", $"{text.Length}", $"{TableReader.LongestCell}"));
            }
            else if (written.StartsWith('='))
            {
                mistakes.Add(new Mistake(file, line.Number, column, "Formula"));
            }
            else if (!schema.IsExact && WrittenCell.FaultOf(text, schema.IsKnown(column), schema.IsProse(column)) is var (code, shown))
            {
                mistakes.Add(new Mistake(file, line.Number, column, code, CellReader.Shown(shown)));
            }
            var isMoney = KindOf(column).IsMoney && factors.GetValueOrDefault(cell.Column, 1) > 1;
            if (isMoney && text.Contains('元', StringComparison.Ordinal))
            {
                mistakes.Add(new Mistake(file, line.Number, column, "NumberHasWords", CellReader.Shown(text)));
            }
            row[column] = IsBlank(cell) ? "" : isMoney && Written.Number(text) is { } figure ? (figure * factors[cell.Column]).ToString()
                : KindOf(column).IsRate ? Rate(column, text, factors.GetValueOrDefault(cell.Column)) : text;
        }
        if (beyond > 0)
        {
            mistakes.Add(new Mistake(file, line.Number, "", outside, $"{beyond}", $"{header.Last}"));
        }
        if (layout.Headings is { } headings && row[headings].Length == 0)
        {
            row[headings] = heading;
        }
        return new TableRow(line.Number, row);
    }

    /// <summary>Rows that are given their ids: the one by which a row is known already, else the next that is free.</summary>
    private List<TableRow> Numbered(List<TableRow> rows)
    {
        if (layout.Values.GetValueOrDefault("id") is not { } pattern || !pattern.Contains(TableLayout.Counter, StringComparison.Ordinal))
        {
            return rows;
        }
        var taken = layout.Ids.Values.ToHashSet(StringComparer.Ordinal);
        var number = 0;
        return rows.ConvertAll(row => row["id"] != pattern ? row : row with
        {
            Cells = new Dictionary<string, string>(row.Cells, StringComparer.Ordinal) { ["id"] = IdOf(row) },
        });

        string IdOf(TableRow row)
        {
            if (layout.Ids.TryGetValue(TableLayout.KeyOf(row, schema), out var known))
            {
                return known;
            }
            string id;
            do
            {
                id = TableLayout.IdOf(pattern, ++number);
            }
            while (taken.Contains(id));
            return id;
        }
    }

    [GeneratedRegex(
        @"^\s*((本页|本表|全部|其中)?\s*(总|合|小|共)\s*计.{0,60}|总数|total|sum|subtotal"
        + @"|(备\s*注|注|说\s*明|附|填\s*[表报]\s*(人|说明|单位|日期|时间)|制\s*表\s*(人|单位|日期|时间)?|审\s*[核批]\s*(人|意见)?|复\s*核\s*人?|联\s*系\s*(人|电话)|经\s*办\s*人"
        + @"|(单位|部门)?\s*负\s*责\s*人|(主管|推荐|申报)(单位|部门)|日\s*期|note|source)\s*\d*\s*([(（].{0,20}[)）])?\s*[:：].*"
        + @"|[*＊※†]+\s*.{2,}|[(（]?\s*(盖\s*章|公\s*章|以下(空白|无正文)).{0,20}|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*[:：]?\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex SumOrNote();

    [GeneratedRegex(@"^\s*(?:[（(]?[一二三四五六七八九十\d]+\s*[、.．)）]\s*)?(.+?)\s*(?:[（(]\s*(?:共|合计)?\s*\d+\s*[个项人家名]\s*[）)])?\s*[:：]?\s*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}
