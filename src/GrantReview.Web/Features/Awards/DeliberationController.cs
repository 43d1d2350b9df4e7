using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;

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

    /// <summary>As it is recorded; a record after a frozen one has a number of its own.</summary>
    public static MeetingForm Of(DecisionState state) => new()
    {
        Meeting = $"{state.Meeting}", HeldOn = state.RecordedBy is null ? null : state.HeldOn, Attendees = $"{state.Attendees}",
            Recused = $"{state.Recused}",
        MinutesNumber = state.FrozenAt is null ? state.MinutesNumber : "",
    };
}

/// <summary>What is posted of one change.</summary>
public sealed class ChangeForm
{
    public string? Application { get; set; }

    /// <summary>In yuan; blank = not funded.</summary>
    public string? Amount { get; set; }
    public string? Reason { get; set; }

    /// <summary>By which the change may break rules; blank = it breaks none.</summary>
    public string? Clause { get; set; }
}

/// <summary>What the meeting takes up while the same people are out of the room.</summary>
/// <param name="Leave">Who leaves; nobody where all stay.</param>
public sealed record AgendaPart(IReadOnlyList<string> Leave, IReadOnlyList<Application> Applications)
{
    /// <summary>In order of place: first what everybody stays for, then by who leaves; nothing where nobody leaves for some alone.</summary>
    public static IReadOnlyList<AgendaPart> Of(IReadOnlyList<Recusal> recused, IEnumerable<Application> inOrder) =>
        recused.All(r => r.Applications.Count == 0) ? []
        : [.. inOrder.Select(a => (Application: a, Leave: recused.Where(r => r.Applications.Contains(a.Id)).Select(r => r.Name).ToList()))
            .GroupBy(a => string.Join('\n', a.Leave)).OrderBy(g => g.Key.Length > 0)
            .Select(g => new AgendaPart(g.First().Leave, [.. g.Select(a => a.Application)]))];
}

/// <param name="Evaluation">As it is frozen; null = no proposal is approved yet.</param>
/// <param name="All">Every award of the list.</param>
/// <param name="Row">Null = nothing is recorded yet.</param>
/// <param name="Uncovered">Rules that the list breaks by its changes without an exemption.</param>
/// <param name="Packages">Evaluation and decision, as far as they are frozen.</param>
/// <param name="Meeting">The form as it stands or as it was typed.</param>
public sealed record DeliberationPage(
    CallRow Call, ProposalRow? Proposal, FrozenEvaluation? Evaluation, DecisionRow? Row, string RecordedBy, AwardDecision? Decision,
    IReadOnlyList<AwardBreach> Uncovered, IReadOnlyList<EarlierDecision> Earlier, IReadOnlyList<PackageEntry> Packages, bool IsOwn,
    MeetingForm Meeting, ListPart<AwardedApplication> Awards, IReadOnlyList<FundedApplication> All)
{
    public IReadOnlyList<AgendaPart> Agenda { get; init; } = [];
    public bool IsOpen => Call.State.Stage == CallStage.Deliberation && Proposal is not null;
    public bool IsDraft => IsOpen && Row is { State.IsDraft: true };
}

