using System.Text.Json.Nodes;
using GrantReview.Cli;
using GrantReview.Files.Rounds;
using GrantReview.Web.Tests.Files;

namespace GrantReview.Web.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("grantreview-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Evaluate_TheDemoRound_WritesEverything_AndItsPackageVerifies()
    {
        var (code, _, _) = Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("out"));

        Assert.Equal(0, code);
        Assert.Equal(
            [
                "allocation.json", "assignments.csv", "awards.csv", "awards.xlsx", "calibration.json", "findings.csv", "package.zip",
                "ranking.csv", "ranking.xlsx", "ranks.csv", "reserve.csv", "severity.csv", "summary.json", "totals.csv",
            ],
            Directory.GetFiles(At("out")).Select(Path.GetFileName).Order());
        Assert.Equal("6475098.91", Json("out/summary.json")["awarded"]?.ToString());
        var (verified, said, _) = Run("verify", At("out/package.zip"), "--language", "en", "--out", At("answer.json"));
        Assert.Equal(0, verified);
        Assert.Contains("All equal", said, StringComparison.Ordinal);
        Assert.Contains("recomputed  outputs/allocation.json", said, StringComparison.Ordinal);
        Assert.Equal("equal", Json("answer.json")["status"]?.ToString());
        Assert.Contains(Json("answer.json")["files"]!.AsArray(), f => f!["file"]!.ToString() == "inputs/scores.csv"
            && f["check"]!.ToString() == "hashed");
    }

    [Fact]
    public void Verify_OfAForgedPackage_AnswersNo_WithTheDifferencesInWordsAndJson()
    {
        Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("out"));
        var entries = FrozenPackages.Entries(File.ReadAllBytes(At("out/package.zip")));
        File.WriteAllBytes(At("forged.zip"),
            FrozenPackages.Zip([.. entries, ("outputs/notice.csv", "application,amount\nP01,1\n"u8.ToArray())]));

        var (code, said, _) = Run("verify", At("forged.zip"), "--language", "zh-CN", "--out", At("answer.json"));

        Assert.Equal(1, code);
        Assert.Contains("结果包中有该文件，但清单中没有", said, StringComparison.Ordinal);
        Assert.Equal("different", Json("answer.json")["status"]?.ToString());
        Assert.Equal(["PackageFileExtra", "PackageFileForeign"], Json("answer.json")["differences"]!.AsArray()
            .Select(d => d!["code"]!.ToString()).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Final awards of the corpus whose one promotion no evaluation gives: with the evaluation that is found, without it said.
    /// </summary>
    [Fact]
    public void Verify_OfFinalAwards_SaysWhatWasNotChecked_AndWithTheEvaluationFindsIt()
    {
        foreach (var stage in new[] { "evaluation", "decision", "final" })
        {
            File.WriteAllBytes(At($"{stage}.zip"), FrozenPackages.Read($"Schema2/scored-{stage}-internal"));
        }

        var (code, said, _) = Run("verify", At("final.zip"), "--previous", At("decision.zip"), "--language", "en");
        var (whole, found, _) = Run(
            "verify", At("final.zip"), "--previous", At("decision.zip"), "--evaluation", At("evaluation.zip"), "--language", "en");

        Assert.Equal((0, 1), (code, whole));
        Assert.Contains("Not checked against the evaluation", said, StringComparison.Ordinal);
        Assert.DoesNotContain("every result recomputed", said, StringComparison.Ordinal);
        Assert.Contains("does not say who came in for whom", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Twice_WritesTheSameBytes_ButForTheSeconds()
    {
        Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("one"));
        Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("two"));

        Assert.All(Directory.GetFiles(At("one"))
            .Where(f => f.EndsWith(".csv", StringComparison.Ordinal) || f.EndsWith("calibration.json", StringComparison.Ordinal)),
            f => Assert.Equal(File.ReadAllBytes(f), File.ReadAllBytes(Path.Combine(At("two"), Path.GetFileName(f)))));
        Assert.Equal(Without(Json("one/summary.json")), Without(Json("two/summary.json")));

        static string Without(JsonNode summary)
        {
            summary.AsObject().Remove("seconds");
            return summary.ToJsonString();
        }
    }

    [Fact]
    public void Evaluate_OfABadRound_ListsEveryMistake_AndWritesNothing()
    {
        using var round = new RoundFolder();
        round.Replace("scores.csv", "A1,E1,a,50", "A1,E1,a,99");
        round.Replace("experts.csv", "E2,赵六", "E2,");

        var (code, _, error) = Run("evaluate", round.Path, "--out", At("out"), "--language", "en");

        Assert.Equal(2, code);
        Assert.Contains("scores.csv, row 2, column score", error, StringComparison.Ordinal);
        Assert.Contains("experts.csv, row 3, column name", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
    }

    [Fact]
    public void Evaluate_WithoutScoresAndAssignments_Assigns()
    {
        using var round = new RoundFolder();
        File.Delete(round.File("scores.csv"));
        File.Delete(round.File("assignments.csv"));

        Assert.Equal(0, Run("evaluate", round.Path, "--out", At("out")).Code);
        Assert.Equal("assigned", Json("out/summary.json")["status"]?.ToString());
        Assert.Equal(3, File.ReadAllLines(At("out/assignments.csv")).Length);
    }

    [Theory]
    [InlineData("total")]
    [InlineData("fair")]
    public void Assign_WritesThePlanAndWhatItIsWorth(string objective)
    {
        Assert.Equal(0, Run("assign", TemplateFolder.Shipped.Demo, "--out", At("out"), "--objective", objective).Code);

        var summary = Json("out/summary.json");
        // 33 of 36 are admitted, two below the floor among the others: nobody reads what nothing can be paid for.
        Assert.Equal((objective, 165), (summary["objective"]?.ToString(), summary["assignments"]?.GetValue<int>()));
        Assert.Contains(summary["status"]?.ToString(), new[] { "optimal", "feasible" });
    }

    [Fact]
    public void Assign_WhenExpertsAreShort_SaysNo()
    {
        using var round = new RoundFolder();
        round.Replace("call.json", "\"expertsPerApplication\": 1", "\"expertsPerApplication\": 3");

        Assert.Equal(1, Run("assign", round.Path, "--out", At("out")).Code);
        Assert.Equal("infeasible", Json("out/summary.json")["status"]?.ToString());
    }

    [Fact]
    public void Calibrate_WritesItsThreeFiles()
    {
        File.WriteAllText(At("totals.csv"), "application,expert,score\nA,E,80\nB,E,60\nA,F,70\n");

        Assert.Equal(0, Run("calibrate", At("totals.csv"), "--out", At("out"), "--method", "mean").Code);
        Assert.Equal("A,2,75,75", string.Join(',', File.ReadAllLines(At("out/applications.csv"))[1].Split(',').Take(4)));
        Assert.Equal(1, Json("out/calibration.json")["components"]?.GetValue<int>());
    }

    /// <summary>Whatever was read second, A or B, got about ten points less.</summary>
    [Fact]
    public void Calibrate_WhereTheOrderOfReadingIsRecorded_SaysWhatItDid()
    {
        File.WriteAllText(
            At("totals.csv"), "application,expert,score,position\nA,E,80,1\nB,E,51,2\nA,F,69,8\nB,F,60,4\nA,G,80,1\nB,G,50,2\n");

        Assert.Equal(0, Run("calibrate", At("totals.csv"), "--out", At("out")).Code);

        var effect = Json("out/calibration.json")["positionEffect"];
        Assert.Equal(6, effect?["scores"]?.GetValue<int>());
        Assert.InRange(effect?["effect"]?.GetValue<double>() ?? 0, -30, -5);
        Assert.InRange(effect?["p"]?.GetValue<double>() ?? 2, 0, 1);
    }

    [Fact]
    public void Calibrate_OfAPositionThatIsNone_NamesTheCell()
    {
        File.WriteAllText(At("totals.csv"), "application,expert,score,position\nA,E,80,first\n");

        var (code, _, error) = Run("calibrate", At("totals.csv"), "--out", At("out"));

        Assert.Equal(2, code);
        Assert.Contains("position", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibrate_TakesTheTotalsThatEvaluateWrites()
    {
        Assert.Equal(0, Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("out")).Code);
        Assert.Equal(0, Run("calibrate", At("out/totals.csv"), "--out", At("calibrated"), "--places", "11").Code);

        Assert.Equal(("mixed-model", 11),
            (Json("calibrated/calibration.json")["method"]?.ToString(),
            Json("calibrated/calibration.json")["fundingLine"]?["places"]?.GetValue<int>()));
    }

    [Fact]
    public void Allocate_AnswersAlsoWhenItCannot()
    {
        const string possible = """
            { "applications": [ { "id": "A", "score": "90", "amount": "10", "attributes": {} }, { "id": "B", "score": "80", "amount": "10", "attributes": {} } ],
              "quotas": [ { "id": "places", "measure": "count", "max": "1" } ], "policy": {} }
            """;
        File.WriteAllText(At("case.json"), possible);
        File.WriteAllText(At("bad.json"),
            possible.Replace("\"max\": \"1\" }", "\"max\": \"1\" }, { \"id\": \"floor\", \"measure\": \"count\", \"min\": \"2\" }",
            StringComparison.Ordinal));

        Assert.Equal(0, Run("allocate", At("case.json"), "--out", At("a.json")).Code);
        var (code, output, _) = Run("allocate", At("bad.json"), "--out", At("b.json"));
        Assert.Equal(1, code);
        Assert.Contains("cannot hold together: floor + places", output, StringComparison.Ordinal);
        Assert.Equal(("optimal", "A"), (Json("a.json")["status"]?.ToString(), Json("a.json")["funded"]?[0]?["id"]?.ToString()));
        Assert.Equal("infeasible", Json("b.json")["status"]?.ToString());
    }

    [Theory]
    [InlineData("evaluate", "no-such-folder", "--out", "x")]
    [InlineData("verify", "no-such.zip")]
    [InlineData("allocate", "no-such.json", "--out", "x")]
    [InlineData("calibrate", "no-such.csv", "--out", "x")]
    [InlineData("evaluate")]
    [InlineData("nonsense")]
    public void Run_OfWhatIsNotThere_IsBadInput(params string[] arguments)
    {
        var (code, _, error) = Run(arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Templates_ListsThem()
    {
        var (code, said, _) = Run("templates");

        Assert.Equal(0, code);
        Assert.Contains("chengdu-2024-ai-policy", said, StringComparison.Ordinal);
        Assert.Contains("public-algorithm-platform", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Who may apply", "How amounts come about", "Open choices")]
    [InlineData("zh-CN", "申报条件", "金额测算", "待确认事项")]
    public void Templates_WithAName_SaysInWordsWhatTheCallWillDo(string language, params string[] headings)
    {
        var (code, said, _) = Run("templates", "chengdu-2025-genai", "--language", language);

        Assert.Equal(0, code);
        Assert.All(headings, h => Assert.Contains(h, said, StringComparison.Ordinal));
        Assert.Contains("200,000", said, StringComparison.Ordinal);
        Assert.Contains("二（三）2", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_WithAnUnknownName_IsBadInput()
    {
        var (code, _, error) = Run("templates", "nowhere-2099", "--language", "en");

        Assert.Equal(2, code);
        Assert.Contains("chengdu-2025-genai", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_OfACallWithRules_WritesFindings()
    {
        Run("evaluate", TemplateFolder.Shipped.Demo, "--out", At("out"));

        var findings = File.ReadAllLines(At("out/findings.csv"));

        Assert.Equal("application,rule,outcome,figure,verdict,clause,unknown,verdict_clause", findings[0].TrimStart('\uFEFF'));
        Assert.Contains(findings, f => f.StartsWith("P01,CP24-24,pass,", StringComparison.Ordinal));
        Assert.Contains(findings,
            f => f.StartsWith("P01,CP24-53,person,", StringComparison.Ordinal)
            && f.EndsWith(",met,十（六）,supported_elsewhere,", StringComparison.Ordinal));
    }

    private string At(string path) => Path.Combine(folder, path);

    private JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(At(path))) ?? throw new InvalidDataException(path);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (CommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }
}
