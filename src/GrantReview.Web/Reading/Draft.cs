using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Reading;

/// <summary>
/// Settings or a tree while somebody types: the JSON that is kept, with what a form says laid over it. A field of the form bears the path
/// of its value (<c>allocation.quotas[0].max</c>), so the one reader of the file finds the mistakes, and each stands beside its field.
/// </summary>
/// <remarks>
/// Behind the path: <c>!</c> keeps a blank, which is then a mistake; <c>@figure</c>, <c>@wan</c> (万元), <c>@percent</c>, <c>@list</c> say
/// how it is typed. A field whose value is [] or {} says that the whole list or object follows. <c>where.{0}.field</c> with
/// <c>.values</c> or <c>.count</c> is an entry of an object; <c>is</c> names the key of <c>bound</c>.
/// </remarks>
public sealed partial class Draft(JsonObject json)
{
    private const string Whole = "";

    /// <summary>Segments of a path; a condition may be twelve deep, each with two.</summary>
    private const int Deepest = 40;

    private readonly HashSet<string> drawn = [];

    public JsonObject Json { get; } = json;
    public IReadOnlyList<Mistake> Mistakes { get; set; } = [];

    /// <summary>It says more than what is kept.</summary>
    public bool IsUnsaved { get; set; }

    public static Draft Parse(string json) => new(JsonNode.Parse(json) as JsonObject ?? []);

    public byte[] Content => JsonSerialised(Json);

    /// <summary>Lays every field with a path over what is there.</summary>
    public void Take(IFormCollection form)
    {
        var typed = new JsonObject();
        foreach (var (name, values) in form)
        {
            if (Name().Match(name) is { Success: true } match && SegmentsOf(match.Groups["path"].Value) is { Length: <= Deepest } path)
            {
                Set(typed, path, Read(values[^1] ?? "", match));
            }
        }
        Lay(Json, typed);
    }

    public JsonNode? At(string path) => At(SegmentsOf(path));

    public bool Has(string path) => At(path) is not null;

    public int Count(string path) => (At(path) as JsonArray)?.Count ?? 0;

    /// <summary>A value as it is kept; blank where there is none.</summary>
    public string Text(string path) => At(path) switch
    {
        JsonValue value => value.TryGetValue<string>(out var text) ? text : value.ToJsonString(),
        JsonArray list => string.Join('、', list.Select(i => i?.ToString() ?? "")),
        _ => "",
    };

    /// <summary>The entries of an object, each with its values in one line.</summary>
    public IReadOnlyList<(string Field, string Values)> Entries(string path) => At(path) is not JsonObject entries ? []
        : [.. entries.Select(e => (e.Key, e.Value is JsonArray list ? string.Join('、', list.Select(v => $"{v}")) : $"{e.Value}"))];

    public void Add(string path, JsonNode item)
    {
        if (At(path) is JsonArray list)
        {
            list.Add(item);
            return;
        }
        Put(path, new JsonArray(item));
    }

    /// <summary>A path that leads nowhere changes nothing; so do all below.</summary>
    public void Put(string path, JsonNode? value)
    {
        var segments = SegmentsOf(path);
        if (segments.Length is 0 or > Deepest)
        {
            return;
        }
        var parent = At(segments[..^1]);
        if (parent is null)
        {
            Put(string.Join('.', segments[..^1]), new JsonObject());
            parent = At(segments[..^1]);
        }
        switch (parent)
        {
            case JsonObject owner:
                owner[segments[^1]] = value;
                break;
            case JsonArray list when IndexOf(segments[^1]) is { } index && index < list.Count:
                list[index] = value;
                break;
        }
    }

    public void Remove(string path)
    {
        var segments = SegmentsOf(path);
        if (segments.Length == 0)
        {
            return;
        }
        switch (At(segments[..^1]))
        {
            case JsonObject owner:
                owner.Remove(segments[^1]);
                break;
            case JsonArray list when IndexOf(segments[^1]) is { } index && index < list.Count:
                list.RemoveAt(index);
                break;
        }
    }

    /// <summary>Puts an item of a list one place up.</summary>
    public void Raise(string path)
    {
        var segments = SegmentsOf(path);
        if (segments.Length == 0)
        {
            return;
        }
        if (At(segments[..^1]) is JsonArray list && IndexOf(segments[^1]) is > 0 and var index && index < list.Count)
        {
            var item = list[index];
            list.RemoveAt(index);
            list.Insert(index - 1, item);
        }
    }

    /// <summary>Where a field's value is kept.</summary>
    public static string PathOf(string name) => Name().Match(name) is { Success: true } match ? match.Groups["path"].Value : name;

