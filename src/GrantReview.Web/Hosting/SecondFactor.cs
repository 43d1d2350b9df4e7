using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace GrantReview.Web.Hosting;

/// <summary>A code of six figures from an app on the person's own device (TOTP, RFC 6238), or one of the recovery codes on paper.</summary>
public static class SecondFactor
{
    public const int RecoveryCodes = 10;
    public const int LongestCode = 20;

    private const string Keeper = "GrantReview";
    private const string LastCode = "last-code";

    /// <summary>Whether a code opens; each opens once.</summary>
    public static async Task<bool> TakesAsync(UserManager<User> users, User user, string? typed)
    {
        var code = string.Concat((typed ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (code.Length is 0 or > LongestCode)
        {
            return false;
        }
        if (!code.All(char.IsAsciiDigit))
        {
            return (await users.RedeemTwoFactorRecoveryCodeAsync(user,
                $"{code[..(code.Length / 2)]}-{code[(code.Length / 2)..]}")).Succeeded;
        }
        if (await users.GetAuthenticationTokenAsync(user, Keeper, LastCode) == code
            || !await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code))
        {
            return false;
        }
        await users.SetAuthenticationTokenAsync(user, Keeper, LastCode, code);
        return true;
    }

    /// <summary>The house asks the person for a second factor: whoever is more than an expert somewhere.</summary>
    public static async Task<bool> IsAskedOfAsync(
        AppDb db, Guid person, AccountOptions options, IHostEnvironment environment, CancellationToken cancellationToken) =>
        options.AsksSecondFactor(environment) && await Capacities.Held(db).AnyAsync(
            g => g.UserId == person && g.Capacity != Capacity.Expert, cancellationToken);

    /// <summary>What an app reads to know the key.</summary>
    public static string AddressOf(User user, string key) =>
        $"otpauth://totp/GrantReview:{UrlEncoder.Default.Encode(user.UserName ?? "")}?secret={key}&issuer=GrantReview&digits=6";

    public static string Picture(string address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(data);
        return picture.GetGraphic(4);
    }
}
