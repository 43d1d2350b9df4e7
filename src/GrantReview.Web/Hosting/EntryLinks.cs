using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Hosting;

/// <summary>
/// One-time links. The secret in a link is in no table: the account keeps its digest, and the mail that waits to be sent keeps it
/// encrypted.
/// </summary>
public sealed class EntryLinks(IDataProtectionProvider protection)
{
    public static readonly TimeSpan OfInvitation = TimeSpan.FromDays(14);
    public static readonly TimeSpan OfReset = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("mail");
    private readonly IDataProtector addresses = protection.CreateProtector("address");

    public static (string Secret, EntryLink Link) Make(DateTime until)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (secret, new EntryLink(DigestOf(secret), until));
    }

    public static string DigestOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>At the host that was asked, which is one of the installation's own (AllowedHosts).</summary>
    public static string UrlOf(HttpRequest request, User user, string secret) =>
        $"{request.Scheme}://{request.Host}/entry/{user.Id}/{secret}";

    /// <summary>The mail that brings a link to the account's own address, in the person's language.</summary>
    public MailRow MailOf(User user, string url, DateTime until, bool isReset, DateTime now)
    {
        var language = user.Culture == "en" ? "en" : "zh-CN";
        var body = isReset ? "Mail.reset.Body" : "Mail.invitation.Body";
        return new MailRow
        {
            Kind = isReset ? "reset" : "invitation", Recipient = user.DisplayName, Address = user.Email ?? "", CreatedAt = now,
            Subject = Text.In(language, isReset ? "Mail.reset.Subject" : "Mail.invitation.Subject"),
            Body = Text.In(language, "Mail.Greeting", user.DisplayName) + "\n\n"
                + Text.In(language, body, user.UserName, Formats.Instant(until)) + $"\n\n{MailRow.Place}\n",
            Sealed = protector.Protect(url),
        };
    }

    /// <summary>
    /// What a link to a new address carries: it is kept nowhere, and holds until the account has another address or another password.
    /// </summary>
    public string TokenOf(User user, string address, DateTime until) =>
        addresses.Protect(string.Join('\n', Part(user), address, until.Ticks));

    /// <summary>The address that the token proves; null = it is not this account's, too old, or overtaken.</summary>
    public string? AddressOf(User user, string token, DateTime now)
    {
        try
        {
            return addresses.Unprotect(token).Split('\n') is [var account, var address, var until] && account == Part(user)
                && now.Ticks < long.Parse(until, CultureInfo.InvariantCulture) ? address : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>To a new address, with the link that proves it.</summary>
    public MailRow ProofOf(User user, string address, string url, DateTime until, DateTime now) =>
        AddressMail(user, address, "address", $"\n\n{MailRow.Place}\n", now, address, Formats.Instant(until), protector.Protect(url));

    /// <summary>To the address until now: whoever reads it there did not lose the account unheard.</summary>
    public MailRow NoticeOf(User user, string before, DateTime now) =>
        AddressMail(user, before, "address-changed", "\n", now, user.UserName, user.Email, secret: null);

    /// <summary>The body as it is sent.</summary>
    public string BodyOf(MailRow mail) =>
        mail.Sealed is { } secret ? mail.Body.Replace(MailRow.Place, protector.Unprotect(secret), StringComparison.Ordinal) : mail.Body;

    private static string Part(User user) => $"{user.Id} {DigestOf($"{user.Email} {user.PasswordHash}")}";

    private static MailRow AddressMail(
        User user, string address, string kind, string end, DateTime now, string? first, string? second, string? secret)
    {
        var language = user.Culture == "en" ? "en" : "zh-CN";
        var (subject, body) = secret is null ? ("Mail.address-changed.Subject", "Mail.address-changed.Body")
            : ("Mail.address.Subject", "Mail.address.Body");
        return new MailRow
        {
            Kind = kind, Recipient = user.DisplayName, Address = address, CreatedAt = now, Subject = Text.In(language, subject),
            Body = Text.In(language, "Mail.Greeting", user.DisplayName) + "\n\n" + Text.In(language, body, first, second) + end,
            Sealed = secret,
        };
    }
}
