using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Hosting;

/// <summary>Brings the database to the program's version; the first security administrator where FirstAdministrator is configured and there is none.</summary>
public static class FirstStart
{
    public static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Database.MigrateAsync();
        var administrator = scope.ServiceProvider.GetRequiredService<IConfiguration>().GetSection("FirstAdministrator");
        if (administrator["UserName"] is { Length: > 0 } userName
            && !await db.Grants.AnyAsync(g => g.CallId == null && g.Capacity == Capacity.SecurityAdministrator))
        {
            var user = new User { UserName = userName, DisplayName = administrator["DisplayName"] ?? userName };
            Check(await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(
                user, administrator["Password"] ?? throw new InvalidOperationException("FirstAdministrator:Password is not set.")));
            By program = new(null, Capacity.Program, scope.ServiceProvider.GetRequiredService<Desk>().Now, Guid.CreateVersion7());
            var grant = new GrantRow(user.Id, null, Capacity.SecurityAdministrator);
            grant.Do(new GrantLife.Appoint(), program, await Capacities.SeenAsync(db, grant, default));
            db.Grants.Add(grant);
            await db.SaveChangesAsync();
        }
    }

    public static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
        }
    }
}
