using GrantReview.Core.Evaluations;
using GrantReview.Core.Experts;

namespace GrantReview.Web.Features.Rankings;

/// <summary>One expert's submitted sheet without the name: points as typed, reasons, and the answers.</summary>
/// <param name="Number">In 专家n.</param>
/// <param name="First">Leaf → points as they were when the scores were first opened, null for N/A; null = not given back since.</param>
public sealed record OpenSheet(
    int Number, IReadOnlyDictionary<string, LeafScoreRow> Leaves, ScoreSheetRow Sheet, IReadOnlyDictionary<string, string?>? First);

/// <param name="Sheets">In the order of the experts' numbers, as everywhere else.</param>
public sealed record RankedApplicationPage(CallRow Call, KeptResult Kept, RankingEntry Entry, IReadOnlyList<OpenSheet> Sheets);

/// <summary>What stands behind one place of the ranking.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RankingController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/ranking/{id}")]
    public async Task<IActionResult> One(string id, CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        return kept?.Record.Ranking.FirstOrDefault(e => e.Application.Id.Value == id) is not { } entry ? NotFound()
            : View("RankedApplication", new RankedApplicationPage(Call, kept, entry, await SheetsAsync(id, cancellationToken)));
    }

    private async Task<IReadOnlyList<OpenSheet>> SheetsAsync(string application, CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToListAsync(cancellationToken);
        var numbers = Pseudonyms.Of([.. experts.Select(StoredRound.Expert)]);
        var codes = experts.ToDictionary(e => e.Id, e => e.Number);
        var sheets = await Db.ScoreSheets.AsNoTracking().Include(s => s.Leaves).Include(s => s.Editions).AsSplitQuery()
            .Where(s => s.State.Status == SheetStatus.Submitted
                && Db.Applications.Any(a => a.Id == s.ApplicationId && a.CallId == Call.Id && a.Code == application))
            .ToListAsync(cancellationToken);
        var opened = sheets.Exists(s => s.State.Edition > 1) ? await SinceOpening.FirstAsync(Db, Call.Id, cancellationToken) : null;
        return
        [
            .. sheets.OrderBy(s => numbers[codes[s.ExpertId]])
                .Select(s => new OpenSheet(
                    numbers[codes[s.ExpertId]], s.Leaves.ToDictionary(l => l.Indicator, StringComparer.Ordinal), s,
                    opened is { } first ? SinceOpening.FirstOf(s, first.At)?.Read() : null)),
        ];
    }
}
