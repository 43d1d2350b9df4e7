using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Calls;

public class CallLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly By Officer = By(1, Capacity.Officer);
    private static readonly By Approver = By(2, Capacity.Approver);
    private static readonly By Supervisor = By(3, Capacity.Supervisor);
    private static readonly FreeText Why = new("why");

    [Fact]
    public void Advance_OneStageAtATime_ReachesTheLast()
    {
        var call = CallState.Drafted;
        while (CallLife.Next(call.Stage) is { } next)
        {
            call = Done(call, call.Stage == CallStage.Scoring ? new CallLife.CloseScoring(null) : new CallLife.Advance(next), Officer);
        }

        Assert.Equal(CallStage.Closed, call.Stage);
    }

    [Fact]
    public void Move_BetweenAnyTwoStages_IsOneForwardOrBackWithAReason()
    {
        foreach (var from in Enum.GetValues<CallStage>())
        {
            foreach (var to in Enum.GetValues<CallStage>())
            {
                var call = new CallState(from) { ScoringClosedAt = Noon };

                Assert.Equal(CallLife.Next(from) == to && from != CallStage.Scoring, Answer(call, new CallLife.Advance(to), Officer).Refusal is null);
                Assert.Equal(to < from, Answer(call, new CallLife.GoBack(to, Why), Officer).Refusal is null);
                Assert.NotNull(Answer(call, new CallLife.GoBack(to, null), Officer).Refusal);
            }
        }
    }

    [Fact]
    public void Advance_WhereNobodyIsScored_GoesFromFormalReviewToTheEvaluation_AndBackByTwo()
    {
        var seen = CallEvidence.Free with { NobodyIsScored = true };
        var review = new CallState(CallStage.FormalReview);
        Assert.IsType<CallLife.Skips>(CallLife.Decide(review, new CallLife.Advance(CallStage.Assigning), Officer, seen).Refusal);
        Assert.IsType<CallLife.Skips>(
            CallLife.Decide(review, new CallLife.Advance(CallStage.Ranking), Officer, CallEvidence.Free).Refusal);

        var call = CallLife.Decide(review, new CallLife.Advance(CallStage.Ranking), Officer, seen).Facts.Aggregate(review, CallLife.Apply);

        Assert.Equal((true, true, false), (call.IsUnscored, call.ScoresAreOpened, call.WasOpened));
        Assert.Equal([CallStage.FormalReview, CallStage.Open, CallStage.Draft], CallLife.Earlier(call));
        Assert.IsType<CallLife.Skips>(Answer(call, new CallLife.GoBack(CallStage.Scoring, Why), Officer).Refusal);
        Assert.IsType<CallLife.GoingBackRequested>(
            Assert.Single(Answer(call, new CallLife.GoBack(CallStage.FormalReview, Why), Officer).Facts));
        Assert.IsType<CallLife.WrongStage>(Answer(call, new CallLife.AskToOpen(), Officer).Refusal);
    }

    [Theory]
    [InlineData(Capacity.Approver)]
    [InlineData(Capacity.Supervisor)]
    [InlineData(Capacity.Auditor)]
    [InlineData(Capacity.Expert)]
    [InlineData(Capacity.Finance)]
    public void EveryActOfTheOfficer_BySomebodyElse_IsRefused(Capacity capacity)
    {
        Act[] acts =
        [
            new CallLife.Create("C", null), new CallLife.Advance(CallStage.Open), new CallLife.GoBack(CallStage.Draft, Why),
            new CallLife.CloseScoring(Why),
            new CallLife.AskToOpen(), new CallLife.SetDates(null, null, Noon), new CallLife.ExtendScoring(Noon.AddDays(1), Why),
        ];

        Assert.All(acts,
            act => Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), Answer(CallState.Drafted, act, By(9, capacity)).Refusal));
    }

    [Fact]
    public void Advance_WhenTheGateIsShut_SaysWhichOne() =>
        Assert.Equal(
            new CallLife.GateIsShut(Gate.TreeIsPublished),
            CallLife.Decide(CallState.Drafted, new CallLife.Advance(CallStage.Open), Officer,
                CallEvidence.Free with { Unmet = Gate.TreeIsPublished }).Refusal);

    [Fact]
    public void Open_ByTheOneWhoAsked_NeedsAnotherPerson()
    {
        var asked = Done(Closed(), new CallLife.AskToOpen(), Officer);

        var answer = Answer(asked, new CallLife.Open(OpeningOf(asked)), By(1, Capacity.Supervisor));

        Assert.IsType<Refusal.NeedsAnotherPerson>(answer.Refusal);
    }

    [Fact]
    public void Open_OfARequestThatWasReplaced_IsRefused()
    {
        var first = Done(Closed(), new CallLife.AskToOpen(), Officer);
        var second = Done(first, new CallLife.AskToOpen(), By(4, Capacity.Officer));

        Assert.IsType<Refusal.RequestWasReplaced>(Answer(second, new CallLife.Open(OpeningOf(first)), Supervisor).Refusal);
        Assert.True(Done(second, new CallLife.Open(OpeningOf(second)), Supervisor).ScoresAreOpened);
    }

    [Fact]
    public void GoBack_ToScoringOnceOpened_IsConfirmedByAnotherPersonAndSealsAgain()
    {
        var asked = Done(Opened(), new CallLife.GoBack(CallStage.Scoring, Why), Officer);

        Assert.Equal((CallStage.Ranking, true), (asked.Stage, asked.ScoresAreOpened));
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            Answer(asked, new CallLife.ConfirmGoingBack(BackOf(asked)), By(1, Capacity.Approver)).Refusal);

        var back = Done(asked, new CallLife.ConfirmGoingBack(BackOf(asked)), Approver);

        Assert.Equal((CallStage.Scoring, false, true), (back.Stage, back.ScoresAreOpened, back.WasOpened));
    }

    [Fact]
    public void GoBack_OnceScoresWereOpened_NeedsTwoPersonsEverAfter()
    {
        var asked = Done(Opened(), new CallLife.GoBack(CallStage.Scoring, Why), Officer);
        var back = Done(asked, new CallLife.ConfirmGoingBack(BackOf(asked)), Approver);

        var again = Done(back, new CallLife.GoBack(CallStage.Assigning, Why), Officer);

        Assert.Equal(CallStage.Scoring, again.Stage);
        Assert.NotNull(again.GoingBack);
    }

    /// <summary>Wherever the call is taken back to, nobody alone changes what the known scores decide by.</summary>
    [Fact]
    public void ChangesOfTheRules_OnceScoresWereOpened_AreNoSinglePersonsActs()
    {
        var other = CalibrationSettings.Default with { TrimEachEnd = 2 };
        foreach (var stage in Enum.GetValues<CallStage>())
        {
            var call = new CallState(stage) { WasOpened = true };
            Act[] acts =
            [
                new CallLife.ChangeSettings("0", Why, "", ""), new CallLife.ConfirmChoice(new SettingKey("dates"), "0", Why),
                new CallLife.ChangeConflictRules(ConflictSettings.Default, ConflictSettings.Default with { SameUnit = false }, Why),
            ];
            Assert.All(
                acts, act => Assert.True(Answer(call, act, Officer).Refusal is CallLife.ScoresWereOpened or CallLife.WrongStage));
            var tree = TreeLife.Decide(TreeState.Draft, 2, call, new TreeLife.Publish("0"), By(1, Capacity.Officer));
            Assert.True(tree.Refusal is CallLife.ScoresWereOpened or CallLife.WrongStage);
            Assert.DoesNotContain(
                Answer(call, new CallLife.ChangeScoringRule(CalibrationSettings.Default, other, Why), By(1, Capacity.Officer)).Facts ?? [],
                fact => fact is CallLife.ScoringRuleChanged);
        }
    }

    [Fact]
    public void ChangeScoringRule_OnceOpened_WaitsForAnotherPersonWhoConfirmsWhatWasShown()
    {
        var other = CalibrationSettings.Default with { TrimEachEnd = 2 };
        var asked = Done(Opened(), new CallLife.ChangeScoringRule(CalibrationSettings.Default, other, Why), By(1, Capacity.Officer));
        var request = asked.RuleRequest?.Request.Id ?? throw new InvalidOperationException("Nobody asked.");

        Assert.IsType<Refusal.NeedsAnotherPerson>(Confirm(request, By(1, Capacity.Approver)).Refusal);
        Assert.IsType<Refusal.RequestWasReplaced>(Confirm(Guid.NewGuid(), By(2, Capacity.Approver)).Refusal);
        Assert.IsType<Refusal.NeedsCapacity>(Confirm(request, By(2, Capacity.Officer)).Refusal);
        Assert.IsType<CallLife.ProposalIsPending>(
            CallLife.Decide(asked, new CallLife.ConfirmScoringRule(request, CalibrationSettings.Default), By(2, Capacity.Approver),
                CallEvidence.Free with { ProposalIsPending = true }).Refusal);
        var changed = Assert.IsType<CallLife.ScoringRuleChanged>(Assert.Single(Confirm(request, By(2, Capacity.Supervisor)).Facts));
        Assert.Equal((other, Why, By(1, Capacity.Officer).Person), (changed.After, changed.Reason, changed.RequestedBy));
        Assert.Null(CallLife.Apply(asked, changed).RuleRequest);

        Answer Confirm(Guid shown, By by) =>
            CallLife.Decide(asked, new CallLife.ConfirmScoringRule(shown, CalibrationSettings.Default), by, CallEvidence.Free);
    }

    [Fact]
    public void GoBack_OverWhatIsFrozen_IsARequest()
    {
        var frozen = CallEvidence.Free with { SomethingIsFrozen = true };

        var answer =
            CallLife.Decide(new CallState(CallStage.PublicNotice), new CallLife.GoBack(CallStage.Deliberation, Why), Officer, frozen);

        Assert.IsType<CallLife.GoingBackRequested>(Assert.Single(answer.Facts));
    }

    [Fact]
    public void CloseScoring_WithOpenSheets_NeedsAReason()
    {
        var call = new CallState(CallStage.Scoring);
        var seen = CallEvidence.Free with { OpenSheets = 2 };

        Assert.Equal(new CallLife.SheetsAreOpen(2), CallLife.Decide(call, new CallLife.CloseScoring(null), Officer, seen).Refusal);
        Assert.Null(CallLife.Decide(call, new CallLife.CloseScoring(Why), Officer, seen).Refusal);
    }

    [Fact]
    public void Dates_OnceScoringBegan_AreOnlyExtended()
    {
        var call = new CallState(CallStage.Scoring) { ScoringClosesAt = Noon.AddDays(1) };

        Assert.IsType<CallLife.WrongStage>(Answer(call, new CallLife.SetDates(null, null, Noon.AddDays(9)), Officer).Refusal);
        Assert.Equal(new CallLife.MustBeLater(Noon.AddDays(1)),
            Answer(call, new CallLife.ExtendScoring(Noon.AddDays(1), Why), Officer).Refusal);
        Assert.IsType<Refusal.NeedsReason>(Answer(call, new CallLife.ExtendScoring(Noon.AddDays(2), null), Officer).Refusal);
        Assert.Equal(Noon.AddDays(2), Done(call, new CallLife.ExtendScoring(Noon.AddDays(2), Why), Officer).ScoringClosesAt);
    }

    [Fact]
    public void Extension_OfOneExpert_MustBeLaterThanTheDeadlineAndNow()
    {
        var call = new CallState(CallStage.Scoring) { ScoringClosesAt = Noon.AddDays(-1) };

        Assert.Equal(new CallLife.MustBeLater(Noon),
            ExtensionLife.Decide(call, call.ScoringClosesAt, new ExtensionLife.Extend(Noon, Why), Officer).Refusal);
        Assert.Equal(
            new ExtensionLife.Extended(Noon.AddDays(-1), Noon.AddDays(1), Why),
            Assert.Single(ExtensionLife.Decide(call, call.ScoringClosesAt, new ExtensionLife.Extend(Noon.AddDays(1), Why), Officer).Facts));
    }

    [Theory]
    [InlineData(CallStage.Deliberation, Capacity.Approver, CallStage.PublicNotice, true)]
    [InlineData(CallStage.Deliberation, Capacity.Officer, CallStage.PublicNotice, false)]
    [InlineData(CallStage.PublicNotice, Capacity.Approver, CallStage.Awarded, true)]
    [InlineData(CallStage.Assigning, Capacity.Officer, CallStage.Scoring, true)]
    [InlineData(CallStage.Draft, Capacity.Officer, CallStage.Scoring, false)]
    public void Follow_OnlyWhereAnotherLifeLeads_ByItsOwnPerson(CallStage from, Capacity capacity, CallStage to, bool isAllowed) =>
        Assert.Equal(isAllowed, Answer(new CallState(from), new CallLife.Follow(to), By(5, capacity)).Refusal is null);

    private static Guid OpeningOf(CallState call) => call.OpeningRequest?.Id ?? throw new InvalidOperationException("Nobody asked.");

    private static Guid BackOf(CallState call) => call.GoingBack?.Request.Id ?? throw new InvalidOperationException("Nobody asked.");

    private static CallState Closed() => Done(new CallState(CallStage.Scoring), new CallLife.CloseScoring(null), Officer);

    private static CallState Opened()
    {
        var asked = Done(Closed(), new CallLife.AskToOpen(), Officer);
        return Done(asked, new CallLife.Open(OpeningOf(asked)), Supervisor);
    }

    private static Answer Answer(CallState call, Act act, By by) =>
        CallLife.Decide(call, act, by with { ActId = Guid.NewGuid() }, CallEvidence.Free);

    private static CallState Done(CallState call, Act act, By by)
    {
        var answer = Answer(call, act, by);
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(call, CallLife.Apply);
    }

    private static By By(int person, Capacity capacity) => new(new Guid(person, 0, 0, new byte[8]), capacity, Noon, Guid.NewGuid());
}
