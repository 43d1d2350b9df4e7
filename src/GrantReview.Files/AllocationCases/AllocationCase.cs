using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.AllocationCases;

/// <summary>Reads an allocation case (JSON): amounts and scores are strings. Every mistake is found at once.</summary>
public static class AllocationCase
{
    /// <summary>Sums of money must stay whole numbers of 64 bits with room for changed figures.</summary>
    private const long MostFen = long.MaxValue / 8;

    private static readonly string[] Keys = ["applications", "quotas", "exclusive", "minScore", "policy", "id", "title", "note"];

    /// <param name="warnings">What is legal and probably not meant: keys that are not known, a tie-break that nobody has.</param>
    public static AllocationProblem? Read(byte[] content, string file, List<Mistake> mistakes, List<Mistake> warnings)
    {
        if (Json.Parse(content, file, mistakes) is not { } root)
        {
            return null;
        }
        var before = mistakes.Count;
        var json = new Json(file, mistakes);
        warnings.AddRange(root.Select(p => p.Key).Except(Keys).Select(k => new Mistake(file, null, k, "KeyUnknown")));
        var applications = ReadApplications(json, root);
        var quotas = CallJson.ReadQuotas(json, root, "");
        var policy = CallSettings.Policy.Read(json, json.Object(root, "policy", ""), "policy");
        var exclusive = CallJson.ReadExclusive(json, root, "");
        CheckQuotas(json, quotas, applications);
        CheckExclusive(json, exclusive, applications);
        CheckPolicy(json, policy, applications);
        warnings.AddRange(policy.TieBreak.Where(t => applications.Count > 0 && !applications.Exists(a => a.TieBreakers.ContainsKey(t.By)))
            .Select(t => new Mistake(file, null, "policy.tieBreak", "TieBreakNobodyHas", t.By)));
        var problem = new AllocationProblem(
            applications, AllocationProblem.QuotasOver(quotas, applications.Select(a => a.Attributes)), json.Rational(root, "minScore", ""),
            policy, exclusive);
        return mistakes.Count == before ? problem : null;
    }

    private static List<AllocationApplication> ReadApplications(Json json, JsonObject root)
    {
        if (root["applications"] is null)
        {
            json.Fault("applications", "JsonExpected", "[ { … } ]");
        }
        var seen = new Dictionary<ApplicationId, string>();
        var sum = 0m;
        var applications = json.Objects(root, "applications", "").Select(a =>
        {
            var (item, path) = a;
            var id = json.Application(item, "id", path);
            if (id != default && !seen.TryAdd(id, path))
            {
                json.Fault($"{path}.id", "CaseIdTwice", id.Value, seen[id]);
            }
            if (item["score"] is null)
            {
                json.Fault($"{path}.score", "Required");
            }
            var (amount, least) = (json.Money(item, "amount", path) ?? Money.Zero, json.Money(item, "minAmount", path));
            if (least > amount)
            {
                json.Fault($"{path}.minAmount", "MinAboveMax", $"{least}", $"{amount}");
            }
            sum += amount.Fen;
            return new AllocationApplication(
                id, json.Rational(item, "score", path) ?? Rational.Zero, amount, least,
                Texts(json, item, "attributes", path), Texts(json, item, "tieBreakers", path), json.Truth(item, "eligible", path) ?? true);
        }).ToList();
        if (sum > MostFen)
        {
            json.Fault("applications", "AmountsTooLarge", new Money(MostFen).ToString());
        }
        return applications;
    }

    /// <summary>An attribute that no application has is a slip; a value that none has is an empty category.</summary>
    private static void CheckQuotas(Json json, List<Quota> quotas, List<AllocationApplication> applications)
    {
        var attributes = applications.SelectMany(a => a.Attributes.Keys).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < quotas.Count && applications.Count > 0; i++)
        {
            foreach (var (key, at) in quotas[i].Where.Keys.Select(k => (k, $"where.{k}")).Append((quotas[i].Each ?? "", "each"))
                .Where(k => k.Item1.Length > 0 && !attributes.Contains(k.Item1)))
            {
                var known = string.Join(", ", attributes.Order(StringComparer.Ordinal).DefaultIfEmpty("—"));
                json.Fault($"quotas[{i}].{at}", "QuotaAttributeUnknown", quotas[i].Id.Value, key, known);
            }
        }
    }

    private static void CheckExclusive(Json json, List<IReadOnlyList<ApplicationId>> exclusive, List<AllocationApplication> applications)
    {
        var ids = applications.Select(a => a.Id).ToHashSet();
        for (var i = 0; i < exclusive.Count; i++)
        {
            if (exclusive[i].Count == 0)
            {
                json.Fault($"exclusive[{i}]", "ExclusiveEmpty");
            }
            foreach (var id in exclusive[i].Distinct().Where(id => !ids.Contains(id)))
            {
                json.Fault($"exclusive[{i}]", "ExclusiveUnknown", id.Value);
            }
        }
    }

    private static void CheckPolicy(Json json, AllocationPolicy policy, List<AllocationApplication> applications)
    {
        if (policy.Ties == TieRule.Lottery && string.IsNullOrEmpty(policy.Seed))
        {
            json.Fault("policy.seed", "SeedMissing");
        }
        if (policy.Order == AllocationOrder.Welfare && !AllocationSolver.CanAddUp([.. applications.Select(a => a.Score)]))
        {
            json.Fault("applications", "ScoresCannotBeAdded");
        }
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
