using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// Evaluates a call's rules on its applications: a rule whose condition is false has its outcome; one that lacks an attribute needs a
/// person, or is a warning where it could be no more than that; nothing is guessed.
/// </summary>
/// <remarks>
/// Logic is three-valued (Kleene). Where a refused application frees its place (see <see cref="PlaceHolders"/>), a limit counts those that
/// neither the formal review nor another failing rule has refused; so rules about one application alone are evaluated first.
/// </remarks>
public sealed class Evaluator
{
    /// <summary>
    /// Column that used to list rules as set aside. It names neither clause nor person, so it is no verdict; packages of schema 1 still go
    /// by it.
    /// </summary>
    public const string Waived = "waived_rules";

    /// <summary>The attribute that rules of stage award read: the amount in yuan.</summary>
    public const string AwardAmount = "award_amount";

    private readonly Dictionary<Measure.Applications, ILookup<string, Application>> groups = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Measure.Applications, ILookup<string, Application>> alike = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Application>? standing;
    private IReadOnlyList<Application>? filed;

    private Evaluator(EligibilitySettings settings, bool beforeVerdicts)
    {
        Settings = settings;
        IsBeforeVerdicts = beforeVerdicts;
    }

    internal EligibilitySettings Settings { get; }

    /// <summary>By the rules of packages of schema 1.</summary>
    internal bool IsBeforeVerdicts { get; }

    /// <summary>
    /// Every finding with its verdict, by application id and then in the order of the rules; rules about acts, awards and acceptance are
    /// not asked.
    /// </summary>
    /// <param name="beforeVerdicts">
    /// By the rules of packages of schema 1: the column <see cref="Waived"/> sets rules aside, and what is unknown of a warning needs a
    /// person.
    /// </param>
    public static IReadOnlyList<Finding> Evaluate(
        EligibilitySettings settings, IReadOnlyList<Application> applications, IReadOnlyList<Verdict> verdicts, bool beforeVerdicts = false)
    {
        var evaluator = new Evaluator(settings, beforeVerdicts);
        var answers = AnswersOf(verdicts);
        var rules = settings.Rules.Where(r => r.Use is RuleUse.Finding or RuleUse.Verdict or RuleUse.Hint).ToList();
        var sorted = applications.OrderBy(a => a.Id).ToList();
        var findings = Of([.. rules.Where(r => !IsAcross(r))]);
        var refused = findings.Where(f => f.Fails).Select(f => f.Application).ToHashSet();
        evaluator.standing = [.. sorted.Where(a => a is { Eligible: true, IsWithdrawn: false } && !refused.Contains(a.Id))];
        evaluator.filed = [.. sorted.Where(a => !a.IsWithdrawn)];
        var place = settings.Rules.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i);
        return
        [
            .. findings.Concat(Of([.. rules.Where(IsAcross)]))
                .OrderBy(f => f.Application).ThenBy(f => place[f.Rule.Id]),
        ];

