using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Experts;

/// <summary>What an expert did in a call, as the record has it.</summary>
/// <param name="Items">Applications whose sheets the expert submitted and which count.</param>
/// <param name="Days">Of meetings that the expert attended.</param>
public sealed record ExpertService(int Items, int Days, DateOnly From, DateOnly Until);

/// <summary>A certificate of service (评审专家证明); null = none was issued.</summary>
/// <param name="Number">From 1 in the call, in the order of issue.</param>
public sealed record Certificate(int? Number)
{
    public static Certificate None { get; } = new((int?)null);

    public int Items { get; init; }
    public int Days { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }
    public DateOnly? IssuedOn { get; init; }
}

/// <param name="Service">Null = the expert did nothing that counts.</param>
/// <param name="Last">The last number that was issued in the call; 0 = none.</param>
public sealed record CertificateEvidence(CallStage Stage, ExpertService? Service, int Last, DateOnly Today);

/// <summary>
/// A certificate names the expert beside the call, so it is issued once the awards are final and not before.
/// </summary>
public static class CertificateLife
{
    // Acts.
    public sealed record Issue : Act;

    // Facts.
    public sealed record Issued(int Number, int Items, int MeetingDays, DateOnly ServedFrom, DateOnly ServedUntil, DateOnly Day) : Fact;

    // Refusals.
    public sealed record CallGoesOn : Refusal;
    public sealed record NothingWasDone : Refusal;

    public static Answer Decide(Certificate certificate, Act act, By by, CertificateEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : act is not Issue ? throw new ArgumentOutOfRangeException(nameof(act))
        : seen.Stage < CallStage.Awarded ? new CallGoesOn()
        : certificate.Number is not null ? Answer.Nothing
        : seen.Service is not { } service ? new NothingWasDone()
        : new Issued(seen.Last + 1, service.Items, service.Days, service.From, service.Until, seen.Today);

    public static Certificate Apply(Fact fact) => fact is Issued issued
        ? new Certificate(issued.Number)
        {
            Items = issued.Items, Days = issued.MeetingDays, From = issued.ServedFrom, Until = issued.ServedUntil, IssuedOn = issued.Day,
        }
        : throw new ArgumentOutOfRangeException(nameof(fact));
}
