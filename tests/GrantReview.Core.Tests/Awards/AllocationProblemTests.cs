using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>Each unit at most n: a quota for each value of a column.</summary>
public class AllocationProblemTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> All = [];

    /// <summary>One unit in two hands is one; who names none is bound by none; a cap with room for all of a unit's is left out.</summary>
    [Fact]
    public void QuotasOver_ForEachUnit_AreOneForEachThatMayBeAboveIt()
    {
        var quota = new Quota(new("u"), QuotaMeasure.Count, All, 1, null) { Each = "unit", Name = new LocalText("Each unit", "每家单位") };

        var over = AllocationProblem.QuotasOver([A.Places(3), quota], [Of("甲（成都）"), Of("甲(成都)"), Of("乙"), Of("/"), Of("/")]);

        Assert.Equal(["places", "u:甲(成都)"], over.Select(q => q.Id.Value));
        Assert.Equal([true, true, false, false], new[] { "甲（成都）", "甲(成都)", "乙", "/" }.Select(u => over[1].Matches(Of(u))));
        Assert.Equal((1, null, "甲(成都)", quota.Name), (over[1].Max, over[1].Each, over[1].Value, over[1].Name));
        Assert.Equal(over[1] with { Where = All }, Quota.Find([quota], over[1].Id) is { } found ? found with { Where = All } : null);
    }

    /// <summary>Floors and sums bind every value; a filter comes first.</summary>
    [Fact]
    public void QuotasOver_OfFloorsAndSums_AreOneForEachValueOfTheFilter()
    {
        var of = new Dictionary<string, IReadOnlyList<string>> { ["category"] = ["K"] };
        var floor = new Quota(new("f"), QuotaMeasure.Count, of, null, 1) { Each = "unit" };
        var sum = new Quota(new("m"), QuotaMeasure.Amount, of, 500, null) { Each = "unit" };

        var over = AllocationProblem.QuotasOver([floor, sum], [Of("乙", "K"), Of("甲", "K"), Of("丙", "L")]);

        Assert.Equal(["f:乙", "f:甲", "m:乙", "m:甲"], over.Select(q => q.Id.Value));
    }

    /// <summary>A unit's third is passed over, and the place goes to the next.</summary>
    [Fact]
    public void Solve_WithEachUnitAtMostTwo_GivesTheThirdsPlaceToTheNext()
    {
        List<AllocationApplication> applications =
            [One("A", 95, "U"), One("B", 94, "U"), One("C", 93, "u"), One("D", 92, "V"), One("E", 91, "V"), One("F", 90, "W")];
        var quota = new Quota(new("unit"), QuotaMeasure.Count, All, 2, null) { Each = "unit" };
        var problem = new AllocationProblem(
            applications, AllocationProblem.QuotasOver([A.Places(4), quota], applications.Select(a => a.Attributes)), null,
            AllocationPolicy.Default, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal(["A", "B", "D", "E"], plan.Funded.Select(f => f.Id.Value).Order());
        Assert.Equal(new Reason.QuotaFull(new QuotaId("unit:u")), Assert.Single(plan.NotFunded.Single(n => n.Id.Value == "C").Reasons));
        Assert.Empty(AllocationAudit.Check(problem, plan));
    }

    private static Dictionary<string, string> Of(string unit, string category = "all") =>
        new() { ["unit"] = unit, ["category"] = category };

    private static AllocationApplication One(string id, int score, string unit) =>
        new(new(id), score, Money.Parse("1"), null, Of(unit), new Dictionary<string, string>());
}
