using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Calls;

public class CallStagesTests
{
    [Fact]
    public void Next_GoesThroughEveryStage()
    {
        List<CallStage> way = [CallStage.Draft];
        while (CallStages.Next(way[^1]) is { } next)
        {
            way.Add(next);
        }

        Assert.Equal(Enum.GetValues<CallStage>(), way);
    }

    [Fact]
    public void Refuse_AllowsOneStepForward_AndAnyStepBackWithAReason()
    {
        foreach (var from in Enum.GetValues<CallStage>())
        {
            foreach (var to in Enum.GetValues<CallStage>())
            {
                var refusal = CallStages.Refuse(from, to, reason: null);
                Assert.Equal(CallStages.Next(from) == to, refusal is null);
                Assert.Equal(to < from, refusal is CallStageRefusal.NeedsReason);
                Assert.Equal(to < from || CallStages.Next(from) == to, CallStages.Refuse(from, to, "because") is null);
            }
        }
    }
}
