using GrantReview.Testing;
using System.Text.Json.Nodes;
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
        var text = File.ReadAllText(Path.Combine(Solution.Root, readme));

        Assert.Contains("dotnet run --project src/GrantReview.Web", text, StringComparison.Ordinal);
        Assert.Contains("bash tests/run.sh", text, StringComparison.Ordinal);
        Assert.All(
            Link().Matches(text).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(Solution.Root, link)), link));
        Assert.True(text.Split('\n').Length <= 120);
    }

    [Fact]
    public void PipelineCheck_RunsTheReadmesTestCommand()
    {
        var check = File.ReadAllText(Path.Combine(Solution.Root, ".ci", "run"));

        Assert.Contains("tests/run.sh", check, StringComparison.Ordinal);
    }

    /// <summary>Every package that comes with the site or the command line, and no other.</summary>
    [Fact]
    public void ThirdParties_AreThoseThatAreBuilt()
    {
        var built = new[] { "GrantReview.Web.deps.json", "grantreview.deps.json" }
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)))?["libraries"]?.AsObject()
                ?? [])
            .Where(library => library.Value?["type"]?.GetValue<string>() == "package").Select(library => library.Key.Replace('/', ' '))
                .Distinct();
        var named = File.ReadLines(Path.Combine(Solution.Root, "src", "THIRD-PARTY.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{cells[1]} {cells[2]}");

        Assert.Equal(built.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
