using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>An application that competes for an award.</summary>
/// <param name="Score">Compared as given, exactly.</param>
/// <param name="MinAmount">The least it can be funded with where a quota is nearly used up; null = only the full amount.</param>
/// <param name="Attributes">What quotas select by.</param>
/// <param name="TieBreakers">Key of the chain → value as text.</param>
public sealed record AllocationApplication(
    ApplicationId Id, Rational Score, Money Amount, Money? MinAmount,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> TieBreakers, bool Eligible = true)
{
    /// <summary>Those of a higher tier rank before all of a lower one, whatever the scores.</summary>
    public int Tier { get; init; }

    /// <summary>False where nobody scores it: then its score is its order alone, and no minimum score binds it.</summary>
    public bool IsScored { get; init; } = true;

    /// <summary>It is scored, and below the line; null = there is no line.</summary>
    public bool IsBelow(Rational? line) => IsScored && Score < line;
}

/// <summary>Applications, quotas and the policy; the order of rows does not matter.</summary>
/// <param name="Exclusive">Groups of ids of which at most one is funded.</param>
public sealed record AllocationProblem(
    IReadOnlyList<AllocationApplication> Applications,
    IReadOnlyList<Quota> Quotas,
    Rational? MinScore,
    AllocationPolicy Policy,
    IReadOnlyList<IReadOnlyList<ApplicationId>> Exclusive)
{
    /// <summary>
    /// The quotas of a call with one for each value in place of those that bind each value for itself; a cap on places that has room for
    /// all of a value's binds nobody and is left out.
    /// </summary>
    public static IReadOnlyList<Quota> QuotasOver(
        IReadOnlyList<Quota> quotas, IEnumerable<IReadOnlyDictionary<string, string>> applications)
    {
        if (!quotas.Any(q => q.Each is not null))
        {
            return quotas;
        }
        var all = applications.ToList();
        return [.. quotas.SelectMany(q => q.Each is { } column ? OfEach(q, column) : [q])];

        IEnumerable<Quota> OfEach(Quota quota, string column) =>
            all.Where(quota.Matches).Select(a => Application.CountedBy(a, column)).Where(v => v.Length > 0)
                .CountBy(v => v, StringComparer.Ordinal)
                .Where(v => quota.Min is not null || quota.Measure == QuotaMeasure.Amount || v.Value > quota.Max)
                .Select(v => v.Key).Order(StringComparer.Ordinal).Select(quota.Of);
    }
}
