using System.Globalization;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using DocumentFormat.OpenXml;
using GrantReview.Core.Awards;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core;
using GrantReview.Files.Documents;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Testing;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// The Word papers: every template takes its paper, in both languages, and what comes out is a valid document that says what the package
/// says.
/// </summary>
public class PaperDocumentTests
{
    private static readonly EvaluationResult Result = Evaluation.Run(RoundReader.Read(TemplateFolder.Shipped.Demo).Round
        ?? throw new InvalidOperationException("The demo round is broken."), "demo");
    private static readonly EvaluationResult Shown = ResultPackage.Shown(Result);
    private static readonly EvaluationRecord Record = ResultPackage.RecordOf(Shown);
    private static readonly byte[] Package = ResultPackage.Pack(Shown);
    private static readonly DateOnly Day = new(2024, 6, 3);

    private static readonly AwardDecision Decided = new(
        AwardStage.Final, Result.Allocation!.Funded, new Deliberation("局党组会", Day, "〔2024〕12 号", ["张三"], []), [])
    {
        Notice = new NoticePeriod(Day, [new DateOnly(2024, 6, 4), new DateOnly(2024, 6, 5)]),
    };

    private static readonly Dictionary<string, Paper> Papers = new()
    {
        ["meeting-list"] = MeetingPaper.Of(Record, Day, "hash"),
        ["panel-opinion"] =
            PanelPaper.Of(Record, [new ExpertComment(Shown.Sheets[0].Application, Shown.Sheets[0].Expert, "方案可行")], Day, "hash"),
        ["notice"] = AwardPaper.Notice(Result.Round.Call, Result.Round.Applications, Decided, masksNames: true),
        ["award"] = AwardPaper.Award(Result.Round.Call, Result.Round.Applications, Decided,
            new FinanceTerms([new(new Rational(3, 5), Day), new(new Rational(2, 5))], BudgetYear: "2024",
                DocumentNumber: "成科〔2024〕1号", Channel: PaymentChannel.LowerTreasury, Treasury: "某区财政局"), Day, "hash"),
    };

