using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Commands;

/// <summary>The first three administrators of a house, three people: accounts and capacities, machines and jobs, the record.</summary>
public static class SetupCommand
{
    private static readonly Capacity[] Administrators =
        [Capacity.SecurityAdministrator, Capacity.SystemAdministrator, Capacity.AuditAdministrator];

    /// <summary>All three or none; the link with which each sets a password is shown this once.</summary>
    public static async Task<int> RunAsync(Terminal terminal, string[] names)
    {
        if (names.FirstOrDefault(n => !AccountEntry.IsUserName(n)) is { } wrong)
        {
            return Terminal.Refuse("Commands.SetupName", wrong);
        }
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var address = terminal.Services.GetRequiredService<FrontOptions>().Address;
        var by = Desk.ByTheRules(terminal.Services.GetRequiredService<TimeProvider>());
        await using var transaction = await db.Database.BeginTransactionAsync();
        List<string> made = [];
        foreach (var (capacity, name) in Administrators.Zip(names))
        {
            var entry = new AccountEntry(name, name, "", "");
            var user = new User(entry);
            if (await users.CreateAsync(user) is { Succeeded: false } refused)
            {
                return Terminal.Refuse("Commands.SetupAccount", name, string.Join(" ", refused.Errors.Select(e => e.Description)));
            }
            var (secret, link) = EntryLinks.Make(by.At + EntryLinks.OfInvitation);
            user.Do(db, new AccountLife.Install(entry, link), by, new AccountEvidence()).OrThrow();
            var grant = new GrantRow(user.Id, null, capacity);
            if (grant.Do(new GrantLife.Appoint(), by, await Capacities.SeenAsync(db, grant, default)).Refusal is { } refusal)
            {
                return Terminal.Refuse("Commands.SetupRefused", name, Text.Of(capacity), RefusalText.Of(refusal));
            }
            db.Grants.Add(grant);
            await db.SaveChangesAsync();
            made.Add($"{Text.Of(capacity)}\t{name}\t{address}/entry/{user.Id}/{secret}");
        }
        await transaction.CommitAsync();
        made.ForEach(terminal.Output.WriteLine);
        terminal.Say("Commands.SetupNext", names[0]);
        return SiteCommands.Done;
    }
}
