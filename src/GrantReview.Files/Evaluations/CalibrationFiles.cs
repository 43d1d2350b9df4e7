using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Evaluations;

/// <summary>What a calibration writes: calibration.json, applications.csv, experts.csv.</summary>
public static class CalibrationFiles
{
    internal static readonly IReadOnlyList<string> RankColumns =
    [
        "application", "n", "raw_mean", "calibrated", "standard_error", "expected_rank", "rank_low", "rank_high",
        "rank_low_50", "rank_high_50", "probability_top_k", "group",
    ];

    internal static readonly IReadOnlyList<string> ExpertColumns =
        ["expert", "n", "severity", "standard_error", "severity_q", "noise_ratio", "noise_q", "agreement", "flags"];

    public static IReadOnlyList<OutputFile> Of(CalibrationFit fit) =>
    [
        new("calibration.json", Json.Bytes(JsonOf(fit))),
        new("applications.csv", Csv.Write(RankColumns, fit.Applications.Select(RowOf))),
        new("experts.csv", Csv.Write(ExpertColumns, fit.Experts.Select(RowOf))),
    ];

    /// <summary>
    /// Of an evaluation: the fit that decides with the mixed model of each category beside it (reliability, funding line), how sure each
    /// rank is, and how severe each expert.
    /// </summary>
    public static IReadOnlyList<OutputFile> OfEvaluation(
        CalibrationFit deciding, IReadOnlyList<(string Category, CalibrationFit Fit)> categories)
    {
        var json = JsonOf(deciding);
        json["categories"] = new JsonArray([.. categories.Select(c =>
        {
            var beside = JsonOf(c.Fit);
            beside.Insert(0, "category", c.Category);
            return beside;
        })]);
        return
        [
            new("calibration.json", Json.Bytes(json)),
            new("ranks.csv", Csv.Write(["category", .. RankColumns],
                categories.SelectMany(c => c.Fit.Applications.Select(a => Of(c.Category, RowOf(a)))))),
            new("severity.csv", Csv.Write(["category", .. ExpertColumns],
                categories.SelectMany(c => c.Fit.Experts.Select(e => Of(c.Category, RowOf(e)))))),
        ];

        static IReadOnlyList<string?> Of(string category, IReadOnlyList<string?> row) => [category, .. row];
    }

    private static IReadOnlyList<string?> RowOf(CalibratedApplication a) =>
    [
        a.Application, Text(a.N), a.RawMean.ToString(), a.Calibrated?.ToString(), Text(a.StandardError), Text(a.ExpectedRank),
        Text(a.RankLow), Text(a.RankHigh),
        Text(a.RankLow50), Text(a.RankHigh50), Text(a.ProbabilityTopK),
        a.Group switch
        {
            FundingGroup.Accepted => "accepted", FundingGroup.Undecided => "undecided", FundingGroup.Rejected => "rejected", _ => null,
        },
    ];

    private static IReadOnlyList<string?> RowOf(CalibratedExpert e) =>
    [
        e.Expert, Text(e.N), Text(e.Severity), Text(e.StandardError), Text(e.Flags?.SeverityQ), Text(e.Flags?.NoiseRatio),
        Text(e.Flags?.NoiseQ), Text(e.Flags?.Agreement),
        e.Flags is null ? null : string.Join(';', e.Flags.Codes),
    ];

    public static JsonObject JsonOf(CalibrationFit fit)
    {
        var json = new JsonObject
        {
            ["method"] = CalibrationMethods.NameOf(fit.Method), ["mean"] = Json.Number(fit.Mean), ["meanStandardError"] = Json.Number(fit.MeanStandardError),
            ["applicationVariance"] = Json.Number(fit.ApplicationVariance), ["expertVariance"] = Json.Number(fit.ExpertVariance), ["residualVariance"] = Json.Number(fit.ResidualVariance),
            ["remlCriterion"] = Json.Number(fit.RemlCriterion), ["converged"] = fit.Converged, ["components"] = fit.Components,
        };
        if (fit.Exit is { } exit)
        {
            json["exit"] = exit switch
            {
                FitExit.Interior => "interior", FitExit.Edge => "edge", FitExit.AllEqual => "all-equal", FitExit.NotIdentified => "not-identified", FitExit.TooLarge => "too-large", _ => "not-converged",
            };
        }
        if (fit.ExpertVarianceTest is { } test)
        {
            json["expertVarianceTest"] = new JsonObject { ["statistic"] = Json.Number(test.Statistic), ["p"] = Json.Number(test.PValue) };
        }
        if (fit.FundingLine is { } line)
        {
            json["fundingLine"] = new JsonObject
            {
                ["places"] = line.Places, ["expectedRank"] = Json.Number(line.Line), ["accepted"] = line.Accepted, ["undecided"] = line.Undecided, ["rejected"] = line.Rejected, ["seats"] = line.Seats,
            };
        }
        if (fit.Reliability is { } figures)
        {
            json["reliability"] = JsonOf(figures);
        }
        json["warnings"] = new JsonArray([.. fit.Warnings.Select(w => new JsonObject { ["code"] = w.Code, ["subject"] = w.Subject, ["detail"] = w.Detail })]);
        return json;
    }

    private static JsonObject JsonOf(ReliabilityFigures figures)
    {
        var json = new JsonObject
        {
            ["oneScore"] = Json.Number(figures.OneScore), ["meanScore"] = Json.Number(figures.MeanScore), ["meanScoreAsAssigned"] = Json.Number(figures.MeanAsAssigned),
            ["usualReviews"] = Json.Number(figures.UsualReviews), ["alphaInterval"] = Json.Number(figures.AlphaInterval), ["alphaOrdinal"] = Json.Number(figures.AlphaOrdinal),
        };
        if (figures.Complete is { } icc)
        {
            json["icc1"] = JsonOf(icc.One1);
            json["iccA1"] = JsonOf(icc.A1);
            json["iccC1"] = JsonOf(icc.C1);
            json["iccK"] = JsonOf(icc.OneK);
            json["iccAK"] = JsonOf(icc.AK);
            json["iccCK"] = JsonOf(icc.CK);
        }
        if (figures.Concordance is { } w)
        {
            json["kendallW"] = new JsonObject { ["w"] = Json.Number(w.W), ["chiSquared"] = Json.Number(w.ChiSquared), ["degrees"] = w.Degrees, ["p"] = Json.Number(w.PValue) };
        }
        return json;
    }

    private static JsonObject? JsonOf(Estimate? estimate) =>
        estimate is null ? null : new() { ["value"] = Json.Number(estimate.Value), ["low"] = Json.Number(estimate.Low), ["high"] = Json.Number(estimate.High) };

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
