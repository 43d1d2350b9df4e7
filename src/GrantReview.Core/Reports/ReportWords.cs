using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>Decisions, reasons, policies and amounts in words, once for pages and workbooks.</summary>
public static class ReportWords
{
    public static LocalText Of(Decision decision) => decision switch
    {
        Decision.Funded => new("Proposed award", "拟立项"),
        Decision.Reserve => new("Replacement list", "递补"),
        Decision.NotFunded => new("Not funded", "未立项"),
        Decision.Ineligible => new("Not eligible", "不符合条件"),
        _ => new("Not ranked", "未参加排序"),
    };

    /// <summary>The score with two digits; where time selects, the time.</summary>
    public static LocalText OfWhatDecides(RankingEntry entry) => new(entry.Score?.ToText(2) ?? entry.Time ?? "—");

    /// <param name="quotas">Of the call, for their names.</param>
    public static LocalText OfReasons(IEnumerable<string> reasons, IReadOnlyList<Quota> quotas)
    {
        var words = reasons.Select(r => OfReason(r, quotas)).ToList();
        return new LocalText(string.Join("; ", words.Select(w => w.En)), string.Join("；", words.Select(w => w.Zh)));
    }

    /// <summary>A reason code with its data ("closed-by-tie:places") as a sentence; a code that is not of ours is a quota's name.</summary>
    public static LocalText OfReason(string reason, IReadOnlyList<Quota> quotas)
    {
        var colon = reason.IndexOf(':', StringComparison.Ordinal);
        var (code, what) = colon < 0 ? (reason, "") : (reason[..colon], reason[(colon + 1)..]);
        return code switch
        {
            "ineligible" when what.Length > 0 => new($"does not meet rule {what}", $"不符合条款 {what}"),
            "nothing-due" => new("the rule gives no amount", "按规则测算无补助金额"),
            "paid-as" => new($"the same project is paid once, as {what}", $"同一项目只享受一次，按 {what} 兑现"),
            "annual-cap" => new("the unit has reached its cap of the year", "单位本年度金额已达上限"),
            "first-by-time" => new($"too late: {what.Split('/')[0]} were earlier, {what.Split('/')[^1]} places", $"时间在后：已有 {what.Split('/')[0]} 项在先，名额 {what.Split('/')[^1]} 个"),
            "time-unknown" => new($"no place in time: {what} is missing or not a date", $"无法按时间排序：{what} 缺失或不是日期"),
            "tie-past-last-place" => new($"shares its time with others beyond place {what}; a person should look", $"同一时间的项目跨过第 {what} 名，请人工核对"),
            "ineligible" => new("did not pass the formal review", "未通过形式审查"),
            "veto" => new($"vetoed on {what}", $"一票否决：{what}"),
            "below-floor" => new("amount below the floor, left out before ranking", "测算金额低于起付线，不参加排序"),
            "amount-unknown" => new($"no amount: {what} is missing or not a number", $"无法测算金额：{what} 缺失或不是数字"),
            "fewer-scores" => new($"too few scores ({what})", $"评分份数不足（{what}）"),
            "too-few-to-trim" => new($"too few scores to drop the highest and lowest ({what})", $"评分份数不足以去掉最高最低分（{what}）"),
            "panels-undecided" => new($"no expert joins {what} groups of applications, and the call does not say what is compared across them", $"{what} 个评审组之间没有共同专家，通知未规定组间如何比较"),
            "not-calibrated" => new("the calibration gives no score", "校准方法未能给出分数"),
            "leaves-not-scored" => new("a part of the indicators was scored by nobody", "部分指标无人评分"),
            "minScore" => new("below the minimum score", "低于最低分数线"),
            "lost-tie-break" => new("lost the tie-break", "并列比较后落选"),
            "lot" => new($"the line cannot separate it from others: lot {what.Replace("/", " of ", StringComparison.Ordinal)}", $"分数线无法区分，抽签顺序第 {what.Replace("/", " 位，共 ", StringComparison.Ordinal)} 项"),
            "library" => new($"in the project library since {what}", $"{what} 年纳入项目库"),
            "lost-lottery" => new("lost the draw", "并列抽签落选"),
            "tie-at-cut" => new("tied at the cut, which excludes all", "在分数线上并列，按规则均不立项"),
            "closed-by-tie" => new($"closed by the tie above: {Named(what).En}", $"上方并列，名额已关闭：{Named(what).Zh}"),
            "after-stop" => new($"the walk stopped before: {what}", $"按规则在前一项处停止：{what}"),
            "floor-reserved" => new($"the place is kept for {Named(what).En}", $"名额须保留给 {Named(what).Zh}"),
            "exclusive" => new($"excluded by the award to {what}", $"与已立项的 {what} 互斥"),
            "lower-total" => new("no set with the highest sum of scores holds it", "总分最大的方案中不含该项"),
            "decided-by-id" => new("equal in every published respect; the smaller number came first", "各项比较均相同，按编号顺序排列"),
            _ => new($"quota full: {Named(reason).En}", $"名额或额度已满：{Named(reason).Zh}"),
        };

        LocalText Named(string id) => quotas.FirstOrDefault(q => q.Id == id) is { } quota ? NameOf(quota) : new LocalText(id);
    }

