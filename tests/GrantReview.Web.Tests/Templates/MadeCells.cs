using System.Globalization;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using Cells = System.Collections.Immutable.ImmutableDictionary<string, string>;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// Applications of which a call's rules are met, failed or left open: cells made from the values and bounds that the rules' own conditions
/// name, one part of a condition after the other, always in the same order. A blank cell says nothing.
/// </summary>
internal sealed class MadeCells
{
    private const string Category = "category";

    /// <summary>No column: how many applications like this one came in before it.</summary>
    private const string Twins = "#twins";

    /// <summary>A number that a person may have, for limits that count people.</summary>
    private const string Somebody = "11010519491231002X";

    /// <summary>Rules that contradict each other are given up soon.</summary>
    private const int MostTries = 20_000;

    private const int MostItems = 6;
    private const string Stems = "甲乙丙丁戊己庚";

    private static readonly string[] Days = ["1990-01-01", "2022-06-01", "2025-01-01", "2025-06-30", "2035-06-30", "1940-01-01"];

    private readonly Call call;
    private readonly EligibilitySettings settings;
    private readonly EligibilityRule sample;
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
    private int tries;

    public MadeCells(Call call, params IReadOnlyList<EligibilityRule> rules)
    {
        this.call = call;
        (settings, sample) = (call.AskedRules, rules[0]);
        values[Category] = [.. call.Categories.Select(c => c.Code.Value)];
        foreach (var condition in rules.SelectMany(r => new[] { r.When, r.Condition }).OfType<Condition>())
        {
            Learn(condition);
        }
    }

    /// <summary>Of an application that the rule binds; null = there is none.</summary>
    /// <param name="holds">Whether its condition shall hold; null = unknown.</param>
    public Cells? Of(EligibilityRule rule, bool? holds)
    {
        if (rule.Condition is not { } condition)
        {
            return null;
        }
        tries = 0;
        IEnumerable<Cells> bound = [Cells.Empty];
        if (rule.When is { } binding)
        {
            bound = Ways(binding, true, Cells.Empty);
            bound = holds is null ? bound.Concat(Ways(binding, null, Cells.Empty)) : bound;
        }
        return bound.SelectMany(c => Ways(condition, holds, c))
            .FirstOrDefault(c => Find(rule, c) is { Binds: true } found && found.Holds == holds);
    }

    /// <summary>Of an application of the category that meets each of the rules that binds it; null = there is none.</summary>
    public Cells? Meeting(string category, params IReadOnlyList<EligibilityRule> rules)
    {
        tries = 0;
        return Each([.. rules.Select(Demand).OfType<Condition>()], true, Cells.Empty.SetItem(Category, category))
            .FirstOrDefault(c => rules.All(r => Find(r, c) is { Binds: false } or { Holds: true }));
    }

    /// <summary>Bound and met, else not bound.</summary>
    private static Condition? Demand(EligibilityRule rule) => rule.Condition is not { } condition ? null
        : rule.When is not { } binding ? condition
        : new Condition.Any([new Condition.All([binding, condition]), new Condition.Not(binding)]);

    private IEnumerable<Cells> Ways(Condition condition, bool? holds, Cells cells) => condition switch
    {
        Condition.Not c => Ways(c.Of, !holds, cells),
        Condition.All c => holds == true ? Each(c.Of, true, cells) : One(c.Of, holds, true, cells),
        Condition.Any c => holds == false ? Each(c.Of, false, cells) : One(c.Of, holds, false, cells),
        _ => Leaf(condition, holds, cells),
    };

    /// <summary>Parts that read one column follow on each other, so that a contradiction shows at once.</summary>
    private IEnumerable<Cells> Each(IReadOnlyList<Condition> parts, bool holds, Cells cells)
    {
        IEnumerable<Cells> ways = [cells];
        foreach (var part in parts.OrderBy(p => p.Attributes.FirstOrDefault(), StringComparer.Ordinal))
        {
            ways = ways.SelectMany(w => Ways(part, holds, w));
        }
        return ways;
    }

    /// <summary>One part decides while the others leave it to it; else one decides alone.</summary>
    private IEnumerable<Cells> One(IReadOnlyList<Condition> parts, bool? holds, bool others, Cells cells) =>
        parts.Index().SelectMany(part => Ways(part.Item, holds, cells)
                .SelectMany(w => Each([.. parts.Where((_, i) => i != part.Index)], others, w)))
            .Concat(parts.SelectMany(part => Ways(part, holds, cells)));

    private IEnumerable<Cells> Leaf(Condition leaf, bool? holds, Cells cells)
    {
        IEnumerable<Cells> ways = [cells];
        foreach (var column in leaf.IsAcross ? leaf.Attributes.Append(Twins).Distinct() : leaf.Attributes.Distinct())
        {
            ways = ways.SelectMany(
                w => w.ContainsKey(column) ? Enumerable.Repeat(w, 1) : values[column].Select(v => w.SetItem(column, v)));
        }
        return ++tries > MostTries ? [] : ways.Where(w => Find(sample with { When = null, Condition = leaf }, w).Holds == holds);
    }

