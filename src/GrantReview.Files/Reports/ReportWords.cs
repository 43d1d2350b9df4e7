using System.Globalization;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>Decisions, reasons, policies and amounts in words, once for pages and workbooks.</summary>
public static class ReportWords
{
    public static LocalText Of(Decision decision) => decision switch
    {
        Decision.Funded => new("Proposed award", "拟立项"),
        Decision.Reserve => new("Replacement list", "递补"),
        Decision.NotFunded => new("Not funded", "未立项"),
        Decision.Ineligible => new("Not eligible", "不符合条件"),
        Decision.Open => new("Waits for a verdict", "待认定"),
        _ => new("Not ranked", "未参加排序"),
    };

    /// <summary>An expert as everything of a result names one.</summary>
    public static LocalText OfExpert(int number) => new($"Expert {number}", $"专家{number}");

    /// <summary>The score with two digits; where time selects, the time.</summary>
    public static LocalText OfWhatDecides(RankingEntry entry) => new(entry.Score?.ToText(2) ?? entry.Time ?? "—");

    /// <param name="trees">For the names of indicators.</param>
    public static LocalText OfReasons(IEnumerable<Reason> reasons, Call call, IndicatorTrees trees) => AmountWords.Joined(
        [.. reasons.Select(r => OfReason(r, call, trees))], "; ", "；");

    /// <summary>With the clause, the indicator and the column that it is of in words, not by their codes.</summary>
    private static LocalText OfReason(Reason reason, Call call, IndicatorTrees trees)
    {
        switch (reason)
        {
            case Reason.IneligibleByRule(var failed) when FindingWords.ClauseOf(failed, call) is { } clause:
                return new($"does not meet {clause.En}", $"不符合{clause.Zh}");
            case Reason.OpenRule(var open) when FindingWords.ClauseOf(open, call) is { } clause:
                return new($"waits for a verdict: {clause.En}", $"待认定：{clause.Zh}");
            case Reason.Veto(var code) when trees.All.Select(t => t.Find(code)).FirstOrDefault(n => n is not null) is { } indicator:
                return new($"vetoed on {indicator.Name.En}", $"一票否决：{indicator.Name.Zh}");
            case Reason.AmountUnknown(var column) when FieldWords.Name(call, column) is var name:
                return new($"no amount: {name.En} is missing or not a number", $"无法测算金额：“{name.Zh}”缺失或不是数字");
            case Reason.TimeUnknown(var column) when FieldWords.Name(call, column) is var name:
                return new($"no place in time: {name.En} is missing or not a date", $"无法按时间排序：“{name.Zh}”缺失或不是日期");
            default:
                return OfReason(reason, call.Allocation.Quotas);
        }
    }

    /// <param name="quotas">Of the call, for their names.</param>
    public static LocalText OfReason(Reason reason, IReadOnlyList<Quota> quotas)
    {
        return reason switch
        {
            Reason.Ineligible => new("did not pass the formal review", "未通过形式审查"),
            Reason.IneligibleByRule(var rule) => new($"does not meet rule {rule}", $"不符合条款 {rule}"),
            Reason.OpenRule(var rule) => new($"rule {rule} waits for a verdict", $"条款 {rule} 待认定"),
            Reason.Veto(var indicator) => new($"vetoed on {indicator}", $"一票否决：{indicator}"),
            Reason.NothingDue => new("the rule gives no amount", "按规则测算无补助金额"),
            Reason.AmountBelowFloor => new("amount below the floor, left out before ranking", "测算金额低于起付线，不参加排序"),
            Reason.PaidAs(var paid) => new($"the same project is paid once, as {paid}", $"同一项目只享受一次，按 {paid} 兑现"),
            Reason.AnnualCap => new("the unit has reached its cap of the year", "单位本年度金额已达上限"),
            Reason.AmountUnknown(var missing) => new($"no amount: {missing} is missing or not a number", $"无法测算金额：{missing} 缺失或不是数字"),
            Reason.TimeUnknown(var missing) => new($"no place in time: {missing} is missing or not a date", $"无法按时间排序：{missing} 缺失或不是日期"),
            Reason.TooLate(var earlier, var places) => new(
                $"too late: {earlier} were earlier, {places} places", $"时间在后：已有 {earlier} 项在先，名额 {places} 个"),
            Reason.TiePastLastPlace(var places) => new(
                $"shares its time with others beyond place {places}; a person should look", $"同一时间的项目跨过第 {places} 名，请人工核对"),
            Reason.FewerScores(var given, var needed) => new($"too few scores ({given}/{needed})", $"评分份数不足（{given}/{needed}）"),
            Reason.TooFewToTrim(var given) => new($"too few scores to drop the highest and lowest ({given})", $"评分份数不足以去掉最高最低分（{given}）"),
            Reason.LeavesNotScored => new("a part of the indicators was scored by nobody", "部分指标无人评分"),
            Reason.PanelsUndecided(var panels) => new(
                $"no expert joins {panels} groups of applications, and the call does not say what is compared across them",
                $"{panels} 个评审组之间没有共同专家，通知未规定组间如何比较"),
            Reason.NotCalibrated => new("the calibration gives no score", "校准方法未能给出分数"),
            Reason.FromLibrary(var year) => new($"in the project library since {year}", $"{year} 年纳入项目库"),
            Reason.DrawnByLot(var place, var of) => new(
                $"the line cannot separate it from others: lot {place} of {of}", $"分数线无法区分，抽签顺序第 {place} 位，共 {of} 项"),
            Reason.DrawnByChance(var chance, var isDrawn) => new(
                $"its chance by the call's lottery was {chance.ToText(3)}: {(isDrawn ? "drawn" : "not drawn")}",
                $"按通知规定抽签，概率 {chance.ToText(3)}，{(isDrawn ? "抽中" : "未抽中")}"),
            Reason.DecidedById => new("equal in every published respect; the smaller number came first", "各项比较均相同，按编号顺序排列"),
            Reason.QuotaFull(var quota) => new($"quota full: {Named(quota).En}", $"名额或额度已满：{Named(quota).Zh}"),
            Reason.FloorReserved(var quota) => new($"the place is kept for {Named(quota).En}", $"名额须保留给 {Named(quota).Zh}"),
            Reason.ClosedByTie(var quota) => new($"closed by the tie above: {Named(quota).En}", $"上方并列，名额已关闭：{Named(quota).Zh}"),
            Reason.BelowMinimum => new("below the minimum score", "低于最低分数线"),
            Reason.Exclusive(var other) => new($"excluded by the award to {other}", $"与已立项的 {other} 互斥"),
            Reason.LostTieBreak => new("lost the tie-break", "并列比较后落选"),
            Reason.LostLottery => new("lost the draw", "并列抽签落选"),
            Reason.TieAtCut => new("tied at the cut, which excludes all", "在分数线上并列，按规则均不立项"),
            Reason.AfterStop(var at) => new($"the walk stopped before: {at}", $"按规则在前一项处停止：{at}"),
            Reason.LowerTotal => new("no set with the highest sum of scores holds it", "总分最大的方案中不含该项"),
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };

        LocalText Named(QuotaId id) => NameOf(id, quotas);
    }

