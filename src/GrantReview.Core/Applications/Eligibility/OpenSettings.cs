using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// What blank or unreadable cells leave open of a call's amounts, limits and order: a person is asked, so that no limit opens and nobody
/// is left out
/// unasked. Asked of everybody who is not out by a rule and may get something.
/// </summary>
/// <remarks>
/// A limit is asked about only where the answer can matter: a cap that holds even if all who may fall under it do has nothing to ask.
/// Each question is
/// of the call's own rule that the setting carries out; else of one that stands for the setting.
/// </remarks>
internal static class OpenSettings
{
    private const string OncePer = "amountGroups.oncePer";
    private const string AnnualCaps = "amountGroups.annualCaps";
    private const string Quotas = "allocation.quotas";
    private const string Library = "allocation.library";
    private const string TieBreak = "allocation.policy.tieBreak";
    private const string AmountOfCall = "allocation.amount";
    private const string Tree = "indicatorTree";

    private static readonly Dictionary<string, OpenSetting> Standing = new(StringComparer.Ordinal)
    {
        [OncePer] = OpenSetting.OncePer, [AnnualCaps] = OpenSetting.AnnualCaps, [Quotas] = OpenSetting.Quotas,
        [Library] = OpenSetting.Library, [TieBreak] = OpenSetting.TieBreak, [AmountOfCall] = OpenSetting.Amount,
        [Tree] = OpenSetting.IndicatorTree,
    };

    /// <summary>Every rule that a question can be of.</summary>
    public static IEnumerable<EligibilityRule> Rules(Call call) =>
    [
        .. Standing.Keys.Select(key => RuleOf(call, key)), .. call.Allocation.Quotas.Select(q => RuleOf(call, q)),
        .. call.Categories.SelectMany(c => new[] { RuleOfAmount(call, c.Code), RuleOfOrder(call, c.Code) }),
    ];

    /// <param name="findings">What the rules say, with the verdicts.</param>
    /// <param name="measured">The columns that points of a category's applications are worked out from.</param>
    public static IReadOnlyList<Finding> Of(
        Call call, Func<CategoryCode, IReadOnlyList<string>> measured, IReadOnlyList<Application> applications,
        IReadOnlyList<Finding> findings)
    {
        var standings = ApplicationStanding.Of(applications, findings);
        var amounts = Amounts.Of(call, applications, _ => false);
        var competing = applications
            .Where(a => !standings[a.Id].IsIneligible && (amounts[a.Id].IsDue || amounts[a.Id].MissingAttribute is not null)).ToList();
        var asked = OfAmounts(call, competing, amounts).Concat(OfOrder(call, competing)).Concat(OfOnce(call, competing))
            .Concat(OfCaps(call, applications, competing)).Concat(OfQuotas(call, competing, amounts))
            .Concat(OfMeasures(call, measured, competing));
        return [.. asked.GroupBy(f => (f.Application, f.Rule.Id)).Select(Joined)];
    }

    /// <summary>No amount without the value.</summary>
    public static Finding OfAmount(Call call, Application application, string missing) =>
        Asking(RuleOfAmount(call, application.Category), application, [missing]) with { NeedsValue = true };

    /// <summary>Equal scores are parted by a value that the application does not give.</summary>
    public static Finding OfTie(Call call, Application application, IReadOnlyList<string> keys) =>
        Asking(TieRuleOf(call), application, keys);

    public static EligibilityRule TieRuleOf(Call call) => RuleOf(call, TieBreak);

    private static IEnumerable<Finding> OfAmounts(
        Call call, IReadOnlyList<Application> competing, IReadOnlyDictionary<ApplicationId, AmountChain> amounts) =>
        competing.SelectMany(a => amounts[a.Id].MissingAttribute is { } missing ? [OfAmount(call, a, missing)]
            : call.AmountRuleOf(a.Category)?.Bands?.Before is { } before && Written.Number(Value(a, before)) is { } typed
                && EarlierAwards.Summed(a.Attributes, before) > typed
                ? [Asking(RuleOfAmount(call, a.Category), a, [before, AmountRule.SummedOf(before)])] : Array.Empty<Finding>());

