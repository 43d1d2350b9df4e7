using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// call.json ↔ <see cref="Call"/>. What a call gives overrides its template, key by key; a list replaces the template's list.
/// </summary>
public static class CallJson
{
    private static readonly string[] Known =
    [
        "$schema", "code", "name", "template", "source", "note", "indicatorTree", "categories", "dates", "scoring", "assignment",
        "calibration",
        "allocation", "conflicts", "choices", "clauses", "eligibility", "fields", "amountGroups", "workflow",
    ];

    /// <summary>The call, or null with the mistakes added; keys that are not known are warned about.</summary>
    public static Call? Read(byte[] content, string file, TemplateFolder templates, List<Mistake> mistakes, List<Mistake> warnings)
    {
        if (Json.Parse(content, file, mistakes) is not { } given)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        warnings.AddRange(given.Select(p => p.Key).Except(Known).Concat(CallSettings.Unknown(given))
            .Select(k => new Mistake(file, null, k, "KeyUnknown")));
        var template = json.Text(given, "template", "");
        var merged = given;
        if (template is not null)
        {
            if (templates.Call(template) is not { } below)
            {
                json.Fault("template", "TemplateUnknown", template, string.Join(", ", templates.CallNames));
                return null;
            }
            merged = Merge(below, given);
        }
        var call = Read(json, merged, template);
        return mistakes.Count == before ? call : null;
    }

    /// <summary>The call as it is stored and packed: everything resolved, in a fixed order.</summary>
    public static byte[] Write(Call call) => Json.Bytes(Compact(new JsonObject
    {
        ["code"] = call.Code,
        ["name"] = Write(call.Name),
        ["categories"] = new JsonArray([.. call.Categories.Select(AmountJson.Write)]),
        ["scoring"] = CallSettings.Scoring.Write(call.Scoring), ["assignment"] = CallSettings.Assignment.Write(call.Assignment),
        ["calibration"] = CallSettings.Calibration.Write(call.Calibration),
        ["allocation"] = Compact(new JsonObject
        {
            ["amount"] = call.Allocation.Amount is null ? null : AmountJson.Write(call.Allocation.Amount),
            ["quotas"] = new JsonArray([.. call.Allocation.Quotas.Select(Write)]),
            ["minScore"] = call.Allocation.MinScore is { } min ? min.ToExactText() : null,
            ["exclusive"] = call.Allocation.Exclusive.Count == 0 ? null
                : new JsonArray([.. call.Allocation.Exclusive.Select(g => new JsonArray([.. g.Select(id => JsonValue.Create(id.Value))]))]),
            ["policy"] = CallSettings.Policy.Write(call.Allocation.Policy),
            ["library"] = call.Allocation.Library is { } library ? CallSettings.Library.Write(library) : null,
        }),
        ["conflicts"] = call.Conflicts == ConflictSettings.Default ? null : CallSettings.Conflicts.Write(call.Conflicts),
        ["amountGroups"] = AmountJson.Write(call.AmountGroups),
        ["eligibility"] = EligibilityJson.Write(call.Eligibility),
        ["fields"] = FieldJson.Write(call.Fields),
    }));

    private static Call Read(Json json, JsonObject call, string? template)
    {
        var code = json.Text(call, "code", "");
        if (string.IsNullOrWhiteSpace(code))
        {
            json.Fault("code", "Required");
        }
        var categories = json.Objects(call, "categories", "").Select(c => AmountJson.ReadCategory(json, c.Item, c.Path)).ToList();
        var scoring = CallSettings.Scoring.Read(json, json.Object(call, "scoring", ""));
        var assignment = ReadAssignment(json, json.Object(call, "assignment", ""));
        var calibration = CallSettings.Calibration.Read(json, json.Object(call, "calibration", ""));
        if (scoring.LeavesFor.Count > 0 && calibration.Method != CalibrationMethod.Mean)
        {
            json.Fault("calibration.method", "KindsNeedMean");
        }
        var allocation = ReadAllocation(json, json.Object(call, "allocation", ""));
        CheckLottery(json, calibration, scoring);
        if (allocation.Library?.Reading == LibraryReading.First
            && (calibration.UndecidedLottery is not null || allocation.Policy.Order == AllocationOrder.Welfare))
        {
            json.Fault("allocation.library.reading", "LibraryFirstNeedsTheRanking");
        }
        return new Call(code ?? "", json.Local(call, "name", "") ?? new LocalText(code ?? ""), template,
            json.Text(call, "indicatorTree", ""),
            categories, scoring, assignment, calibration, allocation)
        {
            Conflicts = ReadConflicts(json, call),
            Eligibility = EligibilityJson.Read(json, json.Object(call, "eligibility", "")), Fields = FieldJson.Read(json, call),
            AmountGroups = AmountJson.ReadGroups(json, json.Object(call, "amountGroups", "")),
        };
    }

