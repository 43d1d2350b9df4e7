using GrantReview.Data;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Rankings;

namespace GrantReview.Web.Localisation;

/// <summary>Why a run failed, in words, with what to do.</summary>
public static class RunText
{
    /// <summary>A reason without words of its own is a fault of the program and shown as it is.</summary>
    public static string WhyFailed(RunRow run) => run.FailureReason switch
    {
        RunLife.StoppedTooOften => Text.Of("Runs.StoppedTooOften", RunLife.MostAttempts),
        EvaluationJob.NoSheets => Text.Of("Runs.NoSheets"),
        EvaluationJob.PanelsUndecided => Text.Of("Runs.PanelsUndecided"),
        AssignmentJob.NotAssigning => Text.Of("Plans.NotAssigning"),
        DrawJob.NotSealing => Text.Of("Draw.NotSealing"),
        var other => other ?? "",
    };
}
