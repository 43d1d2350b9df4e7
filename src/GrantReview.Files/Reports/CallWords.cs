using System.Globalization;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>A part of what a call will do, in plain words.</summary>
public sealed record CallSection(LocalText Heading, IReadOnlyList<LocalText> Lines);

/// <summary>
/// What a call will do, in words built from its data and nothing else: who may apply, what is checked, how it is scored, how amounts come
/// about, which choices are open.
/// </summary>
public static class CallWords
{
    private static readonly RuleKind[] WhoMayApply = [RuleKind.Eligibility, RuleKind.Exclusion, RuleKind.Limit];

    /// <param name="nameOf">What a setting is called, by its key; null = its key.</param>
    public static IReadOnlyList<CallSection> Of(Call call, CallDescription description, Func<string, LocalText>? nameOf = null)
    {
        nameOf ??= key => new LocalText(key);
        var rules = call.Eligibility.Rules.ToLookup(r => r.Use);
        var evaluated = rules[RuleUse.Finding].ToList();
        return
        [
            .. new[]
            {
                new CallSection(new("The call", "申报通知"), TheCall(call, description)),
                new CallSection(new("Categories and how each is decided", "类别及入选方式"),
                    [.. call.Categories.Select(c => Line(c.Code.Value, c.Name, AmountWords.Of(c.Selection)))]),
                new CallSection(new("Who may apply", "申报条件"), [.. evaluated.Where(r => WhoMayApply.Contains(r.Kind)).Select(Of)]),
                new CallSection(new("What else is checked", "其他核对事项"), [.. evaluated.Where(r => !WhoMayApply.Contains(r.Kind)).Select(Of)]),
                new CallSection(new("What needs a person's verdict", "须人工认定"), [.. rules[RuleUse.Verdict].Select(OfPerson)]),
                new CallSection(new("What a person looks at, without a verdict", "须人工留意，不作认定"), [.. rules[RuleUse.Hint].Select(OfPerson)]),
                new CallSection(new("Checked on each award", "立项时逐项核对"), [.. rules[RuleUse.Award].Select(Of)]),
                new CallSection(new("For the meeting, about the whole list", "由审议会议就名单整体把握"), [.. rules[RuleUse.Meeting].Select(OfPerson)]),
                new CallSection(new("Carried out by other settings of the call", "由其他设置执行"),
                    [.. rules[RuleUse.Setting].Select(r => Line(Tag(r), r.Text, nameOf(r.CarriedBy ?? "")))]),
                new CallSection(new("Not yet carried out: the filing chain and acceptance", "尚未执行：网上审核环节和验收"),
                    [.. rules[RuleUse.None].Select(r => Line(Tag(r), r.Text))]),
                new CallSection(new("Said by the notice, nothing to check", "通知中的说明，无须核对"), [.. rules[RuleUse.Note].Select(OfPerson)]),
                new CallSection(new("How it is scored", "评审方式"), Scoring(call)),
                new CallSection(new("How amounts come about", "金额测算"), Amounts(call)),
                new CallSection(new("How many, and who wins a tie", "名额与并列"),
                [
                    .. call.Allocation.Quotas
                        .Select(q => Line(ReportWords.NameOf(q), ReportWords.Of(q, call))),
                    .. Limits(call),
                ]),
                new CallSection(new("Dates and filing chain", "时间与审核流程"), Dates(description)),
                new CallSection(new("Open choices: the officer decides", "待确认事项：由项目主管决定"),
                    [.. description.Choices.Select(c => Line(nameOf(c.Key), c.Why))]),
                new CallSection(new("Where the values come from", "取值依据"),
                    [.. description.Clauses.Select(c => Line(c.Ref, c.Text, nameOf(c.Key)))]),
            }.Where(s => s.Lines.Count > 0),
        ];
    }

    private static List<LocalText> TheCall(Call call, CallDescription description) =>
    [
        call.Name,
        .. description.Source is { } source ? [new LocalText($"Source: {source}", $"依据：{source}")] : Array.Empty<LocalText>(),
        .. description.Note is { } note ? [note] : Array.Empty<LocalText>(),
    ];

    /// <summary>The rule, for which categories, and what follows when it is not met.</summary>
    public static LocalText Of(EligibilityRule rule)
    {
        var follows = rule.Outcome switch
        {
            Outcome.Fail => new LocalText("otherwise refused", "否则不予受理"),
            Outcome.Warn => new("otherwise a warning", "否则提示"),
            Outcome.Person => new("otherwise a person decides", "否则人工判断"),
            _ => new("noted only", "仅作记录"),
        };
        return Line(Tag(rule), rule.Text, follows);
    }

    private static LocalText OfPerson(EligibilityRule rule) => Line(Tag(rule), rule.Text, rule.Person ?? new LocalText(""));

    private static string Tag(EligibilityRule rule)
    {
        var categories = CategoriesOf(rule.When);
        return categories.Count == 0 ? $"{rule.Id} {rule.Clause}" : $"{rule.Id} {rule.Clause} [{string.Join(", ", categories)}]";
    }

