using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// Compares a file of a package with what it should be, cell by cell, and names each difference. Calibrated figures may differ by 1e-6;
/// all around them is compared byte for byte.
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
            var (was, should) = (Json.Parse(found, file, differences), Json.Parse(expected, file, differences));
            CompareJson("", was, should, mayGrow);
            if (differences.Count == before
                && (was is null || should is null || !found.AsSpan().SequenceEqual(Json.Bytes(With(should, was)))))
            {
                differences.Add(new Mistake(file, null, "", "PackageWrittenOtherwise"));
            }
            return;
        }
        CompareRows(Rows(found), Rows(expected), mayGrow);
        if (differences.Count == before && !IsWrittenAlike(Written(found), Written(expected), mayGrow))
        {
            differences.Add(new Mistake(file, null, "", "PackageWrittenOtherwise"));
        }
    }

    /// <summary>
    /// What is expected with the figures that were found, and without keys that were not: after a comparison nothing else differs.
    /// </summary>
    private static JsonNode With(JsonNode expected, JsonNode found) => (expected, found) switch
    {
        (JsonObject should, JsonObject was) => new JsonObject(should.Where(p => was.ContainsKey(p.Key))
            .Select(p => KeyValuePair.Create(p.Key, p.Value is { } value && was[p.Key] is { } other ? With(value, other) : null))),
        (JsonArray should, JsonArray was) => new JsonArray([.. should.Zip(was, (s, w) => s is null || w is null ? null : With(s, w))]),
        _ => expected.ToJsonString() == found.ToJsonString() ? expected.DeepClone() : found.DeepClone(),
    };

    /// <summary>Cell for cell the same characters, quotes and line ends included, but for figures and reasons that may differ.</summary>
    private bool IsWrittenAlike(List<List<string>> found, List<List<string>> expected, bool mayGrow)
    {
        List<int> columns = [.. Enumerable.Range(0, expected[0].Count).Where(c => !mayGrow || found[0].Contains(expected[0][c]))];
        return found.Count == expected.Count && found.Zip(expected, IsLineAlike).All(same => same);

        bool IsLineAlike(List<string> was, List<string> should)
        {
            var kept = should.Count == expected[0].Count ? columns : [.. Enumerable.Range(0, should.Count)];
            return was.Count == kept.Count
                && was.Zip(kept, (cell, c) => cell == should[c] || (MayDiffer(expected[0][c]) && IsBare(cell))).All(same => same);
        }
    }

    private bool MayDiffer(string column) =>
        Calibrated.GetValueOrDefault(file, []).Contains(column) || (NamesFewerFloors && IsReasons(column));

    /// <summary>Neither quotes nor blanks: so figures and codes are written.</summary>
    private static bool IsBare(string cell) => !cell.Any(c => c == '"' || char.IsWhiteSpace(c));

    /// <summary>Lines of cells as they are written; the last line is what stands behind the last line end.</summary>
    private static List<List<string>> Written(byte[] csv)
    {
        var text = Encoding.UTF8.GetString(csv);
        List<List<string>> lines = [[]];
        var (start, isQuoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            isQuoted ^= c == '"';
            if (i < text.Length && (isQuoted || c is not (',' or '\n')))
            {
                continue;
            }
            lines[^1].Add(text[start..i]);
            start = i + 1;
            if (i < text.Length && c == '\n')
            {
                lines.Add([]);
            }
        }
        return lines;
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
        if (found is null ? mayGrow
            : expected is not null && (isCalibrated ? IsNear(found, expected) : AreReasonsLike(column, found, expected)))
        {
            return;
        }
        differences.Add(new Mistake(file, row, column, "PackageDiffers", found ?? "—", expected ?? "—"));
    }

    private bool AreReasonsLike(string column, string found, string expected) =>
        NamesFewerFloors && IsReasons(column) && OtherThanFloors(found).SequenceEqual(OtherThanFloors(expected));

    private bool IsReasons(string column) => column == "reasons" && file == "outputs/ranking.csv";

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
                    continue;
                }
                if (a.ContainsKey(key) != b.ContainsKey(key))
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
        if (was == should || (file == "outputs/calibration.json" && IsNear(was, should)))
        {
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
