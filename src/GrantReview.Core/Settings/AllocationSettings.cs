using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

public enum QuotaMeasure { Count, Amount }

/// <summary>A cap or floor on the places or the money of the applications that match.</summary>
/// <param name="Where">Attribute → accepted values; all attributes must match; empty matches every application.</param>
/// <param name="Max">Places for <see cref="QuotaMeasure.Count"/>, fen for <see cref="QuotaMeasure.Amount"/>; null = no cap.</param>
/// <param name="Min">The floor in the same unit; null = none.</param>
public sealed record Quota(QuotaId Id, QuotaMeasure Measure, IReadOnlyDictionary<string, IReadOnlyList<string>> Where, long? Max, long? Min)
{
    /// <summary>What people call it; null = its id.</summary>
    public LocalText? Name { get; init; }

    /// <summary>
    /// The column each of whose values has the bounds for itself (each unit at most two); null = all that match share them.
    /// </summary>
    public string? Each { get; init; }

    /// <summary>The one value of the column that it is for; null = it is the call's own.</summary>
    public string? Value { get; init; }

    public bool Matches(IReadOnlyDictionary<string, string> attributes) =>
        AttributeFilter.Holds(Where, attributes) == true;

    /// <summary>That of one value of <see cref="Each"/>.</summary>
    /// <param name="value">As it is compared.</param>
    public Quota Of(string value) => this with
    {
        Id = new QuotaId($"{Id}:{value}"), Each = null, Value = value,
        Where = new Dictionary<string, IReadOnlyList<string>>(Where) { [Each ?? ""] = [value] },
    };

    /// <summary>The quota of a call that an id names, or that of one value; null = the call has none.</summary>
    public static Quota? Find(IReadOnlyList<Quota> quotas, QuotaId id) => quotas.FirstOrDefault(q => q.Id == id)
        ?? quotas.Where(q => q.Each is not null && id.Value.StartsWith($"{q.Id}:", StringComparison.Ordinal))
            .Select(q => q.Of(id.Value[(q.Id.Value.Length + 1)..])).FirstOrDefault();
}

public enum AllocationOrder { Priority, Welfare }
public enum RemainderRule { Skip, Stop, Partial }
public enum TieRule { TieBreak, ExcludeAll, IncludeAll, Lottery }

/// <summary>
/// One link of a tie-break chain: an indicator's code (mean mapped score, best first) or an attribute (ascending unless descending).
/// </summary>
public sealed record TieBreakKey(string By, bool Descending);

/// <summary>How the walk down the ranking ends, and what decides among equals.</summary>
/// <param name="Seed">Published or sealed before scores are opened; orders a lottery by SHA-256(seed|id).</param>
public sealed record AllocationPolicy(AllocationOrder Order, RemainderRule Remainder, TieRule Ties, IReadOnlyList<TieBreakKey> TieBreak,
    string? Seed)
{
    /// <summary>The clause of the call by which equals are drawn by lot.</summary>
    public string? LotteryClause { get; init; }

    public static AllocationPolicy Default { get; } = new(AllocationOrder.Priority, RemainderRule.Skip, TieRule.TieBreak, [], null);
}

/// <summary>Awards of a call: amounts, quotas, minimum score, policy.</summary>
/// <param name="Amount">The rule of categories that give none of their own.</param>
/// <param name="Exclusive">Groups of application ids of which at most one is funded.</param>
public sealed record AllocationSettings(
    AmountRule? Amount, IReadOnlyList<Quota> Quotas, Rational? MinScore, AllocationPolicy Policy,
    IReadOnlyList<IReadOnlyList<ApplicationId>> Exclusive)
{
    /// <summary>What those who come from the project library are owed; null = the call does not say.</summary>
    public LibraryRule? Library { get; init; }

    /// <summary>The tie-break chain as the library's reading has it.</summary>
    public IReadOnlyList<TieBreakKey> Chain => Library is null ? Policy.TieBreak
        : [.. Library.Reading == LibraryReading.TieBreak ? [new TieBreakKey(LibraryRule.Column, false)] : Array.Empty<TieBreakKey>(),
            .. Policy.TieBreak.Where(k => k.By != LibraryRule.Column)];

    public static AllocationSettings Default { get; } = new(null, [], null, AllocationPolicy.Default, []);
}
