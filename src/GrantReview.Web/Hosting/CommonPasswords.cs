using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Refuses what is guessed first: the words of common-passwords.txt, also with figures and marks around them, with look-alikes for letters
/// or twice over; rows of the keyboard and of figures; the person's own names.
/// </summary>
public sealed class CommonPasswords : IPasswordValidator<User>
{
    private const string Rows =
        "abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn";
    private static readonly Dictionary<char, char> LookAlikes = new()
    {
        ['0'] = 'o', ['1'] = 'i', ['!'] = 'i', ['3'] = 'e', ['4'] = 'a', ['@'] = 'a', ['5'] = 's', ['$'] = 's', ['7'] = 't',
    };

    private static readonly Lazy<HashSet<string>> Words = new(() =>
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.Ordinal);
    });

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) => Task.FromResult(
        IsCommon(password ?? "", user.UserName ?? "", user.DisplayName, user.Email?.Split('@')[0] ?? "")
            ? IdentityResult.Failed(new IdentityError { Code = nameof(CommonPasswords) }) : IdentityResult.Success);

    /// <param name="own">Names of the person; the shortest are in anybody's password by chance.</param>
    public static bool IsCommon(string password, params string[] own)
    {
        var letters = password.ToLowerInvariant();
        char[] around = [.. letters.Where(c => !char.IsLetter(c))];
        return IsGuessed(letters.Trim(around)) || IsGuessed(Spelt(letters.Trim(around))) || IsGuessed(Spelt(letters.TrimEnd(around)))
            || own.Any(o => o.Length > 3 && letters.Contains(o, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>With letters for what looks like them.</summary>
    private static string Spelt(string text) => string.Concat(text.Select(c => LookAlikes.GetValueOrDefault(c, c)));

    private static bool IsGuessed(string word)
    {
        var once = Enumerable.Range(1, word.Length / 2).Where(n => word.Length % n == 0).Select(n => word[..n])
            .FirstOrDefault(part => string.Concat(Enumerable.Repeat(part, word.Length / part.Length)) == word) ?? word;
        return once.Length < 4 || Words.Value.Contains(once) || Words.Value.Contains(string.Concat(once.Where(char.IsLetter)))
            || Rows.Contains(once, StringComparison.Ordinal) || string.Concat(once.Reverse()) is var back
                && Rows.Contains(back, StringComparison.Ordinal);
    }
}
