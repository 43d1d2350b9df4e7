using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>One expert's total for one application.</summary>
/// <param name="Panel">The panel both belong to; blank = none.</param>
public sealed record ExpertTotal(ApplicationId Application, ExpertId Expert, string Panel, Rational Total)
{
    public const int LastPosition = 100_000;

    /// <summary>The application's; where the method fits a mean for each category.</summary>
    public CategoryCode Category { get; init; }

    /// <summary>The how-manieth of its applications the expert read; only the order counts. Null = not recorded.</summary>
    public int? Position { get; init; }
}

/// <summary>Applications that are ranked against each other.</summary>
/// <param name="Places">For the probability of the top k and the funding line; null = not asked.</param>
public sealed record RankScope(CategoryCode Category, IReadOnlyCollection<ApplicationId> Applications, int? Places);

/// <summary>Totals to calibrate. The order of rows does not matter; a pair occurs once.</summary>
/// <param name="TrimEachEnd">For the trimmed mean: how many totals are dropped from each end.</param>
/// <param name="Places">For the probability of the top k and the funding line; null = not asked.</param>
/// <param name="Seed">Of the draws, where a method draws.</param>
public sealed record CalibrationProblem(
    IReadOnlyList<ExpertTotal> Totals, CalibrationMethod Method, int TrimEachEnd, ScoreDirection Direction, int? Places, string Seed)
{
    /// <summary>Totals beyond ± this are refused: their squares would leave the range of double precision.</summary>
    public const double LargestTotal = 1e100;

    /// <summary>
    /// For the panel mean: how many applications' means are dropped from each end of each panel, and of the whole, before averaging.
    /// </summary>
    public int PanelTrimEachEnd { get; init; }

    /// <summary>
    /// Who is ranked against whom, an application in one scope at most; null = all together, or within each category where that has its own
    /// mean, with <see cref="Places"/> in each.
    /// </summary>
    public IReadOnlyList<RankScope>? Scopes { get; init; }

    /// <summary>Ranks by the first rules (<see cref="AlgorithmVersions.Calibration"/>): variances and weights taken as known.</summary>
    public bool VariancesAreKnown { get; init; }

    /// <summary>Only scores are asked for: no ranks and no intervals.</summary>
    public bool ScoresAlone { get; init; }
}
