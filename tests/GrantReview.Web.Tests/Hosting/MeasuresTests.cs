using System.Diagnostics.Metrics;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

public class MeasuresTests
{
    [Fact]
    public async Task Measures_OfActsAndOfWhatWaits_AreTheirNumbers()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Jobs:Role", "Web"));
        await site.VisitAsync("officer");
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = Listen };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => figures[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => figures[instrument.Name] = value);
        listener.Start();
        var officer = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync());
        var facts = await site.InDbAsync(db => db.Facts.CountAsync(f => f.Sequence == null));
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.FirstAsync();
            var run = new RunRow { CallId = call.Id, Kind = RunKind.Evaluation };
            run.Do(new RunLife.AskForEvaluation(),
                new By(officer, Capacity.Officer, DateTime.UtcNow.AddSeconds(-100), Guid.CreateVersion7()),
                new RunEvidence(CallStage.Ranking, ScoresAreOpened: true, LotsHaveNoSeed: false, HolderIsGone: false));
            db.Runs.Add(run);
            return await db.SaveChangesAsync();
        });
        var desk = site.Services.GetRequiredService<Desk>();

        await desk.DoAsync(
            officer, null, Capacity.Officer, (db, by) => Task.FromResult(Answer.Nothing), TestContext.Current.CancellationToken);
        await desk.DoAsync(
            officer, null, Capacity.AuditAdministrator, (db, by) => Task.FromResult(Answer.Nothing), TestContext.Current.CancellationToken);
        await using (var scope = site.Services.CreateAsyncScope())
        {
            await ActivatorUtilities.CreateInstance<SweepJob>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);
        }
        listener.RecordObservableInstruments();

        Assert.Equal((1, 1), (figures["grantreview.acts done"], figures["grantreview.acts refused"]));
        Assert.True(figures["grantreview.act.duration"] > 0);
        Assert.Equal(
            (1, facts + 1.0, 0),
        (figures["grantreview.runs.waiting"], figures["grantreview.facts.unsealed"], figures["grantreview.leases.late"]));
        Assert.InRange(figures["grantreview.runs.oldest"], 100, 1000);

        // Other sites of this process have meters of their own.
        void Listen(Instrument instrument, MeterListener to)
        {
            if (instrument.Meter.Name == Measures.MeterName
                && ReferenceEquals(instrument.Meter.Scope, site.Services.GetRequiredService<IMeterFactory>()))
            {
                to.EnableMeasurementEvents(instrument);
            }
        }

        void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = $"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}".Trim();
            figures[name] = figures.GetValueOrDefault(name) + value;
        }
    }
}
