using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Evaluations;

public class RunLifeTests
{
    private static readonly DateTime At = new(2026, 5, 1, 8, 0, 0, DateTimeKind.Utc);
    private static readonly By Officer = new(Guid.NewGuid(), Capacity.Officer, At, Guid.NewGuid());
    private static readonly By Program = new(null, Capacity.Program, At, Guid.NewGuid());
    private static readonly RunEvidence Opened = new(CallStage.Ranking, true, false, false);

    private static readonly Act[] Acts =
    [
        new RunLife.AskForEvaluation(), new RunLife.Claim(), new RunLife.Finish("hash", 3, "1.0"),
        new RunLife.Fail(RunFailure.Fault, new FreeText("why")),
        new RunLife.Cancel(),
    ];

    public static TheoryData<RunStatus, bool, string> Worker => new()
    {
        { RunStatus.Requested, false, "Claim, Cancel" },
        { RunStatus.Running, false, "Finish, Fail, Cancel" },
        { RunStatus.Running, true, "Claim, Finish, Fail, Cancel" },
        { RunStatus.Done, true, "" },
        { RunStatus.Failed, true, "" },
        { RunStatus.Cancelled, true, "" },
    };

    /// <summary>State × act, by those who may act at all.</summary>
    [Theory]
    [MemberData(nameof(Worker))]
    public void Decide_InEachState_LetsTheseActsBeDone(RunStatus status, bool holderIsGone, string acts)
    {
        var run = new RunState(status, 1);

        var done = Acts.Skip(1).Where(act => RunLife.Decide(
            run, act, act is RunLife.Cancel ? Officer : Program, Opened with { HolderIsGone = holderIsGone }).Refusal is null);

        Assert.Equal(acts, string.Join(", ", done.Select(a => a.GetType().Name)));
    }

    [Theory]
    [InlineData(Capacity.Officer, "AskForEvaluation, Cancel")]
    [InlineData(Capacity.Program, "Claim, Finish, Fail")]
    [InlineData(Capacity.Approver, "")]
    [InlineData(Capacity.Supervisor, "")]
    [InlineData(Capacity.Expert, "")]
    public void Decide_ByEachCapacity_LetsTheseActsBeDone(Capacity capacity, string acts)
    {
        var done = Acts.Where(act => RunLife.Decide(
            new RunState(RunStatus.Running, 1), act, Officer with { Capacity = capacity },
            Opened with { HolderIsGone = true }).Refusal is null);

        Assert.Equal(acts, string.Join(", ", done.Select(a => a.GetType().Name)));
    }

    /// <summary>What prepares an assignment is asked for by an officer while it can be used.</summary>
    [Theory]
    [InlineData(RunKind.Assignment, CallStage.Assigning)]
    [InlineData(RunKind.Draw, CallStage.Assigning)]
    [InlineData(RunKind.TopUp, CallStage.Scoring)]
    public void Ask_InAnotherStageOrCapacity_IsRefused(RunKind kind, CallStage needed)
    {
        var ask = new RunLife.Ask(kind, "s");

        Assert.All(Enum.GetValues<CallStage>(), stage => Assert.Equal(
            stage == needed,
            RunLife.Decide(new RunState(RunStatus.Requested, 0), ask, Officer, RunEvidence.None with { Stage = stage }).Refusal is null));
        Assert.IsType<Refusal.NeedsCapacity>(
            RunLife.Decide(new RunState(RunStatus.Requested, 0), ask, Program, RunEvidence.None with { Stage = needed }).Refusal);
    }

    [Theory]
    [InlineData(CallStage.Scoring, true, false, typeof(RunLife.ScoresAreSealed))]
    [InlineData(CallStage.Ranking, false, false, typeof(RunLife.ScoresAreSealed))]
    [InlineData(CallStage.Ranking, true, true, typeof(RunLife.LotsNeedTheirSeed))]
    [InlineData(CallStage.Ranking, true, false, null)]
    [InlineData(CallStage.Awarded, true, false, null)]
    public void AskForEvaluation_NeedsOpenScoresAndTheSeedOfLots(CallStage stage, bool opened, bool noSeed, Type? refusal)
    {
        var answer = RunLife.Decide(
            new RunState(RunStatus.Requested, 0), new RunLife.AskForEvaluation(), Officer,
            new RunEvidence(stage, opened, noSeed, false) { Seed = "the call's" });

        Assert.Equal(refusal, answer.Refusal?.GetType());
        Assert.Equal(refusal is null ? "the call's" : null, answer.Facts?.OfType<RunLife.Requested>().SingleOrDefault()?.Seed);
    }

    [Fact]
    public void Claim_WhenTheRunStoppedThreeWorkers_FailsIt()
    {
        var run = new RunState(RunStatus.Requested, 0);
        for (var attempt = 1; attempt <= RunLife.MostAttempts; attempt++)
        {
            run = Apply(run, new RunLife.Claim());
            Assert.Equal((RunStatus.Running, attempt), (run.Status, run.Attempts));
        }

        var failed = Apply(run, new RunLife.Claim());

        Assert.Equal((RunStatus.Failed, (RunFailure?)RunFailure.StoppedTooOften), (failed.Status, failed.Failure));
    }

    [Fact]
    public void Finish_KeepsWhatItReadAndByWhichProgram()
    {
        var done = Apply(new RunState(RunStatus.Running, 2), new RunLife.Finish("hash", 7, "1.0"));

        Assert.Equal((RunStatus.Done, "hash", 7L, "1.0", At),
            (done.Status, done.InputsHash, done.InputsVersion, done.ProgramVersion, done.FinishedAt));
    }

    /// <summary>Whatever workers and officers do, a run ends once and is never taken more than three times.</summary>
    [Fact]
    public void AnySequenceOfActs_EndsARunOnce()
    {
        var random = new Random(7);
        for (var sequence = 0; sequence < 500; sequence++)
        {
            var run = new RunState(RunStatus.Requested, 0);
            var ends = 0;
            for (var step = 0; step < 12; step++)
            {
                var act = Acts[random.Next(1, Acts.Length)];
                var answer = RunLife.Decide(
                    run, act, act is RunLife.Cancel ? Officer : Program, Opened with { HolderIsGone = random.Next(2) == 0 });
                var after = answer.Refusal is null ? answer.Facts.Aggregate(run, (r, f) => RunLife.Apply(r, f, At)) : run;
                ends += after.IsOver && !run.IsOver ? 1 : 0;
                Assert.True(!run.IsOver || after == run);
                run = after;
            }
            Assert.True(ends <= 1 && run.Attempts <= RunLife.MostAttempts);
        }
    }

    private static RunState Apply(RunState run, Act act)
    {
        var answer = RunLife.Decide(run, act, Program, Opened with { HolderIsGone = true });
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(run, (r, f) => RunLife.Apply(r, f, At));
    }
}
