using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Reading;

/// <summary>A sheet that was given back after the scores were first opened, by what it came to.</summary>
/// <param name="Number">In 专家n.</param>
/// <param name="First">The total that was known when the scores were opened.</param>
/// <param name="Now">Of the latest edition; null = it is not submitted again.</param>
public sealed record Rescored(ApplicationId Application, int Number, Rational? First, Rational? Now);

/// <summary>An act that could turn a result which was known already.</summary>
/// <param name="About">The application; blank = the call.</param>
public sealed record LaterAct(DateTime At, string Who, string What, string About, IReadOnlyList<FactText.Line> Lines);

/// <summary>What was done to the scores, and to what they decide by, after they were first opened.</summary>
/// <param name="Acts">The latest, newest first.</param>
/// <param name="More">Earlier ones, which the record has.</param>
public sealed record SinceOpening(DateTime OpenedAt, IReadOnlyList<Rescored> GivenBack, IReadOnlyList<LaterAct> Acts, int More)
{
    /// <summary>Acts that the page shows.</summary>
    private const int Most = 50;

    private static readonly string[] OpenedKinds = [FactJson.KindOf(typeof(CallLife.Opened)), FactJson.KindOf(typeof(CallLife.Moved))];

    private static readonly string[] Kinds =
    [
        .. new[]
        {
            typeof(CallLife.Moved), typeof(CallLife.SettingsChanged), typeof(CallLife.ConflictRulesChanged),
            typeof(CallLife.ScoringRuleChanged), typeof(CallLife.TableImported), typeof(TreeLife.Published), typeof(SheetLife.Returned),
            typeof(SheetLife.Held),
            typeof(SheetLife.Ruled), typeof(SheetLife.Left), typeof(SheetLife.Seated), typeof(ConflictLife.Pinned),
            typeof(ConflictLife.Declared), typeof(ConflictLife.Dismissed), typeof(PlanLife.Deployed), typeof(PlanLife.Withdrawn),
            typeof(PlanLife.Changed),
            typeof(PlanLife.ToppedUp), typeof(PlanLife.Replaced), typeof(PlanLife.Enlarged), typeof(ApplicationLife.Imported),
            typeof(ApplicationLife.Reviewed), typeof(VerdictLife.Given), typeof(VerdictLife.TakenBack),
        }.Select(FactJson.KindOf),
    ];

