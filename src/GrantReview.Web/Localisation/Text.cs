using GrantReview.Files.Localisation;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Localisation;

/// <summary>Words in the language of whoever reads.</summary>
public sealed class Text
{
    public string this[string key] => Of(key);

    public string this[string key, params object?[] arguments] => Of(key, arguments);

    public static string Culture => CultureInfo.CurrentUICulture.Name.StartsWith("zh", StringComparison.Ordinal) ? "zh-CN" : "en";

    public static string Of(string key, params object?[] arguments) => In(Culture, key, arguments);

    /// <summary>In the language of whoever will read it, who need not be who is signed in.</summary>
    public static string In(string language, string key, params object?[] arguments) => Words.In(language, key, arguments);

    /// <summary>A member of an enumeration.</summary>
    public static string Of<TEnum>(TEnum member, params object?[] arguments)
        where TEnum : struct, Enum => Of(Words.KeyOf(member), arguments);

    public static string In<TEnum>(string language, TEnum member)
        where TEnum : struct, Enum => Words.In(language, Words.KeyOf(member));

    /// <summary>What a member means, in a sentence.</summary>
    public static string NoteOf<TEnum>(TEnum member)
        where TEnum : struct, Enum => Of(Words.NoteKeyOf(member));

    public static string Of(LocalText text) => text.In(Culture);

    /// <summary>What a column of applications.csv is called; one that neither this call nor every call knows keeps its own name.</summary>
    public static string OfColumn(string column, Call call) => Of(FieldWords.Name(call, column));

    /// <summary>What a cell of it says.</summary>
    public static string OfCell(string column, string cell, Call call) => Of(FieldWords.Value(call, column, cell));
}
