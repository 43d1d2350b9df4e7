using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Packages;

/// <summary>
/// A decision or the final awards as the frozen package has them, with the call and the applications that it was frozen with.
/// </summary>
public sealed record FrozenList(Call Call, IReadOnlyList<Application> Applications, AwardDecision Decision, AwardRules Rules)
{
    /// <param name="package">The internal layer.</param>
    /// <exception cref="ArgumentException">It is no package of a decision or of final awards.</exception>
    public static FrozenList Read(byte[] package)
    {
        List<Mistake> mistakes = [];
        var (_, files) = ResultPackage.Open(package);
        byte[] File(string name) => files.GetValueOrDefault(name)
            ?? throw new ArgumentException($"The package holds no {name}.", nameof(package));
        var call = CallJson.Read(File(ResultPackage.CallFile), ResultPackage.CallFile, TemplateFolder.Shipped, mistakes, []);
        if (call is null || DecisionPackage.Read(files, mistakes) is not { } decision)
        {
            throw new ArgumentException($"The package cannot be read: {string.Join("; ", mistakes.Select(m => m.Code))}", nameof(package));
        }
        var applications = RoundReader.ReadPackaged(File(ResultPackage.ApplicationsFile), ResultPackage.ApplicationsFile, call).Rows;
        IReadOnlyList<Verdict> verdicts = files.TryGetValue(ResultPackage.VerdictsFile, out var answers)
            ? RoundReader.ReadVerdicts(answers, ResultPackage.VerdictsFile, call, applications).Rows : [];
        return new FrozenList(call, applications, decision, new AwardRules(call, applications, verdicts));
    }

    /// <summary>The two records are written as the same bytes.</summary>
    public static bool AreSame(AwardDecision one, AwardDecision other) =>
        ResultPackage.Digest(DecisionPackage.Files(one)) == ResultPackage.Digest(DecisionPackage.Files(other));
}
