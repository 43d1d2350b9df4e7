using System.Text.Json;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Calibration;

/// <summary>Scores with lme4's figures for them; Reference/make_reference.R made both.</summary>
internal sealed record ReferenceSet(IReadOnlyList<ExpertTotal> Totals, JsonElement Figures)
{
    public static ReferenceSet Read(string name)
    {
        var rows = File.ReadAllLines(PathOf(name + ".csv")).Skip(1).Select(line => line.Split(','));
        return new ReferenceSet([.. rows.Select(r => new ExpertTotal(new(r[0]), new(r[1]), "", Rational.Parse(r[2])))], Json(name));
    }

    public static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name + ".json"))).RootElement;

    public double this[string figure] => Figures.GetProperty(figure).GetDouble();

    public CalibrationFit Fit(CalibrationMethod method = CalibrationMethod.MixedModel, int? places = null,
        ScoreDirection direction = ScoreDirection.HigherIsBetter, string seed = "s") =>
        ScoreCalibration.Fit(new CalibrationProblem(Totals, method, 1, direction, places, seed));

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Calibration", "Reference", file);
}
