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
    private static readonly Dictionary<string, IReadOnlyList<string>> OfU = new() { ["unit_code"] = ["U"] };

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
    [InlineData("U", "", true)]
    [InlineData("U", "0", false)]
    [InlineData("", "", true)]
    [InlineData("U", "九十万", true)]
    public void Of_AnAnnualCap_AsksWhereUnitOrWhatWasPaidCannotBeRead(string unit, string paid, bool asks)
    {
        var call = Call(new AmountGroups([], [new AnnualCap("unit_code", All, Money.Parse("1000000"), "paid", false)]));

        var open = Open(call, An.Application("A", requested: "400000", attributes: [("unit_code", unit), ("paid", paid)]));

        Assert.Equal(asks, open.Count == 1);
    }

    /// <summary>A cap is asked about where it may bind; a floor wherever it is not known.</summary>
    [Theory]
    [InlineData("U", "U", 1L, null, "")]
    [InlineData("U", "", 1L, null, "B")]
    [InlineData("U", "", 2L, null, "")]
    [InlineData("V", "", 1L, null, "")]
    [InlineData("V", "", 0L, null, "B")]
    [InlineData("", "", 1L, null, "AB")]
    [InlineData("U", "", null, 1L, "B")]
    [InlineData("U", "V", null, 1L, "")]
    public void Of_AQuota_AsksWhereABlankKeyMayBind(string unit, string other, long? max, long? min, string asked)
    {
        var quota = new Quota(new("u"), QuotaMeasure.Count, OfU, max, min);
        var call = A.Call(allocation: AllocationSettings.Default with { Quotas = [quota] });

        var open = Open(call, Asking("A", unit, "X"), Asking("B", other, "Y"));

        Assert.Equal(asked, string.Concat(open.Select(f => f.Application)));
        Assert.All(open, f => Assert.Equal(("allocation.quotas", "unit_code"), (f.Rule.Id.Value, Assert.Single(f.Unknown))));
    }

    /// <summary>Two applications of 100 yuan each.</summary>
    [Theory]
    [InlineData(199, "B")]
    [InlineData(200, "")]
    public void Of_AQuotaOfMoney_AsksWhereTheSumMayBeAbove(int yuan, string asked)
    {
        var quota = new Quota(new("u"), QuotaMeasure.Amount, OfU, yuan * 100, null);
        var call = A.Call(allocation: AllocationSettings.Default with { Quotas = [quota] });

        Assert.Equal(asked, string.Concat(Open(call, Asking("A", "U", "X"), Asking("B", "", "Y")).Select(f => f.Application)));
    }

    /// <summary>Without the value there is no amount: a person can say no more than "not met".</summary>
    [Theory]
    [InlineData(VerdictKind.Met, true)]
    [InlineData(VerdictKind.Waived, true)]
    [InlineData(VerdictKind.NotMet, false)]
    public void Of_AMissingAmount_IsAnsweredByItsValueAlone(VerdictKind kind, bool staysOpen)
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = new AmountRule { Rate = Rational.One, Base = "base" } });
        Application[] one = [An.Application("A", attributes: [("base", "")])];

        var finding = Assert.Single(CallFindings.Of(call, _ => [], one, [new Verdict(new("A"), new("allocation.amount"), kind, "c")]));

        Assert.Equal((staysOpen, !staysOpen, true), (finding.IsOpen, finding.Fails, finding.NeedsValue));
        Assert.Empty(Open(call, An.Application("A", attributes: [("base", "5")])));
    }

    [Theory]
    [InlineData("2023", "")]
    [InlineData("", "")]
    [InlineData("无", "")]
    [InlineData("待定", "allocation.library")]
    public void Of_TheYearOfTheLibrary_AsksWhereItIsNone(string year, string asked)
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Library = new LibraryRule(LibraryReading.First, "") });

        var open = Open(call, An.Application("A", requested: "1", attributes: [("library_year", year)]));

        Assert.Equal(asked, string.Concat(open.Select(f => f.Rule.Id)));
    }

    /// <summary>Known before anybody scores, so that no expert is given to it.</summary>
    [Theory]
    [InlineData("99", "no", false)]
    [InlineData("0", "yes", false)]
    [InlineData("99", "yes", true)]
    [InlineData("100", "no", true)]
    public void Standings_OfWhoIsOwedNothing_AreIneligible(string yuan, string exempt, bool admitted)
    {
        var rule = new AmountRule
        {
            Rate = Rational.One, Base = "base", Floor = Money.Parse("100"),
            FloorExempt = new Dictionary<string, IReadOnlyList<string>> { ["exempt"] = ["yes"] },
        };
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = rule });
        Application[] one = [An.Application("A", attributes: [("base", yuan), ("exempt", exempt)])];

        var standing = CallFindings.Standings(call, one, CallFindings.Of(call, _ => [], one, []))[new("A")];

        Assert.Equal((admitted, !admitted), (standing.IsAdmitted, standing.IsUndue));
    }

    /// <summary>The call's own rule is asked where it has one, and a verdict on it closes the question.</summary>
    [Fact]
    public void Of_ABlankKey_IsAskedByTheRuleOfTheCall_AndClosedByAVerdict()
    {
        var rule = new EligibilityRule(
            new("R7"), "7", RuleKind.Amount, RuleStage.Application, null, null, Outcome.Fail, "amountGroups.oncePer", null,
            new LocalText("once", "一次"));
        var call = Call(new AmountGroups(["product_id"], [])) with { Eligibility = new EligibilitySettings(null, [], [rule]) };
        Application[] two = [Asking("A", "U", ""), Asking("B", "U", "X")];

        Assert.Equal(["R7"], Open(call, two).Select(f => f.Rule.Id.Value));
        Assert.DoesNotContain(CallFindings.Of(call, _ => [], two, [new Verdict(new("A"), new("R7"), VerdictKind.Met)]), f => f.IsOpen);
        Assert.Contains("R7", CallFindings.RuleIds(call).Select(i => i.Value));
    }

    /// <summary>A leaf that is worked out from a figure never leaves its weight to the others unasked.</summary>
    [Theory]
    [InlineData("3", "")]
    [InlineData("0", "")]
    [InlineData("", "indicatorTree")]
    [InlineData("三人", "indicatorTree")]
    public void Of_AFigureThatPointsAreWorkedOutFrom_AsksWhereItIsNone(string figure, string asked)
    {
        Application[] one = [An.Application("A", attributes: [("jobs", figure)]), An.Application("B", category: "other")];

        var open = CallFindings.Of(A.Call(), c => c.Value == "all" ? ["jobs"] : [], one, []).Where(f => f.IsOpen).ToList();
        var answered = CallFindings.Of(
            A.Call(), c => c.Value == "all" ? ["jobs"] : [], one, [new Verdict(Verdict.Everyone, new("indicatorTree"), VerdictKind.Met)]);

        Assert.Equal(asked, string.Concat(open.Select(f => f.Rule.Id)));
        Assert.All(open, f => Assert.Equal(["jobs"], f.Unknown));
        Assert.DoesNotContain(answered, f => f.IsOpen);
    }

    [Fact]
    public void Of_AFigureOfALineWithoutScores_AsksNothing()
    {
        var line = new Category(new("all"), new LocalText("line"), null) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) };

        Assert.DoesNotContain(
            CallFindings.Of(A.Call(categories: line), _ => ["jobs"], [An.Application("A")], []), f => f.IsOpen);
    }

    private static Call Call(AmountGroups groups) => A.Call() with { AmountGroups = groups };

    private static Application Asking(string id, string unit, string product) =>
        An.Application(id, requested: "100", attributes: [("unit_code", unit), ("product_id", product)]);

    private static List<Finding> Open(Call call, params Application[] applications) =>
        [.. CallFindings.Of(call, _ => [], applications, []).Where(f => f.IsOpen)];

    /// <summary>Two of a unit are its cap: who names none is asked where a unit may be above it with them.</summary>
    [Theory]
    [InlineData("U", "U", "V", 2L, "")]
    [InlineData("U", "U", "", 2L, "C")]
    [InlineData("U", "V", "/", 2L, "")]
    [InlineData("", "", "无", 2L, "ABC")]
    [InlineData("甲（一部）", "甲", "乙", 1L, "AB")]
    [InlineData("甲（一部）", "甲", "乙", 2L, "")]
    [InlineData("U", "91350100M000100Y44", "V", 1L, "B")]
    public void Of_AQuotaOfEachUnit_AsksWhereOneMayBeAboveIt(string first, string second, string third, long max, string asked)
    {
        var quota = new Quota(new("u"), QuotaMeasure.Count, All, max, null) { Each = "unit_code" };
        var call = A.Call(allocation: AllocationSettings.Default with { Quotas = [quota] });

        var open = Open(call, Asking("A", first, "X"), Asking("B", second, "Y"), Asking("C", third, "Z"));

        Assert.Equal(asked, string.Concat(open.Select(f => f.Application.Value).Order()));
        Assert.All(open, f => Assert.Equal("unit_code", Assert.Single(f.Unknown)));
    }
}
