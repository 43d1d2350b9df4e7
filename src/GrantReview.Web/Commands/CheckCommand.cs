using GrantReview.Core.Accounts;

namespace GrantReview.Web.Commands;

/// <summary>What an installation lacks before people may use it: a sentence each, with what to do.</summary>
public static class CheckCommand
{
    private const long LeastFree = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Terminal terminal, string[] _)
    {
        List<string> missing = [.. OptionsRegistration.FaultsInProduction(terminal.Services)];
        if (await FirstStart.FaultAsync(terminal.Services, async db =>
        {
            using var patience = new CancellationTokenSource(Patience);
            if ((await db.Database.GetPendingMigrationsAsync(patience.Token)).Any())
            {
                return CheckedOptions.Sentence("Options.NotMigrated");
            }
            missing.AddRange(await AdministratorsAsync(db, patience.Token));
            return await FirstStart.MissingKeyAsync(terminal.Services, db, patience.Token);
        }) is { } fault)
        {
            missing.Add(fault);
        }
        if (terminal.Services.GetRequiredService<DatabaseOptions>().File is { } file
            && new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/") is { AvailableFreeSpace: < LeastFree } drive)
        {
            missing.Add(CheckedOptions.Sentence("Check.Disk", drive.Name, drive.AvailableFreeSpace >> 20, LeastFree >> 20));
        }
        if (await terminal.Services.GetRequiredService<MailTransport>().FaultAsync(Patience) is { } unreachable)
        {
            missing.Add(CheckedOptions.Sentence("Check.Mail", unreachable));
        }
        foreach (var sentence in missing)
        {
            terminal.Output.WriteLine($"✗ {sentence}");
        }
        if (missing.Count == 0)
        {
            terminal.Say("Check.Nothing");
        }
        return missing.Count == 0 ? SiteCommands.Done : SiteCommands.No;
    }

    private static async Task<IEnumerable<string>> AdministratorsAsync(AppDb db, CancellationToken cancellationToken)
    {
        var held = await db.Grants.Where(g => g.CallId == null && g.State.Status == GrantStatus.Held)
            .GroupBy(g => g.Capacity).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return new[] { Capacity.SecurityAdministrator, Capacity.SystemAdministrator, Capacity.AuditAdministrator }
            .Where(c => !held.ContainsKey(c)).Select(c => CheckedOptions.Sentence("Check.NoAdministrator", Text.Of(c)))
            .Concat(held.GetValueOrDefault(Capacity.SecurityAdministrator) == 1
                ? [CheckedOptions.Sentence("Check.OneSecurityAdministrator")] : Array.Empty<string>());
    }
}