    private static ConflictSettings ReadConflicts(Json json, JsonObject call)
    {
        foreach (var path in CallSettings.Conflicts.Unknown(call))
        {
            json.Fault(path, "ChoiceUnknown", path.Split('.')[^1], string.Join(", ", CallSettings.Conflicts.Settings.Select(s => s.Key)));
        }
        return CallSettings.Conflicts.Read(json, json.Object(call, "conflicts", ""));
    }

    private static AssignmentSettings ReadAssignment(Json json, JsonObject? assignment)
    {
        var read = CallSettings.Assignment.Read(json, assignment);
        if (read.PanelMin > read.PanelMax)
        {
            json.Fault("assignment.panelMin", "NotAWholeNumber", $"{read.PanelMin}", "1", $"{read.PanelMax}");
        }
        return read;
    }

    private static void CheckLottery(Json json, CalibrationSettings calibration, ScoringSettings scoring)
    {
        var isLinear = calibration.Lottery == LotteryKind.Linear;
        if (calibration.UndecidedLottery is null && calibration.Lottery != LotteryKind.Undecided)
        {
            json.Fault("calibration.undecidedLottery", "Required");
        }
        if (calibration.UndecidedLottery is not null && !isLinear && !CalibrationMethods.HasFundingLine(calibration.Method))
        {
            json.Fault("calibration.undecidedLottery", "LotsNeedMixedModel");
        }
        if (isLinear && (calibration.Method != CalibrationMethod.Mean || scoring.Method != TotalMethod.Mean || scoring.LeavesFor.Count > 0))
        {
            json.Fault("calibration.lottery", "LinearLotteryNeedsMean");
        }
        if (isLinear ? calibration.Smoothness is not { Sign: > 0 } : calibration.Smoothness is not null)
        {
            json.Fault("calibration.smoothness", "SmoothnessOfLinear");
        }
    }

    private static AllocationSettings ReadAllocation(Json json, JsonObject? allocation)
    {
        const string path = "allocation";
        var amount = json.Object(allocation, "amount", path) is { } rule ? AmountJson.Read(json, rule, "allocation.amount") : null;
        if (json.Money(allocation, "amountEach", path) is { } each)
        {
            amount = AmountRule.Each(each);
        }
        return new AllocationSettings(amount, ReadQuotas(json, allocation, path), json.Rational(allocation, "minScore", path),
            CallSettings.Policy.Read(json, json.Object(allocation, "policy", path)), ReadExclusive(json, allocation, path))
        {
            Library = json.Object(allocation, "library", path) is { } library ? ReadLibrary(json, library) : null,
        };
    }

    private static LibraryRule ReadLibrary(Json json, JsonObject library)
    {
        _ = Required(json, library, "reason", "allocation.library");
        return CallSettings.Library.Read(json, library);
    }

