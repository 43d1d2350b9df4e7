using GrantReview.Core.Acts;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Data;
using GrantReview.Files.Packages;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>What is posted of the meeting.</summary>
public sealed class MeetingForm
{
    public string? Meeting { get; set; }
    public DateOnly? HeldOn { get; set; }
    public string? MinutesNumber { get; set; }

    /// <summary>One name a line.</summary>
    public string? Attendees { get; set; }

    /// <summary>One person a line: name; reason; applications.</summary>
    public string? Recused { get; set; }
}

public sealed record ListedApplication(Guid Id, string Code, string Title, string Unit);

/// <param name="Row">Null = nothing is recorded yet.</param>
/// <param name="Breaks">Quotas that the list breaks by the changes.</param>
/// <param name="Packages">Evaluation and decision, as far as they are frozen.</param>
public sealed record DeliberationPage(
    CallRow Call, ProposalRow? Proposal, DecisionRow? Row, string RecordedBy, AwardDecision? Decision, IReadOnlyList<FundedApplication> Proposed,
    IReadOnlyDictionary<string, ListedApplication> Applications, IReadOnlyList<QuotaLoad> Breaks, IReadOnlyList<PackageRow> Packages, bool IsOwn)
{
    public bool IsOpen => Call.State.Stage == CallStage.Deliberation && Proposal is not null;
    public bool IsDraft => IsOpen && Row is { FrozenAt: null };
}

