using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Core.Conflicts;

/// <summary>A person's answer to a question of identity in another call, with the people as they are named there.</summary>
/// <param name="Call">Its code.</param>
/// <param name="Name">As the application of that call writes it.</param>
public sealed record EarlierAnswer(string Call, Expert Expert, Application Application, string Name, IdentityState State);

/// <summary>
/// Which answers of other calls answer a question of this one: the expert is proven to be the same, or has the same number, name and unit;
/// and the person whom the application names has the same name, and is proven to be the same or applies from the same unit. Answers that
/// contradict each other answer nothing.
/// </summary>
/// <remarks>Only whether somebody is the expert: a relation of another call may be to a namesake.</remarks>
public static class EarlierAnswers
{
    /// <param name="problem">Has the applications and experts of the questions, and the table of units.</param>
    public static IReadOnlyList<(IdentityQuestion Question, EarlierAnswer Answer)> To(
        IEnumerable<IdentityQuestion> questions, ConflictProblem problem, IReadOnlyList<EarlierAnswer> earlier)
    {
        var units = new UnitIndex(problem.Organisations);
        var applications = problem.Applications.ToDictionary(a => a.Id);
        var experts = problem.Experts.ToDictionary(e => e.Id);
        var byName = earlier.Where(e => e.State.IsSame is not null)
            .ToLookup(e => new Person(e.Name).NameKey, StringComparer.Ordinal);
        return
        [
            .. from question in questions
               where question.About == IdentityQuestion.Self
               let name = new Person(question.Name).NameKey
               let answers = byName[name].Where(e => AreOneExpert(e.Expert, experts[question.Expert])
                   && NameOne(e.Application, applications[question.Application], name)).ToList()
               where answers.Select(a => a.State.IsSame).Distinct().Count() == 1
               select (question, answers.OrderBy(a => a.State.AnsweredAt).ThenBy(a => a.Call, StringComparer.Ordinal).Last()),
        ];

        bool AreOneExpert(Expert one, Expert other) => one.Person.Compare(other.Person) switch
        {
            SamePerson.Yes => true,
            SamePerson.Ask => one.Id == other.Id && AreOneUnit((one.Unit, one.UnitCode), (other.Unit, other.UnitCode)),
            _ => false,
        };

        bool NameOne(Application one, Application other, string name) =>
            Named(one, name).Any(a => Named(other, name).Any(b => a.Compare(b) switch
            {
                SamePerson.Yes => true,
                SamePerson.Ask => AreOneUnit((one.Unit, one.UnitCode), (other.Unit, other.UnitCode)),
                _ => false,
            }));

        bool AreOneUnit((string Name, string Code) one, (string Name, string Code) other)
        {
            var (mine, theirs) = (units.Of(one.Name, one.Code), units.Of(other.Name, other.Code));
            return mine.Keys.Any(k => theirs.Keys.Contains(k) && UnitIndex.IsSame(mine, theirs, k));
        }

        static IEnumerable<Person> Named(Application application, string name) => application.People.Where(p => p.NameKey == name);
    }
}
