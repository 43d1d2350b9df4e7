using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core;
using GrantReview.Files.Reports;
using GrantReview.Web.Charts;

namespace GrantReview.Web.Features.Awards;

/// <summary>What other figures would do to a row.</summary>
public enum Trial { Same, ComesIn, DropsOut }

/// <summary>How many experts recommend what.</summary>
public sealed record Votes(int Fund, int FundIf, int Reject)
{
    public static Votes None { get; } = new(0, 0, 0);

    public int Count => Fund + FundIf + Reject;

    public static Votes Of(IEnumerable<(Recommendation Recommendation, int Count)> given)
    {
        var counts = given.ToLookup(g => g.Recommendation, g => g.Count);
        return new Votes(counts[Recommendation.Fund].Sum(), counts[Recommendation.FundIf].Sum(), counts[Recommendation.Reject].Sum());
    }

    /// <summary>Those of submitted sheets, by application.</summary>
    public static async Task<IReadOnlyDictionary<string, Votes>> LoadAsync(AppDb db, Guid call, CancellationToken cancellationToken)
    {
        var given = await (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            where s.CallId == call && s.State.Status == SheetStatus.Submitted
            group s by new { a.Code, s.Answers.Recommendation } into g
            select new { g.Key.Code, g.Key.Recommendation, Count = g.Count() }).ToListAsync(cancellationToken);
        return given.GroupBy(g => g.Code)
            .ToDictionary(g => g.Key, g => Of(g.Select(v => (v.Recommendation, v.Count))), StringComparer.Ordinal);
    }
}

/// <summary>An application of the ranking with all that stands beside its score.</summary>
/// <param name="Fit">Null where the mixed model says nothing of it.</param>
public sealed record BenchRow(RankingEntry Entry, CalibrationEntry? Fit, Votes Votes, Trial Trial)
{
    public Rational? Spread => Formats.SpreadOf(Entry.Total);

    /// <summary>The look of its decision, as a badge.</summary>
    public string Badge =>
        Entry.Decision switch { Decision.Funded => "good", Decision.Reserve => "next", Decision.Ineligible => "bad", _ => "" };

    /// <summary>Whether the figures that are tried, or else the run, award it.</summary>
    public bool IsAwarded => Trial == Trial.ComesIn || (Entry.Decision == Decision.Funded && Trial != Trial.DropsOut);

    /// <summary>It cannot be told on which side of the line it belongs.</summary>
    public bool IsUnsure => Fit?.Group == FundingGroup.Undecided;
}

/// <summary>One category of the ranking.</summary>
/// <param name="Rows">The part that the page shows.</param>
/// <param name="Line">The last place that is funded; 0 = none.</param>
/// <param name="Tried">The same under the figures that are tried; null = nothing is tried.</param>
/// <param name="Scores">Of the experts' totals.</param>
/// <param name="Ranks">Of the intervals; null = there are none.</param>
/// <param name="Places">The quota that counts the category's awards, whose line may be moved; null = several do, or none.</param>
public sealed record BenchCategory(
    string Name, IReadOnlyList<BenchRow> All, ListPart<BenchRow> Rows, int Line, int? Tried, Scale Scores, Scale? Ranks,
    CategoryCalibration? Figures, Quota? Places)
{
    /// <summary>The rows stand by place, so that a line can be drawn between them.</summary>
    public bool IsInOrder => Rows.Request is { Sort: "" } or { Sort: "place", IsDescending: false };

    public IReadOnlyList<RankingEntry> Funded { get; } = [.. All.Select(r => r.Entry).Where(e => e.Decision == Decision.Funded)];

    public bool HasVotes { get; } = All.Any(r => r.Votes.Count > 0);

    /// <summary>The awards under the figures that are tried.</summary>
    public IReadOnlySet<ApplicationId> Awarded { get; } = All.Where(r => r.IsAwarded).Select(r => r.Entry.Application.Id).ToHashSet();

    public int Unsure => All.Count(r => r.IsUnsure);

    public Money Sum => Money.Sum(Funded.Select(e => e.Amount ?? Money.Zero));

    /// <summary>Mean of a first-level indicator over the category's awards.</summary>
    public double? FundedMean(IndicatorCode indicator) =>
        Funded.Select(e => e.Total.Nodes.TryGetValue(indicator, out var mean) ? mean.ToDouble() : (double?)null).Average();
}

/// <summary>The application that is looked at: why, what would change it, and what its score is made of.</summary>
/// <param name="Recommendations">Expert's number → what the expert recommends.</param>
public sealed record Looked(BenchRow Row, BenchCategory Category, IReadOnlyDictionary<int, Recommendation> Recommendations);

