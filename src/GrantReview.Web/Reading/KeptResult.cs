using GrantReview.Core.Evaluations;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Reports;
using Microsoft.Extensions.Caching.Memory;

namespace GrantReview.Web.Reading;

/// <summary>The result that pages show: the record that a run kept. Records stay in memory by the hash of their file.</summary>
/// <param name="Package">SHA-256 of the package whose figures these are.</param>
/// <param name="HasMovedOn">Inputs of the call changed after the run had read them.</param>
public sealed record KeptResult(RunRow Run, EvaluationRecord Record, string Package, bool HasMovedOn)
{
    private const long MostBytes = 256 * 1024 * 1024;

    private static readonly MemoryCache Records = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>
    /// Why, at what loads, and what would have to change: by application, in ranking order; empty where no list is possible.
    /// </summary>
    public required IReadOnlyDictionary<ApplicationId, ExplainedApplication> Explained { get; init; }

    /// <summary>How far the experts of these applications are apart; what was not ranked is left out.</summary>
    public IReadOnlyDictionary<string, string> SpreadsOf(IEnumerable<string> applications)
    {
        var asked = applications.ToHashSet(StringComparer.Ordinal);
        return Record.Ranking.Where(e => asked.Contains(e.Application.Id.Value))
            .ToDictionary(e => e.Application.Id.Value, e => Formats.Spread(e.Total), StringComparer.Ordinal);
    }

    /// <summary>Titles of the applications.</summary>
    public required IReadOnlyDictionary<ApplicationId, string> Titles { get; init; }

    /// <summary>Applications as one line names them, as many as it holds.</summary>
    public string NamesOf(IReadOnlyList<ApplicationId> ids)
    {
        const int Most = 10;
        return ids.Count == 0 ? Text.Of("Allocation.Nothing") : string.Join(", ", ids.Take(Most).Select(id => $"{id} {Titles[id]}"))
            + (ids.Count > Most ? " " + Text.Of("List.More", ids.Count - Most) : "");
    }

    /// <summary>Rules of the allocation as one line names them.</summary>
    public string RulesOf(IReadOnlyList<AllocationRule> rules) =>
        string.Join(" + ", rules.Select(r => Text.Of(ReportWords.Of(r, Record.Call.Allocation.Quotas))));

    /// <summary>The latest finished run's, once the scores are open; null before.</summary>
    public static async Task<KeptResult?> LatestAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        call.State.ScoresAreOpened
            ? await FirstAsync(db, db.Runs.Where(r => r.CallId == call.Id && r.Kind == RunKind.Evaluation && r.Status == RunStatus.Done),
                cancellationToken)
            : null;

    public static async Task<KeptResult> OfRunAsync(AppDb db, Guid run, CancellationToken cancellationToken) =>
        await FirstAsync(db, db.Runs.Where(r => r.Id == run), cancellationToken)
            ?? throw new InvalidOperationException($"There is no run {run}.");

    /// <summary>Whether inputs of its call changed after a run had read them; in an act, as of that act's transaction.</summary>
    public static async Task<bool> HasMovedOnAsync(AppDb db, RunRow run, CancellationToken cancellationToken) =>
        await db.InputsVersionAsync(run.CallId, cancellationToken) != run.InputsVersion;

    /// <summary>The run that finished last; one query where its record is in memory.</summary>
    private static async Task<KeptResult?> FirstAsync(AppDb db, IQueryable<RunRow> runs, CancellationToken cancellationToken)
    {
        var read = await runs.AsNoTracking().OrderByDescending(r => r.FinishedAt).Select(r => new
        {
            Run = r, Inputs = db.InputsChanges.LongCount(c => c.CallId == r.CallId),
            Hash = db.RunFiles.Where(f => f.RunId == r.Id && f.Name == EvaluationRecordJson.File).Select(f => f.Sha256).First(),
        }).FirstOrDefaultAsync(cancellationToken);
        if (read is null)
        {
            return null;
        }
        if (!Records.TryGetValue(read.Hash, out Parsed? parsed) || parsed is null)
        {
            var content = await db.RunFiles.Where(f => f.RunId == read.Run.Id && f.Name == EvaluationRecordJson.File).Select(f => f.Content)
                .SingleAsync(cancellationToken);
            parsed = Parsed.From(content);
            Records.Set(read.Hash, parsed,
                new MemoryCacheEntryOptions { Size = content.Length, SlidingExpiration = TimeSpan.FromHours(1) });
        }
        return new KeptResult(read.Run, parsed.Record, parsed.Package, read.Inputs != read.Run.InputsVersion)
        {
            Explained = parsed.Explained, Titles = parsed.Titles,
        };
    }

    private sealed record Parsed(EvaluationRecord Record, string Package,
        IReadOnlyDictionary<ApplicationId, ExplainedApplication> Explained)
    {
        public IReadOnlyDictionary<ApplicationId, string> Titles { get; } =
            Record.Ranking.ToDictionary(e => e.Application.Id, e => e.Application.Title);

        public static Parsed From(byte[] content)
        {
            var (record, package) = EvaluationRecordJson.Read(content);
            var explained = AllocationExplanation.Of(record.Problem, record.Allocation).ToDictionary(e => e.Id);
            return new Parsed(record, package, explained);
        }
    }
}
