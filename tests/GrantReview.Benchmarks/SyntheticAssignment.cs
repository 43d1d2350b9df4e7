using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>Invented assignment problems of any size.</summary>
public static class SyntheticAssignment
{
    /// <summary>Forty topics, units and kinds by unit, affinities computed and never stored.</summary>
    public static AssignmentProblem Draw(int applications, int experts, int needed, int load, double conflictShare, int seed)
    {
        const int topics = 40;
        var random = new Random(seed);
        var (ofApplication, ofExpert) = (Vectors(applications), Vectors(experts));
        var units = Enumerable.Range(0, experts).Select(_ => (int)(Math.Pow(random.NextDouble(), 2) * experts / 8)).ToArray();
        var barred = new HashSet<(ApplicationId, ExpertId)>();
        while (barred.Count < conflictShare * applications * experts)
        {
            barred.Add((new($"A{random.Next(applications):00000}"), new($"E{random.Next(experts):00000}")));
        }
        return new AssignmentProblem(
            [.. Enumerable.Range(0, applications).Select(a => new ApplicationNeed(new($"A{a:00000}"), needed))],
            [.. Enumerable.Range(0, experts)
                .Select(e =>
                new ExpertLoad(new($"E{e:00000}"), $"U{units[e]}", 0,
                load) { Kind = (units[e] % 10) switch { < 6 => "academic", < 8 => "industry", _ => "finance" } })],
            barred, [], null, AssignmentObjective.Total, "seed")
        {
            Computed = (a, row) =>
            {
                var one = ofApplication[a];
                for (var e = 0; e < row.Length; e++)
                {
                    row[e] = Math.Round(Dot(one, ofExpert[e]), 4);
                }
            },
        };

        float[][] Vectors(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            var v = new float[topics];
            for (var i = 0; i < 3; i++)
            {
                v[random.Next(topics)] += random.NextSingle();
            }
            var norm = MathF.Sqrt(v.Sum(x => x * x));
            return v.Select(x => x / norm).ToArray();
        })];
    }

    private static float Dot(float[] one, float[] other)
    {
        var sum = System.Numerics.Vector<float>.Zero;
        var width = System.Numerics.Vector<float>.Count;
        for (var i = 0; i < one.Length; i += width)
        {
            sum += new System.Numerics.Vector<float>(one, i) * new System.Numerics.Vector<float>(other, i);
        }
        return System.Numerics.Vector.Sum(sum);
    }
}
