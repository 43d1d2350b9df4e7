using GrantReview.Testing;
using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

public class RoundReaderTests
{
    static RoundReaderTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Read_OfAValidRound_FindsNoMistake()
    {
        using var folder = new RoundFolder();

        var reading = RoundReader.Read(folder.Path);

        Assert.Empty(reading.Mistakes);
        Assert.Equal((2, 2, 4), (reading.Round?.Applications.Count, reading.Round?.Experts.Count, reading.Round?.Scores.Count));
    }

    /// <summary>A megabyte in a header took seconds to be searched for a name.</summary>
    [Theory]
    [InlineData(100, null)]
    [InlineData(2_000_000, "ColumnMissing")]
    public void ReadBankReturn_OfAHeaderWithoutEnd_NamesNoColumn(int letters, string? code)
    {
        var file = Encoding.UTF8.GetBytes($"账号,金额,状态（{new string('注', letters)}）\n123,1,成功\n");

        var read = RoundReader.ReadBankReturn(file, "return.csv");

        Assert.Equal(code is null ? [] : [("status", code)], read.Mistakes.Select(m => (m.Column, m.Code)));
    }

    [Theory]
    [InlineData("indicators.csv", "b,,效益,40", "b,,效益,39", "indicators.csv", 2, "weight", "TreeWeightsDoNotSum")]
    [InlineData("indicators.csv", "b,,效益,40", "b,b,效益,40", "indicators.csv", 3, "parent", "TreeCycle")]
    [InlineData("indicators.csv", "b,,效益,40", "b,zz,效益,40", "indicators.csv", 3, "parent", "TreeParentUnknown")]
    [InlineData("indicators.csv", "b,,效益,40", "a,,效益,40", "indicators.csv", 3, "code", "TreeCodeTwice")]
    [InlineData("indicators.csv", ",weight,", ",gewicht,", "indicators.csv", 1, "weight", "ColumnMissing")]
    [InlineData("applications.csv", "A2,题目二", "A1,题目二", "applications.csv", 3, "id", "IdTwice")]
    [InlineData("applications.csv", "A2,题目二,all", "A2,题目二,none", "applications.csv", 3, "category", "UnknownCategory")]
    [InlineData("applications.csv", "id,title", "id,name of it", "applications.csv", 1, "title", "ColumnMissing")]
    [InlineData("applications.csv", "题目二", "=HYPERLINK(x)", "applications.csv", 3, "title", "Formula")]
    [InlineData("applications.csv", "A2,题目二,all", "A2,\"题目二,all", "applications.csv", 3, "", "QuoteBroken")]
    [InlineData("experts.csv", "E2,赵六", "E2,", "experts.csv", 3, "name", "Required")]
    [InlineData("assignments.csv", "A2,E2", "A2,E9", "assignments.csv", 3, "expert", "UnknownExpert")]
    [InlineData("assignments.csv", "A2,E2", "A2,E1", "scores.csv", 4, "expert", "NotAssigned")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,a,60.01", "scores.csv", 2, "score", "ScoreOutOfScale")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,a,-1", "scores.csv", 2, "score", "ScoreOutOfScale")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,a,many", "scores.csv", 2, "score", "NotANumber")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,a,", "scores.csv", 2, "score", "Required")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,x,50", "scores.csv", 2, "indicator", "UnknownIndicator")]
    [InlineData("scores.csv", "A1,E1,a,50", "A9,E1,a,50", "scores.csv", 2, "application", "UnknownApplication")]
    [InlineData("scores.csv", "A1,E1,a,50", "A1,E1,b,30", "scores.csv", 3, "", "CellTwice")]
    [InlineData("experts.csv", "E1,王五,丙大学", "E1,王五,甲公司", "scores.csv", 2, "expert", "Conflicted")]
    [InlineData("experts.csv", "E1,王五,丙大学", "E1,王五,甲公司", "assignments.csv", 2, "expert", "Conflicted")]
    [InlineData("experts.csv", "E1,王五,丙大学", "E1,王五,甲公司", "applications.csv", 2, "unit", "Conflicted")]
    [InlineData("experts.csv", "E1,王五,丙大学", "E1,王五,甲公司", "experts.csv", 2, "unit", "Conflicted")]
    [InlineData("call.json", "\"code\": \"T1\",", "\"code\": \"T1\",,", "call.json", 1, "", "JsonBroken")]
    [InlineData("call.json", "\"max\": \"1\"", "\"max\": \"one\"", "call.json", null, "allocation.quotas[0].max", "NotAWholeNumber")]
    [InlineData("call.json", "\"measure\": \"count\"", "\"measure\": \"weight\"", "call.json", null, "allocation.quotas[0].measure",
        "ChoiceUnknown")]
    public void Read_SaysWhereTheMistakeIs(string file, string old, string changed, string inFile, int? row, string column, string code)
    {
        using var folder = new RoundFolder();
        folder.Replace(file, old, changed);

        var reading = RoundReader.Read(folder.Path);

        Assert.Null(reading.Round);
        Assert.Contains((inFile, row, column, code), reading.Mistakes.Select(m => (m.File, m.Row, m.Column, m.Code)));
        Assert.All(reading.Mistakes,
            m => Assert.All(new[] { "en", "zh-CN" }, culture => Assert.Contains(m.File, m.Say(culture), StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_ReportsAllMistakesAtOnce()
    {
        using var folder = new RoundFolder();
        folder.Replace("scores.csv", "A1,E1,a,50", "A1,E1,a,99");
        folder.Replace("scores.csv", "A2,E2,b,20", "A2,E2,b,x");
        folder.Replace("applications.csv", "A2,题目二,all", "A2,,none");

        Assert.Equal(4, RoundReader.Read(folder.Path).Mistakes.Count);
    }

    /// <summary>Which tree an application that is not there has, nobody can say: its cells are still read.</summary>
    [Theory]
    [InlineData("A9,E1,a,50", 0)]
    [InlineData("A9,E1,a,many", 1)]
    [InlineData("A9,E1,x,50", 1)]
    public void Read_OfScoresOfAnUnknownApplication_SaysNoMoreThanIsWrong(string row, int others)
    {
        using var folder = new RoundFolder();
        folder.Replace("scores.csv", "A1,E1,a,50", row);

        var said = RoundReader.Read(folder.Path).Mistakes.Where(m => m is { File: "scores.csv", Row: 2, Column: "score" or "indicator" });

        Assert.Equal(others, said.Count());
    }

    [Fact]
    public void Read_WithoutExperts_SaysSoOnce()
    {
        using var folder = new RoundFolder();
        System.IO.File.Delete(folder.File("experts.csv"));

        Assert.Equal(["FileMissing"], RoundReader.Read(folder.Path).Mistakes.Select(m => m.Code));
    }

    [Fact]
    public void Read_OfADeclaredConflict_ReportsItInEveryFileWhereItShows()
    {
        using var folder = new RoundFolder();
        folder.Write("conflicts.csv", "application,expert\nA1,E1\n");

        var files = RoundReader.Read(folder.Path).Mistakes.Where(m => m.Code == "Conflicted").Select(m => m.File).Distinct().Order();

        Assert.Equal(["assignments.csv", "conflicts.csv", "scores.csv"], files);
    }

    [Fact]
    public void Read_UnderstandsWhatChineseExcelSaves()
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv",
            Encoding.GetEncoding("GB18030").GetBytes("项目编号,项目名称,项目类别,申报单位,申请金额（元）\r\nA1,题目一,all,甲公司,1000\r\nA2,题目二,all,乙公司,2000.5\r\n"));

        var reading = RoundReader.Read(folder.Path);

        Assert.Empty(reading.Mistakes);
        Assert.Equal("题目二", reading.Round?.Applications[1].Title);
        Assert.Equal(2000.5m, reading.Round?.Applications[1].RequestedAmount?.Yuan);
    }

    [Fact]
    public void Read_RefusesBrokenUtf8()
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv", [.. "id,title,category,unit\nA1,"u8, 0xFF, 0xFE, 0x81, (byte)'\n']);

        Assert.Contains("EncodingBroken", RoundReader.Read(folder.Path).Mistakes.Select(m => m.Code));
    }

    [Fact]
    public void Read_RefusesAnEmptyFileAndEndlessTitles()
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", "");
        folder.Replace("applications.csv", "题目一", new string('长', 10_000));

        var mistakes = RoundReader.Read(folder.Path).Mistakes.Select(m => (m.File, m.Code)).ToList();

        Assert.Contains(("experts.csv", "FileEmpty"), mistakes);
        Assert.Contains(("applications.csv", "TooLong"), mistakes);
    }

    [Fact]
    public void Read_OfFewerExpertsThanAskedFor_OnlyWarns()
    {
        using var folder = new RoundFolder();
        folder.Replace("call.json", "\"expertsPerApplication\": 1", "\"expertsPerApplication\": 3");

        var reading = RoundReader.Read(folder.Path);

        Assert.NotNull(reading.Round);
        Assert.Equal(["FewerExperts", "FewerExperts"], reading.Warnings.Select(w => w.Code));
    }

    [Theory]
    [InlineData("利益冲突.csv")]
    [InlineData("CONFLICTS.CSV")]
    public void Folder_WithATableUnderAnotherName_IsRefused_AndSaysTheRightOne(string name)
    {
        using var folder = new RoundFolder();
        folder.Write(name, "application,expert\nA1,E1\n");

        Assert.Contains((name, "FileNamedOtherwise", "conflicts.csv"),
            RoundReader.Read(folder.Path).Mistakes.Select(m => (m.File, m.Code, string.Concat(m.Arguments.Skip(1)))));
    }

    [Fact]
    public void Workbook_WithTwoSheetsOfOneTable_IsRefused_AndNamesBoth()
    {
        using var folder = new RoundFolder();
        folder.Write("round.xlsx", new RawWorkbook().WithTable("conflicts", "application,expert\n")
            .WithTable("利益冲突", "application,expert\nA1,E1\n").WithTable("scores", "application\n").Bytes());

        Assert.Equal(["conflicts, 利益冲突"], RoundReader.Read(folder.File("round.xlsx")).Mistakes
            .Where(m => m.Code == "SheetsOfOneTable").Select(m => string.Concat(m.Arguments)));
    }

    [Fact]
    public void Read_OfAWorkbook_IsTheSameAsOfTheFolder()
    {
        using var folder = new RoundFolder();
        var path = folder.File("round.xlsx");
        using (var workbook = new XLWorkbook())
        {
            foreach (var name in new[] { "indicators", "applications", "experts", "assignments", "scores" })
            {
                var sheet = workbook.Worksheets.Add(name);
                foreach (var (line, r) in folder.Text(name + ".csv").TrimEnd('\n').Split('\n').Select((l, r) => (l, r)))
                {
                    foreach (var (cell, c) in line.Split(',').Select((t, c) => (t, c)))
                    {
                        sheet.Cell(r + 1, c + 1).SetValue(cell);
                    }
                }
            }
            workbook.Worksheets.Add("call").Cell(1, 1).SetValue(folder.Text("call.json"));
            workbook.SaveAs(path);
        }

        var (read, expected) = (RoundReader.Read(path), RoundReader.Read(folder.Path));

        Assert.Empty(read.Mistakes);
        Assert.Equal(GrantReview.Files.Evaluations.EvaluationFiles.InputsHash(expected.Round!),
            GrantReview.Files.Evaluations.EvaluationFiles.InputsHash(read.Round!));
    }

    [Fact]
    public void Read_RefusesARenamedFileAndAZipBomb()
    {
        using var folder = new RoundFolder();
        folder.Write("renamed.xlsx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]);
        using (var zip = ZipFile.Open(folder.File("bomb.xlsx"), ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            var block = new byte[1 << 20];
            for (var i = 0; i < 400; i++)
            {
                stream.Write(block);
            }
        }

        Assert.Equal("NotAWorkbook", Assert.Single(RoundReader.Read(folder.File("renamed.xlsx")).Mistakes).Code);
        Assert.Contains(Assert.Single(RoundReader.Read(folder.File("bomb.xlsx")).Mistakes).Code, new[] { "WorkbookBomb", "FileTooLarge" });
    }

    [Theory]
    [InlineData("applications")]
    [InlineData("experts")]
    [InlineData("scores")]
    [InlineData("units")]
    [InlineData("relations")]
    [InlineData("identities")]
    public void FormWorkbooks_HaveTheColumnsOfTheirTable(string name)
    {
        var schema = TableSchema.All.Single(s => s.Name == name);
        using var workbook = new XLWorkbook(Path.Combine(Solution.Root, "templates", "workbooks", name + ".xlsx"));

        var headers = workbook.Worksheet(schema.ChineseName).Row(1).CellsUsed().Select(c => c.GetString()).ToList();

        // An alias is drawn, not filled in.
        Assert.Equal([.. schema.Required, .. schema.Optional.Where(c => c != TableSchema.Alias)], headers.Select(schema.Canonical));
        Assert.Equal(schema.Required.Count, headers.Count(h => h.EndsWith('*')));
    }

    [Fact]
    public void Templates_AreAllReadable_AndTheTreeIsThePublishedOne()
    {
        var templates = TemplateFolder.Shipped;
        List<Mistake> mistakes = [];
        foreach (var name in templates.CallNames)
        {
            var json = Encoding.UTF8.GetBytes($$"""{ "code": "X", "template": "{{name}}" }""");
            Assert.NotNull(CallJson.Read(json, "call.json", templates, mistakes, mistakes));
        }
        var tree = TreeJson.Read(templates.TreeBytes("public-algorithm-platform") ?? [], "tree",
            GrantReview.Core.Settings.ScoringSettings.Default, mistakes);

        Assert.Empty(mistakes);
        Assert.Contains("chengdu-2024-ai-policy", templates.CallNames);
        Assert.Equal((5, 9, 16), (tree?.Roots.Count, tree?.Nodes.Count(n => n.Level == 2), tree?.Leaves.Count));
        Assert.Equal(100, tree?.Leaves.Sum(l => l.Points.ToDouble()));
        Assert.NotNull(tree?.Note);
    }
}
