using CsCheck;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications.Eligibility;

public class EvaluatorTests
{
    private static readonly Condition Rich = new Condition.Compare(new Measure.Number("money"), Comparison.AtLeast, 100);
    private static readonly Condition Local = new Condition.OneOf("city", ["成都"]);

    [Theory]
    [InlineData("100", "成都", Outcome.Pass)]
    [InlineData("99.99", "成都", Outcome.Fail)]
    [InlineData("", "成都", Outcome.Person)]
    [InlineData("", "德阳", Outcome.Fail)]
    [InlineData("1,000", "成都", Outcome.Pass)]
    [InlineData("1,00", "成都", Outcome.Person)]
    public void Evaluate_OfAll_FailsAsSoonAsOnePartIsFalse(string money, string city, Outcome expected) =>
        Assert.Equal(expected, Of(Rule(new Condition.All([Rich, Local])), ("money", money), ("city", city)).Outcome);

    [Theory]
    [InlineData("", "成都", Outcome.Pass)]
    [InlineData("", "德阳", Outcome.Person)]
    [InlineData("1", "德阳", Outcome.Fail)]
    public void Evaluate_OfAny_PassesAsSoonAsOnePartIsTrue(string money, string city, Outcome expected) =>
        Assert.Equal(expected, Of(Rule(new Condition.Any([Rich, Local])), ("money", money), ("city", city)).Outcome);

    [Theory]
    [InlineData("成都", "1", Outcome.Fail, true)]
    [InlineData("德阳", "1", Outcome.Pass, false)]
    [InlineData("", "1", Outcome.Person, true)]
    [InlineData("", "100", Outcome.Pass, true)]
    public void Evaluate_WithWhen_BindsOnlyThoseForWhomItHolds(string city, string money, Outcome expected, bool binds)
    {
        var finding = Of(Rule(Rich) with { When = Local }, ("city", city), ("money", money));

        Assert.Equal((expected, binds), (finding.Outcome, finding.Binds));
    }

    [Fact]
    public void Evaluate_NamesWhatIsMissing_AndShowsEveryFigure()
    {
        var finding = Of(Rule(new Condition.All([Rich, Local, new Condition.Yes("sme")])), ("money", "99"), ("sme", "maybe"));

        Assert.Equal(["money = 99 ✗ ≥ 100", "city = ? ? ∈ 成都", "sme = maybe ? = yes"], finding.Figures.Select(f => f.ToString()));
        Assert.Equal(Outcome.Fail, finding.Outcome);
        Assert.Equal(["city", "sme"], Of(Rule(new Condition.All([Local, new Condition.Yes("sme")])), ("sme", "maybe")).Unknown);
    }

    [Theory]
    [InlineData(Outcome.Pass)]
    [InlineData(Outcome.Warn)]
    [InlineData(Outcome.Person)]
    public void Evaluate_WhenNotMet_HasTheRulesOutcome(Outcome outcome) =>
        Assert.Equal(outcome, Of(Rule(Rich) with { Outcome = outcome }, ("money", "1")).Outcome);

    [Fact]
    public void Evaluate_OfARuleForAPerson_NeedsAPerson() =>
        Assert.Equal(Outcome.Person, Of(Rule(null) with { Person = new LocalText("judged", "评判") }).Outcome);

    [Theory]
    [InlineData("1", VerdictKind.Met, Outcome.Fail, false)]
    [InlineData("1", VerdictKind.Waived, Outcome.Fail, false)]
    [InlineData("1", VerdictKind.NotMet, Outcome.Fail, true)]
    [InlineData("", VerdictKind.Met, Outcome.Person, false)]
    [InlineData("", VerdictKind.NotMet, Outcome.Person, true)]
    [InlineData("100", VerdictKind.NotMet, Outcome.Pass, true)]
    public void Evaluate_WithAVerdict_GoesByThePerson_AndStillSaysWhatTheRuleSays(string money, VerdictKind kind, Outcome outcome,
        bool fails)
    {
        var finding = Of([new Verdict(new("A"), new("R1"), kind, "二（三）")], Rule(Rich), ("money", money));

        Assert.Equal((outcome, fails, false), (finding.Outcome, finding.Fails, finding.IsOpen));
    }

