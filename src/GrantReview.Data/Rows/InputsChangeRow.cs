using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace GrantReview.Data;

/// <summary>
/// One commit that changed what an evaluation of a call reads. Their number is the call's version of inputs: rows are only added, so acts
/// that meet (experts who submit at once) never wait for a shared counter, and a commit that comes late still raises the number.
/// </summary>
public sealed class InputsChangeRow(Guid callId)
{
    public long Id { get; private set; }
    public Guid CallId { get; private set; } = callId;

    /// <summary>
    /// The call whose evaluation reads what changes here; null where none does. Points reach a round when their sheet is submitted.
    /// </summary>
    internal static Guid? CallOf(EntityEntry entry) => entry.Entity switch
    {
        CallRow call when Changes(entry, nameof(CallRow.Settings)) => call.Id,
        IndicatorTreeRow tree => tree.CallId,
        ApplicationRow application when IsInput(entry) => application.CallId,
        VerdictRow verdict => verdict.CallId,
        ExpertRow expert when IsInput(entry) => expert.CallId,
        AliasRow alias => alias.CallId,
        ConflictRow conflict => conflict.CallId,
        IdentityQuestionRow question => question.CallId,
        OrganisationRow organisation => organisation.CallId,
        RelationRow relation => relation.CallId,
        AffinityRow affinity => affinity.CallId,
        ScoreSheetRow sheet when entry.State != EntityState.Modified || entry.ComplexProperty(nameof(ScoreSheetRow.State)).IsModified =>
            sheet.CallId,
        _ => null,
    };

    /// <summary>The call whose final list changes here: it is announced, superseded or withdrawn; null where none does.</summary>
    internal static Guid? AwardingOf(EntityEntry entry) => (entry.Entity, entry.State) switch
    {
        (DecisionRow decision, EntityState.Added) when decision.Number > 1 => decision.CallId,
        (DecisionRow decision, EntityState.Modified) when
            entry.ComplexProperty(nameof(DecisionRow.Notice)).Property(nameof(NoticeState.FrozenAt)).IsModified => decision.CallId,
        (CallRow call, EntityState.Modified) when
            entry.ComplexProperty(nameof(CallRow.State)).Property(nameof(CallState.Stage)).OriginalValue is CallStage before
            && before < CallStage.Awarded != call.State.Stage < CallStage.Awarded => call.Id,
        _ => null,
    };

    private static bool Changes(EntityEntry entry, string property) =>
        entry.State == EntityState.Modified && entry.Property(property).IsModified;

    /// <summary>
    /// Where money goes, whose account it is, when the expert declared and until when the expert may score decide nothing.
    /// </summary>
    private static bool IsInput(EntityEntry entry) => entry.State != EntityState.Modified || entry.Properties.Any(p =>
        p.IsModified && p.Metadata.Name is not (
            nameof(ApplicationRow.Payee) or nameof(ExpertRow.UserId) or nameof(ExpertRow.DeclaredAt)
                or nameof(ExpertRow.ExtendedUntil) or nameof(Row.Version)));
}
