using System.Globalization;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.AllocationCases;

/// <summary>
/// Writes the answer to an allocation case (JSON): the plan with its reasons, and what the quotas named in a reason stood at when the
/// decision fell.
/// </summary>
public static class AllocationAnswer
{
    public static byte[] Write(AllocationPlan plan, AllocationProblem problem)
    {
        var quotas = problem.Quotas.ToDictionary(q => q.Id);
        var steps = plan.Steps.ToDictionary(s => s.Id);
        var categories = problem.Applications.ToDictionary(a => a.Id, a => a.Attributes.GetValueOrDefault("category", ""));
        var answer = new JsonObject
        {
            ["status"] = plan.Status == AllocationStatus.Optimal ? "optimal" : "infeasible",
            ["funded"] =
                new JsonArray([.. plan.Funded.Select(f => new JsonObject { ["id"] = f.Id.Value, ["amount"] = f.Amount.ToString() })]),
            ["reserve"] = Ids(plan.Reserve),
            ["reserveByCategory"] = new JsonObject(plan.Reserve.GroupBy(id => categories[id]).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)Ids([.. g])))),
            ["notFunded"] = new JsonArray([.. plan.NotFunded.Select(n => new JsonObject
            {
                ["id"] = n.Id.Value, ["reasons"] = Texts(n.Reasons.Select(ReasonCodes.TextOf)),
                ["reasonDetails"] = ReasonCodes.DetailsOf(n.Reasons), ["loads"] = Loads(n),
            })]),
            ["spent"] = plan.Spent.ToString(),
            ["unused"] = new JsonObject(plan.Unused.OrderBy(u => u.Key)
                .Select(u => KeyValuePair.Create(u.Key.Value, (JsonNode?)CallJson.Size(quotas[u.Key], u.Value)))),
            ["sensitivity"] = new JsonArray([.. plan.Sensitivity.Select(Sensitive)]),
            ["decidedById"] = Ids(plan.DecidedById),
            ["gaveWay"] = new JsonArray([.. plan.GaveWay.Select(g => new JsonObject
            {
                ["quota"] = g.Quota.Value, ["used"] = Text(g.Used), ["taken"] = Text(g.Taken), ["max"] = Text(g.Max),
            })]),
            ["conflicts"] = new JsonArray([.. plan.Conflicts.Select(c => Texts(c.Select(ReasonCodes.TextOf)))]),
            ["conflictDetails"] = new JsonArray([.. plan.Conflicts.Select(c => new JsonArray([.. c.Select(ReasonCodes.DetailOf)]))]),
            ["conflictsAreAll"] = plan.ConflictsAreAll,
            ["repairs"] = new JsonArray([.. plan.Repairs.Select(Repair)]),
        };
        return Json.Bytes(Proven(answer, plan.Proof));

        // Proven in full, an answer or a row of it says nothing of it.
        JsonObject Proven(JsonObject said, ProofKind? proof)
        {
            if (proof == ProofKind.Solver)
            {
                said["proof"] = "solver";
            }
            return said;
        }

        JsonArray Loads(NotFundedApplication left) =>
            new([.. steps[left.Id].Loads.Where(l => left.Reasons.OfType<Reason.OfQuota>().Any(r => r.Quota == l.Quota)).Select(Load)]);

        JsonObject Load(QuotaLoad load)
        {
            var found = new JsonObject { ["quota"] = load.Quota.Value, ["used"] = CallJson.Size(quotas[load.Quota], load.Used) };
            foreach (var (key, size) in new[] { ("max", load.Max), ("min", load.Min) })
            {
                if (size is not null)
                {
                    found[key] = CallJson.Size(quotas[load.Quota], size);
                }
            }
            return found;
        }

        JsonObject Sensitive(SensitivityChange change)
        {
            var found = new JsonObject { ["change"] = Change(change.Change), ["gain"] = Ids(change.Gain), ["lose"] = Ids(change.Lose) };
            if (change.IsInfeasible)
            {
                found["status"] = "infeasible";
            }
            return Proven(found, change.Proof);
        }

        JsonObject Repair(Repair repair)
        {
            JsonNode[] changes = [.. repair.Changes.Select(Change)];
            var (key, value) = changes.Length == 1 ? ("change", changes[0]) : ("changes", new JsonArray(changes));
            return Proven(new JsonObject { [key] = value, ["funded"] = Ids(repair.Funded) }, repair.Proof);
        }

        JsonObject Change(AllocationChange change) => change switch
        {
            AllocationChange.OfQuota(var quota, var bound, var by) => new()
            {
                ["quota"] = quota.Value, ["by"] = By(quotas[quota], by),
                ["code"] = "quota", ["bound"] = bound == QuotaBound.Cap ? "cap" : "floor",
            },
            AllocationChange.OfMinimumScore(var by) => new()
            {
                ["quota"] = "minScore", ["by"] = (by.Sign > 0 ? "+" : "") + by.ToExactText(), ["code"] = "minScore",
            },
            AllocationChange.OfTies(var to) => new() { ["quota"] = "ties", ["by"] = CallSettings.Ties.NameOf(to), ["code"] = "ties" },
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    private static JsonArray Ids(IEnumerable<ApplicationId> ids) => Texts(ids.Select(id => id.Value));
    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
    private static string By(Quota quota, long by) =>
        quota.Measure == QuotaMeasure.Count ? by.ToString("+0;-0;0", CultureInfo.InvariantCulture) : (by > 0 ? "+" : "") + new Money(by);
}
