using System.Globalization;
using GrantReview.Core.Awards;
using GrantReview.Core.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// The same cell in every place where it decides something (request, base of an amount, sum paid before, tie-break, measured leaf, limit,
/// quota) has one meaning, or is refused by row and column; never a second meaning with a result.
/// </summary>
public class OneReadingTests
{
    private static readonly string[] Figures =
        ["5300000", "5,300,000", "５３０００００", "¥5,300,000", "5300000.00", " 5300000元", "5300\u200B000"];
    private static readonly string[] Doubtful =
        ["5300000/1", "5.300.000,00", "5300000,5", "530万", "3项", "90%", "5.3e6", "NaN", "约5300000", "①", "10²", "#N/A", "5 300 000"];

    public static TheoryData<string, string> Places() =>
        new(from place in new[] { "request", "base", "paid", "tie", "leaf" } from cell in Figures select (place, cell));

    public static TheoryData<string, string> DoubtfulPlaces() =>
        new(from place in new[] { "request", "base", "paid", "tie", "leaf" } from cell in Doubtful select (place, cell));

    [Theory]
    [MemberData(nameof(Places))]
    public void Evaluate_WithAFigureInAnyHand_GivesWhatThePlainFigureGives(string place, string cell) =>
        Assert.Equal(Outcome(place, "5300000"), Outcome(place, cell));

    [Theory]
    [MemberData(nameof(DoubtfulPlaces))]
    public void Evaluate_WithACellOfTwoMeanings_IsRefusedAtItsRow(string place, string cell)
    {
        var reading = Read(place, cell);

        Assert.Null(reading.Round);
        Assert.Contains(reading.Mistakes, m => m is { File: "applications.csv", Row: 2 } && m.Column == ColumnOf(place));
    }

    [Theory]
    [InlineData("虚构公司（成都）", "虚构公司(成都)")]
    [InlineData("虚构公司\u200B成都", "虚构公司成都")]
    [InlineData("91999999MA6FLD00X2", "91999999ma6fld00x2")]
    [InlineData("Ｔ１", "t1")]
    [InlineData("1,000", "1000")]
    public void Evaluate_WithOneKeyInTwoHands_SharesLimitsQuotasCapsAndProjects(string one, string other)
    {
        foreach (var place in new[] { "limit", "quota", "cap", "once" })
        {
            Assert.Equal(Shared(place, one, one), Shared(place, one, other));
            Assert.NotEqual(Shared(place, one, one), Shared(place, one, "另一个"));
        }
    }

    [Theory]
    [InlineData("Yes")]
    [InlineData("√")]
    [InlineData("是")]
    [InlineData("TRUE")]
    [InlineData("1")]
    public void Evaluate_WithYesInAnyHand_IsExemptLikeYes(string cell) => Assert.Equal(Exempt("yes"), Exempt(cell));

    [Fact]
    public void Evaluate_WithAnAnswerThatIsNone_IsRefusedAtItsRow()
    {
        using var folder = ExemptFolder("大概");

        Assert.Equal([("applications.csv", 2, "sme", "NotYesOrNo")],
            RoundReader.Read(folder.Path).Mistakes.Select(m => (m.File, m.Row ?? 0, m.Column, m.Code)));
    }

    [Theory]
    [InlineData("2025-08-12 10:00", "2025-08-12T10:00:00+08:00")]
    [InlineData("2025/8/12 10:00", "2025-08-12T10:00:00+08:00")]
    [InlineData("2025-08-12", "2025-08-12T23:59:59+08:00")]
    [InlineData("2025年8月12日上午10时", "2025-08-12T10:00:00+08:00")]
    [InlineData("2025年8月12日下午5时30分", "2025-08-12T17:30:00+08:00")]
    [InlineData("2025年8月12日24时", "2025-08-12T23:59:59+08:00")]
    public void Evaluate_WithATimeInAnyHand_BreaksTiesLikeTheInstant(string cell, string instant)
    {
        // The other of the pair came at 16:30 in China, which is before 10:00 in London.
        Assert.Equal(Time(instant), Time(cell));

        static string Time(string cell)
        {
            using var folder = Folder("", "", ["at", "2025-08-12T16:30:00+08:00"], cell, """ "policy": { "tieBreak": [ { "by": "at" } ] } """);
            return Awards(folder);
        }
    }

    [Theory]
    [InlineData("10:00")]
    [InlineData("12/8/2025")]
    [InlineData("8月12日")]
    [InlineData("8月12日下午5时30分")]
    [InlineData("17时")]
    [InlineData("12日24时")]
    [InlineData("上午10时")]
    public void Evaluate_WithATimeThatNamesNoDay_IsRefusedAtItsRow(string cell)
    {
        using var folder = Folder("", "", ["at", "2025-08-12T16:30:00+08:00"], cell, """ "policy": { "tieBreak": [ { "by": "at" } ] } """);

        Assert.Equal([("applications.csv", 2, "at", "NotAnInstant")],
            RoundReader.Read(folder.Path).Mistakes.Select(m => (m.File, m.Row ?? 0, m.Column, m.Code)));
    }

    private static string ColumnOf(string place) =>
        place switch { "request" => "requested_amount", "tie" => "patents", "leaf" => "measured", "paid" => "paid", _ => "rd" };

