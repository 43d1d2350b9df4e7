using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What a public notice says: the list and nothing of scores, places or experts.</summary>
public static class NoticeReport
{
    /// <param name="applications">Of the call, those of the list among them.</param>
    /// <param name="masksNames">People's names are shown as the call's rule for disclosure demands: 张*, 王*明.</param>
    /// <param name="period">Null before the notice has a date.</param>
    public static ReportSheet Of(Call call, IReadOnlyList<Application> applications, IReadOnlyList<FundedApplication> awards,
        bool masksNames, NoticePeriod? period = null)
    {
        List<LocalText> lines = [];
        if (period is not null)
        {
            lines.Add(
                Said.Of("NoticeReport.Period", period.Published, period.Last, period.Counted.Count));
        }
        lines.Add(Said.Of("NoticeReport.Objections"));
        return new ReportSheet(Said.Of("NoticeReport.Notice"), RankingReport.TitleOf(call, Said.Of("NoticeReport.Title")),
            lines,
            [
                new("Report.Number", ColumnKind.Count, 6), new("Report.Category", ColumnKind.Text, 18),
                new("Report.Id", ColumnKind.Text, 14), new("Report.Title", ColumnKind.Text, 44),
                new("Report.ApplicantUnit", ColumnKind.Text, 32), new("Report.PrincipalInvestigator", ColumnKind.Text, 14),
                new("NoticeReport.AmountYuan", ColumnKind.Money, 18),
            ],
            [.. InOrder(call, applications, awards).Select((a, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, RankingReport.CategoryNameOf(call, a.Application.Category), a.Application.Id.Value, a.Application.Title,
                    a.Application.Unit,
                    masksNames ? Mask(a.Application.Pi) : a.Application.Pi, a.Award.Amount,
                ])],
            [
                Said.Of("Report.Total"), .. Enumerable.Repeat<ReportCell>((string?)null, 5),
                (Money?)Money.Sum(awards.Select(a => a.Amount)),
            ]) { Date = period?.Published };
    }

    /// <summary>The order of a list that is made public: categories as the call lists them, then ids; it says nothing of ranks.</summary>
    public static IEnumerable<(FundedApplication Award, Application Application)> InOrder(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<FundedApplication> awards)
    {
        var byId = applications.ToDictionary(a => a.Id);
        var categories = call.Categories.Select((c, i) => (c.Code, i)).ToDictionary(c => c.Code, c => c.i);
        return awards.Select(a => (Award: a, Application: byId[a.Id]))
            .OrderBy(a => categories.GetValueOrDefault(a.Application.Category, int.MaxValue))
            .ThenBy(a => a.Application.Category)
            .ThenBy(a => a.Application.Id);
    }

    /// <summary>
    /// The first character stays, of three or more the last as well; of a name in Latin letters the first letter of each word.
    /// </summary>
    public static string Mask(string name)
    {
        var text = name.Trim();
        var letters = text.EnumerateRunes().ToList();
        return letters.Count == 0 ? ""
            : letters.TrueForAll(r => r.IsAscii)
                ? string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w[0] + "***"))
            : letters.Count < 3 ? $"{letters[0]}*"
            : $"{letters[0]}{new string('*', letters.Count - 2)}{letters[^1]}";
    }
}
