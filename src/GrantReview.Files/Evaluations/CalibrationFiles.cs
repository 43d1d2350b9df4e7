using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Evaluations;

/// <summary>What a calibration writes: calibration.json, applications.csv, experts.csv.</summary>
public static class CalibrationFiles
{
    /// <summary>What leaves open all that is estimated; files made by the first rules of calibration have none of it.</summary>
    private static readonly IReadOnlyList<string> FullColumns =
    [
        "standard_error_full", "score_low_90", "score_high_90", "score_low_50", "score_high_50", "expected_rank_full",
        "discordance_q",
    ];

    internal static readonly IReadOnlyList<string> RankColumns =
    [
        "application", "n", "raw_mean", "calibrated", "standard_error", "expected_rank", "rank_low", "rank_high",
        "rank_low_50", "rank_high_50", "probability_top_k", "group", .. FullColumns,
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
    /// <param name="version">Of the rules of calibration.</param>
    public static IReadOnlyList<OutputFile> OfEvaluation(
        CalibrationFit deciding, IReadOnlyList<(CategoryCode Category, CalibrationFit Fit)> categories, int version)
    {
        var columns = version == 1 ? RankColumns.Count - FullColumns.Count : RankColumns.Count;
        var json = JsonOf(deciding);
        json["categories"] = new JsonArray([.. categories.Select(c =>
        {
            var beside = JsonOf(c.Fit);
            beside.Insert(0, "category", c.Category.Value);
            return beside;
        })]);
        return
        [
            new("calibration.json", Json.Bytes(json)),
            new("ranks.csv", Csv.Write(["category", .. RankColumns.Take(columns)],
                categories.SelectMany(c => c.Fit.Applications.Select(a => Of(c.Category.Value, [.. RowOf(a).Take(columns)]))))),
            new("severity.csv", Csv.Write(["category", .. ExpertColumns],
                categories.SelectMany(c => c.Fit.Experts.Select(e => Of(c.Category.Value, RowOf(e)))))),
        ];

        static IReadOnlyList<string?> Of(string category, IReadOnlyList<string?> row) => [category, .. row];
    }

    private static IReadOnlyList<string?> RowOf(CalibratedApplication a) =>
    [
        a.Application.Value, Text(a.N), a.RawMean.ToString(), a.Calibrated?.ToString(), Text(a.StandardError), Text(a.ExpectedRankAtFit),
        Text(a.RankLow), Text(a.RankHigh),
        Text(a.RankLow50), Text(a.RankHigh50), Text(a.ProbabilityTopK),
        a.Group switch
        {
            FundingGroup.Accepted => "accepted", FundingGroup.Undecided => "undecided", FundingGroup.Rejected => "rejected", _ => null,
        },
        Text(a.StandardErrorFull), a.ScoreLow?.ToString(), a.ScoreHigh?.ToString(), a.ScoreLow50?.ToString(), a.ScoreHigh50?.ToString(),
        Text(a.ExpectedRank), Text(a.DiscordanceQ),
    ];

    private static IReadOnlyList<string?> RowOf(CalibratedExpert e) =>
    [
        e.Expert.Value, Text(e.N), Text(e.Severity), Text(e.StandardError), Text(e.Flags?.SeverityQ), Text(e.Flags?.NoiseRatio),
        Text(e.Flags?.NoiseQ), Text(e.Flags?.Agreement),
        e.Flags is null ? null : string.Join(';', e.Flags.Raised.Select(CodeOf)),
    ];

    public static JsonObject JsonOf(CalibrationFit fit)
    {
        var json = new JsonObject
        {
            ["method"] = CalibrationMethods.NameOf(fit.Method), ["mean"] = Json.Number(fit.Mean),
            ["meanStandardError"] = Json.Number(fit.MeanStandardError),
            ["applicationVariance"] = Json.Number(fit.ApplicationVariance), ["expertVariance"] = Json.Number(fit.ExpertVariance),
            ["residualVariance"] = Json.Number(fit.ResidualVariance),
            ["remlCriterion"] = Json.Number(fit.RemlCriterion), ["converged"] = fit.Converged, ["components"] = fit.Components,
        };
        if (fit.Exit is { } exit)
        {
            json["exit"] = exit switch
            {
                FitExit.Interior => "interior", FitExit.Edge => "edge", FitExit.AllEqual => "all-equal",
                FitExit.NotIdentified => "not-identified", FitExit.TooLarge => "too-large", _ => "not-converged",
            };
        }
        if (fit.ExpertVarianceTest is { } test)
        {
            json["expertVarianceTest"] = new JsonObject { ["statistic"] = Json.Number(test.Statistic), ["p"] = Json.Number(test.PValue) };
        }
        if (fit.CategoryMeans.Count > 0)
        {
            json["categoryMeans"] = new JsonArray([.. fit.CategoryMeans.Select(m => new JsonObject
            {
                ["category"] = m.Category.Value, ["mean"] = Json.Number(m.Mean), ["standardError"] = Json.Number(m.StandardError),
            })]);
        }
        if (fit.FundingLine is { } line)
        {
            json["fundingLine"] = JsonOf(line);
        }
        else if (fit.FundingLines.Count > 0)
        {
            json["fundingLines"] = new JsonObject(fit.FundingLines.OrderBy(l => l.Key)
                .Select(l => KeyValuePair.Create(l.Key.Value, (JsonNode?)JsonOf(l.Value))));
        }
        if (fit.Reliability is { } figures)
        {
            json["reliability"] = JsonOf(figures);
        }
        if (fit.Position is { } position)
        {
            json["positionEffect"] = new JsonObject
            {
                ["scores"] = position.Scores, ["effect"] = Json.Number(position.Effect),
                ["standardError"] = Json.Number(position.StandardError), ["p"] = Json.Number(position.PValue),
            };
        }
        if (fit.Chance is { } chance)
        {
            json["chance"] = JsonOf(chance);
        }
        json["warnings"] = new JsonArray([.. fit.Warnings.Select(JsonOf)]);
        return json;
    }

    private static JsonObject JsonOf(CalibrationWarning warning)
    {
        var (code, subject, detail) = warning switch
        {
            CalibrationWarning.NotConnected w => ("not-connected", "", Text(w.Pieces)),
            CalibrationWarning.OneApplication w => ("one-application", w.Expert.Value, "1"),
            CalibrationWarning.FewReviews w => ("few-reviews", w.Expert.Value, Text(w.Scores)),
            CalibrationWarning.NoSpread w => ("no-spread", w.Expert.Value, Text(w.Scores)),
            CalibrationWarning.TooFewToTrim w => ("too-few-to-trim", w.Application.Value, Text(w.Scores)),
            CalibrationWarning.PanelTooSmallToTrim w => ("too-few-to-trim", w.Panel, Text(w.Applications)),
            CalibrationWarning.NoPanels => ("no-panels", "", ""),
            CalibrationWarning.PanelUnclear w => ("panel-unclear", w.Application.Value, string.Join(';', w.Panels)),
            CalibrationWarning.PanelMeanNotPositive w => ("panel-mean-not-positive", w.Panel, Text(w.Applications)),
            CalibrationWarning.ExpertNotSeparable => ("expert-not-separable", "", ""),
            CalibrationWarning.NoCalibrationNeeded => ("no-calibration-needed", "", ""),
            CalibrationWarning.NotIdentified => ("not-identified", "", ""),
            CalibrationWarning.AllEqual => ("all-equal", "", ""),
            CalibrationWarning.TooLarge => ("too-large", "", ""),
            CalibrationWarning.NotConverged => ("not-converged", "", ""),
            _ => throw new ArgumentOutOfRangeException(nameof(warning), warning, "No code for this warning."),
        };
        return new() { ["code"] = code, ["subject"] = subject, ["detail"] = detail };
    }

    private static string CodeOf(ExpertFlag flag) => flag switch
    {
        ExpertFlag.Harsh => "harsh", ExpertFlag.Lenient => "lenient", ExpertFlag.Noisy => "noisy", ExpertFlag.Disagrees => "disagrees",
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, "No code for this flag."),
    };

