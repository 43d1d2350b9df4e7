using System.Security.Claims;
using GrantReview.Data;

namespace GrantReview.Web.Hosting;

/// <summary>Who is signed in.</summary>
public static class Person
{
    public const string DisplayNameClaim = "display_name";

    public static Guid Id(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : throw new InvalidOperationException("Nobody is signed in.");

    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirstValue(DisplayNameClaim) ?? user.Identity?.Name ?? "";

    /// <summary>As the audit trail names a person.</summary>
    public static (Guid? Id, string Name) Who(this ClaimsPrincipal user) => (user.Id(), user.DisplayName());

    public static bool RunsCalls(this ClaimsPrincipal user) => user.IsInRole(Roles.Officer);
}
