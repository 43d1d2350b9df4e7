namespace GrantReview.Web.Localisation;

/// <summary>An expert's answers beside the tree, in words.</summary>
public static class AnswerText
{
    /// <summary>What can be said.</summary>
    public static IReadOnlyList<Familiarity> Familiarities { get; } = [Familiarity.Familiar, Familiarity.Fair, Familiarity.Unfamiliar];

    /// <summary>What can be said.</summary>
    public static IReadOnlyList<Recommendation> Recommendations { get; } = [Recommendation.Fund, Recommendation.FundIf, Recommendation.Reject];

    public static string Of(Familiarity familiarity) => familiarity switch
    {
        Familiarity.Familiar => Text.Of("Familiarity.familiar"),
        Familiarity.Fair => Text.Of("Familiarity.fair"),
        Familiarity.Unfamiliar => Text.Of("Familiarity.unfamiliar"),
        _ => "",
    };

    public static string Of(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Fund => Text.Of("Recommendation.fund"),
        Recommendation.FundIf => Text.Of("Recommendation.fund-if"),
        Recommendation.Reject => Text.Of("Recommendation.reject"),
        _ => "",
    };

    public static string Of(Competence competence) => competence switch
    {
        Competence.High => Text.Of("Competence.high"),
        Competence.Medium => Text.Of("Competence.medium"),
        Competence.Low => Text.Of("Competence.low"),
        _ => throw new ArgumentOutOfRangeException(nameof(competence), competence, "No competence."),
    };
}
