using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Browser;

/// <summary>A typed score means the same on the page, while one types, as on the server that keeps it.</summary>
public sealed class TypedScoresTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly string[] Typed =
    [
        "", "4", "4.5", "4，5", "4,5", "４．５", "4。5", "3分", " 2 points", "4/5", "20/3", "100/3", "5.01", "-1", "abc", "1e2", "1,000", "4.5.5",
        "+3", "#0", "N/A", "０", "³", "3 分",
    ];

    [BrowserFact]
    public async Task TypedScores_AreReadAlikeByPageAndServer()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var visitor = await chromium.NewPageAsync(web.Address, "en");
        await visitor.OpenAsync("/sign-in");
        var plain = A.Tree(leaves: [("a", "5"), ("b", "95")]).Leaves.First(l => l.Code.Value == "a");
        var endless = A.Tree(leaves: [("a", "100/3"), ("b", "200/3")]).Leaves.First(l => l.Code.Value == "a");
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
                        hasFractions = ScoreText.HasFractions(leaf) }, typed = Typed,
                });

            Assert.Equal(Typed.Select(t => $"“{t}” {OnServer(leaf, t)}"), Typed.Zip(shown, (t, s) => $"“{t}” {s}"));
        }
    }

    private static string OnServer(IndicatorNode leaf, string typed)
    {
        if (typed.Trim().Length == 0)
        {
            return "nothing";
        }
        return ScoreText.ReadTyped(leaf, typed, out var score) switch
        {
            ScoreFault.None => Exact(score ?? throw new InvalidOperationException("The leaf takes no N/A.")),
            ScoreFault.OutOfScale => "outOfScale",
            ScoreFault.IsFraction => "isFraction",
            ScoreFault.NotApplicableRefused => ScoreText.NotApplicableText,
            _ => "notANumber",
        };
    }

    private static string Exact(Rational value) => $"{value.Numerator}/{value.Denominator}";
}
