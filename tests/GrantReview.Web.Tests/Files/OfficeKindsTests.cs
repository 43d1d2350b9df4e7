using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Kinds of cells that offices write, each in every place where it may stand: one meaning, or a refusal or a question.</summary>
public class OfficeKindsTests
{
    private const string Head = "id,title,category,unit,partners,pi,pi_id_number,申请金额,备注\n";
    private static readonly Call Plain = OfficeFilesTests.CallOf(
        """{ "code": "T1", "categories": [ { "code": "all", "name": { "zh-CN": "面上项目", "en": "General" } } ] }""");

    /// <summary>Saved as text, an error is no name, no number and no blank.</summary>
    [Fact]
    public void ErrorWord_InWhateverColumn_IsRefusedThere() =>
        Assert.All(
            from word in new[]
            {
                "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "＃Ｎ／Ａ", "#SPILL!", "Err:502",
                "错误:502", "错误：508", "########",
            }
            from column in Enumerable.Range(0, 9)
            select (word, column),
            c => Assert.Contains("CellError", Codes(c.column, c.word)));

    [Theory]
    [InlineData("同上")]
    [InlineData("〃")]
    [InlineData("同 前")]
    public void AsAbove_IsNoValue(string word) =>
        Assert.All(Enumerable.Range(0, 8), column => Assert.Contains("CellDitto", Codes(column, word)));

    /// <summary>A spreadsheet's sign of a text is none of it, as the product writes it where a text looks like a formula.</summary>
    [Theory]
    [InlineData("'题目", "题目")]
    [InlineData("'0017", "0017")]
    [InlineData("'=1+1", "=1+1")]
    [InlineData("'t Hooft", "'t Hooft")]
    [InlineData("'题目'", "'题目'")]
    public void Apostrophe_BeforeAText_IsASpreadsheets(string cell, string title) =>
        Assert.Equal(title, Assert.Single(Read(Head + Row(1, cell)).Rows).Title);

    /// <summary>What has no meaning of its own is refused where texts are compared, and stays where people read.</summary>
    [Fact]
    public void PrivateAndUnassignedCharacters_AreRefusedInWhatIsCompared()
    {
        Assert.All(
            from sign in new[] { "\uE000", "\uF8FF", "\U000F0000", "\u0378", "\uFFFD", "\U000E0002" }
            from column in new[] { 0, 3, 4, 5 }
            select (sign, column),
            c => Assert.Contains("CellUnreadable", Codes(c.column, $"甲{c.sign}大学")));

        Assert.DoesNotContain("CellUnreadable", Codes(1, "\uF0B7 题目"));
    }

    /// <summary>A unit with what nobody sees is the unit; every expert of it is barred.</summary>
    [Theory]
    [InlineData("丙\u2800大学")]
    [InlineData("丙\u3164大学")]
    [InlineData("丙\uFFA0大学")]
    [InlineData("丙\u00AD大学")]
    [InlineData("丙\uFE0F大学")]
    [InlineData("丙\U000E0041大学")]
    [InlineData("丙大學")]
    [InlineData("“丙大学”")]
    [InlineData("《丙大学》")]
    [InlineData("丙大学①")]
    [InlineData("丙大学*")]
    [InlineData("丙大学（科研处）")]
    [InlineData("丙大学〔科研处〕")]
    [InlineData("1.丙大学")]
    [InlineData("牵头单位：丙大学")]
    [InlineData("'丙大学")]
    public void Unit_HoweverItIsDecorated_BarsItsExperts(string unit)
    {
        Assert.Equal([ConflictGround.SameUnit], GroundsOf(unit: unit));
        Assert.Equal([ConflictGround.SameUnit], GroundsOf(unit: "丙大学", expertUnit: unit));
        Assert.Equal([ConflictGround.PartnerUnit], GroundsOf(partners: unit));
        Assert.Equal([ConflictGround.FormerUnit], GroundsOf(unit: "丙大学", former: unit));
    }

    [Theory]
    [InlineData("甲公司,丙大学；乙院")]
    [InlineData("甲公司﹐丙大学")]
    [InlineData("甲公司﹑丙大学")]
    [InlineData("甲公司﹔丙大学")]
    [InlineData("甲公司/丙大学")]
    [InlineData("甲公司｜丙大学")]
    [InlineData("甲公司·丙大学、乙院/丙大学")]
    [InlineData("甲公司\n丙大学")]
    [InlineData("甲公司 丙大学等3家")]
    [InlineData("丙大学等2家单位")]
    [InlineData("牵头：甲公司，参与：丙大学")]
    [InlineData("1.甲公司 2.丙大学")]
    [InlineData("①甲公司②丙大学")]
    [InlineData("1、甲公司 2、丙大学")]
    [InlineData("一、甲公司二、丙大学")]
    [InlineData("（1）甲公司；（2）丙大学")]
    [InlineData("1甲公司2丙大学")]
    [InlineData("A.甲公司B.丙大学")]
    [InlineData("甲公司（牵头）、丙大学（第二单位）")]
    [InlineData("“甲公司”、“丙大学”")]
    [InlineData("《甲公司》《丙大学》")]
    [InlineData("甲公司（原丙大学）")]
    [InlineData("甲公司联合丙大学")]
    public void Partners_HoweverTheyAreSeparated_BarTheirExperts(string cell)
    {
        Assert.Equal([ConflictGround.PartnerUnit], GroundsOf(partners: cell));
        Assert.Equal([ConflictGround.FormerUnit], GroundsOf(unit: "丙大学", former: cell));
    }

