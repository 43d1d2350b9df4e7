using System.Text.Json;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>A sheet of sheets.json with the totals worked out by hand: Core counts it, and so does the page while one types.</summary>
/// <param name="Given">By leaf of this expert: points, N/A, or null where nothing is given yet.</param>
/// <param name="Measured">Points by measured leaf; null where the application has no figure.</param>
/// <param name="Total">Null = nothing applies.</param>
/// <param name="Nodes">Scores of branches, 0 to 100; null = nothing below applies.</param>
public sealed record CountedSheet(
    string Says, IndicatorTree Tree, IReadOnlyDictionary<string, string?> Given, IReadOnlyDictionary<string, Rational?> Measured,
    Rational? Total, IReadOnlyDictionary<string, Rational?> Nodes)
{
    public static IReadOnlyList<CountedSheet> All { get; } =
        [.. (JsonSerializer.Deserialize<List<Written>>(
            File.ReadAllText(Path.Combine(Solution.Root, "tests", "GrantReview.Testing", "sheets.json")), JsonSerializerOptions.Web) ?? [])
            .Select(Read)];

    private static CountedSheet Read(Written sheet)
    {
        var scoring = ScoringSettings.Default with
        {
            Direction = sheet.LowerIsBetter ? ScoreDirection.LowerIsBetter : ScoreDirection.HigherIsBetter,
        };
        var tree = new IndicatorTree(
            [.. sheet.Tree.Select(n => A.Leaf(n.Code, n.Weight, n.Parent) with
            {
                Kind = n.Kind switch { "measured" => IndicatorKind.Measured, "veto" => IndicatorKind.Veto, _ => IndicatorKind.Points },
                Scale = n.Kind == "measured" ? new LinearScale("figure", 0, 1) : null, AllowsNotApplicable = true,
                MinScore = Exact(n.Min), MaxScore = Exact(n.Max),
            })],
            scoring, sheet.NotApplicable == "zero" ? NotApplicableRule.Zero : NotApplicableRule.Exclude);
        return new CountedSheet(
            sheet.Says, tree, sheet.Given, sheet.Measured?.ToDictionary(m => m.Key, m => Exact(m.Value)) ?? [], Exact(sheet.Total),
            sheet.Nodes?.ToDictionary(n => n.Key, n => Exact(n.Value)) ?? []);
    }

    private static Rational? Exact(string? text) => text is null ? null : Rational.Parse(text);

    private sealed record Written(
        string Says, bool LowerIsBetter, string? NotApplicable, IReadOnlyList<WrittenNode> Tree, Dictionary<string, string?> Given,
        Dictionary<string, string?>? Measured, string? Total, Dictionary<string, string?>? Nodes);

    private sealed record WrittenNode(string Code, string? Parent, string Weight, string? Kind, string? Min, string? Max);
}
