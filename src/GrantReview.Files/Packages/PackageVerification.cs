using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Experts;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>What verifying a package found. No differences: the package is whole and anyone gets its results from its inputs.</summary>
/// <param name="IsReadable">False when it is no package at all or its inputs are no round.</param>
public sealed record PackageVerification(bool IsReadable, int FilesChecked, IReadOnlyList<Mistake> Differences)
{
    private const double Tolerance = 1e-6;
    private static readonly string[] CalibratedColumns = ["calibrated"];

    public bool IsEqual => IsReadable && Differences.Count == 0;

    /// <summary>False for a public package: it has no inputs, so hashes and the list alone were checked.</summary>
    public bool IsRecomputed { get; init; } = true;

    /// <param name="previous">The package that the manifest names as the one before, or for the public and sealed layers the internal one; null = the chain is not checked.</param>
    public static PackageVerification Run(byte[] package, byte[]? previous = null)
    {
        if (PackageZip.Read(package) is not { } files || !files.TryGetValue(ResultPackage.Manifest, out var manifestBytes))
        {
            return new PackageVerification(false, 0, [new Mistake(ResultPackage.Manifest, null, "", "PackageNotZip")]);
        }
        var differences = new List<Mistake>();
        if (Json.Parse(manifestBytes, ResultPackage.Manifest, differences) is not { } manifest || manifest["files"] is not JsonObject listed)
        {
            return new PackageVerification(false, 0, differences.Count > 0 ? differences : [new Mistake(ResultPackage.Manifest, null, "files", "Required")]);
        }
        CheckHashes(files, listed, differences);
        var before = previous is null ? null : CheckPrevious(manifest, previous, differences);
        var (stage, layer) = (manifest["stage"]?.ToString() ?? "evaluation", manifest["layer"]?.ToString() ?? "internal");
        var isReadable = layer == "public" ? Notice(files, before, differences)
            : stage is "decision" or "final" ? Decision(files, stage, before, differences)
            : Evaluated(files, manifest, layer, differences);
        return new PackageVerification(isReadable, listed.Count, [.. differences.Distinct()]) { IsRecomputed = layer != "public" };
    }

    private static bool Evaluated(Dictionary<string, byte[]> files, JsonObject manifest, string layer, List<Mistake> differences)
    {
        var reading = RoundReader.Read(name => files.GetValueOrDefault("inputs/" + name), isPackage: true);
        if (reading.Round is not { } round)
        {
            differences.AddRange(reading.Mistakes.Select(m => m with { File = "inputs/" + m.File }));
            return false;
        }
        if (manifest["call"]?.ToString() != round.Call.Code)
        {
            differences.Add(new Mistake(ResultPackage.Manifest, null, "call", "PackageDiffers", manifest["call"]?.ToString() ?? "", round.Call.Code));
        }
        var result = Evaluation.Run(round, (manifest["seeds"] as JsonObject)?["evaluation"]?.ToString() ?? "");
        foreach (var expected in EvaluationFiles.Tables(result))
        {
            CompareFile(files, "outputs/" + expected.Name, expected.Content, differences);
        }
        if (layer == "sealed")
        {
            CheckIdentities(files, round, differences);
        }
        return true;
    }

    /// <summary>The numbers of the experts follow from who they are.</summary>
    private static void CheckIdentities(Dictionary<string, byte[]> files, Round round, List<Mistake> differences)
    {
        if (!files.TryGetValue(ResultPackage.Identities, out var content))
        {
            differences.Add(new Mistake(ResultPackage.Identities, null, "", "PackageFileMissing"));
            return;
        }
        var rows = Rows(content, ResultPackage.Identities, differences);
        List<Expert> experts = [.. rows.DistinctBy(r => r["id"]).Select(r => new Expert(r["id"], r["name"], r["unit"], r["unit_code"], [], "", "", [], null, null))];
        var numbers = Pseudonyms.Of(experts);
        foreach (var row in rows.Where(r => ResultPackage.NameOf(numbers[r["id"]]) != r["expert"]))
        {
            differences.Add(new Mistake(ResultPackage.Identities, row.Number, "expert", "PackageDiffers", row["expert"], ResultPackage.NameOf(numbers[row["id"]])));
        }
        foreach (var expert in round.Experts.Select(e => e.Id).Except(rows.Select(r => r["expert"])))
        {
            differences.Add(new Mistake(ResultPackage.Identities, null, "expert", "PackageRowMissing", expert));
        }
    }

