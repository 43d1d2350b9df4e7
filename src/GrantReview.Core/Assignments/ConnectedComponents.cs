namespace GrantReview.Core.Assignments;

/// <summary>
/// Components of the graph of applications and experts; scores of different components have no expert in common to be compared by.
/// </summary>
public static class ConnectedComponents
{
    public static int Count(IEnumerable<(ApplicationId Application, ExpertId Expert)> pairs) =>
        Of(pairs).Values.Distinct().Count();

    /// <summary>Application → its component, named by the component's smallest application id (ordinal).</summary>
    public static IReadOnlyDictionary<ApplicationId, ApplicationId> Of(IEnumerable<(ApplicationId Application, ExpertId Expert)> pairs)
    {
        var (applications, experts) = (new Dictionary<ApplicationId, int>(), new Dictionary<ExpertId, int>());
        var parent = new List<int>();
        foreach (var (application, expert) in pairs)
        {
            parent[Root(Number(applications, application))] = Root(Number(experts, expert));
        }
        var names = new Dictionary<int, ApplicationId>();
        return applications.OrderBy(a => a.Key).ToDictionary(a => a.Key, a =>
        {
            names.TryAdd(Root(a.Value), a.Key);
            return names[Root(a.Value)];
        });

        int Number<TId>(Dictionary<TId, int> numbers, TId id)
            where TId : notnull
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
