using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files;

namespace GrantReview.Web.Tests.Templates;

public partial class CallTemplatesTests
{
    public static TheoryData<string> Names => [.. TemplateFolder.Shipped.CallNames];

    [Fact]
    public void Names_AreTheFiveCalls() =>
        Assert.Equal(["chengdu-2024-ai-policy", "chengdu-2025-genai", "chongqing-2023-ai", "fujian-2025-ai", "sichuan-2024-key-rd"],
            TemplateFolder.Shipped.CallNames);

    /// <summary>How many rules each source has, counted when it was read: 50, 40, 72, 64 and 15.</summary>
    [Theory]
    [InlineData("chengdu-2025-genai", "CD25", 50)]
    [InlineData("fujian-2025-ai", "FJ25", 40)]
    [InlineData("chengdu-2024-ai-policy", "CP24", 72)]
    [InlineData("sichuan-2024-key-rd", "SC24", 64)]
    [InlineData("chongqing-2023-ai", "CQ23", 15)]
    public void Rules_AreAllThere_AndEachIsEvaluatedOrCarriedOutOrForAPerson(string name, string prefix, int count)
    {
        var rules = Described(name).Call.Eligibility.Rules;

        Assert.Equal(Enumerable.Range(1, count).Select(n => $"{prefix}-{n:00}"), rules.Select(r => r.Id.Value[..7]).Distinct().Order());
        Assert.All(rules, r => Assert.True(r.Condition is not null || r.CarriedBy is not null || r.Person is not null, r.Id.Value));
        Assert.All(rules,
            r => Assert.True(r.Text is { En.Length: > 0, Zh.Length: > 0 } text && text.En != text.Zh && r.Clause.Length > 0, r.Id.Value));
    }

    /// <summary>What people read of a template speaks in words: no column, no key of call.json.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Words_NameNoCodes(string name)
    {
        var (call, description) = Described(name);
        var words = description.Choices.Select(c => c.Why)
            .Concat(call.Eligibility.Rules.SelectMany(r => new[] { r.Text, r.Person }).OfType<LocalText>())
            .Concat(call.Fields.Select(f => f.Label)).Concat(call.Categories.Select(c => c.Name));

        Assert.DoesNotContain(words.SelectMany(w => new[] { w.En, w.Zh }), w => Code().IsMatch(w));
    }

    [GeneratedRegex("[a-z]+_[a-z_]+|(?<![A-Za-z])[a-z]+[A-Z][a-z]+|“[a-z-]+”")]
    private static partial Regex Code();

