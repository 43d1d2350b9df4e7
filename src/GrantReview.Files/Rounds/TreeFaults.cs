using GrantReview.Core.Scoring;

namespace GrantReview.Files.Rounds;

/// <summary>What is wrong with a list of indicators, as a mistake of its file.</summary>
internal static class TreeFaults
{
    public static string CodeOf(IndicatorFaultKind fault) => fault switch
    {
        IndicatorFaultKind.Empty => "TreeEmpty",
        IndicatorFaultKind.CodeMissing => "TreeCodeMissing",
        IndicatorFaultKind.CodeTwice => "TreeCodeTwice",
        IndicatorFaultKind.ParentUnknown => "TreeParentUnknown",
        IndicatorFaultKind.Cycle => "TreeCycle",
        IndicatorFaultKind.WeightNegative => "TreeWeightNegative",
        IndicatorFaultKind.WeightZero => "TreeWeightZero",
        IndicatorFaultKind.WeightsDoNotSum => "TreeWeightsDoNotSum",
        IndicatorFaultKind.ScaleEmpty => "TreeScaleEmpty",
        IndicatorFaultKind.LevelsMissing => "TreeLevelsMissing",
        IndicatorFaultKind.LevelOutOfScale => "TreeLevelOutOfScale",
        IndicatorFaultKind.AnchorsNeedPoints => "TreeAnchorsNeedPoints",
        IndicatorFaultKind.AnchorOutOfScale => "TreeAnchorOutOfScale",
        IndicatorFaultKind.AnchorTwice => "TreeAnchorTwice",
        IndicatorFaultKind.MeasureMissing => "TreeMeasureMissing",
        IndicatorFaultKind.MeasureBroken => "TreeMeasureBroken",
        IndicatorFaultKind.OnlyLeavesHaveAScale => "TreeOnlyLeavesHaveAScale",
        IndicatorFaultKind.LeavesForUnknownNode => "TreeLeavesForUnknownNode",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No fault of a tree."),
    };
}
