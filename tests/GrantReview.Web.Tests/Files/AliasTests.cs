using System.IO.Compression;
using GrantReview.Core.Experts;
using GrantReview.Core;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>A round that brings the column alias is shown by it in every file; one without keeps the repeatable numbering.</summary>
public class AliasTests
{
    private const string Experts = "id,name,unit,alias\nE1,王五,丙大学,2\nE2,赵六,丁大学,1\n";

    [Fact]
    public void Package_OfARoundWithAliases_NamesExpertsByThem_AndVerifiesInEveryLayer()
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", Experts);
        var round = Read(folder);
        var package = ResultPackage.Write(Evaluation.Run(round, "s"));
        var withKey = ResultPackage.WriteSealed(round.Experts, [], package);

        var key = ResultPackage.IdentitiesOf(withKey);

        Assert.Equal(("专家2", "专家1"), (key[new("E1")].Value, key[new("E2")].Value));
        Assert.All([PackageVerification.Run(package), PackageVerification.Run(withKey, package)], verification =>
            Assert.True(verification.IsEqual, string.Join("; ", verification.Differences.Select(d => d.Say("en")))));
        Assert.Contains("alias", Entry(package, "inputs/experts.csv"), StringComparison.Ordinal);
        Assert.Equal(2, Pseudonyms.Of(ResultPackage.ResultOf(package).Round.Experts)[new("专家2")]);
    }

    [Fact]
    public void Workbook_OfARoundWithAliases_NamesExpertsByThem()
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", Experts);

        var sheets = RankingReport.Of(Evaluation.Run(Read(folder), "s"), "hash", "version");

        var scores = sheets.Single(s => s.Name.En == "Scores");
        Assert.Equal(["Expert 2", "Expert 1"], scores.Rows.Select(r => r[2].Text?.En));
        Assert.Equal(["Expert 1", "Expert 2"], sheets.Single(s => s.Name.En == "By expert").Rows.Select(r => r[0].Text?.En));
    }

    [Fact]
    public void Package_OfARoundWithoutAliases_HasNoSuchColumn()
    {
        using var folder = new RoundFolder();

        Assert.DoesNotContain("alias", Entry(ResultPackage.Write(Evaluation.Run(Read(folder), "s")), "inputs/experts.csv"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("E1,王五,丙大学,1\nE2,赵六,丁大学,1\n")]
    [InlineData("E1,王五,丙大学,0\nE2,赵六,丁大学,1\n")]
    [InlineData("E1,王五,丙大学,x\nE2,赵六,丁大学,1\n")]
    public void Alias_ThatIsNoNumberOrGivenTwice_IsAMistake(string rows)
    {
        using var folder = new RoundFolder();
        folder.Write("experts.csv", "id,name,unit,alias\n" + rows);

        var mistake = Assert.Single(RoundReader.Read(folder.Path).Mistakes);

        Assert.Equal(("experts.csv", "alias"), (mistake.File, mistake.Column));
    }

    private static Round Read(RoundFolder folder) =>
        RoundReader.Read(folder.Path).Round ?? throw new InvalidOperationException("The round is broken.");

    private static string Entry(byte[] package, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return new StreamReader((zip.GetEntry(name) ?? throw new InvalidOperationException(name)).Open()).ReadToEnd();
    }
}
