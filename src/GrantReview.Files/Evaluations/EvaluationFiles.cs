using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Core;
using GrantReview.Files.AllocationCases;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;

namespace GrantReview.Files.Evaluations;

/// <summary>
/// What `evaluate` writes, as files in memory: CSV and JSON that are the same bytes for the same input, two workbooks and the package.
/// </summary>
public static class EvaluationFiles
{
    public static string ProgramVersion { get; } = typeof(EvaluationFiles).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Everything; <paramref name="seconds"/> is the one figure that may differ between two runs.</summary>
    public static IReadOnlyList<OutputFile> All(EvaluationResult result, double seconds, string culture, IReadOnlyList<Mistake> warnings) =>
        result.Status == EvaluationStatus.Assigned
            ? [.. Tables(result), new OutputFile("summary.json", Summary(result, InputsHash(result.Round), warnings, seconds))]
            : All(result, ResultPackage.Write(result), seconds, culture, warnings);

    /// <summary>Everything of an evaluation whose package is written already.</summary>
    /// <param name="office">Who issues the workbooks; null = left open.</param>
    public static IReadOnlyList<OutputFile> All(
        EvaluationResult result, byte[] package, double seconds, string culture, IReadOnlyList<Mistake> warnings, Office? office = null)
    {
        // Where the scored pairs are the assignments, the package lists them: the hash is that of the package.
        var hash = InputsHash(result.Round with { Assignments = result.Assignments });
        return
        [
            .. Tables(result),
            new OutputFile("ranking.xlsx", ReportWorkbook.Draw(RankingReport.Of(result, hash, ProgramVersion), culture, office)),
            new OutputFile("awards.xlsx", ReportWorkbook.Draw(AwardsReport.Of(result), culture, office)),
            new OutputFile("package.zip", package),
            new OutputFile("summary.json", Summary(result, hash, warnings, seconds)),
        ];
    }

    /// <summary>SHA-256 of the inputs as a package holds them: the same for any order of rows and any spelling of the files.</summary>
    public static string InputsHash(Round round) => ResultPackage.Digest(ResultPackage.Inputs(ResultPackage.Anonymous(round)));

    /// <summary>The CSV and JSON files but for the summary.</summary>
    public static IReadOnlyList<OutputFile> Tables(EvaluationResult result)
    {
        if (result.Status == EvaluationStatus.Assigned
            || result is not { Calibration: { } calibration, Allocation: { } allocation, Problem: { } problem })
        {
            return [Assignments(result)];
        }
        return
        [
            Assignments(result), Totals(result),
            .. CalibrationFiles.OfEvaluation(calibration, [.. result.MixedModels.Where(m => m.Fit.Applications.Count > 0)],
                result.Versions.Calibration),
            new OutputFile("ranking.csv", Csv.Write([.. RankingColumns, "time", "reserve"], result.Ranking.Select(e =>
                (IReadOnlyList<string?>)[.. RankingRow(result, e, e.Score), Csv.Safe(e.Time ?? ""), Text(e.Reserve)]))),
            .. Lists(result), new OutputFile("allocation.json", AllocationAnswer.Write(allocation, problem)), .. Findings(result),
        ];
    }

    /// <summary>
    /// The outputs of a package of schema 1: the score is the figure that the allocation orders by, and rank intervals, reliability and the
    /// allocation's answer are not there.
    /// </summary>
    internal static IReadOnlyList<OutputFile> TablesOfSchema1(EvaluationResult result)
    {
        if (result.Calibration is not { } calibration)
        {
            return [Assignments(result)];
        }
        return
        [
            Assignments(result), Totals(result), new OutputFile("calibration.json", Json.Bytes(CalibrationFiles.JsonOf(calibration))),
            new OutputFile("ranking.csv", Csv.Write(RankingColumns, result.Ranking.Select(e => RankingRow(result, e, e.Precedence)))),
            .. Lists(result), .. FindingsOfSchema1(result),
        ];
    }