    private static byte[] JsonSerialised(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

    private JsonNode? At(IReadOnlyList<string> segments)
    {
        JsonNode? node = Json;
        foreach (var segment in segments)
        {
            node = node switch
            {
                JsonArray list => IndexOf(segment) is { } index && index < list.Count ? list[index] : null,
                JsonObject owner => owner[segment],
                _ => null,
            };
        }
        return node;
    }

    private static JsonNode? Read(string text, Match name)
    {
        var typed = text.Trim();
        if (typed is "[]" or "{}")
        {
            return new JsonObject { [Whole] = typed };
        }
        var isNeeded = name.Groups["needed"].Success;
        return name.Groups["as"].Value switch
        {
            "list" => new JsonArray([.. Written.List(typed).Select(v => JsonValue.Create(v))]),
            _ when typed.Length == 0 => isNeeded ? JsonValue.Create("") : null,
            "figure" => Written.Number(typed)?.ToExactText() ?? typed,
            "wan" => Written.Number(typed.TrimEnd('元').TrimEnd('万')) is { } wan ? (wan * 10_000).ToExactText() : typed,
            "percent" => Written.Number(typed.TrimEnd('%', '％')) is { } percent ? (percent / 100).ToExactText() : typed,
            _ => typed,
        };
    }

    private static void Set(JsonObject typed, IReadOnlyList<string> segments, JsonNode? value)
    {
        var owner = typed;
        foreach (var segment in segments.SkipLast(1))
        {
            if (owner[segment] is not JsonObject next)
            {
                owner[segment] = next = [];
            }
            owner = next;
        }
        owner[segments[^1]] = value;
    }

    private static void Lay(JsonObject below, JsonObject typed)
    {
        foreach (var (key, value) in typed.Where(t => t.Key != Whole).ToList())
        {
            below[key] = value switch
            {
                JsonObject entries when entries.Any(e => e.Key.StartsWith('{')) || IsWhole(entries, "{}") => EntriesOf(entries),
                JsonObject list when list.Any(e => e.Key.StartsWith('[')) || IsWhole(list, "[]") => ListOf(below[key] as JsonArray, list),
                JsonObject inner => Over(below[key] as JsonObject ?? [], inner),
                _ => value?.DeepClone(),
            };
            var isBlank = below[key] is JsonObject { Count: 0 } && !(value is JsonObject whole && IsWhole(whole, "{}"));
            if (below[key] is null || isBlank)
            {
                below.Remove(key);
            }
        }
        if (below["is"] is { } comparison)
        {
            below[$"{comparison}"] = below["bound"]?.DeepClone() ?? "";
            below.Remove("is");
            below.Remove("bound");
        }
    }

    private static bool IsWhole(JsonObject typed, string mark) => $"{typed[Whole]}" == mark;

    private static JsonObject Over(JsonObject below, JsonObject typed)
    {
        var over = (JsonObject)below.DeepClone();
        Lay(over, typed);
        return over;
    }

    /// <summary>An item that is named is the whole of it; those that are not named stay, unless the whole list follows.</summary>
    private static JsonArray ListOf(JsonArray? below, JsonObject typed)
    {
        var list = below is null || IsWhole(typed, "[]") ? [] : (JsonArray)below.DeepClone();
        foreach (var (key, value) in typed.Where(t => t.Key != Whole).OrderBy(t => IndexOf(t.Key)))
        {
            var item = value is JsonObject inner ? Over([], inner) : value?.DeepClone();
            if (IndexOf(key) is { } index && index < list.Count)
            {
                list[index] = item;
            }
            else
            {
                list.Add(item);
            }
        }
        return list;
    }

    private static JsonObject EntriesOf(JsonObject typed)
    {
        if (!typed.Any(t => t.Key.StartsWith('{')))
        {
            return Over([], typed);
        }
        var entries = new JsonObject();
        foreach (var entry in typed.Where(t => t.Key != Whole).Select(t => t.Value).OfType<JsonObject>())
        {
            if ($"{entry["field"]}" is { Length: > 0 } field)
            {
                entries[field] = entry["count"] is { } count ? count.DeepClone()
                    : new JsonArray([.. Written.List($"{entry["values"]}").Select(v => JsonValue.Create(v))]);
            }
        }
        return entries;
    }

    private static string[] SegmentsOf(string path) => [.. Segment().Matches(path).Select(m => m.Value)];

    private static int? IndexOf(string segment) =>
        segment.Length > 2 && segment[0] == '['
            && int.TryParse(segment[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index : null;

    [GeneratedRegex(@"^(?<path>[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+|\.?\{\d{1,3}\}|\[\d{1,4}\])+)(?<needed>!)?(?:@(?<as>[a-z]+))?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"[^.\[\]{}]+|\[\d+\]|\{\d+\}")]
    private static partial Regex Segment();
}
