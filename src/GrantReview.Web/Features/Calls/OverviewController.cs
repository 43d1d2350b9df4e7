using GrantReview.Core.Applications.Eligibility;
using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Features.Calls;

public sealed record OverviewPage(
    CallRow Row, Call Call, int Applications, int Experts, int Conflicts, int Submitted, int Sheets, CallStage? Next, Gate Gate,
    IReadOnlyList<(string Key, LocalText Why)> Choices, string? BackAsker)
{
    /// <summary>Where the gate is shut by it: who waits for a verdict.</summary>
    public IReadOnlyList<ApplicationStanding> Waiting { get; init; } = [];
}

public sealed record SettingsPage(CallRow Row, Call Call, string Content, bool CanEdit, IReadOnlyList<Mistake> Mistakes, IReadOnlyList<string> Faults);

/// <summary>What is posted of the common settings; blank = as it was, or none where none is allowed.</summary>
public sealed class SettingsForm
{
    public string? NameEn { get; set; }
    public string? NameZh { get; set; }
    public DateOnly? OpensOn { get; set; }
    public DateOnly? ClosesOn { get; set; }

    /// <summary>China time.</summary>
    public DateTime? ScoringClosesAt { get; set; }
    public string? ExpertsPerApplication { get; set; }
    public string? MaxLoad { get; set; }
    public string? PerUnit { get; set; }
    public AssignmentObjective Objective { get; set; }
    public TotalMethod Method { get; set; }
    public CalibrationMethod Calibration { get; set; }
    public PanelComparison? Panels { get; set; }
    public string? UndecidedLottery { get; set; }
    public TieRule Ties { get; set; }
    public string? LotteryClause { get; set; }
    public LibraryReading? Library { get; set; }
    public string? LibraryReason { get; set; }
    public string? MinimumScores { get; set; }
    public string? MinScore { get; set; }
}

