using System.Globalization;
using GrantReview.Core.Settings;
using GrantReview.Files.Localisation;

namespace GrantReview.Files;

/// <summary>A sentence of the resource file in both languages at once, as reports, papers and workbooks need it.</summary>
public static class Said
{
    /// <param name="key">Literal, never composed.</param>
    /// <param name="arguments">A <see cref="LocalText"/> is filled in by language; figures and days look the same in both.</param>
    public static LocalText Of(string key, params object?[] arguments)
    {
        return new(In("en"), In("zh-CN"));

        string In(string language)
        {
            var text = Words.In(language, key);
            return arguments.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text,
                [.. arguments.Select(a => a is LocalText said ? said.In(language) : a)]);
        }
    }

    /// <summary>A member of an enumeration.</summary>
    public static LocalText Of<TEnum>(TEnum member)
        where TEnum : struct, Enum => Of(Words.KeyOf(member));

    /// <summary>What a member means, in a sentence.</summary>
    public static LocalText NoteOf<TEnum>(TEnum member)
        where TEnum : struct, Enum => Of(Words.NoteKeyOf(member));

    /// <summary>Items after one another: "a, b" and "a、b".</summary>
    public static LocalText List(IEnumerable<LocalText> items) => Joined(items, ", ", "、");

    /// <summary>Parts of one clause: "a, b" and "a，b".</summary>
    public static LocalText Parts(IEnumerable<LocalText> parts) => Joined(parts, ", ", "，");

    /// <summary>Clauses of one sentence: "a; b" and "a；b".</summary>
    public static LocalText Clauses(IEnumerable<LocalText> clauses) => Joined(clauses, "; ", "；");

    /// <summary>With the same between them in both languages.</summary>
    public static LocalText Joined(IEnumerable<LocalText> parts, string between) => Joined(parts, between, between);

    private static LocalText Joined(IEnumerable<LocalText> parts, string english, string chinese)
    {
        var all = parts.ToList();
        return new(string.Join(english, all.Select(p => p.En)), string.Join(chinese, all.Select(p => p.Zh)));
    }
}
