namespace GrantReview.Core.Calls;

/// <summary>The stages of a call, in the order work flows; <see cref="CallLife"/> says how a call moves.</summary>
public enum CallStage { Draft, Open, FormalReview, Assigning, Scoring, Ranking, Allocating, Deliberation, PublicNotice, Awarded, Closed }
