using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files;

/// <summary>Reads a JSON file key by key, so that every mistake is found and says its path; writes it the same way every time.</summary>
internal sealed class Json(string file, List<Mistake> mistakes)
{
    public static JsonSerializerOptions Indented { get; } =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Indented) + "\n");

    /// <summary>A double as a JSON number; NaN and infinities cannot occur in figures.</summary>
    public static JsonNode? Number(double? value) => value is { } v ? JsonValue.Create(v) : null;

    public static JsonObject? Parse(byte[] content, string file, List<Mistake> mistakes)
    {
        if (Rounds.TableReader.Decode(content, file, mistakes) is not { } text)
        {
            return null;
        }
        try
        {
            var node = JsonNode.Parse(text,
                documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
                MaxDepth = 32 });
            // A key that stands twice shows only when the object is first looked into.
            if (node is JsonObject found && Touch(found))
            {
                return found;
            }
            mistakes.Add(new Mistake(file, null, "", "JsonExpected", "{ … }"));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            mistakes.Add(
                new Mistake(file, e is JsonException { LineNumber: { } line } ? (int)line + 1 : null, "", "JsonBroken",
                e.Message.Split(" Path:")[0]));
        }
        return null;

        static bool Touch(JsonNode? node) => node switch
        {
            JsonObject o => o.All(p => Touch(p.Value)),
            JsonArray a => a.All(Touch),
            _ => true,
        };
    }

    public void Fault(string path, string code, params string[] arguments) => mistakes.Add(new Mistake(file, null, path, code, arguments));

    public JsonObject? Object(JsonObject? parent, string key, string path)
    {
        if (parent?[key] is not { } node)
        {
            return null;
        }
        if (node is JsonObject found)
        {
            return found;
        }
        Fault(Join(path, key), "JsonExpected", "{ … }");
        return null;
    }

    public IReadOnlyList<(JsonObject Item, string Path)> Objects(JsonObject? parent, string key, string path)
    {
        if (parent?[key] is not { } node)
        {
            return [];
        }
        if (node is not JsonArray array)
        {
            Fault(Join(path, key), "JsonExpected", "[ { … } ]");
            return [];
        }
        var items = new List<(JsonObject, string)>();
        for (var i = 0; i < array.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{Join(path, key)}[{i}]");
            if (array[i] is JsonObject item)
            {
                items.Add((item, at));
            }
            else
            {
                Fault(at, "JsonExpected", "{ … }");
            }
        }
        return items;
    }

    /// <summary>A text, or a number or truth value as its text.</summary>
    public string? Text(JsonObject? parent, string key, string path)
    {
        if (parent?[key] is not { } node)
        {
            return null;
        }
        if (node is JsonValue value)
        {
            return value.TryGetValue<string>(out var text) ? text : value.ToJsonString();
        }
        Fault(Join(path, key), "JsonExpected", "\"…\"");
        return null;
    }

    /// <summary>An application's id; a missing or blank one is a mistake, and so is the sign that stands for every application.</summary>
    public ApplicationId Application(JsonObject parent, string key, string path)
    {
        var id = ApplicationId.Of(Rounds.CallJson.Required(this, parent, key, path)).GetValueOrDefault();
        if (id == Core.Applications.Eligibility.Verdict.Everyone)
        {
            Fault(Join(path, key), "ReservedId", id.Value);
        }
        return id;
    }

    /// <summary>An expert's id; a missing or blank one is a mistake.</summary>
    public ExpertId Expert(JsonObject parent, string key, string path) =>
        ExpertId.Of(Rounds.CallJson.Required(this, parent, key, path)).GetValueOrDefault();

    public LocalText? Local(JsonObject? parent, string key, string path)
    {
        if (parent?[key] is JsonObject both)
        {
            var (en, zh) = (Text(both, "en", Join(path, key)), Text(both, "zh-CN", Join(path, key)));
            return (en ?? zh) is { } any ? new LocalText(en ?? any, zh ?? any) : null;
        }
        return Text(parent, key, path) is { } one ? new LocalText(one) : null;
    }

    public Rational? Rational(JsonObject? parent, string key, string path)
    {
        if (Text(parent, key, path) is not { } text)
        {
            return null;
        }
        if (Core.Numbers.Rational.TryParse(text, out var value))
        {
            return value;
        }
        Fault(Join(path, key), "NotANumber", text);
        return null;
    }

    public Money? Money(JsonObject? parent, string key, string path)
    {
        if (Text(parent, key, path) is not { } text)
        {
            return null;
        }
        if (Core.Numbers.Money.TryParse(text, out var value) && value.Fen >= 0)
        {
            return value;
        }
        Fault(Join(path, key), "NotAnAmount", text);
        return null;
    }

    public int? Whole(JsonObject? parent, string key, string path, int min, int max)
    {
        if (Text(parent, key, path) is not { } text)
        {
            return null;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }
        Fault(Join(path, key), "NotAWholeNumber", text, $"{min}", $"{max}");
        return null;
    }

    public bool? Truth(JsonObject? parent, string key, string path)
    {
        switch (Text(parent, key, path))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            case { } text:
                Fault(Join(path, key), "NotYesOrNo", text);
                return null;
        }
    }

    public T? Choice<T>(JsonObject? parent, string key, string path, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        if (Text(parent, key, path) is not { } text)
        {
            return null;
        }
        if (choices.TryGetValue(text, out var value))
        {
            return value;
        }
        Fault(Join(path, key), "ChoiceUnknown", text, string.Join(", ", choices.Keys));
        return null;
    }

    /// <summary>{ "attribute": "value" or ["value", …] }</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values(JsonObject? parent, string key, string path)
    {
        var values = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, node) in Object(parent, key, path) ?? [])
        {
            List<string> accepted = [];
            foreach (var item in node is JsonArray array ? array : [node?.DeepClone()])
            {
                if (item is JsonValue value)
                {
                    accepted.Add(value.TryGetValue<string>(out var text) ? text : value.ToJsonString());
                }
                else
                {
                    Fault(Join(Join(path, key), name), "JsonExpected", "\"…\"");
                }
            }
            values.Add(name, accepted);
        }
        return values;
    }

    /// <summary>["text", …]</summary>
    public IReadOnlyList<string> Texts(JsonObject? parent, string key, string path)
    {
        if (parent?[key] is not { } node)
        {
            return [];
        }
        if (node is JsonArray array && array.All(i => i is JsonValue))
        {
            return [.. array.OfType<JsonValue>().Select(i => i.TryGetValue<string>(out var text) ? text : i.ToJsonString())];
        }
        Fault(Join(path, key), "JsonExpected", "[ \"…\" ]");
        return [];
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
