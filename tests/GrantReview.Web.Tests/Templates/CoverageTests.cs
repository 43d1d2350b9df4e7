using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Templates;

/// <summary>
/// Every rule of the five calls from the imported file to the award: each boundary case as a round of its own, each question of a person
/// with both answers. COVERAGE.md beside is what this test found; GRANTREVIEW_WRITE_TABLES=1 writes it again.
/// </summary>
public class CoverageTests
{
    private static readonly RuleKind[] Decisive =
        [RuleKind.Eligibility, RuleKind.Exclusion, RuleKind.Limit, RuleKind.Deadline, RuleKind.Matching, RuleKind.Evidence, RuleKind.Term,
            RuleKind.Amount, RuleKind.Selection,
            RuleKind.Order, RuleKind.Stacking];

    /// <summary>First keys of settings that the product carries out; a rule that names another has no caller.</summary>
    private static readonly string[] Callers = ["categories", "allocation", "amountGroups", "indicatorTree", "eligibility"];

    [Fact]
    public void EveryRule_IsShownFromImportToAward_AsTheListSays()
    {
        var list = new StringBuilder("""
            # What shows each rule of the five calls

            Made by `CoverageTests`. *Round*: each boundary case of `eligibility-cases.json` is written as files, read, evaluated, and ends in the decision that the rule demands. *Person*: a round is
            open for it, lets the application in when it is met and refuses it when it is not. *Award*: the amount of an award is held against it. *Setting*: the key of the call that carries it out,
            whose figures `FiveRoundsTests` follows to the fen. *Meeting*: about the list as a whole. *None*: the filing chain or acceptance, not yet carried out.


            """);
        List<(EligibilityRule Rule, bool Works)> all = [];
        foreach (var name in TemplateFolder.Shipped.CallNames)
        {
            var call = CallOf(name);
            var cases = Cases().Where(c => $"{c["call"]}" == name).ToLookup(c => $"{c["rule"]}", StringComparer.Ordinal);
            list.Append(CultureInfo.InvariantCulture, $"## {name}\n\n| rule | clause | use | shown by |\n|---|---|---|---|\n");
            foreach (var rule in call.Eligibility.Rules)
            {
                var shown = Shown(name, call, rule, [.. cases[rule.Id.Value]]);
                all.Add((rule, shown.Works));
                list.Append(CultureInfo.InvariantCulture, $"| {rule.Id} | {rule.Clause} | {rule.Use} | {shown.By} |\n");
            }
            list.Append('\n');
        }
        var decisive = all.Where(r => Decisive.Contains(r.Rule.Kind) && r.Rule.Stage != RuleStage.Act).ToList();
        list.Append(CultureInfo.InvariantCulture,
            $"Of {decisive.Count} rules about eligibility, amounts, quotas and awards {decisive.Count(r => r.Works)} work.\n");

        Assert.True(decisive.Count(r => r.Works) >= 0.95 * decisive.Count);
        ShouldStand(list.ToString());
    }

    /// <summary>What a page calls carried out has a caller in the product.</summary>
    [Fact]
    public void EveryRule_HasACaller_OrIsSaidNotToBeCarriedOut()
    {
        var rules = TemplateFolder.Shipped.CallNames.SelectMany(n => CallOf(n).Eligibility.Rules).ToList();

        Assert.Empty(rules.Where(r => r.Use == RuleUse.Setting && !Callers.Contains(r.CarriedBy?.Split('.')[0])).Select(r => r.Id));
        Assert.All(rules.Where(r => r.Stage is RuleStage.Act or RuleStage.Acceptance), r => Assert.Equal(RuleUse.None, r.Use));
        Assert.All(rules.Where(r => r.Use == RuleUse.Verdict), r => Assert.NotNull(r.Person));
    }

