using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;

namespace GrantReview.Web.Tests.Files;

/// <summary>The record of a run: the same bytes for the same package, and nothing lost on the way through its file.</summary>
public class EvaluationRecordTests
{
    public static TheoryData<string> Rounds => ["demo", "scored", "lines", "infeasible"];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Write_OfWhatAPackageShows_IsWhatThePackageLeadsToAgain(string round)
    {
        var shown = ResultPackage.Shown(ResultOf(round));
        var package = ResultPackage.Pack(shown);

        var kept = EvaluationRecordJson.Write(ResultPackage.RecordOf(shown), "hash");

        Assert.Equal(Text(EvaluationRecordJson.Write(ResultPackage.RecordOf(ResultPackage.ResultOf(package)), "hash")), Text(kept));
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Read_OfWhatWasWritten_GivesTheSameFigures(string round)
    {
        var record = ResultPackage.RecordOf(ResultPackage.Shown(ResultOf(round)));
        var content = EvaluationRecordJson.Write(record, "hash");

        var (read, package) = EvaluationRecordJson.Read(content);

        Assert.Equal("hash", package);
        Assert.Equal(Text(content), Text(EvaluationRecordJson.Write(read, package)));
        Assert.Equal(record.Ranking.Select(Figures), read.Ranking.Select(Figures));
        Assert.Equal(record.Allocation.Steps.Select(s => (s.Id, s.Amount)), read.Allocation.Steps.Select(s => (s.Id, s.Amount)));
        Assert.Equal(Explained(record), Explained(read));
        Assert.Equal(record.Hanging?.Select(HangingOn), read.Hanging?.Select(HangingOn));
        Assert.Equal(round == "demo", record.Hanging?.Count > 0);
    }

    private static string HangingOn(Core.Evaluations.WithoutExpertEntry entry) =>
        $"{entry.Number} +{string.Join(',', entry.Gain)} -{string.Join(',', entry.Lose)}";

    [Fact]
    public void Write_OfARound_HoldsNoExpertsIdAndNothingThatTellsPeopleApart()
    {
        var result = ResultOf("demo");

        var text = Text(EvaluationRecordJson.Write(ResultPackage.RecordOf(ResultPackage.Shown(result)), "hash"));

        Assert.All(result.Round.Experts, e => Assert.DoesNotContain($"\"{e.Id}\"", text, StringComparison.Ordinal));
        Assert.All(new[] { "piContacts", "team", "excludedExperts" },
            key => Assert.DoesNotContain($"\"{key}\"", text, StringComparison.Ordinal));
    }

    private static object Figures(RankingEntry e) => (
        e.Application.Id, e.Place, e.Rank, e.Score, e.Calibrated, e.Decision, e.Amount, e.Reserve, e.Time, e.Total.Raw,
        string.Join(';', e.Total.Experts),
        string.Join(';', e.Reasons), string.Join(';', e.AmountChain.Steps));

    private static IEnumerable<string> Explained(Core.Evaluations.EvaluationRecord record) =>
        AllocationExplanation.Of(record.Problem, record.Allocation).Select(e => string.Join('|', [
            e.Id, e.Outcome.En, .. e.Reasons.Select(r => r.Words.En), .. e.Loads.Select(l => l.Words.En),
            .. e.Changes.Select(c => c.Words.En),
        ]));

    private static EvaluationResult ResultOf(string round) => round != "demo" ? FrozenPackages.Evaluate(round) : Evaluation.Run(
        RoundReader.Read(TemplateFolder.Shipped.Demo).Round ?? throw new InvalidDataException("The demo round is broken."), "demo");

    private static string Text(byte[] content) => System.Text.Encoding.UTF8.GetString(content);
}
