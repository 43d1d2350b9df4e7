using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// One condition as JSON: an object whose first key says what is looked at and whose second what it must be, like
/// {"number":"own_funds","atLeast":"200000"}.
/// </summary>
internal static class ConditionJson
{
    private const string Shape =
        "{\"all\"|\"any\"|\"not\"|\"yes\"|\"present\"|\"text\"|\"number\"|\"items\"|\"ratio\"|\"years\"|\"months\"|\"applications\"|\"retirement\"|\"moment\": …}";
    private const int Deepest = 12;

    private static readonly Dictionary<string, Comparison> Comparisons = new()
    {
        ["atLeast"] = Comparison.AtLeast, ["atMost"] = Comparison.AtMost, ["above"] = Comparison.Above, ["below"] = Comparison.Below,
        ["equals"] = Comparison.Equal,
    };

    private static readonly Dictionary<string, PlaceHolders> Holders =
        new() { ["standing"] = PlaceHolders.Standing, ["filed"] = PlaceHolders.Filed };

    private static readonly Dictionary<string, TimeComparison> Moments = new()
    {
        ["notAfter"] = TimeComparison.NotAfter, ["notBefore"] = TimeComparison.NotBefore, ["before"] = TimeComparison.Before,
        ["after"] = TimeComparison.After, ["on"] = TimeComparison.On,
    };

    public static Condition? ReadOptional(Json json, JsonObject parent, string key, string path) =>
        json.Object(parent, key, path) is { } item ? Read(json, item, Json.Join(path, key), 0) : null;

    private static Condition? Read(Json json, JsonObject item, string path, int depth)
    {
        if (depth > Deepest || item.Count == 0)
        {
            json.Fault(path, "JsonExpected", Shape);
            return null;
        }
        var first = item.First().Key;
        var (condition, used) = first switch
        {
            "all" => (Several(json, item, first, path, depth) is { } parts ? new Condition.All(parts) : null, 1),
            "any" => (Several(json, item, first, path, depth) is { } parts ? new Condition.Any(parts) : null, 1),
            "not" =>
                (json.Object(item, first, path) is { } inner && Read(json, inner, $"{path}.not", depth + 1) is { } part
                ? new Condition.Not(part) : null, 1),
            "yes" => (new Condition.Yes(CallJson.Required(json, item, first, path)), 1),
            "present" => (new Condition.Present(CallJson.Required(json, item, first, path)), 1),
            "text" => (TextCondition(json, item, path), 2),
            "moment" => (MomentCondition(json, item, path), 2),
            "number" or "items" or "ratio" or "years" or "months" or "applications" or "retirement" =>
                (Compare(json, item, first, path), 2),
            _ => ((Condition?)null, 0),
        };
        if (used == 0 || item.Count > used)
        {
            json.Fault(path, "JsonExpected", Shape);
            return null;
        }
        return condition;
    }

    private static List<Condition>? Several(Json json, JsonObject item, string key, string path, int depth)
    {
        var items = json.Objects(item, key, path);
        if (items.Count == 0)
        {
            json.Fault($"{path}.{key}", "JsonExpected", "[ { … } ]");
            return null;
        }
        var read = items.Select(i => Read(json, i.Item, i.Path, depth + 1)).ToList();
        return read.Contains(null) ? null : [.. read.OfType<Condition>()];
    }

    private static Condition? TextCondition(Json json, JsonObject item, string path)
    {
        var attribute = CallJson.Required(json, item, "text", path);
        if (item["same"] is not null)
        {
            return new Condition.Same(attribute, CallJson.Required(json, item, "same", path));
        }
        if (json.Object(item, "otherIn", path) is { } others)
        {
            return new Condition.SomeOf(attribute, json.Texts(others, "values", $"{path}.otherIn"),
                CallJson.Required(json, others, "than", $"{path}.otherIn"));
        }
        foreach (var key in new[] { "in", "someIn", "allIn", "covers" }.Where(k => item[k] is not null))
        {
            var values = json.Texts(item, key, path);
            return key switch
            {
                "in" => new Condition.OneOf(attribute, values),
                "someIn" => new Condition.SomeOf(attribute, values),
                "allIn" => new Condition.OnlyOf(attribute, values),
                _ => new Condition.Covers(attribute, values),
            };
        }
        json.Fault(path, "JsonExpected", "\"in\" | \"someIn\" | \"otherIn\" | \"allIn\" | \"covers\" | \"same\"");
        return null;
    }

    private static Condition.Moment? MomentCondition(Json json, JsonObject item, string path)
    {
        var attribute = CallJson.Required(json, item, "moment", path);
        var key = Moments.Keys.FirstOrDefault(k => item[k] is not null);
        if (key is null)
        {
            json.Fault(path, "JsonExpected", string.Join(" | ", Moments.Keys));
            return null;
        }
        var bound = CallJson.Required(json, item, key, path);
        if (bound.Length > 0 && char.IsAsciiDigit(bound[0]) && !Times.TryParse(bound, out _, out _))
        {
            json.Fault($"{path}.{key}", "NotADay", bound);
        }
        return bound.Length == 0 ? null : new Condition.Moment(attribute, Moments[key], bound);
    }

