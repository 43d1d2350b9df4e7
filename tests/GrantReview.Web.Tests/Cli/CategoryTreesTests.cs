using System.Text.Json.Nodes;
using GrantReview.Cli;
using GrantReview.Files.Rounds;
using GrantReview.Web.Tests.Files;

namespace GrantReview.Web.Tests.Cli;

/// <summary>A round with three categories: on the call's own tree, on a tree of its own, and without experts.</summary>
public sealed class CategoryTreesTests : IDisposable
{
    private readonly RoundFolder round = new();

    public CategoryTreesTests()
    {
        round.Write("call.json", """
            { "code": "T1", "categories": [ { "code": "platform" }, { "code": "data", "indicators": "sets" },
                { "code": "line", "selection": { "by": "conditions" } } ],
              "assignment": { "expertsPerApplication": 1 }, "allocation": { "amountEach": "100" } }
            """);
        round.Write("applications.csv", "id,title,category,unit\nP1,平台,platform,甲公司\nD1,数据集,data,乙公司\nL1,奖励,line,丙公司\n");
        round.Write("experts.csv", "id,name,unit\nE1,王五,丁大学\n");
        Directory.CreateDirectory(round.File("indicators"));
        round.Write("indicators/sets.csv", "code,parent,name,weight\na,,规模,30\nc,,质量,70\n");
        round.Write("assignments.csv", "application,expert\nP1,E1\nD1,E1\n");
        round.Write("scores.csv",
            "application,expert,indicator,score\nP1,E1,a,50\nP1,E1,b,30\nD1,E1,a,30\nD1,E1,c,35\n");
    }

    public void Dispose() => round.Dispose();

    [Fact]
    public void Evaluate_CountsEachCategoryOnItsTree_AndThePackageVerifies()
    {
        var (code, _, error) = Run("evaluate", round.Path, "--out", round.File("out"));

        Assert.Equal((0, ""), (code, string.Concat(error.Split('\n').Where(l => l.Contains("scores.csv", StringComparison.Ordinal)))));
        Assert.Equal(["application,expert,total", "D1,E1,65", "P1,E1,80"], Lines("totals.csv"));
        Assert.Equal(["application,amount", "P1,100", "D1,100", "L1,100"], Lines("awards.csv"));
        Assert.Equal(0, Run("verify", round.File("out/package.zip")).Code);
    }

    [Fact]
    public void Evaluate_WithoutScoresAndAssignments_AwardsTheLineAlone_AndAssignsTheOthers()
    {
        File.Delete(round.File("assignments.csv"));
        File.Delete(round.File("scores.csv"));

        var (code, _, _) = Run("evaluate", round.Path, "--out", round.File("out"));

        Assert.Equal(0, code);
        Assert.Equal(["application,amount", "L1,100"], Lines("awards.csv"));
        Assert.Equal(3, Lines("assignments.csv").Length);
        var summary = JsonNode.Parse(round.Text("out/summary.json"));
        Assert.Equal(("evaluated", "2"), ($"{summary?["status"]}", $"{summary?["assignment"]?["assignments"] ?? summary?["assignments"]}"));
        Assert.Equal(0, Run("verify", round.File("out/package.zip")).Code);
    }

    [Theory]
    [InlineData("scores.csv", "D1,E1,a,30", "D1,E1,a,31", "scores.csv", "ScoreOutOfScale")]
    [InlineData("scores.csv", "D1,E1,c,35", "D1,E1,b,35", "scores.csv", "UnknownIndicator")]
    [InlineData("scores.csv", "D1,E1,c,35", "", "scores.csv", "ScoresMissing")]
    [InlineData("call.json", "sets", "other", "call.json", "TreeUnknown")]
    [InlineData("call.json", "sets", "../sets", "call.json", "TreeNameBroken")]
    [InlineData("indicators/sets.csv", "质量,70", "质量,60", "indicators/sets.csv", "TreeWeightsDoNotSum")]
    public void Read_SaysWhichTreeIsWrong(string file, string old, string changed, string inFile, string code)
    {
        round.Replace(file, old, changed);

        Assert.Contains((inFile, code), RoundReader.Read(round.Path).Mistakes.Select(m => (m.File, m.Code)));
    }

    [Fact]
    public void Read_TakesATreeOfTheTemplates_WhereTheRoundBringsNone()
    {
        round.Replace("call.json", "sets", "data-set-builders");
        File.Delete(round.File("scores.csv"));

        Assert.Equal(6, RoundReader.Read(round.Path).Round?.Trees.Of(new("data"))?.Leaves.Count);
    }

    /// <summary>On the site as on the command line: the import says it of the tree that its rows are scored on, and of no other.</summary>
    [Theory]
    [InlineData("D1", "data", true)]
    [InlineData("P1", "platform", false)]
    public void Import_WithoutTheColumnOfAMeasuredLeaf_WarnsOfIt(string id, string category, bool isWarned)
    {
        round.Write("indicators/sets.csv", "code,parent,name,weight,kind,scale\na,,规模,30,,\nm,,体量,70,measured,linear;volume;0;100\n");
        File.Delete(round.File("scores.csv"));
        var read = RoundReader.Read(round.Path).Round!;

        var warnings = RoundReader.ReadApplications(
            System.Text.Encoding.UTF8.GetBytes($"id,title,category,unit\n{id},题目,{category},甲公司\n"), "list.csv", read.Call,
            read.Trees).Warnings;

        Assert.Equal(isWarned, warnings.Any(w => w is { Code: "AttributeMissing", Column: "volume" }));
    }

    /// <summary>Without its column the leaf waits for a person; who says that it may be missing leaves its weight to the others.</summary>
    [Fact]
    public void Evaluate_WithoutTheColumnOfAMeasuredLeaf_AsksBeforeTheOthersShareItsWeight()
    {
        round.Write("indicators/sets.csv",
            "code,parent,name,weight,kind,scale\na,,规模,30,,\nc,,质量,20,,\nm,,体量,50,measured,linear;volume;0;100\n");
        round.Write("scores.csv", "application,expert,indicator,score\nP1,E1,a,50\nP1,E1,b,30\nD1,E1,a,30\nD1,E1,c,10\n");

        Assert.Equal(1, Run("evaluate", round.Path, "--out", round.File("out")).Code);

        Assert.Equal("provisional", $"{JsonNode.Parse(round.Text("out/summary.json"))?["status"]}");
        Assert.Contains("D1,indicatorTree,person", round.Text("out/findings.csv"), StringComparison.Ordinal);
        Assert.Equal(["application,amount", "P1,100", "L1,100"], Lines("awards.csv"));
        Assert.Equal(0, Run("verify", round.File("out/package.zip")).Code);

        round.Write("verdicts.csv", "application,rule,verdict\n*,indicatorTree,met\n");
        Assert.Equal(0, Run("evaluate", round.Path, "--out", round.File("answered")).Code);
        Assert.Contains("D1,E1,80", round.Text("answered/totals.csv"), StringComparison.Ordinal);
        Assert.Equal(0, Run("verify", round.File("answered/package.zip")).Code);
    }

    private string[] Lines(string file) =>
        [.. round.Text($"out/{file}").TrimStart('\uFEFF').TrimEnd().Split('\n').Select(l => l.TrimEnd())];

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (CommandLine.Run(arguments, output, error), output.ToString(), error.ToString());
    }
}
