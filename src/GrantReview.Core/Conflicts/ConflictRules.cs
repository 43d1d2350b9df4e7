using System.Globalization;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Conflicts;

/// <summary>What the rules found: the pairs that are barred, and the questions that some of them wait for.</summary>
public sealed record ConflictFindings(IReadOnlyList<Conflict> Conflicts, IReadOnlyList<IdentityQuestion> Questions);

/// <summary>
/// Every ground on which an expert is kept from an application (回避), all on this page. What is blank is unknown and makes no conflict.
/// Names are compared after normalising; people and units as <see cref="Person"/> and <see cref="UnitIndex"/> say. Sources of the grounds:
/// README.md beside.
/// </summary>
public static class ConflictRules
{
    /// <summary>
    /// The conflicts of all pairs by application, expert and ground, one for each ground, and the open questions; work grows with what is
    /// found, not with all pairs.
    /// </summary>
    public static ConflictFindings Find(ConflictProblem problem) => new Search(problem).Run();

    /// <summary>"name" or "name@year" of a former unit.</summary>
    public static (string Name, int? LeftIn) FormerUnit(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && int.TryParse(text.AsSpan(at + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            ? (text[..at].Trim(), year) : (text, null);
    }

    /// <summary>One search: what is looked up, then a method for each ground under the sentence that an officer would say.</summary>
    private sealed class Search
    {
        private static readonly int Grounds = Enum.GetValues<ConflictGround>().Length;
        private readonly ConflictSettings settings;
        private readonly ConflictProblem problem;
        private readonly UnitIndex units;
        private readonly int? now;
        private readonly List<(Expert Expert, UnitKeys Unit)> experts;
        private readonly ILookup<string, (Expert Expert, UnitKeys Unit)> byUnit, byUnitNear, byUnitAbove;
        private readonly ILookup<string, (Expert Expert, UnitKeys Unit, string Written)> byFormerUnit, byFormerUnitNear;
        private readonly ILookup<string, Expert> byName, byIdNumber, byDomain;
        private readonly ILookup<string, (Application Application, Person Person)> named, numbered;
        private readonly ILookup<ExpertId, Expert> byId;
        private readonly ILookup<string, Application> groups;
        private readonly Dictionary<IdentityQuestion, bool> answers;

        /// <summary>Numbers in the order of the ids, so that sorting numbers sorts pairs.</summary>
        private readonly Dictionary<ApplicationId, int> applicationNumbers;
        private readonly Dictionary<ExpertId, int> expertNumbers;

        /// <summary>By application: expert's number × <see cref="Grounds"/> + ground → evidence.</summary>
        private readonly Dictionary<int, string>?[] found;
        private readonly HashSet<IdentityQuestion> questions = [];

        public Search(ConflictProblem problem)
        {
            (this.problem, settings, units, now) = (problem, problem.Settings, new UnitIndex(problem.Organisations), problem.Year);
            experts = [.. problem.Experts.Select(e => (e, units.Of(e.Unit, e.UnitCode)))];
            byUnit = experts.SelectMany(e => e.Unit.Keys, (e, key) => (key, e)).ToLookup(e => e.key, e => e.e, StringComparer.Ordinal);
            byUnitNear =
                experts.SelectMany(e => e.Unit.MayBe, (e, key) => (key, e)).ToLookup(e => e.key, e => e.e, StringComparer.Ordinal);
            byUnitAbove =
                experts.SelectMany(e => e.Unit.Above, (e, key) => (key, e)).ToLookup(e => e.key, e => e.e, StringComparer.Ordinal);
            var former = (
                from expert in problem.Experts
                from written in expert.FormerUnits
                let unit = FormerUnit(written)
                where IsLive(unit.LeftIn, settings.FormerUnitYears)
                select (expert, units.Of(unit.Name), written)).ToList();
            byFormerUnit = former.SelectMany(f => f.Item2.Keys, (f, key) => (key, f))
                .ToLookup(f => f.key, f => f.f, StringComparer.Ordinal);
            byFormerUnitNear = former.SelectMany(f => f.Item2.MayBe, (f, key) => (key, f))
                .ToLookup(f => f.key, f => f.f, StringComparer.Ordinal);
            byName = problem.Experts.Where(e => e.Person.NameKey.Length > 0).ToLookup(e => e.Person.NameKey, StringComparer.Ordinal);
            byIdNumber = problem.Experts.Where(e => e.Person.IdText.Length > 0).ToLookup(e => e.Person.IdText, StringComparer.Ordinal);
            byDomain = problem.Experts.Where(e => settings.EmailDomain && e.Person.EmailDomain.Length > 0)
                .ToLookup(e => e.Person.EmailDomain, StringComparer.Ordinal);
            var people = problem.Applications
                .SelectMany(a => a.People.SelectMany(p => p.Mentioned()), (a, p) => (Application: a, Person: p))
                .Where(p => p.Person.NameKey.Length > 0).ToList();
            named = people.ToLookup(p => p.Person.NameKey, StringComparer.Ordinal);
            numbered = people.Where(p => p.Person.IdText.Length > 0).ToLookup(p => p.Person.IdText, StringComparer.Ordinal);
            byId = problem.Experts.ToLookup(e => e.Id);
            groups = problem.Applications.Where(a => a.Group.Length > 0).ToLookup(a => a.Group, StringComparer.Ordinal);
            applicationNumbers = Numbered(problem.Applications.Select(a => a.Id).Concat(problem.Declared.Select(d => d.Application)));
            expertNumbers = Numbered(problem.Experts.Select(e => e.Id).Concat(problem.Declared.Select(d => d.Expert)));
            found = new Dictionary<int, string>?[applicationNumbers.Count];
            answers = problem.Answers.GroupBy(a => a.Question).ToDictionary(g => g.Key, g => g.Any(a => a.IsSame));
        }

        public ConflictFindings Run()
        {
            foreach (var application in problem.Applications)
            {
                var unit = units.Of(application.Unit, application.UnitCode);
                SameUnit(application, unit);
                FormerUnits(application, unit);
                PartnerUnits(application);
                RelatedUnit(application, unit);
                UnitApplies(application, unit);
                People(application);
                EmailDomains(application);
                Excluded(application);
            }
            Ties();
            Stated();
            return new ConflictFindings(
                Found(),
                [
                    .. questions.OrderBy(q => q.Application).ThenBy(q => q.Expert)
                        .ThenBy(q => q.Name, StringComparer.Ordinal).ThenBy(q => q.About, StringComparer.Ordinal),
                ]);
        }

        private List<Conflict> Found()
        {
            var conflicts = new List<Conflict>(found.Sum(f => f?.Count ?? 0));
            var expertIds = expertNumbers.OrderBy(e => e.Value).Select(e => e.Key).ToList();
            foreach (var (application, number) in applicationNumbers.OrderBy(a => a.Value))
            {
                foreach (var (key, evidence) in (found[number] ?? []).OrderBy(f => f.Key))
                {
                    conflicts.Add(new Conflict(application, expertIds[key / Grounds], (ConflictGround)(key % Grounds), evidence));
                }
            }
            return conflicts;
        }

        // "The expert works for the applicant": the credit code is the same, or the name, an alias or a former name is.
        private void SameUnit(Application application, UnitKeys unit)
        {
            if (settings.SameUnit)
            {
                AddAll(application, unit, ConflictGround.SameUnit,
                    key => key[0] == 'c' ? $"unit_code {application.UnitCode}" : $"unit {application.Unit}");
            }
        }

        // "The expert left the applicant not long ago, or the applicant once bore the name of one of the expert's units."
        private void FormerUnits(Application application, UnitKeys unit)
        {
            if (!settings.FormerUnit)
            {
                return;
            }
            foreach (var (name, keys) in application.UnitFormerNames.Select(n => (n, units.Of(n))).Prepend(("", unit)))
            {
                foreach (var (expert, former, written) in keys.Keys.SelectMany(k => byFormerUnit[k].Concat(byFormerUnitNear[k])
                    .Where(f => UnitIndex.IsSame(keys, f.Unit, k))).Concat(keys.MayBe.SelectMany(k => byFormerUnit[k])))
                {
                    Add(application, expert, ConflictGround.FormerUnit,
                        name.Length == 0 ? $"former_units {written}" : $"unit_former_names {name}");
                }
                if (name.Length > 0)
                {
                    AddAll(application, keys, ConflictGround.FormerUnit, _ => $"unit_former_names {name}");
                }
            }
        }

        // "The expert's unit takes part", also where names are separated by what nobody can tell from a name.
        private void PartnerUnits(Application application)
        {
            foreach (var partner in settings.PartnerUnit ? application.Partners : [])
            {
                AddAll(application, units.Of(partner), ConflictGround.PartnerUnit, _ => $"partners {partner}");
            }
        }

        // "The expert's unit is above or below the applicant."
        private void RelatedUnit(Application application, UnitKeys unit)
        {
            if (!settings.RelatedUnit)
            {
                return;
            }
            foreach (var (expert, _) in unit.Above.SelectMany(k => byUnit[k]).Concat(unit.Keys.SelectMany(k => byUnitAbove[k])))
            {
                Add(application, expert, ConflictGround.RelatedUnit, $"parent {application.Unit} / {expert.Unit}");
            }
        }

        // "The expert's unit competes in the same group, or in the same call."
        private void UnitApplies(Application application, UnitKeys unit)
        {
            foreach (var other in Reached(application, settings.UnitApplies))
            {
                AddAll(other, unit, ConflictGround.UnitApplies, _ => $"unit {application.Unit} of {application.Id}");
            }
        }

        // "The expert leads it, is on its team, or does so in another that competes with it." The same name alone is a question.
        private void People(Application application)
        {
            var people = application.Team.Select(p => (Person: p, Ground: ConflictGround.TeamMember, Column: "team_members"))
                .Prepend((Person: application.PiContacts with { Name = application.Pi }, Ground: ConflictGround.PrincipalInvestigator,
                    Column: "pi"))
                .SelectMany(p => p.Person.Mentioned().Select(m => (Person: m, p.Ground, p.Column)));
            foreach (var (person, ground, column) in people)
            {
                foreach (var expert in byName[person.NameKey].Concat(byIdNumber[person.IdText]).Distinct())
                {
                    var evidence = $"{column} {person.Name}";
                    var same = Resolve(person.Compare(expert.Person),
                        new IdentityQuestion(expert.Id, application.Id, person.Name, IdentityQuestion.Self));
                    if (same == SamePerson.No)
                    {
                        continue;
                    }
                    Add(application, expert, same == SamePerson.Yes ? ground : ConflictGround.IdentityQuestion, evidence);
                    if (same == SamePerson.Yes)
                    {
                        CoApplicants(application, expert);
                    }
                    foreach (var other in Reached(application, settings.Applicants))
                    {
                        Add(other, expert, same == SamePerson.Yes ? ConflictGround.Applicant : ConflictGround.IdentityQuestion,
                            $"{evidence} of {application.Id}");
                    }
                }
            }
        }

        // "The expert applies together with somebody who leads or takes part in this one": the same person, or one of the same name and
        // unit.
        private void CoApplicants(Application together, Expert expert)
        {
            if (!settings.CoApplicant)
            {
                return;
            }
            var unit = units.Of(together.Unit, together.UnitCode);
            foreach (var partner in together.People.Where(p => p.NameKey.Length > 0 && p.Compare(expert.Person) != SamePerson.Yes))
            {
                foreach (var (application, person) in named[partner.NameKey].Concat(numbered[partner.IdText])
                    .Where(f => f.Application.Id != together.Id))
                {
                    var same = person.Compare(partner);
                    var theirs = units.Of(application.Unit, application.UnitCode);
                    if (same == SamePerson.Yes
                        || (same == SamePerson.Ask && unit.Keys.Any(k => theirs.Keys.Contains(k) && UnitIndex.IsSame(unit, theirs, k))))
                    {
                        Add(application, expert, ConflictGround.CoApplicant, $"{partner.Name} of {together.Id}");
                    }
                }
            }
        }

        // "The expert and a person of the application have addresses of one institution." The same address is the same person, or nobody's.
        private void EmailDomains(Application application)
        {
            foreach (var person in application.People.Where(p => p.EmailDomain.Length > 0))
            {
                foreach (var expert in byDomain[person.EmailDomain].Where(e => !e.Person.HasAddressOf(person)))
                {
                    Add(application, expert, ConflictGround.EmailDomain, $"email {person.EmailDomain}");
                }
            }
        }

        // "The applicant asked not to have this expert."
        private void Excluded(Application application)
        {
            foreach (var written in settings.ExcludedByApplicant ? application.ExcludedExperts : [])
            {
                var (people, id) = (Person.Parse(written).Mentioned().ToList(), new ExpertId(written));
                foreach (var expert in byId[id].Concat(people.SelectMany(p => byName[p.NameKey].Concat(byIdNumber[p.IdText])
                    .Where(e => p.Compare(e.Person) != SamePerson.No))))
                {
                    Add(application, expert, ConflictGround.ExcludedByApplicant,
                        $"excluded_experts {(byId.Contains(id) ? written : people[0].Name)}");
                }
            }
        }

        // "They published together, led a project together, are advisor and student, are kin, or money ties them": the officer's list of
        // ties.
        private void Ties()
        {
            var applying = problem.Applications
                .SelectMany(a => a.Partners.Select(p => units.Of(p)).Prepend(units.Of(a.Unit, a.UnitCode)),
                    (a, unit) => (Application: a, Unit: unit))
                .SelectMany(u => u.Unit.Keys.Concat(u.Unit.MayBe), (u, key) => (key, u))
                .ToLookup(u => u.key, u => u.u, StringComparer.Ordinal);
            foreach (var relation in problem.Relations.Where(r => IsOn(r.Ground) && IsLive(r.Year, WindowOf(r.Ground))))
            {
                foreach (var expert in byId[relation.Expert])
                {
                    Tie(relation, expert, Person.Parse(relation.Other));
                }
            }

            void Tie(Relation relation, Expert expert, Person other)
            {
                var evidence = $"relations {Relations.NameOf(relation.Ground)} {other.Name}" + (relation.Year is { } year
                    ? year.ToString(" 0", CultureInfo.InvariantCulture) : "");
                foreach (var (application, person) in named[other.NameKey].Concat(numbered[other.IdText]))
                {
                    var same = Resolve(person.Compare(other),
                        new IdentityQuestion(expert.Id, application.Id, person.Name, Relations.NameOf(relation.Ground)));
                    if (same != SamePerson.No)
                    {
                        Add(application, expert, same == SamePerson.Yes ? relation.Ground : ConflictGround.IdentityQuestion, evidence);
                    }
                }
                var unit = units.Of(relation.Other);
                foreach (var (application, applicant) in unit.Keys.Concat(unit.MayBe)
                    .SelectMany(k => applying[k].Where(a => UnitIndex.IsSame(a.Unit, unit, k))))
                {
                    Add(application, expert, relation.Ground, evidence);
                }
            }
        }

        // "The expert said so", and "the officer keeps them apart".
        private void Stated()
        {
            foreach (var stated in problem.Declared)
            {
                Add(stated.Application, stated.Expert, stated.IsPinned ? ConflictGround.Pinned : ConflictGround.Declared,
                    string.Join(": ", new[] { stated.IsPinned ? "" : stated.Relation, stated.Note }.Where(t => t.Length > 0)));
            }
        }

        private bool IsOn(ConflictGround ground) => ground switch
        {
            ConflictGround.CoAuthor => settings.CoAuthor, ConflictGround.CoProject => settings.CoProject,
            ConflictGround.AdvisorStudent => settings.AdvisorStudent,
            ConflictGround.Family => settings.Family, ConflictGround.Economic => settings.Economic,
            ConflictGround.Shareholding => settings.Shareholding,
            ConflictGround.SidePost => settings.SidePost, _ => false,
        };

        private int WindowOf(ConflictGround ground) => ground switch
        {
            ConflictGround.CoAuthor => settings.CoAuthorYears, ConflictGround.CoProject => settings.CoProjectYears,
            ConflictGround.AdvisorStudent => settings.AdvisorStudentYears, _ => ConflictSettings.AnyTime,
        };

        private bool IsLive(int? year, int window) =>
            window >= ConflictSettings.AnyTime || year is null || now is null || year >= now - window;

        /// <summary>Applications other than this that compete with it.</summary>
        private IEnumerable<Application> Reached(Application application, ConflictReach reach) => (reach switch
        {
            ConflictReach.Group when application.Group.Length > 0 => groups[application.Group],
            ConflictReach.Call => problem.Applications,
            _ => [],
        }).Where(a => a.Id != application.Id);

        private SamePerson Resolve(SamePerson same, IdentityQuestion question)
        {
            if (same != SamePerson.Ask)
            {
                return same;
            }
            if (answers.TryGetValue(question, out var isSame))
            {
                return isSame ? SamePerson.Yes : SamePerson.No;
            }
            questions.Add(question);
            return SamePerson.Ask;
        }

        /// <summary>
        /// Bars the experts of a unit, and those whose unit it may be: one of the two is written with something around it.
        /// </summary>
        private void AddAll(Application application, UnitKeys unit, ConflictGround ground, Func<string, string> evidence)
        {
            foreach (var key in unit.Keys)
            {
                foreach (var (expert, theirs) in byUnit[key].Concat(byUnitNear[key]))
                {
                    if (UnitIndex.IsSame(unit, theirs, key))
                    {
                        Add(application, expert, ground, evidence(key));
                    }
                }
            }
            foreach (var key in unit.MayBe)
            {
                foreach (var (expert, theirs) in byUnit[key])
                {
                    if (UnitIndex.IsSame(unit, theirs, key))
                    {
                        Add(application, expert, ground, evidence(key));
                    }
                }
            }
        }

        /// <summary>
        /// Keeps one piece of evidence for each ground of a pair, the first by its text, so that the order of rows does not show.
        /// </summary>
        private void Add(ApplicationId application, ExpertId expert, ConflictGround ground, string evidence)
        {
            var pairs = found[applicationNumbers[application]] ??= [];
            var key = (expertNumbers[expert] * Grounds) + (int)ground;
            if (!pairs.TryGetValue(key, out var known) || string.CompareOrdinal(evidence, known) < 0)
            {
                pairs[key] = evidence;
            }
        }

        private void Add(Application application, Expert expert, ConflictGround ground, string evidence) =>
            Add(application.Id, expert.Id, ground, evidence);

        private static Dictionary<TId, int> Numbered<TId>(IEnumerable<TId> ids)
            where TId : notnull =>
            ids.Distinct().Order().Select((id, i) => (id, i)).ToDictionary(n => n.id, n => n.i);
    }
}
