using GrantReview.Core.Experts;

namespace GrantReview.Web.Reading;

/// <param name="Reason">Blank where none was given.</param>
public sealed record StatedAbsence(ExpertRow Expert, Absence Days, string Reason)
{
    public static string Say(Absence days) => $"{Formats.Day(days.FirstDay)} – {Formats.Day(days.LastDay)}";
}

/// <summary>What experts of a call said of the days on which it is scored.</summary>
public static class StoredAbsences
{
    /// <summary>
    /// By expert: who is away on a day from today until the expert's own deadline; where none is set or it is past, who is away today. Once
    /// scoring is over nobody is asked for.
    /// </summary>
    public static async Task<IReadOnlyList<StatedAbsence>> LoadAsync(
        AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken)
    {
        if (call.State.Stage > CallStage.Scoring)
        {
            return [];
        }
        var rows = await (
            from e in db.Experts.AsNoTracking()
            join a in db.Absences.AsNoTracking() on e.UserId equals (Guid?)a.UserId
            where e.CallId == call.Id && !a.State.IsTakenBack
            select new { Expert = e, Absence = a }).ToListAsync(cancellationToken);
        var today = Formats.ChinaDay(now);
        return
        [
            .. rows.Select(r => r.Absence.State.Standing is { } days ? new StatedAbsence(r.Expert, days, r.Absence.Reason) : null)
                .OfType<StatedAbsence>().Where(a => a.Days.Meets(today, Until(a.Expert)))
                .OrderBy(a => a.Expert.Number).ThenBy(a => a.Days.FirstDay),
        ];

        // A deadline at midnight is over with the day before it.
        DateOnly Until(ExpertRow expert) =>
            expert.ClosesAt(call.State) is { } closes && closes > now ? Formats.ChinaDay(closes.AddTicks(-1)) : today;
    }

    /// <summary>Who gets no new application.</summary>
    public static async Task<HashSet<ExpertId>> ExpertsAsync(
        AppDb db, CallRow call, DateTime now, CancellationToken cancellationToken) =>
        [.. (await LoadAsync(db, call, now, cancellationToken)).Select(a => a.Expert.Number)];
}
