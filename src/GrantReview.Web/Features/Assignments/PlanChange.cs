using System.Text.Json;

namespace GrantReview.Web.Features.Assignments;

/// <summary>A pair that a workbook adds, and the row where it stands there.</summary>
public sealed record AddedPair(ApplicationId Application, ExpertId Expert, int Row);

/// <summary>What an edited workbook changes of a plan; applications and experts that it does not touch stay as they are.</summary>
public sealed record PlanChange(string File, IReadOnlyList<AddedPair> Added, IReadOnlyList<Assignment> Removed)
{
    public static PlanChange Of(string file, IReadOnlyList<(Assignment Pair, int Row)> written, IReadOnlyCollection<Assignment> standing)
    {
        var (before, after) = (standing.ToHashSet(), written.Select(w => w.Pair).ToHashSet());
        return new PlanChange(
            file, [.. written.Where(w => !before.Contains(w.Pair)).Select(w => new AddedPair(w.Pair.Application, w.Pair.Expert, w.Row))],
            [.. standing.Where(p => !after.Contains(p))]);
    }

    public static PlanChange? Read(string? text)
    {
        try
        {
            return JsonSerializer.Deserialize<PlanChange>(text ?? "") is { Added: not null, Removed: not null, File: not null } change
                ? change : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>The pairs afterwards; null where the plan is no longer the one that was edited.</summary>
    public IReadOnlyList<Assignment>? On(IReadOnlyCollection<Assignment> standing)
    {
        var pairs = standing.ToHashSet();
        return Removed.All(pairs.Remove) && Added.All(a => pairs.Add(new Assignment(a.Application, a.Expert)))
            ? [.. pairs.OrderBy(p => p.Application).ThenBy(p => p.Expert)] : null;
    }

    /// <summary>Everything that forbids the change. What was wrong before and gets no worse is not held against it.</summary>
    /// <param name="scored">Pairs whose expert has begun to score.</param>
    public IReadOnlyList<Mistake> Check(
        Matching matching, IReadOnlyCollection<Assignment> before, IReadOnlyCollection<Assignment> after, IReadOnlySet<Assignment> scored)
    {
        var problem = matching.Problem;
        return
        [
            .. Pairs(matching.Conflicts, problem), .. Loads(problem, after), .. Units(problem, before, after),
            .. Floors(problem, before, after, problem.PerKind, e => e.Kind),
            .. Floors(problem, before, after, problem.PerRegion, e => e.Region),
            .. Removed.Where(scored.Contains)
                .Select(p => new Mistake(File, null, "expert", "SeatHasScores", p.Application.Value, p.Expert.Value)),
        ];
    }

    /// <summary>In a panel one conflict bars the expert from the whole group.</summary>
    private IEnumerable<Mistake> Pairs(IEnumerable<Conflict> conflicts, AssignmentProblem problem)
    {
        var found = conflicts.ToLookup(c => (c.Application, c.Expert));
        var panelOf = problem.Applications.Where(a => a.Panel.Length > 0).ToDictionary(a => a.Id, a => a.Panel);
        var panels = panelOf.ToLookup(p => p.Value, p => p.Key, StringComparer.Ordinal);
        var forbidden = problem.Forbidden.ToHashSet();
        var admitted = problem.Applications.Select(a => a.Id).ToHashSet();
        foreach (var added in Added)
        {
            if (!admitted.Contains(added.Application))
            {
                yield return new Mistake(File, added.Row, "application", "NotAdmitted", added.Application.Value);
            }
            var whole = panelOf.TryGetValue(added.Application, out var panel) ? panels[panel] : [added.Application];
            foreach (var conflict in whole.SelectMany(a => found[(a, added.Expert)]))
            {
                yield return new Mistake(
                    File, added.Row, "expert", "Conflicted", conflict.Expert.Value, conflict.Application.Value, $"{conflict.Ground}",
                    conflict.Evidence);
            }
            if (forbidden.Contains(new Assignment(added.Application, added.Expert)))
            {
                yield return new Mistake(File, added.Row, "expert", "PairForbidden", added.Expert.Value, added.Application.Value);
            }
        }
    }

    private IEnumerable<Mistake> Loads(AssignmentProblem problem, IReadOnlyCollection<Assignment> after)
    {
        var load = after.CountBy(p => p.Expert).ToDictionary();
        var most = problem.Experts.ToDictionary(e => e.Id, e => e.Max);
        return Added.Where(a => load[a.Expert] > most.GetValueOrDefault(a.Expert)).Select(a => new Mistake(
            File, a.Row, "expert", "LoadExceeded", a.Expert.Value, $"{load[a.Expert]}", $"{most[a.Expert]}"));
    }

    private IEnumerable<Mistake> Units(AssignmentProblem problem, IReadOnlyCollection<Assignment> before,
        IReadOnlyCollection<Assignment> after)
    {
        var units = problem.Experts.ToDictionary(e => e.Id, e => e.Unit);
        var (were, are) = (Counts(before), Counts(after));
        return Added.Select(a => (Pair: a, Unit: units.GetValueOrDefault(a.Expert, "")))
            .Where(a => are.GetValueOrDefault((a.Pair.Application, a.Unit)) is var count
                && count > problem.PerUnit && count > were.GetValueOrDefault((a.Pair.Application, a.Unit)))
            .Select(a => new Mistake(
                File, a.Pair.Row, "expert", "UnitExceeded", a.Pair.Application.Value, $"{are[(a.Pair.Application, a.Unit)]}", a.Unit,
                $"{problem.PerUnit}"));

        Dictionary<(ApplicationId, string), int> Counts(IEnumerable<Assignment> pairs) =>
            pairs.Select(p => (p.Application, Unit: units.GetValueOrDefault(p.Expert, ""))).Where(p => p.Unit.Length > 0).CountBy(p => p)
                .ToDictionary();
    }

    private IEnumerable<Mistake> Floors(
        AssignmentProblem problem, IReadOnlyCollection<Assignment> before, IReadOnlyCollection<Assignment> after,
        IReadOnlyDictionary<string, int> floors, Func<ExpertLoad, string> of)
    {
        var what = problem.Experts.ToDictionary(e => e.Id, of);
        var (were, are) = (Counts(before), Counts(after));
        var touched = Added.Select(a => a.Application).Concat(Removed.Select(p => p.Application)).ToHashSet();
        return
            from application in touched.Order()
            from floor in floors.OrderBy(f => f.Key, StringComparer.Ordinal)
            let have = are.GetValueOrDefault((application, floor.Key))
            where have < floor.Value && have < were.GetValueOrDefault((application, floor.Key))
            select new Mistake(
                File, Added.FirstOrDefault(a => a.Application == application)?.Row, "expert", "KindBelow", application.Value, $"{have}",
                floor.Key,
                $"{floor.Value}");

        Dictionary<(ApplicationId, string), int> Counts(IEnumerable<Assignment> pairs) =>
            pairs.Select(p => (p.Application, what.GetValueOrDefault(p.Expert, ""))).CountBy(p => p).ToDictionary();
    }
}

/// <param name="After">Load of each expert that the change touches, and the most; null = no cap.</param>
/// <param name="Faults">Rules of the plan that it kept before and would not keep afterwards: seats left empty, panels torn.</param>
public sealed record PlanChangePage(
    CallRow Call, AssignmentPlanRow Plan, PlanChange Change, IReadOnlyDictionary<ApplicationId, string> Titles,
    IReadOnlyDictionary<ExpertId, string> Names,
    IReadOnlyDictionary<ExpertId, (int Load, int? Most)> After, IReadOnlyList<AssignmentFault> Faults, IReadOnlyList<Mistake> Mistakes,
    string? Reason)
{
    /// <summary>Of the pairs added, and of those taken out.</summary>
    public const int MostShown = 500;

    public int Hidden => Math.Max(0, Change.Added.Count - MostShown) + Math.Max(0, Change.Removed.Count - MostShown);
}
