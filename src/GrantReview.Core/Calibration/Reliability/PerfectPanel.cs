namespace GrantReview.Core.Calibration;

/// <summary>How much chance is in a choice: what a panel that knew the applications' true quality would have chosen otherwise.</summary>
public static class PerfectPanel
{
    /// <summary>
    /// The share of the chosen who truly belong there: P(T &gt; c | X &gt; c) for bivariate normal quality T and mean score X, correlated
    /// by the root of the mean's reliability, where c cuts off the chosen share (Bartoš and Martinková 2022 give the error rates that
    /// follow).
    /// </summary>
    /// <param name="reliability">The intraclass correlation of the mean by which is chosen; held within 0..1.</param>
    /// <param name="chosen">Share of the applications that is chosen, 0 &lt; chosen ≤ 1.</param>
    public static double Agrees(double reliability, double chosen) => SecondPanel.Repeats(Math.Sqrt(Math.Clamp(reliability, 0, 1)), chosen);

    /// <summary>Of so many awards, how many a perfect panel would give to others.</summary>
    public static double WouldChange(double reliability, int awards, int applications) =>
        awards == 0 ? 0 : awards * (1 - Agrees(reliability, (double)awards / applications));

    /// <summary>The reliability of the mean of k scores by other experts each: kr/(1 + (k − 1)r) (Spearman 1910, Brown 1910).</summary>
    /// <param name="oneScore">r, the reliability of one score.</param>
    public static double ReliabilityOf(double oneScore, int scores) => scores * oneScore / (1 + ((scores - 1) * oneScore));
}

/// <summary>How much chance is in one list, and how much would be with more or fewer experts.</summary>
/// <param name="WouldChange">Of the awards, how many a perfect panel would give to others.</param>
/// <param name="WithExperts">The same with so many experts for each application.</param>
public sealed record AwardChance(int Awards, double WouldChange, IReadOnlyList<ChanceWithExperts> WithExperts)
{
    /// <summary>Experts for each application whose worth is shown.</summary>
    public static IReadOnlyList<int> ExpertsToTry { get; } = [3, 5, 7];

    /// <summary>Null where there is no reliability or nobody is funded.</summary>
    /// <param name="applications">Those that competed for the awards.</param>
    public static AwardChance? From(ReliabilityFigures? figures, int awards, int applications) =>
        awards == 0 || figures is not { MeanAsAssigned: { } mean, OneScore: { } one } ? null : new AwardChance(
            awards, PerfectPanel.WouldChange(mean, awards, applications),
            WithExpertsFor(one, awards, applications));

    /// <param name="oneScore">The reliability of one score.</param>
    public static IReadOnlyList<ChanceWithExperts> WithExpertsFor(double oneScore, int awards, int applications) =>
    [
        .. ExpertsToTry.Select(k => new ChanceWithExperts(
            k, PerfectPanel.WouldChange(PerfectPanel.ReliabilityOf(oneScore, k), awards, applications))),
    ];
}

/// <param name="WouldChange">
/// Of the awards, how many a perfect panel would give to others, with so many experts for each application.
/// </param>
public sealed record ChanceWithExperts(int Experts, double WouldChange);
