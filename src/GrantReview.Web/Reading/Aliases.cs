using System.Security.Cryptography;

namespace GrantReview.Web.Reading;

/// <summary>专家1…n of a call, drawn at random when its scores are opened: before that nothing names an expert by number.</summary>
public static class Aliases
{
    /// <summary>Whoever was seated and has no alias yet gets one; those of an earlier opening stay.</summary>
    public static async Task DrawAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var seated = await db.Experts.Where(e => e.CallId == callId && db.ScoreSheets.Any(s => s.ExpertId == e.Id))
            .ToListAsync(cancellationToken);
        var last = seated.Max(e => e.Alias?.Number) ?? 0;
        List<ExpertRow> without = [.. seated.Where(e => e.Alias is null)];
        int[] numbers = [.. Enumerable.Range(last + 1, without.Count)];
        RandomNumberGenerator.Shuffle(numbers.AsSpan());
        foreach (var (expert, number) in without.Zip(numbers))
        {
            expert.Draw(number);
        }
    }
}
