using GrantReview.Testing;
using System.IO.Compression;
using System.Text;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// The corpus: packages of each schema, stage and layer as programs of their time wrote them from the rounds beside them. They are never
/// made again.
/// </summary>
internal static class FrozenPackages
{
    private static readonly string Folder = Path.Combine(Solution.Root, "tests", "GrantReview.Web.Tests", "Files", "Packages");

    public static string[] Schemas { get; } = ["Schema1", "Schema2"];
    public static string[] Rounds { get; } = ["scored", "lines", "infeasible"];

    /// <summary>Schema/round-stage-layer.</summary>
    public static IEnumerable<string> Names =>
        Schemas.SelectMany(s => Directory.GetFiles(Path.Combine(Folder, s), "*.zip").Order(StringComparer.Ordinal)
        .Select(f => $"{s}/{Path.GetFileNameWithoutExtension(f)}"));

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".zip"));

    /// <summary>The name of the package that it names; null = none.</summary>
    public static string? PreviousOf(string name) =>
        name.EndsWith("evaluation-internal", StringComparison.Ordinal) ? null
        : name.EndsWith("decision-internal", StringComparison.Ordinal) ? name.Replace("decision", "evaluation", StringComparison.Ordinal)
        : name.EndsWith("final-internal", StringComparison.Ordinal) ? name.Replace("final", "decision", StringComparison.Ordinal)
        : name[..name.LastIndexOf('-')] + "-internal";

    public static PackageVerification Verify(string name) => Verify(name, Read(name));

    /// <summary>Something else in its place, with the chain that belongs to it.</summary>
    public static PackageVerification Verify(string name, byte[] package) =>
        PackageVerification.Run(package, PreviousOf(name) is { } previous ? Read(previous) : null);

    public static EvaluationResult Evaluate(string round) =>
        Evaluation.Run(RoundReader.Read(Path.Combine(Folder, "Rounds", round)).Round
            ?? throw new InvalidDataException($"{round} is broken."), "seed-" + round);

    /// <summary>What this program makes of a round: name of the package → content.</summary>
    public static Dictionary<string, byte[]> Make(string round)
    {
        var result = Evaluate(round);
        var evaluation = ResultPackage.Write(result);
        var made = new Dictionary<string, byte[]> { [$"{round}-evaluation-internal"] = evaluation };
        if (result.Status == EvaluationStatus.Infeasible)
        {
            return made;
        }
        made[$"{round}-evaluation-sealed"] = ResultPackage.WriteSealed(result.Round.Experts, [], evaluation);
        made[$"{round}-evaluation-public"] = ResultPackage.WritePublic(evaluation, masksNames: true);
        var awards = DecisionPackage.AwardsOf(evaluation);
        var meeting = new Deliberation("局党组会", new DateOnly(2025, 6, 12), "〔2025〕7号", ["与会人甲", "与会人乙"],
            [new Recusal("与会人丙", "亲属任职", [awards[0].Id])]);
        var change = Exempted(new AwardDecision(AwardStage.Decision, awards, meeting,
        [
            new AwardChange(awards[^1].Id, awards[^1].Amount, new Money(awards[^1].Amount.Fen - 12_345), "核减，见会议纪要"),
            new AwardChange(awards[0].Id, awards[0].Amount, null, "重复立项"),
        ]), evaluation);
        var decided = made[$"{round}-decision-internal"] = DecisionPackage.Write(change, evaluation, evaluation);
        made[$"{round}-decision-public"] = ResultPackage.WritePublic(decided, masksNames: false);
        var final = made[$"{round}-final-internal"] = DecisionPackage.Write(
            new AwardDecision(AwardStage.Final, DecisionPackage.AwardsOf(decided), meeting,
            [new AwardChange(result.Ranking.First(e => e.Reserve == 1).Application.Id, null, Money.Parse("100000"), "递补")])
        {
            Exemptions = change.Exemptions,
            Notice = new NoticePeriod(new DateOnly(2025, 6, 16), [new DateOnly(2025, 6, 17), new DateOnly(2025, 6, 18)]),
        }, evaluation, decided);
        made[$"{round}-final-public"] = ResultPackage.WritePublic(final, masksNames: false);
        return made;
    }

    /// <summary>With an exemption for whatever the changes break; the first of them bears it.</summary>
    public static AwardDecision Exempted(AwardDecision decision, byte[] evaluation)
    {
        var breaches = AwardCheck.Breaches(
            FrozenEvaluation.Read(evaluation).Basis, decision.Before, decision.After(),
            decision.Changes.Where(c => c.To is null).Select(c => c.Application).ToHashSet());
        return decision with { Exemptions =
            breaches.Count == 0 ? [] : [new Exemption(decision.Changes[0].Application, "办法第九条", breaches)] };
    }

    /// <summary>The files of a package, in their order.</summary>
    public static List<(string Name, byte[] Content)> Entries(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return [.. zip.Entries.Select(e =>
        {
            using var content = new MemoryStream();
            using var stream = e.Open();
            stream.CopyTo(content);
            return (e.FullName, content.ToArray());
        })];
    }

    /// <summary>A zip of these files, whatever their names.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    public static string Text(byte[] content) => Encoding.UTF8.GetString(content);
}
