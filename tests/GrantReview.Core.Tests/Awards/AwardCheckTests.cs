using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class AwardCheckTests
{
    private static readonly HashSet<ApplicationId> Nobody = [];

    /// <summary>Two places and 500 yuan; F1 and F2 are funded, then N1, N2 and N3 stand in order; each category has one amount.</summary>
    private static readonly AwardBasis Basis = new(
        [
            Candidate("F1", 100), Candidate("F2", 100), Candidate("N1", 100), Candidate("N2", 300), Candidate("N3", 100, unit: "U"),
                Candidate("N4", 100, unit: "U"),
            Candidate("Low", 100, Bar.BelowMinimum), Candidate("Tied", 100, Bar.ClosedByTie), Candidate("Refused", 100, Bar.NotEligible),
                Candidate("Unranked", 100, Bar.NotRanked),
        ],
        [A.Places(2), A.Budget("500"), ADrawnProblem.Cap("unit:U", QuotaMeasure.Count, 1, "unit", "U")], [[new("F1"), new("N2")]]);

    private static readonly FundedApplication[] Before = [Award("F1", 100), Award("F2", 100)];

    [Fact]
    public void Breaches_OfTheNextInOrderForOneThatWasTakenOut_AreNone() =>
        Assert.Empty(AwardCheck.Breaches(Basis, Before, [Award("F1", 100), Award("N1", 100)], new HashSet<ApplicationId> { new("F2") }));

    [Fact]
    public void Breaches_OfTheListItself_AreNone() => Assert.Empty(AwardCheck.Breaches(Basis, Before, Before, Nobody));

    [Theory]
    [InlineData("Refused", AwardRule.Eligibility)]
    [InlineData("Unranked", AwardRule.Eligibility)]
    [InlineData("Low", AwardRule.MinimumScore)]
    [InlineData("Tied", AwardRule.Ties)]
    public void Breaches_OfAnAwardToWhoIsBarred_NameTheRule(string application, AwardRule rule) =>
        Assert.Equal(
            [new AwardBreach(rule, new ApplicationId(application))],
            AwardCheck.Breaches(Basis, Before, [Award("F1", 100), Award(application, 100)], new HashSet<ApplicationId> { new("F2") }));

    /// <summary>50,000,000 where 1,000,000 is the cap; 300 in a category of fixed 3,000,000.</summary>
    [Theory]
    [InlineData("F2", "50000000", 100)]
    [InlineData("F2", "99.99", 100)]
    [InlineData("F2", "100.01", 100)]
    public void Breaches_OfAnotherAmountThanIsDue_NameBoth(string application, string amount, int due)
    {
        var given = Money.Parse(amount);

        var breaches = AwardCheck.Breaches(Basis, Before, [Award("F1", 100), new(new(application), given)], Nobody);

        Assert.Contains(new AwardBreach(AwardRule.Amount, new ApplicationId(application)) { Is = given.Fen, Limit = due * 100 }, breaches);
        Assert.Equal(given > Money.Parse("400"), breaches.Any(b => b.Rule == AwardRule.Cap && b.Quota == new QuotaId("budget")));
    }

    [Fact]
    public void Breaches_OfAPartWhereTheCallAllowsParts_AreNone()
    {
        var basis = Basis with { Candidates = [.. Basis.Candidates.Select(c => c with { Least = Money.Parse("50") })] };

        Assert.Empty(AwardCheck.Breaches(basis, Before, [Award("F1", 100), Award("F2", 50)], Nobody));
        Assert.NotEmpty(AwardCheck.Breaches(basis, Before, [Award("F1", 100), Award("F2", 49)], Nobody));
    }

    [Fact]
    public void Breaches_OfOneMoreThanThereArePlaces_CountThoseWhoWereRefused()
    {
        var breaches = AwardCheck.Breaches(Basis, Before, [.. Before, Award("Refused", 100)], Nobody);

        Assert.Contains(new AwardBreach(AwardRule.Cap, Quota: new("places")) { Is = 3, Limit = 2, Measure = QuotaMeasure.Count }, breaches);
    }

    [Fact]
    public void Breaches_OfAFloorThatTheListBeforeKept_NameIt()
    {
        var floor = ADrawnProblem.Floor("floor", QuotaMeasure.Count, 2, "unit", "");

        var breaches =
            AwardCheck.Breaches(Basis with { Quotas = [floor] }, Before, [Award("F1", 100)], new HashSet<ApplicationId> { new("F2") });

        Assert.Equal([new AwardBreach(AwardRule.Floor, Quota: new("floor")) { Is = 1, Limit = 2, Measure = QuotaMeasure.Count }], breaches);
    }

    [Fact]
    public void Breaches_OfAQuotaThatTheProposalBrokeAsFar_AreNotTheMeetings()
    {
        var narrow = Basis with { Quotas = [A.Places(1)] };

        Assert.Empty(AwardCheck.Breaches(narrow, Before, [Award("F1", 100), Award("N1", 100)], new HashSet<ApplicationId> { new("F2") }));
        Assert.Contains(AwardCheck.Breaches(narrow, Before, [.. Before, Award("N1", 100)], Nobody), b => b.Rule == AwardRule.Cap);
    }

    [Fact]
    public void Breaches_OfWhoIsPutBeforeAnother_NameTheFirstWhoFits()
    {
        Assert.Equal(
            [new AwardBreach(AwardRule.Order, new ApplicationId("N3")) { Beside = new("N1") }],
            AwardCheck.Breaches(Basis, Before, [Award("F1", 100), Award("N3", 100)], new HashSet<ApplicationId> { new("F2") }));
        Assert.Empty(
            AwardCheck.Breaches(Basis, Before, [Award("F1", 100), Award("N3", 100)], new HashSet<ApplicationId> { new("F2"), new("N1") }));
    }

    [Fact]
    public void Breaches_OfTwoOfWhomOneIsFunded_NameTheOther() =>
        Assert.Contains(
            new AwardBreach(AwardRule.Exclusive, new ApplicationId("N2")) { Beside = new("F1") },
            AwardCheck.Breaches(Basis, Before, [Award("F1", 100), Award("N2", 300)], new HashSet<ApplicationId> { new("F2"), new("N1") }));

    [Fact]
    public void Covers_TheSameRuleBrokenNoFurther()
    {
        AwardBreach Cap(long used) => new(AwardRule.Cap, Quota: new("places")) { Is = used, Limit = 2 };
        AwardBreach Floor(long used) => new(AwardRule.Floor, Quota: new("floor")) { Is = used, Limit = 3 };

        Assert.True(Cap(4).Covers(Cap(3)));
        Assert.False(Cap(3).Covers(Cap(4)));
        Assert.True(Floor(1).Covers(Floor(2)));
        Assert.False(Floor(2).Covers(Floor(1)));
        var (amount, order) =
            (new AwardBreach(AwardRule.Amount, new ApplicationId("F1")), new AwardBreach(AwardRule.Order, new ApplicationId("N3")));
        Assert.False((amount with { Is = 1, Limit = 2 }).Covers(amount with { Is = 3, Limit = 2 }));
        Assert.False((order with { Beside = new("N1") }).Covers(order with { Beside = new("N2") }));
    }

    /// <summary>Whoever the rules promote is an award that the check has nothing against.</summary>
    [Fact]
    public void Breaches_OfAPromotion_AreNone()
    {
        var promoted = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = ADrawnProblem.Of(seed, AllocationOrder.Priority);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            var basis = AwardBasis.FromPlan(problem, plan);
            foreach (var withdrawn in plan.Funded)
            {
                if (Promotion.Of(basis, plan.Funded, withdrawn.Id, Nobody) is { Promoted: { } comes } promotion)
                {
                    promoted++;
                    var takenOut = promotion.PassedOver.Select(p => p.Id).Append(withdrawn.Id).ToHashSet();
                    Assert.Empty(AwardCheck.Breaches(basis, plan.Funded, [.. plan.Funded.Where(f => f != withdrawn), comes], takenOut));
                }
            }
        }
        Assert.True(promoted > 100);
    }

    private static AwardCandidate Candidate(string id, int due, Bar bar = Bar.None, string unit = "") =>
        new(new(id), Money.Parse($"{due}"), null, new Dictionary<string, string> { ["unit"] = unit }, bar);

    private static FundedApplication Award(string id, int yuan) => new(new(id), Money.Parse($"{yuan}"));
}
