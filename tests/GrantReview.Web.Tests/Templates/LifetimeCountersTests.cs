using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Files.Rounds;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// What the policy of Chengdu gives once in its life is counted by the awards of its other calls, not by what somebody types: ten places of
/// 2.2, the highest tier of 5.1, one award for a product. LibraryTests follows the awards there from the database.
/// </summary>
public class LifetimeCountersTests
{
    private static readonly Call Policy =
        TemplateFolder.Shipped.Describe("chengdu-2024-ai-policy", [])?.Call ?? throw new InvalidDataException("chengdu-2024-ai-policy");

    [Fact]
    public void TenPlaces_WhenNineWereGivenInOtherCalls_LeaveOne()
    {
        List<EarlierAward> nine = [.. Enumerable.Range(1, 9).Select(n => Paid($"P{n}", "2.2", "1000000", unit: n))];

        var selection = EarlierAwards.Over(Policy, [.. nine, nine[0]]).SelectionOf(new("2.2"));
        var places = TimeOrder.Of(selection,
            [Filed("A", "2.2", 11, ("filed_on", "2024-08-01")), Filed("B", "2.2", 12, ("filed_on", "2024-08-02"))]);

        Assert.Equal((10, 9), (selection.Places ?? 0, selection.PlacesSummed));
        Assert.Equal([true, false], places.OrderBy(p => p.Key).Select(p => p.Value is { IsIn: true }));
    }

    [Theory]
    [InlineData("100000", "499999999.99", "0")]
    [InlineData("100000", "500000000", "200000")]
    [InlineData("200000", "900000000", "0")]
    [InlineData("200000", "1000000000", "250000")]
    [InlineData("250000", "5000000000", "0")]
    public void Tier_ThatWasPaidInAnotherCall_IsNotPaidAgain(string paid, string revenue, string amount)
    {
        var applications = EarlierAwards.Over(Policy,
            [Filed("A", "5.1", 1, ("main_revenue", revenue), ("highest_main_revenue_before", "0"))], [Paid("G1", "5.1", paid, unit: 1)]);

        Assert.Equal(Money.Parse(amount), Amounts.Of(Policy, applications, _ => true)[new("A")].Amount);
    }

    [Theory]
    [InlineData("x-1", 1, "OLD/S9")]
    [InlineData("x-2", 1, null)]
    [InlineData("x-1", 2, null)]
    public void Product_ThatWasPaidInAnotherCall_IsPaidAsThatAward(string product, int unit, string? paidAs)
    {
        var applications = EarlierAwards.Over(Policy,
            [Filed("A", "5.2", unit, ("product_id", product))], [Paid("S9", "3.2", "100000", unit: 1, product: "Ｘ-1")]);

        Assert.Equal(paidAs, Amounts.Of(Policy, applications, _ => true)[new("A")].PaidAs?.Value);
    }

    private static EarlierAward Paid(string application, string category, string amount, int unit, string product = "") =>
        new("OLD", new ApplicationId(application), new CategoryCode(category), An.UnitCode(unit), product, Money.Parse(amount), 2024);

    private static Application Filed(string id, string category, int unit, params (string, string)[] attributes) =>
        An.Application(id, category, unitCode: An.UnitCode(unit), attributes: [("unit_code", An.UnitCode(unit)), .. attributes]);
}
