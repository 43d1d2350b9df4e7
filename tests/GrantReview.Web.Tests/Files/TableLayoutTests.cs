using System.Text;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Lists as departments publish them, and what a person says of how they are read.</summary>
public class TableLayoutTests
{
    private static readonly Call Two = OfficeFilesTests.CallOf(
        """{ "code": "T1", "categories": [ { "code": "zd", "name": { "zh-CN": "重点项目", "en": "Key projects" } }, { "code": "ms", "name": { "zh-CN": "面上项目", "en": "General projects" } } ] }""");

    /// <summary>Headers that say other words, no numbers of their own, one category for all.</summary>
    [Fact]
    public void List_WithOtherHeadersAndNoNumbers_IsReadAsAPersonSays()
    {
        const string csv = "附件1\n2025年度拟立项项目公示名单\n序号,拟立项课题,实施主体,拟资助经费（万元）,联系电话\n1,题目一,甲公司,20,028-1\n2,题目二,乙大学,12.5,028-2\n";
        var found = Read(csv, TableLayout.Found);
        Assert.Equal(["id", "title", "category", "unit"],
            found.Sight.Missing.Order(StringComparer.Ordinal).OrderBy(c => Array.IndexOf(["id", "title", "category", "unit"], c)));

        var read = Read(csv, new TableLayout
        {
            HeaderRow = 3,
            Columns = Said(("拟立项课题", "title"), ("实施主体", "unit"), ("拟资助经费（万元）", "requested_amount"), ("联系电话", TableLayout.LeftOut)),
            Values = new Dictionary<string, string> { ["id"] = "KT-###", ["category"] = "面上项目" },
        });

        Assert.Empty(read.Mistakes);
        Assert.Equal(["KT-001", "KT-002"], read.Rows.Select(a => a.Id.Value));
        Assert.Equal(["ms", "ms"], read.Rows.Select(a => a.Category.Value));
        Assert.Equal([200_000m, 125_000m], read.Rows.Select(a => a.RequestedAmount?.Yuan ?? 0));
        Assert.DoesNotContain(read.Rows, a => a.Attributes.Values.Any(v => v.StartsWith("028", StringComparison.Ordinal)));
    }

