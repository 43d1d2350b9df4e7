using System.Globalization;
using System.Text.RegularExpressions;
using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Core;
using GrantReview.Files.Documents;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Files;
using GrantReview.Web.Features.Awards;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// The printed checklist, gone through for every workbook and paper of the five calls as they are handed in: title, issuer, unit, lines for
/// signatures, place of the seal, paper that can be read, numbers that stay whole, words instead of codes, and sums that agree to the fen.
/// </summary>
public partial class HandedInTests
{
    private static readonly Office Issuer = new(
        new("Invented Bureau", "虚构局"), new("Invented Division", "虚构处"), "000-0000", new("1 Invented Road", "虚构路1号"));

    private static readonly DateOnly Day = new(2025, 6, 12);

    private static readonly FinanceTerms Thirds = new(
        [new(new Rational(2, 3), Day), new(new Rational(1, 3))], BudgetYear: "2025",
        SubjectCode: "2060404", DocumentNumber: "虚构〔2025〕1号", Channel: PaymentChannel.LowerTreasury, Treasury: "虚构市财政局");

    public static TheoryData<int, string> Rounds =>
        [.. Enumerable.Range(0, FiveRounds.All.Count).SelectMany(i => new[] { (i, "zh-CN"), (i, "en") })];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Workbooks_OfEveryCall_PassTheChecklist(int round, string culture)
    {
        foreach (var result in Results(round))
        {
            foreach (var (sheets, file) in Workbooks(result))
            {
                using var book = new XLWorkbook(new MemoryStream(ReportWorkbook.Draw(sheets, culture, Issuer)));
                Assert.Equal(sheets.Select(s => s.Name.In(culture)), book.Worksheets.Select(w => w.Name));
                Assert.All(sheets, s => CheckSheet(s, book.Worksheet(s.Name.In(culture)), culture, file));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Papers_OfEveryCall_PassTheChecklist(int round, string culture)
    {
        foreach (var result in Results(round))
        {
            foreach (var (name, paper) in Papers(result))
            {
                using var word = WordprocessingDocument.Open(
                    new MemoryStream(PaperDocument.Fill(TemplateFolder.Shipped.Document(name, culture), paper, culture, Issuer)), false);
                var document = word.MainDocumentPart!.Document;
                CheckPaper(document, name, culture);
                Assert.Contains(result.Round.Call.Name.In(culture), document.InnerText, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Page, workbook, paper and package: one figure for each award, and one sum.</summary>
    [Theory]
    [MemberData(nameof(Rounds))]
    public void Amounts_OfEveryCall_AgreeToTheFen_WhereverTheyStand(int round, string culture)
    {
        var result = Results(round)[^1];
        var packed = DecisionPackage.AwardsOf(ResultPackage.Write(result)).ToDictionary(a => a.Id.Value, a => a.Amount);
        var sum = Money.Sum(packed.Values);

        foreach (var (sheets, file) in Workbooks(result))
        {
            foreach (var sheet in sheets.Where(s => s.Totals is not null))
            {
                Assert.All(Enumerable.Range(0, sheet.Columns.Count).Where(c => sheet.Columns[c].Kind == ColumnKind.Money), c =>
                    Assert.Equal(sheet.Rows.Sum(r => r[c].Number.GetValueOrDefault()), sheet.Totals![c].Number));
            }
            var id = new LocalText("No.", "项目编号");
            foreach (var sheet in sheets.Where(s => s.Columns.Any(c => c.Heading == id) && s.Unit is not null))
            {
                var (row, amount) = (
                    sheet.Columns.ToList().FindIndex(c => c.Heading == id),
                    sheet.Columns.ToList().FindIndex(c => c.Kind == ColumnKind.Money && c.Group is null));
                Assert.Equal(
                    packed.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (p.Key, p.Value.Yuan)),
                    sheet.Rows.Where(r => r[amount].Number is not null).Select(r => (r[row].Text!.Zh, r[amount].Number.GetValueOrDefault()))
                        .OrderBy(r => r.Zh, StringComparer.Ordinal));
                // The page says each cell as the workbook shows it.
                using var book = new XLWorkbook(new MemoryStream(ReportWorkbook.Draw([sheet], culture)));
                var shown = book.Worksheets.Single().CellsUsed().Where(c => c.DataType == XLDataType.Number)
                    .Select(Shown).ToList();
                Assert.Equal(
                    sheet.Rows.Append(sheet.Totals ?? []).SelectMany(r => r.Select((c, i) => (Cell: c, sheet.Columns[i].Kind)))
                        .Where(c => c.Cell.Number is not null && c.Kind != ColumnKind.Count).Select(c => ReportRows.Say(c.Cell, c.Kind)),
                    shown.Where(s => s.Contains('.', StringComparison.Ordinal)));
            }
        }
        foreach (var (name, paper) in Papers(result).Where(p => p.Name is "meeting-list" or "notice" or "award"))
        {
            var rows = paper.Parts["categories"]
                .SelectMany(c => name == "meeting-list" ? c.Parts["funded"].SelectMany(f => f.Parts["rows"]) : c.Parts["rows"]);
            Assert.Equal(
                packed.Select(p => (p.Key, ReportWords.Size(AnAmount, p.Value.Fen))).Order(),
                rows.Select(r => (r.Fields["id"].Zh, r.Fields["amount"].Zh)).Order());
            Assert.Equal(ReportWords.Size(AnAmount, sum.Fen), paper.Fields["total"].Zh);
        }
    }

    /// <summary>How many experts recommend what stands beside each application, and all of them are counted.</summary>
    [Fact]
    public void PanelOpinion_CountsEveryRecommendation()
    {
        foreach (var result in FiveRounds.All.Select((_, i) => Results(i)[^1]).Where(r => r.Sheets.Count > 0))
        {
            var paper = Papers(result).Single(p => p.Name == "panel-opinion").Paper;

            var rows = paper.Parts["categories"].SelectMany(c => c.Parts["rows"]).ToList();
            Assert.Equal(
                result.Sheets.Count,
                rows.Sum(r => new[] { "fund", "fundIf", "reject" }.Sum(f => int.Parse(r.Fields[f].Zh, CultureInfo.InvariantCulture))));
            var some = result.Ranking.First(e => e.Total.Experts.Count > 0);
            var counted = rows.Single(r => r.Fields["id"].Zh == some.Application.Id.Value);
            Assert.Equal(("1", "1", "1"), (counted.Fields["fund"].Zh, counted.Fields["fundIf"].Zh, counted.Fields["reject"].Zh));
        }
    }

    /// <summary>Parts that are there are numbered without a gap, and verdicts that are alike stand in one row with all that they are of.</summary>
    [Fact]
    public void FormalReview_NumbersWhatThereIs_AndSaysEachVerdictOnce()
    {
        foreach (var result in FiveRounds.All.SelectMany((_, i) => Results(i)))
        {
            var paper = Papers(result).Single(p => p.Name == "formal-review").Paper;

            var parts = new[] { "refused", "open", "answered", "list" }.SelectMany(p => paper.Parts[p]).ToList();
            Assert.Equal(Enumerable.Range(1, parts.Count).Select(n => $"{n}"), parts.Select(p => p.Fields["number"].En));
            var answered = paper.Parts["answered"].SelectMany(p => p.Parts["rows"]).ToList();
            Assert.Equal(
                result.Findings.Count(f => !f.Fails && f.Verdict is not null),
                answered.Sum(r => int.Parse(r.Fields["count"].Zh, CultureInfo.InvariantCulture)));
            Assert.All(answered, r => Assert.Equal(r.Fields["count"].Zh, $"{r.Fields["ids"].Zh.Split(' ').Length}"));
            Assert.Distinct(answered.Select(r => (r.Fields["rule"].Zh, r.Fields["why"].Zh)));
        }
    }

    private static readonly Quota AnAmount = new(
        new("sum"), QuotaMeasure.Amount, new Dictionary<string, IReadOnlyList<string>>(), null, null);

    /// <summary>Before the formal review answered, and after.</summary>
    private static IReadOnlyList<EvaluationResult> Results(int round)
    {
        var first = Evaluation.Run(FiveRounds.All[round].Read(), "seed");
        return [first, Evaluation.Run(FiveRounds.All[round].AnsweredAfter(first).Read(), "seed")];
    }

    private static IEnumerable<(IReadOnlyList<ReportSheet> Sheets, string File)> Workbooks(EvaluationResult result)
    {
        var (call, applications, awards) = (result.Round.Call, result.Round.Applications, AwardsOf(result));
        yield return (RankingReport.Of(result, EvaluationFiles.InputsHash(result.Round), "0.1.0"), "ranking.xlsx");
        yield return (AwardsReport.Of(result), "awards.xlsx");
        yield return ([NoticeReport.Of(call, applications, awards, masksNames: true, Period)], "notice.xlsx");
        yield return (
            [
                .. FinanceReport.Of(call, applications, awards, Money.Sum(awards.Select(a => a.Amount)), Thirds),
                PaymentChanges.Sheet(call, []),
            ], "finance");
        var order = new PaymentOrder(PaymentOrderStatus.Released) { Lines = [.. awards.Select(a => new PaymentLine(a.Id, 1, a.Amount))] };
        yield return (
            [PaymentOrderReport.Of(call, 1, order, awards.ToDictionary(a => a.Id, _ => Payee.Of("虚构大学", "虚构银行", "6222021234567890123")))],
            "order");
        yield return (
            [
                YearReport.Of(2025,
                [
                    ("CQ23", call.Name, new YearOfPayments(
                        new Money(100_000_000_000), Money.Sum(awards.Select(a => a.Amount)), new Money(1), Money.Zero, Money.Zero)),
                ]),
            ], "year");
    }

    private static IEnumerable<(string Name, Paper Paper)> Papers(EvaluationResult result)
    {
        var (call, applications) = (result.Round.Call, result.Round.Applications);
        var shown = ResultPackage.Shown(result);
        var record = ResultPackage.RecordOf(shown);
        yield return ("meeting-list", MeetingPaper.Of(record, Day, new string('a', 64)));
        yield return ("panel-opinion", PanelPaper.Of(
            record,
            [
                .. shown.Sheets.GroupBy(s => s.Application).SelectMany(g => g.Select((s, i) =>
                    new ExpertComment(s.Application, s.Expert, "方案可行。", (Recommendation)(1 + i % 3)))),
            ], Day, new string('b', 64)));
        yield return (
            "formal-review", FormalReviewPaper.Of(call, applications, result.Findings, new Dictionary<ApplicationId, string>(), Day));
        var decided = new AwardDecision(
            AwardStage.Final, AwardsOf(result), new Deliberation("局党组会", Day, "〔2025〕12号", ["虚构甲"], []), []) { Notice = Period };
        yield return ("notice", AwardPaper.Notice(call, applications, decided, masksNames: true));
        yield return ("award", AwardPaper.Award(call, applications, decided, Thirds, Day, new string('c', 64)));
    }

    private static readonly NoticePeriod Period = new(Day, [Day.AddDays(1), Day.AddDays(2), Day.AddDays(3)]);

    private static IReadOnlyList<FundedApplication> AwardsOf(EvaluationResult result) =>
    [
        .. result.Ranking.Where(e => e.Decision == Decision.Funded)
            .Select(e => new FundedApplication(e.Application.Id, e.Amount.GetValueOrDefault())),
    ];

    private static void CheckSheet(ReportSheet sheet, IXLWorksheet drawn, string culture, string file)
    {
        var (columns, where) = (sheet.Columns.Count, $"{file} {drawn.Name}");
        var title = drawn.Cell(1, 1);
        Assert.Equal(sheet.Title.In(culture), title.GetString());
        Assert.True(title.Style.Font.Bold && title.Style.Alignment.Horizontal == XLAlignmentHorizontalValues.Center, where);
        Assert.Equal(columns, title.MergedRange().ColumnCount());

        var texts = drawn.CellsUsed().Select(c => c.GetString()).ToList();
        Assert.Contains(texts, t => t.StartsWith(culture == "en" ? "Issued by: Invented Bureau" : "编制单位：虚构局", StringComparison.Ordinal));
        Assert.Equal(sheet.Unit is not null, texts.Contains(culture == "en" ? "Unit: yuan" : "单位：元"));
        var signed = texts.Single(t => t.StartsWith(culture == "en" ? "Prepared by: ___" : "制表：＿＿＿", StringComparison.Ordinal));
        Assert.All(Office.Signers, s => Assert.Contains(s.In(culture), signed, StringComparison.Ordinal));
        Assert.Contains(culture == "en" ? "(Seal)" : "（盖章）", texts[^1], StringComparison.Ordinal);

        var page = drawn.PageSetup;
        Assert.Equal((1, 0), (page.PagesWide, page.PagesTall));
        Assert.True(page.FirstRowToRepeatAtTop > 1 && page.LastRowToRepeatAtTop == drawn.SheetView.SplitRow, where);
        Assert.Equal(culture == "en" ? "Page &P of &N" : "第&P页，共&N页", page.Footer.Center.GetText(XLHFOccurrence.OddPages));
        // Ten points shrink to seven at the least.
        var width = Enumerable.Range(1, columns).Sum(c => drawn.Column(c).Width);
        var room = (page.PaperSize, page.PageOrientation) switch
        {
            (XLPaperSize.A3Paper, XLPageOrientation.Landscape) => 215, (_, XLPageOrientation.Landscape) => 145, _ => 95,
        };
        Assert.True(width * 0.7 <= room, $"{where} is {width} wide on a paper for {room}.");

        foreach (var cell in drawn.CellsUsed().Where(c => c.DataType == XLDataType.Number))
        {
            var text = Shown(cell);
            Assert.True(text.Length + 1 <= drawn.Column(cell.Address.ColumnNumber).Width, $"{where} {text}");
            Assert.False(cell.Style.Alignment.WrapText, where);
            if (sheet.Columns[cell.Address.ColumnNumber - 1].Kind is not ColumnKind.Count)
            {
                Assert.Matches(Figure(), text);
            }
        }
        Assert.All(texts, t => CheckWords(t, culture, where));
    }

    /// <summary>As a spreadsheet shows it; formats that have a number of their own stand without their text.</summary>
    private static string Shown(IXLCell cell)
    {
        var format = cell.Style.NumberFormat is { Format: { Length: > 0 } own } ? own
            : cell.Style.NumberFormat.NumberFormatId switch { 1 => "0", 2 => "0.00", 3 => "#,##0", 4 => "#,##0.00", _ => "G" };
        return cell.GetDouble().ToString(format, CultureInfo.InvariantCulture);
    }

    private static void CheckPaper(W.Document document, string name, string culture)
    {
        var paragraphs = document.Descendants<W.Paragraph>().Select(p => p.InnerText).ToList();
        Assert.Empty(document.Descendants<W.SdtElement>());
        Assert.Contains(paragraphs, p => p.Contains(culture == "en" ? "Invented Bureau (seal)" : "虚构局（盖章）", StringComparison.Ordinal));
        string[] signs = (name, culture) switch
        {
            ("meeting-list" or "formal-review", "en") => [.. Office.Signers.Select(s => s.En)],
            ("meeting-list" or "formal-review", _) => [.. Office.Signers.Select(s => s.Zh)],
            ("panel-opinion", "en") => ["Chair of the panel", "Members of the panel", "Secretary"],
            ("panel-opinion", _) => ["评审组组长", "评审组成员", "评审秘书"],
            ("notice", "en") => ["Invented Division", "000-0000", "1 Invented Road"],
            ("notice", _) => ["虚构处", "000-0000", "虚构路1号"],
            _ => [],
        };
        Assert.All(signs, s => Assert.Contains(paragraphs, p => p.Contains(s, StringComparison.Ordinal)));
        foreach (var table in document.Descendants<W.Table>())
        {
            CheckTable(table, name, culture);
        }
        // A title fills its lines about evenly: the last has a third at least of what the first has.
        var titles = document.Descendants<W.Paragraph>().Where(p => p.ParagraphProperties?.ParagraphStyleId?.Val?.Value == "DocTitle");
        Assert.All(titles, title =>
        {
            var side = int.Parse(title.ParagraphProperties?.Indentation?.Left?.Value ?? "0", CultureInfo.InvariantCulture);
            var room = (8844 - 2 * side) / 440;
            var length = title.InnerText.Sum(c => c < 0x2000 ? 0.55 : 1);
            Assert.True(length <= room || length % room == 0 || length % room >= room / 3.0, $"{title.InnerText} {length} {room}");
        });
        Assert.All(paragraphs, p =>
        {
            // What an applicant stated is printed as it was compared.
            Assert.All(name == "formal-review" ? [] : Number().Matches(p).Select(m => m.Value), n => Assert.Matches(Figure(), n));
            CheckWords(p, culture, name);
        });
    }

    /// <summary>The head repeats, no row breaks, the table fits between the margins, and no number is wider than its column.</summary>
    private static void CheckTable(W.Table table, string name, string culture)
    {
        var rows = table.Elements<W.TableRow>().ToList();
        Assert.NotNull(rows[0].TableRowProperties?.GetFirstChild<W.TableHeader>());
        Assert.All(rows, r => Assert.NotNull(r.TableRowProperties?.GetFirstChild<W.CantSplit>()));
        var widths = table.Descendants<W.GridColumn>().Select(c => int.Parse(c.Width?.Value ?? "0", CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(widths.Sum(), 0, 8850);
        foreach (var (cell, i) in rows.SelectMany(r => r.Elements<W.TableCell>().Select((c, i) => (c, i))))
        {
            // Half of 10.5 points a digit, and the cell's margins.
            Assert.All(
                Number().Matches(cell.InnerText).Select(m => m.Value), n => Assert.True(n.Length * 105 + 114 <= widths[i], $"{name} {n}"));
        }
        if (rows[0].InnerText.Contains(culture == "en" ? "Amount" : "金额", StringComparison.Ordinal))
        {
            Assert.Equal(culture == "en" ? "Unit: yuan" : "单位：元", table.PreviousSibling<W.Paragraph>()?.InnerText);
        }
    }

    /// <summary>No code of a rule, a column or a setting; on a Chinese file no English beside what the call and its rows say.</summary>
    private static void CheckWords(string text, string culture, string where)
    {
        Assert.False(Code().IsMatch(text), $"{where}: {text}");
        Assert.False(culture == "zh-CN" && English().IsMatch(Hash().Replace(text, "")), $"{where}: {text}");
    }

    [GeneratedRegex(@"^\d{1,3}(,\d{3})*\.\d\d$")]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?<![\d.,A-Za-z])\d[\d,]*\.\d+(?![\d.%])")]
    private static partial Regex Number();

    [GeneratedRegex("(FJ25|CD25|CP24|SC24|CQ23)-[0-9]|[a-z]+_[a-z]|[a-z][A-Z][a-z]+[A-Z]")]
    private static partial Regex Code();

    [GeneratedRegex("[A-Za-z]{4,}")]
    private static partial Regex English();

    /// <summary>Digests, names of products, and what the rounds invent.</summary>
    [GeneratedRegex("[0-9a-f]{64}|seed|→ services →|Windows|Linux|Prompt|PFlops|Agent|RLHF")]
    private static partial Regex Hash();
}
