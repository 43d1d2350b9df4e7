using System.IO.Compression;
using System.Text;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Three layers, three stages: each names the one before, and a change of any file in any of them is found.</summary>
public class LayeredPackageTests
{
    private static readonly EvaluationResult Result = Evaluation.Run(RoundReader.Read(TemplateFolder.Shipped.Demo).Round
        ?? throw new InvalidOperationException("The demo round is broken."), "demo");
    private static readonly byte[] Internal = ResultPackage.Write(Result);
    private static readonly byte[] Decided = DecisionPackage.Write(
        FrozenPackages.Exempted(Decision(AwardStage.Decision, Result.Allocation!.Funded), Internal), Internal, Internal);

    private static readonly Dictionary<string, (byte[] Package, byte[]? Previous)> Packages = new()
    {
        ["internal"] = (Internal, null),
        ["sealed"] = (ResultPackage.WriteSealed(Result.Round.Experts, [], Internal), Internal),
        ["public"] = (ResultPackage.WritePublic(Internal, masksNames: true), Internal),
        ["decision"] = (Decided, Internal),
        ["final"] = (DecisionPackage.Write(Decision(AwardStage.Final, DecisionPackage.AwardsOf(Decided)) with
        {
            Exemptions = DecisionPackage.RecordOf(Decided).Exemptions,
        }, Internal, Decided), Decided),
        ["notice"] = (ResultPackage.WritePublic(Decided, masksNames: false), Decided),
    };

