using System.Linq.Expressions;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>Which conflicts the table shows.</summary>
public enum ConflictView { All, Found, Proposed, Unexplained, Dismissed }

/// <param name="Raiser">Who declared or pinned it, or proposes to dismiss it; null = nobody.</param>
/// <param name="Decider">Who confirmed it, or agreed to dismiss it.</param>
public sealed record ConflictEntry(ConflictRow Row, string Application, string Title, string Expert, string Name, string? Raiser,
    string? Decider)
{
    public ConflictState State => Row.State;
    public bool CanBeProposed => ConflictLife.RefuseProposal(State) is null;
    public bool CanBeConfirmed => ConflictLife.RefuseConfirm(State) is null;
    public bool IsNeverDismissed => State.IsOpen && ConflictLife.NeverDismissed.Contains(State.Ground);

    /// <summary>A ground in the reader's words; what a person declared in words of its own stays as it was written.</summary>
    public static string GroundOf(ConflictRow row) =>
        row.State.Source != ConflictSource.Declared ? Text.Of(Enum.Parse<ConflictGround>(row.Ground)) : GroundOf(row.Ground);

    /// <summary>What was found, its column by the name that people know; what a person wrote as it stands.</summary>
    public static string EvidenceOf(ConflictRow row)
    {
        var evidence = $"{row.State.Evidence}";
        var end = evidence.IndexOf(' ', StringComparison.Ordinal);
        var (name, value) = row.State.Source != ConflictSource.Found || end < 0 ? (null, evidence) : (evidence[..end] switch
        {
            "unit_code" => Text.Of("FieldWords.UnitCode"),
            "unit" => Text.Of("Apps.Unit"),
            "former_units" => Text.Of("Conflicts.FormerUnits"),
            "unit_former_names" => Text.Of("FieldWords.UnitFormerNames"),
            "partners" => Text.Of("FieldWords.Partners"),
            "pi" => Text.Of("Apps.Pi"),
            "team_members" => Text.Of("Declare.Team"),
            "excluded_experts" => Text.Of("Conflicts.Excluded"),
            "parent" => Text.Of("Conflicts.AboveOrBelow"),
            "email" => Text.Of("Conflicts.EmailDomain"),
            _ => null,
        }, evidence[(end + 1)..]);
        return name is null ? evidence : name + Text.Of("List.Colon") + value;
    }

    public static string GroundOf(string ground) =>
        DeclaredKinds.All.Contains(ground) ? DeclaredKinds.Say(ground)
        : Enum.TryParse<ConflictGround>(ground, out var known) ? Text.Of(known) : ground;
}

public sealed record QuestionEntry(IdentityQuestionRow Row, string Application, string Title, string Unit, string Expert, string Name,
    string ExpertUnit, string? Answerer);

/// <summary>A submitted sheet whose conflict appeared afterwards.</summary>
public sealed record HeldSheet(Guid Id, string Application, string Title, string Expert, string Name, SheetStatus Status, DateTime? HeldAt,
    bool? Counts, string? Ruler, DateTime? RuledAt, string? Reason);

/// <summary>How many conflicts each view has, how many questions wait, and what the tables hold.</summary>
public sealed record ConflictCounts(IReadOnlyDictionary<ConflictView, int> Views, int OpenQuestions, int Units, int Relations)
{
    public static IQueryable<ConflictRow> Of(AppDb db, Guid call, ConflictView view)
    {
        var rows = db.Conflicts.AsNoTracking().Where(c => c.CallId == call);
        return view switch
        {
            ConflictView.Found =>
                rows.Where(c => c.State.Source == ConflictSource.Found && c.State.Status == ConflictStatus.Found
                && c.State.Dismissal == null),
            ConflictView.Proposed => rows.WhereBars().Where(c => c.State.Source == ConflictSource.Found && c.State.Dismissal != null),
            ConflictView.Unexplained => rows.Where(c => c.State.Source == ConflictSource.Declared
                && !db.Conflicts.Any(f => f.ApplicationId == c.ApplicationId && f.ExpertId == c.ExpertId
                    && f.State.Source == ConflictSource.Found)),
            ConflictView.Dismissed => rows.Where(c => c.State.Status == ConflictStatus.Dismissed),
            _ => rows,
        };
    }

    public static async Task<ConflictCounts> LoadAsync(AppDb db, Guid call, CancellationToken cancellationToken)
    {
        var all = Of(db, call, ConflictView.All);
        var found = Of(db, call, ConflictView.Found);
        var proposed = Of(db, call, ConflictView.Proposed);
        var unexplained = Of(db, call, ConflictView.Unexplained);
        var dismissed = Of(db, call, ConflictView.Dismissed);
        var counts = await db.Calls.Where(c => c.Id == call).Select(c => new
        {
            All = all.Count(), Found = found.Count(), Proposed = proposed.Count(), Unexplained = unexplained.Count(),
            Dismissed = dismissed.Count(),
            Questions = db.IdentityQuestions.Count(q => q.CallId == call && q.State.IsSame == null),
            Units = db.Organisations.Count(o => o.CallId == call), Relations = db.Relations.Count(r => r.CallId == call),
        }).SingleAsync(cancellationToken);
        Dictionary<ConflictView, int> views = new()
        {
            [ConflictView.All] = counts.All, [ConflictView.Found] = counts.Found, [ConflictView.Proposed] = counts.Proposed,
            [ConflictView.Unexplained] = counts.Unexplained, [ConflictView.Dismissed] = counts.Dismissed,
        };
        return new ConflictCounts(views, counts.Questions, counts.Units, counts.Relations);
    }
}

