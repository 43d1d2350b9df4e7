using System.Collections.Concurrent;

namespace GrantReview.Web.Reading;

/// <summary>What texts of the database say, read once for each text.</summary>
public sealed class ReadOnce<TKey, TRead>
    where TKey : notnull
{
    private const int Most = 200;

    private readonly ConcurrentDictionary<TKey, TRead> read = new();

    /// <summary>The default where it was not read yet.</summary>
    public TRead? Find(TKey text) => read.TryGetValue(text, out var known) ? known : default;

    public TRead Of(TKey text, Func<TRead> reading)
    {
        if (read.Count >= Most)
        {
            read.Clear();
        }
        return read.GetOrAdd(text, _ => reading());
    }
}
