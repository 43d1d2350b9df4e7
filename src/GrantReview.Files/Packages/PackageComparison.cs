using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// Compares a file of a package with what it should be, cell by cell, and names each difference. Calibrated figures may differ by 1e-6.
/// </summary>
internal sealed class PackageComparison(string file, List<Mistake> differences)
{
    private const double Tolerance = 1e-6;
    private static readonly TableSchema AnyTable = TableSchema.Exact("output");

    /// <summary>Columns that hold figures of a fit; calibration.json holds nothing else.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Calibrated = new()
    {
        ["outputs/ranking.csv"] = ["calibrated"],
        ["outputs/ranks.csv"] = [.. CalibrationFiles.RankColumns.Except(["application", "n", "group"])],
        ["outputs/severity.csv"] = [.. CalibrationFiles.ExpertColumns.Except(["expert", "n", "flags"])],
    };

    private bool isTolerated;

    /// <summary>Made when not every floor that bars was named: floors among reasons are not compared.</summary>
    public bool NamesFewerFloors { get; init; }

    /// <param name="mayGrow">
    /// The one that is expected may say more than the one found: a later program writes settings that the earlier did not know.
    /// </param>
    public void Compare(byte[] found, byte[] expected, bool mayGrow = false)
    {
        if (found.AsSpan().SequenceEqual(expected))
        {
            return;
        }
        var before = differences.Count;
        if (file.EndsWith(".json", StringComparison.Ordinal))
        {
            CompareJson("", Json.Parse(found, file, differences), Json.Parse(expected, file, differences), mayGrow);
        }
        else
        {
            CompareRows(Rows(found), Rows(expected), mayGrow);
        }
        if (differences.Count == before && !isTolerated)
        {
            differences.Add(new Mistake(file, null, "", "PackageWrittenOtherwise"));
        }
    }

    private IReadOnlyList<TableRow> Rows(byte[] csv) => TableReader.ReadCsv(csv, AnyTable, file, differences)?.Rows ?? [];

    private void CompareRows(IReadOnlyList<TableRow> found, IReadOnlyList<TableRow> expected, bool mayGrow)
    {
        for (var r = 0; r < Math.Max(found.Count, expected.Count); r++)
        {
            if (r >= found.Count)
            {
                differences.Add(new Mistake(file, expected[r].Number, "", "PackageRowMissing", string.Join(',', expected[r].Cells.Values)));
                continue;
            }
            if (r >= expected.Count)
            {
                differences.Add(new Mistake(file, found[r].Number, "", "PackageRowExtra", string.Join(',', found[r].Cells.Values)));
                continue;
            }
            var (was, should) = (found[r].Cells, expected[r].Cells);
            foreach (var column in was.Keys.Union(should.Keys))
            {
                CompareCell(found[r].Number, column, was.GetValueOrDefault(column), should.GetValueOrDefault(column), mayGrow);
            }
        }
    }

    private void CompareCell(int row, string column, string? found, string? expected, bool mayGrow)
    {
        if (found == expected)
        {
            return;
        }
        var isCalibrated = Calibrated.GetValueOrDefault(file, []).Contains(column);
        if (found is null ? mayGrow : expected is not null && (isCalibrated ? IsNear(found, expected) : AreReasonsLike(column, found, expected)))
        {
            isTolerated = true;
            return;
        }
        differences.Add(new Mistake(file, row, column, "PackageDiffers", found ?? "—", expected ?? "—"));
    }

    private bool AreReasonsLike(string column, string found, string expected) =>
        NamesFewerFloors && column == "reasons" && file == "outputs/ranking.csv" && OtherThanFloors(found).SequenceEqual(OtherThanFloors(expected));

    private static IEnumerable<string> OtherThanFloors(string reasons) =>
        reasons.Split(';').Where(r => !r.StartsWith("floor-reserved:", StringComparison.Ordinal));

    private void CompareJson(string path, JsonNode? found, JsonNode? expected, bool mayGrow)
    {
        if (found is JsonObject a && expected is JsonObject b)
        {
            foreach (var key in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
            {
                if (mayGrow && !a.ContainsKey(key))
                {
                    isTolerated = true;
                }
                else if (a.ContainsKey(key) != b.ContainsKey(key))
                {
                    differences.Add(new Mistake(file, null, Json.Join(path, key), "PackageDiffers", Shown(a, key), Shown(b, key)));
                }
                else
                {
                    CompareJson(Json.Join(path, key), a[key], b[key], mayGrow);
                }
            }
            return;
        }
        if (found is JsonArray list && expected is JsonArray other && list.Count == other.Count)
        {
            for (var i = 0; i < list.Count; i++)
            {
                CompareJson(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list[i], other[i], mayGrow);
            }
            return;
        }
        var (was, should) = (found?.ToJsonString() ?? "null", expected?.ToJsonString() ?? "null");
        if (was == should)
        {
            return;
        }
        if (file == "outputs/calibration.json" && IsNear(was, should))
        {
            isTolerated = true;
            return;
        }
        differences.Add(new Mistake(file, null, path, "PackageDiffers", was, should));
    }

    private static string Shown(JsonObject parent, string key) => parent.ContainsKey(key) ? parent[key]?.ToJsonString() ?? "null" : "—";

    private static bool IsNear(string a, string b) =>
        double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
        && Math.Abs(x - y) <= Tolerance * Math.Max(1, Math.Abs(y));
}