    public static LocalText Of(AllocationRule rule, IReadOnlyList<Quota> quotas) => rule switch
    {
        AllocationRule.OfQuota(var quota) => NameOf(quota, quotas),
        AllocationRule.MinimumScore => new("minimum score", "最低分数线"),
        _ => new("the rule for ties", "并列规则"),
    };

    public static LocalText Of(ScoringSettings scoring) => scoring.Method == TotalMethod.Mean
        ? new("mean of the experts", "专家平均分")
        : new($"mean after dropping {scoring.TrimEachEnd} highest and lowest", $"去掉{scoring.TrimEachEnd}个最高分和最低分后的平均分");

    /// <summary>What decides the order, as the settings call it.</summary>
    public static LocalText Of(CalibrationMethod method) => method switch
    {
        CalibrationMethod.Mean => new("none: the raw total decides", "不校准，以原始总分排序"),
        CalibrationMethod.TrimmedMean => new("trimmed mean", "去掉最高最低分"),
        CalibrationMethod.ZScore => new("z-scores of each expert", "按专家标准化（z分数）"),
        CalibrationMethod.TScore => new("T-scores of each expert", "按专家标准化（T分数）"),
        CalibrationMethod.MinMax => new("each expert’s scores spread from 0 to 100", "按专家极差标准化"),
        CalibrationMethod.PanelMean => new("panel mean coefficients", "二次平均法（组平均系数）"),
        CalibrationMethod.MixedModel => new("mixed model", "混合模型"),
        CalibrationMethod.MixedModelJoint => new("mixed model, a mean for each category", "混合模型（各类别均值分列）"),
        CalibrationMethod.MixedModelNoise => new("mixed model with each expert’s own noise", "混合模型（按专家离散度加权）"),
        _ => new("mixed model, robust to outliers", "混合模型（稳健）"),
    };

