using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>The key <c>eligibility</c> of call.json ↔ <see cref="EligibilitySettings"/>.</summary>
internal static class EligibilityJson
{
    private const string Path = "eligibility";
    private static readonly Dictionary<string, Outcome> Outcomes = Names<Outcome>();
    private static readonly Dictionary<string, RuleKind> Kinds = Names<RuleKind>();
    private static readonly Dictionary<string, RuleStage> Stages = Names<RuleStage>();

    public static EligibilitySettings Read(Json json, JsonObject? eligibility)
    {
        DateOnly? asOf = json.Text(eligibility, "asOf", Path) is { } text ? Day(json, text, $"{Path}.asOf") : null;
        List<RetirementAge> ages =
        [
            .. json.Objects(eligibility, "retirementAges", Path).Select(r => new RetirementAge(
                CallJson.Required(json, r.Item, "group", r.Path), json.Whole(r.Item, "years", r.Path, 40, 80) ?? 0,
                Day(json, CallJson.Required(json, r.Item, "from", r.Path), $"{r.Path}.from"),
                json.Whole(r.Item, "every", r.Path, 1, 120) ?? 1, json.Whole(r.Item, "most", r.Path, 0, 240) ?? 0)),
        ];
        var rules = new List<EligibilityRule>();
        foreach (var (item, at) in json.Objects(eligibility, "rules", Path))
        {
            var rule = ReadRule(json, item, at);
            if (rules.Exists(r => r.Id == rule.Id))
            {
                json.Fault($"{at}.id", "TreeCodeTwice", rule.Id.Value);
            }
            rules.Add(rule);
        }
        return new EligibilitySettings(asOf, ages, rules);
    }

    public static JsonObject? Write(EligibilitySettings settings) =>
        settings.AsOf is null && settings.Rules.Count == 0 && settings.RetirementAges.Count == 0 ? null : CallJson.Compact(new JsonObject
    {
        ["asOf"] = settings.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["retirementAges"] =
            settings.RetirementAges.Count == 0 ? null : new JsonArray([.. settings.RetirementAges.Select(r => new JsonObject
        {
            ["group"] = r.Group, ["years"] = r.Years, ["from"] = r.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["every"] = r.Every, ["most"] = r.Most,
        })]),
        ["rules"] = new JsonArray([.. settings.Rules.Select(Write)]),
    });

    private static EligibilityRule ReadRule(Json json, JsonObject item, string at)
    {
        var rule = new EligibilityRule(
            RuleId.Of(CallJson.Required(json, item, "id", at)).GetValueOrDefault(), CallJson.Required(json, item, "clause", at),
            json.Choice(item, "kind", at, Kinds) ?? RuleKind.Eligibility,
            json.Choice(item, "stage", at, Stages) ?? RuleStage.Application, ConditionJson.ReadOptional(json, item, "when", at),
            ConditionJson.ReadOptional(json, item, "condition", at),
            json.Choice(item, "outcome", at, Outcomes) ?? Outcome.Fail, json.Text(item, "carriedBy", at), json.Local(item, "person", at),
            json.Local(item, "text", at) ?? new LocalText(""));
        if (item["text"] is null)
        {
            json.Fault($"{at}.text", "Required");
        }
        if (item["condition"] is null && rule.CarriedBy is null && rule.Person is null)
        {
            json.Fault(at, "RuleDecidesNothing", rule.Id.Value);
        }
        return rule;
    }

    private static JsonNode Write(EligibilityRule rule) => CallJson.Compact(new JsonObject
    {
        ["id"] = rule.Id.Value, ["clause"] = rule.Clause, ["kind"] = CallJson.NameOf(Kinds, rule.Kind),
        ["stage"] = rule.Stage == RuleStage.Application ? null : CallJson.NameOf(Stages, rule.Stage),
        ["when"] = rule.When is null ? null : ConditionJson.Write(rule.When),
        ["condition"] = rule.Condition is null ? null : ConditionJson.Write(rule.Condition),
        ["outcome"] = CallJson.NameOf(Outcomes, rule.Outcome), ["carriedBy"] = rule.CarriedBy,
        ["person"] = rule.Person is null ? null : CallJson.Write(rule.Person),
        ["text"] = rule.Text is null ? null : CallJson.Write(rule.Text),
    });

    private static DateOnly Day(Json json, string text, string path)
    {
        if (Times.TryParse(text, out var time, out var hasHour) && !hasHour)
        {
            return Times.DayOf(time);
        }
        json.Fault(path, "NotADay", text);
        return default;
    }

    private static Dictionary<string, T> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(v => v.ToString().ToLowerInvariant(), v => v);
}
