using GrantReview.Cli;
using GrantReview.Core.Assignments;
using GrantReview.Files.Draws;

namespace GrantReview.Web.Tests.Cli;

public sealed class DrawCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("draw").FullName;
    private static readonly SeedShare[] Shares = [new("officer", new string('a', 40)), new("supervisor", new string('b', 40))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Draw_GivesWhatCoreDraws_TwiceTheSameBytes()
    {
        var pool = Freeze();

        Assert.Equal(0, Run("one", Shares));
        Assert.Equal(0, Run("two", [Shares[1], Shares[0]]));

        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "one", "draw.csv")),
            File.ReadAllBytes(Path.Combine(folder, "two", "draw.csv")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "one", "draw.json")),
            File.ReadAllBytes(Path.Combine(folder, "two", "draw.json")));
        var expected = ExpertDraw.Run(pool, SeedShare.Combine(pool.Hash(), Shares));
        Assert.Equal(expected.Experts.Select(d => $"{d.Application},{d.Place},{d.Expert},{(d.IsSubstitute ? "substitute" : "drawn")}"),
            File.ReadAllLines(Path.Combine(folder, "one", "draw.csv")).Skip(1));
    }

    [Fact]
    public void Draw_WhenAShareDiffersFromItsCommitment_RefusesAndNamesTheRole()
    {
        Freeze();
        using var output = new StringWriter();

        var code = CommandLine.Run(
            ["draw", Path.Combine(folder, "pool.json"), "--out", Path.Combine(folder, "out"), "--share", $"officer={Shares[0].Secret}",
            "--share", $"supervisor={new string('x', 40)}", "--language", "en"], output, TextWriter.Null);

        Assert.Equal(1, code);
        Assert.Contains("supervisor", output.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }

    [Fact]
    public void Draw_WhenThePoolIsBroken_ListsEveryMistake()
    {
        File.WriteAllText(Path.Combine(folder, "pool.json"), """{ "experts": [ { "kind": "x" }, { "id": "E", "maxLoad": -1 } ], "applications": [ { "id": "A", "needed": "many" } ] }""");
        using var error = new StringWriter();

        var code = CommandLine.Run(
            ["draw", Path.Combine(folder, "pool.json"), "--out", Path.Combine(folder, "out"), "--share", "officer=short", "--language",
            "en"], TextWriter.Null, error);

        Assert.Equal(2, code);
        Assert.Contains("experts[0].id", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("experts[1].maxLoad", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("applications[0].needed", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("4 mistake(s)", error.ToString(), StringComparison.Ordinal);
    }

    private DrawPool Freeze()
    {
        var pool = new DrawPool(
            [.. Enumerable.Range(0, 9)
            .Select(e => new PoolExpert(new($"E{e}"), e < 3 ? "finance" : "academic", "", $"U{e / 2}", 2, e == 0 ? [new("A1")] : []))],
            [new(new("A1"), 3), new(new("A2"), 3)], new Dictionary<string, int> { ["finance"] = 1 }, new Dictionary<string, int>(), 1, 2);
        File.WriteAllBytes(Path.Combine(folder, "pool.json"), DrawFile.Write(pool, Shares.ToDictionary(s => s.Role, s => s.Commitment)));
        return pool;
    }

    private int Run(string name, IEnumerable<SeedShare> shares) =>
        CommandLine.Run(
            ["draw", Path.Combine(folder, "pool.json"), "--out", Path.Combine(folder, name),
            .. shares.SelectMany(s => new[] { "--share", $"{s.Role}={s.Secret}" })], TextWriter.Null, TextWriter.Null);
}
