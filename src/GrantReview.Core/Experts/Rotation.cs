namespace GrantReview.Core.Experts;

/// <summary>How long a person has been among the experts without a break (轮换).</summary>
public static class Rotation
{
    /// <summary>Years in a row up to this one in which the person served; 0 where the person did not serve in it.</summary>
    public static int YearsUntil(int last, IReadOnlySet<int> served)
    {
        var first = last;
        while (served.Contains(first))
        {
            first--;
        }
        return last - first;
    }
}
