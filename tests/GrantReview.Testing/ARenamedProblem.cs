using GrantReview.Core.Awards;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>Drawn problems whose quotas get any text for an id.</summary>
public static class ARenamedProblem
{
    /// <summary>Each reads like a reason, a rule, a part of another id, or would break what is joined or split.</summary>
    private static readonly string[] Texts =
    [
        "ineligible", "ineligible:R1", "ineligible-by-rule", "minScore", "ties", "tie-break", "quota", "quota-full", "tie-at-cut",
        "closed-by-tie", "closed-by-tie:U", "closed-by-tie:minScore", "floor-reserved:U", "exclusive:A0", "exclusive:A1", "after-stop:A0",
        "lost-tie-break",
        "lost-lottery", "lower-total", "decided-by-id", "veto:safety", "fewer-scores:1/3", "U", "unit:U", "unit:unit:U", ":", ":U", "U:",
        ";", "U;V", "U\nV", ",", "1", "0", "a]b", "<b>", "=1+1", "'", "\"", "名额", "名额\u200b", "u", "Ｕ", "U ", " U", "null", "$", "{0}",
        "NaN",
    ];

    public static AllocationProblem Of(int seed)
    {
        var drawn = ADrawnProblem.Of(seed, seed % 10 == 0 ? AllocationOrder.Welfare : AllocationOrder.Priority, most: 7);
        return drawn with
        {
            Policy = drawn.Policy with { Remainder = (RemainderRule)(seed % 3), Ties = (TieRule)(seed % 4), Seed = "S" },
            Applications = [.. drawn.Applications.Select(a => a with { Score = seed % 2 == 0 ? a.Score : a.Score.Round(0) })],
        };
    }

    /// <summary>As many texts as there are quotas, in the order of the ids that they stand for.</summary>
    public static Dictionary<QuotaId, QuotaId> NamesFor(AllocationProblem problem, Random random)
    {
        var texts = random.GetItems(Texts, 200).Distinct().Take(problem.Quotas.Count).Order(StringComparer.Ordinal);
        return problem.Quotas.Select(q => q.Id).Order().Zip(texts).ToDictionary(p => p.First, p => new QuotaId(p.Second));
    }

    public static AllocationProblem Renamed(this AllocationProblem problem, Dictionary<QuotaId, QuotaId> names) =>
        problem with { Quotas = [.. problem.Quotas.Select(q => q with { Id = names[q.Id] })] };
}
