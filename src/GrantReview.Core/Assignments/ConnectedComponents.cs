namespace GrantReview.Core.Assignments;

/// <summary>
/// Components of the graph of applications and experts; scores of different components have no expert in common to be compared by.
/// </summary>
public static class ConnectedComponents
{
    public static int Count(IEnumerable<(string Application, string Expert)> pairs) =>
        Of(pairs).Values.Distinct(StringComparer.Ordinal).Count();

    /// <summary>Application → its component, named by the component's smallest application id (ordinal).</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<(string Application, string Expert)> pairs)
    {
        var (applications, experts) =
            (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var parent = new List<int>();
        foreach (var (application, expert) in pairs)
        {
            parent[Root(Number(applications, application))] = Root(Number(experts, expert));
        }
        var names = new Dictionary<int, string>();
        return applications.OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a =>
        {
            names.TryAdd(Root(a.Value), a.Key);
            return names[Root(a.Value)];
        }, StringComparer.Ordinal);

        int Number(Dictionary<string, int> numbers, string id)
        {
            if (!numbers.TryGetValue(id, out var number))
            {
                numbers.Add(id, number = parent.Count);
                parent.Add(number);
            }
            return number;
        }

        int Root(int node)
        {
            while (parent[node] != node)
            {
                (parent[node], node) = (parent[parent[node]], parent[node]);
            }
            return node;
        }
    }
}
