using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Assignments;

public class TextAffinityTests
{
    private static readonly Application[] Applications =
    [
        An.Application("A1", attributes: ("abstract", "面向工业场景的算法检测平台")) with { Title = "算法检测", Keywords = ["算法检测"] },
        An.Application("A2", attributes: ("abstract", "Compute scheduling across clusters")) with { Title = "Scheduler",
            Keywords = ["compute scheduling"] },
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

    /// <summary>
    /// GB/T 13745: 520 计算机科学技术, 520.20 人工智能, 520.2010 人工智能理论, 520.2020 自然语言处理, 520.40 计算机软件, 510 电子与通信技术; 0.4 of the affinity is nearness,
    /// and no word is shared.
    /// </summary>
    [Theory]
    [InlineData("520.2010", "520.2010", 0.4)]
    [InlineData("5202010", "520.2010", 0.4)]
    [InlineData("520.2010", "520.2020", 0.28)]
    [InlineData("520.2010", "520.20", 0.28)]
    [InlineData("520.20", "520.20", 0.4)]
    [InlineData("520.2010", "520.4010", 0.16)]
    [InlineData("520.20", "520", 0.16)]
    [InlineData("520", "520", 0.4)]
    [InlineData("520.2010", "510.2010", 0)]
    [InlineData("520.2010", "52", 0)]
    public void Row_OfDisciplineCodes_IsTheirNearnessInTheTree(string application, string expert, double expected)
    {
        var text = TextAffinity.Of([An.Application("A", attributes: ("discipline", application)) with { Title = "", Keywords = ["甲"] }],
            [An.Expert("E") with { Keywords = [expert] }])
            ?? throw new InvalidOperationException("There are texts.");
        var row = new double[1];

        text.Row(0, row);

        Assert.Equal(expected, row[0], 9);
    }

    /// <summary>The nearest of all pairs of codes counts.</summary>
    [Fact]
    public void Row_WhenBothSidesHaveSeveralCodes_TakesTheNearestPair()
    {
        var text = TextAffinity.Of([An.Application("A") with { Title = "", Keywords = ["510.10", "520.2010"] }],
            [An.Expert("E") with { Keywords = ["310", "520.2020"] }])
            ?? throw new InvalidOperationException("There are texts.");
        var row = new double[1];

        text.Row(0, row);

        Assert.Equal(0.28, row[0], 9);
    }

    [Fact]
    public void Of_WhenNobodySaysAnything_IsNull() => Assert.Null(TextAffinity.Of([An.Application("A")], [An.Expert("E")]));

    [Fact]
    public void Problem_TakesGivenAffinityFirst_ThenTexts_ThenNone()
    {
        var round = A.Round(A.Call(), A.Tree(null, ("x", "100")), Applications, Experts, []);

        Assert.Equal(AffinitySource.Computed, AssignmentProblem.Of(round, "s").Source);
        Assert.Equal(AffinitySource.Given, AssignmentProblem.Of(round with { Affinities = [new(new("A1"), new("E1"), 1)] }, "s").Source);
        Assert.Equal(AffinitySource.None, AssignmentProblem.Of(round with { Experts = [An.Expert("E1")] }, "s").Source);
        Assert.Equal(AffinitySource.Computed, AssignmentSolver.Solve(AssignmentProblem.Of(round, "s")).Source);
    }

    [Fact]
    public void Problem_LeavesOutWhatNoExpertScores()
    {
        var call = A.Call(
            categories: new Category(new("c"), new LocalText("c"),
            AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) });
        var round = A.Round(call, A.Tree(null, ("x", "100")),
            [Applications[0] with { Category = new("c") }, Applications[1] with { Category = new("other") },
            Applications[2] with { Category = new("other"), ExpertsNeeded = 0 }], Experts, []);

        var problem = AssignmentProblem.Of(round, "s");

        Assert.Equal(["A2"], problem.Applications.Select(a => a.Id.Value));
        Assert.Equal(AssignmentStatus.Optimal, AssignmentSolver.Solve(problem).Status);
    }
}
