using System.Globalization;
using System.Text;

namespace GrantReview.Core.Numbers;

/// <summary>Numbers in Chinese characters: 一、二十一 for headings, and the capitals (大写) in which documents repeat a sum of money.</summary>
public static class ChineseNumerals
{
    private const string Digits = "零一二三四五六七八九";
    private const string Capitals = "零壹贰叁肆伍陆柒捌玖";
    private static readonly string[] Sections = ["", "万", "亿", "万亿"];
    private static readonly string[] Places = ["", "拾", "佰", "仟"];

    /// <summary>1…99 as in headings: 一, 十, 十一, 二十一. Beyond that the figures themselves.</summary>
    public static string Ordinal(int number) => number switch
    {
        < 1 or > 99 => number.ToString(CultureInfo.InvariantCulture),
        < 10 => $"{Digits[number]}",
        _ => $"{(number < 20 ? "" : Digits[number / 10])}十{(number % 10 == 0 ? "" : Digits[number % 10])}",
    };

    /// <summary>
    /// 120000 yuan = 壹拾贰万元整; 1000.05 yuan = 壹仟元零伍分; 0.30 yuan = 叁角. Zeros between digits are one 零; 整 follows where there are no fen and no
    /// jiao.
    /// </summary>
    /// <remarks>正确填写票据和结算凭证的基本规定 (annex of the People's Bank of China's 支付结算办法, 1997).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static string Capital(Money amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount.Fen, nameof(amount));
        var (yuan, jiao, fen) = (amount.Fen / 100, (int)(amount.Fen / 10 % 10), (int)(amount.Fen % 10));
        var text = new StringBuilder(yuan == 0 ? (jiao + fen == 0 ? "零元" : "") : $"{Whole(yuan)}元");
        if (jiao > 0)
        {
            text.Append(Capitals[jiao]).Append('角');
        }
        else if (fen > 0 && yuan > 0)
        {
            text.Append('零');
        }
        if (fen > 0)
        {
            text.Append(Capitals[fen]).Append('分');
        }
        return (jiao + fen == 0 ? text.Append('整') : text).ToString();
    }

    private static string Whole(long number)
    {
        var text = new StringBuilder();
        var zero = false;
        for (var section = Sections.Length - 1; section >= 0; section--)
        {
            var part = (int)(number / (long)Math.Pow(10_000, section) % 10_000);
            if (part == 0)
            {
                zero = true;
                continue;
            }
            for (var place = 3; place >= 0; place--)
            {
                var digit = part / (int)Math.Pow(10, place) % 10;
                if (digit == 0)
                {
                    zero = true;
                    continue;
                }
                text.Append(zero && text.Length > 0 ? "零" : "").Append(Capitals[digit]).Append(Places[place]);
                zero = false;
            }
            // What ends in zeros below its last digit asks for a 零 only where another digit follows.
            text.Append(section == 3 && number / 100_000_000 % 10_000 > 0 ? "万" : Sections[section]);
        }
        return text.ToString();
    }
}
