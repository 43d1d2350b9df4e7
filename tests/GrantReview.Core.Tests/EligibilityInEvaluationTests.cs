using CsCheck;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests;

/// <summary>What findings and the ways of choosing change in the pipeline, and what they do not.</summary>
public class EligibilityInEvaluationTests
{
    [Theory]
    [InlineData(Outcome.Fail, "1", Decision.Ineligible)]
    [InlineData(Outcome.Fail, "", Decision.Open)]
    [InlineData(Outcome.Warn, "1", Decision.Funded)]
    [InlineData(Outcome.Warn, "", Decision.Funded)]
    [InlineData(Outcome.Person, "1", Decision.Open)]
    [InlineData(Outcome.Fail, "100", Decision.Funded)]
    public void Run_WhatFailsIsOut_AndWhatNeedsAPersonIsOpen(Outcome outcome, string money, Decision expected)
    {
        var result = Run(Paying("1", Needs("money") with { Outcome = outcome }), An.Application("A", attributes: ("money", money)));

        var entry = Assert.Single(result.Ranking);
        Assert.Equal(expected, entry.Decision);
        Assert.Equal(expected switch
        {
            Decision.Ineligible => [new Reason.IneligibleByRule(new("R1"))],
            Decision.Open => [new Reason.OpenRule(new("R1"))],
            _ => Array.Empty<Reason>(),
        }, entry.Reasons);
        Assert.Equal(expected == Decision.Open ? EvaluationStatus.Provisional : EvaluationStatus.Evaluated, result.Status);
        Assert.Equal(expected == Decision.Open ? ["A"] : [], result.Waiting.Select(w => w.Application.Value));
    }

    /// <summary>Before verdicts a package let in whatever needed a person; it is recomputed so for ever.</summary>
    [Fact]
    public void Run_ByTheFirstRules_LetsInWhatNeedsAPerson()
    {
        var round = RoundOf(Paying("1", Needs("money")), An.Application("A", attributes: ("money", "")));

        Assert.Equal(Decision.Funded, Evaluation.Run(round, "s", versions: AlgorithmVersions.First).Ranking[0].Decision);
        Assert.Equal(Decision.Open, Evaluation.Run(round, "s").Ranking[0].Decision);
    }

    /// <summary>
    /// The amount of each award is held against the rules of stage award; who breaks one leaves its share of the unit's cap to the others.
    /// </summary>
    [Fact]
    public void Run_OfARuleOfStageAward_TakesOutTheAmountThatBreaksIt()
    {
        var atMost = new EligibilityRule(
            new("R9"), "5", RuleKind.Amount, RuleStage.Award, null,
            new Condition.Compare(new Measure.Number(Evaluator.AwardAmount), Comparison.AtMost, 50),
            Outcome.Fail, null, null, new LocalText("r", "规"));
        var call = A.Call() with
        {
            Eligibility = new EligibilitySettings(null, [], [atMost]),
            AmountGroups = AmountGroups.Default with { AnnualCaps =
                [new AnnualCap("unit_code", new Dictionary<string, IReadOnlyList<string>>(), Money.Parse("70"), null, false)] },
        };

        var result = Run(call, Asking("A", "60"), Asking("B", "50"), Asking("C", "20"));

        Assert.Equal(["B 50", "C 20"],
            result.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => $"{e.Application.Id} {e.Amount}").Order());
        Assert.Equal([new Reason.IneligibleByRule(new("R9"))], result.Ranking.Single(e => e.Application.Id.Value == "A").Reasons);
        Assert.Equal(["A", "B", "C"], result.Findings.Select(f => f.Application.Value));

