using System.Globalization;
using GrantReview.Core.Numbers;
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

    private readonly EligibilitySettings settings;
    private readonly Dictionary<Measure.Applications, ILookup<string, Application>> groups = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Application>? counted;

    private Evaluator(EligibilitySettings settings) => this.settings = settings;

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
        if (ListOf(attributes.GetValueOrDefault(Waived, "")).Contains(rule.Id, StringComparer.Ordinal))
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

    internal static IReadOnlyList<string> ListOf(string text) =>
        text.Split([';', '；', '、', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Conditions on one application, noting what was compared.</summary>
    private sealed class Reading(Evaluator evaluator, string application, IReadOnlyDictionary<string, string> attributes)
    {
        private readonly List<Figure> figures = [];
        private readonly List<string> unknown = [];

        public IReadOnlyList<Figure> Figures => figures;
        public IReadOnlyList<string> Unknown => [.. unknown.Distinct()];

        public bool? Holds(Condition condition) => condition switch
        {
            Condition.All c => Combine(c.Of, decides: false),
            Condition.Any c => Combine(c.Of, decides: true),
            Condition.Not c => !Holds(c.Of),
            Condition.Yes c => Note(c.Attribute, "=", "yes", Truth(c.Attribute)),
            Condition.Present c => Note(c.Attribute, "", "", IsPresent(c.Attribute)),
            Condition.OneOf c => Note(c.Attribute, "∈", Listed(c.Values), Text(c.Attribute) is { } text ? c.Values.Contains(text, StringComparer.Ordinal) : null),
            Condition.SomeOf c => Note(c.Attribute, "∩", Listed(c.Values), Items(c.Attribute)?.Any(i => c.Values.Contains(i, StringComparer.Ordinal))),
            Condition.OnlyOf c => Note(c.Attribute, "⊆", Listed(c.Values), Items(c.Attribute)?.All(i => c.Values.Contains(i, StringComparer.Ordinal))),
            Condition.Covers c => Note(c.Attribute, "⊇", Listed(c.Values), Items(c.Attribute) is { } items ? c.Values.All(v => items.Contains(v, StringComparer.Ordinal)) : null),
            Condition.Same c => Note(c.Attribute, "=", c.Other, Text(c.Attribute) is { } a && Text(c.Other) is { } b ? Plain(a) == Plain(b) : null),
            Condition.Compare c => Compared(c),
            Condition.Moment c => Note(c.Attribute, SignOf(c.Comparison), c.Bound, InTime(c)),
            _ => throw new InvalidOperationException($"A condition of kind {condition.GetType().Name} cannot be evaluated."),
        };

        /// <summary>All parts are looked at even after one decided, so that every figure is shown.</summary>
        private bool? Combine(IReadOnlyList<Condition> parts, bool decides)
        {
            var found = parts.Select(Holds).ToList();
            return found.Contains(decides) ? decides : found.Contains(null) ? null : !decides;
        }

        private bool? Note(string name, string sign, string bound, bool? holds)
        {
            figures.Add(new Figure(name, attributes.GetValueOrDefault(name, ""), sign, bound, holds));
            return holds;
        }

        /// <summary>The cell's text, or null (and noted as unknown) when the column is missing or the cell blank.</summary>
        private string? Text(string attribute)
        {
            if (attributes.GetValueOrDefault(attribute) is { Length: > 0 } text)
            {
                return text;
            }
            unknown.Add(attribute);
            return null;
        }

        private T? Unreadable<T>(string attribute)
            where T : struct
        {
            unknown.Add(attribute);
            return null;
        }

        /// <summary>The items of a list; a blank cell is an empty list, a missing column unknown.</summary>
        private IReadOnlyList<string>? Items(string attribute)
        {
            if (attributes.TryGetValue(attribute, out var text))
            {
                return IsDenial(text) ? [] : ListOf(text);
            }
            unknown.Add(attribute);
            return null;
        }

        private bool? Truth(string attribute) => Text(attribute)?.ToLowerInvariant() switch
        {
            null => null,
            "yes" or "true" or "1" or "是" or "y" => true,
            "no" or "false" or "0" or "否" or "n" => false,
            _ => Unreadable<bool>(attribute),
        };

        private bool? IsPresent(string attribute) =>
            attributes.TryGetValue(attribute, out var text)
                ? text.Length > 0 && !IsDenial(text)
                : Unreadable<bool>(attribute);

        private static bool IsDenial(string text) => text.ToLowerInvariant() is "no" or "false" or "0" or "否" or "n" or "无";

        private Rational? Number(string attribute) =>
            Text(attribute) is not { } text ? null : Rational.TryParse(WithoutThousands(text), out var value) ? value : Unreadable<Rational>(attribute);

        /// <summary>"1,234,567.8" as people type amounts; any other comma stays and makes the text unreadable.</summary>
        private static string WithoutThousands(string text)
        {
            var groups = text.Split('.')[0].Split(',');
            return groups.Length > 1 && groups[0].Length is 1 or 2 or 3 && groups.Skip(1).All(g => g.Length == 3) ? text.Replace(",", "", StringComparison.Ordinal) : text;
        }

        private DateOnly? Day(string attribute) =>
            attribute == Condition.AsOf
                ? evaluator.settings.AsOf ?? Unreadable<DateOnly>(attribute)
                : Text(attribute) is not { } text ? null : Times.TryParse(text, out var time, out _) ? Times.DayOf(time) : Unreadable<DateOnly>(attribute);

        private bool? Compared(Condition.Compare condition)
        {
            var bound = condition.Bound;
            Rational? value;
            string name, shown;
            switch (condition.Measure)
            {
                case Measure.Number m:
                    (name, value) = (m.Attribute, Number(m.Attribute));
                    break;
                case Measure.Items m:
                    (name, value) = ($"#{m.Attribute}", Items(m.Attribute) is { } items ? items.Distinct(StringComparer.Ordinal).Count() : null);
                    break;
                case Measure.Ratio m:
                    return RatioOf(m, condition);
                case Measure.Years m:
                    (name, value) = ($"{m.From}..{m.To}", Day(m.From) is { } from && Day(m.To) is { } to ? Times.FullYears(from, to) : null);
                    break;
                case Measure.Months m:
                    (name, value) = ($"{m.From}..{m.To}", Day(m.From) is { } start && Day(m.To) is { } end ? Times.Months(start, end) : null);
                    break;
                case Measure.Applications m:
                    (name, value) = ($"#{m.By}", Count(m, bound));
                    break;
                case Measure.Retirement m:
                    (name, value, shown) = Retirement(m);
                    return Noted(name, shown, condition, value is { } months ? Holds(months, condition.Comparison, bound) : null);
                default:
                    throw new InvalidOperationException($"A measure of kind {condition.Measure.GetType().Name} cannot be evaluated.");
            }
            return Noted(name, value?.ToString() ?? "", condition, value is { } figure ? Holds(figure, condition.Comparison, bound) : null);
        }

        private bool? Noted(string name, string value, Condition.Compare condition, bool? holds)
        {
            figures.Add(new Figure(name, value, SignOf(condition.Comparison), condition.Bound.ToString(), holds));
            return holds;
        }

        private bool? RatioOf(Measure.Ratio ratio, Condition.Compare condition)
        {
            var (above, under) = (Number(ratio.Above), Number(ratio.Under));
            if (under is { Sign: < 0 })
            {
                unknown.Add(ratio.Under);
                under = null;
            }
            return Noted($"{ratio.Above} : {ratio.Under}", $"{above} : {under}", condition, above is { } a && under is { } u ? Holds(a, condition.Comparison, u * condition.Bound) : null);
        }

        /// <summary>This application's place among those that share the value, or their number; a group within the bound needs no times.</summary>
        private Rational? Count(Measure.Applications measure, Rational bound)
        {
            if (Text(measure.By) is not { } value)
            {
                return null;
            }
            if (evaluator.counted is not { } counted)
            {
                return Unreadable<Rational>(measure.By);
            }
            if (!evaluator.groups.TryGetValue(measure, out var sharing))
            {
                sharing = counted.Where(a => Matches(a.Attributes, measure.Where)).ToLookup(a => a.Attributes.GetValueOrDefault(measure.By, ""), StringComparer.Ordinal);
                evaluator.groups.Add(measure, sharing);
            }
            var group = sharing[value].ToList();
            if (!group.Exists(a => a.Id == application))
            {
                // Refused already or not of the counted kind: it holds no place.
                return Rational.Zero;
            }
            if (measure.OrderedBy is not { } by || group.Count <= bound)
            {
                return group.Count;
            }
            var times = group.Select(a => (a.Id, Time: Times.TryParse(a.Attributes.GetValueOrDefault(by, ""), out var time, out _) ? time : (DateTimeOffset?)null)).ToList();
            if (times.Exists(t => t.Time is null))
            {
                return Unreadable<Rational>(by);
            }
            var mine = times.Single(t => t.Id == application);
            return times.Count(t => t.Time < mine.Time || (t.Time == mine.Time && string.CompareOrdinal(t.Id, mine.Id) <= 0));
        }

        private static bool Matches(IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, IReadOnlyList<string>> where) =>
            where.All(w => attributes.TryGetValue(w.Key, out var value) && w.Value.Contains(value, StringComparer.Ordinal));

        private (string Name, Rational? Value, string Shown) Retirement(Measure.Retirement measure)
        {
            var name = $"{measure.At}";
            if (Day(measure.Birth) is not { } birth || Day(measure.At) is not { } at || Text(measure.Group) is not { } group)
            {
                return (name, null, "");
            }
            if (evaluator.settings.RetirementAges.FirstOrDefault(r => r.Group == group) is not { } line)
            {
                return (name, Unreadable<Rational>(measure.Group), "");
            }
            var month = line.MonthFor(birth);
            return (name, ((at.Year - month.Year) * 12) + at.Month - month.Month,
                string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM} / {month:yyyy-MM}"));
        }

        private bool? InTime(Condition.Moment condition)
        {
            if (Text(condition.Attribute) is not { } text)
            {
                return null;
            }
            if (!Times.TryParse(text, out var time, out var hasHour))
            {
                return Unreadable<bool>(condition.Attribute);
            }
            DateTimeOffset bound;
            var boundHasHour = false;
            if (condition.Bound == Condition.AsOf)
            {
                if (evaluator.settings.AsOf is not { } asOf)
                {
                    return Unreadable<bool>(condition.Bound);
                }
                bound = Times.StartOf(asOf);
            }
            else
            {
                var literal = char.IsAsciiDigit(condition.Bound[0]) ? condition.Bound : Text(condition.Bound);
                if (literal is null)
                {
                    return null;
                }
                if (!Times.TryParse(literal, out bound, out boundHasHour))
                {
                    return Unreadable<bool>(condition.Bound);
                }
            }
            var order = hasHour && boundHasHour ? time.CompareTo(bound) : Times.DayOf(time).CompareTo(Times.DayOf(bound));
            return condition.Comparison switch
            {
                TimeComparison.NotAfter => order <= 0,
                TimeComparison.NotBefore => order >= 0,
                TimeComparison.Before => order < 0,
                TimeComparison.After => order > 0,
                _ => order == 0,
            };
        }

        private static bool Holds(Rational value, Comparison comparison, Rational bound) => comparison switch
        {
            Comparison.AtLeast => value >= bound,
            Comparison.AtMost => value <= bound,
            Comparison.Above => value > bound,
            Comparison.Below => value < bound,
            _ => value == bound,
        };

        private static string SignOf(Comparison comparison) => comparison switch
        {
            Comparison.AtLeast => "≥",
            Comparison.AtMost => "≤",
            Comparison.Above => ">",
            Comparison.Below => "<",
            _ => "=",
        };

        private static string SignOf(TimeComparison comparison) => comparison switch
        {
            TimeComparison.NotAfter => "≤",
            TimeComparison.NotBefore => "≥",
            TimeComparison.Before => "<",
            TimeComparison.After => ">",
            _ => "=",
        };

        private static string Listed(IReadOnlyList<string> values) => values.Count <= 6 ? string.Join(" | ", values) : $"{string.Join(" | ", values.Take(5))} … ({values.Count})";

        private static string Plain(string text) => new([.. text.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)).Select(char.ToLowerInvariant)]);
    }
}
