using GrantReview.Core.Applications;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>Why one application is funded or not.</summary>
public sealed record ReasonsEntry(Application Application, ExplainedApplication Explained);

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record ReasonsPage(CallRow Call, KeptResult? Kept, ListPart<ReasonsEntry> Entries);

/// <summary>The reasons of every application, part by part or on one sheet for printing.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ReasonsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private static readonly ListColumns<ReasonsEntry> Columns = new ListColumns<ReasonsEntry>("Reasons.Title")
        .Column("number", "Ranking.Place", e => e.Explained.Number).Column("id", "Apps.Id", e => e.Application.Id.Value)
        .Column("title", "Apps.Name", e => e.Application.Title).Column("unit", "Apps.Unit", e => e.Application.Unit)
        .Column("score", "Ranking.Score", e => e.Explained.Score, Formats.Score)
            .Text("Ranking.Decision", e => Text.Of(e.Explained.Outcome));

    [HttpGet("/calls/{code}/allocation/reasons")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        var applications = kept?.Record.Ranking.ToDictionary(e => e.Application.Id, e => e.Application);
        var entries = applications is null ? [] : kept?.Explained.Values.Select(e => new ReasonsEntry(applications[e.Id], e)) ?? [];
        return View("Reasons", new ReasonsPage(Call, kept, Columns.Part(entries, Asked("allocation/reasons"), isPrinted: true)));
    }
}
