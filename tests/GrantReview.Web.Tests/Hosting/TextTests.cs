using GrantReview.Data;
using GrantReview.Files.Localisation;
using GrantReview.Files.Rounds;
using GrantReview.Testing;
using GrantReview.Web.Localisation;
using System.Text.RegularExpressions;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Every text exists in both languages, and every text that a page asks for exists.</summary>
public partial class TextTests
{
    private static readonly IReadOnlyDictionary<string, string> English = WordPair.In("en");

    /// <summary>Members of lives that have not begun and of what is no fault: no page has them to say.</summary>
    private static readonly string[] Unsaid = ["ConflictStatus.Unraised", "ObjectionStatus.None", "ScoreFault.None"];

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

    /// <summary>Whole, by the enumeration that a page says, or by the record.</summary>
    [Fact]
    public void Words_AreEachAskedFor()
    {
        var whole = Sources("*.cs*").Concat(Sources("*.js")).SelectMany(f => Quoted().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = FactJson.Kinds.Values.SelectMany(FactText.KeysOf)
            .Concat(SaidEnumerations.Said.SelectMany(Members).Select(Words.KeyOf))
            .Concat(SaidEnumerations.Noted.SelectMany(Members).Select(Words.NoteKeyOf))
            .Concat(CallSettings.All.SelectMany(s => s.Choices).Select(c => c.Label)).ToHashSet(StringComparer.Ordinal);

        var unasked = English.Keys.Where(key => !named.Contains(key) && !whole.Contains(key));

        Assert.Empty(unasked);
    }

    [Fact]
    public void Members_OfAnEnumerationThatIsSaid_HaveWords()
    {
        var said = SaidEnumerations.Said.SelectMany(Members).Select(Words.KeyOf).ToList();
        var noted = SaidEnumerations.Noted.SelectMany(Members).Select(Words.NoteKeyOf).ToList();

        Assert.True(SaidEnumerations.Said.Count > 30);
        Assert.True(SaidEnumerations.Noted.Count > 2);
        Assert.Equal(Unsaid.Order(StringComparer.Ordinal), said.Where(k => !English.ContainsKey(k)).Order(StringComparer.Ordinal));
        Assert.All(noted, key => Assert.True(English.ContainsKey(key), key));
    }

    /// <summary>A key is the name of a type and its member, so two types of one name would share their words.</summary>
    [Fact]
    public void Enumerations_ThatAreSaid_HaveDifferentNames() => Assert.Empty(
        SaidEnumerations.Said.Concat(SaidEnumerations.Noted).Distinct().GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Keys_AreNeverComposed() =>
        Assert.Empty(Sources("*.cs*").Where(f => Path.GetFileName(f) != "Words.cs").SelectMany(
            f => ComposedKeys(File.ReadAllText(f)).Select(key => $"{f}: {key}")));

    [Theory]
    [InlineData("""@T[$"CallStage.{call.State.Stage}"]""")]
    [InlineData("""Text.Of($"Anything{kind}", 3)""")]
    [InlineData("""Text.In(language, $"{kind}.Subject")""")]
    [InlineData("""Words.In("en", prefix + "Subject")""")]
    [InlineData("""T["CallStage." + stage]""")]
    [InlineData("""var key = $"Mail.{kind}.Subject";""")]
    [InlineData("""var key = "CallStage." + stage;""")]
    [InlineData("""new Mistake(file, null, "", $"Tree{fault.Kind}", detail)""")]
    public void Key_ThatIsComposed_IsFound(string source) => Assert.NotEmpty(ComposedKeys(source));

    [Theory]
    [InlineData("""@T["Plans.Number"] @plan.Number""")]
    [InlineData("""$"{Text.Of("Plans.Number")} {plan.Number}" """)]
    [InlineData("""Text.Of("Plans.Number", $"{plan.Number}")""")]
    [InlineData("""Text.Of(isOver ? "Work.Over" : "Work.LastDay") + "\n" """)]
    public void Key_ThatStandsWhole_IsNoFault(string source) => Assert.Empty(ComposedKeys(source));

    /// <summary>What an accessor is given that is no whole key, and every text that continues the beginning of one.</summary>
    private static IEnumerable<string> ComposedKeys(string source) =>
        Given().Matches(source).Concat(Begun().Matches(source).Where(m => IsBeginning(m.Groups[1].Value + m.Groups[2].Value)))
            .Select(m => m.Value);

    private static bool IsBeginning(string text) =>
        English.Keys.Any(key => key.Length > text.Length && key.StartsWith(text, StringComparison.Ordinal));

    private static IEnumerable<Enum> Members(Type type) => Enum.GetValues(type).Cast<Enum>();

    private static IEnumerable<string> Sources(string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Solution.Root, "src"), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "lib"));

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""(?<=")([A-Z][A-Za-z0-9.-]*)(?=")""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""(?:\bT\[|\bText\.Of\(|\b(?:Text|Words)\.In\((?:\w+|"[^"]*"), )(?:\$"|"[^"]*" \+|[\w.]+ \+ ")""")]
    private static partial Regex Given();

    [GeneratedRegex("""\$"([A-Z][A-Za-z]*\.[A-Za-z.]*|Tree)\{|(?<!\$)"([A-Z][A-Za-z]*\.)" \+""")]
    private static partial Regex Begun();

    [GeneratedRegex("""(?:T\[|Text\.Of\(|Column\("[a-z]+", |Done\([^"\n]*?, |Refused\([^"\n]*?, )"([A-Za-z]+\.[A-Za-z0-9.-]+)"[\],)]""")]
    private static partial Regex Asked();
}
