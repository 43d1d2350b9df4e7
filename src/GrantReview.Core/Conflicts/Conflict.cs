namespace GrantReview.Core.Conflicts;

/// <summary>Why an expert may not score an application (回避事由).</summary>
public enum ConflictGround { SameUnit, FormerUnit, PartnerUnit, PrincipalInvestigator, Declared }

/// <summary>A pair that is barred, its ground and the evidence for it.</summary>
/// <param name="Evidence">What was found, in figures and names of the input ("unit_code 91510100MA6…"), not a sentence.</param>
public sealed record Conflict(string Application, string Expert, ConflictGround Ground, string Evidence);

/// <summary>A conflict that a person stated: a row of conflicts.csv.</summary>
public sealed record DeclaredConflict(string Application, string Expert, string Kind, string Note);
