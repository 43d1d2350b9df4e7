using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>Valid things with defaults, so that a test states only what matters: <c>A.Call()</c>, <c>An.Application("A1")</c>.</summary>
public static class A
{
    public static Call Call(
        ScoringSettings? scoring = null, AllocationSettings? allocation = null, CalibrationSettings? calibration = null,
        AssignmentSettings? assignment = null, params Category[] categories) =>
        new("C1", new LocalText("A call", "某申报通知"), null, null, categories,
            scoring ?? ScoringSettings.Default, assignment ?? AssignmentSettings.Default,
            calibration ?? CalibrationSettings.Default, allocation ?? AllocationSettings.Default);

    /// <summary>A tree with one level: code and weight of each leaf.</summary>
    public static IndicatorTree Tree(ScoringSettings? scoring = null, params (string Code, string Weight)[] leaves) =>
        new([.. leaves.Select(l => Leaf(l.Code, l.Weight))], scoring ?? ScoringSettings.Default);

    public static Indicator Leaf(string code, string weight, string? parent = null) =>
        new(new IndicatorCode(code), IndicatorCode.Of(parent), new LocalText(code), Rational.Parse(weight));

    public static LeafScore Score(string application, string expert, string indicator, string? score) =>
        new(new ApplicationId(application), new ExpertId(expert), new IndicatorCode(indicator),
            score is null ? null : Rational.Parse(score), "");

    public static Round Round(
        Call call, IndicatorTree tree, IReadOnlyList<Application> applications, IReadOnlyList<Expert> experts,
        IReadOnlyList<LeafScore> scores,
        IReadOnlyList<Assignment>? assignments = null) =>
        new(call, tree, applications, experts, [], [], assignments, scores);

    public static Quota Places(long max, string id = "places") =>
        new(new QuotaId(id), QuotaMeasure.Count, new Dictionary<string, IReadOnlyList<string>>(), max, null);

    public static Quota Budget(string yuan, string id = "budget") =>
        new(new QuotaId(id), QuotaMeasure.Amount, new Dictionary<string, IReadOnlyList<string>>(), Money.Parse(yuan).Fen, null);
}

/// <summary>The same before a vowel.</summary>
public static class An
{
    /// <summary>A credit code with its check digit, different for every number.</summary>
    public static string UnitCode(int number)
    {
        const string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        var body = $"91510100{number:D9}";
        var sum =
            body.Select((c, i) => alphabet.IndexOf(c, StringComparison.Ordinal) * (int)System.Numerics.BigInteger.ModPow(3, i, 31)).Sum();
        return body + alphabet[(31 - (sum % 31)) % 31];
    }

    public static Application Application(
        string id, string category = "all", string unit = "", string unitCode = "", string pi = "", string? requested = null,
        bool eligible = true,
        IReadOnlyList<string>? partners = null, IReadOnlyList<string>? unitFormerNames = null, int? expertsNeeded = null,
        params (string Name, string Value)[] attributes)
    {
        var all = attributes.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal);
        all.TryAdd("id", id);
        all.TryAdd("category", category);
        all.TryAdd("unit", unit);
        return new Application(new ApplicationId(id), $"Application {id}", CategoryCode.OrNone(category), unit, unitCode, unitFormerNames ?? [], pi,
            partners ?? [], [],
            requested is null ? null : Money.Parse(requested), expertsNeeded, null, eligible, all);
    }

    public static Expert Expert(
        string id, string unit = "", string unitCode = "", string name = "", string kind = "", IReadOnlyList<string>? formerUnits = null,
        int? maxLoad = null, int? minLoad = null) =>
        new(new ExpertId(id), name.Length > 0 ? name : $"Expert {id}", unit, unitCode, formerUnits ?? [], "", kind, [], maxLoad, minLoad);
}
