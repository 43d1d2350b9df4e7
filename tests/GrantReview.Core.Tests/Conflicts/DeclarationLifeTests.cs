using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;

namespace GrantReview.Core.Tests.Conflicts;

public class DeclarationLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly CallState Scoring = new(CallStage.Scoring);
    private static readonly Guid First = Guid.NewGuid(), Second = Guid.NewGuid(), Foreign = Guid.NewGuid();
    private static readonly By Expert = By(Capacity.Expert), Rules = By(Capacity.Program);

    [Fact]
    public void Declare_ForTheWholeList_KeepsWhatWasSaidOfIt()
    {
        var act = new DeclarationLife.Declare([new(First, Competence.High), new(Foreign, Competence.Low)], [Second],
            DeclarationLife.UndertakingEdition);

        var fact = Assert.IsType<DeclarationLife.Declared>(
            Assert.Single(DeclarationLife.Decide(null, act, Expert, Scoring, [First, Second]).Facts));

        Assert.Equal((Noon, new StatedCompetence(First, Competence.High)), (fact.At, Assert.Single(fact.Known)));
        Assert.Equal(Noon, DeclarationLife.Apply(fact));
    }

    [Fact]
    public void Declare_WithSomeLeftOut_NamesThem() =>
        Assert.Equal([Second], Assert.IsType<DeclarationLife.LeavesOut>(DeclarationLife.Decide(
            null, new DeclarationLife.Declare([new(First, Competence.High)], [], DeclarationLife.UndertakingEdition), Expert, Scoring,
            [First, Second]).Refusal).Applications);

    [Fact]
    public void Declare_AgainOrOutsideScoring_IsRefused()
    {
        var act = new DeclarationLife.Declare([], [], DeclarationLife.UndertakingEdition);

        Assert.IsType<DeclarationLife.IsDeclared>(DeclarationLife.Decide(Noon, act, Expert, Scoring, []).Refusal);
        Assert.Equal(new CallLife.WrongStage(CallStage.Ranking),
            DeclarationLife.Decide(null, act, Expert, new CallState(CallStage.Ranking), []).Refusal);
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Expert),
            DeclarationLife.Decide(null, act, By(Capacity.Officer), Scoring, []).Refusal);
    }

    [Fact]
    public void Reopen_WhenTheListGrew_AsksAgain()
    {
        var answer = DeclarationLife.Decide(Noon, new DeclarationLife.Reopen(), Rules, Scoring, []);

        Assert.Null(DeclarationLife.Apply(Assert.Single(answer.Facts)));
        Assert.Empty(DeclarationLife.Decide(null, new DeclarationLife.Reopen(), Rules, Scoring, []).Facts ?? []);
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Program),
            DeclarationLife.Decide(Noon, new DeclarationLife.Reopen(), Expert, Scoring, []).Refusal);
    }

    private static By By(Capacity capacity) => new(Guid.NewGuid(), capacity, Noon, Guid.NewGuid());
}
