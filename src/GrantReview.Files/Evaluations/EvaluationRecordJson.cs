using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Evaluations;

/// <summary>
/// The evaluation record as one file, the same bytes for the same record: call and indicator tree as their own files have them, all other
/// keys in ordinal order, nothing that is null, scores as exact fractions "n/d" and amounts in yuan as text.
/// </summary>
public static class EvaluationRecordJson
{
    public const string File = "evaluation.json";

    /// <summary>The version of this form; a later program keeps reading it.</summary>
    private const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        AllowOutOfOrderMetadataProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeavePersonsOut, ReasonCodes.NameByCode } },
        Converters =
        {
            new JsonStringEnumConverter(), new FractionConverter(), new YuanConverter(), new ExpertTotalConverter(),
            new LocalTextConverter(),
        },
    };

    /// <param name="package">SHA-256 of the package that the record is of.</param>
    public static byte[] Write(EvaluationRecord record, string package)
    {
        var root = new JsonObject
        {
            ["schema"] = Schema,
            ["package"] = package,
            ["status"] = Node(record.Status),
            ["seed"] = record.Seed,
            ["call"] = JsonNode.Parse(CallJson.Write(record.Call)),
            ["indicators"] = JsonNode.Parse(TreesJson.Write(record.Trees)),
            ["ranking"] = Node(record.Ranking),
            ["problem"] = Node(record.Problem),
            ["allocation"] = Node(record.Allocation),
            ["calibration"] = Node(record.Calibration),
            ["numbers"] = Node(record.Numbers),
            ["scored"] = record.Scored,
            ["sheets"] = record.Sheets,
        };
        if (record.Hanging is not null)
        {
            root["hanging"] = Node(record.Hanging);
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString(Options));
    }

    /// <exception cref="JsonException">It is no record of a known form.</exception>
    public static (EvaluationRecord Record, string Package) Read(byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        if (root.GetProperty("schema").GetInt32() != Schema)
        {
            throw new JsonException("This evaluation record is of a later form.");
        }
        List<Mistake> mistakes = [];
        var call = CallJson.Read(Bytes("call"), "call.json", TemplateFolder.Shipped, mistakes, []);
        var trees = call is null ? null : TreesJson.Read(Bytes("indicators"), "indicators.json", call, mistakes);
        if (call is null || trees is null)
        {
            throw new JsonException($"The evaluation record is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
        }
        var record = new EvaluationRecord(
            Of<EvaluationStatus>("status"), Of<string>("seed"), call, trees, Of<List<RankingEntry>>("ranking"),
            Of<AllocationProblem>("problem"),
            Of<AllocationPlan>("allocation"), Of<List<CategoryCalibration>>("calibration"), Of<Dictionary<ExpertId, int>>("numbers"),
            Of<int>("scored"), Of<int>("sheets"))
        {
            Hanging = root.TryGetProperty("hanging", out _) ? Of<List<WithoutExpertEntry>>("hanging") : null,
        };
        return (record, Of<string>("package"));

        byte[] Bytes(string key) => Encoding.UTF8.GetBytes(root.GetProperty(key).GetRawText());

        T Of<T>(string key) =>
            root.GetProperty(key).Deserialize<T>(Options) ?? throw new JsonException($"The evaluation record has no {key}.");
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options) is { } node ? Sorted(node) : null;

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(i => i is null ? null : Sorted(i))]),
        _ => node.DeepClone(),
    };

    /// <summary>What tells people from namesakes decides nothing after conflicts were found.</summary>
    private static void LeavePersonsOut(JsonTypeInfo type)
    {
        if (type.Type == typeof(Application))
        {
            foreach (var property in type.Properties.Where(p => p.Name is "piContacts" or "team" or "excludedExperts").ToList())
            {
                type.Properties.Remove(property);
            }
        }
    }

    /// <summary>Always "n/d", without the limit that text of people has.</summary>
    private sealed class FractionConverter : JsonConverter<Rational>
    {
        public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            return new Rational(Whole(text.AsSpan(0, slash)), Whole(text.AsSpan(slash + 1)));

            static BigInteger Whole(ReadOnlySpan<char> digits) =>
                BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}/{value.Denominator}"));
    }

    private sealed class YuanConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Money.Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    /// <summary>A text in both languages as [English, Chinese].</summary>
    private sealed class LocalTextConverter : JsonConverter<LocalText>
    {
        public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<string[]>(ref reader, options) is [var en, var zh] ? new LocalText(en, zh)
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new[] { value.En, value.Zh }, options);
    }

    /// <summary>An expert's total as [expert, total].</summary>
    private sealed class ExpertTotalConverter : JsonConverter<(ExpertId Expert, Rational Total)>
    {
        public override (ExpertId Expert, Rational Total) Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var pair =
                JsonSerializer.Deserialize<JsonElement[]>(ref reader, options) is { Length: 2 } two ? two : throw new JsonException();
            return (pair[0].Deserialize<ExpertId>(options), pair[1].Deserialize<Rational>(options));
        }

        public override void Write(Utf8JsonWriter writer, (ExpertId Expert, Rational Total) value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.Expert.Value);
            JsonSerializer.Serialize(writer, value.Total, options);
            writer.WriteEndArray();
        }
    }
}
