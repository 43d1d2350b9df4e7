using System.Text.Json.Nodes;
using GrantReview.Cli;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// verdicts.csv from reading to verification: what is unanswered is out, and the result says that it is not the last one.
/// </summary>
public class VerdictFilesTests
{
    private const string Rules = """
        "eligibility": { "rules": [
          { "id": "R1", "clause": "二（三）2", "kind": "matching", "condition": { "number": "own_funds", "atLeast": "100" }, "text": "own funds" },
          { "id": "R2", "clause": "三", "kind": "scope", "outcome": "person", "person": "judged", "text": "in scope" } ] },
        """;

    [Theory]
    [InlineData("A9,R1,met,", 2, "application", "UnknownApplication")]
    [InlineData("A1,R9,met,", 2, "rule", "UnknownRule")]
    [InlineData("A1,R1,maybe,", 2, "verdict", "ChoiceUnknown")]
    [InlineData("A1,R1,,", 2, "verdict", "Required")]
    [InlineData(",R1,met,", 2, "application", "Required")]
    [InlineData("A1,R1,waived,", 2, "clause", "WaiverNeedsClause")]
    [InlineData("A1,R1,豁免,", 2, "clause", "WaiverNeedsClause")]
    [InlineData("A1,R1,met,\nA1,R1,not-met,", 3, "", "VerdictTwice")]
    public void Read_OfAWrongVerdict_SaysItsRowAndColumn(string rows, int row, string column, string code)
    {
        using var folder = Folder(("100", ""), ("100", ""));
        folder.Write("verdicts.csv", $"application,rule,verdict,clause\n{rows}\n");

        var mistake = Assert.Single(RoundReader.Read(folder.Path).Mistakes);

        Assert.Equal(("verdicts.csv", row, column, code), (mistake.File, mistake.Row, mistake.Column, mistake.Code));
        Assert.NotEqual(mistake.Say("en"), mistake.Say("zh-CN"));
    }

    [Fact]
    public void Read_OfChineseHeadersAndWords_GivesTheSameVerdicts()
    {
        using var folder = Folder(("100", ""), ("100", ""));
        folder.Write("verdicts.csv", "申报项目,规则,认定,依据条款,认定人,认定时间,理由\n*,R2,符合,,甲,2025-06-03T10:00:00+08:00,已读\nA2,R1,豁免,第三条,乙,,\n");

        var verdicts = RoundReader.Read(folder.Path).Round?.Verdicts;

        Assert.Equal(
            [new Verdict(new("*"), new("R2"), VerdictKind.Met, "", "甲", "2025-06-03T10:00:00+08:00", "已读"),
                new Verdict(new("A2"), new("R1"), VerdictKind.Waived, "第三条", "乙")],
            verdicts);
    }

    [Fact]
    public void Evaluate_WithOpenFindings_WritesEverything_ListsThem_AndAnswersNo()
    {
        using var folder = Folder(("100", ""), ("", ""));
        folder.Write("verdicts.csv", "application,rule,verdict\nA1,R2,met\n");

        var code = Run("evaluate", folder.Path, "--out", folder.File("out"));

        Assert.Equal(1, code);
        var summary = JsonNode.Parse(folder.Text("out/summary.json"));
        Assert.Equal("provisional", $"{summary?["status"]}");
        Assert.Equal("""[{"application":"A2","rules":["R1","R2"]}]""", summary?["open"]?.ToJsonString());
        Assert.Equal("""{"funded":1,"reserve":0,"not-funded":0,"ineligible":0,"unranked":0,"open":1}""", summary?["decisions"]?.ToJsonString());
        Assert.Contains("all,,,A2,", folder.Text("out/ranking.csv"), StringComparison.Ordinal);
        Assert.Contains(",open,open:R1;open:R2,", folder.Text("out/ranking.csv"), StringComparison.Ordinal);
        Assert.Contains("A1,R2,person,,met,三,", folder.Text("out/findings.csv"), StringComparison.Ordinal);
        Assert.Equal(0, Run("verify", folder.File("out/package.zip")));
    }

