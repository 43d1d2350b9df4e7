using GrantReview.Core.Acts;

namespace GrantReview.Core.Scoring;

/// <summary>An edit of one field of a sheet, as a window made it.</summary>
/// <param name="Seen">The edition that the window showed while it was typed; 0 = nothing was saved yet.</param>
/// <param name="Operation">The window's id of the edit; a repeated one changes nothing.</param>
/// <param name="Follows">
/// The window's edit of the same field before this one, which may have been saved without its knowing; empty = none.
/// </param>
public readonly record struct Edit(long Seen, Guid Operation, Guid Follows = default);

/// <summary>The last save of one field (a leaf's score, a leaf's reason, an answer): what the next edit is held against.</summary>
/// <param name="Edition">0 before the first save, one more with each.</param>
public sealed record FieldSave(long Edition, Guid Operation, DateTime At)
{
    public static FieldSave None { get; } = new(0, Guid.Empty, DateTime.UnixEpoch);

    /// <summary>The edit was decided before.</summary>
    public bool IsOf(Edit edit) => Edition > 0 && Operation == edit.Operation;

    /// <summary>Whoever made the edit saw this save, or had made it.</summary>
    public bool WasSeenBy(Edit edit) => edit.Seen == Edition || (Edition > 0 && edit.Follows == Operation);

    public FieldSave Next(Edit edit, DateTime at) => new(Edition + 1, edit.Operation, at);

    /// <summary>What ends an edit before its value is looked at: it was decided before, or the sheet takes none; null = go on.</summary>
    internal Answer? EndOf(Edit edit, By by, SheetState sheet, SheetEvidence seen)
    {
        if (IsOf(edit))
        {
            return Answer.Nothing;
        }
        return SheetLife.RefuseWriting(sheet, by, seen) is { } refusal ? (Answer?)(Answer)refusal : null;
    }

    /// <summary>The edit was decided before, or its value is what is there and takes no other one back.</summary>
    public bool ChangesNothing(Edit edit, bool isSame) => IsOf(edit) || (isSame && !TakesBack(edit));

    /// <summary>Another value is saved by whoever saw what it replaces.</summary>
    internal Answer Decide(Edit edit, By by, bool isSame, Func<FieldSave, Fact> fact) =>
        ChangesNothing(edit, isSame) ? Answer.Nothing : WasSeenBy(edit) ? fact(Next(edit, by.At)) : new SheetLife.NewerIsThere(Edition);

    /// <summary>
    /// The window typed another value meanwhile, and took it back: that one may still be on its way, and must not come after this one.
    /// </summary>
    private bool TakesBack(Edit edit) => edit.Seen == Edition && edit.Follows != Guid.Empty && edit.Follows != Operation;
}
