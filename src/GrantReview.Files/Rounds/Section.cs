using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Files.Localisation;

namespace GrantReview.Files.Rounds;

/// <summary>A part of the call's settings.</summary>
/// <param name="path">Where it stands in the file.</param>
internal abstract class Section(string path)
{
    public string Path => path;

    public abstract IEnumerable<Setting> Settings { get; }

    /// <summary>As the file would have it; null = it would not.</summary>
    public abstract JsonNode? ValueOf(Setting setting, Call call);

    /// <param name="say">Words by their key.</param>
    public abstract JsonObject Schema(Func<string, string> say);

    /// <summary>The paths of what stands among the settings and is none.</summary>
    public IEnumerable<string> Unknown(JsonObject call)
    {
        var given = path.Split('.').Aggregate((JsonNode?)call, (node, key) => (node as JsonObject)?[key]) as JsonObject ?? [];
        return given.Select(g => g.Key).Except(Settings.Select(s => s.Key)).Select(key => Json.Join(path, key));
    }
}

/// <summary>
/// The settings that one record holds, in the order in which the file has them. A setting that is younger than the packages that are
/// kept is written only where it is not the usual one.
/// </summary>
/// <param name="of">The record of a call.</param>
internal sealed class Section<T>(string path, Func<Call, T> of, T usual) : Section(path)
{
    private readonly List<Entry> entries = [];

    public override IEnumerable<Setting> Settings => entries.Select(e => e.Says);

    /// <summary>A key that the file lacks, or whose value is a mistake, is as usual.</summary>
    /// <param name="at">Where the section stands, if not where a call has it.</param>
    public T Read(Json json, JsonObject? given, string? at = null) =>
        entries.Aggregate(usual, (read, entry) => entry.Read(json, given, at ?? Path, read));

    public JsonObject Write(T section) =>
        CallJson.Compact(new JsonObject(entries.Select(e => KeyValuePair.Create(e.Says.Key, e.Write(section)))));

    public override JsonNode? ValueOf(Setting setting, Call call) => entries.First(e => e.Says == setting).Write(of(call));

    public override JsonObject Schema(Func<string, string> say) => new()
    {
        ["type"] = "object", ["additionalProperties"] = false,
        ["properties"] = new JsonObject(entries.Select(e => KeyValuePair.Create(e.Says.Key, (JsonNode?)SchemaOf(e, say)))),
    };

