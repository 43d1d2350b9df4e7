using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Data;

/// <summary>
/// Facts ↔ canonical JSON: keys in ordinal order, no spaces, nothing that is null, instants in whole microseconds of UTC, exact figures as
/// text. Free text is replaced by the salted digest of its words, which stand beside the fact. What is hashed is the fact with who, when
/// and about what; since schema 2 these stand in the row's columns alone.
/// </summary>
public static class FactJson
{
    /// <summary>The version of this form; a reader of a later one keeps reading it.</summary>
    public const int SchemaVersion = 2;

    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(), new TextConverter(), new RationalConverter(), new MoneyConverter(),
            new InstantConverter(), new ReminderPlanConverter() },
    };

    /// <summary>Every fact of the house by its kind.</summary>
    public static IReadOnlyDictionary<string, Type> Kinds { get; } = typeof(Fact).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Fact)) && !t.IsAbstract).ToDictionary(KindOf, StringComparer.Ordinal);

    /// <summary>Sheet.Submitted for SheetLife.Submitted. Part of the record: never renamed without a reader of the old name.</summary>
    public static string KindOf(Type fact)
    {
        var life = fact.DeclaringType?.Name ?? throw new ArgumentException($"{fact} stands in no life.", nameof(fact));
        return $"{(life.EndsWith("Life", StringComparison.Ordinal) ? life[..^4] : life)}.{fact.Name}";
    }

    /// <summary>What the row keeps of a fact beside its columns.</summary>
    public static byte[] Write(Fact fact, FactRow row)
    {
        var data = JsonSerializer.SerializeToNode(fact, fact.GetType(), Options)?.AsObject() ?? [];
        data.Remove(nameof(Fact.HoldsPoints));
        data.Remove(nameof(Fact.IsForSupervisors));
        TakeTexts(data, "", row.Texts);
        return Encoding.UTF8.GetBytes(new JsonObject { ["data"] = Sorted(data), ["schema"] = SchemaVersion }.ToJsonString(Options));
    }

    /// <summary>The whole fact as it is hashed; one of schema 1 was kept whole.</summary>
    public static byte[] Whole(FactRow row)
    {
        ReadOnlySpan<byte> head = "{\"data\":"u8, tail = ",\"schema\":2}"u8, kept = row.Content;
        if (!kept.StartsWith(head) || !kept.EndsWith(tail))
        {
            return row.Content;
        }
        var whole = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(whole, new JsonWriterOptions { Encoder = Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("act", row.ActId);
            writer.WriteString("at", Instant(row.At));
            if (row.CallId is { } call)
            {
                writer.WriteString("call", call);
            }
            writer.WriteString("capacity", $"{row.Capacity}");
            writer.WritePropertyName("data");
            // What somebody wrote past the program need be no JSON: its hash will not fit.
            writer.WriteRawValue(kept[head.Length..^tail.Length], skipInputValidation: true);
            writer.WriteString("kind", row.Kind);
            writer.WriteNumber("ordinal", row.Ordinal);
            if (row.PersonId is { } person)
            {
                writer.WriteString("person", person);
            }
            writer.WriteNumber("schema", SchemaVersion);
            writer.WriteString("subject", row.Subject);
            writer.WriteString("subjectId", row.SubjectId);
            writer.WriteEndObject();
        }
        return whole.WrittenSpan.ToArray();
    }

    /// <summary>The fact again; texts that were erased are null.</summary>
    public static Fact Read(FactRow row)
    {
        var kept = JsonNode.Parse(row.Content)?.AsObject() ?? throw new InvalidDataException($"Fact {row.Id} is no JSON object.");
        if (!Kinds.TryGetValue(row.Kind, out var type) || kept["data"] is not JsonObject data)
        {
            throw new InvalidDataException($"Fact {row.Id} is of the unknown kind {row.Kind}.");
        }
        GiveTexts(data, "", row.Texts.ToDictionary(t => t.Path, t => t.Text, StringComparer.Ordinal));
        return (Fact?)data.Deserialize(type, Options) ?? throw new InvalidDataException($"Fact {row.Id} is empty.");
    }

    /// <summary>A list of a row's state, in the form that its facts have but with the words in it.</summary>
    public static string WriteList<T>(IReadOnlyList<T> list) => JsonSerializer.Serialize(list, Options);

    public static IReadOnlyList<T> ReadList<T>(string text) => JsonSerializer.Deserialize<List<T>>(text, Options) ?? [];

    /// <summary>Whether the words beside a fact are those it was decided with; erased ones fit.</summary>
    public static bool TextsFit(FactRow row)
    {
        var content = Encoding.UTF8.GetString(row.Content);
        return row.Texts.All(t => content.Contains(DigestOf(t.Salt, t.Text), StringComparison.Ordinal));
    }

    /// <summary>What a text in a fact is replaced by.</summary>
    public static string DigestOf(byte[] salt, string text) =>
        Convert.ToHexStringLower(SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)]));

    public static string Instant(DateTime at) =>
        at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static void TakeTexts(JsonNode node, string path, List<FactTextRow> texts)
    {
        if (node is JsonObject { Count: 1 } holder && holder.TryGetPropertyValue(TextConverter.Words, out var words))
        {
            var text = new FactTextRow { Path = path, Salt = RandomNumberGenerator.GetBytes(16), Text = words?.GetValue<string>() ?? "" };
            texts.Add(text);
            holder.Remove(TextConverter.Words);
            holder[TextConverter.Digest] = DigestOf(text.Salt, text.Text);
            return;
        }
        ForEachChild(node, path, (child, at) => TakeTexts(child, at, texts));
    }

    private static void GiveTexts(JsonNode node, string path, Dictionary<string, string> texts)
    {
        if (node is JsonObject { Count: 1 } holder && holder.ContainsKey(TextConverter.Digest))
        {
            holder.Remove(TextConverter.Digest);
            holder[TextConverter.Words] = texts.GetValueOrDefault(path);
            return;
        }
        ForEachChild(node, path, (child, at) => GiveTexts(child, at, texts));
    }

    private static void ForEachChild(JsonNode node, string path, Action<JsonNode, string> visit)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, child) in o.ToList())
                {
                    if (child is not null)
                    {
                        visit(child, path.Length == 0 ? name : $"{path}.{name}");
                    }
                }
                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                {
                    if (a[i] is { } child)
                    {
                        visit(child, $"{path}[{i}]");
                    }
                }
                break;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o =>
            new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private sealed class TextConverter : JsonConverter<FreeText>
    {
        public const string Words = "text";
        public const string Digest = "digest";

        public override FreeText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonNode.Parse(ref reader)?[Words]?.GetValue<string>());

        public override void Write(Utf8JsonWriter writer, FreeText value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString(Words, value.Text ?? "");
            writer.WriteEndObject();
        }
    }

    private sealed class RationalConverter : JsonConverter<Rational>
    {
        public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Rational.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.Numerator}/{value.Denominator}");
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Fen);
    }

    private sealed class InstantConverter : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTime().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Instant(value));
    }

    private sealed class ReminderPlanConverter : JsonConverter<ReminderPlan>
    {
        public override ReminderPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReminderPlan.Parse(reader.GetString()) ?? ReminderPlan.None;

        public override void Write(Utf8JsonWriter writer, ReminderPlan value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value}");
    }
}
