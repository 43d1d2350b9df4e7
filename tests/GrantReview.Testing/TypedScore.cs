using System.Text.Json;

namespace GrantReview.Testing;

/// <summary>What somebody types for a leaf, and how it is read: Core reads it so, and the page while one types.</summary>
/// <param name="Reads">On a leaf of 0 to 5: the fraction, “nothing”, “N/A”, or what is wrong with it.</param>
/// <param name="Endless">The same on a leaf of 0 to 100/3 where it differs.</param>
public sealed record TypedScore(string Typed, string Reads, string? Endless)
{
    public static IReadOnlyList<TypedScore> All { get; } = JsonSerializer.Deserialize<List<TypedScore>>(
        File.ReadAllText(Path.Combine(Solution.Root, "tests", "GrantReview.Testing", "typed-scores.json")), JsonSerializerOptions.Web) ?? [];
}
