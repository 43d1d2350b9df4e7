using GrantReview.Core.Acts;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Hosting;

/// <summary>What a person is in a call, as the desk reads it in the act's own transaction.</summary>
public static class Capacities
{
    /// <param name="call">Null = of the whole house.</param>
    public static Task<bool> HasAsync(AppDb db, Guid person, Guid? call, Capacity capacity, CancellationToken cancellationToken)
    {
        if (capacity == Capacity.Expert)
        {
            return db.Experts.AnyAsync(e => e.UserId == person && e.CallId == call, cancellationToken);
        }
        var role = RoleOf(capacity);
        return db.UserRoles.AnyAsync(l => l.UserId == person && db.Roles.Any(r => r.Id == l.RoleId && r.Name == role), cancellationToken);
    }

    private static string RoleOf(Capacity capacity) => capacity switch
    {
        Capacity.Officer => Roles.Officer,
        Capacity.Approver => Roles.Approver,
        Capacity.Supervisor => Roles.Supervisor,
        Capacity.Auditor => Roles.Auditor,
        Capacity.Finance => Roles.Finance,
        Capacity.SystemAdministrator or Capacity.SecurityAdministrator or Capacity.AuditAdministrator => Roles.Administrator,
        _ => throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "Nobody is granted this."),
    };
}
