using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

public enum FeeListStatus { None, Prepared, Released, Withdrawn }

/// <summary>A list of review fees (评审费发放表) of one call.</summary>
public sealed record FeeList(FeeListStatus Status)
{
    public static FeeList None { get; } = new(FeeListStatus.None);

    public IReadOnlyList<FeeLine> Lines { get; init; } = [];
    public Guid? PreparedBy { get; init; }
    public Guid? ReleasedBy { get; init; }

    /// <summary>The day of payment: its month is the one in which the tax is due.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>What the bank or a person says of its payments; one of which nothing is said is on its way.</summary>
    public IReadOnlyList<PaymentOutcome> Outcomes { get; init; } = [];

    /// <summary>Rows of the bank's files that are no payment of the list.</summary>
    public IReadOnlyList<StrayPayment> Strays { get; init; } = [];

    /// <summary>SHA-256 of each file of the bank that was read.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>In the order in which they were asked for.</summary>
    public IReadOnlyList<FeeCorrection> Corrections { get; init; } = [];

    /// <summary>The correction of a payment that waits for another person; null = none does.</summary>
    /// <param name="line">From 1.</param>
    public AskedCorrection? AskedOf(int line) => Corrections.FirstOrDefault(c => c.Line == line && c.Waits)?.Asked;

    /// <param name="line">From 1.</param>
    public PaymentOutcome? OutcomeOf(int line) => Outcomes.FirstOrDefault(o => o.Line == line);

    /// <summary>Its payments as the bank reads them and its return is held against them.</summary>
    public IReadOnlyList<ListedPayment> Listed(IReadOnlyDictionary<Guid, FeePayee> payees) =>
        [.. Lines.Select((l, i) => new ListedPayment(payees[l.Expert].Name, $"F{i + 1}", payees[l.Expert].Bearer, l.Net))];

    /// <summary>What it pays is paid by no other: it was not withdrawn.</summary>
    public bool Counts => Status is FeeListStatus.Prepared or FeeListStatus.Released;
}

/// <param name="ScoringIsClosed">What is counted does not grow any more.</param>
/// <param name="HasTerms">The officer set the rates.</param>
/// <param name="IsAsDue">The list is what is due today: work, rates, accounts, what else the month paid.</param>
/// <param name="Today">In China.</param>
public sealed record FeeListEvidence(bool ScoringIsClosed, bool HasTerms, bool IsAsDue, DateOnly Today)
{
    /// <summary>The list of the call that each file of the bank was read for.</summary>
    public IReadOnlyDictionary<string, int> Files { get; init; } = new Dictionary<string, int>();

    /// <summary>By line: the list that repeats its payment.</summary>
    public IReadOnlyDictionary<int, int> Again { get; init; } = new Dictionary<int, int>();
}

/// <summary>
/// Paying experts (发放评审费): what each did is counted from the record and never typed; one person of finance prepares the list, another
/// releases it, and what the bank returns says of each payment what became of it. What failed is due again.
/// </summary>
public static class FeeListLife
{
    // Acts.
    public sealed record Prepare(IReadOnlyList<FeeLine> Lines) : Act;
    public sealed record Release : Act;
    public sealed record Withdraw(FreeText? Reason) : Act;

    /// <param name="File">SHA-256 of the bank's file.</param>
    /// <param name="Outcomes">Of the payments that the file speaks of.</param>
    public sealed record Reconcile(string File, IReadOnlyList<PaymentOutcome> Outcomes, IReadOnlyList<StrayPayment> Strays) : Act;

    /// <summary>Answers a question, or what the bank's file is silent about: paid or failed.</summary>
    public sealed record Settle(int Line, bool IsPaid, DateOnly On, FreeText? Reason) : Act;

    /// <param name="Stray">From 1 in the list.</param>
    /// <param name="Holder">Whose the money is; null = nobody is known.</param>
    public sealed record Explain(int Stray, FreeText? Reason, FreeText? Holder = null) : Act;

    // Facts.
    public sealed record Prepared(IReadOnlyList<FeeLine> Lines, Guid By) : Fact;
    public sealed record Released(Guid By, DateOnly Day, Money Gross, Money Tax) : Fact;
    public sealed record Withdrawn(FreeText Reason) : Fact;
    public sealed record Reconciled(string File, IReadOnlyList<PaymentOutcome> Outcomes, IReadOnlyList<StrayPayment> Strays) : Fact;
    public sealed record Settled(PaymentOutcome Outcome) : Fact;
    public sealed record Explained(int Stray, FreeText Reason, FreeText? Holder = null) : Fact;

    // Refusals.
    public sealed record ScoringGoesOn : Refusal;
    public sealed record NeedsTerms : Refusal;
    public sealed record NothingIsDue : Refusal;
    public sealed record HasChanged : Refusal;
    public sealed record NotInThisState(FeeListStatus Status) : Refusal;
    public sealed record FileWasReadFor(int List) : Refusal;

