using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>An award of another call: a row of history.csv, or one that the database keeps.</summary>
/// <param name="Project">What a call pays once is named by; blank = unknown.</param>
/// <param name="Year">In which it was paid.</param>
public sealed record EarlierAward(
    string Call, ApplicationId Application, CategoryCode Category, string UnitCode, string Project, Money Amount, int Year);

/// <summary>
/// What earlier awards say of a round: places that were given away, what a unit got this year, the tier that it has reached, projects that
/// were paid. Each stands beside what the file says of the same; readers take the larger of the two, and where they differ a person is
/// asked.
/// </summary>
/// <remarks>The sums stand in columns of their own, which a package keeps, since it has no history.</remarks>
public static class EarlierAwards
{
    /// <summary>The award, as CALL/APPLICATION, that paid for the same project.</summary>
    public const string PaidAs = "paid_earlier";

    private const string UnitCode = "unit_code";
    private const string Category = "category";

    /// <summary>Whether anything in the call reaches over years.</summary>
    public static bool Matter(Call call) =>
        call.AmountGroups.AnnualCaps.Count > 0 || call.AmountGroups.OncePer.Count > 0
        || call.Categories.Any(c => c.Selection.Basis == SelectionBasis.Time || call.AmountRuleOf(c.Code)?.Bands?.Before is not null);

    /// <summary>An award of a call of the same policy, seen by what this call counts by.</summary>
    public static EarlierAward Of(Call call, string code, Application awarded, Money amount, int year) => new(
        code, awarded.Id, awarded.Category,
        LimitKey.Of(awarded.Attributes, UnitCode) is { Length: > 0 } unit ? unit : awarded.UnitCode,
        call.AmountGroups.OncePer.FirstOrDefault(c => c != UnitCode) is { } project ? LimitKey.Of(awarded.Attributes, project) : "",
        amount, year);

    /// <summary>The column with what a unit got already by the earlier awards.</summary>
    public static string SummedOf(AnnualCap cap) => AmountRule.SummedOf(cap.AlreadyPaid ?? "annual_cap");

    /// <summary>The sum that stands beside a typed figure; null where there is none.</summary>
    public static Rational? Summed(IReadOnlyDictionary<string, string> attributes, string column) =>
        Written.Number(attributes.GetValueOrDefault(AmountRule.SummedOf(column)));

    /// <summary>The call with the places that earlier awards of its categories took, each application once.</summary>
    public static Call Over(Call call, IReadOnlyList<EarlierAward> earlier) => call with
    {
        Categories =
        [
            .. call.Categories.Select(c => c.Selection.Basis != SelectionBasis.Time ? c : c with
            {
                Selection = c.Selection with
                {
                    PlacesSummed = OfOthers(call, earlier).Where(e => e.Category == c.Code).Select(e => (e.Call, e.Application)).Distinct()
                        .Count(),
                },
            }),
        ],
    };

    /// <summary>The applications with the sums; what a file says in such a column is not taken.</summary>
    public static IReadOnlyList<Application> Over(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<EarlierAward> earlier)
    {
        var columns = ColumnsOf(call);
        if (earlier.Count == 0 && !applications.Any(a => columns.Exists(a.Attributes.ContainsKey)))
        {
            return applications;
        }
        var byUnit = OfOthers(call, earlier).ToLookup(e => Written.Key(e.UnitCode), StringComparer.Ordinal);
        var year = call.Eligibility.AsOf?.Year ?? applications.Max(a => a.SubmittedAt)?.Year
            ?? earlier.Select(e => (int?)e.Year).Max();
        return [.. applications.Select(a => a with { Attributes = Summed(a) })];

        Dictionary<string, string> Summed(Application application)
        {
            var attributes = application.Attributes.Where(a => !columns.Contains(a.Key))
                .ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
            var unit = Written.Key(LimitKey.Of(attributes, UnitCode));
            List<EarlierAward> own = unit.Length == 0 ? [] : [.. byUnit[unit]];
            foreach (var cap in call.AmountGroups.AnnualCaps.Where(c => AttributeFilter.Holds(c.Where, attributes) != false))
            {
                var paid = own.Where(e => e.Year == year && (!cap.Where.TryGetValue(Category, out var of) || of.Contains(e.Category.Value)))
                    .Select(e => e.Amount).ToList();
                if (paid.Count > 0)
                {
                    attributes[SummedOf(cap)] = Money.Sum(paid).ToString();
                }
            }
            if (call.AmountRuleOf(application.Category)?.Bands is { Before: { } before } bands
                && own.Where(e => e.Category == application.Category).Select(e => e.Amount).Order().LastOrDefault() is var highest
                && bands.Bands.Where(b => highest > Money.Zero && b.Sum <= highest).Select(b => b.From).Order().ToList() is [.., var tier])
            {
                attributes[AmountRule.SummedOf(before)] = tier.ToString();
            }
            if (call.AmountGroups.OncePer is { Count: > 0 } once && own.OrderBy(e => e.Call, StringComparer.Ordinal)
                .FirstOrDefault(e => once.All(o => IsOf(e, o))) is { } same)
            {
                attributes[PaidAs] = $"{same.Call}/{same.Application}";
            }
            return attributes;

            bool IsOf(EarlierAward award, string column) => column == UnitCode
                || (award.Project.Length > 0 && Written.Key(award.Project) == Written.Key(LimitKey.Of(attributes, column)));
        }
    }

    private static IEnumerable<EarlierAward> OfOthers(Call call, IReadOnlyList<EarlierAward> earlier) =>
        earlier.Where(e => e.Call != call.Code);

    private static List<string> ColumnsOf(Call call) =>
    [
        PaidAs, .. call.AmountGroups.AnnualCaps.Select(SummedOf),
        .. call.Categories.Select(c => call.AmountRuleOf(c.Code)?.Bands?.Before).OfType<string>().Select(AmountRule.SummedOf),
    ];
}
