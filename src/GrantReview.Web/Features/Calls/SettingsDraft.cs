using System.Text.Json.Nodes;
using GrantReview.Core.Applications;

namespace GrantReview.Web.Features.Calls;

/// <summary>What the buttons of the set-up do to a draft before anything is saved.</summary>
public static class SettingsDraft
{
    public const string Example = "example:";

    /// <summary>A day held against another field and not against a date.</summary>
    public const string MomentOf = "momentOf";

    /// <summary>How an amount is found, and what stands in its rule then.</summary>
    private static readonly Dictionary<string, Func<JsonNode?>> Amounts = new(StringComparer.Ordinal)
    {
        ["none"] = () => null,
        ["fixed"] = () => new JsonObject { ["fixed"] = "" },
        ["rate"] = () => new JsonObject { ["rate"] = "", ["base"] = "" },
        ["bands"] = () => new JsonObject { ["bands"] = new JsonObject { ["value"] = "", ["steps"] = new JsonArray(new JsonObject()) } },
        ["cases"] = () => new JsonObject { ["cases"] = new JsonArray(new JsonObject()) },
        ["asked"] = () => new JsonObject(),
    };

    /// <summary>The kinds of condition, each as it stands before it is filled in.</summary>
    private static readonly Dictionary<string, Func<JsonObject>> Conditions = new(StringComparer.Ordinal)
    {
        ["yes"] = () => new JsonObject { ["yes"] = "" },
        ["present"] = () => new JsonObject { ["present"] = "" },
        ["number"] = () => new JsonObject { ["number"] = "", ["atLeast"] = "" },
        ["in"] = () => new JsonObject { ["text"] = "", ["in"] = new JsonArray() },
        ["someIn"] = () => new JsonObject { ["text"] = "", ["someIn"] = new JsonArray() },
        ["otherIn"] = () => new JsonObject { ["text"] = "", ["otherIn"] = new JsonObject { ["than"] = "", ["values"] = new JsonArray() } },
        ["allIn"] = () => new JsonObject { ["text"] = "", ["allIn"] = new JsonArray() },
        ["covers"] = () => new JsonObject { ["text"] = "", ["covers"] = new JsonArray() },
        ["same"] = () => new JsonObject { ["text"] = "", ["same"] = "" },
        ["items"] = () => new JsonObject { ["items"] = "", ["atLeast"] = "" },
        ["ratio"] = () => new JsonObject { ["ratio"] = new JsonArray("", ""), ["atLeast"] = "" },
        ["moment"] = () => new JsonObject { ["moment"] = "", ["notAfter"] = "" },
        [MomentOf] = () => new JsonObject { ["moment"] = "", ["notAfter"] = Condition.AsOf },
        ["years"] = () => new JsonObject { ["years"] = new JsonArray("", "@asOf"), ["atMost"] = "" },
        ["months"] = () => new JsonObject { ["months"] = new JsonArray("", "@asOf"), ["atMost"] = "" },
        ["applications"] = () => new JsonObject { ["applications"] = new JsonObject { ["by"] = "", ["counts"] = "filed" },
            ["atMost"] = "" },
        ["retirement"] = () => new JsonObject { ["retirement"] = new JsonObject { ["birth"] = "", ["group"] = "", ["at"] = "" },
            ["atMost"] = "0" },
        ["all"] = () => new JsonObject { ["all"] = new JsonArray() },
        ["any"] = () => new JsonObject { ["any"] = new JsonArray() },
        ["not"] = () => new JsonObject { ["not"] = new JsonObject() },
    };

    public static IEnumerable<string> ConditionKinds => Conditions.Keys;

    public static IEnumerable<string> AmountKinds => Amounts.Keys;

    /// <summary>How the amount at a path is found.</summary>
    public static string AmountKindOf(Draft draft, string path) => draft.At(path) is not JsonObject rule ? "none"
        : rule.ContainsKey("fixed") ? "fixed" : rule.ContainsKey("rate") ? "rate" : rule.ContainsKey("bands") ? "bands"
        : rule["cases"] is JsonArray { Count: > 0 } cases && cases.All(c => c?["cap"] is null) ? "cases" : "asked";

    /// <summary>The kind of condition at a path; null = none is there.</summary>
    public static string? ConditionKindOf(Draft draft, string path) =>
        draft.At(path) is not JsonObject { Count: > 0 } condition ? null
        : condition.ContainsKey("text") ? condition.Select(c => c.Key).FirstOrDefault(k => k != "text")
        : condition.ContainsKey("moment") ? condition.Any(c => c.Key != "moment" && $"{c.Value}" is [not (>= '0' and <= '9'), ..])
            ? MomentOf : "moment"
        : condition.Select(c => c.Key).FirstOrDefault(Conditions.ContainsKey);

    /// <summary>The word before the colon names what is done to the path behind it; anything else does nothing.</summary>
    public static void Change(Draft draft, string act, IFormCollection form)
    {
        var colon = act.IndexOf(':', StringComparison.Ordinal);
        var path = act[(colon + 1)..];
        switch (colon < 0 ? "" : act[..colon])
        {
            case "add":
                draft.Add(path, new JsonObject());
                break;
            case "quota":
                draft.Add("allocation.quotas", new JsonObject { ["measure"] = path });
                break;
            case "each":
                draft.Add("allocation.quotas", new JsonObject
                {
                    ["id"] = $"each-{path}", ["measure"] = "count", ["each"] = path, ["max"] = "",
                    ["name"] = new JsonObject
                    {
                        ["en"] = Text.In("en", "Quota.EachName"), ["zh-CN"] = Text.In("zh-CN", "Quota.EachName"),
                    },
                });
                break;
            case "once":
                draft.Add("amountGroups.oncePer", "");
                break;
            case "library":
                draft.Put("allocation.library", new JsonObject { ["reading"] = "none", ["reason"] = "" });
                break;
            case "remove":
                draft.Remove(path);
                break;
            case "raise":
                draft.Raise(path);
                break;
            case "amount" when Amounts.TryGetValue($"{form[act]}", out var amount):
                draft.Put(path, amount());
                break;
            case "condition" when Conditions.TryGetValue($"{form[act]}", out var condition):
                if (draft.At(path) is JsonArray)
                {
                    draft.Add(path, condition());
                }
                else
                {
                    draft.Put(path, condition());
                }
                break;
        }
    }

    /// <summary>The dates of the form, which are the call's and no setting.</summary>
    public static CallLife.SetDates DatesOf(Draft draft, List<Mistake> mistakes)
    {
        return new CallLife.SetDates(
            DayOf("dates.opensOn"), DayOf("dates.closesOn"), Read("dates.scoringClosesAt") is { } closes ? closes.UtcDateTime : null);

        DateOnly? DayOf(string path) => Read(path) is { } time ? Times.DayOf(time) : null;

        DateTimeOffset? Read(string path)
        {
            var text = draft.Text(path);
            if (text.Length == 0 || Times.TryParse(text, out var time, out _))
            {
                return text.Length == 0 ? null : Times.TryParse(text, out var read, out _) ? read : null;
            }
            mistakes.Add(new Mistake("call.json", null, path, "NotADay", text));
            return null;
        }
    }

    /// <summary>The figures of the worked examples, as they were typed.</summary>
    public static IReadOnlyDictionary<string, string> ExampleOf(HttpRequest request) => !request.HasFormContentType
        ? new Dictionary<string, string>()
        : request.Form.Where(f => f.Key.StartsWith(Example, StringComparison.Ordinal))
            .ToDictionary(f => f.Key[Example.Length..], f => $"{f.Value}".Trim(), StringComparer.Ordinal);
}
