using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Data.Sqlite;
using MimeKit;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Where mails go: to the server of Mail:Smtp:Host, or, without one, as .eml files into a folder that another program may pick up.
/// </summary>
public sealed class MailTransport(MailOptions options, DatabaseOptions database, IHostEnvironment environment, EntryLinks links)
{
    /// <summary>Mail:PickupFolder, else beside the embedded database, else in the program's folder.</summary>
    public string Folder => options.PickupFolder is { Length: > 0 } given ? given
        : database.Provider == DatabaseProvider.Sqlite
            ? Path.ChangeExtension(
                Path.GetFullPath(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource), null) + "-mail"
            : Path.Combine(environment.ContentRootPath, "mail");

    /// <summary>What keeps the server of mails from being asked; null = it answers, or none is named.</summary>
    public async Task<string?> FaultAsync(TimeSpan patience)
    {
        if (options.Smtp.Host.Length == 0)
        {
            return null;
        }
        using var client = new SmtpClient { Timeout = (int)patience.TotalMilliseconds };
        try
        {
            await ConnectAsync(client, options.Smtp, CancellationToken.None);
            await client.DisconnectAsync(quit: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or TimeoutException
            or AuthenticationException or SslHandshakeException or MailKit.CommandException or MailKit.ProtocolException)
        {
            return $"{options.Smtp.Host}:{options.Smtp.Port}: {failure.Message}";
        }
    }

    /// <returns>True where a server took it; false where it was written into the folder.</returns>
    public async Task<bool> SendAsync(MailRow mail, CancellationToken cancellationToken)
    {
        using var message = MessageOf(mail);
        if (options.Smtp is not { Host.Length: > 0 } smtp)
        {
            Directory.CreateDirectory(Folder);
            var file = Path.Combine(Folder,
                $"{mail.CreatedAt.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{mail.Id:N}.eml");
            // Written whole before it has its name, since another program may be waiting for it.
            await message.WriteToAsync(file + ".part", cancellationToken);
            File.Move(file + ".part", file, overwrite: true);
            return false;
        }
        using var client = new SmtpClient();
        await ConnectAsync(client, smtp, cancellationToken);
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
        return true;
    }

    private static async Task ConnectAsync(SmtpClient client, SmtpOptions smtp, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(smtp.Host, smtp.Port, SecureSocketOptions.Auto, cancellationToken);
        if (smtp.UserName.Length > 0)
        {
            await client.AuthenticateAsync(smtp.UserName, smtp.Password, cancellationToken);
        }
    }

    private MimeMessage MessageOf(MailRow mail)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = new DateTimeOffset(mail.CreatedAt),
            MessageId = $"{mail.Id:N}@grantreview" };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(new MailboxAddress(mail.Recipient, MailboxAddress.Parse(mail.Address).Address));
        message.Body = new TextPart("plain") { Text = links.BodyOf(mail) };
        return message;
    }
}
