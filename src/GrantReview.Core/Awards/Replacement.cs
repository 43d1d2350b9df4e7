namespace GrantReview.Core.Awards;

/// <summary>One who left a list during its notice, and who came in for it.</summary>
/// <param name="Promoted">Null = nobody came in.</param>
public sealed record Replacement(ApplicationId Withdrawn, FundedApplication? Promoted)
{
    /// <summary>The list that one after the other leads to, those who came in last.</summary>
    public static IReadOnlyList<FundedApplication> After(IReadOnlyList<FundedApplication> decided, IEnumerable<Replacement> replacements)
    {
        var list = decided.ToList();
        foreach (var replacement in replacements)
        {
            list.RemoveAll(a => a.Id == replacement.Withdrawn);
            if (replacement.Promoted is { } comes)
            {
                list.Add(comes);
            }
        }
        return list;
    }

    /// <summary>
    /// The first that does not follow: who leaves has no award, or who came in is neither the first of the ranking who fits nor the first
    /// of the leaving one's category who does, with the amount that is due. Null = each follows. That nobody came in needs no reason.
    /// </summary>
    /// <param name="takenOut">Those whom a meeting left without an award: none of them comes in, nor does one who left.</param>
    public static Replacement? FirstUnfounded(
        AwardBasis basis, IReadOnlyList<FundedApplication> decided, IReadOnlyList<Replacement> replacements,
        IEnumerable<ApplicationId> takenOut)
    {
        var excluded = takenOut.ToHashSet();
        var list = decided;
        foreach (var replacement in replacements)
        {
            if (!list.Any(a => a.Id == replacement.Withdrawn) || basis.Find(replacement.Withdrawn) is not { } leaving)
            {
                return replacement;
            }
            if (replacement.Promoted is { } comes
                && comes != Promotion.Of(basis, list, leaving.Id, excluded).Promoted
                && comes != Promotion.Of(basis, list, leaving.Id, excluded, leaving.Attributes.GetValueOrDefault("category", "")).Promoted)
            {
                return replacement;
            }
            excluded.Add(leaving.Id);
            list = After(list, [replacement]);
        }
        return null;
    }
}
