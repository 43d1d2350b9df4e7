using GrantReview.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Hosting;

/// <summary>Brings the database to the program's version; roles, and the first administrator where FirstAdministrator is configured.</summary>
public static class FirstStart
{
    public static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database.MigrateAsync();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var name in Roles.All)
        {
            if (!await roles.RoleExistsAsync(name))
            {
                Check(await roles.CreateAsync(new IdentityRole<Guid>(name)));
            }
        }
        var administrator = scope.ServiceProvider.GetRequiredService<IConfiguration>().GetSection("FirstAdministrator");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        if (administrator["UserName"] is { Length: > 0 } userName && (await users.GetUsersInRoleAsync(Roles.Administrator)).Count == 0)
        {
            var user = new User { UserName = userName, DisplayName = administrator["DisplayName"] ?? userName };
            Check(await users.CreateAsync(user, administrator["Password"] ?? throw new InvalidOperationException("FirstAdministrator:Password is not set.")));
            Check(await users.AddToRoleAsync(user, Roles.Administrator));
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