        static Core.Applications.Application Asking(string id, string yuan) =>
            An.Application(id, requested: yuan, attributes: ("unit_code", "U"));
    }

    /// <summary>
    /// Whatever is filed and answered: nobody is funded with an open or failing finding, and a result with a question that decides is
    /// provisional.
    /// </summary>
    [Fact]
    public void Run_OfAnyFindingsAndVerdicts_FundsNobodyOnAnUnansweredQuestion()
    {
        var cell = Gen.Int[0, 2].Select(i => new[] { "100", "1", "" }[i]);
        var verdict = Gen.Select(Gen.Int[0, 4], Gen.Int[1, 3], Gen.Int[0, 2]);
        var outcome = Gen.Int[0, 3].Select(i => (Outcome)i);
        Gen.Select(Gen.Select(cell, cell, cell).Array[1, 4], verdict.Array[0, 6], Gen.Select(outcome, outcome))
            .Sample((filed, answers, outcomes) =>
        {
            var call =
                Paying("1", Needs("m1") with { Outcome = outcomes.Item1 }, Needs("m2") with { Id = new("R2"), Outcome = outcomes.Item2 },
                Needs("m3") with { Id = new("R3"), Condition = null, Person = new LocalText("p", "人") });
            var applications =
                filed.Select((f, i) => An.Application($"A{i}", attributes: [("m1", f.Item1), ("m2", f.Item2), ("m3", f.Item3)])).ToArray();
            var verdicts = answers.Select(v =>
                new Verdict(v.Item1 == 4 ? Verdict.Everyone : new($"A{v.Item1}"), new($"R{v.Item2}"), (VerdictKind)v.Item3, "c"))
                .DistinctBy(v => (v.Application, v.Rule)).ToList();

            var round = RoundOf(call, applications) with { Verdicts = verdicts };
            var result = Evaluation.Run(round, "s");
            var plan = Evaluation.Run(round with { Assignments = null, Scores = [] }, "s");

            var funded = result.Ranking.Where(e => e.Amount is not null).Select(e => e.Application.Id).ToHashSet();
            Assert.DoesNotContain(result.Findings, f => funded.Contains(f.Application) && (f.Fails || f.IsOpen));
            Assert.Equal(result.Ranking.Any(e => e.Decision == Decision.Open), result.Status == EvaluationStatus.Provisional);
            Assert.Subset(funded, plan.Assignments.Select(a => a.Application).ToHashSet());
        });
    }

    /// <summary>
    /// Whoever gets a seat of an expert is out afterwards by nothing that was known before; whoever gets none was out or waits.
    /// </summary>
    [Fact]
    public void Run_OfAnyRound_SeatsNobodyWhomFactsKnownBeforeRuleOut()
    {
        string[] figures = ["", "0", "99", "100", "5000"], answers = ["yes", "no", ""];
        var rule = new AmountRule
        {
            Rate = Rational.One, Base = "base", Floor = Money.Parse("100"),
            FloorExempt = new Dictionary<string, IReadOnlyList<string>> { ["sme"] = ["yes"] },
        };
        Category[] categories =
        [
            new Category(new("all"), new LocalText("a"), rule),
            new Category(new("line"), new LocalText("l"), rule) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) },
        ];
        var quota = new Quota(new("u"), QuotaMeasure.Count, new Dictionary<string, IReadOnlyList<string>> { ["sme"] = ["yes"] }, 1, null);
        var call = A.Call(allocation: AllocationSettings.Default with { Quotas = [quota] }, categories: categories) with
        {
            Eligibility = new EligibilitySettings(null, [], [Needs("m1")]),
        };
        var one = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 7]);
        one.Array[1, 5].Sample(filed =>
        {
            var round = RoundOf(call, [.. filed.Select((f, i) => An.Application(
                $"A{i}", category: f.Item4 % 3 == 0 ? "line" : "all", eligible: f.Item4 != 1,
                attributes: [("base", figures[f.Item1]), ("sme", answers[f.Item2]), ("m1", new[] { "100", "1", "" }[f.Item3]),
                    ("withdrawn", f.Item4 == 2 ? "yes" : "")]))]);

            var seated = AssignmentProblem.Of(round, "s").Applications.Select(a => a.Id).ToHashSet();
            var result = Evaluation.Run(round, "s");

            foreach (var entry in result.Ranking.Where(e => e.Category.Value == "all"))
            {
                Assert.Equal(seated.Contains(entry.Application.Id), entry.Decision is not (Decision.Ineligible or Decision.Open));
            }
            Assert.DoesNotContain(round.Applications, a => a.Category.Value == "line" && seated.Contains(a.Id));
        });
    }

    [Fact]
    public void Run_OfACategoryByTime_RanksByTimeAndSharesTheLastPlace()
    {
        var call = A.Call(allocation: AllocationSettings.Default with { MinScore = 60 },
            categories: new Category(new("t"), new LocalText("t"),
            AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Time, "on", 2, 0) });

        var result = Run(call, An.Application("A", "t", attributes: ("on", "2024-01-03")),
            An.Application("B", "t", attributes: ("on", "2024-01-01")),
            An.Application("C", "t", attributes: ("on", "2024-01-02")), An.Application("D", "t", attributes: ("on", "2024-01-02")),
            An.Application("E", "t", attributes: ("on", "?")));

        Assert.Equal(["B", "C", "D", "A", "E"], result.Ranking.Select(e => e.Application.Id.Value));
        Assert.Equal(
            [Decision.Funded, Decision.Funded, Decision.Funded, Decision.NotFunded, Decision.Open], result.Ranking.Select(e => e.Decision));
        Assert.Equal([1, 2, 2, null, null], result.Ranking.Select(e => e.Rank));
        Assert.Equal([new Reason.TooLate(3, 2)], result.Ranking[3].Reasons);
        Assert.Equal([new Reason.OpenRule(new("categories.t.selection"))], result.Ranking[4].Reasons);
    }

    [Fact]
    public void Run_OfALineWithoutExperts_NeedsNeitherAssignmentsNorScores()
    {
        var call = A.Call(
            categories: new Category(new("c"), new LocalText("c"),
            AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) });

        var result = Evaluation.Run(RoundOf(call, An.Application("A", "c")) with { Assignments = null }, "s");

        Assert.Equal((EvaluationStatus.Evaluated, Decision.Funded), (result.Status, Assert.Single(result.Ranking).Decision));
    }

    [Fact]
    public void Run_OfACategoryByConditions_NeedsNoScores()
    {
        var call = A.Call(
            categories: new Category(new("c"), new LocalText("c"),
            AmountRule.Each(Money.Parse("10"))) { Selection = new Selection(SelectionBasis.Conditions, null, null, 0) });

        var result = Run(call, An.Application("A", "c"), An.Application("B", "c", eligible: false));

        Assert.Equal([Decision.Funded, Decision.Ineligible], result.Ranking.Select(e => e.Decision));
    }

    private static EligibilityRule Needs(string attribute) => new(
        new("R1"), "二（三）2", RuleKind.Matching, RuleStage.Application, null,
        new Condition.Compare(new Measure.Number(attribute), Comparison.AtLeast, 100),
        Outcome.Fail, null, null, new LocalText("r", "规"));

    private static Call Paying(string yuan, params EligibilityRule[] rules) =>
        A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse(yuan)) }) with { Eligibility =
            new EligibilitySettings(null, [], rules) };

    private static Round RoundOf(Call call, params Core.Applications.Application[] applications) =>
        A.Round(call, A.Tree(null, ("a", "100")), applications, [An.Expert("E")],
            [.. applications.Where(a => a.Category.Value == "all").Select(a => A.Score(a.Id.Value, "E", "a", "80"))], assignments: []);

    private static EvaluationResult Run(Call call, params Core.Applications.Application[] applications) =>
        Evaluation.Run(RoundOf(call, applications), "seed");
}
