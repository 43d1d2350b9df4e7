using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// Each rule of the five calls at its boundaries: eligibility-cases.json holds one line per case (call, rule, attributes, other
/// applications of the round, outcome). An expected "pass" of a rule that only notes means that what it notes holds.
/// </summary>
public class EligibilityCasesTests
{
    private static readonly Dictionary<string, Call> Calls = TemplateFolder.Shipped.CallNames.ToDictionary(n => n, CallOf);

    [Fact]
    public void Evaluate_OnEveryBoundaryCase_SaysWhatTheRuleSays()
    {
        var cases = Cases();

        var wrong = cases.Select((c, i) => (c, i)).Where(c => Outcome(c.c) != $"{c.c["expect"]}")
            .Select(c => $"line {c.i + 2}: {Outcome(c.c)} for {c.c.ToJsonString(Plain)}").ToList();

        Assert.Empty(wrong);
        Assert.True(cases.Count > 400);
    }

    [Fact]
    public void Cases_CoverEveryRuleThatCanBeEvaluated()
    {
        var covered = Cases().Select(c => $"{c["call"]} {c["rule"]}").ToHashSet();

        Assert.Empty(Calls.SelectMany(c => c.Value.Eligibility.Rules.Where(r => r.Condition is not null).Select(r => $"{c.Key} {r.Id}"))
            .Except(covered));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static List<JsonObject> Cases() =>
        [.. (JsonNode.Parse(
            File.ReadAllText(
            Path.Combine(Solution.Root, "tests", "GrantReview.Web.Tests", "Templates", "eligibility-cases.json"))) as JsonArray ?? [])
            .OfType<JsonObject>()];

    private static string Outcome(JsonObject given)
    {
        var call = Calls[$"{given["call"]}"];
        var rule = call.Eligibility.Rules.Single(r => r.Id.Value == $"{given["rule"]}");
        var application = Application("A", given["of"] as JsonObject ?? []);
        var finding = given["others"] is JsonArray others
            ? Evaluator.Evaluate(call.AskedRules with { Rules = [rule] },
                [application, .. others.OfType<JsonObject>().Select(o => Application($"{o["id"]}", o))], [])
                .Single(f => f.Application.Value == "A")
            : Evaluator.Evaluate(call.Eligibility, rule, application);
        // A rule that only notes passes either way: what it noted is the answer.
        return rule.Outcome == Core.Settings.Outcome.Pass && finding.Holds == false ? "pass-not-noted"
            : finding.Outcome.ToString().ToLowerInvariant();
    }

    private static Application Application(string id, JsonObject attributes) =>
        An.Application(id, category: $"{attributes["category"]}", eligible: $"{attributes["eligible"]}" != "no",
            attributes: [.. attributes.Where(a => a.Key is not ("id" or "eligible")).Select(a => (a.Key, $"{a.Value}"))]);

    private static Call CallOf(string name)
    {
        List<Mistake> mistakes = [];
        var call = TemplateFolder.Shipped.Describe(name, mistakes)?.Call;
        Assert.Empty(mistakes);
        return call ?? throw new InvalidDataException(name);
    }
}
