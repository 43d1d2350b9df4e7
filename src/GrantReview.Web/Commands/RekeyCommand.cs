using System.Xml.Linq;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;

namespace GrantReview.Web.Commands;

/// <summary>
/// Encrypts by the first key of the key file what an earlier one, or none, encrypted; then the earlier line may go. Where a key is lost,
/// what it alone opened is taken away on request.
/// </summary>
public static class RekeyCommand
{
    private const string Lost = "lost";

    public static async Task<int> RunAsync(Terminal terminal, string[] arguments)
    {
        if (arguments is [not Lost])
        {
            return Terminal.Refuse("Rekey.Argument", arguments[0]);
        }
        var vault = terminal.Services.GetRequiredService<Vault>();
        if (!vault.IsGiven)
        {
            return Terminal.Refuse("Options.Keys");
        }
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var forgets = arguments.Length > 0;
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (written, unreadable) = await vault.RenewAsync(db, forgets, CancellationToken.None);
        foreach (var key in await db.DataProtectionKeys.ToListAsync())
        {
            written += Renew(vault, key) ? 1 : 0;
        }
        if (forgets)
        {
            await ForgetAsync(db, scope.ServiceProvider.GetRequiredService<TimeProvider>());
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        terminal.Say(forgets ? "Rekey.Forgotten" : "Rekey.Done", written, unreadable);
        return unreadable == 0 || forgets ? SiteCommands.Done : SiteCommands.No;
    }

    /// <summary>A key of cookies and forms stands encrypted in an element of its own.</summary>
    private static bool Renew(Vault vault, DataProtectionKey key)
    {
        var document = XElement.Parse(key.Xml ?? "<none/>");
        var changed = false;
        foreach (var hidden in document.Descendants(Keys.Hidden).Where(h => vault.MissingKeyOf($"vault:{h.Value}") is null))
        {
            if (!vault.IsNewest($"vault:{hidden.Value}"))
            {
                hidden.Value = vault.Encrypt(vault.Decrypt(hidden.Value));
                changed = true;
            }
        }
        key.Xml = changed ? document.ToString(SaveOptions.DisableFormatting) : key.Xml;
        return changed;
    }

    /// <summary>An account whose second factor is gone sets another at its next sign-in; one whose address is gone has none.</summary>
    private static async Task ForgetAsync(AppDb db, TimeProvider time)
    {
        var tokens = (await db.UserTokens.ToListAsync()).Where(t => string.IsNullOrEmpty(t.Value)).ToList();
        db.RemoveRange(tokens);
        var without = tokens.Select(t => t.UserId).ToHashSet();
        foreach (var user in await db.Users.Where(u => u.TwoFactorEnabled || u.Email == "").ToListAsync())
        {
            user.Email = user.Email is "" ? null : user.Email;
            if (user.TwoFactorEnabled && without.Contains(user.Id))
            {
                user.TwoFactorEnabled = false;
                user.Do(db, new AccountLife.RemoveSecondFactor(FreeText.Of(Text.Of("Rekey.Reason"))), Desk.ByTheRules(time),
                    new AccountEvidence()).OrThrow();
            }
        }
    }
}
