using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Reports;
using GrantReview.Testing;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests.Files.Reports;

/// <summary>What reports say stands in the resource file, and nowhere else.</summary>
public partial class SaidTests
{
    private static readonly string Folder = Path.Combine(Solution.Root, "src", "GrantReview.Files");

    private static readonly Dictionary<string, string> Sources = Directory
        .EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f))
        .Where(f => f.Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"))
        .ToDictionary(f => f, f => File.ReadAllText(Path.Combine(Folder, f)));

    [Fact]
    public void Files_AskOnlyForWordsThatExist()
    {
        var asked = Sources.Values.SelectMany(s => Asked().Matches(s).Select(m => m.Groups[1].Value)).ToHashSet();
        var words = WordPair.In("en");

        Assert.True(asked.Count > 400);
        Assert.All(asked, key => Assert.True(words.ContainsKey(key), key));
    }

    /// <summary>A pair of sentences in code, as it was written once, does not come back.</summary>
    [Fact]
    public void Reports_HoldNoChinese() =>
        Assert.Empty(Sources.Where(s => s.Key.StartsWith("Reports", StringComparison.Ordinal))
            .SelectMany(s => s.Value.Split('\n').Where(l => Chinese().IsMatch(l.Split("//")[0])).Select(l => $"{s.Key}: {l}")));

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
    public void AssignmentWords_HaveASentenceForEveryShortageAndNote()
    {
        Assert.All(Enum.GetValues<ShortageKind>(), kind => Differ(
            AssignmentWords.Of(new Shortage(kind, new ShortageSubject.OfGroup("G"), 1, [new("A")], new()))));
        Differ(AssignmentWords.Of(new AssignmentNote.OverlapNotBought()));
        Differ(AssignmentWords.Of(new AssignmentNote.LookAlikes(["E1", "e1"])));

        static void Differ(LocalText said) => Assert.NotEqual(said.En, said.Zh);
    }

    [Fact]
    public void AssignmentWords_OfAShortage_NameFiguresPeopleAndApplications()
    {
        var seats = new Shortage(ShortageKind.Kind, new ShortageSubject.OfGroup("finance"), 8, [],
            new(20, 12) { Least = 1, Experts = 1, UsualCap = 12 });
        var few = new Shortage(ShortageKind.Candidates, new ShortageSubject.WholeRound(), 1, [new("A")], new(2) { Each = [1] });

        Assert.Equal(
            new LocalText(
                "8 finance seats short: 20 are asked for (1 on each application), 1 experts can take 12. "
                + "Add 1 more finance experts at 12 each, or raise the cap.",
                "“finance”类名额缺 8 个：共需 20 个（每项 1 名），1 名专家至多承担 12 个。按每人 12 项计，需增加 1 名“finance”专家，或调高上限。"),
            AssignmentWords.Of(seats));
        Assert.Equal("1 applications have fewer than 2 experts without conflict: A (1).", AssignmentWords.Of(few).En);
    }

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

    [GeneratedRegex("""(?:Said\.Of|new|ReportColumn|Field|Money)\((?:[\w."]+, )?"([A-Z]\w+\.[A-Z]\w+)"[,)]""")]
    private static partial Regex Asked();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
