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

    /// <summary>What it pays is paid by no other: it was not withdrawn.</summary>
    public bool Counts => Status is FeeListStatus.Prepared or FeeListStatus.Released;
}

/// <param name="ScoringIsClosed">What is counted does not grow any more.</param>
/// <param name="HasTerms">The officer set the rates.</param>
/// <param name="IsAsDue">The list is what is due today: work, rates, accounts, what else the month paid.</param>
/// <param name="Today">In China.</param>
public sealed record FeeListEvidence(bool ScoringIsClosed, bool HasTerms, bool IsAsDue, DateOnly Today);

/// <summary>
/// Paying experts (发放评审费): what each did is counted from the record and never typed; one person of finance prepares the list, another
/// releases it.
/// </summary>
public static class FeeListLife
{
    // Acts.
    public sealed record Prepare(IReadOnlyList<FeeLine> Lines) : Act;
    public sealed record Release : Act;
    public sealed record Withdraw(FreeText? Reason) : Act;

    // Facts.
    public sealed record Prepared(IReadOnlyList<FeeLine> Lines, Guid By) : Fact;
    public sealed record Released(Guid By, DateOnly Day, Money Gross, Money Tax) : Fact;
    public sealed record Withdrawn(FreeText Reason) : Fact;

    // Refusals.
    public sealed record ScoringGoesOn : Refusal;
    public sealed record NeedsTerms : Refusal;
    public sealed record NothingIsDue : Refusal;
    public sealed record HasChanged : Refusal;
    public sealed record NotInThisState(FeeListStatus Status) : Refusal;

    public static Answer Decide(FeeList list, Act act, By by, FeeListEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        if (list.Status != (act is Prepare ? FeeListStatus.None : FeeListStatus.Prepared))
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
            Withdraw => new Refusal.NeedsReason(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static FeeList Apply(FeeList list, Fact fact) => fact switch
    {
        Prepared prepared => new FeeList(FeeListStatus.Prepared) { Lines = prepared.Lines, PreparedBy = prepared.By },
        Released released => list with { Status = FeeListStatus.Released, ReleasedBy = released.By, ReleasedOn = released.Day },
        Withdrawn => list with { Status = FeeListStatus.Withdrawn },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
