using GrantReview.Cli;
using GrantReview.Files.Rounds;
using GrantReview.Testing;
using GrantReview.Web.Tests.Files;

namespace GrantReview.Web.Tests.Cli;

/// <summary>A unit that got money in an earlier call files twice, once by its code and once by an alias without one.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly RoundFolder round = new();

    public HistoryTests()
    {
        var code = An.UnitCode(1);
        round.Write("call.json", """
            { "code": "T1", "categories": [ { "code": "line", "selection": { "by": "conditions" } } ],
              "amountGroups": { "annualCaps": [ { "by": "unit_code", "max": "250" } ] }, "allocation": { "amountEach": "100" } }
            """);
        round.Write("applications.csv",
            $"id,title,category,unit,unit_code,submitted_at\nA1,一,line,甲公司,{code},2025-03-01T10:00:00+08:00\nA2,二,line,甲企,,2025-03-02T10:00:00+08:00\n");
        round.Write("units.csv", $"unit,unit_code,aliases\n甲公司,{code},甲企\n");
        round.Write("history.csv",
            $"call,application,category,unit_code,project,amount,year\nT0,B1,line,{code},,120,2025\nT0,B2,line,{code},,500,2024\n");
        round.Write("experts.csv", "id,name,unit\nE1,王五,丁大学\n");
        foreach (var file in new[] { "indicators.csv", "assignments.csv", "scores.csv" })
        {
            File.Delete(round.File(file));
        }
    }

    public void Dispose() => round.Dispose();

    [Fact]
    public void Evaluate_CountsTheUnitOverItsNamesAndCalls_AndThePackageVerifies()
    {
        var (code, said) = Run("evaluate", round.Path, "--out", round.File("out"));

        Assert.True(code == 0, said);
        Assert.Equal(["application,amount", "A1,100", "A2,30"], round.Text("out/awards.csv").TrimStart('\uFEFF').TrimEnd().Split('\n'));
        var (verified, difference) = Run("verify", round.File("out/package.zip"));
        Assert.True(verified == 0, difference);
    }

    /// <summary>A place for the unit by its alias: the quota binds both ways of writing, and the package says so without the table.</summary>
    [Fact]
    public void Evaluate_BindsAQuotaThatNamesTheUnitInOtherWords_AndThePackageVerifies()
    {
        round.Replace("call.json", "\"amountEach\": \"100\"", """
            "amountEach": "50", "quotas": [ { "id": "one", "measure": "count", "where": { "unit": "甲企" }, "max": "1" } ]
            """);
        File.Delete(round.File("history.csv"));

        var (code, said) = Run("evaluate", round.Path, "--out", round.File("out"));

        Assert.True(code == 0, said);
        Assert.Single(round.Text("out/awards.csv").TrimEnd().Split('\n').Skip(1));
        var (verified, difference) = Run("verify", round.File("out/package.zip"));
        Assert.True(verified == 0, difference);
    }

    [Theory]
    [InlineData("120,2025", "many,2025", "NotAnAmount")]
    [InlineData("120,2025", ",2025", "Required")]
    [InlineData("120,2025", "120,", "Required")]
    [InlineData(",120,2025", ",120,20250", "NotAWholeNumber")]
    public void Read_OfABrokenHistory_SaysWhere(string old, string changed, string code)
    {
        round.Replace("history.csv", old, changed);

        Assert.Contains(("history.csv", 2, code), RoundReader.Read(round.Path).Mistakes.Select(m => (m.File, m.Row ?? 0, m.Code)));
    }

    private static (int Code, string Said) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (CommandLine.Run(arguments, output, error), $"{output}{error}");
    }
}
