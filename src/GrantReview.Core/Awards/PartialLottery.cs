using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// The partial lottery (部分抽签): in each category lots change the order around the funding line, then quotas, floors and the budget
/// apply as ever, down the order so made. By the first rule those surely above the line keep their order, those that the data cannot tell
/// apart come next in the order of lots, SHA-256(seed|id), and those surely below keep theirs. By the others each application has a chance,
/// and those drawn with exactly these chances come first.
/// </summary>
/// <remarks>
/// The first after the practice of the Swiss National Science Foundation (Heyard, Ott, Salanti and Egger 2022), where lots decide only
/// among those that the funding line cannot separate.
/// Chances: <see cref="Lotteries.MaximinLottery"/>, <see cref="Lotteries.LinearLottery"/>.
/// </remarks>
public static class PartialLottery
{
    /// <param name="problem">Its applications' tie-break is the one key "order", their place in the whole ranking.</param>
    /// <param name="categories">
    /// Of each category, which side of the line its applications are on; applications below the minimum score keep their places.
    /// </param>
    /// <returns>The problem with scores and places dealt anew within each category, and the lots of those who took part.</returns>
    public static (AllocationProblem Problem, IReadOnlyDictionary<ApplicationId, Reason> Lots) Draw(
        AllocationProblem problem, IEnumerable<IReadOnlyDictionary<ApplicationId, FundingGroup>> categories) =>
        Deal(problem, categories, (slots, groups, seed, lots) =>
        {
            var drawn = slots.Where(id => groups[id] == FundingGroup.Undecided)
                .OrderBy(id => AllocationSolver.Lot(seed, id), StringComparer.Ordinal).ToList();
            for (var place = 0; place < drawn.Count; place++)
            {
                lots.Add(drawn[place], new Reason.DrawnByLot(place + 1, drawn.Count));
            }
            return [.. slots.Where(id => groups[id] == FundingGroup.Accepted), .. drawn,
                .. slots.Where(id => groups[id] == FundingGroup.Rejected)];
        });

    /// <param name="categories">
    /// Of each category the chances of its applications, which sum to a whole number; applications below the minimum score are not among
    /// them.
    /// </param>
    /// <returns>As <see cref="Draw"/>; those who are not drawn follow by their chances, equals in the order of the ranking.</returns>
    public static (AllocationProblem Problem, IReadOnlyDictionary<ApplicationId, Reason> Lots) DrawByChance(
        AllocationProblem problem, IEnumerable<IReadOnlyDictionary<ApplicationId, Rational>> categories) =>
        Deal(problem, categories, (slots, chances, seed, lots) =>
        {
            var drawn = Lotteries.SystematicDraw.Choose(seed, slots.Select(id => (id, chances[id]))).ToHashSet();
            foreach (var id in slots.Where(id => chances[id].Sign > 0 && chances[id] < Rational.One))
            {
                lots.Add(id, new Reason.DrawnByChance(chances[id], drawn.Contains(id)));
            }
            return [.. slots.Where(drawn.Contains), .. slots.Where(id => !drawn.Contains(id)).OrderByDescending(id => chances[id])];
        });

    private static (AllocationProblem Problem, IReadOnlyDictionary<ApplicationId, Reason> Lots) Deal<T>(
        AllocationProblem problem, IEnumerable<IReadOnlyDictionary<ApplicationId, T>> categories,
        Func<IReadOnlyList<ApplicationId>, IReadOnlyDictionary<ApplicationId, T>, string, Dictionary<ApplicationId, Reason>,
            IReadOnlyList<ApplicationId>> draw)
    {
        var seed = problem.Policy.Seed ?? throw new ArgumentException("Lots need the policy's published seed.", nameof(problem));
        var byId = problem.Applications.ToDictionary(a => a.Id);
        var dealt = new Dictionary<ApplicationId, AllocationApplication>(byId);
        var lots = new Dictionary<ApplicationId, Reason>();
        foreach (var category in categories)
        {
            var slots = problem.Applications.Where(a => category.ContainsKey(a.Id) && !a.IsBelow(problem.MinScore))
                .OrderByDescending(a => a.Score).ThenBy(a => int.Parse(a.TieBreakers[Order], CultureInfo.InvariantCulture)).ToList();
            foreach (var (id, slot) in draw(slots.ConvertAll(a => a.Id), category, seed, lots).Zip(slots))
            {
                dealt[id] = byId[id] with { Score = slot.Score, TieBreakers = slot.TieBreakers };
            }
        }
        return (problem with { Applications = [.. problem.Applications.Select(a => dealt[a.Id])] }, lots);
    }

    /// <summary>The tie-break key that holds an application's place in the whole ranking.</summary>
    public const string Order = "order";

    /// <summary>Whether a call asks for it; a method without a model of uncertainty has no line to draw at.</summary>
    public static bool IsAskedBy(CalibrationSettings settings) => settings.UndecidedLottery is not null
        && (settings.Lottery == LotteryKind.Linear || CalibrationMethods.HasFundingLine(settings.Method));
}
