using GrantReview.Core.Accounts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Experts;
using Microsoft.AspNetCore.WebUtilities;

namespace GrantReview.Web.Hosting;

/// <summary>
/// The act that takes back what has just been done, where a life has one: found by the fact that was decided. Its reason, where the life
/// wants one, says that it was taken back at once.
/// </summary>
public static class Undo
{
    /// <summary>What is offered at most to be taken back in one act.</summary>
    private const int Most = 20;

    private const string FormalReview = "formal-review";

    /// <summary>Page of the call that takes it back and, as a query, what is posted to it; null = nothing takes all of it back.</summary>
    public static async Task<string?> OfAsync(AppDb db, By by, CancellationToken cancellationToken)
    {
        List<(string Page, (string Name, string Value)[] Fields)> found = [];
        foreach (var (row, fact) in db.Decided)
        {
            if (fact is CallLife.DatesSet || found.Count > Most)
            {
                return null;
            }
            if (await InverseAsync(db, row, fact, by, cancellationToken) is { } inverse)
            {
                found.Add(inverse);
            }
        }
        if (found.Select(f => f.Page).Distinct().Count() != 1 || (found.Count > 1 && found[0].Page != FormalReview))
        {
            return null;
        }
        var fields = found.SelectMany(f => f.Fields).Distinct().Select(f => KeyValuePair.Create(f.Name, (string?)f.Value));
        return found[0].Page + QueryString.Create(fields);
    }

    /// <summary>What a page posts to take it back.</summary>
    public static (string Url, IReadOnlyList<KeyValuePair<string, string>> Fields) Read(string undo)
    {
        var (url, query) = undo.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? (undo[..at], undo[at..]) : (undo, "");
        var fields = QueryHelpers.ParseQuery(query).SelectMany(q => q.Value.OfType<string>(), (q, v) => KeyValuePair.Create(q.Key, v));
        return (url, [.. fields]);
    }

    private static async Task<(string, (string, string)[])?> InverseAsync(
        AppDb db, Row row, Fact fact, By by, CancellationToken cancellationToken) => (row, fact) switch
    {
        (_, DecisionLife.Changed changed) => ($"deliberation/changes/{Segment.Of(changed.Change.Application)}/undo", []),
        (_, NoticeLife.Withdrawn withdrawn) => ($"notice/withdrawals/{withdrawn.Withdrawal.Id}/undo", []),
        (_, LibraryLife.Carried) => ($"library/{row.Id}/undo", []),
        (_, ImportLife.Brought) => ($"imports/{row.Id}/undo", []),
        (_, ScenarioLife.Kept) => ($"allocation/scenarios/{row.Id}/drop", []),
        (_, GroupingLife.Grouped) => ("assignments/groups/undo", [("act", $"{by.ActId}")]),
        (_, CallLife.GoingBackRequested) => ("stage/withdraw", [("request", $"{by.ActId}")]),
        (_, CallLife.SettingsChanged changed) => await HadSettingsAsync(db, row, by, cancellationToken)
            ? ("settings/undo", [("seen", changed.Sha256)]) : null,
        (_, GrantLife.Asked) => ($"members/{row.Id}/decline", [("request", $"{by.ActId}")]),
        (ExpertRow expert, AccountLinkLife.LinkAsked) =>
            ($"experts/{Segment.Of(expert.Code)}/account/decline", [("request", $"{by.ActId}")]),
        (_, VerdictLife.Given given) when db.Entry(row).State == EntityState.Added => given.Application == Verdict.Everyone
            ? (FormalReview, [("everyone", given.Rule.Value), Reason])
            : (FormalReview, [("findings", FindingKey.Of(given.Application, given.Rule)), Reason]),
        (IdentityQuestionRow { Version: 0 }, IdentityLife.Answered { IsSame: not null }) => ($"conflicts/questions/{row.Id}", [Reason]),
        (_, AttachmentLife.Attached) when db.Decided is [_] => ($"attachments/{row.Id}/withdraw", [Reason]),
        (AssignmentPlanRow plan, PlanLife.Changed { Added: [var pair], Removed: [] }) =>
            await PairAsync(db, plan, pair, "remove", cancellationToken),
        (AssignmentPlanRow plan, PlanLife.Changed { Added: [], Removed: [var pair] }) =>
            await PairAsync(db, plan, pair, "expert", cancellationToken),
        _ => null,
    };

    private static (string, string) Reason => ("reason", Text.Of("Form.UndoReason"));

    private static async Task<(string, (string, string)[])?> PairAsync(
        AppDb db, AssignmentPlanRow plan, AssignedPair pair, string field, CancellationToken cancellationToken) =>
        ($"assignments/{plan.Number}/pairs",
        [
            ("application", await db.Applications.Where(a => a.Id == pair.Application).Select(a => a.Code).SingleAsync(cancellationToken)),
            (field, await db.Experts.Where(e => e.Id == pair.Expert).Select(e => e.Code).SingleAsync(cancellationToken)),
        ]);

    /// <summary>The record has the settings that stood before.</summary>
    private static async Task<bool> HadSettingsAsync(AppDb db, Row call, By by, CancellationToken cancellationToken)
    {
        var kind = FactJson.KindOf(typeof(CallLife.SettingsChanged));
        return await db.Facts.AnyAsync(f => f.CallId == call.Id && f.Kind == kind && f.ActId != by.ActId, cancellationToken);
    }
}