    /// <summary>summary.json of a package: what summary.json says but for warnings and seconds.</summary>
    /// <param name="inputsHash">Of the package's inputs as they lie there.</param>
    internal static OutputFile SummaryOf(EvaluationResult result, string inputsHash, string programVersion) =>
        new("summary.json", Json.Bytes(SummaryJson(result, inputsHash, programVersion)));

    private static OutputFile Assignments(EvaluationResult result)
    {
        var affinities = result.Round.Affinities.ToDictionary(a => (a.Application, a.Expert), a => a.Value);
        return new OutputFile("assignments.csv", Csv.Write(["application", "expert", "affinity"],
            result.Assignments.Select(a =>
                (IReadOnlyList<string?>)[a.Application.Value, a.Expert.Value,
                    Text(affinities.GetValueOrDefault((a.Application, a.Expert)))])));
    }

    private static OutputFile Totals(EvaluationResult result) => new("totals.csv", Csv.Write(["application", "expert", "total"],
        result.Sheets.Where(s => s.Total.Total is not null)
            .Select(s => (IReadOnlyList<string?>)[s.Application.Value, s.Expert.Value, s.Total.Total?.ToString()])));

    private static readonly IReadOnlyList<string> RankingColumns =
        ["category", "place", "rank", "application", "score", "raw_total", "calibrated", "decision", "reasons", "amount", "experts"];

    private static IReadOnlyList<string?> RankingRow(EvaluationResult result, RankingEntry entry, Rational? score) =>
    [
        entry.Category.Value, Text(entry.Place), Text(entry.Rank), entry.Application.Id.Value,
        score?.ToText(result.Round.Call.Scoring.Decimals),
        entry.Total.Raw?.ToString(), entry.Calibrated?.ToString(), CodeOf(entry.Decision),
        Csv.Safe(string.Join(';', entry.Reasons.Select(ReasonCodes.TextOf))),
        entry.Amount?.ToString(), Text(entry.Total.Experts.Count),
    ];

    private static IEnumerable<OutputFile> Lists(EvaluationResult result) =>
    [
        new OutputFile("awards.csv", Csv.Write(["application", "amount"],
            result.Ranking.Where(e => e.Amount is not null)
                .Select(e => (IReadOnlyList<string?>)[e.Application.Id.Value, e.Amount?.ToString()]))),
        new OutputFile("reserve.csv", Csv.Write(["place", "application"],
            result.Ranking.Where(e => e.Reserve is not null).OrderBy(e => e.Reserve)
                .Select(e => (IReadOnlyList<string?>)[Text(e.Reserve), e.Application.Id.Value]))),
    ];

    /// <summary>
    /// findings.csv, for calls that have rules: each rule that binds an application, with the figures that decided and the verdict.
    /// </summary>
    private static IEnumerable<OutputFile> Findings(EvaluationResult result) => result.Findings.Count == 0 ? [] :
    [
        new OutputFile("findings.csv",
            Csv.Write(["application", "rule", "outcome", "figure", "verdict", "clause", "unknown", "verdict_clause"],
            result.Findings.Where(f => f.Binds).Select(f => (IReadOnlyList<string?>)
            [
                f.Application.Value, f.Rule.Id.Value, CodeOf(f.Outcome), Csv.Safe(string.Join("; ", f.Figures)),
                f.Verdict is { } verdict ? VerdictTable.CodeOf(verdict.Kind) : "",
                f.Rule.Clause, string.Join(';', f.Unknown), Csv.Safe(f.Verdict?.Clause ?? ""),
            ]))),
    ];

    private static IEnumerable<OutputFile> FindingsOfSchema1(EvaluationResult result) => result.Findings.Count == 0 ? [] :
    [
        new OutputFile("findings.csv", Csv.Write(["application", "rule", "clause", "outcome", "figures", "unknown", "waived"],
            result.Findings.Where(f => f.Binds).Select(f => (IReadOnlyList<string?>)
            [
                f.Application.Value, f.Rule.Id.Value, f.Rule.Clause, CodeOf(f.Outcome), Csv.Safe(string.Join("; ", f.Figures)),
                string.Join(';', f.Unknown),
                f.Verdict is null ? "" : "yes",
            ]))),
    ];

