namespace GrantReview.Web.Localisation;

/// <summary>Why a run failed, in words, with what to do.</summary>
public static class RunText
{
    /// <summary>A reason without words of its own is a fault of the program and shown as it is.</summary>
    public static string WhyFailed(RunRow run) => run.Failure switch
    {
        RunFailure.StoppedTooOften => Text.Of("Runs.StoppedTooOften", RunLife.MostAttempts),
        RunFailure.NoSheets => Text.Of("Runs.NoSheets"),
        RunFailure.PanelsUndecided => Text.Of("Runs.PanelsUndecided"),
        RunFailure.NotAssigning => Text.Of("Plans.NotAssigning"),
        RunFailure.NotSealing => Text.Of("Draw.NotSealing"),
        _ => run.Fault ?? "",
    };
}
