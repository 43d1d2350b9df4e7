namespace GrantReview.Core.Assignments;

/// <summary>This expert scores this application (指派).</summary>
public sealed record Assignment(ApplicationId Application, ExpertId Expert);

/// <summary>How well an expert fits an application; any finite number, pairs not listed are 0.</summary>
public sealed record Affinity(ApplicationId Application, ExpertId Expert, double Value);
