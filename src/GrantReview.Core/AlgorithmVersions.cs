namespace GrantReview.Core;

/// <summary>
/// The versions of the rules by which results are computed. A version rises when the same inputs can lead to another result; a package
/// names those it was made by and is recomputed by them for ever.
/// </summary>
/// <remarks>Allocation 2: the minimum score binds scored applications alone, not those that time or conditions select.</remarks>
public sealed record AlgorithmVersions(int Totals, int Calibration, int Ranking, int Allocation, int Assignment, int Draw)
{
    /// <summary>Of the packages that name none.</summary>
    public static AlgorithmVersions First { get; } = new(1, 1, 1, 1, 1, 1);

    public static AlgorithmVersions Current { get; } = new(1, 1, 1, 2, 1, 1);

    /// <summary>Each version is one that this program still computes.</summary>
    public bool IsKnown => this == First || this == First with { Allocation = 2 };
}
