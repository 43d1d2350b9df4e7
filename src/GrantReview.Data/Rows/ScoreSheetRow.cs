using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;

namespace GrantReview.Data;

/// <summary>One expert's sheet for one application; its state changes by the facts of <see cref="SheetLife"/> alone.</summary>
public sealed class ScoreSheetRow(Guid callId, Guid applicationId, Guid expertId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public ReviewRound Round { get; private set; } = ReviewRound.Online;
    public SheetState State { get; private set; } = SheetState.Opened;
    public SheetAnswers Answers { get; private set; } = SheetAnswers.Blank;
    public List<LeafScoreRow> Leaves { get; private set; } = [];

    /// <summary>What was submitted, edition by edition.</summary>
    public List<SheetEditionRow> Editions { get; private set; } = [];

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, SheetEvidence seen) => act switch
    {
        SheetLife.Submit => Take(SheetLife.Decide(State, act, by, seen), by, fact =>
        {
            State = SheetLife.Apply(State, fact);
            Editions.Add(new SheetEditionRow(this));
        }),
        AnswersLife.Comment or AnswersLife.StateFamiliarity or AnswersLife.Recommend or AnswersLife.SuggestAmount =>
            Take(AnswersLife.Decide(Answers, act, by, State, seen), by, fact => Answers = AnswersLife.Apply(Answers, fact)),
        LeafLife.Score score => OnLeaf(score.Leaf, act, by, seen),
        LeafLife.Explain explain => OnLeaf(explain.Leaf, act, by, seen),
        _ => Take(SheetLife.Decide(State, act, by, seen), by, fact => State = SheetLife.Apply(State, fact)),
    };

    /// <summary>Why an edit would not be saved now; null = it would. Nothing changes.</summary>
    public Refusal? WouldRefuse(Act edit, By by, SheetEvidence seen) => (edit switch
    {
        LeafLife.Score score => LeafLife.Decide(Leaf(score.Leaf.Code), edit, by, State, seen),
        LeafLife.Explain explain => LeafLife.Decide(Leaf(explain.Leaf.Code), edit, by, State, seen),
        _ => AnswersLife.Decide(Answers, edit, by, State, seen),
    }).Refusal;

    /// <summary>What is given of a leaf; blank before its first save.</summary>
    public LeafState Leaf(IndicatorCode indicator) => Leaves.FirstOrDefault(l => l.Indicator == indicator.Value)?.State ?? LeafState.Blank;

    /// <summary>
    /// Makes the rows of the leaves that the expert is going to write, so that saves of different sheets never meet at one page of an
    /// index, which PostgreSQL takes for a race.
    /// </summary>
    public void Expect(IEnumerable<IndicatorCode> leaves) =>
        Leaves.AddRange(leaves.Where(l => !Leaves.Exists(r => r.Indicator == l.Value)).Select(l => new LeafScoreRow(CallId, Id, l.Value)));

    /// <summary>Writes one leaf; a row that the declaration did not make is made at the first save.</summary>
    private Answer OnLeaf(IndicatorNode node, Act act, By by, SheetEvidence seen)
    {
        var leaf = Leaves.FirstOrDefault(l => l.Indicator == node.Code.Value);
        if (leaf is not null)
        {
            return leaf.Do(act, by, State, seen);
        }
        leaf = new LeafScoreRow(CallId, Id, node.Code.Value);
        var answer = leaf.Do(act, by, State, seen);
        if (answer is { Refusal: null, Facts.Count: > 0 })
        {
            Leaves.Add(leaf);
        }
        return answer;
    }
}

/// <summary>What an expert has given one leaf; blank before the first save.</summary>
public sealed class LeafScoreRow(Guid callId, Guid sheetId, string indicator) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid SheetId { get; private set; } = sheetId;
    public string Indicator { get; private set; } = indicator;
    public LeafState State { get; private set; } = LeafState.Blank;

    /// <summary>The record keeps it with its sheet.</summary>
    public override string SubjectKind => "ScoreSheet";
    public override Guid SubjectId => SheetId;
    public override Guid? CallOf => CallId;

    internal Answer Do(Act act, By by, SheetState sheet, SheetEvidence seen) =>
        Take(LeafLife.Decide(State, act, by, sheet, seen), by, fact => State = LeafLife.Apply(State, fact));
}

/// <summary>The scores of a sheet as they were submitted; a later edition stands beside the first and never replaces it.</summary>
public sealed class SheetEditionRow : Row
{
    private SheetEditionRow()
    {
    }

    internal SheetEditionRow(ScoreSheetRow sheet)
    {
        SheetId = sheet.Id;
        Edition = sheet.State.Edition;
        SubmittedAt = sheet.State.SubmittedAt ?? throw new InvalidOperationException("A sheet that is submitted has its instant.");
        Scores = System.Text.Json.JsonSerializer.Serialize(sheet.Leaves.Where(l => l.State.IsGiven)
            .OrderBy(l => l.Indicator, StringComparer.Ordinal)
            .ToDictionary(l => l.Indicator, l => l.State.Score is { } score ? score.ToExactText() : null));
    }

    public Guid SheetId { get; private set; }
    public int Edition { get; private set; }
    public DateTime SubmittedAt { get; private set; }

    /// <summary>Leaf → points as exact text, null for N/A; JSON.</summary>
    public string Scores { get; private set; } = "{}";

    /// <summary>The same, read.</summary>
    public IReadOnlyDictionary<string, string?> Read() =>
        System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string?>>(Scores) ?? [];
}

/// <summary>What a <see cref="SheetState"/> says of one sheet, asked of many in the database.</summary>
public static class SheetQueries
{
    /// <summary>As <see cref="SheetState.IsOpen"/>.</summary>
    public static IQueryable<ScoreSheetRow> WhereOpen(this IQueryable<ScoreSheetRow> sheets) =>
        sheets.Where(s => s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned);

    /// <summary>Of leaves that were ever saved.</summary>
    public static IQueryable<LeafScoreRow> WhereSaved(this IQueryable<LeafScoreRow> leaves) =>
        leaves.Where(l => l.State.Scored.Edition > 0 || l.State.Explained.Edition > 0);

    /// <summary>As <see cref="SheetState.IsConflicted"/>.</summary>
    public static IQueryable<ScoreSheetRow> WhereConflicted(this IQueryable<ScoreSheetRow> sheets) => sheets.Where(
        s => s.State.Status == SheetStatus.Held || s.State.Status == SheetStatus.Discounted || s.State.Ruling!.Counts);

    /// <summary>What its expert may read: what is live, and what was lost after the declaration, but not by a conflict.</summary>
    public static IQueryable<ScoreSheetRow> WhereReadable(this IQueryable<ScoreSheetRow> sheets) => sheets.Where(
        s => s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned || s.State.Status == SheetStatus.Submitted
            || (s.State.Status == SheetStatus.Suspended && s.State.Position != null && s.State.Departure!.Why != Leaving.Conflict));

    /// <summary>As <see cref="SheetState.IsLive"/>.</summary>
    public static IQueryable<ScoreSheetRow> WhereLive(this IQueryable<ScoreSheetRow> sheets) => sheets.Where(
        s => s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned || s.State.Status == SheetStatus.Submitted);
}