    private static string Outcome(string place, string cell)
    {
        var round = Read(place, cell).Round ?? throw new InvalidOperationException($"“{cell}” was refused.");
        return Awards(Evaluation.Run(round, "1"));
    }

    private static RoundReading Read(string place, string cell)
    {
        using var folder = place switch
        {
            "request" => Folder("", "", ["requested_amount", "400000"], cell, """ "x": 1 """),
            "base" => Folder(""" "amount": { "rate": "0.10", "base": "rd", "cap": "2500000" } """, "", ["rd", "4000000"], cell, """ "x": 1 """),
            "paid" => Folder(""" "amount": { "fixed": "600000" } """, """, "amountGroups": { "annualCaps": [ { "by": "pi", "max": "5800000", "alreadyPaid": "paid", "floor": "before" } ] }""", ["paid", "0"], cell, """ "x": 1 """),
            "tie" => Folder("", "", ["patents", "5200001"], cell, """ "policy": { "tieBreak": [ { "by": "patents", "descending": true } ] } """),
            _ => Folder("", "", ["measured", "5200001"], cell, """ "x": 1 """),
        };
        if (place == "leaf")
        {
            folder.Write("indicators.json", """
                { "indicators": [ { "code": "a", "name": "能力", "weight": "60" }, { "code": "b", "name": "效益", "weight": "20" },
                  { "code": "m", "name": "客观", "weight": "20", "kind": "measured", "scale": { "kind": "linear", "attribute": "measured", "low": "0", "high": "9999999" } } ] }
                """);
            System.IO.File.Delete(folder.File("indicators.csv"));
            folder.Write("scores.csv", "application,expert,indicator,score\nA1,E1,a,50\nA1,E1,b,20\nA2,E2,a,50\nA2,E2,b,20\n");
        }
        return RoundReader.Read(folder.Path);
    }

    private static string Shared(string place, string one, string other)
    {
        using var folder = Folder(
            """ "amount": { "fixed": "600000" } """,
            place switch
            {
                "cap" => """, "amountGroups": { "annualCaps": [ { "by": "k", "max": "1000000", "floor": "before" } ] }""",
                "once" => """, "amountGroups": { "oncePer": [ "k" ] }""",
                "limit" => """, "eligibility": { "rules": [ { "id": "one", "clause": "1", "kind": "limit", "condition": { "applications": { "by": "k", "orderedBy": "at" }, "atMost": "1" }, "outcome": "fail", "text": "一" } ] }""",
                _ => "",
            },
            ["k", other], one, $$""" "quotas": [ {{(place == "quota" ? $$"""{ "id": "q", "measure": "count", "where": { "k": "{{one}}" }, "max": "1" }""" : "")}} ] """);
        folder.Replace("applications.csv", ",k\n", ",k,at\n");
        folder.Replace("applications.csv", $"张三,\"{one}\"\n", $"张三,\"{one}\",2025-08-01\n");
        folder.Replace("applications.csv", $"李四,\"{other}\"\n", $"李四,\"{other}\",2025-08-02\n");
        return Awards(folder);
    }

    private static string Exempt(string cell)
    {
        using var folder = ExemptFolder(cell);
        return Awards(folder);
    }

    private static RoundFolder ExemptFolder(string cell) =>
        Folder(""" "amount": { "fixed": "60000", "floor": { "below": "100000", "exempt": { "sme": [ "yes" ] } } } """, "", ["sme", "no"], cell, """ "x": 1 """);

    /// <summary>Two applications that are equal but for one column; one of two places unless the call says other.</summary>
    private static RoundFolder Folder(string category, string settings, string[] column, string cell, string allocation)
    {
        var folder = new RoundFolder();
        var amount = category.Length > 0 ? ", " + category : column[0] == "requested_amount" ? """, "amount": { "cap": "90000000" } """ : """, "amount": { "fixed": "100" } """;
        var places = column[0] is "patents" or "at" or "measured" ? """ "quotas": [ { "id": "places", "measure": "count", "max": "1" } ],""" : "";
        folder.Write("call.json", $$"""
            { "code": "T1", "name": { "en": "Test", "zh-CN": "测试" }, "categories": [ { "code": "all" {{amount}} } ],
              "assignment": { "expertsPerApplication": 1 }, "allocation": { {{places}} {{allocation}} } {{settings}} }
            """);
        folder.Write("applications.csv",
            $"id,title,category,unit,pi,{column[0]}\nA1,题目一,all,甲公司,张三,\"{cell}\"\nA2,题目二,all,乙公司,李四,\"{column[1]}\"\n");
        folder.Write("scores.csv", "application,expert,indicator,score,reason\nA1,E1,a,50,\nA1,E1,b,30,\nA2,E2,a,50,\nA2,E2,b,30,\n");
        return folder;
    }

    private static string Awards(RoundFolder folder)
    {
        var reading = RoundReader.Read(folder.Path);
        return Awards(
            Evaluation.Run(reading.Round
            ?? throw new InvalidOperationException(string.Join("; ", reading.Mistakes.Select(m => m.Say("en")))), "1"));
    }

    private static string Awards(EvaluationResult result)
    {
        Assert.Equal(AllocationStatus.Optimal, result.Allocation?.Status);
        return string.Join(' ', result.Ranking.OrderBy(e => e.Application.Id)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Application.Id} {e.Decision} {e.Score} {e.Amount}")));
    }
}