    [Theory]
    [MemberData(nameof(Names))]
    public void CarriedBy_AndClauses_NameKeysThatStandInTheTemplate(string name)
    {
        var json = TemplateFolder.Shipped.Call(name) ?? throw new InvalidDataException(name);
        var (call, description) = Described(name);

        var keys = call.Eligibility.Rules.Select(r => r.CarriedBy).OfType<string>().Concat(description.Clauses.Select(c => c.Key));

        Assert.Empty(keys.Where(k => !Stands(json, k)).Distinct());
        Assert.Empty(description.Workflow.Select(s => s.Rule).OfType<string>().Except(call.Eligibility.Rules.Select(r => r.Id.Value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_ThenRead_GivesTheSameCall(string name)
    {
        List<Mistake> mistakes = [];
        var written = CallJson.Write(Described(name).Call);

        var read = CallJson.Read(written, "call.json", TemplateFolder.Shipped, mistakes, mistakes) ?? throw new InvalidDataException(name);

        Assert.Empty(mistakes);
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(CallJson.Write(read)));
        Assert.Equal(Described(name).Call.Eligibility.Rules.Count, read.Eligibility.Rules.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Template_KeepsToTheSchema(string name)
    {
        var schema =
            JsonNode.Parse(File.ReadAllText(Path.Combine(TemplateFolder.Shipped.Path, "calls", "call.schema.json"))) as JsonObject ?? [];

        Assert.Empty(new SchemaCheck(schema).Faults(TemplateFolder.Shipped.Call(name)));
    }

    [Theory]
    [InlineData("""{ "code": "X", "eligibility": { "rules": [ { "id": "R", "clause": "1", "kind": "limit", "text": "t", "condition": { "number": "a", "atLeast": "1", "atMost": "2" } } ] } }""")]
    [InlineData("""{ "code": "X", "categories": [ { "code": "a", "selection": { "by": "merit" } } ] }""")]
    [InlineData("""{ "code": "X", "surprise": true }""")]
    [InlineData("""{ "code": "X", "categories": [ { "code": "a", "amount": { "fixed": 5 } } ] }""")]
    [InlineData("""{ "code": "X", "eligibility": { "rules": [ { "id": "R", "clause": "1", "kind": "limit", "text": "t" } ] } }""")]
    public void Schema_RefusesWhatIsNotACall(string call)
    {
        var schema =
            JsonNode.Parse(File.ReadAllText(Path.Combine(TemplateFolder.Shipped.Path, "calls", "call.schema.json"))) as JsonObject ?? [];

        Assert.NotEmpty(new SchemaCheck(schema).Faults(JsonNode.Parse(call)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_SayInBothLanguages_WhatTheCallWillDo(string name)
    {
        var (call, description) = Described(name);

        var sections = CallWords.Of(call, description);

        Assert.All(sections.SelectMany(s => s.Lines.Prepend(s.Heading)), l => Assert.True(l.En.Length > 0 && l.Zh.Length > 0));
        Assert.All(sections, s => Assert.DoesNotMatch(new Regex(@"\p{IsCJKUnifiedIdeographs}"), s.Heading.En));
        Assert.Contains(sections,
            s => s.Heading.En.StartsWith("Open choices", StringComparison.Ordinal) && s.Lines.Count == description.Choices.Count);
        Assert.All(call.Eligibility.Rules,
            r => Assert.Contains(sections.SelectMany(s => s.Lines), l => l.En.StartsWith(r.Clause, StringComparison.Ordinal)
                && l.En.Contains(FindingWords.TextOf(r).En, StringComparison.Ordinal)));
        Assert.All(call.Categories,
            c => Assert.Contains(sections.Single(s => s.Heading.En == "How amounts come about").Lines,
            l => l.En.StartsWith(c.Name.En + ": ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_OfAmounts_FollowTheRule()
    {
        var (call, description) = Described("chengdu-2024-ai-policy");

        var amounts = CallWords.Of(call, description).Single(s => s.Heading.En == "How amounts come about").Lines;

        Assert.Contains(
            NameOf("4.2").En + ": 10 % of Service income of the year before, the tax by “Tax rate included” taken out first; at most 1,000,000; "
            + "nothing below 100,000 unless Tops up an earlier subsidy or Small or medium-sized company", amounts.Select(a => a.En));
        Assert.Contains(amounts,
            a => a.Zh.StartsWith(NameOf("7.1").Zh + "：园区人工智能业务收入按“所含增值税税率”扣税后的 0.01%；示范园区级别 = 国家级：以 1,000,000 元为限",
                StringComparison.Ordinal));
        Assert.Contains(amounts, a => a.Zh.StartsWith(NameOf("9.1").Zh + "：标准级别 = 国际且单位在起草单位中的排名 = 1：400,000 元", StringComparison.Ordinal));
        Assert.Contains(amounts,
            a => a.En.Contains("At most 1,000,000 a year for the same Unified social credit code", StringComparison.Ordinal));

        LocalText NameOf(string category) => call.Categories.Single(c => c.Code.Value == category).Name;
    }

    [Fact]
    public void Words_WithTheTreesOfATemplate_NameThemAndTheirIndicators()
    {
        var (call, description) = Described("chengdu-2024-ai-policy");
        List<Mistake> mistakes = [];

        var trees = TemplateFolder.Shipped.TreesOf(call, mistakes);
        var lines = CallWords.Of(call, description, trees: trees).SelectMany(s => s.Lines).ToList();

        Assert.Empty(mistakes);
        Assert.Contains("同分时依次比较：入项目库年份 → 应用服务 → 提交时间，最后按编号", lines.Select(l => l.Zh));
        Assert.Contains("评价指标体系：公共算法服务平台补贴项目评选指标", lines.Select(l => l.Zh));
    }

    [Theory]
    [InlineData("""{ "eligibility": { "rules": [ { "id": "R", "clause": "1", "kind": "limit", "text": "t" } ] } }""", "eligibility.rules[0]", "RuleDecidesNothing")]
    [InlineData("""{ "eligibility": { "rules": [ { "id": "R", "clause": "1", "kind": "limit", "text": "t", "condition": { "colour": "red" } } ] } }""", "eligibility.rules[0].condition", "JsonExpected")]
    [InlineData("""{ "eligibility": { "rules": [ { "id": "R", "clause": "1", "text": "t", "condition": { "number": "a", "atLeast": "much" } } ] } }""", "eligibility.rules[0].condition.atLeast", "NotANumber")]
    [InlineData("""{ "eligibility": { "rules": [ { "id": "R", "clause": "1", "text": "t", "condition": { "moment": "a", "notAfter": "2025-13-40" } } ] } }""", "eligibility.rules[0].condition.notAfter", "NotADay")]
    [InlineData("""{ "eligibility": { "rules": [ { "id": "R", "clause": "1", "text": "t", "carriedBy": "x" }, { "id": "R", "clause": "1", "text": "t", "carriedBy": "x" } ] } }""", "eligibility.rules[1].id", "TreeCodeTwice")]
    [InlineData("""{ "eligibility": { "asOf": "soon" } }""", "eligibility.asOf", "NotADay")]
    [InlineData("""{ "categories": [ { "code": "a", "selection": { "by": "time" } } ] }""", "categories[0].selection.time", "Required")]
    [InlineData("""{ "categories": [ { "code": "a", "amount": { "bands": { "value": "v", "steps": [] } } } ] }""", "categories[0].amount.bands.steps", "BandsBroken")]
    [InlineData("""{ "categories": [ { "code": "a", "amount": { "cases": [ { "where": {}, "fixed": "1" } ] } } ] }""", "categories[0].amount.cases[0].where", "CaseHidden")]
    [InlineData("""{ "amountGroups": { "annualCaps": [ { "by": "unit_code" } ] } }""", "amountGroups.annualCaps[0].max", "Required")]
    public void Read_OfABrokenRule_SaysWhereAndWhat(string given, string path, string code)
    {
        List<Mistake> mistakes = [];
        var json = JsonNode.Parse(given) as JsonObject ?? [];
        json["code"] = "X";

        var call = CallJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "call.json", TemplateFolder.Shipped, mistakes, []);

        Assert.Null(call);
        Assert.Contains(mistakes, m => m.Column == path && m.Code == code);
        Assert.All(mistakes, m => Assert.NotEqual(m.Say("en"), m.Say("zh-CN")));
    }

    private static (Call Call, CallDescription Description) Described(string name)
    {
        List<Mistake> mistakes = [];
        var described = TemplateFolder.Shipped.Describe(name, mistakes);
        Assert.Empty(mistakes);
        return described ?? throw new InvalidDataException(name);
    }

    /// <summary>A key names what stands: a category's by its code, a quota's or a step's or a rule's by its id.</summary>
    private static bool Stands(JsonNode? node, string key)
    {
        if (key.Length == 0)
        {
            return node is not null;
        }
        if (node is JsonArray array)
        {
            return array.OfType<JsonObject>()
                .Any(item => (item["code"] ?? item["id"] ?? item["by"]) is { } id
                && (key == $"{id}" || (key.StartsWith($"{id}.", StringComparison.Ordinal) && Stands(item, key[($"{id}".Length + 1)..]))));
        }
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var (first, rest) = dot < 0 ? (key, "") : (key[..dot], key[(dot + 1)..]);
        return node is JsonObject o && o[first] is { } next && Stands(next, rest);
    }
}
