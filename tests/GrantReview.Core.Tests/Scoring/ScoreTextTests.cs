using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class ScoreTextTests
{
    /// <summary>The page reads the same file while one types (TypedScoresTests).</summary>
    [Fact]
    public void ReadTyped_OfTheSharedTexts_IsAsTheFileSays()
    {
        var plain = A.Tree(leaves: [("a", "5"), ("b", "95")]).Leaves.First(l => l.Code.Value == "a");
        var endless = A.Tree(leaves: [("a", "100/3"), ("b", "200/3")]).Leaves.First(l => l.Code.Value == "a");

        Assert.All(TypedScore.All, t => Assert.Equal((t.Typed, t.Reads), (t.Typed, Read(plain, t.Typed))));
        Assert.All(TypedScore.All, t => Assert.Equal((t.Typed, t.Endless ?? t.Reads), (t.Typed, Read(endless, t.Typed))));
    }

    /// <summary>Nothing typed is the act's own case and no score.</summary>
    private static string Read(IndicatorNode leaf, string typed) => typed.Length == 0 ? "nothing"
        : ScoreText.ReadTyped(leaf, typed, out var score) switch
        {
            ScoreFault.None => score is { } points ? $"{points.Numerator}/{points.Denominator}" : "",
            ScoreFault.OutOfScale => "outOfScale",
            ScoreFault.IsFraction => "isFraction",
            // The leaf takes no N/A, and both sides know the word.
            ScoreFault.NotApplicableRefused => ScoreText.NotApplicableText,
            _ => "notANumber",
        };
}
