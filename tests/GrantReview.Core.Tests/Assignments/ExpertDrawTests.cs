using CsCheck;
using GrantReview.Core.Assignments;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Assignments;

public class ExpertDrawTests
{
    private static readonly Dictionary<string, int> None = [];

    [Fact]
    public void Run_KeepsEveryRule_AndDoesNotDependOnTheOrderOfThePool() => Gen.Int[0, 1_000_000].Sample(n =>
    {
        var random = new Random(n);
        var pool = new DrawPool(
            [.. Enumerable.Range(0, 16)
                .Select(e =>
                new PoolExpert(new($"E{e:00}"), $"K{random.Next(3)}", $"R{random.Next(2)}", $"U{random.Next(8)}", random.Next(1, 4),
                random.Next(3) == 0 ? [new("A0")] : []))],
            [new(new("A0"), 3), new(new("A1"), 4)], new Dictionary<string, int> { ["K0"] = 1 },
            new Dictionary<string, int> { ["R0"] = 1, ["R1"] = 1 }, 1, 2);

        var draw = ExpertDraw.Run(pool, $"{n}");

        var shuffled = pool with { Experts = [.. pool.Experts.Reverse()], Applications = [.. pool.Applications.Reverse()] };
        Assert.Equal(pool.Hash(), shuffled.Hash());
        Assert.Equal(draw.Experts, ExpertDraw.Run(shuffled, $"{n}").Experts);
        Assert.Equal(draw.Experts.Count, draw.Experts.DistinctBy(d => (d.Application, d.Expert)).Count());
        Assert.All(draw.Experts.Where(d => !d.IsSubstitute).CountBy(d => d.Expert),
            d => Assert.True(d.Value <= pool.Experts.Single(e => e.Id == d.Key).MaxLoad));
        foreach (var application in pool.Applications.Where(a => draw.Shortages.All(s => !s.Applications.Contains(a.Id))))
        {
            var drawn = draw.Experts.Where(d => d.Application == application.Id && !d.IsSubstitute)
                .Select(d => pool.Experts.Single(e => e.Id == d.Expert)).ToList();
            Assert.Equal(application.Needed, drawn.Count);
            Assert.DoesNotContain(drawn, e => e.Barred.Contains(application.Id));
            Assert.Equal(drawn.Count, drawn.DistinctBy(e => e.Unit).Count());
            Assert.True(drawn.Exists(e => e.Kind == "K0") && drawn.Exists(e => e.Region == "R0") && drawn.Exists(e => e.Region == "R1"));
        }
    }, iter: 300);

    /// <summary>
    /// Each of ten experts is drawn for one seat of three in 30 % of 4,000 seeds; χ² with nine degrees of freedom stays below its 99.9 %
    /// point, 27.88.
    /// </summary>
    [Fact]
    public void Run_IsUniformAmongTheQualified()
    {
        var pool = new DrawPool(
            [.. Enumerable.Range(0, 11).Select(e => new PoolExpert(new($"E{e:00}"), "", "", "", null, e == 10 ? [new("A")] : []))],
            [new(new("A"), 3)], None, None, null, 0);

        var counts =
            Enumerable.Range(0, 4_000).SelectMany(s => ExpertDraw.Run(pool, $"seed {s}").Experts).CountBy(d => d.Expert).ToDictionary();

        Assert.Equal(10, counts.Count);
        Assert.True(counts.Values.Sum(c => Math.Pow(c - 1_200, 2) / (1_200 * 0.7)) < 27.88);
    }

    [Fact]
    public void Run_WhenOneExpertMustServeKindAndRegion_StillFillsTheSeats()
    {
        var pool = new DrawPool(
            [new(new("A1"), "x", "r", "", null, []), new(new("A2"), "y", "s", "", null, []),
                new(new("A3"), "finance", "west", "", null, [])],
            [new(new("P"), 2)], new Dictionary<string, int> { ["finance"] = 1 }, new Dictionary<string, int> { ["west"] = 1 }, null, 1);

        for (var seed = 0; seed < 50; seed++)
        {
            var draw = ExpertDraw.Run(pool, $"{seed}");

            Assert.Empty(draw.Shortages);
            Assert.Contains(draw.Experts, d => d.Expert.Value == "A3" && !d.IsSubstitute);
        }
    }

    [Fact]
    public void Run_WhenThePoolIsTooSmall_SaysSo()
    {
        var draw = ExpertDraw.Run(new DrawPool([new(new("E"), "", "", "", null, [])], [new(new("A"), 2)], None, None, null, 1), "s");

        Assert.Equal((new ShortageSubject.OfApplication(new("A")), 1), (Assert.Single(draw.Shortages).Subject, draw.Shortages[0].Missing));
    }

    [Fact]
    public void Seed_ChangesWithEachShareAndWithThePool_AndCommitmentsHideTheSecret()
    {
        SeedShare[] shares =
            [new("officer", new string('a', 32)), new("supervisor", new string('b', 32)), new("witness", new string('c', 32))];
        var seed = SeedShare.Combine("pool", shares);

        Assert.Equal(seed, SeedShare.Combine("pool", shares.Reverse()));
        Assert.NotEqual(seed, SeedShare.Combine("other", shares));
        Assert.NotEqual(seed, SeedShare.Combine("pool", [shares[0], shares[1], new("witness", new string('d', 32))]));
        // printf 'officer|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | sha256sum
        Assert.Equal("8319d8e1c1ff6c812c340341a730f67741fa6b060625c1eb8c275fd88cdeddd2", shares[0].Commitment);
    }

