using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications.Eligibility;

/// <summary>Each kind of condition and measure alone: what it holds of a cell, and the figure it shows.</summary>
public class ReadingTests
{
    private static readonly string[] Towns = ["成都", "德阳"];

    [Theory]
    [InlineData(Comparison.AtLeast, "✗✓✓", "≥")]
    [InlineData(Comparison.AtMost, "✓✓✗", "≤")]
    [InlineData(Comparison.Above, "✗✗✓", ">")]
    [InlineData(Comparison.Below, "✓✗✗", "<")]
    [InlineData(Comparison.Equal, "✗✓✗", "=")]
    public void Compare_BelowAtAndAboveTheBound_GoesByItsSign(Comparison comparison, string holds, string sign)
    {
        var condition = new Condition.Compare(new Measure.Number("x"), comparison, 5);

        Assert.Equal(holds, string.Concat(new[] { "4", "5", "6" }.Select(x => Mark(condition, ("x", x)))));
        Assert.Equal($"x = 5 {holds[1]} {sign} 5", Shown(condition, ("x", "5")));
    }

    [Theory]
    [InlineData(TimeComparison.NotAfter, "✓✓✗", "≤")]
    [InlineData(TimeComparison.NotBefore, "✗✓✓", "≥")]
    [InlineData(TimeComparison.Before, "✓✗✗", "<")]
    [InlineData(TimeComparison.After, "✗✗✓", ">")]
    [InlineData(TimeComparison.On, "✗✓✗", "=")]
    public void Moment_BeforeOnAndAfterTheBound_GoesByItsSign(TimeComparison comparison, string holds, string sign)
    {
        var condition = new Condition.Moment("at", comparison, "2025-07-10");

        Assert.Equal(holds, string.Concat(new[] { "2025-07-09", "2025-07-10", "2025-07-11" }.Select(at => Mark(condition, ("at", at)))));
        Assert.Equal($"at = 2025-07-10 {holds[1]} {sign} 2025-07-10", Shown(condition, ("at", "2025-07-10")));
    }

    /// <summary>With an hour on both sides the instants are compared; a bound without one holds for its whole day.</summary>
    [Theory]
    [InlineData("2025-07-10 08:00", "2025-07-10 09:00", "✓")]
    [InlineData("2025-07-10 09:00", "2025-07-10 09:00", "✗")]
    [InlineData("2025-07-10 08:00", "2025-07-10", "✗")]
    [InlineData("2025-07-10", "2025-07-10 09:00", "?")]
    [InlineData("2025-07-09", "2025-07-10 09:00", "✓")]
    [InlineData("", "2025-07-10", "?")]
    [InlineData("2025-07-10", "", "?")]
    [InlineData("2025-07-10", "soon", "?")]
    public void Moment_AgainstAnotherColumn_ComparesWhatBothSay(string at, string bound, string holds)
    {
        var finding = Of(new Condition.Moment("at", TimeComparison.Before, "bound"), ("at", at), ("bound", bound));

        Assert.Equal(holds, MarkOf(finding.Holds));
        Assert.Equal((true, holds == "?"), (Assert.Single(finding.Figures).IsBoundByColumn, finding.Unknown.Count == 1));
    }

    [Theory]
    [InlineData("2025-08-31", "✗")]
    [InlineData("2025-09-01", "✗")]
    [InlineData("2025-09-02", "✓")]
    public void Moment_AfterTheReferenceDate_ComparesDays(string at, string holds)
    {
        var condition = new Condition.Moment("at", TimeComparison.After, Condition.AsOf);

        Assert.Equal(holds, Mark(condition, ("at", at)));
        Assert.Equal([Condition.AsOf], Of(null, condition, ("at", at)).Unknown);
    }

    [Fact]
    public void On_ForAnHourOfTheBoundsDay_NeedsNoHour() =>
        Assert.Equal("✓", Mark(new Condition.Moment("at", TimeComparison.On, "2025-07-10 09:00"), ("at", "2025-07-10")));

