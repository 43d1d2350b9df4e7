using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>Conditions on one application, noting what was compared.</summary>
internal sealed class Reading(Evaluator evaluator, ApplicationId application, IReadOnlyDictionary<string, string> attributes)
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
        Condition.OneOf c => Among(c.Attribute, "∈", c.Values, Text(c.Attribute) is { } text
            ? Known(c.Attribute, Written.SaysAny(text, c.Values) ? true : c.Values.Any(v => IsAlike(text, v)) ? null : false) : null),
        Condition.SomeOf c => Among(c.Attribute, "∩", c.Values, IsAmong(c)),
        Condition.OnlyOf c => Among(c.Attribute, "⊆", c.Values, Items(c.Attribute) is { } items
            ? Known(c.Attribute, Every(items.Select(i => Names(i, c.Values)))) : null),
        Condition.Covers c => Among(c.Attribute, "⊇", c.Values, Items(c.Attribute) is { } items
            ? Known(c.Attribute, Every(c.Values.Select(v => Some(items.Select(i => Names(i, [v])))))) : null),
        Condition.Same c => Against(c.Attribute, "=", c.Other, Text(c.Attribute) is { } a && Text(c.Other) is { } b
            ? Known(c.Attribute, Written.Key(a) == Written.Key(b) ? true : IsAlike(a, b) ? null : false) : null),
        Condition.Compare c => Compared(c),
        Condition.Moment c when char.IsAsciiDigit(c.Bound[0]) => Note(c.Attribute, SignOf(c.Comparison), c.Bound, InTime(c)),
        Condition.Moment c => Against(c.Attribute, SignOf(c.Comparison), c.Bound, InTime(c)),
        _ => throw new InvalidOperationException($"A condition of kind {condition.GetType().Name} cannot be evaluated."),
    };

    /// <summary>All parts are looked at even after one decided, so that every figure is shown.</summary>
    private bool? Combine(IReadOnlyList<Condition> parts, bool decides) => Decided([.. parts.Select(Holds)], decides);

    private bool? Note(string name, string sign, string bound, bool? holds) => Noted(FigureOf(name, sign, bound, holds));

    private bool? Among(string name, string sign, IReadOnlyList<string> values, bool? holds) =>
        Noted(FigureOf(name, sign, Listed(values), holds) with { Accepted = values });

    private bool? Against(string name, string sign, string column, bool? holds) =>
        Noted(FigureOf(name, sign, column, holds) with { IsBoundByColumn = true });

    private Figure FigureOf(string name, string sign, string bound, bool? holds) =>
        new(name, attributes.GetValueOrDefault(name, ""), sign, bound, holds) { Columns = [name] };

    private bool? Noted(Figure figure)
    {
        figures.Add(figure);
        return figure.Holds;
    }

    /// <summary>What is left out is no item; without it nobody can tell, unless nothing is among the values anyway.</summary>
    private bool? IsAmong(Condition.SomeOf condition)
    {
        if (Items(condition.Attribute) is not { } items)
        {
            return null;
        }
        var among = items.Select(i => (Item: i, Is: Names(i, condition.Values))).Where(i => i.Is != false).ToList();
        if (among.Count == 0 || condition.But is not { } but)
        {
            return Known(condition.Attribute, Some(among.Select(i => i.Is)));
        }
        return Text(but) is not { } own ? null : Known(condition.Attribute, Some(among.Select(i => Names(i.Item, [own]) switch
        {
            true => false,
            null => null,
            false => i.Is,
        })));
    }

    /// <summary>Whether an item is one of the values; unknown where it may name one among others or with more: 四川/重庆, 四川（成都）.</summary>
    private bool? Names(string item, IReadOnlyList<string> values) => Written.SaysAny(item, values) ? true
        : !evaluator.IsBeforeVerdicts && Written.Parts(item).Any(p => Written.SaysAny(p, values)) ? null : false;

    /// <summary>One with something around it may be the other: 成都（高新区） and 成都.</summary>
    private bool IsAlike(string one, string other) => !evaluator.IsBeforeVerdicts && Written.IsAlike(one, other);

    private static bool? Some(IEnumerable<bool?> found) => Decided([.. found], decides: true);

    private static bool? Every(IEnumerable<bool?> found) => Decided([.. found], decides: false);

    private static bool? Decided(List<bool?> found, bool decides) =>
        found.Contains(decides) ? decides : found.Contains(null) ? null : !decides;

    private bool? Known(string attribute, bool? holds)
    {
        if (holds is null)
        {
            unknown.Add(attribute);
        }
        return holds;
    }

    /// <summary>The cell's text, or null (and noted as unknown) when the column is missing or the cell blank.</summary>
    private string? Text(string attribute)
    {
        if (attributes.GetValueOrDefault(attribute) is { Length: > 0 } text && (evaluator.IsBeforeVerdicts || !Written.SaysNothing(text)))
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

    /// <summary>The items of a list; a denial (无) is an empty list, a blank cell or a missing column unknown.</summary>
    private IReadOnlyList<string>? Items(string attribute)
    {
        if (attributes.TryGetValue(attribute, out var text) && IsSaid(text))
        {
            return IsDenial(text) ? [] : Written.List(text);
        }
        unknown.Add(attribute);
        return null;
    }

    private bool? Truth(string attribute) => Text(attribute) is not { } text ? null : Written.Truth(text) ?? Unreadable<bool>(attribute);

    private bool? IsPresent(string attribute) =>
        attributes.TryGetValue(attribute, out var text) && IsSaid(text)
            ? text.Length > 0 && !IsDenial(text)
            : Unreadable<bool>(attribute);

    /// <summary>A blank cell or a stroke says nothing; in packages of schema 1 it said none.</summary>
    private bool IsSaid(string text) => evaluator.IsBeforeVerdicts || !Written.SaysNothing(text);

    private bool IsDenial(string text) => evaluator.IsBeforeVerdicts ? Written.Truth(text) == false : Written.Denies(text);

    private Rational? Number(string attribute) =>
        Text(attribute) is not { } text ? null : Written.Number(text) ?? Unreadable<Rational>(attribute);

    private DateOnly? Day(string attribute) =>
        attribute == Condition.AsOf
            ? evaluator.Settings.AsOf ?? Unreadable<DateOnly>(attribute)
            : Text(attribute) is not { } text ? null : Times.Read(text) is { } time ? Times.DayOf(time) : Unreadable<DateOnly>(attribute);

    private bool? Compared(Condition.Compare condition)
    {
        var bound = condition.Bound;
        return condition.Measure switch
        {
            Measure.Number m => Measured(FigureKind.Value, m.Attribute, Number(m.Attribute)),
            Measure.Items m => Measured(FigureKind.Items, $"#{m.Attribute}", CountOf(m, condition)),
            Measure.Ratio m => RatioOf(m, condition),
            Measure.Years m => Measured(
                FigureKind.Years, $"{m.From}..{m.To}", Day(m.From) is { } from && Day(m.To) is { } to ? Times.FullYears(from, to) : null),
            Measure.Months m => Measured(
                FigureKind.Months, $"{m.From}..{m.To}", Day(m.From) is { } start && Day(m.To) is { } end ? Times.Months(start, end) : null),
            Measure.Applications m => Measured(FigureKind.Applications, $"#{m.By}", Count(m, bound)),
            Measure.Retirement m => RetirementOf(m, condition),
            _ => throw new InvalidOperationException($"A measure of kind {condition.Measure.GetType().Name} cannot be evaluated."),
        };

        bool? Measured(FigureKind kind, string name, Rational? value) => Noted(
            kind, name, value?.ToString() ?? "", condition, value is { } figure ? Holds(figure, condition.Comparison, bound) : null);
    }

    private bool? Noted(FigureKind kind, string name, string value, Condition.Compare condition, bool? holds) =>
        Noted(new Figure(name, value, SignOf(condition.Comparison), condition.Bound.ToString(), holds)
        {
            Kind = kind, Columns = ColumnsOf(condition.Measure),
        });

    private static IReadOnlyList<string> ColumnsOf(Measure measure) => measure switch
    {
        Measure.Years m => [m.From, m.To],
        Measure.Months m => [m.From, m.To],
        Measure.Applications m => [m.By],
        Measure.Retirement m => [m.At],
        _ => [.. measure.Attributes],
    };

    /// <summary>Unknown where it hangs on whether 甲/乙 are two, or on who else 甲等 are.</summary>
    private Rational? CountOf(Measure.Items measure, Condition.Compare condition)
    {
        if (Items(measure.Attribute) is not { } items)
        {
            return null;
        }
        var (least, most) = Written.Count(items.Count == 0 ? "" : attributes[measure.Attribute]);
        var hangs = condition.Comparison == Comparison.Equal
            ? most != least && condition.Bound >= least && !(condition.Bound > most)
            : Holds(least, condition.Comparison, condition.Bound) != Holds(most ?? int.MaxValue, condition.Comparison, condition.Bound);
        return hangs && !evaluator.IsBeforeVerdicts ? Unreadable<Rational>(measure.Attribute) : least;
    }

    private bool? RatioOf(Measure.Ratio ratio, Condition.Compare condition)
    {
        var (above, under) = (Number(ratio.Above), Number(ratio.Under));
        if (under is { Sign: < 0 })
        {
            unknown.Add(ratio.Under);
            under = null;
        }
        return Noted(
            FigureKind.Ratio, $"{ratio.Above} : {ratio.Under}", $"{above} : {under}", condition,
            above is { } a && under is { } u ? Holds(a, condition.Comparison, u * condition.Bound) : null);
    }

    private bool? RetirementOf(Measure.Retirement measure, Condition.Compare condition)
    {
        var (name, value, shown) = Retirement(measure);
        return Noted(
            FigureKind.Retirement, name, shown, condition,
            value is { } months ? Holds(months, condition.Comparison, condition.Bound) : null);
    }

    /// <summary>
    /// This application's place among those that share the value, or their number; a group within the bound needs no times.
    /// </summary>
    private Rational? Count(Measure.Applications measure, Rational bound)
    {
        if (Text(LimitKey.ColumnIn(attributes, measure.By)) is not { } value)
        {
            return null;
        }
        if (evaluator.Sharing(measure, value) is not { } group
            || (evaluator.Names(measure) && new Person("", value).HasBrokenIdNumber)
            || (!evaluator.IsBeforeVerdicts && Application.CountedBy(attributes, measure.By).Length == 0))
        {
            return Unreadable<Rational>(measure.By);
        }
        if (!evaluator.IsBeforeVerdicts && AttributeFilter.Unknown(measure.Where, attributes).ToList() is { Count: > 0 } blank)
        {
            unknown.AddRange(blank);
            return null;
        }
        if (!group.Any(a => a.Id == application))
        {
            // Refused already, withdrawn or not of the counted kind: it holds no place.
            return Rational.Zero;
        }
        var place = PlaceAmong(group, measure.OrderedBy, bound);
        if (place is null || evaluator.IsBeforeVerdicts || evaluator.Alike(measure, value) is not { } alike || alike.Count == group.Count)
        {
            return place;
        }
        // Names that differ by a bracket alone may be one or two: asked where that decides.
        return PlaceAmong(alike, measure.OrderedBy, bound) is not { } among ? null
            : (place <= bound) == (among <= bound) ? place : Unreadable<Rational>(measure.By);
    }

    private Rational? PlaceAmong(IReadOnlyList<Application> group, string? orderedBy, Rational bound)
    {
        if (orderedBy is null || group.Count <= bound)
        {
            return group.Count;
        }
        var times = group.Select(a => (a.Id, Time: SpanOf(a.Attributes.GetValueOrDefault(orderedBy, "")))).ToList();
        if (times.Exists(t => t.Time is null))
        {
            return Unreadable<Rational>(orderedBy);
        }
        var (mine, others) = (times.Single(t => t.Id == application), times.Where(t => t.Id != application).ToList());
        if (evaluator.IsBeforeVerdicts)
        {
            return 1 + others.Count(t => t.Time?.Until < mine.Time?.Until
                || (t.Time?.Until == mine.Time?.Until && t.Id.CompareTo(mine.Id) < 0));
        }
        // Equal times have no order, and a bare day none within itself: asked of each whose place hangs on it.
        var first = 1 + others.Count(t => t.Time?.Until < mine.Time?.From);
        var last = 1 + others.Count(t => t.Time?.From <= mine.Time?.Until);
        return (first <= bound) == (last <= bound) ? last : Unreadable<Rational>(orderedBy);
    }

    /// <summary>From when until when something was: a bare day is the whole of it.</summary>
    private static (DateTimeOffset From, DateTimeOffset Until)? SpanOf(string text) =>
        !Times.TryParse(text, out var time, out var hasHour) ? null : (hasHour ? time : Times.StartOf(Times.DayOf(time)), time);

    private (string Name, Rational? Value, string Shown) Retirement(Measure.Retirement measure)
    {
        var name = $"{measure.At}";
        if (Day(measure.Birth) is not { } birth || Day(measure.At) is not { } at || Text(measure.Group) is not { } group)
        {
            return (name, null, "");
        }
        if (evaluator.Settings.RetirementAges.FirstOrDefault(r => Written.Says(group, r.Group)) is not { } line)
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
            if (evaluator.Settings.AsOf is not { } asOf)
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
        if (boundHasHour && !hasHour && !evaluator.IsBeforeVerdicts && Times.DayOf(time) == Times.DayOf(bound)
            && condition.Comparison != TimeComparison.On)
        {
            return Unreadable<bool>(condition.Attribute);
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

    private static string Listed(IReadOnlyList<string> values) =>
        values.Count <= 6 ? string.Join(" | ", values) : $"{string.Join(" | ", values.Take(5))} … ({values.Count})";
}
