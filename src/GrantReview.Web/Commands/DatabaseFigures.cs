using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace GrantReview.Web.Commands;

/// <summary>What a copy of a database must have: its rows by table, and the head of the record.</summary>
/// <param name="Sealed">The number of the last fact that is chained; 0 = none.</param>
/// <param name="Head">Its hash.</param>
public sealed record DatabaseFigures(IReadOnlyDictionary<string, long> Rows, long Sealed, string Head)
{
    /// <summary>As the connection sees it, in its transaction where it has one.</summary>
    public static async Task<DatabaseFigures> ReadAsync(AppDb db, CancellationToken cancellationToken)
    {
        var rows = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in TablesOf(db))
        {
            rows[table] = await CountAsync(db, $"SELECT COUNT(*) FROM {Quoted(db, table)}", cancellationToken);
        }
        var head = await db.Facts.AsNoTracking().Where(f => f.Sequence != null).OrderByDescending(f => f.Sequence)
            .Select(f => new { f.Sequence, f.Hash }).FirstOrDefaultAsync(cancellationToken);
        return new DatabaseFigures(rows, head?.Sequence ?? 0, head?.Hash ?? "");
    }

    public static IEnumerable<string> TablesOf(AppDb db) =>
        db.Model.GetRelationalModel().Tables.Select(t => t.Name).Order(StringComparer.Ordinal);

    public static string Quoted(AppDb db, string name) => db.GetService<ISqlGenerationHelper>().DelimitIdentifier(name);

    public static async Task<long> CountAsync(AppDb db, string sql, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Where two differ: a table or the head, with what each has.</summary>
    public IEnumerable<(string What, string Here, string There)> DifferencesFrom(DatabaseFigures other)
    {
        foreach (var table in Rows.Keys.Union(other.Rows.Keys).Order(StringComparer.Ordinal))
        {
            var (here, there) = (Rows.GetValueOrDefault(table, -1), other.Rows.GetValueOrDefault(table, -1));
            if (here != there)
            {
                yield return (table, $"{here}", $"{there}");
            }
        }
        if ((Sealed, Head) != (other.Sealed, other.Head))
        {
            yield return ("Facts", $"{Sealed} {Head}", $"{other.Sealed} {other.Head}");
        }
    }
}
