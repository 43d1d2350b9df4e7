using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications.Eligibility;

/// <summary>A limit on payments whose key is blank asks; it never opens.</summary>
public class CallFindingsTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> All = [];

    [Theory]
    [InlineData("U", "X", "U", "X", "")]
    [InlineData("U", "X", "U", "Y", "")]
    [InlineData("U", "", "U", "X", "A")]
    [InlineData("U", "", "V", "X", "")]
    [InlineData("", "X", "V", "X", "A")]
    [InlineData("U", "", "U", "", "AB")]
    public void Of_OncePer_AsksWhereTwoMayBeOneProject(string unit, string product, string otherUnit, string otherProduct, string asked)
    {
        var call = Call(new AmountGroups(["unit_code", "product_id"], []));

        var open = Open(call, Asking("A", unit, product), Asking("B", otherUnit, otherProduct));

        Assert.Equal(asked, string.Concat(open.Select(f => f.Application)));
        Assert.All(open, f => Assert.Equal("amountGroups.oncePer", f.Rule.Id.Value));
    }

    [Theory]
    [InlineData("U", "900000", false)]
    [InlineData("U", "", false)]
    [InlineData("", "", true)]
    [InlineData("U", "九十万", true)]
    public void Of_AnAnnualCap_AsksWhereUnitOrWhatWasPaidCannotBeRead(string unit, string paid, bool asks)
    {
        var call = Call(new AmountGroups([], [new AnnualCap("unit_code", All, Money.Parse("1000000"), "paid", false)]));

        var open = Open(call, An.Application("A", requested: "400000", attributes: [("unit_code", unit), ("paid", paid)]));

        Assert.Equal(asks, open.Count == 1);
    }

    /// <summary>The call's own rule is asked where it has one, and a verdict on it closes the question.</summary>
    [Fact]
    public void Of_ABlankKey_IsAskedByTheRuleOfTheCall_AndClosedByAVerdict()
    {
        var rule = new EligibilityRule(
            new("R7"), "7", RuleKind.Amount, RuleStage.Application, null, null, Outcome.Fail, "amountGroups.oncePer", null, new LocalText("once", "一次"));
        var call = Call(new AmountGroups(["product_id"], [])) with { Eligibility = new EligibilitySettings(null, [], [rule]) };
        Application[] two = [Asking("A", "U", ""), Asking("B", "U", "X")];

        Assert.Equal(["R7"], Open(call, two).Select(f => f.Rule.Id.Value));
        Assert.DoesNotContain(CallFindings.Of(call, two, [new Verdict(new("A"), new("R7"), VerdictKind.Met)]), f => f.IsOpen);
        Assert.Contains("R7", CallFindings.RuleIds(call).Select(i => i.Value));
    }

    private static Call Call(AmountGroups groups) => A.Call() with { AmountGroups = groups };

    private static Application Asking(string id, string unit, string product) =>
        An.Application(id, requested: "100", attributes: [("unit_code", unit), ("product_id", product)]);

    private static List<Finding> Open(Call call, params Application[] applications) => [.. CallFindings.Of(call, applications, []).Where(f => f.IsOpen)];
}
