using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Core.Tests.Accounts;

public class RecusalLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Member = Id(9);
    private static readonly FreeText Why = new("a cousin applies");
    private static readonly RecusalState Out = new(true) { Reason = Why };

    [Fact]
    public void Recuse_ByEachCapacity_IsAllowedToApproversAndSupervisors()
    {
        foreach (var capacity in Enum.GetValues<Capacity>())
        {
            Assert.Equal(
                capacity is Capacity.Approver or Capacity.Supervisor,
                RecusalLife.Decide(RecusalState.None, Member, new RecusalLife.Recuse(Why), By(1, capacity)).Refusal is null);
        }
    }

    [Fact]
    public void Withdraw_ByTheMember_TakesEffectAtOnce_AndByAnotherNever()
    {
        var answer = RecusalLife.Decide(RecusalState.None, Member, new RecusalLife.Withdraw(Why), By(9, Capacity.Officer));

        Assert.Equal(Out, RecusalLife.Apply(RecusalState.None, Assert.Single(answer.Facts)));
        Assert.Equal(new Refusal.NotThere(),
            RecusalLife.Decide(RecusalState.None, Member, new RecusalLife.Withdraw(Why), By(1, Capacity.Officer)).Refusal);
        Assert.Equal(new Refusal.NeedsReason(),
            RecusalLife.Decide(RecusalState.None, Member, new RecusalLife.Withdraw(null), By(9, Capacity.Officer)).Refusal);
    }

    [Fact]
    public void Return_NeedsTwoPersons_NeitherOfThemTheMember()
    {
        var asked = Apply(Out, new RecusalLife.AskReturn(), By(1, Capacity.Officer));

        Assert.Equal(new GrantLife.NotForOneself(),
            RecusalLife.Decide(Out, Member, new RecusalLife.AskReturn(), By(9, Capacity.Officer)).Refusal);
        Assert.Equal(
            new GrantLife.NotForOneself(),
            RecusalLife.Decide(asked, Member, new RecusalLife.ConfirmReturn(Id(101)), By(9, Capacity.Supervisor)).Refusal);
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Supervisor),
            RecusalLife.Decide(asked, Member, new RecusalLife.ConfirmReturn(Id(101)), By(1, Capacity.Officer)).Refusal);
        Assert.Equal(
            new Refusal.NeedsAnotherPerson(),
            RecusalLife.Decide(asked, Member, new RecusalLife.ConfirmReturn(Id(101)), By(1, Capacity.Supervisor)).Refusal);
        Assert.Equal(RecusalState.None, Apply(asked, new RecusalLife.ConfirmReturn(Id(101)), By(2, Capacity.Supervisor)));
    }

    [Fact]
    public void Act_InTheOtherState_SaysSo()
    {
        Assert.Equal(new RecusalLife.IsAlready(true),
            RecusalLife.Decide(Out, Member, new RecusalLife.Recuse(Why), By(1, Capacity.Supervisor)).Refusal);
        Assert.Equal(new RecusalLife.IsAlready(false),
            RecusalLife.Decide(RecusalState.None, Member, new RecusalLife.AskReturn(), By(1, Capacity.Officer)).Refusal);
    }

    /// <summary>The rules recuse a member whose unit applies, and no more once two persons let the member come back all the same.</summary>
    [Fact]
    public void Find_ByTheRules_RecusesUntilTwoPersonsSayOtherwise()
    {
        var found = new RecusalLife.Find("甲大学", "P01");
        var rules = new By(null, Capacity.Program, Noon, Id(100));
        var recused = Apply(RecusalState.None, found, rules);
        var back = Apply(Apply(recused, new RecusalLife.AskReturn(), By(1, Capacity.Officer)),
            new RecusalLife.ConfirmReturn(Id(101)), By(2, Capacity.Supervisor));

        Assert.Equal(new RecusalState(true) { Unit = "甲大学", Application = "P01" }, recused);
        Assert.Empty(RecusalLife.Decide(recused, Member, found, rules).Facts ?? []);
        Assert.Empty(RecusalLife.Decide(back, Member, found, rules).Facts ?? []);
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Program),
            RecusalLife.Decide(RecusalState.None, Member, found, By(1, Capacity.Officer)).Refusal);
    }

    private static RecusalState Apply(RecusalState state, Act act, By by) =>
        RecusalLife.Apply(state, Assert.Single(RecusalLife.Decide(state, Member, act, by).Facts));

    private static By By(int person, Capacity capacity) => new(Id(person), capacity, Noon, Id(100 + person));

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
