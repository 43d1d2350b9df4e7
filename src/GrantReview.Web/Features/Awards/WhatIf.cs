using System.Globalization;
using System.Text.Json;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Web.Features.Awards;

/// <summary>Other figures for an allocation: quota id → its maximum, minScore → the minimum score, as a person types them.</summary>
public static class WhatIf
{
    public const string MinScore = "minScore";

    /// <summary>The settings with the figures that can be read and differ; a figure that is no number is left as it was.</summary>
    public static AllocationSettings Changed(AllocationSettings settings, IReadOnlyDictionary<string, string?> figures)
    {
        var quotas = settings.Quotas.Select(q => q.Max is not null && Max(q) is { } max && max != q.Max ? q with { Max = max } : q).ToList();
        var minScore = !figures.TryGetValue(MinScore, out var text) ? settings.MinScore : Rational.TryParse(text, out var value) ? value : string.IsNullOrWhiteSpace(text) ? null : settings.MinScore;
        return quotas.SequenceEqual(settings.Quotas) && minScore == settings.MinScore ? settings : settings with { Quotas = quotas, MinScore = minScore };

        long? Max(Quota quota) => !figures.TryGetValue(quota.Id, out var figure) ? null
            : quota.Measure == QuotaMeasure.Amount ? Money.TryParse(figure, out var money) && money >= Money.Zero ? money.Fen : null
            : int.TryParse(figure, NumberStyles.None, CultureInfo.InvariantCulture, out var places) ? places : null;
    }

    /// <summary>Every figure that can be tried, as it stands in these settings.</summary>
    public static IReadOnlyDictionary<string, string> Figures(AllocationSettings settings) =>
        settings.Quotas.Where(q => q.Max is not null).Select(q => (q.Id, Text: Size(q))).Append((MinScore, settings.MinScore?.ToString() ?? "")).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal);

    /// <summary>Those figures of a changed setting that differ from the call's.</summary>
    public static Dictionary<string, string?> Difference(AllocationSettings call, AllocationSettings changed)
    {
        var before = Figures(call);
        return Figures(changed).Where(f => before[f.Key] != f.Value).ToDictionary(f => f.Key, f => (string?)f.Value, StringComparer.Ordinal);
    }

    /// <summary>The list that other figures would give, from the allocation problem that a run kept.</summary>
    public static AllocationPlan Solve(AllocationProblem problem, AllocationSettings figures) =>
        AllocationSolver.Solve(problem with { Quotas = figures.Quotas, MinScore = figures.MinScore }, withSensitivity: false);

    public static Dictionary<string, string?> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string?>>(json) ?? [];

    /// <summary>Who comes in and who drops out, in ranking order of the plan that has them.</summary>
    public static (IReadOnlyList<string> Gain, IReadOnlyList<string> Lose) Compare(AllocationPlan before, AllocationPlan after)
    {
        var (was, isNow) = (before.Funded.Select(f => f.Id).ToHashSet(StringComparer.Ordinal), after.Funded.Select(f => f.Id).ToHashSet(StringComparer.Ordinal));
        return ([.. after.Funded.Select(f => f.Id).Where(id => !was.Contains(id))], [.. before.Funded.Select(f => f.Id).Where(id => !isNow.Contains(id))]);
    }

    private static string Size(Quota quota) => quota.Measure == QuotaMeasure.Amount ? new Money(quota.Max ?? 0).ToString() : $"{quota.Max}";
}
