using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What is wrong with a plan of experts and why there is none, in words.</summary>
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

    public static LocalText Of(AssignmentNote note) => note switch
    {
        AssignmentNote.LookAlikes(var ids) => Said.Of("AssignmentNote.LookAlikes", string.Join(", ", ids)),
        AssignmentNote.OverlapNotBought => Said.Of("AssignmentNote.OverlapNotBought"),
        _ => throw new ArgumentOutOfRangeException(nameof(note)),
    };

    public static LocalText Of(Shortage shortage)
    {
        var (name, applications, count) = (NameOf(shortage.Subject), Listed(shortage.Applications), shortage.Applications.Count);
        var (needed, have) = (shortage.Figures.Needed, shortage.Figures.Have);
        var (experts, pair) = (shortage.Figures.Experts, shortage.Figures.Pair);
        return shortage.Kind switch
        {
            ShortageKind.Candidates => Said.Of("ShortageKind.Candidates", count, needed, Each(shortage)),
            ShortageKind.KindCandidates or ShortageKind.RegionCandidates =>
                Said.Of("ShortageKind.GroupCandidates", count, needed, name, Each(shortage)),
            ShortageKind.Units => Said.Of("ShortageKind.Units", count, needed, Each(shortage)),
            ShortageKind.Seats => WithPeople(shortage, Said.Of("ShortageKind.Seats", needed - have, needed, experts, have)),
            ShortageKind.MinLoads => Said.Of("ShortageKind.MinLoads", needed, have),
            ShortageKind.MinLoad when have == 0 => Said.Of("ShortageKind.MinLoadInConflict", name, needed),
            ShortageKind.MinLoad => Said.Of("ShortageKind.MinLoad", name, needed, have),
            ShortageKind.Kind or ShortageKind.Region => WithPeople(shortage,
                Said.Of("ShortageKind.GroupSeats", needed - have, name, needed, shortage.Figures.Least, experts, have)),
            ShortageKind.KindFloors => Said.Of("ShortageKind.KindFloors", count, needed, applications),
            ShortageKind.RegionFloors => Said.Of("ShortageKind.RegionFloors", count, needed, applications),
            ShortageKind.FixedKind => Said.Of("ShortageKind.FixedKind", applications, have, needed),
            ShortageKind.FixedRegion => Said.Of("ShortageKind.FixedRegion", applications, have, needed),
            ShortageKind.Cut => Said.Of("ShortageKind.Cut", count, needed, experts, have, applications),
            ShortageKind.Crossing => Said.Of("ShortageKind.Crossing", string.Join(", ", shortage.Figures.Rules)),
            ShortageKind.NotFound when needed == 0 => Said.Of("ShortageKind.NotFound"),
            ShortageKind.NotFound => Said.Of("ShortageKind.NotFoundWithinLimit", needed),
            ShortageKind.AffinityNotFinite => Said.Of("ShortageKind.AffinityNotFinite", name),
            ShortageKind.IdTwice => Said.Of("ShortageKind.IdTwice", name, have),
            ShortageKind.MinAboveMax => Said.Of("ShortageKind.MinAboveMax", name, needed, have),
            ShortageKind.PanelNeedsDiffer => Said.Of("ShortageKind.PanelNeedsDiffer", name),
            ShortageKind.FixedUnknown => Said.Of("ShortageKind.FixedUnknown", pair?.Application, pair?.Expert),
            ShortageKind.FixedConflict => Said.Of("ShortageKind.FixedConflict", pair?.Application, pair?.Expert, applications),
            ShortageKind.FixedAboveNeed => Said.Of("ShortageKind.FixedAboveNeed", name, have, needed),
            ShortageKind.FixedAboveUnitCap => Said.Of("ShortageKind.FixedAboveUnitCap", shortage.Figures.Row, have, name, needed),
            ShortageKind.FixedAboveLoad => Said.Of("ShortageKind.FixedAboveLoad", name, have, needed),
            ShortageKind.Draw => Said.Of("ShortageKind.Draw", name, have, needed),
            _ => throw new ArgumentOutOfRangeException(nameof(shortage)),
        };
    }

    /// <summary>The shortage in people, at the cap that most of them have.</summary>
    private static LocalText WithPeople(Shortage shortage, LocalText said)
    {
        if (shortage.Figures.UsualCap is not { } cap)
        {
            return said;
        }
        var more = (shortage.Missing + cap - 1) / cap;
        return Said.Of("Report.Sentences", said, shortage.Subject is ShortageSubject.OfGroup(var group)
            ? Said.Of("ShortageKind.AddOfGroup", more, cap, group) : Said.Of("ShortageKind.Add", more, cap));
    }

    private static string NameOf(ShortageSubject subject) => subject switch
    {
        ShortageSubject.OfApplication(var application) => application.Value,
        ShortageSubject.OfExpert(var expert) => expert.Value,
        ShortageSubject.OfGroup(var group) => group,
        _ => "",
    };

    private static string Each(Shortage shortage) =>
        Listed([.. shortage.Applications.Zip(shortage.Figures.Each, (id, have) => $"{id} ({have})")]);

    private static string Listed<T>(IReadOnlyList<T> items) => string.Join(", ", items.Take(20)) + (items.Count > 20 ? ", …" : "");
}
