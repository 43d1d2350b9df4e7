using GrantReview.Core.Settings;

namespace GrantReview.Core.Rankings;

/// <summary>
/// A tie that a blank cell leaves open: the application stands last among its equals, and may belong before the first of them.
/// </summary>
/// <param name="Key">The link of the chain whose value is blank.</param>
/// <param name="First">The <see cref="RankedApplication.Order"/> of the first of its equals.</param>
public sealed record BlankTie(ApplicationId Application, string Key, int First);

/// <summary>
/// Where the tie-break chain meets a blank cell among equals. A column that no application of the call has is no link: then the next one
/// decides, in
/// the end the id, which the result says.
/// </summary>
public static class BlankTies
{
    /// <param name="kept">Columns that the applications have.</param>
    public static IReadOnlyList<BlankTie> Of(
        IReadOnlyList<RankedApplication> ranked, IReadOnlyList<TieBreakKey> chain, Func<string, bool> kept)
    {
        var links = chain.Select(k => k.By).Where(kept).ToList();
        return
        [
            .. ranked.GroupBy(r => r.Candidate.Score).Where(g => g.Count() > 1)
                .SelectMany(g => AmongEquals([.. g.OrderBy(r => r.Order)], links)),
        ];
    }

    private static IEnumerable<BlankTie> AmongEquals(IReadOnlyList<RankedApplication> equals, IReadOnlyList<string> links)
    {
        foreach (var one in equals)
        {
            if (links.FirstOrDefault(l => IsBlank(one, l)) is { } key
                && equals.First(e => links.TakeWhile(l => l != key).All(l => Value(e, l) == Value(one, l))) is var first
                && first.Order < one.Order)
            {
                yield return new BlankTie(one.Candidate.Application, key, first.Order);
            }
        }
    }

    private static bool IsBlank(RankedApplication application, string link) => string.IsNullOrWhiteSpace(Value(application, link));

    private static string Value(RankedApplication application, string link) =>
        application.Candidate.TieBreakers.GetValueOrDefault(link, "");
}
