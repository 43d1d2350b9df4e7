using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Data;
using GrantReview.Files.Notices;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Calls;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>Rows of the database ↔ the decision that Core checks and a package holds.</summary>
public static class StoredDecision
{
    private static readonly char[] Fields = [';', '；'];
    private static readonly char[] Items = [',', '，', '、'];

    /// <summary>The calendar that ships with the program.</summary>
    public static WorkingDays Calendar { get; } = ReadCalendar();

    public static Task<ProposalRow?> ApprovedAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        db.Proposals.AsNoTracking().Where(p => p.CallId == callId && p.Status == ProposalStatus.Approved).OrderByDescending(p => p.DecidedAt).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The newest record of a proposal at a stage, a draft or frozen.</summary>
    public static Task<DecisionRow?> LatestAsync(AppDb db, Guid proposalId, AwardStage stage, CancellationToken cancellationToken) =>
        db.Decisions.Where(d => d.ProposalId == proposalId && d.Stage == stage).OrderByDescending(d => d.Number).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The decision of the approved proposal once it is frozen, and the notice of that decision.</summary>
    public static async Task<(DecisionRow? Decision, DecisionRow? Final)> NoticeAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var proposal = await ApprovedAsync(db, call.Id, cancellationToken);
        var decision = proposal is null ? null : await LatestAsync(db, proposal.Id, AwardStage.Decision, cancellationToken);
        var final = decision is not { FrozenAt: not null } ? null : await LatestAsync(db, decision.ProposalId, AwardStage.Final, cancellationToken);
        return (decision is { FrozenAt: not null } ? decision : null, final?.PreviousId == decision?.Id ? final : null);
    }

    public static async Task<int> NextNumberAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        (await db.Decisions.Where(d => d.CallId == callId).MaxAsync(d => (int?)d.Number, cancellationToken) ?? 0) + 1;

    /// <summary>The record as Core knows it: the list before, the meeting, the changes by application.</summary>
    public static async Task<AwardDecision> LoadAsync(AppDb db, CallRow call, DecisionRow row, CancellationToken cancellationToken)
    {
        var before = row.PreviousId is { } previous
            ? (await LoadAsync(db, call, await db.Decisions.AsNoTracking().SingleAsync(d => d.Id == previous, cancellationToken), cancellationToken)).After()
            : await ProposedAsync(db, call, row.ProposalId, cancellationToken);
        var changes = await (
            from c in db.AwardChanges.AsNoTracking()
            join a in db.Applications on c.ApplicationId equals a.Id
            where c.DecisionId == row.Id
            select new { a.Code, c.FromFen, c.ToFen, c.Reason }).ToListAsync(cancellationToken);
        return new AwardDecision(row.Stage, before, MeetingOf(row),
            [.. changes.OrderBy(c => c.Code, StringComparer.Ordinal).Select(c => new AwardChange(c.Code, MoneyOf(c.FromFen), MoneyOf(c.ToFen), c.Reason))])
        {
            Notice = row.NoticeOn is { } on ? Calendar.NoticeOf(on, row.NoticeDays) : null,
        };
    }

    /// <summary>The proposed awards in the order of the evaluation package: categories as the call lists them, then places.</summary>
    public static async Task<IReadOnlyList<FundedApplication>> ProposedAsync(AppDb db, CallRow call, Guid proposalId, CancellationToken cancellationToken)
    {
        var categories = StoredRound.CallOf(call).Categories.Select((c, i) => (c.Code, i)).ToDictionary(c => c.Code, c => c.i, StringComparer.Ordinal);
        var rows = await (
            from w in db.Awards.AsNoTracking()
            join a in db.Applications on w.ApplicationId equals a.Id
            where w.ProposalId == proposalId
            select new { a.Code, a.Category, w.Place, w.AmountFen }).ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(r => categories.GetValueOrDefault(r.Category, int.MaxValue)).ThenBy(r => r.Category, StringComparer.Ordinal).ThenBy(r => r.Place).ThenBy(r => r.Code, StringComparer.Ordinal)
                .Select(r => new FundedApplication(r.Code, new Money(r.AmountFen))),
        ];
    }

    public static Deliberation MeetingOf(DecisionRow row) => new(row.Meeting, row.HeldOn, row.MinutesNumber, Lines(row.Attendees), [.. Lines(row.Recused).Select(RecusalOf)]);

    public static IReadOnlyList<string> Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>"name; reason; P01, P02": the applications are left out where the person left for all.</summary>
    public static Recusal RecusalOf(string line)
    {
        var parts = line.Split(Fields, 3, StringSplitOptions.TrimEntries);
        return new Recusal(parts[0], parts.ElementAtOrDefault(1) ?? "", (parts.ElementAtOrDefault(2) ?? "").Split(Items, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static Money? MoneyOf(long? fen) => fen is { } value ? new Money(value) : null;

    private static WorkingDays ReadCalendar()
    {
        List<Files.Mistake> mistakes = [];
        return WorkingDaysFile.Read(File.ReadAllBytes(Path.Combine(TemplateFolder.Shipped.Path, "working-days", "china.json")), "china.json", mistakes)
            ?? throw new InvalidOperationException($"The calendar is broken: {string.Join("; ", mistakes.Select(m => m.Say("en")))}");
    }
}
