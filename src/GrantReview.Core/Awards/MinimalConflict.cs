namespace GrantReview.Core.Awards;

/// <summary>A smallest part of a conflict that conflicts by itself: leave out any of it and the rest holds together.</summary>
/// <remarks>
/// Junker, QuickXplain: preferred explanations and relaxations for over-constrained problems, AAAI 2004: k rules out of n are found with
/// about k log(n/k) questions.
/// </remarks>
internal static class MinimalConflict
{
    /// <param name="rules">They conflict together.</param>
    /// <param name="conflicts">Whether these conflict; more rules never conflict less.</param>
    /// <returns>In the order of <paramref name="rules"/>.</returns>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> rules, Func<IReadOnlyList<T>, bool> conflicts)
    {
        var found = rules.Count == 0 || conflicts([]) ? [] : Part([], false, rules);
        return [.. rules.Where(found.Contains)];

        List<T> Part(List<T> background, bool isNew, IReadOnlyList<T> among)
        {
            if (isNew && conflicts(background))
            {
                return [];
            }
            if (among.Count == 1)
            {
                return [.. among];
            }
            var half = among.Count / 2;
            List<T> first = [.. among.Take(half)], second = [.. among.Skip(half)];
            var ofSecond = Part([.. background, .. first], true, second);
            var ofFirst = Part([.. background, .. ofSecond], ofSecond.Count > 0, first);
            return [.. ofFirst, .. ofSecond];
        }
    }
}
