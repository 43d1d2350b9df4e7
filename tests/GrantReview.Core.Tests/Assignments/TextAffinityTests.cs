using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Assignments;

public class TextAffinityTests
{
    private static readonly Application[] Applications =
    [
        An.Application("A1", attributes: ("abstract", "面向工业场景的算法检测平台")) with { Title = "算法检测", Keywords = ["算法检测"] },
        An.Application("A2", attributes: ("abstract", "Compute scheduling across clusters")) with { Title = "Scheduler", Keywords = ["compute scheduling"] },
        An.Application("A3", attributes: ("discipline", "520.4010")) with { Title = "某平台", Keywords = ["评测"] },
    ];

    private static readonly Expert[] Experts =
    [
        An.Expert("E1") with { Keywords = ["算法检测", "算法验证"] }, An.Expert("E2") with { Keywords = ["compute scheduling"] },
        An.Expert("E3") with { Keywords = ["５２０.40", "评测"] }, An.Expert("E4") with { Keywords = ["medicine", "310"] },
    ];

    [Fact]
    public void Row_IsHighestWhereTheFieldIsTheSame_AndZeroWhereNothingIsShared()
    {
        var text = TextAffinity.Of(Applications, Experts) ?? throw new InvalidOperationException("There are texts.");
        var rows = Applications.Select((_, a) => { var row = new double[4]; text.Row(a, row); return row; }).ToArray();

        Assert.Equal([0, 1, 2], rows.Select(r => Array.IndexOf(r, r.Max())));
        Assert.All(rows.SelectMany(r => r), v => Assert.InRange(v, 0, 1));
        Assert.Equal((0.0, 0.0), (rows[0][1], rows[1][0]));
        Assert.True(rows[2][2] >= 0.4 * 0.7);
        Assert.Equal(0, rows[2][3]);
    }

    [Fact]
    public void Why_NamesSharedTermsAndCodes_AndAddsUpToTheAffinity()
    {
        var text = TextAffinity.Of(Applications, Experts) ?? throw new InvalidOperationException("There are texts.");
        var row = new double[4];
        text.Row(2, row);

        var why = text.Why(2, 2, most: 50);

        Assert.Contains(why, r => r.Term == "5204010/52040");
        Assert.Contains(why, r => r.Term == "“评测”");
        Assert.Equal(row[2], why.Sum(r => r.Part), 6);
        Assert.Contains(text.Why(0, 0), r => r.Term == "检测");
    }

    [Fact]
    public void Of_WhenNobodySaysAnything_IsNull() => Assert.Null(TextAffinity.Of([An.Application("A")], [An.Expert("E")]));

    [Fact]
    public void Problem_TakesGivenAffinityFirst_ThenTexts_ThenNone()
    {
        var round = A.Round(A.Call(), A.Tree(null, ("x", "100")), Applications, Experts, []);

        Assert.Equal(AffinitySource.Computed, AssignmentProblem.Of(round, "s").Source);
        Assert.Equal(AffinitySource.Given, AssignmentProblem.Of(round with { Affinities = [new("A1", "E1", 1)] }, "s").Source);
        Assert.Equal(AffinitySource.None, AssignmentProblem.Of(round with { Experts = [An.Expert("E1")] }, "s").Source);
        Assert.Equal(AffinitySource.Computed, AssignmentSolver.Solve(AssignmentProblem.Of(round, "s")).Source);
    }
}
