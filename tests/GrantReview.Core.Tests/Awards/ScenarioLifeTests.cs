using GrantReview.Core.Acts;
using GrantReview.Core.Awards;

namespace GrantReview.Core.Tests.Awards;

public class ScenarioLifeTests
{
    private static readonly By Officer =
        new(Guid.NewGuid(), Capacity.Officer, new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc), Guid.NewGuid());
    private static readonly AllocationFigures Figures = new(new Dictionary<QuotaId, string?> { [new("budget")] = "100" }, null);

    [Theory]
    [InlineData("stricter", 1, false, 0, false, null)]
    [InlineData("stricter", 1, false, 2, true, null)]
    [InlineData("stricter", 1, false, 2, false, typeof(ScenarioLife.LosersAreUnseen))]
    [InlineData("stricter", 1, true, 0, false, typeof(ScenarioLife.IsTaken))]
    [InlineData("stricter", 0, false, 0, false, typeof(ScenarioLife.NeedsNameAndFigure))]
    [InlineData(" ", 1, false, 0, false, typeof(ScenarioLife.NeedsNameAndFigure))]
    public void Keep_NeedsANameAFigureAndThatLosersWereSeen(string name, int figures, bool isTaken, int losers, bool seen, Type? refusal)
    {
        var act = new ScenarioLife.Keep(name, figures == 0 ? AllocationFigures.None : Figures, seen);

        var answer = ScenarioLife.Decide(act, Officer,
            new ScenarioEvidence(isTaken, [.. Enumerable.Range(1, losers).Select(i => new ApplicationId($"P{i}"))]));

        Assert.Equal(refusal, answer.Refusal?.GetType());
        Assert.Equal(refusal is null ? [new ScenarioLife.Kept(name, Figures)] : [], answer.Facts ?? []);
    }

    [Theory]
    [InlineData(Capacity.Approver)]
    [InlineData(Capacity.Auditor)]
    [InlineData(Capacity.Expert)]
    public void KeepAndDrop_ByAnybodyButAnOfficer_AreRefused(Capacity capacity)
    {
        var by = Officer with { Capacity = capacity };

        Assert.IsType<Refusal.NeedsCapacity>(ScenarioLife.Decide(new("n", Figures, true), by, new ScenarioEvidence(false, [])).Refusal);
        Assert.IsType<Refusal.NeedsCapacity>(ScenarioLife.Decide("n", by).Refusal);
        Assert.Equal([new ScenarioLife.Dropped("n")], ScenarioLife.Decide("n", Officer).Facts);
    }
}
