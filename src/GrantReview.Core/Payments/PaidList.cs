using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Payments;

/// <summary>What finance took over of one award: the sum and where it goes.</summary>
public sealed record PaidAward(ApplicationId Application, Money Amount, Payee To)
{
    /// <summary>The holder is the applicant unit where none is named.</summary>
    public static PaidAward Of(FundedApplication award, Application application) => new(
        award.Id, award.Amount,
        application.Payee.Holder.Length > 0 ? application.Payee : application.Payee with { Holder = application.Unit });
}

/// <summary>A list as finance took it over: what is paid to whom, and on which terms; null = the terms are not known.</summary>
public sealed record PaidList(IReadOnlyList<PaidAward> Awards, FinanceTerms? Terms);
