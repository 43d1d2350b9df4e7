using System.Globalization;
using GrantReview.Files.Evaluations;
using System.Text.Json.Nodes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Draws;

/// <summary>The frozen pool of a draw as JSON, with the commitments published before it; and what the draw gave.</summary>
public static class DrawFile
{
    /// <summary>The pool and role → commitment, or null with the mistakes added.</summary>
    public static (DrawPool Pool, IReadOnlyDictionary<string, string> Commitments)? Read(byte[] content, string file,
        List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } given)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        var experts = json.Objects(given, "experts", "").Select(e => new PoolExpert(
            json.Expert(e.Item, "id", e.Path), json.Text(e.Item, "kind", e.Path) ?? "", json.Text(e.Item, "region", e.Path) ?? "",
            json.Text(e.Item, "unit", e.Path) ?? "",
            json.Whole(e.Item, "maxLoad", e.Path, 0, 100_000), Conflicts(json, e.Item, e.Path))).ToList();
        var applications = json.Objects(given, "applications", "")
            .Select(a => new ApplicationNeed(json.Application(a.Item, "id", a.Path), json.Whole(a.Item, "needed", a.Path, 0, 1000) ?? 0))
            .ToList();
        foreach (var twice in experts.CountBy(e => e.Id.Value).Concat(applications.CountBy(a => a.Id.Value))
            .Where(g => g.Key.Length > 0 && g.Value > 1))
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
        written["experts"] = new JsonArray([.. pool.Experts.OrderBy(e => e.Id).Select(e => new JsonObject
        {
            ["id"] = e.Id.Value, ["kind"] = e.Kind, ["region"] = e.Region, ["unit"] = e.Unit, ["maxLoad"] = e.MaxLoad,
            ["conflicts"] = new JsonArray([.. e.Barred.Order().Select(a => JsonValue.Create(a.Value))]),
        })]);
        written["applications"] = new JsonArray(
            [
                .. pool.Applications.OrderBy(a => a.Id)
                    .Select(a => new JsonObject { ["id"] = a.Id.Value, ["needed"] = a.Needed }),
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
            [d.Application.Value, d.Place.ToString(CultureInfo.InvariantCulture), d.Expert.Value,
                d.IsSubstitute ? "substitute" : "drawn"]))),
        new("draw.json", Json.Bytes(new JsonObject
        {
            ["status"] = draw.Shortages.Count == 0 ? "drawn" : "infeasible", ["digest"] = "SHA-256", ["poolHash"] = draw.PoolHash,
            ["seed"] = draw.Seed,
            ["commitments"] = new JsonObject(commitments.OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            ["shortages"] = new JsonArray([.. draw.Shortages.Select(s => new JsonObject
            {
                ["application"] = ReasonCodes.TextOf(s.Subject), ["missing"] = s.Missing,
                ["en"] = AssignmentWords.Of(s).En, ["zh-CN"] = AssignmentWords.Of(s).Zh,
            })]),
        })),
    ];

    /// <summary>lots.csv: the applications of the pool in the order in which a seed draws them.</summary>
    public static OutputFile OfLots(DrawPool pool, string seed) => new("lots.csv", Csv.Write(["place", "application", "lot"],
        pool.Applications.Select(a => (a.Id, Lot: AllocationSolver.Lot(seed, a.Id))).OrderBy(a => a.Lot, StringComparer.Ordinal)
            .Select((a, i) => (IReadOnlyList<string?>)[(i + 1).ToString(CultureInfo.InvariantCulture), a.Id.Value, a.Lot])));

    private static List<ApplicationId> Conflicts(Json json, JsonObject item, string path)
    {
        if (item["conflicts"] is null)
        {
            return [];
        }
        if (item["conflicts"] is JsonArray array && array.All(n => n is JsonValue))
        {
            List<ApplicationId> ids = [.. array.Select(n => ApplicationId.Of(n?.ToString()).GetValueOrDefault())];
            if (ids.Contains(default))
            {
                json.Fault(Json.Join(path, "conflicts"), "Required");
            }
            return ids;
        }
        json.Fault(Json.Join(path, "conflicts"), "JsonExpected", "[ \"…\" ]");
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
