using GrantReview.Testing;
using System.Xml.Linq;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What people read, as its files hold it.</summary>
internal static class WordPair
{
    public static IReadOnlyList<string> Languages { get; } = ["en", "zh-CN"];

    public static IReadOnlyDictionary<string, string> In(string language) => XDocument.Load(
        Path.Combine(Solution.Root, "src", "GrantReview.Files", "Localisation", language == "en" ? "Words.resx" : $"Words.{language}.resx"))
        .Descendants("data").ToDictionary(d => d.Attribute("name")?.Value ?? "", d => d.Element("value")?.Value ?? "");
}
