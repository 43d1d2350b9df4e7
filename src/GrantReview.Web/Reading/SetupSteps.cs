namespace GrantReview.Web.Reading;

/// <param name="Note">What is there already, in a few words; blank = nothing is said.</param>
/// <param name="IsDone">Null = nothing has to be there.</param>
/// <param name="IsPart">It belongs to the step above it.</param>
public sealed record SetupStep(string Key, string Url, string Words, string Note, bool? IsDone, bool IsPart = false);

/// <summary>The steps in which a call is set up, with what each of them has.</summary>
/// <param name="Here">The key of the step that is shown.</param>
public sealed record SetupSteps(IReadOnlyList<SetupStep> Steps, string Here)
{
    public const string Indicators = "indicators";
    private static readonly string[] Order = ["categories", "places", Indicators, "rules", "fields", "scoring", "dates"];

    /// <summary>The page, under the call's, that comes after a step; after the last the overview.</summary>
    public static string After(string step) => Array.IndexOf(Order, step) is >= 0 and var at && at + 1 < Order.Length
        ? Order[at + 1] == Indicators ? Indicators : $"settings/{Order[at + 1]}" : "";

    public static async Task<SetupSteps> ReadAsync(AppDb db, CallRow row, string here, CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(row);
        var trees = await db.IndicatorTrees.AsNoTracking().Where(t => t.CallId == row.Id).Select(t => t.PublishedAt)
            .ToListAsync(cancellationToken);
        var isPublished = trees.Exists(t => t is not null);
        var url = $"/calls/{row.Code}";
        var quotas = call.Allocation.Quotas.Count;
        var (rules, fields) = (call.Eligibility.Rules.Count, call.Fields.Count);
        return new SetupSteps(
        [
            new("categories", $"{url}/settings/categories", Text.Of("Setup.Categories"),
                Text.Of("Setup.CountCategories", call.Categories.Count), call.Categories.Count > 0),
            new("places", $"{url}/settings/places", Text.Of("Setup.Places"), Text.Of("Setup.CountLines", quotas), quotas > 0),
            new(Indicators, $"{url}/indicators", Text.Of("Setup.Tree"),
                Text.Of(!call.IsScored ? "Setup.TreeNone" : isPublished ? "Setup.TreePublished" : trees.Count > 0 ? "Setup.TreeDraft"
                    : "Setup.TreeMissing"), call.IsScored ? isPublished : null),
            new("rules", $"{url}/settings/rules", Text.Of("Setup.Rules"), Text.Of("Setup.CountLines", rules), rules > 0 ? true : null),
            new("fields", $"{url}/settings/fields", Text.Of("Setup.Fields"), Text.Of("Setup.CountFields", fields), null, IsPart: true),
            new("scoring", $"{url}/settings/scoring", Text.Of("Setup.Scoring"), "", null, IsPart: true),
            new("dates", $"{url}/settings/dates", Text.Of("Setup.Dates"), "",
                row.State.ClosesOn is not null && (row.State.ScoringClosesAt is not null || !call.IsScored)),
        ], here);
    }
}
