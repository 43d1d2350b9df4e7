namespace GrantReview.Core.Settings;

/// <summary>What becomes of a rule of a call: who asks it, or that nobody does.</summary>
public enum RuleUse
{
    /// <summary>Its condition is evaluated on every application.</summary>
    Finding,

    /// <summary>A person answers it for every application that it binds.</summary>
    Verdict,

    /// <summary>It warns of something that a person may look at.</summary>
    Hint,

    /// <summary>Its condition is evaluated on every award.</summary>
    Award,

    /// <summary>It speaks of the list as a whole: the meeting weighs it.</summary>
    Meeting,

    /// <summary>An amount, a quota, an order or a tree of the call carries it out.</summary>
    Setting,

    /// <summary>It says something and asks nothing.</summary>
    Note,

    /// <summary>It is about acts of the filing chain, or about acceptance, which this program does not do.</summary>
    None,
}
