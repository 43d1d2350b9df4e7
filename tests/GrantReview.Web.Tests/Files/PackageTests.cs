using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Tests.Files;

public class PackageTests
{
    [Fact]
    public void Package_OfTheDemoRound_IsRecomputedEqual_AndHoldsNoExpert()
    {
        var round = Demo();
        var package = ResultPackage.Write(Evaluation.Run(round, "demo"));

        var verification = PackageVerification.Run(package);

        Assert.True(verification.IsEqual, string.Join("; ", verification.Differences.Select(d => d.Say("en"))));
        using var zip = new ZipArchive(new MemoryStream(package));
        var text = string.Concat(zip.Entries.Select(e => new StreamReader(e.Open()).ReadToEnd()));
        var leaders = round.Applications.Select(a => a.Pi).ToHashSet();
        Assert.All(round.Experts.Where(e => !leaders.Contains(e.Name)), e => Assert.DoesNotContain(e.Name, text, StringComparison.Ordinal));
        Assert.All(round.Experts, e => Assert.DoesNotContain($",{e.Id},", text, StringComparison.Ordinal));
        Assert.Contains("专家1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Package_OfARoundThatRecordsTheOrderOfReading_HoldsItAndIsRecomputedEqual()
    {
        var round = Demo();
        var positions = (round.Assignments ?? []).GroupBy(a => a.Expert)
            .SelectMany(g => g.OrderByDescending(a => a.Application).Select((a, i) => ((a.Application, a.Expert), i + 1))).ToDictionary();

        var package = ResultPackage.Write(Evaluation.Run(round with { Positions = positions }, "demo"));

        Assert.True(PackageVerification.Run(package).IsEqual);
        using var zip = new ZipArchive(new MemoryStream(package));
        Assert.StartsWith("application,expert,position", Text(zip, "inputs/assignments.csv"), StringComparison.Ordinal);
        Assert.Contains("\"positionEffect\"", Text(zip, "outputs/calibration.json"), StringComparison.Ordinal);
        using var without = new ZipArchive(new MemoryStream(ResultPackage.Write(Evaluation.Run(round, "demo"))));
        Assert.DoesNotContain("positionEffect", Text(without, "outputs/calibration.json"), StringComparison.Ordinal);
    }

    /// <summary>One sentence of the call binds each unit, in whatever hand it is written, from the evaluation to the meeting.</summary>
    [Fact]
    public void Package_OfACallThatBindsEachUnit_IsRecomputedEqual_AndBindsTheMeeting()
    {
        using var folder = new RoundFolder();
        folder.Write("call.json", """
            { "code": "T1", "name": { "en": "Test", "zh-CN": "测试" }, "categories": [ { "code": "all" } ],
              "assignment": { "expertsPerApplication": 1 },
              "allocation": { "amountEach": "100", "quotas": [ { "id": "places", "measure": "count", "max": "2" },
                { "id": "unit", "name": { "en": "Each unit", "zh-CN": "每家单位" }, "measure": "count", "each": "unit", "max": "1" } ] } }
            """);
        folder.Write("applications.csv",
            "id,title,category,unit,pi\nA1,题目一,all,甲公司（成都）,张三\nA2,题目二,all,甲公司(成都),李四\nA3,题目三,all,乙公司,王二\n");
        folder.Write("assignments.csv", "application,expert\nA1,E1\nA2,E2\nA3,E2\n");
        folder.Write("scores.csv", "application,expert,indicator,score,reason\n"
            + "A1,E1,a,50,\nA1,E1,b,30,\nA2,E2,a,40,\nA2,E2,b,20,\nA3,E2,a,30,\nA3,E2,b,10,\n");

        var result = Evaluation.Run(RoundReader.Read(folder.Path).Round ?? throw new InvalidDataException(), "1");
        var package = ResultPackage.Write(result);

        Assert.Equal(["A1", "A3"], result.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id.Value).Order());
        Assert.Contains("每家单位：甲公司(成都)",
            ReportWords.OfReasons(
                result.Ranking.Single(e => e.Application.Id.Value == "A2").Reasons, result.Round.Call, result.Round.Trees).Zh,
            StringComparison.Ordinal);
        Assert.Empty(PackageVerification.Run(package).Differences.Select(d => d.Say("en")));
        Assert.Equal(("unit:甲公司(成都)", 1L), Assert.Single(FrozenEvaluation.Read(package).Basis.Quotas, q => q.Id.Value != "places") is var of
            ? (of.Id.Value, of.Max ?? 0) : default);
    }

    [Theory]
    [InlineData("inputs/scores.csv", "outputs/ranking.csv")]
    [InlineData("outputs/awards.csv", "outputs/awards.csv")]
    public void Package_WithOneChangedFigure_IsFound_EvenWhenTheHashIsForged(string changed, string shows)
    {
        var package = ResultPackage.Write(Evaluation.Run(Demo(), "demo"));

        var verification = PackageVerification.Run(Forge(package, changed));

        Assert.False(verification.IsEqual);
        Assert.Contains(verification.Differences,
            d => d.File == shows && d.Code is "PackageDiffers" or "PackageRowMissing" or "PackageRowExtra");
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[0])]
    public void Package_ThatIsNone_IsNotReadable(byte[] content) => Assert.False(PackageVerification.Run(content).IsReadable);

