using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Core.Evaluations;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Tables and workbooks as offices write them: read, warned of, or refused by cell, and never an error of the program.</summary>
public class OfficeFilesTests
{
    private const string Four = "id,title,category,unit\nA1,题目一,all,甲公司\nA2,题目二,all,乙公司\n";
    private static readonly Call Plain = CallOf("""{ "code": "T1", "categories": [ { "code": "all" } ] }""");

    static OfficeFilesTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("附件2 项目汇总表\nid,title,category,unit\nA1,题目一,all,甲公司\n合计,1,,\n备注：以上均已公示,,,\n", "RowSkipped")]
    [InlineData("id;title;category;unit\nA1;题目一;all;甲公司\n", "SeparatorRead")]
    [InlineData("id\ttitle\tcategory\tunit\nA1\t题目一\tall\t甲公司\n", "SeparatorRead")]
    [InlineData("ＩＤ*,Title ,类别,申报单位\nA1,题目一,all,甲公司\n", "")]
    [InlineData("id,title,category,unit,合作单位（可填多个）\nA1,题目一,all,甲公司,\n", "ColumnRead")]
    [InlineData("id,title,category,unit,合作单位名称\nA1,题目一,all,甲公司,\n", "ColumnUnused")]
    [InlineData("id,title,category,unit,disciplines,,\nA1,题目一,all,甲公司,,,\n", "")]
    [InlineData(",id,title,category,unit\n0,A1,题目一,all,甲公司\n", "")]
    [InlineData("id,,title,category,unit\nA1,x,题目一,all,甲公司\n", "ColumnsUnnamed")]
    public void Table_WithAnOfficesHabits_IsRead_AndWhatWasGuessedIsSaid(string csv, string warning)
    {
        var read = RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Plain, null);

        Assert.Empty(read.Mistakes);
        Assert.Equal("A1", Assert.Single(read.Rows).Id.Value);
        Assert.Equal(warning.Length == 0 ? [] : [warning],
            read.Warnings.Select(w => w.Code).Distinct().Where(c => warning.Length > 0 || c != "ColumnsUnnamed"));
    }

    [Theory]
    [InlineData("附件2 项目汇总表\n第一批\n", "ColumnMissingBelowTitle")]
    [InlineData("id,title,category,unit,申请金额（美元）\nA1,题目一,all,甲公司,10\n", "UnitUnknown")]
    [InlineData("id,title,category,unit,申请金额（万元）\nA1,题目一,all,甲公司,20元\n", "NumberHasWords")]
    [InlineData("id,title,category,unit,申请金额\nA1,题目一,all,甲公司,\"200.000,00\"\n", "NumberHasDecimalComma")]
    [InlineData("id,title,category,unit,是否受理\nA1,题目一,all,甲公司,待定\n", "NotYesOrNo")]
    [InlineData("id,title,category,unit\nA1,题目一,all,甲公司\nA1\u200B,题目二,all,乙公司\n", "IdTwice")]
    [InlineData("id,title,category,unit\nA1,题目一,all,甲公司,x\n", "TooManyFields")]
    [InlineData("id,title,category,unit,submitted_at\nA1,题目一,all,甲公司,10:00\n", "NotAnInstant")]
    [InlineData("id,title,category,unit,submitted_at\nA1,题目一,all,甲公司,12/8/2025\n", "NotAnInstant")]
    public void Table_WithACellOfTwoMeanings_IsRefusedThere(string csv, string code)
    {
        var read = RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Plain, null);

        Assert.Contains(code, read.Mistakes.Select(m => m.Code));
        Assert.All(read.Mistakes, m => Assert.Equal("list.csv", m.File));
        Assert.Empty(read.Rows);
    }

    [Theory]
    [InlineData("申请金额(元)", "200,000", 200_000)]
    [InlineData("申请金额（万元）", "20", 200_000)]
    [InlineData("申请金额/万元", "1,000.5", 10_005_000)]
    [InlineData("申请金额", "¥200000", 200_000)]
    public void Amount_InTheUnitOfItsHeader_IsYuan(string header, string cell, int yuan)
    {
        var csv = $"id,title,category,unit,{header}\nA1,题目一,all,甲公司,\"{cell}\"\n";

        var read = RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Plain, null);

        Assert.Empty(read.Mistakes);
        Assert.Equal(yuan, Assert.Single(read.Rows).RequestedAmount?.Yuan);
    }

    [Theory]
    [InlineData("医学", true)]
    [InlineData("药学", true)]
    [InlineData("René", false)]
    [InlineData("TGF-β", false)]
    [InlineData("Анна", false)]
    public void Bytes_ThatAreValidInTwoEncodings_AreReadAsWords(string word, bool isGb)
    {
        var encoding = isGb ? Encoding.GetEncoding("GB18030") : Encoding.UTF8;

        var read = RoundReader.ReadApplications(encoding.GetBytes($"id,title,category,unit\nA1,{word},all,U\n"), "list.csv", Plain, null);

        Assert.Equal(word, Assert.Single(read.Rows).Title);
        Assert.Equal(isGb ? ["EncodingGuessed"] : [], read.Warnings.Select(w => w.Code));
    }

    [Fact]
    public void UnicodeText_AsExcelSavesIt_IsRead()
    {
        byte[] content = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Four.Replace(',', '\t'))];

        Assert.Equal(["题目一", "题目二"], RoundReader.ReadApplications(content, "list.txt", Plain, null).Rows.Select(a => a.Title));
    }

    [Theory]
    [InlineData("<c r=\"E2\"><v>20</v></c>", "20")]
    [InlineData("<c r=\"E2\"><f>10*2</f><v>20</v></c>", "20")]
    [InlineData("<c r=\"E2\" t=\"n\"><f>10*2</f><v>20</v></c>", "20")]
    [InlineData("<c r=\"E2\" t=\"str\"><f>B2</f><v>字</v></c>", "字")]
    [InlineData("<c r=\"E2\" t=\"s\"><v>0</v></c>", "共享")]
    [InlineData("<c r=\"E2\" t=\"s\"><v>1</v></c>", "")]
    [InlineData("<c r=\"E2\" t=\"b\"><v>1</v></c>", "yes")]
    [InlineData("<c r=\"E2\" t=\"d\"><v>2025-08-12</v></c>", "2025-08-12")]
    [InlineData("<c r=\"E2\" s=\"1\"><v>7</v></c>", "0007")]
    [InlineData("<c r=\"E2\" s=\"2\"><v>0.9</v></c>", "90%")]
    [InlineData("<c r=\"E2\" s=\"3\"><v>45881</v></c>", "2025-08-12")]
    [InlineData("<c r=\"E2\" s=\"4\"><v>45881.4166666667</v></c>", "2025-08-12T10:00:00+08:00")]
    [InlineData("<c r=\"E2\" s=\"4\"><v>0.4166666667</v></c>", "10:00:00")]
    [InlineData("<c r=\"E2\" t=\"d\" s=\"3\"><v>2025-08-12T00:00:00</v></c>", "2025-08-12")]
    [InlineData("<c r=\"E2\" t=\"d\" s=\"4\"><v>2025-08-12T00:00:00</v></c>", "2025-08-12T00:00:00")]
    [InlineData("<c r=\"E2\" s=\"10\"><v>0.4166666667</v></c>", "10:00:00")]
    [InlineData("<c r=\"E2\" s=\"7\"><v>90</v></c>", "90")]
    [InlineData("<c r=\"E2\" s=\"8\"><v>90</v></c>", "90")]
    [InlineData("<c r=\"E2\" t=\"str\"><f>A9</f><v></v></c>", "")]
    [InlineData("<c r=\"E2\" t=\"str\"><f>A9</f><v>虚构_x5B66_院_x000B_</v></c>", "虚构学院")]
    [InlineData("<c r=\"E2\" t=\"inlineStr\"><is><t>甲_x000D_乙_x0001__x005F_x000D_</t></is></c>", "甲\n乙_x000D_")]
    [InlineData("<c r=\"E2\" t=\"inlineStr\"><is><t>甲_xD800_</t></is></c>", "甲_xD800_")]
    [InlineData("<c r=\"E2\" s=\"5\"><v>3</v></c>", "3项")]
    [InlineData("<c r=\"E2\" s=\"6\"><v>1234.5</v></c>", "¥1234.5")]
    [InlineData("<c r=\"E2\"><v>0.10000000000000001</v></c>", "0.1")]
    [InlineData("<c r=\"E2\"/>", "")]
    public void Cell_SaysWhatTheSheetShows(string cell, string text)
    {
        var read = Import(Workbook(cell));

        Assert.Empty(read.Mistakes);
        Assert.Equal(text, Assert.Single(read.Rows).Attributes["x"]);
    }

    [Theory]
    [InlineData("<c r=\"E2\"><v>1e30</v></c>", "NumberTooLong")]
    [InlineData("<c r=\"E2\"><v>999999199001011000</v></c>", "NumberTooLong")]
    [InlineData("<c r=\"E2\"><v>NaN</v></c>", "NotANumber")]
    [InlineData("<c r=\"E2\"><v>1e999</v></c>", "NotANumber")]
    [InlineData("<c r=\"E2\" t=\"e\"><v>#N/A</v></c>", "CellError")]
    [InlineData("<c r=\"E2\" t=\"s\"><v>9</v></c>", "CellUnreadable")]
    [InlineData("<c r=\"E2\"><f>NOW()</f></c>", "FormulaNotSaved")]
    [InlineData("<c r=\"E2\"><f>VLOOKUP(A2,B:C,2)</f><v></v></c>", "FormulaNotSaved")]
    [InlineData("<c r=\"E2\"><f>VLOOKUP(A2,B:C,2)</f><v/></c>", "FormulaNotSaved")]
    [InlineData("<c r=\"E2\" s=\"7\"><v>0.9</v></c>", "NumberIsFraction")]
    [InlineData("<c r=\"E2\" s=\"8\"><v>0.9</v></c>", "NumberIsFraction")]
    [InlineData("<c r=\"E2\" s=\"9\"><v>1.4375</v></c>", "NotAnInstant")]
    [InlineData("<c r=\"E2\" s=\"10\"><v>45881.4375</v></c>", "NotAnInstant")]
    [InlineData("<c r=\"E2\" s=\"3\"><v>-5</v></c>", "NotAnInstant")]
    [InlineData("<c r=\"E2\" t=\"inlineStr\"><is><t>=HYPERLINK(x)</t></is></c>", "Formula")]
    public void Cell_ThatSaysNothing_IsRefusedByRowAndColumn(string cell, string code) =>
        Assert.Equal([(2, "x", code)], Import(Workbook(cell)).Mistakes.Select(m => (m.Row ?? 0, m.Column, m.Code)));

    [Fact]
    public void StrictWorkbook_IsReadLikeAnyOther() =>
        Assert.Equal(2, Import(new RawWorkbook(isStrict: true).WithTable("Sheet1", Four)).Rows.Count);

    [Fact]
    public void MergedCells_StandInEachRow_AndOverColumnsAreRefused()
    {
        var down = Import(new RawWorkbook()
            .WithTable("a", Four.Replace("A2,题目二,all,乙公司", "A2,题目二,all,", StringComparison.Ordinal),
            "<mergeCells><mergeCell ref=\"D2:D3\"/></mergeCells>"));
        var across =
            Import(new RawWorkbook().WithTable("a", Four, "<mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"B3:C3\"/></mergeCells>"));

        Assert.Equal(["甲公司", "甲公司"], down.Rows.Select(a => a.Unit));
        Assert.Equal([(3, "title", "CellsMerged")], across.Mistakes.Select(m => (m.Row ?? 0, m.Column, m.Code)));
    }

    [Fact]
    public void HiddenAndStruckRowsAndColumns_AreReadAndSaid()
    {
        var rows = RawWorkbook.Rows(Four).Replace("<row r=\"2\">", "<row r=\"2\" hidden=\"1\">", StringComparison.Ordinal)
            .Replace("<c t=\"inlineStr\"><is><t>A2", "<c s=\"1\" t=\"inlineStr\"><is><t>A2", StringComparison.Ordinal);

        var read = Import(new RawWorkbook().With("a", rows, "<cols><col min=\"4\" max=\"4\" hidden=\"1\"/></cols>"));

        Assert.Equal(2, read.Rows.Count);
        Assert.Equal([("ColumnHidden", "unit"), ("RowsHidden", "2"), ("RowsStruck", "3")],
            read.Warnings.Select(w => (w.Code, w.Column + string.Concat(w.Arguments))));
    }

    [Fact]
    public void Workbook_WithAPartNamedInAnotherCase_IsReadAlike_AndWithoutItsStylesIsRefused()
    {
        var cell = Workbook("<c r=\"E2\" s=\"2\"><v>0.9</v></c>").Bytes();

        Assert.Equal("90%", Assert.Single(Read("xl/Styles.xml").Rows).Attributes["x"]);
        Assert.Equal(["NotAWorkbook"], Read("xl/other.xml").Mistakes.Select(m => m.Code));

        ReadRows<Core.Applications.Application> Read(string name)
        {
            using var stream = new MemoryStream();
            stream.Write(cell);
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            {
                var styles = zip.GetEntry("xl/styles.xml") ?? throw new InvalidOperationException();
                using var text = new StreamReader(styles.Open());
                var xml = text.ReadToEnd();
                text.Close();
                styles.Delete();
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(xml);
            }
            return RoundReader.ReadApplications(stream.ToArray(), "list.xlsx", Plain, null);
        }
    }

    [Fact]
    public void Import_OfAWorkbookWithSeveralSheets_ReadsTheVisibleOneWithTheHeader_AndSaysWhatItLeft()
    {
        var read = Import(new RawWorkbook().WithTable("填表说明", "请逐项填写\n")
            .WithTable("申报项目", Four.Replace("A1", "OLD", StringComparison.Ordinal), state: "hidden")
            .WithTable("第一批", Four).WithTable("第二批", Four.Replace("A1", "B1", StringComparison.Ordinal)));

        Assert.Equal(["A1", "A2"], read.Rows.Select(a => a.Id).Select(i => i.Value));
        Assert.Equal(["SheetChosen/第一批/第二批", "SheetHidden/申报项目"], read.Warnings.Select(w => $"{w.Code}/{string.Join('/', w.Arguments)}"));
    }

    /// <summary>A value in row 200,000 and column 16,000 costs nothing but its own cell.</summary>
    [Fact]
    public void Import_OfAWorkbookWithOneFarCell_RefusesTheCell_AtOnce()
    {
        var far = new RawWorkbook().With("a", RawWorkbook.Rows(Four) + "<row r=\"200000\"><c r=\"WQJ200000\"><v>1</v></c></row>").Bytes();
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = RoundReader.ReadApplications(far, "far.xlsx", Plain, null);

        Assert.Equal([(200_000, "CellOutside")], read.Mistakes.Select(m => (m.Row ?? 0, m.Code)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Import_OfMoreCellsThanARoundHas_IsRefusedByName()
    {
        var row = "<row>" + string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 500)) + "</row>";
        var huge = new RawWorkbook().With("a", string.Concat(Enumerable.Repeat(row, 4_100))).Bytes();

        Assert.Contains(Assert.Single(RoundReader.ReadApplications(huge, "huge.xlsx", Plain, null).Mistakes).Code,
            new[] { "SheetTooLarge", "WorkbookBomb" });
    }

    [Fact]
    public void Import_OfDamagedBytes_IsRefusedAndNeverFails()
    {
        var good = new RawWorkbook { Formats = ["0000"], Shared = ["<si><t>共享</t></si>"] }.WithTable("a", Four).Bytes();
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var damaged = good.ToArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var read = RoundReader.ReadApplications(damaged, "damaged.xlsx", Plain, null);

            Assert.True(read.Mistakes.Count > 0 || read.Rows.Count > 0);
        }
    }

    [Fact]
    public void Experts_OnePersonTwice_IsRefused_AndTwoWhoMayBeOneAreSaid()
    {
        const string pool = "id,name,unit,phone,id_number\nE1,周虚五,虚构学院戊,13800000001,\nE2,吴虚六,虚构学院己,,110105194912310021\n";

        var twice = RoundReader.ReadExperts(Encoding.UTF8.GetBytes(pool + "E9,周虚五,虚构学院庚,+86 138-0000-0001,\n"), "experts.csv", []);
        var alike = RoundReader.ReadExperts(Encoding.UTF8.GetBytes(pool + "E9,吴 虚六,虚构学院（己）,,\nE8,吴虚六,虚构学院己,,\n"), "experts.csv", []);

        Assert.Equal([(4, "PersonTwice")], twice.Mistakes.Select(m => (m.Row ?? 0, m.Code)));
        Assert.Empty(alike.Mistakes);
        Assert.Equal([(5, "PersonAlike"), (3, "IdNumberBroken")], alike.Warnings.Select(w => (w.Row ?? 0, w.Code)));
    }

    private static RawWorkbook Workbook(string cell) => new RawWorkbook
    {
        Formats = ["0000", "0.00%", "yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\" h:mm", "0\"项\"", "[$¥-804]#,##0.00",
            "# ?/?", "# ??/60", "[h]:mm", "h:mm"],
        Shared = ["<si><r><t>共</t></r><r><t>享</t></r><rPh sb=\"0\" eb=\"1\"><t>gong</t></rPh></si>", "<si/>"],
    }.With("a",
    RawWorkbook.Rows(
    "id,title,category,unit,x\n") + $"<row r=\"2\">{string.Concat("A1,题目一,all,甲公司".Split(',').Select(RawWorkbook.Text))}{cell}</row>");

    private static ReadRows<Core.Applications.Application> Import(RawWorkbook workbook) =>
        RoundReader.ReadApplications(workbook.Bytes(), "list.xlsx", Plain, null);

    internal static Call CallOf(string json) =>
        CallJson.Read(Encoding.UTF8.GetBytes(json), "call.json", TemplateFolder.Shipped, [], [])
        ?? throw new InvalidOperationException("The call is broken.");
}
