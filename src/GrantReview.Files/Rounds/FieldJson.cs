using System.Text.Json.Nodes;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>The key <c>fields</c> of call.json ↔ <see cref="FieldDefinition"/>.</summary>
public static class FieldJson
{
    private static readonly Dictionary<string, FieldType> Types = new()
    {
        ["text"] = FieldType.Text, ["number"] = FieldType.Number, ["money"] = FieldType.Money, ["percent"] = FieldType.Percent,
        ["share"] = FieldType.Share, ["date"] = FieldType.Date, ["yes-no"] = FieldType.YesNo, ["list"] = FieldType.List,
        ["id"] = FieldType.Id,
        ["code"] = FieldType.Code,
    };

    private static readonly Dictionary<string, MoneyUnit> MoneyUnits =
        new() { ["yuan"] = MoneyUnit.Yuan, ["万元"] = MoneyUnit.TenThousandYuan };
    private static readonly string[] Known = ["code", "label", "type", "unit", "codes", "personal"];

    /// <summary>What a type is called in the file.</summary>
    public static string NameOf(FieldType type) => CallJson.NameOf(Types, type);

    public static string NameOf(MoneyUnit unit) => CallJson.NameOf(MoneyUnits, unit);

    internal static IReadOnlyList<FieldDefinition> Read(Json json, JsonObject call)
    {
        var fields = new List<FieldDefinition>();
        foreach (var (item, at) in json.Objects(call, "fields", ""))
        {
            foreach (var key in item.Select(i => i.Key).Except(Known))
            {
                json.Fault(Json.Join(at, key), "ChoiceUnknown", key, string.Join(", ", Known));
            }
            var field = ReadField(json, item, at);
            if (fields.Exists(f => f.Code == field.Code))
            {
                json.Fault($"{at}.code", "TreeCodeTwice", field.Code);
            }
            var isTaken = fields.Exists(f => AreOne(f.Label.Zh, field.Label.Zh) || AreOne(f.Label.En, field.Label.En))
                || new[] { field.Label.Zh, field.Label.En }.Any(l => IsAnother(l, field.Code));
            if (field.Label.Zh.Length > 0 && isTaken)
            {
                json.Fault($"{at}.label", "LabelTaken", $"{field.Label}");
            }
            fields.Add(field);
        }
        return fields;
    }

    internal static JsonArray? Write(IReadOnlyList<FieldDefinition> fields) =>
        fields.Count == 0 ? null : new JsonArray([.. fields.Select(Write)]);

    private static JsonNode Write(FieldDefinition f) => CallJson.Compact(new JsonObject
    {
        ["code"] = f.Code,
        ["label"] = CallJson.Write(f.Label),
        ["type"] = CallJson.NameOf(Types, f.Type),
        ["unit"] = f.Type == FieldType.Money ? NameOf(f.MoneyUnit)
            : f.Unit is null ? null : CallJson.Write(f.Unit),
        ["codes"] = f.Codes.Count == 0 ? null : new JsonArray([.. f.Codes.Select(Write)]),
        ["personal"] = f.IsPersonal && f.Type != FieldType.Id ? true : null,
    });

    private static FieldDefinition ReadField(Json json, JsonObject item, string at)
    {
        var type = json.Choice(item, "type", at, Types);
        if (type is null && item["type"] is null)
        {
            json.Fault($"{at}.type", "Required");
        }
        var label = json.Local(item, "label", at);
        if (label is null || label.Zh.Trim().Length == 0 || label.En.Trim().Length == 0)
        {
            json.Fault($"{at}.label", "Required");
        }
        var codes = ReadCodes(json, item, at);
        var mayHaveCodes = type is FieldType.Code or FieldType.List or FieldType.Text;
        if ((codes.Count > 0 && !mayHaveCodes) || (codes.Count == 0 && type == FieldType.Code))
        {
            json.Fault($"{at}.codes", codes.Count > 0 ? "CodesNeedType" : "Required");
        }
        return new FieldDefinition(CallJson.Required(json, item, "code", at), label ?? new LocalText(""), type ?? FieldType.Text)
        {
            Unit = type == FieldType.Money ? null : json.Local(item, "unit", at),
            MoneyUnit = type == FieldType.Money ? json.Choice(item, "unit", at, MoneyUnits) ?? default : default,
            Codes = codes,
            IsPersonal = type == FieldType.Id || (json.Truth(item, "personal", at) ?? false),
        };
    }

    private static List<FieldCode> ReadCodes(Json json, JsonObject item, string path)
    {
        var codes = new List<FieldCode>();
        foreach (var (given, at) in json.Objects(item, "codes", path))
        {
            var code = CallJson.Required(json, given, "code", at);
            var read = new FieldCode(code, json.Local(given, "label", at) ?? new LocalText(code), json.Texts(given, "synonyms", at));
            var names = read.Synonyms.Append(code).Append(read.Label.Zh).Append(read.Label.En);
            if (names.FirstOrDefault(n => codes.Exists(c => c.IsNamed(n))) is { } twice)
            {
                json.Fault(at, "TreeCodeTwice", twice);
            }
            codes.Add(read);
        }
        return codes;
    }

    private static JsonNode Write(FieldCode code) => CallJson.Compact(new JsonObject
    {
        ["code"] = code.Code,
        ["label"] = code.Label == new LocalText(code.Code) ? null : CallJson.Write(code.Label),
        ["synonyms"] = code.Synonyms.Count == 0 ? null : new JsonArray([.. code.Synonyms.Select(s => JsonValue.Create(s))]),
    });

    private static bool AreOne(string label, string other) => Written.Key(label) == Written.Key(other);

    /// <summary>The label already names a column that every call has.</summary>
    private static bool IsAnother(string label, string code) =>
        TableSchema.Applications.Read(label) is { IsUsual: false } read && read.Column != code
            && TableSchema.Applications.IsKnown(read.Column);
}
