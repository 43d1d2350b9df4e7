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

    public string DisplayName { get; set; } = "";

    /// <summary>Blank = unknown.</summary>
    public string Unit { get; set; } = "";

    /// <summary>zh-CN or en.</summary>
    public string Culture { get; set; } = "zh-CN";

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
            db.Keep(fact, by, Id);
        }
        return answer;
    }
}
