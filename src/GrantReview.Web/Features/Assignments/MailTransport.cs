using System.Globalization;
using GrantReview.Data;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Data.Sqlite;
using MimeKit;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Where mails go: to the server of Mail:Smtp:Host, or, without one, as .eml files into a folder that another program may pick up.</summary>
public sealed class MailTransport(IConfiguration configuration, IHostEnvironment environment)
{
    /// <summary>Mail:PickupFolder, else beside the embedded database, else in the program's folder.</summary>
    public string Folder => configuration["Mail:PickupFolder"] is { Length: > 0 } given ? given
        : AppDbRegistration.ProviderOf(configuration) == DatabaseProvider.Sqlite
            ? Path.ChangeExtension(Path.GetFullPath(new SqliteConnectionStringBuilder(configuration["Database:ConnectionString"]).DataSource), null) + "-mail"
            : Path.Combine(environment.ContentRootPath, "mail");

    public async Task SendAsync(MailRow mail, CancellationToken cancellationToken)
    {
        using var message = MessageOf(mail);
        if (configuration["Mail:Smtp:Host"] is not { Length: > 0 } host)
        {
            Directory.CreateDirectory(Folder);
            var file = Path.Combine(Folder, $"{mail.CreatedAt.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{mail.Id:N}.eml");
            // Written whole before it has its name, since another program may be waiting for it.
            await message.WriteToAsync(file + ".part", cancellationToken);
            File.Move(file + ".part", file, overwrite: true);
            return;
        }
        using var client = new SmtpClient();
        await client.ConnectAsync(host, configuration.GetValue("Mail:Smtp:Port", 587), SecureSocketOptions.Auto, cancellationToken);
        if (configuration["Mail:Smtp:UserName"] is { Length: > 0 } userName)
        {
            await client.AuthenticateAsync(userName, configuration["Mail:Smtp:Password"] ?? "", cancellationToken);
        }
        await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
    }

    private MimeMessage MessageOf(MailRow mail)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = new DateTimeOffset(mail.CreatedAt), MessageId = $"{mail.Id:N}@grantreview" };
        message.From.Add(MailboxAddress.Parse(configuration["Mail:From"] is { Length: > 0 } from ? from : "GrantReview <grantreview@localhost>"));
        message.To.Add(new MailboxAddress(mail.Recipient, MailboxAddress.Parse(mail.Address).Address));
        message.Body = new TextPart("plain") { Text = mail.Body };
        return message;
    }
}
