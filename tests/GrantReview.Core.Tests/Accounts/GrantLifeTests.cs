using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Core.Tests.Accounts;

public class GrantLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Call = Guid.Parse("00000000-0000-0000-0000-00000000000c");
    private static readonly Guid Somebody = Id(9);
    private static readonly Standing Approver = new(Call, Capacity.Approver);
    private static readonly Standing SystemAdministrator = new(null, Capacity.SystemAdministrator);
    private static readonly GrantEvidence Nothing = new([], Holders: 3, IsRecused: false, CallIsNew: false);

    /// <summary>What a call grants and what the house grants; who may ask and who may confirm.</summary>
    [Fact]
    public void Ask_ByEachCapacity_IsAllowedToOfficersInACallAndToSecurityAdministrators()
    {
        foreach (var capacity in Enum.GetValues<Capacity>())
        {
            var inCall = Decide(GrantState.None, Approver, new GrantLife.Ask(), By(1, capacity));
            var inHouse = Decide(GrantState.None, SystemAdministrator, new GrantLife.Ask(), By(1, capacity));

            Assert.Equal(capacity is Capacity.Officer or Capacity.SecurityAdministrator, inCall.Refusal is null);
            Assert.Equal(capacity is Capacity.SecurityAdministrator, inHouse.Refusal is null);
        }
    }

    [Fact]
    public void Confirm_ByEachCapacity_IsAllowedToApproversAndSupervisorsOfTheCallAndToSecurityAdministrators()
    {
        foreach (var capacity in Enum.GetValues<Capacity>())
        {
            var inCall = Decide(Asked(Approver), Approver, new GrantLife.Confirm(Id(101)), By(2, capacity));
            var inHouse = Decide(Asked(SystemAdministrator), SystemAdministrator, new GrantLife.Confirm(Id(101)), By(2, capacity));

            Assert.Equal(capacity is Capacity.Approver or Capacity.Supervisor or Capacity.SecurityAdministrator, inCall.Refusal is null);
            Assert.Equal(capacity is Capacity.SecurityAdministrator, inHouse.Refusal is null);
        }
    }

    [Fact]
    public void Confirm_ByWhoAsked_NeedsAnotherPerson() => Assert.Equal(
        new Refusal.NeedsAnotherPerson(),
        Decide(Asked(Approver), Approver, new GrantLife.Confirm(Id(101)), By(1, Capacity.SecurityAdministrator)).Refusal);

    [Fact]
    public void Confirm_OfAnotherRequestThanTheOneThatStands_IsRefused() => Assert.Equal(
        new Refusal.RequestWasReplaced(),
        Decide(Asked(Approver), Approver, new GrantLife.Confirm(Id(7)), By(2, Capacity.Supervisor)).Refusal);

    [Theory]
    [InlineData(Capacity.Officer)]
    [InlineData(Capacity.SecurityAdministrator)]
    public void AskOrConfirm_ForOneself_IsRefused(Capacity capacity)
    {
        By oneself = new(Somebody, capacity, Noon, Id(101));

        Assert.Equal(new GrantLife.NotForOneself(), Decide(GrantState.None, Approver, new GrantLife.Ask(), oneself).Refusal);
        Assert.Equal(
            new GrantLife.NotForOneself(),
            Decide(Asked(Approver), Approver, new GrantLife.Confirm(Id(101)), oneself with { Capacity = Capacity.Supervisor }).Refusal);
    }

    [Fact]
    public void Ask_WhenTheCapacityIsHeldOrThePersonIsRecused_IsRefused()
    {
        Assert.Equal(new GrantLife.IsHeldAlready(),
            Decide(new(GrantStatus.Held), Approver, new GrantLife.Ask(), By(1, Capacity.Officer)).Refusal);
        Assert.Equal(
            new GrantLife.IsRecused(),
            Decide(GrantState.None, Approver, new GrantLife.Ask(), By(1, Capacity.Officer), Nothing with { IsRecused = true }).Refusal);
    }

    /// <summary>What became of the person between the request and its confirmation counts, too.</summary>
    [Fact]
    public void Confirm_WhenThePersonBecameAnExpertMeanwhile_IsExcluded()
    {
        var refusal = Decide(
            Asked(Approver), Approver, new GrantLife.Confirm(Id(101)), By(2, Capacity.Supervisor),
            Nothing with { Held = [new Standing(Call, Capacity.Expert)] }).Refusal;

        Assert.Equal(ExclusionReason.ScoresOwn, Assert.IsType<GrantLife.IsExcluded>(refusal).Exclusion.Why);
    }

    [Theory]
    [InlineData(Capacity.Expert)]
    [InlineData(Capacity.Program)]
    [InlineData(Capacity.AuditAdministrator)]
    public void Ask_ForWhatACallDoesNotGrant_IsRefused(Capacity capacity) => Assert.Equal(
        new GrantLife.CannotBeGranted(capacity),
        Decide(GrantState.None, new(Call, capacity), new GrantLife.Ask(), By(1, Capacity.Officer)).Refusal);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public void Ask_ForASecurityAdministrator_IsGrantedAtOnceOnlyWhileThereAreFewerThanTwo(int holders, bool atOnce)
    {
        var answer = Decide(
            GrantState.None, new(null, Capacity.SecurityAdministrator), new GrantLife.Ask(), By(1, Capacity.SecurityAdministrator),
            Nothing with { Holders = holders });

        Assert.Equal(atOnce, Assert.Single(answer.Facts) is GrantLife.Granted { AskedBy: not null, ConfirmedBy: null });
    }

    [Theory]
    [InlineData(Capacity.SecurityAdministrator, 0, true)]
    [InlineData(Capacity.SystemAdministrator, 0, true)]
    [InlineData(Capacity.AuditAdministrator, 0, true)]
    [InlineData(Capacity.AuditAdministrator, 1, false)]
    [InlineData(Capacity.Officer, 0, false)]
    public void Appoint_ByTheProgram_IsForTheFirstAdministratorOfEachKind(Capacity capacity, int holders, bool isAllowed)
    {
        By program = new(null, Capacity.Program, Noon, Id(100));
        var seen = Nothing with { Holders = holders };

        Assert.Equal(isAllowed, Decide(GrantState.None, new(null, capacity), new GrantLife.Appoint(), program, seen).Refusal is null);
        Assert.NotNull(Decide(GrantState.None, new(Id(5), capacity), new GrantLife.Appoint(), program, seen).Refusal);
        Assert.NotNull(
            Decide(GrantState.None, new(null, capacity), new GrantLife.Appoint(), By(1, Capacity.SecurityAdministrator), seen).Refusal);
    }

    [Fact]
    public void Appoint_OfWhoAdministersSomethingElse_IsRefused() => Assert.IsType<GrantLife.IsExcluded>(Decide(
        GrantState.None, new(null, Capacity.AuditAdministrator), new GrantLife.Appoint(), new(null, Capacity.Program, Noon, Id(100)),
        Nothing with { Holders = 0, Held = [new Standing(null, Capacity.SystemAdministrator)] }).Refusal);

    [Theory]
    [InlineData(true, Capacity.Officer, true)]
    [InlineData(false, Capacity.Officer, false)]
    [InlineData(true, Capacity.Approver, false)]
    public void Found_OfANewCall_MakesItsOpenerTheOfficer(bool callIsNew, Capacity capacity, bool isAllowed)
    {
        By opener = new(Somebody, Capacity.Officer, Noon, Id(101));

        Assert.Equal(isAllowed,
            Decide(GrantState.None, new(Call, capacity), new GrantLife.Found(), opener,
            Nothing with { CallIsNew = callIsNew }).Refusal is null);
        Assert.NotNull(
            Decide(GrantState.None, new(Call, capacity), new GrantLife.Found(), By(1, Capacity.Officer),
            Nothing with { CallIsNew = true }).Refusal);
    }

    [Theory]
    [InlineData(Capacity.SecurityAdministrator, true, 2, false)]
    [InlineData(Capacity.SecurityAdministrator, true, 3, true)]
    [InlineData(Capacity.Officer, false, 1, false)]
    [InlineData(Capacity.Officer, false, 2, true)]
    [InlineData(Capacity.Approver, false, 1, true)]
    public void End_WhenTooFewWouldBeLeft_IsRefused(Capacity capacity, bool inHouse, int holders, bool isAllowed)
    {
        Standing what = new(inHouse ? null : Call, capacity);

        var answer = Decide(new(GrantStatus.Held), what, new GrantLife.End(new FreeText("moved")), By(1, Capacity.SecurityAdministrator),
            Nothing with { Holders = holders });

        Assert.Equal(isAllowed ? null : new GrantLife.IsTheLast(capacity), answer.Refusal);
    }

    [Fact]
    public void End_ByAnotherMember_NeedsASecurityAdministrator_AndAReason()
    {
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.SecurityAdministrator),
            Decide(new(GrantStatus.Held), Approver, new GrantLife.End(new FreeText("why")), By(1, Capacity.Officer)).Refusal);
        Assert.Equal(
            new Refusal.NeedsReason(),
            Decide(new(GrantStatus.Held), Approver, new GrantLife.End(null), By(1, Capacity.SecurityAdministrator)).Refusal);
        Assert.Null(
            Decide(new(GrantStatus.Held), Approver, new GrantLife.End(new FreeText("why")),
            new By(Somebody, Capacity.Approver, Noon, Id(101))).Refusal);
    }

    /// <summary>
    /// Random sequences of acts of two persons: nobody holds anything that one person alone asked for and confirmed, nor that is excluded.
    /// </summary>
    [Fact]
    public void RandomActs_NeverGrantWithoutTwoPersons()
    {
        var random = new Random(20251129);
        for (var run = 0; run < 500; run++)
        {
            var grant = GrantState.None;
            for (var step = 0; step < 12; step++)
            {
                By by = new(Id(random.Next(1, 3)), (Capacity)random.Next(1, 10), Noon, Id(random.Next(100, 104)));
                Act act = random.Next(4) switch
                {
                    0 => new GrantLife.Ask(), 1 => new GrantLife.Confirm(Id(random.Next(100, 104))),
                    2 => new GrantLife.Decline(Id(random.Next(100, 104))),
                    _ => new GrantLife.End(new FreeText("why")),
                };
                foreach (var fact in Decide(grant, Approver, act, by).Facts ?? [])
                {
                    Assert.True(fact is not GrantLife.Granted granted
                        || (granted.AskedBy != granted.ConfirmedBy && granted.ConfirmedBy == by.Who));
                    grant = GrantLife.Apply(grant, fact);
                }
            }
        }
    }

    private static Answer Decide(GrantState grant, Standing what, Act act, By by, GrantEvidence? seen = null) =>
        GrantLife.Decide(grant, Somebody, what, act, by, seen ?? Nothing);

    private static GrantState Asked(Standing what) => GrantLife.Apply(
        GrantState.None, Assert.Single(Decide(GrantState.None, what, new GrantLife.Ask(), By(1, Capacity.SecurityAdministrator)).Facts));

    private static By By(int person, Capacity capacity) =>
        new(capacity == Capacity.Program ? Id(0) : Id(person), capacity, Noon, Id(100 + person));

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
