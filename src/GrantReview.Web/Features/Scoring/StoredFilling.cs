namespace GrantReview.Web.Features.Scoring;

/// <summary>What many sheets of a call still lack, read without the words of their reasons.</summary>
public static class StoredFilling
{
    /// <summary>By sheet; nothing while the call has no tree.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Unanswered>> MissingAsync(
        AppDb db, CallRow row, IQueryable<ScoreSheetRow> sheets, CancellationToken cancellationToken)
    {
        var blank = new FreeText("");
        var read = await (
            from s in sheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            select new
            {
                s.Id, a.Category, e.Kind, s.Answers,
                Leaves =
                    s.Leaves.Select(l => new { l.Indicator, l.State.Score, l.State.NotApplicable, Explained = l.State.Reason != blank }),
            }).AsNoTracking().AsSplitQuery().ToListAsync(cancellationToken);
        if (read.Count == 0)
        {
            return new Dictionary<Guid, Unanswered>();
        }
        var call = StoredRound.CallOf(row);
        var trees = await StoredRound.TreesAsync(db, row.Id, call, cancellationToken);
        var written = read.Select(s => (s.Category, s.Kind)).Distinct().ToDictionary(
            s => s, s => trees.Of(CategoryCode.OrNone(s.Category))?.LeavesFor(s.Kind, call.Scoring).ToList() ?? []);
        return read.ToDictionary(s => s.Id, s =>
        {
            var leaves = s.Leaves.ToDictionary(
                l => l.Indicator, l => new LeafFilling(l.Score, l.NotApplicable, l.Explained), StringComparer.Ordinal);
            return Unanswered.Of(written[(s.Category, s.Kind)], code => leaves.GetValueOrDefault(code.Value), call.Scoring.Questions,
                s.Answers);
        });
    }
}
