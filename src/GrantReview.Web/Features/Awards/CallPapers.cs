using GrantReview.Files.Documents;
using GrantReview.Files.Finance;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>A paper of a call, in the order of the work.</summary>
public enum CallPaper { Meeting, Panel, Notice, Award }

/// <summary>The papers of a call, each made from what is frozen: the same packages and office give the same bytes.</summary>
public static class CallPapers
{
    /// <summary>What its file and its template are called.</summary>
    public static string NameOf(CallPaper paper) => paper switch
    {
        CallPaper.Meeting => "meeting-list", CallPaper.Panel => "panel-opinion", CallPaper.Notice => "notice", _ => "award",
    };

    /// <summary>Those that can be made now.</summary>
    public static async Task<IReadOnlyList<CallPaper>> ReadyAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var (proposal, _, final) = await StoredDecision.AllAsync(db, call.Id, cancellationToken);
        return
        [
            .. Enum.GetValues<CallPaper>().Where(p => p switch
            {
                CallPaper.Notice => final is { Notice.On: not null }, CallPaper.Award => final is { Notice.FrozenAt: not null },
                _ => proposal is not null,
            }),
        ];
    }

    /// <summary>Null = what it is made from is not there yet, or there is no such paper.</summary>
    public static async Task<byte[]?> WriteAsync(
        AppDb db, CallRow call, string name, string language, Office office, CancellationToken cancellationToken)
    {
        if (await StoredDecision.ApprovedAsync(db, call.Id, cancellationToken) is not { } proposal
            || (await ReadyAsync(db, call, cancellationToken)).Where(p => NameOf(p) == name).ToList() is not [var asked])
        {
            return null;
        }
        var paper = asked is CallPaper.Meeting or CallPaper.Panel
            ? await OfEvaluationAsync(db, proposal, asked, cancellationToken) : await OfAwardsAsync(db, call, asked, cancellationToken);
        return PaperDocument.Fill(TemplateFolder.Shipped.Document(name, language), paper, language, office);
    }

    private static async Task<Paper> OfEvaluationAsync(AppDb db, ProposalRow proposal, CallPaper asked,
        CancellationToken cancellationToken)
    {
        var package = await FrozenPackages.GetAsync(
            db, proposal.Id, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken);
        var kept = await KeptResult.OfRunAsync(db, proposal.RunId, cancellationToken);
        if (kept.Package != package.Sha256)
        {
            throw new InvalidOperationException("The record of a run is that of its frozen package.");
        }
        _ = package.ReadFrozen();
        var date = Formats.ChinaDay(proposal.State.DecidedAt.GetValueOrDefault());
        if (asked == CallPaper.Meeting)
        {
            return MeetingPaper.Of(kept.Record, date, package.Sha256);
        }
        var key = await FrozenPackages.GetAsync(db, proposal.Id, null, PackageStage.Evaluation, PackageLayer.Sealed, cancellationToken);
        return PanelPaper.Of(kept.Record, ResultPackage.CommentsOf(key.ReadFrozen()), date, package.Sha256);
    }

    private static async Task<Paper> OfAwardsAsync(AppDb db, CallRow call, CallPaper asked, CancellationToken cancellationToken)
    {
        var (decision, final) = await StoredDecision.NoticeAsync(db, call.Id, cancellationToken);
        if (decision is null || final is null)
        {
            throw new InvalidOperationException("A notice that is up has its record.");
        }
        var before = await FrozenPackages.GetAsync(
            db, final.ProposalId, decision.Id, PackageStage.Decision, PackageLayer.Internal, cancellationToken);
        var frozen = FrozenList.Read(before.ReadFrozen());
        _ = await StoredDecision.UndisputedAsync(db, decision, cancellationToken);
        var record = await StoredDecision.UndisputedAsync(db, final, cancellationToken);
        if (asked == CallPaper.Notice)
        {
            return AwardPaper.Notice(frozen.Call, frozen.Applications, record, final.Notice.MasksNames);
        }
        var package = await FrozenPackages.GetAsync(
            db, final.ProposalId, final.Id, PackageStage.Final, PackageLayer.Internal, cancellationToken);
        return AwardPaper.Award(
            frozen.Call, frozen.Applications, record, FinanceJson.ReadTerms(call.FinanceTerms),
            Formats.ChinaDay(final.Notice.FrozenAt.GetValueOrDefault()), package.Sha256);
    }
}
