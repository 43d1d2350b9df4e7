using System.Text.Json;
using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;

namespace GrantReview.Data;

/// <summary>A draw from a frozen pool with a seed of sealed shares; it changes by the facts of <see cref="DrawLife"/> alone.</summary>
/// <param name="number">Counts the call's draws of one kind.</param>
/// <param name="pool">The frozen pool as the command line reads it, without commitments; never changed.</param>
public sealed class DrawRow(Guid callId, DrawKind kind, int number, string pool, string poolHash) : Row
{
    public Guid CallId { get; private set; } = callId;
    public DrawKind Kind { get; private set; } = kind;
    public int Number { get; private set; } = number;
    public string Pool { get; private set; } = pool;
    public string PoolHash { get; private set; } = poolHash;
    public DrawState State { get; private set; } = DrawState.Unfrozen;

    /// <summary>Experts in the order drawn, as JSON; blank until then. Empty for lots.</summary>
    public string Result { get; private set; } = "";

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, DrawEvidence seen) => Take(DrawLife.Decide(State, act, by, seen), by, fact =>
    {
        State = DrawLife.Apply(State, fact);
        if (fact is DrawLife.Held held)
        {
            Result = JsonSerializer.Serialize(held.Experts);
        }
    });
}

/// <summary>One person's sealed part of the seed; never changed and never deleted.</summary>
/// <param name="commitment">SHA-256 of role|secret.</param>
/// <param name="secret">Encrypted for this draw.</param>
public sealed class DrawShareRow(Guid drawId, SeedPart part, Guid userId, string commitment, string secret, DateTime sealedAt) : Row
{
    public Guid DrawId { get; private set; } = drawId;
    public SeedPart Part { get; private set; } = part;
    public Guid UserId { get; private set; } = userId;
    public string Commitment { get; private set; } = commitment;
    public string Secret { get; private set; } = secret;
    public DateTime SealedAt { get; private set; } = sealedAt;
}
