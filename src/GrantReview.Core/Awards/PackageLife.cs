using GrantReview.Core.Acts;

namespace GrantReview.Core.Awards;

/// <summary>What a package is frozen of.</summary>
public enum PackageStage { Evaluation, Decision, Final }

/// <summary>Who a package is for.</summary>
public enum PackageLayer
{
    /// <summary>What the notice may show: the call's rules and the list.</summary>
    Public,

    /// <summary>Everything that is needed to recompute, experts as 专家n.</summary>
    Internal,

    /// <summary>The same with identities.csv, the key from 专家n to names.</summary>
    Sealed,
}

/// <summary>A result package (评审结果包) is frozen with the act that it follows from, and never changes.</summary>
public static class PackageLife
{
    public sealed record Freeze(PackageStage Stage, PackageLayer Layer, string Sha256) : Act;

    public sealed record Frozen(PackageStage Stage, PackageLayer Layer, string Sha256, DateTime At) : Fact;

    /// <summary>An approver freezes; the officer who opens a notice freezes what it shows.</summary>
    public static Answer Decide(Freeze act, By by) => by.Capacity is Capacity.Approver or Capacity.Officer
        ? new Frozen(act.Stage, act.Layer, act.Sha256, by.At) : new Refusal.NeedsCapacity(Capacity.Approver);
}
