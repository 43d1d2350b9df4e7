namespace GrantReview.Core.Conflicts;

/// <summary>A member of the office works for a unit that applies: the member is recused from the call.</summary>
/// <param name="Unit">As the account names it.</param>
/// <param name="Application">The first of the unit's, by id.</param>
public sealed record OfficeConflict(Guid Person, string Unit, ApplicationId Application)
{
    /// <summary>By person, where the call looks at units at all; a blank unit is unknown and makes no conflict.</summary>
    /// <param name="problem">Applications, the table of units, and whether the same unit is a ground.</param>
    public static IReadOnlyList<OfficeConflict> Find(ConflictProblem problem, IEnumerable<(Guid Person, string Unit)> members)
    {
        if (!problem.Settings.SameUnit)
        {
            return [];
        }
        var units = new UnitIndex(problem.Organisations);
        var applicants = problem.Applications.Select(a => (a.Id, Unit: units.Of(a.Unit, a.UnitCode)))
            .SelectMany(a => a.Unit.Keys, (a, key) => (key, a)).ToLookup(a => a.key, a => a.a, StringComparer.Ordinal);
        return
        [
            .. from member in members.Distinct().OrderBy(m => m.Person)
               let unit = units.Of(member.Unit)
               let first = unit.Keys.SelectMany(key => applicants[key].Where(a => UnitIndex.IsSame(unit, a.Unit, key)))
                   .Select(a => (ApplicationId?)a.Id).Min()
               where first is not null
               select new OfficeConflict(member.Person, member.Unit, first.Value),
        ];
    }
}
