using System.Collections.Concurrent;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Evaluations;

/// <summary>What the pipeline is doing, for a progress bar.</summary>
public enum EvaluationStep { Assigning, Totalling, Calibrating, Ranking, Allocating, Done }

public enum EvaluationStatus
{
    /// <summary>Scores were counted, ranked and turned into proposed awards.</summary>
    Evaluated,

    /// <summary>There were neither scores nor assignments: an assignment was made and nothing else.</summary>
    Assigned,

    /// <summary>Ranked and proposed, but some applications wait for a verdict: they are out, and the result is not the last one.</summary>
    Provisional,

    /// <summary>The quotas cannot be met together: there is a ranking and no award list.</summary>
    Infeasible,

    /// <summary>
    /// A calibrated score would decide across panels that no expert joins, and the call does not say what is compared: nothing is ranked.
    /// </summary>
    PanelsUndecided,
}

/// <remarks>Open: a finding waits for a person.</remarks>
public enum Decision { Funded, Reserve, NotFunded, Ineligible, Unranked, Open }

/// <summary>One application in the result.</summary>
/// <param name="Score">
/// The deciding score, rounded; null where nobody scores (time or conditions select) and where the application is not ranked.
/// </param>
/// <param name="Reasons">Why not, or what to know.</param>
/// <param name="Amount">The award; null where not funded.</param>
/// <param name="AmountChain">The figures behind the amount that is or would be awarded.</param>
public sealed record RankingEntry(
    Application Application,
    ApplicationTotal Total,
    int? Place,
    int? Rank,
    Rational? Score,
    Rational? Calibrated,
    Decision Decision,
    IReadOnlyList<Reason> Reasons,
    Money? Amount,
    AmountChain AmountChain)
{
    public CategoryCode Category => Application.Category;

    /// <summary>What the allocation orders by: the score, or a figure that stands for the order in time where nobody scores.</summary>
    public Rational? Precedence { get; init; }

    /// <summary>The place on the call's replacement list, one count over all categories; null = not on it.</summary>
    public int? Reserve { get; init; }

    /// <summary>The time that decides where a category is selected by time, as the application gives it; else null.</summary>
    public string? Time { get; init; }
}

/// <summary>Everything a round leads to; with the round and the seed it can be recomputed by anyone.</summary>
/// <param name="Ranking">By category (as the call lists them), place, then those without a place by id.</param>
public sealed record EvaluationResult(
    EvaluationStatus Status,
    Round Round,
    string Seed,
    IReadOnlyList<Assignment> Assignments,
    AssignmentPlan? Plan,
    IReadOnlyList<Sheet> Sheets,
    CalibrationFit? Calibration,
    IReadOnlyList<RankingEntry> Ranking,
    AllocationPlan? Allocation)
{
    /// <summary>What the allocation answers, for its audit; null where there is none.</summary>
    public AllocationProblem? Problem { get; init; }

    /// <summary>The rules by which it was computed.</summary>
    public AlgorithmVersions Versions { get; init; } = AlgorithmVersions.Current;

    /// <summary>What the call's rules say of each application, by id and then as the call lists the rules.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Applications that would compete and wait for a verdict, with the rules; by id.</summary>
    public IReadOnlyList<ApplicationStanding> Waiting { get; init; } = [];

    private IReadOnlyList<(CategoryCode Category, CalibrationFit Fit)>? mixedModels;

    private IReadOnlyList<WithoutExpert>? withoutEach;

    /// <summary>
    /// What would be funded without each expert, solved when it is first asked for; see <see cref="Evaluation.WithoutEach"/>.
    /// </summary>
    public IReadOnlyList<WithoutExpert>? WithoutEach =>
        withoutEach ??= Status == EvaluationStatus.Evaluated ? Evaluation.WithoutEach(this) : null;

    /// <summary>The mixed model of each category beside the score that decides, fitted when it is first asked for.</summary>
    public IReadOnlyList<(CategoryCode Category, CalibrationFit Fit)> MixedModels => mixedModels ??= Evaluation.MixedModels(this);
}

/// <summary>What would be funded without one expert's scores: applications that come in, and those that go, by id.</summary>
public sealed record WithoutExpert(ExpertId Expert, IReadOnlyList<ApplicationId> Gain, IReadOnlyList<ApplicationId> Lose);

