using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using GrantReview.Web.Localisation;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>The enumerations whose members pages, papers and mails say, as the compiled site calls for them: views are in it.</summary>
internal static class SaidEnumerations
{
    /// <summary>By their members.</summary>
    public static IReadOnlyList<Type> Said { get; } = Of(nameof(Text.Of), nameof(Text.In));

    /// <summary>By what their members mean.</summary>
    public static IReadOnlyList<Type> Noted { get; } = Of(nameof(Text.NoteOf));

    private static List<Type> Of(params string[] accessors)
    {
        using var file = new PEReader(File.OpenRead(typeof(Text).Assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MethodSpec)).Select(MetadataTokens.MethodSpecificationHandle)
                .Where(call => IsOfText(metadata, metadata.GetMethodSpecification(call).Method, accessors))
                .SelectMany(call => typeof(Text).Module.ResolveMethod(MetadataTokens.GetToken(call))?.GetGenericArguments() ?? [])
                .Distinct().OrderBy(t => t.FullName, StringComparer.Ordinal),
        ];
    }

    private static bool IsOfText(MetadataReader metadata, EntityHandle method, string[] accessors) =>
        method.Kind == HandleKind.MethodDefinition && metadata.GetMethodDefinition((MethodDefinitionHandle)method) is var definition
            && accessors.Contains(metadata.GetString(definition.Name))
            && metadata.GetTypeDefinition(definition.GetDeclaringType()) is var type
            && metadata.GetString(type.Namespace) == typeof(Text).Namespace && metadata.GetString(type.Name) == nameof(Text);
}
