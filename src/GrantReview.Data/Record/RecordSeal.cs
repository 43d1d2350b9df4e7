using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Data;

/// <summary>
/// Chains the facts by hash, in order, after they were saved; one sealer works at a time. A fact's own hash is SHA-256 over its salt and
/// the whole of it, so that one can be shown without the others; the chain's is SHA-256 over the hash before and the fact's own.
/// </summary>
public static class RecordSeal
{
    public const string Digest = "SHA-256";
    private const int Batch = 5_000;

    /// <summary>Seals what is not sealed yet and returns how many facts that were.</summary>
    public static async Task<int> SealAsync(AppDb db, CancellationToken cancellationToken)
    {
        var head = await db.Facts.AsNoTracking().Where(f => f.Sequence != null).OrderByDescending(f => f.Sequence)
            .Select(f => new { f.Sequence, f.Hash }).FirstOrDefaultAsync(cancellationToken);
        var open = await db.Facts.Where(f => f.Sequence == null).OrderBy(f => f.Id).Take(Batch).ToListAsync(cancellationToken);
        var sequence = head?.Sequence ?? 0;
        var previous = head?.Hash ?? "";
        foreach (var fact in open)
        {
            fact.Sequence = ++sequence;
            fact.PreviousHash = previous;
            fact.Digest = Digest;
            fact.Hash = previous = Link(previous, fact);
        }
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return open.Count;
    }

    /// <summary>
    /// The first fact whose hash or link does not fit, whose words are not those it was decided with, or that is gone; null when the chain
    /// is whole.
    /// </summary>
    public static async Task<FactRow?> FirstBrokenAsync(AppDb db, CancellationToken cancellationToken)
    {
        var sequence = 0L;
        var previous = "";
        var facts = db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.Sequence != null).OrderBy(f => f.Sequence).AsSplitQuery();
        for (var page = await NextAsync(); page.Count > 0; page = await NextAsync())
        {
            foreach (var fact in page)
            {
                if (fact.Sequence != ++sequence || fact.PreviousHash != previous || fact.Hash != Link(previous, fact)
                    || !FactJson.TextsFit(fact))
                {
                    return fact;
                }
                previous = fact.Hash;
            }
        }
        return null;

        Task<List<FactRow>> NextAsync() => facts.Where(f => f.Sequence > sequence).Take(Batch).ToListAsync(cancellationToken);
    }

    private static string Link(string previous, FactRow fact) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(previous + fact.OwnHash())));
}