    [Fact]
    public void NextFor_SkipsASubstituteOfAFullUnit()
    {
        var pool = new DrawPool(
            [new(new("A"), "", "", "u", null, []), new(new("B"), "", "", "v", null, []), new(new("C"), "", "", "u", null, []),
            new(new("D"), "", "", "w", null, [])], [new(new("P"), 2)], None, None, 1, 2);
        var draw = new DrawResult("", "",
            [new(new("P"), 1, new("A"), false), new(new("P"), 2, new("B"), false), new(new("P"), 3, new("C"), true),
            new(new("P"), 4, new("D"), true)], []);

        Assert.Equal("D", ExpertDraw.NextFor(pool, draw, new("P"), new("B"), new HashSet<ExpertId>())?.Value);
        Assert.Equal("C", ExpertDraw.NextFor(pool, draw, new("P"), new("A"), new HashSet<ExpertId>())?.Value);
        Assert.Null(ExpertDraw.NextFor(pool, draw, new("P"), new("B"), new HashSet<ExpertId> { new("D") }));
    }

    /// <summary>What a pool without a version gave before there was a second one: hash and list are as they were published.</summary>
    [Fact]
    public void Run_OfAPoolFrozenBeforeVersions_RepeatsIt()
    {
        var pool = new DrawPool(
            [
                .. Enumerable.Range(0, 9).Select(e => new PoolExpert(
                    new($"E{e}"), e % 3 == 0 ? "finance" : "technical", e % 2 == 0 ? "west" : "east", $"U{e / 2}", 2,
                    e == 4 ? [new("P1")] : [])),
            ],
            [new(new("P1"), 3), new(new("P2"), 3), new(new("P3"), 2)],
            new Dictionary<string, int> { ["finance"] = 1 }, new Dictionary<string, int> { ["west"] = 1 }, 1, 1);

        var draw = ExpertDraw.Run(pool, "s");

        Assert.Equal("4e91a44ffb4a7a8a1541e97d16ce2958dbb2ab3eb65d3462da78e284645bef7b", draw.PoolHash);
        Assert.Equal(
            "P1:1:E6 P1:2:E3 P1:3:E5 P1:4:E7* P2:1:E1 P2:2:E4 P2:3:E3 P2:4:E7* P3:1:E0 P3:2:E8 P3:3:E4*",
            string.Join(' ', draw.Experts.Select(d => $"{d.Application}:{d.Place}:{d.Expert}{(d.IsSubstitute ? "*" : "")}")));
        Assert.NotEqual(draw.PoolHash, (pool with { Version = 2 }).Hash());
        Assert.Equal(draw.Experts, ExpertDraw.Run(pool with { Version = 2 }, "s").Experts);
    }

    /// <summary>Tight pools, with crossing kinds, regions and units: short only where trying every set finds no full draw.</summary>
    [Fact]
    public void Run_IsShortOnlyWhereNoFullDrawExists()
    {
        var (falseBefore, short2) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var pool = ATightPool.Of(seed);
            var isPossible = ATightPool.HasFullDraw(pool);

            var draw = ExpertDraw.Run(pool, $"{seed}");

            Assert.True(isPossible == (draw.Shortages.Count == 0), $"seed {seed}");
            Assert.All(
                draw.Experts.Where(d => !d.IsSubstitute).CountBy(d => d.Expert),
                d => Assert.True(d.Value <= pool.Experts.Single(e => e.Id == d.Key).MaxLoad));
            Assert.Empty(ATightPool.Broken(pool, draw));
            falseBefore += isPossible && ExpertDraw.Run(pool with { Version = 1 }, $"{seed}").Shortages.Count > 0 ? 1 : 0;
            short2 += isPossible ? 0 : 1;
        }
        Assert.True(falseBefore > 20 && short2 > 20, $"{falseBefore} {short2}");
    }

    /// <summary>
    /// Six experts alike with exactly the seats that are needed: each of the twenty sets of three is as likely as another; χ² below its
    /// 99.9 % point with 19 degrees of freedom, 43.82.
    /// </summary>
    [Fact]
    public void Run_WhereLoadsBind_DrawsExpertsAlikeEvenly()
    {
        var pool = new DrawPool(
            [.. Enumerable.Range(0, 6).Select(e => new PoolExpert(new($"E{e}"), "", "", "", 2, []))],
            [.. Enumerable.Range(0, 4).Select(a => new ApplicationNeed(new($"A{a}"), 3))], None, None, null,
            0) { Version = DrawPool.Newest };

        var draws = Enumerable.Range(0, 1_000).Select(s => ExpertDraw.Run(pool, $"seed {s}")).ToList();

        Assert.All(draws, d => Assert.Empty(d.Shortages));
        var sets =
            draws.CountBy(d => string.Join(' ', d.Experts.Where(e => e.Application.Value == "A2").Select(e => e.Expert).Order())).ToList();
        Assert.Equal(20, sets.Count);
        Assert.True(sets.Sum(s => Math.Pow(s.Value - 50, 2) / 50) < 43.82);
        Assert.Contains(Enumerable.Range(0, 50), s => ExpertDraw.Run(pool with { Version = 1 }, $"seed {s}").Shortages.Count > 0);
    }
}
