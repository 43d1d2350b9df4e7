using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>
/// An indicator tree while somebody types: the tree's JSON with points of the whole in place of weights, in the order of the sheet. Nothing
/// is kept before every sum is right.
/// </summary>
public static class TreeDraft
{
    public const string List = "tree.indicators";
    private const string File = "indicators.json";

    public static Draft Of(IndicatorTree? tree)
    {
        if (tree is null)
        {
            return new Draft(new JsonObject { ["tree"] = new JsonObject { ["indicators"] = new JsonArray() } });
        }
        var json = (JsonObject)JsonNode.Parse(TreeJson.Write(tree))!;
        var written = json["indicators"]!.AsArray().ToDictionary(i => $"{i!["code"]}", i => i!.DeepClone(), StringComparer.Ordinal);
        json["indicators"] = new JsonArray([.. tree.Nodes.Select(n =>
        {
            var node = written[n.Code.Value];
            node.AsObject().Remove("weight");
            node["points"] = n.Points.ToExactText();
            return node;
        })]);
        return new Draft(new JsonObject { ["tree"] = json });
    }

    /// <summary>The tree that the draft says; null with every mistake at its field.</summary>
    public static IndicatorTree? Read(Draft draft, ScoringSettings scoring, List<Mistake> mistakes)
    {
        var nodes = NodesOf(draft);
        var before = mistakes.Count;
        foreach (var (i, node) in nodes.Index())
        {
            if (PointsOf(node) is null)
            {
                mistakes.Add(new Mistake(File, null, $"{List}[{i}].points", "NotANumber", $"{node["points"]}"));
            }
        }
        if (mistakes.Count > before)
        {
            return null;
        }
        var points = Points(nodes);
        mistakes.AddRange(IndicatorPoints.Gaps(points).Select(gap => new Mistake(
            File, null, gap.Index < 0 ? List : $"{List}[{gap.Index}].points", "TreePointsDoNotSum", Formats.Plain(gap.Sum),
                Formats.Plain(gap.Due))));
        if (mistakes.Count > before)
        {
            return null;
        }
        var tree = (JsonObject)draft.At("tree")!.DeepClone();
        foreach (var (node, weight) in tree["indicators"]!.AsArray().OfType<JsonObject>().Zip(IndicatorPoints.Weights(points)))
        {
            node.Remove("points");
            node["weight"] = weight.ToExactText();
        }
        List<Mistake> found = [];
        var read = TreeJson.Read(Encoding.UTF8.GetBytes(tree.ToJsonString()), File, scoring, found);
        mistakes.AddRange(found.Select(
            m => m with { Column = $"tree.{m.Column.Replace(".weight", ".points", StringComparison.Ordinal)}" }));
        return read;
    }

    /// <summary>What the points below a node sum to; null = nothing is below, or one of them is no number.</summary>
    public static Rational? SumBelow(Draft draft, string code)
    {
        var below = NodesOf(draft).Where(n => ParentOf(n) == code).ToList();
        return below.Count == 0 || below.Exists(n => PointsOf(n) is null) ? null : IndicatorPoints.Sum(Points(below));
    }

    public static Rational? PointsAt(Draft draft, int index) => PointsOf(NodesOf(draft)[index]);

    public static bool IsLeaf(Draft draft, string code) => !NodesOf(draft).Exists(n => ParentOf(n) == code);

    public static int LevelOf(Draft draft, string code)
    {
        var parents = NodesOf(draft).GroupBy(CodeOf, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => ParentOf(g.First()), StringComparer.Ordinal);
        var level = 1;
        for (var at = parents.GetValueOrDefault(code, ""); at.Length > 0 && level < 9; at = parents.GetValueOrDefault(at, ""))
        {
            level++;
        }
        return level;
    }