    private Finding Find(EligibilityRule rule, Cells cells)
    {
        var application = Filed("A", cells);
        List<Measure.Applications> counts = [.. new[] { rule.When, rule.Condition }.OfType<Condition>().SelectMany(c => c.Counts)];
        if (counts.Count == 0)
        {
            return Evaluator.Evaluate(settings, rule, application);
        }
        var before = Enumerable.Range(1, int.Parse(cells.GetValueOrDefault(Twins, "0"), CultureInfo.InvariantCulture)).Select(n => Filed(
            $"B{n}", cells.SetItems(counts.Select(c => c.OrderedBy).OfType<string>().Distinct()
                .Select(c => KeyValuePair.Create(c, $"2020-01-0{n} 08:00")))));
        return Evaluator.Evaluate(settings with { Rules = [rule] }, [application, .. before], [])
            .Single(f => f.Application == application.Id);
    }

    private Application Filed(string id, Cells cells) => An.Application(
        id, cells.GetValueOrDefault(Category, call.Categories[0].Code.Value),
        attributes: [.. cells.Where(c => c.Key != Twins).Select(c => (c.Key, c.Value))]);

    private void Learn(Condition condition)
    {
        switch (condition)
        {
            case Condition.All c: c.Of.ToList().ForEach(Learn); break;
            case Condition.Any c: c.Of.ToList().ForEach(Learn); break;
            case Condition.Not c: Learn(c.Of); break;
            case Condition.Yes c: Add(c.Attribute, "yes", "no"); break;
            case Condition.Present c: Add(c.Attribute, "附件", "无"); break;
            case Condition.OneOf c: Add(c.Attribute, [.. c.Values, "别的"]); break;
            case Condition.SomeOf c:
                Add(c.Attribute, [.. c.Values.Take(3), "别的", "无"]);
                Add(c.But ?? Condition.AsOf, "某单位");
                break;
            case Condition.OnlyOf c: Add(c.Attribute, [.. c.Values.Take(3), "别的", "无"]); break;
            case Condition.Covers c: Add(c.Attribute, string.Join(';', c.Values), c.Values[0], "无"); break;
            case Condition.Same c:
                Add(c.Attribute, An.UnitCode(1), An.UnitCode(2));
                Add(c.Other, An.UnitCode(1), An.UnitCode(2));
                break;
            case Condition.Moment c: Moments(c); break;
            case Condition.Compare c: Figures(c.Measure, c.Bound); break;
            default: throw new InvalidOperationException($"Nothing is made for a condition of kind {condition.GetType().Name}.");
        }
    }

    private void Moments(Condition.Moment condition)
    {
        if (!char.IsAsciiDigit(condition.Bound[0]))
        {
            Add(condition.Attribute, Days);
            Add(condition.Bound, Days);
            return;
        }
        var bound = Times.Read(condition.Bound) ?? throw new InvalidDataException(condition.Bound);
        Add(condition.Attribute, [.. new[] { 0, -1, 1 }.Select(d =>
            bound.ToOffset(TimeSpan.FromHours(8)).AddDays(d).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))]);
    }

    private void Figures(Measure measure, Rational bound)
    {
        switch (measure)
        {
            case Measure.Number m:
                Add(m.Attribute, [.. new[] { bound, bound + 1, bound - 1, Rational.Zero }.Where(v => v.Sign >= 0).Select(v => $"{v}")]);
                break;
            case Measure.Items m:
                Add(m.Attribute,
                    [.. Enumerable.Range(1, MostItems).Select(n => string.Join(';', Stems.Take(n).Select(s => $"项{s}"))), "无"]);
                break;
            case Measure.Ratio m:
                // More than any bound of the other part asks for, too.
                Add(m.Above, "200", "0", "1000000000000");
                Add(m.Under, "100");
                break;
            case Measure.Years m: Add(m.From, Days); Add(m.To, Days); break;
            case Measure.Months m: Add(m.From, Days); Add(m.To, Days); break;
            case Measure.Retirement m:
                Add(m.Birth, Days);
                Add(m.At, Days);
                Add(m.Group, [.. call.Eligibility.RetirementAges.Select(r => r.Group)]);
                break;
            case Measure.Applications m:
                Add(m.By, An.UnitCode(1), Somebody);
                Add(m.OrderedBy ?? Condition.AsOf, "2025-06-15 10:00");
                foreach (var (column, accepted) in m.Where)
                {
                    Add(column, accepted);
                }
                values.TryAdd(Twins, []);
                values[Twins] = [.. values[Twins].Append("0").Append($"{bound}").Distinct()];
                break;
            default: throw new InvalidOperationException($"Nothing is made for a measure of kind {measure.GetType().Name}.");
        }
    }

    /// <summary>The last cell to try is a blank one.</summary>
    private void Add(string column, params IReadOnlyList<string> said)
    {
        if (column is not (Condition.AsOf or Category))
        {
            List<string> before = values.TryGetValue(column, out var known) ? known : [];
            values[column] = [.. before.Concat(said).Where(v => v.Length > 0).Distinct(), ""];
        }
    }
}
