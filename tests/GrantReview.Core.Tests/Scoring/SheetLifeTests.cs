using CsCheck;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class SheetLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly SheetEvidence Opened = SheetEvidence.Scoring with { IsScoring = false, ScoresWereOpened = true };
    private static readonly FreeText Why = new("why");

    [Theory]
    [InlineData(SheetStatus.Open, true)]
    [InlineData(SheetStatus.Returned, true)]
    [InlineData(SheetStatus.Submitted, false)]
    [InlineData(SheetStatus.Suspended, false)]
    [InlineData(SheetStatus.Held, false)]
    [InlineData(SheetStatus.Discounted, false)]
    public void Submit_FromAState_IsAllowedWhileTheExpertWrites(SheetStatus status, bool isAllowed) =>
        Assert.Equal(isAllowed, Decide(In(status), new SheetLife.Submit(), Capacity.Expert).Refusal is null);

    [Fact]
    public void Submit_WithSomethingMissing_NamesIt()
    {
        var missing = new Unanswered([], [], [SheetQuestionKind.Recommendation]);

        var refusal = SheetLife.Decide(SheetState.Opened, new SheetLife.Submit(), By(Capacity.Expert),
            SheetEvidence.Scoring with { Missing = missing }).Refusal;

        Assert.Equal(missing, Assert.IsType<SheetLife.IsIncomplete>(refusal).Missing);
    }

    /// <summary>A score of each leaf, the reason of a veto, and each answer that the call requires; nothing else.</summary>
    [Fact]
    public void Unanswered_OfASheet_NamesEachBlankThatIsRequired()
    {
        var tree =
            new IndicatorTree([A.Leaf("points", "50"), A.Leaf("veto", "50") with { Kind = IndicatorKind.Veto }], ScoringSettings.Default);
        SheetQuestion[] asked =
        [
            new(SheetQuestionKind.OverallComment, true), new(SheetQuestionKind.Familiarity, true),
            new(SheetQuestionKind.Recommendation, true), new(SheetQuestionKind.SuggestedAmount, false),
        ];
        var failed = new LeafFilling(0, false, false);
        var answered = SheetAnswers.Blank with
        {
            OverallComment = Why, Familiarity = Familiarity.Fair, Recommendation = Recommendation.Reject,
        };

        var blank = Of(SheetAnswers.Blank, default, default);
        var unexplained = Of(answered with { OverallComment = new FreeText(" ") }, new(null, true, false), failed);

        Assert.Equal((2, 0, 3), (blank.Leaves.Count, blank.Reasons.Count, blank.Questions.Count));
        Assert.Equal(("veto", SheetQuestionKind.OverallComment),
            (Assert.Single(unexplained.Reasons).Code.Value, Assert.Single(unexplained.Questions)));
        Assert.Equal((2, 1), (unexplained.Count, unexplained.Sealed.Count));
        Assert.True(Of(answered, new(1, false, false), failed with { IsExplained = true }).IsNothing);
        Assert.True(Of(answered, new(1, false, false), new(50, false, false)).IsNothing);

        Unanswered Of(SheetAnswers answers, LeafFilling points, LeafFilling veto) =>
            Unanswered.Of([.. tree.Leaves], code => code.Value == "veto" ? veto : points, asked, answers);
    }

    [Fact]
    public void Writing_AtTheDeadline_IsOver()
    {
        var closes = SheetEvidence.Scoring with { ClosesAt = Noon };

        Assert.Null(SheetLife.RefuseWriting(SheetState.Opened, By(Capacity.Expert, Noon.AddMicroseconds(-1)), closes));
        Assert.Equal(new SheetLife.ScoringIsOver(Noon), SheetLife.RefuseWriting(SheetState.Opened, By(Capacity.Expert, Noon), closes));
    }

    [Fact]
    public void Return_WhileSealed_GivesItBackAtOnceAsANewEdition()
    {
        var returned = Done(In(SheetStatus.Submitted), new SheetLife.Return(Why, Defect.Form), Capacity.Officer, SheetEvidence.Scoring);

        Assert.Equal((SheetStatus.Returned, 2, Defect.Form), (returned.Status, returned.Edition, returned.ReturnDefect));
    }

    /// <summary>That points are too high or too low is no defect; once they are known, a second person judges the reason.</summary>
    [Fact]
    public void Return_WithoutADefect_IsRefusedUntilScoresWereOpened()
    {
        Assert.IsType<SheetLife.NeedsDefect>(
            Decide(In(SheetStatus.Submitted), new SheetLife.Return(Why, null), Capacity.Officer, SheetEvidence.Scoring).Refusal);
        var asked = Done(In(SheetStatus.Submitted), new SheetLife.Return(Why, null), Capacity.Officer, Opened, person: 1);
        var request = asked.Reopening?.Request.Id ?? throw new InvalidOperationException("Nobody asked.");

        Assert.Null(Done(asked, new SheetLife.ConfirmReopening(request), Capacity.Supervisor, Opened, person: 2).ReturnDefect);
    }

    /// <summary>Going back seals the scores again, and the points are known all the same.</summary>
    [Fact]
    public void ReturnAndLeave_OnceOpenedAndSealedAgain_AreNoSinglePersonsActs()
    {
        var again = SheetEvidence.Scoring with { ScoresWereOpened = true };
        var returned = In(SheetStatus.Returned) with { Edition = 2 };

        Assert.Equal(SheetStatus.Submitted,
            Done(In(SheetStatus.Submitted), new SheetLife.Return(Why, Defect.Form), Capacity.Officer, again).Status);
        foreach (var why in Enum.GetValues<Leaving>())
        {
            Assert.IsType<CallLife.ScoresWereOpened>(Decide(returned, new SheetLife.Leave(why, Why), Capacity.Officer, again).Refusal);
        }
        Assert.IsType<CallLife.ScoresWereOpened>(
            Decide(In(SheetStatus.Submitted), new SheetLife.Leave(Leaving.PlanChanged, Why), Capacity.Officer, again).Refusal);
        Assert.Equal(
            SheetStatus.Suspended, Done(In(SheetStatus.Open), new SheetLife.Leave(Leaving.Declined, Why), Capacity.Officer, again).Status);
    }

    [Fact]
    public void Return_OnceOpened_WaitsForAnotherPerson()
    {
        var asked = Done(In(SheetStatus.Submitted), new SheetLife.Return(Why, Defect.Form), Capacity.Officer, Opened, person: 1);
        var request = asked.Reopening?.Request.Id ?? throw new InvalidOperationException("Nobody asked.");

        Assert.Equal(SheetStatus.Submitted, asked.Status);
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            Decide(asked, new SheetLife.ConfirmReopening(request), Capacity.Approver, Opened, person: 1).Refusal);
        Assert.IsType<Refusal.RequestWasReplaced>(
            Decide(asked, new SheetLife.ConfirmReopening(Guid.NewGuid()), Capacity.Approver, Opened, person: 2).Refusal);
        Assert.Equal(SheetStatus.Returned,
            Done(asked, new SheetLife.ConfirmReopening(request), Capacity.Supervisor, Opened, person: 2).Status);
    }

    [Fact]
    public void Hold_TakesAnOpenSheetAndKeepsASubmittedOneOut()
    {
        Assert.Equal(SheetStatus.Suspended,
            Done(In(SheetStatus.Open), new SheetLife.Hold(), Capacity.Program, SheetEvidence.Scoring).Status);
        Assert.Equal(SheetStatus.Held,
            Done(In(SheetStatus.Submitted), new SheetLife.Hold(), Capacity.Program, SheetEvidence.Scoring).Status);
        Assert.IsType<SheetLife.TooLateForConflicts>(
            Decide(In(SheetStatus.Submitted), new SheetLife.Hold(), Capacity.Program,
                SheetEvidence.Scoring with { ConflictsAreOpen = false }).Refusal);
    }

    [Theory]
    [InlineData(true, SheetStatus.Submitted)]
    [InlineData(false, SheetStatus.Discounted)]
    public void Rule_OnAHeldSheet_IsTheSupervisors(bool counts, SheetStatus after)
    {
        Assert.IsType<Refusal.NeedsCapacity>(Decide(In(SheetStatus.Held), new SheetLife.Rule(counts, Why), Capacity.Officer).Refusal);
        Assert.IsType<Refusal.NeedsReason>(Decide(In(SheetStatus.Held), new SheetLife.Rule(counts, null), Capacity.Supervisor).Refusal);
        Assert.Equal(after, Done(In(SheetStatus.Held), new SheetLife.Rule(counts, Why), Capacity.Supervisor, SheetEvidence.Scoring).Status);
    }

    [Fact]
    public void Score_WithoutHavingSeenTheLastSave_IsRefused()
    {
        var saved = Score(LeafState.Blank, "4.5", new Edit(0, Guid.NewGuid()));

        Assert.Equal(new SheetLife.NewerIsThere(1), DecideScore(saved, "2", new Edit(0, Guid.NewGuid())).Refusal);
        Assert.Empty(DecideScore(saved, "4.50", new Edit(0, Guid.NewGuid())).Facts);
        Assert.Equal("4.5", $"{saved.Score}");
    }

    [Fact]
    public void Score_RepeatedByItsOperation_ChangesNothing()
    {
        Edit edit = new(0, Guid.NewGuid());
        var saved = Score(LeafState.Blank, "4.5", edit);

        Assert.Equal(Answer.Nothing, DecideScore(saved, "4.5", edit));
    }

    /// <summary>Typed over and typed back before the first of both arrived: whichever comes first, the one taken back never stands.</summary>
    [Fact]
    public void Score_ThatTakesAnotherBack_IsSaved_SoThatTheLateOneIsRefused()
    {
        var saved = Score(LeafState.Blank, "3", new Edit(0, Guid.NewGuid()));
        Edit late = new(1, Guid.NewGuid(), saved.Scored.Operation);
        Edit back = new(1, Guid.NewGuid(), late.Operation);

        var after = Score(saved, "3", back);

        Assert.Equal((2, back.Operation, "3"), (after.Scored.Edition, after.Scored.Operation, $"{after.Score}"));
        Assert.Equal(new SheetLife.NewerIsThere(2), DecideScore(after, "5", late).Refusal);
        Assert.Equal("3", $"{Score(Score(saved, "5", late), "3", back).Score}");
        Assert.Empty(DecideScore(saved, "3.0", new Edit(1, Guid.NewGuid(), saved.Scored.Operation)).Facts);
    }

    /// <summary>The answer to a save was lost on its way, and the window typed on.</summary>
    [Fact]
    public void Score_ThatFollowsTheWindowsOwnSave_IsTaken()
    {
        Edit first = new(0, Guid.NewGuid());
        var saved = Score(LeafState.Blank, "4", first);

        Assert.Equal("4.5", $"{Score(saved, "4.5", new Edit(0, Guid.NewGuid(), first.Operation)).Score}");
        Assert.IsType<SheetLife.NewerIsThere>(DecideScore(saved, "4.5", new Edit(0, Guid.NewGuid(), Guid.NewGuid())).Refusal);
        Assert.IsType<SheetLife.NewerIsThere>(DecideScore(saved, "4.5", new Edit(0, Guid.NewGuid(), Guid.Empty)).Refusal);
    }

    /// <summary>Score and reason are fields of their own: saving one asks nothing of the other.</summary>
    [Fact]
    public void Explain_BesideANewerScore_IsTaken()
    {
        var saved = Score(LeafState.Blank, "4.5", new Edit(0, Guid.NewGuid()));
        var explained = LeafLife.Decide(
            saved, new LeafLife.Explain(Leaf, new FreeText("sound"), new Edit(0, Guid.NewGuid())), By(Capacity.Expert), SheetState.Opened,
            SheetEvidence.Scoring);

        var after = LeafLife.Apply(saved, Assert.Single(explained.Facts));
        Assert.Equal(("4.5", "sound"), ($"{after.Score}", $"{after.Reason}"));
        Assert.Equal(new Refusal.TextIsTooLong(), LeafLife.Decide(
            after, new LeafLife.Explain(Leaf, new FreeText(new string('长', FreeText.Longest + 1)), new Edit(1, Guid.NewGuid())),
            By(Capacity.Expert),
            SheetState.Opened, SheetEvidence.Scoring).Refusal);
    }

    [Fact]
    public void Answers_EachOnItsOwn_BlankNoOther()
    {
        var answers = AnswersLife.Apply(SheetAnswers.Blank,
            Assert.Single(Answered(SheetAnswers.Blank, new AnswersLife.Comment(new FreeText("good"), new Edit(0, Guid.NewGuid()))).Facts));
        answers = AnswersLife.Apply(answers,
            Assert.Single(Answered(answers, new AnswersLife.StateFamiliarity(Familiarity.Fair, new Edit(0, Guid.NewGuid()))).Facts));

        Assert.Equal(("good", Familiarity.Fair), ($"{answers.OverallComment}", answers.Familiarity));
        Assert.Equal(
            new SheetLife.NewerIsThere(1),
            Answered(answers, new AnswersLife.Comment(new FreeText("older"), new Edit(0, Guid.NewGuid()))).Refusal);
    }

    /// <summary>
    /// Windows that save in any order, repeat what they sent and miss answers: no save is replaced by an edit that had not seen it.
    /// </summary>
    [Fact]
    public void RandomWindows_NeverReplaceWhatTheyDidNotSee()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4], Gen.Bool, Gen.Bool).Array[1, 20].Sample(steps =>
        {
            var leaf = LeafState.Blank;
            var seen = new long[3];
            var sent = new Guid[3];
            foreach (var (window, points, looks, hears) in steps)
            {
                if (looks)
                {
                    (seen[window], sent[window]) = (leaf.Scored.Edition, Guid.Empty);
                }
                Edit edit = new(seen[window], Guid.NewGuid(), sent[window]);
                var before = leaf.Scored;
                var knew = edit.Seen == before.Edition || (before.Edition > 0 && before.Operation == sent[window]);
                var answer = DecideScore(leaf, $"{points}", edit);
                if (answer.Facts is [var fact])
                {
                    if (!knew)
                    {
                        return false;
                    }
                    leaf = LeafLife.Apply(leaf, fact);
                    sent[window] = edit.Operation;
                    seen[window] = hears ? leaf.Scored.Edition : seen[window];
                    if (DecideScore(leaf, $"{points}", edit) != Answer.Nothing)
                    {
                        return false;
                    }
                }
            }
            return true;
        });
    }

    [Theory]
    [InlineData("5.01", ScoreFault.OutOfScale)]
    [InlineData("abc", ScoreFault.NotANumber)]
    [InlineData("4/5", ScoreFault.IsFraction)]
    [InlineData("#0", ScoreFault.NotALevel)]
    public void Score_OfWhatIsNoScore_SaysWhy(string typed, ScoreFault fault) =>
        Assert.Equal(fault,
            Assert.IsType<LeafLife.IsNoScore>(DecideScore(LeafState.Blank, typed, new Edit(0, Guid.NewGuid())).Refusal).Fault);

    [Theory]
    [InlineData("４．５", "4.5")]
    [InlineData("4，5", "4.5")]
    [InlineData("4。5", "4.5")]
    [InlineData("3分", "3")]
    [InlineData(" 2 points", "2")]
    public void Score_AsPeopleTypeIt_IsRead(string typed, string points) =>
        Assert.Equal(points, $"{Score(LeafState.Blank, typed, new Edit(0, Guid.NewGuid())).Score}");

    /// <summary>
    /// Whatever acts come in whatever order, with the scores opened: no single person makes a submitted sheet writable again.
    /// </summary>
    [Fact]
    public void RandomActs_OfOnePersonOnceOpened_NeverReopenASheet()
    {
        Act[] acts =
        [
            new SheetLife.Submit(), new SheetLife.Return(Why, Defect.Form), new SheetLife.Leave(Leaving.Declined, Why),
            new SheetLife.Leave(Leaving.PlanChanged, Why),
            new SheetLife.Seat(), new SheetLife.ConfirmReopening(Guid.Empty),
        ];
        Capacity[] capacities = [Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Expert];

        Gen.Select(Gen.Int[0, acts.Length - 1], Gen.Int[0, capacities.Length - 1]).Array[1, 12].Sample(steps =>
        {
            var sheet = In(SheetStatus.Submitted);
            foreach (var (which, who) in steps)
            {
                var (act, capacity) = (acts[which], capacities[who]);
                var shown = act is SheetLife.ConfirmReopening && sheet.Reopening is { } asked
                    ? new SheetLife.ConfirmReopening(asked.Request.Id) : act;
                var answer = Decide(sheet, shown, capacity, Opened, person: 1);
                sheet = (answer.Facts ?? []).Aggregate(sheet, SheetLife.Apply);
            }
            return !sheet.IsOpen && sheet.Edition == 1;
        });
    }

    private static SheetState In(SheetStatus status) => SheetState.Opened with { Status = status };

    private static Answer Decide(SheetState sheet, Act act, Capacity capacity, SheetEvidence? seen = null, int person = 1) =>
        SheetLife.Decide(sheet, act, By(capacity, person: person), seen ?? SheetEvidence.Scoring);

    private static SheetState Done(SheetState sheet, Act act, Capacity capacity, SheetEvidence seen, int person = 1)
    {
        var answer = Decide(sheet, act, capacity, seen, person);
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(sheet, SheetLife.Apply);
    }

    private static IndicatorNode Leaf { get; } = A.Tree(leaves: [("a", "5"), ("b", "95")]).Leaves.First(l => l.Code.Value == "a");

    private static Answer DecideScore(LeafState leaf, string typed, Edit edit) =>
        LeafLife.Decide(leaf, new LeafLife.Score(Leaf, typed, edit), By(Capacity.Expert), SheetState.Opened, SheetEvidence.Scoring);

    private static LeafState Score(LeafState leaf, string typed, Edit edit) =>
        LeafLife.Apply(leaf, Assert.Single(DecideScore(leaf, typed, edit).Facts));

    private static Answer Answered(SheetAnswers answers, Act act) =>
        AnswersLife.Decide(answers, act, By(Capacity.Expert), SheetState.Opened, SheetEvidence.Scoring);

    private static By By(Capacity capacity, DateTime? at = null, int person = 1) =>
        new(new Guid(person, 0, 0, new byte[8]), capacity, at ?? Noon, Guid.NewGuid());
}
