using System.Text;

namespace GrantReview.Web.Localisation;

/// <summary>Indicator trees in words.</summary>
public static class TreeText
{
    public static string Of(IndicatorKind kind) => kind switch
    {
        IndicatorKind.Points => Text.Of("Kind.Points"),
        IndicatorKind.Levels => Text.Of("Kind.Levels"),
        IndicatorKind.YesNo => Text.Of("Kind.YesNo"),
        IndicatorKind.Veto => Text.Of("Kind.Veto"),
        _ => Text.Of("Kind.Measured"),
    };

    /// <summary>A tree that ships with the program, by the name that it bears.</summary>
    public static string OfTemplate(string name) =>
        TemplateFolder.Shipped.TreeBytes(name) is { } bytes && Draft.Parse(Encoding.UTF8.GetString(bytes)) is var tree
            && tree.Text(Text.Culture == "en" ? "name.en" : "name.zh-CN") is { Length: > 0 } words ? words : name;
}
