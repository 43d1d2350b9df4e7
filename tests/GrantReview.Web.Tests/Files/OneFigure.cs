using System.Globalization;
using System.Text.Json.Nodes;
using ClosedXML.Excel;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// Score, place, replacement place, amount and order of each application are the same in every file, on every sheet and in every paper of a
/// result.
/// </summary>
internal static class OneFigure
{
    public static void Check(EvaluationResult result)
    {
        var files = EvaluationFiles.All(result, 0, "zh-CN", []).ToDictionary(f => f.Name, f => f.Content);
        var ranking = Rows(files["ranking.csv"], "ranking");
        CheckScores(result, ranking);
        CheckLists(ranking, files);
        CheckWorkbooks(ranking, files);
        CheckPapers(result, ranking, files);
        CheckPackage(ranking, files);
    }

    /// <summary>Where nobody scores there is no score, and where time selects the time is said.</summary>
    private static void CheckScores(EvaluationResult result, IReadOnlyList<TableRow> ranking)
    {
        foreach (var row in ranking)
        {
            var selection = result.Round.Call.SelectionOf(CategoryCode.OrNone(row["category"]));
            var application = result.Round.Applications.Single(a => a.Id.Value == row["application"]);
            Assert.Equal(selection.Basis == SelectionBasis.Time ? application.Attributes[selection.TimeAttribute ?? ""] : "", row["time"]);
            Assert.True(selection.Basis == SelectionBasis.Score || row["score"].Length == 0,
                $"{row["application"]} has a score that nobody gave.");
            Assert.True(selection.Basis != SelectionBasis.Score || row["place"].Length == 0 || row["score"].Length > 0);
        }
    }