    /// <summary>The word before the colon names what is done to the node whose place stands behind it.</summary>
    public static void Change(Draft draft, string act)
    {
        var colon = act.IndexOf(':', StringComparison.Ordinal);
        var (what, rest) = colon < 0 ? (act, "") : (act[..colon], act[(colon + 1)..]);
        if (what is "add" or "remove" && rest.Contains('.', StringComparison.Ordinal))
        {
            if (what == "add")
            {
                draft.Add(rest, new JsonObject());
            }
            else
            {
                draft.Remove(rest);
            }
            return;
        }
        var nodes = NodesOf(draft);
        var at = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < nodes.Count ? place : -1;
        if (what != "root" && at < 0)
        {
            return;
        }
        var end = at < 0 ? nodes.Count : EndOf(nodes, at);
        switch (what)
        {
            case "root":
                nodes.Add(New(nodes, ""));
                break;
            case "below":
                nodes.Insert(end, New(nodes, CodeOf(nodes[at])));
                break;
            case "remove":
                nodes.RemoveRange(at, end - at);
                break;
            case "copy":
                nodes.InsertRange(end, Copy(nodes, at, end));
                break;
            case "up" when Sibling(nodes, at, -1) is { } before:
                Move(nodes, at, end, before);
                break;
            case "down" when Sibling(nodes, at, 1) is { } after:
                Move(nodes, after, EndOf(nodes, after), at);
                break;
            case "in" when Sibling(nodes, at, -1) is { } above:
                nodes[at]["parent"] = CodeOf(nodes[above]);
                break;
            case "out" when nodes.FindIndex(n => CodeOf(n) == ParentOf(nodes[at])) is >= 0 and var parent:
                var uncle = EndOf(nodes, parent);
                nodes[at]["parent"] = ParentOf(nodes[parent]);
                Move(nodes, at, end, uncle);
                break;
        }
        draft.Put(List, new JsonArray([.. nodes.Select(n => n.DeepClone())]));
    }

    private static List<JsonObject> NodesOf(Draft draft) => [.. (draft.At(List) as JsonArray ?? []).OfType<JsonObject>()];

    private static string CodeOf(JsonObject node) => $"{node["code"]}";

    private static string ParentOf(JsonObject node) => $"{node["parent"]}";

    private static Rational? PointsOf(JsonObject node) => Rational.TryParse($"{node["points"]}", out var points) && points.Sign >= 0
        ? points : null;

    private static List<PointsNode> Points(List<JsonObject> nodes) =>
        nodes.ConvertAll(n => new PointsNode(
            IndicatorCode.Of(CodeOf(n)).GetValueOrDefault(), IndicatorCode.Of(ParentOf(n)),
            PointsOf(n) ?? Rational.Zero));

    /// <summary>Behind the last node of the branch that begins there.</summary>
    private static int EndOf(List<JsonObject> nodes, int at)
    {
        HashSet<string> branch = [CodeOf(nodes[at])];
        var end = at + 1;
        while (end < nodes.Count && branch.Contains(ParentOf(nodes[end])))
        {
            branch.Add(CodeOf(nodes[end++]));
        }
        return end;
    }

    /// <summary>The nearest node of the same parent before or behind; null = there is none.</summary>
    private static int? Sibling(List<JsonObject> nodes, int at, int step)
    {
        for (var i = at + step; i >= 0 && i < nodes.Count; i += step)
        {
            if (ParentOf(nodes[i]) == ParentOf(nodes[at]))
            {
                return i;
            }
        }
        return null;
    }

    private static void Move(List<JsonObject> nodes, int at, int end, int to)
    {
        var branch = nodes.GetRange(at, end - at);
        nodes.RemoveRange(at, end - at);
        nodes.InsertRange(to > at ? to - branch.Count : to, branch);
    }

    private static JsonObject New(List<JsonObject> nodes, string parent) =>
        new() { ["code"] = CodeFor(nodes.Select(CodeOf), parent), ["parent"] = parent,
            ["name"] = new JsonObject { ["zh-CN"] = "", ["en"] = "" }, ["points"] = "" };

    private static List<JsonObject> Copy(List<JsonObject> nodes, int at, int end)
    {
        var taken = nodes.ConvertAll(CodeOf);
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        return nodes.GetRange(at, end - at).ConvertAll(node =>
        {
            var copy = (JsonObject)node.DeepClone();
            var parent = codes.GetValueOrDefault(ParentOf(node), ParentOf(node));
            var code = CodeFor(taken, parent);
            taken.Add(code);
            codes[CodeOf(node)] = code;
            (copy["code"], copy["parent"]) = (code, parent);
            return copy;
        });
    }

    private static string CodeFor(IEnumerable<string> taken, string parent)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, 10_000).Select(n => parent.Length == 0 ? $"i{n}" : $"{parent}.{n}").First(c => !known.Contains(c));
    }
}
