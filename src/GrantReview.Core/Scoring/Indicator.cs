using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>
/// What an expert does with a leaf: gives points, picks a level, answers yes or no, vetoes, or nothing (measured from an attribute).
/// </summary>
public enum IndicatorKind { Points, Levels, YesNo, Veto, Measured }

/// <summary>What N/A on a leaf means: the leaf drops out and its siblings share its weight, or it scores zero.</summary>
public enum NotApplicableRule { Exclude, Zero }

/// <summary>One node of an indicator tree as it is written down (一级, 二级 or 三级指标, and deeper).</summary>
/// <param name="Parent">Code of the node above; null at level 1.</param>
/// <param name="Weight">Among its siblings; they sum to 100 or to 1. A veto leaf may weigh 0.</param>
public sealed record Indicator(IndicatorCode Code, IndicatorCode? Parent, LocalText Name, Rational Weight)
{
    /// <summary>Leaves only; absent = the call's leafScores, else 0.</summary>
    public Rational? MinScore { get; init; }

    /// <summary>Leaves only; absent = the call's leafScores, else the leaf's share of 100 points.</summary>
    public Rational? MaxScore { get; init; }

    public IndicatorKind Kind { get; init; } = IndicatorKind.Points;

    /// <summary>For <see cref="IndicatorKind.Levels"/>: the names and their points, which lie within the leaf's scale.</summary>
    public IReadOnlyList<IndicatorLevel> Levels { get; init; } = [];

    /// <summary>For <see cref="IndicatorKind.Points"/>: what points mean, band by band, the best band first as a rule.</summary>
    public IReadOnlyList<ScoreAnchor> Anchors { get; init; } = [];

    /// <summary>For <see cref="IndicatorKind.Measured"/>: the attribute and its scale.</summary>
    public MeasuredScale? Scale { get; init; }

    public bool AllowsNotApplicable { get; init; }

    /// <summary>The applicant must show evidence for this node (佐证材料); what it consists of.</summary>
    public LocalText? Evidence { get; init; }

    /// <summary>What the indicator means (指标说明).</summary>
    public LocalText? Note { get; init; }
}

/// <summary>A graded level (优, 良, 中, 差) and its points.</summary>
public sealed record IndicatorLevel(LocalText Name, Rational Points);

/// <summary>A band of points and what earns them (档次锚点).</summary>
/// <param name="From">Its lowest points; it reaches to below the next band, the highest to the leaf's maximum, which it includes.</param>
public sealed record ScoreAnchor(Rational From, LocalText Meaning);

/// <summary>A declared scale from an application's attribute to a share 0..1 of the leaf's points.</summary>
/// <param name="Attribute">A column of applications.csv that holds a decimal number.</param>
public abstract record MeasuredScale(string Attribute)
{
    /// <param name="value">The application's figure.</param>
    /// <param name="best">The largest figure among the applications of its category.</param>
    public abstract Rational Share(Rational value, Rational best);

    private protected static Rational Clamp(Rational share) => Rational.Min(Rational.One, Rational.Max(Rational.Zero, share));
}

/// <summary>(value − low) / (high − low), cut to 0..1; low above high means that less is better.</summary>
public sealed record LinearScale(string Attribute, Rational Low, Rational High) : MeasuredScale(Attribute)
{
    public override Rational Share(Rational value, Rational best) => Clamp((value - Low) / (High - Low));
}

/// <summary>The share of the highest tier whose threshold the figure reaches; below the first tier it is 0.</summary>
public sealed record TierScale(string Attribute, IReadOnlyList<(Rational From, Rational Share)> Tiers) : MeasuredScale(Attribute)
{
    public override Rational Share(Rational value, Rational best) =>
        Clamp(Tiers.Where(t => value >= t.From).OrderBy(t => t.From).Select(t => t.Share).LastOrDefault());
}

/// <summary>value / best among the category's applications, cut to 0..1; 0 where none is above zero.</summary>
public sealed record ShareOfBestScale(string Attribute) : MeasuredScale(Attribute)
{
    public override Rational Share(Rational value, Rational best) => best.Sign > 0 ? Clamp(value / best) : Rational.Zero;
}
