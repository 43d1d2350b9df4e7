using GrantReview.Core.Awards;
using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Calls;

/// <summary>A change of the rule that was made after scoring opened, as every page of its results shows it.</summary>
public sealed record RuleChange(DateTime At, string By, CallLife.ScoringRuleChanged Fact)
{
    private static readonly string Kind = FactJson.KindOf(typeof(CallLife.ScoringRuleChanged));

    /// <summary>Method, comparison of panels and clause of the lots, in the reader's language.</summary>
    public static string Say(CalibrationSettings rule) => string.Join("; ", new[]
    {
        MethodOf(rule.Method), rule.Panels is { } panels ? ComparisonOf(panels) : null, rule.UndecidedLottery,
    }.Where(part => !string.IsNullOrEmpty(part)));

    public static async Task<IReadOnlyList<RuleChange>> ListAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var facts = await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.CallId == callId && f.Kind == Kind).OrderBy(f => f.Id)
            .Select(f => new { Row = f, By = db.Users.Where(u => u.Id == f.PersonId).Select(u => u.DisplayName).FirstOrDefault() ?? "" })
            .ToListAsync(cancellationToken);
        return [.. facts.Select(f => new RuleChange(f.Row.At, f.By, (CallLife.ScoringRuleChanged)f.Row.Read()))];
    }

    private static string MethodOf(CalibrationMethod method) => method switch
    {
        CalibrationMethod.Mean => Text.Of("Method.Mean"),
        CalibrationMethod.TrimmedMean => Text.Of("Method.TrimmedMean"),
        CalibrationMethod.ZScore => Text.Of("Method.ZScore"),
        CalibrationMethod.TScore => Text.Of("Method.TScore"),
        CalibrationMethod.MinMax => Text.Of("Method.MinMax"),
        CalibrationMethod.PanelMean => Text.Of("Method.PanelMean"),
        CalibrationMethod.MixedModel => Text.Of("Method.MixedModel"),
        CalibrationMethod.MixedModelNoise => Text.Of("Method.MixedModelNoise"),
        CalibrationMethod.MixedModelRobust => Text.Of("Method.MixedModelRobust"),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No method."),
    };

    private static string ComparisonOf(PanelComparison panels) => panels switch
    {
        PanelComparison.Within => Text.Of("Panels.Within"),
        PanelComparison.EqualQuality => Text.Of("Panels.EqualQuality"),
        PanelComparison.EqualLeniency => Text.Of("Panels.EqualLeniency"),
        _ => throw new ArgumentOutOfRangeException(nameof(panels), panels, "No comparison."),
    };
}

/// <param name="Rule">What the form shows: the rule in force, or what was typed when it was refused.</param>
public sealed record ScoringRulePage(
    CallRow Call, CalibrationSettings Rule, string Reason, bool CanChange, IReadOnlyList<RuleChange> Changes, IReadOnlyList<Mistake> Mistakes);

/// <summary>
/// How scores decide. The rule is published before scoring opens; from then until a proposal is before an approver a change is a recorded act with a reason, and shown beside whatever it leads to.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ScoringRuleController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/settings/rule")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("ScoringRule", await PageAsync(StoredRound.CallOf(Call).Calibration, "", [], cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/settings/rule")]
    public async Task<IActionResult> Change(
        CalibrationMethod calibration, PanelComparison? panels, string? undecidedLottery, string? reason, CancellationToken cancellationToken)
    {
        var typed = StoredRound.CallOf(Call).Calibration;
        List<Mistake> mistakes = [];
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            mistakes.Clear();
            var row = await CallInAsync(db, cancellationToken);
            var call = StoredRound.CallOf(row);
            typed = call.Calibration with
            {
                Method = calibration, Panels = panels, UndecidedLottery = string.IsNullOrWhiteSpace(undecidedLottery) ? null : undecidedLottery.Trim(),
            };
            var content = CallJson.Write(call with { Calibration = typed });
            _ = CallJson.Read(content, "call.json", TemplateFolder.Shipped, mistakes, mistakes);
            var answer = row.Do(
                new CallLife.ChangeScoringRule(call.Calibration, typed, FreeText.Given(reason)), by, await CallGate.SeenAsync(db, row, cancellationToken));
            row.Settings = Encoding.UTF8.GetString(content);
            return answer.Refusal ?? (mistakes.Count > 0 ? new CallLife.IsInvalid() : answer);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                return Done(At("settings/rule"), "ScoringRule.Changed");
            case Refusal.NeedsReason or CallLife.IsInvalid:
                if (refusal is Refusal.NeedsReason)
                {
                    ModelState.AddModelError(nameof(reason), RefusalText.Of(refusal));
                }
                return View("ScoringRule", await PageAsync(typed, reason ?? "", mistakes, cancellationToken));
            default:
                return RefusedSaying(At("settings/rule"), refusal is CallLife.WrongStage ? Text.Of("ScoringRule.Closed") : RefusalText.Of(refusal));
        }
    }

    private async Task<ScoringRulePage> PageAsync(CalibrationSettings rule, string reason, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken) => new(
        Call, rule, reason,
        User.RunsCalls() && CallLife.RefuseScoringRule(Call.State, await CallGate.SeenAsync(Db, Call, cancellationToken)) is null,
        await RuleChange.ListAsync(Db, Call.Id, cancellationToken), mistakes);
}
