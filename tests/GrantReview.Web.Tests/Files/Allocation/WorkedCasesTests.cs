using GrantReview.Testing;
using System.Text;
using System.Text.Json.Nodes;
using GrantReview.Core.Awards;
using GrantReview.Files;
using GrantReview.Files.AllocationCases;

namespace GrantReview.Web.Tests.Files.Allocation;

/// <summary>
/// The sixteen worked cases of the five calls in the shape of an allocation case; worked_cases.py beside this file makes them and
/// recomputes the answers over every subset.
/// </summary>
public class WorkedCasesTests
{
    private static readonly JsonArray Cases = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Solution.Root, "tests/GrantReview.Web.Tests/Files/Allocation/worked-cases.json")))!.AsArray();

    public static TheoryData<string> Ids => [.. Cases.Select(c => c!["id"]!.ToString())];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Allocate_AWorkedCase_GivesItsAnswer(string id)
    {
        var worked = Cases.Single(c => c!["id"]!.ToString() == id)!;
        List<Mistake> mistakes = [], warnings = [];
        var problem = AllocationCase.Read(Encoding.UTF8.GetBytes(worked["case"]!.ToJsonString()), "case.json", mistakes, warnings);
        Assert.Empty(mistakes);

        var plan = AllocationSolver.Solve(problem!);
        var answer = JsonNode.Parse(AllocationAnswer.Write(plan, problem!))!;

        Assert.Empty(AllocationAudit.Check(problem!, plan));
        if (worked["conflicts"] is JsonArray conflicts)
        {
            Assert.Equal("infeasible", answer["status"]!.ToString());
            Assert.Empty(answer["funded"]!.AsArray());
            Assert.Equal(conflicts.Select(c => Sorted(c!)), answer["conflicts"]!.AsArray().Select(c => Sorted(c!)));
            foreach (var repair in worked["repairs"]!.AsArray())
            {
                Assert.Contains(answer["repairs"]!.AsArray(),
                    r => r!["change"] is { } c
                    && (c["quota"]!.ToString(), c["by"]!.ToString()) == (repair![0]!.ToString(), repair[1]!.ToString())
                    && Sorted(r["funded"]!) == Sorted(repair[2]!));
            }
            return;
        }
        Assert.Equal("optimal", answer["status"]!.ToString());
        Assert.Equal(Sorted(worked["funded"]!),
            string.Join(' ', answer["funded"]!.AsArray().Select(f => f!["id"]!.ToString()).Order(StringComparer.Ordinal)));
        foreach (var (application, amount) in worked["amounts"] as JsonObject ?? [])
        {
            Assert.Equal(amount!.ToString(),
                answer["funded"]!.AsArray().Single(f => f!["id"]!.ToString() == application)!["amount"]!.ToString());
        }
        foreach (var (application, reasons) in worked["reasons"]!.AsObject())
        {
            Assert.Equal(Sorted(reasons!),
                Sorted(answer["notFunded"]!.AsArray().Single(n => n!["id"]!.ToString() == application)!["reasons"]!));
        }
        foreach (var change in worked["sensitivity"]!.AsArray())
        {
            var found = answer["sensitivity"]!.AsArray()
                .Single(s => s!["change"]!["quota"]!.ToString() == change![0]!.ToString()
                && s["change"]!["by"]!.ToString() == change[1]!.ToString())!;
            Assert.Equal((Sorted(change![2]!), Sorted(change[3]!)), (Sorted(found["gain"]!), Sorted(found["lose"]!)));
        }
        if (worked["overrun"] is { } overrun)
        {
            var gaveWay = plan.GaveWay.Single();
            Assert.Equal((overrun["used"]!.GetValue<long>(), overrun["taken"]!.GetValue<long>()), (gaveWay.Used, gaveWay.Taken));
            Assert.Equal(overrun["human"]?.GetValue<bool>() ?? gaveWay.Used < gaveWay.Max - 1, gaveWay.Used < gaveWay.Max - 1);
        }
    }

    [Fact]
    public void Answer_SaysTheLoadAtThatMoment_AndTheReplacementListByCategory()
    {
        var worked = Cases.Single(c => c!["id"]!.ToString() == "C03")!;
        var problem = AllocationCase.Read(Encoding.UTF8.GetBytes(worked["case"]!.ToJsonString()), "case.json", [], [])!;

        var answer = JsonNode.Parse(AllocationAnswer.Write(AllocationSolver.Solve(problem), problem))!;

        var load = Assert.Single(answer["notFunded"]!.AsArray().Single(n => n!["id"]!.ToString() == "Z5")!["loads"]!.AsArray())!;
        Assert.Equal(("重点", "3", "3"), (load["quota"]!.ToString(), load["used"]!.ToString(), load["max"]!.ToString()));
        Assert.Equal("Z4 Z5", Sorted(answer["reserveByCategory"]!["重点"]!));
    }

    private static string Sorted(JsonNode ids) => string.Join(' ', ids.AsArray().Select(i => i!.ToString()).Order(StringComparer.Ordinal));
}
