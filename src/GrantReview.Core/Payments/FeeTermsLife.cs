using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>The rates of a call's review fees; a list that was released keeps what it was paid by.</summary>
public static class FeeTermsLife
{
    // Acts.
    public sealed record Set(FeeTerms Terms) : Act;

    // Facts.
    public sealed record WasSet(FeeTerms Terms) : Fact;

    // Refusals.

    /// <summary>
    /// Two rates for one kind, an amount below zero or beyond the highest, no amount at all, a share that is none, no clause or a long one.
    /// </summary>
    public sealed record AreNoRates : Refusal;

    public static Answer Decide(Act act, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : act is not Set { Terms: var terms } ? throw new ArgumentOutOfRangeException(nameof(act))
        : terms.Rates.Count is 0 or > FeeTerms.MostRates || terms.Rates.Select(r => r.Kind).Distinct().Count() < terms.Rates.Count
        || terms.Rates.Any(r => !IsAmount(r.PerItem) || !IsAmount(r.PerDay)) || terms.Rates.All(r => r is { PerItem.Fen: 0, PerDay.Fen: 0 })
        || terms.ReducedFrom is < 0 or > FeeTerms.LatestReduced || terms.ReducedPercent is < 0 or > 100
        || terms.HalfPercent is < 0 or > 100
        || string.IsNullOrWhiteSpace(terms.Clause) || terms.Clause.Length > FeeTerms.LongestClause ? new AreNoRates()
        : new WasSet(terms);

    private static bool IsAmount(Money rate) => rate >= Money.Zero && rate <= FeeTerms.Highest;
}

/// <summary>Who attended a day of a meeting, or half of it.</summary>
public sealed record Attendance(IReadOnlyList<Guid> Experts)
{
    public static Attendance None { get; } = new((IReadOnlyList<Guid>)[]);
}

/// <param name="Experts">Those of the call.</param>
/// <param name="Paid">Experts of whom a fee list holds that day, whatever met on it.</param>
public sealed record AttendanceEvidence(DateOnly Today, IReadOnlyCollection<Guid> Experts, IReadOnlyCollection<Guid> Paid);

/// <summary>Attendance of experts at a day of a meeting (签到), recorded by the officer and paid from the record.</summary>
public static class AttendanceLife
{
    // Acts.
    /// <param name="Experts">Who is ticked.</param>
    /// <param name="Seen">Who was, when the officer began: another officer's ticks stay.</param>
    public sealed record Record(
        FeeMeeting Meeting, DateOnly Day, DayPart Part, IReadOnlyList<Guid> Experts, IReadOnlyList<Guid> Seen) : Act;

    // Facts.
    public sealed record Recorded(
        FeeMeeting Meeting, DateOnly Day, IReadOnlyList<Guid> Came, IReadOnlyList<Guid> Absent, DayPart Part = DayPart.Whole) : Fact;

    // Refusals.
    public sealed record DayIsToCome(DateOnly Today) : Refusal;
    public sealed record IsInAList : Refusal;
    public sealed record NobodyCame : Refusal;

    public static Answer Decide(Attendance now, Act act, By by, AttendanceEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        var record = act as Record ?? throw new ArgumentOutOfRangeException(nameof(act));
        var came = record.Experts.Except(now.Experts).ToList();
        var absent = record.Seen.Except(record.Experts).Intersect(now.Experts).ToList();
        return record.Experts.Any(e => !seen.Experts.Contains(e)) ? new Refusal.NotThere()
            : record.Day > seen.Today ? new DayIsToCome(seen.Today)
            : absent.Exists(seen.Paid.Contains) ? new IsInAList()
            : came.Count + absent.Count > 0 ? new Recorded(record.Meeting, record.Day, came, absent, record.Part)
            : now.Experts.Count > 0 ? Answer.Nothing : new NobodyCame();
    }

    public static Attendance Apply(Attendance now, Fact fact) => fact is Recorded recorded
        ? new Attendance([.. now.Experts.Except(recorded.Absent), .. recorded.Came])
        : throw new ArgumentOutOfRangeException(nameof(fact));
}

/// <summary>Where an expert's fees go, as the expert says it; one for all calls. The record keeps the ends of the numbers alone.</summary>
public static class FeePayeeLife
{
    // Acts.
    public sealed record State(FeePayee Now, FeePayee To) : Act;

    // Facts.
    public sealed record Stated(string IdEnding, string AccountEnding) : Fact;

    // Refusals.
    public sealed record IsUnclear(IReadOnlyList<FeeQuestion> Questions) : Refusal;

    public static Answer Decide(Act act, By by) =>
        by.Capacity != Capacity.AccountHolder ? new Refusal.NeedsCapacity(Capacity.AccountHolder)
        : act is not State state ? throw new ArgumentOutOfRangeException(nameof(act))
        : state.To.Questions.Count > 0 ? new IsUnclear(state.To.Questions)
        : state.To == state.Now ? Answer.Nothing
        : new Stated(Applications.Payee.EndingOf(state.To.IdNumber), Applications.Payee.EndingOf(state.To.Account));
}
