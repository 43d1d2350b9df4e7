using System.Text;
using GrantReview.Core;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files;

/// <summary>What conflicts need of a round: columns, tables and settings, all optional.</summary>
public class ConflictFilesTests
{
    [Fact]
    public void Read_OfTheConflictColumnsAndTables_UnderEitherLanguage()
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv",
            $"id,title,category,unit,统一社会信用代码,pi,负责人电话,项目组成员,申请回避专家\nA1,题目一,all,甲公司,{An.UnitCode(1)},张三,138,李四/l@x.cn;周五,E2\nA2,题目二,all,乙公司,,钱六,,,\n");
        folder.Write("experts.csv", "id,name,unit,证件号,手机,邮箱\nE1,王五,丙大学,110105194912310020,139,w@y.cn\nE2,赵六,丁大学,,,\n");
        folder.Write("units.csv", "单位,别名,曾用名,上级单位\n甲公司,甲,旧甲,甲集团\n");
        folder.Write("relations.csv", "专家,关联人或单位,关系类型,年份\nE2,钱六,师生,2001\nE2,甲集团,shareholding,\n");
        folder.Write("identities.csv", "申报项目,专家,姓名,是否同一人,事项\nA2,E2,钱六,否,advisor-student\n");

        var reading = RoundReader.Read(folder.Path);

        Assert.Empty(reading.Mistakes);
        Assert.NotNull(reading.Round);
        Assert.Equal([("A1", "E2", ConflictGround.ExcludedByApplicant)],
            reading.Round.FindConflicts().Select(c => (c.Application.Value, c.Expert.Value, c.Ground)));
        Assert.Equal(["李四/l@x.cn", "周五"], reading.Round.Applications[0].Team.Select(p => p.ToString()));
        Assert.Equal("110105194912310020", reading.Round.Experts[0].Person.IdNumber);
        Assert.DoesNotContain(reading.Round.Applications.SelectMany(a => a.Attributes.Keys), TableSchema.Confidential.Contains);
    }

    [Fact]
    public void Package_OfARoundWithContacts_ShowsNoneOfThem_AndVerifies()
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv",
            "id,title,category,unit,pi,pi_phone,team_members,excluded_experts\nA1,题目一,all,甲公司,张三,13877776666,李四/l@secret.cn,E2\nA2,题目二,all,乙公司,钱六,,,\n");
        var round = RoundReader.Read(folder.Path).Round ?? throw new InvalidOperationException("The round is broken.");

        var package = ResultPackage.Write(Evaluation.Run(round, "s"));
        var inputs =
            string.Join('\n', ResultPackage.Inputs(ResultPackage.Anonymous(round)).Select(f => Encoding.UTF8.GetString(f.Content)));

        Assert.True(PackageVerification.Run(package).IsEqual);
        Assert.All(["13877776666", "secret.cn", "excluded_experts", "team_members"],
            secret => Assert.DoesNotContain(secret, inputs, StringComparison.Ordinal));
        Assert.Contains("A1,", inputs, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfANamesakeWhoScores_IsRefusedUntilAnswered()
    {
        using var folder = new RoundFolder();
        folder.Replace("experts.csv", "王五", "张三");
        var open = RoundReader.Read(folder.Path);
        folder.Write("identities.csv", "application,expert,name,same\nA1,E1,张三,no\n");

        var answered = RoundReader.Read(folder.Path);

        Assert.Equal(["applications.csv", "assignments.csv", "experts.csv", "scores.csv"],
            open.Mistakes.Select(m => m.File).Distinct().Order());
        Assert.All(open.Mistakes, m => Assert.Equal("IdentityOpen", m.Code));
        Assert.Empty(answered.Mistakes);
    }

    [Fact]
    public void Read_OfBadTables_SaysFileRowColumnAndRemedyAllAtOnce()
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", "id,name,unit,id_number\nE1,王五,丙大学,110105194912310020\nE2,赵六,丁大学,１１０１０５１９４９１２３１００２０\n");
        folder.Write("units.csv", "unit,unit_code\n甲公司,\n甲公司,\n,1\n乙,1\n");
        folder.Write("relations.csv", "expert,person_or_unit,kind,year\nE9,,同乡,94\n");
        folder.Write("identities.csv", "application,expert,name,same,about\nA9,E1,,maybe,kin\n");

        var mistakes = RoundReader.Read(folder.Path).Mistakes;

        Assert.Equal(
            [
                "experts.csv/3/id_number/IdNumberTwice", "identities.csv/2/about/ChoiceUnknown",
                "identities.csv/2/application/UnknownApplication", "identities.csv/2/name/Required", "identities.csv/2/same/NotYesOrNo",
                "relations.csv/2/expert/UnknownExpert", "relations.csv/2/kind/ChoiceUnknown", "relations.csv/2/person_or_unit/Required",
                "relations.csv/2/year/NotAWholeNumber",
                "units.csv/3/unit/IdTwice", "units.csv/4/unit/Required",
            ],
            mistakes.Select(m => $"{m.File}/{m.Row}/{m.Column}/{m.Code}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_OfABrokenCreditCode_Warns_AndWhereTheCallIsStrictRefuses()
    {
        using var folder = new RoundFolder();
        folder.Write("applications.csv", "id,title,category,unit,unit_code,pi\nA1,题目一,all,甲公司,91350100M000100Y44,张三\nA2,题目二,all,乙公司,,李四\n");
        var free = RoundReader.Read(folder.Path);
        folder.Replace("call.json", "\"allocation\"", "\"conflicts\": { \"strictUnitCodes\": true }, \"allocation\"");

        var strict = RoundReader.Read(folder.Path);

        Assert.NotNull(free.Round);
        Assert.Equal(("applications.csv", 2, "unit_code", "UnitCodeBroken"),
            Where(Assert.Single(free.Warnings, w => w.Code == "UnitCodeBroken")));
        Assert.Equal(("applications.csv", 2, "unit_code", "UnitCodeBroken"), Where(Assert.Single(strict.Mistakes)));

        static (string, int?, string, string) Where(GrantReview.Files.Mistake m) => (m.File, m.Row, m.Column, m.Code);
    }

    [Fact]
    public void Read_OfIdsThatDifferInCaseOrWidthAlone_Warns()
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", "id,name,unit\nE1,王五,丙大学\nE2,赵六,丁大学\nｅ２,孙七,丁大学\n");

        var reading = RoundReader.Read(folder.Path);

        Assert.NotNull(reading.Round);
        Assert.Equal(4, Assert.Single(reading.Warnings, w => w.Code == "IdsAlike").Row);
    }

    [Fact]
    public void CallJson_OfConflictSettings_ReadsWhatItWrites_AndWritesNothingForTheDefault()
    {
        var settings = new ConflictSettings
        {
            AsOf = 2025, SameUnit = false, FormerUnitYears = 5, Applicants = ConflictReach.Call, UnitApplies = ConflictReach.Group,
            AdvisorStudentYears = 10, CoAuthor = false, StrictUnitCodes = true,
        };
        var call = A.Call() with { Conflicts = settings };

        var read = Read(Encoding.UTF8.GetString(CallJson.Write(call)));

        Assert.Equal(settings, read.Call?.Conflicts);
        Assert.DoesNotContain("conflicts", Encoding.UTF8.GetString(CallJson.Write(A.Call())), StringComparison.Ordinal);
    }

    [Fact]
    public void CallJson_OfAnUnknownGroundOrReach_IsAMistake() =>
        Assert.Equal(
            ["conflicts.applicants", "conflicts.coauthor", "conflicts.formerUnitYears"],
            Read("""{ "code": "C", "conflicts": { "coauthor": true, "applicants": "off", "formerUnitYears": 101 } }""").Mistakes.Select(m => m.Column).Order());

    private static (Core.Calls.Call? Call, List<GrantReview.Files.Mistake> Mistakes) Read(string json)
    {
        List<GrantReview.Files.Mistake> mistakes = [];
        return (CallJson.Read(Encoding.UTF8.GetBytes(json), "call.json", TemplateFolder.Shipped, mistakes, []), mistakes);
    }
}
