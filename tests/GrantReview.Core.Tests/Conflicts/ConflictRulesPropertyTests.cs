using CsCheck;
using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

/// <summary>
/// The rules against a check of every pair by itself, which looks nothing up, on small worlds in which everybody knows everybody.
/// </summary>
public class ConflictRulesPropertyTests
{
    private static readonly Gen<string> Unit = Pick("", "甲", "甲有限公司", "乙大学", "乙", "丙所", "丁（成都）", "丁(成都)", "厅");
    private static readonly Gen<string> Code = Pick("", "", An.UnitCode(1), An.UnitCode(2), "x1", "Ｘ１");
    private static readonly Gen<string> Someone = Pick("", "张三", "张三/138", "张三/+86138", "李四/l@x.cn", "赵六/z@mail.x.cn", "李四",
        "王五/110105194912310020", "Wang Wu/110105194912310020", "王五/110105194912310038");
    private static readonly Gen<string> Group = Pick("", "g1", "g2");

    private static readonly Gen<Application> AnyApplication =
        Gen.Select(Gen.Int[0, 99], Unit, Code, Unit.List[0, 2], Someone, Someone.List[0, 2], Group, Someone)
            .Select((id, unit, code, units, pi, team, group, excluded) => An.Application(
                $"A{id}", unit: unit, unitCode: code, pi: Person.Parse(pi).Name, partners: [.. units.Skip(1)],
                unitFormerNames: [.. units.Take(1)], attributes: ("panel", group)) with
            {
                PiContacts = Person.Parse(pi), Team = [.. team.Select(Person.Parse)],
                ExcludedExperts = excluded.Length > 0 ? [excluded] : [],
            });

    private static readonly Gen<Expert> AnyExpert =
        Gen.Select(Gen.Int[0, 99], Unit, Code, Unit.List[0, 2], Pick("", "@2010", "@2025"), Someone)
            .Select((id, unit, code, former, left, person) =>
            An.Expert($"E{id}", unit: unit, unitCode: code,
                formerUnits: [.. former.Where(f => f.Length > 0).Select(f => f + left)]) with { Name = Person.Parse(person).Name,
                Contacts = Person.Parse(person) });

    private static readonly Gen<ConflictProblem> Any =
        Gen.Select(
            AnyApplication.List[0, 6], AnyExpert.List[0, 6],
            Gen.Select(Unit, Code, Unit, Unit)
                .Select((name, code, alias, parent) => new Organisation(name, code, [alias], [], parent)).List[0, 3],
            Gen.Select(Gen.Int[0, 99], Gen.OneOf(Someone, Unit), Pick(Relations.Kinds.ToArray()), Pick<int?>(null, 2010, 2025))
                .Select((id, other, kind, year) =>
                    new Relation(new($"E{id}"), other, Relations.GroundOf(kind) ?? default, year)).List[0, 6],
            Gen.Enum<ConflictReach>(), Pick(ConflictReach.Off, ConflictReach.Group, ConflictReach.Call), Gen.Bool)
        .Select((applications, experts, organisations, relations, reach, unitReach, on) =>
        {
            var known = experts.DistinctBy(e => e.Id).ToList();
            return new ConflictProblem([.. applications.DistinctBy(a => a.Id)], known,
                new ConflictSettings { AsOf = 2026, Applicants = reach, UnitApplies = unitReach, SameUnit = on, RelatedUnit = on })
            {
                Organisations = organisations,
                Relations = [.. relations.Where(_ => known.Count > 0).Select((r, i) => r with { Expert = known[i % known.Count].Id })],
            };
        });

    [Fact]
    public void Find_FindsThePairsThatACheckOfEveryPairFinds() =>
        Any.Sample(
            problem => Assert.Equal(
                from a in problem.Applications from e in problem.Experts from ground in Naive(problem, a, e) orderby a.Id, e.Id,
                ground select (a.Id, e.Id, ground),
                ConflictRules.Find(problem).Conflicts.Select(c => (c.Application, c.Expert, c.Ground)).OrderBy(c => c.Application)
                    .ThenBy(c => c.Expert).ThenBy(c => c.Ground)),
            iter: 1_500);

