using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// The part of JSON Schema 2020-12 that the templates' schemas use; a keyword it does not know is a fault too, so that no check is skipped
/// in silence.
/// </summary>
internal sealed class SchemaCheck(JsonObject root)
{
    private static readonly string[] Silent = ["$schema", "title", "description", "default", "format", "$defs"];

    public IReadOnlyList<string> Faults(JsonNode? value)
    {
        var faults = new List<string>();
        Check(root, value, "$", faults);
        return faults;
    }

    private bool IsValid(JsonObject schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults);
        return faults.Count == 0;
    }

    private void Check(JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        foreach (var (keyword, rule) in schema.Where(k => !Silent.Contains(k.Key)))
        {
            if (Broken(schema, keyword, rule, value, at, faults) is { } fault)
            {
                faults.Add($"{at}: {fault}");
            }
        }
    }

    private string? Broken(JsonObject schema, string keyword, JsonNode? rule, JsonNode? value, string at, List<string> faults)
    {
        var (thing, list) = (value as JsonObject, value as JsonArray);
        switch (keyword)
        {
            case "$ref":
                Check($"{rule}"["#/".Length..].Split('/')
                    .Aggregate((JsonNode)root, (node, key) => node[key] ?? throw new InvalidDataException($"{rule}")).AsObject(), value, at,
                    faults);
                return null;
            case "type":
                return IsOf($"{rule}", value) ? null : $"is not of type {rule}";
            case "enum":
                return ListOf(rule).Any(r => JsonNode.DeepEquals(r, value)) ? null
                    : $"{value?.ToJsonString()} is not one of {rule?.ToJsonString()}";
            case "pattern":
                return value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch($"{value}", $"{rule}") ? null
                    : $"“{value}” does not match {rule}";
            case "minimum":
                return value?.GetValueKind() != JsonValueKind.Number || value.GetValue<decimal>() >= NumberOf(rule) ? null
                    : $"is below {rule}";
            case "maximum":
                return value?.GetValueKind() != JsonValueKind.Number || value.GetValue<decimal>() <= NumberOf(rule) ? null
                    : $"is above {rule}";
            case "required":
                return thing is null ? null : ListOf(rule).FirstOrDefault(r => !thing.ContainsKey($"{r}")) is { } missing
                    ? $"{missing} is missing" : null;
            case "minProperties":
                return thing is null || thing.Count >= NumberOf(rule) ? null : "has too few keys";
            case "maxProperties":
                return thing is null || thing.Count <= NumberOf(rule) ? null : "has too many keys";
            case "minItems":
                return list is null || list.Count >= NumberOf(rule) ? null : "has too few items";
            case "maxItems":
                return list is null || list.Count <= NumberOf(rule) ? null : "has too many items";
            case "properties":
                foreach (var (key, inner) in ObjectOf(rule).Where(p => thing?.ContainsKey(p.Key) == true))
                {
                    Check(ObjectOf(inner), thing?[key], $"{at}.{key}", faults);
                }
                return null;
            case "additionalProperties":
                var others = thing?.Where(p => (schema["properties"] as JsonObject)?.ContainsKey(p.Key) != true).ToList() ?? [];
                if (rule is JsonObject each)
                {
                    others.ForEach(p => Check(each, p.Value, $"{at}.{p.Key}", faults));
                    return null;
                }
                return others.Count == 0 || rule?.GetValueKind() == JsonValueKind.True ? null
                    : $"knows no {string.Join(", ", others.Select(p => p.Key))}";
            case "items":
                for (var i = 0; i < (list?.Count ?? 0); i++)
                {
                    Check(ObjectOf(rule), list?[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), faults);
                }
                return null;
            case "anyOf":
                return ListOf(rule).Any(r => IsValid(ObjectOf(r), value)) ? null : "fits none of its forms";
            case "oneOf":
                return ListOf(rule).Count(r => IsValid(ObjectOf(r), value)) == 1 ? null : "does not fit exactly one of its forms";
            default:
                return $"the keyword {keyword} is not checked";
        }
    }

    private static JsonArray ListOf(JsonNode? node) =>
        node as JsonArray ?? throw new InvalidDataException($"{node?.ToJsonString()} is no list");
    private static JsonObject ObjectOf(JsonNode? node) =>
        node as JsonObject ?? throw new InvalidDataException($"{node?.ToJsonString()} is no object");
    private static decimal NumberOf(JsonNode? node) => node?.GetValue<decimal>() ?? throw new InvalidDataException("a number is missing");

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && decimal.IsInteger(value.GetValue<decimal>()),
        _ => throw new InvalidDataException($"type {type}"),
    };
}
