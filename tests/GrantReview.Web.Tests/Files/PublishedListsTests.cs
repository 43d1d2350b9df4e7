using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Nine in ten lists that are public come in as they are, and a person is asked two things at most.</summary>
public class PublishedListsTests
{
    private const int MostAsked = 2;
    private const string Refused = "refused";

    private static readonly Call Call = OfficeFilesTests.CallOf("""
        { "code": "T1", "categories": [
            { "code": "zd", "name": { "zh-CN": "重点项目", "en": "Key projects" } },
            { "code": "ms", "name": { "zh-CN": "面上项目", "en": "General projects" } } ] }
        """);

    static PublishedListsTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="Says">What a person says: a header's column, or a value for a column that is missing.</param>
    private sealed record Head(string Name, string Filed, string Asked, string Says, string[] Rows, bool IsOfExperts)
    {
        public override string ToString() => Name;
    }

    /// <summary>What the page asks, and what comes of the answers: each row's title and unit, or name and unit.</summary>
    private sealed record Outcome(IReadOnlyList<string> Asked, IReadOnlyList<(string, string)> Rows, IReadOnlyList<string> Mistakes);

    private static readonly List<Head> Heads =
        [.. HeadsOf(PublishedLists.Applications, isOfExperts: false), .. HeadsOf(PublishedLists.Experts, isOfExperts: true)];

