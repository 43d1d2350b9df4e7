using GrantReview.Core.Calibration.MixedModels;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>y = μ + application + expert + error, fitted by REML, read back on the scale of the totals: calibrated = μ + u, severity = minus the expert's effect.</summary>
internal static class MixedModelCalibration
{
    /// <param name="totals">Sorted by application, then expert.</param>
    public static CalibrationFit Fit(CalibrationProblem problem, List<ExpertTotal> totals, int components, List<CalibrationWarning> warnings)
    {
        var (applications, application) = Number(totals, t => t.Application);
        var (experts, expert) = Number(totals, t => t.Expert);
        var groups = totals.GroupBy(t => t.Application).Select(g => g.Select(t => t.Total).ToList()).ToList();
        var reviews = new int[experts.Count];
        foreach (var e in expert)
        {
            reviews[e]++;
        }
        warnings.AddRange(experts.Where((_, e) => reviews[e] < 2).Select(e => new CalibrationWarning("one-application", e, "1")));
        var raw = new CalibrationFit(
            problem.Method, totals.Count == 0 ? null : Rational.Mean([.. totals.Select(t => t.Total)]).ToDouble(), components,
            [.. applications.Select((a, i) => new CalibratedApplication(a, groups[i].Count, Rational.Mean(groups[i]), null))],
            [.. experts.Select((e, i) => new CalibratedExpert(e, reviews[i], null))], warnings);
        if (totals.Count == 0)
        {
            return raw;
        }
        if (totals.All(t => t.Total == totals[0].Total))
        {
            return Flat(raw, problem);
        }
        if (totals.Count == applications.Count)
        {
            return None(raw, FitExit.NotIdentified, "not-identified");
        }
        var design = new CrossedDesign(application, expert, applications.Count, experts.Count);
        if (design.Pieces.Sum(p => Skyline.ElementsOf(p.First)) > Skyline.MostElements)
        {
            return None(raw, FitExit.TooLarge, "too-large");
        }
        // Scores are centred and brought to unit size exactly, so that neither large nor small scores lose digits.
        var centre = Rational.Mean([.. totals.Select(t => t.Total)]);
        var scale = totals.Max(t => Math.Abs((t.Total - centre).ToDouble()));
        var y = totals.Select(t => (t.Total - centre).ToDouble() / scale).ToArray();
        var (fit, converged) = Model(problem.Method, design, y);
        var model = fit.Evaluation;
        if (!double.IsFinite(model.Criterion) || !double.IsFinite(model.ResidualVariance))
        {
            return None(raw, FitExit.NotConverged, "not-converged");
        }
        if (!converged)
        {
            warnings.Add(new CalibrationWarning("not-converged", "", ""));
        }
        if (design.Rows == design.Experts)
        {
            warnings.Add(new CalibrationWarning("expert-not-separable", "", ""));
        }
        else if (model.Theta[1] == 0)
        {
            warnings.Add(new CalibrationWarning("no-calibration-needed", "", ""));
        }
        var higherIsBetter = problem.Direction == ScoreDirection.HigherIsBetter;
        var atFit = design.Applications > ExpectedRanks.MostApplications ? null : ExpectedRanks.Of(new ApplicationPosterior(model), higherIsBetter);
        var drawn = Draw(problem, fit, y).Read(problem.Places);
        var line = problem.Places is { } places ? FundingLine.Of(places, [.. drawn.Select(d => (d.ExpectedRank, d.Rank50.Low, d.Rank50.High))]) : default;
        var flags = ExpertFlags.Of(model, y);
        var (middle, variance) = (centre.ToDouble(), model.ResidualVariance * scale * scale);
        var isPlain = problem.Method == CalibrationMethod.MixedModel;
        double[] ratio = [model.Theta[0] * model.Theta[0], model.Theta[1] * model.Theta[1]];
        return raw with
        {
            Mean = middle + (scale * model.Mean), MeanStandardError = Math.Sqrt(variance / model.MeanPrecision),
            ApplicationVariance = ratio[0] * variance, ExpertVariance = ratio[1] * variance, ResidualVariance = variance,
            RemlCriterion = isPlain ? model.Criterion + (2 * (design.Rows - 1) * Math.Log(scale)) : null,
            Converged = converged, Exit = converged ? fit.Exit : FitExit.NotConverged,
            ExpertVarianceTest = isPlain && converged && design.Rows > design.Experts ? VarianceTest.Of(fit.WithoutExperts, model.Criterion) : null,
            FundingLine = line.Line, Reliability = ReliabilityFigures.Of(model, y),
            Applications =
            [
                .. raw.Applications.Select((a, i) => a with
                {
                    Calibrated = Rational.FromDouble(middle + (scale * (model.Mean + (model.Theta[0] * model.Effect[0][i])))).Round(ExpertScales.Digits),
                    StandardError = Math.Sqrt(variance * ((ratio[0] * model.Diagonal[0][i]) + (Math.Pow(1 - (model.Theta[0] * model.Lean[0][i]), 2) / model.MeanPrecision))),
                    ExpectedRankAtFit = atFit?[i] ?? drawn[i].ExpectedRank, ExpectedRank = drawn[i].ExpectedRank,
                    RankLow = drawn[i].Rank90.Low, RankHigh = drawn[i].Rank90.High, RankLow50 = drawn[i].Rank50.Low, RankHigh50 = drawn[i].Rank50.High,
                    StandardErrorFull = scale * drawn[i].Deviation,
                    ScoreLow = OnScale(drawn[i].Score90.Low), ScoreHigh = OnScale(drawn[i].Score90.High),
                    ScoreLow50 = OnScale(drawn[i].Score50.Low), ScoreHigh50 = OnScale(drawn[i].Score50.High),
                    ProbabilityTopK = drawn[i].TopK, Group = line.Groups?[i],
                }),
            ],
            Experts =
            [
                .. raw.Experts.Select((e, i) => e with
                {
                    // 0 − x: a severity of zero has no minus sign.
                    Severity = 0 - (scale * model.Theta[1] * model.Effect[1][i]),
                    StandardError = Math.Sqrt(variance * ratio[1] * (model.Diagonal[1][i] + (model.Lean[1][i] * model.Lean[1][i] / model.MeanPrecision))),
                    Flags = flags[i],
                }),
            ],
        };

        double OnScale(double figure) => middle + (scale * figure);
    }

