using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;

namespace GrantReview.Data;

/// <summary>A conflict of a pair on one ground; it changes by the facts of <see cref="ConflictLife"/> alone.</summary>
/// <param name="ground">A <see cref="ConflictGround"/>, or the kind that a person declared.</param>
public sealed class ConflictRow(Guid callId, Guid applicationId, Guid expertId, string ground) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public string Ground { get; private set; } = ground;
    public ConflictState State { get; private set; } = ConflictState.Unraised;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, CallState call) =>
        Take(ConflictLife.Decide(State, act, by, call), by, fact => State = ConflictLife.Apply(State, fact));
}

/// <summary>What a <see cref="ConflictState"/> says of one conflict, asked of many in the database.</summary>
public static class ConflictQueries
{
    /// <summary>As <see cref="ConflictState.Bars"/>.</summary>
    public static IQueryable<ConflictRow> WhereBars(this IQueryable<ConflictRow> conflicts) =>
        conflicts.Where(c => c.State.Status != ConflictStatus.Unraised && c.State.Status != ConflictStatus.Dismissed);
}

/// <summary>A question of identity; it bars until somebody answered it.</summary>
/// <param name="name">As the application writes it.</param>
public sealed class IdentityQuestionRow(Guid callId, Guid applicationId, Guid expertId, string name, string about) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;
    public Guid ExpertId { get; private set; } = expertId;
    public string Name { get; private set; } = name;
    public string About { get; private set; } = about;
    public IdentityState State { get; private set; } = IdentityState.Unanswered;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, CallState call) =>
        Take(IdentityLife.Decide(State, act, by, call), by, fact => State = IdentityLife.Apply(State, fact));
}

/// <summary>The officer's table of units.</summary>
public sealed class OrganisationRow : Row
{
    public Guid CallId { get; init; }
    public string Name { get; init; } = "";
    public string Code { get; init; } = "";

    /// <summary>Joined with ';', as in the files.</summary>
    public string Aliases { get; init; } = "";
    public string FormerNames { get; init; } = "";
    public string Parent { get; init; } = "";
}

/// <summary>A tie between an expert and a person or a unit.</summary>
public sealed class RelationRow : Row
{
    public Guid CallId { get; init; }
    public Guid ExpertId { get; init; }
    public string Other { get; init; } = "";
    public ConflictGround Ground { get; init; }
    public int? Year { get; init; }
}
