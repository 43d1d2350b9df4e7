namespace GrantReview.Core.Assignments.Rules;

/// <summary>What the experts of a group have in common.</summary>
public enum GroupFamily { Kind, Region, Unit }

/// <summary>"Of the experts of this kind, region or unit each application has at least so many and at most so many."</summary>
public sealed record GroupRule(GroupFamily Family, string Name, int Least, int Most)
{
    public bool Counts(ExpertLoad expert) => Name == Family switch
    {
        GroupFamily.Kind => expert.Kind,
        GroupFamily.Region => expert.Region,
        _ => expert.Unit,
    };

    /// <summary>How many of the group an application with these experts still has to have.</summary>
    public int Owed(IEnumerable<ExpertLoad> seated) => Math.Max(0, Least - seated.Count(Counts));
}
