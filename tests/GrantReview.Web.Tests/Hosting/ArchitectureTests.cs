using System.Reflection;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Mvc;
using NetArchTest.Rules;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>
/// A feature is read in its folder: what two of them need stands in Reading or Hosting, and rows change by what happens to them.
/// </summary>
public class ArchitectureTests
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

    private static IEnumerable<string> Faults(NetArchTest.Rules.TestResult result) =>
        result.IsSuccessful ? [] : result.FailingTypes.Select(t => $"{t.FullName}: {t.Explanation}");
}
