using System.Data;
using System.Diagnostics;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Where every act is done, and the only place that saves one: one serialisable transaction in which the capacity is read again, the rows
/// are loaded, the lives decide, and their facts are
/// saved with what they change. Who loses a race decides again on what is there then.
/// </summary>
public sealed class Desk(IServiceScopeFactory scopes, TimeProvider time, Measures measures, ActQueue queue)
{
    /// <summary>How often an act decides again at least; a busy house goes on with it for a while before it turns anybody away.</summary>
    private const int Tries = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whoever lost as many races goes on one at a time, so that two do not stop each other for ever.</summary>
    private const int LostTogether = 3;

    /// <summary>Does one act of a person.</summary>
    /// <param name="call">Null = an act of the whole house.</param>
    /// <param name="act">Loads from the context that it is given, lets the lives decide, and answers; it may be run several times.</param>
    /// <returns>Why nothing was done; null = done.</returns>
    public Task<Refusal?> DoAsync(
        Guid person, Guid? call, Capacity capacity, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        DoAsync(() => OnBehalfOf(person, capacity, time),
            db => Capacities.HasAsync(db, person, call, capacity, cancellationToken), act, cancellationToken);

    /// <summary>
    /// Does what an expert does on a sheet. The act looks for it among the person's own alone: to have one is to be its expert.
    /// </summary>
    public Task<Refusal?> DoOnOwnSheetAsync(Guid person, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        DoAsync(() => OnBehalfOf(person, Capacity.Expert, time), _ => Task.FromResult(true), act, cancellationToken);

    /// <summary>Does what a person does with what is their own.</summary>
    public Task<Refusal?> DoOwnAsync(Guid person, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        DoAsync(person, null, Capacity.AccountHolder, act, cancellationToken);

    /// <summary>Does what the rules do for somebody who is not signed in, and whom nothing proves but what they bring.</summary>
    public Task<Refusal?> DoByTheRulesAsync(Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        DoAsync(() => ByTheRules(time), _ => Task.FromResult(true), act, cancellationToken);

    private async Task<Refusal?> DoAsync(
        Func<By> by, Func<AppDb, Task<bool>> has, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            try
            {
                using var turn = attempt > LostTogether ? await queue.TurnAsync(cancellationToken) : null;
                using var place = await queue.EnterAsync(cancellationToken);
                if (place is null)
                {
                    measures.TurnedAway();
                    return new Refusal.TooManyAtOnce();
                }
                var refusal = await TryAsync(db, by(), has, act, cancellationToken);
                measures.Act(refusal is null, startedAt);
                return refusal;
            }
            catch (Exception failure) when (LostRace.Is(failure))
            {
                measures.LostRace();
                if (attempt >= Tries && Stopwatch.GetElapsedTime(startedAt) > Patience)
                {
                    return new Refusal.TooManyAtOnce();
                }
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * Math.Min(attempt, Tries))), cancellationToken);
            }
        }
    }

    /// <summary>What a job does by the rules of the house, with its result.</summary>
    public static By ByTheRules(TimeProvider time) => new(null, Capacity.Program, InstantOf(time), Guid.CreateVersion7());

    /// <summary>What a job does for the person who asked for it.</summary>
    public static By OnBehalfOf(Guid person, Capacity capacity, TimeProvider time) =>
        new(person, capacity, InstantOf(time), Guid.CreateVersion7());

    /// <summary>This instant as the record keeps it.</summary>
    public DateTime Now => InstantOf(time);

    private static DateTime InstantOf(TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static async Task<Refusal?> TryAsync(
        AppDb db, By by, Func<AppDb, Task<bool>> has, Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        if (!await has(db))
        {
            return new Refusal.NeedsCapacity(by.Capacity);
        }
        if ((await act(db, by)).Refusal is { } refusal)
        {
            return refusal;
        }
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }
}