/// <summary>The meeting that decides (集体审议): its record, each change from the proposal with its reason, and the freezing by another person.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class DeliberationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "deliberation";

    [HttpGet("/calls/{code}/deliberation")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var proposal = await StoredDecision.ApprovedAsync(Db, Call.Id, cancellationToken);
        var row = proposal is null ? null : await StoredDecision.LatestAsync(Db, proposal.Id, AwardStage.Decision, cancellationToken);
        var decision = row is null ? null : await StoredDecision.LoadAsync(Db, Call, row, cancellationToken);
        return View("Deliberation", new DeliberationPage(
            Call, proposal, row, row is null ? "" : await Db.Users.Where(u => u.Id == row.RecordedById).Select(u => u.DisplayName).SingleAsync(cancellationToken), decision,
            proposal is null ? [] : await StoredDecision.ProposedAsync(Db, Call, proposal.Id, cancellationToken), await ListedAsync(Db, Call, cancellationToken),
            proposal is null || decision is not { Changes.Count: > 0 } ? [] : await BreaksAsync(proposal, decision, cancellationToken),
            proposal is null ? [] : await Db.Packages.AsNoTracking().Where(p => p.ProposalId == proposal.Id && p.Layer == FrozenPackages.Internal && p.Stage != FrozenPackages.Final).OrderBy(p => p.FrozenAt).ToListAsync(cancellationToken),
            row is not null && await IsOwnAsync(Db, row, User.Id(), cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation")]
    public async Task<IActionResult> Save(MeetingForm form, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Deliberation) || await StoredDecision.ApprovedAsync(Db, Call.Id, cancellationToken) is not { } proposal)
        {
            return Refused(At(Here), "Deliberation.WrongStage");
        }
        if (await FaultOfAsync(form, cancellationToken) is { } fault)
        {
            return Refused(At(Here), fault.Key, fault.Argument);
        }
        var row = await StoredDecision.LatestAsync(Db, proposal.Id, AwardStage.Decision, cancellationToken);
        if (row is null or { FrozenAt: not null })
        {
            row = new DecisionRow { CallId = Call.Id, ProposalId = proposal.Id, Stage = AwardStage.Decision, Number = await StoredDecision.NextNumberAsync(Db, Call.Id, cancellationToken) };
            Db.Decisions.Add(row);
        }
        Record("record", "deliberation", $"{row.Number}", Say(row), Fill(row, form), "");
        (row.RecordedById, row.RecordedAt) = (User.Id(), Now);
        return await SavedAsync(Here, "Deliberation.Saved", cancellationToken);
    }

    /// <param name="amount">In yuan; blank = not funded.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation/changes")]
    public async Task<IActionResult> Change(string? application, string? amount, string? reason, CancellationToken cancellationToken)
    {
        if (await DraftAsync(cancellationToken) is not { } row)
        {
            return Refused(At(Here), "Deliberation.RecordFirst");
        }
        if ((await ListedAsync(Db, Call, cancellationToken)).GetValueOrDefault(application?.Trim() ?? "") is not { } listed)
        {
            return Refused(At(Here), "Deliberation.NoApplication", application);
        }
        Money? to = null;
        if (!string.IsNullOrWhiteSpace(amount))
        {
            if (!Money.TryParse(amount.Trim(), out var given) || given <= Money.Zero)
            {
                return Refused(At(Here), "Deliberation.NoAmount", amount);
            }
            to = given;
        }
        var decision = await StoredDecision.LoadAsync(Db, Call, row, cancellationToken);
        var from = decision.Before.Where(b => b.Id == listed.Code).Select(b => (Money?)b.Amount).SingleOrDefault();
        var changed = decision with { Changes = [.. decision.Changes.Where(c => c.Application != listed.Code), new AwardChange(listed.Code, from, to, reason?.Trim() ?? "")] };
        if (changed.Faults().Where(f => f.Subject == listed.Code).Select(f => f.Code).FirstOrDefault() is { } fault)
        {
            return Refused(At(Here), $"Fault.{fault}", listed.Code);
        }
        var stored = await Db.AwardChanges.SingleOrDefaultAsync(c => c.DecisionId == row.Id && c.ApplicationId == listed.Id, cancellationToken);
        if (stored is null)
        {
            stored = new AwardChangeRow { DecisionId = row.Id, ApplicationId = listed.Id, Position = await Db.AwardChanges.CountAsync(c => c.DecisionId == row.Id, cancellationToken) + 1 };
            Db.AwardChanges.Add(stored);
        }
        (stored.FromFen, stored.ToFen, stored.Reason, stored.ById, stored.At) = (from?.Fen, to?.Fen, reason?.Trim() ?? "", User.Id(), Now);
        Record("change-award", "award", listed.Code, from?.ToString() ?? "", to?.ToString() ?? "", stored.Reason);
        return await SavedAsync(Here, "Deliberation.Changed", cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation/changes/{application}/undo")]
    public async Task<IActionResult> Undo(string application, CancellationToken cancellationToken)
    {
        if (await DraftAsync(cancellationToken) is not { } row)
        {
            return Refused(At(Here), "Deliberation.RecordFirst");
        }
        var stored = await Db.AwardChanges.SingleOrDefaultAsync(c => c.DecisionId == row.Id && Db.Applications.Any(a => a.Id == c.ApplicationId && a.Code == application), cancellationToken);
        if (stored is null)
        {
            return NotFound();
        }
        Db.AwardChanges.Remove(stored);
        Record("undo-change", "award", application, stored.ToFen is { } to ? new Money(to).ToString() : "", stored.FromFen is { } from ? new Money(from).ToString() : "", stored.Reason);
        return await SavedAsync(Here, "Deliberation.Undone", cancellationToken);
    }

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/deliberation/freeze")]
    public async Task<IActionResult> Freeze(CancellationToken cancellationToken)
    {
        if (await DraftAsync(cancellationToken) is not { } row)
        {
            return Refused(At(Here), "Deliberation.RecordFirst");
        }
        if (await IsOwnAsync(Db, row, User.Id(), cancellationToken))
        {
            return Refused(At(Here), "Deliberation.Own");
        }
        var decision = await StoredDecision.LoadAsync(Db, Call, row, cancellationToken);
        if (decision.Faults() is { Count: > 0 } faults)
        {
            return Refused(At(Here), "Deliberation.Faults", string.Join("; ", faults.Select(f => Text.Of($"Fault.{f.Code}", f.Subject))));
        }
        if (await FrozenPackages.FindAsync(Db, row.ProposalId, null, FrozenPackages.Evaluation, FrozenPackages.Internal, cancellationToken) is not { } evaluation)
        {
            return Refused(At(Here), "Deliberation.NoPackage");
        }
        var package = FrozenPackages.Add(
            Db, Call, row.ProposalId, row.Id, FrozenPackages.Decision, FrozenPackages.Internal,
            DecisionPackage.Write(decision, evaluation.Content, evaluation.Content), Now);
        (row.FrozenById, row.FrozenAt) = (User.Id(), Now);
        Call.Follow(CallStage.PublicNotice, ByMe(Capacity.Approver));
        Record("freeze", "deliberation", $"{row.Number}", evaluation.Sha256, package.Sha256);
        Record("stage-forward", "call", Call.Code, $"{CallStage.Deliberation}", $"{CallStage.PublicNotice}");
        return await SavedAsync(Here, "Deliberation.Frozen", cancellationToken);
    }

    /// <summary>Who recorded the meeting or a change may not freeze it.</summary>
    internal static async Task<bool> IsOwnAsync(AppDb db, DecisionRow row, Guid person, CancellationToken cancellationToken) =>
        row.RecordedById == person || await db.AwardChanges.AnyAsync(c => c.DecisionId == row.Id && c.ById == person, cancellationToken);

    internal static async Task<IReadOnlyDictionary<string, ListedApplication>> ListedAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        (await db.Applications.AsNoTracking().Where(a => a.CallId == call.Id).Select(a => new ListedApplication(a.Id, a.Code, a.Title, a.Unit)).ToListAsync(cancellationToken))
            .OrderBy(a => a.Code, StringComparer.Ordinal).ToDictionary(a => a.Code, StringComparer.Ordinal);

    private async Task<DecisionRow?> DraftAsync(CancellationToken cancellationToken) =>
        IsIn(CallStage.Deliberation) && await StoredDecision.ApprovedAsync(Db, Call.Id, cancellationToken) is { } proposal
            && await StoredDecision.LatestAsync(Db, proposal.Id, AwardStage.Decision, cancellationToken) is { FrozenAt: null } row ? row : null;

    private async Task<IReadOnlyList<QuotaLoad>> BreaksAsync(ProposalRow proposal, AwardDecision decision, CancellationToken cancellationToken)
    {
        var seed = await Db.Runs.Where(r => r.Id == proposal.RunId).Select(r => r.Seed).SingleAsync(cancellationToken);
        return Evaluation.Run(await StoredRound.LoadAsync(Db, Call, cancellationToken), seed).Problem is { } problem ? decision.Breaks(problem) : [];
    }

    private async Task<(string Key, string Argument)?> FaultOfAsync(MeetingForm form, CancellationToken cancellationToken)
    {
        var known = await ListedAsync(Db, Call, cancellationToken);
        var unknown = StoredDecision.Lines(form.Recused).SelectMany(l => StoredDecision.RecusalOf(l).Applications).FirstOrDefault(id => !known.ContainsKey(id));
        return form.HeldOn is not { } day || day > Formats.ChinaDay(Now) ? ("Deliberation.NoDay", "")
            : unknown is not null ? ("Deliberation.NoApplication", unknown)
            : (form.Meeting ?? "").Length > Row.NameLength || (form.MinutesNumber ?? "").Length > Row.NameLength || (form.Attendees ?? "").Length > Row.NoteLength || (form.Recused ?? "").Length > Row.NoteLength ? ("Deliberation.TooLong", "")
            : null;
    }

    private static string Fill(DecisionRow row, MeetingForm form)
    {
        (row.Meeting, row.HeldOn, row.MinutesNumber) = (form.Meeting?.Trim() ?? "", form.HeldOn.GetValueOrDefault(), form.MinutesNumber?.Trim() ?? "");
        (row.Attendees, row.Recused) = (string.Join('\n', StoredDecision.Lines(form.Attendees)), string.Join('\n', StoredDecision.Lines(form.Recused)));
        return Say(row);
    }

    private static string Say(DecisionRow row) =>
        row.RecordedAt == default && row.Meeting.Length == 0 ? "" : string.Join(" · ", row.Meeting, Formats.Day(row.HeldOn), row.MinutesNumber, row.Attendees.Replace('\n', ','), row.Recused.Replace('\n', ','));
}
