using Hangfire;

namespace GrantReview.Web.Hosting;

/// <summary>Chains what was added to the record since the last time.</summary>
public sealed class SealJob(AppDb db)
{
    [AutomaticRetry(Attempts = 0)]
    [DisableConcurrentExecution(60)]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await RecordSeal.SealAsync(db, cancellationToken) > 0)
        {
        }
    }
}
