using GrantReview.Core.Numbers;

namespace GrantReview.Core.Applications;

/// <summary>One proposal (申报项目) as a round file gives it.</summary>
/// <param name="Category">The call's category; ranked and funded on its own.</param>
/// <param name="Unit">Applicant unit; blank = unknown, which makes no conflict.</param>
/// <param name="UnitFormerNames">Earlier names of the unit, for finding conflicts.</param>
/// <param name="ExpertsNeeded">Beats the call's experts per application.</param>
/// <param name="SubmittedAt">UTC.</param>
/// <param name="Attributes">Every column of applications.csv by its name, the known ones too: what quotas, tie-breaks and measured leaves refer to.</param>
public sealed record Application(
    string Id,
    string Title,
    string Category,
    string Unit,
    string UnitCode,
    IReadOnlyList<string> UnitFormerNames,
    string Pi,
    IReadOnlyList<string> Partners,
    IReadOnlyList<string> Keywords,
    Money? RequestedAmount,
    int? ExpertsNeeded,
    DateTime? SubmittedAt,
    bool Eligible,
    IReadOnlyDictionary<string, string> Attributes)
{
    public const int LongestTitle = 1000;
    public const int LongestName = 200;
}