    private static string CodeOf(Outcome outcome) => outcome switch
    {
        Outcome.Pass => "pass", Outcome.Warn => "warn", Outcome.Fail => "fail", _ => "person",
    };

    public static string CodeOf(Decision decision) => decision switch
    {
        Decision.Funded => "funded", Decision.Reserve => "reserve", Decision.NotFunded => "not-funded", Decision.Ineligible => "ineligible",
        Decision.Open => "open", _ => "unranked",
    };

    /// <summary>assignments.csv and summary.json of the command assign.</summary>
    /// <param name="waiting">Applications that got no expert because they wait for a verdict.</param>
    public static IReadOnlyList<OutputFile> OfAssignment(AssignmentPlan plan, IReadOnlyList<ApplicationStanding> waiting, string seed,
        double seconds)
    {
        var summary = AssignmentSummary(plan);
        if (waiting.Count > 0)
        {
            summary["open"] = OpenOnes(waiting);
        }
        summary["seed"] = seed;
        summary["seconds"] = Json.Number(seconds);
        return
        [
            new("assignments.csv",
                Csv.Write(["application", "expert", "affinity"],
                plan.Assignments.Select(a => (IReadOnlyList<string?>)[a.Application.Value, a.Expert.Value, Text(a.Affinity)]))),
            new("summary.json", Json.Bytes(summary)),
        ];
    }

