using System.Text;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Files;
using GrantReview.Files.AllocationCases;

namespace GrantReview.Web.Tests.Files.Allocation;

public class AllocationCaseTests
{
    [Fact]
    public void Read_OfABadCase_NamesEveryMistakeAtOnce_WithItsPlaceAndRemedy()
    {
        const string bad = """
            { "applications": [
                { "id": "A1", "score": "90", "amount": "-5", "attributes": { "unit": "U" } },
                { "id": "A1", "score": "80", "amount": "10.005", "attributes": { "unit": "U" } },
                { "id": "A2", "score": "x", "amount": "10", "minAmount": "11" }, { "score": "1" } ],
              "quotas": [ { "id": "q", "measure": "count", "where": { "untt": "U" }, "max": "1" }, { "id": "q", "measure": "count", "max": "1", "min": "2" }, { "id": "b", "measure": "amount", "max": "0.001" } ],
              "exclusive": [ ["A1", "A9"], [] ], "policy": { "ties": "lottery", "remainder": "jump" } }
            """;
        List<Mistake> mistakes = [];

        var problem = AllocationCase.Read(Encoding.UTF8.GetBytes(bad), "case.json", mistakes, []);

        Assert.Null(problem);
        Assert.Equal(
            [
                "applications[0].amount NotAnAmount", "applications[1].amount NotAnAmount", "applications[1].id CaseIdTwice",
                "applications[2].minAmount MinAboveMax", "applications[2].score NotANumber",
                "applications[3].id Required", "exclusive[0] ExclusiveUnknown", "exclusive[1] ExclusiveEmpty",
                "policy.remainder ChoiceUnknown", "policy.seed SeedMissing",
                "quotas[0].where.untt QuotaAttributeUnknown", "quotas[1].id TreeCodeTwice", "quotas[1].min MinAboveMax",
                "quotas[2].max NotAnAmount",
            ],
            mistakes.Select(m => $"{m.Column} {m.Code}").Order(StringComparer.Ordinal));
        Assert.All(mistakes, m => Assert.NotEqual(m.Say("en"), m.Say("zh-CN")));
    }

    [Theory]
    [InlineData("""{ "applications": [ { "id": "A", "score": "99.123456789012345678901234567890", "amount": "10" }, { "id": "B", "score": "99.123456789012345678901234567891", "amount": "10" } ], "quotas": [ { "id": "places", "measure": "count", "max": "1" } ], "policy": { "order": "welfare" } }""", "B")]
    [InlineData("""{ "applications": [ { "id": "A", "score": "99.123456789012345678901234567890", "amount": "10" }, { "id": "B", "score": "99.123456789012345678901234567891", "amount": "10" } ], "quotas": [ { "id": "places", "measure": "count", "max": "1" } ] }""", "B")]
    [InlineData("""{ "applications": [ { "id": "A", "score": "9", "amount": "10", "attributes": { "category": "x" } } ], "quotas": [ { "id": "empty", "measure": "count", "where": { "category": "y" }, "max": "1" } ] }""", "A")]
    [InlineData("""{ "applications": [ { "id": "A", "score": "9", "amount": "10" } ], "quotas": [ { "id": "none", "measure": "count", "max": "0" } ] }""", "")]
    [InlineData("""{ "applications": [ { "id": "A", "score": "9", "amount": "10" } ], "quotas": [ { "id": "little", "measure": "amount", "max": "9.99" } ] }""", "")]
    [InlineData("""{ "applications": [ { "id": "A", "score": "9", "amount": "10" } ], "quotas": [ { "id": "floor", "measure": "count", "min": "2" } ] }""", "infeasible")]
    [InlineData("""{ "applications": [], "quotas": [] }""", "")]
    public void Read_OfAnExtremeCase_IsLegal_AndHasItsAnswer(string content, string funded)
    {
        List<Mistake> mistakes = [];

        var problem = AllocationCase.Read(Encoding.UTF8.GetBytes(content), "case.json", mistakes, []);

        Assert.Empty(mistakes);
        var plan = AllocationSolver.Solve(problem!);
        Assert.Equal(funded, plan.Status == AllocationStatus.Infeasible ? "infeasible" : string.Join(' ', plan.Funded.Select(f => f.Id)));
        Assert.NotEmpty(AllocationAnswer.Write(plan, problem!));
    }

    [Fact]
    public void Read_OfSumsThatLeaveSixtyFourBits_IsRefused()
    {
        var content = $$"""{ "applications": [ {{string.Join(", ", Enumerable.Range(0, 20).Select(i => $$"""{ "id": "A{{i}}", "score": "1", "amount": "800000000000000" }"""))}} ] }""";
        List<Mistake> mistakes = [];

        Assert.Null(AllocationCase.Read(Encoding.UTF8.GetBytes(content), "case.json", mistakes, []));
        Assert.Equal("AmountsTooLarge", Assert.Single(mistakes).Code);
    }

    [Fact]
    public void CanAddUp_OfDecimals_IsAlwaysSo_AndOfManyPrimesIsNot()
    {
        Assert.True(AllocationSolver.CanAddUp([Rational.Parse("99.123456789012345678901234567890"), new Rational(1, 3)]));
        Assert.False(AllocationSolver.CanAddUp([.. Enumerable.Range(1_000_000, 200).Select(d => new Rational(1, d))]));
    }
}