    /// <param name="isSaid">Whether the file says it; null = always.</param>
    public Section<T> Whole(string key, string label, int least, int most, Func<T, int> get, Func<T, int, T> set, string? note = null,
        Func<T, bool>? isSaid = null) =>
        Add(Said(key, SettingKind.Whole, label, $"{get(usual)}", note) with { Bounds = (least, most) },
            new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most, ["default"] = get(usual) },
            (json, given, at, read) => json.Whole(given, key, at, least, most) is { } value ? set(read, value) : read,
            section => isSaid?.Invoke(section) == false ? null : get(section));

    /// <summary>How many years count; the most means any time.</summary>
    public Section<T> Years(string key, string label, int most, Func<T, int> get, Func<T, int, T> set, string note) =>
        Add(Said(key, SettingKind.Years, label, $"{get(usual)}", note) with { Bounds = (0, most) },
            new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = most, ["default"] = get(usual) },
            (json, given, at, read) => json.Whole(given, key, at, 0, most) is { } value ? set(read, value) : read,
            section => get(section));

    /// <summary>A whole number that may be left out.</summary>
    /// <param name="blank">Key of what it means where it is.</param>
    public Section<T> WholeIfAny(string key, string label, int least, int most, Func<T, int?> get, Func<T, int, T> set,
        string? note = null, string blank = "Setup.NotSaid") =>
        Add(Said(key, SettingKind.Whole, label, "", note) with { Bounds = (least, most), Blank = blank },
            new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most },
            (json, given, at, read) => json.Whole(given, key, at, least, most) is { } value ? set(read, value) : read,
            section => get(section));

    public Section<T> YesNo(string key, string label, Func<T, bool> get, Func<T, bool, T> set, string? note = null,
        bool isYounger = false) =>
        Add(Said(key, SettingKind.YesNo, label, get(usual) ? "true" : "false", note),
            new JsonObject { ["type"] = "boolean", ["default"] = get(usual) },
            (json, given, at, read) => json.Truth(given, key, at) is { } value ? set(read, value) : read,
            section => isYounger && get(section) == get(usual) ? null : get(section));

    public Section<T> Choice<TValue>(string key, string label, Choices<TValue> choices, Func<T, TValue> get, Func<T, TValue, T> set,
        string? note = null, bool isYounger = false)
        where TValue : struct, Enum =>
        Add(Said(key, SettingKind.Choice, label, choices.NameOf(get(usual)), note) with { Choices = choices.Settings },
            new JsonObject { ["enum"] = choices.Schema(), ["default"] = choices.NameOf(get(usual)) },
            (json, given, at, read) => json.Choice(given, key, at, choices.Values) is { } value ? set(read, value) : read,
            section => isYounger && get(section).Equals(get(usual)) ? null : choices.NameOf(get(section)));

    /// <summary>A choice that may be left open.</summary>
    /// <param name="blank">Key of what it means where it is.</param>
    public Section<T> ChoiceIfAny<TValue>(string key, string label, Choices<TValue> choices, Func<T, TValue?> get, Func<T, TValue, T> set,
        string blank)
        where TValue : struct, Enum =>
        Add(Said(key, SettingKind.Choice, label, "", note: null) with { Choices = choices.Settings, Blank = blank },
            new JsonObject { ["enum"] = choices.Schema() },
            (json, given, at, read) => json.Choice(given, key, at, choices.Values) is { } value ? set(read, value) : read,
            section => get(section) is { } value ? choices.NameOf(value) : null);

    public Section<T> Number(string key, string label, Func<T, Rational?> get, Func<T, Rational, T> set, string? note = null) =>
        Add(Said(key, SettingKind.Number, label, "", note), new JsonObject { ["$ref"] = "#/$defs/number" },
            (json, given, at, read) => json.Rational(given, key, at) is { } value ? set(read, value) : read,
            section => get(section)?.ToExactText());

    public Section<T> Share(string key, string label, Func<T, double> get, Func<T, double, T> set, string? note = null)
    {
        return Add(Said(key, SettingKind.Share, label, "0", note),
            new JsonObject { ["$ref"] = "#/$defs/number", ["default"] = "0" }, ReadShare,
            section => get(section) == 0 ? null : ((decimal)get(section)).ToString(CultureInfo.InvariantCulture));

        T ReadShare(Json json, JsonObject? given, string at, T read)
        {
            if (json.Rational(given, key, at)?.ToDouble() is not { } share)
            {
                return read;
            }
            if (share is >= 0 and <= 1)
            {
                return set(read, share);
            }
            json.Fault(Json.Join(at, key), "NotAShare", share.ToString("R", CultureInfo.InvariantCulture));
            return read;
        }
    }

    /// <summary>A text; a blank one says nothing.</summary>
    public Section<T> Text(string key, string label, Func<T, string?> get, Func<T, string, T> set, string? note = null) =>
        Add(Said(key, SettingKind.Text, label, "", note), new JsonObject { ["type"] = "string" },
            (json, given, at, read) => json.Text(given, key, at) is { } text && !string.IsNullOrWhiteSpace(text) ? set(read, text) : read,
            section => get(section));

    /// <summary>A list or an object.</summary>
    /// <param name="schema">Its part of the schema.</param>
    public Section<T> Own(string key, string label, Func<Json, JsonObject?, string, T, T> read, Func<T, JsonNode?> write, string schema,
        string? note = null) =>
        Add(Said(key, SettingKind.Other, label, "", note), JsonNode.Parse(schema)?.AsObject() ?? [], read, write);

    private static JsonObject SchemaOf(Entry entry, Func<string, string> say)
    {
        var schema = (JsonObject)entry.Schema.DeepClone();
        if (entry.Says.Note is { } note)
        {
            schema["description"] = say(note);
        }
        return schema;
    }

    private Setting Said(string key, SettingKind kind, string label, string usually, string? note) =>
        new(Json.Join(Path, key), kind, label, usually) { Note = note };

    private Section<T> Add(Setting says, JsonObject schema, Func<Json, JsonObject?, string, T, T> read, Func<T, JsonNode?> write)
    {
        entries.Add(new Entry(says, schema, read, write));
        return this;
    }

    private sealed record Entry(Setting Says, JsonObject Schema, Func<Json, JsonObject?, string, T, T> Read, Func<T, JsonNode?> Write);
}

/// <summary>The values of a choice, each with its name in the file.</summary>
/// <param name="label">The key of a value's words.</param>
internal sealed class Choices<T>(Func<T, string> label, params (T Value, string Name)[] choices)
    where T : struct, Enum
{
    /// <summary>Called as their enumeration calls them.</summary>
    public Choices(params (T Value, string Name)[] choices) : this(value => Words.KeyOf(value), choices) { }

    public IReadOnlyDictionary<string, T> Values { get; } = choices.ToDictionary(c => c.Name, c => c.Value);

    public IReadOnlyList<SettingChoice> Settings { get; } = [.. choices.Select(c => new SettingChoice(c.Name, label(c.Value)))];

    public string NameOf(T value) => choices.First(c => c.Value.Equals(value)).Name;

    public JsonArray Schema() => [.. choices.Select(c => JsonValue.Create(c.Name))];
}
