using System.Text.Encodings.Web;
using System.Text.Json;
using GrantReview.Core.Accounts;

namespace GrantReview.Web.Reading;

/// <summary>Accounts as a file or a form names them, and the links with which their people enter.</summary>
public static class StoredAccounts
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>People of a file who are there already differ in these.</summary>
    /// <param name="columns">Of the file; what it lacks stays as it is.</param>
    public static IReadOnlyList<FieldChange> Changes(AccountEntry entry, IReadOnlyCollection<string> columns, User? known)
    {
        (string Field, string Before, string After)[] fields =
        [
            ("name", known?.DisplayName ?? "", entry.Name), ("email", known?.Email ?? "", columns.Contains("email") ? entry.Email
                : known?.Email ?? ""),
            ("unit", known?.Unit ?? "", columns.Contains("unit") ? entry.Unit : known?.Unit ?? ""),
        ];
        return [.. fields.Where(f => f.Before != f.After).Select(f => new FieldChange(f.Field, f.Before, f.After))];
    }

    public static async Task<(User User, Answer Answer)> AddAsync(AppDb db, AccountEntry entry, By by, CancellationToken cancellationToken)
    {
        var normalized = entry.UserName.ToUpperInvariant();
        return Add(db, entry, by, new AccountEvidence(await db.Users.AnyAsync(u => u.NormalizedUserName == normalized, cancellationToken)));
    }

    public static (User User, Answer Answer) Add(AppDb db, AccountEntry entry, By by, AccountEvidence seen)
    {
        var user = new User(entry);
        var answer = user.Do(db, new AccountLife.Add(entry), by, seen);
        if (answer.Refusal is null)
        {
            db.Users.Add(user);
        }
        return (user, answer);
    }

    public static Answer Change(AppDb db, User user, IReadOnlyList<FieldChange> changes, By by, AccountEvidence seen)
    {
        var now = changes.ToDictionary(c => c.Field, c => c.After);
        var values = new FreeText(JsonSerializer.Serialize(now, Plain));
        return user.Change(
            db, new AccountLife.Change([.. changes.Select(c => c.Field)], values),
            new AccountEntry(
                user.UserName ?? "", now.GetValueOrDefault("name", user.DisplayName), now.GetValueOrDefault("email", user.Email ?? ""),
                now.GetValueOrDefault("unit", user.Unit)), by, seen);
    }

    /// <summary>A link to somebody who has an address and no password yet.</summary>
    /// <returns>The mail that brings it; null = the person has no address.</returns>
    public static MailRow? Invite(AppDb db, User user, EntryLinks links, HttpRequest request, By by)
    {
        var (secret, link) = EntryLinks.Make(by.At + EntryLinks.OfInvitation);
        var seen = new AccountEvidence(HasPassword: user.PasswordHash is not null, HasEmail: !string.IsNullOrEmpty(user.Email));
        return user.Do(db, new AccountLife.Invite(link, AccountLife.Delivery.Mail), by, seen).Refusal is not null ? null
            : links.MailOf(user, EntryLinks.UrlOf(request, user, secret), link.Until, isReset: seen.HasPassword, by.At);
    }
}
