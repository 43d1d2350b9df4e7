using GrantReview.Core.Calibration.MixedModels;

namespace GrantReview.Core.Calibration;

/// <summary>The middle part of a distribution between two equal tails.</summary>
internal readonly record struct Interval(double Low, double High);

/// <summary>What draws say of one application: its rank, 1 is best, and its score μ + u.</summary>
/// <param name="Deviation">
/// Half the width of the middle 68.27 % of the score: the standard deviation where it is normal; few scores leave tails that have none.
/// </param>
internal readonly record struct DrawnApplication(
    double ExpectedRank, Interval Rank90, Interval Rank50, Interval Score90, Interval Score50, double Deviation, double? TopK);

/// <summary>
/// Seeded joint draws of all applications' scores, variances and weights drawn with them: ranks, intervals and the probability of the top k
/// are counted. Ranks are those of the effects, so that they go over into pure chance as the variance of applications goes to zero.
/// </summary>
internal sealed class PosteriorDraws
{
    private const long MostFigures = 5_000_000;

    /// <summary>Of the middle part that one standard deviation on either side holds where the distribution is normal.</summary>
    private const double OneDeviation = 0.682689492137086;

    /// <summary>Draws of each round of a chain; they share its θ and weights.</summary>
    private const int EachRound = 8;

    private const int MostRounds = 2_000, FewestRounds = 64;

    /// <summary>The chains' rounds are so many that reading the rows, and the factor's elements, comes to no more than this.</summary>
    private const double MostWork = 4e8;

    private readonly int applications;
    private readonly CrossedDesign design;
    private readonly int[][] scopes;
    private readonly bool higherIsBetter;
    private readonly float[] ranks;
    private readonly float[] scores;

    private PosteriorDraws(CrossedDesign design, int[][] scopes, int count, bool higherIsBetter)
    {
        (this.design, applications, this.scopes) = (design, design.Applications, scopes);
        (Count, this.higherIsBetter) = (count, higherIsBetter);
        (ranks, scores) = (new float[applications * count], new float[applications * count]);
    }

    public int Count { get; }

    /// <summary>As many draws as 5 million figures allow, between 192 and 9,984.</summary>
    public static int CountFor(int applications) =>
        (int)Math.Clamp(MostFigures / Math.Max(1, applications), 200, 10_000) / Tile.Side * Tile.Side;

    /// <summary>
    /// By the first rules: everything that is estimated taken as known, the fitted θ, σ² and weights, from up to 20 million ranks.
    /// </summary>
    public static PosteriorDraws FromFit(RemlEvaluation evaluation, int[][] scopes, bool higherIsBetter, string seed)
    {
        var design = evaluation.Design;
        var count = (int)Math.Clamp(4 * MostFigures / Math.Max(1, design.Applications), 200, 10_000) / Tile.Side * Tile.Side;
        var draws = new PosteriorDraws(design, scopes, count, higherIsBetter);
        var posterior = new ApplicationPosterior(evaluation);
        Parallel.For(0, count / Tile.Side, batch =>
        {
            var drawn = new EffectDraws(design, Tile.Side, withExperts: false);
            posterior.Draw(new SeededRandom(seed, batch), drawn, varianceIsKnown: true);
            draws.TakeRanks(drawn, batch * Tile.Side, Tile.Side);
            draws.TakeScores(drawn, batch * Tile.Side, Tile.Side);
        });
        return draws;
    }

    /// <summary>Equal error variances: each point of the lattice is given its share of the draws.</summary>
    /// <param name="evaluation">Solved anew at each point.</param>
    /// <param name="scopes">The members of each.</param>
    public static PosteriorDraws FromLattice(
        RemlEvaluation evaluation, IReadOnlyList<LatticePoint> lattice, int[][] scopes, bool higherIsBetter, string seed)
    {
        var design = evaluation.Design;
        var draws = new PosteriorDraws(design, scopes, CountFor(design.Applications), higherIsBetter);
        var (ranked, scored) = (new Allotment(draws.Count), new Allotment(draws.Count));
        var stream = 0;
        foreach (var point in lattice)
        {
            var (ofRanks, ofScores) = (ranked.Next(point.RankShare), scored.Next(point.ScoreShare));
            var firstStream = stream;
            var batches = (Math.Max(ofRanks.Count, ofScores.Count) + Tile.Side - 1) / Tile.Side;
            if (batches > 0 && evaluation.Solve(point.Application, point.Expert))
            {
                var posterior = new ApplicationPosterior(evaluation);
                Parallel.For(0, batches, batch =>
                {
                    var drawn = new EffectDraws(design, Tile.Side, withExperts: false);
                    posterior.Draw(new SeededRandom(seed, firstStream + batch), drawn);
                    var begin = batch * Tile.Side;
                    if (begin < ofRanks.Count)
                    {
                        draws.TakeRanks(drawn, ofRanks.First + begin, Math.Min(Tile.Side, ofRanks.Count - begin));
                    }
                    if (begin < ofScores.Count)
                    {
                        draws.TakeScores(drawn, ofScores.First + begin, Math.Min(Tile.Side, ofScores.Count - begin));
                    }
                });
            }
            stream += batches;
        }
        return draws;
    }

