using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Awards;

/// <summary>An award as a list shows it, with what the frozen evaluation says of the application.</summary>
public sealed record AwardedApplication(string Id, string Title, string Unit, Money Amount)
{
    private static readonly ListColumns<AwardedApplication> Columns = ColumnsOf("Deliberation.List");
    private static readonly ListColumns<AwardedApplication> AfterColumns = ColumnsOf("Notice.After");

    /// <summary>The list as a meeting decides it.</summary>
    public static ListPart<AwardedApplication> List(IEnumerable<FundedApplication> awards, IEnumerable<Application> applications,
        ListRequest asked) =>
        Columns.Part(Of(awards, applications), asked);

    /// <summary>The list after withdrawals and promotions.</summary>
    public static ListPart<AwardedApplication> After(IEnumerable<FundedApplication> awards, IEnumerable<Application> applications,
        ListRequest asked) =>
        AfterColumns.Part(Of(awards, applications), asked);

    private static ListColumns<AwardedApplication> ColumnsOf(string caption) => new ListColumns<AwardedApplication>(caption)
        .Column("id", "Apps.Id", a => a.Id).Column("title", "Apps.Name", a => a.Title).Column("unit", "Apps.Unit", a => a.Unit)
        .Column("amount", "Ranking.Amount", a => a.Amount, amount => Formats.Yuan(amount.Fen));

    private static IEnumerable<AwardedApplication> Of(IEnumerable<FundedApplication> awards, IEnumerable<Application> applications)
    {
        var known = applications.ToDictionary(a => a.Id);
        return awards.Select(a => known.TryGetValue(a.Id, out var application)
            ? new AwardedApplication(a.Id.Value, application.Title, application.Unit, a.Amount)
            : new AwardedApplication(a.Id.Value, "", "", a.Amount));
    }
}
