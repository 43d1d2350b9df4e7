using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Conflicts;

public class ConflictRulesTests
{
    [Fact]
    public void Find_BySameCode_WhateverTheNames() =>
        Shows(ConflictGround.SameUnit, An.Application("A", unit: "甲大学", unitCode: "1251"), An.Expert("E", unit: "Jia University", unitCode: "1251"));

    [Theory]
    [InlineData("某某（成都）公司", "某某(成都)公司")]
    [InlineData("ＡＢＣ 公司", "abc公司")]
    public void Find_ByNamesThatAreWrittenDifferently(string unit, string same) =>
        Shows(ConflictGround.SameUnit, An.Application("A", unit: unit), An.Expert("E", unit: same));

    [Fact]
    public void Find_ByTheExpertsFormerUnit() =>
        Shows(ConflictGround.FormerUnit, An.Application("A", unit: "甲公司"), An.Expert("E", unit: "乙大学", formerUnits: ["丙所", "甲公司"]));

    [Fact]
    public void Find_ByTheApplicantsFormerName() =>
        Shows(ConflictGround.FormerUnit, An.Application("A", unit: "新公司", unitFormerNames: ["老公司"]), An.Expert("E", unit: "老公司"));

    [Fact]
    public void Find_ByAPartner() =>
        Shows(ConflictGround.PartnerUnit, An.Application("A", unit: "甲公司", partners: ["乙大学"]), An.Expert("E", unit: "乙大学"));

    [Fact]
    public void Find_ByTheLeader_WhenTheUnitIsUnknown() =>
        Shows(ConflictGround.PrincipalInvestigator, An.Application("A", unit: "甲公司", pi: "张三"), An.Expert("E", name: "张三"));

    [Fact]
    public void Find_OfTwoPeopleWithOneName_InDifferentUnits_Nothing() =>
        Assert.Empty(ConflictRules.Find([An.Application("A", unit: "甲公司", pi: "张三")], [An.Expert("E", unit: "乙大学", name: "张三")], []));

    [Fact]
    public void Find_OfBlankUnits_Nothing() =>
        Assert.Empty(ConflictRules.Find([An.Application("A"), An.Application("B", unit: "  ")], [An.Expert("E"), An.Expert("F", unit: " ")], []));

    [Fact]
    public void Find_GivesDeclaredOnesWithWhatWasSaid()
    {
        var found = ConflictRules.Find([An.Application("A")], [An.Expert("E")], [new DeclaredConflict("A", "E", "师生", "导师")]);

        Assert.Equal(new Conflict("A", "E", ConflictGround.Declared, "师生: 导师"), Assert.Single(found));
    }

    [Fact]
    public void FindConflicts_LeavesOutWhatWasDismissed_ButNeverWhatWasDeclared()
    {
        var round = A.Round(A.Call(), A.Tree(leaves: ("x", "100")), [An.Application("A", unit: "甲")], [An.Expert("E", unit: "甲")], []) with
        {
            Dismissed = new HashSet<(string, string, ConflictGround)> { ("A", "E", ConflictGround.SameUnit), ("A", "E", ConflictGround.Declared) },
        };

        Assert.Empty(round.FindConflicts());
        Assert.Single((round with { Conflicts = [new DeclaredConflict("A", "E", "合作", "")] }).FindConflicts());
    }

    private static void Shows(ConflictGround ground, Application application, Expert expert)
    {
        var found = Assert.Single(ConflictRules.Find([application], [expert, An.Expert("X", unit: "无关单位")], []));

        Assert.Equal((application.Id, expert.Id, ground), (found.Application, found.Expert, found.Ground));
        Assert.NotEmpty(found.Evidence);
    }
}
