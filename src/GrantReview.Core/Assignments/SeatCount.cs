using GrantReview.Core.Settings;

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
            yield return new(ShortageKind.Seats, new ShortageSubject.WholeRound(), (int)(needed - have), [], new(
                $"{needed - have} seats short: the applications need {needed}, the {model.Experts.Length} experts can take {have}. " +
                People(model, Enumerable.Range(0, degree.Length), needed - have, "experts"),
                $"缺 {needed - have} 个评审名额：申报项目共需 {needed} 个，{model.Experts.Length} 名专家至多承担 {have} 个。" +
                PeopleZh(model, Enumerable.Range(0, degree.Length), needed - have, "专家")));
        }
    }

    // "The experts have to take more than there is", or one of them cannot reach the minimum for conflicts.
    private static IEnumerable<Shortage> MinLoads(AssignmentModel model, int[] degree)
    {
        var (needed, floor) = (model.Rows.Sum(r => (long)r.Needed * r.Size), model.Experts.Sum(e => (long)e.Min));
        if (floor > needed)
        {
            yield return new(ShortageKind.MinLoads, new ShortageSubject.WholeRound(), (int)(floor - needed), [], new(
                $"The minimum loads ask for {floor} seats and the applications have {needed}; lower the minimum load.",
                    $"专家最低评审量合计 {floor} 项次，申报项目只有 {needed} 项次；请调低最低评审量。"));
        }
        for (var e = 0; e < degree.Length; e++)
        {
            if (model.Low[e] > degree[e])
            {
                var id = model.Experts[e].Id;
                yield return new(ShortageKind.MinLoad, new ShortageSubject.OfExpert(id), model.Low[e] - degree[e], [], degree[e] == 0
                    ? new($"Expert {id} has a minimum load of {model.Experts[e].Min} and a conflict with every application; set it to 0.",
                        $"专家 {id} 最低评审 {model.Experts[e].Min} 项，但与全部项目存在回避情形；请设为 0。")
                    : new(
                        $"Expert {id} has a minimum load of {model.Experts[e].Min} " +
                        $"and only {degree[e]} applications (or panels) without conflict.",
                        $"专家 {id} 最低评审 {model.Experts[e].Min} 项，无回避情形的项目（组）只有 {degree[e]} 个。"));
            }
        }
    }

    // "344 finance seats short."
    private static IEnumerable<Shortage> Floors(AssignmentModel model, int[] degree)
    {
        var asked = model.Groups.Concat(model.Crossing).Where(g => g.Min > 0);
        foreach (var group in asked.OrderBy(g => g.Family).ThenBy(g => g.Name, StringComparer.Ordinal))
        {
            var needed = model.Rows.Sum(r => (long)group.Min * r.Size);
            var have = SeatsOf(model, group.Experts, degree);
            if (have < needed)
            {
                var kind = OfFamily(group.Family, ShortageKind.Kind, ShortageKind.Region);
                yield return new(kind, new ShortageSubject.OfGroup(group.Name), (int)(needed - have), [], new(
                    $"{needed - have} {group.Name} seats short: {needed} are asked for ({group.Min} on each application), " +
                    $"{group.Experts.Length} experts can take {have}. " +
                    People(model, group.Experts, needed - have, $"{group.Name} experts"),
                    $"“{group.Name}”类名额缺 {needed - have} 个：共需 {needed} 个（每项 {group.Min} 名），" +
                    $"{group.Experts.Length} 名专家至多承担 {have} 个。" +
                    PeopleZh(model, group.Experts, needed - have, $"“{group.Name}”专家")));
            }
        }
        foreach (var family in model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).GroupBy(g => g.Family))
        {
            var floors = family.Sum(g => g.Min);
            List<ApplicationId> applications = [.. model.Rows.Where(r => r.Needed < floors).SelectMany(r => Ids(model, r))];
            if (applications.Count > 0)
            {
                var kind = OfFamily(family.Key, ShortageKind.KindFloors, ShortageKind.RegionFloors);
                yield return new(kind, new ShortageSubject.WholeRound(), floors, applications, new(
                    $"{applications.Count} applications need fewer experts than the floors by {NameOf(family.Key)} add up to ({floors}): "
                        + $"{Listed(applications)}.",
                    $"{applications.Count} 个项目所需专家数少于各类最低人数之和（{floors}）：{Listed(applications)}。"));
            }
        }
    }

    // "The fixed experts leave no seat for a kind that has to be there."
    private static IEnumerable<Shortage> FixedFloors(AssignmentModel model)
    {
        foreach (var family in model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).GroupBy(g => g.Family))
        {
            for (var r = 0; r < model.Rows.Length; r++)
            {
                var held = model.Fixed[r];
                var owed = held.Count == 0 ? 0 : family.Sum(g => Math.Max(0, g.Min - held.Count(e => Belongs(model, g, e))));
                var left = model.Rows[r].Needed - held.Count;
                if (owed > left)
                {
                    List<ApplicationId> applications = [.. Ids(model, model.Rows[r])];
                    var kind = OfFamily(family.Key, ShortageKind.FixedKind, ShortageKind.FixedRegion);
                    yield return new(kind, new ShortageSubject.OfApplication(model.Rows[r].Id), owed - left, applications, new(
                        $"The fixed experts of {Listed(applications)} leave {left} seats where the floors by {NameOf(family.Key)} "
                            + $"still ask for {owed}; unfix one.",
                        $"{Listed(applications)} 的固定专家只留下 {left} 个名额，而各类最低人数还需 {owed} 名；请取消部分固定。"));
                }
            }
        }
    }

    // "12 applications have fewer than 5 experts without conflict, they are …"
    private static IEnumerable<Shortage> Rows(AssignmentModel model)
    {
        var few = new Dictionary<(ShortageKind Kind, string Group, int Needed), List<(ApplicationId Id, int Have)>>();
        var floors = model.Groups.Concat(model.Crossing).Where(g => g.Min > 0).ToList();
        for (var r = 0; r < model.Rows.Length; r++)
        {
            var row = model.Rows[r];
            var have = Possible(model, r);
            if (have < row.Needed)
            {
                Add(ShortageKind.Candidates, "", row, row.Needed, have);
            }
            else if (model.Problem.PerUnit is { } cap && UnitSeats(model, r, cap, row.Needed) is var seats && seats < row.Needed)
            {
                Add(ShortageKind.Units, "", row, row.Needed, seats);
            }
            foreach (var group in floors)
            {
                if (group.Experts.Length > 0 && group.Experts.Where(e => IsPossible(model, r, e)).Take(group.Min).Count() is var members
                    && members < group.Min)
                {
                    var kind = OfFamily(group.Family, ShortageKind.KindCandidates, ShortageKind.RegionCandidates);
                    Add(kind, group.Name, row, group.Min, members);
                }
            }
        }
        var inOrder = few.OrderBy(f => f.Key.Kind).ThenBy(f => f.Key.Group, StringComparer.Ordinal).ThenBy(f => f.Key.Needed);
        foreach (var (key, rows) in inOrder)
        {
            var who = rows.Select(x => x.Id).ToList();
            var list = string.Join(", ", rows.Take(20).Select(x => $"{x.Id} ({x.Have})")) + (rows.Count > 20 ? ", …" : "");
            ShortageSubject of = key.Group.Length > 0 ? new ShortageSubject.OfGroup(key.Group) : new ShortageSubject.WholeRound();
            yield return new(key.Kind, of, rows.Sum(x => key.Needed - x.Have), who, key.Kind switch
            {
                ShortageKind.Candidates => new(
                    $"{rows.Count} applications have fewer than {key.Needed} experts without conflict: {list}.",
                    $"{rows.Count} 个项目无回避情形的专家不足 {key.Needed} 名：{list}。"),
                ShortageKind.Units => new(
                    $"{rows.Count} applications cannot have {key.Needed} experts within the cap per unit: {list}.",
                    $"{rows.Count} 个项目在同一单位人数上限内凑不足 {key.Needed} 名专家：{list}。"),
                _ => new($"{rows.Count} applications have fewer than {key.Needed} {key.Group} experts without conflict: {list}.",
                    $"{rows.Count} 个项目无回避情形的“{key.Group}”专家不足 {key.Needed} 名：{list}。"),
            });
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
        return new(ShortageKind.Cut, new ShortageSubject.WholeRound(), 0, applications, new(
            $"Conflicts, caps and minimum loads leave these {applications.Count} applications short together: " +
            $"they need {needed} seats; the {experts.Count} experts without conflict for any of them can take {most} before other rules: " +
            $"{Listed(applications)}.",
            $"受回避、上限和最低评审量共同限制，以下 {applications.Count} 个项目合计名额不足：共需 {needed} 个；" +
            $"与其中任一项目无回避情形的专家 {experts.Count} 名，不计其他规则至多承担 {most} 个：{Listed(applications)}。"));
    }

    /// <summary>What only the integer programme could tell.</summary>
    public static Shortage Crossing(AssignmentModel model) => new(ShortageKind.Crossing, new ShortageSubject.WholeRound(), 0, [], new(
        $"Each rule can be met alone, and not all together: {RuleNames(model)}. Relax one of them.",
            $"各项规则单独均可满足，但不能同时满足：{RuleNames(model)}。请放宽其中一项。"));

    /// <summary>The integer programme ended without a plan and without a proof.</summary>
    public static Shortage NotFound(AssignmentModel model) =>
        new(ShortageKind.NotFound, new ShortageSubject.WholeRound(), 0, [], model.Problem.Limit is { } limit
        ? new(
            $"No plan that meets every need was found within the limit of {limit}, and it is not proven that there is none; " +
            "raise the limit or relax a rule.",
            $"在工作量上限 {limit} 内未找到满足全部需求的方案，也未证明不存在；请提高上限或放宽规则。")
        : new("No plan that meets every need was found, and it is not proven that there is none; relax a rule that crosses another.",
            "未找到满足全部需求的方案，也未证明不存在；请放宽相互交叉的规则。"));

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
                if (group.Min - chosen[r].Count(e => Belongs(model, group, e)) is var less and > 0)
                {
                    UnmetReason why = group.Family == SeatFamily.Kind
                        ? new UnmetReason.KindFloor(group.Name) : new UnmetReason.RegionFloor(group.Name);
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

    private static ShortageKind OfFamily(SeatFamily family, ShortageKind kind, ShortageKind region) =>
        family == SeatFamily.Kind ? kind : region;

    private static string NameOf(SeatFamily family) =>
        family switch { SeatFamily.Kind => "kind", SeatFamily.Region => "region", _ => "unit" };

    private static IEnumerable<ApplicationId> Ids(AssignmentModel model, SeatRow row) =>
        row.Members.Select(m => model.Problem.Applications[m].Id);

    private static bool IsPossible(AssignmentModel model, int row, int expert) =>
        ExpertSet.Has(model.Open[row], expert) || model.Fixed[row].Contains(expert);

    private static bool Belongs(AssignmentModel model, SeatGroup floor, int expert) =>
        (floor.Family == SeatFamily.Kind ? model.Experts[expert].Kind : model.Experts[expert].Region) == floor.Name;

    private static int Possible(AssignmentModel model, int row) =>
        model.Open[row].Sum(System.Numerics.BitOperations.PopCount) + model.Fixed[row].Count(e => !ExpertSet.Has(model.Open[row], e));

    private static IEnumerable<int> Experts(AssignmentModel model, int row) =>
        Enumerable.Range(0, model.Experts.Length).Where(e => IsPossible(model, row, e));

    private static int UnitSeats(AssignmentModel model, int row, int cap, int enough)
    {
        var units = new Dictionary<string, int>(StringComparer.Ordinal);
        var seats = 0;
        foreach (var e in Experts(model, row))
        {
            var unit = model.Experts[e].Unit;
            if (unit.Length == 0 || (units[unit] = units.GetValueOrDefault(unit) + 1) <= cap)
            {
                if (++seats == enough)
                {
                    break;
                }
            }
        }
        return seats;
    }

    private static string RuleNames(AssignmentModel model) =>
        string.Join(", ", model.Crossing.Select(g => $"{NameOf(g.Family)} {g.Name}").Take(10));

    private static string Listed(List<ApplicationId> ids) => string.Join(", ", ids.Take(20)) + (ids.Count > 20 ? ", …" : "");

    /// <summary>The shortage in people, at the cap that most of them have.</summary>
    private static string People(AssignmentModel model, IEnumerable<int> experts, long seats, string who) =>
        UsualCap(model, experts) is { } cap and > 0 ? $"Add {(seats + cap - 1) / cap} more {who} at {cap} each, or raise the cap." : "";

    private static string PeopleZh(AssignmentModel model, IEnumerable<int> experts, long seats, string who) =>
        UsualCap(model, experts) is { } cap and > 0 ? $"按每人 {cap} 项计，需增加 {(seats + cap - 1) / cap} 名{who}，或调高上限。" : "";

    private static int? UsualCap(AssignmentModel model, IEnumerable<int> experts) =>
        experts.Select(e => model.Experts[e].Max ?? 0).Where(m => m > 0).CountBy(m => m)
            .OrderByDescending(m => m.Value).ThenByDescending(m => m.Key).Select(m => (int?)m.Key).FirstOrDefault();
}
