using System.Globalization;
using System.Text.RegularExpressions;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files;
using GrantReview.Web.Localisation;

namespace GrantReview.Web.Tests.Templates;

public partial class SettingTextTests
{
    /// <summary>No page shows a key: what is open, what carries a rule out, and every place in which a mistake may be has words.</summary>
    [Fact]
    public void EveryKeyOfATemplate_HasWords_AndAPageWhereItIsChanged()
    {
        Assert.All(TemplateFolder.Shipped.CallNames, name =>
        {
            List<Mistake> mistakes = [];
            var (call, description) = TemplateFolder.Shipped.Describe(name, mistakes) ?? throw new InvalidDataException(name);
            var keys =
                description.Choices.Select(c => c.Key).Concat(call.Eligibility.Rules.Select(r => r.CarriedBy).OfType<string>()).ToList();

            Assert.NotEmpty(keys);
            Assert.All(keys, key => Assert.DoesNotMatch(Machine(), SettingText.Of(key, call)));
            Assert.All(description.Choices, c => Assert.NotEqual("", SettingText.PageOf(c.Key, call)));
            Assert.All(description.Choices, c => Assert.DoesNotMatch(Machine(), SettingText.Value(c.Key, call, CallState.Drafted, null, "x")));
        });
    }

    [Fact]
    public void TieBreak_NamesIndicatorsAndColumnsInWords()
    {
        var round = new SmallRound(
            """{ "code": "R", "allocation": { "policy": { "tieBreak": [ { "by": "merit" }, { "by": "requested_amount", "descending": true } ] } } }""",
            [new RoundRow().With("A1", "1", "80")]).Read();

        var chain = FieldWords.Chain(round.Call, round.Trees);
        Assert.Equal("水平 → 申请金额（大者在前）", chain.Zh);
        Assert.Equal("水平 → Amount requested (largest first)", chain.En);
    }

    /// <summary>An amount is said whole: rate, caps, floor and whom the floor spares.</summary>
    [Theory]
    [InlineData("""{ "fixed": "200000" }""", "每项20万元")]
    [InlineData("""{ "rate": "0.10", "base": "requested_amount", "cap": "1000000", "floor": { "below": "100000" } }""", "申请金额的10%，最高100万元，不足10万元不补")]
    [InlineData("""{ "cap": "500000" }""", "按申请金额，最高50万元")]
    [InlineData("""{ "rate": "0.125", "base": "requested_amount" }""", "申请金额的12.5%")]
    public void Amount_IsASentence(string rule, string sentence)
    {
        var call = Files.OfficeFilesTests.CallOf($$"""{ "code": "T1", "categories": [ { "code": "all", "amount": {{rule}} } ] }""");

        Assert.Equal(sentence, InChinese(() => SettingText.Of(call.Categories[0].Amount ?? throw new InvalidDataException(rule), call)));
    }

    /// <summary>A quota that binds each value says so, on every page that lists it.</summary>
    [Fact]
    public void Quota_OfEachUnit_SaysWhomItBinds()
    {
        var call = Files.OfficeFilesTests.CallOf("""
            { "code": "T1", "categories": [ { "code": "all" } ], "allocation": { "quotas": [
              { "id": "u", "name": { "en": "Each unit", "zh-CN": "每家单位" }, "measure": "count", "each": "unit", "max": "2" } ] } }
            """);

        Assert.Equal("每家单位：每个申报单位最多2项", InChinese(() => SettingText.Of(call.Allocation.Quotas[0], call)));
        Assert.Equal(new LocalText("each Applicant unit at most 2 awards", "每个申报单位至多2项"), ReportWords.Of(call.Allocation.Quotas[0], call));
    }

    private static string InChinese(Func<string> say)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [GeneratedRegex("[a-z]+[.][a-zA-Z]+|[a-z]+_[a-z]+|[a-z][A-Z]")]
    private static partial Regex Machine();
}
