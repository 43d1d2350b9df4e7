namespace GrantReview.Core.Calls;

/// <summary>A stage of evaluation (评审轮次) by its code: what plans, sheets and results belong to. One is built: online review (网评).</summary>
public readonly record struct ReviewRound(string Code)
{
    public static ReviewRound Online { get; } = new("online");

    public override string ToString() => Code;
}