    public static LocalText Of(ScoringSettings scoring) => scoring.Method == TotalMethod.Mean
        ? new("mean of the experts", "专家平均分")
        : new($"mean after dropping {scoring.TrimEachEnd} highest and lowest", $"去掉 {scoring.TrimEachEnd} 个最高分和最低分后的平均分");

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
            TieRule.TieBreak => ("ties by the chain", "并列按比较顺序"),
            TieRule.ExcludeAll => ("ties at the cut all out", "线上并列均不立项"),
            TieRule.IncludeAll => ("ties at the cut all in", "线上并列均立项"),
            _ => ("ties by lot", "并列抽签"),
        };
        return new LocalText($"{order}; {remainder}; {ties}", $"{orderZh}；{remainderZh}；{tiesZh}");
    }

    /// <summary>What a quota is called: its name, else its id.</summary>
    public static LocalText NameOf(Quota quota) => quota.Name ?? new LocalText(quota.Id);

    public static LocalText Of(Quota quota)
    {
        var where = quota.Where.Count == 0 ? "" : string.Join(", ", quota.Where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => $"{w.Key} = {string.Join(" | ", w.Value)}"));
        List<(string En, string Zh)> parts = [];
        if (quota.Max is { } max)
        {
            parts.Add(($"at most {Size(quota, max)}", $"至多 {Size(quota, max)}"));
        }
        if (quota.Min is { } min)
        {
            parts.Add(($"at least {Size(quota, min)}", $"至少 {Size(quota, min)}"));
        }
        var (unit, unitZh) = quota.Measure == QuotaMeasure.Count ? (" awards", " 项") : (" yuan", " 元");
        var (scope, scopeZh) = where.Length == 0 ? ("", "") : ($" where {where}", $"（{where}）");
        return new LocalText(string.Join(", ", parts.Select(p => p.En)) + unit + scope, string.Join("，", parts.Select(p => p.Zh)) + unitZh + scopeZh);
    }

    /// <summary>Places, or yuan for a quota of money, with thousands separators.</summary>
    public static string Size(Quota quota, long value) => quota.Measure == QuotaMeasure.Count
        ? value.ToString("N0", CultureInfo.InvariantCulture) : new Money(value).Yuan.ToString("#,##0.##", CultureInfo.InvariantCulture);

    /// <summary>The figures that led to an amount, in yuan: base 22,600,000 → without tax 20,000,000 → rate 2,000,000 → cap 1,000,000.</summary>
    public static LocalText Of(AmountChain chain)
    {
        var steps = chain.Steps.Select(s => (Name: s.Name switch
        {
            "fixed" => new LocalText("fixed", "定额"),
            "base" => new LocalText("base", "基数"),
            "without-tax" => new LocalText("without tax", "不含税"),
            "rate" => new LocalText("by rate", "按比例"),
            "requested" => new LocalText("requested", "申请金额"),
            "table" => new LocalText("by table", "按标准表"),
            "value" => new LocalText("figure", "指标值"),
            "before" => new LocalText("highest before", "此前最高"),
            "band" => new LocalText("by band", "按档次"),
            "annual-cap" => new LocalText("within the year's cap", "年度封顶后"),
            _ => new LocalText("capped", "封顶后"),
        }, Yuan: decimal.Parse(s.Shown.ToText(2), CultureInfo.InvariantCulture).ToString("#,##0.##", CultureInfo.InvariantCulture)))
            .ToList();
        return new LocalText(string.Join(" → ", steps.Select(s => $"{s.Name.En} {s.Yuan}")), string.Join(" → ", steps.Select(s => $"{s.Name.Zh} {s.Yuan}")));
    }
}
