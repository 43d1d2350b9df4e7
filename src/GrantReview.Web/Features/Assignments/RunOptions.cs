using System.Text.Json;
using System.Text.Json.Nodes;
using GrantReview.Data;
using GrantReview.Files.Packages;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>What the officer chose for a run; kept as a file of it, since a job knows only the run's id.</summary>
public static class RunOptions
{
    private const string Name = "options.json";

    public static RunFileRow File(Guid runId, object options) => File(runId, Name, options);

    public static RunFileRow File(Guid runId, string name, object content)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content);
        return new RunFileRow { RunId = runId, Name = name, ContentType = "application/json", Content = bytes, Sha256 = ResultPackage.Sha256(bytes) };
    }

    public static async Task<JsonNode> OfAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        JsonNode.Parse((await db.RunFiles.AsNoTracking().SingleAsync(f => f.RunId == runId && f.Name == Name, cancellationToken)).Content)
            ?? throw new InvalidOperationException($"Run {runId} has no options.");
}
