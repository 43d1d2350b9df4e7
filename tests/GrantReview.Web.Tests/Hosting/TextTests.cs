using GrantReview.Data;
using GrantReview.Testing;
using GrantReview.Web.Localisation;
using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Every text exists in both languages, and every text that a page asks for exists.</summary>
public partial class TextTests
{
    private static readonly IReadOnlyDictionary<string, string> English = WordPair.In("en");

    [Fact]
    public void Words_AreThereInBothLanguages_WithTheSamePlaceholders()
    {
        var chinese = WordPair.In("zh-CN");

        Assert.Equal(English.Keys.Order(), chinese.Keys.Order());
        Assert.All(English, word => Assert.Equal(Placeholders(word.Value), Placeholders(chinese[word.Key])));
        Assert.All(English.Concat(chinese), word => Assert.False(string.IsNullOrWhiteSpace(word.Value), word.Key));
    }

    [Fact]
    public void Pages_AskOnlyForWordsThatExist()
    {
        var asked =
            Sources("*.cs*").SelectMany(f => Asked().Matches(File.ReadAllText(f)).Select(m => (File: f, Key: m.Groups[1].Value))).ToList();

        Assert.True(asked.Count > 300);
        Assert.All(asked, a => Assert.True(English.ContainsKey(a.Key), $"{a.File}: {a.Key}"));
    }

    /// <summary>Whole, by the part before the name of a value, or by the record.</summary>
    [Fact]
    public void Words_AreEachAskedFor()
    {
        var text = string.Concat(Sources("*.cs*").Concat(Sources("*.js")).Select(File.ReadAllText));
        var beginnings = Composed().Matches(text).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var facts = FactJson.Kinds.Values.SelectMany(FactText.KeysOf).ToHashSet(StringComparer.Ordinal);

        var unasked = English.Keys.Where(
            key => !text.Contains($"\"{key}\"", StringComparison.Ordinal) && !facts.Contains(key)
                && !beginnings.Any(b => key.StartsWith(b, StringComparison.Ordinal)));

        Assert.Empty(unasked);
    }

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Solution.Root, "src"), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "lib"));

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""\$"([A-Z][A-Za-z.]*\.[A-Za-z]*|Tree)\{""")]
    private static partial Regex Composed();

    [GeneratedRegex("""(?:T\[|Text\.Of\(|Column\("[a-z]+", |Done\([^"\n]*?, |Refused\([^"\n]*?, )"([A-Za-z]+\.[A-Za-z0-9.-]+)"[\],)]""")]
    private static partial Regex Asked();
}