        List<Finding> Of(IReadOnlyList<EligibilityRule> asked) =>
            [.. sorted.SelectMany(a => asked.Select(r => Answered(evaluator.Find(r, a.Id, a.Attributes), answers)))];
    }

    /// <summary>
    /// What the rules of stage award say of an award of this amount, those that have a condition; what other purses add stands as
    /// CODE_award_amount.
    /// </summary>
    /// <remarks>The others are questions to the meeting about the whole list.</remarks>
    public static IReadOnlyList<Finding> OfAward(Call call, Application application, Money amount, IReadOnlyList<Verdict> verdicts)
    {
        var rules = call.Eligibility.Rules.Where(r => r.Use == RuleUse.Award).ToList();
        if (rules.Count == 0)
        {
            return [];
        }
        var attributes =
            new Dictionary<string, string>(application.Attributes, StringComparer.Ordinal) { [AwardAmount] = amount.ToString() };
        foreach (var source in call.Categories.Where(c => c.Code == application.Category).SelectMany(c => c.OtherSources))
        {
            // Without its figure nobody knows what the other purse adds.
            var added = source.Amount.Apply(null, application.Attributes);
            attributes[$"{source.Code}_{AwardAmount}"] = added.MissingAttribute is null ? added.Amount.ToString() : "";
        }
        var evaluator = new Evaluator(call.Eligibility, beforeVerdicts: false);
        return Answered([.. rules.Select(r => evaluator.Find(r, application.Id, attributes))], verdicts);
    }

    /// <summary>One rule on one application alone; limits across applications are unknown.</summary>
    public static Finding Evaluate(EligibilitySettings settings, EligibilityRule rule, Application application) =>
        new Evaluator(settings, beforeVerdicts: false).Find(rule, application.Id, application.Attributes);

    private static bool IsAcross(EligibilityRule rule) => rule.Condition?.IsAcross == true || rule.When?.IsAcross == true;

    private static Dictionary<(ApplicationId Application, RuleId Rule), Verdict> AnswersOf(IReadOnlyList<Verdict> verdicts) =>
        verdicts.ToDictionary(v => (v.Application, v.Rule));

    /// <summary>The findings with the verdicts on them.</summary>
    internal static IReadOnlyList<Finding> Answered(IReadOnlyList<Finding> findings, IReadOnlyList<Verdict> verdicts)
    {
        var answers = AnswersOf(verdicts);
        return [.. findings.Select(f => Answered(f, answers))];
    }

    /// <summary>An application's own verdict goes before the one for all, which answers only where something is asked.</summary>
    private static Finding Answered(Finding finding, Dictionary<(ApplicationId Application, RuleId Rule), Verdict> answers)
    {
        if (finding is not { Binds: true, Verdict: null })
        {
            return finding;
        }
        return answers.TryGetValue((finding.Application, finding.Rule.Id), out var own) ? finding with { Verdict = own }
            : finding.Asks && answers.TryGetValue((Verdict.Everyone, finding.Rule.Id), out var all)
                ? finding with { Verdict = all } : finding;
    }

    private Finding Find(EligibilityRule rule, ApplicationId application, IReadOnlyDictionary<string, string> attributes)
    {
        if (IsBeforeVerdicts && Written.List(attributes.GetValueOrDefault(Waived, "")).Contains(rule.Id.Value, StringComparer.Ordinal))
        {
            return new Finding(application, rule, Outcome.Pass, true, null, [],
                []) { Verdict = new Verdict(application, rule.Id, VerdictKind.Waived, Waived) };
        }
        var reading = new Reading(this, application, attributes);
        var binds = rule.When is null ? true : reading.Holds(rule.When);
        if (binds == false)
        {
            return new Finding(application, rule, Outcome.Pass, false, null, reading.Figures, []);
        }
        if (rule.Condition is null)
        {
            return new Finding(application, rule, WhenUnknown(rule), true, null, reading.Figures, reading.Unknown);
        }
        var holds = reading.Holds(rule.Condition);
        // Whether it binds is unknown: met anyway is met, anything else needs a person.
        var isUnknown = holds != true && (holds is null || binds is null);
        var outcome = holds == true ? Outcome.Pass : isUnknown ? WhenUnknown(rule) : rule.Outcome;
        return new Finding(application, rule, outcome, true, holds, reading.Figures,
            isUnknown || outcome == Outcome.Person ? reading.Unknown : []);
    }

    /// <summary>A rule that could only warn or note has nothing to ask a person.</summary>
    private Outcome WhenUnknown(EligibilityRule rule) =>
        !IsBeforeVerdicts && rule.Outcome is Outcome.Pass or Outcome.Warn ? Outcome.Warn : Outcome.Person;

    /// <summary>The applications that hold a place and share the value; null when only one application is looked at.</summary>
    internal IReadOnlyList<Application>? Sharing(Measure.Applications measure, string value) =>
        Counted(measure, value, groups, Names(measure) ? NumberOf : Written.Key);

    /// <summary>With those whose value differs by what stands around it: 甲大学 and 甲大学（科技处）, 张三 and 张三教授 may be one.</summary>
    internal IReadOnlyList<Application>? Alike(Measure.Applications measure, string value) =>
        Counted(measure, value, alike, Names(measure) ? NumberOf : measure.By == Leader ? NameOf : Written.Stem);

    private const string Leader = "pi";

    private static string NameOf(string? written) => new Person(written ?? "").NameKey;

    /// <summary>Whether it counts by people's numbers.</summary>
    internal bool Names(Measure.Applications measure) => Settings.People.Contains(measure.By);

    /// <summary>One of fifteen digits is that of eighteen.</summary>
    private static string NumberOf(string? written) => new Person("", written ?? "").IdText;

    private List<Application>? Counted(
        Measure.Applications measure, string value, Dictionary<Measure.Applications, ILookup<string, Application>> known,
        Func<string?, string> keyOf)
    {
        if ((measure.Counts == PlaceHolders.Filed ? filed : standing) is not { } counted)
        {
            return null;
        }
        if (!known.TryGetValue(measure, out var sharing))
        {
            sharing = counted.Where(a => AttributeFilter.Holds(measure.Where, a.Attributes) == true)
                .ToLookup(a => keyOf(LimitKey.Of(a.Attributes, measure.By)), StringComparer.Ordinal);
            known.Add(measure, sharing);
        }
        return [.. sharing[keyOf(value)]];
    }
}
