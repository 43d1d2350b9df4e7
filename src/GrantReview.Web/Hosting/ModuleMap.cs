using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.StaticAssets;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Leads the names by which our modules import each other to the files of this build, which browsers keep for good. The policy lets this
/// one text in by its hash.
/// </summary>
public sealed class ModuleMap(EndpointDataSource endpoints)
{
    private static readonly string[] Folders = ["js/", "lib/idb/"];
    private readonly Lazy<string> json = new(() => JsonSerializer.Serialize(new
    {
        imports = endpoints.Endpoints.Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>()
            .Select(a => (a.Route, Name: a.Properties.FirstOrDefault(p => p.Name == "label")?.Value))
            .Where(a => a.Name is { } name && name.EndsWith(".js", StringComparison.Ordinal)
                && Array.Exists(Folders, f => name.StartsWith(f, StringComparison.Ordinal)))
            .DistinctBy(a => a.Name).OrderBy(a => a.Name, StringComparer.Ordinal).ToDictionary(a => $"/{a.Name}", a => $"/{a.Route}"),
    }));

    public string Json => json.Value;

    /// <summary>As a source of the content security policy.</summary>
    public string Source => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))}'";
}