/// <summary>
/// The meeting that decides (集体审议): its record, each change from the proposal with its reason, and the freezing by another person.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class DeliberationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "deliberation";

    [HttpGet("/calls/{code}/deliberation")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Deliberation", await PageAsync(cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation")]
    public async Task<IActionResult> Save(MeetingForm form, CancellationToken cancellationToken)
    {
        var act = new DecisionLife.Record(form.Meeting, form.HeldOn, form.MinutesNumber, form.Attendees, form.Recused);
        return await ActAsync(
            Capacity.Officer, (db, by) => ActOnDraftAsync(db, act, by, cancellationToken), Here, () => Text.Of("Deliberation.Saved"),
            cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation/changes")]
    public async Task<IActionResult> Change(ChangeForm form, CancellationToken cancellationToken)
    {
        var given = Money.TryParse(form.Amount?.Trim(), out var amount);
        var to = string.IsNullOrWhiteSpace(form.Amount) ? (Money?)null : given ? amount : Money.Zero;
        var act = new DecisionLife.Change(
            ApplicationId.Of(form.Application?.Trim()).GetValueOrDefault(), to, FreeText.Given(form.Reason), FreeText.Given(form.Clause));
        return await ActAsync(
            Capacity.Officer, (db, by) => ActOnDraftAsync(db, act, by, cancellationToken), Here, () => Text.Of("Deliberation.Changed"),
            cancellationToken);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/deliberation/changes/{application}/undo")]
    public Task<IActionResult> Undo(string application, CancellationToken cancellationToken) =>
        DraftAsync(application, Capacity.Officer, new DecisionLife.Undo(new ApplicationId(application)), "Deliberation.Undone",
            cancellationToken);

    /// <summary>Another person answers for a change that breaks rules.</summary>
    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/deliberation/changes/{application}/confirm")]
    public Task<IActionResult> Confirm(string application, Guid request, CancellationToken cancellationToken) => DraftAsync(
        application, User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor,
            new DecisionLife.ConfirmExemption(new ApplicationId(application), request),
        "Deliberation.Confirmed", cancellationToken);

    /// <param name="edition">Of the record that the page showed.</param>
    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/deliberation/freeze")]
    public Task<IActionResult> Freeze(int edition, CancellationToken cancellationToken) => ActAsync(Capacity.Approver, async (db, by) =>
    {
        var (call, proposal, row) = await LoadAsync(db, cancellationToken);
        return proposal is null || row is null ? new DecisionLife.NeedsRecord()
            : await AwardSteps.FreezeDecisionAsync(db, call, proposal, row, edition, by, cancellationToken);
    }, Here, () => Text.Of("Deliberation.Frozen"), cancellationToken);

    /// <summary>An act on the change of an application of this call.</summary>
    private Task<IActionResult> DraftAsync(
        string application, Capacity capacity, Act act, string done, CancellationToken cancellationToken) => ActAsync(
        capacity, async (db, by) => await db.Applications.AnyAsync(a => a.CallId == Call.Id && a.Code == application, cancellationToken)
            ? await ActOnDraftAsync(db, act, by, cancellationToken) : new Refusal.NotThere(),
        Here, () => Text.Of(done), cancellationToken);

    /// <summary>An act on the draft; recording the meeting makes one where there is none or the last is frozen.</summary>
    private async Task<Answer> ActOnDraftAsync(AppDb db, Act act, By by, CancellationToken cancellationToken)
    {
        var (call, proposal, row) = await LoadAsync(db, cancellationToken);
        if (call.State.Stage != CallStage.Deliberation || proposal is null)
        {
            return act is DecisionLife.Record ? new CallLife.WrongStage(call.State.Stage) : new DecisionLife.NeedsRecord();
        }
        var isNew = act is DecisionLife.Record && row is not { State.FrozenAt: null };
        var seen = await StoredDecision.SeenAsync(db, call.State, proposal, isNew ? null : row, by.At, cancellationToken);
        if (!isNew)
        {
            return row?.Do(act, by, seen) ?? new DecisionLife.NeedsRecord();
        }
        var made = new DecisionRow(proposal, await StoredDecision.NextNumberAsync(db, call.Id, cancellationToken));
        db.Decisions.Add(made);
        return made.Do(act, by, seen);
    }

    private async Task<(CallRow Call, ProposalRow? Proposal, DecisionRow? Row)> LoadAsync(AppDb db, CancellationToken cancellationToken)
    {
        // What the page has read already is not read again; an act reads it in its own transaction.
        var call =
            await db.Calls.FindAsync([Call.Id], cancellationToken) ?? throw new InvalidOperationException($"There is no call {Call.Id}.");
        var proposal = await StoredDecision.ApprovedAsync(db, call.Id, cancellationToken);
        var row = proposal is null ? null : await StoredDecision.LatestAsync(db, proposal.Id, AwardStage.Decision, cancellationToken);
        return (call, proposal, row);
    }

    private async Task<DeliberationPage> PageAsync(CancellationToken cancellationToken)
    {
        var (call, proposal, row) = await LoadAsync(Db, cancellationToken);
        ViewData["Call"] = call;
        if (proposal is null)
        {
            return new DeliberationPage(
                call, null, null, null, "", null, [], [], [], false, new MeetingForm(),
                AwardedApplication.List([], [], Asked(Here)), []);
        }
        var evaluation = await FrozenPackages.EvaluationAsync(Db, proposal.Id, cancellationToken);
        var seen = await StoredDecision.SeenAsync(Db, call.State, proposal, row, Now, cancellationToken);
        var packages = await Db.Packages.AsNoTracking()
            .Where(p => p.ProposalId == proposal.Id && p.Layer == PackageLayer.Internal && p.Stage != PackageStage.Final)
                .OrderBy(p => p.FrozenAt)
            .Select(p => new PackageEntry(p.Id, p.Stage, p.Layer, p.Sha256, p.Content.Length, p.FrozenAt)).ToListAsync(cancellationToken);
        var recorder = row?.State.RecordedBy;
        var decision = row?.State.Of(evaluation.Awards);
        var awards = decision?.After() ?? evaluation.Awards;
        return new DeliberationPage(
            call, proposal, evaluation, row,
            await Db.Users.Where(u => u.Id == recorder).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken) ?? "", decision,
            row is null ? [] : DecisionLife.Uncovered(row.State.Changes, seen),
            await EarlierDecision.ListAsync(Db, call.Id, row?.Id, cancellationToken),
            packages, row?.State.IsBy(User.Id()) ?? false, MeetingForm.Of(row?.State ?? DecisionState.Blank),
            AwardedApplication.List(awards, evaluation.Applications, Asked(Here)), awards)
        {
            Agenda = decision?.Deliberation.Recused is not { Count: > 0 } recused ? []
                : AgendaPart.Of(recused, (await KeptResult.OfRunAsync(Db, proposal.RunId, cancellationToken)).Record.Ranking
                    .Where(e => e.Decision is Decision.Funded or Decision.Reserve).Select(e => e.Application)),
        };
    }
}
