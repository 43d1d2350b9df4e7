using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Data;

/// <summary>Somebody who can sign in.</summary>
public sealed class User : IdentityUser<Guid>
{
    public const int DisplayNameLength = 100;

    public string DisplayName { get; set; } = "";

    /// <summary>zh-CN or en.</summary>
    public string Culture { get; set; } = "zh-CN";

    /// <summary>Encrypts what a browser keeps for this person until the server has it, so that nobody else who signs in there can read it; 32 bytes.</summary>
    public byte[] DeviceKey { get; private set; } = RandomNumberGenerator.GetBytes(32);
}