    public static JsonObject AssignmentSummary(AssignmentPlan plan) => new()
    {
        ["status"] = plan.Status switch { AssignmentStatus.Optimal => "optimal", AssignmentStatus.Feasible => "feasible",
            AssignmentStatus.NotFound => "not-found", _ => "infeasible" },
        ["objective"] = plan.Objective == AssignmentObjective.Fair ? "fair" : "total",
        ["totalAffinity"] = Json.Number(plan.TotalAffinity), ["minApplicationAffinity"] = Json.Number(plan.MinApplicationAffinity),
        ["assignments"] = plan.Assignments.Count,
        ["load"] =
            new JsonObject(plan.Load.Select(l => KeyValuePair.Create(l.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)l.Value))),
        ["unmet"] = new JsonArray([.. plan.Unmet.Select(u => new JsonObject
        {
            ["application"] = u.Application?.Value ?? "", ["missing"] = u.Missing, ["why"] = ReasonCodes.TextOf(u.Why),
            ["whyDetails"] = ReasonCodes.DetailOf(u.Why),
        })]),
        ["connectedComponents"] = plan.ConnectedComponents,
        ["affinity"] = plan.Source switch { AffinitySource.Given => "given", AffinitySource.Computed => "computed", _ => "none" },
        ["bound"] = Json.Number(plan.Bound), ["precision"] = Json.Number(plan.Precision),
        ["price"] = plan.Price is { } price
            ? new JsonObject { ["affinity"] = Json.Number(price.Affinity), ["share"] = Json.Number(price.Share),
            ["best"] = Json.Number(price.Best) } : null,
        ["shortages"] = new JsonArray([.. plan.Shortages.Select(s => new JsonObject
        {
            ["code"] = ReasonCodes.TextOf(s.Kind), ["subject"] = ReasonCodes.TextOf(s.Subject), ["missing"] = s.Missing,
            ["applications"] = new JsonArray([.. s.Applications.Select(a => JsonValue.Create(a.Value))]),
            ["en"] = AssignmentWords.Of(s).En, ["zh-CN"] = AssignmentWords.Of(s).Zh,
        })]),
        ["notes"] = new JsonArray([.. plan.Notes.Select(AssignmentWords.Of)
            .Select(n => new JsonObject { ["en"] = n.En, ["zh-CN"] = n.Zh })]),
    };

    private static JsonArray OpenOnes(IReadOnlyList<ApplicationStanding> waiting) => new([.. waiting.Select(w => new JsonObject
    {
        ["application"] = w.Application.Value, ["rules"] = new JsonArray([.. w.Open.Select(r => JsonValue.Create(r.Value))]),
    })]);

    private static byte[] Summary(EvaluationResult result, string inputsHash, IReadOnlyList<Mistake> warnings, double seconds)
    {
        var summary = SummaryJson(result, inputsHash, ProgramVersion);
        if (result.Plan is { } plan)
        {
            summary["assignment"] = AssignmentSummary(plan);
        }
        summary["warnings"] = new JsonArray([.. warnings.Select(w => JsonValue.Create(w.Say("en")))]);
        summary["seconds"] = Json.Number(seconds);
        return Json.Bytes(summary);
    }

    private static JsonObject SummaryJson(EvaluationResult result, string inputsHash, string programVersion)
    {
        var call = result.Round.Call;
        var awards = result.Ranking.Where(e => e.Amount is not null).Select(e => e.Amount.GetValueOrDefault()).ToList();
        var summary = new JsonObject
        {
            ["status"] = result.Status switch
            {
                EvaluationStatus.Evaluated => "evaluated",
                EvaluationStatus.Assigned => "assigned",
                EvaluationStatus.Provisional => "provisional",
                EvaluationStatus.PanelsUndecided => "panels-undecided",
                _ => "infeasible",
            },
            ["call"] = call.Code, ["programVersion"] = programVersion, ["algorithms"] = PackageManifest.JsonOf(result.Versions),
            ["seed"] = result.Seed, ["inputsHash"] = inputsHash,
            ["applications"] = result.Round.Applications.Count, ["experts"] = result.Round.Experts.Count,
            ["assignments"] = result.Assignments.Count, ["sheets"] = result.Sheets.Count,
        };
        if (result.Waiting.Count > 0)
        {
            summary["open"] = OpenOnes(result.Waiting);
        }
        if (result.Status == EvaluationStatus.Assigned)
        {
            return summary;
        }
        summary["ranked"] = result.Ranking.Count(e => e.Place is not null);
        summary["decisions"] = new JsonObject(
            Enum.GetValues<Decision>().Where(d => d != Decision.Open || result.Waiting.Count > 0)
                .Select(d => KeyValuePair.Create(CodeOf(d), (JsonNode?)result.Ranking.Count(e => e.Decision == d))));
        summary["awarded"] = Money.Sum(awards).ToString();
        var quotas = (result.Problem?.Quotas ?? []).ToDictionary(q => q.Id);
        summary["unused"] = new JsonObject((result.Allocation?.Unused ?? new Dictionary<QuotaId, long>()).OrderBy(u => u.Key)
            .Select(u => KeyValuePair.Create(u.Key.Value, (JsonNode?)CallJson.Size(quotas[u.Key], u.Value))));
        var conflicts = result.Allocation?.Conflicts ?? [];
        summary["conflicts"] = new JsonArray(
            [.. conflicts.Select(c => new JsonArray([.. c.Select(r => JsonValue.Create(ReasonCodes.TextOf(r)))]))]);
        summary["conflictDetails"] = new JsonArray([.. conflicts.Select(c => new JsonArray([.. c.Select(ReasonCodes.DetailOf)]))]);
        if (result.WithoutEach is { } each)
        {
            summary["withoutExpert"] = new JsonArray([.. each.Where(w => w.Gain.Count + w.Lose.Count > 0).Select(w => new JsonObject
            {
                ["expert"] = w.Expert.Value, ["gain"] = Ids(w.Gain), ["lose"] = Ids(w.Lose),
            })]);
        }
        return summary;

        static JsonArray Ids(IEnumerable<ApplicationId> ids) => new([.. ids.Select(id => JsonValue.Create(id.Value))]);
    }

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
