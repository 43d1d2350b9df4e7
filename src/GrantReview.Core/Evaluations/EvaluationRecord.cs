using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;

namespace GrantReview.Core.Evaluations;

/// <summary>
/// Everything that a run computed (评审结果), kept once and shown everywhere: what the inputs of the run's package lead to, so that a page that
/// names the package shows its figures. What-if starts from its allocation problem.
/// </summary>
/// <param name="Ranking">As the result lists it, an application's experts in the order of their numbers.</param>
/// <param name="Calibration">By category; empty where nothing is ranked.</param>
/// <param name="Numbers">Who scored, with the number in 专家n.</param>
/// <param name="Scored">Applications that somebody scored.</param>
/// <param name="Sheets">Score sheets that count.</param>
public sealed record EvaluationRecord(
    EvaluationStatus Status,
    string Seed,
    Call Call,
    IndicatorTrees Trees,
    IReadOnlyList<RankingEntry> Ranking,
    AllocationProblem Problem,
    AllocationPlan Allocation,
    IReadOnlyList<CategoryCalibration> Calibration,
    IReadOnlyDictionary<ExpertId, int> Numbers,
    int Scored,
    int Sheets)
{
    /// <summary>
    /// What would be funded without each expert whose scores an award hangs on, by number; null where that was not tried.
    /// </summary>
    public IReadOnlyList<WithoutExpertEntry>? Hanging { get; init; }

    /// <summary>
    /// Ties at a cut that a blank cell leaves open, with the verdicts of now; the formal review, which knows no scores, cannot find them.
    /// </summary>
    public IReadOnlyList<Finding> OpenTies(IReadOnlyList<Applications.Eligibility.Verdict> verdicts) => Evaluator.Answered(
        [
            .. Ranking.Where(e => e.Reasons.Contains(new Reason.OpenRule(OpenSettings.TieRuleOf(Call).Id)))
                .Select(e => OpenSettings.OfTie(Call, e.Application, [.. BlankKeys(e.Application)])),
        ],
        verdicts);

    private IEnumerable<string> BlankKeys(Applications.Application application) => Call.Allocation.Chain.Select(k => k.By)
        .Where(by => !Trees.Name(by) && string.IsNullOrWhiteSpace(application.Attributes.GetValueOrDefault(by)));

    /// <param name="result">An evaluation of the round as its package shows it.</param>
    /// <param name="numbers">Expert → number, which gives their order.</param>
    /// <exception cref="ArgumentException">Nothing was evaluated.</exception>
    public static EvaluationRecord From(EvaluationResult result, IReadOnlyDictionary<ExpertId, int> numbers)
    {
        if (result is not { Problem: { } problem, Allocation: { } allocation })
        {
            throw new ArgumentException("Only an evaluation has a record.", nameof(result));
        }
        return new EvaluationRecord(
            result.Status, result.Seed, result.Round.Call, result.Round.Trees, [.. result.Ranking.Select(InOrder)], problem, allocation,
            CategoryCalibration.From(result, numbers),
            result.Sheets.Select(s => s.Expert).Distinct()
                .ToDictionary(e => e, e => numbers[e]),
            result.Sheets.Select(s => s.Application).Distinct().Count(), result.Sheets.Count)
        {
            Hanging = result.WithoutEach is not { } each ? null :
            [
                .. each.Where(w => w.Gain.Count + w.Lose.Count > 0).Select(w => new WithoutExpertEntry(numbers[w.Expert], w.Gain, w.Lose))
                    .OrderBy(w => w.Number),
            ],
        };

        RankingEntry InOrder(RankingEntry entry) =>
            entry with { Total = entry.Total with { Experts = [.. entry.Total.Experts.OrderBy(e => numbers[e.Expert])] } };
    }
}

/// <param name="Number">Of the expert without whose scores these would come in and those would go.</param>
public sealed record WithoutExpertEntry(int Number, IReadOnlyList<ApplicationId> Gain, IReadOnlyList<ApplicationId> Lose);
