using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What is wrong with a plan of experts, in words.</summary>
public static class AssignmentWords
{
    public static LocalText Of(AssignmentFault fault) => fault switch
    {
        AssignmentFault.Twice(var application, var expert) => Said.Of("AssignmentFault.Twice", application, expert),
        AssignmentFault.Conflict(var application, var expert) => Said.Of("AssignmentFault.Conflict", application, expert),
        AssignmentFault.Forbidden(var application, var expert) => Said.Of("AssignmentFault.Forbidden", application, expert),
        AssignmentFault.NoSuchNeed(var application) => Said.Of("AssignmentFault.NoSuchNeed", application),
        AssignmentFault.NoSuchExpert(var expert) => Said.Of("AssignmentFault.NoSuchExpert", expert),
        AssignmentFault.Seats(var application, var have, var needed) => Said.Of("AssignmentFault.Seats", application, have, needed),
        AssignmentFault.UnitCap(var application, var unit, var have, var cap) =>
            Said.Of("AssignmentFault.UnitCap", application, unit, have, cap),
        AssignmentFault.Floor(var application, var group, var have, var least) =>
            Said.Of("AssignmentFault.Floor", application, group, have, least),
        AssignmentFault.SplitPanel(var panel, var application, var expert) =>
            Said.Of("AssignmentFault.SplitPanel", panel, application, expert),
        AssignmentFault.ConflictOnPanel(var panel, var application, var expert) =>
            Said.Of("AssignmentFault.ConflictOnPanel", panel, application, expert),
        AssignmentFault.Load(var expert, var have, var min, { } max) => Said.Of("AssignmentFault.Load", expert, have, min, max),
        AssignmentFault.Load(var expert, var have, var min, null) => Said.Of("AssignmentFault.LoadWithoutMost", expert, have, min),
        AssignmentFault.FixedMissing(var application, var expert) => Said.Of("AssignmentFault.FixedMissing", application, expert),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