    /// <summary>
    /// Unequal error variances: chains that start at the fit, one for ranks and one for scores, after a tenth of their rounds for settling.
    /// </summary>
    public static PosteriorDraws FromChains(
        WeightedChain ofRanks, WeightedChain ofScores, CrossedDesign design, int[][] scopes, bool higherIsBetter)
    {
        var work = design.Rows + design.Components.Sum(p => Skyline.ElementsOf(p.First));
        var rounds = (int)Math.Clamp(MostWork / (2 * work * (double)Tile.Side), FewestRounds, MostRounds);
        var each = Math.Max(EachRound, CountFor(design.Applications) / 4 / rounds);
        var draws = new PosteriorDraws(design, scopes, rounds * each, higherIsBetter);
        Run(ofRanks, draws.TakeRanks);
        Run(ofScores, draws.TakeScores);
        return draws;

        void Run(WeightedChain chain, Action<EffectDraws, int, int> take)
        {
            for (var round = -rounds / 10; round < rounds; round++)
            {
                var drawn = new EffectDraws(design, each, withExperts: true);
                chain.Advance(drawn);
                if (round >= 0)
                {
                    take(drawn, round * each, each);
                }
            }
        }
    }

    /// <param name="places">Of each application's scope.</param>
    public DrawnApplication[] Read(IReadOnlyList<int?> places)
    {
        var result = new DrawnApplication[applications];
        Parallel.For(0, applications, () => new DrawSorter(Count), (i, _, sorter) =>
        {
            var rank = ranks.AsSpan(i * Count, Count);
            var score = scores.AsSpan(i * Count, Count);
            sorter.Sort(rank);
            sorter.Sort(score);
            var (sum, top) = (0.0, 0);
            foreach (var r in rank)
            {
                sum += r;
                top += r <= places[i] ? 1 : 0;
            }
            var one = Middle(score, OneDeviation);
            result[i] = new DrawnApplication(
                sum / Count, Middle(rank, 0.9), Middle(rank, 0.5), Middle(score, 0.9), Middle(score, 0.5), (one.High - one.Low) / 2,
                places[i] is null ? null : (double)top / Count);
            return sorter;
        }, _ => { });
        return result;
    }

    private void TakeScores(EffectDraws drawn, int from, int count)
    {
        for (var i = 0; i < applications; i++)
        {
            var effects = drawn.Row(0, i);
            var mean = drawn.Mean[design.MeanOf[i]];
            var own = scores.AsSpan((i * Count) + from, count);
            for (var d = 0; d < count; d++)
            {
                own[d] = (float)(mean[d] + effects[d]);
            }
        }
    }

    private void TakeRanks(EffectDraws drawn, int from, int count)
    {
        foreach (var scope in scopes)
        {
            var sorter = new DrawSorter(scope.Length);
            for (var d = 0; d < count; d++)
            {
                for (var i = 0; i < scope.Length; i++)
                {
                    var effect = drawn.Row(0, scope[i])[d];
                    sorter.Put(i, higherIsBetter ? -effect : effect);
                }
                sorter.Sort();
                for (var place = 0; place < scope.Length; place++)
                {
                    ranks[(scope[sorter.OwnerAt(place)] * Count) + from + d] = place + 1;
                }
            }
        }
    }

    private static Interval Middle(ReadOnlySpan<float> sorted, double share) =>
        new(Quantile(sorted, (1 - share) / 2), Quantile(sorted, (1 + share) / 2));

    /// <summary>The quantile of type 7 (Hyndman and Fan 1996; the usual one of R).</summary>
    private static double Quantile(ReadOnlySpan<float> sorted, double probability)
    {
        var at = (sorted.Length - 1) * probability;
        var below = (int)Math.Floor(at);
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * ((double)sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>Deals the places 0 … total out by shares that sum to one, in order.</summary>
    private sealed class Allotment(int total)
    {
        private double cumulated;
        private int dealt;

        public (int First, int Count) Next(double share)
        {
            cumulated += share;
            var (first, to) = (dealt, Math.Min(total, (int)((cumulated * total) + 0.5)));
            dealt = to;
            return (first, to - first);
        }
    }
}
