using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications;

public class EarlierAwardsTests
{
    private static readonly Call Policy = A.Call(categories:
        [
            new Category(new("models"), new LocalText("models"), AmountRule.Each(Money.Parse("100")))
            {
                Selection = new Selection(SelectionBasis.Time, "filed_on", 2, 0),
            },
            new Category(new("standards"), new LocalText("standards"), AmountRule.Each(Money.Parse("600000"))),
            new Category(new("growth"), new LocalText("growth"), new AmountRule
            {
                Bands = new AmountBands("revenue", "highest_before",
                    [(Money.Parse("300"), Money.Parse("10")), (Money.Parse("500"), Money.Parse("20"))]),
            }),
        ]) with
    {
        Eligibility = EligibilitySettings.Default with { AsOf = new DateOnly(2025, 6, 1) },
        AmountGroups = new AmountGroups(
            ["unit_code", "product_id"],
            [new AnnualCap("unit_code", new Dictionary<string, IReadOnlyList<string>> { ["category"] = ["standards"] },
                Money.Parse("1000000"), "paid_this_year", false)]),
    };

    [Fact]
    public void Places_OfALifetime_CountEachEarlierAwardOnce()
    {
        var call = EarlierAwards.Over(Policy,
            [Paid("M1", "models"), Paid("M1", "models"), Paid("S1", "standards"), Paid("M2", "models", call: "C1")]);

        Assert.Equal(1, call.SelectionOf(new("models")).PlacesSummed);
        var places = TimeOrder.Of(call.SelectionOf(new("models")),
            [An.Application("A", attributes: ("filed_on", "2025-01-01")), An.Application("B", attributes: ("filed_on", "2025-01-02"))]);
        Assert.Equal([true, false], places.OrderBy(p => p.Key).Select(p => p.Value!.IsIn));
    }

    /// <summary>The larger of the typed and the summed figure counts; where both are there and differ, a person is asked.</summary>
    [Theory]
    [InlineData("0", "900000", true)]
    [InlineData("700000", "700000", true)]
    [InlineData("500000", "500000", false)]
    [InlineData("", "500000", false)]
    [InlineData("不详", null, true)]
    public void Cap_OfAYear_TakesTheLargerOfTheTypedAndTheSummed(string typed, string? paid, bool isAsked)
    {
        IReadOnlyList<EarlierAward> earlier = paid == "900000" ? [Paid("S1", "standards", "900000")] : [Paid("S1", "standards", "500000")];
        var applications = EarlierAwards.Over(Policy, [Filed("A", "standards", ("paid_this_year", typed))], earlier);
        var cap = Policy.AmountGroups.AnnualCaps[0];

        Assert.Equal(paid is null ? null : Money.Parse(paid), Amounts.PaidBefore(cap, applications)(Amounts.UnitOf(cap, applications[0])));
        Assert.Equal(isAsked, CallFindings.Of(Policy, _ => [], applications, []).Any(f => f.Rule.Id.Value == "amountGroups.annualCaps" && f.Asks));
    }

    [Fact]
    public void Cap_OfAYear_SumsItsOwnYearUnitAndCategoriesAlone()
    {
        var applications = EarlierAwards.Over(Policy, [Filed("A", "standards")],
        [
            Paid("S1", "standards", "1"), Paid("S2", "standards", "2", year: 2024), Paid("S3", "growth", "4"),
            Paid("S4", "standards", "8", unit: "U2"),
            Paid("S5", "standards", "16"),
        ]);

        Assert.Equal("17", applications[0].Attributes["paid_this_year_summed"]);
    }

    [Theory]
    [InlineData("0", "10", "20")]
    [InlineData("0", "20", "0")]
    [InlineData("500", "10", "0")]
    public void Band_CountsTheTierThatWasPaid(string typed, string paid, string expected)
    {
        var applications = EarlierAwards.Over(Policy,
            [Filed("A", "growth", ("revenue", "600"), ("highest_before", typed))], [Paid("G1", "growth", paid, year: 2020)]);

        Assert.Equal(Money.Parse(expected), Amounts.Of(Policy, applications, _ => true)[new("A")].Amount);
    }

    [Fact]
    public void Project_ThatWasPaidEarlier_IsPaidAsThatAward()
    {
        var applications = EarlierAwards.Over(Policy,
            [Filed("A", "standards", ("product_id", "X")), Filed("B", "standards", ("product_id", "Y"))],
            [Paid("S9", "growth", project: "ｘ")]);

        var amounts = Amounts.Of(Policy, applications, _ => true);

        Assert.Equal(("OLD/S9", null), (amounts[new("A")].PaidAs?.Value, amounts[new("B")].PaidAs?.Value));
    }

    [Fact]
    public void Over_WhenAFileSaysTheSumItself_DoesNotTakeIt()
    {
        var forged = Filed("A", "standards", ("paid_earlier", "x"), ("paid_this_year_summed", "1"));

        Assert.All(EarlierAwards.Over(Policy, [forged], []),
            a => Assert.Equal(["category", "id", "unit", "unit_code"], a.Attributes.Keys.Order()));
    }

    private static EarlierAward Paid(string application, string category, string amount = "1", int year = 2025, string unit = "U1",
        string project = "", string call = "OLD") =>
        new(call, new ApplicationId(application), new CategoryCode(category), unit, project, Money.Parse(amount), year);

    private static Application Filed(string id, string category, params (string, string)[] attributes) =>
        An.Application(id, category, unitCode: "U1", attributes: [("unit_code", "u1"), .. attributes]);
}
