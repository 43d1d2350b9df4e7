using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>What verifying a package found. No differences: the package is whole and anyone gets its results from its inputs.</summary>
/// <param name="IsReadable">False when it is no package at all or its inputs are no round.</param>
public sealed record PackageVerification(bool IsReadable, int FilesChecked, IReadOnlyList<Mistake> Differences)
{
    private const long LargestUnpacked = 1_000_000_000;
    private const double Tolerance = 1e-6;
    private static readonly string[] CalibratedColumns = ["calibrated"];

    public bool IsEqual => IsReadable && Differences.Count == 0;

    public static PackageVerification Run(byte[] package)
    {
        if (Unpack(package) is not { } files || !files.TryGetValue(ResultPackage.Manifest, out var manifestBytes))
        {
            return new PackageVerification(false, 0, [new Mistake(ResultPackage.Manifest, null, "", "PackageNotZip")]);
        }
        var differences = new List<Mistake>();
        if (Json.Parse(manifestBytes, ResultPackage.Manifest, differences) is not { } manifest || manifest["files"] is not JsonObject listed)
        {
            return new PackageVerification(false, 0, differences.Count > 0 ? differences : [new Mistake(ResultPackage.Manifest, null, "files", "Required")]);
        }
        CheckHashes(files, listed, differences);
        var reading = RoundReader.Read(name => files.GetValueOrDefault("inputs/" + name), isPackage: true);
        if (reading.Round is not { } round)
        {
            return new PackageVerification(false, listed.Count, [.. differences, .. reading.Mistakes.Select(m => m with { File = "inputs/" + m.File })]);
        }
        var result = Evaluation.Run(round, (manifest["seeds"] as JsonObject)?["evaluation"]?.ToString() ?? "");
        foreach (var expected in EvaluationFiles.Tables(result))
        {
            var name = "outputs/" + expected.Name;
            if (!files.TryGetValue(name, out var found))
            {
                differences.Add(new Mistake(name, null, "", "PackageFileMissing"));
            }
            else if (!found.AsSpan().SequenceEqual(expected.Content))
            {
                Compare(name, found, expected.Content, differences);
            }
        }
        return new PackageVerification(true, listed.Count, [.. differences.Distinct()]);
    }

    private static Dictionary<string, byte[]>? Unpack(byte[] package)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read);
            if (zip.Entries.Sum(e => e.Length) > LargestUnpacked || zip.Entries.Count > 1_000)
            {
                return null;
            }
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                files[entry.FullName] = content.ToArray();
            }
            return files;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void CheckHashes(Dictionary<string, byte[]> files, JsonObject listed, List<Mistake> differences)
    {
        foreach (var (name, hash) in listed)
        {
            if (!files.TryGetValue(name, out var content))
            {
                differences.Add(new Mistake(name, null, "", "PackageFileMissing"));
            }
            else if (ResultPackage.Sha256(content) is var actual && actual != hash?.ToString())
            {
                differences.Add(new Mistake(name, null, "", "PackageHash", hash?.ToString() ?? "", actual));
            }
        }
        differences.AddRange(files.Keys.Where(f => f != ResultPackage.Manifest && !listed.ContainsKey(f)).Select(f => new Mistake(f, null, "", "PackageFileExtra")));
    }

    private static void Compare(string name, byte[] found, byte[] expected, List<Mistake> differences)
    {
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            CompareJson(name, "", Json.Parse(found, name, differences), Json.Parse(expected, name, differences), differences);
            return;
        }
        var (was, is_) = (Rows(found, name, differences), Rows(expected, name, differences));
        for (var r = 0; r < Math.Max(was.Count, is_.Count); r++)
        {
            if (r >= was.Count)
            {
                differences.Add(new Mistake(name, is_[r].Number, "", "PackageRowMissing", string.Join(',', is_[r].Cells.Values)));
                continue;
            }
            if (r >= is_.Count)
            {
                differences.Add(new Mistake(name, was[r].Number, "", "PackageRowExtra", string.Join(',', was[r].Cells.Values)));
                continue;
            }
            foreach (var column in was[r].Cells.Keys.Union(is_[r].Cells.Keys))
            {
                var (a, b) = (was[r][column], is_[r][column]);
                if (a != b && !(CalibratedColumns.Contains(column) && Near(a, b)))
                {
                    differences.Add(new Mistake(name, was[r].Number, column, "PackageDiffers", a, b));
                }
            }
        }
    }

    private static IReadOnlyList<TableRow> Rows(byte[] csv, string name, List<Mistake> differences) =>
        TableReader.ReadCsv(csv, new TableSchema("output", [], []), name, differences)?.Rows ?? [];

    private static void CompareJson(string name, string path, JsonNode? found, JsonNode? expected, List<Mistake> differences)
    {
        if (found is JsonObject a && expected is JsonObject b)
        {
            foreach (var key in a.Select(p => p.Key).Union(b.Select(p => p.Key)).Where(k => k != "seconds"))
            {
                CompareJson(name, Json.Join(path, key), a[key], b[key], differences);
            }
            return;
        }
        var (was, is_) = (found?.ToJsonString() ?? "null", expected?.ToJsonString() ?? "null");
        if (was != is_ && !Near(was, is_))
        {
            differences.Add(new Mistake(name, null, path, "PackageDiffers", was, is_));
        }
    }

    private static bool Near(string a, string b) =>
        double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
        && Math.Abs(x - y) <= Tolerance * Math.Max(1, Math.Abs(y));
}
