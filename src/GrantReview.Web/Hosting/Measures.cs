using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GrantReview.Web.Hosting;

/// <summary>What waits, as one look at the database found it.</summary>
/// <param name="OldestRun">Seconds that the run which waits longest has waited for a worker.</param>
/// <param name="LateLease">Seconds since the lease ran out that ran out first.</param>
public sealed record Waiting(int Runs, double OldestRun, double LateLease, int UnsealedFacts, int Mails);

/// <summary>
/// The site in figures, under the meter GrantReview: acts by how they ended and how long they took, races lost, and what waits. No figure
/// names a person,
/// a call or an application.
/// </summary>
public sealed class Measures
{
    public const string MeterName = "GrantReview";

    private readonly Counter<long> acts;
    private readonly Counter<long> races;
    private readonly Counter<long> turnedAway;
    private readonly Histogram<double> durations;
    private volatile Waiting waiting = new(0, 0, 0, 0, 0);

    public Measures(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        acts = meter.CreateCounter<long>("grantreview.acts", "{act}", "Acts by how they ended: done or refused.");
        races = meter.CreateCounter<long>("grantreview.races", "{race}", "Tries of an act that another act was faster than.");
        turnedAway = meter.CreateCounter<long>("grantreview.acts.turned-away", "{act}",
            "Acts that were asked to come back because too many waited.");
        durations = meter.CreateHistogram<double>("grantreview.act.duration", "s", "How long an act took, its retries included.");
        meter.CreateObservableGauge("grantreview.runs.waiting", () => waiting.Runs, "{run}", "Runs that no worker has taken.");
        meter.CreateObservableGauge("grantreview.runs.oldest", () => waiting.OldestRun, "s", "Age of the run that waits longest.");
        meter.CreateObservableGauge("grantreview.leases.late", () => waiting.LateLease, "s", "Since when the oldest lease is over.");
        meter.CreateObservableGauge("grantreview.facts.unsealed", () => waiting.UnsealedFacts, "{fact}", "Facts that are not chained yet.");
        meter.CreateObservableGauge("grantreview.mails.waiting", () => waiting.Mails, "{mail}", "Mails that no server has taken.");
    }

    public void Look(Waiting found) => waiting = found;

    public void LostRace() => races.Add(1);

    public void TurnedAway() => turnedAway.Add(1);

    public void Act(bool isDone, long startedAt)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", isDone ? "done" : "refused");
        acts.Add(1, outcome);
        durations.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, outcome);
    }
}
