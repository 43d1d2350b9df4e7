using System.Text.Encodings.Web;
using System.Text.Json;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Assignments;

namespace GrantReview.Web.Tests.Files;

public class ReasonCodesTests
{
    /// <summary>The contract: every reason, its text, and its object.</summary>
    private static readonly (Reason Reason, string Text, string Detail)[] Contract =
    [
        (new Reason.Ineligible(), "ineligible", """{"code":"ineligible"}"""),
        (new Reason.IneligibleByRule(new("R1")), "ineligible:R1", """{"code":"ineligible-by-rule","rule":"R1"}"""),
        (new Reason.OpenRule(new("R1")), "open:R1", """{"code":"open","rule":"R1"}"""),
        (new Reason.Veto(new("safety")), "veto:safety", """{"code":"veto","indicator":"safety"}"""),
        (new Reason.NothingDue(), "nothing-due", """{"code":"nothing-due"}"""),
        (new Reason.AmountBelowFloor(), "below-floor", """{"code":"below-floor"}"""),
        (new Reason.PaidAs(new("D1")), "paid-as:D1", """{"code":"paid-as","application":"D1"}"""),
        (new Reason.AnnualCap(), "annual-cap", """{"code":"annual-cap"}"""),
        (new Reason.AmountUnknown("sales"), "amount-unknown:sales", """{"code":"amount-unknown","attribute":"sales"}"""),
        (new Reason.TimeUnknown("on"), "time-unknown:on", """{"code":"time-unknown","attribute":"on"}"""),
        (new Reason.TooLate(12, 10), "first-by-time:12/10", """{"code":"first-by-time","earlier":12,"places":10}"""),
        (new Reason.TiePastLastPlace(10), "tie-past-last-place:10", """{"code":"tie-past-last-place","places":10}"""),
        (new Reason.FewerScores(1, 3), "fewer-scores:1/3", """{"code":"fewer-scores","given":1,"needed":3}"""),
        (new Reason.TooFewToTrim(2), "too-few-to-trim:2", """{"code":"too-few-to-trim","given":2}"""),
        (new Reason.LeavesNotScored(), "leaves-not-scored", """{"code":"leaves-not-scored"}"""),
        (new Reason.PanelsUndecided(2), "panels-undecided:2", """{"code":"panels-undecided","panels":2}"""),
        (new Reason.NotCalibrated(), "not-calibrated", """{"code":"not-calibrated"}"""),
        (new Reason.FromLibrary("2024"), "library:2024", """{"code":"library","year":"2024"}"""),
        (new Reason.DrawnByLot(2, 5), "lot:2/5", """{"code":"lot","place":2,"of":5}"""),
        (new Reason.DrawnByChance(new Rational(3, 4), true), "chance:0.75", """{"code":"chance","chance":"0.75","isDrawn":true}"""),
        (new Reason.DecidedById(), "decided-by-id", """{"code":"decided-by-id"}"""),
        (new Reason.QuotaFull(new("places")), "places", """{"code":"quota-full","quota":"places"}"""),
        (new Reason.QuotaFull(new("minScore")), "minScore", """{"code":"quota-full","quota":"minScore"}"""),
        (new Reason.FloorReserved(new("名额")), "floor-reserved:名额", """{"code":"floor-reserved","quota":"名额"}"""),
        (new Reason.ClosedByTie(new("unit:U")), "closed-by-tie:unit:U", """{"code":"closed-by-tie","quota":"unit:U"}"""),
        (new Reason.BelowMinimum(Rational.Parse("59.5"), new Rational(181, 3)), "minScore",
            """{"code":"minScore","score":"59.5","line":"181/3"}"""),
        (new Reason.Exclusive(new("A1")), "exclusive:A1", """{"code":"exclusive","application":"A1"}"""),
        (new Reason.LostTieBreak(), "lost-tie-break", """{"code":"lost-tie-break"}"""),
        (new Reason.LostLottery(), "lost-lottery", """{"code":"lost-lottery"}"""),
        (new Reason.TieAtCut(), "tie-at-cut", """{"code":"tie-at-cut"}"""),
        (new Reason.AfterStop(new("A1")), "after-stop:A1", """{"code":"after-stop","application":"A1"}"""),
        (new Reason.LowerTotal(), "lower-total", """{"code":"lower-total"}"""),
    ];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Write_OfEveryReason_IsTheContract_AndIsReadBack()
    {
        Assert.All(Contract, c =>
        {
            Assert.Equal(c.Text, ReasonCodes.TextOf(c.Reason));
            var json = ReasonCodes.DetailsOf([c.Reason]).ToJsonString(Relaxed);
            Assert.Equal($"[{c.Detail}]", json);
            Assert.Equal([c.Reason], ReasonCodes.ReadDetails(json));
        });
        Assert.Equal(
            typeof(Reason).GetNestedTypes().Where(t => !t.IsAbstract).Select(t => t.Name).Order(StringComparer.Ordinal),
            Contract.Select(c => c.Reason.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_OfEveryUnmetNeed_IsTheContract_AndIsReadBack()
    {
        (UnmetReason Why, string Text, string Detail)[] contract =
        [
            (new UnmetReason.FewWithoutConflict(1), "few-without-conflict:1", """{"code":"few-without-conflict","free":1}"""),
            (new UnmetReason.LoadsFull(), "loads-full", """{"code":"loads-full"}"""),
            (new UnmetReason.LoadsOrUnitsFull(), "loads-or-units-full", """{"code":"loads-or-units-full"}"""),
            (new UnmetReason.KindFloor("finance"), "kind:finance", """{"code":"kind","kind":"finance"}"""),
            (new UnmetReason.RegionFloor("R:1"), "region:R:1", """{"code":"region","region":"R:1"}"""),
            (new UnmetReason.MinLoad(new("E1")), "min-load:E1", """{"code":"min-load","expert":"E1"}"""),
            (new UnmetReason.Contradiction(), "contradiction", """{"code":"contradiction"}"""),
            (new UnmetReason.ByHand(), "", """{"code":"by-hand"}"""),
        ];
        Assert.All(contract, c =>
        {
            Assert.Equal((c.Text, c.Detail), (ReasonCodes.TextOf(c.Why), ReasonCodes.DetailOf(c.Why)?.ToJsonString()));
            Assert.Equal(c.Why, ReasonCodes.ReadUnmet(ReasonCodes.DetailOf(c.Why)));
            Assert.NotEqual(PlanPage.Words(c.Why), c.Text);
            Assert.DoesNotContain("Unmet.", PlanPage.Words(c.Why), StringComparison.Ordinal);
        });
        Assert.Equal(typeof(UnmetReason).GetNestedTypes().Length, contract.Length);
        Assert.Equal(Enum.GetValues<ShortageKind>().Length, Enum.GetValues<ShortageKind>().Select(ReasonCodes.TextOf).Distinct().Count());
    }

    [Theory]
    [InlineData("""[{"code":"no-such-code"}]""")]
    [InlineData("""[{"quota":"places"}]""")]
    [InlineData("""[{"code":"quota-full"}]""")]
    [InlineData("""[{"code":"quota-full","quota":" "}]""")]
    [InlineData("""[{"code":"quota-full","quota":null}]""")]
    [InlineData("""[{"code":"quota-full","quota":"places","more":1}]""")]
    [InlineData("""[{"code":"minScore","score":"x","line":"60"}]""")]
    [InlineData("""["places"]""")]
    public void Read_OfWhatIsNoReason_IsRefused(string json) => Assert.ThrowsAny<Exception>(() => ReasonCodes.ReadDetails(json));
}
