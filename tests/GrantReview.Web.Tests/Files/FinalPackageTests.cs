using System.Text;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Files;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Tests.Files;

/// <summary>
/// A final package is held against its decision, the calendar and the evaluation: each record that no notice can lead to is found, and what
/// was not given to compare with is not called recomputed.
/// </summary>
public class FinalPackageTests
{
    private static readonly byte[] Evaluation = FrozenPackages.Read("Schema2/scored-evaluation-internal");
    private static readonly byte[] Decided = FrozenPackages.Read("Schema2/scored-decision-internal");
    private static readonly FrozenEvaluation Frozen = FrozenEvaluation.Read(Evaluation);
    private static readonly AwardDecision Decision = DecisionPackage.RecordOf(Decided);
    private static readonly NoticePeriod Notice = new(new DateOnly(2025, 6, 16), [new DateOnly(2025, 6, 17), new DateOnly(2025, 6, 18)]);

    [Fact]
    public void Verify_OfAFinalWithItsWholeChain_FindsNothing_AndSaysThatAllWasRecomputed()
    {
        var final = Leaving("S3", "S5");
        Assert.Equal(["S8", "S2"], final.Replacements?.Select(r => r.Promoted?.Id.Value));

        var verification = PackageVerification.Run(Written(final), Decided, Evaluation);

        Assert.Empty(verification.Differences.Select(d => d.Say("en")));
        Assert.True(verification.IsWhole);
    }

    [Fact]
    public void Verify_OfAFinalWithoutTheEvaluation_SaysThatPromotionsWereNotChecked()
    {
        var (alone, withDecision) =
            (PackageVerification.Run(Written(Leaving("S3"))), PackageVerification.Run(Written(Leaving("S3")), Decided));

        Assert.True(alone.IsEqual && withDecision.IsEqual);
        Assert.All(new[] { alone, withDecision }, v =>
        {
            Assert.Contains(PackageGap.Evaluation, v.Gaps);
            Assert.False(v.IsWhole);
            Assert.Contains("\"notChecked\": [\n    \"evaluation\"\n  ]", v.ToJson("x"), StringComparison.Ordinal);
        });
    }

    /// <summary>These are found with the decision alone, and most without it.</summary>
    [Theory]
    [InlineData("raised", "FinalChange")]
    [InlineData("minutes", "PackageDiffers")]
    [InlineData("recusals", "PackageDiffers")]
    [InlineData("exemption", "PackageDiffers")]
    [InlineData("turned down", "PackageDiffers")]
    [InlineData("Sunday", "NoticeDays")]
    [InlineData("holiday", "NoticeDays")]
    [InlineData("before the meeting", "NoticeDays")]
    [InlineData("no notice", "NoticeLacking")]
    [InlineData("other replacements", "ReplacementsDiffer")]
    public void Verify_OfARecordThatNoNoticeLeadsTo_FindsIt(string forgery, string code)
    {
        var honest = Leaving("S3");
        var award = honest.Before.Single(a => a.Id.Value == "S5");
        var day = new DateOnly(2025, 6, 15);
        var forged = forgery switch
        {
            "raised" => honest with { Changes = [.. honest.Changes, new(award.Id, award.Amount, Money.Parse("900000"), "x")] },
            "minutes" => honest with { Deliberation = honest.Deliberation with { MinutesNumber = "〔2025〕99号" } },
            "recusals" => honest with { Deliberation = honest.Deliberation with { Recused = [] } },
            "exemption" => honest with { Exemptions = [new Exemption(award.Id, "x", [new AwardBreach(AwardRule.Order, award.Id)])] },
            "turned down" => honest with { TurnedDown = [new("S2")] },
            "Sunday" => honest with { Notice = new(day, [day]) },
            "holiday" => honest with { Notice = new(new DateOnly(2025, 9, 30), [new DateOnly(2025, 10, 1)]) },
            "before the meeting" => honest with { Notice = new(new DateOnly(2025, 6, 10), [new DateOnly(2025, 6, 11)]) },
            "no notice" => honest with { Notice = null },
            _ => honest with { Replacements = [new(new("S5"), null)] },
        };

        Assert.Contains(PackageVerification.Run(Written(forged), Decided).Differences, d => d.Code == code);
    }

    /// <summary>These look like a notice: only the evaluation shows that nobody comes in so.</summary>
    [Theory]
    [InlineData("S3", "S8", "50000000", "ReplacementUnfounded")]
    [InlineData("S3", "S8", "199999.99", "ReplacementUnfounded")]
    [InlineData("S3", "S7", "260000", "ReplacementUnfounded")]
    [InlineData("S3", "S1", "300000", "ReplacementUnfounded")]
    [InlineData("S5", "S9", "100000", "ReplacementUnfounded")]
    [InlineData("S4", "S2", "250000", "ReplacementUnfounded")]
    public void Verify_OfAReplacementThatTheEvaluationDoesNotGive_FindsIt(string leaves, string comes, string amount, string code)
    {
        var forged = Final([new Replacement(new(leaves), new FundedApplication(new(comes), Money.Parse(amount)))]);

        Assert.Contains(PackageVerification.Run(Written(forged), Decided, Evaluation).Differences, d => d.Code == code);
    }