    public static TheoryData<string> Names => [.. Packages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_OfAWholePackage_FindsNothing(string name)
    {
        var verification = PackageVerification.Run(Packages[name].Package, Packages[name].Previous);

        Assert.True(verification.IsEqual, string.Join("; ", verification.Differences.Select(d => d.Say("en"))));
    }

    /// <summary>Limits count by people's numbers; a package says who is one person, and nobody's number.</summary>
    [Theory]
    [InlineData("11010519491231002X", "110105 19491231 002x", "Funded Ineligible", "P1 P1")]
    [InlineData("11010519491231002X", "110105491231002", "Funded Ineligible", "P1 P1")]
    [InlineData("11010519491231002X", "E12345678", "Funded Funded", "P1 P2")]
    [InlineData("110105194912310021", "110105194912310021", "Open Open", "unproven-number-1 unproven-number-1")]
    [InlineData("11010519491231002X", "", "Funded Open", "P1 ")]
    public void Package_OfACallThatCountsPeople_HoldsNoneOfTheirNumbers(string one, string other, string decisions, string shown)
    {
        using var folder = new RoundFolder();
        folder.Write("call.json", """
            { "code": "T1", "categories": [ { "code": "all", "amount": { "fixed": "100" } } ], "assignment": { "expertsPerApplication": 1 },
              "fields": [ { "code": "number", "label": { "en": "Number", "zh-CN": "号码" }, "type": "id" } ],
              "eligibility": { "rules": [ { "id": "one", "clause": "1", "kind": "limit", "outcome": "fail", "text": "一",
                "condition": { "applications": { "by": "number", "orderedBy": "at" }, "atMost": "1" } } ] } }
            """);
        folder.Write("applications.csv",
            $"id,title,category,unit,number,at\nA1,题目一,all,甲公司,{one},2025-08-01\nA2,题目二,all,乙公司,{other},2025-08-02\n");
        folder.Write("scores.csv", "application,expert,indicator,score,reason\nA1,E1,a,50,\nA1,E1,b,30,\nA2,E2,a,50,\nA2,E2,b,30,\n");
        var round = RoundReader.Read(folder.Path).Round ?? throw new InvalidOperationException("The round is broken.");

        var package = ResultPackage.Write(Evaluation.Run(round, "s"));

        var kept = ResultPackage.ResultOf(package);
        Assert.Equal(shown, string.Join(' ', kept.Round.Applications.OrderBy(a => a.Id).Select(a => a.Attributes["number"])));
        Assert.Equal(decisions, string.Join(' ', kept.Ranking.OrderBy(e => e.Application.Id).Select(e => e.Decision)));
        Assert.True(PackageVerification.Run(package, null).IsEqual);
        Assert.DoesNotContain(Entries(package), e => Encoding.UTF8.GetString(e.Value).Contains("1949", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_FindsAChangeOfEachFile(string name)
    {
        var names = Entries(Packages[name].Package).Keys.Where(f => f != ResultPackage.Manifest).ToList();
        Assert.NotEmpty(names);
        foreach (var file in names)
        {
            var changed = PackageVerification.Run(Rewritten(Packages[name].Package, file, forge: false), Packages[name].Previous);

            Assert.False(changed.IsEqual);
            Assert.Contains(changed.Differences, d => d.File == file && d.Code == "PackageHash");
        }
    }

    /// <summary>Whoever also forges the hash in the manifest is found out by recomputing.</summary>
    [Theory]
    [InlineData("internal", "outputs/ranking.csv")]
    [InlineData("internal", "outputs/totals.csv")]
    [InlineData("internal", "outputs/reserve.csv")]
    [InlineData("internal", "outputs/assignments.csv")]
    [InlineData("sealed", "identities.csv")]
    [InlineData("public", "outputs/notice.csv")]
    [InlineData("decision", "outputs/awards.csv")]
    [InlineData("decision", "outputs/changes.csv")]
    [InlineData("decision", "inputs/awards-before.csv")]
    [InlineData("final", "outputs/awards.csv")]
    public void Verify_FindsAForgedFile(string name, string file)
    {
        var verification = PackageVerification.Run(Rewritten(Packages[name].Package, file, forge: true), Packages[name].Previous);

        Assert.False(verification.IsEqual);
        Assert.DoesNotContain(verification.Differences, d => d.Code == "PackageHash");
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("decision")]
    [InlineData("final")]
    public void Verify_AgainstAnotherPackageBefore_FindsTheBrokenChain(string name)
    {
        var other = ResultPackage.Write(Evaluation.Run(Result.Round, "another seed"));

        Assert.Contains(PackageVerification.Run(Packages[name].Package, other).Differences, d => d.Code == "PackagePrevious");
    }

    [Fact]
    public void Layers_ShowNoMoreThanTheyMay()
    {
        var (open, hidden) = (Text(Packages["public"].Package), Text(Packages["sealed"].Package));

        Assert.All(Result.Round.Experts, e => Assert.Contains(e.Name, hidden, StringComparison.Ordinal));
        Assert.All(Result.Round.Experts, e => Assert.DoesNotContain($",{e.Id},", open, StringComparison.Ordinal));
        Assert.DoesNotContain("专家1", open, StringComparison.Ordinal);
        Assert.DoesNotContain("score", Entries(Packages["public"].Package).Keys, StringComparer.Ordinal);
        Assert.All(Result.Allocation!.NotFunded, n => Assert.DoesNotContain($",{n.Id},", open, StringComparison.Ordinal));
        Assert.Equal(Packages["sealed"].Package, ResultPackage.WriteSealed(Result.Round.Experts, [], Internal));
    }

    [Fact]
    public void Decision_ThatIsNotInOrder_IsNotFrozen()
    {
        var decision = Decision(AwardStage.Decision,
            Result.Allocation!.Funded) with { Changes = [new AwardChange(new("P01"), Money.Parse("1"), null, "")] };

        Assert.Throws<ArgumentException>(() => DecisionPackage.Write(decision, Internal, Internal));
    }

    private static AwardDecision Decision(AwardStage stage, IReadOnlyList<FundedApplication> before) => new(
        stage, before,
        new Deliberation("局党组会", new DateOnly(2024, 11, 12), "〔2024〕31号", ["张三", "李四"], [new Recusal("王五", "亲属任职", [new("P02")])]),
        [
            // A meeting cuts an amount, a notice does not.
            .. stage == AwardStage.Final ? []
                : new[] { new AwardChange(before[^1].Id, before[^1].Amount, new Money(before[^1].Amount.Fen - 12_345), "核减，见会议纪要") },
            new AwardChange(before[0].Id, before[0].Amount, null, "=重复立项"),
        ])
    {
        Notice = stage == AwardStage.Final
            ? new NoticePeriod(new DateOnly(2024, 11, 14), [new DateOnly(2024, 11, 15), new DateOnly(2024, 11, 18)]) : null,
    };

    private static Dictionary<string, byte[]> Entries(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var content = new MemoryStream();
            using var stream = e.Open();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    private static string Text(byte[] package) => string.Concat(Entries(package).Values.Select(Encoding.UTF8.GetString));

    /// <summary>One digit of the file's last row is raised.</summary>
    private static byte[] Rewritten(byte[] package, string name, bool forge)
    {
        var files = Entries(package);
        var changed = (byte[])files[name].Clone();
        var at = Array.FindLastIndex(changed, b => b is >= (byte)'0' and <= (byte)'8');
        changed[at]++;
        if (forge)
        {
            files[ResultPackage.Manifest] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(files[ResultPackage.Manifest])
                .Replace(ResultPackage.Sha256(files[name]), ResultPackage.Sha256(changed), StringComparison.Ordinal));
        }
        files[name] = changed;
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (file, content) in files)
            {
                using var entry = zip.CreateEntry(file).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }
}
