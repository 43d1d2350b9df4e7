namespace GrantReview.Web.Features.Scoring;

/// <summary>
/// What the record says of the experts of one application: of its sheets, its conflicts, and the plan where it touches them. Never points.
/// </summary>
public static class SeatHistory
{
    private static readonly string[] PlanKinds =
    [
        FactJson.KindOf(typeof(PlanLife.Changed)), FactJson.KindOf(typeof(PlanLife.Replaced)), FactJson.KindOf(typeof(PlanLife.Enlarged)),
        FactJson.KindOf(typeof(PlanLife.ToppedUp)),
    ];

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<(FactRow Row, Fact Fact)>> FactsAsync(AppDb db, Guid callId, Guid application,
        CancellationToken cancellationToken)
    {
        var about = db.ScoreSheets.Where(s => s.ApplicationId == application).Select(s => s.Id)
            .Concat(db.Conflicts.Where(c => c.ApplicationId == application).Select(c => c.Id));
        var rows = await db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.CallId == callId && !f.HoldsPoints && (about.Contains(f.SubjectId) || PlanKinds.Contains(f.Kind)))
            .OrderByDescending(f => f.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(r => (r, Fact: r.Read())).Where(f => Touches(f.Fact, application))];
    }

    /// <summary>Somebody took the seat since the expert left it.</summary>
    public static bool IsReplaced(IEnumerable<(FactRow Row, Fact Fact)> facts, Guid expert, DateTime left) =>
        facts.Any(f => f.Fact is PlanLife.Replaced replaced && replaced.Left == expert && f.Row.At > left);

    public static async Task<IReadOnlyList<SeatEvent>> SayAsync(
        AppDb db, IReadOnlyList<(FactRow Row, Fact Fact)> facts, IReadOnlyList<SheetEntry> sheets, CancellationToken cancellationToken)
    {
        var ids = facts.Select(f => f.Row.PersonId).OfType<Guid>().Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var experts = sheets.ToDictionary(s => s.ExpertId, s => $"{s.Expert} {s.Name}");
        var subjects = sheets.ToDictionary(s => s.Id, s => experts[s.ExpertId]);
        var conflicts = facts.Where(f => f.Row.Subject == "Conflict").Select(f => f.Row.SubjectId).Distinct().ToList();
        foreach (var conflict in await (
            from c in db.Conflicts.AsNoTracking()
            join e in db.Experts on c.ExpertId equals e.Id
            where conflicts.Contains(c.Id)
            select new { c.Id, e.Code, e.Name }).ToListAsync(cancellationToken))
        {
            subjects[conflict.Id] = $"{conflict.Code} {conflict.Name}";
        }
        return
        [
            .. facts.Select(f => new SeatEvent(
                f.Row.At, f.Row.PersonId is { } person ? people.GetValueOrDefault(person, "") : Text.Of(f.Row.Capacity),
                FactText.Of(f.Row),
                subjects.GetValueOrDefault(f.Row.SubjectId, ""),
                FactText.Lines(f.Fact, id => experts.GetValueOrDefault(id) ?? people.GetValueOrDefault(id)))),
        ];
    }

    private static bool Touches(Fact fact, Guid application) => fact switch
    {
        PlanLife.Changed changed => changed.Added.Concat(changed.Removed).Any(p => p.Application == application),
        PlanLife.ToppedUp added => added.Added.Any(p => p.Application == application),
        PlanLife.Replaced replaced => replaced.Pair.Application == application,
        PlanLife.Enlarged enlarged => enlarged.Pair.Application == application,
        _ => true,
    };
}