/// <summary>One call: where it stands, its settings, and its way through the stages.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class OverviewController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var id = Call.Id;
        var backBy = Call.State.GoingBack?.Request.By;
        var gate = await CallGate.UnmetAsync(Db, Call, cancellationToken);
        return View("Overview", new OverviewPage(
            Call, StoredRound.CallOf(Call),
            await Db.Applications.CountAsync(a => a.CallId == id, cancellationToken), await Db.Experts.CountAsync(e => e.CallId == id, cancellationToken),
            await Db.Conflicts.Where(c => c.CallId == id && c.State.Status != ConflictStatus.Dismissed).Select(c => new { c.ApplicationId, c.ExpertId }).Distinct()
                .CountAsync(cancellationToken),
            await Db.ScoreSheets.CountAsync(s => s.CallId == id && s.State.Status == SheetStatus.Submitted, cancellationToken),
            await Db.ScoreSheets.CountAsync(s => s.CallId == id && s.State.Status != SheetStatus.Suspended && s.State.Status != SheetStatus.Held && s.State.Status != SheetStatus.Discounted, cancellationToken),
            CallLife.Next(Call.State.Stage), gate, ChoicesOf(Call.Template),
            await Db.Users.Where(u => u.Id == backBy).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken))
        {
            Waiting = gate == Gate.FindingsAreAnswered ? (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Open : [],
        });
    }

    /// <summary>One stage forward, or back to an earlier one with a reason; back over what two persons did is a request.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/stage")]
    public Task<IActionResult> Move(CallStage to, string? reason, CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, to > Call.State.Stage ? new CallLife.Advance(to) : new CallLife.GoBack(to, FreeText.Given(reason)), cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/stage/confirm")]
    public Task<IActionResult> ConfirmBack(Guid request, CancellationToken cancellationToken) =>
        CallAsync(User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor, new CallLife.ConfirmGoingBack(request), cancellationToken);

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
            ? Text.Of("Overview.BackAsked", Text.Of($"Stage.{after.GoingBack.To}")) : Text.Of("Overview.Moved", Text.Of($"Stage.{after.Stage}")), cancellationToken);
    }

    [HttpGet("/calls/{code}/settings")]
    public IActionResult Settings() => View("Settings", PageOf(Call.Settings, [], []));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings")]
    public async Task<IActionResult> Save(SettingsForm form, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        var call = StoredRound.CallOf(Call);
        var changed = call with
        {
            Name = new LocalText(Given(form.NameEn, call.Name.En), Given(form.NameZh, call.Name.Zh)),
            Assignment = call.Assignment with
            {
                ExpertsPerApplication = Whole(form.ExpertsPerApplication, "Overview.PerApplication", 1, 100) ?? call.Assignment.ExpertsPerApplication,
                MaxLoad = Whole(form.MaxLoad, "Overview.MaxLoad", 0, 100_000), PerUnit = Whole(form.PerUnit, "Overview.PerUnit", 1, 100), Objective = form.Objective,
            },
            Scoring = call.Scoring with { Method = form.Method, MinimumScores = Whole(form.MinimumScores, "Settings.MinimumScores", 1, 100) ?? call.Scoring.MinimumScores },
            Calibration = call.Calibration with { Method = form.Calibration, Panels = form.Panels, UndecidedLottery = Optional(form.UndecidedLottery) },
            Allocation = call.Allocation with
            {
                MinScore = Number(form.MinScore, "Overview.MinScore"), Policy = call.Allocation.Policy with { Ties = form.Ties, LotteryClause = Optional(form.LotteryClause) },
                Library = form.Library is { } reading ? new LibraryRule(reading, Optional(form.LibraryReason) ?? "") : null,
            },
        };
        if (form.Library is null && Optional(form.LibraryReason) is not null)
        {
            faults.Add(Text.Of("Settings.LibraryNeeded"));
        }
        if (faults.Count > 0)
        {
            return View("Settings", PageOf(Call.Settings, [], faults));
        }
        DateTime? closesAt = form.ScoringClosesAt is { } typed ? Formats.FromChina(typed) : null;
        return await StoreAsync(
            Encoding.UTF8.GetString(CallJson.Write(changed)), new CallLife.SetDates(form.OpensOn, form.ClosesOn, closesAt), cancellationToken);

        int? Whole(string? text, string key, int min, int max)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            {
                return value;
            }
            faults.Add(Text.Of("Settings.Bad", Text.Of(key)));
            return null;
        }

        Rational? Number(string? text, string key)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }
            if (Rational.TryParse(text, out var value))
            {
                return value;
            }
            faults.Add(Text.Of("Settings.BadNumber", Text.Of(key)));
            return null;
        }

        static string? Optional(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

        static string Given(string? text, string was) => string.IsNullOrWhiteSpace(text) ? was : text.Trim();
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/all")]
    public Task<IActionResult> SaveAll(string? content, CancellationToken cancellationToken) => StoreAsync(content ?? "", null, cancellationToken);

    /// <param name="dates">Null = as they are.</param>
    private async Task<IActionResult> StoreAsync(string content, CallLife.SetDates? dates, CancellationToken cancellationToken)
    {
        List<Mistake> mistakes = [];
        var call = CallJson.Read(Encoding.UTF8.GetBytes(content), "call.json", TemplateFolder.Shipped, mistakes, mistakes);
        if (call is not null && call.Code != Call.Code)
        {
            mistakes.Add(new Mistake("call.json", null, "code", "JsonExpected", Call.Code));
        }
        if (call is { Allocation.Policy: { Ties: TieRule.Lottery, LotteryClause: null } })
        {
            mistakes.Add(new Mistake("call.json", null, "allocation.policy.lotteryClause", "LotteryNeedsClause"));
        }
        if (call is not null && call.Allocation.Policy.Seed is { } seed && seed != StoredRound.CallOf(Call).Allocation.Policy.Seed)
        {
            mistakes.Add(new Mistake("call.json", null, "allocation.policy.seed", "SeedByShares"));
        }
        if (call is not null && await StoredRound.TreeRowAsync(Db, Call.Id, cancellationToken) is { } tree)
        {
            _ = TreeJson.Read(Encoding.UTF8.GetBytes(tree.Content), "indicators.json", call.Scoring, mistakes);
        }
        if (call is null || mistakes.Count > 0)
        {
            return View("Settings", PageOf(content, mistakes, []));
        }
        var resolved = Encoding.UTF8.GetString(CallJson.Write(call));
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await CallInAsync(db, cancellationToken);
            var sha256 = ResultPackage.Sha256(Encoding.UTF8.GetBytes(resolved));
            if (row.Do(new CallLife.ChangeSettings(sha256, new FreeText(resolved)), by, CallEvidence.Free) is { Refusal: { } frozen })
            {
                return frozen;
            }
            if (dates is not null && row.Do(dates, by, CallEvidence.Free) is { Refusal: { } no })
            {
                return no;
            }
            row.Keep(resolved, call.Name);
            return await StoredConflicts.FindAnewAsync(db, row, by, cancellationToken);
        }, cancellationToken);
        return refusal switch
        {
            null => Done(At("settings"), "Settings.Saved"),
            CallLife.WrongStage => Refused(At("settings"), "Settings.Frozen"),
            _ => RefusedSaying(At("settings"), RefusalText.Of(refusal)),
        };
    }

    private SettingsPage PageOf(string content, IReadOnlyList<Mistake> mistakes, IReadOnlyList<string> faults) =>
        new(Call, StoredRound.CallOf(Call), content, User.RunsCalls() && Call.State.Stage < CallStage.Scoring, mistakes, faults);

    private static List<(string, LocalText)> ChoicesOf(string? template) => template is null || TemplateFolder.Shipped.Call(template)?["choices"] is not System.Text.Json.Nodes.JsonArray choices ? []
        : [.. choices.Select(c => ($"{c?["key"]}", new LocalText($"{c?["why"]?["en"]}", $"{c?["why"]?["zh-CN"]}")))];
}
