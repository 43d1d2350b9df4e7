using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>
/// A call from its approved proposal to its awards, with the lives of call, decision and notice beside each other as the site has them.
/// </summary>
internal sealed class AwardScene
{
    /// <summary>A record of a meeting on one proposal, and its notice.</summary>
    internal sealed class Record(IReadOnlyList<FundedApplication> proposed)
    {
        public IReadOnlyList<FundedApplication> Proposed { get; } = proposed;
        public DecisionState State { get; set; } = DecisionState.Blank;
        public NoticeState Notice { get; set; } = NoticeState.Blank;
        public IReadOnlyList<FundedApplication> Decided => State.Of(Proposed).After();
    }

    private static readonly WorkingDays Calendar = new(new HashSet<int> { 2024, 2025 }, new HashSet<DateOnly>(), new HashSet<DateOnly>());

    public AwardScene(AwardBasis basis, IReadOnlyList<FundedApplication> proposed)
    {
        (Basis, Proposed) = (basis, proposed);
        Call = new CallState(CallStage.Deliberation) { WasOpened = true };
    }

    public static DateOnly Meeting { get; } = new(2025, 6, 2);
    public AwardBasis Basis { get; }
    public CallState Call { get; private set; }

    /// <summary>The list that was approved last.</summary>
    public IReadOnlyList<FundedApplication> Proposed { get; private set; }
    public List<Record> Records { get; } = [];
    public DateOnly Today { get; set; } = new(2025, 7, 1);
    public DateOnly ApprovedOn { get; set; } = Meeting;
    public Record Last => Records[^1];

    /// <summary>Three places among five, all of 100; then those who were refused and who are below the line.</summary>
    public static AwardScene Small()
    {
        AwardCandidate Of(string id, Bar bar = Bar.None) =>
            new(new(id), Money.Parse("100"), null, new Dictionary<string, string> { ["category"] = "all" }, bar);
        var basis = new AwardBasis(
            [Of("A1"), Of("A2"), Of("A3"), Of("N1"), Of("N2"), Of("Low", Bar.BelowMinimum), Of("Refused", Bar.NotEligible)], [A.Places(3)],
                []);
        return new AwardScene(basis, [.. new[] { "A1", "A2", "A3" }.Select(id => new FundedApplication(new(id), Money.Parse("100")))]);
    }

    public static By By(int person, Capacity capacity) =>
        new(Person(person), capacity, new DateTime(2025, 7, 1, 4, 0, 0, DateTimeKind.Utc), Guid.NewGuid());

    public static Guid Person(int number) => new(number, 0, 0, new byte[8]);

    public static DecisionLife.Record Minutes(string number) => new("局党组会", Meeting, number, "张三\n李四", "");

    public static DecisionLife.Change Out(string application, string? reason = "统筹考虑") =>
        new(new(application), null, FreeText.Given(reason), null);

    public static DecisionLife.Change In(string application, string yuan = "100", string? clause = null) =>
        new(new(application), Money.Parse(yuan), new FreeText("倾斜支持"), FreeText.Given(clause));

    /// <summary>As the site does it: recording makes a record where there is none for this proposal, or the last is frozen.</summary>
    public Refusal? Decide(Act act, By by)
    {
        var isNew = act is DecisionLife.Record
            && (Records.Count == 0 || Last.State.FrozenAt is not null || !ReferenceEquals(Last.Proposed, Proposed));
        if (!isNew && (Records.Count == 0 || !ReferenceEquals(Last.Proposed, Proposed)))
        {
            return new DecisionLife.NeedsRecord();
        }
        var record = isNew ? new Record(Proposed) : Last;
        var others = Records.Where(r => r != record).ToList();
        var seen = new DecisionEvidence(
            Call.Stage, Today, Basis, Proposed, [.. others.Select(o => o.State.MinutesNumber).Where(n => n.Length > 0)],
            others.Count == 0 ? [] : DecisionLife.EarlierOf(others[^1].State, others[^1].Notice)) { ApprovedOn = ApprovedOn };
        var answer = DecisionLife.Decide(record.State, act, by, seen);
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }
        record.State = answer.Facts.Aggregate(record.State, DecisionLife.Apply);
        if (isNew)
        {
            Records.Add(record);
        }
        return act is DecisionLife.Freeze ? Move(new CallLife.Follow(CallStage.PublicNotice), by) : null;
    }

    public Refusal? Notice(Act act, By by)
    {
        var answer = NoticeLife.Decide(Records.Count == 0 ? NoticeState.Blank : Last.Notice, act, by, NoticeEvidence);
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }
        Last.Notice = answer.Facts.Aggregate(Last.Notice, NoticeLife.Apply);
        return act is NoticeLife.Freeze ? Move(new CallLife.Follow(CallStage.Awarded), by) : null;
    }

    public NoticeEvidence NoticeEvidence
    {
        get
        {
            var frozen = Records.Count > 0 && Last.State.FrozenAt is not null && ReferenceEquals(Last.Proposed, Proposed) ? Last : null;
            return new NoticeEvidence(
                Call.Stage, Today, Calendar, Basis, frozen?.State.Deliberation, frozen?.Decided ?? [], [.. frozen?.State.TakenOut ?? []],
                    OpenObjections: 0);
        }
    }

    public Refusal? Move(Act act, By by)
    {
        var frozen = Records.Any(r => r.State.FrozenAt is not null);
        var answer = CallLife.Decide(Call, act, by, new CallEvidence(Gate.None, 0, ProposalIsPending: false, frozen));
        Call = answer.Refusal is null ? answer.Facts.Aggregate(Call, CallLife.Apply) : Call;
        return answer.Refusal;
    }

    /// <summary>Another list is proposed and approved.</summary>
    public void Approve(IReadOnlyList<FundedApplication> proposed)
    {
        Proposed = [.. proposed];
        Assert.Null(Move(new CallLife.Follow(CallStage.Deliberation), By(9, Capacity.Approver)));
    }
}
