using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Files.Reports;

/// <summary>What another purse (a district's) pays beside an award.</summary>
public sealed record OtherMoney(Application Application, OtherSource Source, Money Amount)
{
    /// <summary>
    /// By award and source as the call lists them: what the source's rule gives for the application. A source whose rule finds no amount is
    /// left out.
    /// </summary>
    public static IReadOnlyList<OtherMoney> Of(Call call, IReadOnlyList<Application> applications, IReadOnlyList<FundedApplication> awards)
    {
        var byId = applications.ToDictionary(a => a.Id);
        return
        [
            .. from award in awards
               let application = byId[award.Id]
               from source in call.Categories.FirstOrDefault(c => c.Code == application.Category)?.OtherSources ?? []
               let chain = source.Amount.Apply(application.RequestedAmount, application.Attributes)
               where chain is { MissingAttribute: null, NothingDue: false, BelowFloor: false } && chain.Amount > Money.Zero
               select new OtherMoney(application, source, chain.Amount),
        ];
    }

    /// <summary>Each purse once, in the order in which they first pay.</summary>
    internal static IReadOnlyList<OtherSource> SourcesOf(IReadOnlyList<OtherMoney> others) =>
        [.. others.Select(o => o.Source).DistinctBy(o => o.Code)];

    /// <summary>Null where the purse pays nothing for the application.</summary>
    internal static Money? Find(IReadOnlyList<OtherMoney> others, OtherSource source, ApplicationId application) =>
        others.FirstOrDefault(o => o.Application.Id == application && o.Source.Code == source.Code)?.Amount;

    internal static Money Sum(IReadOnlyList<OtherMoney> others, OtherSource source) =>
        Money.Sum(others.Where(o => o.Source.Code == source.Code).Select(o => o.Amount));
}
