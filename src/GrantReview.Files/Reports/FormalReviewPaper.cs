using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// The report of the formal review (形式审查情况): who is not admitted and by which rule, who waits, what persons answered, alike in one row,
/// and who is admitted.
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
        var paper = Paper.Of(
            ("call", call.Name), ("date", Paper.Day(date)), ("applications", Paper.Number(applications.Count)),
            ("admitted", Paper.Number(admitted.Count)),
            ("ineligible", Paper.Number(standings.Values.Count(s => s.IsIneligible))),
            ("waiting", Paper.Number(standings.Values.Count(s => s.IsOpen))));
        var number = 0;
        foreach (var (name, rows) in Sections())
        {
            paper = paper.With(name, rows.Count == 0 ? [] : [Paper.Of(("number", Paper.Heading(++number))).With("rows", rows)]);
        }
        return paper;

        IEnumerable<(string Name, IReadOnlyList<Paper> Rows)> Sections()
        {
            yield return ("refused",
            [
                .. inOrder.Where(a => standings[a.Id].IsRefused)
                    .Select(a => RowOf(a, Said.Of("FormalReviewPaper.FormalReview"), new LocalText(refusals.GetValueOrDefault(a.Id, "")))),
                .. inOrder.Where(a => standings[a.Id].IsUndue).Select(a => RowOf(
                    a, Said.Of("FormalReviewPaper.Amount"),
                    Said.Of("FormalReviewPaper.NothingDue"))),
                .. findings.Where(f => f.Fails).Select(f => RowOf(
                    byId[f.Application], FindingWords.ClauseOf(f.Rule),
                    f.Verdict is null ? FindingWords.Of(f, call) : FindingWords.Of(f.Verdict))),
            ]);
            yield return ("open",
            [
                .. findings.Where(f => f.IsOpen && standings[f.Application].IsOpen)
                    .Select(f => RowOf(byId[f.Application], FindingWords.ClauseOf(f.Rule), FindingWords.Of(f, call))),
            ]);
            yield return ("answered",
            [
                .. findings.Where(f => !f.Fails)
                    .GroupBy(f => (Rule: FindingWords.ClauseOf(f.Rule), Why: f.Verdict is { } verdict ? FindingWords.Of(verdict) : null))
                    .SelectMany(g => g.Key.Why is { } why ? [Alike(g.Key.Rule, why, [.. g])] : Array.Empty<Paper>()),
            ]);
            yield return ("list", [.. admitted.Select((a, i) => RowOf(a, Paper.Number(i + 1), new LocalText("")))]);
        }
    }

    private static Paper Alike(LocalText rule, LocalText verdict, IReadOnlyList<Finding> findings) => Paper.Of(
        ("rule", rule), ("why", verdict), ("count", Paper.Number(findings.Count)),
        ("ids", new LocalText(string.Join(" ", findings.Select(f => f.Application.Value)))));

    private static Paper RowOf(Application application, LocalText rule, LocalText why) => Paper.Of(
        ("id", new LocalText(application.Id.Value)), ("title", new LocalText(application.Title)), ("unit", new LocalText(application.Unit)),
        ("rule", rule), ("why", why));
}
