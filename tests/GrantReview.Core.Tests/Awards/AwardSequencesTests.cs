using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>
/// Any order of acts by anybody: nothing that a meeting decided is lost, nobody whom it took out comes back by promotion, nobody who was
/// refused is funded without an exception, and nobody
/// does alone what two must.
/// </summary>
public class AwardSequencesTests
{
    private static readonly Capacity[] Capacities = [Capacity.Officer, Capacity.Approver, Capacity.Supervisor];

    [Fact]
    public void AnySequence_KeepsWhatWasDecidedAndNeedsTwo()
    {
        var (frozen, final, withdrawn, carried, exempted) = (0, 0, 0, 0, 0);
        for (var seed = 0; seed < 250; seed++)
        {
            var random = new Random(seed);
            var scene = Drawn(random);
            for (var step = 0; step < 120; step++)
            {
                Act(scene, random);
                Check(scene, $"seed {seed}, step {step}");
            }
            frozen += scene.Records.Count(r => r.State.FrozenAt is not null);
            final += scene.Records.Count(r => r.Notice.FrozenAt is not null);
            withdrawn += scene.Records.Sum(r => r.Notice.Withdrawals.Count(w => w.Promoted is not null));
            carried += scene.Records.Count(r => r.State.Changes.Any(c => c.IsCarried));
            exempted += scene.Records.Count(r => r.State.FrozenAt is not null && r.State.Exemptions.Count > 0);
        }

        Assert.True(frozen > 100 && final > 50 && withdrawn > 30 && carried > 50 && exempted > 10,
            $"{frozen} {final} {withdrawn} {carried} {exempted}");
    }

    private static AwardScene Drawn(Random random)
    {
        for (; ; )
        {
            var problem = ADrawnProblem.Of(random.Next(), AllocationOrder.Priority);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            if (plan.Status == AllocationStatus.Optimal && plan.Funded.Count > 0 && plan.NotFunded.Count > 1)
            {
                return new AwardScene(AwardBasis.FromPlan(problem, plan), plan.Funded);
            }
        }
    }

    /// <summary>A person of three in any capacity, and an act that mostly fits the stage.</summary>
    private static void Act(AwardScene scene, Random random)
    {
        By By(Capacity capacity) => AwardScene.By(random.Next(3), random.Next(8) == 0 ? Capacities[random.Next(3)] : capacity);
        ApplicationId Any() => scene.Basis.Candidates[random.Next(scene.Basis.Candidates.Count)].Id;
        FreeText? Reason() => random.Next(10) == 0 ? null : new FreeText("因故");
        var record = scene.Records.Count > 0 ? scene.Last : null;
        if (random.Next(7) == 0)
        {
            var to = random.Next(3) == 0 ? CallStage.Allocating : CallStage.Deliberation;
            scene.Move(scene.Call.GoingBack is { } back && random.Next(2) == 0
                ? new CallLife.ConfirmGoingBack(back.Request.Id) : new CallLife.GoBack(to, Reason()),
                    By(random.Next(2) == 0 ? Capacity.Officer : Capacity.Approver));
            return;
        }
        switch (scene.Call.Stage)
        {
            case CallStage.Allocating:
                scene.Approve([.. scene.Proposed.Where(_ => random.Next(4) > 0)]);
                break;
            case CallStage.Deliberation:
                var due = scene.Basis.Find(new(Any().Value)) ?? throw new InvalidOperationException("No candidate.");
                Act[] acts =
                [
                    AwardScene.Minutes($"{random.Next(30)}"), AwardScene.Minutes($"{random.Next(30)}"),
                    new DecisionLife.Change(due.Id, random.Next(2) == 0 ? null : random.Next(3) > 0 ? due.Due
                        : new Money(random.Next(1, 900)), Reason(),
                        random.Next(2) == 0 ? null : new FreeText("第九条")),
                    new DecisionLife.Undo(record?.State.Changes.Count > 0
                        ? record.State.Changes[random.Next(record.State.Changes.Count)].Application : Any()),
                    new DecisionLife.ConfirmExemption(
                        record?.State.Changes.FirstOrDefault(c => c.Exemption is { ConfirmedBy: null })?.Application ?? Any(),
                        record?.State.Changes.Select(c => c.Exemption).FirstOrDefault(e => e is { ConfirmedBy: null })?.Request.Id
                            ?? Guid.NewGuid()),
                    new DecisionLife.Freeze((record?.State.Edition ?? 0) - (random.Next(6) == 0 ? 1 : 0)),
                ];
                var act = acts[random.Next(acts.Length)];
                scene.Decide(act, By(act is DecisionLife.Freeze or DecisionLife.ConfirmExemption ? Capacity.Approver : Capacity.Officer));
                break;
            case CallStage.PublicNotice:
                Notice(scene, random, By);
                break;
            default:
                break;
        }
    }

