using System.Net;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Whatever fails, a person reads what happened and what to do, and the id under which the log has it.</summary>
public sealed class ErrorPagesTests(ErrorPagesTests.DemoSite demo) : IClassFixture<ErrorPagesTests.DemoSite>
{
    public sealed class DemoSite : IAsyncDisposable
    {
        public WebSite Site { get; } = new(DatabaseProvider.Sqlite);

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }

    public static TheoryData<Exception, DatabaseFault?> Faults => new()
    {
        { new SqliteException("full", 13), DatabaseFault.Full },
        { new SqliteException("busy", 5), DatabaseFault.Busy },
        { new SqliteException("cannot open", 14), DatabaseFault.Lost },
        { new SqliteException("no such table", 1), null },
        { Postgres(PostgresErrorCodes.DiskFull), DatabaseFault.Full },
        { Postgres(PostgresErrorCodes.TooManyConnections), DatabaseFault.Busy },
        { Postgres(PostgresErrorCodes.SerializationFailure), DatabaseFault.Busy },
        { Postgres(PostgresErrorCodes.AdminShutdown), DatabaseFault.Lost },
        { Postgres(PostgresErrorCodes.ConnectionFailure), DatabaseFault.Lost },
        { Postgres(PostgresErrorCodes.UndefinedTable), null },
        { new NpgsqlException("pool exhausted", new TimeoutException()), DatabaseFault.Busy },
        { new NpgsqlException("refused"), DatabaseFault.Lost },
        { new InvalidOperationException("wrapped", new SqliteException("full", 13)), DatabaseFault.Full },
        { new IOException("No space left on device", 28), DatabaseFault.Full },
        { new InvalidOperationException("a bug"), null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Failure_OfTheDatabase_IsOneOfThree(Exception failure, DatabaseFault? fault) => Assert.Equal(fault, DatabaseFaults.Of(failure));

    [Theory]
    [InlineData(13, "en", "The disk of the database is full")]
    [InlineData(5, "en", "The database is busy")]
    [InlineData(14, "zh-CN", "数据库无法连接")]
    public async Task Page_WhenTheDatabaseCannot_SaysWhichAndWhenToAskAgain(int code, string culture, string title)
    {
        var officer = await demo.Site.VisitAsync("officer", culture);

        using var answer = await FailAsync(officer, new SqliteException("as the database says it", code));
        var page = await Html.OpenAsync(answer);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Contains(title, page.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("as the database says it", page.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WhenTheProgramIsWrong_NamesTheRequest()
    {
        var officer = await demo.Site.VisitAsync("officer");

        using var answer = await FailAsync(officer, new InvalidOperationException("a bug"));
        var page = await Html.OpenAsync(answer);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Matches("Request [0-9A-Z]{10,}", page.Words());
        Assert.DoesNotContain("a bug", page.Words(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> FailAsync(Visitor visitor, Exception failure)
    {
        demo.Site.Queries.Fault = failure;
        try
        {
            return await visitor.GetAsync("/calls");
        }
        finally
        {
            demo.Site.Queries.Fault = null;
        }
    }

    private static PostgresException Postgres(string state) => new("as the database says it", "ERROR", "ERROR", state);
}
