using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Core.Assignments;

/// <summary>Seat arithmetic: what additions alone show to be impossible, in seats and people, before anything is solved.</summary>
internal static class SeatCount
{
    public static IReadOnlyList<Shortage> Find(AssignmentModel model)
    {
        var degree = Degrees(model);
        return [.. Seats(model, degree).Concat(MinLoads(model, degree)).Concat(Floors(model, degree)).Concat(FixedFloors(model))
            .Concat(Rows(model))];
    }

    /// <summary>How many rows each expert may score at all.</summary>
    private static int[] Degrees(AssignmentModel model)
    {
        var degree = new int[model.Experts.Length];
        foreach (var bits in model.Open)
        {
            foreach (var e in new ExpertSet(bits))
            {
                degree[e]++;
            }
        }
        return degree;
    }

    private static long SeatsOf(AssignmentModel model, IEnumerable<int> experts, int[] degree)
    {
        var largest = model.Rows.Select(r => (long)r.Size).DefaultIfEmpty().Max();
        return experts.Sum(e => Math.Min(model.Experts[e].Max ?? int.MaxValue, degree[e] * largest));
    }

    // "There are fewer seats than the applications need."
    private static IEnumerable<Shortage> Seats(AssignmentModel model, int[] degree)
    {
        var needed = model.Rows.Sum(r => (long)r.Needed * r.Size);
        var have = SeatsOf(model, Enumerable.Range(0, degree.Length), degree);
        if (have < needed)
        {
            yield return new(ShortageKind.Seats, new ShortageSubject.WholeRound(), (int)(needed - have), [], new(needed, have)
            {
                Experts = degree.Length, UsualCap = UsualCap(model, Enumerable.Range(0, degree.Length)),
            });
        }
    }

    // "The experts have to take more than there is", or one of them cannot reach the minimum for conflicts.
    private static IEnumerable<Shortage> MinLoads(AssignmentModel model, int[] degree)
    {
        var (needed, floor) = (model.Rows.Sum(r => (long)r.Needed * r.Size), model.Experts.Sum(e => (long)e.Min));
        if (floor > needed)
        {
            yield return new(ShortageKind.MinLoads, new ShortageSubject.WholeRound(), (int)(floor - needed), [], new(floor, needed));
        }
        for (var e = 0; e < degree.Length; e++)
        {
            if (model.Low[e] > degree[e])
            {
                var id = model.Experts[e].Id;
                yield return new(ShortageKind.MinLoad, new ShortageSubject.OfExpert(id), model.Low[e] - degree[e], [],
                    new(model.Experts[e].Min, degree[e]));
            }
        }
    }

