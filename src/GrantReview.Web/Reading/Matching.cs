using System.Collections.Concurrent;
using GrantReview.Core;
using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Web.Reading;

/// <summary>A round's problem with the affinity of any pair, why a pair matches, and what keeps pairs apart.</summary>
public sealed class Matching
{
    private readonly Lazy<TextAffinity?> text;
    private readonly Dictionary<ApplicationId, int> applications;
    private readonly Dictionary<ExpertId, int> experts;
    private readonly Dictionary<(ApplicationId, ExpertId), double> given;
    private readonly ConcurrentDictionary<ApplicationId, double[]> rows = new();

    private static readonly ByInputs<Matching> Kept = new();

    /// <param name="conflicts">Those that stand; null = the rules are asked.</param>
    public Matching(Round round, string seed, IReadOnlyList<Conflict>? conflicts = null)
    {
        Round = round;
        Conflicts = conflicts ?? round.FindConflicts();
        Problem = AssignmentProblem.Of(round, seed, Conflicts.Select(c => (c.Application, c.Expert)).ToHashSet());
        applications = Problem.Applications.Index().ToDictionary(a => a.Item.Id, a => a.Index);
        experts = Problem.Experts.Index().ToDictionary(e => e.Item.Id, e => e.Index);
        given = Problem.Affinities.ToDictionary(a => (a.Application, a.Expert), a => a.Value);
        text = new Lazy<TextAffinity?>(() => TextAffinity.Of(
            [.. round.Applications.Where(a => applications.ContainsKey(a.Id)).OrderBy(a => applications[a.Id])],
                [.. round.Experts.OrderBy(e => experts[e.Id])]));
    }

    public Round Round { get; }

    public IReadOnlyList<Conflict> Conflicts { get; }

    /// <summary>
    /// What plans are made of, as the rows have it: applications, experts, affinities and the conflicts that acts have found. No conflict
    /// is searched, and nothing of the scores is read.
    /// </summary>
    public static Task<Matching> LoadAsync(AppDb db, CallRow call, string seed, CancellationToken cancellationToken) =>
        Kept.OfAsync(db, call.Id, seed, () => ReadAsync(db, call, seed, cancellationToken), cancellationToken);

    private static async Task<Matching> ReadAsync(AppDb db, CallRow call, string seed, CancellationToken cancellationToken)
    {
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToListAsync(cancellationToken);
        var (applicationCodes, expertCodes) =
            (applications.ToDictionary(a => a.Id, a => a.Number), experts.ToDictionary(e => e.Id, e => e.Number));
        var affinities = await db.Affinities.AsNoTracking().Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var conflicts = await db.Conflicts.AsNoTracking().WhereBars().Where(c => c.CallId == call.Id
            && !db.ScoreSheets.Any(s => s.ApplicationId == c.ApplicationId && s.ExpertId == c.ExpertId && s.State.Ruling!.Counts))
                .ToListAsync(cancellationToken);
        var round = new Round(
            StoredRound.CallOf(call), null, [.. applications.Select(StoredRound.Application)], [.. experts.Select(StoredRound.Expert)], [],
            [.. affinities.Select(a => new Affinity(applicationCodes[a.ApplicationId], expertCodes[a.ExpertId], a.Value))], null, [])
        {
            Verdicts = await StoredRound.VerdictsAsync(db, call.Id, cancellationToken),
        };
        return new Matching(
            round, seed, [.. conflicts.Select(c =>
                new Conflict(applicationCodes[c.ApplicationId], expertCodes[c.ExpertId], c.State.Ground, $"{c.State.Evidence}"))]);
    }

    public AssignmentProblem Problem { get; }

    public double Of(ApplicationId application, ExpertId expert)
    {
        if (!applications.TryGetValue(application, out var place) || Problem.Computed is not { } computed)
        {
            return given.GetValueOrDefault((application, expert));
        }
        var row = rows.GetOrAdd(application, _ =>
        {
            var affinities = new double[Problem.Experts.Count];
            computed(place, affinities);
            return affinities;
        });
        return row[experts[expert]];
    }

    /// <summary>
    /// The terms that title, abstract and keywords share with the expert's keywords; none where the affinity was given for other reasons.
    /// </summary>
    public IReadOnlyList<MatchReason> Why(ApplicationId application, ExpertId expert) =>
        applications.TryGetValue(application, out var a) && experts.TryGetValue(expert, out var e) && text.Value is { } shared
            ? shared.Why(a, e) : [];

    /// <summary>The plan as it stands, by hand-made changes too; what was proven of it is true only while nobody changed it.</summary>
    /// <param name="reasons">Application → why the solver could not fill it.</param>
    public AssignmentPlan Plan(
        IReadOnlyList<PlannedAssignment> pairs, AssignmentStatus status, IReadOnlyDictionary<ApplicationId, UnmetReason> reasons)
    {
        var seats = pairs.ToLookup(p => p.Application);
        var load = pairs.CountBy(p => p.Expert).ToDictionary();
        return new AssignmentPlan(
            status, Problem.Objective, pairs, pairs.Sum(p => p.Affinity),
            Problem.Applications.Where(a => a.Needed > 0).Select(a => seats[a.Id].Sum(p => p.Affinity)).DefaultIfEmpty().Min(),
            new SortedDictionary<int, int>(Problem.Experts.CountBy(e => load.GetValueOrDefault(e.Id)).ToDictionary()),
            [
                .. Problem.Applications
                    .Select(a => new UnmetNeed(a.Id, a.Needed - seats[a.Id].Count(),
                        reasons.GetValueOrDefault(a.Id) ?? new UnmetReason.ByHand()))
                    .Where(u => u.Missing > 0),
            ],
            ConnectedComponents.Count(pairs.Select(p => (p.Application, p.Expert))));
    }

    /// <summary>What the audit finds against a plan.</summary>
    public IReadOnlyList<AssignmentFault> Faults(AssignmentPlan plan) =>
        Faults([.. plan.Assignments.Select(p => new Assignment(p.Application, p.Expert))]);

    public IReadOnlyList<AssignmentFault> Faults(IReadOnlyCollection<Assignment> pairs) => AssignmentAudit.Check(Problem, pairs);

    /// <summary>
    /// Who could take a seat of this application, best first: without conflict, with room in load and unit, and never who gave the seat
    /// back.
    /// </summary>
    public IReadOnlyList<Reserve> Substitutes(
        ApplicationId application, IReadOnlyList<Assignment> plan, IEnumerable<ExpertId> away, int most)
    {
        if (!applications.TryGetValue(application, out var place))
        {
            return [];
        }
        var one = Problem with
        {
            Applications = [Problem.Applications[place] with { Panel = "" }],
            Affinities = [.. Problem.Experts.Select(e => new Affinity(application, e.Id, Of(application, e.Id)))], Computed = null,
            Forbidden = [.. Problem.Forbidden.Where(p => p.Application == application)],
            Barred = new PairRules(Problem).Barred(application).Concat(away).Select(e => (application, e)).ToHashSet(),
        };
        return Reserves.Of(one, plan, most);
    }
}
