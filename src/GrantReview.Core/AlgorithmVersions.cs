namespace GrantReview.Core;

/// <summary>
/// The versions of the rules by which results are computed. A version rises when the same inputs can lead to another result; a package
/// names those it was made by and is recomputed by them for ever.
/// </summary>
/// <remarks>
/// Totals 2: leaves are averaged first only where an expert was given a part of the tree, N/A counting as ever. Calibration 2: ranks leave
/// open what is estimated, and come from the fit that decides. Ranking 2: an id is said to decide only where outcomes differ; what waits
/// for a person is out until a verdict closes it, and the column waived_rules closes nothing. Allocation 2: the minimum score binds scored
/// applications alone, not those that time or conditions select; reasons name every floor that bars.
/// </remarks>
public sealed record AlgorithmVersions(int Totals, int Calibration, int Ranking, int Allocation, int Assignment, int Draw)
{
    /// <summary>Of the packages that name none.</summary>
    public static AlgorithmVersions First { get; } = new(1, 1, 1, 1, 1, 1);

    public static AlgorithmVersions Current { get; } = new(2, 2, 2, 2, 1, 1);

    /// <summary>Findings are closed by no verdict: whatever needs a person competes.</summary>
    public bool AreBeforeVerdicts => Ranking == 1;
}
