using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

public class ResolvedUnitsTests
{
    private static readonly string Code = An.UnitCode(1);

    /// <summary>One filing for each unit, by its code.</summary>
    private static readonly Call Limited = A.Call() with
    {
        Eligibility = EligibilitySettings.Default with
        {
            Rules =
            [
                new EligibilityRule(new RuleId("one"), "1", RuleKind.Limit, RuleStage.Application, null,
                    new Condition.Compare(new Measure.Applications("unit_code", null, new Dictionary<string, IReadOnlyList<string>>()),
                        Comparison.AtMost, 1), Outcome.Fail, null, null,
                    new LocalText("one")),
            ],
        },
    };

    private static readonly Organisation Known = new("甲科技大学", Code, ["甲科大"], ["甲工学院"], "");

    [Theory]
    [InlineData("甲科大")]
    [InlineData("甲工学院")]
    public void Limit_WhenTheCodeIsBlankAndTheNameIsAnAlias_CountsTheUnitOfTheTable(string alias)
    {
        IReadOnlyList<Application> applications = [Filed("A", "甲科技大学", Code), Filed("B", alias, "")];

        var asked = CallFindings.Of(Limited, _ => [], ResolvedUnits.Of(Limited, applications, []), []);
        var counted = CallFindings.Of(Limited, _ => [], ResolvedUnits.Of(Limited, applications, [Known]), []);

        Assert.Equal([Outcome.Pass, Outcome.Person], asked.Select(f => f.Outcome));
        Assert.Equal([Outcome.Fail, Outcome.Fail], counted.Select(f => f.Outcome));
    }

    /// <summary>A row without a code takes the one that its applications name, so that nobody falls apart who was one before.</summary>
    [Fact]
    public void Limit_WhenTheTableHasNoCode_GoesByTheCodeOfTheApplications()
    {
        var listed = Known with { Code = "" };

        var findings = CallFindings.Of(Limited, _ => [], ResolvedUnits.Of(Limited,
            [Filed("A", "甲科技大学", Code), Filed("B", "乙实验室", Code), Filed("C", "甲科大", "")], [listed]), []);

        Assert.All(findings, f => Assert.Equal(Outcome.Fail, f.Outcome));
    }

    [Fact]
    public void Limit_WhenTheTableKnowsNothingOfTheUnit_GoesByTheCell_AndNoFileMaySayOtherwise()
    {
        var claimed = Filed("B", "乙公司", An.UnitCode(2)) with
        {
            Attributes = new Dictionary<string, string> { ["unit_code"] = An.UnitCode(2), ["unit_code_resolved"] = Code },
        };

        var resolved = ResolvedUnits.Of(Limited, [Filed("A", "甲科技大学", Code), claimed], [Known]);

        Assert.All(resolved, a => Assert.DoesNotContain("unit_code_resolved", a.Attributes.Keys));
        Assert.All(ResolvedUnits.Of(Limited, [claimed], []), a => Assert.DoesNotContain("unit_code_resolved", a.Attributes.Keys));
    }

    [Fact]
    public void AnnualCap_WhenAUnitIsWrittenInTwoWays_IsOne()
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")) }) with
        {
            AmountGroups = AmountGroups.Default with
            {
                AnnualCaps = [new AnnualCap("unit", new Dictionary<string, IReadOnlyList<string>>(), Money.Parse("150"), null, false)],
            },
        };
        var applications = ResolvedUnits.Of(call, [Filed("A", "甲科技大学", ""), Filed("B", "甲科大", "")], [Known]);

        var amounts = Amounts.Of(call, applications, _ => true);

        Assert.Equal(Money.Parse("150"), Money.Sum(amounts.Values.Select(a => a.Amount)));
    }

    /// <summary>Whatever a quota calls the unit, and whatever the application does: it is the row of the table that both name.</summary>
    [Theory]
    [InlineData("unit", "甲科技大学", "甲科大", "")]
    [InlineData("unit", "甲科大", "甲科技大学", "")]
    [InlineData("unit", "甲工学院", "甲科大", "")]
    [InlineData("unit", "甲科大", "名字不在表中", "code")]
    [InlineData("unit_code", "code", "甲工学院", "")]
    public void Quota_WhenItNamesTheUnitInOtherWords_BindsIt(string column, string accepted, string unit, string code)
    {
        string Written(string text) => text == "code" ? Code : text;
        var quota = new Quota(new("u"), QuotaMeasure.Count,
            new Dictionary<string, IReadOnlyList<string>> { [column] = [Written(accepted)] }, 1, null);
        var call = A.Call(allocation: AllocationSettings.Default with { Quotas = [quota] });

        var resolved = ResolvedUnits.Of(call, [Filed("A", unit, Written(code)), Filed("B", "乙公司", An.UnitCode(2))], [Known]);

        Assert.Equal([true, false], resolved.Select(a => quota.Matches(a.Attributes)));
        Assert.DoesNotContain(CallFindings.Of(call, _ => [], resolved, []), f => f.IsOpen);
    }

    /// <summary>A limit that counts, a cap and a table of sums speak of the same unit as a quota.</summary>
    [Fact]
    public void Filters_OfLimitsCapsAndSums_GoByTheUnitOfTheTable()
    {
        var of = new Dictionary<string, IReadOnlyList<string>> { ["unit"] = ["甲科技大学"] };
        var counted = new Condition.Not(new Condition.Compare(new Measure.Applications("pi", null, of), Comparison.Above, 1));
        var call = A.Call(allocation: AllocationSettings.Default with
        {
            Amount = new AmountRule { Cases = [new AmountCase(of, Money.Parse("100"), null), new AmountCase(None, Money.Parse("7"), null)] },
        }) with
        {
            AmountGroups = AmountGroups.Default with { AnnualCaps = [new AnnualCap("pi", of, Money.Parse("150"), null, false)] },
            Eligibility = EligibilitySettings.Default with
            {
                Rules = [new(new("one"), "1", RuleKind.Limit, RuleStage.Application, null, counted, Outcome.Warn, null, null, new("one"))],
            },
        };
        Application Led(string id, string unit) => An.Application(id, unit: unit, attributes: [("unit", unit), ("pi", "张三")]);

        var applications = ResolvedUnits.Of(call, [Led("A", "甲科技大学"), Led("B", "甲科大"), Led("C", "乙公司")], [Known]);

        var amounts = Amounts.Of(call, applications, _ => true);
        Assert.Equal(["100", "50", "7"], "ABC".Select(id => $"{amounts[new($"{id}")].Amount}"));
        Assert.Equal(
            [Outcome.Warn, Outcome.Warn, Outcome.Pass], CallFindings.Of(call, _ => [], applications, []).Select(f => f.Outcome));
    }

    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    private static Application Filed(string id, string unit, string code) =>
        An.Application(id, unit: unit, unitCode: code, attributes: [("unit", unit), ("unit_code", code)]);
}
