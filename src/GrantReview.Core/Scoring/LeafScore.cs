using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

/// <summary>What one expert gave one leaf of one application, in the leaf's own points.</summary>
/// <param name="Score">Null = not applicable (N/A), where the leaf allows it.</param>
/// <param name="Reason">打分理由; blank where none was asked or given.</param>
public sealed record LeafScore(ApplicationId Application, ExpertId Expert, IndicatorCode Indicator, Rational? Score, string Reason);
