namespace GrantReview.Core.Ids;

/// <summary>An application's number in its call (项目编号). Compared ordinally, never blank; so are all ids here.</summary>
public readonly record struct ApplicationId(string Value) : IComparable<ApplicationId>
{
    public string Value { get; } = Id.Checked(Value);
    public int CompareTo(ApplicationId other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

/// <summary>An expert's number in their call.</summary>
public readonly record struct ExpertId(string Value) : IComparable<ExpertId>
{
    public string Value { get; } = Id.Checked(Value);
    public int CompareTo(ExpertId other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

/// <summary>The id of a quota (立项指标) in its call: any text, also one that reads like a reason's code.</summary>
public readonly record struct QuotaId(string Value) : IComparable<QuotaId>
{
    public string Value { get; } = Id.Checked(Value);
    public int CompareTo(QuotaId other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

/// <summary>The code of an indicator in its tree.</summary>
public readonly record struct IndicatorCode(string Value) : IComparable<IndicatorCode>
{
    public string Value { get; } = Id.Checked(Value);
    public int CompareTo(IndicatorCode other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

/// <summary>The id of an eligibility rule in its call.</summary>
public readonly record struct RuleId(string Value) : IComparable<RuleId>
{
    public string Value { get; } = Id.Checked(Value);
    public int CompareTo(RuleId other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value;
}

internal static class Id
{
    public static string Checked(string value) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("An id is not blank.", nameof(value)) : value;
}
