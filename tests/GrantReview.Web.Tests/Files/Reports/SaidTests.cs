using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files.Reports;

/// <summary>What reports say stands in the resource file, and nowhere else.</summary>
public partial class SaidTests
{
    private static readonly string Folder = Path.Combine(Solution.Root, "src", "GrantReview.Files");

    private static readonly Dictionary<string, string> Sources =
        Directory.EnumerateFiles(Path.Combine(Folder, "Reports"), "*.cs").ToDictionary(f => Path.GetFileName(f), File.ReadAllText);

    [Fact]
    public void Reports_AskOnlyForWordsThatExist_AndForEach()
    {
        var asked = Sources.Values.SelectMany(s => Key().Matches(s).Select(m => m.Groups[1].Value)).ToHashSet();
        var words = XDocument.Load(Path.Combine(Folder, "Localisation", "Mistakes.resx")).Descendants("data")
            .Select(d => $"{d.Attribute("name")?.Value}").Where(k => k.Contains('.', StringComparison.Ordinal)).ToList();

        Assert.True(asked.Count > 400);
        Assert.Empty(asked.Except(words));
        Assert.Empty(words.Except(asked));
    }

    /// <summary>A pair of sentences in code, as it was written once, does not come back.</summary>
    [Fact]
    public void Reports_HoldNoChinese() =>
        Assert.Empty(Sources.SelectMany(s => s.Value.Split('\n').Where(l => Chinese().IsMatch(l.Split("//")[0])).Select(l => $"{s.Key}: {l}")));

    [Fact]
    public void Of_FillsInByLanguage()
    {
        var said = Said.Of("Report.InBrackets", new LocalText("one", "一"), 2);

        Assert.Equal(new LocalText("one (2)", "一（2）"), said);
        Assert.Equal(new LocalText("4 June 2024", "2024年6月4日"), Paper.Day(new DateOnly(2024, 6, 4)));
        Assert.Equal(new LocalText("one (2); a", "一（2）；a"), Said.Clauses([said, new("a")]));
    }

    [Fact]
    public void AssignmentWords_HaveASentenceForEveryFault() => Assert.All(Kinds<AssignmentFault>(), fault =>
    {
        var said = AssignmentWords.Of(fault);
        Assert.NotEqual(said.En, said.Zh);
    });

    [Fact]
    public void CalibrationWords_HaveASentenceForEveryWarning() => Assert.All(Kinds<CalibrationWarning>(), warning =>
    {
        var said = Assert.Single(CalibrationWords.Of([warning]));
        Assert.NotEqual(said.En, said.Zh);
    });

    /// <summary>One of each kind of a closed list, with nothing in it.</summary>
    private static List<T> Kinds<T>() =>
        [.. typeof(T).GetNestedTypes(BindingFlags.Public).Where(t => t.IsSubclassOf(typeof(T)))
            .Select(t => (T)RuntimeHelpers.GetUninitializedObject(t))];

    [GeneratedRegex("""
        "([A-Z]\w+\.[A-Z]\w+)"
        """)]
    private static partial Regex Key();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
