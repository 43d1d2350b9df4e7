namespace GrantReview.Web.Features.Scoring;

/// <summary>The order in which an expert reads, and the time it takes.</summary>
public static class StoredOrder
{
    /// <summary>Minutes of a slot: whoever wrote in it worked through it.</summary>
    private const int Slot = 5;

    /// <summary>Sheets without a place get one, behind those that have one: the list has grown since.</summary>
    public static async Task<Answer> PlaceAsync(AppDb db, CallRow call, ExpertRow expert, By byTheRules,
        CancellationToken cancellationToken)
    {
        var sheets = await (
            from s in db.ScoreSheets.WhereLive()
            join a in db.Applications on s.ApplicationId equals a.Id
            where s.CallId == call.Id && (s.ExpertId == expert.Id || s.State.Position != null)
            select new { Row = s, a.Code }).ToListAsync(cancellationToken);
        var earlier = sheets.Where(s => s.Row.ExpertId != expert.Id).GroupBy(s => s.Row.ExpertId)
            .SelectMany(g => g.OrderBy(s => s.Row.State.Position).Select((s, i) => (s.Code, Place: ReadingOrder.PlaceOf(i, g.Count()))))
            .GroupBy(p => p.Code, p => p.Place, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => new Places(g.Order().Sum(), g.Count()), StringComparer.Ordinal);
        // As they stand now: a conflict that this act declares has just taken its sheet away.
        var mine = sheets.Where(s => s.Row.ExpertId == expert.Id && s.Row.State.IsLive).ToList();
        var last = mine.Max(s => s.Row.State.Position) ?? 0;
        var open = mine.Where(s => s.Row.State.Position is null).ToDictionary(s => s.Code, s => s.Row, StringComparer.Ordinal);
        // By the row's id, which nobody knows who has a package alone: it holds the places, and an order drawn by the expert's number
        // would tell whose it is.
        return Answer.FirstRefusal(ReadingOrder.For($"{expert.Id}", open.Keys, earlier)
            .Select((code, i) => open[code].Do(new SheetLife.Place(last + i + 1), byTheRules, CallGate.Seen(call.State))));
    }

    /// <summary>
    /// Mean minutes of these sheets of a person, by the slots of five minutes in which the record has something; null = of none.
    /// </summary>
    public static async Task<int?> MeanMinutesAsync(AppDb db, Guid person, IReadOnlyList<Guid> sheets, CancellationToken cancellationToken)
    {
        if (sheets.Count == 0)
        {
            return null;
        }
        var written = await db.Facts.AsNoTracking()
            .Where(f => f.Subject == "ScoreSheet" && sheets.Contains(f.SubjectId) && f.PersonId == person)
            .Select(f => new { f.SubjectId, f.At }).ToListAsync(cancellationToken);
        var slots = written.Select(w => (w.SubjectId, w.At.Ticks / TimeSpan.FromMinutes(Slot).Ticks)).Distinct().Count();
        return (int)Math.Round((double)Slot * slots / sheets.Count);
    }
}
