using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>What has to be asked about a payee before anything is paid.</summary>
public enum PayeeQuestion { BankIsBlank, AccountIsBlank, AccountIsMalformed }

/// <summary>
/// Where the money of an award goes: account holder (开户名), bank (开户银行) and account number (账号). Personal data: encrypted at rest, in no
/// package, shown to finance alone.
/// </summary>
/// <param name="Holder">Blank = the applicant unit, since a unit's account bears the unit's name.</param>
/// <param name="Account">As it was written, but for width, spaces and hyphens.</param>
public sealed record Payee(string Holder, string Bank, string Account)
{
    /// <summary>Columns of applications.csv.</summary>
    public const string HolderColumn = "payee", BankColumn = "bank", AccountColumn = "account";

    /// <summary>Digits of an account number.</summary>
    public const int Shortest = 8, Longest = 32;

    /// <summary>A spreadsheet keeps so many digits of a number and makes the others zeros.</summary>
    private const int KeptDigits = 15;

    public static Payee Unknown { get; } = new("", "", "");

    public static Payee Of(string? holder, string? bank, string? account)
    {
        return new Payee(
            Line(holder), Line(bank), string.Concat(Written.Key(account ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–'))));

        static string Line(string? text) => (text ?? "").Replace('\n', ' ').Trim();
    }

    /// <summary>What <see cref="ToString"/> wrote; anything else is unknown.</summary>
    public static Payee Parse(string? written) => written?.Split('\n') is [var holder, var bank, var account]
        ? new Payee(holder, bank, account) : Unknown;

    /// <summary>
    /// A blank bank or account; an account that is not 8 to 32 digits, or a long one whose digits after the fifteenth are all zeros, as a
    /// spreadsheet leaves a number that should have been text.
    /// </summary>
    public IReadOnlyList<PayeeQuestion> Questions =>
    [
        .. Bank.Length == 0 ? [PayeeQuestion.BankIsBlank] : Array.Empty<PayeeQuestion>(),
        .. Account.Length == 0 ? [PayeeQuestion.AccountIsBlank]
            : IsNumber(Account) ? Array.Empty<PayeeQuestion>() : [PayeeQuestion.AccountIsMalformed],
    ];

    public override string ToString() => this == Unknown ? "" : $"{Holder}\n{Bank}\n{Account}";

    /// <summary>The last four digits, by which people tell accounts apart without reading them whole.</summary>
    public static string EndingOf(string account) => account.Length <= 4 ? account : $"…{account[^4..]}";

    private static bool IsNumber(string account) =>
        account.Length is >= Shortest and <= Longest && account.All(char.IsAsciiDigit)
        && !(account.Length > KeptDigits + 1 && account[KeptDigits..].All(c => c == '0'));
}
