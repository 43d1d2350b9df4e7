using System.Globalization;
using Google.OrTools.LinearSolver;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// Lotteries beside each other, none of which is on by itself: the product's own (lots among those that the line cannot tell apart), MERIT
/// (Goldberg et al., arXiv 2506.19083) and the
/// clipped linear lottery (arXiv 2605.20069). Public data is given as a file and never kept here.
/// </summary>
public static class LotteryValidation
{
    /// <summary>One application's interval; the higher, the better.</summary>
    private readonly record struct Interval(double Low, double High);

    /// <param name="file">Lines "(low, high)", as the authors of MERIT publish their example.</param>
    public static void RunMerit(string file)
    {
        List<Interval> intervals = [.. File.ReadLines(file).Select(l => l.Trim('(', ')', ' ').Split(',')).Where(p => p.Length == 2)
            .Select(p => new Interval(Number(p[0]), Number(p[1])))];
        Say("| places | of | worst-case number of true awards | as a fraction | rankings looked at |");
        Say("|---|---|---|---|---|");
        foreach (var places in new[] { 35, 50, 100, 106, 116, 176 })
        {
            var (value, cuts) = Merit(intervals, places);
            Say($"| {places} | {intervals.Count} | {value.ToString("F6", CultureInfo.InvariantCulture)} | {Fraction(value)} | {cuts} |");
        }
    }

    /// <summary>
    /// max over chances p, 0 ≤ p ≤ 1, Σp = k, of the least Σ p over the first k of any ranking that the intervals allow: a linear
    /// programme, to which the worst
    /// ranking for the chances at hand is added until it is no worse than what the programme says.
    /// </summary>
    private static (double Value, int Cuts) Merit(List<Interval> intervals, int places)
    {
        using var solver = Solver.CreateSolver("GLOP");
        var chances = intervals.Select((_, i) => solver.MakeNumVar(0, 1, $"{i}")).ToList();
        var worst = solver.MakeNumVar(0, places, "worst");
        solver.Add(LinearExprOf(chances) == places);
        solver.Maximize(worst);
        for (var cuts = 0; ; cuts++)
        {
            if (solver.Solve() != Solver.ResultStatus.OPTIMAL)
            {
                throw new InvalidOperationException("The programme of chances has no optimum.");
            }
            var chosen = WorstFirst(intervals, [.. chances.Select(c => c.SolutionValue())], places);
            var value = chosen.Sum(i => chances[i].SolutionValue());
            if (worst.SolutionValue() - value < 1e-8)
            {
                return (value, cuts);
            }
            solver.Add(LinearExprOf([.. chosen.Select(i => chances[i])]) >= worst);
        }
    }

    private static LinearExpr LinearExprOf(List<Variable> variables) =>
        variables.Aggregate(new LinearExpr(), (sum, v) => sum + v);

    /// <summary>
    /// The k first of an allowed ranking with the least chances together. Whoever is in lies below nobody who is out and wholly above: for
    /// each lowest end t of those who
    /// are in, all wholly above t are in, and of the others that reach t the cheapest.
    /// </summary>
    private static List<int> WorstFirst(List<Interval> intervals, double[] chances, int places)
    {
        var (best, least) = (new List<int>(), double.PositiveInfinity);
        int[] cheapest = [.. Enumerable.Range(0, chances.Length).OrderBy(i => chances[i])];
        foreach (var t in intervals.Select(i => i.High).Distinct())
        {
            List<int> must = [.. Enumerable.Range(0, chances.Length).Where(i => intervals[i].Low > t)];
            List<int> may =
                [.. cheapest.Where(i => intervals[i].Low <= t && intervals[i].High >= t).Take(Math.Max(0, places - must.Count))];
            if (must.Count > places || must.Count + may.Count < places)
            {
                continue;
            }
            var sum = must.Sum(i => chances[i]) + may.Sum(i => chances[i]);
            if (sum < least)
            {
                (best, least) = ([.. must, .. may], sum);
            }
        }
        return best;
    }