    [Fact]
    public void Files_AreTheSameBytes_InWhateverOrderRowsCome()
    {
        var round = Demo();
        var shuffled = round with
        {
            Applications = [.. round.Applications.Reverse()], Experts = [.. round.Experts.Reverse()], Scores = [.. round.Scores.Reverse()],
            Assignments = [.. (round.Assignments ?? []).Reverse()],
        };

        var (files, again) = (EvaluationFiles.Tables(Evaluation.Run(round, "s")), EvaluationFiles.Tables(Evaluation.Run(shuffled, "s")));

        Assert.Equal(files.Select(f => (f.Name, ResultPackage.Sha256(f.Content))),
            again.Select(f => (f.Name, ResultPackage.Sha256(f.Content))));
        Assert.Equal(EvaluationFiles.InputsHash(round), EvaluationFiles.InputsHash(shuffled));
    }

    [Theory]
    [InlineData("zh-CN", "排序", "拟立项名单")]
    [InlineData("en", "Ranking", "Awards")]
    public void Workbooks_SayWhatTheResultSays(string culture, string ranking, string awards)
    {
        var result = Evaluation.Run(Demo(), "demo");
        using var first = Open(ReportWorkbook.Draw(RankingReport.Of(result, "hash", "1.0"), culture));
        using var second = Open(ReportWorkbook.Draw(AwardsReport.Of(result), culture));

        var rows = first.Worksheet(ranking).RowsUsed().Where(r => r.Cell(4).GetString().StartsWith('P')).ToList();
        Assert.Equal(result.Ranking.Select(e => e.Application.Id.Value), rows.Select(r => r.Cell(4).GetString()));
        Assert.Equal(result.Ranking.Select(e => e.Score?.ToDouble() ?? 0),
            rows.Select(r => r.Cell(7).IsEmpty() ? 0 : r.Cell(7).GetDouble()).ToList());
        var list = second.Worksheet(awards);
        var sum = list.RowsUsed().Where(r => r.Cell(3).GetString().StartsWith('P')).Sum(r => r.Cell(9).GetDouble());
        Assert.Equal(6_475_098.91, sum, 0.001);
        Assert.Equal(sum, list.RowsUsed().Single(r => r.Cell(1).GetString() is "合计" or "Total").Cell(9).GetDouble(), 0.001);
        Assert.All(first.Worksheets.Concat(second.Worksheets), s =>
        {
            Assert.True(s.SheetView.SplitRow > 0);
            Assert.DoesNotContain(s.CellsUsed(),
                c => c.HasFormula && c.FormulaA1.Contains("HYPERLINK", StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public void Workbook_KeepsTextThatLooksLikeAFormulaOrANumberAsText()
    {
        var round = Demo();
        var odd = round with { Applications =
            [.. round.Applications.Select(a => a.Id.Value == "P01" ? a with { Title = "=1+1", UnitCode = "0012345678901234567" } : a)] };
        using var workbook = Open(ReportWorkbook.Draw(AwardsReport.Of(Evaluation.Run(odd, "demo"))));

        var row = workbook.Worksheet("拟立项名单").RowsUsed().Single(r => r.Cell(3).GetString() == "P01");

        Assert.Equal((XLDataType.Text, false), (row.Cell(4).DataType, row.Cell(4).HasFormula));
        Assert.Equal((XLDataType.Text, "0012345678901234567"), (row.Cell(6).DataType, row.Cell(6).GetString()));
    }

    private static Round Demo() =>
        RoundReader.Read(TemplateFolder.Shipped.Demo).Round ?? throw new InvalidOperationException("The demo round is broken.");

    private static XLWorkbook Open(byte[] content) => new(new MemoryStream(content));

    /// <summary>Raises one digit in a file and makes the manifest's hash fit.</summary>
    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)?.Open() ?? Stream.Null);
        return reader.ReadToEnd();
    }

    private static byte[] Forge(byte[] package, string name)
    {
        using var stream = new MemoryStream();
        stream.Write(package);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var content = Read(zip, name);
            var lines = content.Split('\n');
            var cells = lines[1].TrimEnd('\r').Split(',');
            var at = Array.FindLastIndex(cells, c => decimal.TryParse(c, System.Globalization.CultureInfo.InvariantCulture, out _));
            cells[at] = cells[at] == "1" ? "2" : "1";
            lines[1] = string.Join(',', cells) + (lines[1].EndsWith('\r') ? "\r" : "");
            var changed = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            var manifest = Read(zip, ResultPackage.Manifest)
                .Replace(ResultPackage.Sha256(Encoding.UTF8.GetBytes(content)), ResultPackage.Sha256(changed), StringComparison.Ordinal);
            Write(zip, name, changed);
            Write(zip, ResultPackage.Manifest, Encoding.UTF8.GetBytes(manifest));
        }
        return stream.ToArray();

        static string Read(ZipArchive zip, string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open(), new UTF8Encoding(false));
            return reader.ReadToEnd();
        }

        static void Write(ZipArchive zip, string name, byte[] content)
        {
            zip.GetEntry(name)!.Delete();
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
