using System.Reflection;
using System.Text.RegularExpressions;
using GrantReview.Testing;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using Mono.Cecil;
using NetArchTest.Rules;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>
/// A feature is read in its folder: what two of them need stands in Reading or Hosting, and rows change by what happens to them.
/// </summary>
public partial class ArchitectureTests
{
    private const string Features = "GrantReview.Web.Features";
    private static readonly Assembly Web = typeof(Desk).Assembly;

    [Fact]
    public void Feature_UsesNoOtherFeature()
    {
        var features =
            Web.GetTypes().Select(t => t.Namespace).OfType<string>().Where(n => n.StartsWith(Features + ".", StringComparison.Ordinal))
            .Distinct().ToList();
        Assert.True(features.Count > 10);

        var faults = features.SelectMany(feature => Faults(
            Types.InAssembly(Web).That().ResideInNamespace(feature).ShouldNot().HaveDependencyOnAny([.. features.Except([feature])])
                .GetResult()));

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("GrantReview.Web.Reading")]
    [InlineData("GrantReview.Web.Localisation")]
    [InlineData("GrantReview.Web.Charts")]
    public void Shared_UsesNoFeature(string shared) =>
        Assert.Empty(Faults(Types.InAssembly(Web).That().ResideInNamespace(shared).ShouldNot().HaveDependencyOnAny(Features).GetResult()));

    [Theory]
    [InlineData("GrantReview.Core")]
    [InlineData("GrantReview.Files")]
    [InlineData("GrantReview.Data")]
    public void Project_KnowsNothingOfTheWeb(string project) => Assert.Empty(Faults(
        Types.InAssembly(Assembly.Load(project)).ShouldNot()
            .HaveDependencyOnAny("GrantReview.Web", "GrantReview.Cli", "Microsoft.AspNetCore.Mvc").GetResult()));

    [Fact]
    public void Controllers_StandInFeatures()
    {
        var controllers = Web.GetTypes().Where(t => t.IsSubclassOf(typeof(Controller)) && !t.IsAbstract).ToList();

        Assert.True(controllers.Count > 30);
        Assert.All(controllers, c => Assert.StartsWith(Features + ".", c.Namespace, StringComparison.Ordinal));
    }

