using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;

namespace GrantReview.Core.Tests.Conflicts;

public class ConflictLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly CallState Scoring = new(CallStage.Scoring);
    private static readonly FreeText Why = new("the project ended");
    private static readonly By Rules = new(null, Capacity.Program, Noon, Guid.NewGuid());
    private static readonly By Officer = By(1, Capacity.Officer), Approver = By(2, Capacity.Approver), Expert = By(3, Capacity.Expert);

    [Fact]
    public void Dismissal_ByTwoPersonsWithAReason_SetsItAside()
    {
        var proposed = Done(Found(ConflictGround.PartnerUnit), new ConflictLife.Propose(Why), Officer);

        var dismissed = Done(proposed, new ConflictLife.Agree(RequestOf(proposed)), Approver);

        Assert.True(proposed.Bars && proposed.IsProposed);
        Assert.Equal((ConflictStatus.Dismissed, false, (Guid?)Approver.Who, Why),
            (dismissed.Status, dismissed.Bars, dismissed.DecidedBy, dismissed.Dismissal?.Reason));
    }

    [Fact]
    public void Dismissal_WithoutAReasonARequestOrASecondPerson_IsRefused()
    {
        var found = Found(ConflictGround.PartnerUnit);
        var proposed = Done(found, new ConflictLife.Propose(Why), Officer);
        var request = RequestOf(proposed);

        Assert.IsType<Refusal.NeedsReason>(Refused(found, new ConflictLife.Propose(null), Officer));
        Assert.IsType<Refusal.RequestWasReplaced>(Refused(found, new ConflictLife.Agree(request), Approver));
        Assert.IsType<Refusal.RequestWasReplaced>(Refused(proposed, new ConflictLife.Agree(Guid.NewGuid()), Approver));
        Assert.IsType<Refusal.NeedsAnotherPerson>(Refused(proposed, new ConflictLife.Agree(request), By(1, Capacity.Approver)));
        Assert.IsType<ConflictLife.IsProposedAlready>(Refused(proposed, new ConflictLife.Propose(Why), Officer));
        Assert.IsType<ConflictLife.IsProposedAlready>(Refused(proposed, new ConflictLife.Confirm(), Officer));
    }

    [Fact]
    public void Keep_OfWhatWasProposed_ConfirmsItAndItCanBeProposedAgain()
    {
        var proposed = Done(Found(ConflictGround.CoAuthor), new ConflictLife.Propose(Why), Officer);

        var kept = Done(proposed, new ConflictLife.Keep(RequestOf(proposed)), Approver);

        Assert.Equal((ConflictStatus.Confirmed, null), (kept.Status, kept.Dismissal));
        Assert.IsType<Refusal.RequestWasReplaced>(Refused(kept, new ConflictLife.Agree(RequestOf(proposed)), Approver));
        Assert.True(Done(kept, new ConflictLife.Propose(Why), Officer).IsProposed);
    }

    [Fact]
    public void Dismissal_OfOneselfKinAdvisorOrTheSameEntity_IsNeverAllowed()
    {
        foreach (var ground in ConflictLife.NeverDismissed)
        {
            var found = Found(ground);
            var forced = found with { Dismissal = new Dismissal(Why) { Request = Request.From(Officer) } };

            Assert.Equal(new ConflictLife.IsNeverDismissed(ground), Refused(found, new ConflictLife.Propose(Why), Officer));
            Assert.Equal(new ConflictLife.IsNeverDismissed(ground), Refused(forced, new ConflictLife.Agree(RequestOf(forced)), Approver));
            Assert.Equal(ConflictStatus.Confirmed, Done(found, new ConflictLife.Confirm(), Officer).Status);
        }
        Assert.Equal(5, ConflictLife.NeverDismissed.Count);
    }

    [Fact]
    public void Decision_OnWhatAPersonSaid_IsRefused()
    {
        var declared = Done(ConflictState.Unraised, new ConflictLife.Declare(Why), Expert);
        var pinned = Done(ConflictState.Unraised, new ConflictLife.Pin(Why), Officer);

        foreach (var stated in new[] { declared, pinned })
        {
            Assert.Equal(new ConflictLife.NotOpen(stated.Status), Refused(stated, new ConflictLife.Confirm(), Officer));
            Assert.Equal(new ConflictLife.NotOpen(stated.Status), Refused(stated, new ConflictLife.Propose(Why), Officer));
            Assert.Equal(new ConflictLife.NotOpen(stated.Status), Refused(stated, new ConflictLife.Agree(Guid.NewGuid()), Approver));
            Assert.IsType<ConflictLife.StandsAlready>(Refused(stated, new ConflictLife.Pin(Why), Officer));
            Assert.True(stated.Bars);
        }
        Assert.IsType<Refusal.NeedsReason>(Refused(ConflictState.Unraised, new ConflictLife.Declare(null), Expert));
    }

    [Fact]
    public void Decision_OnAQuestionOfIdentity_IsAnAnswer()
    {
        var question = Found(ConflictGround.IdentityQuestion);

        Assert.IsType<ConflictLife.NeedsAnswer>(Refused(question, new ConflictLife.Confirm(), Officer));
        Assert.IsType<ConflictLife.NeedsAnswer>(Refused(question, new ConflictLife.Propose(Why), Officer));
    }

    [Fact]
    public void Find_AgainWithOtherEvidence_OpensADismissalAndKeepsAConfirmation()
    {
        var found = Found(ConflictGround.CoProject);
        var proposed = Done(found, new ConflictLife.Propose(Why), Officer);
        var dismissed = Done(proposed, new ConflictLife.Agree(RequestOf(proposed)), Approver);
        var confirmed = Done(found, new ConflictLife.Confirm(), Officer);
        var other = new ConflictLife.Find(ConflictGround.CoProject, new FreeText("2024"));

        Assert.Empty(Answer(dismissed, new ConflictLife.Find(ConflictGround.CoProject, dismissed.Evidence), Rules).Facts);
        Assert.Equal((ConflictStatus.Found, null), (Done(dismissed, other, Rules).Status, Done(dismissed, other, Rules).Dismissal));
        Assert.Equal((ConflictStatus.Confirmed, "2024"),
            (Done(confirmed, other, Rules).Status, Done(confirmed, other, Rules).Evidence.Text));
    }

    [Fact]
    public void Lapse_TakesOnlyWhatNobodyDecided()
    {
        var found = Found(ConflictGround.CoAuthor);

        Assert.False(Done(found, new ConflictLife.Lapse(), Rules).Bars);
        Assert.True(Done(Done(found, new ConflictLife.Confirm(), Officer), new ConflictLife.Lapse(), Rules).Bars);
    }

    [Fact]
    public void EveryAct_ByAnotherCapacityOrOnceTheMeetingBegan_IsRefused()
    {
        Dictionary<Act, Capacity> acts = new()
        {
            [new ConflictLife.Find(ConflictGround.CoAuthor, Why)] = Capacity.Program, [new ConflictLife.Lapse()] = Capacity.Program,
            [new ConflictLife.Declare(Why)] = Capacity.Expert, [new ConflictLife.Pin(Why)] = Capacity.Officer,
            [new ConflictLife.Confirm()] = Capacity.Officer,
            [new ConflictLife.Propose(Why)] = Capacity.Officer, [new ConflictLife.Agree(Guid.Empty)] = Capacity.Approver,
            [new ConflictLife.Keep(Guid.Empty)] = Capacity.Approver,
        };

        foreach (var (act, needed) in acts)
        {
            foreach (var capacity in Enum.GetValues<Capacity>().Where(c => c != needed))
            {
                Assert.Equal(new Refusal.NeedsCapacity(needed), Refused(Found(ConflictGround.CoAuthor), act, By(8, capacity)));
            }
            foreach (var stage in Enum.GetValues<CallStage>().Where(s => s >= CallStage.Deliberation))
            {
                Assert.IsType<ConflictLife.IsTooLate>(
                    ConflictLife.Decide(Found(ConflictGround.CoAuthor), act, By(8, needed), new CallState(stage)).Refusal);
            }
        }
    }

    /// <summary>
    /// Whatever happens, nothing but an agreement of a second person frees a pair, and never on a ground that two persons cannot set aside.
    /// </summary>
    [Fact]
    public void AnySequenceOfActs_OfOnePersonAlone_FreesNoPair()
    {
        var random = new Random(11);
        for (var run = 0; run < 300; run++)
        {
            var conflict = Found(Enum.GetValues<ConflictGround>()[random.Next(16)]);
            var person = Guid.NewGuid();
            for (var step = 0; step < 20; step++)
            {
                var request = conflict.Dismissal?.Request.Id ?? Guid.NewGuid();
                Act act = random.Next(6) switch
                {
                    0 => new ConflictLife.Confirm(), 1 => new ConflictLife.Propose(Why), 2 => new ConflictLife.Agree(request),
                    3 => new ConflictLife.Keep(request),
                    4 => new ConflictLife.Pin(Why), _ => new ConflictLife.Declare(Why),
                };
                foreach (var capacity in new[] { Capacity.Officer, Capacity.Approver, Capacity.Expert })
                {
                    var answer = ConflictLife.Decide(conflict, act, new By(person, capacity, Noon, Guid.NewGuid()), Scoring);
                    conflict = answer.Refusal is null ? (answer.Facts ?? []).Aggregate(conflict, ConflictLife.Apply) : conflict;
                }
                Assert.True(conflict.Bars);
            }
        }
    }

    private static ConflictState Found(ConflictGround ground) =>
        Done(ConflictState.Unraised, new ConflictLife.Find(ground, new FreeText("2021")), Rules);

    private static Guid RequestOf(ConflictState conflict) => conflict.Dismissal?.Request.Id ?? Guid.Empty;

    private static Answer Answer(ConflictState conflict, Act act, By by) => ConflictLife.Decide(conflict, act, by, Scoring);

    private static Refusal? Refused(ConflictState conflict, Act act, By by) => Answer(conflict, act, by).Refusal;

    private static ConflictState Done(ConflictState conflict, Act act, By by)
    {
        var answer = Answer(conflict, act, by);
        Assert.Null(answer.Refusal);
        return (answer.Facts ?? []).Aggregate(conflict, ConflictLife.Apply);
    }

    private static By By(int person, Capacity capacity) => new(new Guid(person, 0, 0, new byte[8]), capacity, Noon, Guid.NewGuid());
}
