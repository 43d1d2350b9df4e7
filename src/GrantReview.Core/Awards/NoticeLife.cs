using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>One who left the list during the notice, and who came in for it.</summary>
/// <param name="Promoted">Null = nobody came in.</param>
public sealed record Withdrawal(Guid Id, ApplicationId Application, FreeText Reason, FundedApplication? Promoted, Guid By, DateTime At);

/// <summary>The public notice of a frozen decision, until the final awards are frozen.</summary>
public sealed record NoticeState
{
    public static NoticeState Blank { get; } = new();

    /// <summary>The day it was put up; null = not yet.</summary>
    public DateOnly? On { get; init; }

    /// <summary>The last day for objections.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Working days.</summary>
    public int Days { get; init; }
    public bool MasksNames { get; init; }
    public Guid? OpenedBy { get; init; }
    public DateTime? OpenedAt { get; init; }

    /// <summary>In the order in which they were recorded.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals { get; init; } = [];

    /// <summary>One more with each act: what an approver was shown is what is frozen.</summary>
    public int Edition { get; init; }
    public Guid? FrozenBy { get; init; }
    public DateTime? FrozenAt { get; init; }

    public bool IsOpen => On is not null && FrozenAt is null;

    /// <summary>All who wrote of it, also what was taken back.</summary>
    public IReadOnlyList<Guid> Authors { get; init; } = [];

    /// <summary>Who wrote of it may not freeze it.</summary>
    public bool IsBy(Guid person) => Authors.Contains(person);

    /// <summary>The list as it stands, those who came in last.</summary>
    public IReadOnlyList<FundedApplication> After(IReadOnlyList<FundedApplication> decided) => Replacement.After(decided, Replacements);

    private IEnumerable<Replacement> Replacements => Withdrawals.Select(w => new Replacement(w.Application, w.Promoted));

    /// <summary>The record as it is frozen: against the decision, one change an application; who came in and left again is none.</summary>
    /// <param name="decided">The list of that decision.</param>
    /// <param name="exemptions">Those of the decision.</param>
    public AwardDecision Of(
        Deliberation deliberation, IReadOnlyList<FundedApplication> decided, IReadOnlyList<Exemption> exemptions, NoticePeriod? period)
    {
        var was = decided.ToDictionary(a => a.Id, a => (Money?)a.Amount);
        var isNow = After(decided).ToDictionary(a => a.Id, a => (Money?)a.Amount);
        var reasons = Withdrawals.SelectMany(w => new[] { (Id: (ApplicationId?)w.Application, w.Reason), (Id: w.Promoted?.Id, w.Reason) })
            .Where(r => r.Id is not null).GroupBy(r => r.Id.GetValueOrDefault())
                .ToDictionary(g => g.Key, g => g.Last().Reason);
        return new AwardDecision(AwardStage.Final, decided, deliberation,
        [
            .. reasons.Keys.Where(id => was.GetValueOrDefault(id) != isNow.GetValueOrDefault(id)).Order()
                .Select(id => new AwardChange(id, was.GetValueOrDefault(id), isNow.GetValueOrDefault(id), $"{reasons[id]}")),
        ])
        {
            Notice = period, Exemptions = exemptions, Replacements = [.. Replacements],
        };
    }
}

/// <summary>What the decision relies on, read in the act's transaction.</summary>
/// <param name="Today">In China.</param>
/// <param name="Meeting">The frozen record of the meeting that was decided by; null = there is none.</param>
/// <param name="Decided">Its list.</param>
/// <param name="TakenOut">Those whom a meeting of this call left without an award and no later one took in again.</param>
public sealed record NoticeEvidence(
    CallStage Stage, DateOnly Today, WorkingDays Calendar, AwardBasis Basis, Deliberation? Meeting,
        IReadOnlyList<FundedApplication> Decided,
    IReadOnlyCollection<ApplicationId> TakenOut, int OpenObjections)
{
    public NoticePeriod? PeriodOf(NoticeState notice) => notice.On is { } on ? Calendar.NoticeOf(on, notice.Days) : null;
}

/// <summary>The public notice (公示): its period, withdrawals and promotions, and the freezing of the final awards.</summary>
public static class NoticeLife
{
    /// <summary>Working days.</summary>
    public const int LongestPeriod = 60;

    // Acts.
    public sealed record Open(DateOnly? On, int Days, bool MasksNames) : Act;

    /// <param name="Promote">Who the page said would come in; null = nobody is to.</param>
    /// <param name="WithinCategory">Only its own category may come in.</param>
    public sealed record Withdraw(ApplicationId Application, FreeText? Reason, ApplicationId? Promote, bool WithinCategory) : Act;

    /// <summary>Takes the last withdrawal back together with the promotion that came with it.</summary>
    public sealed record TakeBack(Guid Withdrawal) : Act;

    /// <param name="Edition">The one that the page showed.</param>
    public sealed record Freeze(int Edition) : Act;

