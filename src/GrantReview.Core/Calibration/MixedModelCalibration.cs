using GrantReview.Core.Calibration.MixedModels;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>
/// y = μ + application + expert + error, fitted by REML, μ one for all or one for each category; read back on the scale of the totals:
/// calibrated = μ + u, severity = minus the expert's effect.
/// </summary>
internal static class MixedModelCalibration
{
    /// <summary>Draws are kept in single precision.</summary>
    private const int DigitsOfDraws = 7;

    /// <param name="totals">Sorted by application, then expert.</param>
    public static CalibrationFit Fit(
        CalibrationProblem problem, List<ExpertTotal> totals, int components, List<CalibrationWarning> warnings)
    {
        var (applications, application) = Number(totals, t => t.Application);
        var (experts, expert) = Number(totals, t => t.Expert);
        var groups = totals.GroupBy(t => t.Application).Select(g => g.ToList()).ToList();
        var reviews = new int[experts.Count];
        foreach (var e in expert)
        {
            reviews[e]++;
        }
        warnings.AddRange(experts.Where((_, e) => reviews[e] < 2).Select(e => new CalibrationWarning.OneApplication(e)));
        var raw = new CalibrationFit(
            problem.Method, totals.Count == 0 ? null : Rational.Mean([.. totals.Select(t => t.Total)]).ToDouble(), components,
            [.. applications.Select(
                (a, i) => new CalibratedApplication(a, groups[i].Count, Rational.Mean([.. groups[i].Select(t => t.Total)]), null))],
            [.. experts.Select((e, i) => new CalibratedExpert(e, reviews[i], null))], warnings);
        if (totals.Count == 0)
        {
            return raw;
        }
        var scopes = ScopesOf(problem, applications, groups);
        if (totals.All(t => t.Total == totals[0].Total))
        {
            return Flat(raw, scopes, problem.VariancesAreKnown);
        }
        if (totals.Count == applications.Count)
        {
            return None(raw, FitExit.NotIdentified, new CalibrationWarning.NotIdentified());
        }
        var isJoint = problem.Method == CalibrationMethod.MixedModelJoint;
        var (categories, category) = Number(isJoint ? [.. groups.Select(g => g[0])] : [], t => t.Category);
        var design =
            new CrossedDesign(application, expert, applications.Count, experts.Count, isJoint ? category : new int[applications.Count]);
        if (design.Components.Sum(p => Skyline.ElementsOf(p.First)) > Skyline.MostElements)
        {
            return None(raw, FitExit.TooLarge, new CalibrationWarning.TooLarge());
        }
        // Scores are centred and brought to unit size exactly, so that neither large nor small scores lose digits.
        var centre = Rational.Mean([.. totals.Select(t => t.Total)]);
        var scale = totals.Max(t => Math.Abs((t.Total - centre).ToDouble()));
        var y = totals.Select(t => (t.Total - centre).ToDouble() / scale).ToArray();
        var (fit, converged) = Model(problem.Method, design, y);
        var model = fit.Evaluation;
        if (!double.IsFinite(model.Criterion) || !double.IsFinite(model.ResidualVariance))
        {
            return None(raw, FitExit.NotConverged, new CalibrationWarning.NotConverged());
        }
        if (!converged)
        {
            warnings.Add(new CalibrationWarning.NotConverged());
        }
        if (design.Rows == design.Experts)
        {
            warnings.Add(new CalibrationWarning.ExpertNotSeparable());
        }
        else if (model.Theta[1] == 0)
        {
            warnings.Add(new CalibrationWarning.NoCalibrationNeeded());
        }
        var flags = ExpertFlags.Of(model, y);
        var discordance = Discordance.Adjusted(
            [.. y.Zip(application).GroupBy(p => p.Second, p => p.First).OrderBy(g => g.Key).Select(g => g.ToArray())],
            Math.Sqrt(model.ResidualVariance * (1 + (model.Theta[1] * model.Theta[1]))));
        var variance = model.ResidualVariance * scale * scale;
        var isPlain = problem.Method is CalibrationMethod.MixedModel or CalibrationMethod.MixedModelJoint;
        double[] ratio = [model.Theta[0] * model.Theta[0], model.Theta[1] * model.Theta[1]];
        var fitted = raw with
        {
            Mean = centre.ToDouble() + (scale * Averaged(design, c => model.Mean[c])),
                MeanStandardError = Math.Sqrt(variance) * LengthOf(design, model.Root),
            ApplicationVariance = ratio[0] * variance, ExpertVariance = ratio[1] * variance, ResidualVariance = variance,
            RemlCriterion = isPlain ? model.Criterion + (2 * design.Degrees * Math.Log(scale)) : null,
            Converged = converged, Exit = converged ? fit.Exit : FitExit.NotConverged,
            ExpertVarianceTest = isPlain && converged && design.Rows > design.Experts
                ? VarianceTest.Of(fit.WithoutExperts, model.Criterion) : null,
            Reliability = ReliabilityFigures.Of(model, y), Position = PositionEffect.Of(model, totals, scale),
            CategoryMeans =
            [
                .. categories.Select((name, c) => new CategoryMean(
                    name, centre.ToDouble() + (scale * model.Mean[c]),
                        Math.Sqrt(variance * RemlEvaluation.Dot(model.Root[c], model.Root[c])))),
            ],
            Applications =
            [
                .. raw.Applications.Select((a, i) => a with
                {
                    Calibrated = OnScale(model.Mean[design.MeanOf[i]] + (model.Theta[0] * model.SphericalEffects[0][i])),
                    StandardError = scale * Math.Sqrt(model.ScoreVariance(i)), DiscordanceQ = discordance[i],
                }),
            ],
            Experts =
            [
                .. raw.Experts.Select((e, i) => e with
                {
                    // 0 − x: a severity of zero has no minus sign.
                    Severity = 0 - (scale * model.Theta[1] * model.SphericalEffects[1][i]),
                    StandardError = Math.Sqrt(variance * ratio[1] * (model.Diagonal[1][i] + model.MeanCouplingSquare(1, i))),
                    Flags = flags[i],
                }),
            ],
        };
        return problem.ScoresAlone ? fitted : WithIntervals(problem, fitted, fit, y, scopes, scale, OnScale);

        // The centre is added exactly, so that an offset costs no digits.
        Rational OnScale(double figure, int digits = 14) =>
            (centre + Rational.FromDouble(scale * figure)).Round(ExpertScales.Decimals(scale, digits));
    }

