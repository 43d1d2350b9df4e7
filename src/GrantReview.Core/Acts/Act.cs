namespace GrantReview.Core.Acts;

/// <summary>What somebody asks to do (办理行为). Each life lists its own; data only, so that it can be tried on stated samples.</summary>
public abstract record Act;

/// <summary>What was decided, as the record keeps it (办理事实): typed, never changed, enough to bring the state about again.</summary>
public abstract record Fact
{
    /// <summary>Its figures are points of a sheet: hidden while scores are sealed.</summary>
    public virtual bool HoldsPoints => false;

    /// <summary>For the supervisors of its call alone, for ever.</summary>
    public virtual bool IsForSupervisors => false;
}

/// <summary>Why an act was not done; it carries data, never a sentence.</summary>
public abstract record Refusal
{
    /// <summary>The person is not this in the call.</summary>
    public sealed record NeedsCapacity(Capacity Capacity) : Refusal;

    /// <summary>What the act is about is not there, or not for this person.</summary>
    public sealed record NotThere : Refusal;

    /// <summary>The act needs a reason or a clause, and none was given, or one longer than <see cref="FreeText.Longest"/>.</summary>
    public sealed record NeedsReason : Refusal;

    /// <summary>Two persons are needed, and this is the one who asked.</summary>
    public sealed record NeedsAnotherPerson : Refusal;

    /// <summary>What was to be confirmed was replaced, withdrawn or done meanwhile.</summary>
    public sealed record RequestWasReplaced : Refusal;

    /// <summary>What the page showed is no longer what is there.</summary>
    public sealed record ChangedMeanwhile : Refusal;

    /// <summary>Too many acts met at this moment; nothing was done, and the same act can be tried again.</summary>
    public sealed record TooManyAtOnce : Refusal;

    /// <summary>Longer than <see cref="FreeText.Longest"/>; it is never cut.</summary>
    public sealed record TextIsTooLong : Refusal;
}

/// <summary>Who acts, in which capacity, when (UTC, whole microseconds), and the id that this act will bear.</summary>
/// <param name="Person">Null where the program acts by its own rules.</param>
public sealed record By(Guid? Person, Capacity Capacity, DateTime At, Guid ActId)
{
    /// <summary>The person, where the life lets only persons act.</summary>
    public Guid Who => Person ?? throw new InvalidOperationException("This act needs a person.");

    /// <summary>What follows from this act by the rules of the house: in the same act, by nobody.</summary>
    public By ByTheRules() => this with { Person = null, Capacity = Capacity.Program };
}

/// <summary>What an act comes to: a refusal, or the facts that follow from it; no facts where nothing would change.</summary>
public readonly record struct Answer(Refusal? Refusal, params IReadOnlyList<Fact> Facts)
{
    public static Answer Nothing { get; } = new(null);

    /// <summary>Of an act that touches several lives: any refusal refuses all.</summary>
    public static Answer FirstRefusal(IEnumerable<Answer> answers) =>
        answers.Select(a => a.Refusal).OfType<Refusal>().FirstOrDefault() is { } refusal ? refusal : Nothing;

    /// <summary>Of an act that the circumstances cannot refuse: a refusal is a fault of the program.</summary>
    public Answer OrThrow() =>
        Refusal is null ? this : throw new InvalidOperationException($"Nothing should have refused this: {Refusal}.");

    public static implicit operator Answer(Refusal refusal) => new(refusal);
    public static implicit operator Answer(Fact fact) => new(null, fact);
}

/// <summary>A request of one person that another must confirm; named, so that a replaced one is never confirmed unseen.</summary>
public sealed record Request(Guid Id, Guid By, DateTime At)
{
    public static Request From(By by) => new(by.ActId, by.Who, by.At);

    /// <summary>Whether this person may confirm the request that the page showed; null = yes.</summary>
    public static Refusal? RefuseConfirmation(Request? standing, Guid shown, By by) =>
        standing is null || standing.Id != shown ? new Refusal.RequestWasReplaced()
        : standing.By == by.Who ? new Refusal.NeedsAnotherPerson() : null;
}