    // Facts.
    public sealed record Opened(DateOnly On, int Days, DateOnly Until, bool MasksNames, Guid By, DateTime At) : Fact;
    public sealed record Withdrawn(Withdrawal Withdrawal) : Fact;
    public sealed record TakenBack(Withdrawal Withdrawal, Guid By) : Fact;
    public sealed record Frozen(int Edition, IReadOnlyList<FundedApplication> Awards, Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record IsNotOpen : Refusal;
    public sealed record IsOpenAlready : Refusal;
    public sealed record NeedsPeriod(DateOnly NotBefore, int Longest) : Refusal;
    public sealed record IsNotAwarded(ApplicationId Application) : Refusal;
    public sealed record LaterFirst(ApplicationId Application) : Refusal;
    public sealed record IsNotOver(DateOnly Until) : Refusal;
    public sealed record ObjectionsAreOpen(int Count) : Refusal;

    public static Answer Decide(NoticeState notice, Act act, By by, NoticeEvidence seen)
    {
        if (seen.Stage != CallStage.PublicNotice || seen.Meeting is null)
        {
            return act is Open ? new CallLife.WrongStage(seen.Stage) : new IsNotOpen();
        }
        if (act is not Open && !notice.IsOpen)
        {
            return new IsNotOpen();
        }
        return act switch
        {
            Open open => DecideOpen(notice, open, by, seen.Meeting.HeldOn, seen.Calendar),
            Withdraw withdraw => DecideWithdrawal(notice, withdraw, by, seen),
            TakeBack back => DecideTakingBack(notice, back, by),
            Freeze freeze => DecideFreeze(notice, freeze, by, seen),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static NoticeState Apply(NoticeState notice, Fact fact) => Changing(notice, fact) with
    {
        Edition = notice.Edition + 1,
        Authors = AuthorOf(fact) is { } author ? [.. notice.Authors.Append(author).Distinct()] : notice.Authors,
    };

    /// <summary>
    /// Who would come in for a winner that withdraws: nobody whom a meeting took out, and nobody who withdrew or declined before.
    /// </summary>
    public static Promotion PromotionFor(NoticeState notice, ApplicationId application, bool withinCategory, NoticeEvidence seen) =>
        Promotion.Of(
        seen.Basis, notice.After(seen.Decided), application,
        seen.TakenOut.Concat(notice.Withdrawals.Select(w => w.Application)).ToHashSet(),
        withinCategory ? seen.Basis.Find(application)?.Attributes.GetValueOrDefault("category", "") : null);

    private static Guid? AuthorOf(Fact fact) => fact switch
    {
        Opened opened => opened.By,
        Withdrawn withdrawn => withdrawn.Withdrawal.By,
        TakenBack back => back.By,
        _ => null,
    };

    private static NoticeState Changing(NoticeState notice, Fact fact) => fact switch
    {
        Opened opened => notice with
        {
            On = opened.On, Days = opened.Days, Until = opened.Until, MasksNames = opened.MasksNames, OpenedBy = opened.By,
                OpenedAt = opened.At,
        },
        Withdrawn withdrawn => notice with { Withdrawals = [.. notice.Withdrawals, withdrawn.Withdrawal] },
        TakenBack back => notice with { Withdrawals = [.. notice.Withdrawals.Where(w => w.Id != back.Withdrawal.Id)] },
        Frozen frozen => notice with { FrozenBy = frozen.By, FrozenAt = frozen.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideOpen(NoticeState notice, Open act, By by, DateOnly heldOn, WorkingDays calendar)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (notice.On is not null)
        {
            return new IsOpenAlready();
        }
        return act.On is { } day && day >= heldOn && act.Days is >= 1 and <= LongestPeriod && calendar.NoticeOf(day, act.Days) is { } period
            ? new Opened(day, act.Days, period.Last, act.MasksNames, by.Who, by.At) : new NeedsPeriod(heldOn, LongestPeriod);
    }

    private static Answer DecideWithdrawal(NoticeState notice, Withdraw act, By by, NoticeEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (!notice.After(seen.Decided).Any(a => a.Id == act.Application))
        {
            return new IsNotAwarded(act.Application);
        }
        if (act.Reason is not { } reason)
        {
            return new Refusal.NeedsReason();
        }
        var comes = act.Promote is null ? null : PromotionFor(notice, act.Application, act.WithinCategory, seen).Promoted;
        return comes?.Id != act.Promote ? new Refusal.ChangedMeanwhile()
            : new Withdrawn(new Withdrawal(by.ActId, act.Application, reason, comes, by.Who, by.At));
    }

    private static Answer DecideTakingBack(NoticeState notice, TakeBack act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (notice.Withdrawals.FirstOrDefault(w => w.Id == act.Withdrawal) is not { } withdrawal)
        {
            return new Refusal.NotThere();
        }
        return notice.Withdrawals[^1] is var last && last.Id != withdrawal.Id ? new LaterFirst(last.Application)
            : new TakenBack(withdrawal, by.Who);
    }

    private static Answer DecideFreeze(NoticeState notice, Freeze act, By by, NoticeEvidence seen)
    {
        if (by.Capacity != Capacity.Approver)
        {
            return new Refusal.NeedsCapacity(Capacity.Approver);
        }
        if (act.Edition != notice.Edition)
        {
            return new Refusal.ChangedMeanwhile();
        }
        if (notice.IsBy(by.Who))
        {
            return new Refusal.NeedsAnotherPerson();
        }
        if (notice.Until is { } until && until >= seen.Today)
        {
            return new IsNotOver(until);
        }
        return seen.OpenObjections > 0 ? new ObjectionsAreOpen(seen.OpenObjections)
            : new Frozen(notice.Edition, notice.After(seen.Decided), by.Who, by.At);
    }
}
