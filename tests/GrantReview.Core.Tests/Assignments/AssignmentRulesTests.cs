using GrantReview.Core.Assignments;
using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Core.Tests.Assignments;

public class AssignmentRulesTests
{
    private static readonly ExpertLoad[] Experts =
    [
        new(new("E"), "u", 1, 3) { Kind = "academic", Region = "east" }, new(new("F"), "u", 0, null) { Kind = "finance", Region = "west" },
        new(new("G"), "", 0, 1) { Kind = "finance", Region = "east" }, new(new("H"), "", 0, 0) { Kind = "academic", Region = "west" },
    ];

    private static readonly AssignmentProblem Problem = new(
        [new(new("A"), 2) { Panel = "P" }, new(new("B"), 2) { Panel = "P" }, new(new("C"), 2)], Experts,
        new HashSet<(ApplicationId, ExpertId)> { (new("A"), new("E")) }, [], null, default, "s")
    {
        Forbidden = [new(new("B"), new("F"))],
    };

    [Theory]
    [InlineData("A", "E", "A")]
    [InlineData("B", "E", "A")]
    [InlineData("A", "F", "B")]
    [InlineData("C", "E", "")]
    [InlineData("A", "G", "")]
    public void Against_WhenAPanelSharesItsExperts_NamesTheApplicationThatBars(string application, string expert, string against)
    {
        var rules = new PairRules(Problem);

        Assert.Equal(against, string.Join(",", rules.Against(new(application), new(expert))));
        Assert.Equal(against.Length > 0, rules.Barred(new(application)).Contains(new ExpertId(expert)));
    }

    [Theory]
    [InlineData(1, "E,F", false)]
    [InlineData(2, "E,F", true)]
    [InlineData(1, "G,H", true)]
    public void Fit_CountsNoUnitThatIsUnknown(int perUnit, string seated, bool fits)
    {
        var rules = new GroupRules(perUnit, new Dictionary<string, int>(), new Dictionary<string, int>());

        Assert.Equal(fits, rules.Fit(new(new("A"), 2), Named(seated)));
        Assert.Equal(fits, rules.Admits(Named(seated)[..1], Named(seated)[1]));
    }

    [Theory]
    [InlineData(2, "E", true)]
    [InlineData(2, "F", true)]
    [InlineData(2, "E,H", false)]
    [InlineData(3, "E,H", true)]
    [InlineData(1, "H", false)]
    public void Fit_LeavesTheSeatsThatKindsAndRegionsAreOwed(int needed, string seated, bool fits)
    {
        var rules = new GroupRules(
            null, new Dictionary<string, int> { ["finance"] = 1 }, new Dictionary<string, int> { ["east"] = 1, ["north"] = 0 });

        Assert.Equal(fits, rules.Fit(new(new("A"), needed), Named(seated)));
    }

    [Fact]
    public void Beside_LeavesTheRoomUpToTheMaximum_AndAsksForNoMinimum()
    {
        var left = Experts.Select(e => e.Beside(2)).ToList();

        Assert.Equal([1, null, 0, 0], left.Select(e => e.Max));
        Assert.All(left, e => Assert.Equal(0, e.Min));
        Assert.Equal([true, true, false, false], left.Select(e => e.MayTake(1)));
    }

    private static ExpertLoad[] Named(string ids) => [.. ids.Split(',').Select(id => Experts.Single(e => e.Id.Value == id))];
}
