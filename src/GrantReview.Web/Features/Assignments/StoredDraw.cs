using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantReview.Core.Assignments;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Draws;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Rows of the database ↔ the draw that Core holds; and the shares of its seed, encrypted until the draw is held.</summary>
public static class StoredDraw
{
    public const string Third = "third";

    /// <summary>Whose shares make the seed; the third is an approver's or an auditor's.</summary>
    public static IReadOnlyList<string> Shares { get; } = [Roles.Officer, Roles.Supervisor, Third];

    public static IReadOnlyList<string> PeopleOf(string share) => share == Third ? [Roles.Approver, Roles.Auditor] : [share];

    /// <summary>What the round's assignment asks for, as a pool; pairs forbidden for another reason than a conflict are barred, too.</summary>
    public static DrawPool PoolOf(AssignmentProblem problem, int substitutes)
    {
        var applications = problem.Applications.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var barred = problem.Barred.Concat(problem.Forbidden.Select(p => (p.Application, p.Expert))).Where(p => applications.Contains(p.Item1)).ToLookup(p => p.Item2, p => p.Item1, StringComparer.Ordinal);
        return new DrawPool(
            [.. problem.Experts.Select(e => new PoolExpert(e.Id, e.Kind, e.Region, e.Unit, e.Max, [.. barred[e.Id].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))],
            problem.Applications, problem.PerKind, problem.PerRegion, problem.PerUnit, substitutes);
    }

    public static string Write(DrawPool pool) => Encoding.UTF8.GetString(DrawFile.Write(pool, new Dictionary<string, string>()));

    public static DrawPool PoolOf(DrawRow row)
    {
        List<Mistake> mistakes = [];
        var (pool, _) = DrawFile.Read(Encoding.UTF8.GetBytes(row.Pool), "pool.json", mistakes)
            ?? throw new InvalidOperationException($"The frozen pool of draw {row.Number} is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
        return pool.Hash() == row.PoolHash ? pool : throw new InvalidOperationException($"The frozen pool of draw {row.Number} does not have its hash.");
    }

    public static IReadOnlyList<DrawnExpert> ExpertsOf(DrawRow row) =>
        row.Result.Length == 0 ? [] : JsonSerializer.Deserialize<List<DrawnExpert>>(row.Result) ?? [];

    public static string Write(DrawResult result) => JsonSerializer.Serialize(result.Experts);

    /// <summary>64 hexadecimal digits: 256 random bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    public static string Seal(IDataProtectionProvider protection, Guid drawId, string secret) => For(protection, drawId).Protect(secret);

    /// <summary>The share as it was sealed; one that does not give its commitment stops the draw.</summary>
    public static SeedShare Open(IDataProtectionProvider protection, DrawShareRow row)
    {
        var share = new SeedShare(row.Role, For(protection, row.DrawId).Unprotect(row.Secret));
        return share.Commitment == row.Commitment ? share : throw new InvalidOperationException($"The share of the {row.Role} does not give its commitment.");
    }

    private static IDataProtector For(IDataProtectionProvider protection, Guid drawId) => protection.CreateProtector("GrantReview.DrawShare", $"{drawId:N}");
}
