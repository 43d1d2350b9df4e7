using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

public class ConflictRulesTests
{
    private static readonly Organisation University = new("天府大学", An.UnitCode(1), ["天大"], ["天府学院"], "教育厅");

    [Fact]
    public void Find_BySameCode_WhateverTheNames() =>
        Shows(ConflictGround.SameUnit, An.Application("A", unit: "甲大学", unitCode: "1251"),
            An.Expert("E", unit: "Jia University", unitCode: "１２５１"));

    [Theory]
    [InlineData("某某（成都）公司", "某某(成都)公司")]
    [InlineData("ＡＢＣ 公司", "abc公司")]
    [InlineData("某某有限责任公司", "某某有限公司")]
    [InlineData("某某", "某某股份有限公司")]
    [InlineData("天大", "天府学院")]
    [InlineData("天府大学", "天大")]
    public void Find_ByNamesThatAreWrittenDifferently(string unit, string same) =>
        Shows(ConflictGround.SameUnit, An.Application("A", unit: unit), An.Expert("E", unit: same),
            p => p with { Organisations = [University] });

    [Fact]
    public void Find_ByTheCodeOfTheTable_WhenTheExpertGivesAnotherName() =>
        Shows(ConflictGround.SameUnit, An.Application("A", unitCode: An.UnitCode(1)), An.Expert("E", unit: "天大"),
            p => p with { Organisations = [University] });

    [Fact]
    public void Find_OfOneNameWithTwoCreditCodes_IsNotTheSameUnit()
    {
        Assert.Empty(
            Find([An.Application("A", unit: "城投有限公司", unitCode: An.UnitCode(1))],
            [An.Expert("E", unit: "城投公司", unitCode: An.UnitCode(2))]).Conflicts);
        Assert.Empty(
            Find([An.Application("A", unit: "城投", unitCode: An.UnitCode(1))],
            [An.Expert("E", unit: "城投", unitCode: An.UnitCode(2))]).Conflicts);
        Assert.Single(
            Find([An.Application("A", unit: "城投", unitCode: An.UnitCode(1))], [An.Expert("E", unit: "城投", unitCode: "no code")]).Conflicts);
    }

    [Theory]
    [InlineData("a@mail.jia.edu.cn", "b@jia.edu.cn", true)]
    [InlineData("a@JIA.com", "b@jia.com", true)]
    [InlineData("a@yi.edu.cn", "b@jia.edu.cn", false)]
    [InlineData("a@163.com", "b@163.com", false)]
    [InlineData("a@vip.qq.com", "b@qq.com", false)]
    [InlineData("edu.cn", "b@edu.cn", false)]
    public void Find_ByTheDomainOfAnInstitution_AndNotOfAPublicProvider(string applicants, string experts, bool bars)
    {
        var application = An.Application("A", pi: "张三") with { PiContacts = new Person("", Email: applicants) };

        var found = Find([application], [Someone("E", $"李四/{experts}")]);

        Assert.Equal(bars ? [ConflictGround.EmailDomain] : [], found.Conflicts.Select(c => c.Ground));
        Assert.DoesNotContain(found.Conflicts, c => c.Evidence.Contains('@', StringComparison.Ordinal));
    }

    /// <summary>
    /// Who applies together does not score what the other leads: the same person, or one of the same name in the same unit.
    /// </summary>
    [Theory]
    [InlineData("甲公司", "", true)]
    [InlineData("乙公司", "", false)]
    [InlineData("乙公司", "139", true)]
    public void Find_ByWhoAppliesTogether(string unit, string phone, bool bars)
    {
        var together = An.Application("A1", unit: "甲公司", pi: "张三") with { PiContacts = new Person("", Phone: "138"),
            Team = [new Person("王五", Phone: phone)] };
        var other = An.Application("A2", unit: unit, pi: "王五") with { PiContacts = new Person("", Phone: phone) };

        var found =
            Find([together, other], [Someone("E", "张三/138")], settings: new ConflictSettings { Applicants = ConflictReach.Application });

        Assert.Equal(bars ? [ConflictGround.CoApplicant] : [],
            found.Conflicts.Where(c => c.Application.Value == "A2").Select(c => c.Ground));
    }

    [Fact]
    public void Find_ByTheExpertsFormerUnit() =>
        Shows(ConflictGround.FormerUnit, An.Application("A", unit: "甲公司"), An.Expert("E", unit: "乙大学", formerUnits: ["丙所", "甲公司"]));