    /// <summary>
    /// The answer for all is to those who are asked, and one's own goes before it; it says nothing of somebody whom the rule does not bind.
    /// </summary>
    [Theory]
    [InlineData("", null, VerdictKind.NotMet, true)]
    [InlineData("100", null, VerdictKind.NotMet, false)]
    [InlineData("", VerdictKind.Met, VerdictKind.NotMet, false)]
    [InlineData("1", VerdictKind.NotMet, VerdictKind.Met, true)]
    public void Evaluate_WithAVerdictForAll_AnswersWhereSomethingIsAsked(string money, VerdictKind? own, VerdictKind all, bool fails)
    {
        Verdict[] verdicts =
            [new(Verdict.Everyone, new("R1"), all), .. own is { } kind ? [new Verdict(new("A"), new("R1"), kind)] : Array.Empty<Verdict>()];

        Assert.Equal(fails, Of(verdicts, Rule(Rich), ("money", money)).Fails);
        Assert.False(Of(verdicts, Rule(Rich) with { When = Local }, ("money", money), ("city", "德阳")).Fails);
    }

    [Fact]
    public void Evaluate_OfTheColumnWaivedRules_SetsNothingAside_ButInPackagesOfItsTime()
    {
        (string, string)[] attributes = [("money", "1"), (Evaluator.Waived, "R0；R1")];
        Application[] all = [An.Application("A", attributes: attributes)];

        Assert.True(Of(Rule(Rich), attributes).Fails);
        Assert.False(Assert.Single(Evaluator.Evaluate(Settings(Rule(Rich)), all, [], beforeVerdicts: true)).Fails);
    }

    /// <summary>What can only warn or note asks nobody when it is unknown.</summary>
    [Theory]
    [InlineData(Outcome.Pass, Outcome.Warn)]
    [InlineData(Outcome.Warn, Outcome.Warn)]
    [InlineData(Outcome.Fail, Outcome.Person)]
    [InlineData(Outcome.Person, Outcome.Person)]
    public void Evaluate_OfWhatIsUnknown_AsksAPersonWhereTheRuleCouldRefuse(Outcome rule, Outcome expected)
    {
        var finding = Of(Rule(Rich) with { Outcome = rule }, ("money", ""));

        Assert.Equal((expected, expected == Outcome.Person), (finding.Outcome, finding.IsOpen));
        Assert.Equal(["money"], finding.Unknown);
    }

    [Fact]
    public void Waiver_WithoutAClause_CannotBeMade() =>
        Assert.Throws<ArgumentException>(() => new Verdict(new("A"), new("R1"), VerdictKind.Waived, " "));

    [Fact]
    public void Evaluate_AsksNothingAboutActsAndAwards() =>
        Assert.Empty(
            Evaluator.Evaluate(
            Settings(Rule(Rich) with { Stage = RuleStage.Act }, Rule(Rich) with { Id = new("R2"), Stage = RuleStage.Award }),
            [An.Application("A")], []));

    /// <summary>Ratios multiply the bound: a third of the whole is a third, and nothing is asked of nothing.</summary>
    [Theory]
    [InlineData("1", "3", "1/3", Outcome.Pass)]
    [InlineData("0.99999999", "3", "1/3", Outcome.Fail)]
    [InlineData("0", "0", "1", Outcome.Pass)]
    [InlineData("1", "-1", "1", Outcome.Person)]
    public void Evaluate_OfARatio_IsExact(string above, string under, string bound, Outcome expected) =>
        Assert.Equal(expected,
            Of(Rule(new Condition.Compare(new Measure.Ratio("a", "b"), Comparison.AtLeast, Rational.Parse(bound))), ("a", above),
            ("b", under)).Outcome);

