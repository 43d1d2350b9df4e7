using GrantReview.Core.Acts;

namespace GrantReview.Core.Awards;

/// <summary>A result package (评审结果包) is frozen with the act that it follows from, and never changes.</summary>
public static class PackageLife
{
    /// <param name="Stage">As the manifest says: evaluation, decision, final.</param>
    /// <param name="Layer">As the manifest says: public, internal, sealed.</param>
    public sealed record Freeze(string Stage, string Layer, string Sha256) : Act;

    public sealed record Frozen(string Stage, string Layer, string Sha256, DateTime At) : Fact;

    /// <summary>An approver freezes; the officer who opens a notice freezes what it shows.</summary>
    public static Answer Decide(Freeze act, By by) => by.Capacity is Capacity.Approver or Capacity.Officer
        ? new Frozen(act.Stage, act.Layer, act.Sha256, by.At) : new Refusal.NeedsCapacity(Capacity.Approver);
}
