using GrantReview.Core.Acts;
using GrantReview.Core.Payments;

namespace GrantReview.Data;

/// <summary>The rates of a call's review fees; they change by the facts of <see cref="FeeTermsLife"/> alone.</summary>
public sealed class FeeTermsRow(Guid callId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public FeeTerms State { get; private set; } = FeeTerms.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by) => Take(FeeTermsLife.Decide(act, by), by, fact => State = ((FeeTermsLife.WasSet)fact).Terms);
}

/// <summary>Who attended a day of a meeting, or half of it; it changes by the facts of <see cref="AttendanceLife"/> alone.</summary>
public sealed class AttendanceRow(Guid callId, FeeMeeting meeting, DateOnly day, DayPart part) : Row
{
    public Guid CallId { get; private set; } = callId;
    public FeeMeeting Meeting { get; private set; } = meeting;
    public DateOnly Day { get; private set; } = day;
    public DayPart Part { get; private set; } = part;
    public Attendance State { get; private set; } = Attendance.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, AttendanceEvidence seen) =>
        Take(AttendanceLife.Decide(State, act, by, seen), by, fact => State = AttendanceLife.Apply(State, fact));
}

/// <summary>A list of review fees of a call; it changes by the facts of <see cref="FeeListLife"/> alone.</summary>
public sealed class FeeListRow(Guid callId, int number, string payees) : Row
{
    public Guid CallId { get; private set; } = callId;

    /// <summary>From 1 in its call.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Whom each of its payments goes to, as it was prepared; encrypted at rest.</summary>
    public string Payees { get; private set; } = payees;
    public FeeList State { get; private set; } = FeeList.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, FeeListEvidence seen) =>
        Take(FeeListLife.Decide(State, act, by, seen), by, fact => State = FeeListLife.Apply(State, fact));

    public Answer Correct(Act act, By by, FeeListEvidence seen) =>
        Take(CorrectionLife.Decide(State, act, by, seen), by, fact => State = CorrectionLife.Apply(State, fact));
}

/// <summary>Where a person's review fees go, in all calls; it changes by the facts of <see cref="FeePayeeLife"/> alone.</summary>
public sealed class FeePayeeRow(Guid userId) : Row
{
    public Guid UserId { get; private set; } = userId;

    /// <summary>Encrypted at rest, as bank and account are.</summary>
    public string IdNumber { get; private set; } = "";
    public string Bank { get; private set; } = "";
    public string Account { get; private set; } = "";

    /// <param name="name">As the call has it, or the account.</param>
    public FeePayee To(string name) => new(name, IdNumber, Bank, Account);

    public Answer Do(FeePayeeLife.State act, By by) => Take(FeePayeeLife.Decide(act, by), by, _ =>
    {
        IdNumber = act.To.IdNumber;
        Bank = act.To.Bank;
        Account = act.To.Account;
    });
}