    [Theory]
    [InlineData("2025-07-10T23:59:59+08:00", "2025-07-10", Outcome.Pass)]
    [InlineData("2025-07-10T16:00:00Z", "2025-07-10", Outcome.Fail)]
    [InlineData("2025-07-10", "2025-07-10T08:00:00+08:00", Outcome.Person)]
    [InlineData("2025-07-09", "2025-07-10T08:00:00+08:00", Outcome.Pass)]
    [InlineData("2025-07-11", "2025-07-10T08:00:00+08:00", Outcome.Fail)]
    [InlineData("2025-07-10T08:00:01+08:00", "2025-07-10T08:00:00+08:00", Outcome.Fail)]
    [InlineData("yesterday", "2025-07-10", Outcome.Person)]
    public void Evaluate_OfAMoment_ComparesDaysWhereTheBoundHasNoHour_AndAsksWhereTheValueHasNone(string at, string bound,
        Outcome expected) =>
        Assert.Equal(expected, Of(Rule(new Condition.Moment("at", TimeComparison.NotAfter, bound)), ("at", at)).Outcome);

    [Fact]
    public void Evaluate_OfAYear_WithoutTheReferenceDate_NeedsAPerson()
    {
        var finding =
            Of(Rule(new Condition.Compare(new Measure.Years("birth", Condition.AsOf), Comparison.AtMost, 40)), ("birth", "1985-01-01"));

        Assert.Equal((Outcome.Person, "@asOf"), (finding.Outcome, Assert.Single(finding.Unknown)));
    }

    /// <summary>
    /// A limit lets the first ones in time keep their place; a refused application, by hand or by another rule, holds none.
    /// </summary>
    [Fact]
    public void Evaluate_OfALimit_RefusesThoseThatCameLater()
    {
        var limit = Rule(
            new Condition.Compare(new Measure.Applications("unit_code", "at", new Dictionary<string, IReadOnlyList<string>>()),
            Comparison.AtMost, 2));
        var poor = Rule(Rich) with { Id = new("R2") };
        Application[] all =
        [
            Of("A", "U", "2025-01-04", "100"), Of("B", "U", "2025-01-01", "100"), Of("C", "U", "2025-01-02", "1"),
            Of("D", "U", "2025-01-03", "100"),
            Of("E", "U", "2025-01-01", "100", eligible: false), Of("F", "V", "2025-01-09", "100"), Of("G", "", "2025-01-09", "100"),
        ];

        var findings = Evaluator.Evaluate(Settings(limit, poor), all, []).Where(f => f.Rule.Id.Value == "R1")
            .ToDictionary(f => f.Application, f => f.Outcome);

        Assert.Equal([Outcome.Fail, Outcome.Pass, Outcome.Pass, Outcome.Pass, Outcome.Pass, Outcome.Pass, Outcome.Person],
            all.Select(a => findings[a.Id]));

        static Application Of(string id, string unit, string at, string money, bool eligible = true) =>
            An.Application(id, eligible: eligible, attributes: [("unit_code", unit), ("at", at), ("money", money)]);
    }

    /// <summary>Where a limit counts filings, a refused one keeps its place and a withdrawn one gives it back.</summary>
    [Fact]
    public void Evaluate_OfALimitOnFilings_CountsTheRefused_NotTheWithdrawn()
    {
        var limit = Rule(new Condition.Compare(
            new Measure.Applications("unit_code", "at", new Dictionary<string, IReadOnlyList<string>>(), PlaceHolders.Filed),
            Comparison.AtMost, 2));
        Core.Applications.Application[] all =
        [
            An.Application("A", eligible: false, attributes: [("unit_code", "U"), ("at", "2025-01-01")]),
            An.Application("B", attributes: [("unit_code", "U"), ("at", "2025-01-02"), (Core.Applications.Application.Withdrawn, "是")]),
            An.Application("C", attributes: [("unit_code", "U"), ("at", "2025-01-03")]),
            An.Application("D", attributes: [("unit_code", "U"), ("at", "2025-01-04")]),
        ];

        var findings = Evaluator.Evaluate(Settings(limit), all, []);

        Assert.Equal([Outcome.Pass, Outcome.Pass, Outcome.Pass, Outcome.Fail], findings.Select(f => f.Outcome));
        Assert.False(ApplicationStanding.Of(all, findings)[new("B")].IsAdmitted);
    }

