namespace GrantReview.Web.Localisation;

/// <summary>An expert's answers beside the tree, in words.</summary>
public static class AnswerText
{
    /// <summary>What can be said.</summary>
    public static IReadOnlyList<Familiarity> Familiarities { get; } = [Familiarity.Familiar, Familiarity.Fair, Familiarity.Unfamiliar];

    /// <summary>What can be said.</summary>
    public static IReadOnlyList<Recommendation> Recommendations { get; } =
        [Recommendation.Fund, Recommendation.FundIf, Recommendation.Reject];

    /// <summary>Nothing while it is unstated.</summary>
    public static string Of(Familiarity familiarity) => familiarity == Familiarity.Unstated ? "" : Text.Of(familiarity);

    /// <summary>Nothing while it is unstated.</summary>
    public static string Of(Recommendation recommendation) => recommendation == Recommendation.Unstated ? "" : Text.Of(recommendation);

    /// <summary>How far a sheet is.</summary>
    public static string Of(SheetStatus status, bool hasStarted) =>
        status == SheetStatus.Open && hasStarted ? Text.Of("Sheet.Started") : Text.Of(status);

    /// <summary>Leaves by their names, then reasons, then questions.</summary>
    public static string Of(Unanswered missing) => string.Join(
        Text.Of("List.And"),
        missing.Leaves.Select(l => Text.Of(l.Name)).Concat(missing.Reasons.Select(ReasonOf))
            .Concat(missing.Questions.Select(q => Text.Of(q))));

    public static string ReasonOf(IndicatorNode leaf) => $"{Text.Of(leaf.Name)} · {Text.Of("Sheet.Reason")}";

    /// <summary>Whether a sheet is filled in, or how much it lacks.</summary>
    public static string CountOf(Unanswered missing) =>
        missing.IsNothing ? Text.Of("Sheet.Complete") : Text.Of("Sheet.MissingCount", missing.Count);

    /// <summary>How an expert lost a sheet, to the expert: never who has it now.</summary>
    public static string Of(Departure left) => left.Why switch
    {
        Leaving.Declined => Text.Of("Sheet.LeftDeclined", Formats.Instant(left.At)),
        Leaving.NoShow => Text.Of("Sheet.LeftNoShow", Formats.Instant(left.At)),
        Leaving.PlanWithdrawn => Text.Of("Sheet.LeftPlanWithdrawn", Formats.Instant(left.At)),
        Leaving.PlanChanged => Text.Of("Sheet.LeftPlanChanged", Formats.Instant(left.At)),
        _ => throw new ArgumentOutOfRangeException(nameof(left), left, "Nobody is shown a sheet that a conflict took."),
    };

    /// <summary>In the words in which the sheet asks for it.</summary>
    public static string Of(Competence competence) => Text.Of(AnswersLife.FamiliarityOf(competence));
}