    private static IReadOnlyList<string> CategoriesOf(Condition? when) => when switch
    {
        Condition.OneOf { Attribute: "category" } c => c.Values,
        Condition.All c => [.. c.Of.SelectMany(CategoriesOf)],
        _ => [],
    };

    private static List<LocalText> Scoring(Call call)
    {
        if (call.Categories.Count > 0 && call.Categories.All(c => c.Selection.Basis != SelectionBasis.Score))
        {
            return [new("No category is scored by experts.", "各类别均不由专家评分。")];
        }
        var n = call.Assignment.ExpertsPerApplication;
        List<LocalText> lines =
        [
            call.IndicatorTree is { } tree ? new($"Indicator tree: {tree}", $"评价指标体系：{tree}")
                : new("No indicator tree is given: each round brings its own.", "未指定评价指标体系，由各轮次自带。"),
            .. call.Categories.Where(c => c.Indicators is not null).Select(c =>
                Line(c.Code.Value, new LocalText($"indicator tree of its own: {c.Indicators}", $"单独使用评价指标体系 {c.Indicators}"))),
            new($"{n} experts an application", $"每项 {n} 名专家"),
            ReportWords.Of(call.Scoring),
            new(
                $"Rounded once to {call.Scoring.Decimals} decimals; " +
                $"fewer than {call.Scoring.MinimumScores} complete sheets leave an application unranked",
                $"保留 {call.Scoring.Decimals} 位小数，只舍入一次；有效评分不足 {call.Scoring.MinimumScores} 份的不参加排序"),
        ];
        if (call.Scoring.GraceMinutes is > 0 and var minutes)
        {
            lines.Add(new($"Scores are taken until {minutes} minutes after the deadline", $"评分截止后宽限 {minutes} 分钟"));
        }
        return lines;
    }

    private static List<LocalText> Amounts(Call call) =>
    [
        .. call.Categories.Select(c =>
            Line(c.Code.Value,
            call.AmountRuleOf(c.Code) is { } rule ? AmountWords.Of(rule)
            : new LocalText("no sum is set: the requested sum, if any", "未设金额规则：按申请金额（如有）"))),
        .. call.Categories.SelectMany(c => c.OtherSources.Select(s => Line(c.Code.Value, s.Name, AmountWords.Of(s.Amount)))),
        .. call.Categories.Count == 0 && call.Allocation.Amount is { } amount ? [AmountWords.Of(amount)] : Array.Empty<LocalText>(),
        .. AmountWords.Of(call.AmountGroups),
        new(
            "Order: base without tax, rate, cap, the highest of one project, floor, the unit's annual cap, budget; " +
            "parts of a fen are dropped.",
            "顺序：不含税基数、比例、封顶、同一项目取高、起付线、单位年度封顶、资金总额；不足一分舍去。"),
    ];

    private static List<LocalText> Limits(Call call)
    {
        List<LocalText> lines = [ReportWords.Of(call.Allocation.Policy)];
        if (call.Allocation.MinScore is { } min)
        {
            lines.Insert(0, new($"Minimum score {min}", $"最低分 {min}"));
        }
        if (call.Allocation.Library is { } library)
        {
            lines.Add(
                new($"Applications from the project library: {ReportWords.Of(library.Reading).En} ({library.Reason})",
                $"项目库项目：{ReportWords.Of(library.Reading).Zh}（{library.Reason}）"));
        }
        if (call.Allocation.Chain.Count > 0)
        {
            var chain = FieldWords.Chain(call, trees: null);
            lines.Add(new($"Among equals: {chain.En}, then the smaller number", $"同分时依次比较：{chain.Zh}，最后按编号"));
        }
        if (!call.Allocation.Quotas.Any(q => q.Measure == QuotaMeasure.Amount && q.Max is not null))
        {
            lines.Add(new("No budget is set.", "未设资金总额。"));
        }
        return lines;
    }

    private static List<LocalText> Dates(CallDescription description) =>
    [
        .. description.Dates.Select(d => new LocalText($"{d.Name.En}: {d.When}", $"{d.Name.Zh}：{d.When}")),
        .. description.Workflow.Select(Step),
    ];

    private static LocalText Step(WorkflowStep step)
    {
        List<(string En, string Zh)> parts = [(step.Actor.En, step.Actor.Zh)];
        if (step.WorkingDays is { } days)
        {
            parts.Add(
                (string.Create(CultureInfo.InvariantCulture, $"{days} working day(s), the day of arrival not counted"),
                string.Create(CultureInfo.InvariantCulture, $"{days} 个工作日（到达当日不计）")));
        }
        if (step.DueAt is { } due)
        {
            parts.Add(($"until {due}", $"截止 {due}"));
        }
        return new($"{step.Name.En}: {string.Join("; ", parts.Select(p => p.En))}",
            $"{step.Name.Zh}：{string.Join("；", parts.Select(p => p.Zh))}");
    }

    private static LocalText Line(string tag, params LocalText[] parts) => Line(new LocalText(tag), parts);

    private static LocalText Line(LocalText tag, params LocalText[] parts) =>
        new($"{tag.En}: {string.Join(" — ", parts.Select(p => p.En))}", $"{tag.Zh}：{string.Join(" —— ", parts.Select(p => p.Zh))}");
}
