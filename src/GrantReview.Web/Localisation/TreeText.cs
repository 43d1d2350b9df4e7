using System.Text;

namespace GrantReview.Web.Localisation;

/// <summary>Indicator trees in words.</summary>
public static class TreeText
{
    /// <summary>A tree that ships with the program, by the name that it bears.</summary>
    public static string OfTemplate(string name) =>
        TemplateFolder.Shipped.TreeBytes(name) is { } bytes && Draft.Parse(Encoding.UTF8.GetString(bytes)) is var tree
            && tree.Text(Text.Culture == "en" ? "name.en" : "name.zh-CN") is { Length: > 0 } words ? words : name;
}
