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
                new(
                    $"Put up on {period.Published:yyyy-MM-dd}; objections until {period.Last:yyyy-MM-dd}, " +
                    $"{period.Counted.Count} working days.",
                $"{period.Published:yyyy-MM-dd} 起公示{period.Counted.Count}个工作日，至 {period.Last:yyyy-MM-dd} 止。"));
        }
        lines.Add(new("Objections under one's real name, in writing, with evidence.", "对公示内容有异议的，请在公示期内以书面形式实名提出，并提供佐证材料。"));
        return new ReportSheet(new("Notice", "公示名单"), RankingReport.TitleOf(call, new("Public notice of proposed awards", "拟立项项目公示名单")),
            lines,
            [
                new(new("#", "序号"), ColumnKind.Count, 6), new(new("Category", "项目类别"), ColumnKind.Text, 18),
                new(new("No.", "项目编号"), ColumnKind.Text, 14),
                new(new("Title", "项目名称"), ColumnKind.Text, 44), new(new("Applicant unit", "申报单位"), ColumnKind.Text, 32),
                new(new("Principal investigator", "项目负责人"), ColumnKind.Text, 14),
                new(new("Amount (yuan)", "拟支持金额（元）"), ColumnKind.Money, 18),
            ],
            [.. InOrder(call, applications, awards).Select((a, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, RankingReport.CategoryNameOf(call, a.Application.Category), a.Application.Id.Value, a.Application.Title,
                    a.Application.Unit,
                    masksNames ? Mask(a.Application.Pi) : a.Application.Pi, a.Award.Amount,
                ])],
            [
                new LocalText("Total", "合计"), .. Enumerable.Repeat<ReportCell>((string?)null, 5),
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