    /// <summary>
    /// The heads that foundations and departments publish their lists under, with invented rows: a person says what the list does not, the
    /// numbers and the category, and nothing else.
    /// </summary>
    [Theory]
    [InlineData("2024年度省自然科学基金立项项目表\n序号,批准号,项目名称,申报单位,负责人,起止时间,资助经费（万元）\n一、面上项目,,,,,,\n1,B1,题目一,甲大学,周虚一,2024.03-2027.03,5\n2,B2,题目二,乙大学,吴虚二,2024.03-2027.03,5\n合计,,,,,,10\n", "", true)]
    [InlineData("拟立项项目表\n序号,受理编号,项目名称,申报单位,负责人,起止时间,2026年经费（万元）,2027年经费（万元）\n一、面上项目,,,,,,,\n1,B1,题目一,甲大学,周虚一,2026/2028,5,3\n2,B2,题目二,乙大学,吴虚二,2026/2028,5,3\n", "", true)]
    [InlineData("资助项目清单\n序号,项目名称,立项编号,负责人,依托单位\n一、面上项目,,,,\n1,题目一,B1,周虚一,甲大学\n2,题目二,B2,吴虚二,乙大学\n", "", true)]
    [InlineData("拟立项项目公示清单\n\n序号,项目名称,申报单位,负责人,备注\n1,题目一,甲大学,周虚一,\n2,题目二,乙大学,吴虚二,联合资助\n", "category id", false)]
    [InlineData("序号,项目名称,项目申报单位,项目负责人,管理处室,备注\n1,题目一,甲大学,周虚一,基础处,\n2,题目二,乙大学,吴虚二,基础处,\n", "category id", false)]
    [InlineData("附件1\n项目和经费安排表\n单位：万元\n序号,项目编号,项目名称,项目类型,起止年限,主管部门,承担单位,负责人,资助经费（万元）,备注(科目编码)\n1,B1,题目一,面上项目,2026/2028,虚构厅,甲大学,周虚一,10,2060203\n2,B2,题目二,面上项目,2026/2028,虚构厅,乙大学,吴虚二,10,2060203\n", "", false)]
    [InlineData("拟资助项目名单\n序号,项目名称,负责人/申报人,申报单位/依托单位\n1,题目一,周虚一,甲大学\n2,题目二,吴虚二,乙大学\n", "category id", false)]
    [InlineData("序号,查询年份,项目批准号,申请代码1,项目名称,项目负责人,依托单位,批准金额,项目起止年月\n1,2018,B1,C0501,题目一,周虚一,甲大学,59,2019-01 至 2022-12\n2,2018,B2,C0501,题目二,吴虚二,乙大学,59,2019-01 至 2022-12\n", "category", false)]
    [InlineData("序号,课题编号,课题名称,主持人,责任单位,课题类别\n1,B1,题目一,周虚一,甲大学,面上项目\n2,B2,题目二,吴虚二,乙大学,面上项目\n", "", false)]
    [InlineData("序号,项目名称,牵头单位,项目负责人,参与单位,推荐单位,项目类别\n1,题目一,甲大学,周虚一,丙公司、丁公司,虚构市科技局,面上项目\n2,题目二,乙大学,吴虚二,,虚构市科技局,面上项目\n", "id", false)]
    [InlineData("重点专项拟立项项目公示清单\n序号,项目编号,项目名称,项目牵头承担单位,项目实施周期（年）\n1,B1,题目一,甲大学,3\n2,B2,题目二,乙大学,3\n", "category", false)]
    public void PublishedList_IsRead_WhereAPersonSaysWhatItLacks(string csv, string missing, bool hasHeadings)
    {
        var found = Read(csv, TableLayout.Found).Sight;

        Assert.Equal(missing, string.Join(' ', found.Missing.Where(m => m != "category" || !hasHeadings).Order(StringComparer.Ordinal)));
        Assert.Equal(hasHeadings, found.Headings.Count > 0);
        var read = Read(csv, new TableLayout
        {
            Headings = hasHeadings ? "category" : null,
            Values = found.Missing.Where(m => m is "id" or "category" && !hasHeadings)
                .ToDictionary(m => m, m => m == "id" ? "B#" : "面上项目"),
        });
        Assert.Empty(read.Mistakes.Select(m => m.Say("en")));
        Assert.Equal([("B1", "题目一", "ms", "甲大学"), ("B2", "题目二", "ms", "乙大学")],
            read.Rows.Select(a => (a.Id.Value, a.Title, a.Category.Value, a.Unit)));
        Assert.All(read.Rows, a => Assert.Null(a.RequestedAmount));
    }

    [Fact]
    public void Numbers_OfRowsThatAreThereAlready_StayWhatTheyWere()
    {
        var layout = new TableLayout
        {
            Values = new Dictionary<string, string> { ["id"] = "K-##" },
            Ids = new Dictionary<string, string> { [TableLayout.KeyOf(["题目二", "乙大学"])] = "K-01" },
        };

        var read = Read("项目名称,申报单位,类别\n题目一,甲公司,zd\n题目二,乙大学,zd\n题目三,丙公司,zd\n", layout);

        Assert.Equal([("题目一", "K-02"), ("题目二", "K-01"), ("题目三", "K-03")], read.Rows.Select(a => (a.Title, a.Id.Value)));
    }

