using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
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
    /// <param name="trees">For the names of trees and indicators; null = their codes stand for them.</param>
    public static IReadOnlyList<CallSection> Of(
        Call call, CallDescription description, Func<string, LocalText>? nameOf = null, IndicatorTrees? trees = null)
    {
        nameOf ??= key => new LocalText(key);
        trees ??= IndicatorTrees.None;
        var rules = call.Eligibility.Rules.ToLookup(r => r.Use);
        var evaluated = rules[RuleUse.Finding].ToList();
        return
        [
            .. new[]
            {
                new CallSection(Said.Of("CallWords.TheCall"), TheCall(call, description)),
                new CallSection(Said.Of("CallWords.Categories"),
                    [.. call.Categories.Select(c => Line(NameOf(c), AmountWords.Of(c.Selection, call)))]),
                new CallSection(Said.Of("CallWords.WhoMayApply"), [.. evaluated.Where(r => WhoMayApply.Contains(r.Kind)).Select(Say)]),
                new CallSection(Said.Of("CallWords.AlsoChecked"), [.. evaluated.Where(r => !WhoMayApply.Contains(r.Kind)).Select(Say)]),
                new CallSection(Said.Of("CallWords.Verdicts"), [.. rules[RuleUse.Verdict].Select(SayPerson)]),
                new CallSection(Said.Of("CallWords.Hints"), [.. rules[RuleUse.Hint].Select(SayPerson)]),
                new CallSection(Said.Of("CallWords.OnEachAward"), [.. rules[RuleUse.Award].Select(Say)]),
                new CallSection(Said.Of("CallWords.ForTheMeeting"), [.. rules[RuleUse.Meeting].Select(SayPerson)]),
                new CallSection(Said.Of("CallWords.OtherSettings"),
                    [.. rules[RuleUse.Setting].Select(r => Line(Tag(r, call), FindingWords.TextOf(r), nameOf(r.CarriedBy ?? "")))]),
                new CallSection(Said.Of("CallWords.NotCarriedOut"),
                    [.. rules[RuleUse.None].Select(r => Line(Tag(r, call), FindingWords.TextOf(r)))]),
                new CallSection(Said.Of("CallWords.NothingToCheck"), [.. rules[RuleUse.Note].Select(SayPerson)]),
                new CallSection(Said.Of("CallWords.Scoring"), Scoring(call, trees)),
                new CallSection(Said.Of("CallWords.Amounts"), Amounts(call)),
                new CallSection(Said.Of("CallWords.Limits"),
                [
                    .. call.Allocation.Quotas
                        .Select(q => Line(ReportWords.NameOf(q), ReportWords.Of(q, call))),
                    .. Limits(call, trees),
                ]),
                new CallSection(Said.Of("CallWords.Dates"), Dates(description)),
                new CallSection(Said.Of("CallWords.OpenChoices"),
                    [.. description.Choices.Select(c => Line(nameOf(c.Key), c.Why))]),
                new CallSection(Said.Of("CallWords.Clauses"),
                    [.. description.Clauses.Select(c => Line(c.Ref, c.Text, nameOf(c.Key)))]),
            }.Where(s => s.Lines.Count > 0),
        ];

        LocalText Say(EligibilityRule rule) => Of(rule, call);

        LocalText SayPerson(EligibilityRule rule) => Line(Tag(rule, call), FindingWords.TextOf(rule), rule.Person ?? new LocalText(""));
    }

    private static List<LocalText> TheCall(Call call, CallDescription description) =>
    [
        call.Name,
        .. description.Source is { } source ? [Said.Of("CallWords.Source", source)] : Array.Empty<LocalText>(),
        .. description.Note is { } note ? [note] : Array.Empty<LocalText>(),
    ];

    private static LocalText NameOf(Category category) => category.Name.En.Length > 0 ? category.Name : new LocalText(category.Code.Value);

    /// <summary>The rule by its clause, for which categories, and what follows when it is not met.</summary>
    public static LocalText Of(EligibilityRule rule, Call call)
    {
        var follows = rule.Outcome switch
        {
            Outcome.Fail => Said.Of("CallWords.ElseRefused"),
            Outcome.Warn => Said.Of("CallWords.ElseAWarning"),
            Outcome.Person => Said.Of("CallWords.ElseAPerson"),
            _ => Said.Of("CallWords.NotedOnly"),
        };
        return Line(Tag(rule, call), FindingWords.TextOf(rule), follows);
    }

    /// <summary>The clause, and the categories that it is about.</summary>
    private static LocalText Tag(EligibilityRule rule, Call call)
    {
        var (tag, categories) = (new LocalText(rule.Clause), CategoriesOf(rule.When));
        return categories.Count == 0 ? tag
            : Said.Of("Report.InBrackets", tag, Said.List(categories.Select(c => FieldWords.Value(call, "category", c))));
    }

    private static IReadOnlyList<string> CategoriesOf(Condition? when) => when switch
    {
        Condition.OneOf { Attribute: "category" } c => c.Values,
        Condition.All c => [.. c.Of.SelectMany(CategoriesOf)],
        _ => [],
    };

    private static List<LocalText> Scoring(Call call, IndicatorTrees trees)
    {
        if (call.Categories.Count > 0 && call.Categories.All(c => c.Selection.Basis != SelectionBasis.Score))
        {
            return [Said.Of("CallWords.NoScoring")];
        }
        List<LocalText> lines =
        [
            call.IndicatorTree is { } tree ? Said.Of("CallWords.IndicatorTree", trees.Own?.Name ?? new LocalText(tree))
                : Said.Of("CallWords.NoIndicatorTree"),
            .. call.Categories.Where(c => c.Indicators is not null)
                .Select(c => Line(NameOf(c), Said.Of("CallWords.OwnIndicatorTree",
                    trees.Named.GetValueOrDefault(c.Indicators ?? "")?.Name ?? new LocalText(c.Indicators ?? "")))),
            Said.Of("CallWords.ExpertsPerApplication", call.Assignment.ExpertsPerApplication),
            ReportWords.Of(call.Scoring),
            Said.Of("CallWords.Rounding", call.Scoring.Decimals, call.Scoring.MinimumScores),
        ];
        if (call.Scoring.GraceMinutes is > 0 and var minutes)
        {
            lines.Add(Said.Of("CallWords.Grace", minutes));
        }
        return lines;
    }

    private static List<LocalText> Amounts(Call call) =>
    [
        .. call.Categories.Select(c =>
            Line(NameOf(c), call.AmountRuleOf(c.Code) is { } rule ? AmountWords.Of(rule, call) : Said.Of("CallWords.NoAmountRule"))),
        .. call.Categories.SelectMany(c => c.OtherSources.Select(s => Line(NameOf(c), s.Name, AmountWords.Of(s.Amount, call)))),
        .. call.Categories.Count == 0 && call.Allocation.Amount is { } amount ? [AmountWords.Of(amount, call)] : Array.Empty<LocalText>(),
        .. AmountWords.Of(call.AmountGroups, call),
        Said.Of("CallWords.AmountOrder"),
    ];

    private static List<LocalText> Limits(Call call, IndicatorTrees trees)
    {
        List<LocalText> lines = [ReportWords.Of(call.Allocation.Policy)];
        if (call.Allocation.MinScore is { } min)
        {
            lines.Insert(0, Said.Of("CallWords.MinimumScore", min));
        }
        if (call.Allocation.Library is { } library)
        {
            lines.Add(Said.Of("CallWords.Library", Said.Of(library.Reading), library.Reason));
        }
        if (call.Allocation.Chain.Count > 0)
        {
            lines.Add(Said.Of("CallWords.TieBreak", FieldWords.Chain(call, trees)));
        }
        if (!call.Allocation.Quotas.Any(q => q.Measure == QuotaMeasure.Amount && q.Max is not null))
        {
            lines.Add(Said.Of("CallWords.NoBudget"));
        }
        return lines;
    }

    private static List<LocalText> Dates(CallDescription description) =>
    [
        .. description.Dates.Select(d => Said.Of("Report.Labelled", d.Name, d.When)),
        .. description.Workflow.Select(Step),
    ];

    private static LocalText Step(WorkflowStep step)
    {
        List<LocalText> parts = [step.Actor];
        if (step.WorkingDays is { } days)
        {
            parts.Add(Said.Of("CallWords.WorkingDays", days));
        }
        if (step.DueAt is { } due)
        {
            parts.Add(Said.Of("CallWords.DueAt", due));
        }
        return Said.Of("Report.Labelled", step.Name, Said.Clauses(parts));
    }

    private static LocalText Line(string tag, params LocalText[] parts) => Line(new LocalText(tag), parts);

    private static LocalText Line(LocalText tag, params LocalText[] parts) =>
        Said.Of("Report.Labelled", tag, parts.Aggregate((a, b) => Said.Of("Report.Dash", a, b)));
}
