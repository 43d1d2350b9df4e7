using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;

namespace GrantReview.Files.Rounds;

/// <summary>The templates that ship with the program: calls and indicator trees by file name.</summary>
public sealed class TemplateFolder(string path)
{
    /// <summary>The folder beside the program.</summary>
    public static TemplateFolder Shipped { get; } = new(System.IO.Path.Combine(AppContext.BaseDirectory, "templates"));

    public string Path { get; } = path;
    public IReadOnlyList<string> CallNames => Names("calls");
    public IReadOnlyList<string> TreeNames => Names("indicator-trees");
    public string Demo => System.IO.Path.Combine(Path, "demo");

    public JsonObject? Call(string name) =>
        CallNames.Contains(name, StringComparer.Ordinal) ? Json.Parse(CallBytes(name), $"templates/calls/{name}.json", []) : null;
    public byte[] CallBytes(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, "calls", name + ".json"));
    public byte[]? TreeBytes(string name) =>
        TreeNames.Contains(name, StringComparer.Ordinal)
        ? File.ReadAllBytes(System.IO.Path.Combine(Path, "indicator-trees", name + ".json")) : null;

    /// <summary>The Word template of a paper in a language: meeting-list, panel-opinion, notice, award.</summary>
    public byte[] Document(string name, string culture) =>
        File.ReadAllBytes(System.IO.Path.Combine(Path, "documents", $"{name}.{culture}.docx"));

    /// <summary>A template as a call and what it says beside; null with the mistakes added when it does not stand.</summary>
    public (Call Call, CallDescription Description)? Describe(string name, List<Mistake> mistakes)
    {
        var file = $"calls/{name}.json";
        var given = Encoding.UTF8.GetBytes(new JsonObject { ["code"] = name, ["template"] = name }.ToJsonString());
        return CallJson.Read(given, file, this, mistakes, []) is { } call ? (call, CallDescriptionJson.Read(given, file, this, mistakes))
            : null;
    }

    /// <summary>The trees that a template's call names, as far as they ship.</summary>
    public IndicatorTrees TreesOf(Call call, List<Mistake> mistakes) =>
        (TreesJson.OfTemplates(call, this) is { } trees ? TreesJson.Read(trees, "indicator-trees", call, mistakes) : null)
            ?? IndicatorTrees.None;

    private string[] Names(string kind)
    {
        var folder = System.IO.Path.Combine(Path, kind);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.GetFiles(folder, "*.json").Select(f => System.IO.Path.GetFileNameWithoutExtension(f))
                .Where(n => !n.EndsWith(".schema", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
    }
}
