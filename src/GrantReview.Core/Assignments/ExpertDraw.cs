using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Assignments.Rules;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>An expert as the frozen pool has it.</summary>
/// <param name="Barred">Applications in conflict.</param>
public sealed record PoolExpert(ExpertId Id, string Kind, string Region, string Unit, int? MaxLoad, IReadOnlyList<ApplicationId> Barred)
{
    internal ExpertLoad Load => new(Id, Unit, 0, MaxLoad) { Kind = Kind, Region = Region };
}

/// <summary>What is drawn: from whom, for what, by which rules. Frozen before the shares of the seed are opened.</summary>
public sealed record DrawPool(
    IReadOnlyList<PoolExpert> Experts,
    IReadOnlyList<ApplicationNeed> Applications,
    IReadOnlyDictionary<string, int> PerKind,
    IReadOnlyDictionary<string, int> PerRegion,
    int? PerUnit,
    int Substitutes)
{
    /// <summary>The algorithm of pools frozen from 2026-11-29 on: a full draw wherever there is one.</summary>
    public const int Newest = 2;

    /// <summary>
    /// The algorithm that the pool was frozen for. Pools that name none are of version 1, which fills seats in the order of lots alone.
    /// </summary>
    public int Version { get; init; } = 1;

    internal GroupRules Rules => new(PerUnit, PerKind, PerRegion);

    /// <summary>
    /// SHA-256 of everything above in a fixed order: experts, applications, floors, cap, substitutes, and the version from 2 on; each text
    /// preceded by its length.
    /// </summary>
    public string Hash()
    {
        var text = new StringBuilder();
        foreach (var e in Experts.OrderBy(e => e.Id))
        {
            Add("expert", e.Id.Value, e.Kind, e.Region, e.Unit, e.MaxLoad?.ToString(CultureInfo.InvariantCulture) ?? "");
            Add([.. e.Barred.Distinct().Order().Select(b => b.Value).Prepend("barred")]);
        }
        foreach (var a in Applications.OrderBy(a => a.Id))
        {
            Add("application", a.Id.Value, a.Needed.ToString(CultureInfo.InvariantCulture));
        }
        foreach (var (name, floors) in new[] { ("kind", PerKind), ("region", PerRegion) })
        {
            Add([.. floors.OrderBy(f => f.Key, StringComparer.Ordinal)
                .SelectMany(f => new[] { f.Key, f.Value.ToString(CultureInfo.InvariantCulture) }).Prepend(name)]);
        }
        Add("rules", PerUnit?.ToString(CultureInfo.InvariantCulture) ?? "", Substitutes.ToString(CultureInfo.InvariantCulture));
        if (Version > 1)
        {
            Add("version", Version.ToString(CultureInfo.InvariantCulture));
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(params string[] fields) =>
            text.AppendJoin("", fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Length}:{f},"))).Append('\n');
    }
}

/// <summary>One person's sealed part of the seed; the commitment is published before the draw, the share after.</summary>
/// <param name="Secret">At least 32 random characters, or the commitment could be guessed.</param>
public sealed record SeedShare(string Role, string Secret)
{
    public const int ShortestSecret = 32;

    /// <summary>SHA-256 of role|secret, hexadecimal.</summary>
    public string Commitment => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Role}|{Secret}")));

    /// <summary>SHA-256 of the pool's hash and the shares (role|secret by role, a line each): nobody alone knows or steers it.</summary>
    public static string Combine(string poolHash, IEnumerable<SeedShare> shares) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        "\n", shares.OrderBy(s => s.Role, StringComparer.Ordinal).Select(s => $"{s.Role}|{s.Secret}").Prepend(poolHash)))));
}

/// <summary>An expert in the draw of an application: 1 … needed are drawn, what follows are substitutes in order.</summary>
public sealed record DrawnExpert(ApplicationId Application, int Place, ExpertId Expert, bool IsSubstitute);

public sealed record DrawResult(string PoolHash, string Seed, IReadOnlyList<DrawnExpert> Experts, IReadOnlyList<Shortage> Shortages);

