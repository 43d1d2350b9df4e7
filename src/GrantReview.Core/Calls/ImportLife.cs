using GrantReview.Core.Acts;

namespace GrantReview.Core.Calls;

/// <summary>Which list of a call a file brings.</summary>
public enum ImportedList { Applications, Experts }

/// <summary>One file that was imported, and whether it was taken back.</summary>
public sealed record ImportState(DateTime? At, Guid? By)
{
    public static ImportState None { get; } = new(null, null);

    public DateTime? UndoneAt { get; init; }
    public Guid? UndoneBy { get; init; }
}

/// <summary>What an import, or taking it back, would meet.</summary>
/// <param name="IsFollowed">A later import of the same list stands.</param>
/// <param name="TakesBack">How many rows would be as they were before, or gone.</param>
/// <param name="Kept">Numbers of the rows that stay as they are, since somebody changed or decided something of them afterwards.</param>
public sealed record ImportEvidence(ImportedList List, CallStage Stage, bool IsFollowed, int TakesBack, IReadOnlyList<string> Kept)
{
    /// <summary>The day on which the call opens, where it is still to come; null = it came, or the call names none.</summary>
    public DateOnly? OpensLater { get; init; }
}

/// <summary>
/// An import (导入) of a list of the call. Applications come in from the day on which the call opens until experts are assigned; it can be
/// taken back, the last one first, as long as such a list can be imported.
/// </summary>
public static class ImportLife
{
    // Acts.

    /// <param name="File">Its name.</param>
    /// <param name="Added">Rows that were not there.</param>
    /// <param name="Changed">Rows that were.</param>
    public sealed record Bring(FreeText File, string Sha256, int Added, int Changed) : Act;
    public sealed record Undo : Act;

    // Facts.
    public sealed record Brought(ImportedList List, FreeText File, string Sha256, int Added, int Changed, Guid By, DateTime At) : Fact;

    public sealed record Undone(int TakenBack, IReadOnlyList<string> Kept, Guid By, DateTime At) : Fact
    {
        public bool Equals(Undone? other) =>
            other is not null && (TakenBack, By, At) == (other.TakenBack, other.By, other.At) && Kept.SequenceEqual(other.Kept);

        public override int GetHashCode() => HashCode.Combine(TakenBack, Kept.Count, By, At);
    }

    // Refusals.
    public sealed record IsUndone : Refusal;
    public sealed record IsFollowed : Refusal;

    /// <summary>Nobody can have applied yet.</summary>
    public sealed record IsNotOpenYet(DateOnly OpensOn) : Refusal;

    /// <summary>Nothing is left of it that nobody relies on.</summary>
    public sealed record AllIsReliedOn(IReadOnlyList<string> Kept) : Refusal;

    /// <summary>The last stage in which a list comes in.</summary>
    public static CallStage LastStage(ImportedList list) => list == ImportedList.Experts ? CallStage.Assigning : CallStage.FormalReview;

    public static Answer Decide(ImportState import, Act act, By by, ImportEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (seen.Stage > LastStage(seen.List))
        {
            return new CallLife.WrongStage(seen.Stage);
        }
        return act switch
        {
            Bring when seen is { List: ImportedList.Applications, OpensLater: { } opens } => new IsNotOpenYet(opens),
            Bring { Added: 0, Changed: 0 } => Answer.Nothing,
            Bring bring => new Brought(seen.List, bring.File, bring.Sha256, bring.Added, bring.Changed, by.Who, by.At),
            Undo => RefuseUndo(import, seen) is { } refusal ? refusal : new Undone(seen.TakesBack, seen.Kept, by.Who, by.At),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static ImportState Apply(ImportState import, Fact fact) => fact switch
    {
        Brought brought => new ImportState(brought.At, brought.By),
        Undone undone => import with { UndoneAt = undone.At, UndoneBy = undone.By },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>Null = it may be taken back.</summary>
    public static Refusal? RefuseUndo(ImportState import, ImportEvidence seen) =>
        import.UndoneAt is not null ? new IsUndone()
        : seen.IsFollowed ? new IsFollowed()
        : seen.TakesBack == 0 ? new AllIsReliedOn(seen.Kept) : null;
}
