using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>Whether two mentions are one person.</summary>
public enum SamePerson { No, Ask, Yes }

/// <summary>
/// A person as a file mentions one: a name, and what tells namesakes apart. The same id number is the same person and different ones are
/// different people; one that cannot be right (its check digit, the digits that a spreadsheet rounds away) proves nothing. The same name
/// with the same phone or e-mail is the same person; the same name alone is a question.
/// </summary>
/// <param name="IdNumber">身份证号 or another document's number; blank = unknown, as are blank phone and e-mail.</param>
public sealed partial record Person(string Name, string IdNumber = "", string Phone = "", string Email = "")
{
    public static Person Nobody { get; } = new("");

    // Kept from the first reading on, since searches ask for them again and again; a copy reads its own.
    private string? nameKey, idKey;

    private Person(Person other)
    {
        (Name, IdNumber) = (other.Name, other.IdNumber);
        (Phone, Email) = (other.Phone, other.Email);
    }

    public bool Equals(Person? other) =>
        other is not null && (Name, IdNumber, Phone, Email) == (other.Name, other.IdNumber, other.Phone, other.Email);

    public override int GetHashCode() => HashCode.Combine(Name, IdNumber, Phone, Email);

    /// <summary>
    /// Reads "name/contact/contact": what holds @ is an e-mail, 15 or 18 characters of digits (the last may be X) an id number, else a
    /// phone; without a digit it belongs to the name.
    /// </summary>
    public static Person Parse(string text)
    {
        var parts = text.Normalize(NormalizationForm.FormKC).Split('/', StringSplitOptions.TrimEntries);
        var person = new Person(parts[0]);
        foreach (var contact in parts.Skip(1).Where(c => c.Length > 0))
        {
            person = contact.Contains('@', StringComparison.Ordinal) ? person with { Email = contact }
                : contact.Length is 15 or 18 && contact[..^1].All(char.IsAsciiDigit) ? person with { IdNumber = contact }
                : contact.Any(char.IsAsciiDigit) ? person with { Phone = contact }
                : person with { Name = $"{person.Name}/{contact}" };
        }
        return person;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Join('/', new[] { Name, IdNumber, Phone, Email }.Where((part, i) => i == 0 || part.Length > 0));

    public SamePerson Compare(Person other)
    {
        var (mine, theirs) = (IdKey, other.IdKey);
        if (mine.Length > 0 && theirs.Length > 0 && (mine == theirs || mine.Length == theirs.Length))
        {
            return mine == theirs ? SamePerson.Yes : SamePerson.No;
        }
        if (NameKey.Length == 0 || NameKey != other.NameKey)
        {
            // The same number in both places is no accident, though it proves nothing.
            return IdText.Length > 0 && IdText == other.IdText ? SamePerson.Ask : SamePerson.No;
        }
        return (PhoneKey.Length > 0 && PhoneKey == other.PhoneKey) || (EmailKey.Length > 0 && EmailKey == other.EmailKey) ? SamePerson.Yes
            : SamePerson.Ask;
    }

    /// <summary>The person, and those whom the cell may name beside: 李四 of 张三/李四. Names in Latin letters are of several words.</summary>
    public IEnumerable<Person> Mentioned() => Written.Parts(Name).Where(p => p.Any(c => c is >= '\u3400' and <= '\u9FFF'))
        .Select(p => new Person(p)).Where(p => p.NameKey.Length > 1 && p.NameKey != NameKey).Prepend(this);

    /// <summary>
    /// As names are compared: letters alone, of half width, simplified and in lower case, so that no space, hyphen or dot of a transcribed
    /// name matters, and without what stands around them: 张三教授, 张三（教授） and 1.張 三 are 张三.
    /// </summary>
    public string NameKey => nameKey ??= WithoutTitle(Key(Written.Bare(Name), c => char.IsLetterOrDigit(c) || char.IsSurrogate(c)));

    private static readonly string[] Ranks =
    [
        "助理研究员", "副研究员", "研究员", "副教授", "教授", "讲师", "正高级工程师", "高级工程师", "总工程师", "工程师", "副主任医师", "主任医师", "高工", "总工",
        "院士", "博士", "硕士", "博导", "硕导", "老师", "先生", "女士", "同志", "主任", "院长", "所长", "处长", "科长", "经理", "总经理", "董事长",
    ];

    /// <summary>What stands before a rank: 副院长, 特聘教授, 名誉院长.</summary>
    private static readonly string[] Kinds =
        ["", "副", "常务副", "特聘", "特聘副", "名誉", "名誉副", "荣誉", "客座", "客座副", "讲座", "兼职", "执行", "执行副", "助理", "代"];

    /// <summary>With 兼 behind, where another follows: 教授兼院长.</summary>
    private static readonly HashSet<string> Titles =
    [
        .. from kind in Kinds from rank in Ranks from title in new[] { kind + rank, kind + rank + "兼" } select title,
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> TitlesBySpan =
        Titles.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly int LongestTitle = Titles.Max(t => t.Length);

    /// <summary>
    /// The longest title goes first (总经理 before 经理), and counts where a name is left: 王博士 may be called so.
    /// </summary>
    private static string WithoutTitle(string key)
    {
        for (var length = Math.Min(LongestTitle, key.Length - 2); length > 1; length--)
        {
            if (TitlesBySpan.Contains(key.AsSpan(key.Length - length)))
            {
                return WithoutTitle(key[..^length]);
            }
            if (TitlesBySpan.Contains(key.AsSpan(0, length)))
            {
                return WithoutTitle(key[length..]);
            }
        }
        return key;
    }

    /// <summary>The number as it proves who somebody is; blank where it proves nothing.</summary>
    public string IdKey => idKey ??= Proven(WrittenIdKey);

    private static string Proven(string written) => Applications.IdNumber.TryParse(written, out var number)
        ? number.Value.EndsWith(Rounded, StringComparison.Ordinal) && written.Length == number.Value.Length ? "" : number.Value
        : OtherNumber().IsMatch(written) ? written : "";

    /// <summary>A number is written that proves nothing.</summary>
    public bool HasBrokenIdNumber => IdKey.Length == 0 && WrittenIdKey.Length > 0;

    /// <summary>The number by which mentions are found: <see cref="IdKey"/>, or what is written where that proves nothing.</summary>
    public string IdText => IdKey is { Length: > 0 } proven ? proven : WrittenIdKey;

    /// <summary>A spreadsheet puts an apostrophe before a number that is text.</summary>
    private string WrittenIdKey => Written.SaysNothing(IdNumber) || Written.Denies(IdNumber) ? ""
        : Key(IdNumber, c => !char.IsWhiteSpace(c) && c != '-').TrimStart('\'', '‘', '’', '`');

    /// <summary>A spreadsheet keeps fifteen digits of eighteen.</summary>
    private const string Rounded = "000";

    /// <summary>Passports and permits are shorter than a 身份证号, of letters and digits, and no 5E17.</summary>
    [GeneratedRegex(@"^(?!\d+e\d{1,3}\z)[0-9a-z]{1,12}\z")]
    private static partial Regex OtherNumber();

    /// <summary>Without the country code of China, so that +86 138… is 138….</summary>
    private string PhoneKey
    {
        get
        {
            var digits = Key(Phone, char.IsAsciiDigit);
            return digits.StartsWith("0086", StringComparison.Ordinal) ? digits[4..]
                : digits.Length == 13 && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
        }
    }

    public bool HasAddressOf(Person other) => EmailKey.Length > 0 && EmailKey == other.EmailKey;

    /// <summary>
    /// The institution's domain of the e-mail address (x.edu.cn of mail.x.edu.cn); blank where it is a public provider's, or there is none.
    /// </summary>
    public string EmailDomain
    {
        get
        {
            var labels = EmailKey.Split('@') is [_, var host] ? host.Split('.', StringSplitOptions.RemoveEmptyEntries) : [];
            var most = labels.Length > 2 && labels[^1].Length == 2 && SecondLevels.Contains(labels[^2]) ? 3 : 2;
            var domain = labels.Length < most ? "" : string.Join('.', labels[^most..]);
            return PublicProviders.Contains(domain) ? "" : domain;
        }
    }

    /// <summary>What stands before a country's code in a registered name.</summary>
    private static readonly HashSet<string> SecondLevels =
        new(["com", "edu", "ac", "gov", "org", "net", "co", "mil"], StringComparer.Ordinal);

    private static readonly HashSet<string> PublicProviders = new(
        [
            "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "wo.cn",
            "aliyun.com",
            "21cn.com", "tom.com", "gmail.com", "outlook.com", "hotmail.com", "live.com", "live.cn", "msn.com", "yahoo.com", "yahoo.com.cn",
            "icloud.com",
            "me.com", "protonmail.com", "proton.me",
        ], StringComparer.Ordinal);

    private string EmailKey => Key(Email, c => !char.IsWhiteSpace(c));

    private static string Key(string text, Func<char, bool> keep) =>
        text.Length == 0 ? "" : string.Concat(Written.Seen(Written.Normal(text)).Where(keep).Select(char.ToLowerInvariant));
}
