using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Awards;

/// <summary>Figures as a page sends them: quotas and their maxima pairwise, because ids may be any text and differ by case alone.</summary>
public sealed record FiguresForm
{
    public List<string> Quota { get; init; } = [];
    public List<string?> Max { get; init; } = [];

    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string? MinScore { get; init; }

    public AllocationFigures Figures => new(
        Quota.Zip(Max).Where(f => QuotaId.Of(f.First) is not null).DistinctBy(f => f.First, StringComparer.Ordinal)
            .ToDictionary(f => new QuotaId(f.First), f => f.Second), MinScore);
}

/// <summary>Other figures for an allocation, as a person types them.</summary>
public static class WhatIf
{
    /// <summary>The settings with the figures that can be read and differ; a figure that is no number is left as it was.</summary>
    public static AllocationSettings Changed(AllocationSettings settings, AllocationFigures figures)
    {
        var quotas =
            settings.Quotas.Select(q => q.Max is not null && Max(q) is { } max && max != q.Max ? q with { Max = max } : q).ToList();
        var minScore = figures.MinScore is not { } text ? settings.MinScore
            : Rational.TryParse(text, out var value) ? value
            : string.IsNullOrWhiteSpace(text) ? null : settings.MinScore;
        return quotas.SequenceEqual(settings.Quotas) && minScore == settings.MinScore ? settings
            : settings with { Quotas = quotas, MinScore = minScore };

        long? Max(Quota quota) => !figures.Quotas.TryGetValue(quota.Id, out var figure) ? null
            : quota.Measure == QuotaMeasure.Amount ? Money.TryParse(figure, out var money) && money >= Money.Zero ? money.Fen : null
            : int.TryParse(figure, NumberStyles.None, CultureInfo.InvariantCulture, out var places) ? places : null;
    }

    /// <summary>Every figure that can be tried: as typed, else as it stands in these settings.</summary>
    public static AllocationFigures FiguresOf(AllocationSettings settings, AllocationFigures typed)
    {
        var capped = settings.Quotas.Where(q => q.Max is not null);
        return new AllocationFigures(
            capped.ToDictionary(q => q.Id, q => typed.Quotas.GetValueOrDefault(q.Id) ?? Size(q)),
            typed.MinScore ?? settings.MinScore?.ToString() ?? "");
    }

    /// <summary>Those figures of a changed setting that differ from the call's.</summary>
    public static AllocationFigures Difference(AllocationSettings call, AllocationSettings changed)
    {
        var (before, after) = (FiguresOf(call, AllocationFigures.None), FiguresOf(changed, AllocationFigures.None));
        var quotas = after.Quotas.Where(f => before.Quotas[f.Key] != f.Value).ToDictionary();
        return new AllocationFigures(quotas, before.MinScore == after.MinScore ? null : after.MinScore);
    }

    /// <summary>The list that other figures would give, from the allocation problem that a run kept.</summary>
    public static AllocationPlan Solve(AllocationProblem problem, AllocationSettings figures) =>
        AllocationSolver.Solve(
            problem with
            {
                Quotas = AllocationProblem.QuotasOver(figures.Quotas, problem.Applications.Select(a => a.Attributes)),
                MinScore = figures.MinScore,
            }, withSensitivity: false);

    public static AllocationFigures Read(string json) =>
        JsonSerializer.Deserialize<AllocationFigures>(json, JsonSerializerOptions.Web) ?? AllocationFigures.None;

    /// <summary>Who comes in and who drops out, in ranking order of the plan that has them.</summary>
    public static (IReadOnlyList<ApplicationId> Gain, IReadOnlyList<ApplicationId> Lose) Compare(AllocationPlan before,
        AllocationPlan after)
    {
        var (was, isNow) = (before.Funded.Select(f => f.Id).ToHashSet(), after.Funded.Select(f => f.Id).ToHashSet());
        return (
            [.. after.Funded.Select(f => f.Id).Where(id => !was.Contains(id))],
            [.. before.Funded.Select(f => f.Id).Where(id => !isNow.Contains(id))]);
    }

    private static string? Size(Quota quota) =>
        quota.Measure == QuotaMeasure.Amount ? new Money(quota.Max ?? 0).ToString() : $"{quota.Max}";
}