    private static Condition.Compare? Compare(Json json, JsonObject item, string kind, string path)
    {
        var measure = ReadMeasure(json, item, kind, path);
        var key = Comparisons.Keys.FirstOrDefault(k => item[k] is not null);
        if (key is null)
        {
            json.Fault(path, "JsonExpected", string.Join(" | ", Comparisons.Keys));
            return null;
        }
        return measure is not null && json.Rational(item, key, path) is { } bound ? new Condition.Compare(measure, Comparisons[key], bound)
            : null;
    }

    private static Measure? ReadMeasure(Json json, JsonObject item, string kind, string path)
    {
        switch (kind)
        {
            case "number":
                return new Measure.Number(CallJson.Required(json, item, kind, path));
            case "items":
                return new Measure.Items(CallJson.Required(json, item, kind, path));
            case "applications":
                return json.Object(item, kind, path) is { } count
                    ? new Measure.Applications(CallJson.Required(json, count, "by", $"{path}.{kind}"),
                        json.Text(count, "orderedBy", $"{path}.{kind}"), json.Values(count, "where", $"{path}.{kind}"),
                        json.Choice(count, "counts", $"{path}.{kind}", Holders) ?? PlaceHolders.Standing) : null;
            case "retirement":
                return json.Object(item, kind, path) is { } age
                    ? new Measure.Retirement(CallJson.Required(json, age, "birth", $"{path}.{kind}"),
                        CallJson.Required(json, age, "group", $"{path}.{kind}"), CallJson.Required(json, age, "at", $"{path}.{kind}"))
                        : null;
            default:
                var pair = json.Texts(item, kind, path);
                if (pair.Count != 2)
                {
                    json.Fault($"{path}.{kind}", "JsonExpected", "[\"…\", \"…\"]");
                    return null;
                }
                return kind switch
                {
                    "ratio" => new Measure.Ratio(pair[0], pair[1]),
                    "years" => new Measure.Years(pair[0], pair[1]),
                    _ => new Measure.Months(pair[0], pair[1]),
                };
        }
    }

    public static JsonObject Write(Condition condition) => condition switch
    {
        Condition.All c => new JsonObject { ["all"] = new JsonArray([.. c.Of.Select(Write)]) },
        Condition.Any c => new JsonObject { ["any"] = new JsonArray([.. c.Of.Select(Write)]) },
        Condition.Not c => new JsonObject { ["not"] = Write(c.Of) },
        Condition.Yes c => new JsonObject { ["yes"] = c.Attribute },
        Condition.Present c => new JsonObject { ["present"] = c.Attribute },
        Condition.OneOf c => TextOf(c.Attribute, "in", c.Values),
        Condition.SomeOf { But: { } but } c => new JsonObject
        {
            ["text"] = c.Attribute,
            ["otherIn"] = new JsonObject { ["than"] = but, ["values"] = new JsonArray([.. c.Values.Select(v => JsonValue.Create(v))]) },
        },
        Condition.SomeOf c => TextOf(c.Attribute, "someIn", c.Values),
        Condition.OnlyOf c => TextOf(c.Attribute, "allIn", c.Values),
        Condition.Covers c => TextOf(c.Attribute, "covers", c.Values),
        Condition.Same c => new JsonObject { ["text"] = c.Attribute, ["same"] = c.Other },
        Condition.Moment c => new JsonObject { ["moment"] = c.Attribute, [CallJson.NameOf(Moments, c.Comparison)] = c.Bound },
        Condition.Compare c => Write(c),
        _ => throw new InvalidOperationException($"A condition of kind {condition.GetType().Name} cannot be written."),
    };

    private static JsonObject Write(Condition.Compare compare)
    {
        var written = compare.Measure switch
        {
            Measure.Number m => new JsonObject { ["number"] = m.Attribute },
            Measure.Items m => new JsonObject { ["items"] = m.Attribute },
            Measure.Ratio m => new JsonObject { ["ratio"] = new JsonArray(m.Above, m.Under) },
            Measure.Years m => new JsonObject { ["years"] = new JsonArray(m.From, m.To) },
            Measure.Months m => new JsonObject { ["months"] = new JsonArray(m.From, m.To) },
            Measure.Applications m => new JsonObject
            {
                ["applications"] = CallJson.Compact(
                    new JsonObject { ["by"] = m.By, ["orderedBy"] = m.OrderedBy,
                    ["where"] = m.Where.Count == 0 ? null : CallJson.Write(m.Where),
                    ["counts"] = m.Counts == PlaceHolders.Standing ? null : CallJson.NameOf(Holders, m.Counts) }),
            },
            Measure.Retirement m =>
                new JsonObject { ["retirement"] = new JsonObject { ["birth"] = m.Birth, ["group"] = m.Group, ["at"] = m.At } },
            _ => throw new InvalidOperationException($"A measure of kind {compare.Measure.GetType().Name} cannot be written."),
        };
        written[CallJson.NameOf(Comparisons, compare.Comparison)] = compare.Bound.ToExactText();
        return written;
    }

    private static JsonObject TextOf(string attribute, string key, IReadOnlyList<string> values) =>
        new() { ["text"] = attribute, [key] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]) };
}
