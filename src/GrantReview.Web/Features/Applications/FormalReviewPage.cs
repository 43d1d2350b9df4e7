using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Features.Applications;

/// <summary>Which findings the queue shows.</summary>
public enum ReviewView { Person, Failed, Passed }

/// <summary>A verdict as it is posted: on the findings that are ticked, or on a rule for all whom it asks.</summary>
public sealed class ReviewForm
{
    public ReviewView Show { get; init; }
    public string? Rule { get; init; }

    /// <summary>Application and rule as <see cref="ReviewEntry.Key"/> writes them; null = none is ticked.</summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>The rule that is answered for all; then nothing needs to be ticked.</summary>
    public string? Everyone { get; init; }

    /// <summary>Null = the verdict is taken back.</summary>
    public VerdictKind? Kind { get; init; }
    public string? Clause { get; init; }
    public string? Reason { get; init; }

    /// <summary>Where it was posted from; blank = the queue.</summary>
    public string? Application { get; init; }
}

/// <summary>One finding in the queue.</summary>
public sealed record ReviewEntry(Finding Finding, Application Application)
{
    public string Key => FindingKey.Of(Finding.Application, Finding.Rule.Id);
}

/// <summary>How many findings of a rule fail, wait and are passed.</summary>
public sealed record ReviewedRule(EligibilityRule Rule, int Failed, int Open, int Passed, Verdict? ForAll);

/// <param name="Counts">Findings of each view, of the chosen rule where one is chosen.</param>
/// <param name="More">How many further findings the view has than are shown.</param>
/// <param name="Typed">What a refused form held.</param>
public sealed record FormalReviewPage(
    CallRow Call, StoredStandings Standings, IReadOnlyDictionary<ReviewView, int> Counts, IReadOnlyList<ReviewedRule> Rules,
    IReadOnlyList<ReviewEntry> Entries,
    int More, bool CanAnswer, ReviewForm Typed)
{
    private const int MostShown = 200;

    public static async Task<FormalReviewPage> LoadAsync(AppDb db, CallRow call, bool runsCalls, ReviewForm typed,
        CancellationToken cancellationToken)
    {
        var standings = await StoredStandings.LoadAsync(db, call, cancellationToken);
        var applications = standings.Applications.ToDictionary(a => a.Id);
        var binding = (await standings.WithTiesAsync(db, call, cancellationToken))
            .Where(f => f.Binds && applications.ContainsKey(f.Application)).ToList();
        var forAll = (await StoredRound.VerdictsAsync(db, call.Id, cancellationToken)).Where(v => v.Application == Verdict.Everyone)
            .ToDictionary(v => v.Rule);
        List<ReviewedRule> rules =
        [
            .. binding.GroupBy(f => f.Rule.Id).Select(g => new ReviewedRule(
                g.First().Rule, g.Count(f => f.Fails), g.Count(f => f.IsOpen), g.Count(f => ViewOf(f) == ReviewView.Passed),
                forAll.GetValueOrDefault(g.First().Rule.Id))),
        ];
        var chosen = binding.Where(f => string.IsNullOrEmpty(typed.Rule) || f.Rule.Id.Value == typed.Rule).ToList();
        var shown = chosen.Where(f => ViewOf(f) == typed.Show).ToList();
        return new FormalReviewPage(
            call, standings, Enum.GetValues<ReviewView>().ToDictionary(v => v, v => chosen.Count(f => ViewOf(f) == v)),
            [.. rules.OrderByDescending(r => r.Open).ThenByDescending(r => r.Failed).ThenBy(r => r.Rule.Id)],
            [.. shown.Take(MostShown).Select(f => new ReviewEntry(f, applications[f.Application]))], Math.Max(0, shown.Count - MostShown),
            runsCalls && call.State.Stage <= VerdictLife.LastStage, typed);
    }

    private static ReviewView ViewOf(Finding finding) =>
        finding.Fails ? ReviewView.Failed : finding.IsOpen ? ReviewView.Person : ReviewView.Passed;
}
