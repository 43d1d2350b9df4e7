using System.Globalization;
using System.Reflection;
using System.Resources;

namespace GrantReview.Files.Localisation;

/// <summary>
/// What people read, of the site and of the command line, in both languages: Words.resx. A key stands whole in the source; what has a name
/// in the code is found by that name, and nothing else is composed. A key without a dot is the code of a mistake.
/// </summary>
public static class Words
{
    private static readonly ResourceManager Pair = new(typeof(Words));

    /// <summary>A missing key is a bug and says so.</summary>
    public static string In(string language, string key, params object?[] arguments)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var text = Pair.GetString(key, culture) ?? throw new MissingManifestResourceException($"No words for {key}.");
        return arguments.Length == 0 ? text : string.Format(culture, text, arguments);
    }

    /// <summary>Of a member of an enumeration: CallStage.Draft.</summary>
    public static string KeyOf(Enum member) => $"{member.GetType().Name}.{member}";

    /// <summary>Of what a member means, in a sentence: PanelSource.Given.Note.</summary>
    public static string NoteKeyOf(Enum member) => $"{KeyOf(member)}.Note";

    /// <summary>Of a kind of fact: Fact.Draw.Held.</summary>
    public static string KeyOfFact(string kind) => $"Fact.{kind}";

    /// <summary>Of a field of a fact: Field.Amount.</summary>
    public static string KeyOfField(PropertyInfo field) => $"Field.{field.Name}";
}
