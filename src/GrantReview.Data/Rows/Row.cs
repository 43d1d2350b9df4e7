using System.ComponentModel.DataAnnotations.Schema;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;

namespace GrantReview.Data;

/// <summary>
/// A row with an id of its own and a version that the application counts up: the concurrency token. What has a life changes by the facts of
/// its life alone.
/// </summary>
public abstract class Row(Guid id)
{
    public const int CodeLength = 64;
    public const int NameLength = Application.LongestName;
    public const int TitleLength = Application.LongestTitle;
    public const int NoteLength = FreeText.Longest;

    private readonly List<(Fact Fact, By By)> taken = [];

    protected Row() : this(Guid.CreateVersion7())
    {
    }

    public Guid Id { get; init; } = id;
    public long Version { get; internal set; }

    /// <summary>As the record names the table.</summary>
    [NotMapped]
    public virtual string SubjectKind =>
        GetType().Name is var name && name.EndsWith(nameof(Row), StringComparison.Ordinal) ? name[..^3] : name;

    /// <summary>Of which row the record says it; its own but for a part of another.</summary>
    [NotMapped]
    public virtual Guid SubjectId => Id;

    /// <summary>The call it belongs to, for the record; null = the whole house.</summary>
    [NotMapped]
    public virtual Guid? CallOf => null;

    /// <summary>What was decided and is not in the record yet; saved together with the row.</summary>
    internal IReadOnlyList<(Fact Fact, By By)> Taken => taken;

    internal void Recorded() => taken.Clear();

    /// <summary>Applies what was decided and keeps its facts for the record; a refusal changes nothing.</summary>
    protected Answer Take(Answer answer, By by, Action<Fact> apply)
    {
        if (answer.Refusal is null)
        {
            foreach (var fact in answer.Facts ?? [])
            {
                apply(fact);
                taken.Add((fact, by));
            }
        }
        return answer;
    }
}
