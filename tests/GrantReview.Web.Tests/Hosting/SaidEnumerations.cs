using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using GrantReview.Web.Localisation;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>
/// The enumerations whose members pages, reports, papers and mails say, as the compiled site and its files call for them: views are in it.
/// </summary>
internal static class SaidEnumerations
{
    /// <summary>By their members.</summary>
    public static IReadOnlyList<Type> Said { get; } =
        [.. Of(typeof(Text), nameof(Text.Of), nameof(Text.In))
            .Union(Of(typeof(GrantReview.Files.Said), nameof(GrantReview.Files.Said.Of)))];

    /// <summary>By what their members mean.</summary>
    public static IReadOnlyList<Type> Noted { get; } =
        [.. Of(typeof(Text), nameof(Text.NoteOf)).Union(Of(typeof(GrantReview.Files.Said), nameof(GrantReview.Files.Said.NoteOf)))];

    /// <summary>What the assembly of an accessor asks it for.</summary>
    private static List<Type> Of(Type accessor, params string[] methods)
    {
        using var file = new PEReader(File.OpenRead(accessor.Assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MethodSpec)).Select(MetadataTokens.MethodSpecificationHandle)
                .Where(call => IsOf(accessor, metadata, metadata.GetMethodSpecification(call).Method, methods))
                .SelectMany(call => accessor.Module.ResolveMethod(MetadataTokens.GetToken(call))?.GetGenericArguments() ?? [])
                .Distinct().OrderBy(t => t.FullName, StringComparer.Ordinal),
        ];
    }

    private static bool IsOf(Type accessor, MetadataReader metadata, EntityHandle method, string[] methods) =>
        method.Kind == HandleKind.MethodDefinition && metadata.GetMethodDefinition((MethodDefinitionHandle)method) is var definition
            && methods.Contains(metadata.GetString(definition.Name))
            && metadata.GetTypeDefinition(definition.GetDeclaringType()) is var type
            && metadata.GetString(type.Namespace) == accessor.Namespace && metadata.GetString(type.Name) == accessor.Name;
}