    /// <summary>A list in parts, each below its own line of text, with the header again on each page.</summary>
    [Fact]
    public void Headings_NameAColumnForTheRowsBelowThem()
    {
        var sheet = new RawWorkbook().WithTable("Sheet1",
            "编号,项目名称,申报单位\n一、重点项目（共1项）,,\nA1,题目一,甲公司\n二、面上项目（共2项）,,\n编号,项目名称,申报单位\nA2,题目二,乙公司\nA3,题目三,丙公司\n合计,3,\n",
            "<mergeCells><mergeCell ref=\"A2:C2\"/><mergeCell ref=\"A4:C4\"/></mergeCells>").Bytes();
        var found = RoundReader.ReadApplications(sheet, "list.xlsx", Two, null);
        Assert.Equal(["一、重点项目（共1项）", "二、面上项目（共2项）"], found.Sight.Headings);
        Assert.Contains("ColumnMissing", found.Mistakes.Select(m => m.Code));

        var read = RoundReader.ReadApplications(sheet, "list.xlsx", Two, null, new TableLayout { Headings = "category" });

        Assert.Empty(read.Mistakes);
        Assert.Equal([("A1", "zd"), ("A2", "ms"), ("A3", "ms")], read.Rows.Select(a => (a.Id.Value, a.Category.Value)));
        Assert.Equal(["HeadersRepeated", "RowSkipped"], read.Warnings.Select(w => w.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RowOfOneTextOverItsColumns_WithoutAMeaning_IsAMistakeOfTheRow()
    {
        var sheet = new RawWorkbook()
            .WithTable("a", "编号,项目名称,类别,申报单位\n第一批,,,\nA1,题目一,zd,甲公司\n", "<mergeCells><mergeCell ref=\"A2:D2\"/></mergeCells>");

        Assert.Equal([(2, "RowOfOneText")],
            RoundReader.ReadApplications(sheet.Bytes(), "list.xlsx", Two, null).Mistakes.Select(m => (m.Row ?? 0, m.Code)));
    }

    /// <summary>Two header rows: what is merged down is a name, what is merged over columns the name of a group.</summary>
    [Fact]
    public void Header_OfTwoRows_IsReadByItsLowerNames()
    {
        var sheet = new RawWorkbook().WithTable("a", "项目编号,项目名称,类别,单位信息,,联系人,,申请金额\n,,,申报单位,单位类型,姓名,电话,（万元）\nA1,题目一,zd,甲公司,企业,周虚一,1,20\n",
            "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:C2\"/><mergeCell ref=\"D1:E1\"/><mergeCell ref=\"F1:G1\"/></mergeCells>");

        var read = RoundReader.ReadApplications(sheet.Bytes(), "list.xlsx", Two, null);

        Assert.Empty(read.Mistakes);
        Assert.Equal(("A1", "甲公司", "企业", "周虚一", 200_000m), Assert.Single(read.Rows) is var a
            ? (a.Id.Value, a.Unit, a.Attributes["unit_type"], a.Attributes["姓名"], a.RequestedAmount?.Yuan) : default);
    }

    [Fact]
    public void Blocks_SideBySide_AreOneTable()
    {
        const string csv = "专家名单\n序号,姓名,工作单位,序号,姓名,工作单位\n1,周虚一,甲大学,2,周虚二,乙大学\n3,周虚三,丙大学,,,\n";

        var read =
            RoundReader.ReadExperts(Encoding.UTF8.GetBytes(csv), "experts.csv", [], new TableLayout { Columns = Said(("序号", "id")) });

        Assert.Empty(read.Mistakes);
        Assert.Equal([("1", "周虚一"), ("2", "周虚二"), ("3", "周虚三")], read.Rows.Select(e => (e.Id.Value, e.Name)).Order());
    }

    [Fact]
    public void Text_ThatIsCalledAnExcelFile_IsReadAsText()
    {
        var read = RoundReader.ReadApplications(Encoding.GetEncoding("GB18030").GetBytes("编号\t项目名称\t类别\t申报单位\nA1\t题目一\tzd\t甲公司\n"),
            "导出.xls", Two, null);

        Assert.Empty(read.Mistakes);
        Assert.Equal("甲公司", Assert.Single(read.Rows).Unit);
    }

    [Theory]
    [InlineData("重点项目", "zd")]
    [InlineData("key PROJECTS", "zd")]
    [InlineData("ms", "ms")]
    public void Category_IsReadByItsCodeOrItsName(string written, string code) =>
        Assert.Equal(code, Assert.Single(Read($"编号,项目名称,类别,申报单位\nA1,题目一,{written},甲公司\n", TableLayout.Found).Rows).Category.Value);

    /// <summary>Words that lists have for a column are read, which is said; they give way to the column's own name.</summary>
    [Fact]
    public void Header_InTheWordsOfLists_IsReadAndSaid_AndGivesWayToTheName()
    {
        var read = Read("项目批准号,课题名称,资助类别,依托单位\nA1,题目一,zd,甲大学\n", TableLayout.Found);
        var both = Read("编号,项目名称,类别,申报单位,承担单位\nA1,题目一,zd,甲大学,乙公司\n", TableLayout.Found);

        Assert.Equal(("A1", "题目一", "甲大学"), Assert.Single(read.Rows) is var a ? (a.Id.Value, a.Title, a.Unit) : default);
        Assert.Equal(["category", "id", "title", "unit"],
            read.Warnings.Where(w => w.Code == "ColumnRead").Select(w => w.Column).Order(StringComparer.Ordinal));
        Assert.Equal(("甲大学", "乙公司"), Assert.Single(both.Rows) is var b ? (b.Unit, b.Attributes["承担单位"]) : default);
    }

    [Fact]
    public void Word_ThatGivesWayToAColumnsName_IsSaid()
    {
        var read = Read("项目编号,项目名称,课题名称,类别,申报单位\nA1,题目一,课题一,zd,甲大学\n", TableLayout.Found);

        Assert.Equal("题目一", Assert.Single(read.Rows).Title);
        Assert.Contains(("课题名称", "ColumnUnused"), read.Warnings.Select(w => (w.Column, w.Code)));
    }

    /// <summary>What is shown of a column is no sum, since a person says its unit by it.</summary>
    [Fact]
    public void Samples_OfAColumn_AreOfRecords()
    {
        var read = Read("编号,项目名称,类别,申报单位,申请金额\nA1,题目一,zd,甲公司,20\n合计,,,,20000\n", TableLayout.Found);

        Assert.Equal(["20"], read.Sight.Columns[^1].Samples);
    }

    /// <summary>Names below a group are texts; figures there are a row that lacks its cells.</summary>
    [Theory]
    [InlineData("计划总数,当年", 0)]
    [InlineData("10,20", 3)]
    public void RowBelowAGroup_HasNames_OrIsARow(string below, int missing)
    {
        var read = Read($"编号,项目名称,类别,申报单位,经费,\n,,,,{below}\nA1,题目一,zd,甲公司,1,2\n", TableLayout.Found);

        Assert.Equal(missing, read.Mistakes.Count(m => m is { Row: 2, Column: "id" or "title" or "category" }));
        Assert.Equal(missing == 0, read.Sight.Columns.Any(c => c.Written == "计划总数"));
    }

    /// <summary>In any width and case, and with the spaces and line breaks by which a narrow column is filled.</summary>
    [Theory]
    [InlineData("id", "项目编号|受理编号|项目受理编号|申报编号|AppNumber|Award Number|Project_Number|项 目 编 号|受理\n编号")]
    [InlineData("title", "项目名称|课题名称|项目中文名称|Project Title|PROJECT_TITLE|项 目 名 称|项目\r\n名称|项目名称：|项目　名称*")]
    [InlineData("unit", "申报单位|所在单位|项目牵头单位|牵头单位|承担单位|申请单位|依托单位|项目依托单位|完成单位")]
    [InlineData("unit", "ORG_NAME|Organization|Lead Organization|Institution|Host Institution|承 担 单 位|依托\n单位（盖章）")]
    [InlineData("pi", "项目负责人|负责人|申请人|项目申请人|PI|Principal Investigator|PI Name|Name of Principal Investigator|负责人\n姓名")]
    [InlineData("requested_amount", "申请经费|申请资助经费|申请资助金额|Requested|Amount Requested|Requested Amount|申请资助\n经费（万元）")]
    public void Header_OfAPublishedList_IsRead(string column, string headers) => Assert.All(
        headers.Split('|'), h => Assert.Equal(column, TableSchema.Applications.Canonical(h)));

    /// <summary>
    /// The sum that is granted, or proposed, is not the one that was asked; a discipline's code is no number; what stands beside the number
    /// or the unit in one list, like the house's own key or a person's employer, is left to whoever imports.
    /// </summary>
    [Theory]
    [InlineData("拟资助金额")]
    [InlineData("拟资助经费（万元）")]
    [InlineData("资助经费")]
    [InlineData("批准金额")]
    [InlineData("Award Amount")]
    [InlineData("Awarded")]
    [InlineData("申请代码")]
    [InlineData("ProjectId")]
    [InlineData("负责人所在单位")]
    [InlineData("推荐单位")]
    public void Header_OfAnotherMeaning_IsNoColumn(string header) =>
        Assert.False(TableSchema.Applications.IsKnown(TableSchema.Applications.Canonical(header)));

    /// <summary>Only a call that asks for it has recommenders; two headers of one column are asked about.</summary>
    [Theory]
    [InlineData("fujian-2025-ai", "recommender")]
    [InlineData("chengdu-2024-ai-policy", "recommenders")]
    public void Header_OfWhoRecommends_IsReadWhereTheCallAsksForIt(string template, string column)
    {
        var call = OfficeFilesTests.CallOf($$"""{ "code": "T1", "template": "{{template}}" }""");
        var schema = RoundReader.SchemaOf(call, null);

        Assert.All(new[] { "推荐单位", "归口单位", "归口管理部门", "主管部门", "推 荐 单 位" }, h => Assert.Equal(column, schema.Canonical(h)));
    }

    [Fact]
    public void Headers_OfOneColumn_AreAskedAbout() =>
        Assert.Contains(("ColumnTwice", "unit"), Read("项目编号,项目名称,类别,承担单位,依托单位\nA1,题目一,zd,甲大学,乙大学\n", TableLayout.Found).Mistakes
            .Select(m => (m.Code, m.Column)));

    [Fact]
    public void Columns_WithoutMeaning_OfOneName_AreTwo()
    {
        var read = Read("编号,项目名称,类别,申报单位,备注,备注\nA1,题目一,zd,甲公司,a,b\n", TableLayout.Found);

        Assert.Equal(("a", "b"), Assert.Single(read.Rows) is var row ? (row.Attributes["备注"], row.Attributes["备注 (2)"]) : default);
    }

    [Fact]
    public void Encoding_AndUnit_AreAsAPersonSays()
    {
        var bytes = Encoding.GetEncoding("GB18030").GetBytes("id,title,category,unit,requested_amount\nA1,医学,zd,U,20\n");

        var read = RoundReader.ReadApplications(bytes, "list.csv", Two, null, new TableLayout
        {
            Encoding = TableLayout.Utf8, Factors = new Dictionary<string, int> { [TableLayout.KeyOf("requested_amount")] = 10_000 },
        });

        Assert.Equal(("ҽѧ", 200_000m), Assert.Single(read.Rows) is var row ? (row.Title, row.RequestedAmount?.Yuan) : default);
    }

    private static Dictionary<string, string> Said(params (string Header, string Column)[] said) =>
        said.ToDictionary(s => TableLayout.KeyOf(s.Header), s => s.Column);

    private static ReadRows<Application> Read(string csv, TableLayout layout) =>
        RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "list.csv", Two, null, layout);
}
