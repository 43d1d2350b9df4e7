using System.Globalization;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>Decisions, reasons, policies and amounts in words, once for pages and workbooks.</summary>
public static class ReportWords
{
    /// <summary>An expert as everything of a result names one.</summary>
    public static LocalText OfExpert(int number) => Said.Of("Report.ExpertNumber", number);

    /// <summary>The score with two digits; where time selects, the time.</summary>
    public static LocalText OfWhatDecides(RankingEntry entry) => new(entry.Score?.ToText(2) ?? entry.Time ?? "—");

    /// <param name="trees">For the names of indicators.</param>
    public static LocalText OfReasons(IEnumerable<Reason> reasons, Call call, IndicatorTrees trees) => Said.Clauses(
        reasons.Select(r => OfReason(r, call, trees)));

    /// <summary>With the clause, the indicator and the column that it is of in words, not by their codes.</summary>
    private static LocalText OfReason(Reason reason, Call call, IndicatorTrees trees)
    {
        switch (reason)
        {
            case Reason.IneligibleByRule(var failed) when FindingWords.ClauseOf(failed, call) is { } clause:
                return Said.Of("ReportWords.IneligibleByClause", clause);
            case Reason.OpenRule(var open) when FindingWords.ClauseOf(open, call) is { } clause:
                return Said.Of("ReportWords.OpenClause", clause);
            case Reason.Veto(var code) when trees.All.Select(t => t.Find(code)).FirstOrDefault(n => n is not null) is { } indicator:
                return Said.Of("Reason.Veto", indicator.Name);
            case Reason.AmountUnknown(var column) when FieldWords.Name(call, column) is var name:
                return Said.Of("ReportWords.AmountUnknown", name);
            case Reason.TimeUnknown(var column) when FieldWords.Name(call, column) is var name:
                return Said.Of("ReportWords.TimeUnknown", name);
            default:
                return OfReason(reason, call.Allocation.Quotas);
        }
    }

    /// <param name="quotas">Of the call, for their names.</param>
    public static LocalText OfReason(Reason reason, IReadOnlyList<Quota> quotas)
    {
        return reason switch
        {
            Reason.Ineligible => Said.Of("Reason.Ineligible"),
            Reason.IneligibleByRule(var rule) => Said.Of("Reason.IneligibleByRule", rule),
            Reason.OpenRule(var rule) => Said.Of("Reason.OpenRule", rule),
            Reason.Veto(var indicator) => Said.Of("Reason.Veto", indicator),
            Reason.NothingDue => Said.Of("Reason.NothingDue"),
            Reason.AmountBelowFloor => Said.Of("Reason.AmountBelowFloor"),
            Reason.PaidAs(var paid) => Said.Of("Reason.PaidAs", paid),
            Reason.AnnualCap => Said.Of("Reason.AnnualCap"),
            Reason.AmountUnknown(var missing) => Said.Of("Reason.AmountUnknown", missing),
            Reason.TimeUnknown(var missing) => Said.Of("Reason.TimeUnknown", missing),
            Reason.TooLate(var earlier, var places) => Said.Of("Reason.TooLate", earlier, places),
            Reason.TiePastLastPlace(var places) => Said.Of("Reason.TiePastLastPlace", places),
            Reason.FewerScores(var given, var needed) => Said.Of("Reason.FewerScores", given, needed),
            Reason.TooFewToTrim(var given) => Said.Of("Reason.TooFewToTrim", given),
            Reason.LeavesNotScored => Said.Of("Reason.LeavesNotScored"),
            Reason.PanelsUndecided(var panels) => Said.Of("Reason.PanelsUndecided", panels),
            Reason.NotCalibrated => Said.Of("Reason.NotCalibrated"),
            Reason.FromLibrary(var year) => Said.Of("Reason.FromLibrary", year),
            Reason.DrawnByLot(var place, var of) => Said.Of("Reason.DrawnByLot", place, of),
            Reason.DrawnByChance(var chance, true) => Said.Of("Reason.DrawnByChance", chance.ToText(3)),
            Reason.DrawnByChance(var chance, _) => Said.Of("Reason.NotDrawnByChance", chance.ToText(3)),
            Reason.DecidedById => Said.Of("Reason.DecidedById"),
            Reason.QuotaFull(var quota) => Said.Of("Reason.QuotaFull", Named(quota)),
            Reason.FloorReserved(var quota) => Said.Of("Reason.FloorReserved", Named(quota)),
            Reason.ClosedByTie(var quota) => Said.Of("Reason.ClosedByTie", Named(quota)),
            Reason.BelowMinimum => Said.Of("Reason.BelowMinimum"),
            Reason.Exclusive(var other) => Said.Of("Reason.Exclusive", other),
            Reason.LostTieBreak => Said.Of("Reason.LostTieBreak"),
            Reason.LostLottery => Said.Of("Reason.LostLottery"),
            Reason.TieAtCut => Said.Of("Reason.TieAtCut"),
            Reason.AfterStop(var at) => Said.Of("Reason.AfterStop", at),
            Reason.LowerTotal => Said.Of("Reason.LowerTotal"),
            _ => throw new ArgumentOutOfRangeException(nameof(reason)),
        };

        LocalText Named(QuotaId id) => NameOf(id, quotas);
    }

