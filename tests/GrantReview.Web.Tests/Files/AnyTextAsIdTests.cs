using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Files;
using GrantReview.Files.AllocationCases;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>Files may use any text as an id: it changes the names in the answer and no outcome.</summary>
public partial class AnyTextAsIdTests
{
    private static readonly string[] Texts =
    [
        "ineligible", "ineligible:R1", "minScore", "ties", "tie-break", "quota", "quota-full", "tie-at-cut", "closed-by-tie",
        "closed-by-tie:U", "floor-reserved:minScore", "exclusive:a03", "after-stop:U", "lost-tie-break", "lost-lottery", "decided-by-id",
        "fewer-scores:1/3",
        "U", "unit:U", ":", ":U", "U:", ";", "U;V", "U\nV", ",", "1", "1e3", "a]b", "<b>", "=1+1", "\"",
        "名额", "u", "Ｕ", "null", "$", "{0}", "code", "score", "—",
    ];

    /// <summary>Ids of applications and quotas are renamed in the same order; the answer is the renamed answer, byte for byte.</summary>
    [Fact]
    public void Answer_WhenIdsAreRenamed_IsTheRenamedAnswer()
    {
        var (barred, excluded, infeasible) = (0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var plain = Case(random).ToJsonString();
            var names = NamesFor(plain, random);

            var answer = Answer(plain);
            var renamed = Answer(Renamed(plain, names));

            Assert.Equal(Renamed(answer, names), renamed);
            barred += Regex.Count(renamed, "\"quota-full\"");
            excluded += Regex.Count(renamed, "\"code\": \"exclusive\"");
            infeasible += Regex.Count(renamed, "\"infeasible\",\n  \"funded\"");
        }
        Assert.True(barred > 200 && excluded > 20 && infeasible > 20, $"{barred} {excluded} {infeasible}");
    }

    /// <summary>The whole job with a quota of any name: the same awards and replacement list, and a package that verifies.</summary>
    [Theory]
    [MemberData(nameof(AllTexts))]
    public void Evaluate_WithAQuotaOfAnyName_LeadsToTheSame(string text)
    {
        using var folder = new RoundFolder();
        folder.Replace("call.json", "\"places\"", JsonValue.Create(text).ToJsonString());
        var round = RoundReader.Read(folder.Path).Round ?? throw new InvalidOperationException("The round is not read.");
        var result = Evaluation.Run(round, "s");

        Assert.Equal([("A1", Decision.Funded), ("A2", Decision.Reserve)], result.Ranking.Select(e => (e.Application.Id.Value, e.Decision)));
        Assert.Equal([new Reason.QuotaFull(new(text))], result.Ranking[1].Reasons);
        var tables = EvaluationFiles.Tables(result).ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Content));
        Assert.Equal("application,amount\nA1,100\n", tables["awards.csv"].TrimStart('\ufeff').ReplaceLineEndings("\n"));
        Assert.Equal("place,application\n1,A2\n", tables["reserve.csv"].TrimStart('\ufeff').ReplaceLineEndings("\n"));
        Assert.Empty(PackageVerification.Run(ResultPackage.Write(result)).Differences.Select(d => d.Say("en")));
    }

    public static TheoryData<string> AllTexts => [.. Texts];

    private static string Answer(string content)
    {
        List<Mistake> mistakes = [];
        var problem = AllocationCase.Read(Encoding.UTF8.GetBytes(content), "case.json", mistakes, []);
        Assert.Empty(mistakes);
        return problem is null ? "" : Encoding.UTF8.GetString(AllocationAnswer.Write(AllocationSolver.Solve(problem), problem));
    }

    private static JsonObject Case(Random random)
    {
        string[] units = ["U", "V"];
        var applications = Enumerable.Range(0, random.Next(3, 9)).Select(i => new JsonObject
        {
            ["id"] = $"@a{i}@", ["score"] = $"{random.Next(57, 64)}", ["amount"] = $"{random.Next(1, 6)}", ["minAmount"] = "1",
            ["attributes"] = new JsonObject { ["unit"] = units[random.Next(2)], ["category"] = "c" },
        }).ToList();
        List<JsonObject> quotas =
        [
            new() { ["id"] = "@q0@", ["measure"] = "count", ["max"] = $"{random.Next(1, 5)}" },
            new() { ["id"] = "@q1@", ["measure"] = "count", ["where"] = OfUnit("U"), ["max"] = $"{random.Next(1, 3)}" },
            new() { ["id"] = "@q2@", ["measure"] = "amount", ["max"] = $"{random.Next(3, 15)}" },
            new() { ["id"] = "@q3@", ["measure"] = "count", ["where"] = OfUnit("V"), ["min"] = $"{random.Next(0, 3)}" },
        ];
        string[] ties = ["tie-break", "exclude-all", "include-all"], remainders = ["skip", "stop", "partial"];
        return new JsonObject
        {
            ["applications"] = new JsonArray([.. applications.OrderBy(_ => random.Next())]),
            ["quotas"] = new JsonArray([.. quotas.Where(_ => random.Next(4) > 0)]),
            ["minScore"] = "59",
            ["exclusive"] =
                random.Next(2) == 0 ? new JsonArray(new JsonArray("@a0@", "@a1@"), new JsonArray("@a1@", "@a2@")) : new JsonArray(),
            ["policy"] = new JsonObject { ["ties"] = ties[random.Next(3)], ["remainder"] = remainders[random.Next(3)] },
        };

        static JsonObject OfUnit(string unit) => new() { ["unit"] = unit };
    }

    /// <summary>Texts for the ids of applications and, anew, for those of quotas, in the order of the ids that they stand for.</summary>
    private static Dictionary<string, string> NamesFor(string plain, Random random)
    {
        var ids = Token().Matches(plain).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal).GroupBy(id => id[1]);
        return ids.SelectMany(kind => kind.Zip(Drawn(kind.Count()))).ToDictionary(p => p.First, p => p.Second);

        IEnumerable<string> Drawn(int count) => random.GetItems(Texts, 200).Distinct().Take(count).Order(StringComparer.Ordinal);
    }

    private static string Renamed(string json, Dictionary<string, string> names) =>
        Token().Replace(json, m => JsonValue.Create(names[m.Value]).ToJsonString(Relaxed)[1..^1]);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("@[aq][0-9]@")]
    private static partial Regex Token();
}
