using System.IO.Compression;
using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Lists that offices attach to notices as Word documents, and that their systems export as web pages called .xls.</summary>
public class DocumentTablesTests
{
    private const string Head = "项目编号,项目名称,类别,申报单位";
    private const string Namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static readonly Core.Calls.Call Call = OfficeFilesTests.CallOf("""{ "code": "T1", "categories": [ { "code": "all" } ] }""");

    static DocumentTablesTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void WordDocument_WithAListInATable_IsReadLikeASheet()
    {
        var read = Read(Document(Paragraph("附件1"), Table(Rows($"{Head},申请金额（万元）\nA1,题目一,all,甲大学,20\nA2,题目二,all,乙大学,12.5"))), "清单.docx");

        Assert.Empty(read.Mistakes.Select(m => m.Say("en")));
        Assert.Equal([("A1", "甲大学", 200_000m), ("A2", "乙大学", 125_000m)],
            read.Rows.Select(a => (a.Id.Value, a.Unit, a.RequestedAmount?.Yuan ?? 0)));
    }

    /// <summary>What is merged down stands in each row; rows of one text over all columns name what is below them.</summary>
    [Fact]
    public void WordDocument_WithMergedCells_IsReadAsAWorkbookIs()
    {
        const string merged = "<w:tr>{0}<w:tc><w:tcPr><w:vMerge{1}/></w:tcPr><w:p><w:r><w:t>{2}</w:t></w:r></w:p></w:tc></w:tr>";
        var rows = Rows(Head) + string.Format(null, merged, Cells("A1,题目一,all"), " w:val=\"restart\"", "甲大学")
            + string.Format(null, merged, Cells("A2,题目二,all"), "", "")
            + "<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4\"/></w:tcPr><w:p><w:r><w:t>第二批</w:t></w:r></w:p></w:tc></w:tr>"
            + Rows("A3,题目三,all,乙大学");

        var read = Read(Document(Table(rows)), "清单.docx");

        Assert.Equal([(4, "RowOfOneText")], read.Mistakes.Select(m => (m.Row ?? 0, m.Code)));
        Assert.Equal(["第二批"], read.Sight.Headings);
        Assert.Equal(["甲大学", "甲大学", "乙大学"],
            Read(Document(Table(rows)), "清单.docx", new TableLayout { Headings = "region" }).Rows.Select(a => a.Unit));
    }

    /// <summary>The unit that a line above the table gives is a question, as in a sheet.</summary>
    [Fact]
    public void WordDocument_WithAUnitAboveItsTable_AsksForTheUnit() =>
        Assert.Equal(["UnitAsked"], Read(Document(Paragraph("拟立项清单"), Paragraph("单位：万元"),
            Table(Rows($"{Head},申请金额\nA1,题目一,all,甲大学,20"))), "清单.docx").Mistakes.Select(m => m.Code));

    [Fact]
    public void WordDocument_WithSeveralTables_IsReadByTheOneThatFits()
    {
        var read = Read(Document(Table(Rows("填报单位,虚构局\n联系人,周虚一")), Table(Rows($"{Head}\nA1,题目一,all,甲大学"))), "清单.docx");

        Assert.Equal("A1", Assert.Single(read.Rows).Id.Value);
        Assert.Equal(["1", "2"], read.Sight.Sheets);
        Assert.Equal("2", read.Sight.Sheet);
    }

    [Theory]
    [InlineData("gb2312")]
    [InlineData("utf-8")]
    public void WebPage_ThatIsCalledAnExcelFile_IsReadByItsTable(string charset)
    {
        var page = $"""
            <html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td > b {"{}"}</style></head><body>
            <!-- <td>x</td> --><p>汇总表</p><table border=1><tr><th>项目编号<th>项目名称</th><th>类别</th><th>申报单位</th></tr>
            <TR><TD>A1</TD><td>题目&lt;一&gt;&nbsp;甲</td><td>all</td><td rowspan="2">甲大学</td></TR>
            <tr><td>A2</td><td>题目<br>二</td><td>all</td></tr></table></body></html>
            """;

        var read = Read(Encoding.GetEncoding(charset == "utf-8" ? "utf-8" : "GB18030").GetBytes(page), "导出.xls");

        Assert.Empty(read.Mistakes.Select(m => m.Say("en")));
        Assert.Equal([("A1", "题目<一> 甲", "甲大学"), ("A2", "题目\n二", "甲大学")], read.Rows.Select(a => (a.Id.Value, a.Title, a.Unit)));
    }

    /// <summary>What is no list stays a mistake of the file, whatever its bytes are.</summary>
    [Theory]
    [InlineData("<html><body>登录超时</body></html>")]
    [InlineData("<?xml version=\"1.0\"?><a/>")]
    [InlineData("<table><tr><td>")]
    public void Page_WithoutATable_IsAMistakeOfTheFile(string page) =>
        Assert.Equal(["NotAWorkbook"], Read(Encoding.UTF8.GetBytes(page), "导出.xls").Mistakes.Select(m => m.Code));

    [Fact]
    public void BrokenDocument_IsAMistakeOfTheFile()
    {
        var broken = Document(Table(Rows($"{Head}\nA1,题目一,all,甲大学")));

        Assert.Equal(["NotAWorkbook"], Read(broken[..(broken.Length / 2)], "清单.docx").Mistakes.Select(m => m.Code));
        Assert.Equal(["NotAWorkbook"], Read(Zip("<w:document"), "清单.docx").Mistakes.Select(m => m.Code));
    }

    private static ReadRows<Application> Read(byte[] content, string name, TableLayout? layout = null) =>
        RoundReader.ReadApplications(content, name, Call, null, layout);

    internal static byte[] Document(params string[] parts) =>
        Zip($"<w:document xmlns:w=\"{Namespace}\"><w:body>{string.Concat(parts)}</w:body></w:document>");

    private static byte[] Zip(string xml)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("word/document.xml").Open();
            entry.Write(Encoding.UTF8.GetBytes(xml));
        }
        return stream.ToArray();
    }

    internal static string Table(string rows) => $"<w:tbl>{rows}</w:tbl>";

    internal static string Rows(string csv) => string.Concat(csv.Split('\n').Select(r => $"<w:tr>{Cells(r)}</w:tr>"));

    private static string Cells(string row) => string.Concat(row.Split(',').Select(c => $"<w:tc><w:tcPr/>{Paragraph(c)}</w:tc>"));

    private static string Paragraph(string text) => $"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>";
}
