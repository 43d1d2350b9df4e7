using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>What call.json or a template says beside what decides: source, note, dates, workflow, choices, clauses.</summary>
public static class CallDescriptionJson
{
    private static readonly (string Key, LocalText Name)[] DateNames =
    [
        ("inForceFrom", Said.Of("CallDate.InForceFrom")), ("opensOn", Said.Of("CallDate.OpensOn")),
        ("closesOn", Said.Of("CallDate.ClosesOn")), ("returnUntil", Said.Of("CallDate.ReturnUntil")),
        ("withdrawBefore", Said.Of("CallDate.WithdrawBefore")), ("unitSubmitBy", Said.Of("CallDate.UnitSubmitBy")),
        ("recommendBy", Said.Of("CallDate.RecommendBy")), ("windowBy", Said.Of("CallDate.WindowBy")),
        ("projectStartsOn", Said.Of("CallDate.ProjectStartsOn")), ("projectEndsOn", Said.Of("CallDate.ProjectEndsOn")),
        ("scoringClosesAt", Said.Of("CallDate.ScoringClosesAt")),
    ];

    public static IEnumerable<string> DateKeys => DateNames.Select(d => d.Key);

    /// <summary>What a date of the key <c>dates</c> is called; null where there is none of this name.</summary>
    public static LocalText? DateName(string key) => DateNames.FirstOrDefault(d => d.Key == key).Name;

    /// <summary>With a template below, what the call gives itself comes before it.</summary>
    public static CallDescription Read(byte[] content, string file, TemplateFolder templates, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } given)
        {
            return new CallDescription(null, null, [], [], [], []);
        }
        var json = new Json(file, mistakes);
        var merged = json.Text(given, "template", "") is { } template && templates.Call(template) is { } below
            ? CallJson.Merge(below, given) : given;
        return new CallDescription(json.Text(merged, "source", ""), json.Local(merged, "note", ""),
            Dates(json, json.Object(merged, "dates", "")),
            [.. json.Objects(merged, "workflow", "")
                .Select(s =>
                new WorkflowStep(CallJson.Required(json, s.Item, "code", s.Path), Local(json, s.Item, "name", s.Path),
                Local(json, s.Item, "actor", s.Path),
                json.Whole(s.Item, "workingDays", s.Path, 0, 250), Instant(json, s.Item, "dueAt", s.Path),
                json.Text(s.Item, "rule", s.Path)))],
            [.. json.Objects(merged, "choices", "")
                .Select(c => new CallChoice(CallJson.Required(json, c.Item, "key", c.Path), Local(json, c.Item, "why", c.Path)))],
            [.. json.Objects(merged, "clauses", "")
                .Select(c =>
                new CallClause(CallJson.Required(json, c.Item, "ref", c.Path), CallJson.Required(json, c.Item, "key", c.Path),
                Local(json, c.Item, "text", c.Path)))]);
    }

    private static List<CallDate> Dates(Json json, JsonObject? dates)
    {
        foreach (var unknown in (dates?.Select(d => d.Key) ?? []).Except(DateNames.Select(d => d.Key)))
        {
            json.Fault($"dates.{unknown}", "ChoiceUnknown", unknown, string.Join(", ", DateNames.Select(d => d.Key)));
        }
        return [.. DateNames.Select(d => (d.Key, d.Name, When: dates is null ? null : Instant(json, dates, d.Key, "dates")))
            .Where(d => d.When is not null).Select(d => new CallDate(d.Key, d.Name, d.When ?? ""))];
    }

    private static string? Instant(Json json, JsonObject item, string key, string path)
    {
        var text = json.Text(item, key, path);
        if (text is not null && !Times.TryParse(text, out _, out _))
        {
            json.Fault(Json.Join(path, key), "NotADay", text);
        }
        return text;
    }

    private static LocalText Local(Json json, JsonObject item, string key, string path)
    {
        var text = json.Local(item, key, path);
        if (text is null)
        {
            json.Fault(Json.Join(path, key), "Required");
        }
        return text ?? new LocalText("");
    }
}
