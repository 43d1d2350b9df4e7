using GrantReview.Testing;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Every text exists in both languages, and every text that a page asks for exists.</summary>
public partial class TextTests
{
    private static readonly string Web = Path.Combine(Solution.Root, "src", "GrantReview.Web");

    [Theory]
    [InlineData("src/GrantReview.Web/Localisation/Text")]
    [InlineData("src/GrantReview.Files/Localisation/Mistakes")]
    public void Words_AreThereInBothLanguages_WithTheSamePlaceholders(string file)
    {
        var (english, chinese) =
            (Words(Path.Combine(Solution.Root, file + ".resx")), Words(Path.Combine(Solution.Root, file + ".zh-CN.resx")));

        Assert.Equal(english.Keys.Order(), chinese.Keys.Order());
        Assert.All(english, word => Assert.Equal(Placeholders(word.Value), Placeholders(chinese[word.Key])));
        Assert.All(english.Concat(chinese), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), word.Key));
    }

    [Fact]
    public void Pages_AskOnlyForWordsThatExist()
    {
        var words = Words(Path.Combine(Web, "Localisation", "Text.resx"));
        var asked =
            Sources("*.cs*").SelectMany(f => Asked().Matches(File.ReadAllText(f)).Select(m => (File: f, Key: m.Groups[1].Value))).ToList();

        Assert.True(asked.Count > 300);
        Assert.All(asked, a => Assert.True(words.ContainsKey(a.Key), $"{a.File}: {a.Key}"));
    }

    /// <summary>Whole, or by the part before the name of a value.</summary>
    [Fact]
    public void Words_AreEachAskedFor()
    {
        var text = string.Concat(Sources("*.cs*").Concat(Sources("*.js")).Select(File.ReadAllText));
        var beginnings = Composed().Matches(text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        var unasked = Words(Path.Combine(Web, "Localisation", "Text.resx")).Keys.Where(
            key => !text.Contains($"\"{key}\"", StringComparison.Ordinal)
                && !beginnings.Any(b => key.StartsWith(b, StringComparison.Ordinal)));

        Assert.Empty(unasked);
    }

    private static IEnumerable<string> Sources(string pattern) => Directory.EnumerateFiles(Web, pattern, SearchOption.AllDirectories)
        .Where(f => !Path.GetRelativePath(Web, f).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "lib"));

    private static Dictionary<string, string> Words(string file) =>
        XDocument.Load(file).Descendants("data").ToDictionary(d => d.Attribute("name")?.Value ?? "", d => d.Element("value")?.Value ?? "");

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""\$"([A-Z][A-Za-z.]*\.[A-Za-z]*)\{""")]
    private static partial Regex Composed();

    [GeneratedRegex("""(?:T\[|Text\.Of\(|Column\("[a-z]+", |Done\([^"\n]*?, |Refused\([^"\n]*?, )"([A-Za-z]+\.[A-Za-z0-9.-]+)"[\],)]""")]
    private static partial Regex Asked();
}
