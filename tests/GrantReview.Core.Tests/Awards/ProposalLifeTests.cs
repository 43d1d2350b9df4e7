using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Awards;

public class ProposalLifeTests
{
    private static readonly ProposalEvidence Allocating = new(CallStage.Allocating, InputsMovedOn: false, AnotherWaits: false);
    private static readonly ProposalLife.Propose Propose =
        new(Guid.NewGuid(), "hash", [new(new("A1"), Money.Parse("1"))], new FreeText("as computed"));

    [Theory]
    [InlineData(CallStage.Ranking, true)]
    [InlineData(CallStage.Allocating, true)]
    [InlineData(CallStage.Scoring, false)]
    [InlineData(CallStage.Deliberation, false)]
    public void Propose_InAStage_IsAllowedWhileAwardsAreMade(CallStage stage, bool isAllowed) =>
        Assert.Equal(isAllowed, ProposalLife.Decide(
            null, Propose, By(1, Capacity.Officer), Allocating with { Stage = stage }).Refusal is null);

    [Fact]
    public void Propose_OnInputsThatMovedOn_OrBesideAnother_IsRefused()
    {
        Assert.IsType<ProposalLife.InputsMovedOn>(Decide(null, Propose, Capacity.Officer, Allocating with { InputsMovedOn = true }));
        Assert.IsType<ProposalLife.AnotherWaits>(Decide(null, Propose, Capacity.Officer, Allocating with { AnotherWaits = true }));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), Decide(null, Propose, Capacity.Approver, Allocating));
    }

    /// <summary>A sheet that a conflict keeps out after the evaluation would take its score from the list that is signed.</summary>
    [Fact]
    public void ProposeAndApprove_WhileASheetIsHeld_AreRefused_AndReturningIsNot()
    {
        var held = Allocating with { Held = 2, InputsMovedOn = true };

        Assert.Equal(new ProposalLife.SheetsAreHeld(2), Decide(null, Propose, Capacity.Officer, held, person: 1));
        Assert.Equal(new ProposalLife.SheetsAreHeld(2), Decide(Made(), new ProposalLife.Approve(), Capacity.Approver, held));
        Assert.Null(Decide(Made(), new ProposalLife.Return(new FreeText("no")), Capacity.Approver, held));
    }

    [Fact]
    public void Decide_IsAnothersAndOnce()
    {
        var proposed = Made();

        Assert.IsType<Refusal.NeedsAnotherPerson>(Decide(proposed, new ProposalLife.Approve(), Capacity.Approver, Allocating, person: 1));
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            Decide(proposed, new ProposalLife.Return(new FreeText("no")), Capacity.Approver, Allocating, person: 1));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Approver),
            Decide(proposed, new ProposalLife.Approve(), Capacity.Officer, Allocating));
        var approved = ProposalLife.Apply(
            proposed, Assert.Single(ProposalLife.Decide(proposed, new ProposalLife.Approve(), By(2, Capacity.Approver), Allocating).Facts));
        Assert.Equal((ProposalStatus.Approved, Person(2)), (approved.Status, approved.DecidedBy));
        Assert.Equal(new ProposalLife.IsDecided(ProposalStatus.Approved),
            Decide(approved, new ProposalLife.Return(new FreeText("no")), Capacity.Approver, Allocating));
    }

    [Fact]
    public void Approve_OnInputsThatMovedOn_OrAfterTheCallWentBack_IsRefused_AndReturningIsNot()
    {
        var moved = Allocating with { Stage = CallStage.Ranking, InputsMovedOn = true };

        Assert.IsType<CallLife.WrongStage>(Decide(Made(), new ProposalLife.Approve(), Capacity.Approver, moved));
        Assert.IsType<ProposalLife.InputsMovedOn>(
            Decide(Made(), new ProposalLife.Approve(), Capacity.Approver, Allocating with { InputsMovedOn = true }));
        Assert.Null(Decide(Made(), new ProposalLife.Return(new FreeText("no")), Capacity.Approver, moved));
        Assert.IsType<Refusal.NeedsReason>(Decide(Made(), new ProposalLife.Return(null), Capacity.Approver, moved));
    }

    private static ProposalState Made() =>
        ProposalLife.Apply(null, Assert.Single(ProposalLife.Decide(null, Propose, By(1, Capacity.Officer), Allocating).Facts));

    private static Refusal? Decide(ProposalState? state, Act act, Capacity capacity, ProposalEvidence seen, int person = 2) =>
        ProposalLife.Decide(state, act, By(person, capacity), seen).Refusal;

    private static By By(int person, Capacity capacity) =>
        new(Person(person), capacity, new DateTime(2025, 6, 1, 4, 0, 0, DateTimeKind.Utc), Guid.NewGuid());

    private static Guid Person(int number) => new(number, 0, 0, new byte[8]);
}
