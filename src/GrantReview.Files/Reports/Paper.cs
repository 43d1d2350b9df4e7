using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What a document for people says (上会材料, 评审组意见, 公示, 立项文件), as a tree of named texts; a template under templates/documents says where they
/// stand.
/// </summary>
/// <param name="Fields">Name → text. A part sees the fields of what it stands in, its own first.</param>
/// <param name="Parts">Name → what is repeated under it, in order; empty = left out.</param>
public sealed record Paper(IReadOnlyDictionary<string, LocalText> Fields, IReadOnlyDictionary<string, IReadOnlyList<Paper>> Parts)
{
    private static readonly Dictionary<string, IReadOnlyList<Paper>> NoParts = [];

    internal static Paper Of(params (string Name, LocalText Text)[] fields) =>
        new(fields.ToDictionary(f => f.Name, f => f.Text, StringComparer.Ordinal), NoParts);

    internal Paper With(string name, IEnumerable<Paper> parts) =>
        this with { Parts = new Dictionary<string, IReadOnlyList<Paper>>(Parts, StringComparer.Ordinal) { [name] = [.. parts] } };

    /// <summary>A heading with rows below it, which is left out where there are none.</summary>
    internal Paper WithRows(string name, IReadOnlyList<Paper> rows) => With(name, rows.Count == 0 ? [] : [Of().With("rows", rows)]);

    internal static LocalText Number(int number) => new(number.ToString(CultureInfo.InvariantCulture));
    internal static LocalText Heading(int number) => new(number.ToString(CultureInfo.InvariantCulture), ChineseNumerals.Ordinal(number));
    internal static LocalText Yuan(Money money) => new(ReportWords.Yuan(money));

    /// <summary>2024年6月4日, 4 June 2024.</summary>
    public static LocalText Day(DateOnly day) => Said.Of("Report.Day", day);
}