    private static (string By, bool Works) Shown(string name, Call call, EligibilityRule rule, IReadOnlyList<JsonObject> cases)
    {
        switch (rule.Use)
        {
            case RuleUse.Finding:
                Assert.NotEmpty(cases);
                Assert.All(cases, c => AsARound(name, call, rule, c));
                return (
                    $"round: {string.Join(", ", cases.CountBy(c => $"{c["expect"]}").OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}"))}", true);
            case RuleUse.Verdict:
                AsAQuestion(name, call, rule);
                return ("person: open, met, not met", true);
            case RuleUse.Award:
                Assert.NotEmpty(cases);
                return (
                    $"award: {string.Join(", ", cases.Select(c => $"{c["expect"]}").Distinct().Order(StringComparer.Ordinal))}; `EligibilityCasesTests`, `AwardCheckTests`", true);
            case RuleUse.Setting:
                return ($"setting: {rule.CarriedBy}", true);
            case RuleUse.Meeting:
                return ("meeting", true);
            case RuleUse.Hint:
                return ("a warning to whoever looks", true);
            case RuleUse.Note:
                return ("nothing to check", true);
            default:
                return ("none", false);
        }
    }

    private static void AsARound(string name, Call call, EligibilityRule rule, JsonObject given)
    {
        var (expected, why) = ($"{given["expect"]}", given.ToJsonString());
        if (Read(name, call, given) is not { } round)
        {
            // What no list knows is refused at the door, with its row and column; nobody gets anything by it.
            Assert.True(expected is "fail" or "person", why);
            return;
        }
        var finding = round.Findings().Single(f => f.Application.Value == "A" && f.Rule.Id == rule.Id);
        Assert.True(expected switch
        {
            "fail" => finding.Fails,
            "person" => finding.IsOpen,
            _ => !finding.Fails && !finding.IsOpen,
        }, why);
        var entry = Evaluation.Run(round, "s").Ranking.Single(e => e.Application.Id.Value == "A");
        if (expected is "fail" or "person")
        {
            Assert.True(entry.Amount is null && entry.Decision is Decision.Ineligible or Decision.Open, why);
            Assert.True(expected != "fail" || entry.Reasons.Contains(new Reason.IneligibleByRule(new(rule.Id.Value))), why);
            return;
        }
        // Whatever else the case leaves open is answered: then this rule is in nobody's way.
        var answered = round with { Verdicts =
            [.. call.Eligibility.Rules.Where(r => r.Id != rule.Id).Select(r => new Verdict(Verdict.Everyone, r.Id, VerdictKind.Met))] };
        Assert.DoesNotContain(
            Evaluation.Run(answered, "s").Ranking.Single(e => e.Application.Id.Value == "A").Reasons,
            r => r is Reason.IneligibleByRule { Rule: var failed } && failed.Value == rule.Id.Value
                || r is Reason.OpenRule { Rule: var open } && open.Value == rule.Id.Value);
    }

    private static void AsAQuestion(string name, Call call, EligibilityRule rule)
    {
        var category = call.Categories.Select(c => c.Code.Value).First(c => rule.When is null || Evaluator.Evaluate(
            call.Eligibility, rule, An.Application("A", category: c)).Binds);
        var round = Read(name, call, new JsonObject { ["of"] = new JsonObject { ["category"] = category } })
            ?? throw new InvalidDataException(rule.Id.Value);
        Assert.Contains(rule.Id, round.Standings()[new("A")].Open);
        Assert.DoesNotContain(rule.Id,
            (round with { Verdicts = [new Verdict(new("A"), rule.Id, VerdictKind.Met)] }).Standings()[new("A")].Open);
        var refused = Evaluation.Run(round with { Verdicts = [new Verdict(new("A"), rule.Id, VerdictKind.NotMet)] }, "s").Ranking.Single();
        Assert.Contains(new Reason.IneligibleByRule(new(rule.Id.Value)), refused.Reasons);
    }

    /// <summary>The applications of a case as the files of a round, each with a score; null where a cell of them is refused.</summary>
    private static Round? Read(string name, Call call, JsonObject given)
    {
        List<JsonObject> rows = [WithId(given["of"] as JsonObject ?? [], "A"),
            .. (given["others"] as JsonArray ?? []).OfType<JsonObject>().Select(o => WithId(o, $"{o["id"]}"))];
        string[] known = ["id", "title", "category", "unit"];
        List<string> columns =
            [.. known, .. rows.SelectMany(r => r.Select(p => p.Key)).Distinct().Except(known).Order(StringComparer.Ordinal)];
        var applications = Lines(columns, rows.Select(r => columns.Select(c => c switch
        {
            "title" => "项目", "category" when r["category"] is null => call.Categories[0].Code.Value, _ => $"{r[c]}",
        })));
        var files = new Dictionary<string, string>
        {
            ["call.json"] = $$"""{ "code": "R", "template": "{{name}}" }""", ["indicators.csv"] = "code,parent,name,weight\nmerit,,水平,100\n", ["applications.csv"] = applications,
            ["experts.csv"] = "id,name,unit\nE,甲,某单位\n",
            ["assignments.csv"] = Lines(["application", "expert"], rows.Select(r => new[] { $"{r["id"]}", "E" })),
            ["scores.csv"] =
                Lines(["application", "expert", "indicator", "score"], rows.Select(r => new[] { $"{r["id"]}", "E", "merit", "80" })),
        };
        var reading = RoundReader.Read(f => files.TryGetValue(f, out var text) ? Encoding.UTF8.GetBytes(text) : null, isPackage: false);
        Assert.All(reading.Mistakes, m => Assert.Equal("applications.csv", m.File));
        return reading.Round;

        static JsonObject WithId(JsonObject of, string id)
        {
            var copy = (JsonObject)of.DeepClone();
            copy["id"] = id;
            return copy;
        }
    }

    private static string Lines(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Prepend(header)
            .Select(r =>
            string.Join(',',
            r.Select(c => c.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : c)) + "\n"));

    private static List<JsonObject> Cases() =>
        [.. (JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "eligibility-cases.json"))) as JsonArray ?? []).OfType<JsonObject>()];

    private static Call CallOf(string name)
    {
        List<Mistake> mistakes = [];
        return TemplateFolder.Shipped.Describe(name, mistakes)?.Call ?? throw new InvalidDataException(name);
    }

    private static string Folder => Path.Combine(Solution.Root, "tests", "GrantReview.Web.Tests", "Templates");

    private static void ShouldStand(string list)
    {
        var path = Path.Combine(Folder, "COVERAGE.md");
        if (Environment.GetEnvironmentVariable("GRANTREVIEW_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, list);
            return;
        }
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), list);
    }
}