    /// <summary>
    /// A department in brackets does not make another recommender, nor surely the same: asked where it decides who is beyond the limit.
    /// </summary>
    [Theory]
    [InlineData("甲大学", "甲 大学", "甲大学", "Pass Pass Fail")]
    [InlineData("甲大学", "甲大学（科技处）", "甲大学", "Pass Pass Person")]
    [InlineData("甲大学", "甲大学（科技处）", "甲大学（社科处）", "Pass Pass Person")]
    [InlineData("甲大学", "甲大学（科技处）", "乙大学", "Pass Pass Pass")]
    [InlineData("甲大学", "甲（南）大学", "甲（北）大学", "Pass Pass Pass")]
    public void Evaluate_OfALimit_AsksWhereNamesDifferByABracketAlone(string first, string second, string third, string expected)
    {
        var limit = Rule(new Condition.Compare(
            new Measure.Applications("recommender", "at", new Dictionary<string, IReadOnlyList<string>>(), PlaceHolders.Filed),
            Comparison.AtMost, 2));

        var findings = Evaluator.Evaluate(Settings(limit), [Of("A", first, 1), Of("B", second, 2), Of("C", third, 3)], []);

        Assert.Equal(expected, string.Join(' ', findings.Select(f => f.Outcome)));

        static Application Of(string id, string recommender, int day) =>
            An.Application(id, attributes: [("recommender", recommender), ("at", $"2025-01-0{day}")]);
    }

    /// <summary>Nobody is a partner of oneself; who the applicant is must be known to say so.</summary>
    [Theory]
    [InlineData("甲大学", "甲大学", Outcome.Fail)]
    [InlineData("甲大学;乙大学", "甲大学", Outcome.Pass)]
    [InlineData("甲 大学", "甲大学", Outcome.Fail)]
    [InlineData("甲大学", "", Outcome.Person)]
    [InlineData("丙公司", "", Outcome.Fail)]
    [InlineData("1、甲大学 2、丙公司", "丙公司", Outcome.Pass)]
    [InlineData("1、甲大学 2、丙公司", "甲大学", Outcome.Fail)]
    [InlineData("甲大学/丙公司", "丙公司", Outcome.Person)]
    [InlineData("甲大学（科技处）", "甲大学", Outcome.Person)]
    [InlineData("甲大学；乙大学（科技处）", "甲大学", Outcome.Person)]
    public void Evaluate_OfSomeOfBut_LeavesTheApplicantOut(string partners, string unit, Outcome expected) =>
        Assert.Equal(expected,
            Of(Rule(new Condition.SomeOf("partners", ["甲大学", "乙大学"], "unit")), ("partners", partners), ("unit", unit)).Outcome);

