using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests;

/// <summary>What the README promises is there.</summary>
public partial class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Readme_NamesTheTwoCommands_AndOnlyFilesThatExist(string readme)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, readme));

        Assert.Contains("dotnet run --project src/GrantReview.Web", text, StringComparison.Ordinal);
        Assert.Contains("bash tests/run.sh", text, StringComparison.Ordinal);
        Assert.All(
            Link().Matches(text).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), link));
        Assert.True(text.Split('\n').Length <= 120);
    }

    [Fact]
    public void PipelineCheck_RunsTheReadmesTestCommand()
    {
        var check = File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run"));

        Assert.Contains("tests/run.sh", check, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