    [Theory]
    [InlineData("甲公司@2023", true)]
    [InlineData("甲公司@2022", false)]
    [InlineData("甲公司", true)]
    public void Find_ByAFormerUnit_OnlyWithinTheWindow(string former, bool bars)
    {
        var found = Find([An.Application("A", unit: "甲公司")], [An.Expert("E", formerUnits: [former])],
            settings: new ConflictSettings { AsOf = 2026, FormerUnitYears = 3 });

        Assert.Equal(bars, found.Conflicts.Count == 1);
    }

    [Fact]
    public void Find_WithoutAYearToCountFrom_TakesTheLatestSubmission_AndWithoutAnyEveryYear()
    {
        var application = An.Application("A", unit: "甲公司");
        var expert = An.Expert("E", formerUnits: ["甲公司@2010"]);

        Assert.Single(Find([application], [expert]).Conflicts);
        Assert.Empty(Find([application with { SubmittedAt = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc) }], [expert]).Conflicts);
    }

    [Fact]
    public void Find_ByTheApplicantsFormerName() =>
        Shows(ConflictGround.FormerUnit, An.Application("A", unit: "新公司", unitFormerNames: ["老公司"]), An.Expert("E", unit: "老公司"));

    [Theory]
    [InlineData("丙公司/乙大学")]
    [InlineData("丙公司 乙大学")]
    [InlineData("1.丙公司 2.乙大学")]
    [InlineData("丙公司与乙大学")]
    public void Find_ByAPartnerAmongNamesThatNobodySeparates(string partners) =>
        Shows(ConflictGround.PartnerUnit, An.Application("A", unit: "甲公司", partners: [partners]), An.Expert("E", unit: "乙大学"));

    /// <summary>A stroke is no unit that two could share.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("无")]
    public void Find_OfTwoWhoNameNoUnit_FindsNothing(string unit) => Assert.DoesNotContain(
        ConflictRules.Find(new ConflictProblem(
            [An.Application("A", unit: unit, partners: [unit])], [An.Expert("E", unit: unit)], ConflictSettings.Default)).Conflicts,
        c => c.Ground is ConflictGround.SameUnit or ConflictGround.PartnerUnit);

    [Fact]
    public void Find_ByAPartner() =>
        Shows(ConflictGround.PartnerUnit, An.Application("A", unit: "甲公司", partners: ["乙大学"]), An.Expert("E", unit: "乙大学"));

    [Theory]
    [InlineData("天大", "教育厅")]
    [InlineData("教育厅", "天府大学")]
    [InlineData("附属医院", "教育厅")]
    public void Find_ByAUnitAboveOrBelow(string unit, string other) =>
        Shows(ConflictGround.RelatedUnit, An.Application("A", unit: unit), An.Expert("E", unit: other),
            p => p with { Organisations = [University, new Organisation("附属医院", "", [], [], An.UnitCode(1))] });

    [Fact]
    public void Find_OfTwoUnitsUnderOne_OrOfACircle_IsNoConflictAndEnds()
    {
        Organisation[] sisters = [University, new("川大", "", [], [], "教育厅"), new("环一", "", [], [], "环二"), new("环二", "", [], [], "环一")];

        var found = Find([An.Application("A", unit: "天府大学"), An.Application("B", unit: "环一")],
            [An.Expert("E", unit: "川大"), An.Expert("F", unit: "环二")], p => p with { Organisations = sisters });

        Assert.Equal([("B", "F")], found.Conflicts.Select(c => (c.Application.Value, c.Expert.Value)));
    }

    [Fact]
    public void Find_ByTheLeaderAndTheTeam_WhenAContactAnswers()
    {
        Application application =
            An.Application("A", pi: "张三") with { PiContacts = new Person("", Phone: "138"), Team = [Person.Parse("李四/l@x.cn")] };

        var found = Find([application], [Someone("E1", "张三/138"), Someone("E2", "李四/L@x.cn")]);

        Assert.Equal([ConflictGround.PrincipalInvestigator, ConflictGround.TeamMember], found.Conflicts.Select(c => c.Ground));
        Assert.Empty(found.Questions);
        Assert.DoesNotContain(found.Conflicts,
            c => c.Evidence.Contains("138", StringComparison.Ordinal) || c.Evidence.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public void Find_OfTheNameAlone_IsAQuestionThatBarsUntilItIsAnswered()
    {
        Application[] applications = [An.Application("A", unit: "甲公司", pi: "张三")];
        Expert[] experts = [An.Expert("E", unit: "乙大学", name: "张三")];
        var question = new IdentityQuestion(new("E"), new("A"), "张三", IdentityQuestion.Self);

        var open = Find(applications, experts);
        var same = Find(applications, experts, p => p with { Answers = [new IdentityAnswer(question, true)] });
        var other = Find(applications, experts, p => p with { Answers = [new IdentityAnswer(question, false)] });

        Assert.Equal(question, Assert.Single(open.Questions));
        Assert.Equal(ConflictGround.IdentityQuestion, Assert.Single(open.Conflicts).Ground);
        Assert.Equal(ConflictGround.PrincipalInvestigator, Assert.Single(same.Conflicts).Ground);
        Assert.Empty(same.Questions);
        Assert.Empty(other.Conflicts);
        Assert.Empty(other.Questions);
    }

    [Theory]
    [InlineData(ConflictReach.Application, "A1")]
    [InlineData(ConflictReach.Group, "A1 A2")]
    [InlineData(ConflictReach.Call, "A1 A2 B1")]
    public void Find_OfAnExpertWhoApplies_BarsAsFarAsTheCallSays(ConflictReach reach, string barred)
    {
        var own = An.Application("A1", pi: "张三", attributes: ("panel", "一组")) with { PiContacts = new Person("", Email: "z@x.cn") };
        Application[] applications =
            [own, An.Application("A2", attributes: ("panel", "一组")), An.Application("B1", attributes: ("panel", "二组"))];

        var found = Find(applications, [Someone("E", "张三/z@x.cn")], settings: new ConflictSettings { Applicants = reach });

        Assert.Equal(barred, string.Join(' ', found.Conflicts.Select(c => c.Application)));
        Assert.All(found.Conflicts.Skip(1), c => Assert.Equal(ConflictGround.Applicant, c.Ground));
    }

    [Theory]
    [InlineData(ConflictReach.Off, "")]
    [InlineData(ConflictReach.Group, "A2")]
    [InlineData(ConflictReach.Call, "A2 B1")]
    public void Find_OfAnExpertWhoseUnitApplies_BarsAsFarAsTheCallSays(ConflictReach reach, string barred)
    {
        Application[] applications = [An.Application("A1", unit: "甲", attributes: ("panel", "1")),
            An.Application("A2", attributes: ("panel", "1")), An.Application("B1")];

        var found = Find(applications, [An.Expert("E", unit: "甲")], settings: new ConflictSettings { UnitApplies = reach });

        Assert.Equal(barred,
            string.Join(' ', found.Conflicts.Where(c => c.Ground == ConflictGround.UnitApplies).Select(c => c.Application)));
    }

    [Theory]
    [InlineData(ConflictGround.CoAuthor, "张三/z@x.cn", 2023, true)]
    [InlineData(ConflictGround.CoAuthor, "张三/z@x.cn", 2022, false)]
    [InlineData(ConflictGround.CoProject, "张三/z@x.cn", 2024, true)]
    [InlineData(ConflictGround.CoProject, "甲公司", 2024, true)]
    [InlineData(ConflictGround.AdvisorStudent, "张三/z@x.cn", 1990, true)]
    [InlineData(ConflictGround.Family, "李四/138", 1990, true)]
    [InlineData(ConflictGround.Shareholding, "甲有限公司", 1990, true)]
    [InlineData(ConflictGround.SidePost, "乙大学", 1990, true)]
    [InlineData(ConflictGround.Economic, "别的公司", 2026, false)]
    public void Find_ByATie(ConflictGround ground, string other, int year, bool bars)
    {
        var application = An.Application("A", unit: "甲公司有限公司", pi: "张三",
            partners: ["乙大学"]) with { PiContacts = new Person("", Email: "z@x.cn"), Team = [Person.Parse("李四/138")] };
        var table = new Organisation("甲公司有限公司", "", ["甲有限公司"], [], "");

        var found = Find([application], [An.Expert("E")],
            p => p with { Relations = [new Relation(new("E"), other, ground, year)], Organisations = [table] },
            new ConflictSettings { AsOf = 2026 });

        Assert.Equal(bars ? [ground] : [], found.Conflicts.Select(c => c.Ground));
    }

    [Fact]
    public void Find_ByATieToANameAlone_IsAQuestion()
    {
        var found = Find([An.Application("A", pi: "张三")], [An.Expert("E")],
            p => p with { Relations = [new Relation(new("E"), "张三", ConflictGround.Family, null)] });

        Assert.Equal(new IdentityQuestion(new("E"), new("A"), "张三", "family"), Assert.Single(found.Questions));
        Assert.Equal(ConflictGround.IdentityQuestion, Assert.Single(found.Conflicts).Ground);
    }

    [Theory]
    [InlineData("E")]
    [InlineData("张三")]
    [InlineData("张三/138")]
    public void Find_OfAnExpertWhomTheApplicantDoesNotWant(string excluded) =>
        Shows(ConflictGround.ExcludedByApplicant, An.Application("A") with { ExcludedExperts = [excluded] }, Someone("E", "张三/138"));

    [Fact]
    public void Find_OfBlanks_Nothing()
    {
        var found = Find(
            [An.Application("A"), An.Application("B", unit: "  ", unitFormerNames: [""], partners: [" "]) with { Team = [Person.Nobody] }],
            [An.Expert("E", formerUnits: [""]), An.Expert("F", unit: " ", name: " ")],
            p => p with { Relations = [new Relation(new("E"), "", ConflictGround.Family, null)] });

        Assert.Empty(found.Conflicts);
        Assert.Empty(found.Questions);
    }

    [Fact]
    public void Find_WithEverySwitchOff_LeavesTheOwnApplicationAndWhatPeopleSaid()
    {
        var off = new ConflictSettings
        {
            SameUnit = false, FormerUnit = false, PartnerUnit = false, RelatedUnit = false, Applicants = ConflictReach.Off,
            CoAuthor = false, CoProject = false,
            AdvisorStudent = false, Family = false, Economic = false, Shareholding = false, SidePost = false, ExcludedByApplicant = false,
        };
        var application = An.Application("A", unit: "教育厅", pi: "张三", partners: ["天大"],
            unitFormerNames: ["天大"]) with { PiContacts = new Person("", Phone: "1"), ExcludedExperts = ["E"] };
        var expert = Someone("E", "张三/1") with { Unit = "天大", FormerUnits = ["教育厅"] };

        var found = Find([application], [expert], p => p with
        {
            Organisations = [University],
            Declared = [new DeclaredConflict(new("A"), new("E"), "师生", "导师"),
            new DeclaredConflict(new("A"), new("E"), "pinned", "看过初稿", IsPinned: true)],
            Relations = [.. Relations.Kinds.Select(k => new Relation(new("E"), "教育厅", Relations.GroundOf(k) ?? default, null))],
        }, off);

        Assert.Equal([ConflictGround.PrincipalInvestigator, ConflictGround.Declared, ConflictGround.Pinned],
            found.Conflicts.Select(c => c.Ground));
        Assert.Equal(["pi 张三", "师生: 导师", "看过初稿"], found.Conflicts.Select(c => c.Evidence));
        Assert.Equal([ConflictStatus.Found, ConflictStatus.Declared, ConflictStatus.Pinned], found.Conflicts.Select(c => c.Status));
    }

    [Fact]
    public void FindConflicts_LeavesOutWhatWasDismissedOrRuledToCount_ButNeverWhatWasDeclared()
    {
        var round = A.Round(A.Call(), A.Tree(leaves: ("x", "100")), [An.Application("A", unit: "甲")], [An.Expert("E", unit: "甲")], []) with
        {
            Dismissed = new HashSet<(ApplicationId, ExpertId, ConflictGround)>
            {
                (new("A"), new("E"), ConflictGround.SameUnit), (new("A"), new("E"), ConflictGround.Declared),
            },
        };
        var declared = round with { Conflicts = [new DeclaredConflict(new("A"), new("E"), "合作", "")] };

        Assert.Empty(round.FindConflicts());
        Assert.Single(declared.FindConflicts());
        Assert.Empty((declared with { Counted = new HashSet<(ApplicationId, ExpertId)> { (new("A"), new("E")) } }).FindConflicts());
    }

    private static void Shows(ConflictGround ground, Application application, Expert expert,
        Func<ConflictProblem, ConflictProblem>? with = null)
    {
        var found = Assert.Single(Find([application], [expert, An.Expert("X", unit: "无关单位")], with).Conflicts);

        Assert.Equal((application.Id, expert.Id, ground), (found.Application, found.Expert, found.Ground));
        Assert.NotEmpty(found.Evidence);
    }

    private static Expert Someone(string id, string person)
    {
        var parsed = Person.Parse(person);
        return An.Expert(id, name: parsed.Name) with { Contacts = parsed };
    }

    private static ConflictFindings Find(
        Application[] applications, Expert[] experts, Func<ConflictProblem, ConflictProblem>? with = null,
        ConflictSettings? settings = null)
    {
        var problem = new ConflictProblem(applications, experts, settings ?? ConflictSettings.Default);
        return ConflictRules.Find(with is null ? problem : with(problem));
    }
}
