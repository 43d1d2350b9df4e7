using GrantReview.Core.Applications;

namespace GrantReview.Data;

/// <summary>A row with an id of its own and a version that the application counts up: the concurrency token.</summary>
public abstract class Row
{
    public const int CodeLength = 64;
    public const int NameLength = Application.LongestName;
    public const int TitleLength = Application.LongestTitle;
    public const int NoteLength = 4000;

    public Guid Id { get; set; } = Guid.CreateVersion7();
    public long Version { get; set; }
}
