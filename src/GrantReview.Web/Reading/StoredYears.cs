using GrantReview.Core.Experts;

namespace GrantReview.Web.Reading;

/// <summary>Who the experts of several calls are as persons, and in which years they reviewed.</summary>
public static class StoredYears
{
    /// <param name="closes">When its scoring does; null = that is not said yet.</param>
    public static int YearOf(DateTime? closes, DateTime created) => Formats.ChinaDay(closes ?? created).Year;

    /// <summary>One key for all rows of a person: a proven number joins what accounts alone would keep apart.</summary>
    public static Func<ExpertRow, Guid> PersonOf(IReadOnlyList<ExpertRow> experts)
    {
        var number = experts.ToDictionary(e => e.Id, e => StoredRound.Expert(e).Contacts.IdKey);
        var numbered = experts.Where(e => number[e.Id].Length > 0).GroupBy(e => number[e.Id], StringComparer.Ordinal).ToDictionary(
            g => g.Key, g => g.Select(e => e.UserId).OfType<Guid>().Order().FirstOrDefault(g.Min(e => e.Id)), StringComparer.Ordinal);
        return expert => number[expert.Id] is { Length: > 0 } known ? numbered[known] : expert.UserId ?? expert.Id;
    }

    /// <summary>
    /// Experts whom a plan may still seat and who reviewed in so many years in a row before the call's own (轮换), in the order of their
    /// codes.
    /// </summary>
    /// <param name="calls">Those whose record the reader may know, this one among them.</param>
    public static async Task<IReadOnlyList<ExpertRow>> ReachedAsync(
        AppDb db, CallRow call, int most, IReadOnlyList<Guid> calls, CancellationToken cancellationToken)
    {
        var years = await db.Calls.Where(c => calls.Contains(c.Id)).Select(c => new { c.Id, c.State.ScoringClosesAt, c.CreatedAt })
            .ToDictionaryAsync(c => c.Id, c => YearOf(c.ScoringClosesAt, c.CreatedAt), cancellationToken);
        var reviewed = (await db.ScoreSheets.Where(s => calls.Contains(s.CallId) && s.State.Status == SheetStatus.Submitted)
            .Select(s => s.ExpertId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        var experts = await db.Experts.AsNoTracking().Where(e => calls.Contains(e.CallId)).ToListAsync(cancellationToken);
        var personOf = PersonOf(experts);
        var served = experts.Where(e => reviewed.Contains(e.Id)).ToLookup(personOf, e => years[e.CallId]);
        var before = YearOf(call.State.ScoringClosesAt, call.CreatedAt) - 1;
        return
        [
            .. experts.Where(e => e.CallId == call.Id && e.MaxLoad != 0
                && Rotation.YearsUntil(before, served[personOf(e)].ToHashSet()) >= most).OrderBy(e => e.Code, StringComparer.Ordinal),
        ];
    }
}
