namespace GrantReview.Core.Calibration;

/// <summary>How a fit of the mixed model ended.</summary>
public enum FitExit
{
    /// <summary>An interior minimum: both variances are positive.</summary>
    Interior,

    /// <summary>A minimum on the edge: at least one variance is zero.</summary>
    Edge,

    /// <summary>The search ran out of steps, or towards an error variance of zero; the figures are those of the last step.</summary>
    NotConverged,

    /// <summary>Every score is the same.</summary>
    AllEqual,

    /// <summary>No application has two scores, so that its quality cannot be told from chance.</summary>
    NotIdentified,

    /// <summary>The Schur complement would not fit in memory.</summary>
    TooLarge,
}