    [Theory]
    [InlineData("成都", "✓", "✓", "✓", "✗")]
    [InlineData("德阳；成都", "✗", "✓", "✓", "✓")]
    [InlineData("德阳；绵阳", "✗", "✓", "✗", "✗")]
    [InlineData("绵阳", "✗", "✗", "✗", "✗")]
    [InlineData("1、德阳 2、成都", "✗", "✓", "✓", "✓")]
    [InlineData("①成都②绵阳", "✗", "✓", "✗", "✗")]
    [InlineData("德阳/成都", "✗", "?", "?", "?")]
    [InlineData("成都和绵阳", "✗", "?", "?", "✗")]
    [InlineData("成都（高新区）", "?", "?", "?", "✗")]
    [InlineData("成都；德阳（旌阳区）", "✗", "✓", "?", "?")]
    [InlineData("绵阳（涪城区）", "✗", "✗", "✗", "✗")]
    [InlineData("无", "✗", "✗", "✓", "✗")]
    [InlineData("", "?", "?", "?", "?")]
    [InlineData(" ", "?", "?", "?", "?")]
    public void ValuesOfACell_AreTakenWholeOrItemByItem(string city, string one, string some, string only, string covers)
    {
        Assert.Equal(one, Mark(new Condition.OneOf("city", Towns), ("city", city.Trim())));
        Assert.Equal(some, Mark(new Condition.SomeOf("city", Towns), ("city", city)));
        Assert.Equal(only, Mark(new Condition.OnlyOf("city", Towns), ("city", city)));
        Assert.Equal(covers, Mark(new Condition.Covers("city", Towns), ("city", city)));
    }

    [Fact]
    public void ValuesOfACell_AreShownWithTheirSign_AndTheFirstFiveOfMany()
    {
        string[] six = ["a", "b", "c", "d", "e", "f"], seven = [.. six, "g"];

        Assert.Equal("x = a ✓ ∈ a | b | c | d | e | f", Shown(new Condition.OneOf("x", six), ("x", "a")));
        Assert.Equal("x = a ✓ ∩ a | b | c | d | e … (7)", Shown(new Condition.SomeOf("x", seven), ("x", "a")));
        Assert.Equal("x = a ✓ ⊆ a | b", Shown(new Condition.OnlyOf("x", ["a", "b"]), ("x", "a")));
        Assert.Equal("x = a;b ✓ ⊇ a | b", Shown(new Condition.Covers("x", ["a", "b"]), ("x", "a;b")));
        var figure = Assert.Single(Of(new Condition.OneOf("x", seven), ("x", "a")).Figures);
        Assert.Equal(seven, figure.Accepted);
        Assert.Equal(["x"], figure.Columns);
        Assert.False(figure.IsBoundByColumn);
    }

    [Theory]
    [InlineData("甲大学", "甲 大学", "✓")]
    [InlineData("甲大学", "乙大学", "✗")]
    [InlineData("甲大学（科技处）", "甲大学", "?")]
    [InlineData("甲大学（科技处）", "乙大学", "✗")]
    [InlineData("", "乙大学", "?")]
    [InlineData("甲大学", "", "?")]
    public void Same_OfTwoColumns_ComparesWhatTheySay(string one, string other, string holds)
    {
        var finding = Of(new Condition.Same("a", "b"), ("a", one), ("b", other));

        Assert.Equal(holds, MarkOf(finding.Holds));
        var figure = Assert.Single(finding.Figures);
        Assert.Equal(("a", "=", "b", true), (figure.Name, figure.Sign, figure.Bound, figure.IsBoundByColumn));
    }

    [Theory]
    [InlineData("附件.pdf", "✓")]
    [InlineData("无", "✗")]
    [InlineData("", "?")]
    public void Present_OfACell_IsAnythingButADenial(string cell, string holds) =>
        Assert.Equal(holds, Mark(new Condition.Present("file"), ("file", cell)));

    [Fact]
    public void Present_OfAMissingColumn_IsUnknown() => Assert.Equal(["file"], Of(new Condition.Present("file")).Unknown);

    /// <summary>In packages of schema 1 a blank cell said none.</summary>
    [Fact]
    public void Present_OfABlankCell_InPackagesOfItsTime_IsNone()
    {
        var found = Evaluator.Evaluate(
            Settings(null, new Condition.Present("file")), [An.Application("A", attributes: [("file", "")])], [], beforeVerdicts: true);

        Assert.Equal(false, Assert.Single(found).Holds);
    }

    [Theory]
    [InlineData("甲；乙；甲", "2")]
    [InlineData("无", "0")]
    [InlineData("", "")]
    public void Items_OfAList_AreCountedOnce(string list, string value)
    {
        var figure = Assert.Single(Of(new Condition.Compare(new Measure.Items("people"), Comparison.AtLeast, 1), ("people", list)).Figures);

        Assert.Equal(("#people", value, FigureKind.Items), (figure.Name, figure.Value, figure.Kind));
        Assert.Equal(["people"], figure.Columns);
    }