    private static void Notice(AwardScene scene, Random random, Func<Capacity, By> by)
    {
        var list = scene.Last.Notice.After(scene.Last.Decided);
        var leaves = list.Count > 0 ? list[random.Next(list.Count)].Id : new ApplicationId("nobody");
        var comes = scene.Last.Notice.IsOpen && list.Count > 0 && random.Next(4) > 0
            ? NoticeLife.PromotionFor(scene.Last.Notice, leaves, false, scene.NoticeEvidence).Promoted?.Id : null;
        Act[] acts =
        [
            new NoticeLife.Open(new DateOnly(2025, 6, 3), 5, true), new NoticeLife.Withdraw(leaves, new FreeText("放弃"), comes, false),
            new NoticeLife.TakeBack(scene.Last.Notice.Withdrawals.Count > 0 ? scene.Last.Notice.Withdrawals[^1].Id : Guid.NewGuid()),
            new NoticeLife.Freeze(scene.Last.Notice.Edition),
        ];
        var act = acts[random.Next(acts.Length)];
        scene.Notice(act, by(act is NoticeLife.Freeze ? Capacity.Approver : Capacity.Officer));
    }

    private static void Check(AwardScene scene, string where)
    {
        for (var i = 0; i < scene.Records.Count; i++)
        {
            var record = scene.Records[i];
            if (i > 0)
            {
                var before = scene.Records[i - 1];
                var decided = before.State.Changes.Select(c => c.Application).Concat(before.Notice.Withdrawals.Select(w => w.Application));
                Assert.True(!decided.Except(record.State.Changes.Select(c => c.Application)).Any(), $"{where}: record {i} lost a change.");
            }
            if (record.State.FrozenAt is not null)
            {
                CheckFrozen(scene, record, where);
            }
            CheckNotice(scene, record, where);
        }
        var numbers = scene.Records.Select(r => r.State.MinutesNumber).ToList();
        Assert.True(numbers.Distinct().Count() == numbers.Count, $"{where}: the same minutes twice.");
    }

    private static void CheckFrozen(AwardScene scene, AwardScene.Record record, string where)
    {
        Assert.True(record.State.FrozenBy is { } by && !record.State.IsBy(by), $"{where}: frozen by who wrote it.");
        var exempted = record.State.Changes.Where(c => c.Exemption is not null).Select(c => c.Exemption).OfType<ExemptionRequest>()
            .ToList();
        Assert.True(exempted.TrueForAll(e => e.ConfirmedBy is { } other && other != e.Request.By), $"{where}: an exception of one person.");
        foreach (var award in record.Decided.Where(a => !record.Proposed.Contains(a)))
        {
            var candidate = scene.Basis.Find(award.Id);
            Assert.True(candidate is { Bar: Bar.None } || exempted.Exists(e => e.Breaches.Any(b => b.Application == award.Id)),
                $"{where}: {award.Id} was barred.");
            Assert.True(candidate?.Due == award.Amount
                || exempted.Exists(e => e.Breaches.Any(b => b.Rule == AwardRule.Amount && b.Application == award.Id)),
                $"{where}: {award.Id} gets another amount.");
        }
        foreach (var quota in scene.Basis.Quotas)
        {
            var (used, had) = (scene.Basis.Used(quota, record.Decided), scene.Basis.Used(quota, record.Proposed));
            Assert.True(!(used > quota.Max) || used <= had
                || exempted.Exists(e => e.Breaches.Any(b => b.Rule == AwardRule.Cap && b.Quota == quota.Id && b.Is >= used)),
                $"{where}: {quota.Id} is exceeded.");
        }
        Assert.True(!record.Decided.Select(a => a.Id).Intersect(record.State.TakenOut).Any(), $"{where}: who was taken out is funded.");
    }

    private static void CheckNotice(AwardScene scene, AwardScene.Record record, string where)
    {
        var gone = record.State.TakenOut.ToHashSet();
        foreach (var withdrawal in record.Notice.Withdrawals)
        {
            gone.Add(withdrawal.Application);
            Assert.True(withdrawal.Promoted is not { } comes
                || (!gone.Contains(comes.Id) && scene.Basis.Find(comes.Id) is { Bar: Bar.None } candidate && candidate.Due == comes.Amount),
                $"{where}: {withdrawal.Promoted?.Id} came back.");
        }
        Assert.True(record.Notice.FrozenBy is not { } by || !record.Notice.IsBy(by), $"{where}: final awards frozen by who wrote them.");
        Assert.True(record.Notice.FrozenAt is null || !record.Notice.After(record.Decided).Any(a => gone.Contains(a.Id)),
            $"{where}: who left is funded.");
    }
}
