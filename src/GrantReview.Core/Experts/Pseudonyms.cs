using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Experts;

/// <summary>
/// Numbers the experts of a round as 专家1…n: by the aliases that were drawn for the call. Experts without one follow; where none was drawn,
/// as in files that bring none, that is all of them. Their numbering is repeatable and therefore no secret: the order is an HMAC of each id
/// under a key made from what outsiders do not know of the experts (names and units), so that neither the file's order nor guessable ids
/// give a person away, and the same round gives the same numbers.
/// </summary>
public static class Pseudonyms
{
    /// <summary>Expert id → number from 1.</summary>
    public static IReadOnlyDictionary<ExpertId, int> Of(IReadOnlyCollection<Expert> experts)
    {
        var last = experts.Max(e => e.Alias) ?? 0;
        var rest = Repeatable([.. experts.Where(e => e.Alias is null)]);
        return experts.ToDictionary(e => e.Id, e => e.Alias ?? last + rest[e.Id]);
    }

    private static Dictionary<ExpertId, int> Repeatable(IReadOnlyCollection<Expert> experts)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', experts
            .OrderBy(e => e.Id).Select(e => $"{e.Id}\t{e.Name}\t{e.Unit}\t{e.UnitCode}"))));
        return experts
            .OrderBy(e => Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(e.Id.Value))), StringComparer.Ordinal)
            .Select((expert, i) => (expert.Id, Number: i + 1))
            .ToDictionary(e => e.Id, e => e.Number);
    }
}