    private static void CheckLists(IReadOnlyList<TableRow> ranking, Dictionary<string, byte[]> files)
    {
        Assert.Equal(ranking.Where(r => r["amount"].Length > 0).Select(r => (r["application"], r["amount"])),
            Rows(files["awards.csv"], "awards").Select(r => (r["application"], r["amount"])));
        Assert.Equal(Reserve(ranking).Select(r => (r["reserve"], r["application"])), Rows(files["reserve.csv"], "reserve")
            .Select(r => (r["place"], r["application"])));
        Assert.Equal(Enumerable.Range(1, Reserve(ranking).Count), Reserve(ranking)
            .Select(r => int.Parse(r["reserve"], CultureInfo.InvariantCulture)));
        Assert.All(ranking, r => Assert.Equal(r["decision"] == "reserve", r["reserve"].Length > 0));
        var answer = JsonNode.Parse(files["allocation.json"])!;
        Assert.Equal(Reserve(ranking).Select(r => r["application"]), answer["reserve"]!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Equal(Amounts(ranking), answer["funded"]!.AsArray()
            .ToDictionary(f => f!["id"]!.GetValue<string>(), f => f!["amount"]!.GetValue<string>()));
    }

    private static void CheckWorkbooks(IReadOnlyList<TableRow> ranking, Dictionary<string, byte[]> files)
    {
        using var first = new XLWorkbook(new MemoryStream(files["ranking.xlsx"]));
        using var second = new XLWorkbook(new MemoryStream(files["awards.xlsx"]));
        var rows = Sheet(first, "排序", "项目编号");
        Assert.Equal(ranking.Select(r => r["application"]), rows.Select(r => r["项目编号"]));
        foreach (var (row, cell) in ranking.Zip(rows))
        {
            AssertNumber(row["score"], cell["得分"]);
            AssertNumber(row["place"], cell["名次"]);
            AssertNumber(row["reserve"], cell["递补顺序"]);
            AssertNumber(row["amount"], cell["拟立项金额（元）"]);
            Assert.Equal(row["time"], cell.GetValueOrDefault("决定排序的时间", ""));
        }
        var awards = Sheet(second, "拟立项名单", "项目编号").Where(r => r["项目编号"].Length > 0).ToList();
        Assert.Equal(Amounts(ranking), awards.ToDictionary(r => r["项目编号"], r => Money.Parse(r["金额（元）"]).ToString()));
        Assert.Equal(ranking.Where(r => r["amount"].Length > 0).Select(r => r["application"]), awards.Select(r => r["项目编号"]));
        Assert.Equal(Reserve(ranking).Select(r => (r["reserve"], r["application"])), Sheet(second, "递补名单", "项目编号")
            .Select(r => (r["序号"], r["项目编号"])));
    }

    /// <summary>
    /// The places of the replacement list and the amounts on paper; the last figure of how an amount came about is the amount.
    /// </summary>
    private static void CheckPapers(EvaluationResult result, IReadOnlyList<TableRow> ranking, Dictionary<string, byte[]> files)
    {
        var byId = ranking.ToDictionary(r => r["application"], StringComparer.Ordinal);
        var frozen = ResultPackage.RecordOf(ResultPackage.ResultOf(files["package.zip"]));
        var categories = MeetingPaper.Of(frozen, new DateOnly(2025, 6, 12), "hash").Parts["categories"];
        var funded = categories.SelectMany(c => RowsOf(c, "funded")).ToList();
        Assert.Equal(ranking.Where(r => r["amount"].Length > 0).Select(r => r["application"]), funded.Select(Id));
        Assert.All(funded, p => Assert.Equal(Money.Parse(byId[Id(p)]["amount"]), Shown(p.Fields["amount"].Zh)));
        Assert.All(categories.SelectMany(c => RowsOf(c, "next")), p => Assert.Equal(byId[Id(p)]["reserve"], p.Fields["place"].Zh));
        Assert.All(categories.SelectMany(c => RowsOf(c, "funded").Concat(RowsOf(c, "rest"))), p =>
            Assert.Equal(Decides(byId[Id(p)]), p.Fields["score"].Zh));
        var panel = PanelPaper.Of(frozen, [], new DateOnly(2025, 6, 12), "hash");
        Assert.All(panel.Parts["categories"].SelectMany(c => c.Parts["rows"]), p =>
            Assert.Equal(Decides(byId[Id(p)]), p.Fields["score"].Zh));
        foreach (var entry in result.Ranking.Where(e => e.Amount is not null && e.AmountChain.Steps.Count > 0
            && e.Amount == e.AmountChain.Amount))
        {
            var last = ReportWords.Of(entry.AmountChain).En.Split(' ')[^1];
            Assert.Equal(Money.Parse(byId[entry.Application.Id.Value]["amount"]), Shown(last));
        }

        static Money Shown(string figure) => Money.Parse(figure.Replace(",", "", StringComparison.Ordinal));
        static string Id(Paper row) => row.Fields["id"].Zh;
        static string Decides(TableRow row) => row["score"].Length > 0 ? Rational.Parse(row["score"]).ToText(2) : row["time"].Length > 0
            ? row["time"] : "—";
        static IEnumerable<Paper> RowsOf(Paper category, string part) => category.Parts[part].SelectMany(p => p.Parts["rows"]);
    }

    private static void CheckPackage(IReadOnlyList<TableRow> ranking, Dictionary<string, byte[]> files)
    {
        var packed = FrozenPackages.Entries(files["package.zip"]).ToDictionary(e => e.Name, e => e.Content);
        Assert.Equal(ranking.Select(WithoutCalibrated), Rows(packed["outputs/ranking.csv"], "ranking").Select(WithoutCalibrated));
        foreach (var name in new[] { "awards.csv", "reserve.csv", "allocation.json" })
        {
            Assert.Equal(FrozenPackages.Text(files[name]), FrozenPackages.Text(packed[$"outputs/{name}"]));
        }
        Assert.Equal(JsonNode.Parse(files["summary.json"])!["inputsHash"]!.GetValue<string>(),
            JsonNode.Parse(packed["outputs/summary.json"])!["inputsHash"]!.GetValue<string>());

        static string WithoutCalibrated(TableRow row) => string.Join(',', row.Cells.Where(c => c.Key != "calibrated").Select(c => c.Value));
    }

    private static List<TableRow> Reserve(IReadOnlyList<TableRow> ranking) =>
        [.. ranking.Where(r => r["reserve"].Length > 0).OrderBy(r => int.Parse(r["reserve"], CultureInfo.InvariantCulture))];

    private static Dictionary<string, string> Amounts(IReadOnlyList<TableRow> ranking) => ranking.Where(r => r["amount"].Length > 0)
        .ToDictionary(r => r["application"], r => r["amount"]);

    private static IReadOnlyList<TableRow> Rows(byte[] csv, string name)
    {
        List<Mistake> mistakes = [];
        var rows = TableReader.ReadCsv(csv, new TableSchema(name, ["application"], []), name, mistakes)!.Rows;
        Assert.Empty(mistakes);
        return rows;
    }

    /// <summary>The rows below the heading that holds this column, which may have two lines, up to one without a value in it.</summary>
    private static List<Dictionary<string, string>> Sheet(XLWorkbook workbook, string name, string column)
    {
        var used = workbook.Worksheet(name).RowsUsed().ToList();
        var heading = used.FindIndex(r => r.Cells().Any(c => c.GetString() == column));
        var columns = used[heading].CellsUsed().ToDictionary(c => c.Address.ColumnNumber, c => c.GetString());
        return
        [
            .. used.Skip(heading + 1).Select(r => columns.ToDictionary(c => c.Value, c => Text(r.Cell(c.Key)), StringComparer.Ordinal))
                .SkipWhile(r => r[column].Length == 0).TakeWhile(r => r[column].Length > 0),
        ];

        static string Text(IXLCell cell) => cell.DataType == XLDataType.Number ? cell.GetDouble()
            .ToString("0.##########", CultureInfo.InvariantCulture) : cell.GetString();
    }

    private static void AssertNumber(string csv, string cell)
    {
        Assert.Equal(csv.Length == 0, cell.Length == 0);
        Assert.True(csv.Length == 0 || Rational.Parse(csv) == Rational.Parse(cell), $"{csv} and {cell}");
    }
}
