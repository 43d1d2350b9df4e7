using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What warnings say to a person, in both languages: one sentence for all warnings of a kind.</summary>
public static class CalibrationWords
{
    /// <summary>In the order in which the kinds came up.</summary>
    public static IEnumerable<LocalText> Of(IReadOnlyList<CalibrationWarning> warnings) =>
        warnings.GroupBy(w => w.GetType()).Select(g => Sentence(g.First(), g.Count()));

    /// <param name="n">How many warn of the like.</param>
    private static LocalText Sentence(CalibrationWarning warning, int n) => warning switch
    {
        CalibrationWarning.NotConnected parts =>
            new(
                $"No expert joins {parts.Pieces} groups of applications; across them only trust compares: " +
                "look within each, or say what is equal.",
                $"共有 {parts.Pieces} 个互无共同专家的部分，跨部分的比较没有数据支持：请在各部分内比较，或写明以何者相当。"),
        CalibrationWarning.OneApplication =>
            new($"{n} experts scored a single application; their severity can hardly be known.", $"{n} 名专家只评了一个项目，其宽严度难以判断。"),
        CalibrationWarning.FewReviews =>
            new($"{n} experts have fewer than {ExpertScales.FewReviews} scores; their own scale is too unsure for this method.",
                $"{n} 名专家评分不足 {ExpertScales.FewReviews} 份，用本方法估计其评分尺度不可靠。"),
        CalibrationWarning.NoSpread =>
            new($"{n} experts gave one value throughout; they do not affect the order.", $"{n} 名专家的评分全部相同，不影响排序。"),
        CalibrationWarning.TooFewToTrim or CalibrationWarning.PanelTooSmallToTrim =>
            new($"{n} have too few scores to drop the highest and lowest: ask for more reviews, or choose another method for all.",
                $"{n} 处评分份数不足以去掉最高最低分：请补充评审，或统一改用其他方法。"),
        CalibrationWarning.NoPanels => new("No panel is named; the panel mean is the plain mean.", "未填写评审组，二次平均法等同于平均分。"),
        CalibrationWarning.PanelUnclear =>
            new($"{n} applications have no single panel and get no calibrated score.", $"{n} 个项目没有唯一的评审组，没有校准分。"),
        CalibrationWarning.PanelMeanNotPositive =>
            new($"{n} panels have a mean that is not positive; they have no coefficient.", $"{n} 个评审组的平均分不为正，无法计算系数。"),
        CalibrationWarning.ExpertNotSeparable =>
            new("Every expert scored one application: severity cannot be told from chance and is counted as error.",
                "每名专家只评了一个项目：宽严度与偶然误差无法区分，计入误差。"),
        CalibrationWarning.NoCalibrationNeeded =>
            new("Experts do not differ in severity beyond chance: no calibration is needed.", "专家宽严度没有超出偶然的差异，无需校准。"),
        CalibrationWarning.NotIdentified =>
            new("No application has two scores: quality cannot be told from chance, and there are no calibrated scores.",
                "没有任何项目有两份评分：项目水平与偶然误差无法区分，没有校准分。"),
        CalibrationWarning.AllEqual => new("Every score is the same.", "全部评分相同。"),
        CalibrationWarning.TooLarge =>
            new("Who scored what is too closely tied together to be solved in memory; calibrate in parts.", "评分关系过密，内存无法求解，请分部分校准。"),
        CalibrationWarning.NotConverged =>
            new("The search did not settle: scores leave no error, or no minimum was found; the figures are those of the last step.",
                "迭代未收敛：评分没有误差，或未找到极小值；所列为最后一步的结果。"),
        _ => throw new ArgumentOutOfRangeException(nameof(warning), warning, "No words for this warning."),
    };

    public static LocalText Of(FundingGroup group) => group switch
    {
        FundingGroup.Accepted => new("above", "线上"),
        FundingGroup.Undecided => new("cannot be told", "无法区分"),
        _ => new("below", "线下"),
    };

    /// <summary>A flag of <see cref="ExpertFlags"/>.</summary>
    public static LocalText Of(ExpertFlag flag) => flag switch
    {
        ExpertFlag.Harsh => new("harsh", "偏严"),
        ExpertFlag.Lenient => new("lenient", "偏宽"),
        ExpertFlag.Noisy => new("erratic", "离散偏大"),
        ExpertFlag.Disagrees => new("against the others", "与他人相反"),
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, "No words for this flag."),
    };
}
