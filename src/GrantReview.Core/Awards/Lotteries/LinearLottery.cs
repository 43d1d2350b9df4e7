using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards.Lotteries;

/// <summary>
/// The clipped linear lottery: a candidate's chance is w · score + b, held within 0 and 1, with b such that the chances sum to the places.
/// One score that moves by d moves the chances by 2 w d together at most, so that no single review decides. In exact fractions.
/// </summary>
/// <param name="Slope">w: chance for each point of the score.</param>
/// <param name="Intercept">b; where a range of them gives the same chances, the lowest. Null where there are no lots.</param>
/// <remarks>Source: Goldberg, Fanti and Shah, Smooth Partial Lotteries for Stable Randomized Selection, 2026.</remarks>
public sealed record LinearLottery(LotteryChances Chances, Rational Slope, Rational? Intercept)
{
    /// <summary>
    /// The slope at which moving one review by d moves all chances together by no more than <paramref name="smoothness"/> · d: L/(2D),
    /// where the mean of <paramref name="reviews"/> reviews moves by D = 1/reviews of what one of them does.
    /// </summary>
    /// <param name="reviews">The fewest that any candidate has.</param>
    public static Rational SlopeFor(Rational smoothness, int reviews) => smoothness * reviews / 2;

    /// <param name="scores">Higher is better.</param>
    /// <param name="slope">Above 0.</param>
    public static LinearLottery For(IReadOnlyList<Rational> scores, int places, Rational slope)
    {
        if (slope.Sign <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope of a lottery is above zero.");
        }
        if (LotteryChances.WithoutLots(scores.Count, places) is { } certain)
        {
            return new LinearLottery(certain, slope, null);
        }
        var heights = scores.Select(s => s * slope).ToList();
        var intercept = InterceptFor(heights, places);
        return new LinearLottery(new LotteryChances([.. heights.Select(h => Clip(h + intercept))]), slope, intercept);
    }

    /// <summary>The sum of chances rises with b, in straight pieces between the places where somebody leaves 0 or comes to 1.</summary>
    private static Rational InterceptFor(List<Rational> heights, int places)
    {
        var breaks = heights.Select(h => -h).Concat(heights.Select(h => 1 - h)).Distinct().Order().ToList();
        var (low, high) = (0, breaks.Count - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (SumAt(breaks[middle]) < places)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        var (below, above) = (SumAt(breaks[low]), SumAt(breaks[high]));
        return breaks[low] + ((breaks[high] - breaks[low]) * (places - below) / (above - below));

        Rational SumAt(Rational intercept) => heights.Aggregate(Rational.Zero, (sum, h) => sum + Clip(h + intercept));
    }

    private static Rational Clip(Rational chance) => Rational.Max(Rational.Zero, Rational.Min(Rational.One, chance));
}
