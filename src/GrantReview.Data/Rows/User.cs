using System.Security.Cryptography;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Data;

/// <summary>Somebody who can sign in; what becomes of the account is decided by <see cref="AccountLife"/>.</summary>
public sealed class User : IdentityUser<Guid>
{
    public const int EmailLength = 256;
    public const int DisplayNameLength = AccountEntry.LongestName;

    /// <summary>For the database, and for those who ask for nobody's password.</summary>
    public User()
    {
    }

    public User(AccountEntry entry)
    {
        (Id, UserName, NormalizedUserName) = (Guid.CreateVersion7(), entry.UserName, entry.UserName.ToUpperInvariant());
        (SecurityStamp, LockoutEnabled) = ($"{Guid.NewGuid():N}", true);
        Name(entry);
    }

    public string DisplayName { get; private set; } = "";

    /// <summary>Blank = unknown.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>In which mails are written: zh-CN or en, as the person last chose on a page.</summary>
    public string Culture { get; private set; } = "zh-CN";

    /// <summary>Whether pages come in large type on whatever device, as the person last chose; null = as each device was told.</summary>
    public bool? IsElder { get; private set; }

    /// <summary>
    /// Encrypts what a browser keeps for this person until the server has it, so that nobody else who signs in there can read it; 32 bytes.
    /// </summary>
    public byte[] DeviceKey { get; private set; } = RandomNumberGenerator.GetBytes(32);

    public AccountState State { get; private set; } = AccountState.Open;

    /// <summary>Applies what is decided and keeps its facts with the change.</summary>
    public Answer Do(AppDb db, Act act, By by, AccountEvidence seen)
    {
        var answer = AccountLife.Decide(State, Id, act, by, seen);
        foreach (var fact in answer.Refusal is null ? answer.Facts ?? [] : [])
        {
            State = AccountLife.Apply(State, fact);
            if (fact is AccountLife.Erased)
            {
                Forget();
            }
            db.Keep(fact, by, Id);
        }
        return answer;
    }

    /// <summary>The same with what the account says of its person from now on.</summary>
    /// <param name="now">The user name stays.</param>
    public Answer Change(AppDb db, AccountLife.Change act, AccountEntry now, By by, AccountEvidence seen)
    {
        var answer = Do(db, act, by, seen);
        if (answer.Refusal is null)
        {
            Name(now);
        }
        return answer;
    }

    private void Name(AccountEntry entry) => (DisplayName, Email, Unit) = (entry.Name, entry.Email is "" ? null : entry.Email, entry.Unit);

    private void Forget()
    {
        UserName = $"erased-{Id:N}";
        NormalizedUserName = UserName.ToUpperInvariant();
        (DisplayName, Unit, Email, PasswordHash) = ("—", "", null, null);
        (TwoFactorEnabled, SecurityStamp, IsElder) = (false, $"{Guid.NewGuid()}", null);
    }
}
