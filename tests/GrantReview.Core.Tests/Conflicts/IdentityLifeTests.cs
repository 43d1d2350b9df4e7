using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;

namespace GrantReview.Core.Tests.Conflicts;

public class IdentityLifeTests
{
    private static readonly CallState Assigning = new(CallStage.Assigning);
    private static readonly FreeText Why = new("another birthday");
    private static readonly By Rules = By(Capacity.Program), Officer = By(Capacity.Officer);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Say_ByTheOfficerWithAReason_StandsUntilItIsTakenBack(bool isSame)
    {
        var answered = Done(IdentityState.Unanswered, new IdentityLife.Say(isSame, Why), Officer);

        Assert.Equal((isSame, Officer.Person, Why), (answered.IsSame, answered.AnsweredBy, answered.Reason));
        Assert.Empty(IdentityLife.Decide(answered, new IdentityLife.Drop(), Rules, Assigning).Facts ?? []);
        Assert.Null(Done(answered, new IdentityLife.Say(null, Why), Officer).IsSame);
    }

    [Fact]
    public void Say_WithoutAReason_IsRefused() =>
        Assert.IsType<Refusal.NeedsReason>(
            IdentityLife.Decide(IdentityState.Unanswered, new IdentityLife.Say(true, null), Officer, Assigning).Refusal);

    [Fact]
    public void EveryAct_ByAnotherCapacityOrOnceTheMeetingBegan_IsRefused()
    {
        foreach (var (act, needed) in new (Act, Capacity)[]
        {
            (new IdentityLife.Ask(), Capacity.Program), (new IdentityLife.Drop(), Capacity.Program),
            (new IdentityLife.Say(true, Why), Capacity.Officer),
        })
        {
            Assert.All(
                Enum.GetValues<Capacity>().Where(c => c != needed),
                c => Assert.Equal(new Refusal.NeedsCapacity(needed),
                    IdentityLife.Decide(IdentityState.Unanswered, act, By(c), Assigning).Refusal));
            Assert.IsType<ConflictLife.IsTooLate>(
                IdentityLife.Decide(IdentityState.Unanswered, act, By(needed), new CallState(CallStage.Deliberation)).Refusal);
        }
    }

    private static IdentityState Done(IdentityState question, Act act, By by)
    {
        var answer = IdentityLife.Decide(question, act, by, Assigning);
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(question, IdentityLife.Apply);
    }

    private static By By(Capacity capacity) =>
        new(Guid.NewGuid(), capacity, new DateTime(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc), Guid.NewGuid());
}