    /// <summary>Where time decides it must be told, and the year of the project library must be a year.</summary>
    private static IEnumerable<Finding> OfOrder(Call call, IReadOnlyList<Application> competing)
    {
        foreach (var application in competing)
        {
            if (call.SelectionOf(application.Category) is { Basis: SelectionBasis.Time, TimeAttribute: { } time }
                && Times.Read(Value(application, time)) is null)
            {
                yield return Asking(RuleOfOrder(call, application.Category), application, [time]) with { NeedsValue = true };
            }
            if (call.SelectionOf(application.Category) is { Basis: SelectionBasis.Time, PlacesTaken: > 0, PlacesSummed: > 0 } taken
                && taken.PlacesTaken != taken.PlacesSummed)
            {
                yield return Asking(RuleOfOrder(call, application.Category), application, [taken.TimeAttribute ?? ""]);
            }
            if (call.Allocation.Library is { Reading: not LibraryReading.None }
                && LibraryRule.IsUnreadable(Value(application, LibraryRule.Column)))
            {
                yield return Asking(RuleOf(call, Library), application, [LibraryRule.Column]) with { NeedsValue = true };
            }
        }
    }

    private static IEnumerable<Finding> OfOnce(Call call, List<Application> competing)
    {
        var keys = call.AmountGroups.OncePer;
        var compared = competing.ConvertAll(a => keys.Select(k => Compared(a, k)).ToList());
        return keys.Count == 0 ? []
            : competing.Where((a, i) => compared[i].Contains("") && compared.Where((_, j) => j != i).Any(other => MayBeOne(compared[i], other)))
                .Select(a => Asking(RuleOf(call, OncePer), a, Blank(a, keys)));

        static bool MayBeOne(List<string> one, List<string> other) =>
            one.Zip(other).All(v => v.First.Length == 0 || v.Second.Length == 0 || v.First == v.Second);
    }

    private static IEnumerable<Finding> OfCaps(Call call, IReadOnlyList<Application> applications, IReadOnlyList<Application> competing)
    {
        foreach (var cap in call.AmountGroups.AnnualCaps)
        {
            var paid = Amounts.PaidBefore(cap, applications);
            foreach (var application in competing.Where(a => AttributeFilter.Holds(cap.Where, a.Attributes) != false))
            {
                var unknown = Blank(application, [cap.By]).Concat(AttributeFilter.Unknown(cap.Where, application.Attributes)).ToList();
                if (unknown.Count > 0)
                {
                    yield return Asking(RuleOf(call, AnnualCaps), application, unknown);
                }
                else if (cap.AlreadyPaid is { } typed && Written.Number(Value(application, typed)) is { } said
                    && EarlierAwards.Summed(application.Attributes, typed) is { } sum && said != sum)
                {
                    yield return Asking(RuleOf(call, AnnualCaps), application, [typed, AmountRule.SummedOf(typed)]);
                }
                else if (cap.AlreadyPaid is { } column && paid(Amounts.UnitOf(cap, application)) is null)
                {
                    yield return Asking(RuleOf(call, AnnualCaps), application, [column]) with { NeedsValue = true };
                }
            }
        }
    }

    private static IEnumerable<Finding> OfQuotas(
        Call call, IReadOnlyList<Application> competing, IReadOnlyDictionary<ApplicationId, AmountChain> amounts)
    {
        foreach (var quota in call.Allocation.Quotas)
        {
            if (quota.Each is { } column)
            {
                foreach (var finding in OfEach(quota, column))
                {
                    yield return finding;
                }
                continue;
            }
            var maybe = competing.Where(a => AttributeFilter.Holds(quota.Where, a.Attributes) is null).ToList();
            if (maybe.Count > 0 && (quota.Min > 0 || MayBind(quota, maybe)))
            {
                foreach (var application in maybe)
                {
                    yield return Asking(RuleOf(call, quota), application, AttributeFilter.Unknown(quota.Where, application.Attributes));
                }
            }
        }

        // Asked of whoever names nobody, and of those who differ by a bracket alone, where their value's bounds may bind.
        IEnumerable<Finding> OfEach(Quota quota, string column)
        {
            var within = competing.Where(a => AttributeFilter.Holds(quota.Where, a.Attributes) != false).ToList();
            var unsure = within.Where(a => Compared(a, column).Length == 0 || !quota.Matches(a.Attributes)).ToList();
            var alike = within.Except(unsure).GroupBy(a => Written.Stem(Compared(a, column)), StringComparer.Ordinal)
                .Select(g => g.ToList()).ToList();
            var asked = alike.Where(g => g.Select(a => Compared(a, column)).Distinct().Count() > 1 && (quota.Min > 0 || IsAbove(quota, g)))
                .SelectMany(g => g).Concat(alike.Append([]).Any(g => quota.Min > 0 || IsAbove(quota, [.. g, .. unsure])) ? unsure : []);
            return asked.Select(a => Asking(
                RuleOf(call, quota), a, AttributeFilter.Unknown(quota.Where, a.Attributes).Append(column).Distinct()));
        }

        bool MayBind(Quota quota, IReadOnlyList<Application> maybe) =>
            IsAbove(quota, [.. competing.Where(a => quota.Matches(a.Attributes)), .. maybe]);

        bool IsAbove(Quota quota, List<Application> all)
        {
            return quota.Measure == QuotaMeasure.Count ? all.Count > quota.Max
                : quota.Max is not null
                    && (all.Exists(a => amounts[a.Id].MissingAttribute is not null) || all.Sum(a => amounts[a.Id].Amount.Fen) > quota.Max);
        }
    }

