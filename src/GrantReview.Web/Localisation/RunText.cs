namespace GrantReview.Web.Localisation;

/// <summary>Why a run failed, in words, with what to do.</summary>
public static class RunText
{
    /// <summary>A reason without words of its own is a fault of the program and shown as it is.</summary>
    public static string WhyFailed(RunRow run) => run.FailureReason switch
    {
        RunLife.StoppedTooOften => Text.Of("Runs.StoppedTooOften", RunLife.MostAttempts),
        RunLife.NoSheets => Text.Of("Runs.NoSheets"),
        RunLife.PanelsUndecided => Text.Of("Runs.PanelsUndecided"),
        RunLife.NotAssigning => Text.Of("Plans.NotAssigning"),
        RunLife.NotSealing => Text.Of("Draw.NotSealing"),
        var other => other ?? "",
    };
}