    /// <summary>Who came first is asked of each whose place hangs on it; a bare day has no order within itself.</summary>
    [Theory]
    [InlineData("2025-01-01 09:00", "2025-01-01 09:00", "2025-01-02", "Person Person Fail")]
    [InlineData("2025-01-01 09:00", "2025-01-01 09:01", "2025-01-01 09:01", "Pass Fail Fail")]
    [InlineData("2025-01-01", "2025-01-01 09:00", "2025-01-02", "Person Person Fail")]
    [InlineData("2025-01-01", "2025-01-02 00:00", "2025-01-02", "Pass Fail Fail")]
    [InlineData("2025-01-01T09:00+08:00", "2025-01-01T01:00Z", "2025-01-02", "Person Person Fail")]
    public void Evaluate_OfALimitInOrderOfTime_AsksWhereTimesAreEqual(string first, string second, string third, string expected)
    {
        var limit = Rule(new Condition.Compare(
            new Measure.Applications("recommender", "at", new Dictionary<string, IReadOnlyList<string>>(), PlaceHolders.Filed),
            Comparison.AtMost, 1));

        var findings = Evaluator.Evaluate(Settings(limit), [Of("A", first), Of("B", second), Of("C", third)], []);

        Assert.Equal(expected, string.Join(' ', findings.Select(f => f.Outcome)));
        Assert.All(findings.Where(f => f.Outcome == Outcome.Person), f => Assert.Equal(["at"], f.Unknown));

        static Application Of(string id, string at) => An.Application(id, attributes: [("recommender", "甲大学"), ("at", at)]);
    }

    /// <summary>A number that cannot be right is nobody's, so that a slip of the pen opens no limit; 15 digits are those of 18.</summary>
    [Theory]
    [InlineData("11010519491231002X", "11010519491231002X", "Fail Fail")]
    [InlineData("11010519491231002X", "110105 19491231 002x", "Fail Fail")]
    [InlineData("11010519491231002X", "110105491231002", "Fail Fail")]
    [InlineData("11010519491231002X", "110105194912310021", "Pass Person")]
    [InlineData("110105194912310021", "110105194912310021", "Person Person")]
    [InlineData("11010519491231002X", "E12345678", "Pass Pass")]
    public void Evaluate_OfALimitByPeople_ReadsTheirNumbers(string first, string second, string expected)
    {
        var limit = Rule(new Condition.Compare(
            new Measure.Applications("pi_id", null, new Dictionary<string, IReadOnlyList<string>>(), PlaceHolders.Filed),
            Comparison.AtMost, 1));

        var findings = Evaluator.Evaluate(
            Settings(limit) with { People = new HashSet<string> { "pi_id" } }, [Of("A", first), Of("B", second)], []);

        Assert.Equal(expected, string.Join(' ', findings.Select(f => f.Outcome)));

        static Application Of(string id, string number) => An.Application(id, attributes: [("pi_id", number)]);
    }

