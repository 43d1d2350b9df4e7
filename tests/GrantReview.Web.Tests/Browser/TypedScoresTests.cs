using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Browser;

/// <summary>A typed score means the same on the page, while one types, as on the server that keeps it.</summary>
public sealed class TypedScoresTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [BrowserFact]
    public async Task TypedScores_AreReadByThePageAsTheFileSays()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var visitor = await chromium.NewPageAsync(web.Address, "en");
        await visitor.OpenAsync("/sign-in");
        var plain = A.Tree(leaves: [("a", "5"), ("b", "95")]).Leaves.First(l => l.Code.Value == "a");
        var endless = A.Tree(leaves: [("a", "100/3"), ("b", "200/3")]).Leaves.First(l => l.Code.Value == "a");
        List<string> typed = [.. TypedScore.All.Select(t => t.Typed)];
        foreach (var leaf in new[] { plain, endless })
        {
            var shown = await visitor.Page.EvaluateAsync<string[]>(
                """
                async ({ leaf, typed }) => {
                  const { readScore } = await import('/js/scores.js');
                  return typed.map(text => { const { value, fault } = readScore(leaf, text); return fault ?? (value === null ? 'nothing' : value === 'N/A' ? 'N/A' : `${value.n}/${value.d}`); });
                }
                """,
                new
                {
                    leaf = new { min = Exact(leaf.Min), max = Exact(leaf.Max), choices = Array.Empty<string>(),
                        hasFractions = ScoreText.HasFractions(leaf) }, typed,
                });

            Assert.Equal(
                TypedScore.All.Select(t => $"“{t.Typed}” {(leaf == endless ? t.Endless ?? t.Reads : t.Reads)}"),
                typed.Zip(shown, (t, s) => $"“{t}” {s}"));
        }
    }

    [BrowserFact]
    public async Task Totals_OfTheSharedSheets_AreThoseOfTheFile()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var visitor = await chromium.NewPageAsync(web.Address, "en");
        await visitor.OpenAsync("/sign-in");
        foreach (var sheet in CountedSheet.All)
        {
            var counted = await visitor.Page.EvaluateAsync<Dictionary<string, string>>(
                """
                async ({ tree, leaves, given, rules }) => {
                  const { shareOf, tellLeaves, weigh } = await import('/js/totals.js');
                  const { add, multiply, zero } = await import('/js/fractions.js');
                  const { readScore } = await import('/js/scores.js');
                  const exact = share => share === null ? 'null' : `${share.n * 100n}/${share.d}`;
                  const counted = {};
                  const share = code => {
                    const leaf = leaves.find(l => l.code === code);
                    return shareOf(leaf, leaf && readScore(leaf, given[code] ?? '').value, rules);
                  };
                  const total = weigh({ code: '', children: tree }, share, (node, value) => { counted[node.code] = exact(value); });
                  let added = zero;
                  tellLeaves({ code: '', children: tree }, share, (code, weight, part) => {
                    if (weight !== null) added = add(added, multiply(weight, part));
                  });
                  return { ...counted, '': exact(total), 'all leaves': exact(added) };
                }
                """,
                new
                {
                    tree = sheet.Tree.Roots.Select(Branch), given = sheet.Given,
                    rules = new
                    {
                        lowerIsBetter = sheet.Tree.Direction == ScoreDirection.LowerIsBetter,
                        zeroWhenNotApplicable = sheet.Tree.NotApplicable == NotApplicableRule.Zero,
                    },
                    leaves = sheet.Tree.Leaves.Where(l => sheet.Given.ContainsKey(l.Code.Value) || sheet.Measured.ContainsKey(l.Code.Value))
                        .Select(l => new
                        {
                            code = l.Code.Value, min = Exact(l.Min), max = Exact(l.Max), choices = l.Choices.Select(Exact),
                            hasFractions = true,
                            measured = !sheet.Measured.TryGetValue(l.Code.Value, out var points) ? null
                                : points is { } p ? Exact((p - l.Min) / (l.Max - l.Min)) : "",
                        }),
                });

            Assert.Equal((sheet.Says, sheet.Total), (sheet.Says, Read(counted[""])));
            Assert.Equal((sheet.Says, sheet.Total ?? Rational.Zero), (sheet.Says, Read(counted["all leaves"])));
            Assert.All(sheet.Nodes, n => Assert.Equal((sheet.Says, n.Key, n.Value), (sheet.Says, n.Key, Read(counted[n.Key]))));
        }

        static object Branch(IndicatorNode node) =>
            new { code = node.Code.Value, weight = Exact(node.Weight), children = node.Children.Select(Branch).ToArray() };

        static Rational? Read(string exact) => exact == "null" ? null : Rational.Parse(exact);
    }

    private static string Exact(Rational value) => $"{value.Numerator}/{value.Denominator}";
}
