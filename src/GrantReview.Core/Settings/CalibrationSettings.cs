using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>The methods of score calibration (评分校准); the names on the command line are in <see cref="CalibrationMethods"/>.</summary>
public enum CalibrationMethod { Mean, TrimmedMean, ZScore, TScore, MinMax, PanelMean, MixedModel, MixedModelNoise, MixedModelRobust,
    MixedModelJoint }

/// <summary>What is compared when panels do not overlap: an officer must say it in words, there is no silent default.</summary>
public enum PanelComparison { Within, EqualQuality, EqualLeniency }

/// <summary>By which rule lots decide around the funding line: see Awards/PartialLottery.</summary>
public enum LotteryKind { Undecided, Maximin, Linear }

/// <summary>Which score decides the ranking. With <see cref="CalibrationMethod.Mean"/> it is the raw total.</summary>
public sealed record CalibrationSettings(CalibrationMethod Method, int TrimEachEnd, PanelComparison? Panels)
{
    /// <summary>
    /// For the panel mean: how many of the highest and of the lowest means each average leaves out; 0 = the plain variant.
    /// </summary>
    public int PanelTrimEachEnd { get; init; }

    /// <summary>
    /// The clause of the call by which applications around the funding line are drawn by lot; null = there are no lots.
    /// </summary>
    public string? UndecidedLottery { get; init; }

    /// <summary>How they are drawn. The undecided and maximin need the mixed model's ranks, linear the plain mean.</summary>
    public LotteryKind Lottery { get; init; }

    /// <summary>
    /// Of the linear lottery: one review that moves by a share d of full marks moves all chances together by at most this times d. Above 0.
    /// </summary>
    public Rational? Smoothness { get; init; }

    public static CalibrationSettings Default { get; } = new(CalibrationMethod.Mean, 1, null);
}

/// <summary>The methods' names in files and on the command line.</summary>
public static class CalibrationMethods
{
    private static readonly (CalibrationMethod Method, string Name)[] Names =
    [
        (CalibrationMethod.Mean, "mean"), (CalibrationMethod.TrimmedMean, "trimmed-mean"), (CalibrationMethod.ZScore, "z-score"),
        (CalibrationMethod.TScore, "t-score"), (CalibrationMethod.MinMax, "min-max"), (CalibrationMethod.PanelMean, "panel-mean"),
        (CalibrationMethod.MixedModel, "mixed-model"), (CalibrationMethod.MixedModelNoise, "mixed-model-noise"),
        (CalibrationMethod.MixedModelRobust, "mixed-model-robust"), (CalibrationMethod.MixedModelJoint, "mixed-model-joint"),
    ];

    /// <summary>
    /// One crossed mixed model with equal errors, with one mean or one a category: it has a line at which lots may be drawn.
    /// </summary>
    public static bool HasFundingLine(CalibrationMethod method) =>
        method is CalibrationMethod.MixedModel or CalibrationMethod.MixedModelJoint;

    public static IEnumerable<string> All => Names.Select(n => n.Name);
    public static string NameOf(CalibrationMethod method) => Names.Single(n => n.Method == method).Name;

    public static bool TryParse(string? name, out CalibrationMethod method)
    {
        var found = Names.FirstOrDefault(n => n.Name == name);
        method = found.Method;
        return found.Name is not null;
    }
}
