using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <summary>Brings the database to the program's version; the first security administrator where FirstAdministrator is configured and there is none.</summary>
public static class FirstStart
{
    public static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Database.MigrateAsync();
        var administrator = scope.ServiceProvider.GetRequiredService<FirstAdministratorOptions>();
        if (administrator.UserName is { Length: > 0 } userName
            && !await db.Grants.AnyAsync(g => g.CallId == null && g.Capacity == Capacity.SecurityAdministrator))
        {
            var user = new User { UserName = userName, DisplayName = administrator.DisplayName is { Length: > 0 } name ? name : userName };
            Check(await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, administrator.Password));
            By program = new(null, Capacity.Program, scope.ServiceProvider.GetRequiredService<Desk>().Now, Guid.CreateVersion7());
            var grant = new GrantRow(user.Id, null, Capacity.SecurityAdministrator);
            grant.Do(new GrantLife.Appoint(), program, await Capacities.SeenAsync(db, grant, default));
            db.Grants.Add(grant);
            await db.SaveChangesAsync();
        }
    }

    /// <summary>A production start never changes the database by itself, nor runs on another version of it.</summary>
    public static async Task<bool> IsMigratedAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return !(await scope.ServiceProvider.GetRequiredService<AppDb>().Database.GetPendingMigrationsAsync()).Any();
    }

    /// <summary>Says why the program does not start; the exit code of bad input.</summary>
    public static int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(fault);
        }
        return 2;
    }

    public static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
        }
    }
}