    /// <summary>A decided or final list follows from the list before and the recorded changes.</summary>
    private static bool Decision(Dictionary<string, byte[]> files, string stage, Dictionary<string, byte[]>? before, List<Mistake> differences)
    {
        if (DecisionPackage.Read(files, differences) is not { } decision)
        {
            return false;
        }
        if ((decision.Stage == AwardStage.Final) != (stage == "final"))
        {
            differences.Add(new Mistake(ResultPackage.Manifest, null, "stage", "PackageDiffers", stage, decision.Stage == AwardStage.Final ? "final" : "decision"));
        }
        differences.AddRange(decision.Faults().Select(f => new Mistake(DecisionPackage.Record, null, f.Subject, "DecisionFault", f.Code)));
        foreach (var expected in DecisionPackage.Outputs(decision))
        {
            CompareFile(files, expected.Name, expected.Content, differences);
        }
        if (before?.GetValueOrDefault("outputs/awards.csv") is { } awards)
        {
            CompareFile(files, DecisionPackage.Before, awards, differences);
        }
        return true;
    }

    /// <summary>A notice shows each award of the package behind it and no other.</summary>
    private static bool Notice(Dictionary<string, byte[]> files, Dictionary<string, byte[]>? before, List<Mistake> differences)
    {
        if (!files.TryGetValue(ResultPackage.Notice, out var content))
        {
            differences.Add(new Mistake(ResultPackage.Notice, null, "", "PackageFileMissing"));
            return false;
        }
        var shown = Rows(content, ResultPackage.Notice, differences);
        if (before?.GetValueOrDefault("outputs/awards.csv") is { } awards)
        {
            var list = Rows(awards, "outputs/awards.csv", differences).ToDictionary(r => r["application"], r => r["amount"], StringComparer.Ordinal);
            differences.AddRange(shown.Where(r => list.GetValueOrDefault(r["application"]) != r["amount"])
                .Select(r => new Mistake(ResultPackage.Notice, r.Number, "amount", "PackageDiffers", $"{r["application"]} {r["amount"]}", list.GetValueOrDefault(r["application"], "—"))));
            differences.AddRange(list.Keys.Except(shown.Select(r => r["application"])).Order(StringComparer.Ordinal).Select(id => new Mistake(ResultPackage.Notice, null, "", "PackageRowMissing", id)));
        }
        return true;
    }

    private static Dictionary<string, byte[]>? CheckPrevious(JsonObject manifest, byte[] previous, List<Mistake> differences)
    {
        var hash = ResultPackage.Sha256(previous);
        List<string?> named = [manifest["previousPackage"]?.ToString(), manifest["internalPackage"]?.ToString()];
        if (!named.Contains(hash))
        {
            differences.Add(new Mistake(ResultPackage.Manifest, null, "previousPackage", "PackagePrevious", string.Join(", ", named.OfType<string>().DefaultIfEmpty("—")), hash));
        }
        return PackageZip.Read(previous);
    }

    private static void CompareFile(Dictionary<string, byte[]> files, string name, byte[] expected, List<Mistake> differences)
    {
        if (!files.TryGetValue(name, out var found))
        {
            differences.Add(new Mistake(name, null, "", "PackageFileMissing"));
        }
        else if (!found.AsSpan().SequenceEqual(expected))
        {
            Compare(name, found, expected, differences);
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
