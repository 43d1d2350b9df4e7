using GrantReview.Core.Assignments;
using GrantReview.Data;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calls;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

/// <param name="Load">Applications that the expert has now.</param>
/// <param name="DrawPlace">The place in the draw; null = proposed for the affinity.</param>
public sealed record Substitute(int Place, ExpertRow Expert, double Affinity, int Load, int? MaxLoad, int? DrawPlace);

/// <summary>A drawn substitute whom the proposal leaves out.</summary>
/// <param name="Why">Key of the sentence: seated, left, conflict, load, rules.</param>
public sealed record PassedOver(int DrawPlace, ExpertRow Expert, string Why);

/// <summary>Who may take a seat that somebody left: of a drawn plan the drawn substitutes in their order, and after them, as of any other plan, by affinity.</summary>
public sealed record SubstituteList(int? Draw, IReadOnlyList<Substitute> Proposed, IReadOnlyList<PassedOver> PassedOver)
{
    private const int Most = 5;

    public static SubstituteList None { get; } = new(null, [], []);

    public static async Task<SubstituteList> OfAsync(AppDb db, CallRow call, ApplicationRow application, IReadOnlyList<SheetEntry> sheets, CancellationToken cancellationToken)
    {
        var plan = await StoredSeats.PlanAsync(db, call.Id, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        var matching = new Matching(round, plan?.Seed ?? call.Code);
        var live = round.Assignments ?? [];
        var load = live.CountBy(a => a.Expert, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var pool = matching.Problem.Experts.ToDictionary(e => e.Id, StringComparer.Ordinal);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).ToDictionaryAsync(e => e.Code, cancellationToken);
        var left = sheets.Where(s => !s.IsLive).Select(s => s.Expert).ToHashSet(StringComparer.Ordinal);
        var need = matching.Problem.Applications.FirstOrDefault(a => a.Id == application.Code);
        List<ExpertLoad> seated = [.. live.Where(a => a.Application == application.Code).Select(a => pool[a.Expert])];
        List<Substitute> proposed = [];
        List<PassedOver> passedOver = [];
        var draw = plan is null ? null : await db.Draws.AsNoTracking().SingleOrDefaultAsync(d => d.PlanId == plan.Id, cancellationToken);
        IReadOnlyList<DrawnExpert> lots = draw is null ? [] : StoredDraw.ExpertsOf(draw);
        foreach (var drawn in lots.Where(d => d.IsSubstitute && d.Application == application.Code && experts.ContainsKey(d.Expert)).OrderBy(d => d.Place))
        {
            var why = left.Contains(drawn.Expert) ? "left" : live.Any(a => a.Application == application.Code && a.Expert == drawn.Expert) ? "seated"
                : matching.Problem.Barred.Contains((application.Code, drawn.Expert)) ? "conflict"
                : load.GetValueOrDefault(drawn.Expert) >= pool[drawn.Expert].Max ? "load"
                : need is not null && !Reserves.Fit(matching.Problem, need, [.. seated, pool[drawn.Expert]]) ? "rules" : null;
            if (why is not null)
            {
                passedOver.Add(new PassedOver(drawn.Place, experts[drawn.Expert], why));
                continue;
            }
            Add(drawn.Expert, matching.Of(application.Code, drawn.Expert), drawn.Place);
        }
        foreach (var reserve in matching.Substitutes(application.Code, live, left, Most).Where(r => proposed.TrueForAll(p => p.Expert.Code != r.Expert)))
        {
            Add(reserve.Expert, reserve.Affinity, null);
        }
        return new SubstituteList(draw?.Number, [.. proposed.Take(Most)], passedOver);

        void Add(string expert, double affinity, int? drawPlace) =>
            proposed.Add(new Substitute(proposed.Count + 1, experts[expert], affinity, load.GetValueOrDefault(expert), pool[expert].Max, drawPlace));
    }
}
