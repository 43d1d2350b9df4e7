using Microsoft.AspNetCore.Identity;

namespace GrantReview.Data;

/// <summary>A key pair on a device of a person's (WebAuthn); the database knows the public half.</summary>
public sealed class Passkey : IdentityUserPasskey<Guid>
{
    public const int NameLength = 100;

    /// <summary>Of its id, in bytes: WebAuthn allows 1,023, and no database the same as a key.</summary>
    public const int IdLength = 512;

    /// <summary>
    /// When the challenge was made that it answered last; null = it never signed in. An answer to that one or an earlier one opens nothing.
    /// </summary>
    public DateTime? UsedAt { get; private set; }

    /// <summary>It answered the challenge of an instant; false = it has answered that one or a later one before.</summary>
    public bool Answer(DateTime asked, UserPasskeyInfo said)
    {
        if (asked <= UsedAt)
        {
            return false;
        }
        (UsedAt, Data.SignCount, Data.IsBackedUp) = (asked, said.SignCount, said.IsBackedUp);
        return true;
    }
}
