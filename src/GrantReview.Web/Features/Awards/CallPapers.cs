using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Reports;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files.Documents;
using GrantReview.Files.Finance;
using GrantReview.Files.Packages;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Localisation;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>The papers of a call, each made from what is frozen: the same packages give the same bytes.</summary>
public static class CallPapers
{
    public const string Meeting = "meeting-list", Panel = "panel-opinion", Notice = "notice", Award = "award";

    public static IReadOnlyList<string> Names { get; } = [Meeting, Panel, Notice, Award];

    /// <summary>Those that can be made now.</summary>
    public static async Task<IReadOnlyList<string>> ReadyAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var proposal = await StoredDecision.ApprovedAsync(db, call.Id, cancellationToken);
        var final = proposal is null ? null : await StoredDecision.LatestAsync(db, proposal.Id, AwardStage.Final, cancellationToken);
        return [.. Names.Where(n => n switch { Notice => final is not null, Award => final is { FrozenAt: not null }, _ => proposal is not null })];
    }

    /// <summary>Null = what it is made from is not there yet, or there is no such paper.</summary>
    public static async Task<byte[]?> WriteAsync(AppDb db, CallRow call, string name, string language, CancellationToken cancellationToken)
    {
        if (await StoredDecision.ApprovedAsync(db, call.Id, cancellationToken) is not { } proposal || !(await ReadyAsync(db, call, cancellationToken)).Contains(name))
        {
            return null;
        }
        var paper = name is Meeting or Panel ? await OfEvaluationAsync(db, proposal, name, cancellationToken) : await OfAwardsAsync(db, call, proposal, name, cancellationToken);
        return PaperDocument.Fill(TemplateFolder.Shipped.Document(name, language), paper, language);
    }

    private static async Task<Paper> OfEvaluationAsync(AppDb db, ProposalRow proposal, string name, CancellationToken cancellationToken)
    {
        var package = await FrozenAsync(db, proposal.Id, null, FrozenPackages.Evaluation, FrozenPackages.Internal, cancellationToken);
        var result = ResultPackage.ResultOf(package.Content);
        var date = Formats.ChinaDay(proposal.DecidedAt.GetValueOrDefault());
        if (name == Meeting)
        {
            return MeetingPaper.Of(result, date, package.Sha256);
        }
        // Whose comment stands beside which number follows from the frozen key, not from the experts as they are now.
        var key = ResultPackage.IdentitiesOf((await FrozenAsync(db, proposal.Id, null, FrozenPackages.Evaluation, FrozenPackages.Sealed, cancellationToken)).Content);
        var said = await (
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == proposal.CallId && s.State.Status == SheetStatus.Submitted && s.Answers.OverallComment != new FreeText("")
            select new { Application = a.Code, Expert = e.Code, Comment = s.Answers.OverallComment }).ToListAsync(cancellationToken);
        return PanelPaper.Of(result, result.Round.Experts.ToDictionary(e => e.Id, e => ResultPackage.NumberOf(e.Id), StringComparer.Ordinal),
            [.. said.Where(s => key.ContainsKey(s.Expert)).Select(s => new ExpertComment(s.Application, key[s.Expert], $"{s.Comment}"))], date, package.Sha256);
    }

    private static async Task<Paper> OfAwardsAsync(AppDb db, CallRow call, ProposalRow proposal, string name, CancellationToken cancellationToken)
    {
        var final = await StoredDecision.LatestAsync(db, proposal.Id, AwardStage.Final, cancellationToken) ?? throw new InvalidOperationException("A notice that is up has its record.");
        var decision = await StoredDecision.LoadAsync(db, call, final, cancellationToken);
        var applications = await StoredRound.ApplicationsAsync(db, call.Id, cancellationToken);
        var settings = StoredRound.CallOf(call);
        if (name == Notice)
        {
            return AwardPaper.Notice(settings, applications, decision, final.MasksNames);
        }
        var package = await FrozenAsync(db, proposal.Id, final.Id, FrozenPackages.Final, FrozenPackages.Internal, cancellationToken);
        return AwardPaper.Award(settings, applications, decision, FinanceJson.ReadTerms(call.FinanceTerms), Formats.ChinaDay(final.FrozenAt.GetValueOrDefault()), package.Sha256);
    }

    private static async Task<PackageRow> FrozenAsync(AppDb db, Guid proposalId, Guid? decisionId, string stage, string layer, CancellationToken cancellationToken) =>
        await FrozenPackages.FindAsync(db, proposalId, decisionId, stage, layer, cancellationToken) ?? throw new InvalidOperationException($"What is frozen has its package: {stage}, {layer}.");
}
