using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.AllocationCases;

/// <summary>An allocation case (JSON) ↔ problem and plan; amounts and scores are strings.</summary>
public static class AllocationCase
{
    public static AllocationProblem? Read(byte[] content, string file, List<Mistake> mistakes)
    {
        if (Json.Parse(content, file, mistakes) is not { } root)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        if (root["applications"] is null)
        {
            json.Fault("applications", "Required");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var applications = json.Objects(root, "applications", "").Select(a =>
        {
            var (item, path) = a;
            var id = json.Text(item, "id", path) ?? "";
            if (id.Length == 0)
            {
                json.Fault($"{path}.id", "Required");
            }
            else if (!seen.Add(id))
            {
                json.Fault($"{path}.id", "TreeCodeTwice", id);
            }
            if (item["score"] is null)
            {
                json.Fault($"{path}.score", "Required");
            }
            return new AllocationApplication(
                id, json.Rational(item, "score", path) ?? Rational.Zero, json.Money(item, "amount", path) ?? Money.Zero, json.Money(item, "minAmount", path),
                Texts(json, item, "attributes", path), Texts(json, item, "tieBreakers", path), json.Truth(item, "eligible", path) ?? true);
        }).ToList();
        var quotas = CallJson.ReadQuotas(json, root, "");
        var policy = CallJson.ReadPolicy(json, json.Object(root, "policy", ""), "policy");
        if (policy.Ties == TieRule.Lottery && string.IsNullOrEmpty(policy.Seed))
        {
            json.Fault("policy.seed", "Required");
        }
        var problem = new AllocationProblem(applications, quotas, json.Rational(root, "minScore", ""), policy, CallJson.ReadExclusive(json, root, ""));
        foreach (var id in problem.Exclusive.SelectMany(g => g).Distinct().Where(id => !seen.Contains(id)))
        {
            json.Fault("exclusive", "UnknownApplication", id);
        }
        return mistakes.Count == before ? problem : null;
    }

    public static byte[] Write(AllocationPlan plan, AllocationProblem problem)
    {
        var quotas = problem.Quotas.ToDictionary(q => q.Id, StringComparer.Ordinal);
        return Json.Bytes(new JsonObject
        {
            ["status"] = plan.Status == AllocationStatus.Optimal ? "optimal" : "infeasible",
            ["funded"] = new JsonArray([.. plan.Funded.Select(f => new JsonObject { ["id"] = f.Id, ["amount"] = f.Amount.ToString() })]),
            ["reserve"] = Ids(plan.Reserve),
            ["notFunded"] = new JsonArray([.. plan.NotFunded.Select(n => new JsonObject { ["id"] = n.Id, ["reasons"] = Ids(n.Reasons) })]),
            ["spent"] = plan.Spent.ToString(),
            ["unused"] = new JsonObject(plan.Unused.Select(u => KeyValuePair.Create(u.Key, (JsonNode?)CallJson.Size(quotas[u.Key], u.Value)))),
            ["sensitivity"] = new JsonArray([.. plan.Sensitivity.Select(s => new JsonObject
            {
                ["change"] = new JsonObject { ["quota"] = s.Quota, ["by"] = By(quotas[s.Quota], s.By) }, ["gain"] = Ids(s.Gain), ["lose"] = Ids(s.Lose),
            })]),
            ["decidedById"] = Ids(plan.DecidedById),
            ["conflicts"] = new JsonArray([.. plan.Conflicts.Select(Ids)]),
            ["repairs"] = new JsonArray([.. plan.Repairs.Select(r => new JsonObject { ["change"] = new JsonObject { ["quota"] = r.Quota, ["by"] = r.By } })]),
        });

        static JsonArray Ids(IReadOnlyList<string> ids) => new([.. ids.Select(id => JsonValue.Create(id))]);
        static string By(Quota quota, long by) => quota.Measure == QuotaMeasure.Count ? by.ToString("+0;-0;0", CultureInfo.InvariantCulture) : (by > 0 ? "+" : "") + new Money(by);
    }

    private static SortedDictionary<string, string> Texts(Json json, JsonObject item, string key, string path)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var parent = json.Object(item, key, path);
        foreach (var name in parent?.Select(p => p.Key) ?? [])
        {
            texts.Add(name, json.Text(parent, name, Json.Join(path, key)) ?? "");
        }
        return texts;
    }
}
