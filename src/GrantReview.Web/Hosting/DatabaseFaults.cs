using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GrantReview.Web.Hosting;

/// <summary>Why the database did not do what it was asked, where the request itself was right.</summary>
public enum DatabaseFault
{
    /// <summary>No room is left on its disk.</summary>
    Full,

    /// <summary>Others are before, for longer than a request waits.</summary>
    Busy,

    /// <summary>It is not there, or may not be written.</summary>
    Lost,
}

/// <summary>What each database says when it cannot, read as one of three.</summary>
public static class DatabaseFaults
{
    private const int NoSpaceOnUnix = 28;
    private const int NoSpaceOnWindows = 112;

    /// <summary>Null = the failure is not the database's.</summary>
    public static DatabaseFault? Of(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            var fault = at switch
            {
                SqliteException sqlite => OfSqlite(sqlite.SqliteErrorCode),
                PostgresException postgres => OfPostgres(postgres.SqlState),
                NpgsqlException npgsql => npgsql.InnerException is TimeoutException ? DatabaseFault.Busy : DatabaseFault.Lost,
                SqlException sql => OfSqlServer(sql.Number, sql.Class),
                IOException io when (io.HResult & 0xFFFF) is NoSpaceOnUnix or NoSpaceOnWindows => DatabaseFault.Full,
                _ => (DatabaseFault?)null,
            };
            if (fault is not null || LostRace.Is(at))
            {
                return fault ?? DatabaseFault.Busy;
            }
        }
        return null;
    }

    // https://www.sqlite.org/rescode.html
    private static DatabaseFault? OfSqlite(int code) => code switch
    {
        13 => DatabaseFault.Full,
        5 or 6 => DatabaseFault.Busy,
        8 or 10 or 11 or 14 or 26 => DatabaseFault.Lost,
        _ => null,
    };

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static DatabaseFault? OfPostgres(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => DatabaseFault.Full,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.OutOfMemory => DatabaseFault.Busy,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword => DatabaseFault.Lost,
        _ => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) ? DatabaseFault.Lost : null,
    };

    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
    private static DatabaseFault? OfSqlServer(int number, byte severity) => number switch
    {
        1101 or 1105 or 9002 => DatabaseFault.Full,
        -2 or 1222 or 701 => DatabaseFault.Busy,
        4060 or 18456 or 3906 or 53 or 233 or 10053 or 10054 or 10060 => DatabaseFault.Lost,
        _ => severity >= 20 ? DatabaseFault.Lost : null,
    };
}
