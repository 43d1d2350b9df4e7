using GrantReview.Core.Reports;
using System.Text.RegularExpressions;
using GrantReview.Core.Calls;
using GrantReview.Files;
using GrantReview.Files.Rounds;
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

    [GeneratedRegex("[a-z]+[.][a-zA-Z]+|[a-z]+_[a-z]+|[a-z][A-Z]")]
    private static partial Regex Machine();
}
