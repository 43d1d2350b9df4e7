using GrantReview.Core.Awards;
using System.Text;
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
/// <param name="Before">The names of method and comparison, and the clause, as <see cref="Write"/> joins them.</param>
public sealed record RuleChange(DateTime At, string By, string Before, string After, string Reason)
{
    public const string Action = "change-rule";

    private const string Between = "; ";

    public static string Write(CalibrationSettings rule) => string.Join(Between, new[] { $"{rule.Method}", $"{rule.Panels}", rule.UndecidedLottery }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>What was written, in the reader's language.</summary>
    public static string Say(string rule) => string.Join(Between, rule.Split(Between).Select((part, i) =>
        i == 0 ? Text.Of($"Method.{part}") : i == 1 && Enum.TryParse<PanelComparison>(part, out _) ? Text.Of($"Panels.{part}") : part));

    public static async Task<IReadOnlyList<RuleChange>> ListAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        await db.Audit.AsNoTracking().Where(a => a.CallId == callId && a.Action == Action).OrderBy(a => a.Id)
            .Select(a => new RuleChange(a.At, a.UserName, a.Before, a.After, a.Reason)).ToListAsync(cancellationToken);
}

/// <param name="Rule">What the form shows: the rule in force, or what was typed when it was refused.</param>
public sealed record ScoringRulePage(CallRow Call, CalibrationSettings Rule, string Reason, bool CanChange, IReadOnlyList<RuleChange> Changes, IReadOnlyList<Mistake> Mistakes);

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
    public async Task<IActionResult> Change(CalibrationMethod calibration, PanelComparison? panels, string? undecidedLottery, string? reason, CancellationToken cancellationToken)
    {
        if (!await CanChangeAsync(cancellationToken))
        {
            return Refused(At("settings/rule"), "ScoringRule.Closed");
        }
        var call = StoredRound.CallOf(Call);
        var rule = call.Calibration with { Method = calibration, Panels = panels, UndecidedLottery = string.IsNullOrWhiteSpace(undecidedLottery) ? null : undecidedLottery.Trim() };
        List<Mistake> mistakes = [];
        var content = CallJson.Write(call with { Calibration = rule });
        CallJson.Read(content, "call.json", TemplateFolder.Shipped, mistakes, mistakes);
        if (string.IsNullOrWhiteSpace(reason))
        {
            ModelState.AddModelError(nameof(reason), Text.Of("Form.Needs"));
        }
        if (mistakes.Count > 0 || !ModelState.IsValid)
        {
            return View("ScoringRule", await PageAsync(rule, reason ?? "", mistakes, cancellationToken));
        }
        if (rule == call.Calibration)
        {
            return Refused(At("settings/rule"), "ScoringRule.Same");
        }
        Record(RuleChange.Action, "call", Call.Code, RuleChange.Write(call.Calibration), RuleChange.Write(rule), reason ?? "");
        Call.Settings = Encoding.UTF8.GetString(content);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("settings/rule"), "ScoringRule.Changed");
    }

    private async Task<bool> CanChangeAsync(CancellationToken cancellationToken) =>
        Call.State.Stage is >= CallStage.Scoring and <= CallStage.Allocating && !await Db.Proposals.AnyAsync(p => p.CallId == Call.Id && p.State.Status == ProposalStatus.Proposed, cancellationToken);

    private async Task<ScoringRulePage> PageAsync(CalibrationSettings rule, string reason, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken) =>
        new(Call, rule, reason, User.RunsCalls() && await CanChangeAsync(cancellationToken), await RuleChange.ListAsync(Db, Call.Id, cancellationToken), mistakes);
}
