namespace GrantReview.Core.Assignments.Rules;

/// <summary>"Every expert takes at least the minimum and at most the maximum", counted in applications.</summary>
public static class LoadRule
{
    /// <summary>Whether so many applications in all are within the expert's maximum.</summary>
    public static bool MayTake(this ExpertLoad expert, int applications) => !(applications > expert.Max);

    /// <summary>What is left of the load beside applications that the expert has already; no minimum is asked for again.</summary>
    public static ExpertLoad Beside(this ExpertLoad expert, int applications) =>
        expert with { Min = 0, Max = expert.Max is { } max ? Math.Max(0, max - applications) : null };

    /// <summary>
    /// The bounds in panels of between so many applications each: exact where all are of one size, and no tighter than the rule where not.
    /// </summary>
    public static (int Low, int High) InPanels(this ExpertLoad expert, int smallest, int largest) =>
        ((expert.Min + largest - 1) / largest, (expert.Max ?? int.MaxValue) / smallest);
}
