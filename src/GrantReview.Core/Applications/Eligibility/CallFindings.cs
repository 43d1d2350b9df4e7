using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// All that a call asks of its applications: its rules, what a blank key of a payment's limit leaves open, and the rules of stage award on the amounts
/// that are due. Findings of awards are made only of who is not out by then.
/// </summary>
public static class CallFindings
{
    private const string OncePer = "amountGroups.oncePer";
    private const string AnnualCaps = "amountGroups.annualCaps";

    public static IReadOnlyList<Finding> Of(Call call, IReadOnlyList<Application> applications, IReadOnlyList<Verdict> verdicts) =>
        WithAmounts(call, applications, verdicts, new HashSet<ApplicationId>()).Findings;

    /// <summary>The ids of every rule that a finding can be of.</summary>
    public static IReadOnlySet<RuleId> RuleIds(Call call) =>
        call.Eligibility.Rules.Select(r => r.Id).Append(RuleOf(call, OncePer).Id).Append(RuleOf(call, AnnualCaps).Id).ToHashSet();

    /// <summary>With the amount of each application; only who is admitted, not vetoed and keeps the rules of awards competes for what is paid once or capped.</summary>
    /// <param name="beforeVerdicts">By the rules of packages of schema 1, which asked neither for keys nor about awards.</param>
    internal static (IReadOnlyList<Finding> Findings, IReadOnlyDictionary<ApplicationId, AmountChain> Amounts) WithAmounts(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<Verdict> verdicts, IReadOnlySet<ApplicationId> vetoed, bool beforeVerdicts = false)
    {
        var findings = Evaluator.Evaluate(call.Eligibility, applications, verdicts, beforeVerdicts);
        if (!beforeVerdicts)
        {
            findings = InOrder(call, findings.Concat(OfKeys(call, applications, findings, verdicts)));
        }
        var standings = ApplicationStanding.Of(applications, findings, beforeVerdicts);
        var barred = new Dictionary<ApplicationId, IReadOnlyList<Finding>>();
        while (true)
        {
            var amounts = Amounts.Of(call, applications, a => standings[a.Id].IsAdmitted && !vetoed.Contains(a.Id) && !barred.ContainsKey(a.Id));
            if (beforeVerdicts)
            {
                return (findings, amounts);
            }
            var due = applications.Where(a => !barred.ContainsKey(a.Id) && !standings[a.Id].IsIneligible && !vetoed.Contains(a.Id) && amounts[a.Id].IsDue)
                .Select(a => (a.Id, Findings: Evaluator.OfAward(call, a, amounts[a.Id].Amount, verdicts))).ToList();
            var next = due.Where(d => d.Findings.Any(f => f.Fails || f.IsOpen)).ToList();
            if (next.Count == 0)
            {
                return (InOrder(call, findings.Concat(barred.Values.Concat(due.Select(d => d.Findings)).SelectMany(f => f))), amounts);
            }
            foreach (var (id, ofAward) in next)
            {
                barred.Add(id, ofAward);
            }
        }
    }

    /// <summary>Where a key is blank, nobody knows whether a limit on payments binds: a person is asked, and the limit never opens.</summary>
    private static IEnumerable<Finding> OfKeys(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<Finding> findings, IReadOnlyList<Verdict> verdicts)
    {
        var groups = call.AmountGroups;
        if (groups.OncePer.Count == 0 && groups.AnnualCaps.Count == 0)
        {
            return [];
        }
        var standings = ApplicationStanding.Of(applications, findings);
        var amounts = Amounts.Of(call, applications, _ => false);
        var due = applications.Where(a => !standings[a.Id].IsIneligible && amounts[a.Id].IsDue).ToList();
        var once = due.Where(a => Blank(a, groups.OncePer).Any() && due.Exists(b => b.Id != a.Id && MayBeOne(a, b)))
            .Select(a => Asking(OncePer, a, Blank(a, groups.OncePer)));
        var capped = groups.AnnualCaps.SelectMany(cap => due.Where(a => new AmountCase(cap.Where, null, null).Matches(a.Attributes))
            .Select(a => (Application: a, Unknown: Unread(cap, a).ToList())).Where(a => a.Unknown.Count > 0).Select(a => Asking(AnnualCaps, a.Application, a.Unknown)));
        return Evaluator.Answered([.. once, .. capped.DistinctBy(f => f.Application)], verdicts);

        bool MayBeOne(Application one, Application other) => groups.OncePer.All(
            key => Value(one, key).Length == 0 || Value(other, key).Length == 0 || Written.Key(Value(one, key)) == Written.Key(Value(other, key)));

        Finding Asking(string key, Application application, IEnumerable<string> unknown) =>
            new(
                application.Id, RuleOf(call, key), Outcome.Person, true, null,
                [.. unknown.Select(u => new Figure(u, Value(application, u), "", "", null) { Columns = [u] })], [.. unknown]);
    }

    private static IEnumerable<string> Blank(Application application, IEnumerable<string> keys) => keys.Where(k => Value(application, k).Length == 0);

    private static IEnumerable<string> Unread(AnnualCap cap, Application application) =>
        Blank(application, [cap.By]).Concat(cap.AlreadyPaid is { } paid && Value(application, paid) is { Length: > 0 } text && Written.Amount(text) is null ? [paid] : []);

    private static string Value(Application application, string attribute) => application.Attributes.GetValueOrDefault(attribute, "").Trim();

    /// <summary>The call's own rule that a setting carries out; else one that stands for it.</summary>
    private static EligibilityRule RuleOf(Call call, string key) => call.Eligibility.Rules.FirstOrDefault(r => r.CarriedBy == key) ?? Standing[key];

    private static readonly Dictionary<string, EligibilityRule> Standing = new(StringComparer.Ordinal)
    {
        [OncePer] = StandingFor(OncePer, new LocalText("The same project is paid once.", "同一项目只享受一次。")),
        [AnnualCaps] = StandingFor(AnnualCaps, new LocalText("A unit's payments of a year are capped.", "单位年度金额有上限。")),
    };

    private static EligibilityRule StandingFor(string key, LocalText text) =>
        new(new RuleId(key), key, RuleKind.Limit, RuleStage.Application, null, null, Outcome.Person, key, null, text);

    private static IReadOnlyList<Finding> InOrder(Call call, IEnumerable<Finding> findings)
    {
        var place = call.Eligibility.Rules.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i);
        return [.. findings.OrderBy(f => f.Application).ThenBy(f => place.GetValueOrDefault(f.Rule.Id, int.MaxValue)).ThenBy(f => f.Rule.Id)];
    }
}
