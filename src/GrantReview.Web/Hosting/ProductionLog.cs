namespace GrantReview.Web.Hosting;

/// <summary>The log of production: a line of JSON each, with the id of the request that an error page shows, and nobody's name, mark or address.</summary>
public static class ProductionLog
{
    public static void AddProductionLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(console => (console.IncludeScopes, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "O"));
    }
}
