using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>All trees of a call as one text: the call's own as indicators.json has it, the others by name under "trees".</summary>
public static class TreesJson
{
    private const string Named = "trees";

    /// <summary>Letters, digits, - and _, up to sixty: the name is that of a file, too.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 60 && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');

    public static byte[] Write(IndicatorTrees trees) => Write(trees.Own, trees.Named);

    /// <summary>The same bytes as the call's own tree where it is the only one.</summary>
    public static byte[] Write(IndicatorTree? own, IReadOnlyDictionary<string, IndicatorTree> named)
    {
        if (own is not null && named.Count == 0)
        {
            return TreeJson.Write(own);
        }
        var root = own is null ? [] : JsonNode.Parse(TreeJson.Write(own)) as JsonObject ?? [];
        root[Named] = new JsonObject(named.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => KeyValuePair.Create(t.Key, JsonNode.Parse(TreeJson.Write(t.Value)))));
        return Json.Bytes(root);
    }

    /// <summary>The trees that a call takes from templates; null where it names none.</summary>
    public static byte[]? OfTemplates(Call call, TemplateFolder templates)
    {
        var root = Parsed(call.IndicatorTree) ?? [];
        var named = call.Categories.Select(c => c.Indicators).OfType<string>().Distinct()
            .Select(name => (name, Tree: Parsed(name))).Where(t => t.Tree is not null)
            .Select(t => KeyValuePair.Create(t.name, (JsonNode?)t.Tree)).ToList();
        if (named.Count > 0)
        {
            root[Named] = new JsonObject(named);
        }
        return root.Count == 0 ? null : Json.Bytes(root);

        JsonObject? Parsed(string? name) =>
            name is not null && templates.TreeBytes(name) is { } bytes ? Json.Parse(bytes, $"{name}.json", []) : null;
    }

    /// <summary>Null with the mistakes added; those of a named tree say indicators/NAME.json.</summary>
    public static IndicatorTrees? Read(byte[] content, string file, Call call, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } root)
        {
            return null;
        }
        var before = mistakes.Count;
        var reading = new TreesReading(call.Scoring);
        var named = new Dictionary<string, IndicatorTree>(StringComparer.Ordinal);
        foreach (var (name, node) in root[Named] as JsonObject ?? [])
        {
            if (node is JsonObject tree
                && TreeJson.Read(Json.Bytes(tree), $"indicators/{name}.json", reading.OfNamed, mistakes) is { } read)
            {
                named[name] = reading.Add(read);
            }
        }
        var own = root.ContainsKey("indicators") ? TreeJson.Read(content, file, reading.OfOwn, mistakes) : null;
        return mistakes.Count > before ? null : new IndicatorTrees(call.Categories, own, named);
    }
}

/// <summary>
/// The settings by which each tree of a call is checked: leaves that are for some kinds of experts must stand in some tree, not in each.
/// </summary>
internal sealed class TreesReading(ScoringSettings scoring)
{
    private readonly HashSet<IndicatorCode> seen = [];

    public ScoringSettings OfNamed { get; } = scoring.ForEveryKind();

    /// <summary>Of the call's own tree, which is read last.</summary>
    public ScoringSettings OfOwn => scoring with
    {
        LeavesFor = scoring.LeavesFor.Where(l => !seen.Contains(l.Key)).ToDictionary(),
    };

    public IndicatorTree Add(IndicatorTree tree)
    {
        seen.UnionWith(tree.Nodes.Select(n => n.Code));
        return tree;
    }
}
