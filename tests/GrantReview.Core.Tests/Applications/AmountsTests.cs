using CsCheck;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Applications;

public class AmountsTests
{
    private static readonly (string Level, string First, string Second)[] Standards =
        [("国际", "400000", "200000"), ("国家", "250000", "150000"), ("行业", "150000", "100000")];

    /// <summary>Standards of line 9.1: a sum by level and order of units, and 1,000,000 a company and year.</summary>
    private static Call Call(bool floorAfter = false, params string[] oncePer) =>
        A.Call(categories: new Category(new("9.1"), new LocalText("标准"), new AmountRule
    {
        Cases =
        [
            .. Standards.SelectMany(s => new[] { Case(s.Level, "1", s.First), Case(s.Level, "2", s.Second) }),
            new AmountCase(new Dictionary<string, IReadOnlyList<string>> { ["order"] = ["3"] }, Money.Zero, null),
        ],
        Floor = Money.Parse("100000"),
    })) with
    {
        AmountGroups = new AmountGroups(oncePer,
            [new AnnualCap("unit_code", new Dictionary<string, IReadOnlyList<string>>(), Money.Parse("1000000"), "paid", floorAfter)]),
    };

    /// <summary>
    /// The worked case of five standards: 甲 would get 1,400,000 and gets 1,000,000; 乙 500,000; the third unit of a standard nothing; a unit
    /// that may not apply leaves its share to nobody.
    /// </summary>
    [Fact]
    public void CP24_49_CapsTheSumOfACompanyAndNotOfOthers()
    {
        List<Application> all =
        [
            Standard("S1a", "甲", "国际", "1"), Standard("S1b", "乙", "国际", "2"), Standard("S2a", "甲", "国际", "1"),
            Standard("S2b", "丙", "国际", "2"),
            Standard("S3a", "甲", "国家", "1"), Standard("S3b", "乙", "国家", "2"), Standard("S3c", "丁", "国家", "3"),
            Standard("S4a", "乙", "行业", "1"),
            Standard("S4b", "甲", "行业", "2"), Standard("S5a", "甲", "国家", "1"),
        ];

        var amounts = Amounts.Of(Call(), all, a => a.Id.Value != "S2b");

        Assert.Equal(Money.Parse("1000000"), SumOf("甲"));
        Assert.Equal(Money.Parse("500000"), SumOf("乙"));
        Assert.True(amounts[new("S3c")].NothingDue);
        Assert.Equal("400000 200000 400000 200000 200000 150000 0 150000 0 0",
            string.Join(' ', all.Select(a => amounts[a.Id].Amount.ToString())));
        Assert.Equal(["S4b", "S5a"], all.Select(a => a.Id).Where(id => amounts[id].CappedOut).Select(i => i.Value));

        Money SumOf(string unit) => Money.Sum(all.Where(a => a.Attributes["unit_code"] == unit).Select(a => amounts[a.Id].Amount));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void CP24_49_TestsTheFloorBeforeOrAfterTheCap_AsTheCallSays(bool floorAfter, bool below)
    {
        var all = new[] { Standard("S1", "甲", "国际", "1", "950000") };

        var chain = Amounts.Of(Call(floorAfter), all, _ => true)[new("S1")];

        Assert.Equal((Money.Parse("50000"), below), (chain.Amount, chain.BelowFloor));
        AmountStep[] steps = [new(AmountStepKind.Table, 400_000), new(AmountStepKind.AnnualCap, 50_000)];
        Assert.Equal(steps, chain.Steps);
    }

    /// <summary>
    /// The largest figure of any row of the company stands, of one that is out, too; where no row says one, nobody knows what is left.
    /// </summary>
    [Theory]
    [InlineData("", "950000", "50000")]
    [InlineData("0", "950000", "50000")]
    [InlineData("", "", null)]
    [InlineData("?", "0", null)]
    public void CP24_49_WhatWasPaidBefore_IsWhatTheRowsOfACompanySay(string paid, string other, string? expected)
    {
        Application[] all = [Standard("S1", "甲", "国际", "1", paid), Standard("S2", "甲", "国际", "1", other)];

        var chain = Amounts.Of(Call(), all, a => a.Id.Value == "S1")[new("S1")];

        Assert.Equal(expected is null ? "paid" : null, chain.MissingAttribute);
        Assert.Equal(Money.Parse(expected ?? "0"), chain.Amount);
    }

    [Fact]
    public void CP24_49_ACompanyPaidInFull_GetsNothingMore() =>
        Assert.True(Amounts.Of(Call(), [Standard("S1", "甲", "国际", "1", "1000000")], _ => true)[new("S1")].CappedOut);

    [Fact]
    public void CP24_55_PaysTheSameProjectOnceByItsHighestAmount()
    {
        var all = new[] { Standard("S1", "甲", "行业", "1", project: "P"), Standard("S2", "甲", "国际", "1", project: "P"),
            Standard("S3", "乙", "行业", "1", project: "P"), Standard("S4", "甲", "行业", "1") };

        var amounts = Amounts.Of(Call(false, "unit_code", "project"), all, _ => true);

        Assert.Equal(["S2", null, null, null], all.Select(a => amounts[a.Id].PaidAs).Select(i => i?.Value));
    }

    [Fact]
    public void CP24_55_OfEqualAmounts_PaysOne() =>
        Assert.Equal("S1",
            Amounts.Of(Call(false, "unit_code", "project"),
            [Standard("S2", "甲", "行业", "1", project: "P"), Standard("S1", "甲", "行业", "1", project: "P")],
            _ => true)[new("S2")].PaidAs?.Value);

    /// <summary>Whatever is filed in whatever order: a unit gets min(cap − paid, sum), and the order of rows changes nothing.</summary>
    [Fact]
    public void Of_ForAnyApplications_GivesAUnitTheLesserOfCapAndSum()
    {
        var one = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 3]);
        var cases = Gen.Select(one.Array[1, 12], Gen.Int[0, 12]);

        cases.Sample((given, paidUnits) =>
        {
            var paid = $"{paidUnits * 100000}";
            var all = given.Select((g, i) =>
                Standard($"S{i:00}", "甲乙丙".Substring(g.Item1, 1), Standards[g.Item2].Level, $"{g.Item3}", paid)).ToList();
            var amounts = Amounts.Of(Call(), all, _ => true);
            var turned = Amounts.Of(Call(), [.. all.AsEnumerable().Reverse()], _ => true);
            Assert.All(all, a => Assert.Equal(amounts[a.Id].Amount, turned[a.Id].Amount));
            foreach (var unit in all.GroupBy(a => a.Attributes["unit_code"]))
            {
                var sum = unit.Sum(a =>
                    Standards.Where(s => s.Level == a.Attributes["level"])
                    .Sum(s => a.Attributes["order"] switch { "1" => Money.Parse(s.First).Fen, "2" => Money.Parse(s.Second).Fen, _ => 0 }));
                var left = Math.Max(0, Money.Parse("1000000").Fen - Money.Parse(paid).Fen);
                Assert.Equal(Math.Min(left, sum), unit.Sum(a => amounts[a.Id].Amount.Fen));
            }
        });
    }

    private static Application Standard(string id, string unit, string level, string order, string paid = "0", string project = "") =>
        An.Application(id, category: "9.1",
            attributes: [("unit_code", unit), ("level", level), ("order", order), ("paid", paid), ("project", project)]);

    private static AmountCase Case(string level, string order, string sum) =>
        new(new Dictionary<string, IReadOnlyList<string>> { ["level"] = [level], ["order"] = [order] }, Money.Parse(sum), null);
}