    public static TheoryData<string, string> Names => [.. Papers.Keys.SelectMany(n => new[] { (n, "zh-CN"), (n, "en") })];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fill_OfEveryTemplate_IsAValidDocumentWithoutControls_AndTheSameBytes(string name, string culture)
    {
        var document = Fill(name, culture);

        Assert.Equal(document, Fill(name, culture));
        using var word = WordprocessingDocument.Open(new MemoryStream(document), false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2013).Validate(word, TestContext.Current.CancellationToken)
            .Select(e => $"{e.Path?.XPath}: {e.Description}"));
        Assert.Empty(word.MainDocumentPart!.Document.Descendants<SdtElement>());
        Assert.DoesNotContain("〔call〕", word.MainDocumentPart.Document.InnerText, StringComparison.Ordinal);
        Assert.Contains(Result.Round.Call.Name.In(culture), word.MainDocumentPart.Document.InnerText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meeting-list", 0, 5)]
    [InlineData("notice", 0, 5)]
    [InlineData("award", 0, 5)]
    public void Fill_ListsEveryAwardOfThePackage_AndSumsToItsTotal(string name, int table, int amount)
    {
        var awards = DecisionPackage.AwardsOf(Package);

        var rows = Rows(Fill(name, "zh-CN"), table);

        var listed = rows.Skip(1).Where(r => r[1].StartsWith('P'))
            .Select(r => (Id: r[1], Amount: decimal.Parse(r[amount], CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(awards.Select(a => (a.Id.Value, a.Amount.Yuan)).Order(), listed.Order());
        Assert.Contains(Money.Sum(awards.Select(a => a.Amount)).Yuan.ToString("N2", CultureInfo.InvariantCulture),
            TextOf(Fill(name, "en")), StringComparison.Ordinal);
    }

    [Fact]
    public void MeetingList_NamesEveryApplicationOnce_TheRestWithAReason()
    {
        var document = Fill("meeting-list", "zh-CN");

        var tables = Enumerable.Range(0, 3).Select(i => Rows(document, i).Skip(1).Where(r => r[1].StartsWith('P')).ToList()).ToList();

        Assert.Equal(
            Result.Ranking.Select(e => e.Application.Id.Value).Order(StringComparer.Ordinal),
            tables.SelectMany(t => t).Select(r => r[1]).Order(StringComparer.Ordinal));
        Assert.Equal(Result.Allocation!.Reserve.Select(id => id.Value), tables[1].Select(r => r[1]));
        Assert.All(tables[2], r => Assert.NotEmpty(r[4]));
    }

    [Fact]
    public void PanelOpinion_ShowsExpertsAsNumbers_AlsoFromThePackage()
    {
        var record = ResultPackage.RecordOf(ResultPackage.ResultOf(Package));
        var key = ResultPackage.IdentitiesOf(ResultPackage.WriteSealed(Result.Round.Experts, [], Package));

        var text = TextOf(Fill("panel-opinion", "zh-CN"));
        var wrote = key.Single(k => k.Value == Shown.Sheets[0].Expert).Key;
        var again = PanelPaper.Of(record, [new ExpertComment(Shown.Sheets[0].Application, key[wrote], "方案可行")], Day, "hash");

        Assert.All(Result.Round.Experts, e => Assert.DoesNotContain(e.Name, text, StringComparison.Ordinal));
        Assert.Matches("专家[0-9]+方案可行", text);
        Assert.Equal(text, TextOf(PaperDocument.Fill(TemplateFolder.Shipped.Document("panel-opinion", "zh-CN"), again, "zh-CN")));
    }

    [Fact]
    public void Notice_MasksNamesOnlyWhereTheCallSaysSo_AndAwardRepeatsTheSumInCapitals()
    {
        var pi = Result.Round.Applications.First(a => a.Id == Decided.Before[0].Id).Pi;
        var open = PaperDocument.Fill(TemplateFolder.Shipped.Document("notice", "zh-CN"),
            AwardPaper.Notice(Result.Round.Call, Result.Round.Applications, Decided, masksNames: false), "zh-CN");

        Assert.DoesNotContain(pi, TextOf(Fill("notice", "zh-CN")), StringComparison.Ordinal);
        Assert.Contains(pi, TextOf(open), StringComparison.Ordinal);
        var award = TextOf(Fill("award", "zh-CN"));
        Assert.Contains($"人民币{ChineseNumerals.Capital(Money.Sum(Decided.Before.Select(a => a.Amount)))}", award, StringComparison.Ordinal);
        Assert.Contains("转移支付至某区财政局", award, StringComparison.Ordinal);
        Assert.Contains("第一期：60%", award, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_OfHostileTexts_KeepsThemAsPlainText()
    {
        var hostile = "</w:t><w:p/>\u0000\u0007\u202E\uD800{ INCLUDETEXT \"c:\\\\x\" }\n第二行 " + new string('长', 900) + "𠮷";
        var applications = new[] { An.Application("A1") with { Title = hostile, Category = new("all") } };
        var paper = AwardPaper.Notice(A.Call(), applications,
            Decided with { Before = [new FundedApplication(new("A1"), Money.Parse("1"))] }, masksNames: true);

        var document = PaperDocument.Fill(TemplateFolder.Shipped.Document("notice", "zh-CN"), paper, "zh-CN");

        using var word = WordprocessingDocument.Open(new MemoryStream(document), false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2013).Validate(word, TestContext.Current.CancellationToken));
        Assert.Empty(word.MainDocumentPart!.Document.Descendants<FieldCode>());
        Assert.Contains("</w:t><w:p/>{ INCLUDETEXT \"c:\\\\x\" } 第二行 " + new string('长', 900) + "𠮷",
            word.MainDocumentPart.Document.InnerText, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_WhenTheTemplateAsksForWhatThePaperHasNot_SaysWhat()
    {
        var wrong = Assert.Throws<InvalidDataException>(() =>
            PaperDocument.Fill(TemplateFolder.Shipped.Document("award", "en"), Papers["notice"], "en"));
        Assert.Contains("documentNumber", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => PaperDocument.Fill(Encoding.UTF8.GetBytes("no zip"), Papers["notice"], "en"));
    }

    /// <summary>GB/T 9704: A4, body 16 pt with lines of 28 pt, title 22 pt, a page number at the outer edge.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Templates_HaveTheFormatOfOfficialDocuments(string name, string culture)
    {
        using var word = WordprocessingDocument.Open(new MemoryStream(TemplateFolder.Shipped.Document(name, culture)), false);

        var page = word.MainDocumentPart!.Document.Descendants<PageSize>().Single();
        Assert.Equal((11906u, 16838u), (page.Width!.Value, page.Height!.Value));
        var styles = word.MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>().ToDictionary(s => s.StyleId!.Value!);
        Assert.Equal(("32", "560", "仿宋_GB2312"),
            (styles["Body"].StyleRunProperties!.FontSize!.Val!.Value,
            styles["Body"].StyleParagraphProperties!.SpacingBetweenLines!.Line!.Value,
            styles["Body"].StyleRunProperties!.RunFonts!.EastAsia!.Value));
        Assert.Equal(("44", "方正小标宋简体"),
            (styles["DocTitle"].StyleRunProperties!.FontSize!.Val!.Value,
            styles["DocTitle"].StyleRunProperties!.RunFonts!.EastAsia!.Value));
        Assert.Equal(2,
            word.MainDocumentPart.FooterParts.Count(f =>
            f.Footer.Descendants<SimpleField>().Any(s => s.Instruction!.Value!.Trim() == "PAGE")));
    }

    private static byte[] Fill(string name, string culture) =>
        PaperDocument.Fill(TemplateFolder.Shipped.Document(name, culture), Papers[name], culture);

    private static string TextOf(byte[] document)
    {
        using var word = WordprocessingDocument.Open(new MemoryStream(document), false);
        return word.MainDocumentPart!.Document.InnerText;
    }

    private static List<string[]> Rows(byte[] document, int table)
    {
        using var word = WordprocessingDocument.Open(new MemoryStream(document), false);
        return [.. word.MainDocumentPart!.Document.Descendants<W.Table>().ElementAt(table).Elements<W.TableRow>()
            .Select(r => r.Elements<W.TableCell>().Select(c => c.InnerText).ToArray())];
    }
}
