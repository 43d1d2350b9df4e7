using System.Security.Claims;
using System.Text.Json;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Files.Finance;

namespace GrantReview.Web.Features.Payments;

/// <summary>A final list of a call with all that was paid by it: what each act of paying decides on.</summary>
/// <param name="Last">What was taken over last; null = nothing was.</param>
public sealed record PaidCall(
    CallRow Call, DecisionRow Decision, bool IsSuperseded, FrozenAwards Frozen, TakenOver? Last, IReadOnlyList<PaymentOrderRow> Orders)
{
    /// <summary>What units paid back of each award, confirmed or not.</summary>
    public required IReadOnlyDictionary<ApplicationId, Money> Refunded { get; init; }

    public IReadOnlyList<PaymentOrder> Standing => [.. Orders.Select(o => o.State)];

    /// <summary>Money leaves by the list that was taken over as it is now, and by no other.</summary>
    public bool IsTakenOver => !IsSuperseded && Frozen is { Differs: false, Unkept.Count: 0 } && Last is { Changes.Count: 0 }
        && Last.Row.DecisionId == Decision.Id;

    /// <param name="number">The order that somebody acts on.</param>
    public PaymentOrderEvidence EvidenceFor(int number, DateOnly today) => new(IsTakenOver, today)
    {
        IsAsListed = Orders.FirstOrDefault(o => o.Number == number) is not { } order || IsAsListed(order),
        Awarded = (Last?.List.Awards ?? []).ToDictionary(a => a.Application, a => a.Amount),
        Refunded = Refunded,
        Others = Orders.Where(o => o.Number != number).ToDictionary(o => o.Number, o => o.State),
    };

    private bool IsAsListed(PaymentOrderRow order)
    {
        var (payees, awards) = (PayeesOf(order), (Last?.List.Awards ?? []).ToDictionary(a => a.Application));
        return order.State.Lines.All(line => awards.GetValueOrDefault(line.Application) is { } award
            && payees.GetValueOrDefault(line.Application) == award.To && line.Instalment <= Terms.Instalments.Count
            && FinanceTerms.Split(award.Amount, Terms.Instalments)[line.Instalment - 1] == line.Amount);
    }

    public IReadOnlyDictionary<ApplicationId, Payee> Payees => (Last?.List.Awards ?? []).ToDictionary(a => a.Application, a => a.To);

    public FinanceTerms Terms => Last?.List.Terms ?? FinanceJson.ReadTerms(Call.FinanceTerms);

    public IEnumerable<PaymentLine> LinesOf(ApplicationId application) =>
        Standing.Where(o => o.Counts).SelectMany(o => o.Lines).Where(l => l.Application == application);

    /// <summary>What left to an award and did not come back by the bank.</summary>
    public Money PaidTo(ApplicationId application) =>
        Money.Sum(LinesOf(application).Where(l => l.IsPaidOut).Select(l => l.Amount));

    /// <summary>Null = there is no such list for this person.</summary>
    public static async Task<PaidCall?> FindAsync(AppDb db, ClaimsPrincipal person, Guid id, CancellationToken cancellationToken)
    {
        var mine = person.CallsAs(Capacity.Finance);
        var found = await (
            from d in db.Decisions
            join c in db.Calls on d.CallId equals c.Id
            where d.Id == id && mine.Contains(d.CallId) && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
            select new { d, c, IsSuperseded = db.Decisions.Any(o => o.CallId == c.Id && o.Number > d.Number) })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }
        var frozen = await FrozenAwards.ReadAsync(db, found.d, cancellationToken);
        var last = await TakenOver.LastAsync(db, found.c.Id, frozen, FinanceJson.ReadTerms(found.c.FinanceTerms), cancellationToken);
        var refunds = await (
            from r in db.Refunds.AsNoTracking()
            join a in db.Applications on r.ApplicationId equals a.Id
            where r.CallId == found.c.Id && (r.State.Status == RefundStatus.Asked || r.State.Status == RefundStatus.Confirmed)
            select new { a.Code, r.State.Amount }).ToListAsync(cancellationToken);
        return new PaidCall(
            found.c, found.d, found.IsSuperseded || found.c.State.Stage < CallStage.Awarded, frozen, last,
            await db.PaymentOrders.Where(o => o.CallId == found.c.Id).OrderBy(o => o.Number).ToListAsync(cancellationToken))
        {
            Refunded = refunds.GroupBy(r => r.Code).ToDictionary(r => new ApplicationId(r.Key), r => Money.Sum(r.Select(s => s.Amount))),
        };
    }

    /// <summary>Where the payments of an order go, as its row keeps it.</summary>
    public static string Write(IEnumerable<PaidAward> awards) =>
        JsonSerializer.Serialize(awards.ToDictionary(a => a.Application, a => $"{a.To}"));

    public static IReadOnlyDictionary<ApplicationId, Payee> PayeesOf(PaymentOrderRow order) =>
        (JsonSerializer.Deserialize<Dictionary<ApplicationId, string>>(order.Payees) ?? [])
            .ToDictionary(p => p.Key, p => Payee.Parse(p.Value));
}
