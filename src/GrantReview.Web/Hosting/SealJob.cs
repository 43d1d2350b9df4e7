namespace GrantReview.Web.Hosting;

/// <summary>Chains what was added to the record since the last time.</summary>
public sealed class SealJob(AppDb db)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await RecordSeal.SealAsync(db, cancellationToken) > 0)
            {
            }
        }
        catch (Exception failure) when (LostRace.Is(failure))
        {
            // Another process is sealing.
        }
    }
}
