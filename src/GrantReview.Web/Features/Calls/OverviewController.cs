using GrantReview.Core.Accounts;
using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Features.Calls;

/// <param name="Next">The stage after this one; null = this is the last.</param>
/// <param name="Gate">What is in the way of it.</param>
/// <param name="Members">Who holds the call, by what they are in it.</param>
public sealed record OverviewPage(
    CallRow Row, Call Call, CallFigures Figures, CallStage? Next, Gate Gate, IReadOnlyList<OpenChoice> Choices, ILookup<Capacity,
        string> Members, string? BackAsker)
{
    /// <summary>Where the gate is shut by it: who waits for a verdict.</summary>
    public IReadOnlyList<ApplicationStanding> Waiting { get; init; } = [];

    /// <summary>The day or instant at which the stage ends; null = nothing says when.</summary>
    public string? Due => Row.State.Stage switch
    {
        CallStage.Draft => Row.State.OpensOn is { } opens ? Formats.Day(opens) : null,
        CallStage.Open => Row.State.ClosesOn is { } closes ? Formats.Day(closes) : null,
        CallStage.Scoring => Row.State.ScoringClosesAt is { } scored ? Formats.Instant(scored) : null,
        _ => null,
    };

    /// <summary>The page, under the call's, where a gate is opened.</summary>
    public static string PageOf(Gate gate) => gate switch
    {
        Gate.TreeIsPublished => "/indicators",
        Gate.ApplicationsAreThere => "/applications",
        Gate.FindingsAreAnswered => "/formal-review",
        Gate.PlanIsDeployed => "/assignments",
        Gate.ScoringIsClosed => "/progress",
        Gate.RunIsDone => "/runs",
        Gate.ProposalIsApproved => "/allocation",
        Gate.DecisionIsFrozen => "/deliberation",
        Gate.AwardsAreFrozen => "/notice",
        _ => "",
    };
}

public sealed record CallFigures(int Applications, int Experts, int Conflicts, int Submitted, int Sheets);

/// <summary>One call: where it stands, its settings, and its way through the stages.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class OverviewController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var id = Call.Id;
        var gate = await CallGate.UnmetAsync(Db, Call, cancellationToken);
        Capacity[] shown = [Capacity.Officer, Capacity.Approver, Capacity.Supervisor];
        var members = await Db.Grants.Where(g => g.CallId == id && g.State.Status == GrantStatus.Held && shown.Contains(g.Capacity))
            .Join(Db.Users, g => g.UserId, u => u.Id, (g, u) => new { g.UserId, g.Capacity, u.DisplayName }).ToListAsync(cancellationToken);
        var backBy = Call.State.GoingBack?.Request.By;
        return View("Overview", new OverviewPage(
            Call, StoredRound.CallOf(Call), await FiguresAsync(cancellationToken),
            CallLife.Next(Call.State.Stage, await CallGate.NobodyIsScoredAsync(Db, Call, cancellationToken)), gate,
            await ChoicesAsync(cancellationToken),
            members.OrderBy(m => m.DisplayName, StringComparer.Ordinal).ToLookup(m => m.Capacity, m => m.DisplayName),
            backBy is null ? null : await Db.Users.Where(u => u.Id == backBy).Select(u => u.DisplayName)
                .FirstOrDefaultAsync(cancellationToken))
        {
            Waiting = gate == Gate.FindingsAreAnswered ? (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Open : [],
        });
    }

    /// <summary>The points that were ticked are confirmed as the call has them now: one fact each, and all or none.</summary>
    /// <param name="seen">Of each the key and the digest of the value that was read.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/choices")]
    public async Task<IActionResult> Confirm(List<string?>? seen, CancellationToken cancellationToken)
    {
        var ticked = (seen ?? []).OfType<string>().Distinct().ToList();
        return ticked.Count == 0 ? Refused(At(), "Overview.ChoicesTick") : await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await CallInAsync(db, cancellationToken);
            var choices = (await OpenChoice.ReadAsync(db, [row], cancellationToken)).GetValueOrDefault(row.Id)?.ToDictionary(c => c.Key);
            return Answer.FirstRefusal(ticked.ConvertAll(one =>
            {
                var key = one.Split(OpenChoice.Separator)[0];
                return choices?.GetValueOrDefault(key) is not { } choice ? new Refusal.NotThere()
                    : row.Do(new CallLife.ConfirmChoice(new SettingKey(key), choice.Sha256, new FreeText(choice.Value)), by,
                        CallEvidence.Free) is { Refusal: { } no } ? no
                    : choice.Seen != one ? new Refusal.ChangedMeanwhile() : Answer.Nothing;
            }));
        }, cancellationToken) switch
        {
            null => DoneSaying(At(), Text.Of("Overview.ChoicesDone", ticked.Count)),
            Refusal.NotThere => NotFound(),
            { } refusal => RefusedForm.Of(At(), refusal),
        };
    }

    /// <summary>One stage forward, or back to an earlier one with a reason; back over what two persons did is a request.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/stage")]
    public Task<IActionResult> Move(CallStage to, string? reason, CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, to > Call.State.Stage ? new CallLife.Advance(to) : new CallLife.GoBack(to, FreeText.Given(reason)),
            cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/stage/confirm")]
    public Task<IActionResult> ConfirmBack(Guid request, CancellationToken cancellationToken) =>
        CallAsync(User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor, new CallLife.ConfirmGoingBack(request),
            cancellationToken);

    [Authorize(Policy = Access.ReadCalls)]
    [HttpPost("/calls/{code}/stage/withdraw")]
    public Task<IActionResult> WithdrawBack(Guid request, CancellationToken cancellationToken) =>
        CallAsync(
            User.RunsCalls() ? Capacity.Officer : User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor,
            new CallLife.WithdrawGoingBack(request), cancellationToken);

    private Task<IActionResult> CallAsync(Capacity capacity, Act act, CancellationToken cancellationToken)
    {
        var after = Call.State;
        return ActAsync(capacity, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var answer = call.Do(act, by, await CallGate.SeenAsync(db, call, cancellationToken));
            after = call.State;
            return answer;
        }, "", () => after.GoingBack is not null && after.Stage == Call.State.Stage
            ? Text.Of("Overview.BackAsked", Text.Of(after.GoingBack.To))
                : Text.Of("Overview.Moved", Text.Of(after.Stage)), cancellationToken);
    }

    private async Task<IReadOnlyList<OpenChoice>> ChoicesAsync(CancellationToken cancellationToken) =>
        (await OpenChoice.ReadAsync(Db, [Call], cancellationToken)).GetValueOrDefault(Call.Id) ?? [];

    private Task<CallFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        var (live, barring) = (Db.ScoreSheets.WhereLive(), Db.Conflicts.WhereBars());
        return Db.Calls.Where(c => c.Id == Call.Id).Select(c => new CallFigures(
            Db.Applications.Count(a => a.CallId == c.Id), Db.Experts.Count(e => e.CallId == c.Id),
            barring.Where(x => x.CallId == c.Id)
                .Select(x => new { x.ApplicationId, x.ExpertId }).Distinct().Count(),
            Db.ScoreSheets.Count(s => s.CallId == c.Id && s.State.Status == SheetStatus.Submitted),
            live.Count(s => s.CallId == c.Id))).SingleAsync(cancellationToken);
    }
}
