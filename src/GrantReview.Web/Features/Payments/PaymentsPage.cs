using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Payments;

/// <summary>An award and what became of its money.</summary>
public sealed record AwardMoney(
    ApplicationId Application, string Title, Payee To, Money Amount, Money Paid, Money Refunded, AwardMoneyState State)
{
    public Money Left => Amount - Paid;

    public static AwardMoneyState StateOf(PaidAward award, IReadOnlyList<PaymentLine> lines, Money paid) =>
        lines.Any(l => l.Status == PaymentStatus.Question) ? AwardMoneyState.Question
        : lines.Any(l => l.Status == PaymentStatus.Failed
            && !lines.Any(o => o.Instalment == l.Instalment && o.Status != PaymentStatus.Failed)) ? AwardMoneyState.Failed
        : paid == award.Amount ? AwardMoneyState.Paid
        : award.To.Questions.Count > 0 ? AwardMoneyState.Asked
        : lines.Any(l => l is { Status: PaymentStatus.Ordered, OrderedOn: null }) ? AwardMoneyState.Prepared
        : lines.Any(l => l.Status == PaymentStatus.Ordered) ? AwardMoneyState.Ordered
        : paid > Money.Zero ? AwardMoneyState.PaidInPart : AwardMoneyState.Open;
}

/// <summary>What a person reads of an award's money; what needs a person comes first.</summary>
public enum AwardMoneyState { Question, Failed, Asked, Prepared, Ordered, Open, PaidInPart, Paid }

/// <summary>What an instalment still owes.</summary>
/// <param name="Number">From 1.</param>
public sealed record InstalmentDue(int Number, Instalment Instalment, DuePayments Due)
{
    public Money Sum => Money.Sum(Due.Lines.Select(l => l.Amount));
}

/// <summary>What became of a payment, and the form that answers it while it is open.</summary>
/// <param name="Url">Where the answer goes.</param>
/// <param name="From">Since when it can have been paid; null = any day.</param>
public sealed record PaymentAnswer(
    string Url, string Name, Money Sum, string State, bool IsFailed, string Why, DateOnly? From, DateOnly Today);

/// <summary>A payment whose answer is there, with the correction that waits for another person.</summary>
/// <param name="Number">From 1 in its order or list.</param>
/// <param name="Doubt">What a file says against its correction; null = nothing does.</param>
public sealed record SettledPayment(
    int Number, string Name, Money Amount, string State, PaymentDoubt? Doubt, AskedCorrection? Asked);

/// <param name="Url">Of the order or list.</param>
public sealed record SettledPayments(
    string Url, IReadOnlyList<SettledPayment> Payments, IReadOnlyDictionary<Guid, string> Names, DateOnly Today);

/// <summary>A payment of an order, as whoever releases it or looks it up later reads it.</summary>
/// <param name="Number">From 1 in the order.</param>
/// <param name="FailedIn">The earlier order in which it failed; null = it is ordered for the first time.</param>
/// <param name="IsToTheSame">It goes to the very account with which it failed.</param>
public sealed record OrderedPayment(int Number, PaymentLine Line, Payee To, int? FailedIn, bool IsToTheSame)
{
    public static IEnumerable<OrderedPayment> Of(PaymentOrderRow order, IReadOnlyList<PaymentOrderRow> orders)
    {
        var payees = PaidCall.PayeesOf(order);
        return order.State.Lines.Select((line, i) =>
        {
            var failed = orders.LastOrDefault(o => o.Number < order.Number && o.State.Counts && o.State.Lines.Any(l =>
                (l.Application, l.Instalment, l.Status) == (line.Application, line.Instalment, PaymentStatus.Failed)));
            var to = payees[line.Application];
            return new OrderedPayment(
                i + 1, line, to, failed?.Number, failed is not null && PaidCall.PayeesOf(failed)[line.Application] == to);
        });
    }
}

/// <param name="Awards">What needs a person first.</param>
/// <param name="Names">Of the people who prepared and released.</param>
public sealed record PaymentsPage(
    PaidCall Paid, ListPart<AwardMoney> Awards, IReadOnlyList<InstalmentDue> Due,
    IReadOnlyList<(PayeeChangeRow Row, ApplicationId Application)> Changes,
    IReadOnlyList<(RefundRow Row, ApplicationId Application)> Refunds, IReadOnlyDictionary<Guid, string> Names, DateOnly Today)
{
    /// <summary>As the award stands now.</summary>
    public Payee PayeeOf(ApplicationId application) =>
        Paid.Frozen.PaidBy(Paid.Terms).Awards.FirstOrDefault(a => a.Application == application)?.To ?? Payee.Unknown;

    public SettledPayments SettledOf(PaymentOrderRow order, string url) => new(
        url,
        [.. order.State.Lines.Index().Where(l => l.Item.Status is PaymentStatus.Paid or PaymentStatus.Failed)
            .Select(l => new SettledPayment(
                l.Index + 1, l.Item.Application.Value, l.Item.Amount, PaymentText.Of(l.Item), l.Item.Doubt, l.Item.Asked))],
        Names, Today);

    public Money Awarded => Money.Sum(Paid.Frozen.Awards.Select(a => a.Amount));
    public Money PaidOut => SumOf(l => l.IsPaidOut);
    public Money Prepared => SumOf(l => l is { Status: PaymentStatus.Ordered, OrderedOn: null });
    public Money InOrder => SumOf(l => l is { Status: PaymentStatus.Ordered, OrderedOn: not null });
    public Money Asked => SumOf(l => l is { Status: PaymentStatus.Question, IsPaidOut: false });
    public Money Refunded => Money.Sum(Refunds.Where(r => r.Row.State.Status == RefundStatus.Confirmed).Select(r => r.Row.State.Amount));

    private Money SumOf(Func<PaymentLine, bool> counts) =>
        Money.Sum(Paid.Standing.Where(o => o.Counts).SelectMany(o => o.Lines).Where(counts).Select(l => l.Amount));
}

/// <summary>Another payee as finance types it.</summary>
public sealed class PayeeForm
{
    public string? Application { get; set; }
    public string? Holder { get; set; }
    public string? Bank { get; set; }
    public string? Account { get; set; }
    public string? Reason { get; set; }
}

/// <summary>A refund as finance types it.</summary>
public sealed class RefundForm
{
    public string? Application { get; set; }
    public string? Amount { get; set; }
    public DateOnly? ReceivedOn { get; set; }
    public string? Reason { get; set; }
}
