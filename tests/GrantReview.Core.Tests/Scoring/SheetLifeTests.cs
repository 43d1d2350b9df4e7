using CsCheck;
using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class SheetLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly SheetEvidence Opened = SheetEvidence.Scoring with { IsScoring = false, ScoresAreOpened = true };
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
        var refusal = SheetLife.Decide(SheetState.Opened, new SheetLife.Submit(), By(Capacity.Expert), SheetEvidence.Scoring with { Missing = ["a", "?"] }).Refusal;

        Assert.Equal(["a", "?"], Assert.IsType<SheetLife.IsIncomplete>(refusal).Missing);
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
        var returned = Done(In(SheetStatus.Submitted), new SheetLife.Return(Why), Capacity.Officer, SheetEvidence.Scoring);

        Assert.Equal((SheetStatus.Returned, 2), (returned.Status, returned.Edition));
    }

    [Fact]
    public void Return_OnceOpened_WaitsForAnotherPerson()
    {
        var asked = Done(In(SheetStatus.Submitted), new SheetLife.Return(Why), Capacity.Officer, Opened, person: 1);
        var request = asked.Reopening?.Request.Id ?? throw new InvalidOperationException("Nobody asked.");

        Assert.Equal(SheetStatus.Submitted, asked.Status);
        Assert.IsType<Refusal.NeedsAnotherPerson>(Decide(asked, new SheetLife.ConfirmReopening(request), Capacity.Approver, Opened, person: 1).Refusal);
        Assert.IsType<Refusal.RequestWasReplaced>(Decide(asked, new SheetLife.ConfirmReopening(Guid.NewGuid()), Capacity.Approver, Opened, person: 2).Refusal);
        Assert.Equal(SheetStatus.Returned, Done(asked, new SheetLife.ConfirmReopening(request), Capacity.Supervisor, Opened, person: 2).Status);
    }

    [Fact]
    public void Hold_TakesAnOpenSheetAndKeepsASubmittedOneOut()
    {
        Assert.Equal(SheetStatus.Suspended, Done(In(SheetStatus.Open), new SheetLife.Hold(), Capacity.Program, SheetEvidence.Scoring).Status);
        Assert.Equal(SheetStatus.Held, Done(In(SheetStatus.Submitted), new SheetLife.Hold(), Capacity.Program, SheetEvidence.Scoring).Status);
        Assert.IsType<SheetLife.TooLateForConflicts>(
            Decide(In(SheetStatus.Submitted), new SheetLife.Hold(), Capacity.Program, SheetEvidence.Scoring with { ConflictsAreOpen = false }).Refusal);
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
    public void Give_WithoutHavingSeenTheLastSave_IsRefusedWithWhatIsThere()
    {
        var saved = Give(LeafState.Blank, "4.5", seen: 0);

        Assert.Equal(new LeafLife.NewerIsThere(saved), DecideLeaf(saved, "2", seen: 0).Refusal);
        Assert.Empty(DecideLeaf(saved, "4.50", seen: 0).Facts);
        Assert.Equal("4.5", $"{saved.Score}");
    }

    [Fact]
    public void Give_RepeatedByItsOperation_ChangesNothing()
    {
        var operation = Guid.NewGuid();
        var saved = Give(LeafState.Blank, "4.5", seen: 0, operation);

        Assert.Equal(Answer.Nothing, DecideLeaf(saved, "4.5", seen: 0, operation));
    }

    [Theory]
    [InlineData("5.01", ScoreFault.OutOfScale)]
    [InlineData("abc", ScoreFault.NotANumber)]
    public void Give_OfWhatIsNoScore_SaysWhy(string typed, ScoreFault fault) =>
        Assert.Equal(fault, Assert.IsType<LeafLife.IsNoScore>(DecideLeaf(LeafState.Blank, typed, seen: 0).Refusal).Fault);

    /// <summary>Whatever acts come in whatever order, with the scores opened: no single person makes a submitted sheet writable again.</summary>
    [Fact]
    public void RandomActs_OfOnePersonOnceOpened_NeverReopenASheet()
    {
        Act[] acts =
        [
            new SheetLife.Submit(), new SheetLife.Return(Why), new SheetLife.Leave(Leaving.Declined, Why), new SheetLife.Leave(Leaving.PlanChanged, Why),
            new SheetLife.Seat(), new SheetLife.ConfirmReopening(Guid.Empty),
        ];
        Capacity[] capacities = [Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Expert];

        Gen.Select(Gen.Int[0, acts.Length - 1], Gen.Int[0, capacities.Length - 1]).Array[1, 12].Sample(steps =>
        {
            var sheet = In(SheetStatus.Submitted);
            foreach (var (which, who) in steps)
            {
                var (act, capacity) = (acts[which], capacities[who]);
                var shown = act is SheetLife.ConfirmReopening && sheet.Reopening is { } asked ? new SheetLife.ConfirmReopening(asked.Request.Id) : act;
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

    private static Answer DecideLeaf(LeafState leaf, string typed, long seen, Guid? operation = null)
    {
        var node = A.Tree(leaves: [("a", "5"), ("b", "95")]).Leaves.First(l => l.Code == "a");
        var act = new LeafLife.Give(node, typed, false, new FreeText(""), seen, operation ?? Guid.NewGuid());
        return LeafLife.Decide(leaf, act, By(Capacity.Expert), SheetState.Opened, SheetEvidence.Scoring);
    }

    private static LeafState Give(LeafState leaf, string typed, long seen, Guid? operation = null) =>
        LeafLife.Apply((LeafLife.Given)Assert.Single(DecideLeaf(leaf, typed, seen, operation).Facts));

    private static By By(Capacity capacity, DateTime? at = null, int person = 1) =>
        new(new Guid(person, 0, 0, new byte[8]), capacity, at ?? Noon, Guid.NewGuid());
}
