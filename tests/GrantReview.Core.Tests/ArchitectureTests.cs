using System.Reflection;
using GrantReview.Core.Calls;
using Mono.Cecil;
using NetArchTest.Rules;

namespace GrantReview.Core.Tests;

/// <summary>
/// A folder of Core may use the folders to its left, never to its right; and nothing in Core knows the hour, the machine or chance.
/// </summary>
/// <remarks>Read from the compiled code, so that static calls, base types, attributes and the bodies of methods count.</remarks>
public class ArchitectureTests
{
    private static readonly Assembly Core = typeof(Call).Assembly;

    private static readonly string[] Order =
    [
        "Numbers", "Ids", "Acts", "Settings", "Accounts", "Calls", "Applications", "Experts", "Conflicts", "Assignments", "Scoring",
        "Calibration", "Rankings", "Awards", "Evaluations", "Payments",
    ];

    [Fact]
    public void Folder_UsesOnlyFoldersToItsLeft()
    {
        var faults = Order.SelectMany((folder, place) => Faults(
            Types.InAssembly(Core).That().ResideInNamespace(Named(folder))
                .ShouldNot().HaveDependencyOnAny([.. Order[(place + 1)..].Select(Named)]).GetResult()));

        Assert.Empty(faults);
    }

    [Fact]
    public void Folder_HasAPlaceInTheOrder()
    {
        var folders = Core.GetTypes().Select(t => t.Namespace).OfType<string>()
            .Where(n => n.StartsWith("GrantReview.Core.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[2]).Distinct();

        Assert.Equal(Order.Order(), folders.Order());
    }

    [Theory]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.Directory")]
    [InlineData("System.IO.Path")]
    [InlineData("System.IO.FileStream")]
    [InlineData("System.Net")]
    [InlineData("System.Console")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Diagnostics.Stopwatch")]
    [InlineData("System.TimeProvider")]
    [InlineData("System.TimeZoneInfo")]
    [InlineData("System.Random")]
    [InlineData("System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("System.Resources")]
    public void Core_DoesNotUse(string what) =>
        Assert.Empty(Faults(Types.InAssembly(Core).ShouldNot().HaveDependencyOnAny(what).GetResult()));

    /// <summary>An hour, a new id or a task: what comes from outside is handed in.</summary>
    [Fact]
    public void Core_AsksForNoHourAndNoNewId() =>
        Assert.Empty(Faults(Types.InAssembly(Core).Should().MeetCustomRule(new AsksForNothing()).GetResult()));

    /// <summary>
    /// Who reads Chinese, or holds what a template could hold as well; nobody writes a sentence of a report, which stands in the resource
    /// file that site and command line share.
    /// </summary>
    private static readonly string[] KnowChinese =
    [
        // What people write: titles of persons, parts of a day, headers, grounds, forms of companies, answers of banks, marks, years, yes
        // and no.
        "Applications.Person", "Applications.Times", "Assignments.TextAffinity", "Conflicts.Relations", "Conflicts.UnitIndex",
        "Payments.BankRow", "Scoring.ScoreText", "Settings.Script", "Settings.Written",
        // Numerals.
        "Numbers.ChineseNumerals",
    ];

    [Fact]
    public void Core_SaysNothingInChinese()
    {
        using var core = AssemblyDefinition.ReadAssembly(Core.Location);

        var saying = core.MainModule.Types.Where(t => t.Namespace.StartsWith("GrantReview.Core", StringComparison.Ordinal))
            .Where(t => Texts(t).Any(text => text.Any(c => c is >= '\u4e00' and <= '\u9fff')))
            .Select(t => t.FullName["GrantReview.Core.".Length..]);

        Assert.Equal(KnowChinese.Order(StringComparer.Ordinal), saying.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Texts(TypeDefinition type) =>
        type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).Select(i => i.Operand).OfType<string>()
            .Concat(type.NestedTypes.SelectMany(Texts));

    private static string Named(string folder) => $"GrantReview.Core.{folder}";

    private static IEnumerable<string> Faults(NetArchTest.Rules.TestResult result) =>
        result.IsSuccessful ? [] : result.FailingTypes.Select(t => $"{t.FullName}: {t.Explanation}");

    private sealed class AsksForNothing : ICustomRule
    {
        private static readonly string[] Asking =
        [
            "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today", "System.DateTimeOffset::get_Now",
            "System.DateTimeOffset::get_UtcNow", "System.Guid::NewGuid", "System.Guid::CreateVersion7", "System.Random::get_Shared",
            // Iterators ask for the thread they began on, so not the whole type.
            "System.Environment::GetEnvironmentVariable", "System.Environment::get_TickCount", "System.Environment::get_TickCount64",
            "System.Environment::get_MachineName", "System.Environment::get_UserName", "System.Environment::get_CurrentDirectory",
            "System.Environment::get_NewLine", "System.Environment::get_ProcessorCount",
            "System.Threading.Tasks.Task::", "System.Globalization.CultureInfo::get_CurrentCulture",
        ];

        public bool MeetsRule(TypeDefinition type) => !type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Select(i => i.Operand).OfType<MethodReference>()
            .Any(called => Asking.Any(a => $"{called.DeclaringType.FullName}::{called.Name}".StartsWith(a, StringComparison.Ordinal)));
    }
}