    [Theory]
    [InlineData("met,", "funded", 0)]
    [InlineData("not-met,", "ineligible", 0)]
    [InlineData("waived,第三条", "funded", 0)]
    public void Evaluate_OfAFailedRule_GoesByTheVerdict(string verdict, string decision, int expected)
    {
        using var folder = Folder(("99", ""), ("100", ""));
        folder.Write("verdicts.csv", $"application,rule,verdict,clause\nA1,R1,{verdict}\n*,R2,met,\n");

        var code = Run("evaluate", folder.Path, "--out", folder.File("out"));

        Assert.Equal(expected, code);
        Assert.Contains($",{decision},",
            folder.Text("out/ranking.csv").Split('\n').Single(l => l.Contains(",A1,", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>The column that used to set rules aside is no verdict, and the reader says so.</summary>
    [Fact]
    public void Evaluate_OfTheColumnWaivedRules_RefusesAllTheSame()
    {
        using var folder = Folder(("99", "R1"), ("100", ""));
        folder.Write("verdicts.csv", "application,rule,verdict\n*,R2,met\n");

        var reading = RoundReader.Read(folder.Path);

        Assert.Contains(reading.Warnings, w => w is { Code: "WaivedRulesIgnored", Row: 2 });
        Assert.Equal(Decision.Ineligible,
            Evaluation.Run(reading.Round ?? throw new InvalidDataException(),
            "s").Ranking.Single(e => e.Application.Id.Value == "A1").Decision);
    }

    [Fact]
    public void Assign_GivesNoSeatToWhoIsRefusedOrOpen()
    {
        using var folder = Folder(("99", ""), ("", ""));
        System.IO.File.Delete(folder.File("assignments.csv"));
        System.IO.File.Delete(folder.File("scores.csv"));
        folder.Write("verdicts.csv", "application,rule,verdict\n*,R2,met\n");

        var code = Run("assign", folder.Path, "--out", folder.File("out"));

        Assert.Equal(1, code);
        Assert.Equal("application,expert,affinity\n", folder.Text("out/assignments.csv"));
        Assert.Equal("""[{"application":"A2","rules":["R1"]}]""", JsonNode.Parse(folder.Text("out/summary.json"))?["open"]?.ToJsonString());
    }

    /// <summary>Whoever drops the verdicts from a package, of whatever stage, is left with an award on an unanswered question.</summary>
    [Theory]
    [InlineData("evaluation")]
    [InlineData("decision")]
    [InlineData("final")]
    public void Verify_WithAFundedApplicationThatHasAnOpenFinding_Fails(string stage)
    {
        var package = FrozenPackages.Read($"Schema2/lines-{stage}-internal");
        Assert.Contains(FrozenPackages.Entries(package), e => e.Name == "inputs/verdicts.csv");

        var forged = FrozenPackages.Zip(FrozenPackages.Entries(package).Where(e => e.Name != "inputs/verdicts.csv"));

        Assert.Contains(PackageVerification.Run(forged).Differences, d => d.Code == "FundedUnanswered" && d.Arguments[0] == "R2");
    }

    /// <param name="columns">Own funds and waived_rules of A1 and A2.</param>
    private static RoundFolder Folder(params (string OwnFunds, string Waived)[] columns)
    {
        var folder = new RoundFolder();
        folder.Replace("call.json", "\"assignment\"", Rules.Trim() + " \"assignment\"");
        folder.Write("applications.csv", "id,title,category,unit,own_funds,waived_rules\n"
            + string.Concat(columns.Select((c, i) => $"A{i + 1},题目,all,单位{i},{c.OwnFunds},{c.Waived}\n")));
        return folder;
    }

    private static int Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return CommandLine.Run(arguments, output, error);
    }
}
