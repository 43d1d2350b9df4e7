using System.Text.Json;
using System.Text.Json.Nodes;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Hosting;

/// <summary>Runs with what the officer chose for them, which is kept as a file of the run, since a job knows only the run's id.</summary>
public static class StoredRun
{
    private const string Options = "options.json";

    /// <summary>Adds a run that waits for its job; nothing is saved yet.</summary>
    public static (RunRow Run, Answer Answer) Request(AppDb db, CallRow call, RunKind kind, string seed, object options, By by)
    {
        var run = new RunRow { CallId = call.Id, Kind = kind };
        var answer = run.Do(new RunLife.Ask(kind, seed), by, RunEvidence.None with { Stage = call.State.Stage });
        db.Runs.Add(run);
        db.RunFiles.Add(File(run.Id, Options, options));
        return (run, answer);
    }

    public static RunFileRow File(Guid runId, string name, object content)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content);
        return new RunFileRow { RunId = runId, Name = name, ContentType = "application/json", Content = bytes,
            Sha256 = ResultPackage.Sha256(bytes) };
    }

    public static async Task<JsonNode> OptionsAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        JsonNode.Parse(
            (await db.RunFiles.AsNoTracking().SingleAsync(f => f.RunId == runId && f.Name == Options, cancellationToken)).Content)
            ?? throw new InvalidOperationException($"Run {runId} has no options.");

    /// <summary>A run's answer that was written by <see cref="File"/>; null until there is one.</summary>
    public static async Task<T?> AnswerAsync<T>(AppDb db, Guid runId, string name, CancellationToken cancellationToken) where T : class =>
        await db.RunFiles.AsNoTracking().SingleOrDefaultAsync(f => f.RunId == runId && f.Name == name, cancellationToken) is { } file
            ? JsonSerializer.Deserialize<T>(file.Content) : null;

    public static Task<RunRow?> FindAsync(AppDb db, CallRow call, RunKind kind, Guid id, CancellationToken cancellationToken) =>
        db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.CallId == call.Id && r.Kind == kind, cancellationToken);

    /// <summary>What a job starts from.</summary>
    public static async Task<(RunRow Run, CallRow Call)> OfAsync(AppDb db, Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, cancellationToken);
        return (run, await db.Calls.AsNoTracking().SingleAsync(c => c.Id == run.CallId, cancellationToken));
    }
}
