using System.Text.Json.Nodes;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// What the meeting, the notice and their papers show of an evaluation, as its frozen package has it; nothing is evaluated again.
/// </summary>
/// <param name="Awards">The proposed awards in the order of the package.</param>
public sealed record FrozenEvaluation(
    string Sha256, Call Call, IReadOnlyList<Application> Applications, IReadOnlyList<FundedApplication> Awards, AwardBasis Basis)
{
    private const string Ranking = "outputs/ranking.csv";
    private const string Allocation = "outputs/allocation.json";

    /// <param name="package">The internal layer.</param>
    /// <exception cref="ArgumentException">It is no package of an evaluation that proposes awards.</exception>
    public static FrozenEvaluation Read(byte[] package)
    {
        List<Mistake> mistakes = [];
        var (manifest, files) = ResultPackage.Open(package);
        byte[] File(string name) => files.GetValueOrDefault(name)
            ?? throw new ArgumentException($"The package holds no {name}.", nameof(package));
        var call = CallJson.Read(File(ResultPackage.CallFile), ResultPackage.CallFile, TemplateFolder.Shipped, mistakes, []);
        var table = TableReader.ReadCsv(
            File(Ranking), TableSchema.Exact("ranking", ["application", "score", "decision", "reasons"]), Ranking, mistakes);
        if (call is null || table is null || Json.Parse(File(Allocation), Allocation, mistakes) is not { } allocation)
        {
            throw new ArgumentException($"The package cannot be read: {string.Join("; ", mistakes.Select(m => m.Code))}", nameof(package));
        }
        var applications = RoundReader.ReadPackaged(File(ResultPackage.ApplicationsFile), ResultPackage.ApplicationsFile, call).Rows;
        var rows = table.Rows.ToDictionary(r => r.Application);
        if (applications.FirstOrDefault(a => !rows.ContainsKey(a.Id)) is { } unranked)
        {
            throw new ArgumentException($"The ranking lacks {unranked.Id}.", nameof(package));
        }
        var chains = Amounts.Of(call, applications, a => !WasRefused(rows[a.Id]));
        var leftOut = LeftOut(allocation);
        var candidates = applications.Select(a => CandidateOf(call, a, chains[a.Id].Amount, rows[a.Id], leftOut.GetValueOrDefault(a.Id)))
            .OrderBy(c => leftOut.TryGetValue(c.Id, out var left) ? left.Order : int.MaxValue).ThenBy(c => c.Id);
        var verdicts = files.TryGetValue(ResultPackage.VerdictsFile, out var answers)
            ? RoundReader.ReadVerdicts(answers, ResultPackage.VerdictsFile, call, applications).Rows : [];
        return new FrozenEvaluation(
            ResultPackage.Sha256(package), call, applications, DecisionPackage.AwardsOf(package),
            new AwardBasis(
                [.. candidates], AllocationProblem.QuotasOver(call.Allocation.Quotas, applications.Select(a => a.Attributes)),
                call.Allocation.Exclusive)
            {
                Rules = manifest.Schema == PackageManifest.FirstSchema ? null : new AwardRules(call, applications, verdicts),
            });
    }

    /// <summary>Refused before its amount was looked at: it does not compete for a project's one payment or a unit's cap.</summary>
    /// <remarks>Only who was out beforehand has such reasons; with others the same text is a quota.</remarks>
    private static bool WasRefused(TableRow row) =>
        row["decision"] == "open" || (row["decision"] == "ineligible" && row["reasons"].Split(';').Any(ReasonCodes.IsOfRefusal));

    /// <summary>Those who competed and are not funded: where they stand in the ranking, and whether a tie shut them out.</summary>
    private static Dictionary<ApplicationId, Left> LeftOut(JsonObject allocation) => (allocation["notFunded"] as JsonArray ?? [])
        .Select((n, i) => (
            Id: ApplicationId.Of(n?["id"]?.ToString()).GetValueOrDefault(),
            Left: new Left(i, Promotion.IsClosedByTie(ReasonCodes.ReadDetails(n?["reasonDetails"]?.ToJsonString() ?? "[]")))))
        .ToDictionary(n => n.Id, n => n.Left);

    private static AwardCandidate CandidateOf(Call call, Application application, Money due, TableRow row, Left? left)
    {
        var least = call.Allocation.Policy.Remainder == RemainderRule.Partial
            ? Written.Amount(application.Attributes.GetValueOrDefault("min_amount")) : null;
        var isScored = call.SelectionOf(application.Category).Basis == SelectionBasis.Score;
        var bar = row["decision"] switch
        {
            "funded" => Bar.None,
            "ineligible" => Bar.NotEligible,
            "open" => Bar.Open,
            _ when left is null => Bar.NotRanked,
            _ when isScored && Rational.TryParse(row["score"], out var score) && score < call.Allocation.MinScore => Bar.BelowMinimum,
            _ => left.IsShutOutByTie ? Bar.ClosedByTie : Bar.None,
        };
        return new AwardCandidate(application.Id, due, least, application.Attributes, bar);
    }

    private sealed record Left(int Order, bool IsShutOutByTie);
}
