using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;

namespace GrantReview.Core.Tests.Accounts;

/// <summary>The table of capacities that exclude each other, and what it is for: that nobody does alone what two must.</summary>
public class ExclusionsTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Call = Id(50);
    private static readonly Guid Me = Id(1);
    private static readonly Guid TheExpert = Id(2);
    private static readonly FreeText Why = new("why");
    private static readonly Capacity[] InCall = [.. Exclusions.GrantedInCall, Capacity.Expert];

    /// <summary>
    /// One account, one call, one officer's sheet of somebody else: everything the account can do by itself, in every capacity it has.
    /// </summary>
    private sealed record World(CallState Call, SheetState Sheet, AccountLink Link, GrantState Another, RecusalState Recusal, string Mine);

    [Fact]
    public void Table_NamesEachPairOnce_AndNothingWithItself()
    {
        var pairs = Exclusions.All.Select(x => (Capacity[])[.. new[] { x.One, x.Other }.Order()]).Select(p => (p[0], p[1])).ToList();

        Assert.Equal(pairs.Count, pairs.Distinct().Count());
        Assert.All(pairs, p => Assert.NotEqual(p.Item1, p.Item2));
        Assert.DoesNotContain(pairs, p => p.Item1 == Capacity.Program);
    }

    [Fact]
    public void InOneCall_OnlySupervisorAndAuditorGoTogether()
    {
        foreach (var one in InCall)
        {
            foreach (var other in InCall.Where(c => c != one))
            {
                var together = (one, other) is (Capacity.Supervisor, Capacity.Auditor) or (Capacity.Auditor, Capacity.Supervisor);

                Assert.Equal(together, Exclusions.Against(new(Call, one), [new(Call, other)]) is null);
                Assert.Null(Exclusions.Against(new(Call, one), [new(Id(51), other)]));
            }
        }
    }

    [Theory]
    [InlineData(Capacity.SystemAdministrator)]
    [InlineData(Capacity.SecurityAdministrator)]
    [InlineData(Capacity.AuditAdministrator)]
    public void Administrator_IsNothingElse_AnywhereOrTheOtherWayRound(Capacity administrator)
    {
        Standing house = new(null, administrator);
        Standing[] others = [.. InCall.Select(c => new Standing(Call, c)),
            .. Exclusions.GrantedInHouse.Where(c => c != administrator).Select(c => new Standing(null, c))];

        Assert.All(others, other => Assert.Equal(ExclusionReason.Administers, Exclusions.Against(house, [other])?.Why));
        Assert.All(others, other => Assert.Equal(ExclusionReason.Administers, Exclusions.Against(other, [house])?.Why));
    }

    /// <summary>
    /// For every set of capacities that one account may hold: no sequence of its own acts opens the scores (so that no run, proposal, award
    /// or payment follows), submits another's sheet, or gives it a capacity more. Proposing, approving and paying are an officer's, an
    /// approver's and a finance officer's, of whom no reachable set has two.
    /// </summary>
    [Fact]
    public void OneAccountAlone_ReachesNoPointsBeforeOpening_NoForgedScore_NoAward_NoPayment()
    {
        var seen = new HashSet<World>();
        var sets = 0;
        foreach (var mine in SetsOfOneAccount())
        {
            sets++;
            Queue<World> open = new(Starts(mine));
            while (open.TryDequeue(out var world))
            {
                if (!seen.Add(world))
                {
                    continue;
                }
                Assert.False(world.Call.ScoresAreOpened, $"{world.Mine} opened the scores.");
                Assert.False(world.Sheet.Status == SheetStatus.Submitted && world.Link.Account == Me,
                    $"{world.Mine} scored as somebody else.");
                Assert.NotEqual(Me, world.Link.Account);
                Assert.NotEqual(GrantStatus.Held, world.Another.Status);
                Assert.True(world.Call.Stage <= CallStage.Ranking,
                    $"{world.Mine} went past the opening of the scores, so towards awards and payments.");
                foreach (var next in Steps(world))
                {
                    open.Enqueue(next);
                }
            }
        }

        Assert.True(sets > 8);
        Assert.True(seen.Count > 50);
    }

    /// <summary>Every set that the table lets one account have in one call, and each administrator.</summary>
    private static IEnumerable<Capacity[]> SetsOfOneAccount()
    {
        for (var bits = 1; bits < 1 << InCall.Length; bits++)
        {
            Capacity[] set = [.. InCall.Where((_, i) => (bits & (1 << i)) != 0)];
            if (set.All(c => Exclusions.Against(new(Call, c), set.Where(o => o != c).Select(o => new Standing(Call, o))) is null))
            {
                yield return set;
            }
        }
        yield return [Capacity.SystemAdministrator];
        yield return [Capacity.SecurityAdministrator];
        yield return [Capacity.AuditAdministrator];
    }

    /// <summary>A new call; and one whose scoring goes on, or is closed, by the acts of others.</summary>
    private static IEnumerable<World> Starts(Capacity[] mine)
    {
        var name = string.Join(' ', mine);
        AccountLink link = new(TheExpert, null);
        foreach (
            var call in new[] { CallState.Drafted, new CallState(CallStage.Scoring),
            new CallState(CallStage.Ranking) { ScoringClosedAt = Noon } })
        {
            yield return new World(call, SheetState.Opened, link, GrantState.None, RecusalState.None, name);
        }
    }

    /// <summary>All that one person does next, with every gate open that others open, and all evidence in favour.</summary>
    private static IEnumerable<World> Steps(World world)
    {
        foreach (var capacity in world.Mine.Split(' ').Select(Enum.Parse<Capacity>))
        {
            By by = new(Me, capacity, Noon, Id(100));
            List<Standing> held = [.. world.Mine.Split(' ')
                .Select(c => new Standing(Exclusions.IsAdministrator(Enum.Parse<Capacity>(c)) ? null : Call, Enum.Parse<Capacity>(c)))];
            List<Act> callActs =
            [
                new CallLife.Open(Id(100)), new CallLife.AskToOpen(), new CallLife.CloseScoring(Why),
                new CallLife.ConfirmGoingBack(Id(100)),
                .. Enum.GetValues<CallStage>().SelectMany(s => (Act[])[new CallLife.GoBack(s, Why), new CallLife.Advance(s)]),
            ];
            var gates = CallEvidence.Free with { Unmet =
                world.Call.Stage == CallStage.Ranking && !world.Call.ScoresAreOpened ? Gate.RunIsDone : Gate.None };
            foreach (var fact in callActs.SelectMany(a => CallLife.Decide(world.Call, a, by, gates).Facts ?? []))
            {
                yield return world with { Call = CallLife.Apply(world.Call, fact) };
            }
            SheetEvidence writing = new(world.Call.Stage == CallStage.Scoring, null, world.Call.WasOpened, true, Unanswered.Nothing);
            // The desk lets a person act as the expert of a sheet only with the account that is linked.
            Act[] sheetActs = [new SheetLife.Submit(), new SheetLife.Return(Why, Defect.Form), new SheetLife.ConfirmReopening(Id(100)),
                new SheetLife.Leave(Leaving.NoShow, Why), new SheetLife.Seat()];
            foreach (var fact in sheetActs.SelectMany(a => SheetLife.Decide(world.Sheet, a, by, writing).Facts ?? []))
            {
                if (capacity != Capacity.Expert || world.Link.Account == Me)
                {
                    yield return world with { Sheet = SheetLife.Apply(world.Sheet, fact) };
                }
            }
            Act[] linkActs = [new AccountLinkLife.Link(Me), new AccountLinkLife.Confirm(Id(100)), new AccountLinkLife.Decline(Id(100))];
            foreach (var deployed in new[] { false, true })
            {
                foreach (
                    var fact in linkActs.SelectMany(a => AccountLinkLife.Decide(world.Link, Call, a, by, new(deployed, held, false)).Facts
                    ?? []))
                {
                    yield return world with { Link = AccountLinkLife.Apply(world.Link, fact) };
                }
            }
            Act[] grantActs = [new GrantLife.Ask(), new GrantLife.Confirm(Id(100)), new GrantLife.Decline(Id(100)), new GrantLife.Found(),
                new GrantLife.Appoint()];
            foreach (var more in Exclusions.GrantedInCall.Select(c => new Standing(Call, c))
                .Concat(Exclusions.GrantedInHouse.Select(c => new Standing(null, c))))
            {
                GrantEvidence evidence = new(held, Holders: 2, IsRecused: false, CallIsNew: false);
                foreach (var fact in grantActs.SelectMany(a => GrantLife.Decide(world.Another, Me, more, a, by, evidence).Facts ?? []))
                {
                    yield return world with { Another = GrantLife.Apply(world.Another, fact) };
                }
            }
            Act[] recusalActs = [new RecusalLife.Withdraw(Why), new RecusalLife.AskReturn(), new RecusalLife.ConfirmReturn(Id(100))];
            foreach (var fact in recusalActs.SelectMany(a => RecusalLife.Decide(world.Recusal, Me, a, by).Facts ?? []))
            {
                yield return world with { Recusal = RecusalLife.Apply(world.Recusal, fact) };
            }
        }
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