/// <summary>
/// Draws experts by lot (随机抽取): applications in the order of SHA-256(seed|application); for each, the qualified experts (no conflict, room
/// in the load) in the order of SHA-256(seed|application|expert), which is uniform over all orders. One after the other is taken unless the
/// cap of the unit is full or the seats left are owed to kinds or regions that are not there yet. Where that leaves a seat empty, a pool of
/// version 2 is drawn as the full draw with the highest sum of lots, the lot of a pair being the first 24 bits of the same hash; a shortage
/// is named only where no full draw exists. Substitutes follow in the order of lots. Pure: the same pool and seed give the same list
/// anywhere.
/// </summary>
/// <remarks>
/// Both steps see an expert by lots alone, so experts alike in conflicts, unit, kind, region and load are drawn with equal probability. The
/// draw is not uniform over all full draws where loads bind: how far it is from that in tight pools stands in VALIDATION.md of the
/// benchmarks.
/// </remarks>
public static class ExpertDraw
{
    public static DrawResult Run(DrawPool pool, string seed)
    {
        var barred = pool.Experts.SelectMany(e => e.Barred.Select(a => (a, e.Id))).ToHashSet();
        List<ApplicationNeed> applications =
        [
            .. pool.Applications.Where(a => a.Needed > 0).OrderBy(a => Lot(seed, a.Id.Value), StringComparer.Ordinal),
        ];
        var lots = applications.ToDictionary(
            a => a.Id,
            a => pool.Experts.Where(e => !barred.Contains((a.Id, e.Id)))
                .OrderBy(e => Lot(seed, a.Id.Value, e.Id.Value), StringComparer.Ordinal).Select(e => e.Load).ToList());
        var rules = pool.Rules;
        var seats = InOrderOfLots(rules, applications, lots);
        if (pool.Version > 1 && applications.Exists(a => IsShort(rules, a, seats[a.Id])))
        {
            seats = WithHighestLots(pool, applications, lots, barred, seed) ?? seats;
        }
        var load = seats.Values.SelectMany(s => s).CountBy(e => e.Id).ToDictionary();
        var drawn = new List<DrawnExpert>();
        foreach (var application in applications)
        {
            var taken = seats[application.Id];
            drawn.AddRange(taken.Select((e, i) => new DrawnExpert(application.Id, i + 1, e.Id, false)));
            // Substitutes take the room that is left when all seats are drawn, and do not use it up until they are called.
            drawn.AddRange(lots[application.Id].Where(e => e.MayTake(load.GetValueOrDefault(e.Id) + 1) && !taken.Contains(e))
                .Take(pool.Substitutes)
                .Select((e, i) => new DrawnExpert(application.Id, taken.Count + i + 1, e.Id, true)));
        }
        var shortages = applications.Where(a => IsShort(rules, a, seats[a.Id])).OrderBy(a => a.Id);
        return new DrawResult(
            pool.Hash(), seed, [.. drawn.OrderBy(d => d.Application).ThenBy(d => d.Place)],
            [.. shortages.Select(a => ShortageOf(a, seats[a.Id].Count))]);
    }

    /// <summary>One application after the other, each from those who have room left.</summary>
    private static Dictionary<ApplicationId, List<ExpertLoad>> InOrderOfLots(
        GroupRules rules, List<ApplicationNeed> applications, Dictionary<ApplicationId, List<ExpertLoad>> lots)
    {
        var load = new Dictionary<ExpertId, int>();
        var seats = new Dictionary<ApplicationId, List<ExpertLoad>>();
        foreach (var application in applications)
        {
            seats[application.Id] =
                Take(rules, application, [.. lots[application.Id].Where(e => e.MayTake(load.GetValueOrDefault(e.Id) + 1))]);
            foreach (var expert in seats[application.Id])
            {
                load[expert.Id] = load.GetValueOrDefault(expert.Id) + 1;
            }
        }
        return seats;
    }

    /// <summary>The full draw with the highest sum of lots; null = there is none.</summary>
    private static Dictionary<ApplicationId, List<ExpertLoad>>? WithHighestLots(
        DrawPool pool, List<ApplicationNeed> applications, Dictionary<ApplicationId, List<ExpertLoad>> lots,
        HashSet<(ApplicationId Application, ExpertId Expert)> barred, string seed)
    {
        ApplicationNeed[] needs = [.. applications.OrderBy(a => a.Id)];
        ExpertLoad[] experts = [.. pool.Experts.OrderBy(e => e.Id).Select(e => e.Load)];
        var problem = new AssignmentProblem(
            needs, experts, barred, [], pool.PerUnit, AssignmentObjective.Total, seed)
        {
            PerKind = pool.PerKind, PerRegion = pool.PerRegion, Source = AffinitySource.Computed,
            Computed = (application, row) =>
            {
                for (var e = 0; e < row.Length; e++)
                {
                    row[e] = Convert.ToInt32(Lot(seed, needs[application].Id.Value, experts[e].Id.Value)[..6], 16);
                }
            },
        };
        var plan = AssignmentSolver.Solve(problem);
        if (plan.Status is AssignmentStatus.Infeasible or AssignmentStatus.NotFound)
        {
            return null;
        }
        var seated = plan.Assignments.Select(a => (a.Application, a.Expert)).ToHashSet();
        return applications.ToDictionary(a => a.Id, a => lots[a.Id].FindAll(e => seated.Contains((a.Id, e.Id))));
    }