    /// <summary>A row is set by its constructor and by methods that say what happens.</summary>
    [Fact]
    public void Row_HasNoPublicSetter()
    {
        var setters = typeof(Row).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Row)))
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(p => p.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            .Select(p => $"{p.DeclaringType?.Name}.{p.Name}");

        Assert.Empty(setters);
    }

    /// <summary>Form has words of its own: those of the framework that went do not come back.</summary>
    [Fact]
    public void Pages_BorrowNoNameOfAFramework()
    {
        var folder = Path.Combine(Solution.Root, "src", "GrantReview.Web");
        var pages = new[] { "Features", "Reading", "Charts", "Hosting", "wwwroot" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(folder, f), "*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cshtml" or ".cs" or ".css" or ".js").ToList();
        Assert.True(pages.Count > 200);

        var faults = pages.SelectMany(f => File.ReadLines(f).SelectMany(l => Borrowed().Matches(l)).Select(m => $"{f}: {m.Value}"));

        Assert.Empty(faults);
    }

    /// <summary>Who reads what people write, or holds a name; every sentence stands in the resource file.</summary>
    private static readonly string[] KnowChinese =
    [
        // The mark of the site, and what the other language calls itself.
        "AspNetCoreGeneratedDocument.Features_Awards_AwardList", "AspNetCoreGeneratedDocument.Features_Awards_Papers",
        "AspNetCoreGeneratedDocument.Features_Shared__Layout",
        // 专家n in packages, and the name of a font.
        "GrantReview.Files.Packages.ResultPackage", "GrantReview.Files.Workbooks.ReportWorkbook",
        // Headers, notes and values of tables as people write them.
        "GrantReview.Files.Rounds.CellReader", "GrantReview.Files.Rounds.FieldJson", "GrantReview.Files.Rounds.RoundReader",
        "GrantReview.Files.Rounds.RoundSource", "GrantReview.Files.Rounds.TableSchema", "GrantReview.Files.Rounds.TreeJson",
        "GrantReview.Files.Rounds.VerdictTable", "GrantReview.Files.Rounds.WrittenCell",
        // People and papers invented for the demonstration.
        "GrantReview.Web.Hosting.DemoRound",
    ];

    /// <summary>As in Core; patterns stand in types that their generator writes, and single characters are no words.</summary>
    [Fact]
    public void Assemblies_SayNothingInChinese()
    {
        string[] assemblies = ["GrantReview.Files", "GrantReview.Data", "GrantReview.Web", "grantreview"];

        var saying = assemblies.SelectMany(SayingChinese);

        Assert.Equal(KnowChinese.Order(StringComparer.Ordinal), saying.Order(StringComparer.Ordinal));
    }

    /// <summary>Names of formats and units that are the same in both languages, and of files.</summary>
    private static readonly string[] SameInBoth =
    [
        "KB", "Excel", "CSV", "SHA", "English", "JSON", "UTF", "GB18030", "utf", "gb18030", "template:", "call:", "中文", "评",
    ];

    /// <summary>What a view writes of its own is markup: no word between its tags, none that a reader of the screen hears.</summary>
    [Fact]
    public void Views_SayNothingThemselves()
    {
        using var web = AssemblyDefinition.ReadAssembly(Web.Location);
        var views = web.MainModule.Types.Where(t => t.Namespace == "AspNetCoreGeneratedDocument").ToList();
        Assert.True(views.Count > 100);

        var said = views.SelectMany(v => MethodsOf(v).SelectMany(SaidBy).Select(word => $"{v.Name}: {word}")).ToList();

        Assert.True(said.Count == 0, string.Join("\n", said));
    }

    [Theory]
    [InlineData("<p class=\"hint\">Nothing is due.</p>", "Nothing is due.")]
    [InlineData("\">12 sheets</td>", "12 sheets")]
    [InlineData("<button aria-label=\"Move up\">", "Move up")]
    [InlineData("<a href=\"/calls\" class=\"button\">·</a> KB", "")]
    public void Words_OfAViewsOwn_AreFound(string markup, string found) => Assert.Equal(found, string.Join('|', WordsIn(markup)));

    private static IEnumerable<string> SaidBy(MethodDefinition method) => WordsIn(string.Concat(
        method.Body.Instructions.Where(i => i.Operand is string && i.Next?.Operand is MethodReference { Name: "WriteLiteral" })
            .Select(i => (string)i.Operand)));

    private static IEnumerable<string> WordsIn(string markup) =>
        Heard().Matches(markup).Select(m => m.Groups[1].Value).Concat(Tag().Split(markup)).Select(t => t.Trim())
            .Where(t => SameInBoth.Aggregate(Entity().Replace(t, ""), (left, same) => left.Replace(same, "", StringComparison.Ordinal))
                .Count(char.IsLetter) > 1);

    private static List<string> SayingChinese(string name)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(Assembly.Load(name).Location);
        return
        [
            .. assembly.MainModule.Types.Where(t => !t.Namespace.StartsWith("System.", StringComparison.Ordinal))
                .Where(t => MethodsOf(t).SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<string>()
                    .Any(text => text.Any(c => c is >= '\u4e00' and <= '\u9fff')))
                .Select(t => t.FullName),
        ];
    }

    private static IEnumerable<MethodDefinition> MethodsOf(TypeDefinition type) =>
        type.Methods.Where(m => m.HasBody).Concat(type.NestedTypes.SelectMany(MethodsOf));

    /// <summary>A tag, or what is left of one whose beginning or end another part of the view writes.</summary>
    [GeneratedRegex("""<[^>]*(?:>|\z)|\A[^<>]*">""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?:aria-label|title|alt|placeholder)=""([^""]*)""")]
    private static partial Regex Heard();

    /// <summary>A sign, or the name of a file.</summary>
    [GeneratedRegex(@"&[a-z]+;|[a-z][a-z.-]*\.(?:csv|xlsx|json|docx|zip)")]
    private static partial Regex Entity();

    [GeneratedRegex("""
        (?<![\w-])(btn|btn-[a-z-]+|form-(control|select|check|label|group|text|floating)(-[a-z]+)*|alert-[a-z]+
        |[mp][tbsexy]?-([0-5]|auto)|d-(none|block|flex|grid|inline|inline-block|inline-flex)|[wh]-(25|50|75|100|auto)|visually-hidden
        |text-(muted|danger|nowrap|end|center|start|success|warning)|list-unstyled|card-[a-z]+|align-self-[a-z]+|flex-(grow|shrink)-\d
        |fs-\d|fw-[a-z]+|gap-\d|col-\d+|navbar)(?![\w-])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Borrowed();

    private static IEnumerable<string> Faults(NetArchTest.Rules.TestResult result) =>
        result.IsSuccessful ? [] : result.FailingTypes.Select(t => $"{t.FullName}: {t.Explanation}");
}
