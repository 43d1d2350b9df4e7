using GrantReview.Core.Numbers;
using GrantReview.Files.Attachments;

namespace GrantReview.Web.Features.Scoring;

/// <summary>One expert's sheet as the page shows it.</summary>
/// <param name="Left">How the expert lost it: they read what they wrote, and nothing of the application; null = not.</param>
public sealed record SheetPage(
    Guid Id,
    string CallCode,
    LocalText CallName,
    string ApplicationCode,
    string Title,
    string Unit,
    IReadOnlyList<(string Name, string Value)> Attributes,
    SheetStatus Status,
    string? WhyClosed,
    string? WhyReturned,
    Departure? Left,
    DateTime? SubmittedAt,
    Deadline? ClosesAt,
    IndicatorTree Tree,
    IReadOnlyList<SheetLeaf> Leaves,
    Unanswered Missing,
    SheetTotal Total,
    IReadOnlyList<SheetQuestion> Questions,
    IReadOnlyList<SheetField> Fields,
    IReadOnlyDictionary<string, string> Typed,
    IReadOnlyDictionary<string, string> Faults,
    Guid Account,
    string DeviceKey,
    IReadOnlyList<AttachmentEntry> Attachments,
    SheetField Note,
    Neighbours? Neighbours,
    string ExpertUnit,
    DateTime Now)
{
    /// <summary>Of a submitted sheet that is printed: SHA-256 of the fact of its submission, as its receipt names it.</summary>
    public string? Submission { get; init; }

    /// <summary>It was to be submitted, and something is missing.</summary>
    public bool IsRefused { get; init; }

    private readonly Dictionary<string, SheetField> byName = Fields.Append(Note).ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly ILookup<IndicatorNode?, AttachmentEntry> evidence =
        Attachments.ToLookup(a => AttachedEvidence.Of(Tree, ApplicationCode, a.Name));

    public bool CanEdit => WhyClosed is null;

    public string Digest => SheetField.DigestOf(Fields);

    /// <summary>When a field was saved last; null = never, or the sheet is not the expert's any more.</summary>
    public string? SavedAt => Left is not null || Fields.Append(Note).Where(f => f.Save.Edition > 0).MaxBy(f => f.Save.At) is not { } last
        ? null : Formats.ChinaDay(last.Save.At) == Formats.ChinaDay(Now) ? Formats.Clock(last.Save.At) : Formats.Instant(last.Save.At);

    /// <summary>What a control shows: as it was typed and refused, else as it is saved.</summary>
    public string Shown(string field) => Typed.GetValueOrDefault(field) ?? byName[field].Value;

    /// <summary>The edition that the page shows of a field, and whether it was edited: posted back with the form.</summary>
    public string Seen(string field) => $"{byName[field].Save.Edition}:{byName[field].Digest}";

    /// <summary>Each field that is missing; its control, the first where it has several, bears the field's name as its id.</summary>
    public IEnumerable<(string Field, string Name)> Gaps =>
    [
        .. Missing.Leaves.Select(l => (SheetField.ScoreOf(l), Text.Of(l.Name))),
        .. Missing.Reasons.Select(l => (SheetField.ReasonOf(l), AnswerText.ReasonOf(l))),
        .. Missing.Questions.Select(q => (SheetField.NameOf(q), Localisation.Text.Of(q))),
    ];

    /// <summary>Attached files that an indicator's evidence is in, as their names say.</summary>
    public IReadOnlyList<AttachmentEntry> EvidenceOf(IndicatorNode node) => [.. evidence[node]];

    public SheetLeaf? Leaf(IndicatorCode code) => Leaves.FirstOrDefault(l => l.Node.Code == code);

    /// <summary>A node's subtotal in points of the whole, two digits.</summary>
    public string Subtotal(IndicatorNode node) =>
        Total.Nodes.TryGetValue(node.Code, out var score) ? (score * node.Share).ToText(2) : "—";

    /// <summary>
    /// Of a leaf: its weight in the whole on this sheet, how much of full marks it earns, and what it adds to the total, all of 100; null
    /// where it does not count.
    /// </summary>
    public (Rational? Weight, Rational? Share, Rational? Adds) AddedBy(IndicatorNode leaf) => Tree.WeightOn(Total, leaf) is { } weight
        ? (weight * 100, Total.Nodes[leaf.Code], weight * Total.Nodes[leaf.Code]) : (null, null, null);

    /// <summary>Of all leaves that count.</summary>
    public (Rational Weight, Rational Adds) Added => Leaves.Select(l => AddedBy(l.Node)).Aggregate(
        (Weight: Rational.Zero, Adds: Rational.Zero),
        (sum, leaf) => (sum.Weight + (leaf.Weight ?? Rational.Zero), sum.Adds + (leaf.Adds ?? Rational.Zero)));

    /// <summary>From where to where a band of points reaches.</summary>
    public static string RangeOf(ScoreBand band) =>
        band.From == band.To ? Formats.Plain(band.From)
        : Text.Of(band.IsHighest ? "Sheet.BandTo" : "Sheet.BandBelow", Formats.Plain(band.From), Formats.Plain(band.To));

    public string TotalText => Total.Total?.ToText(2) ?? "—";
}