    [Fact]
    public void Find_InAnyOrderOfRows_GivesTheSame() =>
        Gen.Select(Any, Gen.Int).Sample(
            (problem, seed) =>
            {
                var shuffled = problem with
                {
                    Applications = Shuffled(problem.Applications, seed), Experts = Shuffled(problem.Experts, seed),
                    Organisations = Shuffled(problem.Organisations, seed), Relations = Shuffled(problem.Relations, seed),
                };

                var (one, other) = (ConflictRules.Find(problem), ConflictRules.Find(shuffled));

                Assert.Equal(one.Conflicts, other.Conflicts);
                Assert.Equal(one.Questions, other.Questions);
            },
            iter: 1_000);

    [Fact]
    public void Find_OnceEveryQuestionIsAnswered_AsksNothingMore() =>
        Gen.Select(Any, Gen.Bool).Sample(
            (problem, same) =>
            {
                var answers = ConflictRules.Find(problem).Questions.Select(q => new IdentityAnswer(q, same)).ToList();

                var answered = ConflictRules.Find(problem with { Answers = answers });

                Assert.Empty(answered.Questions);
                Assert.DoesNotContain(answered.Conflicts, c => c.Ground == ConflictGround.IdentityQuestion);
            },
            iter: 1_000);

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static T[] Shuffled<T>(IEnumerable<T> rows, int seed)
    {
        var shuffled = rows.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>The grounds of one pair, in the words of the rules and with none of their indexes.</summary>
    private static HashSet<ConflictGround> Naive(ConflictProblem problem, Application application, Expert expert)
    {
        var settings = problem.Settings;
        HashSet<ConflictGround> grounds = [];
        Put(settings.SameUnit && Same(application.Unit, application.UnitCode, expert.Unit, expert.UnitCode), ConflictGround.SameUnit);
        var former = expert.FormerUnits.Where(f => !f.EndsWith("@2010", StringComparison.Ordinal)).Select(f => f.Split('@')[0]).ToList();
        Put(
            former.Any(f => Same(application.Unit, application.UnitCode, f, "") || application.UnitFormerNames.Any(n => Same(n, "", f, "")))
            || application.UnitFormerNames.Any(n => Same(n, "", expert.Unit, expert.UnitCode)), ConflictGround.FormerUnit);
        Put(application.Partners.Any(p => Same(p, "", expert.Unit, expert.UnitCode)), ConflictGround.PartnerUnit);
        Put(settings.RelatedUnit
            && (Above(application.Unit, application.UnitCode, expert.Unit, expert.UnitCode)
            || Above(expert.Unit, expert.UnitCode, application.Unit, application.UnitCode)), ConflictGround.RelatedUnit);
        foreach (var other in problem.Applications)
        {
            var isOwn = other.Id == application.Id;
            var unitReach = !isOwn && Reaches(settings.UnitApplies, other);
            Put(unitReach && Same(other.Unit, other.UnitCode, expert.Unit, expert.UnitCode), ConflictGround.UnitApplies);
            if (isOwn || Reaches(settings.Applicants, other))
            {
                Is((other.PiContacts with { Name = other.Pi }).Compare(expert.Person),
                    isOwn ? ConflictGround.PrincipalInvestigator : ConflictGround.Applicant);
                other.Team.ToList()
                    .ForEach(p => Is(p.Compare(expert.Person), isOwn ? ConflictGround.TeamMember : ConflictGround.Applicant));
            }
        }
        var people = application.Team.Append(application.PiContacts with { Name = application.Pi }).ToList();
        Put(people.Exists(p => p.Email.EndsWith("x.cn", StringComparison.Ordinal)
            && expert.Contacts.Email.EndsWith("x.cn", StringComparison.Ordinal)
            && p.Email != expert.Contacts.Email), ConflictGround.EmailDomain);
        foreach (var together in problem.Applications.Where(t => t.Id != application.Id))
        {
            var others = together.Team.Append(together.PiContacts with { Name = together.Pi }).ToList();
            Put(others.Exists(o => o.Compare(expert.Person) == SamePerson.Yes) && others.Exists(o => o.NameKey.Length > 0
                && o.Compare(expert.Person) != SamePerson.Yes && people.Exists(p => p.NameKey.Length > 0 && (p.Compare(o) == SamePerson.Yes
                    || (p.Compare(o) == SamePerson.Ask
                        && Same(application.Unit, application.UnitCode, together.Unit, together.UnitCode))))), ConflictGround.CoApplicant);
        }
        Put(application.ExcludedExperts.Any(x => Person.Parse(x).Compare(expert.Person) != SamePerson.No),
            ConflictGround.ExcludedByApplicant);
        foreach (
            var relation in problem.Relations.Where(r => r.Expert == expert.Id
            && !(r.Year == 2010 && r.Ground is (ConflictGround.CoAuthor or ConflictGround.CoProject))))
        {
            foreach (var person in application.Team.Append(application.PiContacts with { Name = application.Pi }))
            {
                // Whoever has no name is nobody whom an application mentions.
                Is(person.NameKey.Length == 0 ? SamePerson.No : person.Compare(Person.Parse(relation.Other)), relation.Ground);
            }
            Put(application.Partners.Select(p => (p, "")).Append((application.Unit, application.UnitCode))
                .Any(u => Same(u.Item1, u.Item2, relation.Other, "")), relation.Ground);
        }
        return grounds;

        void Put(bool holds, ConflictGround ground)
        {
            if (holds)
            {
                grounds.Add(ground);
            }
        }

        void Is(SamePerson same, ConflictGround ground) =>
            Put(same != SamePerson.No, same == SamePerson.Ask ? ConflictGround.IdentityQuestion : ground);

        bool Reaches(ConflictReach reach, Application from) =>
            reach == ConflictReach.Call || (reach == ConflictReach.Group && from.Group.Length > 0 && from.Group == application.Group);

        bool Same(string name, string code, string otherName, string otherCode)
        {
            var (one, two) = (Plain(code).Replace("-", ""), Plain(otherCode).Replace("-", ""));
            if (one.Length > 0 && one == two)
            {
                return true;
            }
            if (Rows(name, code).Intersect(Rows(otherName, otherCode)).Any())
            {
                return true;
            }
            return Core(name).Length > 0 && Core(name) == Core(otherName)
                && !(UnitCode.TryParse(code, out _) && UnitCode.TryParse(otherCode, out _) && one != two);
        }

        // Rows of the table that a unit is: by code, name or alias.
        IEnumerable<int> Rows(string name, string code) => problem.Organisations.Select((o, i) => (o, i))
            .Where(r => (Plain(code).Length > 0 && Plain(code) == Plain(r.o.Code))
                || (Core(name).Length > 0 && r.o.Aliases.Append(r.o.Name).Any(n => Core(n) == Core(name))
                && !(UnitCode.TryParse(code, out var one) && UnitCode.TryParse(r.o.Code, out var two) && one != two))).Select(r => r.i);

        // Climbs from every row of the lower unit; what is the lower unit itself is not above it.
        bool Above(string name, string code, string upperName, string upperCode)
        {
            var start = Rows(name, code).ToHashSet();
            var seen = new HashSet<int>();
            var parents = new List<string>();
            var open = new Queue<int>(start);
            var climbed = new HashSet<int>();
            while (open.TryDequeue(out var row))
            {
                if (!climbed.Add(row))
                {
                    continue;
                }
                var parent = problem.Organisations.ElementAt(row).Parent;
                if (Core(parent).Length == 0)
                {
                    continue;
                }
                parents.Add(parent);
                foreach (var above in Rows(parent, ""))
                {
                    seen.Add(above);
                    open.Enqueue(above);
                }
            }
            return Rows(upperName, upperCode).Any(r => seen.Contains(r) && !start.Contains(r))
                || parents.Any(p => !Rows(p, "").Any() && Core(p) != Core(name) && Core(upperName).Length > 0
                    && Core(p) == Core(upperName));
        }

        static string Plain(string text) => text.Normalize(System.Text.NormalizationForm.FormKC).Replace(" ", "").ToLowerInvariant();

        static string Core(string name)
        {
            var plain = Plain(name);
            return plain.EndsWith("有限公司", StringComparison.Ordinal) && plain.Length > 4 ? plain[..^4] : plain;
        }
    }
}