    /// <summary>A name that is only like another is another.</summary>
    [Theory]
    [InlineData("丙大学出版社")]
    [InlineData("东丙大学")]
    [InlineData("甲公司（丙）")]
    [InlineData("丙大学@1990")]
    public void Unit_OfAnotherName_BarsNobody(string unit) => Assert.Empty(GroundsOf(unit: unit));

    /// <summary>One person in several spellings is asked about, as a leader, on a team and among experts.</summary>
    [Theory]
    [InlineData("王五教授")]
    [InlineData("王五（教授）")]
    [InlineData("王 五")]
    [InlineData("王五 副研究员")]
    [InlineData("1.王五")]
    [InlineData("負責人：王五")]
    [InlineData("张三、王五")]
    [InlineData("张三/王五")]
    [InlineData("王五等3人")]
    public void Person_InAnotherSpelling_IsAskedAbout(string name)
    {
        Assert.Equal([ConflictGround.IdentityQuestion], GroundsOf(pi: name));
        Assert.Equal([ConflictGround.IdentityQuestion], GroundsOf(team: name));
    }

    [Theory]
    [InlineData("张三", "張三（教授）")]
    [InlineData("刘虚", "劉 虚")]
    [InlineData("阿卜杜拉·买买提", "阿卜杜拉.買買提研究员")]
    public void Experts_OnePersonInTwoSpellings_AreSaid(string one, string other)
    {
        var pool = $"id,name,unit\nE1,{one},丙大学\nE2,{other},丙大学（数学学院）\n";

        var read = RoundReader.ReadExperts(Encoding.UTF8.GetBytes(pool), "experts.csv", []);

        Assert.Empty(read.Mistakes);
        Assert.Equal([(3, "PersonAlike")], read.Warnings.Select(w => (w.Row ?? 0, w.Code)));
    }

    /// <summary>A spreadsheet kept fifteen digits of eighteen: two who seem to differ may be one.</summary>
    [Theory]
    [InlineData("110105194912310000")]
    [InlineData("1.10105E+17")]
    [InlineData("1.10105194912310000E+17")]
    public void IdNumber_ThatASpreadsheetRounded_AsksWhoItIs(string number) =>
        Assert.Equal([ConflictGround.IdentityQuestion], GroundsOf(pi: "王五", piNumber: number, expertNumber: "11010519491231002X"));

    [Fact]
    public void IdNumber_WithASpreadsheetsApostrophe_IsTheNumber() =>
        Assert.Equal([ConflictGround.PrincipalInvestigator],
            GroundsOf(pi: "王五", piNumber: "'11010519491231002X", expertNumber: "11010519491231002x"));

    /// <summary>The unit that a line beside the table gives is a question for a column without one, and never yuan in silence.</summary>
    [Theory]
    [InlineData("单位：万元\n", "")]
    [InlineData("附件1 项目汇总表（单位：万元）\n", "")]
    [InlineData("（金额单位: 人民币万元）\n", "")]
    [InlineData("项目清单〔万元〕\n", "")]
    [InlineData("单位：美元\n", "")]
    [InlineData("", "注：金额单位为万元\n")]
    public void Amount_WithoutAUnit_BesideALineThatGivesOne_IsAsked(string above, string below)
    {
        var csv = $"{above}id,title,category,unit,申请金额\nA1,题目一,all,甲公司,20\n{below}";
        var asked = Read(csv);
        var said = Read(csv, new TableLayout { Factors = new Dictionary<string, int> { [TableLayout.KeyOf("申请金额")] = 10_000 } });

        Assert.Equal(["UnitAsked"], asked.Mistakes.Select(m => m.Code));
        Assert.Equal(0, asked.Sight.Columns.Single(c => c.Column == "requested_amount").Factor);
        Assert.Equal(200_000, Assert.Single(said.Rows).RequestedAmount?.Yuan);
    }