    /// <summary>Ranks, intervals and groups, everything that is estimated left open.</summary>
    private static CalibrationFit WithIntervals(
        CalibrationProblem problem, CalibrationFit fitted, MixedModelFit fit, double[] y,
            IReadOnlyList<(RankScope Scope, int[] Members)> scopes,
        double scale, Func<double, int, Rational> onScale)
    {
        var (design, higherIsBetter) = (fit.Evaluation.Design, problem.Direction == ScoreDirection.HigherIsBetter);
        var scopeOf = new int[design.Applications];
        Array.Fill(scopeOf, -1);
        var places = new int?[design.Applications];
        foreach (var ((scope, members), s) in scopes.Select((x, s) => (x, s)))
        {
            foreach (var member in members)
            {
                (scopeOf[member], places[member]) = (s, scope.Places);
            }
        }
        if (problem.VariancesAreKnown && fit.Evaluation.Theta[0] == 0)
        {
            return Even(fitted, scopes, problem.VariancesAreKnown);
        }
        var drawn = Draw(problem, fit, y, [.. scopes.Select(s => s.Members)], higherIsBetter).Read(places);
        var atFit = design.Applications > ExpectedRanks.MostApplications ? null
            : ExpectedRanks.Of(new ApplicationPosterior(fit.Evaluation), scopeOf, higherIsBetter);
        for (var i = 0; i < drawn.Length && problem.VariancesAreKnown && atFit is not null; i++)
        {
            drawn[i] = drawn[i] with { ExpectedRank = atFit[i] };
        }
        var (lines, groups) = LinesOf(scopes, design.Applications, i => (drawn[i].ExpectedRank, drawn[i].Rank50.Low, drawn[i].Rank50.High));
        return fitted with
        {
            FundingLines = lines,
            Applications = [.. fitted.Applications.Select(Ranked)],
        };

        CalibratedApplication Ranked(CalibratedApplication a, int i)
        {
            var of = drawn[i];
            var scored = a with
            {
                StandardErrorFull = scale * of.Deviation,
                ScoreLow = onScale(of.Score90.Low, DigitsOfDraws), ScoreHigh = onScale(of.Score90.High, DigitsOfDraws),
                ScoreLow50 = onScale(of.Score50.Low, DigitsOfDraws), ScoreHigh50 = onScale(of.Score50.High, DigitsOfDraws),
            };
            return scopeOf[i] < 0 ? scored : scored with
            {
                ExpectedRankAtFit = atFit?[i] ?? of.ExpectedRank, ExpectedRank = of.ExpectedRank, ProbabilityTopK = of.TopK,
                    Group = groups[i],
                RankLow = of.Rank90.Low, RankHigh = of.Rank90.High, RankLow50 = of.Rank50.Low, RankHigh50 = of.Rank50.High,
            };
        }
    }