    [Theory]
    [InlineData("1985-09-01", "2025-08-31", "39")]
    [InlineData("1985-09-01", "2025-09-01", "40")]
    [InlineData("1985-09-01", "", "")]
    [InlineData("x", "2025-09-01", "")]
    public void Years_BetweenTwoDates_AreThoseCompleted(string from, string to, string value)
    {
        var figure = Figure(new Measure.Years("from", "to"), ("from", from), ("to", to));

        Assert.Equal(("from..to", value, FigureKind.Years), (figure.Name, figure.Value, figure.Kind));
        Assert.Equal(["from", "to"], figure.Columns);
    }

    [Theory]
    [InlineData("2025-01-01", "2025-12-31", "12")]
    [InlineData("2025-01-01", "2026-01-01", "13")]
    [InlineData("2025-01-31", "2025-02-27", "1")]
    [InlineData("2025-02-01", "2025-01-31", "0")]
    [InlineData("2025-02-01", "2025-02-01", "1")]
    [InlineData("", "2025-02-01", "")]
    public void Months_BetweenTwoDates_HoldBoth(string from, string to, string value)
    {
        var figure = Figure(new Measure.Months("from", "to"), ("from", from), ("to", to));

        Assert.Equal(("from..to", value, FigureKind.Months), (figure.Name, figure.Value, figure.Kind));
        Assert.Equal(["from", "to"], figure.Columns);
    }

    [Theory]
    [InlineData("3", "4", "3 : 4", "✓")]
    [InlineData("3", "7", "3 : 7", "✗")]
    [InlineData("3", "-1", "3 : ", "?")]
    [InlineData("", "4", " : 4", "?")]
    public void Ratio_ShowsBothSides(string above, string under, string value, string holds)
    {
        var condition = new Condition.Compare(new Measure.Ratio("a", "b"), Comparison.AtLeast, Rational.Parse("1/2"));
        var finding = Of(condition, ("a", above), ("b", under));
        var figure = Assert.Single(finding.Figures);

        Assert.Equal(("a : b", value, FigureKind.Ratio, holds), (figure.Name, figure.Value, figure.Kind, MarkOf(finding.Holds)));
        Assert.Equal(["a", "b"], figure.Columns);
        Assert.Equal(holds == "?" ? 1 : 0, finding.Unknown.Count);
    }

    /// <summary>
    /// Born in March 1965: three months of the delay from January on, one for every four, so one month; 60 years and a month is April 2025.
    /// </summary>
    [Theory]
    [InlineData("1965-03-15", "男", "2025-04-30", "0", "2025-04 / 2025-04", "✓")]
    [InlineData("1965-03-15", "男", "2025-05-01", "1", "2025-05 / 2025-04", "✗")]
    [InlineData("1964-12-31", "男", "2024-11-01", "-1", "2024-11 / 2024-12", "✓")]
    [InlineData("1965-05-15", "男", "2025-07-01", "0", "2025-07 / 2025-07", "✓")]
    [InlineData("1999-05-15", "男", "2062-05-01", "0", "2062-05 / 2062-05", "✓")]
    [InlineData("1965-03-15", "女", "2025-05-01", null, "", "?")]
    [InlineData("", "男", "2025-05-01", null, "", "?")]
    [InlineData("1965-03-15", "男", "", null, "", "?")]
    [InlineData("1965-03-15", "", "2025-05-01", null, "", "?")]
    public void Retirement_IsTheMonthOfTheTable(string birth, string group, string at, string? bound, string value, string holds)
    {
        var settings = Settings(null, Retired(0)) with { RetirementAges = [new RetirementAge("男", 60, new DateOnly(1965, 1, 1), 4, 36)] };
        var finding = Found(settings, ("birth", birth), ("group", group), ("at", at));
        var figure = Assert.Single(finding.Figures);

        Assert.Equal(("at", value, FigureKind.Retirement, holds), (figure.Name, figure.Value, figure.Kind, MarkOf(finding.Holds)));
        Assert.Equal(["at"], figure.Columns);
        if (bound is not null)
        {
            var exact = settings with { Rules = Settings(null, Retired(Rational.Parse(bound), Comparison.Equal)).Rules };
            Assert.True(Found(exact, ("birth", birth), ("group", group), ("at", at)).Holds);
        }

        static Condition Retired(Rational months, Comparison comparison = Comparison.AtMost) =>
            new Condition.Compare(new Measure.Retirement("birth", "group", "at"), comparison, months);
    }

