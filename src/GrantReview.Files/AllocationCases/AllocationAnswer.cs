using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.AllocationCases;

/// <summary>Writes the answer to an allocation case (JSON): the plan with its reasons, and what the quotas named in a reason stood at when the decision fell.</summary>
public static class AllocationAnswer
{
    public static byte[] Write(AllocationPlan plan, AllocationProblem problem)
    {
        var quotas = problem.Quotas.ToDictionary(q => q.Id, StringComparer.Ordinal);
        var steps = plan.Steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var categories = problem.Applications.ToDictionary(a => a.Id, a => a.Attributes.GetValueOrDefault("category", ""), StringComparer.Ordinal);
        var answer = new JsonObject
        {
            ["status"] = plan.Status == AllocationStatus.Optimal ? "optimal" : "infeasible",
            ["funded"] = new JsonArray([.. plan.Funded.Select(f => new JsonObject { ["id"] = f.Id, ["amount"] = f.Amount.ToString() })]),
            ["reserve"] = Ids(plan.Reserve),
            ["reserveByCategory"] = new JsonObject(plan.Reserve.GroupBy(id => categories[id]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)Ids([.. g])))),
            ["notFunded"] = new JsonArray([.. plan.NotFunded.Select(n => new JsonObject { ["id"] = n.Id, ["reasons"] = Ids(n.Reasons), ["loads"] = Loads(n) })]),
            ["spent"] = plan.Spent.ToString(),
            ["unused"] = new JsonObject(plan.Unused.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => KeyValuePair.Create(u.Key, (JsonNode?)CallJson.Size(quotas[u.Key], u.Value)))),
            ["sensitivity"] = new JsonArray([.. plan.Sensitivity.Select(Change)]),
            ["decidedById"] = Ids(plan.DecidedById),
            ["gaveWay"] = new JsonArray([.. plan.GaveWay.Select(g => new JsonObject { ["quota"] = g.Quota, ["used"] = Text(g.Used), ["taken"] = Text(g.Taken), ["max"] = Text(g.Max) })]),
            ["conflicts"] = new JsonArray([.. plan.Conflicts.Select(Ids)]),
            ["conflictsAreAll"] = plan.ConflictsAreAll,
            ["repairs"] = new JsonArray([.. plan.Repairs.Select(Repair)]),
        };
        // Proven in full, an answer says nothing of it.
        if (plan.Proof == ProofKind.Solver)
        {
            answer["proof"] = "solver";
        }
        return Json.Bytes(answer);

        JsonArray Loads(NotFundedApplication left) =>
            new([.. steps[left.Id].Loads.Where(l => left.Reasons.Any(r => r == l.Quota || r == $"closed-by-tie:{l.Quota}" || r == $"floor-reserved:{l.Quota}")).Select(Load)]);

        JsonObject Load(QuotaLoad load)
        {
            var found = new JsonObject { ["quota"] = load.Quota, ["used"] = CallJson.Size(quotas[load.Quota], load.Used) };
            foreach (var (key, size) in new[] { ("max", load.Max), ("min", load.Min) })
            {
                if (size is not null)
                {
                    found[key] = CallJson.Size(quotas[load.Quota], size);
                }
            }
            return found;
        }

        JsonObject Change(SensitivityChange change)
        {
            var found = new JsonObject
            {
                ["change"] = new JsonObject { ["quota"] = change.Quota, ["by"] = change.Points is { } points ? (points.Sign > 0 ? "+" : "") + points.ToExactText() : By(quotas[change.Quota], change.By) },
                ["gain"] = Ids(change.Gain), ["lose"] = Ids(change.Lose),
            };
            if (change.IsInfeasible)
            {
                found["status"] = "infeasible";
            }
            return found;
        }
    }

    private static JsonObject Repair(Repair repair)
    {
        var changes = repair.Changes.Select(c => (JsonNode)new JsonObject { ["quota"] = c.Quota, ["by"] = c.By }).ToArray();
        return new JsonObject { [changes.Length == 1 ? "change" : "changes"] = changes.Length == 1 ? changes[0] : new JsonArray(changes), ["funded"] = Ids(repair.Funded) };
    }

    private static JsonArray Ids(IReadOnlyList<string> ids) => new([.. ids.Select(id => JsonValue.Create(id))]);
    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
    private static string By(Quota quota, long by) => quota.Measure == QuotaMeasure.Count ? by.ToString("+0;-0;0", CultureInfo.InvariantCulture) : (by > 0 ? "+" : "") + new Money(by);
}
