using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Assignments;

public class DrawLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly By Officer = By(1, Capacity.Officer), Supervisor = By(2, Capacity.Supervisor),
    Auditor = By(3, Capacity.Auditor);
    private static readonly By Rules = new(null, Capacity.Program, Noon, Guid.NewGuid());
    private static readonly FreeText Why = new("two experts fell ill"), Witness = new("a notary");
    private static readonly DrawEvidence First = new(DrawKind.Experts, new CallState(CallStage.Assigning), 0, false, []);
    private static readonly DrawEvidence Complete = First with
    {
        Sealed = [(SeedPart.Officer, Officer.Who), (SeedPart.Supervisor, Supervisor.Who), (SeedPart.Third, Auditor.Who)],
    };

    [Fact]
    public void FirstDraw_FrozenSealedHeldAndRevealed_GoesItsWay()
    {
        var draw = Done(DrawState.Unfrozen, new DrawLife.Freeze(1, "hash", null), Officer, First);
        Assert.Equal(DrawStatus.Sealing, draw.Status);
        Assert.Null(DrawLife.Decide(draw, new DrawLife.Seal(SeedPart.Officer, "c"), Officer, First).Refusal);

        var held = Done(draw, new DrawLife.Hold(Witness, Guid.NewGuid(), []), Officer, Complete);
        var revealed = Done(held, new DrawLife.Reveal("seed"), Officer, Complete with { Call = new CallState(CallStage.PublicNotice) });

        Assert.Equal((DrawStatus.Drawn, Witness, Officer.Person), (held.Status, held.Witness, held.DrawnBy));
        Assert.Equal(Noon, revealed.RevealedAt);
        Assert.Equal(new DrawLife.NotInThisState(DrawStatus.Drawn), Refused(revealed, new DrawLife.Reveal("seed"), Officer, Complete));
    }

    [Fact]
    public void FurtherDraw_NeedsAReasonAndTheSupervisor()
    {
        var further = First with { Earlier = 1 };
        var asked = Done(DrawState.Unfrozen, new DrawLife.Freeze(2, "hash", Why), Officer, further);

        Assert.IsType<Refusal.NeedsReason>(Refused(DrawState.Unfrozen, new DrawLife.Freeze(2, "hash", null), Officer, further));
        Assert.IsType<DrawLife.AnotherWaits>(
            Refused(DrawState.Unfrozen, new DrawLife.Freeze(2, "hash", Why), Officer, further with { OneWaits = true }));
        Assert.Equal((DrawStatus.Requested, Why), (asked.Status, asked.Reason));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Supervisor), Refused(asked, new DrawLife.Allow(), Officer, further));
        Assert.Equal(new DrawLife.NotInThisState(DrawStatus.Requested),
            Refused(asked, new DrawLife.Seal(SeedPart.Officer, "c"), Officer, further));
        Assert.Equal(DrawStatus.Sealing, Done(asked, new DrawLife.Allow(), Supervisor, further).Status);
        Assert.Equal(DrawStatus.Replaced, Done(asked, new DrawLife.Disallow(), Supervisor, further).Status);
    }

    [Theory]
    [InlineData(SeedPart.Officer, Capacity.Officer)]
    [InlineData(SeedPart.Supervisor, Capacity.Supervisor)]
    [InlineData(SeedPart.Third, Capacity.Approver, Capacity.Auditor)]
    public void Seal_ByWhomThePartBelongsTo_AndOnceEach(SeedPart part, params Capacity[] owners)
    {
        var draw = new DrawState(DrawStatus.Sealing);

        foreach (var capacity in Enum.GetValues<Capacity>())
        {
            var refusal = Refused(draw, new DrawLife.Seal(part, "c"), By(9, capacity), First);
            Assert.Equal(owners.Contains(capacity), refusal is null);
        }
        var owner = By(9, owners[0]);
        Assert.IsType<DrawLife.NotYours>(
            Refused(draw, new DrawLife.Seal(part, "c"), owner, First with { Sealed = [(part, Guid.NewGuid())] }));
        Assert.IsType<DrawLife.NotYours>(Refused(
            draw, new DrawLife.Seal(part, "c"), owner,
            First with { Sealed = [(part == SeedPart.Third ? SeedPart.Officer : SeedPart.Third, owner.Who)] }));
    }

    [Fact]
    public void Hold_WithoutAllSharesOrAWitness_IsRefused()
    {
        var draw = new DrawState(DrawStatus.Sealing);

        Assert.IsType<DrawLife.SharesAreMissing>(
            Refused(draw, Hold(Witness), Officer, Complete with { Sealed = [.. Complete.Sealed.Take(2)] }));
        Assert.IsType<DrawLife.NeedsWitness>(Refused(draw, Hold(null), Officer, Complete));
        Assert.IsType<DrawLife.NeedsWitness>(Refused(draw, Hold(Witness), Officer, Complete with { WitnessIsOfficer = true }));
        Assert.Equal(new DrawLife.TooEarlyToHold(DrawKind.Experts),
            Refused(draw, Hold(Witness), Officer, Complete with { Call = new CallState(CallStage.Scoring) }));
        Assert.All(
            new[] { DrawStatus.Requested, DrawStatus.Drawn, DrawStatus.Replaced },
            s => Assert.Equal(new DrawLife.NotInThisState(s), Refused(new DrawState(s), Hold(Witness), Officer, Complete)));

        static DrawLife.Hold Hold(FreeText? witness) => new(witness, null, []);
    }

    [Fact]
    public void Lots_AreSealedBeforeScoresAreOpenedAndHeldOnceScoringIsClosed()
    {
        var ranking = new CallState(CallStage.Ranking);
        var opened = ranking with { Opening = new Opening(Guid.NewGuid(), Guid.NewGuid(), Noon) };

        Assert.Equal(
            [CallStage.Assigning, CallStage.Scoring, CallStage.Ranking],
            Enum.GetValues<CallStage>().Where(s => DrawLife.TakesShares(DrawKind.Lots, new CallState(s))));
        Assert.False(DrawLife.TakesShares(DrawKind.Lots, opened));
        Assert.Equal([CallStage.Ranking], Enum.GetValues<CallStage>().Where(s => DrawLife.MayBeHeld(DrawKind.Lots, new CallState(s))));
        Assert.Equal([CallStage.Assigning],
            Enum.GetValues<CallStage>().Where(s => DrawLife.TakesShares(DrawKind.Experts, new CallState(s))));
    }

    /// <summary>
    /// Points that were known once could aim a seed; only lots that were never held may be sealed when scores are sealed again.
    /// </summary>
    [Fact]
    public void Shares_OnceScoresWereOpened_AreTakenForTheFirstLotsAlone()
    {
        var again = First with { Call = new CallState(CallStage.Assigning) { WasOpened = true } };
        var lots = again with { Kind = DrawKind.Lots };

        Assert.IsType<CallLife.ScoresWereOpened>(Refused(DrawState.Unfrozen, new DrawLife.Freeze(1, "hash", null), Officer, again));
        Assert.IsType<CallLife.ScoresWereOpened>(
            Refused(new DrawState(DrawStatus.Sealing), new DrawLife.Seal(SeedPart.Officer, "c"), Officer, again));
        Assert.IsType<CallLife.ScoresWereOpened>(
            Refused(new DrawState(DrawStatus.Sealing), new DrawLife.Hold(Witness, null, []), Officer,
                again with { Sealed = Complete.Sealed }));
        Assert.Null(Refused(DrawState.Unfrozen, new DrawLife.Freeze(1, "hash", null), Officer, lots));
        Assert.IsType<CallLife.ScoresWereOpened>(
            Refused(new DrawState(DrawStatus.Sealing), new DrawLife.Seal(SeedPart.Officer, "c"), Officer, lots with { OneIsDrawn = true }));
    }

    [Fact]
    public void GiveWay_IsNoPersonsActAndTakesOnlyWhatWaitsForShares()
    {
        Assert.Equal(DrawStatus.Replaced, Done(new DrawState(DrawStatus.Sealing), new DrawLife.GiveWay(), Rules, First).Status);
        Assert.Equal(new DrawLife.NotInThisState(DrawStatus.Drawn),
            Refused(new DrawState(DrawStatus.Drawn), new DrawLife.GiveWay(), Rules, First));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Program),
            Refused(new DrawState(DrawStatus.Sealing), new DrawLife.GiveWay(), Officer, First));
    }

    [Fact]
    public void Reveal_OfExpertsBeforeTheNotice_IsRefused() => Assert.IsType<DrawLife.TooEarlyToReveal>(
        Refused(new DrawState(DrawStatus.Drawn), new DrawLife.Reveal("s"), Officer,
            Complete with { Call = new CallState(CallStage.Deliberation) }));

    private static Refusal? Refused(DrawState draw, Act act, By by, DrawEvidence seen) => DrawLife.Decide(draw, act, by, seen).Refusal;

    private static DrawState Done(DrawState draw, Act act, By by, DrawEvidence seen)
    {
        var answer = DrawLife.Decide(draw, act, by, seen);
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(draw, DrawLife.Apply);
    }

    private static By By(int person, Capacity capacity) => new(new Guid(person, 0, 0, new byte[8]), capacity, Noon, Guid.NewGuid());
}
