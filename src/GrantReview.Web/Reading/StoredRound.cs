using System.Text;
using System.Text.Json;
using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Reading;

/// <summary>A column of a stored application or expert that an import changes.</summary>
public sealed record FieldChange(string Field, string Before, string After);

/// <summary>Rows of the database ↔ the round that Core computes with.</summary>
public static class StoredRound
{
    /// <summary>The whole round; scores are those of submitted sheets.</summary>
    public static async Task<Round> LoadAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var stored = CallOf(call);
        var trees = await TreesAsync(db, call.Id, stored, cancellationToken);
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        var (applicationCodes, expertCodes) =
            (applications.ToDictionary(a => a.Id, a => a.Number), experts.ToDictionary(e => e.Id, e => e.Number));
        var conflicts = await db.Conflicts.AsNoTracking().Where(c => c.CallId == call.Id).ToListAsync(cancellationToken);
        var affinities = await db.Affinities.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var sheets = await db.ScoreSheets.AsNoTracking().Where(s => s.CallId == call.Id && s.State.Status == SheetStatus.Submitted)
            .Include(s => s.Leaves).AsSplitQuery().ToListAsync(cancellationToken);
        var assigned = await db.ScoreSheets.AsNoTracking().WhereLive().Where(s => s.CallId == call.Id)
            .Select(s => new { s.ApplicationId, s.ExpertId, s.State.Position }).ToListAsync(cancellationToken);
        var stated = await StoredConflicts.KnownAsync(db, call.Id, expertCodes, applicationCodes, cancellationToken);
        var carried = await db.Library.AsNoTracking().Where(l => db.Applications.Any(a => a.Id == l.CarriedToId && a.CallId == call.Id))
            .ToDictionaryAsync(l => l.CarriedToId.GetValueOrDefault(), l => l.Year, cancellationToken);
        var (counting, counted) = Counted(
            stored, [.. applications.Select(a => carried.TryGetValue(a.Id, out var year) ? Carried(Application(a), year) : Application(a))],
            stated.Organisations, await StoredHistory.LoadAsync(db, call, cancellationToken));
        return new Round(
            counting, trees.Own, counted, [.. experts.Select(Expert)],
            [.. conflicts.Where(c => c.State.Source != ConflictSource.Found && c.State.Bars)
                .Select(c => new DeclaredConflict(applicationCodes[c.ApplicationId], expertCodes[c.ExpertId], c.Ground,
                    $"{c.State.Evidence}", c.State.Source == ConflictSource.Pinned))],
            [.. affinities.Select(a => new Affinity(applicationCodes[a.ApplicationId], expertCodes[a.ExpertId], a.Value))],
            assigned.Count == 0 ? null
                : [.. assigned.Select(s => new Assignment(applicationCodes[s.ApplicationId], expertCodes[s.ExpertId]))],
            [.. sheets.SelectMany(s => s.Leaves.Where(l => l.State.IsGiven).Select(l => new LeafScore(
                applicationCodes[s.ApplicationId], expertCodes[s.ExpertId], new IndicatorCode(l.Indicator), l.State.Score,
                $"{l.State.Reason}")))])
        {
            NamedTrees = trees.Named,
            Dismissed = conflicts.Where(c => c.State.Source == ConflictSource.Found && !c.State.Bars)
                .Select(c => (applicationCodes[c.ApplicationId], expertCodes[c.ExpertId], c.State.Ground)).ToHashSet(),
            Positions = assigned.Where(s => s.Position is not null)
                .ToDictionary(s => (applicationCodes[s.ApplicationId], expertCodes[s.ExpertId]), s => s.Position.GetValueOrDefault()),
            Organisations = stated.Organisations, Relations = stated.Relations, Answers = stated.Answers,
            Verdicts = await VerdictsAsync(db, call.Id, cancellationToken),
            Counted = call.State.Stage < CallStage.Scoring ? new HashSet<(ApplicationId, ExpertId)>()
                : sheets.Where(s => s.State.Ruling?.Counts == true)
                    .Select(s => (applicationCodes[s.ApplicationId], expertCodes[s.ExpertId])).ToHashSet(),
        };
    }

    /// <summary>The call and its applications as limits count them: units brought to one writing, and what earlier calls awarded.</summary>
    public static (Call Call, IReadOnlyList<Application> Applications) Counted(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<Organisation> units, IReadOnlyList<EarlierAward> earlier) =>
        (EarlierAwards.Over(call, earlier), EarlierAwards.Over(call, ResolvedUnits.Of(call, applications, units), earlier));

    /// <summary>Whether scores would be given or counted by other leaves or scales.</summary>
    private static bool ScoresOtherwise(Call before, Call after) =>
        !CallJson.Write(before).AsSpan().SequenceEqual(CallJson.Write(before with
    {
        Scoring = after.Scoring,
        Categories =
        [
            .. before.Categories.Select(
                c => c with { Indicators = after.Categories.FirstOrDefault(o => o.Code == c.Code)?.Indicators }),
        ],
    }));

    /// <summary>The verdicts that stand, with the names of those who gave them.</summary>
    public static async Task<IReadOnlyList<Verdict>> VerdictsAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var rows = await db.Verdicts.AsNoTracking().Where(v => v.CallId == callId && v.State.Kind != null).ToListAsync(cancellationToken);
        return [.. rows.Select(v => new Verdict(
            new ApplicationId(v.Application), new RuleId(v.Rule), v.State.Kind.GetValueOrDefault(), $"{v.State.Clause}",
            $"{v.State.SignedAs}",
            v.State.At is { } at ? at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "", $"{v.State.Reason}"))];
    }

    /// <summary>The rows of applications and experts by their numbers.</summary>
    public static async Task<(Dictionary<ApplicationId, Guid> Applications, Dictionary<ExpertId, Guid> Experts)> IdsAsync(AppDb db,
        Guid callId,
        CancellationToken cancellationToken) => (
        await db.Applications.Where(a => a.CallId == callId)
            .ToDictionaryAsync(a => a.Number, a => a.Id, cancellationToken),
        await db.Experts.Where(e => e.CallId == callId)
            .ToDictionaryAsync(e => e.Number, e => e.Id, cancellationToken));

    /// <summary>What people call applications and experts, by their numbers.</summary>
    public static async Task<(Dictionary<ApplicationId, string> Titles, Dictionary<ExpertId, string> Names)> WordsAsync(AppDb db,
        Guid callId,
        CancellationToken cancellationToken) => (
        await db.Applications.Where(a => a.CallId == callId)
            .ToDictionaryAsync(a => a.Number, a => a.Title, cancellationToken),
        await db.Experts.Where(e => e.CallId == callId)
            .ToDictionaryAsync(e => e.Number, e => e.Name, cancellationToken));

    /// <summary>The settings, read once for each content they have.</summary>
    public static Call CallOf(CallRow row) => Settings.Of(row.Settings, () =>
    {
        List<Mistake> mistakes = [];
        return CallJson.Read(Encoding.UTF8.GetBytes(row.Settings), "call.json", TemplateFolder.Shipped, mistakes, [])
            ?? throw new InvalidOperationException(
                $"The stored call {row.Code} is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
    });

    /// <summary>
    /// Settings and tree as of the versions of their rows, whose texts are read once for each version. Not for an act that changes them:
    /// what it has not committed has a version, too.
    /// </summary>
    public static async Task<(Call Call, IndicatorTrees Trees)> RulesAsync(
        AppDb db, (Guid Id, long Version) callOf, (Guid Id, long Version) treeOf, CancellationToken cancellationToken)
    {
        var key = (db.Database.GetConnectionString() ?? "", callOf, treeOf);
        if (Rules.Find(key) is { Call: not null } known)
        {
            return known;
        }
        var row = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == callOf.Id, cancellationToken);
        var tree = await db.IndicatorTrees.AsNoTracking().SingleAsync(t => t.Id == treeOf.Id, cancellationToken);
        var call = CallOf(row);
        return (row.Version, tree.Version) == (callOf.Version, treeOf.Version) ? Rules.Of(key, () => (call, TreesOf(tree, call)))
            : (call, TreesOf(tree, call));
    }

    /// <summary>Keeps the settings as an act leaves them.</summary>
    public static void Keep(CallRow row, Call settings, By by)
    {
        var (sha256, text) = Written(settings);
        row.Do(
            new CallLife.WriteSettings(sha256, text, settings.Name.En, settings.Name.Zh), by.ByTheRules(), CallEvidence.Free).OrThrow();
    }

    /// <summary>An officer's other settings; grounds of avoidance among them change by an act of their own.</summary>
    public static async Task<Answer> ChangeAsync(AppDb db, CallRow row, Call settings, By by, CancellationToken cancellationToken)
    {
        var before = CallOf(row);
        var seen = CallEvidence.Free with
        {
            HasScores = await CallGate.HasScoresAsync(db, row.Id, cancellationToken),
            ConflictsFound = await StoredConflicts.FoundAsync(db, row.Id, cancellationToken),
        };
        if (before.Conflicts != settings.Conflicts
            && row.Do(new CallLife.ChangeConflictRules(before.Conflicts, settings.Conflicts, null), by, seen) is { Refusal: { } refusal })
        {
            return refusal is Refusal.NeedsReason ? new CallLife.GroundsNeedReason() : refusal;
        }
        var (sha256, text) = Written(settings);
        return row.Do(
            new CallLife.ChangeSettings(sha256, text, settings.Name.En, settings.Name.Zh)
            {
                TouchesScoring = ScoresOtherwise(before, settings),
            }, by, seen);
    }

    private static (string Sha256, FreeText Text) Written(Call settings)
    {
        var written = CallJson.Write(settings);
        return (ResultPackage.Sha256(written), new FreeText(Encoding.UTF8.GetString(written)));
    }

    private static readonly ReadOnce<string, Call> Settings = new();
    private static readonly ReadOnce<(string Database, (Guid, long) Call, (Guid, long) Tree),
    (Call Call, IndicatorTrees Trees)> Rules = new();
    private static readonly ReadOnce<(string Content, Call Call), IndicatorTrees> Trees = new();

    /// <summary>The dates that a template or call.json names.</summary>
    public static CallLife.SetDates DatesOf(CallDescription description)
    {
        var dates = description.Dates.Where(d => Times.TryParse(d.When, out _, out _))
            .ToDictionary(d => d.Key, d => Times.TryParse(d.When, out var time, out _) ? time : default, StringComparer.Ordinal);
        return new CallLife.SetDates(DayOf("opensOn"), DayOf("closesOn"),
            dates.TryGetValue("scoringClosesAt", out var closes) ? closes.UtcDateTime : null);

        DateOnly? DayOf(string key) => dates.TryGetValue(key, out var time) ? Times.DayOf(time) : null;
    }

    /// <summary>The trees of a version, read once for each content it has.</summary>
    public static IndicatorTrees TreesOf(IndicatorTreeRow row, Call call) => Trees.Of((row.Content, call), () =>
    {
        List<Mistake> mistakes = [];
        return TreesJson.Read(Encoding.UTF8.GetBytes(row.Content), "indicators.json", call, mistakes)
            ?? throw new InvalidOperationException(
                $"The stored indicator tree is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
    });

    /// <summary>The trees that count; none where none was drafted.</summary>
    public static async Task<IndicatorTrees> TreesAsync(AppDb db, Guid callId, Call call, CancellationToken cancellationToken) =>
        await TreeRowAsync(db, callId, cancellationToken) is { } row ? TreesOf(row, call) : IndicatorTrees.None;

    /// <summary>The version that counts: the latest published one, else the draft.</summary>
    public static async Task<IndicatorTreeRow?> TreeRowAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        await db.IndicatorTrees.AsNoTracking().Where(t => t.CallId == callId).OrderByDescending(t => t.PublishedAt != null)
            .ThenByDescending(t => t.Number)
            .FirstOrDefaultAsync(cancellationToken);

    public static async Task<IReadOnlyList<Application>> ApplicationsAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        [.. (await db.Applications.AsNoTracking().Where(a => a.CallId == callId).ToListAsync(cancellationToken)).Select(Application)];

    public static Application Application(ApplicationRow row) => new(
        row.Number, row.Title, row.CategoryCode, row.Unit, row.UnitCode, List(row.UnitFormerNames), row.Pi, List(row.Partners),
            List(row.Keywords),
        row.RequestedFen is { } fen ? new Money(fen) : null, row.ExpertsNeeded, row.SubmittedAt, row.Eligible, row.Columns)
    {
        PiContacts = Person.Parse(row.PiContacts), Team = [.. List(row.Team).Select(Person.Parse)],
            ExcludedExperts = List(row.ExcludedExperts), Payee = Payee.Parse(row.Payee),
    };

    /// <summary>An entry of the project library counts from its year, whatever the imported file says.</summary>
    private static Application Carried(Application application, int year) => application with
    {
        Attributes = new Dictionary<string,
            string>(application.Attributes, StringComparer.Ordinal) { [LibraryRule.Column] = year.ToString(CultureInfo.InvariantCulture) },
    };

    public static Expert Expert(ExpertRow row) => new(
        row.Number, row.Name, row.Unit, row.UnitCode, List(row.FormerUnits), row.Region, row.Kind, List(row.Keywords), row.MaxLoad,
            row.MinLoad)
    {
        Contacts = Person.Parse(row.Contacts), Alias = row.Alias?.Number,
    };

    internal static string[] List(string joined) =>
        joined.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What a file says over what is stored: columns that the file lacks stay as they are.</summary>
    /// <param name="known">Null = it is new.</param>
    public static Application Over(Application read, IReadOnlyCollection<string> columns, ApplicationRow? known) =>
        known is null ? read : read.Over(Application(known), columns);

    public static Expert Over(Expert read, IReadOnlyCollection<string> columns, ExpertRow? known) =>
        known is null ? read : read.Over(Expert(known), columns);

    /// <summary>What would change of a stored application; all columns of a new one. Contacts are named, not shown.</summary>
    public static IReadOnlyList<FieldChange> Changes(Application from, ApplicationRow? to)
    {
        var before = to?.Columns ?? new Dictionary<string, string>();
        return
        [
            .. from.Attributes.Select(a => new FieldChange(a.Key, before.GetValueOrDefault(a.Key, ""), a.Value))
                .Where(c => c.Before != c.After),
            .. to is not null && ($"{from.PiContacts}" != to.PiContacts || string.Join(';', from.Team) != to.Team
                || string.Join(';', from.ExcludedExperts) != to.ExcludedExperts)
                ? [new FieldChange("contacts", "", "")] : Array.Empty<FieldChange>(),
            .. to is not null && $"{from.Payee}" != to.Payee ? [new FieldChange(Payee.AccountColumn, "", "")] : Array.Empty<FieldChange>(),
        ];
    }

    /// <summary>What would change of a stored expert; contacts are named, not shown.</summary>
    public static IReadOnlyList<FieldChange> Changes(Expert from, ExpertRow? to)
    {
        var before = to is null ? [] : FieldsOf(Expert(to));
        return
        [
            .. FieldsOf(from).Select(f => new FieldChange(f.Key, before.GetValueOrDefault(f.Key, ""), f.Value))
                .Where(c => c.Before != c.After),
            .. $"{from.Contacts}" != (to?.Contacts ?? "") ? [new FieldChange("contacts", "", "")] : Array.Empty<FieldChange>(),
        ];

        static Dictionary<string, string> FieldsOf(Expert expert) => new(StringComparer.Ordinal)
        {
            ["id"] = expert.Id.Value, ["name"] = expert.Name, ["unit"] = expert.Unit, ["unit_code"] = expert.UnitCode,
            ["former_units"] = string.Join(';', expert.FormerUnits), ["region"] = expert.Region, ["kind"] = expert.Kind,
            ["keywords"] = string.Join(';', expert.Keywords), ["max_load"] = $"{expert.MaxLoad}", ["min_load"] = $"{expert.MinLoad}",
        };
    }
}
