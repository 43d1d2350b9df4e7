using System.Globalization;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>How amounts come about, in words built from the rule itself.</summary>
public static class AmountWords
{
    /// <summary>One sentence in the order of operations.</summary>
    public static LocalText Of(AmountRule rule)
    {
        List<LocalText> parts = [BasisOf(rule)];
        if (rule.Cap is { } cap)
        {
            parts.Add(new($"at most {Yuan(cap)}", $"以 {Yuan(cap)} 元为限"));
        }
        if (rule.Floor is { } floor)
        {
            var exempt = Where(rule.FloorExempt, " or ", " 或 ");
            parts.Add(rule.FloorExempt.Count == 0
                ? new($"nothing below {Yuan(floor)}", $"不足 {Yuan(floor)} 元不予支付")
                : new($"nothing below {Yuan(floor)} unless {exempt.En}", $"不足 {Yuan(floor)} 元不予支付（{exempt.Zh} 除外）"));
        }
        return Joined(parts, "; ", "；");
    }

    private static LocalText BasisOf(AmountRule rule)
    {
        if (rule.Cases.Count > 0 && rule.Cases.Any(c => c.Fixed is not null))
        {
            return Joined([.. rule.Cases.Select(CaseOf)], ", ", "，");
        }
        var basis = rule switch
        {
            { Fixed: { } sum } => new LocalText($"{Yuan(sum)} yuan each", $"每项 {Yuan(sum)} 元"),
            { Bands: { } bands } => BandsOf(bands),
            { Rate: { } rate } => RateOf(rule, rate),
            { Requested: { } column } => new($"the sum in {column}", $"{column} 所填金额"),
            _ => new("the requested sum", "申请金额"),
        };
        return rule.Cases.Count == 0 ? basis : Joined([basis, .. rule.Cases.Select(CaseOf)], "; ", "；");
    }

    private static LocalText RateOf(AmountRule rule, Rational rate)
    {
        var percent = (rate * 100).ToString();
        return rule.TaxRate is null
            ? new($"{percent} % of {rule.Base}", $"{rule.Base} 的 {percent}%")
            : new($"{percent} % of {rule.Base}, the tax in {rule.TaxRate} taken out first",
                $"{rule.Base} 扣除 {rule.TaxRate} 所列税后的 {percent}%");
    }

    private static LocalText BandsOf(AmountBands bands)
    {
        var steps = bands.Bands.OrderBy(b => b.From).ToList();
        var first = bands.Before is null ? new LocalText("", "") : new($", newly against {bands.Before}", $"（与 {bands.Before} 相比首次）");
        return new(
            $"by the highest threshold that {bands.Value} reaches{first.En}: " +
            string.Join(", ", steps.Select(b => $"from {Yuan(b.From)} on {Yuan(b.Sum)}")),
            $"按 {bands.Value} 达到的最高一档{first.Zh}：{string.Join("，", steps.Select(b => $"满 {Yuan(b.From)} 为 {Yuan(b.Sum)} 元"))}");
    }

    private static LocalText CaseOf(AmountCase line)
    {
        var where = Where(line.Where, " and ", " 且 ");
        return line.Fixed is { } sum ? new($"{where.En}: {Yuan(sum)}", $"{where.Zh}：{Yuan(sum)} 元")
            : new($"{where.En}: at most {(line.Cap is { } cap ? Yuan(cap) : "—")}",
                $"{where.Zh}：以 {(line.Cap is { } cap2 ? Yuan(cap2) : "—")} 元为限");
    }

    /// <summary>One sentence for each thing that concerns several applications of a unit.</summary>
    public static IReadOnlyList<LocalText> Of(AmountGroups groups)
    {
        List<LocalText> lines = [];
        if (groups.OncePer.Count > 0)
        {
            var same = string.Join(" + ", groups.OncePer);
            lines.Add(new($"Applications with the same {same} are paid once, by the highest amount.", $"{same} 相同的项目只兑现一次，取金额最高者。"));
        }
        foreach (var cap in groups.AnnualCaps)
        {
            var where = cap.Where.Count == 0 ? new LocalText("", "") : Where(cap.Where, ", ", "，") is var w
                ? new LocalText($" where {w.En}", $"（{w.Zh}）") : new LocalText("");
            var paid = cap.AlreadyPaid is null ? new LocalText("", "")
                : new($", less what {cap.AlreadyPaid} says was paid already", $"，并扣除 {cap.AlreadyPaid} 所列已付金额");
            lines.Add(
                new(
                    $"One {cap.By} gets at most {Yuan(cap.Max)} a year{where.En}{paid.En}; the floor is tested " +
                    $"{(cap.FloorAfter ? "after" : "before")} this cap.",
                $"同一 {cap.By} 每年以 {Yuan(cap.Max)} 元为限{where.Zh}{paid.Zh}；起付线在封顶{(cap.FloorAfter ? "之后" : "之前")}判断。"));
        }
        return lines;
    }

    public static LocalText Of(Selection selection) => selection.Basis switch
    {
        SelectionBasis.Score => new("by experts' scores", "按专家评分"),
        SelectionBasis.Conditions => new("everyone who meets the conditions; no expert scores", "符合条件即可，无需专家评分"),
        _ => new(
            $"the first {selection.Places} by {selection.TimeAttribute}, earlier first, the last place shared by all of the same time" +
            (selection.PlacesTaken > 0 ? $"; {selection.PlacesTaken} places were given before" : ""),
            $"按 {selection.TimeAttribute} 先后取前 {selection.Places} 名，末位同一时间者并列" +
            (selection.PlacesTaken > 0 ? $"；此前已用 {selection.PlacesTaken} 个名额" : "")),
    };

    internal static LocalText Joined(IReadOnlyList<LocalText> parts, string en, string zh) =>
        new(string.Join(en, parts.Select(p => p.En)), string.Join(zh, parts.Select(p => p.Zh)));

    private static LocalText Where(IReadOnlyDictionary<string, IReadOnlyList<string>> where, string en, string zh)
    {
        var parts = where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => $"{w.Key} = {string.Join(" | ", w.Value)}").ToList();
        return new(string.Join(en, parts), string.Join(zh, parts));
    }

    private static string Yuan(Money money) => money.Yuan.ToString("#,##0.##", CultureInfo.InvariantCulture);
}
