using GrantReview.Core.Assignments.Rules;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>What in a problem cannot hold together whatever the plan: said at once, all of it, before anything is solved.</summary>
internal static class Contradictions
{
    public static IReadOnlyList<Shortage> Find(AssignmentProblem problem) =>
        [.. Twice(problem).Concat(Loads(problem)).Concat(Affinities(problem)).Concat(Panels(problem)).Concat(FixedPairs(problem))];

    public static Shortage NotFinite(ApplicationId application) =>
        new(ShortageKind.AffinityNotFinite, new ShortageSubject.OfApplication(application), 0, [application], new());

    /// <summary>Ids that a person would take for one another; they are different here, because ids compare exactly.</summary>
    public static IReadOnlyList<AssignmentNote> LookAlikes(AssignmentProblem problem) =>
        [.. problem.Experts.Select(e => e.Id.Value).GroupBy(Written.Key)
            .Concat(problem.Applications.Select(a => a.Id.Value).GroupBy(Written.Key))
            .Where(g => g.Distinct().Skip(1).Any())
            .Select(g => new AssignmentNote.LookAlikes([.. g.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))];

    private static IEnumerable<Shortage> Twice(AssignmentProblem problem) =>
        problem.Experts.CountBy(e => e.Id).Where(c => c.Value > 1)
            .Select(c => Twice(new ShortageSubject.OfExpert(c.Key), c.Value))
            .Concat(problem.Applications.CountBy(a => a.Id).Where(c => c.Value > 1)
                .Select(c => Twice(new ShortageSubject.OfApplication(c.Key), c.Value)));

    private static Shortage Twice(ShortageSubject subject, int times) => new(ShortageKind.IdTwice, subject, 0, [], new(1, times));

    private static IEnumerable<Shortage> Loads(AssignmentProblem problem) =>
        problem.Experts.Where(e => e.Min > e.Max).OrderBy(e => e.Id).Select(e => new Shortage(
            ShortageKind.MinAboveMax, new ShortageSubject.OfExpert(e.Id), 0, [], new(e.Min, e.Max ?? 0)));

    private static IEnumerable<Shortage> Affinities(AssignmentProblem problem) =>
        problem.Computed is not null ? [] : problem.Affinities.Where(a => !double.IsFinite(a.Value)).Select(a => a.Application)
            .Distinct().Order().Select(NotFinite);

    private static IEnumerable<Shortage> Panels(AssignmentProblem problem) =>
        problem.Applications.Where(a => a.Panel.Length > 0 && a.Needed > 0).GroupBy(a => a.Panel, StringComparer.Ordinal)
            .Where(p => p.Select(a => a.Needed).Distinct().Skip(1).Any())
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new Shortage(
                ShortageKind.PanelNeedsDiffer, new ShortageSubject.OfGroup(p.Key), 0, [.. p.Select(a => a.Id).Order()], new()));

    private static IEnumerable<Shortage> FixedPairs(AssignmentProblem problem)
    {
        var needs = problem.Applications.DistinctBy(a => a.Id).ToDictionary(a => a.Id);
        var experts = problem.Experts.DistinctBy(e => e.Id).ToDictionary(e => e.Id);
        var (ofPairs, ofGroups) = (new PairRules(problem), GroupRules.Of(problem));
        var pairs = problem.Fixed.Distinct().OrderBy(p => p.Application)
            .ThenBy(p => p.Expert).ToList();
        foreach (var pair in pairs)
        {
            if (!needs.ContainsKey(pair.Application) || !experts.ContainsKey(pair.Expert))
            {
                yield return new(ShortageKind.FixedUnknown, new ShortageSubject.OfApplication(pair.Application), 0, [pair.Application],
                    new() { Pair = pair });
                continue;
            }
            foreach (var application in ofPairs.Against(pair.Application, pair.Expert))
            {
                yield return new(ShortageKind.FixedConflict, new ShortageSubject.OfExpert(pair.Expert), 0, [application],
                    new() { Pair = pair });
            }
        }
        // A panel may be called like an application that is in none.
        foreach (var application in pairs.Where(p => needs.ContainsKey(p.Application)).GroupBy(p => needs[p.Application].Row))
        {
            ShortageSubject of = application.Key.Alone is { } alone
                ? new ShortageSubject.OfApplication(alone) : new ShortageSubject.OfGroup(application.Key.Panel);
            var name = $"{application.Key.Panel}{application.Key.Alone}";
            var (fixedCount, needed) =
                (application.Select(p => p.Expert).Distinct().Count(), needs[application.First().Application].Needed);
            if (fixedCount > needed)
            {
                yield return new(ShortageKind.FixedAboveNeed, of, 0, [application.First().Application],
                    new(needed, fixedCount));
            }
            var seated = application.Select(p => p.Expert).Distinct().Where(experts.ContainsKey).Select(e => experts[e]);
            foreach (var (cap, have) in ofGroups.Exceeded(seated))
            {
                yield return new(ShortageKind.FixedAboveUnitCap, new ShortageSubject.OfGroup(cap.Name), 0,
                    [application.First().Application],
                    new(cap.Most, have) { Row = name });
            }
        }
        var size = problem.Applications.Where(a => a.Panel.Length > 0 && a.Needed > 0).CountBy(a => a.Panel)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var expert in pairs.Where(p => needs.ContainsKey(p.Application)).GroupBy(p => p.Expert))
        {
            var load = expert.Select(p => needs[p.Application]).DistinctBy(n => n.Row)
                .Sum(n => size.GetValueOrDefault(n.Panel, 1));
            if (experts.TryGetValue(expert.Key, out var e) && !e.MayTake(load))
            {
                yield return new(ShortageKind.FixedAboveLoad, new ShortageSubject.OfExpert(expert.Key), 0,
                    [.. expert.Select(p => p.Application)], new(e.Max ?? 0, load));
            }
        }
    }
}