    /// <summary>Only the applications of the kind that is counted hold a place; a blank cell may make one of it.</summary>
    [Theory]
    [InlineData("重点", "3", "✗")]
    [InlineData("一般", "0", "✓")]
    [InlineData("", "", "?")]
    public void Applications_OfAKind_CountThatKind(string kind, string value, string holds)
    {
        var where = new Dictionary<string, IReadOnlyList<string>> { ["kind"] = ["重点"] };
        var condition = new Condition.Compare(new Measure.Applications("unit", null, where), Comparison.AtMost, 2);
        var findings = Evaluator.Evaluate(
            Settings(null, condition), [Of("A", kind), Of("B", "重点"), Of("C", "重点"), Of("D", "一般")], []);

        var figure = Assert.Single(findings[0].Figures);
        Assert.Equal(("#unit", value, FigureKind.Applications), (figure.Name, figure.Value, figure.Kind));
        Assert.Equal(["unit"], figure.Columns);
        Assert.Equal(holds, MarkOf(findings[0].Holds));
        Assert.Equal(kind.Length == 0 ? ["kind"] : [], findings[0].Unknown);

        static Core.Applications.Application Of(string id, string kind) => An.Application(id, attributes: [("unit", "U"), ("kind", kind)]);
    }

    [Fact]
    public void Applications_BeyondTheBoundWithoutATime_AreUnknown()
    {
        var measure = new Measure.Applications("unit", "at", new Dictionary<string, IReadOnlyList<string>>());
        var settings = Settings(null, new Condition.Compare(measure, Comparison.AtMost, 1));

        var findings = Evaluator.Evaluate(settings, [Of("A", "2025-01-01"), Of("B", "")], []);

        Assert.All(findings, f => Assert.Equal((null, "at"), (f.Holds, Assert.Single(f.Unknown))));
        Assert.Null(Evaluator.Evaluate(settings, settings.Rules[0], Of("A", "2025-01-01")).Holds);

        static Core.Applications.Application Of(string id, string at) => An.Application(id, attributes: [("unit", "U"), ("at", at)]);
    }

    /// <summary>All parts are looked at even after one decided.</summary>
    [Fact]
    public void AnyAndAll_ShowEveryFigure()
    {
        Condition yes = new Condition.Yes("a"), no = new Condition.Yes("b");
        (string, string)[] cells = [("a", "是"), ("b", "否")];

        Assert.Equal((true, 2), (Of(new Condition.Any([yes, no]), cells).Holds, Of(new Condition.Any([yes, no]), cells).Figures.Count));
        Assert.Equal((false, 2), (Of(new Condition.All([no, yes]), cells).Holds, Of(new Condition.All([no, yes]), cells).Figures.Count));
    }

    private static EligibilitySettings Settings(DateOnly? asOf, Condition condition) => new(asOf, [],
        [
            new(new("R1"), "1", RuleKind.Eligibility, RuleStage.Application, null, condition, Outcome.Fail, null, null,
                new LocalText("a rule", "规则")),
        ]);

    private static Finding Found(EligibilitySettings settings, params (string, string)[] attributes) =>
        Assert.Single(Evaluator.Evaluate(settings, [An.Application("A", attributes: attributes)], []));

    private static Finding Of(DateOnly? asOf, Condition condition, params (string, string)[] attributes) =>
        Found(Settings(asOf, condition), attributes);

    private static Finding Of(Condition condition, params (string, string)[] attributes) =>
        Of(new DateOnly(2025, 9, 1), condition, attributes);

    private static Figure Figure(Measure measure, params (string, string)[] attributes) =>
        Assert.Single(Of(new Condition.Compare(measure, Comparison.AtMost, 40), attributes).Figures);

    private static string Shown(Condition condition, params (string, string)[] attributes) =>
        Assert.Single(Of(condition, attributes).Figures).ToString();

    private static string Mark(Condition condition, params (string, string)[] attributes) => MarkOf(Of(condition, attributes).Holds);

    private static string MarkOf(bool? holds) => holds switch { true => "✓", false => "✗", null => "?" };
}
