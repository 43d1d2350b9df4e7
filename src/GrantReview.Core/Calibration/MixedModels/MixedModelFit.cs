namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>The mixed model fitted by REML to scores of about unit size.</summary>
/// <param name="Evaluation">At the minimum.</param>
/// <param name="WithoutExperts">The criterion's minimum where the expert variance is zero, for the likelihood-ratio test.</param>
internal sealed record MixedModelFit(FitExit Exit, RemlEvaluation Evaluation, double WithoutExperts, int Evaluations)
{
    private const int MostSteps = 60;

    /// <summary>A step in log θ below this ends the search; convergence is better than linear, so the error is smaller still.</summary>
    private const double SmallStep = 2e-9;

    /// <summary>
    /// log θ beyond these: a variance of zero; or an error variance of zero, 66 million times smaller than the scores' differences.
    /// </summary>
    private const double LowestLog = -15, HighestLog = 9;

    /// <summary>
    /// Minimises the criterion: both edges in closed form first, then the interior by Newton's method in log θ with the average
    /// information, corrected by the last two steps' secants (BFGS); the lowest wins, an edge before the interior where they are equal.
    /// </summary>
    /// <param name="start">θ to start from, from a fit of almost the same weights; null = from the edges.</param>
    public static MixedModelFit Of(CrossedDesign design, double[] y, double[] weights, (double Application, double Expert)? start = null)
    {
        var evaluation = new RemlEvaluation(design, y, weights);
        var byApplication = new OneWayModel(design.Application, design.Applications, design.MeanOfRow, design.Means, y, weights).Fit();
        if (design.Rows == design.Experts)
        {
            // An expert who scored once is not told from chance: what could be severity is counted as error.
            return OnEdge(evaluation, Math.Sqrt(byApplication.Ratio), 0, byApplication.Criterion, 0, byApplication.HasError);
        }
        var byExpert = new OneWayModel(design.Expert, design.Experts, design.MeanOfRow, design.Means, y, weights).Fit();
        var applicationEdge = byApplication.SlopeInto(design.Expert, design.Experts) >= 0;
        var expertEdge = byExpert.SlopeInto(design.Application, design.Applications) >= 0;
        var edge = applicationEdge && (!expertEdge || byApplication.Criterion <= byExpert.Criterion) ? byApplication : expertEdge
            ? byExpert : null;
        var log = start is { } given && given.Application > 0 && given.Expert > 0
            ? new[] { Math.Log(given.Application), Math.Log(given.Expert) }
            : [LogTheta(byApplication.Ratio), LogTheta(byExpert.Ratio)];
        var (converged, evaluations) = Search(evaluation, log, edge?.Criterion);
        if (edge is not null && (!converged || evaluation.Criterion >= edge.Criterion - (1e-10 * Math.Abs(edge.Criterion))))
        {
            return edge == byApplication
                ? OnEdge(evaluation, Math.Sqrt(edge.Ratio), 0, byApplication.Criterion, evaluations, edge.HasError)
                : OnEdge(evaluation, 0, Math.Sqrt(edge.Ratio), byApplication.Criterion, evaluations, edge.HasError);
        }
        return new MixedModelFit(converged ? FitExit.Interior : FitExit.NotConverged, evaluation, byApplication.Criterion, evaluations);

        static double LogTheta(double ratio) => Math.Clamp(0.5 * Math.Log(Math.Max(ratio, 1e-300)), -2.5, 5);
    }

    private static MixedModelFit OnEdge(
        RemlEvaluation evaluation, double application, double expert, double withoutExperts, int evaluations, bool hasError)
    {
        var solved = evaluation.Run(application, expert);
        return new MixedModelFit(solved && hasError ? FitExit.Edge : FitExit.NotConverged, evaluation, withoutExperts, evaluations + 1);
    }

    private static (bool Converged, int Evaluations) Search(RemlEvaluation evaluation, double[] at, double? edge)
    {
        var steps = new List<(double[] Step, double[] Change)>();
        if (!evaluation.Run(Math.Exp(at[0]), Math.Exp(at[1])))
        {
            return (false, 1);
        }
        var evaluations = 1;
        while (evaluations < MostSteps)
        {
            var (criterion, gradient) = (evaluation.Criterion, evaluation.Gradient.ToArray());
            for (var s = 0; s < 2; s++)
            {
                if (edge is { } known && at[s] < -4 && gradient[s] > 0 && criterion >= known - (1e-9 * Math.Abs(known)))
                {
                    return (false, evaluations);
                }
            }
            var step = Newton(evaluation.AverageInformation(), gradient, steps);
            var length = Math.Max(Math.Abs(step[0]), Math.Abs(step[1]));
            var isLast = length < SmallStep;
            var scale = Math.Min(1, 1.5 / length);
            double[] next = [];
            for (var halving = 0; ; halving++, scale /= 2)
            {
                next = [at[0] + (scale * step[0]), at[1] + (scale * step[1])];
                if (next.Min() < LowestLog || next.Max() > HighestLog)
                {
                    return (false, evaluations);
                }
                evaluations++;
                if (evaluation.Run(Math.Exp(next[0]), Math.Exp(next[1]))
                    && (isLast || evaluation.Criterion <= criterion + (1e-12 * Math.Abs(criterion))))
                {
                    break;
                }
                if (halving == 20)
                {
                    // No lower value in double precision: this is the minimum as far as digits go.
                    return (evaluation.Run(Math.Exp(at[0]), Math.Exp(at[1])) && length < 1e-5, evaluations + 1);
                }
            }
            steps.Add(([next[0] - at[0], next[1] - at[1]], [evaluation.Gradient[0] - gradient[0], evaluation.Gradient[1] - gradient[1]]));
            at = next;
            if (isLast)
            {
                return (true, evaluations);
            }
        }
        return (false, evaluations);
    }

    private static double[] Newton(double[,] information, double[] gradient, List<(double[] Step, double[] Change)> steps)
    {
        var (a, b, c) = (information[0, 0], (information[0, 1] + information[1, 0]) / 2, information[1, 1]);
        if (!(a > 0) || !(c > 0) || !((a * c) - (b * b) > 1e-12 * a * c))
        {
            (a, b, c) = (Math.Max(a, 1e-8), 0, Math.Max(c, 1e-8));
        }
        foreach (var (step, change) in steps.TakeLast(2))
        {
            var along = (step[0] * change[0]) + (step[1] * change[1]);
            double[] image = [(a * step[0]) + (b * step[1]), (b * step[0]) + (c * step[1])];
            var bend = (step[0] * image[0]) + (step[1] * image[1]);
            if (along > 1e-3 * bend && Math.Abs(step[0]) + Math.Abs(step[1]) < 1)
            {
                a += (change[0] * change[0] / along) - (image[0] * image[0] / bend);
                b += (change[0] * change[1] / along) - (image[0] * image[1] / bend);
                c += (change[1] * change[1] / along) - (image[1] * image[1] / bend);
            }
        }
        var determinant = (a * c) - (b * b);
        return [-((c * gradient[0]) - (b * gradient[1])) / determinant, -((a * gradient[1]) - (b * gradient[0])) / determinant];
    }
}
