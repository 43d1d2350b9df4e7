using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;

namespace GrantReview.Files.Draws;

/// <summary>The frozen pool of a draw as JSON, with the commitments published before it; and what the draw gave.</summary>
public static class DrawFile
{
    /// <summary>The pool and role → commitment, or null with the mistakes added.</summary>
    public static (DrawPool Pool, IReadOnlyDictionary<string, string> Commitments)? Read(byte[] content, string file, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } given)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        var experts = json.Objects(given, "experts", "").Select(e => new PoolExpert(
            Id(json, e.Item, e.Path), json.Text(e.Item, "kind", e.Path) ?? "", json.Text(e.Item, "region", e.Path) ?? "", json.Text(e.Item, "unit", e.Path) ?? "",
            json.Whole(e.Item, "maxLoad", e.Path, 0, 100_000), Texts(json, e.Item, "conflicts", e.Path))).ToList();
        var applications = json.Objects(given, "applications", "").Select(a => new ApplicationNeed(Id(json, a.Item, a.Path), json.Whole(a.Item, "needed", a.Path, 0, 1000) ?? 0)).ToList();
        foreach (var twice in experts.Select(e => e.Id).GroupBy(i => i).Concat(applications.Select(a => a.Id).GroupBy(i => i)).Where(g => g.Key.Length > 0 && g.Count() > 1))
        {
            json.Fault("id", "TreeCodeTwice", twice.Key);
        }
        var pool = new DrawPool(experts, applications, Counts(json, given, "perKind"), Counts(json, given, "perRegion"),
            json.Whole(given, "perUnit", "", 1, 1000), json.Whole(given, "substitutes", "", 0, 1000) ?? 2)
        {
            Version = json.Whole(given, "version", "", 1, DrawPool.Newest) ?? 1,
        };
        var commitments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var sealedShares = json.Object(given, "commitments", "");
        foreach (var role in sealedShares?.Select(c => c.Key).ToList() ?? [])
        {
            commitments.Add(role, json.Text(sealedShares, role, "commitments") ?? "");
        }
        return mistakes.Count == before ? (pool, commitments) : null;
    }

    public static byte[] Write(DrawPool pool, IReadOnlyDictionary<string, string> commitments)
    {
        var written = new JsonObject();
        // A pool without a version is of version 1, as it was frozen.
        if (pool.Version > 1)
        {
            written["version"] = pool.Version;
        }
        written["experts"] = new JsonArray([.. pool.Experts.OrderBy(e => e.Id, StringComparer.Ordinal).Select(e => new JsonObject
        {
            ["id"] = e.Id, ["kind"] = e.Kind, ["region"] = e.Region, ["unit"] = e.Unit, ["maxLoad"] = e.MaxLoad,
            ["conflicts"] = new JsonArray([.. e.Barred.Order(StringComparer.Ordinal).Select(a => JsonValue.Create(a))]),
        })]);
        written["applications"] = new JsonArray(
            [
                .. pool.Applications.OrderBy(a => a.Id, StringComparer.Ordinal)
                    .Select(a => new JsonObject { ["id"] = a.Id, ["needed"] = a.Needed }),
            ]);
        written["perKind"] = Counts(pool.PerKind);
        written["perRegion"] = Counts(pool.PerRegion);
        written["perUnit"] = pool.PerUnit;
        written["substitutes"] = pool.Substitutes;
        var ordered = commitments.OrderBy(c => c.Key, StringComparer.Ordinal);
        written["commitments"] = new JsonObject(ordered.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        return Json.Bytes(written);
    }

    /// <summary>draw.csv and draw.json.</summary>
    public static IReadOnlyList<OutputFile> OfResult(DrawResult draw, IReadOnlyDictionary<string, string> commitments) =>
    [
        new("draw.csv", Csv.Write(["application", "place", "expert", "role"], draw.Experts.Select(d => (IReadOnlyList<string?>)
            [d.Application, d.Place.ToString(CultureInfo.InvariantCulture), d.Expert, d.IsSubstitute ? "substitute" : "drawn"]))),
        new("draw.json", Json.Bytes(new JsonObject
        {
            ["status"] = draw.Shortages.Count == 0 ? "drawn" : "infeasible", ["digest"] = "SHA-256", ["poolHash"] = draw.PoolHash, ["seed"] = draw.Seed,
            ["commitments"] = new JsonObject(commitments.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["shortages"] = new JsonArray([.. draw.Shortages.Select(s => new JsonObject { ["application"] = s.Subject, ["missing"] = s.Missing, ["en"] = s.Text.En, ["zh-CN"] = s.Text.Zh })]),
        })),
    ];

    /// <summary>lots.csv: the applications of the pool in the order in which a seed draws them.</summary>
    public static OutputFile OfLots(DrawPool pool, string seed) => new("lots.csv", Csv.Write(["place", "application", "lot"],
        pool.Applications.Select(a => (a.Id, Lot: AllocationSolver.Lot(seed, a.Id))).OrderBy(a => a.Lot, StringComparer.Ordinal)
            .Select((a, i) => (IReadOnlyList<string?>)[(i + 1).ToString(CultureInfo.InvariantCulture), a.Id, a.Lot])));

    private static string Id(Json json, JsonObject item, string path)
    {
        var id = json.Text(item, "id", path) ?? "";
        if (id.Length == 0)
        {
            json.Fault(Json.Join(path, "id"), "Required");
        }
        return id;
    }

    private static List<string> Texts(Json json, JsonObject item, string key, string path)
    {
        if (item[key] is null)
        {
            return [];
        }
        if (item[key] is JsonArray array && array.All(n => n is JsonValue))
        {
            return [.. array.Select(n => n is JsonValue v && v.TryGetValue<string>(out var text) ? text : n?.ToJsonString() ?? "")];
        }
        json.Fault(Json.Join(path, key), "JsonExpected", "[ \"…\" ]");
        return [];
    }

    private static SortedDictionary<string, int> Counts(Json json, JsonObject given, string key)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var floors = json.Object(given, key, "");
        foreach (var name in floors?.Select(f => f.Key).ToList() ?? [])
        {
            counts.Add(name, json.Whole(floors, name, key, 0, 1000) ?? 0);
        }
        return counts;
    }

    private static JsonObject Counts(IReadOnlyDictionary<string, int> counts) =>
        new(counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}
