using GrantReview.Core.Acts;

namespace GrantReview.Core.Awards;

/// <param name="MayCarry">Nobody scores yet in the call that would carry it on.</param>
/// <param name="CarrierIsTaken">The application carries another entry on.</param>
public sealed record LibraryEvidence(bool MayCarry, bool CarrierIsTaken);

/// <summary>
/// An entry of the project library (项目库): a qualified application without an award, carried on by one of a later call, or taken back from
/// it.
/// </summary>
public static class LibraryLife
{
    // Acts.
    public sealed record Enter(int Year, FreeText Note) : Act;
    public sealed record Carry(Guid Application) : Act;
    public sealed record Undo : Act;

    // Facts.
    public sealed record Entered(int Year, FreeText Note, Guid By, DateTime At) : Fact;
    public sealed record Carried(Guid Application, Guid By, DateTime At) : Fact;
    public sealed record Undone(Guid Application) : Fact;

    // Refusals.
    public sealed record IsCarriedAlready : Refusal;
    public sealed record ScoringHasBegun : Refusal;

    /// <param name="carriedTo">Null = it waits.</param>
    public static Answer Decide(Guid? carriedTo, Act act, By by, LibraryEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        return act switch
        {
            Enter enter => new Entered(enter.Year, enter.Note, by.Who, by.At),
            _ when !seen.MayCarry => new ScoringHasBegun(),
            Carry when carriedTo is not null || seen.CarrierIsTaken => new IsCarriedAlready(),
            Carry carry => new Carried(carry.Application, by.Who, by.At),
            Undo => carriedTo is { } carrier ? new Undone(carrier) : new Refusal.NotThere(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }
}
