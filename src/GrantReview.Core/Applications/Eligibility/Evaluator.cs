using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// Evaluates a call's rules on its applications: a rule whose condition is false has its outcome; one that lacks an attribute needs a person; nothing is guessed.
/// </summary>
/// <remarks>
/// Logic is three-valued (Kleene). Limits count the applications that neither the formal review nor another failing rule has refused, because a refused application
/// frees its place; so rules about one application alone are evaluated first.
/// </remarks>
public sealed class Evaluator
{
    /// <summary>Column that lists the ids of rules a person has set aside for an application.</summary>
    public const string Waived = "waived_rules";

    private readonly Dictionary<Measure.Applications, ILookup<string, Application>> groups = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Application>? counted;

    private Evaluator(EligibilitySettings settings) => Settings = settings;

    internal EligibilitySettings Settings { get; }

    /// <summary>Every finding, by application id and then in the order of the rules; rules about acts, awards and acceptance are not asked.</summary>
    public static IReadOnlyList<Finding> Evaluate(EligibilitySettings settings, IReadOnlyList<Application> applications)
    {
        var evaluator = new Evaluator(settings);
        var rules = settings.Rules.Where(r => r.Stage == RuleStage.Application && (r.Condition is not null || r.Person is not null)).ToList();
        var sorted = applications.OrderBy(a => a.Id, StringComparer.Ordinal).ToList();
        var alone = rules.Where(r => !IsAcross(r)).ToList();
        var findings = sorted.SelectMany(a => alone.Select(r => evaluator.Find(r, a.Id, a.Attributes))).ToList();
        var refused = findings.Where(f => f.Outcome == Outcome.Fail).Select(f => f.Application).ToHashSet(StringComparer.Ordinal);
        evaluator.counted = [.. sorted.Where(a => a.Eligible && !refused.Contains(a.Id))];
        findings.AddRange(sorted.SelectMany(a => rules.Where(IsAcross).Select(r => evaluator.Find(r, a.Id, a.Attributes))));
        var place = settings.Rules.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
        return [.. findings.OrderBy(f => f.Application, StringComparer.Ordinal).ThenBy(f => place[f.Rule.Id])];
    }

    /// <summary>One rule on attributes alone, for an act of the filing chain or a form being filled in; limits across applications are unknown.</summary>
    public static Finding Evaluate(EligibilitySettings settings, EligibilityRule rule, IReadOnlyDictionary<string, string> attributes) =>
        new Evaluator(settings).Find(rule, attributes.GetValueOrDefault("id", ""), attributes);

    private static bool IsAcross(EligibilityRule rule) => rule.Condition?.IsAcross == true || rule.When?.IsAcross == true;

    private Finding Find(EligibilityRule rule, string application, IReadOnlyDictionary<string, string> attributes)
    {
        if (Written.List(attributes.GetValueOrDefault(Waived, "")).Contains(rule.Id, StringComparer.Ordinal))
        {
            return new Finding(application, rule, Outcome.Pass, true, null, [], [], IsWaived: true);
        }
        var reading = new Reading(this, application, attributes);
        var binds = rule.When is null ? true : reading.Holds(rule.When);
        if (binds == false)
        {
            return new Finding(application, rule, Outcome.Pass, false, null, reading.Figures, [], false);
        }
        if (rule.Condition is null)
        {
            return new Finding(application, rule, Outcome.Person, true, null, reading.Figures, reading.Unknown, false);
        }
        var holds = reading.Holds(rule.Condition);
        // Whether it binds is unknown: met anyway is met, anything else needs a person.
        var outcome = holds == true ? Outcome.Pass : holds is null || binds is null ? Outcome.Person : rule.Outcome;
        return new Finding(application, rule, outcome, true, holds, reading.Figures, outcome == Outcome.Person ? reading.Unknown : [], false);
    }

    /// <summary>The applications that hold a place and share the value; null when only one application is looked at.</summary>
    internal IReadOnlyList<Application>? Sharing(Measure.Applications measure, string value)
    {
        if (counted is null)
        {
            return null;
        }
        if (!groups.TryGetValue(measure, out var sharing))
        {
            sharing = counted.Where(a => measure.Where.All(w => a.Attributes.TryGetValue(w.Key, out var found) && Written.SaysAny(found, w.Value)))
                .ToLookup(a => Written.Key(a.Attributes.GetValueOrDefault(measure.By, "")), StringComparer.Ordinal);
            groups.Add(measure, sharing);
        }
        return [.. sharing[Written.Key(value)]];
    }
}
