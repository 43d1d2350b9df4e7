namespace GrantReview.Core.Assignments;

/// <summary>This expert scores this application (指派).</summary>
public sealed record Assignment(string Application, string Expert);

/// <summary>How well an expert fits an application; any finite number, pairs not listed are 0.</summary>
public sealed record Affinity(string Application, string Expert, double Value);