    [Theory]
    [InlineData("单位：元\n", "申请金额", 20)]
    [InlineData("单位：万元\n", "申请金额（元）", 20)]
    [InlineData("单位：元\n", "申请金额（万元）", 200_000)]
    [InlineData("", "申请金额〔万元〕", 200_000)]
    [InlineData("", "申请金额【万元】", 200_000)]
    [InlineData("", "申请金额﹙万元﹚①", 200_000)]
    [InlineData("", "申请金额《万元》", 200_000)]
    [InlineData("", "申请金额-万元", 200_000)]
    [InlineData("申报单位：甲公司\n", "申请金额", 20)]
    public void Amount_WithItsUnit_IsThat(string above, string header, int yuan) =>
        Assert.Equal(yuan, Assert.Single(Read($"{above}id,title,category,unit,{header}\nA1,题目一,all,甲公司,20\n").Rows).RequestedAmount?.Yuan);

    private static readonly Call Rated = OfficeFilesTests.CallOf("""
        { "code": "T1", "categories": [ { "code": "all" } ], "fields": [
          { "code": "it", "label": { "zh-CN": "信创占比", "en": "Domestic IT" }, "type": "percent" },
          { "code": "tax", "label": { "zh-CN": "税率", "en": "Tax" }, "type": "share" } ] }
        """);

    /// <summary>A % says what a figure is, and so does the header; the column holds percent or shares, as the call has it.</summary>
    [Theory]
    [InlineData("信创占比", "62%", "62")]
    [InlineData("信创占比", "62.5％", "62.5")]
    [InlineData("信创占比", "0.5%", "0.5")]
    [InlineData("信创占比", "62", "62")]
    [InlineData("信创占比（%）", "0.62", "0.62")]
    [InlineData("信创占比%", "0.62", "0.62")]
    [InlineData("信创占比（百分比）", "1", "1")]
    [InlineData("信创占比（0-1）", "0.62", "62")]
    [InlineData("Domestic IT (share of one)", "0.62", "62")]
    [InlineData("信创占比（0-1）", "62%", "62")]
    [InlineData("信创占比（国产化）", "62", "62")]
    [InlineData("it", "0.62", "0.62")]
    [InlineData("税率", "0.06", "0.06")]
    [InlineData("税率", "6%", "0.06")]
    [InlineData("税率（%）", "6", "0.06")]
    [InlineData("税率", "1", "1")]
    public void Rate_InTheUnitOfItsCellOrHeader_IsThat(string header, string cell, string said)
    {
        var read = Rates($"id,title,category,unit,{header}\nA1,题目一,all,甲公司,{cell}\n");

        Assert.Empty(read.Mistakes.Select(m => m.Say("en")));
        Assert.Equal(said, Assert.Single(read.Rows) is var a ? a.Attributes.GetValueOrDefault("it") ?? a.Attributes["tax"] : "");
    }

    /// <summary>Nothing above 1 among percent, or something above 1 among shares: in what the column stands is asked, once.</summary>
    [Theory]
    [InlineData("信创占比", "0.62", "1", "it", "62", "100")]
    [InlineData("信创占比（国产化）", "0.62", "0", "it", "62", "0")]
    [InlineData("税率", "6", "13", "tax", "0.06", "0.13")]
    [InlineData("税率", "0.5", "6%", "tax", "", "")]
    public void Rate_WhoseUnitIsInDoubt_IsAsked_AndReadAsAPersonSays(
        string header, string one, string other, string column, string first, string second)
    {
        var csv = $"id,title,category,unit,{header}\nA1,题目一,all,甲公司,{one}\nA2,题目二,all,甲公司,{other}\n";
        var asked = Rates(csv);
        var factor = column == "it" ? TableSchema.PercentOfOne : 1;
        var said = Rates(csv, new TableLayout { Factors = new Dictionary<string, int> { [TableLayout.KeyOf(header)] = factor } });

        Assert.Equal(first.Length == 0 ? [] : [(1, column, "RateAsked")], asked.Mistakes.Select(m => (m.Row ?? 0, m.Column, m.Code)));
        Assert.Equal((first.Length == 0 ? TableSchema.PercentOfOne : 0, true), asked.Sight.Columns.Single(c => c.Column == column) is var c
            ? (c.Factor, c.IsRate) : default);
        Assert.True(first.Length == 0 || said.Rows.Select(a => a.Attributes[column]).SequenceEqual([first, second]));
    }