    /// <summary>
    /// The fact of the first opening, and when it was: where nobody was scored, the step to the evaluation. Null = they never were opened.
    /// </summary>
    public static async Task<(long Fact, DateTime At)?> FirstAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        (await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.CallId == callId && OpenedKinds.Contains(f.Kind))
            .OrderBy(f => f.Id).ToListAsync(cancellationToken))
            .Find(f => f.Read() is CallLife.Opened or CallLife.Moved { From: < CallStage.Scoring, To: CallStage.Ranking }) is { } first
            ? (first.Id, first.At) : null;

    /// <summary>Null = the scores never were opened, or nothing was done since.</summary>
    public static async Task<SinceOpening?> LoadAsync(AppDb db, Guid callId, IndicatorTrees trees, CancellationToken cancellationToken)
    {
        if (await FirstAsync(db, callId, cancellationToken) is not { } opened)
        {
            return null;
        }
        var rows = await db.Facts.AsNoTracking().Include(f => f.Texts)
            .Where(f => f.CallId == callId && f.Id > opened.Fact && Kinds.Contains(f.Kind) && !f.IsForSupervisors)
            .OrderByDescending(f => f.Id).ToListAsync(cancellationToken);
        var facts = rows.Select(r => (Row: r, Fact: r.Read()))
            .Where(f => f.Fact is not CallLife.Moved moved || moved.To < moved.From)
            .Where(f => f.Fact is not CallLife.SettingsChanged || f.Row.PersonId is not null).ToList();
        if (facts.Count == 0)
        {
            return null;
        }
        var sheets = facts.Exists(f => f.Fact is SheetLife.Returned)
            ? await RescoredAsync(db, callId, opened.At, trees, cancellationToken) : [];
        return new SinceOpening(
            opened.At, sheets, await SayAsync(db, [.. facts.Take(Most)], cancellationToken), Math.Max(0, facts.Count - Most));
    }

    /// <summary>The scores that were known when the scores were opened, where a later edition replaced them; null = none did.</summary>
    public static SheetEditionRow? FirstOf(ScoreSheetRow sheet, DateTime openedAt) =>
        sheet.Editions.Where(e => e.SubmittedAt <= openedAt && e.Edition < sheet.State.Edition).MaxBy(e => e.Edition);

    private static async Task<IReadOnlyList<Rescored>> RescoredAsync(
        AppDb db, Guid callId, DateTime openedAt, IndicatorTrees trees, CancellationToken cancellationToken)
    {
        var sheets = await db.ScoreSheets.AsNoTracking().Include(s => s.Editions).Where(s => s.CallId == callId && s.State.Edition > 1)
            .ToListAsync(cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == callId).ToListAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == callId).ToListAsync(cancellationToken);
        var (ids, codes) = (applications.ToDictionary(a => a.Id, a => a.Number), experts.ToDictionary(e => e.Id, e => e.Number));
        var numbers = Core.Experts.Pseudonyms.Of([.. experts.Select(StoredRound.Expert)]);
        var measured = trees.Measure([.. applications.Select(StoredRound.Application)]);
        var treeOf = applications.ToDictionary(a => a.Id, a => trees.Of(a.CategoryCode));
        return
        [
            .. sheets.Select(s => (Sheet: s, First: FirstOf(s, openedAt))).Where(s => s.First is not null)
                .Select(s => new Rescored(
                    ids[s.Sheet.ApplicationId], numbers[codes[s.Sheet.ExpertId]], TotalOf(s.Sheet, s.First),
                    TotalOf(s.Sheet, s.Sheet.Editions.FirstOrDefault(e => e.Edition == s.Sheet.State.Edition))))
                .OrderBy(s => s.Application).ThenBy(s => s.Number),
        ];

        Rational? TotalOf(ScoreSheetRow sheet, SheetEditionRow? edition) =>
            edition is null || treeOf[sheet.ApplicationId] is not { } tree ? null : Sheets.Count(
            tree, ids[sheet.ApplicationId], codes[sheet.ExpertId],
            edition.Read().Where(l => tree.Find(new IndicatorCode(l.Key)) is not null).Select(l => new LeafScore(
                ids[sheet.ApplicationId], codes[sheet.ExpertId], new IndicatorCode(l.Key),
                l.Value is { } score ? Rational.Parse(score) : null, "")),
            measured[ids[sheet.ApplicationId]]).Total.Total;
    }

    private static async Task<IReadOnlyList<LaterAct>> SayAsync(
        AppDb db, IReadOnlyList<(FactRow Row, Fact Fact)> facts, CancellationToken cancellationToken)
    {
        List<Guid> subjects = [.. facts.Select(f => f.Row.SubjectId).Distinct()];
        var sheets = db.ScoreSheets.Where(s => subjects.Contains(s.Id)).Select(s => new { s.Id, s.ApplicationId });
        var conflicts = db.Conflicts.Where(c => subjects.Contains(c.Id)).Select(c => new { c.Id, c.ApplicationId });
        var about = await sheets.Concat(conflicts).Join(db.Applications, s => s.ApplicationId, a => a.Id, (s, a) => new { s.Id, a.Code })
            .ToDictionaryAsync(s => s.Id, s => s.Code, cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => subjects.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => a.Code, cancellationToken);
        List<Guid> named = [.. facts.Where(f => f.Row.Capacity != Capacity.Expert).Select(f => f.Row.PersonId).OfType<Guid>(),
            .. facts.Select(f => AskerOf(f.Fact)).OfType<Guid>()];
        var people = await db.Users.AsNoTracking().Where(u => named.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return
        [
            .. facts.Select(f => new LaterAct(
                f.Row.At, f.Row.PersonId is { } person && people.TryGetValue(person, out var name) ? name : Text.Of(f.Row.Capacity),
                FactText.Of(f.Row), about.GetValueOrDefault(f.Row.SubjectId) ?? applications.GetValueOrDefault(f.Row.SubjectId, ""),
                FactText.Lines(f.Fact, id => people.GetValueOrDefault(id)))),
        ];
    }

    private static Guid? AskerOf(Fact fact) => fact switch
    {
        CallLife.Moved moved => moved.RequestedBy,
        CallLife.ScoringRuleChanged changed => changed.RequestedBy,
        SheetLife.Returned returned => returned.RequestedBy,
        _ => null,
    };
}
