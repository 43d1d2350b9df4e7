using System.Text;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

public class AssignmentSettingsTests
{
    [Fact]
    public void Read_KeepsFloorsPairsAndPanels_ThroughWriting()
    {
        var (call, mistakes) = Read("""{ "code": "C", "assignment": { "perKind": { "finance": 1 }, "perRegion": { "west": 2 }, "fixed": [ { "application": "A", "expert": "E" } ], "forbidden": [ { "application": "B", "expert": "F" } ], "panels": "formed", "panelMin": 4, "panelMax": 9, "balance": 0.02, "overlap": "0.005" } }""");

        Assert.Empty(mistakes);
        var again =
            CallJson.Read(CallJson.Write(Assert.IsType<Core.Calls.Call>(call)), "call.json", TemplateFolder.Shipped, [], [])?.Assignment;
        Assert.Equal(1, again?.PerKind["finance"]);
        Assert.Equal(2, again?.PerRegion["west"]);
        Assert.Equal([(new("A"), new("E"))], again?.Fixed);
        Assert.Equal([(new("B"), new("F"))], again?.Forbidden);
        Assert.Equal((0.02, 0.005), (again?.Balance, again?.Overlap));
        Assert.Equal((PanelSource.Formed, 4, 9), (again?.Panels, again?.PanelMin, again?.PanelMax));
    }

    [Fact]
    public void Read_WhenKeysAreWrong_NamesEachPath()
    {
        var (_, mistakes) = Read("""{ "code": "C", "assignment": { "perKind": { "finance": "many" }, "fixed": [ { "application": "A" } ], "panels": "some", "panelMin": 9, "panelMax": 4, "balance": 1.5 } }""");

        Assert.Equal(
            ["assignment.balance", "assignment.fixed[0].expert", "assignment.panelMin", "assignment.panels", "assignment.perKind.finance"],
            mistakes.Select(m => m.Column).Order(StringComparer.Ordinal));
    }

    private static (Core.Calls.Call? Call, List<Mistake> Mistakes) Read(string json)
    {
        var mistakes = new List<Mistake>();
        return (CallJson.Read(Encoding.UTF8.GetBytes(json), "call.json", TemplateFolder.Shipped, mistakes, []), mistakes);
    }
}