/// <param name="Why">The answer to the question about one pair; null = nothing was asked.</param>
public sealed record ConflictsPage(
    CallRow Call, Call Rules, ConflictView View, ConflictCounts Counts, ListPart<ConflictEntry> Conflicts,
    ListPart<QuestionEntry> Questions, ListPart<HeldSheet> Held, bool IsOpen, string? Application, string? Expert,
    string? Why)
{
    private static readonly ListColumns<PairOf<ConflictRow>> Columns = new ListColumns<PairOf<ConflictRow>>("Conflicts.Title")
        .Column("application", "Conflicts.Application", c => c.Application.Code + " " + c.Application.Title)
        .Column("expert", "Conflicts.Expert", c => c.Expert.Code + " " + c.Expert.Name)
        .Column("ground", "Conflicts.Ground", c => c.Row.Ground, ConflictEntry.GroundOf)
            .Text("Conflicts.Evidence", c => ConflictEntry.EvidenceOf(c.Row))
        .Column("source", "Conflicts.Source", c => c.Row.State.Source, source => Text.Of(source))
        .Column("status", "Conflicts.Status", c => c.Row.State.Status, status => Text.Of(status))
        .OrderedBy("application", "expert", "ground");

    /// <summary>What is not answered stands first.</summary>
    private static readonly ListColumns<PairOf<IdentityQuestionRow>> QuestionColumns =
        new ListColumns<PairOf<IdentityQuestionRow>>("Conflicts.Questions")
        .Column("answered", "Conflicts.Status", q => q.Row.State.IsSame != null)
        .Column("application", "Conflicts.Application", q => q.Application.Code + " " + q.Application.Title)
        .Column("expert", "Conflicts.Expert", q => q.Expert.Code + " " + q.Expert.Name)
        .Column("name", "Experts.Name", q => q.Row.Name).Column("about", "Conflicts.Ground", q => q.Row.About)
        .OrderedBy("answered", "application", "expert", "name", "about");

    private static readonly ListColumns<PairOf<ScoreSheetRow>> HeldColumns = new ListColumns<PairOf<ScoreSheetRow>>("Conflicts.Held")
        .Column("application", "Conflicts.Application", s => s.Application.Code + " " + s.Application.Title)
        .Column("expert", "Conflicts.Expert", s => s.Expert.Code + " " + s.Expert.Name)
        .Column("since", "Conflicts.HeldSince", s => s.Row.State.HeldAt)
        .Column("ruling", "Conflicts.Ruling", s => s.Row.State.Status, status => Text.Of(status))
        .OrderedBy("application", "expert");

    /// <param name="asked">How the list of this name is asked for; blank = that of the conflicts.</param>
    public static async Task<ConflictsPage> LoadAsync(
        AppDb db, CallRow call, ConflictView view, (string? Application, string? Expert) why,
        Func<string, ListRequest> asked,
        CancellationToken cancellationToken)
    {
        var (application, expert) = why;
        var questions =
            from q in db.IdentityQuestions.AsNoTracking()
            join a in db.Applications on q.ApplicationId equals a.Id
            join e in db.Experts on q.ExpertId equals e.Id
            where q.CallId == call.Id
            select new PairOf<IdentityQuestionRow> { Row = q, Application = a, Expert = e };
        var held =
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == call.Id && (s.State.Status == SheetStatus.Held || s.State.Ruling != null)
            select new PairOf<ScoreSheetRow> { Row = s, Application = a, Expert = e };
        return new ConflictsPage(
            call, StoredRound.CallOf(call), view, await ConflictCounts.LoadAsync(db, call.Id, cancellationToken),
            await Columns.PartAsync(RowsOf(db, call.Id, view), asked(""), EntryIn(db), cancellationToken)
                with { Download = $"/calls/{call.Code}/conflicts.csv" },
            await QuestionColumns.PartAsync(questions, asked("questions"), q => new QuestionEntry(
                q.Row, q.Application.Code, q.Application.Title, q.Application.Unit, q.Expert.Code, q.Expert.Name, q.Expert.Unit,
                db.Users.Where(u => u.Id == q.Row.State.AnsweredBy).Select(u => u.DisplayName).FirstOrDefault()), cancellationToken),
            await HeldColumns.PartAsync(held, asked("held"), s => new HeldSheet(
                s.Row.Id, s.Application.Code, s.Application.Title, s.Expert.Code, s.Expert.Name, s.Row.State.Status, s.Row.State.HeldAt,
                (bool?)s.Row.State.Ruling!.Counts,
                db.Users.Where(u => u.Id == s.Row.State.Ruling!.By).Select(u => u.DisplayName).FirstOrDefault(),
                (DateTime?)s.Row.State.Ruling!.At, s.Row.State.Ruling == null ? null : s.Row.State.Ruling.Reason.ToString()),
                    cancellationToken),
            ConflictLife.AreOpen(call.State), application, expert,
            string.IsNullOrWhiteSpace(application) && string.IsNullOrWhiteSpace(expert) ? null
                : await WhyAsync(db, call, application, expert, cancellationToken));
    }

    /// <summary>The conflicts of a view, whole.</summary>
    public static Task<byte[]> DownloadAsync(AppDb db, CallRow call, ConflictView view, ListRequest asked,
        CancellationToken cancellationToken) =>
        Columns.DownloadAsync(RowsOf(db, call.Id, view), asked, cancellationToken);

    private static IQueryable<PairOf<ConflictRow>> RowsOf(AppDb db, Guid call, ConflictView view) =>
        from c in ConflictCounts.Of(db, call, view)
        join a in db.Applications on c.ApplicationId equals a.Id
        join e in db.Experts on c.ExpertId equals e.Id
        select new PairOf<ConflictRow> { Row = c, Application = a, Expert = e };

    private static Expression<Func<PairOf<ConflictRow>, ConflictEntry>> EntryIn(AppDb db) => c => new ConflictEntry(
        c.Row, c.Application.Code, c.Application.Title, c.Expert.Code, c.Expert.Name,
        db.Users.Where(u => u.Id == (c.Row.State.RaisedBy ?? c.Row.State.Dismissal!.Request.By)).Select(u => u.DisplayName)
            .FirstOrDefault(),
        db.Users.Where(u => u.Id == c.Row.State.DecidedBy).Select(u => u.DisplayName).FirstOrDefault());

    /// <summary>"Why can this expert not see this?" in one line.</summary>
    private static async Task<string> WhyAsync(AppDb db, CallRow call, string? application, string? expert,
        CancellationToken cancellationToken)
    {
        if (await PairAsync(db, call, application?.Trim(), expert?.Trim(), cancellationToken) is not (var applicationRow, var expertRow))
        {
            return Text.Of("Conflicts.PinUnknown", application, expert);
        }
        var (who, what) = ($"{expertRow.Code} {expertRow.Name}", $"{applicationRow.Code} {applicationRow.Title}");
        var entries =
            await RowsOf(db, call.Id, ConflictView.All).Where(c => c.Application.Id == applicationRow.Id && c.Expert.Id == expertRow.Id)
            .OrderBy(c => c.Row.Ground).Select(EntryIn(db)).ToListAsync(cancellationToken);
        var sheet = await db.ScoreSheets.AsNoTracking()
            .SingleOrDefaultAsync(s => s.ApplicationId == applicationRow.Id && s.ExpertId == expertRow.Id, cancellationToken);
        var fate = sheet is null ? Text.Of("Why.NotAssigned") : Text.Of("Why.Sheet", Text.Of(sheet.State.Status));
        var bars = entries.Where(e => e.State.Bars).Select(Said).ToList();
        var dismissed = entries.Where(e => !e.State.Bars).Select(e => Text.Of(
            "Why.Dismissed", ConflictEntry.GroundOf(e.Row), e.Raiser, e.Decider, Formats.Instant(e.State.DecidedAt),
            e.State.Dismissal?.Reason)).ToList();
        return bars.Count > 0 ? Text.Of("Why.Barred", who, what, string.Join(Text.Of("Why.And"), bars), fate)
            : dismissed.Count > 0 ? Text.Of("Why.Free", who, what, string.Join(Text.Of("Why.And"), dismissed), fate)
            : Text.Of("Why.Nothing", who, what, fate);

        static string Said(ConflictEntry entry) => Text.Of(
            "Why.Ground", ConflictEntry.GroundOf(entry.Row), ConflictEntry.EvidenceOf(entry.Row), Text.Of(entry.State.Status),
            entry.State.Source == ConflictSource.Found ? entry.Decider ?? Text.Of(ConflictSource.Found) : entry.Raiser
                ?? Text.Of(entry.State.Source),
            Formats.Instant(entry.State.DecidedAt ?? entry.State.RaisedAt));
    }

    public static async Task<(ApplicationRow, ExpertRow)?> PairAsync(AppDb db, CallRow call, string? application, string? expert,
        CancellationToken cancellationToken) =>
        await db.Applications.SingleOrDefaultAsync(a => a.CallId == call.Id && a.Code == application,
            cancellationToken) is { } applicationRow
        && await db.Experts.SingleOrDefaultAsync(e => e.CallId == call.Id && e.Code == expert, cancellationToken) is { } expertRow
            ? (applicationRow, expertRow) : null;
}
