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
        var user = new User
        {
            Id = Guid.CreateVersion7(), UserName = entry.UserName, NormalizedUserName = entry.UserName.ToUpperInvariant(),
            SecurityStamp = $"{Guid.NewGuid():N}", LockoutEnabled = true,
        };
        var answer = user.Do(db, new AccountLife.Add(entry), by, seen);
        if (answer.Refusal is null)
        {
            Write(user, [new FieldChange("name", "", entry.Name), new FieldChange("email", "", entry.Email),
                new FieldChange("unit", "", entry.Unit)]);
            db.Users.Add(user);
        }
        return (user, answer);
    }

    public static Answer Change(AppDb db, User user, IReadOnlyList<FieldChange> changes, By by, AccountEvidence seen)
    {
        var values = new FreeText(JsonSerializer.Serialize(changes.ToDictionary(c => c.Field, c => c.After), Plain));
        var answer = user.Do(db, new AccountLife.Change([.. changes.Select(c => c.Field)], values), by, seen);
        if (answer.Refusal is null)
        {
            Write(user, changes);
        }
        return answer;
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

    private static void Write(User user, IReadOnlyList<FieldChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change.Field)
            {
                case "name":
                    user.DisplayName = change.After;
                    break;
                case "email":
                    user.Email = change.After.Length == 0 ? null : change.After;
                    break;
                case "unit":
                    user.Unit = change.After;
                    break;
            }
        }
    }
}