    private static ReadRows<Core.Applications.Application> Rates(string csv, TableLayout? layout = null) =>
        RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Rated, null, layout);

    /// <summary>What an amount, and any figure, is refused as.</summary>
    [Fact]
    public void Figure_WithTwoMeanings_IsRefused() =>
        Assert.All(
            [
                "(1000)", "1000-", "20万", "1.2亿", "200k", "5%", "5‰", "200.000",
                "1'000", "1 000", "约20", "二十万", "20-30", "≤20", "1e5", "20*", "２０万元",
            ],
            text => Assert.NotEmpty(Codes(7, text)));

    [Theory]
    [InlineData("合计,2,,,,,,40,\n")]
    [InlineData("本页合计,,,,,,,40,\n")]
    [InlineData("注：本表由虚构局汇总。,,,,,,,,\n")]
    [InlineData("*为牵头单位,,,,,,,,\n")]
    [InlineData("单位负责人：周虚一,,,制表：吴虚二,,,,,\n")]
    [InlineData("填报单位（盖章）：虚构局,,,,,,,,\n")]
    [InlineData("审核人：周虚一,,,,日期：2025年8月12日,,,,\n")]
    [InlineData("2025年8月12日,,,,,,,,\n")]
    public void SumsAndSignatures_BetweenAndBelowRows_AreLeftOut(string line)
    {
        var read = Read($"{Head}A1,题目一,all,甲公司,,,,20,\n{line}A2,题目二,all,乙公司,,,,20,\n{line}");

        Assert.Empty(read.Mistakes.Select(m => m.Say("en")));
        Assert.Equal(["A1", "A2"], read.Rows.Select(a => a.Id.Value));
        Assert.Equal(2, read.Warnings.Count(w => w.Code == "RowSkipped"));
    }

    /// <summary>One cell in every place: an import ends with a value or with a mistake at that cell, whatever was typed.</summary>
    [Fact]
    public void AnyCell_InAnyColumn_IsReadOrRefusedThere()
    {
        const string letters = "aZ1 ,.-（[【】)“”·\u200B\uFEFF\u00AD虚構Ａ９，/等：'#*①\u2800\uE000牵头、；";
        var random = new Random(20261130);
        for (var i = 0; i < 3_000; i++)
        {
            var column = random.Next(9);
            var text = new string([.. Enumerable.Range(0, random.Next(7)).Select(_ => letters[random.Next(letters.Length)])]);

            var read = Read(Head + Row(column, text));

            Assert.True(read.Mistakes.Count > 0 ? read.Mistakes.All(m => m.Row is null or 2) : read.Rows.Count <= 1, text);
        }
    }

    /// <summary>A category of earlier awards may be written by its name, as that of an application.</summary>
    [Theory]
    [InlineData("面上项目", true)]
    [InlineData("general", true)]
    [InlineData("all", true)]
    [InlineData("旧类别", false)]
    public void EarlierAward_NamesItsCategoryByCodeOrName_AndAnotherIsSaid(string category, bool isKnown)
    {
        using var folder = new RoundFolder();
        folder.Replace("call.json", "{ \"code\": \"all\" }",
            "{ \"code\": \"all\", \"name\": { \"zh-CN\": \"面上项目\", \"en\": \"General\" } }");
        folder.Write("history.csv", $"call,application,category,unit_code,project,amount,year\nT0,B1,{category},X1,,120,2025\n");

        var reading = RoundReader.Read(folder.Path);

        Assert.Empty(reading.Mistakes);
        Assert.Equal(!isKnown, reading.Warnings.Any(w => w is { File: "history.csv", Column: "category" }));
    }

    private static string Row(int column, string text) =>
        string.Join(',', new[] { "A1", "题目一", "all", "甲公司", "", "", "", "20", "" }.Select((c, i) =>
            i == column ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c)) + "\n";

    private static IEnumerable<string> Codes(int column, string text) => Read(Head + Row(column, text)).Mistakes.Select(m => m.Code);

    private static ReadRows<Core.Applications.Application> Read(string csv, TableLayout? layout = null) =>
        RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Plain, null, layout);

    /// <summary>On what grounds the expert 王五 of 丙大学 is kept from the one application.</summary>
    private static IEnumerable<ConflictGround> GroundsOf(
        string unit = "甲公司", string partners = "", string pi = "张三", string team = "", string piNumber = "", string expertUnit = "丙大学",
        string former = "", string expertNumber = "")
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv",
            "id,title,category,unit,partners,pi,pi_id_number,team_members\n"
            + $"A1,题目一,all,\"{unit}\",\"{partners}\",\"{pi}\",{piNumber},\"{team}\"\n");
        folder.Write("experts.csv",
            $"id,name,unit,former_units,id_number\nE1,王五,\"{(former.Length > 0 ? "戊学院" : expertUnit)}\",\"{former}\",{expertNumber}\n");
        File.Delete(folder.File("assignments.csv"));
        File.Delete(folder.File("scores.csv"));
        var reading = RoundReader.Read(folder.Path);
        Assert.Empty(reading.Mistakes.Select(m => m.Say("en")));
        return reading.Round?.FindConflicts().Select(c => c.Ground) ?? [];
    }
}
