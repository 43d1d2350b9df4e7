using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Files.Evaluations;

namespace GrantReview.Files.Packages;

/// <summary>
/// What manifest.json says beside the hashes of the files: every key of it, so that writing it again shows one that does not belong there.
/// </summary>
/// <param name="Schema">1: made before verdicts, and names no algorithms; 2: the current one.</param>
/// <param name="Previous">SHA-256 of the package of the stage before; null = there is none.</param>
/// <param name="Internal">Of a public or sealed package: SHA-256 of the internal one.</param>
/// <param name="Seed">Of an evaluation; null in the later stages.</param>
internal sealed record PackageManifest(
    int Schema, PackageStage Stage, PackageLayer Layer, string Call, string ProgramVersion, string? Previous, string? Internal,
    string? Seed, AlgorithmVersions? Algorithms)
{
    public const string File = PackageZip.Manifest;
    public const int FirstSchema = 1;
    public const int CurrentSchema = 2;
    public const string Inputs = "inputs/";
    private const string Digest = "SHA-256";

    private static readonly Dictionary<string, PackageStage> Stages = new()
    {
        ["evaluation"] = PackageStage.Evaluation, ["decision"] = PackageStage.Decision, ["final"] = PackageStage.Final,
    };

    private static readonly Dictionary<string, PackageLayer> Layers = new()
    {
        ["public"] = PackageLayer.Public, ["internal"] = PackageLayer.Internal, ["sealed"] = PackageLayer.Sealed,
    };

    /// <summary>
    /// The programs that wrote packages of a schema, each with the versions by which it computed; a release adds its own.
    /// </summary>
    private static readonly Dictionary<int, Dictionary<string, AlgorithmVersions>> Programs = new()
    {
        [FirstSchema] = new() { ["0.1.0"] = AlgorithmVersions.First }, [CurrentSchema] = new() { ["0.1.0"] = AlgorithmVersions.Current },
    };

    public string StageName => NameOf(Stage);
    public string LayerName => NameOf(Layer);

    public static string NameOf(PackageStage stage) => Stages.First(s => s.Value == stage).Key;
    public static string NameOf(PackageLayer layer) => Layers.First(l => l.Value == layer).Key;

    /// <summary>The rules by which the package is recomputed.</summary>
    public AlgorithmVersions Rules => Algorithms ?? AlgorithmVersions.First;

    /// <summary>Of a package that is made now.</summary>
    public static PackageManifest ForNow(PackageStage stage, string call, string? previous, string? seed) =>
        new(CurrentSchema, stage, PackageLayer.Internal, call, EvaluationFiles.ProgramVersion, previous, null, seed,
            stage == PackageStage.Evaluation ? AlgorithmVersions.Current : null);

    /// <summary>Of the public or sealed layer of an internal package, which it names by its hash.</summary>
    public PackageManifest ForLayer(PackageLayer layer, byte[] internalPackage) =>
        this with { Layer = layer, Internal = PackageZip.Sha256(internalPackage) };

    /// <summary>The package of these files.</summary>
    public byte[] Pack(IReadOnlyList<OutputFile> files) => PackageZip.Write(ToJson(files), files);

    /// <summary>
    /// The digest of the files under inputs/, which binds those that decide nothing as well; the same figure as in summary.json.
    /// </summary>
    public static string InputsHash(IEnumerable<OutputFile> files) => ResultPackage.Digest(
        [.. files.Where(f => f.Name.StartsWith(Inputs, StringComparison.Ordinal)).Select(f => f with { Name = f.Name[Inputs.Length..] })]);

    /// <summary>Everything but the hashes of the files.</summary>
    public JsonObject ToJson(IEnumerable<OutputFile> files)
    {
        var json = new JsonObject
        {
            ["schemaVersion"] = Schema, ["stage"] = StageName, ["layer"] = LayerName, ["call"] = Call, ["programVersion"] = ProgramVersion,
            ["digest"] = Digest,
        };
        if (Algorithms is not null)
        {
            json["algorithms"] = JsonOf(Algorithms);
        }
        if (Seed is not null)
        {
            json["seeds"] = new JsonObject { ["evaluation"] = Seed };
        }
        json["previousPackage"] = Previous;
        if (Internal is not null)
        {
            json["internalPackage"] = Internal;
        }
        if (Schema != FirstSchema && Layer != PackageLayer.Public)
        {
            json["inputsHash"] = InputsHash(files);
        }
        return json;
    }

    public static JsonObject JsonOf(AlgorithmVersions versions) => new()
    {
        ["totals"] = versions.Totals, ["calibration"] = versions.Calibration, ["ranking"] = versions.Ranking,
        ["allocation"] = versions.Allocation, ["assignment"] = versions.Assignment, ["draw"] = versions.Draw,
    };

    /// <summary>Null with the mistakes added when it is not of a kind that this program knows.</summary>
    public static PackageManifest? Read(JsonObject root, List<Mistake> mistakes)
    {
        var before = mistakes.Count;
        var json = new Json(File, mistakes);
        var schema = json.Choice(root, "schemaVersion", "",
            Programs.ToDictionary(p => p.Key.ToString(CultureInfo.InvariantCulture), p => p.Key));
        var stage = json.Choice(root, "stage", "", Stages);
        var layer = json.Choice(root, "layer", "", Layers);
        _ = json.Choice(root, "digest", "", new Dictionary<string, bool> { [Digest] = true });
        foreach (var key in new[] { "schemaVersion", "stage", "layer", "call", "programVersion", "digest", "files" }
            .Where(k => root[k] is null))
        {
            json.Fault(key, "Required");
        }
        if (schema is { } known && json.Text(root, "programVersion", "") is { } program && !Programs[known].ContainsKey(program))
        {
            json.Fault("programVersion", "ChoiceUnknown", program, string.Join(", ", Programs[known].Keys));
        }
        var algorithms = schema == CurrentSchema && stage == PackageStage.Evaluation ? ReadAlgorithms(json, root) : null;
        var (previous, inner) = (Hash(json, root, "previousPackage"), Hash(json, root, "internalPackage"));
        if (mistakes.Count > before)
        {
            return null;
        }
        var isEvaluation = stage == PackageStage.Evaluation;
        return new PackageManifest(
            schema ?? 0, stage ?? default, layer ?? default, json.Text(root, "call", "") ?? "", json.Text(root, "programVersion", "") ?? "",
            isEvaluation ? null : previous, layer == PackageLayer.Internal ? null : inner ?? "",
            isEvaluation ? json.Text(json.Object(root, "seeds", ""), "evaluation", "seeds") ?? "" : null, algorithms);
    }

    /// <summary>Versions that stood together in a program; no other combination was ever computed by.</summary>
    private static AlgorithmVersions ReadAlgorithms(Json json, JsonObject root)
    {
        var named = json.Object(root, "algorithms", "");
        var versions = new AlgorithmVersions(Version("totals"), Version("calibration"), Version("ranking"), Version("allocation"),
            Version("assignment"), Version("draw"));
        var known = Programs[CurrentSchema];
        if (json.Text(root, "programVersion", "") is { } program && known.TryGetValue(program, out var those) && those != versions)
        {
            json.Fault("algorithms", "ChoiceUnknown", named?.ToJsonString() ?? "", JsonOf(those).ToJsonString());
        }
        return versions;

        int Version(string key) => json.Whole(named, key, "algorithms", 0, int.MaxValue) ?? 0;
    }

    private static string? Hash(Json json, JsonObject root, string key)
    {
        if (json.Text(root, key, "") is not { } text)
        {
            return null;
        }
        if (text.Length != 64 || text.Any(c => !char.IsAsciiHexDigitLower(c)))
        {
            json.Fault(key, "NotAHash", text);
        }
        return text;
    }
}
