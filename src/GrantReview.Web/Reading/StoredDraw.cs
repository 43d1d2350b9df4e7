using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantReview.Files.Draws;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Reading;

/// <summary>Rows of the database ↔ the draw that Core holds; and the shares of its seed, encrypted until the draw is held.</summary>
public static class StoredDraw
{
    /// <summary>A part by its code, as files and the command line name it.</summary>
    public static string CodeOf(SeedPart part) =>
        part switch { SeedPart.Officer => "officer", SeedPart.Supervisor => "supervisor", _ => "third" };

    public static SeedPart? PartOf(string? code) => Parts.Where(p => CodeOf(p) == code).Select(p => (SeedPart?)p).FirstOrDefault();

    public static IReadOnlyList<SeedPart> Parts { get; } = Enum.GetValues<SeedPart>();

    /// <summary>
    /// What the round's assignment asks for, as a pool; pairs forbidden for another reason than a conflict are barred, too.
    /// </summary>
    public static DrawPool PoolOf(AssignmentProblem problem, int substitutes)
    {
        var applications = problem.Applications.Select(a => a.Id).ToHashSet();
        var barred = problem.Barred.Concat(problem.Forbidden.Select(p => (p.Application, p.Expert)))
            .Where(p => applications.Contains(p.Item1))
            .ToLookup(p => p.Item2, p => p.Item1);
        return new DrawPool(
            [
                .. problem.Experts.Select(e => new PoolExpert(
                    e.Id, e.Kind, e.Region, e.Unit, e.Max,
                        [.. barred[e.Id].Distinct().Order()])),
            ],
            problem.Applications, problem.PerKind, problem.PerRegion, problem.PerUnit, substitutes)
        {
            Version = DrawPool.Newest,
        };
    }

    /// <summary>The pool of the round as it is now, and why none can be frozen; null = it can.</summary>
    public static async Task<(DrawPool Pool, Refusal? Refusal)> PoolAsync(AppDb db, CallRow call, int substitutes, DateTime now,
        CancellationToken cancellationToken)
    {
        var away = await StoredAbsences.ExpertsAsync(db, call, now, cancellationToken);
        var problem = (await Matching.LoadAsync(db, call, call.Code, cancellationToken)).Problem.Without(away);
        Refusal? refusal = problem.Experts.Count == 0 || !problem.Applications.Any(a => a.Needed > 0) ? new DrawLife.NoPool()
            : problem.Fixed.Count > 0 || problem.Applications.Any(a => a.Panel.Length > 0) ? new DrawLife.NotForPanels() : null;
        return (PoolOf(problem, substitutes), refusal);
    }

    /// <summary>Whether the round no longer gives the frozen pool.</summary>
    public static async Task<bool> IsStaleAsync(AppDb db, CallRow call, DrawRow row, int substitutes, DateTime now,
        CancellationToken cancellationToken) =>
        ((await PoolAsync(db, call, substitutes, now, cancellationToken)).Pool with { Version = PoolOf(row).Version }).Hash()
            != row.PoolHash;

    public static string Write(DrawPool pool) => Encoding.UTF8.GetString(DrawFile.Write(pool, new Dictionary<string, string>()));

    public static DrawPool PoolOf(DrawRow row)
    {
        List<Mistake> mistakes = [];
        var (pool, _) = DrawFile.Read(Encoding.UTF8.GetBytes(row.Pool), "pool.json", mistakes)
            ?? throw new InvalidOperationException(
                $"The frozen pool of draw {row.Number} is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
        return pool.Hash() == row.PoolHash ? pool
            : throw new InvalidOperationException($"The frozen pool of draw {row.Number} does not have its hash.");
    }

    public static IReadOnlyList<DrawnExpert> ExpertsOf(DrawRow row) =>
        row.Result.Length == 0 ? [] : JsonSerializer.Deserialize<List<DrawnExpert>>(row.Result) ?? [];

    /// <summary>64 hexadecimal digits: 256 random bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    public static string Seal(IDataProtectionProvider protection, Guid drawId, string secret) => For(protection, drawId).Protect(secret);

    /// <summary>The share as it was sealed; one that does not give its commitment stops the draw.</summary>
    public static SeedShare Open(IDataProtectionProvider protection, DrawShareRow row)
    {
        var share = new SeedShare(CodeOf(row.Part), For(protection, row.DrawId).Unprotect(row.Secret));
        return share.Commitment == row.Commitment ? share
            : throw new InvalidOperationException($"The share of the {CodeOf(row.Part)} does not give its commitment.");
    }

    public static Task<List<DrawShareRow>> SharesAsync(AppDb db, DrawRow row, CancellationToken cancellationToken) =>
        db.DrawShares.AsNoTracking().Where(s => s.DrawId == row.Id).ToListAsync(cancellationToken);

    public static string SeedOf(IDataProtectionProvider protection, DrawRow row, IEnumerable<DrawShareRow> shares) =>
        SeedShare.Combine(row.PoolHash, shares.Select(s => Open(protection, s)));

    /// <summary>What a draw's acts rely on.</summary>
    public static async Task<DrawEvidence> SeenAsync(AppDb db, CallRow call, DrawKind kind, Guid? drawId,
        CancellationToken cancellationToken)
    {
        var earlier = await db.Draws.AsNoTracking().Where(d => d.CallId == call.Id && d.Kind == kind && d.Id != drawId)
            .ToListAsync(cancellationToken);
        var sealedParts = await db.DrawShares.AsNoTracking().Where(s => s.DrawId == drawId).ToListAsync(cancellationToken);
        return new DrawEvidence(
            kind, call.State, earlier.Count, earlier.Exists(d => d.State.Status == DrawStatus.Requested),
                [.. sealedParts.Select(s => (s.Part, s.UserId))])
        {
            OneIsDrawn = earlier.Exists(d => d.State.Status == DrawStatus.Drawn),
        };
    }

    private static IDataProtector For(IDataProtectionProvider protection, Guid drawId) =>
        protection.CreateProtector("GrantReview.DrawShare", $"{drawId:N}");
}
