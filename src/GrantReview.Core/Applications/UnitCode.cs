using System.Text;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>
/// A 统一社会信用代码: 18 characters whose last is the check digit (31 − Σ cᵢ·3^(i−1) mod 31) mod 31 over the alphabet without I, O, S, V and Z.
/// Written in any width and case, with spaces or hyphens, it is the same code. Source: GB 32100-2015 法人和其他组织统一社会信用代码编码规则.
/// </summary>
public readonly record struct UnitCode
{
    public const int Length = 18;
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private UnitCode(string value) => Value = value;

    /// <summary>Eighteen characters, upper case.</summary>
    public string Value { get; }

    /// <summary>False for anything that is not 18 characters of the alphabet with the right check digit; blank included.</summary>
    public static bool TryParse(string? text, out UnitCode code)
    {
        var normal = Normal(text);
        code = default;
        if (normal.Length != Length)
        {
            return false;
        }
        var (sum, weight) = (0, 1);
        foreach (var c in normal.AsSpan(0, Length - 1))
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        if (Alphabet[(31 - (sum % 31)) % 31] != normal[^1])
        {
            return false;
        }
        code = new UnitCode(normal);
        return true;
    }

    /// <summary>
    /// Long and full of digits as a credit code is, and none: a slip, which proves nothing. Names and other keys are not meant.
    /// </summary>
    public static bool IsBroken(string? text) => Normal(text) is var written
        && written.Count(char.IsAsciiLetterOrDigit) >= Length - 3 && written.Count(char.IsAsciiDigit) >= 8 && !TryParse(text, out _);

    /// <summary>A code as it is compared, also one that is no credit code: half width, upper case, no spaces or hyphens.</summary>
    public static string Normal(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        var normal = new StringBuilder(text.Length);
        foreach (var c in Written.Seen(text.Normalize(NormalizationForm.FormKC)))
        {
            if (!char.IsWhiteSpace(c) && c != '-')
            {
                normal.Append(char.ToUpperInvariant(c));
            }
        }
        return normal.ToString();
    }

    public override string ToString() => Value ?? "";
}