    internal static List<Quota> ReadQuotas(Json json, JsonObject? parent, string path)
    {
        var quotas = new List<Quota>();
        foreach (var (item, at) in json.Objects(parent, "quotas", path))
        {
            var id = Required(json, item, "id", at);
            // A blank id is a mistake already; its path stands in until all mistakes are told.
            var quotaId = new QuotaId(string.IsNullOrWhiteSpace(id) ? at : id);
            if (quotas.Exists(q => q.Id == quotaId))
            {
                json.Fault($"{at}.id", "TreeCodeTwice", id);
            }
            var measure = json.Choice(item, "measure", at, CallSettings.Measures.Values) ?? QuotaMeasure.Count;
            var quota = new Quota(
                quotaId, measure, json.Values(item, "where", at), Size(item, "max", at, measure), Size(item, "min", at, measure))
            {
                Name = json.Local(item, "name", at),
                Each = json.Text(item, "each", at) is { Length: > 0 } column ? column : null,
            };
            if (quotas.Find(q => IsPart(q, quota) || IsPart(quota, q)) is { } part)
            {
                json.Fault($"{at}.id", "TreeCodeTwice", part.Id.Value);
            }
            if (quota.Min > quota.Max)
            {
                json.Fault($"{at}.min", "MinAboveMax", CallJson.Size(quota, quota.Min) ?? "", CallJson.Size(quota, quota.Max) ?? "");
            }
            quotas.Add(quota);
        }
        return quotas;

        static bool IsPart(Quota whole, Quota part) =>
            whole.Each is not null && part.Id.Value.StartsWith($"{whole.Id}:", StringComparison.Ordinal);

        long? Size(JsonObject item, string key, string at, QuotaMeasure measure) =>
            measure == QuotaMeasure.Count ? json.Whole(item, key, at, 0, int.MaxValue) : json.Money(item, key, at)?.Fen;
    }

    internal static List<IReadOnlyList<ApplicationId>> ReadExclusive(Json json, JsonObject? parent, string path)
    {
        var groups = new List<IReadOnlyList<ApplicationId>>();
        if (parent?["exclusive"] is not { } node)
        {
            return groups;
        }
        foreach (var group in node as JsonArray ?? [])
        {
            if (group is JsonArray ids && ids.All(i => i is JsonValue))
            {
                groups.Add([.. ids.Select(i => ApplicationId.Of(i?.ToString()).GetValueOrDefault())]);
                continue;
            }
            json.Fault(Json.Join(path, "exclusive"), "JsonExpected", "[[\"A1\",\"A2\"]]");
        }
        return groups;
    }

    private static JsonNode Write(Quota quota) => Compact(new JsonObject
    {
        ["id"] = quota.Id.Value, ["name"] = quota.Name is { } name ? Write(name) : null,
        ["measure"] = CallSettings.Measures.NameOf(quota.Measure),
        ["each"] = quota.Each, ["where"] = Write(quota.Where), ["max"] = Size(quota, quota.Max), ["min"] = Size(quota, quota.Min),
    });

    internal static string? Size(Quota quota, long? size) =>
        size is not { } s ? null : quota.Measure == QuotaMeasure.Count ? s.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : new Money(s).ToString();

    internal static JsonObject Write(IReadOnlyDictionary<string, IReadOnlyList<string>> values) =>
        new(values.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => KeyValuePair.Create(v.Key, (JsonNode?)new JsonArray([.. v.Value.Select(x => JsonValue.Create(x))]))));

    internal static JsonObject Write(LocalText text) => new() { ["en"] = text.En, ["zh-CN"] = text.Zh };
    internal static string NameOf<T>(Dictionary<string, T> names, T value) =>
        names.First(n => EqualityComparer<T>.Default.Equals(n.Value, value)).Key;

    internal static string Required(Json json, JsonObject item, string key, string path)
    {
        var text = json.Text(item, key, path);
        if (string.IsNullOrWhiteSpace(text))
        {
            json.Fault(Json.Join(path, key), "Required");
        }
        return text ?? "";
    }

    internal static JsonObject Compact(JsonObject json)
    {
        foreach (var key in json.Where(p => p.Value is null).Select(p => p.Key).ToList())
        {
            json.Remove(key);
        }
        return json;
    }

    internal static JsonObject Merge(JsonObject below, JsonObject above)
    {
        var merged = (JsonObject)below.DeepClone();
        foreach (var (key, value) in above)
        {
            merged[key] = value is JsonObject over && merged[key] is JsonObject under ? Merge(under, over) : value?.DeepClone();
        }
        return merged;
    }
}
