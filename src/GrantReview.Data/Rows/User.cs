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

/// <summary>The roles; an administrator sees no scores.</summary>
public static class Roles
{
    public const string Expert = "expert";
    public const string Officer = "officer";
    public const string Approver = "approver";
    public const string Supervisor = "supervisor";
    public const string Auditor = "auditor";
    public const string Finance = "finance";
    public const string Administrator = "administrator";

    public static IReadOnlyList<string> All { get; } = [Expert, Officer, Approver, Supervisor, Auditor, Finance, Administrator];
}
