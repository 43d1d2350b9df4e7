using GrantReview.Testing;
using GrantReview.Data;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests;

/// <summary>The page on production: its settings start the program, its commands do what they promise, in the order of the page.</summary>
public class ProductionPageTests
{
    private const string Program = "/opt/grantreview/GrantReview.Web ";

    [Fact]
    public void Pages_InBothLanguages_HaveTheSameCommandsAndFiles() =>
        Assert.Equal(BlocksOf("PRODUCTION.md").Select(WithoutComments), BlocksOf("PRODUCTION.zh-CN.md").Select(WithoutComments));

    [Fact]
    public async Task Commands_OfThePage_WorkInItsOrder()
    {
        var provider = TestDatabase.IsConfigured(DatabaseProvider.PostgreSql) ? DatabaseProvider.PostgreSql : DatabaseProvider.Sqlite;
        await using var database = new TestDatabase(provider);
        await using var empty = new TestDatabase(provider);
        await empty.MakeEmptyAsync();
        var folder = Directory.CreateTempSubdirectory("grantreview-page-").FullName;
        string Here(string text) => text.Replace("/etc/grantreview", folder, StringComparison.Ordinal)
            .Replace("/var/lib/grantreview", folder, StringComparison.Ordinal);
        Installation.WriteKeys(Path.Combine(folder, "keys"), 1);
        var settings = Here(BlocksOf("PRODUCTION.md").Single(b => b.Contains("Keys__File=", StringComparison.Ordinal)));
        foreach (var (file, of) in new[] { ("settings.env", database), ("empty.env", empty) })
        {
            // What is of this machine, and no server of mails.
            await File.WriteAllTextAsync(Path.Combine(folder, file), $"""
                {settings}
                Database__Provider={provider}
                Database__ConnectionString={of.ConnectionString}
                Mail__Smtp__Host=
                Mail__PickupFolder={folder}/mail
                """, TestContext.Current.CancellationToken);
        }
        var commands = BlocksOf("PRODUCTION.md").SelectMany(b => b.Split('\n')).Where(l => l.StartsWith(Program, StringComparison.Ordinal))
            .Select(l => Here(l[Program.Length..]).Split(' ')).ToList();

        Assert.Equal(["migrate", "setup", "check", "backup", "doctor", "restore", "rekey", "export-person", "retain"],
            commands.Select(c => c[0]));
        foreach (var command in commands)
        {
            var (code, output, error) = await RunningWeb.RunAsync(folder, command, ("ASPNETCORE_ENVIRONMENT", "Production"));

            // What is missing after setup is the second security administrator, as the page says.
            Assert.True(code == (command[0] == "check" ? 1 : 0), $"{command[0]}: {output}{error}");
            Assert.Equal(command[0] == "check" ? 1 : 0, output.Split('✗').Length - 1);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static List<string> BlocksOf(string page) =>
        [.. File.ReadAllText(Path.Combine(Solution.Root, "src", page)).Split("```").Where((_, i) => i % 2 == 1)];

    private static string WithoutComments(string block) =>
        string.Join('\n', block.Split('\n').Where(l => !l.StartsWith("# ", StringComparison.Ordinal)));
}