    /// <summary>
    /// Whatever is filed: the earliest n of each unit keep their place, in any order of rows, and who shares the last place is asked; and a
    /// limit without times says so once the unit is over it.
    /// </summary>
    [Fact]
    public void Evaluate_OfALimit_KeepsTheEarliest_InAnyOrderOfRows()
    {
        var limit = Rule(
            new Condition.Compare(new Measure.Applications("unit_code", "at", new Dictionary<string, IReadOnlyList<string>>()),
            Comparison.AtMost, 2));

        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 9]).Array[1, 14].Sample(given =>
        {
            var all = given.Select((g, i) =>
                An.Application($"A{i:00}", attributes: [("unit_code", $"U{g.Item1}"), ("at", $"2025-01-0{g.Item2}")])).ToList();
            var outcomes = Evaluator.Evaluate(Settings(limit), all, []).ToDictionary(f => f.Application, f => f.Outcome);
            var turned =
                Evaluator.Evaluate(Settings(limit), [.. all.AsEnumerable().Reverse()], []).ToDictionary(f => f.Application, f => f.Outcome);
            Assert.Equal(outcomes, turned);
            foreach (var unit in all.GroupBy(a => a.Attributes["unit_code"]))
            {
                Assert.All(unit, a => Assert.Equal(Expected(a, unit), outcomes[a.Id]));
            }

            static Outcome Expected(Application one, IEnumerable<Application> unit)
            {
                var others = unit.Where(o => o.Id != one.Id).Select(o => string.CompareOrdinal(o.Attributes["at"], one.Attributes["at"]));
                var (before, atMost) = (others.Count(o => o < 0), others.Count(o => o <= 0));
                return atMost < 2 ? Outcome.Pass : before >= 2 ? Outcome.Fail : Outcome.Person;
            }
        });
    }

    /// <summary>De Morgan holds also where a part is unknown.</summary>
    [Fact]
    public void Evaluate_NotOfAll_IsAnyOfNots()
    {
        var text = Gen.Int[0, 2].Select(i => new[] { "yes", "no", "" }[i]);
        Gen.Select(text, text).Sample((a, b) =>
        {
            Condition x = new Condition.Yes("a"), y = new Condition.Yes("b");
            var left = Of(Rule(new Condition.Not(new Condition.All([x, y]))), ("a", a), ("b", b)).Holds;
            var right = Of(Rule(new Condition.Any([new Condition.Not(x), new Condition.Not(y)])), ("a", a), ("b", b)).Holds;
            Assert.Equal(left, right);
        });
    }

    private static EligibilityRule Rule(Condition? condition) =>
        new(new("R1"), "1", RuleKind.Eligibility, RuleStage.Application, null, condition, Outcome.Fail, null, null,
            new LocalText("a rule", "规则"));

    private static EligibilitySettings Settings(params EligibilityRule[] rules) => new(null, [], rules);

    private static Finding Of(EligibilityRule rule, params (string, string)[] attributes) => Of([], rule, attributes);

    private static Finding Of(IReadOnlyList<Verdict> verdicts, EligibilityRule rule, params (string, string)[] attributes) =>
        Assert.Single(Evaluator.Evaluate(Settings(rule), [An.Application("A", attributes: attributes)], verdicts));

    /// <summary>A slip in a credit code, a stroke or 无 names nobody: it is asked, and neither opens a limit nor fills one.</summary>
    [Theory]
    [InlineData("91350100M000100Y43", "91350100m000100y43", "Fail Fail Fail")]
    [InlineData("91350100M000100Y43", "9135O100M000100Y43", "Pass Person Pass")]
    [InlineData("91350100M000100Y43", "/", "Pass Person Pass")]
    [InlineData("/", "/", "Person Person Person")]
    [InlineData("无", "无", "Person Person Person")]
    [InlineData("12345678-9", "12345678-9", "Fail Fail Fail")]
    public void Evaluate_OfALimitByUnits_AsksOfACodeThatIsNone(string first, string second, string expected)
    {
        var limit = Rule(new Condition.Compare(
            new Measure.Applications("unit_code", null, new Dictionary<string, IReadOnlyList<string>>(), PlaceHolders.Filed),
            Comparison.AtMost, 2));

        var findings = Evaluator.Evaluate(Settings(limit), [Of("A", first), Of("B", second), Of("C", first)], []);

        Assert.Equal(expected, string.Join(' ', findings.Select(f => f.Outcome)));

        static Application Of(string id, string code) => An.Application(id, attributes: [("unit_code", code)]);
    }

    /// <summary>What stands for a blank is read as one, wherever a rule reads it; a denial is an answer.</summary>
    [Theory]
    [InlineData("/", Outcome.Person)]
    [InlineData("——", Outcome.Person)]
    [InlineData("待补", Outcome.Person)]
    [InlineData("N/A", Outcome.Person)]
    [InlineData("无", Outcome.Fail)]
    [InlineData("暂无", Outcome.Fail)]
    [InlineData("承诺书.pdf", Outcome.Pass)]
    public void Evaluate_OfAProof_TakesNoStrokeForOne(string cell, Outcome expected) =>
        Assert.Equal(expected, Of(Rule(new Condition.Present("proof")), ("proof", cell)).Outcome);

    [Theory]
    [InlineData("企业", Outcome.Pass)]
    [InlineData("高校", Outcome.Fail)]
    [InlineData("/", Outcome.Person)]
    [InlineData("待定", Outcome.Person)]
    public void Evaluate_OfAList_LeavesNobodyOutByAStroke(string cell, Outcome expected) =>
        Assert.Equal(expected, Of(Rule(new Condition.OneOf("type", ["企业"])), ("type", cell)).Outcome);
}