/// <summary>
/// The pure pipeline from a round to its results: totals → calibration → ranking → allocation. The page's run, the command line and the
/// verification of a package all go through it.
/// </summary>
public static class Evaluation
{
    /// <param name="round">Already checked against itself by the reader of rounds; the order of its rows does not matter.</param>
    /// <param name="seed">Breaks what only chance may break: tied assignments, draws of the calibration.</param>
    /// <param name="versions">The rules to compute by; null = the current ones.</param>
    public static EvaluationResult Run(
        Round round, string seed, IProgress<EvaluationStep>? progress = null, AlgorithmVersions? versions = null) =>
        Run(round, seed, progress, versions ?? AlgorithmVersions.Current, null);

    /// <summary>What the call's rules say of its applications, and what is due to each, once these are vetoed.</summary>
    private delegate (IReadOnlyList<Finding> Findings, IReadOnlyDictionary<ApplicationId, AmountChain> Amounts) Asking(
        IReadOnlySet<ApplicationId> vetoed);

    /// <param name="ofDecisions">
    /// Given where only who is funded is asked for: no intervals, and not what other figures would bring.
    /// </param>
    private static EvaluationResult Run(
        Round round, string seed, IProgress<EvaluationStep>? progress, AlgorithmVersions versions, Asking? ofDecisions)
    {
        var decisionsAlone = ofDecisions is not null;
        AssignmentPlan? plan = null;
        if (round.Assignments is null && round.Scores.Count == 0 && NeedsExperts(round))
        {
            progress?.Report(EvaluationStep.Assigning);
            plan = AssignmentSolver.Solve(AssignmentProblem.Of(round, seed));
            IReadOnlyList<Assignment> assignments = [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))];
            if (round.Applications.All(a => IsScored(round, a)))
            {
                return new EvaluationResult(EvaluationStatus.Assigned, round, seed, assignments, plan, [], null, [], null)
                {
                    Waiting = [.. round.Standings().Values.Where(s => s.IsOpen).OrderBy(s => s.Application)],
                };
            }
            // Lines that need no experts do not wait for those that do.
            round = round with { Assignments = assignments };
        }

        var trees = round.Trees;
        progress?.Report(EvaluationStep.Totalling);
        var sheets = trees.Count(round.Applications, round.Scores);
        var byApplication = sheets.ToLookup(s => s.Application);
        var entries = round.Applications.OrderBy(a => a.Id)
            .Select(a =>
                (Application: a, Total: trees.Of(a.Category) is { } tree
                    ? ApplicationTotal.Of(a.Id, [.. byApplication[a.Id]], tree, round.Call.Scoring, versions.Totals)
                    : ApplicationTotal.None(a.Id)))
            .ToList();

        progress?.Report(EvaluationStep.Calibrating);
        var totals = ProblemOf(round, sheets, seed) with { ScoresAlone = decisionsAlone };
        var calibration = ScoreCalibration.Fit(totals);
        var undecided = DecidingScore.NeedsPanelChoice(round.Call.Calibration, calibration);

        progress?.Report(EvaluationStep.Ranking);
        var vetoed = entries.Where(e => e.Total.Vetoes.Count > 0).Select(e => e.Application.Id).ToHashSet();
        var (findings, amounts) = (ofDecisions ?? AskingOf(round, versions))(vetoed);
        var deciding = undecided ? null : DecidingScore.Of(round.Call.Calibration, calibration, totals.Totals);
        var standings = ApplicationStanding.Of(round.Applications, findings, versions.AreBeforeVerdicts);
        var (entrants, ranked) = Rank(round, trees, entries, calibration, deciding, (standings, amounts, versions));

        progress?.Report(EvaluationStep.Allocating);
        var (problem, allocation) = Allocate(round, ProblemOf(round, ranked, entrants, versions));
        while (!decisionsAlone && !versions.AreBeforeVerdicts
            && OfTies(round, trees, ranked, (problem, allocation), findings) is { Count: > 0 } ofTies)
        {
            findings = [.. findings.Concat(ofTies).OrderBy(f => f.Application)];
            standings = ApplicationStanding.Of(round.Applications, findings);
            (entrants, ranked) = Rank(round, trees, entries, calibration, deciding, (standings, amounts, versions));
            (problem, allocation) = Allocate(round, ProblemOf(round, ranked, entrants, versions));
        }
        var waiting = entrants.Where(e => e.Out == Decision.Open).Select(e => standings[e.Application.Id]).ToList();
        var result = new EvaluationResult(
            undecided ? EvaluationStatus.PanelsUndecided
                : allocation.Status == AllocationStatus.Infeasible ? EvaluationStatus.Infeasible
                : waiting.Count > 0 ? EvaluationStatus.Provisional : EvaluationStatus.Evaluated,
            round, seed,
            round.Assignments is { } given
                ? [.. given.OrderBy(a => a.Application).ThenBy(a => a.Expert)]
                : [.. sheets.Select(s => new Assignment(s.Application, s.Expert))],
            plan, sheets, calibration, Decide(round, entrants, ranked, allocation, NoLots, versions), allocation)
        {
            Problem = problem, Findings = findings, Waiting = waiting, Versions = versions,
        };
        if (PartialLottery.IsAskedBy(round.Call.Calibration) && result.Status is EvaluationStatus.Evaluated or EvaluationStatus.Provisional)
        {
            var (lotted, lots) = round.Call.Calibration.Lottery == LotteryKind.Undecided
                ? PartialLottery.Draw(problem, SidesOf(result)) : PartialLottery.DrawByChance(problem, ChancesOf(result));
            var (drawn, byLot) = Allocate(round, lotted);
            result = result with { Problem = drawn, Allocation = byLot, Ranking = Decide(round, entrants, ranked, byLot, lots, versions) };
        }
        progress?.Report(EvaluationStep.Done);
        return result;
    }

    /// <summary>Of each category that experts score, on which side of its line an application is.</summary>
    private static IEnumerable<IReadOnlyDictionary<ApplicationId, FundingGroup>> SidesOf(EvaluationResult result) => result.MixedModels
        .Where(m => result.Round.Call.SelectionOf(m.Category).Basis == SelectionBasis.Score)
        .Select(m => m.Fit.Applications.Where(a => a.Group is not null)
            .ToDictionary(a => a.Application, a => a.Group.GetValueOrDefault()));

    /// <summary>
    /// Of each category that experts score, the chances of its applications at or above the minimum score; the places are those that the
    /// allocation by score funds.
    /// </summary>
    private static IEnumerable<IReadOnlyDictionary<ApplicationId, Rational>> ChancesOf(EvaluationResult result)
    {
        var scores = result.Problem?.Applications.Where(a => a.IsScored && !a.IsBelow(result.Problem.MinScore))
            .ToDictionary(a => a.Id, a => a.Score) ?? [];
        foreach (var category in result.Ranking.Where(e => e.Place is not null && scores.ContainsKey(e.Application.Id))
            .GroupBy(e => e.Category))
        {
            List<RankingEntry> entries = [.. category];
            var places = entries.Count(e => e.Decision == Decision.Funded);
            var chances = result.Round.Call.Calibration is { Lottery: LotteryKind.Linear, Smoothness: { } smoothness }
                ? LinearLottery.For(
                    [.. entries.Select(e => scores[e.Application.Id] / FullScore)], places,
                    LinearLottery.SlopeFor(smoothness, entries.Min(e => e.Total.Experts.Count))).Chances
                : MaximinLottery.For(
                    RanksOf(entries, result.MixedModels.Single(m => m.Category == category.Key).Fit), places).Chances;
            yield return entries.Select((e, i) => (e.Application.Id, i)).ToDictionary(e => e.Id, e => chances.Values[e.i]);
        }

        static List<QualityInterval> RanksOf(List<RankingEntry> entries, CalibrationFit fit)
        {
            var fitted = fit.Applications.ToDictionary(a => a.Application);
            return entries.ConvertAll(e => fitted[e.Application.Id] is { RankLow50: { } best, RankHigh50: { } worst }
                ? QualityInterval.FromRanks(best, worst)
                : throw new InvalidOperationException($"{e.Application.Id} has no interval of ranks."));
        }
    }

    /// <summary>Whether experts score any of its applications; lines that time or conditions select need none.</summary>
    public static bool NeedsExperts(Round round) =>
        round.Applications.Count == 0 || round.Applications.Any(a => IsScored(round, a));

    private static bool IsScored(Round round, Application application) =>
        round.Call.SelectionOf(application.Category).Basis == SelectionBasis.Score;

    /// <summary>
    /// What is shown of each category: which decisions hang on an expert's severity, and how sure each rank is. It comes from the fit that
    /// decides, so that the two never disagree; where no mixed model decides, from one joint fit with a mean for each category. Only
    /// applications that are ranked have a rank, within their category; the places are those that the allocation funds.
    /// </summary>
    internal static IReadOnlyList<(CategoryCode Category, CalibrationFit Fit)> MixedModels(EvaluationResult result)
    {
        if (result.Versions.Calibration == 1)
        {
            return FirstMixedModels(result);
        }
        var scopes = result.Ranking.Where(e => e.Place is not null).GroupBy(e => e.Category)
            .Select(c => new RankScope(c.Key, [.. c.Select(e => e.Application.Id)], c.Count(e => e.Decision == Decision.Funded))).ToList();
        var problem = ProblemOf(result.Round, result.Sheets, result.Seed);
        if (!ScoreCalibration.IsMixedModel(problem.Method))
        {
            problem = problem with { Method = CalibrationMethod.MixedModelJoint };
        }
        var fit = ScoreCalibration.Fit(problem with { Scopes = scopes });
        return [.. scopes.Select(scope => (scope.Category, fit.Within(scope, problem.Totals)))];
    }

    /// <summary>By the first rules: a mixed model for each category apart, whatever decides.</summary>
    private static IReadOnlyList<(CategoryCode Category, CalibrationFit Fit)> FirstMixedModels(EvaluationResult result) =>
    [
        .. result.Ranking.Where(e => e.Place is not null).GroupBy(e => e.Category).Select(category =>
        {
            var ids = category.Select(e => e.Application.Id).ToHashSet();
            var problem = ProblemOf(result.Round, [.. result.Sheets.Where(s => ids.Contains(s.Application))], result.Seed) with
            {
                Method = CalibrationMethod.MixedModel, Places = category.Count(e => e.Decision == Decision.Funded),
                VariancesAreKnown = true,
            };
            return (category.Key, ScoreCalibration.Fit(problem));
        }),
    ];

    /// <summary>
    /// What the same round would lead to with the mixed model deciding, or with the raw total where a mixed model decides: shows which
    /// decisions hang on the method. Where the call does not say how panels apart compare they are taken as equally lenient, as raw totals
    /// take them: what then differs is severity within a panel alone.
    /// </summary>
    public static EvaluationResult Beside(EvaluationResult result)
    {
        var calibration = result.Round.Call.Calibration;
        var other = ScoreCalibration.IsMixedModel(calibration.Method) ? CalibrationMethod.Mean : CalibrationMethod.MixedModelJoint;
        var beside =
            calibration with { Method = other, Panels = calibration.Panels ?? PanelComparison.EqualLeniency, UndecidedLottery = null };
        var round = result.Round with { Call = result.Round.Call with { Calibration = beside } };
        return Run(round, result.Seed, null, result.Versions, AskingOf(round, result.Versions));
    }

    /// <summary>Above so many decisions (experts × applications) it is not tried what would be without each expert.</summary>
    private const int MostDecisionsWithoutExperts = 60_000;

    /// <summary>
    /// Which awards hang on one expert: for each expert who scored, by id, what the same round would lead to without that expert's scores;
    /// who would have too few scores by one is judged by those that are left. Lots are left out on both sides: they say nothing of experts.
    /// Null where it is too much to try.
    /// </summary>
    internal static IReadOnlyList<WithoutExpert>? WithoutEach(EvaluationResult result)
    {
        List<ExpertId> experts = [.. result.Sheets.Select(s => s.Expert).Distinct().Order()];
        if ((long)experts.Count * result.Round.Applications.Count > MostDecisionsWithoutExperts)
        {
            return null;
        }
        var call = result.Round.Call with { Calibration = result.Round.Call.Calibration with { UndecidedLottery = null } };
        var round = result.Round with { Call = call, Assignments = result.Assignments };
        var fewer = round with
        {
            Call = call with { Scoring = call.Scoring with { MinimumScores = Math.Max(1, call.Scoring.MinimumScores - 1) } },
        };
        // Scores say nothing to a rule of the call but by a veto.
        var asking = AskingOf(round, result.Versions);
        var asked = new ConcurrentDictionary<string, (IReadOnlyList<Finding>, IReadOnlyDictionary<ApplicationId, AmountChain>)>();
        var funded = FundedOf(Decided(round));
        var found = new WithoutExpert[experts.Count];
        Parallel.For(0, found.Length, e =>
        {
            var without = FundedOf(Decided(fewer with { Scores = [.. round.Scores.Where(s => s.Expert != experts[e])] }));
            found[e] = new WithoutExpert(
                experts[e], [.. without.Except(funded).Order()], [.. funded.Except(without).Order()]);
        });
        return found;

        EvaluationResult Decided(Round like) => Run(like, result.Seed, null, result.Versions,
            vetoed => asked.GetOrAdd(string.Join('\n', vetoed.Order()), _ => asking(vetoed)));

        static HashSet<ApplicationId> FundedOf(EvaluationResult of) =>
            [.. of.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id)];
    }

    private static Asking AskingOf(Round round, AlgorithmVersions versions) => vetoed => CallFindings.WithAmounts(
        round.Call, round.Trees.ColumnsOf, round.Applications, round.Verdicts, vetoed, versions.AreBeforeVerdicts);

    /// <summary>An application before allocation: its totals, its amount, and why it is out, if it is.</summary>
    private sealed record Entrant(
        Application Application, ApplicationTotal Total, Rational? Score, Rational? Calibrated, AmountChain Amount, Decision? Out,
        IReadOnlyList<Reason> Reasons);

    /// <summary>
    /// The deciding score of a category that no expert scores; less one point for each application that was strictly earlier where time
    /// decides.
    /// </summary>
    private static readonly Rational FullScore = 100;

    private static readonly Dictionary<ApplicationId, Reason> NoLots = [];

    private static CalibrationProblem ProblemOf(Round round, IReadOnlyList<Sheet> sheets, string seed)
    {
        var panels = round.Applications.ToDictionary(a => a.Id, a => a.Attributes.GetValueOrDefault("panel", ""));
        var categories = round.Applications.ToDictionary(a => a.Id, a => a.Category);
        var totals = sheets.Where(s => s.Total.Total is not null)
            .Select(s => new ExpertTotal(s.Application, s.Expert, panels[s.Application], s.Total.Total.GetValueOrDefault())
            {
                Category = categories[s.Application],
                Position = round.Positions.TryGetValue((s.Application, s.Expert), out var position) ? position : null,
            });
        return new CalibrationProblem([.. totals], round.Call.Calibration.Method, round.Call.Calibration.TrimEachEnd,
            ScoreDirection.HigherIsBetter, Places: null, seed)
        {
            PanelTrimEachEnd = round.Call.Calibration.PanelTrimEachEnd,
        };
    }

    /// <summary>
    /// The plan in which each award also keeps the rules of stage award: who would get a part that breaks one gets the whole or nothing.
    /// </summary>
    private static (AllocationProblem Problem, AllocationPlan Plan) Allocate(Round round, AllocationProblem problem)
    {
        var applications = round.Applications.ToDictionary(a => a.Id);
        var due = problem.Applications.ToDictionary(a => a.Id, a => a.Amount);
        while (true)
        {
            var plan = AllocationSolver.Solve(problem);
            var broken = plan.Funded.Where(f => f.Amount != due[f.Id] && !Keeps(f)).Select(f => f.Id).ToHashSet();
            if (broken.Count == 0)
            {
                return (problem, plan);
            }
            problem = problem with { Applications =
                [.. problem.Applications.Select(a => broken.Contains(a.Id) ? a with { MinAmount = null } : a)] };
        }

        bool Keeps(FundedApplication award) =>
            Evaluator.OfAward(round.Call, applications[award.Id], award.Amount, round.Verdicts).All(f => !f.Fails && !f.IsOpen);
    }

    /// <summary>Above so many ties at a cut it is not tried whether a blank cell decides: all are asked.</summary>
    private const int MostTiesTried = 50;

    /// <summary>
    /// Questions about ties that a blank cell leaves open, where another place among its equals would change who is funded or the
    /// replacement list; with
    /// the verdicts, and without those that were asked already.
    /// </summary>
    private static IReadOnlyList<Finding> OfTies(
        Round round, IndicatorTrees trees, IReadOnlyList<RankedApplication> ranked, (AllocationProblem Problem, AllocationPlan Plan) solved,
        IReadOnlyList<Finding> findings)
    {
        var (problem, plan) = solved;
        if (problem.Policy.Ties != TieRule.TieBreak || plan.Status == AllocationStatus.Infeasible)
        {
            return [];
        }
        var applications = round.Applications.ToDictionary(a => a.Id);
        var ties = BlankTies.Of(ranked, round.Call.Allocation.Chain, IsKept)
            .Select(t => (Tie: t, Finding: OpenSettings.OfTie(round.Call, applications[t.Application], [t.Key])))
            .Where(t => !findings.Any(f => f.Application == t.Finding.Application && f.Rule.Id == t.Finding.Rule.Id)).ToList();
        return Evaluator.Answered(
            [.. ties.Where(t => ties.Count > MostTiesTried || Decides(t.Tie)).Select(t => t.Finding)], round.Verdicts);

        // A blank year says that an application does not come from the library.
        bool IsKept(string column) => column != LibraryRule.Column && !trees.Name(column)
            && round.Applications.Any(a => a.Attributes.ContainsKey(column));

        bool Decides(BlankTie tie)
        {
            var before = new Dictionary<string, string> { [PartialLottery.Order] = $"{(2 * tie.First) - 1}/2" };
            var (_, other) = Allocate(round, problem with
            {
                Applications = [.. problem.Applications.Select(a => a.Id == tie.Application ? a with { TieBreakers = before } : a)],
            });
            return !other.Funded.OrderBy(f => f.Id).SequenceEqual(plan.Funded.OrderBy(f => f.Id))
                || !other.Reserve.SequenceEqual(plan.Reserve);
        }
    }

    /// <summary>A veto, or an amount that is nothing, below its floor, paid as another's or capped out.</summary>
    private static List<Reason> WhyIneligible(ApplicationTotal total, AmountChain amount) =>
    [
        .. total.Vetoes.Select(v => new Reason.Veto(v)),
        .. When(amount.NothingDue, new Reason.NothingDue()),
        .. When(amount is { NothingDue: false, BelowFloor: true }, new Reason.AmountBelowFloor()),
        .. amount.PaidAs is { } paid ? [new Reason.PaidAs(paid)] : Array.Empty<Reason>(),
        .. When(amount.CappedOut, new Reason.AnnualCap()),
    ];

    private static (IReadOnlyList<Entrant> Entrants, IReadOnlyList<RankedApplication> Ranked) Rank(
        Round round, IndicatorTrees trees, IReadOnlyList<(Application Application, ApplicationTotal Total)> entries,
        CalibrationFit calibration,
        IReadOnlyDictionary<ApplicationId, Rational?>? deciding, (IReadOnlyDictionary<ApplicationId, ApplicationStanding> Standings,
        IReadOnlyDictionary<ApplicationId, AmountChain> Amounts, AlgorithmVersions Versions) by)
    {
        var (standings, amounts, versions) = by;
        var call = round.Call;
        var outs = entries.ToDictionary(e => e.Application.Id, e => WhyOut(standings[e.Application.Id], e.Total));
        var places = round.Applications.Where(a => outs[a.Id].Out is null && call.SelectionOf(a.Category).Basis == SelectionBasis.Time)
            .GroupBy(a => a.Category).SelectMany(c => TimeOrder.Of(call.SelectionOf(c.Key), [.. c])).ToDictionary();
        var calibrated = calibration.Applications.ToDictionary(a => a.Application, a => a.Calibrated);
        var entrants = entries.Select(e => EntrantOf(e.Application, e.Total)).ToList();
        // A tie-break on an indicator is best first, whatever the chain says; on an attribute it is as the chain says.
        var chain = call.Allocation.Chain.Select(key => !trees.Name(key.By) ? key : key with { Descending = true }).ToList();
        var candidates = entrants.Where(s => s is { Out: null, Score: not null })
            .Select(s => new RankingCandidate(s.Application.Id, s.Application.Category, s.Score.GetValueOrDefault(), TieBreakersOf(s)))
                .ToList();
        return (entrants, Ranking.Of(candidates, chain));

        Entrant EntrantOf(Application application, ApplicationTotal total)
        {
            var corrected = calibrated.GetValueOrDefault(application.Id);
            var decides = call.Calibration.Method == CalibrationMethod.Mean ? total.Raw : total.Raw is null ? null
                : deciding?.GetValueOrDefault(application.Id);
            var score = decides?.Round(call.Scoring.Decimals);
            var amount = amounts[application.Id];
            if (outs[application.Id] is { Out: { } decision } why)
            {
                return new Entrant(application, total, score, corrected, amount, decision, why.Reasons);
            }
            var selection = call.SelectionOf(application.Category);
            var place = places.GetValueOrDefault(application.Id);
            return selection.Basis switch
            {
                SelectionBasis.Conditions => new Entrant(application, total, FullScore, corrected, amount, null, []),
                SelectionBasis.Time when place is null => new Entrant(
                    application, total, null, corrected, amount, Decision.Unranked,
                    [new Reason.TimeUnknown(selection.TimeAttribute ?? "")]),
                SelectionBasis.Time when !place.IsIn => new Entrant(
                    application, total, null, corrected, amount, Decision.NotFunded,
                    [new Reason.TooLate(place.Earlier, selection.Places.GetValueOrDefault())]),
                SelectionBasis.Time => new Entrant(
                    application, total, FullScore - place.Earlier, corrected, amount, null,
                    When(place.Straddles, new Reason.TiePastLastPlace(selection.Places.GetValueOrDefault()))),
                _ when score is null => new Entrant(application, total, null, corrected, amount, Decision.Unranked, [WhyUnranked(total)]),
                _ => new Entrant(application, total, score, corrected, amount, null, []),
            };
        }

        (Decision? Out, IReadOnlyList<Reason> Reasons) WhyOut(ApplicationStanding standing, ApplicationTotal total)
        {
            List<Reason> ineligible =
            [
                .. When(standing.IsRefused, new Reason.Ineligible()), .. standing.Failing.Select(r => new Reason.IneligibleByRule(r)),
                .. WhyIneligible(total, amounts[standing.Application]),
            ];
            var unknown = WhatIsUnknown(standing.Application).ToList();
            return ineligible.Count > 0 || (unknown.Count > 0 && !standing.IsOpen) ? (Decision.Ineligible, [.. ineligible, .. unknown])
                : standing.IsOpen ? (Decision.Open, [.. standing.Open.Select(r => new Reason.OpenRule(r)), .. unknown]) : (null, []);
        }

        IEnumerable<Reason> WhatIsUnknown(ApplicationId id) =>
            amounts[id].MissingAttribute is { } missing ? [new Reason.AmountUnknown(missing)] : Array.Empty<Reason>();

        Reason WhyUnranked(ApplicationTotal total) =>
            Math.Max(1, call.Scoring.MinimumScores) is var needed && total.Experts.Count < needed
                ? new Reason.FewerScores(total.Experts.Count, needed)
            : total.Raw is null && call.Scoring.LeavesFor.Count > 0 ? new Reason.LeavesNotScored()
            : total.Raw is not null && deciding is null ? new Reason.PanelsUndecided(calibration.Components)
            : total.Raw is not null && call.Calibration.Method != CalibrationMethod.TrimmedMean ? new Reason.NotCalibrated()
            : new Reason.TooFewToTrim(total.Experts.Count);

        Dictionary<string, string> TieBreakersOf(Entrant entrant) =>
            chain.Select(key => key.By).Distinct().ToDictionary(
                by => by,
                by => by == LibraryRule.Column ? LibraryYearOf(entrant.Application, versions) ?? ""
                    : !trees.Name(by) ? entrant.Application.Attributes.GetValueOrDefault(by, "")
                    : entrant.Total.Nodes.TryGetValue(new IndicatorCode(by), out var mean) ? $"{mean.Numerator}/{mean.Denominator}" : "",
                StringComparer.Ordinal);
    }

    private static AllocationProblem ProblemOf(
        Round round, IReadOnlyList<RankedApplication> ranked, IReadOnlyList<Entrant> entrants, AlgorithmVersions versions)
    {
        var byId = entrants.ToDictionary(s => s.Application.Id);
        var settings = round.Call.Allocation;
        // The ranking has resolved the chain already; its order is the one tie-break that is left.
        return new AllocationProblem(
            [.. ranked.Select(r => new AllocationApplication(
                r.Candidate.Application, r.Candidate.Score, byId[r.Candidate.Application].Amount.Amount,
                MinAmountOf(byId[r.Candidate.Application].Application),
                byId[r.Candidate.Application].Application.Attributes,
                new Dictionary<string, string> { [PartialLottery.Order] =
                    r.Order.ToString(System.Globalization.CultureInfo.InvariantCulture) })
            {
                Tier = settings.Library?.Reading == LibraryReading.First
                    && LibraryYearOf(byId[r.Candidate.Application].Application, versions) is not null ? 1 : 0,
                IsScored = versions.Allocation == 1 || round.Call.SelectionOf(r.Candidate.Category).Basis == SelectionBasis.Score,
            })],
            AllocationProblem.QuotasOver(
                settings.Quotas, ranked.Select(r => byId[r.Candidate.Application].Application.Attributes)),
            settings.MinScore, settings.Policy with { TieBreak = [new TieBreakKey(PartialLottery.Order, false)] },
            settings.Exclusive);

        static Money? MinAmountOf(Application application) =>
            Written.Amount(application.Attributes.GetValueOrDefault("min_amount"));
    }

    private static Reason[] When(bool isSo, Reason reason) => isSo ? [reason] : [];

    private static string? LibraryYearOf(Application application, AlgorithmVersions versions) =>
        application.Attributes.GetValueOrDefault(LibraryRule.Column) is not { } year ? null
            : !versions.AreBeforeVerdicts ? LibraryRule.YearOf(year) : string.IsNullOrWhiteSpace(year) ? null : year.Trim();

    private static List<RankingEntry> Decide(Round round, IReadOnlyList<Entrant> entrants, IReadOnlyList<RankedApplication> ranked,
        AllocationPlan allocation, IReadOnlyDictionary<ApplicationId, Reason> lots,
        AlgorithmVersions versions)
    {
        var places = ranked.ToDictionary(r => r.Candidate.Application);
        var awards = allocation.Funded.ToDictionary(a => a.Id, a => a.Amount);
        var reserve = allocation.Reserve.Select((id, i) => (id, Place: i + 1))
            .ToDictionary(r => r.id, r => r.Place);
        var reasons = allocation.NotFunded.ToDictionary(a => a.Id, a => a.Reasons);
        var due = entrants.ToDictionary(s => s.Application.Id, s => s.Amount.Amount);
        var applications = entrants.ToDictionary(s => s.Application.Id, s => s.Application);
        // An id decides where applications that are equal in all else want the same and fare differently: funded in full, in part, a place
        // on the list, or none.
        var full = allocation.NotFunded.SelectMany(a => a.Reasons).OfType<Reason.OfQuota>().Select(r => r.Quota).ToHashSet();
        var isCut = awards.Any(a => a.Value < due[a.Key]);
        var scarce = AllocationProblem.QuotasOver(round.Call.Allocation.Quotas, entrants.Select(e => e.Application.Attributes))
            .Where(q => full.Contains(q.Id) || (isCut && q.Measure == QuotaMeasure.Amount)).ToList();
        var decidedById = ranked.Where(r => r.DecidedById).GroupBy(r => r.FirstEqual).SelectMany(Parted).ToHashSet();
        var categories = round.Call.Categories.Select((c, i) => (c.Code, i)).ToDictionary(c => c.Code, c => c.i);
        return
        [
            .. entrants.Select(s => EntryOf(s, round.Call.SelectionOf(s.Application.Category)))
                .OrderBy(e => categories.GetValueOrDefault(e.Category, int.MaxValue)).ThenBy(e => e.Category)
                .ThenBy(e => e.Place ?? int.MaxValue).ThenBy(e => e.Application.Id),
        ];

        IEnumerable<ApplicationId> Parted(IEnumerable<RankedApplication> equals)
        {
            var wants = equals.ToDictionary(r => r.Candidate.Application, r => versions.Ranking == 1 ? [] : WantedBy(r).ToList());
            var contested = wants.SelectMany(w => w.Value, (w, what) => (what, Outcome: OutcomeOf(w.Key))).Distinct()
                .GroupBy(w => w.what).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
            return wants.Where(w => versions.Ranking == 1 || w.Value.Exists(contested.Contains)).Select(w => w.Key);
        }

        // A place in its category, room in a quota that is full, the one award of a group.
        IEnumerable<(string, string)> WantedBy(RankedApplication one) =>
        [
            ("category", one.Candidate.Category.Value),
            .. scarce.Where(q => q.Matches(applications[one.Candidate.Application].Attributes)).Select(q => ("quota", q.Id.Value)),
            .. round.Call.Allocation.Exclusive.Index().Where(g => g.Item.Contains(one.Candidate.Application))
                .Select(g => ("group", $"{g.Index}")),
        ];

        (bool IsFunded, bool IsInFull, int Reserve) OutcomeOf(ApplicationId id) =>
            (awards.ContainsKey(id), awards.TryGetValue(id, out var amount) && amount == due[id], reserve.GetValueOrDefault(id));

        RankingEntry EntryOf(Entrant entrant, Selection selection)
        {
            var id = entrant.Application.Id;
            var score = selection.Basis == SelectionBasis.Score ? entrant.Score : null;
            var time = selection is { Basis: SelectionBasis.Time, TimeAttribute: { } column }
                ? entrant.Application.Attributes.GetValueOrDefault(column) : null;
            if (entrant.Out is { } decision || !places.TryGetValue(id, out var place))
            {
                return new RankingEntry(entrant.Application, entrant.Total, null, null, score, entrant.Calibrated,
                    entrant.Out ?? Decision.Unranked, entrant.Reasons, null, entrant.Amount)
                {
                    Precedence = entrant.Score, Time = time,
                };
            }
            var award = awards.TryGetValue(id, out var amount) ? amount : (Money?)null;
            var library = round.Call.Allocation.Library is null ? null : LibraryYearOf(entrant.Application, versions);
            List<Reason> why =
            [
                .. reasons.GetValueOrDefault(id, []), .. entrant.Reasons,
                .. library is not null ? [new Reason.FromLibrary(library)] : Array.Empty<Reason>(),
                .. lots.TryGetValue(id, out var lot) ? [lot] : Array.Empty<Reason>(),
                .. When(decidedById.Contains(id), new Reason.DecidedById()),
            ];
            var onList = reserve.TryGetValue(id, out var next) ? next : (int?)null;
            return new RankingEntry(entrant.Application, entrant.Total, place.Place, place.Rank, score, entrant.Calibrated,
                award is not null ? Decision.Funded : onList is not null ? Decision.Reserve : Decision.NotFunded,
                why, award, entrant.Amount)
            {
                Precedence = entrant.Score, Reserve = onList, Time = time,
            };
        }
    }
}
