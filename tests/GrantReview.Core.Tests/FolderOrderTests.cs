using System.Reflection;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests;

/// <summary>A folder of Core may use the folders to its left, never to its right.</summary>
public class FolderOrderTests
{
    private static readonly string[] Order =
    [
        "Numbers", "Ids", "Acts", "Settings", "Accounts", "Calls", "Applications", "Experts", "Conflicts", "Assignments", "Scoring",
        "Calibration", "Rankings", "Awards", "Evaluations", "Reports",
    ];

    [Fact]
    public void EveryType_UsesOnlyFoldersToItsLeft()
    {
        var types = typeof(Call).Assembly.GetTypes().Where(t => FolderOf(t) is not null).ToList();

        var faults = types.SelectMany(t => UsedBy(t).Where(u => Place(u) > Place(t)).Select(u => $"{t.FullName} uses {u.FullName}")).Distinct().Order().ToList();

        Assert.Empty(faults);
        Assert.True(types.Count > 20);
    }

    [Fact]
    public void EveryFolder_HasAPlaceInTheOrder()
    {
        var folders = typeof(Call).Assembly.GetTypes().Select(FolderOf).OfType<string>().Distinct();

        Assert.Empty(folders.Except(Order));
    }

    private static int Place(Type type) => FolderOf(type) is { } folder ? Array.IndexOf(Order, folder) : -1;

    private static string? FolderOf(Type type) =>
        type.Namespace is { } name && name.StartsWith("GrantReview.Core.", StringComparison.Ordinal) ? name.Split('.')[2] : null;

    private static IEnumerable<Type> UsedBy(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetFields(all).Select(f => f.FieldType)
            .Concat(type.GetMethods(all).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType).Concat(Locals(m))))
            .Concat(type.GetConstructors(all).SelectMany(c => c.GetParameters().Select(p => p.ParameterType).Concat(Locals(c))))
            .SelectMany(Parts).Where(t => t.Assembly == type.Assembly);

        static IEnumerable<Type> Locals(MethodBase method) => method.GetMethodBody()?.LocalVariables.Select(v => v.LocalType) ?? [];
        static IEnumerable<Type> Parts(Type t) => t.IsGenericType ? t.GetGenericArguments().SelectMany(Parts).Append(t) : t.HasElementType && t.GetElementType() is { } e ? Parts(e) : [t];
    }
}
