using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Conflicts;

/// <summary>How well an expert says to know an application's field.</summary>
public enum Competence { High, Medium, Low }

/// <summary>An application of the expert's list, and how well the expert knows its field.</summary>
public sealed record StatedCompetence(Guid Application, Competence Competence);

/// <summary>
/// Before any sheet opens the expert says of each application of the list: a conflict, or how well the field is known. A list that grows is
/// declared again.
/// </summary>
public static class DeclarationLife
{
    /// <summary>
    /// Of the undertaking that the site shows: one more whenever its words change, so that the record says what was signed.
    /// </summary>
    public const int UndertakingEdition = 1;

    // Acts.
    /// <param name="Undertaking">The edition of the undertaking (承诺书) that the expert signed; null = not signed.</param>
    public sealed record Declare(IReadOnlyList<StatedCompetence> Known, IReadOnlyList<Guid> InConflict, int? Undertaking) : Act;

    /// <summary>The list has grown.</summary>
    public sealed record Reopen : Act;

    // Facts.
    public sealed record Declared(DateTime At, IReadOnlyList<StatedCompetence> Known, int Undertaking) : Fact;
    public sealed record Reopened : Fact;

    // Refusals.
    public sealed record IsDeclared : Refusal;

    /// <summary>The list has grown since the expert declared: nothing of it opens before it is declared again.</summary>
    public sealed record NeedsAgain : Refusal;

    /// <summary>The undertaking as it stands now is not signed.</summary>
    public sealed record NeedsUndertaking : Refusal;

    /// <summary>Neither a conflict nor a competence is stated for some of the list.</summary>
    public sealed record LeavesOut(IReadOnlyList<Guid> Applications) : Refusal;

    /// <param name="declaredAt">When the expert declared last; null = not since the list grew.</param>
    /// <param name="listed">The applications that wait for the expert, without those in conflict.</param>
    public static Answer Decide(DateTime? declaredAt, Act act, By by, CallState call, IReadOnlyCollection<Guid> listed)
    {
        var needed = act is Declare ? Capacity.Expert : Capacity.Program;
        if (by.Capacity != needed)
        {
            return new Refusal.NeedsCapacity(needed);
        }
        return act switch
        {
            Declare declare => DecideDeclaration(declaredAt, declare, by, call, listed),
            Reopen => declaredAt is null ? Answer.Nothing : new Reopened(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static DateTime? Apply(Fact fact) => fact is Declared declared ? declared.At : null;

    private static Answer DecideDeclaration(DateTime? declaredAt, Declare act, By by, CallState call, IReadOnlyCollection<Guid> listed)
    {
        if (call.Stage != CallStage.Scoring)
        {
            return new CallLife.WrongStage(call.Stage);
        }
        if (declaredAt is not null)
        {
            return new IsDeclared();
        }
        List<Guid> leftOut = [.. listed.Except(act.Known.Select(k => k.Application)).Except(act.InConflict)];
        if (leftOut.Count > 0)
        {
            return new LeavesOut(leftOut);
        }
        return act.Undertaking != UndertakingEdition ? new NeedsUndertaking()
            : new Declared(
                by.At, [.. act.Known.Where(k => listed.Contains(k.Application) && !act.InConflict.Contains(k.Application))],
                UndertakingEdition);
    }
}
