namespace GrantReview.Data;

/// <summary>
/// The vault: which number in 专家n an expert has in a call. Drawn at random, never changed, and never shown beside a name.
/// </summary>
public sealed class AliasRow(Guid callId, Guid expertId, int number) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ExpertId { get; private set; } = expertId;
    public int Number { get; private set; } = number;

    public override Guid? CallOf => CallId;
}
