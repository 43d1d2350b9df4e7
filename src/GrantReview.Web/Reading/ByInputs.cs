using System.Collections.Concurrent;

namespace GrantReview.Web.Reading;

/// <summary>
/// What pages work out from the inputs of a call, kept in memory until one of them changes. Nothing is kept inside a transaction, which
/// sees what may never be committed.
/// </summary>
public sealed class ByInputs<T>
    where T : class
{
    private const int Most = 16;

    /// <summary>By database, too: versions are numbers, and a copy of a database counts on from the same one.</summary>
    private readonly ConcurrentDictionary<(string? Database, Guid Call, string About), (long Version, T Known)> kept = new();

    /// <param name="about">What else it depends on.</param>
    public async Task<T> OfAsync(AppDb db, Guid call, string about, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            return await read();
        }
        // Before the inputs: what changes while they are read is read again next time.
        var version = await db.InputsVersionAsync(call, cancellationToken);
        var key = (db.Database.GetConnectionString(), call, about);
        if (kept.TryGetValue(key, out var found) && found.Version == version)
        {
            return found.Known;
        }
        if (kept.Count >= Most)
        {
            kept.Clear();
        }
        var known = await read();
        kept[key] = (version, known);
        return known;
    }
}
