using Microsoft.AspNetCore.Identity;

namespace GrantReview.Data;

/// <summary>Somebody who can sign in.</summary>
public sealed class User : IdentityUser<Guid>
{
    public const int DisplayNameLength = 100;

    public string DisplayName { get; set; } = "";

    /// <summary>zh-CN or en.</summary>
    public string Culture { get; set; } = "zh-CN";
}
