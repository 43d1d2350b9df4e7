using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Awards;

public class AwardDecisionTests
{
    private static readonly Deliberation Meeting =
        new("局党组会", new DateOnly(2025, 9, 10), "〔2025〕12号", ["张三", "李四"], [new Recusal("王五", "子女在申报单位任职", [new("A2")])]);
    private static readonly IReadOnlyList<FundedApplication> Proposed =
        [new(new("A1"), Money.Parse("100")), new(new("A2"), Money.Parse("200")), new(new("A3"), Money.Parse("300"))];

    [Fact]
    public void After_FollowsFromTheListBeforeAndTheChanges()
    {
        var decision = new AwardDecision(AwardStage.Decision, Proposed, Meeting,
            [new AwardChange(new("A2"), Money.Parse("200"), null, "重复立项"),
                new AwardChange(new("A3"), Money.Parse("300"), Money.Parse("250.5"), "核减设备费"),
                new AwardChange(new("A9"), null, Money.Parse("80"), "统筹考虑")]);

        Assert.Empty(decision.Faults());
        Assert.Equal("A1:100 A3:250.5 A9:80", string.Join(' ', decision.After().Select(a => $"{a.Id}:{a.Amount}")));
    }

    [Theory]
    [InlineData(DecisionFaultKind.ChangeWithoutReason, "A1", "100", "50", " ")]
    [InlineData(DecisionFaultKind.ChangeFromSomethingElse, "A1", "99", "50", "核减")]
    [InlineData(DecisionFaultKind.ChangeFromSomethingElse, "A7", "99", "50", "核减")]
    [InlineData(DecisionFaultKind.ChangeOfNothing, "A1", "100", "100", "无")]
    [InlineData(DecisionFaultKind.AmountNegative, "A1", "100", "-1", "核减")]
    public void Faults_NameAChangeThatIsNotInOrder(DecisionFaultKind kind, string application, string from, string to, string reason)
    {
        var decision = new AwardDecision(AwardStage.Decision, Proposed, Meeting,
            [new AwardChange(new(application), Money.Parse(from), Money.Parse(to), reason)]);

        Assert.Contains(new DecisionFault(kind, new ApplicationId(application)), decision.Faults());
    }

    [Fact]
    public void Faults_NameAMeetingThatIsNotRecorded()
    {
        var decision = new AwardDecision(AwardStage.Decision, Proposed, new Deliberation("", default, "", [], [new Recusal("王五", "", [])]),
            [new AwardChange(new("A1"), Money.Parse("100"), null, "一"), new AwardChange(new("A1"), Money.Parse("100"), null, "二")]);

        Assert.Equal(
            [DecisionFaultKind.MeetingMissing, DecisionFaultKind.MinutesMissing, DecisionFaultKind.AttendeesMissing,
            DecisionFaultKind.RecusalWithoutReason, DecisionFaultKind.ChangedTwice], decision.Faults().Select(f => f.Kind));
    }
}