    /// <summary>
    /// Draws that leave the variances open, and the weights where the method has them; scores without error leave nothing open.
    /// </summary>
    private static PosteriorDraws Draw(CalibrationProblem problem, MixedModelFit fit, double[] y, int[][] scopes, bool higherIsBetter)
    {
        var model = fit.Evaluation;
        var evaluation = new RemlEvaluation(model.Design, y, [.. model.Weights]);
        var isSolved = evaluation.Solve(model.Theta[0], model.Theta[1]);
        if (!problem.VariancesAreKnown && (fit.Exit is not (FitExit.Interior or FitExit.Edge) || !isSolved))
        {
            var known = new LatticePoint(model.Theta[0], model.Theta[1], 1, 1);
            return PosteriorDraws.FromLattice(evaluation, [known], scopes, higherIsBetter, problem.Seed);
        }
        if (problem.VariancesAreKnown)
        {
            return PosteriorDraws.FromFit(evaluation, scopes, higherIsBetter, problem.Seed);
        }
        var lattice = VarianceLattice.Explore(evaluation);
        if (problem.Method is CalibrationMethod.MixedModel or CalibrationMethod.MixedModelJoint)
        {
            return PosteriorDraws.FromLattice(evaluation, lattice.Points, scopes, higherIsBetter, problem.Seed);
        }
        int[] group = problem.Method == CalibrationMethod.MixedModelNoise ? model.Design.Expert : [.. Enumerable.Range(0, y.Length)];
        return PosteriorDraws.FromChains(
            Chain(VariancePrior.OfRanks, 0), Chain(VariancePrior.OfScores, 1), model.Design, scopes, higherIsBetter);

        WeightedChain Chain(VariancePrior prior, int stream) =>
            new(model, y, group, ReweightedFit.Degrees, prior, lattice.Width, new SeededRandom(problem.Seed, stream));
    }

    private static (MixedModelFit Fit, bool Converged) Model(CalibrationMethod method, CrossedDesign design, double[] y)
    {
        if (method is CalibrationMethod.MixedModelNoise or CalibrationMethod.MixedModelRobust)
        {
            return method == CalibrationMethod.MixedModelNoise ? ReweightedFit.ByExpertNoise(design, y) : ReweightedFit.Robust(design, y);
        }
        var weights = new double[y.Length];
        Array.Fill(weights, 1);
        var fit = MixedModelFit.Of(design, y, weights);
        return (fit, fit.Exit != FitExit.NotConverged);
    }

    /// <summary>
    /// Every score is the same: nothing varies and any rank is as likely as another; the likelihood has no bound and knows no error.
    /// </summary>
    private static CalibrationFit Flat(CalibrationFit raw, IReadOnlyList<(RankScope Scope, int[] Members)> scopes, bool variancesAreKnown)
    {
        var even = Even(raw, scopes, variancesAreKnown);
        return even with
        {
            MeanStandardError = 0, ApplicationVariance = 0, ExpertVariance = 0, ResidualVariance = 0, Exit = FitExit.AllEqual,
            Warnings = [.. raw.Warnings, new CalibrationWarning.AllEqual()],
            Applications = [.. even.Applications.Select(a => a with { Calibrated = a.RawMean, StandardError = 0 })],
            Experts = [.. raw.Experts.Select(e => e with { Severity = 0, StandardError = 0 })],
        };
    }

