using System.Text;

namespace GrantReview.Web.Features.Calls;

/// <param name="Rule">The rule in force.</param>
/// <param name="AskedBy">Who asked for another rule that nobody has confirmed; null = nobody.</param>
public sealed record ScoringRulePage(
    CallRow Call, CalibrationSettings Rule, bool CanChange, IReadOnlyList<RuleChange> Changes, string? AskedBy);

/// <summary>
/// How scores decide. The rule is published before scoring opens; from then until a proposal is before an approver a change is a recorded
/// act with a reason, and shown beside whatever it leads to. Once scores were opened another person confirms it.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ScoringRuleController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/settings/rule")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("ScoringRule", await PageAsync(cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/rule")]
    public async Task<IActionResult> Change(
        CalibrationMethod calibration, PanelComparison? panels, string? undecidedLottery, LotteryKind lottery, string? smoothness,
        string? reason, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(smoothness) && Written.Number(smoothness) is null)
        {
            return RefusedForm.At(At("settings/rule"), nameof(smoothness), Text.Of("Form.NoNumber"));
        }
        List<Mistake> mistakes = [];
        var asked = false;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            mistakes.Clear();
            var row = await CallInAsync(db, cancellationToken);
            var call = StoredRound.CallOf(row);
            var typed = call.Calibration with
            {
                Method = calibration, Panels = panels,
                UndecidedLottery = string.IsNullOrWhiteSpace(undecidedLottery) ? null : undecidedLottery.Trim(),
                Lottery = lottery, Smoothness = Written.Number(smoothness),
            };
            var content = CallJson.Write(call with { Calibration = typed });
            _ = CallJson.Read(content, "call.json", TemplateFolder.Shipped, mistakes, mistakes);
            var answer = row.Do(
                new CallLife.ChangeScoringRule(call.Calibration, typed, FreeText.Given(reason)), by,
                await CallGate.SeenAsync(db, row, cancellationToken));
            asked = answer.Facts is [CallLife.ScoringRuleRequested];
            if (answer.Facts is [CallLife.ScoringRuleChanged])
            {
                StoredRound.Keep(row, call with { Calibration = typed }, by);
            }
            return answer.Refusal ?? (mistakes.Count > 0 ? new CallLife.IsInvalid() : answer);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                return Done(At("settings/rule"), asked ? "ScoringRule.AskedNow" : "ScoringRule.Changed");
            case CallLife.IsInvalid or Refusal.NeedsReason:
                var wrong = mistakes.Select(m => (Field: m.Column.Split('.')[^1], What: m.What(Text.Culture)))
                    .Concat(refusal is Refusal.NeedsReason ? [(nameof(reason), RefusalText.Of(refusal))] : []).ToList();
                return new RefusedForm(
                    At("settings/rule"), string.Join('\n', wrong.Select(m => m.What).Distinct()), StatusCodes.Status400BadRequest)
                {
                    Mistakes = wrong.GroupBy(m => m.Field).ToDictionary(m => m.Key, m => m.First().What),
                };
            default:
                return new RefusedForm(At("settings/rule"),
                    refusal is CallLife.WrongStage ? Text.Of("ScoringRule.Closed") : RefusalText.Of(refusal));
        }
    }

    /// <summary>Another person lets the scores decide by the rule that was asked for.</summary>
    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/settings/rule/confirm")]
    public Task<IActionResult> Confirm(Guid request, CancellationToken cancellationToken) =>
        ActAsync(User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor, async (db, by) =>
        {
            var row = await CallInAsync(db, cancellationToken);
            var call = StoredRound.CallOf(row);
            var answer = row.Do(
                new CallLife.ConfirmScoringRule(request, call.Calibration), by, await CallGate.SeenAsync(db, row, cancellationToken));
            if (answer is { Refusal: null, Facts: [CallLife.ScoringRuleChanged changed] })
            {
                StoredRound.Keep(row, call with { Calibration = changed.After }, by);
            }
            return answer;
        }, "settings/rule", () => Text.Of("ScoringRule.Changed"), cancellationToken);

    private async Task<ScoringRulePage> PageAsync(CancellationToken cancellationToken) => new(
        Call, StoredRound.CallOf(Call).Calibration,
        User.RunsCalls() && CallLife.RefuseScoringRule(Call.State, await CallGate.SeenAsync(Db, Call, cancellationToken)) is null,
        await RuleChange.ListAsync(Db, Call.Id, cancellationToken),
        Call.State.RuleRequest is { } asked
            ? await Db.Users.Where(u => u.Id == asked.Request.By).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken) ?? ""
            : null);
}