    public static LocalText Of(AllocationRule rule, IReadOnlyList<Quota> quotas) => rule switch
    {
        AllocationRule.OfQuota(var quota) => NameOf(quota, quotas),
        AllocationRule.MinimumScore => Said.Of("ReportWords.MinimumScore"),
        _ => Said.Of("ReportWords.TieRule"),
    };

    public static LocalText Of(ScoringSettings scoring) => scoring.Method == TotalMethod.Mean
        ? Said.Of("ReportWords.Mean")
        : Said.Of("ReportWords.MeanTrimmed", scoring.TrimEachEnd);

    public static LocalText Of(AllocationPolicy policy) =>
        Said.Clauses([Said.NoteOf(policy.Order), Said.NoteOf(policy.Remainder), Said.NoteOf(policy.Ties)]);

    /// <summary>Yuan as papers and sheets show them: always two digits, with thousands separators.</summary>
    internal static string Yuan(Money money) => money.Yuan.ToString("N2", CultureInfo.InvariantCulture);

    private static LocalText NameOf(QuotaId id, IReadOnlyList<Quota> quotas) =>
        Quota.Find(quotas, id) is { } quota ? NameOf(quota) : new LocalText(id.Value);

    /// <summary>What a quota is called: its name, else its id.</summary>
    public static LocalText NameOf(Quota quota) => quota.Name is not { } name ? new LocalText(quota.Id.Value)
        : quota.Value is { } value ? Said.Of("Report.Labelled", name, value) : name;

    /// <summary>How much of it there is, and for whom, by the names that people know.</summary>
    public static LocalText Of(Quota quota, Call call)
    {
        List<LocalText> parts = [];
        if (quota.Max is { } max)
        {
            parts.Add(Said.Of("ReportWords.Max", Size(quota, max)));
        }
        if (quota.Min is { } min)
        {
            parts.Add(Said.Of("ReportWords.Min", Size(quota, min)));
        }
        var bounds = quota.Each is { } each
            ? Said.Of("ReportWords.EachOf", FieldWords.Name(call, each), Said.Parts(parts)) : Said.Parts(parts);
        var size = quota.Measure == QuotaMeasure.Count ? Said.Of("ReportWords.Awards", bounds) : Said.Of("ReportWords.Yuan", bounds);
        return quota.Where.Count == 0 ? size : Said.Of("ReportWords.For", size, Said.Parts(
            quota.Where.OrderBy(w => w.Key, StringComparer.Ordinal)
                .Select(w => Said.Of("ReportWords.Where", FieldWords.Name(call, w.Key), ValuesOf(call, w.Key, w.Value)))));
    }

    private static LocalText ValuesOf(Call call, string column, IReadOnlyList<string> accepted) => column == "category"
        ? Said.List(accepted.Select(c => RankingReport.CategoryNameOf(call, new CategoryCode(c))))
        : FieldWords.Values(call, column, accepted);

    /// <summary>Places, or yuan for a quota of money, with thousands separators.</summary>
    public static string Size(Quota quota, long value) => quota.Measure == QuotaMeasure.Count
        ? value.ToString("N0", CultureInfo.InvariantCulture) : Yuan(new Money(value));

    /// <summary>
    /// The figures that led to an amount, in yuan: base 22,600,000 → without tax 20,000,000 → rate 2,000,000 → cap 1,000,000.
    /// </summary>
    public static LocalText Of(AmountChain chain)
    {
        return Said.Joined(chain.Steps.Select(s => Said.Joined([Said.Of(s.Kind), YuanOf(s)], " ")), " → ");

        static LocalText YuanOf(AmountStep step) =>
            new(decimal.Parse(step.Shown.ToText(2), CultureInfo.InvariantCulture).ToString("N2", CultureInfo.InvariantCulture));
    }
}
