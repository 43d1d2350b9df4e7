using System.Security.Cryptography;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Commands;

/// <summary>The first three administrators of a house, three people: accounts and capacities, machines and jobs, the record.</summary>
public static class SetupCommand
{
    /// <summary>Without letters and digits that look alike.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int PasswordLength = 20;

    private static readonly Capacity[] Administrators =
        [Capacity.SecurityAdministrator, Capacity.SystemAdministrator, Capacity.AuditAdministrator];

    /// <summary>All three or none; each password is shown this once.</summary>
    public static async Task<int> RunAsync(Terminal terminal, string[] names)
    {
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        By program = new(null, Capacity.Program, terminal.Services.GetRequiredService<Desk>().Now, Guid.CreateVersion7());
        await using var transaction = await db.Database.BeginTransactionAsync();
        List<(Capacity Capacity, string Name, string Password)> made = [];
        foreach (var (capacity, name) in Administrators.Zip(names))
        {
            var (user, password) = (new User { UserName = name, DisplayName = name, LockoutEnabled = true }, Password());
            if (await users.CreateAsync(user, password) is { Succeeded: false } refused)
            {
                return Terminal.Refuse("Commands.SetupAccount", name, string.Join(" ", refused.Errors.Select(e => e.Description)));
            }
            db.Keep(new AccountLife.Added(FreeText.Of(name)), program, user.Id);
            var grant = new GrantRow(user.Id, null, capacity);
            if (grant.Do(new GrantLife.Appoint(), program, await Capacities.SeenAsync(db, grant, default)).Refusal is { } refusal)
            {
                return Terminal.Refuse("Commands.SetupRefused", name, CapacityText.Of(capacity), RefusalText.Of(refusal));
            }
            db.Grants.Add(grant);
            await db.SaveChangesAsync();
            made.Add((capacity, name, password));
        }
        await transaction.CommitAsync();
        foreach (var (capacity, name, password) in made)
        {
            terminal.Output.WriteLine($"{CapacityText.Of(capacity)}\t{name}\t{password}");
        }
        terminal.Say("Commands.SetupNext", names[0]);
        return SiteCommands.Done;
    }

    private static string Password()
    {
        while (true)
        {
            var text = RandomNumberGenerator.GetString(Alphabet, PasswordLength);
            if (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiDigit))
            {
                return text;
            }
        }
    }
}