    public static LocalText Of(LotteryKind kind) => kind switch
    {
        LotteryKind.Undecided => new("the undecided among themselves", "仅在分数线无法区分的项目之间"),
        LotteryKind.Maximin => new("chances by intervals of ranks (maximin)", "按排名区间定概率（最大最小）"),
        LotteryKind.Linear => new("chances that rise with the score (linear)", "概率随得分上升（线性）"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static LocalText Of(LibraryReading reading) => reading switch
    {
        LibraryReading.None => new("no advantage", "不作优先安排"),
        LibraryReading.TieBreak => new("first among equal scores, the earlier year first", "同分时优先，纳入年份早者在前"),
        _ => new("before all others that reach the minimum score", "达到最低分数线的，先于其他项目安排"),
    };

    public static LocalText Of(AllocationPolicy policy)
    {
        var (order, orderZh) = policy.Order == AllocationOrder.Priority ? ("by ranking", "按排序择优") : ("highest sum of scores", "总分最大");
        var (remainder, remainderZh) = policy.Remainder switch
        {
            RemainderRule.Skip => ("skip what does not fit", "放不下则跳过"),
            RemainderRule.Stop => ("stop at the first that does not fit", "放不下即停止"),
            _ => ("the first that does not fit takes the rest", "放不下者取余额"),
        };
        var (ties, tiesZh) = policy.Ties switch
        {
            TieRule.TieBreak => ("ties by the tie-break order", "并列按比较顺序"),
            TieRule.ExcludeAll => ("ties at the cut all out", "线上并列均不立项"),
            TieRule.IncludeAll => ("ties at the cut all in", "线上并列均立项"),
            _ => ("ties by lot", "并列抽签"),
        };
        return new LocalText($"{order}; {remainder}; {ties}", $"{orderZh}；{remainderZh}；{tiesZh}");
    }

    /// <summary>Yuan as papers and sheets show them: always two digits, with thousands separators.</summary>
    internal static string Yuan(Money money) => money.Yuan.ToString("N2", CultureInfo.InvariantCulture);

    private static LocalText NameOf(QuotaId id, IReadOnlyList<Quota> quotas) =>
        Quota.Find(quotas, id) is { } quota ? NameOf(quota) : new LocalText(id.Value);

    /// <summary>What a quota is called: its name, else its id.</summary>
    public static LocalText NameOf(Quota quota) => quota.Name ?? new LocalText(quota.Id.Value);

    /// <summary>How much of it there is, and for whom, by the names that people know.</summary>
    public static LocalText Of(Quota quota, Call call)
    {
        List<LocalText> parts = [];
        if (quota.Max is { } max)
        {
            parts.Add(new($"at most {Size(quota, max)}", $"至多{Size(quota, max)}"));
        }
        if (quota.Min is { } min)
        {
            parts.Add(new($"at least {Size(quota, min)}", $"至少{Size(quota, min)}"));
        }
        var (unit, unitZh) = quota.Measure == QuotaMeasure.Count ? (" awards", "项") : (" yuan", "元");
        var (bounds, of) = (AmountWords.Joined(parts, ", ", "，"), quota.Where.OrderBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => (Name: FieldWords.Name(call, w.Key), Values: ValuesOf(call, w.Key, w.Value))).ToList());
        var size = quota.Each is { } each
            ? new LocalText($"each {FieldWords.Name(call, each).En} {bounds.En}", $"每个{FieldWords.Name(call, each).Zh}{bounds.Zh}")
            : bounds;
        return of.Count == 0 ? new LocalText(size.En + unit, size.Zh + unitZh) : new LocalText(
            $"{size.En}{unit} for {string.Join(", ", of.Select(w => $"{w.Name.En} {w.Values.En}"))}",
            $"{size.Zh}{unitZh}（{string.Join("，", of.Select(w => $"{w.Name.Zh}：{w.Values.Zh}"))}）");
    }

    private static LocalText ValuesOf(Call call, string column, IReadOnlyList<string> accepted) => column == "category"
        ? AmountWords.Joined([.. accepted.Select(c => RankingReport.CategoryNameOf(call, new CategoryCode(c)))], ", ", "、")
        : FieldWords.Values(call, column, accepted);

    /// <summary>Places, or yuan for a quota of money, with thousands separators.</summary>
    public static string Size(Quota quota, long value) => quota.Measure == QuotaMeasure.Count
        ? value.ToString("N0", CultureInfo.InvariantCulture) : Yuan(new Money(value));

    /// <summary>
    /// The figures that led to an amount, in yuan: base 22,600,000 → without tax 20,000,000 → rate 2,000,000 → cap 1,000,000.
    /// </summary>
    public static LocalText Of(AmountChain chain)
    {
        var steps = chain.Steps.Select(s => (Name: Of(s.Kind), Yuan: YuanOf(s))).ToList();
        return new LocalText(
            string.Join(" → ", steps.Select(s => $"{s.Name.En} {s.Yuan}")), string.Join(" → ", steps.Select(s => $"{s.Name.Zh} {s.Yuan}")));

        static string YuanOf(AmountStep step) =>
            decimal.Parse(step.Shown.ToText(2), CultureInfo.InvariantCulture).ToString("N2", CultureInfo.InvariantCulture);
    }

    private static LocalText Of(AmountStepKind step) => step switch
    {
        AmountStepKind.Fixed => new("fixed", "定额"),
        AmountStepKind.Base => new("base", "基数"),
        AmountStepKind.WithoutTax => new("without tax", "不含税"),
        AmountStepKind.Rate => new("by rate", "按比例"),
        AmountStepKind.Requested => new("requested", "申请金额"),
        AmountStepKind.Table => new("by table", "按标准表"),
        AmountStepKind.Value => new("figure", "指标值"),
        AmountStepKind.Before => new("highest before", "此前最高"),
        AmountStepKind.Band => new("by band", "按档次"),
        AmountStepKind.AnnualCap => new("within the year's cap", "年度封顶后"),
        _ => new("capped", "封顶后"),
    };
}
