namespace GrantReview.Core.Assignments;

/// <summary>Pieces of the graph of applications and experts; scores of different pieces have no expert in common to be compared by.</summary>
public static class ConnectedPieces
{
    public static int Count(IEnumerable<(string Application, string Expert)> pairs) => Of(pairs).Values.Distinct(StringComparer.Ordinal).Count();

    /// <summary>Application → its piece, named by the piece's smallest application id (ordinal).</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<(string Application, string Expert)> pairs)
    {
        var parent = new Dictionary<(bool IsExpert, string Id), (bool IsExpert, string Id)>();
        var applications = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (application, expert) in pairs)
        {
            applications.Add(application);
            parent[Root((false, application))] = Root((true, expert));
        }
        var names = new Dictionary<(bool, string), string>();
        return applications.ToDictionary(a => a, a =>
        {
            names.TryAdd(Root((false, a)), a);
            return names[Root((false, a))];
        }, StringComparer.Ordinal);

        (bool IsExpert, string Id) Root((bool IsExpert, string Id) node)
        {
            parent.TryAdd(node, node);
            while (parent[node] != node)
            {
                (parent[node], node) = (parent[parent[node]], parent[node]);
            }
            return node;
        }
    }
}
