using System.Globalization;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>How a table lies in its file, as a person says; what is left out the reader finds.</summary>
public sealed record TableLayout
{
    public const string Utf8 = "utf-8";
    public const string Gb18030 = "gb18030";

    /// <summary>What stands for the number of a row in an id that rows are given: K-### is K-001, K-002 …</summary>
    public const char Counter = '#';

    /// <summary>The meaning of a header whose column is not read.</summary>
    public const string LeftOut = "-";

    /// <summary>Everything is found.</summary>
    public static TableLayout Found { get; } = new();

    /// <summary>Null = the visible sheet whose header fits best.</summary>
    public string? Sheet { get; init; }

    /// <summary>As a spreadsheet shows it; null = the first row that names the columns.</summary>
    public int? HeaderRow { get; init; }

    /// <summary><see cref="Utf8"/> or <see cref="Gb18030"/>; null = what makes words.</summary>
    public string? Encoding { get; init; }

    public char? Separator { get; init; }

    /// <summary>
    /// <see cref="KeyOf(string)"/> of a header → the column that it means; blank = none of the known ones, <see cref="LeftOut"/> = it is
    /// not read.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary><see cref="KeyOf(string)"/> of a header → how many yuan, or percent points, one of its figures is.</summary>
    public IReadOnlyDictionary<string, int> Factors { get; init; } = new Dictionary<string, int>();

    /// <summary>A column that the file lacks → what stands in it in every row; an id with <see cref="Counter"/> counts the rows.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The column that rows of one text name for the rows below them ("一、重点项目"); null = such a row is a mistake.</summary>
    public string? Headings { get; init; }

    /// <summary>
    /// What is there already: a row that is given an id keeps the one by which <see cref="KeyOf(TableRow, TableSchema)"/> knows it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Ids { get; init; } = new Dictionary<string, string>();

    /// <summary>A header as headers are compared.</summary>
    public static string KeyOf(string header) => Written.Key(header.TrimEnd([.. TableSchema.HeaderMarks, ':', '：']));

    /// <summary>What a row says beside id and category, as rows without ids are compared: title and unit, name and unit.</summary>
    public static string KeyOf(TableRow row, TableSchema schema) =>
        KeyOf(schema.Required.Where(c => c is not ("id" or "category")).Select(c => row[c]));

    public static string KeyOf(IEnumerable<string> texts) => string.Join('|', texts.Select(Written.Key));

    /// <summary>The id of the n-th row.</summary>
    internal static string IdOf(string pattern, int number)
    {
        var first = pattern.IndexOf(Counter, StringComparison.Ordinal);
        var last = first;
        while (last < pattern.Length && pattern[last] == Counter)
        {
            last++;
        }
        return pattern[..first] + number.ToString(CultureInfo.InvariantCulture).PadLeft(last - first, '0') + pattern[last..];
    }
}

/// <summary>A column of a file as it was seen.</summary>
/// <param name="Place">From 1.</param>
/// <param name="Written">Its header.</param>
/// <param name="Column">What it was read as.</param>
/// <param name="IsKnown">The call or the product knows the column.</param>
/// <param name="Factor">Yuan, or percent points, a figure; 0 = that is a question; null = it has no such unit.</param>
/// <param name="Samples">Its first values.</param>
public sealed record SeenColumn(int Place, string Written, string Column, bool IsKnown, int? Factor, IReadOnlyList<string> Samples)
{
    /// <summary>It holds percent or shares of one, and no money.</summary>
    public bool IsRate { get; init; }
}

/// <summary>What the reader saw of a file, for the person who says how it is to be read.</summary>
public sealed class TableSight
{
    internal const int MostLines = 12;
    internal const int MostSamples = 3;
    internal const int MostColumns = 12;

    /// <summary>Visible sheets; none in a text.</summary>
    public IReadOnlyList<string> Sheets { get; internal set; } = [];
    public string? Sheet { get; internal set; }

    /// <summary>Of a text: what it was read in.</summary>
    public string? Encoding { get; internal set; }
    public char? Separator { get; internal set; }
    public int? HeaderRow { get; internal set; }

    /// <summary>The first rows with their numbers.</summary>
    public IReadOnlyList<(int Row, IReadOnlyList<string> Cells)> Lines { get; internal set; } = [];
    public IReadOnlyList<SeenColumn> Columns { get; internal set; } = [];

    /// <summary>Required columns that the file does not name.</summary>
    public IReadOnlyList<string> Missing { get; internal set; } = [];

    /// <summary>Rows of one text.</summary>
    public IReadOnlyList<string> Headings { get; internal set; } = [];

    /// <summary>A mistake that is mended by saying a column's unit.</summary>
    public static bool IsUnitAsked(Mistake mistake) => mistake.Code is "UnitUnknown" or "UnitAsked" or "RateAsked";

    /// <summary>A guess was made that a person should look at, or something is missing.</summary>
    public bool AsksAPerson => HeaderRow is null || Missing.Count > 0 || Headings.Count > 0;
}
