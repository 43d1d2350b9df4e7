using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using GrantReview.Core.Awards;
using GrantReview.Core.Ids;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Web.Features.Awards;

/// <summary>Figures of an allocation as text: the maximum of each quota, and the minimum score.</summary>
/// <param name="MinScore">Blank = none; null = not touched.</param>
public sealed record Figures(IReadOnlyDictionary<QuotaId, string?> Quotas, string? MinScore)
{
    public static Figures None { get; } = new(new Dictionary<QuotaId, string?>(), null);
}

/// <summary>Figures as a page sends them: quotas and their maxima pairwise, because ids may be any text and differ by case alone.</summary>
public sealed record FiguresForm
{
    public IReadOnlyList<string> Quota { get; init; } = [];
    public IReadOnlyList<string?> Max { get; init; } = [];

    [DisplayFormat(ConvertEmptyStringToNull = false)]
    public string? MinScore { get; init; }

    public Figures Figures
    {
        get
        {
            var maxima = Quota.Zip(Max).Where(f => !string.IsNullOrWhiteSpace(f.First)).DistinctBy(f => f.First);
            return new Figures(maxima.ToDictionary(f => new QuotaId(f.First), f => f.Second), MinScore);
        }
    }
}

/// <summary>Other figures for an allocation, as a person types them.</summary>
public static class WhatIf
{
    /// <summary>The settings with the figures that can be read and differ; a figure that is no number is left as it was.</summary>
    public static AllocationSettings Changed(AllocationSettings settings, Figures figures)
    {
        var quotas = settings.Quotas.Select(q => q.Max is not null && Max(q) is { } max && max != q.Max ? q with { Max = max } : q).ToList();
        var minScore = figures.MinScore is not { } text ? settings.MinScore
            : Rational.TryParse(text, out var value) ? value
            : string.IsNullOrWhiteSpace(text) ? null : settings.MinScore;
        return quotas.SequenceEqual(settings.Quotas) && minScore == settings.MinScore ? settings : settings with { Quotas = quotas, MinScore = minScore };

        long? Max(Quota quota) => !figures.Quotas.TryGetValue(quota.Id, out var figure) ? null
            : quota.Measure == QuotaMeasure.Amount ? Money.TryParse(figure, out var money) && money >= Money.Zero ? money.Fen : null
            : int.TryParse(figure, NumberStyles.None, CultureInfo.InvariantCulture, out var places) ? places : null;
    }

    /// <summary>Every figure that can be tried: as typed, else as it stands in these settings.</summary>
    public static Figures FiguresOf(AllocationSettings settings, Figures typed)
    {
        var capped = settings.Quotas.Where(q => q.Max is not null);
        return new Figures(
            capped.ToDictionary(q => q.Id, q => (string?)(typed.Quotas.GetValueOrDefault(q.Id) ?? Size(q))),
            typed.MinScore ?? settings.MinScore?.ToString() ?? "");
    }

    /// <summary>Those figures of a changed setting that differ from the call's.</summary>
    public static Figures Difference(AllocationSettings call, AllocationSettings changed)
    {
        var (before, after) = (FiguresOf(call, Figures.None), FiguresOf(changed, Figures.None));
        var changedQuotas = after.Quotas.Where(f => before.Quotas[f.Key] != f.Value);
        return new Figures(changedQuotas.ToDictionary(), before.MinScore == after.MinScore ? null : after.MinScore);
    }

    public static string Write(Figures figures)
    {
        var maxima = figures.Quotas.ToDictionary(f => f.Key.Value, f => f.Value);
        var stored = new Stored(new SortedDictionary<string, string?>(maxima, StringComparer.Ordinal), figures.MinScore);
        return JsonSerializer.Serialize(stored, JsonSerializerOptions.Web);
    }

    public static Figures Read(string json) => JsonSerializer.Deserialize<Stored>(json, JsonSerializerOptions.Web) is { } stored
        ? new Figures(stored.Quotas.ToDictionary(f => new QuotaId(f.Key), f => f.Value), stored.MinScore) : Figures.None;

    /// <summary>Who comes in and who drops out, in ranking order of the plan that has them.</summary>
    public static (IReadOnlyList<string> Gain, IReadOnlyList<string> Lose) Compare(AllocationPlan before, AllocationPlan after)
    {
        var (was, isNow) = (before.Funded.Select(f => f.Id).ToHashSet(StringComparer.Ordinal), after.Funded.Select(f => f.Id).ToHashSet(StringComparer.Ordinal));
        return ([.. after.Funded.Select(f => f.Id).Where(id => !was.Contains(id))], [.. before.Funded.Select(f => f.Id).Where(id => !isNow.Contains(id))]);
    }

    private static string Size(Quota quota) => quota.Measure == QuotaMeasure.Amount ? new Money(quota.Max ?? 0).ToString() : $"{quota.Max}";

    private sealed record Stored(SortedDictionary<string, string?> Quotas, string? MinScore);
}