    [Fact]
    public void Verify_OfAPromotionThatTheRecordDoesNotExplain_FindsIt()
    {
        var forged = Leaving("S3") with { Replacements = null };

        Assert.Contains(PackageVerification.Run(Written(forged), Decided, Evaluation).Differences, d => d.Code == "ReplacementsLacking");
    }

    [Fact]
    public void Verify_OfAFinalWhoseDecisionBreaksTheRules_FindsTheDecision()
    {
        var decision = DecisionPackage.Write(PassingOver(), Evaluation, Evaluation);
        var record = DecisionPackage.RecordOf(decision);
        var final = new AwardDecision(AwardStage.Final, record.After(), record.Deliberation, []) { Notice = Notice, Replacements = [] };

        var verification = PackageVerification.Run(DecisionPackage.Write(final, Evaluation, decision), decision, Evaluation);

        Assert.Equal(["PackageBeforeDiffers"], verification.Differences.Select(d => d.Code));
    }

    [Fact]
    public void Verify_AgainstAnotherEvaluation_FindsTheBrokenChain()
    {
        var other = FrozenPackages.Read("Schema2/lines-evaluation-internal");

        Assert.Contains(PackageVerification.Run(Written(Leaving("S3")), Decided, other).Differences, d => d.Code == "PackagePrevious");
        Assert.Contains(PackageVerification.Run(Written(Leaving("S3")), null, Evaluation).Differences, d => d.Code == "PackagePrevious");
    }

    /// <summary>Who has a higher place and room may be passed over with an exemption, or where an earlier meeting turned it down.</summary>
    [Fact]
    public void Verify_OfADecisionThatPassesSomebodyOver_FindsIt_UnlessTheRecordSaysWhy()
    {
        var passing = PassingOver();
        var allowed = FrozenPackages.Exempted(passing, Evaluation);
        var earlier = passing with { TurnedDown = [new("S2"), new("S7")] };

        var found = PackageVerification.Run(DecisionPackage.Write(passing, Evaluation, Evaluation), Evaluation);
        Assert.Contains(found.Differences, d => d.Code == "ExemptionMissing" && d.Say("en").Contains("order", StringComparison.Ordinal));
        Assert.True(PackageVerification.Run(DecisionPackage.Write(allowed, Evaluation, Evaluation), Evaluation).IsWhole);
        var told = PackageVerification.Run(DecisionPackage.Write(earlier, Evaluation, Evaluation), Evaluation);
        Assert.True(told.IsEqual);
        Assert.Equal([PackageGap.EarlierMeetings], told.Gaps);
        Assert.False(told.IsWhole);
    }

    /// <summary>S8 gets its due although S2 and S7 stand before it and fit.</summary>
    private static AwardDecision PassingOver() => Decision with
    {
        Changes = [.. Decision.Changes.Append(new AwardChange(new("S8"), null, Money.Parse("200000"), "x")).OrderBy(c => c.Application)],
    };

    /// <summary>As the notice makes it: each leaves, and whoever the evaluation gives comes in.</summary>
    private static AwardDecision Leaving(params string[] leaving)
    {
        List<Replacement> replacements = [];
        foreach (var id in leaving.Select(l => new ApplicationId(l)))
        {
            var excluded = Decision.TakenOut.Concat(replacements.Select(r => r.Withdrawn)).ToHashSet();
            var list = Replacement.After(Decision.After(), replacements);
            replacements.Add(new Replacement(id, Promotion.Of(Frozen.Basis, list, id, excluded).Promoted));
        }
        return Final(replacements);
    }

    private static AwardDecision Final(IReadOnlyList<Replacement> replacements)
    {
        var (before, after) = (Decision.After(), Replacement.After(Decision.After(), replacements));
        var (was, isNow) = (before.ToDictionary(a => a.Id, a => (Money?)a.Amount), after.ToDictionary(a => a.Id, a => (Money?)a.Amount));
        return new AwardDecision(AwardStage.Final, before, Decision.Deliberation,
        [
            .. was.Keys.Union(isNow.Keys).Where(id => was.GetValueOrDefault(id) != isNow.GetValueOrDefault(id)).Order()
                .Select(id => new AwardChange(id, was.GetValueOrDefault(id), isNow.GetValueOrDefault(id), "公示")),
        ])
        {
            Notice = Notice, Exemptions = Decision.Exemptions, Replacements = replacements,
        };
    }

    private static byte[] Written(AwardDecision final) => DecisionPackage.Write(final, Evaluation, Decided);
}
