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

    /// <summary>The body as it is sent.</summary>
    public string BodyOf(MailRow mail) =>
        mail.Sealed is { } secret ? mail.Body.Replace(MailRow.Place, protector.Unprotect(secret), StringComparison.Ordinal) : mail.Body;
}
