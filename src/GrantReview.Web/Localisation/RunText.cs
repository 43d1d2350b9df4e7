namespace GrantReview.Web.Localisation;

/// <summary>What a run is at, and why it failed, with what to do.</summary>
public static class RunText
{
    public static string StepOf(RunRow run) => Enum.TryParse<RunStep>(run.Step, out var step) ? Text.Of(step) : "…";

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
