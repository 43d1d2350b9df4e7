using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>An application's lot in its category's draw: the how-manieth of how many.</summary>
public readonly record struct Lot(int Place, int Of);

/// <summary>
/// The partial lottery (部分抽签): in each category the applications that are surely above the funding line keep their order, those that the
/// data cannot tell apart at the line come next in the order of lots, those surely below keep theirs. Lots are by SHA-256(seed|id). Quotas,
/// floors and the budget then apply as ever, down the order so made.
/// </summary>
/// <remarks>
/// After the practice of the Swiss National Science Foundation (Heyard, Ott, Salanti and Egger 2022), where lots decide only among those
/// that the funding line cannot separate.
/// </remarks>
public static class PartialLottery
{
    /// <param name="problem">Its applications' tie-break is the one key "order", their place in the whole ranking.</param>
    /// <param name="categories">
    /// Of each category, which side of the line its applications are on; applications below the minimum score keep their places.
    /// </param>
    /// <returns>The problem with scores and places dealt anew within each category, and the lots of those who took part.</returns>
    public static (AllocationProblem Problem, IReadOnlyDictionary<ApplicationId, Lot> Lots) Draw(
        AllocationProblem problem, IEnumerable<IReadOnlyDictionary<ApplicationId, FundingGroup>> categories)
    {
        var seed = problem.Policy.Seed ?? throw new ArgumentException("Lots need the policy's published seed.", nameof(problem));
        var dealt = problem.Applications.ToDictionary(a => a.Id);
        var lots = new Dictionary<ApplicationId, Lot>();
        foreach (var groups in categories)
        {
            var slots = problem.Applications.Where(a => groups.ContainsKey(a.Id) && !a.IsBelow(problem.MinScore))
                .OrderByDescending(a => a.Score).ThenBy(a => int.Parse(a.TieBreakers[Order], CultureInfo.InvariantCulture)).ToList();
            var drawn = slots.Where(a => groups[a.Id] == FundingGroup.Undecided)
                .OrderBy(a => AllocationSolver.Lot(seed, a.Id), StringComparer.Ordinal).ToList();
            for (var place = 0; place < drawn.Count; place++)
            {
                lots.Add(drawn[place].Id, new Lot(place + 1, drawn.Count));
            }
            var order = slots.Where(a => groups[a.Id] == FundingGroup.Accepted).Concat(drawn)
                .Concat(slots.Where(a => groups[a.Id] == FundingGroup.Rejected));
            foreach (var (application, slot) in order.Zip(slots))
            {
                dealt[application.Id] = application with { Score = slot.Score, TieBreakers = slot.TieBreakers };
            }
        }
        return (problem with { Applications = [.. problem.Applications.Select(a => dealt[a.Id])] }, lots);
    }

    /// <summary>The tie-break key that holds an application's place in the whole ranking.</summary>
    public const string Order = "order";

    /// <summary>Whether a call asks for it; a method without a model of uncertainty has no line to draw at.</summary>
    public static bool IsAskedBy(CalibrationSettings settings) =>
        settings.UndecidedLottery is not null && CalibrationMethods.HasFundingLine(settings.Method);
}
