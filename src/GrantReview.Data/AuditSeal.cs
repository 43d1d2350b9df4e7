using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Data;

/// <summary>Chains the rows of the audit trail by hash, in order, after they were saved; one sealer works at a time.</summary>
public static class AuditSeal
{
    public const string Digest = "SHA-256";

    /// <summary>Seals what is not sealed yet and returns how many rows that were.</summary>
    public static async Task<int> SealAsync(AppDb db, CancellationToken cancellationToken)
    {
        var head = await db.Audit.AsNoTracking().Where(a => a.Sequence != null).OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(cancellationToken);
        var open = await db.Audit.Where(a => a.Sequence == null).OrderBy(a => a.Id).Take(5_000).ToListAsync(cancellationToken);
        var (sequence, previous) = (head?.Sequence ?? 0, head?.Hash ?? "");
        foreach (var row in open)
        {
            row.Sequence = ++sequence;
            row.PreviousHash = previous;
            row.Digest = Digest;
            row.Hash = previous = HashOf(row);
        }
        await db.SaveChangesAsync(cancellationToken);
        return open.Count;
    }

    /// <summary>The first row whose hash or link does not fit, or null when the chain is whole.</summary>
    public static async Task<AuditRow?> FirstBrokenAsync(AppDb db, CancellationToken cancellationToken)
    {
        var (sequence, previous) = (0L, "");
        await foreach (var row in db.Audit.AsNoTracking().Where(a => a.Sequence != null).OrderBy(a => a.Sequence).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (row.Sequence != ++sequence || row.PreviousHash != previous || row.Hash != HashOf(row))
            {
                return row;
            }
            previous = row.Hash;
        }
        return null;
    }

    private static string HashOf(AuditRow row)
    {
        // Databases keep instants to a microsecond or coarser; seconds are what all of them give back alike.
        var text = JsonSerializer.Serialize(new object?[]
        {
            row.Sequence, row.PreviousHash, new DateTimeOffset(row.At).ToUnixTimeSeconds(), row.UserId, row.UserName, row.Action, row.Subject, row.SubjectId, row.CallId,
            row.Before, row.After, row.Reason,
        });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
