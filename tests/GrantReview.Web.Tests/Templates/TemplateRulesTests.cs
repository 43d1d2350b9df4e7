using System.Collections.Immutable;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// The rules of a template: none that never fires, can never be met or asks nothing when its cells are blank, no two that contradict each
/// other; tables, bands and floors of sums have one reading on each side of every bound.
/// </summary>
public class TemplateRulesTests
{
    private static readonly Dictionary<string, Call> Calls = TemplateFolder.Shipped.CallNames.ToDictionary(
        n => n, n => TemplateFolder.Shipped.Describe(n, [])?.Call ?? throw new InvalidDataException(n));

    public static TheoryData<string> Templates => [.. TemplateFolder.Shipped.CallNames];

    /// <summary>Every rule that is evaluated on applications, with its template.</summary>
    public static TheoryData<string, string> Rules => [.. Calls.SelectMany(c => RulesOf(c.Value).Select(r => (c.Key, r.Id.Value)))];

    public static TheoryData<string, string> Categories =>
        [.. Calls.SelectMany(c => c.Value.Categories.Select(k => (c.Key, k.Code.Value)))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OfATemplate_CanBeMet(string template, string rule) => Assert.NotNull(Made(template, rule, holds: true));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OfATemplate_CanFail(string template, string rule) => Assert.NotNull(Made(template, rule, holds: false));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OfATemplate_CanBeLeftOpen(string template, string rule) => Assert.NotNull(Made(template, rule, holds: null));

    /// <summary>Each alone, and each two that share a column.</summary>
    [Theory]
    [MemberData(nameof(Categories))]
    public void Rules_OfACategory_NeverContradictEachOther(string template, string category)
    {
        var call = Calls[template];
        var rules = RulesOf(call).Select(r => (Rule: r, Columns: ColumnsOf(r))).ToList();

        Assert.Empty(
            from one in rules.Index()
            from other in rules.Skip(one.Index)
            where one.Item.Columns.Overlaps(other.Columns)
                && new MadeCells(call, one.Item.Rule, other.Rule).Meeting(category, one.Item.Rule, other.Rule) is null
            select $"{one.Item.Rule.Id} and {other.Rule.Id}");
    }

    /// <summary>The order of the lines decides nothing, and nobody falls between them.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void Table_OfSums_HasOneLineForWhateverItsColumnsSay(string template)
    {
        var call = Calls[template];

        foreach (var table in call.AmountRules.Select(r => r.Cases).Where(c => c.Count > 0))
        {
            Assert.All(Said(call, table), said => Assert.Single(table, line => line.Matches(said)));
        }
    }

    /// <summary>A figure on a threshold has reached it, one fen less has not; who was on it before gets nothing for it again.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void Band_OfSums_BeginsAtItsThreshold_AndGivesMoreThanTheOneBelow(string template)
    {
        foreach (var bands in Calls[template].AmountRules.Select(r => r.Bands).OfType<AmountBands>())
        {
            var below = Money.Zero;
            foreach (var band in bands.Bands.OrderBy(b => b.From))
            {
                Assert.Equal(below, bands.SumFor((band.From - OneFen).ExactYuan, null));
                Assert.Equal(band.Sum, bands.SumFor(band.From.ExactYuan, null));
                Assert.Equal(Money.Zero, bands.SumFor(band.From.ExactYuan, band.From.ExactYuan));
                Assert.True(band.Sum > below, $"{band.From}: {band.Sum} is not more than {below}.");
                below = band.Sum;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void Floor_OfSums_IsPaid_AndOneFenLessIsNot(string template)
    {
        var nobody = new Dictionary<string, string>();

        foreach (var rule in Calls[template].AmountRules)
        {
            if (rule.Floor is { } floor)
            {
                Assert.False(rule.IsBelowFloor(floor, nobody));
                Assert.True(rule.IsBelowFloor(floor - OneFen, nobody));
            }
            Assert.False(rule.Cap < rule.Floor, "No sum is above the floor and within the cap.");
        }
    }

    /// <summary>Whatever a list may call a category, by code or by name, is one category.</summary>
    [Theory]
    [MemberData(nameof(Templates))]
    public void Categories_OfATemplate_ShareNoName(string template) => Assert.All(
        Calls[template].Categories.SelectMany(c => new[] { c.Code.Value, c.Name.Zh, c.Name.En }.Select(Written.Key).Distinct())
            .CountBy(n => n), name => Assert.Equal(1, name.Value));

    private static readonly Money OneFen = new(1);

    private static ImmutableDictionary<string, string>? Made(string template, string id, bool? holds)
    {
        var call = Calls[template];
        var rule = call.Eligibility.Rules.Single(r => r.Id.Value == id);
        return new MadeCells(call, rule).Of(rule, holds);
    }

    private static IEnumerable<EligibilityRule> RulesOf(Call call) => call.Eligibility.Rules.Where(r => r.Use == RuleUse.Finding);

    /// <summary>Beside the category, which all read.</summary>
    private static HashSet<string> ColumnsOf(EligibilityRule rule) =>
        [.. new[] { rule.When, rule.Condition }.OfType<Condition>().SelectMany(c => c.Attributes).Where(a => a != "category")];

    /// <summary>Each row of cells that a table's columns may say together, as the call's fields list them, else the table.</summary>
    private static IEnumerable<Dictionary<string, string>> Said(Call call, IReadOnlyList<AmountCase> table)
    {
        IEnumerable<Dictionary<string, string>> rows = [new()];
        foreach (var column in table.SelectMany(line => line.Where.Keys).Distinct())
        {
            var codes = call.Fields.Where(f => f.Code == column).SelectMany(f => f.Codes).Select(c => c.Code).ToList();
            var said = codes.Count > 0 ? codes
                : [.. table.SelectMany(line => line.Where.TryGetValue(column, out var accepted) ? accepted : []).Distinct()];
            rows = rows.SelectMany(row => said.Select(v => new Dictionary<string, string>(row) { [column] = v }));
        }
        return rows;
    }
}
