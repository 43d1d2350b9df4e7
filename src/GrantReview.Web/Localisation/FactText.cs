using System.Collections;
using System.Reflection;
using GrantReview.Core.Numbers;
using GrantReview.Files.Localisation;

namespace GrantReview.Web.Localisation;

/// <summary>
/// Facts in words: a sentence for each kind of fact, a label for each of their fields and a word for each value of an enum, under the very
/// names that the record uses.
/// </summary>
public static class FactText
{
    /// <summary>One figure of a fact.</summary>
    public sealed record Line(string Label, string Value);

    /// <summary>What was decided, in a few words.</summary>
    public static string Of(FactRow fact) => Text.Of(Words.KeyOfFact(fact.Kind));

    /// <summary>The figures of a fact, nested ones in order; nothing for what is null or blank.</summary>
    /// <param name="nameOf">How a person or row is called, by its id; null = it is not shown.</param>
    public static IReadOnlyList<Line> Lines(Fact fact, Func<Guid, string?> nameOf)
    {
        List<Line> lines = [];
        Add(fact);
        return lines;

        void Add(object part)
        {
            foreach (var field in FieldsOf(part.GetType()))
            {
                var value = field.GetValue(part);
                if (value is not null && IsPart(value.GetType()))
                {
                    Add(value);
                }
                else if (Shown(value, nameOf) is { Length: > 0 } text)
                {
                    lines.Add(new Line(Text.Of(Words.KeyOfField(field)), text));
                }
            }
        }
    }

    /// <summary>Every key that a kind of fact needs words for: of the kind, of its fields, of the values of its enums.</summary>
    public static IEnumerable<string> KeysOf(Type fact) =>
        TypesOf(fact).Distinct().SelectMany(t => t.IsEnum
            ? Enum.GetValues(t).Cast<Enum>().Select(Words.KeyOf)
            : FieldsOf(t).Where(f => !IsPart(f.PropertyType)).Select(Words.KeyOfField))
                .Prepend(Words.KeyOfFact(FactJson.KindOf(fact)));

    private static IEnumerable<PropertyInfo> FieldsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0);

    private static IEnumerable<Type> TypesOf(Type type)
    {
        var plain = ElementOf(type);
        return plain.IsEnum || typeof(Fact).IsAssignableFrom(plain) || !IsPlain(plain)
            ? (plain.IsEnum ? [] : FieldsOf(plain).SelectMany(f => TypesOf(f.PropertyType))).Prepend(plain) : [];
    }

    /// <summary>Without nullability, and what a list is of.</summary>
    private static Type ElementOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain != typeof(string) && plain.IsGenericType && typeof(IEnumerable).IsAssignableFrom(plain)
            ? ElementOf(plain.GetGenericArguments()[^1]) : plain;
    }

    /// <summary>Has fields of its own, which are told in its place.</summary>
    private static bool IsPart(Type type) => !IsPlain(ElementOf(type)) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static bool IsPlain(Type type) =>
        type.IsEnum || type.Namespace is "System" || type == typeof(FreeText) || type == typeof(Rational) || type == typeof(Money)
        || (type.IsValueType && type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType == type);

    private static string Shown(object? value, Func<Guid, string?> nameOf) => value switch
    {
        null => "",
        FreeText { Text: null } => Text.Of("Trail.Erased"),
        Enum choice => Text.Of(Words.KeyOf(choice)),
        Guid id => nameOf(id) ?? "",
        DateTime at => Formats.Instant(at),
        DateOnly day => Formats.Day(day),
        SettingKey setting => SettingText.Name($"{setting}"),
        Money amount => Formats.Yuan(amount.Fen),
        Rational figure => figure.ToExactText(),
        bool yes => Text.Of(yes ? "Trail.Yes" : "Trail.No"),
        string text => text,
        IEnumerable list => string.Join("; ", list.Cast<object?>().Select(item => item is not null && !IsPlain(item.GetType())
            ? string.Join(" ", FieldsOf(item.GetType()).Select(f => Shown(f.GetValue(item), nameOf)).Where(t => t.Length > 0))
                : Shown(item, nameOf))),
        IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
