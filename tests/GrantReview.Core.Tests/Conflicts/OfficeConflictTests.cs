using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

public class OfficeConflictTests
{
    private static readonly Guid Member = Guid.NewGuid();

    [Theory]
    [InlineData("甲公司", "P1")]
    [InlineData("甲企", "P1")]
    [InlineData("甲 有限公司", "")]
    [InlineData("乙大学", "P2")]
    [InlineData("科技局", "")]
    [InlineData("", "")]
    public void Find_OfAMember_NamesTheFirstApplicationOfTheUnit(string unit, string application)
    {
        var problem = Problem(ConflictSettings.Default);

        Assert.Equal(application, string.Concat(OfficeConflict.Find(problem, [(Member, unit)]).Select(c => c.Application)));
    }

    [Fact]
    public void Find_WhereTheSameUnitIsNoGround_FindsNobody() =>
        Assert.Empty(OfficeConflict.Find(Problem(ConflictSettings.Default with { SameUnit = false }), [(Member, "甲公司")]));

    private static ConflictProblem Problem(ConflictSettings settings) => new(
        [An.Application("P3", unit: "甲企"), An.Application("P2", unit: "乙大学"), An.Application("P1", unit: "甲公司")], [], settings)
    {
        Organisations = [new Organisation("甲公司", "", ["甲企"], [], "")],
    };
}
