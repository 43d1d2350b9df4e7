using System.Text.Json.Serialization;

namespace GrantReview.Core.Ids;

/// <summary>
/// An application's number in its call (项目编号). Compared ordinally, never blank; so are all ids here. The default value is
/// the id of nothing: what a reader puts where a mistake was reported.
/// </summary>
[JsonConverter(typeof(IdConverter<ApplicationId>))]
public readonly record struct ApplicationId : IId<ApplicationId>
{
    private readonly string? text;

    public ApplicationId(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static ApplicationId? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new ApplicationId(text);

    public int CompareTo(ApplicationId other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>An expert's number in their call.</summary>
[JsonConverter(typeof(IdConverter<ExpertId>))]
public readonly record struct ExpertId : IId<ExpertId>
{
    private readonly string? text;

    public ExpertId(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static ExpertId? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new ExpertId(text);

    public int CompareTo(ExpertId other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>The id of a quota (立项指标) in its call: any text, also one that reads like a reason's code.</summary>
[JsonConverter(typeof(IdConverter<QuotaId>))]
public readonly record struct QuotaId : IId<QuotaId>
{
    private readonly string? text;

    public QuotaId(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static QuotaId? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new QuotaId(text);

    public int CompareTo(QuotaId other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>The code of a category (项目类别) in its call; the default value is that of calls without categories.</summary>
[JsonConverter(typeof(IdConverter<CategoryCode>))]
public readonly record struct CategoryCode : IId<CategoryCode>
{
    private readonly string? text;

    public CategoryCode(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static CategoryCode? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new CategoryCode(text);

    /// <summary>The default value where the text is blank.</summary>
    public static CategoryCode OrNone(string? text) => Of(text).GetValueOrDefault();

    public static bool MayBeNone => true;

    public int CompareTo(CategoryCode other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>The code of an indicator in its tree.</summary>
[JsonConverter(typeof(IdConverter<IndicatorCode>))]
public readonly record struct IndicatorCode : IId<IndicatorCode>
{
    private readonly string? text;

    public IndicatorCode(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static IndicatorCode? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new IndicatorCode(text);

    public int CompareTo(IndicatorCode other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>The id of an eligibility rule in its call.</summary>
[JsonConverter(typeof(IdConverter<RuleId>))]
public readonly record struct RuleId : IId<RuleId>
{
    private readonly string? text;

    public RuleId(string text) => this.text = Id.Checked(text);

    public string Value => text ?? "";

    /// <summary>Null where the text is blank.</summary>
    public static RuleId? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new RuleId(text);

    public int CompareTo(RuleId other) => string.CompareOrdinal(text, other.text);
    public override string ToString() => Value;
}

/// <summary>What all ids have: the text that they are.</summary>
public interface IId<TId> : IComparable<TId>
    where TId : struct
{
    string Value { get; }

    static abstract TId? Of(string? text);

    /// <summary>Whether the default value, written "", stands for something: having none.</summary>
    static virtual bool MayBeNone => false;
}

internal static class Id
{
    public static string Checked(string text) =>
        string.IsNullOrWhiteSpace(text) ? throw new ArgumentException("An id is not blank.", nameof(text)) : text;
}