    /// <summary>Draws that leave the variances open, and the weights where the method has them; scores without error leave nothing open.</summary>
    private static PosteriorDraws Draw(CalibrationProblem problem, MixedModelFit fit, double[] y)
    {
        var (model, higherIsBetter) = (fit.Evaluation, problem.Direction == ScoreDirection.HigherIsBetter);
        var evaluation = new RemlEvaluation(model.Design, y, [.. model.Weights]);
        if (fit.Exit is not (FitExit.Interior or FitExit.Edge) || !evaluation.Solve(model.Theta[0], model.Theta[1]))
        {
            return PosteriorDraws.FromLattice(evaluation, [new LatticePoint(model.Theta[0], model.Theta[1], 1)], higherIsBetter, problem.Seed);
        }
        var lattice = VarianceLattice.Explore(evaluation);
        if (problem.Method == CalibrationMethod.MixedModel)
        {
            return PosteriorDraws.FromLattice(evaluation, lattice.Points, higherIsBetter, problem.Seed);
        }
        int[] group = problem.Method == CalibrationMethod.MixedModelNoise ? model.Design.Expert : [.. Enumerable.Range(0, y.Length)];
        var chain = new WeightedChain(model, y, group, ReweightedFit.Degrees, lattice.Width, new SeededRandom(problem.Seed, 0));
        return PosteriorDraws.FromChain(chain, model.Design, higherIsBetter);
    }

    private static (MixedModelFit Fit, bool Converged) Model(CalibrationMethod method, CrossedDesign design, double[] y)
    {
        if (method != CalibrationMethod.MixedModel)
        {
            return method == CalibrationMethod.MixedModelNoise ? ReweightedFit.ByExpertNoise(design, y) : ReweightedFit.Robust(design, y);
        }
        var weights = new double[y.Length];
        Array.Fill(weights, 1);
        var fit = MixedModelFit.Of(design, y, weights);
        return (fit, fit.Exit != FitExit.NotConverged);
    }

    /// <summary>Every score is the same: nothing varies and any rank is as likely as another; the likelihood has no bound and knows no error.</summary>
    private static CalibrationFit Flat(CalibrationFit raw, CalibrationProblem problem)
    {
        var n = raw.Applications.Count;
        var middle = (n + 1) / 2.0;
        var line = problem.Places is { } places ? FundingLine.Of(places, [.. Enumerable.Repeat((middle, Chance(0.25), Chance(0.75)), n)]) : default;
        return raw with
        {
            MeanStandardError = 0, ApplicationVariance = 0, ExpertVariance = 0, ResidualVariance = 0, Exit = FitExit.AllEqual, FundingLine = line.Line,
            Warnings = [.. raw.Warnings, new CalibrationWarning("all-equal", "", "")],
            Applications =
            [
                .. raw.Applications.Select((a, i) => a with
                {
                    Calibrated = a.RawMean, StandardError = 0, ExpectedRankAtFit = middle, ExpectedRank = middle,
                    RankLow = Chance(0.05), RankHigh = Chance(0.95), RankLow50 = Chance(0.25), RankHigh50 = Chance(0.75),
                    ProbabilityTopK = problem.Places is { } k ? Math.Min(1, (double)k / n) : null, Group = line.Groups?[i],
                }),
            ],
            Experts = [.. raw.Experts.Select(e => e with { Severity = 0, StandardError = 0 })],
        };

        double Chance(double share) => Math.Max(1, Math.Ceiling(share * n));
    }

    private static CalibrationFit None(CalibrationFit raw, FitExit exit, string warning) =>
        raw with { Converged = false, Exit = exit, Warnings = [.. raw.Warnings, new CalibrationWarning(warning, "", "")] };

    private static (List<string> Ids, int[] Of) Number(List<ExpertTotal> totals, Func<ExpertTotal, string> id)
    {
        var ids = totals.Select(id).Distinct().Order(StringComparer.Ordinal).ToList();
        var place = ids.Select((text, i) => (text, i)).ToDictionary(p => p.text, p => p.i, StringComparer.Ordinal);
        return (ids, [.. totals.Select(t => place[id(t)])]);
    }
}
