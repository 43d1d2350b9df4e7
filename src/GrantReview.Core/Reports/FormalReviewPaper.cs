using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>
/// The report of the formal review (形式审查情况): who is not admitted and by which rule, who waits, what persons answered, and who is admitted.
/// </summary>
public static class FormalReviewPaper
{
    /// <param name="findings">Of all applications, with the verdicts.</param>
    /// <param name="refusals">Why a person did not admit an application, by its id.</param>
    public static Paper Of(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<Finding> findings,
        IReadOnlyDictionary<ApplicationId, string> refusals, DateOnly date)
    {
        var standings = CallFindings.Standings(call, applications, findings);
        var byId = applications.ToDictionary(a => a.Id);
        var inOrder = applications.OrderBy(a => a.Id).ToList();
        var admitted = inOrder.Where(a => standings[a.Id].IsAdmitted).ToList();
        return Paper.Of(
            ("call", call.Name), ("date", Paper.Day(date)), ("applications", Paper.Number(applications.Count)),
            ("admitted", Paper.Number(admitted.Count)),
            ("ineligible", Paper.Number(standings.Values.Count(s => s.IsIneligible))),
            ("waiting", Paper.Number(standings.Values.Count(s => s.IsOpen))))
            .WithRows("refused",
            [
                .. inOrder.Where(a => standings[a.Id].IsRefused)
                    .Select(a => RowOf(a, new LocalText("formal review", "形式审查"), new LocalText(refusals.GetValueOrDefault(a.Id, "")))),
                .. inOrder.Where(a => standings[a.Id].IsUndue).Select(a => RowOf(
                    a, new LocalText("amount", "金额"),
                    new LocalText("by its figures there is nothing to award, or less than the floor", "按申报数据无可资助金额，或低于起付金额"))),
                .. findings.Where(f => f.Fails).Select(f => RowOf(
                    byId[f.Application], FindingWords.ClauseOf(f.Rule),
                    f.Verdict is null ? FindingWords.Of(f, call) : FindingWords.Of(f.Verdict))),
            ])
            .WithRows("open",
            [
                .. findings.Where(f => f.IsOpen && standings[f.Application].IsOpen)
                    .Select(f => RowOf(byId[f.Application], FindingWords.ClauseOf(f.Rule), FindingWords.Of(f, call))),
            ])
            .WithRows("answered",
                [.. findings.Where(f => !f.Fails)
                .SelectMany(f => f.Verdict is { } verdict
                    ? [RowOf(byId[f.Application], FindingWords.ClauseOf(f.Rule), FindingWords.Of(verdict))]
                : Array.Empty<Paper>())])
            .WithRows("list", [.. admitted.Select((a, i) => RowOf(a, Paper.Number(i + 1), new LocalText("")))]);
    }

    private static Paper RowOf(Application application, LocalText rule, LocalText why) => Paper.Of(
        ("id", new LocalText(application.Id.Value)), ("title", new LocalText(application.Title)), ("unit", new LocalText(application.Unit)),
        ("rule", rule), ("why", why));
}
