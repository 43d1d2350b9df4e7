using System.Text.Json;
using GrantReview.Core.Assignments.Rules;

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
            .. Pairs(matching.Conflicts, problem), .. Loads(problem, after), .. Groups(problem, before, after),
            .. Removed.Where(scored.Contains)
                .Select(p => new Mistake(File, null, "expert", "SeatHasScores", p.Application.Value, p.Expert.Value)),
        ];
    }

    private IEnumerable<Mistake> Pairs(IEnumerable<Conflict> conflicts, AssignmentProblem problem)
    {
        var (rules, found) = (new PairRules(problem), conflicts.ToLookup(c => (c.Application, c.Expert)));
        var forbidden = problem.Forbidden.ToHashSet();
        var admitted = problem.Applications.Select(a => a.Id).ToHashSet();
        foreach (var added in Added)
        {
            if (!admitted.Contains(added.Application))
            {
                yield return new Mistake(File, added.Row, "application", "NotAdmitted", added.Application.Value);
            }
            var seatedAlike = rules.SeatedAlike(added.Application).ToList();
            foreach (var conflict in seatedAlike.SelectMany(a => found[(a, added.Expert)]))
            {
                yield return new Mistake(
                    File, added.Row, "expert", "Conflicted", conflict.Expert.Value, conflict.Application.Value, $"{conflict.Ground}",
                    conflict.Evidence);
            }
            foreach (var application in seatedAlike.Where(a => forbidden.Contains(new Assignment(a, added.Expert))))
            {
                yield return new Mistake(File, added.Row, "expert", "PairForbidden", added.Expert.Value, application.Value);
            }
        }
    }

    private IEnumerable<Mistake> Loads(AssignmentProblem problem, IReadOnlyCollection<Assignment> after)
    {
        var load = after.CountBy(p => p.Expert).ToDictionary();
        var experts = problem.Experts.ToDictionary(e => e.Id);
        return
            from added in Added
            let expert = experts.GetValueOrDefault(added.Expert)
            where expert is not null && !expert.MayTake(load[added.Expert])
            select new Mistake(File, added.Row, "expert", "LoadExceeded", added.Expert.Value, $"{load[added.Expert]}", $"{expert.Max}");
    }

    private IEnumerable<Mistake> Groups(
        AssignmentProblem problem, IReadOnlyCollection<Assignment> before, IReadOnlyCollection<Assignment> after)
    {
        var (rules, experts) = (GroupRules.Of(problem), problem.Experts.ToDictionary(e => e.Id));
        var (were, are) = (Seated(before), Seated(after));
        var crowded =
            from added in Added
            let cap = experts.TryGetValue(added.Expert, out var expert) ? rules.CapOf(expert) : null
            where cap is not null
            let have = are[added.Application].Count(cap.Counts)
            where have > cap.Most && have > were[added.Application].Count(cap.Counts)
            select new Mistake(
                File, added.Row, "expert", "UnitExceeded", added.Application.Value, $"{have}", cap.Name, $"{cap.Most}");
        var below =
            from application in Added.Select(a => a.Application).Concat(Removed.Select(p => p.Application)).Distinct().Order()
            from floor in rules.Floors
            let have = are[application].Count(floor.Counts)
            where have < floor.Least && have < were[application].Count(floor.Counts)
            select new Mistake(
                File, Added.FirstOrDefault(a => a.Application == application)?.Row, "expert", "KindBelow", application.Value, $"{have}",
                floor.Name, $"{floor.Least}");
        return crowded.Concat(below);

        ILookup<ApplicationId, ExpertLoad> Seated(IEnumerable<Assignment> pairs) =>
            pairs.Where(p => experts.ContainsKey(p.Expert)).ToLookup(p => p.Application, p => experts[p.Expert]);
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
