using Microsoft.Extensions.Options;

namespace GrantReview.Web.Commands;

/// <summary>A word that the site's program does instead of serving pages.</summary>
/// <param name="Arguments">As the help writes them.</param>
/// <param name="What">The key of the sentence that says what it does.</param>
/// <param name="Least">So many arguments it needs.</param>
public sealed record SiteCommand(string Name, string Arguments, string What, int Least, Func<Terminal, string[], Task<int>> RunAsync)
{
    public int Most => Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}

/// <summary>Where a command finds the program's parts, and where it speaks, in both languages.</summary>
public sealed record Terminal(IServiceProvider Services, TextWriter Output)
{
    public void Say(string key, params object?[] arguments) => Output.WriteLine(CheckedOptions.Sentence(key, arguments));

    /// <summary>Says why nothing was done.</summary>
    public static int Refuse(string key, params object?[] arguments) => FirstStart.Refuse([CheckedOptions.Sentence(key, arguments)]);
}

/// <summary>The commands of the site's program. Exit 0 done; 1 the answer is no; 2 bad input or settings.</summary>
public static class SiteCommands
{
    public const int Done = 0;
    public const int No = 1;
    private const int BadInput = 2;

    private static readonly IReadOnlyList<SiteCommand> All =
    [
        new("migrate", "", "Commands.Migrate", 0, MigrateAsync),
        new("setup", "SECURITY SYSTEM AUDIT", "Commands.Setup", 3, SetupCommand.RunAsync),
        new("check", "", "Commands.Check", 0, CheckCommand.RunAsync),
        new("backup", "FILE", "Commands.Backup", 1, BackupCommand.RunAsync),
        new("restore", "FILE", "Commands.Restore", 1, RestoreCommand.RunAsync),
        new("rekey", "[lost]", "Commands.Rekey", 0, RekeyCommand.RunAsync),
        new("export-person", "USER FILE", "Commands.ExportPerson", 2, PersonalDataCommands.ExportAsync),
        new("erase-person", "USER REASON", "Commands.ErasePerson", 2, PersonalDataCommands.EraseAsync),
        new("retain", "DAYS", "Commands.Retain", 1, PersonalDataCommands.RetainAsync),
        new("doctor", "", "Commands.Doctor", 0, DoctorCommand.RunAsync),
    ];

    public static bool AsksForHelp(string[] args) => args is ["--help" or "-h" or "help", ..];

    public static int Help(TextWriter output)
    {
        output.WriteLine("GrantReview.Web [COMMAND] [--settings FILE] [--role all|web|worker]");
        output.WriteLine();
        output.WriteLine($"  {"",-30} {CheckedOptions.Sentence("Commands.Serve")}");
        foreach (var command in All)
        {
            output.WriteLine($"  {$"{command.Name} {command.Arguments}",-30} {CheckedOptions.Sentence(command.What)}");
        }
        output.WriteLine();
        output.WriteLine(CheckedOptions.Sentence("Commands.Settings"));
        return Done;
    }

    public static async Task<int> RunAsync(string[] args, IServiceProvider services)
    {
        // What follows belongs to the settings, which were read before.
        string[] given = [.. args.Skip(1).TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
        if (All.FirstOrDefault(c => c.Name == args[0]) is not { } command || given.Length < command.Least || given.Length > command.Most)
        {
            Help(Console.Error);
            return BadInput;
        }
        var terminal = new Terminal(services, Console.Out);
        try
        {
            var code = Done;
            return await FirstStart.FaultAsync(services, async _ =>
            {
                code = await command.RunAsync(terminal, given);
                return null;
            }) is { } fault ? FirstStart.Refuse([fault]) : code;
        }
        catch (OptionsValidationException unsafeValues)
        {
            return FirstStart.Refuse(unsafeValues.Failures);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return FirstStart.Refuse([failure.Message]);
        }
    }

    private static async Task<int> MigrateAsync(Terminal terminal, string[] _)
    {
        await FirstStart.MigrateAsync(terminal.Services);
        terminal.Say("Commands.Migrated");
        return Done;
    }
}
