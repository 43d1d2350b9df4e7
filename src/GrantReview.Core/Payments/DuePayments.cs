using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>What an instalment of a list still owes: what can be ordered, and what a question keeps back.</summary>
/// <param name="Asked">Awards whose payee has to be asked for.</param>
/// <param name="Beyond">Awards that the payment would bring above their sum: terms or sums changed after something was paid.</param>
public sealed record DuePayments(
    IReadOnlyList<PaymentLine> Lines, IReadOnlyList<ApplicationId> Asked, IReadOnlyList<ApplicationId> Beyond)
{
    /// <summary>
    /// The part of each award in this instalment that no order holds, has paid or asks about; one that failed is due again.
    /// </summary>
    /// <param name="instalment">From 1.</param>
    public static DuePayments Of(PaidList list, int instalment, IReadOnlyList<PaymentOrder> orders)
    {
        var terms = list.Terms ?? FinanceTerms.Once;
        List<PaymentLine> due = [];
        List<ApplicationId> asked = [], beyond = [];
        var standing = orders.Where(o => o.Counts).SelectMany(o => o.Lines).Where(l => l.Status != PaymentStatus.Failed)
            .ToLookup(l => l.Application);
        foreach (var award in list.Awards.OrderBy(a => a.Application))
        {
            var part = FinanceTerms.Split(award.Amount, terms.Instalments)[instalment - 1];
            if (part == Money.Zero || standing[award.Application].Any(l => l.Instalment == instalment))
            {
                continue;
            }
            if (Money.Sum(standing[award.Application].Select(l => l.Amount)) + part > award.Amount)
            {
                beyond.Add(award.Application);
            }
            else if (award.To.Questions.Count > 0)
            {
                asked.Add(award.Application);
            }
            else
            {
                due.Add(new PaymentLine(award.Application, instalment, part));
            }
        }
        return new DuePayments(due, asked, beyond);
    }
}
