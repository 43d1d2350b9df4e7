using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>
/// A statement about one application's attributes that is true, false, or unknown because an attribute is missing or unreadable. It is data
/// of a call template; <c>Applications/Eligibility/Evaluator</c> is the only reader of its meaning.
/// </summary>
/// <remarks>
/// A list attribute holds several values in one cell, separated as <see cref="Written.List"/> says; texts are compared by <see
/// cref="Written.Key"/>.
/// </remarks>
public abstract record Condition
{
    /// <summary>Every one holds; one that is false decides although another is unknown.</summary>
    public sealed record All(IReadOnlyList<Condition> Of) : Condition;

    /// <summary>At least one holds; one that is true decides although another is unknown.</summary>
    public sealed record Any(IReadOnlyList<Condition> Of) : Condition;

    public sealed record Not(Condition Of) : Condition;

    /// <summary>The attribute says yes.</summary>
    public sealed record Yes(string Attribute) : Condition;

    /// <summary>The attribute holds anything but a denial (no, 否, 无): an attachment is there. A blank cell says nothing.</summary>
    public sealed record Present(string Attribute) : Condition;

    /// <summary>The attribute as a whole is one of the values.</summary>
    public sealed record OneOf(string Attribute, IReadOnlyList<string> Values) : Condition;

    /// <summary>At least one item of the list attribute is among the values; a denial (无) has none, a blank cell is unknown.</summary>
    /// <param name="But">
    /// An attribute whose value does not count as an item, so that nobody is a partner of oneself; null = all items count.
    /// </param>
    public sealed record SomeOf(string Attribute, IReadOnlyList<string> Values, string? But = null) : Condition;

    /// <summary>Every item of the list attribute is among the values; a denial (无) has no other, a blank cell is unknown.</summary>
    public sealed record OnlyOf(string Attribute, IReadOnlyList<string> Values) : Condition;

    /// <summary>Every value is an item of the list attribute.</summary>
    public sealed record Covers(string Attribute, IReadOnlyList<string> Values) : Condition;

    /// <summary>Two attributes say the same, spaces and width of letters aside.</summary>
    public sealed record Same(string Attribute, string Other) : Condition;

    /// <summary>A figure against a bound, exactly.</summary>
    public sealed record Compare(Measure Measure, Comparison Comparison, Rational Bound) : Condition;

    /// <summary>
    /// An instant or a date against a literal (it begins with a digit), another attribute or <see cref="AsOf"/>. Where the bound has no
    /// hour, the days are compared, so that it is met until the end of that day; where only the attribute has none, its own day is unknown.
    /// Times without offset are China's.
    /// </summary>
    public sealed record Moment(string Attribute, TimeComparison Comparison, string Bound) : Condition;

    /// <summary>Stands for the call's reference date wherever a date is named.</summary>
    public const string AsOf = "@asOf";

    /// <summary>The attributes it reads, in the order it reads them.</summary>
    public IEnumerable<string> Attributes => this switch
    {
        All c => c.Of.SelectMany(x => x.Attributes),
        Any c => c.Of.SelectMany(x => x.Attributes),
        Not c => c.Of.Attributes,
        Yes c => [c.Attribute],
        Present c => [c.Attribute],
        OneOf c => [c.Attribute],
        SomeOf c => c.But is null ? [c.Attribute] : [c.Attribute, c.But],
        OnlyOf c => [c.Attribute],
        Covers c => [c.Attribute],
        Same c => [c.Attribute, c.Other],
        Compare c => c.Measure.Attributes,
        Moment c => c.Bound == AsOf || char.IsAsciiDigit(c.Bound[0]) ? [c.Attribute] : [c.Attribute, c.Bound],
        _ => throw new InvalidOperationException($"A condition of kind {GetType().Name} has no attributes."),
    };

    /// <summary>Whether it looks at other applications of the round too.</summary>
    public bool IsAcross => Counts.Any();

