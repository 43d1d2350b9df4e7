using System.Resources;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Localisation;

/// <summary>The words of the pages in the reader's language; a missing key is a bug and says so.</summary>
public sealed class Text
{
    private static readonly ResourceManager Words = new("GrantReview.Web.Localisation.Text", typeof(Text).Assembly);

    public string this[string key] => Of(key);

    public string this[string key, params object?[] arguments] => Of(key, arguments);

    public static string Culture => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal) ? "zh-CN" : "en";

    public static string Of(string key, params object?[] arguments) => In(Culture, key, arguments);

    /// <summary>In the language of whoever will read it, who need not be who is signed in.</summary>
    public static string In(string language, string key, params object?[] arguments)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var text = Words.GetString(key, culture) ?? throw new MissingManifestResourceException($"No words for {key}.");
        return arguments.Length == 0 ? text : string.Format(culture, text, arguments);
    }

    public static string Of(LocalText text) => text.In(Culture);

    /// <summary>What a column of applications.csv is called; one that neither this call nor every call knows keeps its own name.</summary>
    public static string OfColumn(string column, Call call) => Of(FieldWords.Name(call, column));

    /// <summary>What a cell of it says.</summary>
    public static string OfCell(string column, string cell, Call call) => Of(FieldWords.Value(call, column, cell));
}
