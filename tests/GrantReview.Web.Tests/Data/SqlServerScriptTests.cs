using GrantReview.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace GrantReview.Web.Tests.Data;

/// <summary>
/// What can be said of SQL Server without one: the migration script parses, and the schema it makes is consistent. Nothing is executed.
/// </summary>
public class SqlServerScriptTests
{
    [Fact]
    public void MigrationScript_Parses()
    {
        using var db = Db();
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        Assert.Empty(Errors(script));
        Assert.NotEmpty(Errors(script.Replace("CREATE TABLE", "CREATE TABEL", StringComparison.Ordinal)));
    }

    [Fact]
    public void Schema_IsAConsistentModel()
    {
        using var db = Db();

        Assert.Empty(Faults(db.Database.GenerateCreateScript()));
        Assert.NotEmpty(
            Faults(db.Database.GenerateCreateScript() + "\nALTER TABLE [Calls] ADD CONSTRAINT [FK_none] FOREIGN KEY ([Id]) REFERENCES [NoSuchTable] ([Id]);"));
    }

    private static SqlServerDb Db() => new(new DbContextOptionsBuilder<SqlServerDb>().UseSqlServer("Server=never").Options);

    private static IList<ParseError> Errors(string script)
    {
        using var reader = new StringReader(script);
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        return errors;
    }

    private static List<string> Faults(string script)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        foreach (var batch in script.Split("\nGO", StringSplitOptions.RemoveEmptyEntries).Where(b => b.Trim().Length > 0))
        {
            model.AddObjects(batch);
        }
        return [.. model.Validate().Select(m => m.Message)];
    }
}
