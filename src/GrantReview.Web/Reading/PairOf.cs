namespace GrantReview.Web.Reading;

/// <summary>A row about an application and an expert, with both, for lists that are sorted and searched by them.</summary>
public sealed class PairOf<T>
    where T : Row
{
    public required T Row { get; init; }
    public required ApplicationRow Application { get; init; }
    public required ExpertRow Expert { get; init; }
}