    /// <summary>A leaf without its figure has no points and leaves its weight to the others: a person says that it may.</summary>
    private static IEnumerable<Finding> OfMeasures(
        Call call, Func<CategoryCode, IReadOnlyList<string>> measured, IReadOnlyList<Application> competing) =>
        from application in competing
        where call.SelectionOf(application.Category).Basis == SelectionBasis.Score
        let missing = measured(application.Category).Where(column => Written.Number(Value(application, column)) is null).ToList()
        where missing.Count > 0
        select Asking(RuleOf(call, Tree), application, missing);

    private static Finding Asking(EligibilityRule rule, Application application, IEnumerable<string> unknown)
    {
        List<string> columns = [.. unknown];
        return new Finding(
            application.Id, rule, Outcome.Person, true, null,
            [.. columns.Select(c => new Figure(c, Value(application, c), "", "", null) { Columns = [c] })], columns);
    }

    /// <summary>One question for each application and rule, with every column that it is about.</summary>
    private static Finding Joined(IEnumerable<Finding> findings)
    {
        var all = findings.ToList();
        return all.Count == 1 ? all[0] : all[0] with
        {
            Figures = [.. all.SelectMany(f => f.Figures).DistinctBy(f => f.Name)], Unknown = [.. all.SelectMany(f => f.Unknown).Distinct()],
            NeedsValue = all.Exists(f => f.NeedsValue),
        };
    }

    private static IEnumerable<string> Blank(Application application, IEnumerable<string> keys) =>
        keys.Where(k => Compared(application, k).Length == 0);

    private static string Compared(Application application, string key) => Application.CountedBy(application.Attributes, key);

    private static string Value(Application application, string attribute) =>
        application.Attributes.GetValueOrDefault(attribute, "").Trim();

    private static EligibilityRule RuleOf(Call call, string key) => Carried(call, key) ?? StandingFor(key, Standing[key]);

    private static EligibilityRule RuleOf(Call call, Quota quota) => Carried(call, $"{Quotas}.{quota.Id}") ?? RuleOf(call, Quotas);

    private static EligibilityRule RuleOfAmount(Call call, CategoryCode category) =>
        Carried(call, $"categories.{category}.amount") ?? RuleOf(call, AmountOfCall);

    private static EligibilityRule RuleOfOrder(Call call, CategoryCode category)
    {
        var key = $"categories.{category}.selection";
        return Carried(call, key) ?? StandingFor(key, OpenSetting.Time);
    }

    /// <summary>The call's own rule that a setting carries out, unless it asks something itself.</summary>
    private static EligibilityRule? Carried(Call call, string key) =>
        call.Eligibility.Rules.FirstOrDefault(r => r.Use == RuleUse.Setting && r.Stage == RuleStage.Application && r.CarriedBy == key);

    private static EligibilityRule StandingFor(string key, OpenSetting setting) =>
        new(new RuleId(key), key, RuleKind.Limit, RuleStage.Application, null, null, Outcome.Person, key, null, null)
        {
            StandsFor = setting,
        };
}