    private static JsonObject JsonOf(FundingLine line) => new()
    {
        ["places"] = line.Places, ["expectedRank"] = Json.Number(line.Line), ["accepted"] = line.Accepted, ["undecided"] = line.Undecided,
        ["rejected"] = line.Rejected, ["seats"] = line.Seats,
    };

    private static JsonObject JsonOf(AwardChance chance) => new()
    {
        ["awards"] = chance.Awards, ["wouldChange"] = Json.Number(chance.WouldChange),
        ["withExperts"] = new JsonObject(chance.WithExperts.Select(
            w => KeyValuePair.Create(w.Experts.ToString(CultureInfo.InvariantCulture), (JsonNode?)Json.Number(w.WouldChange)))),
    };

    private static JsonObject JsonOf(ReliabilityFigures figures)
    {
        var json = new JsonObject
        {
            ["oneScore"] = Json.Number(figures.OneScore), ["meanScore"] = Json.Number(figures.MeanScore),
            ["meanScoreAsAssigned"] = Json.Number(figures.MeanAsAssigned),
            ["usualReviews"] = Json.Number(figures.UsualReviews), ["alphaInterval"] = Json.Number(figures.AlphaInterval),
            ["alphaOrdinal"] = Json.Number(figures.AlphaOrdinal),
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
            json["kendallW"] = new JsonObject { ["w"] = Json.Number(w.W), ["chiSquared"] = Json.Number(w.ChiSquared),
                ["degrees"] = w.Degrees, ["p"] = Json.Number(w.PValue) };
        }
        return json;
    }

    private static JsonObject? JsonOf(Estimate? estimate) =>
        estimate is null ? null
            : new() { ["value"] = Json.Number(estimate.Value), ["low"] = Json.Number(estimate.Low), ["high"] = Json.Number(estimate.High) };

    private static string? Text(int? value) => value?.ToString(CultureInfo.InvariantCulture);
    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