    /// <summary>Ranks where no application differs from another: each is as likely, or by the first rules all share the middle.</summary>
    private static CalibrationFit Even(CalibrationFit fit, IReadOnlyList<(RankScope Scope, int[] Members)> scopes, bool variancesAreKnown)
    {
        var size = new int[fit.Applications.Count];
        var places = new int?[fit.Applications.Count];
        foreach (var (scope, members) in scopes)
        {
            foreach (var member in members)
            {
                (size[member], places[member]) = (members.Length, scope.Places);
            }
        }
        var (lines, groups) = LinesOf(scopes, size.Length, i => ((size[i] + 1) / 2.0, Chance(0.25, size[i]), Chance(0.75, size[i])));
        return fit with { FundingLines = lines, Applications = [.. fit.Applications.Select((a, i) => size[i] == 0 ? a : Ranked(a, i))] };

        CalibratedApplication Ranked(CalibratedApplication a, int i) => a with
        {
            ExpectedRankAtFit = (size[i] + 1) / 2.0, ExpectedRank = (size[i] + 1) / 2.0,
            ProbabilityTopK = places[i] is { } k ? Math.Min(1, (double)k / size[i]) : null, Group = groups[i],
            RankLow = Chance(0.05, size[i]), RankHigh = Chance(0.95, size[i]), RankLow50 = Chance(0.25, size[i]),
                RankHigh50 = Chance(0.75, size[i]),
        };

        double Chance(double share, int n) => variancesAreKnown ? (n + 1) / 2.0 : Math.Max(1, Math.Ceiling(share * n));
    }

    private static (Dictionary<CategoryCode, FundingLine> Lines, FundingGroup?[] Groups) LinesOf(
        IReadOnlyList<(RankScope Scope, int[] Members)> scopes, int applications, Func<int,
            (double Expected, double Low50, double High50)> rank)
    {
        var (lines, groups) = (new Dictionary<CategoryCode, FundingLine>(), new FundingGroup?[applications]);
        foreach (var (scope, members) in scopes)
        {
            if (scope.Places is not { } places)
            {
                continue;
            }
            var (line, sides) = FundingLine.Of(places, [.. members.Select(rank)]);
            lines.Add(scope.Category, line);
            foreach (var (member, side) in members.Zip(sides))
            {
                groups[member] = side;
            }
        }
        return (lines, groups);
    }

    private static IReadOnlyList<(RankScope Scope, int[] Members)> ScopesOf(
        CalibrationProblem problem, List<ApplicationId> applications, List<List<ExpertTotal>> groups)
    {
        var byCategory = problem.Method == CalibrationMethod.MixedModelJoint;
        var scopes = problem.Scopes ??
        [
            .. applications.Zip(groups).GroupBy(p => byCategory ? p.Second[0].Category : default, p => p.First)
                .OrderBy(g => g.Key)
                .Select(g => new RankScope(g.Key, [.. g], problem.Places)),
        ];
        var place = applications.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        return [.. scopes.Select(s => (s, s.Applications.Where(place.ContainsKey).Select(a => place[a]).Order().ToArray()))
            .Where(s => s.Item2.Length > 0)];
    }

    /// <summary>The mean over applications of their fixed means.</summary>
    private static double Averaged(CrossedDesign design, Func<int, double> mean) =>
        design.Means == 1 ? mean(0) : design.MeanOf.Average(mean);

    private static double LengthOf(CrossedDesign design, double[][] root)
    {
        var sum = Enumerable.Range(0, design.Means).Select(c => Averaged(design, m => root[m][c])).ToArray();
        return Math.Sqrt(RemlEvaluation.Dot(sum, sum));
    }

    private static CalibrationFit None(CalibrationFit raw, FitExit exit, CalibrationWarning warning) =>
        raw with { Converged = false, Exit = exit, Warnings = [.. raw.Warnings, warning] };

    private static (List<TKey> Keys, int[] Of) Number<TKey>(List<ExpertTotal> totals, Func<ExpertTotal, TKey> of,
        IComparer<TKey>? order = null)
        where TKey : notnull
    {
        var keys = totals.Select(of).Distinct().Order(order).ToList();
        var place = keys.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i);
        return (keys, [.. totals.Select(t => place[of(t)])]);
    }
}
