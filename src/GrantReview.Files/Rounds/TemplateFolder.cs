using System.Text.Json.Nodes;

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

    public JsonObject? Call(string name) => CallNames.Contains(name, StringComparer.Ordinal) ? Json.Parse(CallBytes(name), $"templates/calls/{name}.json", []) : null;
    public byte[] CallBytes(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, "calls", name + ".json"));
    public byte[]? TreeBytes(string name) => TreeNames.Contains(name, StringComparer.Ordinal) ? File.ReadAllBytes(System.IO.Path.Combine(Path, "indicator-trees", name + ".json")) : null;

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