    // "344 finance seats short."
    private static IEnumerable<Shortage> Floors(AssignmentModel model, int[] degree)
    {
        var asked = model.Groups.Concat(model.Crossing).Where(g => g.Min > 0);
        foreach (var group in asked.OrderBy(g => g.Rule.Family).ThenBy(g => g.Rule.Name, StringComparer.Ordinal))
        {
            var needed = model.Rows.Sum(r => (long)group.Min * r.Size);
            var have = SeatsOf(model, group.Experts, degree);
            if (have < needed)
            {
                var kind = OfFamily(group.Rule.Family, ShortageKind.Kind, ShortageKind.Region);
                yield return new(kind, new ShortageSubject.OfGroup(group.Rule.Name), (int)(needed - have), [], new(needed, have)
                {
                    Least = group.Min, Experts = group.Experts.Length, UsualCap = UsualCap(model, group.Experts),
                });
            }
        }
        foreach (var family in model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).GroupBy(g => g.Rule.Family))
        {
            var floors = family.Sum(g => g.Min);
            List<ApplicationId> applications = [.. model.Rows.Where(r => r.Needed < floors).SelectMany(r => Ids(model, r))];
            if (applications.Count > 0)
            {
                var kind = OfFamily(family.Key, ShortageKind.KindFloors, ShortageKind.RegionFloors);
                yield return new(kind, new ShortageSubject.WholeRound(), floors, applications, new(floors));
            }
        }
    }

    // "The fixed experts leave no seat for a kind that has to be there."
    private static IEnumerable<Shortage> FixedFloors(AssignmentModel model)
    {
        foreach (var family in model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).GroupBy(g => g.Rule.Family))
        {
            for (var r = 0; r < model.Rows.Length; r++)
            {
                var held = model.Fixed[r];
                var owed = held.Count == 0 ? 0 : family.Sum(g => g.Rule.Owed(held.Select(e => model.Experts[e])));
                var left = model.Rows[r].Needed - held.Count;
                if (owed > left)
                {
                    List<ApplicationId> applications = [.. Ids(model, model.Rows[r])];
                    var kind = OfFamily(family.Key, ShortageKind.FixedKind, ShortageKind.FixedRegion);
                    yield return new(kind, new ShortageSubject.OfApplication(model.Rows[r].Id), owed - left, applications,
                        new(owed, left));
                }
            }
        }
    }

    // "12 applications have fewer than 5 experts without conflict, they are …"
    private static IEnumerable<Shortage> Rows(AssignmentModel model)
    {
        var few = new Dictionary<(ShortageKind Kind, string Group, int Needed), List<(ApplicationId Id, int Have)>>();
        var floors = model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).ToList();
        var rules = GroupRules.Of(model.Problem);
        for (var r = 0; r < model.Rows.Length; r++)
        {
            var row = model.Rows[r];
            var have = Possible(model, r);
            if (have < row.Needed)
            {
                Add(ShortageKind.Candidates, "", row, row.Needed, have);
            }
            else if (UnitSeats(model, rules, r) is var seats && seats < row.Needed)
            {
                Add(ShortageKind.Units, "", row, row.Needed, seats);
            }
            foreach (var group in floors)
            {
                if (group.Experts.Length > 0 && group.Experts.Where(e => IsPossible(model, r, e)).Take(group.Min).Count() is var members
                    && members < group.Min)
                {
                    var kind = OfFamily(group.Rule.Family, ShortageKind.KindCandidates, ShortageKind.RegionCandidates);
                    Add(kind, group.Rule.Name, row, group.Min, members);
                }
            }
        }
        var inOrder = few.OrderBy(f => f.Key.Kind).ThenBy(f => f.Key.Group, StringComparer.Ordinal).ThenBy(f => f.Key.Needed);
        foreach (var (key, rows) in inOrder)
        {
            ShortageSubject of = key.Group.Length > 0 ? new ShortageSubject.OfGroup(key.Group) : new ShortageSubject.WholeRound();
            yield return new(key.Kind, of, rows.Sum(x => key.Needed - x.Have), [.. rows.Select(x => x.Id)],
                new(key.Needed) { Each = [.. rows.Select(x => x.Have)] });
        }

        void Add(ShortageKind kind, string group, SeatRow row, int needed, int have)
        {
            if (!few.TryGetValue((kind, group, needed), out var list))
            {
                few.Add((kind, group, needed), list = []);
            }
            list.AddRange(Ids(model, row).Select(id => (id, have)));
        }
    }

    /// <summary>What a maximum flow leaves: the applications that no exchange can help, by max-flow min-cut.</summary>
    public static Shortage Cut(AssignmentModel model, IReadOnlyList<int> rows)
    {
        List<ApplicationId> applications = [.. rows.SelectMany(r => Ids(model, model.Rows[r]))];
        var experts = Enumerable.Range(0, model.Experts.Length).Where(e => rows.Any(r => ExpertSet.Has(model.Open[r], e))).ToList();
        var (needed, most) =
            (rows.Sum(r => (long)model.Rows[r].Needed * model.Rows[r].Size),
                experts.Sum(e => (long)Math.Min(model.Experts[e].Max ?? int.MaxValue, rows.Count)));
        return new(ShortageKind.Cut, new ShortageSubject.WholeRound(), 0, applications, new(needed, most) { Experts = experts.Count });
    }

    /// <summary>What only the integer programme could tell.</summary>
    public static Shortage Crossing(AssignmentModel model) => new(ShortageKind.Crossing, new ShortageSubject.WholeRound(), 0, [],
        new() { Rules = [.. model.Crossing.Select(g => $"{NameOf(g.Rule.Family)} {g.Rule.Name}").Take(10)] });

    /// <summary>The integer programme ended without a plan and without a proof.</summary>
    public static Shortage NotFound(AssignmentModel model) =>
        new(ShortageKind.NotFound, new ShortageSubject.WholeRound(), 0, [], new(model.Problem.Limit ?? 0));

    public static IEnumerable<UnmetNeed> Unmet(AssignmentModel model, int[][] chosen)
    {
        var unmet = new List<UnmetNeed>();
        var load = new int[model.Experts.Length];
        for (var r = 0; r < model.Rows.Length; r++)
        {
            var row = model.Rows[r];
            foreach (var e in chosen[r])
            {
                load[e] += row.Size;
            }
            var missing = row.Needed - chosen[r].Length;
            if (missing > 0)
            {
                var free = Possible(model, r);
                UnmetReason why = free < row.Needed ? new UnmetReason.FewWithoutConflict(free)
                    : model.Groups.Length + model.Crossing.Length > 0 ? new UnmetReason.LoadsOrUnitsFull() : new UnmetReason.LoadsFull();
                unmet.AddRange(Ids(model, row).Select(id => new UnmetNeed(id, missing, why)));
            }
            foreach (var group in model.Groups.Concat(model.Crossing).Where(g => g.Min > 0))
            {
                if (group.Rule.Owed(chosen[r].Select(e => model.Experts[e])) is var less and > 0)
                {
                    UnmetReason why = group.Rule.Family == GroupFamily.Kind
                        ? new UnmetReason.KindFloor(group.Rule.Name) : new UnmetReason.RegionFloor(group.Rule.Name);
                    unmet.AddRange(Ids(model, row).Select(id => new UnmetNeed(id, less, why)));
                }
            }
        }
        var idle = Enumerable.Range(0, load.Length).Where(e => load[e] < model.Experts[e].Min)
            .Select(e => new UnmetNeed(null, model.Experts[e].Min - load[e], new UnmetReason.MinLoad(model.Experts[e].Id)));
        return unmet.OrderBy(u => u.Application)
            .ThenBy(u => OrderOf(u.Why).Kind).ThenBy(u => OrderOf(u.Why).Name, StringComparer.Ordinal).Concat(idle);

        static (int Kind, string Name) OrderOf(UnmetReason why) => why switch
        {
            UnmetReason.FewWithoutConflict => (0, ""),
            UnmetReason.KindFloor(var kind) => (1, kind),
            UnmetReason.RegionFloor(var region) => (3, region),
            _ => (2, ""),
        };
    }

    private static ShortageKind OfFamily(GroupFamily family, ShortageKind kind, ShortageKind region) =>
        family == GroupFamily.Kind ? kind : region;

    private static string NameOf(GroupFamily family) =>
        family switch { GroupFamily.Kind => "kind", GroupFamily.Region => "region", _ => "unit" };

    private static IEnumerable<ApplicationId> Ids(AssignmentModel model, SeatRow row) =>
        row.Members.Select(m => model.Problem.Applications[m].Id);

    private static bool IsPossible(AssignmentModel model, int row, int expert) =>
        ExpertSet.Has(model.Open[row], expert) || model.Fixed[row].Contains(expert);

    private static int Possible(AssignmentModel model, int row) =>
        model.Open[row].Sum(System.Numerics.BitOperations.PopCount) + model.Fixed[row].Count(e => !ExpertSet.Has(model.Open[row], e));

    private static IEnumerable<int> Experts(AssignmentModel model, int row) =>
        Enumerable.Range(0, model.Experts.Length).Where(e => IsPossible(model, row, e));

    /// <summary>The seats that experts can take within the caps, as far as the row needs them.</summary>
    private static int UnitSeats(AssignmentModel model, GroupRules rules, int row)
    {
        var seated = new List<ExpertLoad>();
        foreach (var expert in Experts(model, row).Select(e => model.Experts[e]).TakeWhile(_ => seated.Count < model.Rows[row].Needed))
        {
            if (rules.Admits(seated, expert))
            {
                seated.Add(expert);
            }
        }
        return seated.Count;
    }

    private static int? UsualCap(AssignmentModel model, IEnumerable<int> experts) =>
        experts.Select(e => model.Experts[e].Max ?? 0).Where(m => m > 0).CountBy(m => m)
            .OrderByDescending(m => m.Value).ThenByDescending(m => m.Key).Select(m => (int?)m.Key).FirstOrDefault();
}
