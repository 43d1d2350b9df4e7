using System.Text.Json.Nodes;

namespace GrantReview.Files.Packages;

public enum FileCheck
{
    /// <summary>Its bytes are those that were frozen; nothing else of the package says what it should hold.</summary>
    Hashed,

    /// <summary>It was made again from the package's inputs, or from the package that this one names, and is the same.</summary>
    Recomputed,
}

public sealed record VerifiedFile(string Name, FileCheck Check);

/// <summary>Whether the package that the manifest names was there to compare with.</summary>
public enum PackageChain { NamesNone, NotGiven, Followed }

/// <summary>What a package's own files and those that were given cannot show.</summary>
public enum PackageGap
{
    /// <summary>
    /// Of a final list: that who came in is the one whom the evaluation gives. It was not given, or the package is of schema 1.
    /// </summary>
    Evaluation,

    /// <summary>That an earlier meeting turned down those whom the record says so of.</summary>
    EarlierMeetings,
}

/// <summary>
/// What verifying a package found. The files that a package of its schema, stage and layer has are a closed list: they are written again
/// from what was read, and one that is missing, foreign, there twice or different is a difference. No differences: the package is whole and
/// anyone gets its results from its inputs.
/// </summary>
/// <param name="IsReadable">False when it is no package of a known kind or its inputs are no round.</param>
/// <param name="Files">Of the manifest, by name, each with what was done to check it.</param>
public sealed record PackageVerification(bool IsReadable, IReadOnlyList<VerifiedFile> Files, IReadOnlyList<Mistake> Differences)
{
    public bool IsEqual => IsReadable && Differences.Count == 0;
    public int FilesChecked => Files.Count;

    /// <summary>Every output was made again; false for a public package whose internal one was not given.</summary>
    public bool IsRecomputed => Files.All(f => f.Check == FileCheck.Recomputed || !f.Name.StartsWith("outputs/", StringComparison.Ordinal));

    /// <summary>Of schema 1: made before verdicts, and verified by the rules of its time.</summary>
    public bool MadeBeforeVerdicts => Schema == PackageManifest.FirstSchema;

    /// <summary>Null when the manifest is not readable; so are stage and layer.</summary>
    public int? Schema { get; init; }
    public string? Stage { get; init; }
    public string? Layer { get; init; }
    public PackageChain Chain { get; init; }
    public IReadOnlyList<PackageGap> Gaps { get; init; } = [];

    /// <summary>Nothing that could be checked against another package was left out.</summary>
    public bool IsWhole => IsRecomputed && Chain != PackageChain.NotGiven && Gaps.Count == 0;

    /// <param name="previous">
    /// The package that the manifest names as the one before, or for the public and sealed layers the internal one; null = the chain is not
    /// checked.
    /// </param>
    /// <param name="evaluation">Of a final list: the internal package that the one before names; null = promotions are not checked.</param>
    public static PackageVerification Run(byte[] package, byte[]? previous = null, byte[]? evaluation = null)
    {
        List<Mistake> differences = [];
        if (PackageZip.Read(package, differences) is not { } files || !files.Remove(PackageManifest.File, out var content))
        {
            return new PackageVerification(
                false, [], differences.Count > 0 ? differences : [new Mistake(PackageManifest.File, null, "", "PackageNotZip")]);
        }
        if (Json.Parse(content, PackageManifest.File, differences) is not { } root
            || PackageManifest.Read(root, differences) is not { } manifest)
        {
            return new PackageVerification(false, [], differences);
        }
        return new PackageVerifier(manifest, files, differences).Verify(root, content, previous, evaluation);
    }

    public string ToJson(string package)
    {
        var answer = new JsonObject
        {
            ["package"] = package, ["schemaVersion"] = Schema, ["stage"] = Stage, ["layer"] = Layer,
            ["madeBeforeVerdicts"] = MadeBeforeVerdicts,
            ["status"] = !IsReadable ? "unreadable" : IsEqual ? "equal" : "different",
            ["previous"] = Chain switch { PackageChain.Followed => "followed", PackageChain.NotGiven => "not-given", _ => "none" },
            ["notChecked"] = new JsonArray([.. Gaps.Select(g => g switch
            {
                PackageGap.Evaluation => "evaluation", PackageGap.EarlierMeetings => "earlier-meetings",
                _ => throw new ArgumentOutOfRangeException(nameof(package)),
            })]),
            ["files"] = new JsonArray([.. Files.Select(f => new JsonObject
            {
                ["file"] = f.Name, ["check"] = f.Check == FileCheck.Recomputed ? "recomputed" : "hashed",
            })]),
            ["differences"] = new JsonArray([.. Differences.Select(d => new JsonObject
            {
                ["file"] = d.File, ["row"] = d.Row, ["column"] = d.Column, ["code"] = d.Code, ["en"] = d.What("en"),
                ["zh-CN"] = d.What("zh-CN"),
            })]),
        };
        return answer.ToJsonString(Json.Indented) + "\n";
    }
}
