using System.Globalization;

namespace GrantReview.Core.Applications;

/// <summary>
/// A 公民身份号码: 17 digits with a day of birth and a check character (Σ digit·2^(18−i) mod 11 → 10X98765432). One of 15 digits, as issued until
/// 1999, is the same with 19 before the year. Source: GB 11643-1999 公民身份号码.
/// </summary>
public readonly record struct IdNumber
{
    private const string CheckCharacters = "10X98765432";

    private IdNumber(string value) => Value = value;

    /// <summary>Eighteen characters.</summary>
    public string Value { get; }

    /// <param name="text">Half width, without spaces.</param>
    public static bool TryParse(string text, out IdNumber number)
    {
        number = default;
        if (text.Length is not (15 or 18) || !text[..^1].All(char.IsAsciiDigit))
        {
            return false;
        }
        var body = text.Length == 18 ? text[..17] : $"{text[..6]}19{text[6..]}";
        if (!body.All(char.IsAsciiDigit) || !DateOnly.TryParseExact(body.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out _))
        {
            return false;
        }
        var (sum, weight) = (0, 1);
        for (var i = body.Length - 1; i >= 0; i--)
        {
            weight = weight * 2 % 11;
            sum += (body[i] - '0') * weight;
        }
        var value = body + CheckCharacters[sum % 11];
        if (text.Length == 18 && char.ToUpperInvariant(text[17]) != value[17])
        {
            return false;
        }
        number = new IdNumber(value);
        return true;
    }

    public override string ToString() => Value ?? "";
}
