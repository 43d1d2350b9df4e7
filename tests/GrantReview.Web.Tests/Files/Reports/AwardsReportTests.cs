using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files.Reports;

public class AwardsReportTests
{
    [Fact]
    public void Of_SumsTheAwardsToTheFen_AndGivesEveryOtherApplicationAReason()
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = new AmountRule(), Quotas = [A.Places(3)] });
        var applications = Enumerable.Range(1, 5).Select(i => An.Application($"A{i}", requested: $"{1000 * i}.0{i}")).ToList();
        var result = Evaluation.Run(
            A.Round(call, A.Tree(leaves: ("a", "100")), applications, [An.Expert("E")],
            [.. applications.Select((a, i) => A.Score(a.Id.Value, "E", "a", $"{50 + i}"))]), "s");

        var sheets = AwardsReport.Of(result);

        var amount = sheets[0].Columns.ToList().FindIndex(c => c.Kind == ColumnKind.Money);
        Assert.Equal([5000.05m, 4000.04m, 3000.03m], sheets[0].Rows.Select(r => r[amount].Number.GetValueOrDefault()));
        Assert.Equal(12000.12m, sheets[0].Totals![amount].Number);
        Assert.Equal(["A2", "A1"], sheets[1].Rows.Select(r => r[2].Text!.En));
        Assert.All(sheets[2].Rows, row => Assert.NotEmpty(row[^1].Text!.Zh));
        Assert.Equal(2, sheets[2].Rows.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(101)]
    public void RankingReport_ListsExpertAfterExpertOnOneSheet_BesideWhatAllGave(int experts)
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("1")) });
        string[] applications = ["A1", "A2", "A3"];
        var ids = Enumerable.Range(0, experts).Select(i => $"E{i:000}").ToList();
        var result = Evaluation.Run(
            A.Round(call, A.Tree(leaves: [("a", "60"), ("b", "40")]), [.. applications.Select(a => An.Application(a))],
            [.. ids.Select(e => An.Expert(e))],
            [.. from e in ids from a in applications from leaf in new[] { "a", "b" } select A.Score(a, e, leaf,
                $"{20 + ids.IndexOf(e) % 20}")]), "s");

        var report = RankingReport.Of(result, "hash", "version");

        var (own, all) = (report.Single(s => s.Name.En == "By expert"), report.Single(s => s.Name.En == "Scores"));
        Assert.DoesNotContain(report, s => s.Name.En.StartsWith("Expert ", StringComparison.Ordinal));
        Assert.Equal(
            from e in Enumerable.Range(1, experts) from a in applications select $"Expert {e} {a}",
            own.Rows.Select(r => $"{r[0].Text!.En} {r[1].Text!.En}"));
        Assert.Equal(0m, Math.Round(own.Rows.Sum(r => r[^1].Number.GetValueOrDefault()), 6));
        Assert.Equal(
            all.Rows.Select(r => (r[0].Text!.En, r[2].Text!.En, r[^1].Number)).Order(),
            own.Rows.Select(r => (r[1].Text!.En, r[0].Text!.En, r[3].Number)).Order());
    }

    /// <summary>Somebody who reads it on paper knows no code of a rule, a column or an indicator.</summary>
    [Fact]
    public void OfReasons_SaysClauseAndNames_NotCodes()
    {
        var rule = new EligibilityRule(
            new("X-1"), "二（三）2", RuleKind.Eligibility, RuleStage.Application, null, null, Outcome.Fail, null, null,
            new("Own funds reach the grant.", "自筹资金不低于资助额。"));
        var call = A.Call() with
        {
            Eligibility = new EligibilitySettings(null, [], [rule]),
            Fields = [new("sales", new("Sales", "销售收入"), FieldType.Money)],
        };
        var tree = A.Tree(leaves: ("a", "100"));
        var trees = new IndicatorTrees(call.Categories, tree, new Dictionary<string, IndicatorTree>());

        var said = ReportWords.OfReasons(
            [new Reason.IneligibleByRule(new("X-1")), new Reason.AmountUnknown("sales"), new Reason.Veto(tree.Leaves[0].Code)], call,
            trees);

        Assert.Equal(
            new LocalText(
                "does not meet “Own funds reach the grant” (二（三）2); no amount: Sales is missing or not a number; "
                + $"vetoed on {tree.Leaves[0].Name.En}",
                $"不符合“自筹资金不低于资助额”（二（三）2）；无法测算金额：“销售收入”缺失或不是数字；一票否决：{tree.Leaves[0].Name.Zh}"),
            said);
    }

    [Fact]
    public void RankingReport_NamesNoExpert()
    {
        var call = A.Call(allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("1")) });
        var result = Evaluation.Run(
            A.Round(call, A.Tree(leaves: ("a", "100")), [An.Application("A1")],
            [An.Expert("secret-id", name: "秘密"), An.Expert("other-id", name: "他人")],
            [A.Score("A1", "secret-id", "a", "1"), A.Score("A1", "other-id", "a", "2")]), "s");

        var texts = RankingReport.Of(result, "hash", "1.0").SelectMany(s => s.Rows).SelectMany(r => r)
            .Select(c => $"{c.Text?.En} {c.Text?.Zh}").ToList();

        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts,
            t => t.Contains("secret", StringComparison.Ordinal) || t.Contains("秘密", StringComparison.Ordinal)
            || t.Contains("other-id", StringComparison.Ordinal));
    }
}
