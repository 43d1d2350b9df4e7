using GrantReview.Files.Packages;

namespace GrantReview.Web.Tests.Files;

/// <summary>What was frozen once verifies for ever; and the program of today still freezes the same.</summary>
public class FrozenPackagesTests
{
    public static TheoryData<string> Names => [.. FrozenPackages.Names];
    public static TheoryData<string> Rounds => [.. FrozenPackages.Rounds];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_OfAFrozenPackage_FindsNothing(string name)
    {
        var verification = FrozenPackages.Verify(name);

        Assert.Empty(verification.Differences.Select(d => d.Say("en")));
        Assert.True(verification.IsEqual);
        Assert.Equal(name.StartsWith("Schema1", StringComparison.Ordinal), verification.MadeBeforeVerdicts);
        Assert.Equal(name.EndsWith("evaluation-internal", StringComparison.Ordinal) ? PackageChain.NamesNone : PackageChain.Followed,
            verification.Chain);
    }

    [Fact]
    public void Corpus_HoldsEachStageAndLayerOfEachSchema()
    {
        string[] kinds = ["evaluation-internal", "evaluation-sealed", "evaluation-public", "decision-internal", "decision-public",
            "final-internal", "final-public"];

        Assert.All(FrozenPackages.Schemas, schema =>
            Assert.All(kinds, kind => Assert.Contains($"{schema}/scored-{kind}", FrozenPackages.Names)));
    }

    /// <summary>Only figures of a public package of schema 1, whose decided lists hold no applications, cannot be made again.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_SaysOfEachFileWhetherItWasRecomputed(string name)
    {
        var verification = FrozenPackages.Verify(name);

        Assert.Equal(FrozenPackages.Entries(FrozenPackages.Read(name)).Select(e => e.Name).Where(n => n != ResultPackage.Manifest)
            .Order(StringComparer.Ordinal),
            verification.Files.Select(f => f.Name));
        Assert.All(verification.Files.Where(f => f.Name.StartsWith("outputs/", StringComparison.Ordinal)), f => Assert.Equal(
            name is "Schema1/scored-decision-public" or "Schema1/scored-final-public"
                or "Schema1/lines-decision-public" or "Schema1/lines-final-public" ? FileCheck.Hashed : FileCheck.Recomputed, f.Check));
        Assert.All(verification.Files.Where(f => f.Name is "inputs/scores.csv" or "inputs/decision.json" or "identities.csv"), f =>
            Assert.Equal(FileCheck.Hashed, f.Check));
    }

    /// <summary>
    /// Where this fails, packages of the same schema and algorithms would no longer say the same: raise the version of the schema or of the
    /// algorithm. Those made now are in the folder that the message names.
    /// </summary>
    [Theory]
    [MemberData(nameof(Rounds))]
    public void Packages_MadeNow_SayWhatTheFrozenOnesOfTheSchemaSay(string round)
    {
        var made = FrozenPackages.Make(round);

        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "MadePackages")).FullName;
        foreach (var (name, package) in made)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".zip"), package);
        }
        Assert.All(made, m =>
        {
            var frozen = FrozenPackages.Entries(FrozenPackages.Read($"Schema2/{m.Key}"));
            Assert.True(frozen.Select(e => (e.Name, FrozenPackages.Text(e.Content))).SequenceEqual(
                FrozenPackages.Entries(m.Value).Select(e => (e.Name, FrozenPackages.Text(e.Content)))),
                $"{m.Key} in {folder} differs from what is frozen.");
        });
    }
}