    /// <summary>Its counts of applications that share a value.</summary>
    public IEnumerable<Measure.Applications> Counts => this switch
    {
        All c => c.Of.SelectMany(x => x.Counts),
        Any c => c.Of.SelectMany(x => x.Counts),
        Not c => c.Of.Counts,
        Compare { Measure: Measure.Applications counted } => [counted],
        _ => [],
    };
}

public enum Comparison { AtLeast, AtMost, Above, Below, Equal }

public enum TimeComparison { NotAfter, NotBefore, Before, After, On }

/// <summary>
/// Which applications hold a place under a limit: those that neither the formal review nor another failing rule has refused; or every one
/// that was filed and not withdrawn, so that a refusal frees nothing.
/// </summary>
public enum PlaceHolders { Standing, Filed }

/// <summary>A figure of one application.</summary>
public abstract record Measure
{
    /// <summary>The attribute as a number.</summary>
    public sealed record Number(string Attribute) : Measure;

    /// <summary>How many different items the list attribute has; 0 where it is denied (无), unknown when blank.</summary>
    public sealed record Items(string Attribute) : Measure;

    /// <summary>One amount in relation to another; compared by multiplying the bound, never by dividing.</summary>
    public sealed record Ratio(string Above, string Under) : Measure;

    /// <summary>Completed years between two dates (周岁); the anniversary counts.</summary>
    public sealed record Years(string From, string To) : Measure;

    /// <summary>The fewest whole months that hold both dates: n with end ≤ start + n months − 1 day.</summary>
    public sealed record Months(string From, string To) : Measure;

    /// <summary>
    /// How many applications of the call share this one's value (its unit, person or recommender), this one included; with <paramref
    /// name="OrderedBy"/>, its place among them in time, so that the first ones in keep their place.
    /// </summary>
    /// <param name="Where">Only applications whose attributes match are counted.</param>
    /// <param name="Counts">Which applications hold a place.</param>
    public sealed record Applications(
        string By, string? OrderedBy, IReadOnlyDictionary<string, IReadOnlyList<string>> Where, PlaceHolders Counts = PlaceHolders.Standing)
            : Measure;

    /// <summary>Months from the statutory retirement month to the month of a date; not above 0 is in time.</summary>
    public sealed record Retirement(string Birth, string Group, string At) : Measure;

    public IEnumerable<string> Attributes => this switch
    {
        Number m => [m.Attribute],
        Items m => [m.Attribute],
        Ratio m => [m.Above, m.Under],
        Years m => new[] { m.From, m.To }.Where(d => d != Condition.AsOf),
        Months m => new[] { m.From, m.To }.Where(d => d != Condition.AsOf),
        Applications m => [m.By, .. m.OrderedBy is null ? Array.Empty<string>() : [m.OrderedBy], .. m.Where.Keys],
        Retirement m => [m.Birth, m.Group, .. m.At == Condition.AsOf ? Array.Empty<string>() : [m.At]],
        _ => throw new InvalidOperationException($"A measure of kind {GetType().Name} has no attributes."),
    };
}

/// <summary>
/// A line of the table of retirement ages (渐进式延迟法定退休年龄): the old age, and one month more for every so many months of birth from a month on.
/// </summary>
/// <param name="Group">The attribute's value it is for.</param>
/// <param name="From">The month of birth that is the first to be delayed.</param>
/// <param name="Every">One month of delay for every so many months of birth.</param>
/// <param name="Most">The longest delay, in months.</param>
public sealed record RetirementAge(string Group, int Years, DateOnly From, int Every, int Most)
{
    /// <summary>The first day of the month in which a person born then reaches the age.</summary>
    public DateOnly MonthFor(DateOnly birth)
    {
        var months = ((birth.Year - From.Year) * 12) + birth.Month - From.Month;
        var delay = months < 0 ? 0 : Math.Min(Most, (months / Every) + 1);
        return new DateOnly(birth.Year, birth.Month, 1).AddMonths((Years * 12) + delay);
    }
}