/// <summary>Ranking, how sure it is, and the awards that follow, in one table for each category.</summary>
public static class Bench
{
    private const int DotsWidth = 116;
    private const int RanksWidth = 116;

    /// <param name="votes">By application.</param>
    /// <param name="tried">Null = nothing is tried.</param>
    /// <param name="asked">The part of the list of the category at a place, of so many.</param>
    public static IReadOnlyList<BenchCategory> Of(
        EvaluationRecord record, IReadOnlyDictionary<string, Votes> votes, AllocationPlan? tried, Func<int, int, ListRequest> asked)
    {
        var fits = record.Calibration.SelectMany(c => c.Applications).ToDictionary(a => a.Application);
        var then = tried?.Funded.Select(f => f.Id).ToHashSet();
        var categories = record.Ranking.GroupBy(e => e.Category).ToList();
        return categories.ConvertAll(category =>
        {
            var name = record.Call.Categories.FirstOrDefault(c => c.Code == category.Key)?.Name;
            var caption = name is null ? category.Key.Value : $"{category.Key} {Text.Of(name)}";
            var rows = category.Select(e => new BenchRow(
                e, fits.GetValueOrDefault(e.Application.Id), votes.GetValueOrDefault(e.Application.Id.Value, Votes.None), TrialOf(e, then)))
                    .ToList();
            var scores = Scale.OfScores(category.SelectMany(e => e.Total.Experts.Select(t => t.Total.ToDouble())), DotsWidth);
            Scale? ranks = rows.Exists(r => r.Fit?.Low is not null)
                ? new Scale(1, Math.Max(2, rows.Count(r => r.Fit?.Low is not null)), RanksWidth) : null;
            return new BenchCategory(
                caption, rows,
                ColumnsOf(caption, scores, ranks, rows.Exists(r => r.Votes.Count > 0))
                    .Part(rows, asked(categories.IndexOf(category), categories.Count)),
                LastPlace(category.Where(e => e.Decision == Decision.Funded)),
                then is null ? null : LastPlace(category.Where(e => then.Contains(e.Application.Id))), scores, ranks,
                record.Calibration.FirstOrDefault(c => c.Category == category.Key), PlacesOf(record, category));
        });
    }

    private static int LastPlace(IEnumerable<RankingEntry> entries) => entries.Select(e => e.Place ?? 0).DefaultIfEmpty().Max();

    private static Trial TrialOf(RankingEntry entry, HashSet<ApplicationId>? then) =>
        (then?.Contains(entry.Application.Id), entry.Decision == Decision.Funded) switch
    {
        (true, false) => Trial.ComesIn,
        (false, true) => Trial.DropsOut,
        _ => Trial.Same,
    };

    /// <summary>The one cap on places under which all of a category, and nothing else, falls.</summary>
    private static Quota? PlacesOf(EvaluationRecord record, IEnumerable<RankingEntry> category)
    {
        var ids = category.Select(e => e.Application.Id).ToHashSet();
        var caps = record.Call.Allocation.Quotas.Where(q => q is { Measure: QuotaMeasure.Count, Max: not null, Each: null }
            && record.Problem.Applications.All(a => q.Matches(a.Attributes) == ids.Contains(a.Id))).ToList();
        return caps.Count == 1 ? caps[0] : null;
    }

    private static ListColumns<BenchRow> ColumnsOf(string caption, Scale scores, Scale? ranks, bool hasVotes)
    {
        var columns = new ListColumns<BenchRow>(() => caption)
            .Column("place", "Ranking.Place", r => r.Entry.Place)
                .Column("title", "Bench.Application", r => r.Entry.Application.Id + " " + r.Entry.Application.Title)
            .Column("unit", "Apps.Unit", r => r.Entry.Application.Unit).Yields("p3 wordy")
                .Column("score", "Ranking.Score", r => r.Entry.Score, Formats.Score)
            .Drawn("spread", "Bench.Totals", r => r.Spread, Marks.Ticks(scores, "0")).Yields("p2");
        if (ranks is { } scale)
        {
            columns.Drawn("Bench.Ranks", Marks.Ticks(scale, "0")).Yields("p2");
        }
        if (hasVotes)
        {
            columns.Text("Bench.Votes", r => $"{r.Votes.Fund} {r.Votes.FundIf} {r.Votes.Reject}").Yields("p3");
        }
        return columns.Column("decision", "Ranking.Decision", r => r.Entry.Decision, decision => Text.Of(decision))
            .Column("amount", "Ranking.Amount", r => r.Entry.Amount, amount => Formats.Yuan(amount?.Fen)).Yields("p3");
    }
}