    /// <summary>No row of the file is a payment of the list.</summary>
    public sealed record IsNoReturn : Refusal;

    /// <summary>A later list repeats the payment.</summary>
    public sealed record IsRepeated(int List) : Refusal;

    public static Answer Decide(FeeList list, Act act, By by, FeeListEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        var needed = act switch
        {
            Prepare => FeeListStatus.None,
            Release or Withdraw => FeeListStatus.Prepared,
            _ => FeeListStatus.Released,
        };
        if (list.Status != needed)
        {
            return new NotInThisState(list.Status);
        }
        return act switch
        {
            Prepare when !seen.ScoringIsClosed => new ScoringGoesOn(),
            Prepare when !seen.HasTerms => new NeedsTerms(),
            Prepare { Lines.Count: 0 } => new NothingIsDue(),
            Prepare prepare => new Prepared(prepare.Lines, by.Who),
            Release when !seen.IsAsDue => new HasChanged(),
            Release when list.PreparedBy == by.Who => new Refusal.NeedsAnotherPerson(),
            Release => new Released(
                by.Who, seen.Today, Money.Sum(list.Lines.Select(l => l.Gross)), Money.Sum(list.Lines.Select(l => l.Tax))),
            Withdraw { Reason: { } reason } => new Withdrawn(reason),
            Reconcile read when seen.Files.TryGetValue(read.File, out var other) => new FileWasReadFor(other),
            Reconcile { Outcomes.Count: 0 } => new IsNoReturn(),
            Reconcile read => new Reconciled(
                read.File, [.. read.Outcomes.Select(o => Held(list, o, seen.Today))],
                StrayPayment.New(list.Strays, read.Strays)),
            Settle settle when settle.Line < 1 || settle.Line > list.Lines.Count
                || list.OutcomeOf(settle.Line) is { Status: not PaymentStatus.Question } => new PaymentOrderLife.IsNoQuestion(),
            Settle settle when !PaymentOutcome.IsDay(settle.On, list.ReleasedOn, seen.Today) =>
                new PaymentOrderLife.DayIsOutside(list.ReleasedOn, seen.Today),
            Settle { IsPaid: true } settle when seen.Again.TryGetValue(settle.Line, out var later) => new IsRepeated(later),
            Settle { Reason: { } reason } settle => new Settled(
                PaymentOutcome.Settled(settle.Line, settle.IsPaid, settle.On, reason)),
            Explain explain when list.Strays.ElementAtOrDefault(explain.Stray - 1) is not { Explained.IsBlank: true } =>
                new PaymentOrderLife.IsNoQuestion(),
            Explain { Reason: { } reason } explain => new Explained(explain.Stray, reason, explain.Holder),
            Withdraw or Settle or Explain => new Refusal.NeedsReason(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static FeeList Apply(FeeList list, Fact fact) => fact switch
    {
        Prepared prepared => new FeeList(FeeListStatus.Prepared) { Lines = prepared.Lines, PreparedBy = prepared.By },
        Released released => list with { Status = FeeListStatus.Released, ReleasedBy = released.By, ReleasedOn = released.Day },
        Withdrawn => list with { Status = FeeListStatus.Withdrawn },
        Reconciled read => list with
        {
            Outcomes = With(list.Outcomes, read.Outcomes), Strays = [.. list.Strays, .. read.Strays], Files = [.. list.Files, read.File],
        },
        Settled settled => list with { Outcomes = With(list.Outcomes, [settled.Outcome]) },
        Explained explained => list with
        {
            Strays = StrayPayment.Explain(list.Strays, explained.Stray, explained.Reason, explained.Holder),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>
    /// What a file says is a question on a day that cannot be, and where the payment failed before: it may be listed again. Failed after
    /// paid is a return.
    /// </summary>
    private static PaymentOutcome Held(FeeList list, PaymentOutcome outcome, DateOnly today)
    {
        var before = list.OutcomeOf(outcome.Line);
        if (before is not null && list.Corrections.Any(c => c.Line == outcome.Line))
        {
            return outcome.Beside(before.Status, before.Why) with { Day = before.Day };
        }
        return outcome.Doubted(
            outcome.FailedBefore(before?.Status) ? PaymentDoubt.FailedBefore
            : outcome.Status != PaymentStatus.Question && !PaymentOutcome.IsDay(outcome.Day, list.ReleasedOn, today) ? PaymentDoubt.Day
            : null);
    }

    internal static IReadOnlyList<PaymentOutcome> With(IReadOnlyList<PaymentOutcome> before, IReadOnlyList<PaymentOutcome> now) =>
        [.. before.ExceptBy(now.Select(o => o.Line), o => o.Line).Concat(now).OrderBy(o => o.Line)];
}
