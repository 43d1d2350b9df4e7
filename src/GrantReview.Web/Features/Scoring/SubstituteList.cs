using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Web.Features.Scoring;

/// <param name="Load">Applications that the expert has now.</param>
/// <param name="DrawPlace">The place in the draw; null = proposed for the affinity.</param>
public sealed record Substitute(int Place, ExpertRow Expert, double Affinity, int Load, int? MaxLoad, int? DrawPlace);

/// <summary>Why an expert cannot take the application.</summary>
public enum PassedOverWhy { Seated, Left, Conflict, Away, Load, Rules }

/// <summary>An expert whom the proposal leaves out: a drawn substitute, or one who would match better than the first it names.</summary>
/// <param name="DrawPlace">Null = not drawn.</param>
public sealed record PassedOver(int? DrawPlace, ExpertRow Expert, PassedOverWhy Why)
{
    public string Say() => Why switch
    {
        PassedOverWhy.Seated => Text.Of("Seats.Why.seated"),
        PassedOverWhy.Left => Text.Of("Seats.Why.left"),
        PassedOverWhy.Conflict => Text.Of("Seats.Why.conflict"),
        PassedOverWhy.Away => Text.Of("Seats.Why.away"),
        PassedOverWhy.Load => Text.Of("Seats.Why.load"),
        _ => Text.Of("Seats.Why.rules"),
    };
}

/// <summary>
/// Who may take a seat that somebody left: of a drawn plan the drawn substitutes in their order, and after them, as of any other plan, by
/// affinity.
/// </summary>
public sealed record SubstituteList(int? Draw, IReadOnlyList<Substitute> Proposed, IReadOnlyList<PassedOver> PassedOver)
{
    private const int Most = 5;

    /// <summary>Better matches that are named with what bars them.</summary>
    private const int MostBarred = 3;

    public static SubstituteList None { get; } = new(null, [], []);

    public static async Task<SubstituteList> OfAsync(
        AppDb db, CallRow call, ApplicationRow application, IReadOnlyList<SheetEntry> sheets, DateTime now,
        CancellationToken cancellationToken)
    {
        var plan = await StoredSeats.PlanAsync(db, call.Id, cancellationToken);
        var matching = await Matching.LoadAsync(db, call, plan?.Seed ?? call.Code, cancellationToken);
        List<ExpertId> left = [.. sheets.Where(s => !s.IsLive).Select(s => new ExpertId(s.Expert))];
        List<Assignment> live = [.. (await LiveAsync(db, call.Id, cancellationToken))
            .Where(a => a.Application != application.Number || !left.Contains(a.Expert))];
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToDictionaryAsync(e => e.Number, cancellationToken);
        var draw =
            plan is null ? null : await db.Draws.AsNoTracking().SingleOrDefaultAsync(d => d.State.Plan == plan.Id, cancellationToken);
        var away = await StoredAbsences.ExpertsAsync(db, call, now, cancellationToken);
        return new Search(matching, application.Number, live, experts, [.. left], away).Run(draw);
    }

    private static async Task<List<Assignment>> LiveAsync(AppDb db, Guid callId, CancellationToken cancellationToken) => (await (
        from s in db.ScoreSheets.AsNoTracking().WhereLive()
        join a in db.Applications on s.ApplicationId equals a.Id
        join e in db.Experts on s.ExpertId equals e.Id
        where s.CallId == callId
        select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken)).ConvertAll(
            s => new Assignment(new ApplicationId(s.Application), new ExpertId(s.Expert)));

    /// <param name="live">Who scores what now.</param>
    /// <param name="left">Experts who gave the application back, or lost it.</param>
    /// <param name="away">Experts who are not available.</param>
    private sealed class Search(
        Matching matching, ApplicationId application, IReadOnlyList<Assignment> live, IReadOnlyDictionary<ExpertId, ExpertRow> experts,
        HashSet<ExpertId> left, HashSet<ExpertId> away)
    {
        private readonly Dictionary<ExpertId, int> load = live.CountBy(a => a.Expert).ToDictionary();
        private readonly Dictionary<ExpertId, ExpertLoad> pool = matching.Problem.Experts.ToDictionary(e => e.Id);
        private readonly PairRules ofPairs = new(matching.Problem);
        private readonly GroupRules ofGroups = GroupRules.Of(matching.Problem);
        private readonly List<Substitute> proposed = [];
        private readonly List<PassedOver> passedOver = [];

        public SubstituteList Run(DrawRow? draw)
        {
            IReadOnlyList<DrawnExpert> lots = draw is null ? [] : StoredDraw.ExpertsOf(draw);
            foreach (var drawn in lots.Where(d => d.IsSubstitute && d.Application == application && experts.ContainsKey(d.Expert))
                .OrderBy(d => d.Place))
            {
                if (WhyNot(drawn.Expert) is { } why)
                {
                    passedOver.Add(new PassedOver(drawn.Place, experts[drawn.Expert], why));
                }
                else
                {
                    Add(drawn.Expert, matching.Of(application, drawn.Expert), drawn.Place);
                }
            }
            foreach (var reserve in matching.Substitutes(application, live, left.Concat(away), Most)
                .Where(r => proposed.TrueForAll(p => p.Expert.Number != r.Expert)))
            {
                Add(reserve.Expert, reserve.Affinity, null);
            }
            if (draw is null)
            {
                NameBetter(proposed is [var first, ..] ? first.Affinity : 0);
            }
            return new SubstituteList(draw?.Number, [.. proposed.Take(Most)], passedOver);
        }

        private void NameBetter(double affinity) => passedOver.AddRange(
            experts.Keys.Where(pool.ContainsKey).Select(e => (Expert: e, Affinity: matching.Of(application, e), Why: WhyNot(e)))
                .Where(e => e.Affinity > affinity && e.Why is not (null or PassedOverWhy.Left or PassedOverWhy.Seated))
                .OrderByDescending(e => e.Affinity).ThenBy(e => e.Expert).Take(MostBarred)
                .Select(e => new PassedOver(null, experts[e.Expert], e.Why.GetValueOrDefault())));

        private PassedOverWhy? WhyNot(ExpertId expert)
        {
            var need = matching.Problem.Applications.FirstOrDefault(a => a.Id == application);
            List<ExpertLoad> seated = [.. live.Where(a => a.Application == application).Select(a => pool[a.Expert])];
            return left.Contains(expert) ? PassedOverWhy.Left
                : seated.Exists(e => e.Id == expert) ? PassedOverWhy.Seated
                : ofPairs.SeatedAlike(application).Any(a => matching.Problem.Barred.Contains((a, expert))) ? PassedOverWhy.Conflict
                : away.Contains(expert) ? PassedOverWhy.Away
                : !pool[expert].MayTake(load.GetValueOrDefault(expert) + 1) ? PassedOverWhy.Load
                : ofPairs.Bars(application, expert) || (need is not null && !ofGroups.Fit(need, [.. seated, pool[expert]]))
                    ? PassedOverWhy.Rules : null;
        }

        private void Add(ExpertId expert, double affinity, int? drawPlace) => proposed.Add(new Substitute(
            proposed.Count + 1, experts[expert], affinity, load.GetValueOrDefault(expert), pool[expert].Max, drawPlace));
    }
}
