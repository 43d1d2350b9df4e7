using GrantReview.Core.Evaluations;
using GrantReview.Core.Reports;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace GrantReview.Web.Reading;

/// <summary>The result that pages show: the record that a run kept. Records stay in memory by the hash of their file.</summary>
/// <param name="Package">SHA-256 of the package whose figures these are.</param>
/// <param name="HasMovedOn">Inputs of the call changed after the run had read them.</param>
public sealed record KeptResult(RunRow Run, EvaluationRecord Record, string Package, bool HasMovedOn)
{
    private const long MostBytes = 256 * 1024 * 1024;

    private static readonly MemoryCache Records = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>Why, at what loads, and what would have to change: by application, in ranking order; empty where no list is possible.</summary>
    public required IReadOnlyDictionary<string, ExplainedApplication> Explained { get; init; }

    /// <summary>The latest finished run's, once the scores are open; null before.</summary>
    public static async Task<KeptResult?> LatestAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        call.State.ScoresAreOpened && await db.Runs.AsNoTracking()
            .Where(r => r.CallId == call.Id && r.Kind == RunRow.Evaluation && r.Status == RunStatus.Done)
            .OrderByDescending(r => r.FinishedAt).FirstOrDefaultAsync(cancellationToken) is { } run
            ? await OfAsync(db, run, cancellationToken) : null;

    public static async Task<KeptResult> OfRunAsync(AppDb db, Guid run, CancellationToken cancellationToken) =>
        await OfAsync(db, await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken), cancellationToken);

    /// <summary>Whether inputs of its call changed after a run had read them; in an act, as of that act's transaction.</summary>
    public static async Task<bool> HasMovedOnAsync(AppDb db, RunRow run, CancellationToken cancellationToken) =>
        await db.InputsVersionAsync(run.CallId, cancellationToken) != run.InputsVersion;

    private static async Task<KeptResult> OfAsync(AppDb db, RunRow run, CancellationToken cancellationToken)
    {
        var file = db.RunFiles.AsNoTracking().Where(f => f.RunId == run.Id && f.Name == EvaluationRecordJson.File);
        var hash = await file.Select(f => f.Sha256).SingleAsync(cancellationToken);
        if (!Records.TryGetValue(hash, out Parsed? parsed) || parsed is null)
        {
            var content = await file.Select(f => f.Content).SingleAsync(cancellationToken);
            parsed = Parsed.From(content);
            Records.Set(hash, parsed, new MemoryCacheEntryOptions { Size = content.Length, SlidingExpiration = TimeSpan.FromHours(1) });
        }
        return new KeptResult(run, parsed.Record, parsed.Package, await HasMovedOnAsync(db, run, cancellationToken))
        {
            Explained = parsed.Explained,
        };
    }

    private sealed record Parsed(EvaluationRecord Record, string Package, IReadOnlyDictionary<string, ExplainedApplication> Explained)
    {
        public static Parsed From(byte[] content)
        {
            var (record, package) = EvaluationRecordJson.Read(content);
            var explained = AllocationExplanation.Of(record.Problem, record.Allocation).ToDictionary(e => e.Id, StringComparer.Ordinal);
            return new Parsed(record, package, explained);
        }
    }
}