    /// <summary>The first continued fraction with a small denominator that is the figure to ten digits.</summary>
    private static string Fraction(double figure)
    {
        for (var denominator = 1; denominator < 2_000; denominator++)
        {
            if (Math.Abs((figure * denominator) - Math.Round(figure * denominator)) < 1e-6)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(figure * denominator):0}/{denominator}");
            }
        }
        return "";
    }

    /// <param name="file">A table with the columns proposal and num_grade, grades 1 to 6.</param>
    public static void RunLinear(string file)
    {
        var rows = File.ReadLines(file).Select(l => l.Split(',').Select(c => c.Trim('"')).ToList()).ToList();
        var (proposal, grade) = (rows[0].IndexOf("proposal"), rows[0].IndexOf("num_grade"));
        List<Rational> means = [.. rows.Skip(1).GroupBy(r => r[proposal])
            .Select(g => Rational.Mean([.. g.Select(r => (Rational.Parse(r[grade]) - 1) / 5)]))];
        Say("| places | L | sure | drawn | out | intercept | sure above the grade | out below |");
        Say("|---|---|---|---|---|---|---|---|");
        foreach (var (places, steepness) in new[] { (116, 1), (106, 5), (106, 2) })
        {
            // One review moved by one tick of D = 1/5 moves all chances together by L at most: p = clip(wx + b), w = L/(2D).
            var slope = new Rational(5 * steepness, 2);
            var intercept = Intercept(means, slope, places);
            List<Rational> chances = [.. means.Select(x => Clipped((slope * x) + intercept))];
            var drawn = chances.Count(c => c > 0 && c < 1);
            Say($"| {places} of {means.Count} | {steepness} | {chances.Count(c => c == 1)} | {drawn} | {chances.Count(c => c == 0)} | {Text(intercept)} "
                + $"| {Text(((1 - intercept) / slope * 5) + 1)} | {Text((-intercept / slope * 5) + 1)} |");
        }
    }

    /// <summary>
    /// b with Σ clip(w x + b) = k, exactly: the sum grows with b and is straight between the places where somebody is clipped.
    /// </summary>
    private static Rational Intercept(List<Rational> means, Rational slope, int places)
    {
        List<Rational> corners = [.. means.SelectMany(x => new[] { -(slope * x), 1 - (slope * x) }).Distinct().Order()];
        Rational SumAt(Rational b) => means.Aggregate(Rational.Zero, (sum, x) => sum + Clipped((slope * x) + b));
        var (low, high) = (0, corners.Count - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = SumAt(corners[middle]) <= places ? (middle, high) : (low, middle);
        }
        var (from, to) = (SumAt(corners[low]), SumAt(corners[high]));
        return from == places || from == to
            ? corners[low] : corners[low] + ((places - from) / (to - from) * (corners[high] - corners[low]));
    }

    private static Rational Clipped(Rational chance) => chance < 0 ? 0 : chance > 1 ? 1 : chance;

    /// <summary>
    /// By how much one application's chance moves when one score moves by one tick: the product's lots, whose chances are 1 above the
    /// line, 0 below, and places left over
    /// number for those who cannot be told apart. Invented rounds, scores in whole points of 0..10.
    /// </summary>
    public static void RunTicks(int rounds)
    {
        Say("| applications × experts × scores each | places | largest change of one chance, mean of rounds | largest of all |");
        Say("|---|---|---|---|");
        foreach (var places in new[] { 3, 10, 15 })
        {
            var largest = new double[rounds];
            Parallel.For(0, rounds, round =>
            {
                var totals = Invent(new Random(round));
                var before = Chances(totals, places);
                for (var at = 0; at < totals.Count; at++)
                {
                    foreach (var tick in new[] { -1, 1 })
                    {
                        var moved = totals.ToList();
                        moved[at] = moved[at] with { Total = moved[at].Total + tick };
                        largest[round] = Math.Max(largest[round], Chances(moved, places).Zip(before, (a, b) => Math.Abs(a - b)).Max());
                    }
                }
            });
            Say($"| 30 × 10 × 3, {rounds} rounds | {places} | {Text(largest.Average())} | {Text(largest.Max())} |");
        }
    }

    private static List<double> Chances(List<ExpertTotal> totals, int places)
    {
        var fit = ScoreCalibration.Fit(
            new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, places, "s"));
        var line = fit.FundingLine ?? throw new InvalidOperationException("A fit with places has a line.");
        var share = line.Undecided == 0 ? 0 : (double)line.Seats / line.Undecided;
        return [.. fit.Applications.Select(a => a.Group == FundingGroup.Accepted ? 1 : a.Group == FundingGroup.Undecided ? share : 0)];
    }

    private static List<ExpertTotal> Invent(Random random)
    {
        var severity = Enumerable.Range(0, 10).Select(_ => 0.7 * Normal()).ToArray();
        var totals = new List<ExpertTotal>();
        for (var a = 0; a < 30; a++)
        {
            var quality = Normal();
            var experts = Enumerable.Range(0, 10).ToArray();
            random.Shuffle(experts);
            foreach (var e in experts.Take(3))
            {
                var score = Math.Clamp(Math.Round(5 + (1.5 * (quality - severity[e] + Normal()))), 0, 10);
                totals.Add(new ExpertTotal($"A{a:00}", $"E{e}", "", Rational.FromDouble(score)));
            }
        }
        return totals;

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(Rational figure) => figure.Round(10).ToString();

    private static string Text(double figure) => figure.ToString("0.###", CultureInfo.InvariantCulture);

    private static void Say(string line) => Console.WriteLine(line);
}