    public static TheoryData<string> Names => [.. Heads.Select(h => h.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void PublishedList_AsksWhatItLacks_AndIsReadAsAPersonSays(string name)
    {
        var head = Heads.Single(h => h.Name == name);

        var outcome = Read(head);

        if (head.Asked == Refused)
        {
            Assert.False(IsAccepted(outcome));
            return;
        }
        Assert.Equal(head.Asked, string.Join(' ', outcome.Asked));
        Assert.Empty(outcome.Mistakes);
        var title = head.Says.StartsWith("title:=", StringComparison.Ordinal) ? head.Says["title:=".Length..] : null;
        Assert.Equal(head.IsOfExperts ? [("周虚一", "甲大学"), ("吴虚二", "乙大学")]
            : [(title ?? "题目一", "甲大学"), (title ?? "题目二", "乙大学")], outcome.Rows);
    }

    [Fact]
    public void PublishedLists_AreAcceptedNineInTen_WithTwoQuestionsAtMost()
    {
        var accepted = Heads.Where(h => IsAccepted(Read(h))).Select(h => h.Name).ToList();

        Assert.True(Heads.Count >= 30);
        Assert.True(accepted.Count * 10 >= Heads.Count * 9,
            $"{accepted.Count} of {Heads.Count}; not: {string.Join(", ", Heads.Select(h => h.Name).Except(accepted))}");
    }

    private static bool IsAccepted(Outcome outcome) =>
        outcome.Asked.Count <= MostAsked && outcome.Mistakes.Count == 0 && outcome.Rows.Count == 2;

    /// <summary>Reads the list once as it is, and once with the answers to what was asked.</summary>
    private static Outcome Read(Head head)
    {
        var bytes = BytesOf(head);
        var (found, sight, _) = ReadAs(head, bytes, TableLayout.Found);
        var twice = found.Where(m => m.Code == "ColumnTwice").Select(m => m.Column).ToList();
        var hasHeadings = sight.Missing.Contains("category") && sight.Headings.Count > 0;
        List<string> asked =
        [
            .. sight.Missing.Where(c => !(hasHeadings && c == "category")), .. twice,
            .. found.Where(TableSight.IsUnitAsked).Select(m => m.Column),
            .. sight.Headings.Count > 0 ? ["headings"] : Array.Empty<string>(),
        ];
        var says = head.Says.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var values = sight.Missing.Intersect(["id", "category"]).Where(c => !(hasHeadings && c == "category"))
            .ToDictionary(c => c, c => c == "id" ? "K-###" : "面上项目");
        foreach (var said in says.Where(s => s.Contains(":=", StringComparison.Ordinal)).Select(s => s.Split(":=")))
        {
            values[said[0]] = said[1];
        }
        var (mistakes, _, rows) = ReadAs(head, bytes, new TableLayout
        {
            Values = values, Headings = hasHeadings ? "category" : null,
            Columns = says.Where(s => !s.Contains(":=", StringComparison.Ordinal)).Select(s => s.Split('='))
                .ToDictionary(s => TableLayout.KeyOf(s[0]), s => s[1]),
        });
        return new Outcome(asked, rows, [.. mistakes.Select(m => m.Say("en"))]);
    }

    private static (IReadOnlyList<Mistake> Mistakes, TableSight Sight, IReadOnlyList<(string, string)> Rows) ReadAs(
        Head head, byte[] bytes, TableLayout layout)
    {
        var name = head.Filed.Split(' ')[0] switch { "gb" => "list.csv", "htm" => "list.xls", var kind => $"list.{kind}" };
        if (head.IsOfExperts)
        {
            var experts = RoundReader.ReadExperts(bytes, name, [], layout);
            return (experts.Mistakes, experts.Sight, [.. experts.Rows.Select(e => (e.Name, e.Unit))]);
        }
        var read = RoundReader.ReadApplications(bytes, name, Call, null, layout);
        return (read.Mistakes, read.Sight, [.. read.Rows.Where(a => a.Category.Value == "ms").Select(a => (a.Title, a.Unit))]);
    }

    private static byte[] BytesOf(Head head)
    {
        var csv = string.Join('\n', head.Rows.Select(r => r.Replace('|', ',')));
        var width = head.Rows.Max(r => r.Count(c => c == '|')) + 1;
        var filed = head.Filed.Split(' ');
        return filed[0] switch
        {
            "xlsx" => new RawWorkbook().WithTable("Sheet1", csv, Merged(head.Rows, width, filed.ElementAtOrDefault(1))).Bytes(),
            "docx" => DocumentTablesTests.Document(DocumentTablesTests.Table(DocumentTablesTests.Rows(csv))),
            "htm" => Encoding.GetEncoding("GB18030").GetBytes(
                $"""<html><head><meta charset="gb2312"></head><table>{string.Concat(head.Rows.Select(PageRow))}</table></html>"""),
            "gb" => Encoding.GetEncoding("GB18030").GetBytes(csv),
            _ => Encoding.UTF8.GetBytes(csv),
        };

        string PageRow(string row) => IsOneText(row) ? $"<tr><td colspan=\"{width}\">{row}</td></tr>"
            : $"<tr>{string.Concat(row.Split('|').Select(c => $"<td>{c}</td>"))}</tr>";
    }

    /// <summary>Rows of one text are merged over the table, as is a group of columns over two rows of names.</summary>
    private static string Merged(string[] rows, int width, string? group)
    {
        var merged = rows.Index().Where(r => IsOneText(r.Item))
            .Select(r => $"A{r.Index + 1}:{(char)('A' + width - 1)}{r.Index + 1}").ToList();
        if (group?.Split('-') is [var first, var last])
        {
            var row = rows.Index().First(r => r.Item.StartsWith("||", StringComparison.Ordinal)).Index;
            merged.Add($"{Letter(first)}{row}:{Letter(last)}{row}");
            merged.AddRange(Enumerable.Range(1, width).Where(c => c < int.Parse(first, null) || c > int.Parse(last, null))
                .Select(c => $"{(char)('A' + c - 1)}{row}:{(char)('A' + c - 1)}{row + 1}"));
        }
        return merged.Count == 0 ? "" : $"<mergeCells>{string.Concat(merged.Select(m => $"<mergeCell ref=\"{m}\"/>"))}</mergeCells>";

        static char Letter(string column) => (char)('A' + int.Parse(column, null) - 1);
    }

    private static bool IsOneText(string row) => !row.Contains('|', StringComparison.Ordinal);

    private static IEnumerable<Head> HeadsOf(string blocks, bool isOfExperts)
    {
        foreach (var lines in blocks.ReplaceLineEndings("\n").Split("\n\n").Select(b => b.Trim('\n').Split('\n')))
        {
            var said = lines[0].TrimStart('#', ' ').Split(';').Select(s => s.Trim()).ToArray();
            yield return new Head(said[0], said[1], said[2], said.ElementAtOrDefault(3) ?? "", lines[1..], isOfExperts);
        }
    }
}