    private static bool IsShort(GroupRules rules, ApplicationNeed application, List<ExpertLoad> taken) =>
        taken.Count < application.Needed || rules.Floors.Any(floor => floor.Owed(taken) > 0);

    private static Shortage ShortageOf(ApplicationNeed application, int taken) => new(
        ShortageKind.Draw, new ShortageSubject.OfApplication(application.Id), application.Needed - taken, [application.Id],
        new(application.Needed, taken));

    /// <summary>
    /// The next substitute who may take an expert's seat: free of the unit's cap, and the floors hold with the substitute in.
    /// </summary>
    public static ExpertId? NextFor(DrawPool pool, DrawResult draw, ApplicationId application, ExpertId leaving,
        IReadOnlySet<ExpertId> declined)
    {
        var (rules, experts) = (pool.Rules, pool.Experts.ToDictionary(e => e.Id, e => e.Load));
        var staying = draw.Experts.Where(d => d.Application == application && !d.IsSubstitute && d.Expert != leaving)
            .Select(d => experts[d.Expert]).ToList();
        return draw.Experts.Where(d => d.Application == application && d.IsSubstitute && !declined.Contains(d.Expert)).OrderBy(d => d.Place)
            .Select(d => experts[d.Expert])
            .FirstOrDefault(e => rules.Admits(staying, e) && rules.Floors.All(floor => floor.Owed([.. staying, e]) == 0))?.Id;
    }

    private static List<ExpertLoad> Take(GroupRules rules, ApplicationNeed application, List<ExpertLoad> lots)
    {
        var taken = new List<ExpertLoad>();
        for (var i = 0; i < lots.Count && taken.Count < application.Needed; i++)
        {
            if (rules.Admits(taken, lots[i]) && Least(rules, [.. taken, lots[i]], lots, i + 1) <= application.Needed - taken.Count - 1)
            {
                taken.Add(lots[i]);
            }
        }
        return taken;
    }

    private static Dictionary<string, int> Owing(GroupRules rules, GroupFamily family, List<ExpertLoad> taken) =>
        rules.Floors.Where(floor => floor.Family == family).ToDictionary(f => f.Name, f => f.Owed(taken), StringComparer.Ordinal);

    /// <summary>
    /// The fewest further experts that pay what kinds and regions are owed: an expert can pay one of each, so it is the sum of both less
    /// the most that can be paid together (a largest matching between kinds and regions through the experts that are left). What cannot be
    /// paid at all counts as impossible.
    /// </summary>
    private static int Least(GroupRules rules, List<ExpertLoad> taken, List<ExpertLoad> lots, int from)
    {
        var (kinds, regions) = (Owing(rules, GroupFamily.Kind, taken), Owing(rules, GroupFamily.Region, taken));
        if (kinds.Values.Sum() + regions.Values.Sum() == 0)
        {
            return 0;
        }
        var left = lots.Skip(from).Where(e => rules.Admits(taken, e)).ToList();
        if (kinds.Any(k => left.Count(e => e.Kind == k.Key) < k.Value) || regions.Any(r => left.Count(e => e.Region == r.Key) < r.Value))
        {
            return int.MaxValue;
        }
        // Augmenting paths: an owed seat of a kind ↔ an owed seat of a region, joined by an expert of both; each expert once.
        var cells = left.Where(e => kinds.GetValueOrDefault(e.Kind) > 0 && regions.GetValueOrDefault(e.Region) > 0).CountBy(
            e => (e.Kind, e.Region)).ToDictionary();
        var flow = new Dictionary<(string Kind, string Region), int>();
        var paid = 0;
        foreach (var kind in kinds.Keys.Order(StringComparer.Ordinal).SelectMany(k => Enumerable.Repeat(k, kinds[k])).ToList())
        {
            paid += Augment(kind, []) ? 1 : 0;
        }
        return kinds.Values.Sum() + regions.Values.Sum() - paid;

        bool Augment(string kind, HashSet<string> seen)
        {
            foreach (var region in regions.Keys.Order(StringComparer.Ordinal)
                .Where(r => flow.GetValueOrDefault((kind, r)) < cells.GetValueOrDefault((kind, r)) && seen.Add(r)))
            {
                if (flow.Where(f => f.Key.Region == region).Sum(f => f.Value) < regions[region])
                {
                    flow[(kind, region)] = flow.GetValueOrDefault((kind, region)) + 1;
                    return true;
                }
                foreach (var other in flow.Where(f => f.Key.Region == region && f.Value > 0).Select(f => f.Key.Kind)
                    .Order(StringComparer.Ordinal).ToList())
                {
                    if (Augment(other, seen))
                    {
                        flow[(other, region)]--;
                        flow[(kind, region)] = flow.GetValueOrDefault((kind, region)) + 1;
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static string Lot(params string[] parts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("|", parts))));
}
