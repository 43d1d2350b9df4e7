using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Reports;

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
    [InlineData(2, 2)]
    [InlineData(ExpertReport.MostExperts + 1, 0)]
    public void RankingReport_HasASheetForEachExpert_WhereTheyAreFew(int experts, int sheets)
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

        var own = report.Where(s => s.Name.Zh.StartsWith("专家", StringComparison.Ordinal) && s.Name.Zh != "专家宽严").ToList();
        Assert.Equal(sheets, own.Count);
        Assert.Equal(sheets == 0,
            report.Single(s => s.Name.En == "Scores").Lines.Any(l => l.En.Contains("filter this list", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(1, sheets).Select(i => $"Expert {i}"), own.Select(s => s.Name.En));
        Assert.All(own, s => Assert.Equal(applications, s.Rows.Select(r => r[0].Text!.En)));
        Assert.Equal(0m, own.Sum(s => s.Rows.Sum(r => r[^1].Number.GetValueOrDefault())));
        Assert.All(own, s => Assert.All(s.Rows, r => Assert.Equal(r[^3].Number, r[2].Number + r[3].Number)));
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
