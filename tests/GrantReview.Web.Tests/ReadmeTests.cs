using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests;

/// <summary>What the README promises is there.</summary>
public partial class ReadmeTests
{
    private static string Root { get; } = FindRoot();

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void Readme_NamesTheTwoCommands_AndOnlyFilesThatExist(string readme)
    {
        var text = File.ReadAllText(Path.Combine(Root, readme));

        Assert.Contains("dotnet run --project src/GrantReview.Web", text, StringComparison.Ordinal);
        Assert.Contains("bash tests/run.sh", text, StringComparison.Ordinal);
        Assert.All(
            Link().Matches(text).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Root, link)), link));
        Assert.True(text.Split('\n').Length <= 120);
    }

    [Fact]
    public void PipelineCheck_RunsTheReadmesTestCommand()
    {
        var check = File.ReadAllText(Path.Combine(Root, ".ci", "run"));

        Assert.Contains("tests/run.sh", check, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GrantReview.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
    }
}
