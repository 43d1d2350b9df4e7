using GrantReview.Testing;
using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests;

/// <summary>The table of security requirements names tests that are there, and says why where it names none.</summary>
public partial class SecurityPageTests
{
    private static readonly string Folder = Path.Combine(Solution.Root, "tests");

    [Fact]
    public void Page_NamesTestsThatAreThere_OrSaysWhyNot()
    {
        var tests = Directory.EnumerateFiles(Folder, "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(f => Path.GetFileNameWithoutExtension(f))
                .ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)), StringComparer.Ordinal);
        var lines = File.ReadLines(Path.Combine(Folder, "SECURITY.md")).Where(l => Requirement().IsMatch(l)).ToList();

        Assert.True(lines.Count > 90, $"{lines.Count} lines");
        Assert.All(lines, line =>
        {
            var named = Named().Matches(line).Select(m => m.Groups[1].Value).ToList();
            Assert.True(named.Count > 0 || line.Split('|')[2].Trim().StartsWith("Not:", StringComparison.Ordinal), line);
            Assert.All(named, name =>
            {
                var parts = name.Split('.');
                Assert.True(tests.TryGetValue(parts[0], out var source)
                    && (parts.Length == 1 || source.Contains($" {parts[1]}(", StringComparison.Ordinal)), name);
            });
        });
    }

    [GeneratedRegex("^\\| (V[0-9]|8\\.1\\.)")]
    private static partial Regex Requirement();

    [GeneratedRegex("`([A-Za-z]+Tests(?:\\.[A-Za-z_]+)?)`")]
    private static partial Regex Named();
}