/// <summary>When an expert has to be done, for the clock of a window and in China time for the person.</summary>
/// <param name="At">Milliseconds since 1970, the grace included.</param>
public sealed record Deadline(long At, string Text)
{
    public TimeSpan LeftAt(DateTime now) => DateTimeOffset.FromUnixTimeMilliseconds(At).UtcDateTime - now;

    public static Deadline? Of(DateTime? deadline, ScoringSettings scoring) => scoring.TakenUntil(deadline) is not { } at ? null
        : new Deadline(
            new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
            at == deadline ? Formats.Instant(at) : Localisation.Text.Of("Sheet.WithGrace", Formats.Instant(deadline), Formats.Clock(at)));
}

/// <summary>What has been saved of a sheet, counted, and whatever else an open window shows of it: equal where nothing is new.</summary>
/// <param name="Saves">The sum of the editions of all fields.</param>
/// <param name="Last">When the last one was saved: a database that was set back and written on has the sum again, and not the time.</param>
public sealed record SheetVersion(long Saves, string Last, string Rest)
{
    public string Tag => $"\"{Saves}.{Last}.{Rest}\"";

    /// <summary>An instant as a version has it.</summary>
    public static string LastOf(DateTime at) => at.Ticks.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>One query; null where the sheet is not the person's.</summary>
    public static async Task<SheetVersion?> OfAsync(AppDb db, Guid sheet, Guid person, CancellationToken cancellationToken)
    {
        var found = await (
            from s in OpenedSheet.ReadableBy(db, person)
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where s.Id == sheet
            select new
            {
                Leaves = s.Leaves.Sum(l => l.State.Scored.Edition + l.State.Explained.Edition),
                Last = s.Leaves.Max(l => (DateTime?)(l.State.Scored.At > l.State.Explained.At ? l.State.Scored.At : l.State.Explained.At)),
                s.Answers.Commented, s.Answers.FamiliarityStated, s.Answers.Recommended, s.Answers.AmountSuggested,
                s.State.Status, s.State.Edition,
                Note = db.Notes.Where(n => n.SheetId == s.Id).Select(n => n.Saved.Operation).FirstOrDefault(),
                Expert = e.Version, Call = c.Version,
            }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }
        List<FieldSave> answers = [found.Commented, found.FamiliarityStated, found.Recommended, found.AmountSuggested];
        return new SheetVersion(
            found.Leaves + answers.Sum(a => a.Edition), LastOf(answers.Select(a => a.At).Append(found.Last ?? DateTime.UnixEpoch).Max()),
            $"{found.Status}{found.Edition}.{found.Note:N}.{found.Expert}.{found.Call}");
    }
}

/// <summary>Where the sheet stands among the expert's own of the call, in the reading order.</summary>
/// <param name="Place">From 1.</param>
public sealed record Neighbours(int Place, int Count, Guid? Previous, Guid? Next)
{
    /// <param name="sheets">In the reading order.</param>
    public static Neighbours In(IReadOnlyList<Guid> sheets, Guid sheet)
    {
        var at = sheets.Index().First(s => s.Item == sheet).Index;
        return new Neighbours(at + 1, sheets.Count, at > 0 ? sheets[at - 1] : null, at + 1 < sheets.Count ? sheets[at + 1] : null);
    }
}

/// <summary>A leaf with what the expert gave it.</summary>
/// <param name="Measured">For a measured leaf: its points and the figure they come from, in words.</param>
public sealed record SheetLeaf(IndicatorNode Node, LeafState State, (Rational? Points, string Figure)? Measured)
{
    public bool IsMissing => Measured is null && !State.IsGiven;

    /// <summary>A point of its scale is not a point of the whole.</summary>
    public bool IsScaled => (Node.Min, Node.Max) != (Rational.Zero, Node.Points);

    public string ScaleText => string.Create(CultureInfo.InvariantCulture, $"{Formats.Plain(Node.Min)}–{Formats.Plain(Node.Max)}");
}
