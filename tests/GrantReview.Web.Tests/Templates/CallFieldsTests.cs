using System.Text.Json.Nodes;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Files;

namespace GrantReview.Web.Tests.Templates;

public class CallFieldsTests
{
    private static readonly TableSchema Usual = TableSchema.Applications;

    public static TheoryData<string> Names => [.. TemplateFolder.Shipped.CallNames];

    /// <summary>What the program computes itself, and columns that every call has, need no field.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Fields_OfATemplate_AreTheColumnsThatItReads(string name)
    {
        var call = CallOf(name);
        var read = RoundReader.ColumnsRead(call, TreesOf(call))
            .Where(c => !Usual.IsKnown(c) && !c.EndsWith(Evaluator.AwardAmount, StringComparison.Ordinal));

        Assert.Equal(read.Order(StringComparer.Ordinal), call.Fields.Select(f => f.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Labels_OfATemplate_AreWordsOfTheirLanguage(string name)
    {
        var labels = CallOf(name).Fields.SelectMany(f => f.Codes.Select(c => c.Label).Prepend(f.Label)).ToList();

        Assert.All(labels, l => Assert.DoesNotMatch(@"\p{IsCJKUnifiedIdeographs}|_", l.En));
        Assert.All(CallOf(name).Fields, f => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", f.Label.Zh));
    }

    /// <summary>Each value that a rule accepts of a coded field is one of its codes.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_OfATemplate_HoldTheValuesThatItsRulesAccept(string name)
    {
        var call = CallOf(name);
        var accepted = call.Eligibility.Rules.SelectMany(r => new[] { r.When, r.Condition }).OfType<Condition>().SelectMany(AcceptedBy);

        Assert.All(accepted, a => Assert.Empty(call.Fields.FirstOrDefault(f => f.Code == a.Column)?.Unknown(a.Value) ?? []));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Template_AsAWorkbook_ReadsBackToItsColumnsInBothLanguages(string name)
    {
        var call = CallOf(name);
        var schema = RoundReader.SchemaOf(call, null);

        foreach (var language in new[] { "zh-CN", "en" })
        {
            using var workbook = new XLWorkbook(new MemoryStream(FormWorkbook.Draw(schema, language)));
            var headers = workbook.Worksheet(1).Row(1).CellsUsed().ToList();

            Assert.Equal([.. Usual.Required, .. Usual.Optional, .. call.Fields.Select(f => f.Code)],
                headers.Select(h => schema.Canonical(h.GetString())));
            Assert.All(headers.Skip(Usual.Required.Count + Usual.Optional.Count),
                h => Assert.Contains(schema.Canonical(h.GetString()), h.Comment.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Template_AsAWorkbook_OffersTheValuesOfLists()
    {
        using var workbook =
            new XLWorkbook(new MemoryStream(FormWorkbook.Draw(RoundReader.SchemaOf(CallOf("chengdu-2024-ai-policy"), null), "zh-CN")));
        var sheet = workbook.Worksheet(1);

        Assert.Equal("\"国家级,省级,市级\"", ListBelow("示范园区级别"));
        Assert.Equal("\"是,否\"", ListBelow("中小企业"));

        string ListBelow(string header) =>
            sheet.Cell(2, sheet.Row(1).CellsUsed().Single(c => c.GetString() == header).Address.ColumnNumber).DataValidation.Value;
    }

    [Theory]
    [InlineData("项目编号,项目名称,项目类别,申报单位,自筹资金（万元）,所属级别", "200000", "市级")]
    [InlineData("id,title,category,unit,Own funds,Level", "20", "市级")]
    [InlineData("id,title,category,unit,own_funds,level", "20", "市级")]
    [InlineData("id,title,category,unit,销售额,所属级别", "200000", "市级")]
    public void Import_OfLabelsAndSynonyms_GivesColumnsAndCodes(string header, string money, string level)
    {
        var read = Import($"{header}\nA1,t,a,u,20,市里\n");

        Assert.Empty(read.Mistakes);
        var attributes = Assert.Single(read.Rows).Attributes;
        Assert.Equal((money, level), (attributes.GetValueOrDefault("own_funds") ?? attributes["sales"], attributes["level"]));
    }

    [Fact]
    public void Import_OfAValueOutsideItsList_IsAMistakeOfItsCell_AndAWarningWhereTheListIsOpen()
    {
        var closed = Import("id,title,category,unit,level\nA1,t,a,u,县级\n");
        var open = Import("id,title,category,unit,city\nA1,t,a,u,绵阳\nA2,t,a,u,绵 阳\n");

        Assert.Equal((2, "level", "ChoiceUnknown"), Assert.Single(closed.Mistakes.Select(m => (m.Row, m.Column, m.Code))));
        Assert.Equal((2, "city", "ValueOfNoRule"), Assert.Single(open.Warnings.Select(m => (m.Row, m.Column, m.Code))));
        Assert.Equal("绵阳", open.Rows[0].Attributes["city"]);
    }

    [Theory]
    [InlineData("""[ { "code": "a", "label": "A", "type": "colour" } ]""", "fields[0].type", "ChoiceUnknown")]
    [InlineData("""[ { "code": "a", "label": "A" } ]""", "fields[0].type", "Required")]
    [InlineData("""[ { "code": "a", "type": "text" } ]""", "fields[0].label", "Required")]
    [InlineData("""[ { "label": "A", "type": "text" } ]""", "fields[0].code", "Required")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "code" } ]""", "fields[0].codes", "Required")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "number", "codes": [ { "code": "1" } ] } ]""", "fields[0].codes", "CodesNeedType")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "money", "unit": "dollars" } ]""", "fields[0].unit", "ChoiceUnknown")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "text", "units": "x" } ]""", "fields[0].units", "ChoiceUnknown")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "text" }, { "code": "a", "label": "B", "type": "text" } ]""", "fields[1].code", "TreeCodeTwice")]
    [InlineData("""[ { "code": "a", "label": "A b", "type": "text" }, { "code": "c", "label": "ＡB", "type": "text" } ]""", "fields[1].label", "LabelTaken")]
    [InlineData("""[ { "code": "a", "label": { "en": "A", "zh-CN": "申报单位" }, "type": "text" } ]""", "fields[0].label", "LabelTaken")]
    [InlineData("""[ { "code": "a", "label": "A", "type": "code", "codes": [ { "code": "x" }, { "code": "y", "synonyms": ["X"] } ] } ]""", "fields[0].codes[1]", "TreeCodeTwice")]
    public void Read_OfABrokenField_SaysWhereAndWhat(string fields, string path, string code)
    {
        List<Mistake> mistakes = [];

        var call = CallJson.Read(Encoding.UTF8.GetBytes($$"""{ "code": "X", "fields": {{fields}} }"""), "call.json", TemplateFolder.Shipped, mistakes, []);

        Assert.Null(call);
        Assert.Contains(mistakes, m => m.Column == path && m.Code == code);
        Assert.All(mistakes, m => Assert.NotEqual(m.Say("en"), m.Say("zh-CN")));
    }

    /// <summary>
    /// Whoever judges a proposal needs neither a day of birth nor a name nor a list of sanctions; the columns that rules read stay in the
    /// file.
    /// </summary>
    [Fact]
    public void PersonalFields_OfTheTemplates_AreTheIds_AndWhatSaysPersonal()
    {
        var personal = TemplateFolder.Shipped.CallNames.SelectMany(name => CallOf(name).Fields.Where(f => f.IsPersonal).Select(f => f.Code))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(
            ["dishonest_persons", "lead_pi", "partner_pi", "pi_birth", "pi_id", "pi_retirement_group", "running_disqualifications"],
            personal);
    }

    [Fact]
    public void Personal_OfAField_IsWrittenAndReadBack()
    {
        var call = Parsed("""{ "code": "X", "categories": [ { "code": "a" } ], "fields": [ { "code": "b", "label": { "en": "Born", "zh-CN": "出生" }, "type": "date", "personal": true } ] }""");

        var again = Parsed(Encoding.UTF8.GetString(CallJson.Write(call)));

        Assert.Equal((true, true), (call.Fields[0].IsPersonal, again.Fields[0].IsPersonal));
    }

    /// <summary>Words for columns that every call has are headers, too.</summary>
    [Fact]
    public void Labels_OfUsualColumns_ReadBackToTheirColumns() =>
        Assert.All(Usual.Required.Concat(Usual.Optional.Except(TableSchema.Confidential)),
            c => Assert.Equal(c, Usual.Canonical(FieldWords.Name(Own, c).Zh)));

    private static readonly Call Own = Parsed("""
        { "code": "X", "categories": [ { "code": "a" } ], "fields": [
          { "code": "own_funds", "label": { "en": "Own funds", "zh-CN": "自筹资金" }, "type": "money" },
          { "code": "sales", "label": { "en": "Sales", "zh-CN": "销售额" }, "type": "money", "unit": "万元" },
          { "code": "level", "label": { "en": "Level", "zh-CN": "所属级别" }, "type": "code", "codes": [ { "code": "市级", "synonyms": ["市里"] } ] },
          { "code": "city", "label": { "en": "City", "zh-CN": "所在市" }, "type": "text", "codes": [ { "code": "成都", "synonyms": ["成都市"] } ] } ] }
        """);

    private static ReadRows<Core.Applications.Application> Import(string csv) =>
        RoundReader.ReadApplications(Encoding.UTF8.GetBytes(csv), "applications.csv", Own, null);

    private static Call CallOf(string name) => Parsed(new JsonObject { ["code"] = name, ["template"] = name }.ToJsonString());

    private static Call Parsed(string json)
    {
        List<Mistake> mistakes = [];
        var call = CallJson.Read(Encoding.UTF8.GetBytes(json), "call.json", TemplateFolder.Shipped, mistakes, mistakes);
        Assert.Empty(mistakes);
        return call ?? throw new InvalidDataException(json);
    }

    private static IndicatorTrees? TreesOf(Call call) => TreesJson.OfTemplates(call, TemplateFolder.Shipped) is { } bytes
        ? TreesJson.Read(bytes, "trees.json", call, []) : null;

    private static IEnumerable<(string Column, string Value)> AcceptedBy(Condition condition) => condition switch
    {
        Condition.All c => c.Of.SelectMany(AcceptedBy),
        Condition.Any c => c.Of.SelectMany(AcceptedBy),
        Condition.Not c => AcceptedBy(c.Of),
        Condition.OneOf c => c.Values.Select(v => (c.Attribute, v)),
        Condition.SomeOf c => c.Values.Select(v => (c.Attribute, v)),
        Condition.OnlyOf c => c.Values.Select(v => (c.Attribute, v)),
        Condition.Covers c => c.Values.Select(v => (c.Attribute, v)),
        _ => [],
    };
}
